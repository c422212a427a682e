import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.trends import PERIODS, describe_shares, share_terms
from broadsheet.trends.shares import check_intervals, hold_sources, share_unplaced
from planted import make_documents, make_matrix, plant_rates, shuffle

RATES = {"peace": 0.002, "war": [0.001, 0.002, 0.004, 0.008], "never": 0.0}


def count(*rows: tuple, item: str = "peace") -> tuple[TermMatrix, pd.DataFrame]:
    """(matrix, documents) from (date, n, n_words) of each document, and its source where it has one."""
    documents = make_documents([""] * len(rows), dates=[row[0] for row in rows])
    documents["n_words"] = [row[2] for row in rows]
    documents["source"] = [(*row, "Gazette")[3] for row in rows]
    return make_matrix(documents, {item: [row[1] for row in rows]}), documents


def plant_sources(*, n_periods: int = 4, random_state: int = 0) -> tuple[TermMatrix, pd.DataFrame]:
    """The items of RATES in three sources, which take turns."""
    matrix, documents = plant_rates(RATES, n_periods=n_periods, burst=0.5, random_state=random_state)
    return matrix, documents.assign(source=np.resize(["Gazette", "Courier", "Herald"], len(documents)))


def test_shares_count_words_documents_days_and_sources():
    documents = make_documents(
        ["Peace, peace now.", "War again today", "peace"], dates=["2024-01-05", "2024-01-05", "2024-02-01"]
    ).assign(source=["Gazette", "Courier", ""])
    matrix = make_matrix(documents, {"peace": [2, 0, 1]})
    shares = share_terms(matrix, documents, period="month").set_index("period")
    facts = shares[["n", "total", "n_docs", "n_docs_total", "n_clusters", "n_sources"]]
    assert facts.loc["2024-01-01"].tolist() == [2, 6, 1, 2, 1, 1]
    assert facts.loc["2024-02-01"].tolist() == [1, 1, 1, 1, 1, 0]
    assert shares.doc_share.tolist() == [0.5, 1.0] and shares.is_thin.all()


def test_documents_of_one_day_are_one_cluster():
    one = count(("2024-01-01", 2, 50), ("2024-01-01", 2, 50), ("2024-01-02", 0, 100))
    other = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100))
    columns = ["n", "total", "share", "low", "high", "n_clusters"]
    pd.testing.assert_frame_equal(
        share_terms(*one, period="month")[columns], share_terms(*other, period="month")[columns]
    )


def test_in_periods_of_a_day_documents_are_clusters_and_weeks_are_on_request():
    matrix, documents = plant_rates(RATES, n_days=14)
    assert share_terms(matrix, documents, period="day").n_clusters.unique().tolist() == [3]
    assert share_terms(matrix, documents, period="month").n_clusters.unique().tolist() == [14]
    weeks = share_terms(matrix, documents, period="month", cluster="week")
    assert weeks.n_clusters[:4].tolist() == [2, 3, 3, 2]  # 1 January 2024 is a Monday, 1 February a Thursday


def test_rows_stand_by_item_in_the_order_given_and_by_period():
    shares = share_terms(*plant_rates(RATES), period="month")
    assert shares["item"].unique().tolist() == list(RATES)
    assert all(part.period.is_monotonic_increasing for _, part in shares.groupby("item"))


def test_a_planted_rise_is_seen_and_a_flat_term_stays_flat():
    shares = share_terms(*plant_rates(RATES, burst=0.5), period="month").set_index("item")
    for low, high in (("low", "high"), ("doc_low", "doc_high")):
        assert shares[high]["war"].iloc[0] < shares[low]["war"].iloc[-1]
        assert shares[low]["peace"].max() < shares[high]["peace"].min()


def test_a_term_that_never_occurs_has_zero_with_an_upper_bound():
    shares = share_terms(*plant_rates(RATES), period="month").set_index("item").loc["never"]
    assert (shares[["n", "low", "n_docs", "doc_low", "n_sources"]] == 0).all(axis=None) and shares.is_thin.all()
    quantile = t.ppf(0.975, 4 * (12 - 1)) ** 2  # days are not quite as even in their words
    assert shares.high.tolist() == pytest.approx((quantile / (shares.total + quantile)).tolist(), rel=0.01)
    assert shares.doc_high.tolist() == pytest.approx((quantile / (shares.n_docs_total + quantile)).tolist())


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), by=st.sampled_from(["", "source"]))
def test_the_order_of_documents_and_of_rows_changes_nothing(seed, by):
    matrix, documents = plant_sources()
    order = np.random.default_rng(seed).permutation(len(documents))
    moved = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units, matrix.terms)
    expected = share_terms(matrix, documents, period="week", by=by)
    pd.testing.assert_frame_equal(share_terms(moved, shuffle(documents, seed), period="week", by=by), expected)


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_counts_each_occurrence_once_within_its_interval(period):
    matrix, documents = plant_sources()
    shares = share_terms(matrix, documents, period=period)
    peace = shares[shares["item"] == "peace"]
    assert peace.n.sum() == matrix.counts[:, 0].sum() and peace.total.sum() == documents.n_words.sum()
    for low, share, high in (("low", "share", "high"), ("doc_low", "doc_share", "doc_high")):
        assert ((shares[low] <= shares[share]) & (shares[share] <= shares[high])).all()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), period=st.sampled_from(list(PERIODS)))
def test_the_sum_over_groups_is_the_whole(seed, period):
    matrix, documents = plant_sources(random_state=seed)
    columns = ["n", "total", "n_docs", "n_docs_total"]
    whole = share_terms(matrix, documents, period=period).groupby(["item", "period"], dropna=False)[columns].sum()
    parts = share_terms(matrix, documents, period=period, by="source")
    assert parts.group.unique().tolist() == ["Courier", "Gazette", "Herald"]
    pd.testing.assert_frame_equal(parts.groupby(["item", "period"], dropna=False)[columns].sum(), whole)


def test_a_group_is_what_its_documents_are_alone():
    matrix, documents = plant_sources()
    parts = share_terms(matrix, documents, period="month", by="source")
    alone = share_terms(matrix, documents[documents.source == "Herald"], period="month")
    pd.testing.assert_frame_equal(
        parts[parts.group == "Herald"].drop(columns="group").reset_index(drop=True), alone.drop(columns="group")
    )


def test_any_column_may_group_and_what_has_no_value_is_not_named():
    matrix, documents = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100), ("2024-01-03", 1, 50))
    documents["desk"] = ["foreign", None, " "]
    shares = share_terms(matrix, documents, period="month", by="desk")
    assert shares[["group", "n", "total"]].to_numpy().tolist() == [["foreign", 4, 100], ["not named", 1, 150]]


def test_denominators_follow_every_filter():
    matrix, documents = plant_sources()
    kept = documents[documents.source == "Herald"]
    shares = share_terms(matrix, kept, period="all")
    assert shares.total.unique().tolist() == [kept.n_words.sum()]


def test_the_mix_of_sources_is_held_fixed():
    """Each source keeps its rate; only their parts change, from one fifth to four fifths."""
    months = {1: ("Gazette", 800, "Courier", 200), 2: ("Gazette", 200, "Courier", 800)}
    rows = [
        (f"2024-0{month}-{day:02}", round(words * rate), words, source)
        for month, (one, many, other, few) in months.items()
        for day in range(1, 7)
        for source, words, rate in ((one, many, 0.01), (other, few, 0.03))
    ]
    plain = share_terms(*count(*rows), period="month")
    held = share_terms(*count(*rows), period="month", hold_mix=True)
    assert plain.share.tolist() == pytest.approx([0.014, 0.026])
    assert held.share.tolist() == pytest.approx([0.02, 0.02])
    assert held.n.tolist() == plain.n.tolist()
    effective = 1 / (0.25 / 4800 + 0.25 / 1200)  # 6 days of 800 and 200 words, half the weight each
    quantile = t.ppf(0.975, 10) ** 2
    # four fifths of the variance are those of the source of a fifth of the words: more of it where its rate is higher
    effects = np.array([(0.2 * 0.01 * 0.99 + 0.8 * 0.03 * 0.97) / (0.02 * 0.98), 1])
    middle = (0.02 + quantile * effects / (2 * effective)) / (1 + quantile * effects / effective)
    assert ((held.low + held.high) / 2).tolist() == pytest.approx(middle.tolist())


def test_a_mix_that_does_not_change_changes_no_share():
    rows = [
        (f"2024-0{month}-{day:02}", n, words, source)
        for month in (1, 2)
        for day in range(1, 7)
        for source, words, n in (("Gazette", 300, day), ("Courier", 100, month))
    ]
    plain, held = (share_terms(*count(*rows), period="month", hold_mix=hold) for hold in (False, True))
    assert held.share.tolist() == pytest.approx(plain.share.tolist())
    assert held.doc_share.tolist() == pytest.approx(plain.doc_share.tolist())


def test_only_sources_with_words_in_every_period_are_held():
    rows = [(f"2024-0{m}-0{d}", 1, 100, name) for m in (1, 2) for d in (1, 2) for name in ("Courier", "Gazette")]
    matrix, documents = count(*rows, ("2024-01-03", 9, 100, "Late Post"), ("2024-02-03", 9, 0, "Late Post"))
    placed = documents.assign(period=documents.date.dt.to_period("M").dt.start_time)
    assert hold_sources(placed).to_dict() == {"Courier": 400, "Gazette": 400}
    held = share_terms(matrix, documents, period="month", hold_mix=True)
    assert held.n.tolist() == [4, 4] and held.total.tolist() == [400, 400]


def test_what_never_occurs_in_a_held_mix_has_an_upper_bound():
    matrix, documents = plant_sources()
    held = share_terms(matrix, documents, period="month", hold_mix=True).set_index("item").loc["never"]
    assert (held.share == 0).all() and held.high.between(0, 0.01, inclusive="neither").all()


@pytest.mark.parametrize(
    "rows,why",
    [
        ([("2024-01-01", 1, 10), ("2024-02-01", 1, 10)], r"1 sources \('Gazette'\) and one source has no mix"),
        ([("2024-01-01", 1, 10, "A"), ("2024-02-01", 1, 10, "B")], "none of these has words in every period"),
        ([("2024-01-01", 1, 10, ""), ("2024-02-01", 1, 10, "")], "none of these has words in every period"),
    ],
)
def test_a_mix_that_cannot_be_held_is_refused(rows, why):
    with pytest.raises(InputError, match=why):
        share_terms(*count(*rows), period="month", hold_mix=True)


def test_a_source_alone_has_no_mix():
    with pytest.raises(InputError, match="by is 'source' and hold_mix is true"):
        share_terms(*plant_sources(), period="month", by="source", hold_mix=True)


def test_the_mix_is_held_within_each_group():
    matrix, documents = plant_sources()
    documents["desk"] = np.where(documents.date.dt.day % 2, "odd", "even")
    held = share_terms(matrix, documents, period="month", by="desk", hold_mix=True)
    odd = share_terms(matrix, documents[documents.desk == "odd"], period="month", hold_mix=True)
    assert held[held.group == "odd"].share.tolist() == odd.share.tolist()


def test_documents_without_words_break_nothing():
    shares = share_terms(*count(("2024-01-01", 4, 100), ("2024-01-02", 0, 0), ("2024-02-01", 0, 0)), period="month")
    assert shares.total.tolist() == [100, 0] and shares.n_docs_total.tolist() == [2, 1]
    assert shares.share[0] == 0.04 and np.isnan(shares.share[1]) and shares.doc_share.tolist() == [0.5, 0.0]


def test_a_period_without_words_keeps_its_row_and_is_thin():
    days = [(f"2024-01-{day:02}", 2, 100) for day in range(1, 8)]
    empty = [(f"2024-02-{day:02}", 1, 0) for day in range(1, 8)]  # entities, say, of documents without a text
    shares = share_terms(*count(*days, *empty), period="month")
    assert shares.n.tolist() == [14, 7] and shares.is_thin.tolist() == [False, True]
    assert (
        shares.loc[1, ["share", "low", "high"]].isna().all() and shares.loc[0, ["share", "low", "high"]].notna().all()
    )


def test_documents_of_no_named_source_have_none():
    matrix, documents = count(("2024-01-01", 4, 100, ""), ("2024-01-02", 0, 100, ""))
    assert share_terms(matrix, documents, period="month").n_sources.tolist() == [0]


def test_all_takes_undated_documents_each_as_a_cluster_of_its_own():
    shares = share_terms(*count((None, 4, 100), (None, 0, 100), ("2024-01-01", 2, 100)), period="all")
    assert shares[["n", "total", "n_docs_total", "n_clusters"]].iloc[0].tolist() == [6, 300, 3, 3]
    assert pd.isna(shares.period[0]) and shares.high[0] > 0


def test_documents_in_no_period_are_shared_apart_by_the_reason():
    matrix, documents = count((None, 4, 100), (None, 0, 100), ("2024-01-01", 2, 100), ("2024-01-02", 1, 50))
    documents.loc[2, "date_precision"] = "month"
    shares = share_unplaced(matrix, documents, period="week")
    assert shares[["group", "n", "total"]].to_numpy().tolist() == [["dated to the month", 2, 100], ["undated", 4, 200]]
    assert shares.period.isna().all()
    assert share_unplaced(matrix, documents[3:], period="week").empty


def test_a_period_without_documents_has_no_row():
    shares = share_terms(*count(("2024-01-01", 4, 100), ("2024-03-01", 0, 100)), period="month")
    assert shares.period.dt.month.tolist() == [1, 3]


@pytest.mark.parametrize("settings", [{}, {"by": "source"}, {"hold_mix": True}])
def test_no_dated_document_gives_an_empty_table(settings):
    matrix, documents = count((None, 4, 100), (None, 0, 100))
    for kept in (documents, documents[:0]):
        shares = share_terms(matrix, kept, period="month", **settings)
        assert shares.empty and "share" in shares


@pytest.mark.parametrize("settings", [{"period": "all", "by": "source"}, {"period": "month"}])
def test_no_item_gives_an_empty_table(settings):
    matrix, documents = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100))
    none = TermMatrix(matrix.counts[:, :0], matrix.doc_ids, matrix.units, matrix.terms[:0])
    assert share_terms(none, documents, **settings).empty


def test_documents_that_were_not_counted_are_refused():
    matrix, documents = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100))
    with pytest.raises(InputError, match="1 of 2 documents were not counted, 'x' the first"):
        share_terms(matrix, documents.assign(doc_id=["d000", "x"]), period="month")


def test_passages_are_refused():
    matrix, documents = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100))
    twice = TermMatrix(matrix.counts, np.array(["d000", "d000"], dtype=object), matrix.units, matrix.terms)
    with pytest.raises(InputError, match="'d000' twice; expected a row a document"):
        share_terms(twice, documents, period="month")


@pytest.mark.parametrize(
    "settings,why",
    [
        ({"period": "decade"}, "period is 'decade', expected one of day, week, month"),
        ({"period": "month", "by": "outlet"}, "by is 'outlet', expected a column of the documents: doc_id"),
        ({"period": "month", "cluster": "hour"}, "cluster is 'hour', expected one of auto, document, day, week"),
    ],
)
def test_unknown_parameters_are_refused_with_those_there_are(settings, why):
    with pytest.raises(InputError, match=why):
        share_terms(*count(("2024-01-01", 4, 100)), **settings)


def test_the_check_stands_beside_the_interval_period_by_period():
    matrix, documents = plant_rates(RATES, n_days=28, burst=0.5)
    checked = check_intervals(matrix, documents, item="war", period="month", n_resamples=500)
    assert checked.columns.tolist() == ["period", "share", "low", "high", "bca_low", "bca_high"]
    assert ((checked.bca_low <= checked.share) & (checked.share <= checked.bca_high)).all()
    widths = (checked.high - checked.low) / (checked.bca_high - checked.bca_low)
    assert widths.between(0.5, 2).all()
    again = check_intervals(matrix, shuffle(documents), item="war", period="month", n_resamples=500)
    pd.testing.assert_frame_equal(checked, again)
    with pytest.raises(InputError, match="item is 'what', expected one of peace, war, never"):
        check_intervals(matrix, documents, item="what", period="month")


def tell(matrix, documents, **settings) -> str:
    return describe_shares(share_terms(matrix, documents, **settings), documents, **settings)


def test_the_methods_paragraph_says_what_it_rests_on():
    told = tell(*count(("2024-01-01", 4, 100), ("2024-01-02", 0, 1100), (None, 1, 9)), period="month")
    assert "by month, in 2 of 3 documents (1,200 words); left out are 1 undated." in told
    assert (
        "residuals of days (all documents of a day), never below 1" in told and "looking at 1 item in 1 period" in told
    )
    assert "mix" not in told and "values of" not in told and "clusters of their own" not in told


def test_the_methods_paragraph_follows_the_parameters():
    matrix, documents = plant_sources()
    assert "residuals of documents" in tell(matrix, documents, period="day")
    assert "residuals of weeks" in tell(matrix, documents, period="month", cluster="week")
    assert "for each of 3 values of source" in tell(matrix, documents, period="month", by="source")
    held = tell(matrix, documents, period="month", hold_mix=True)
    assert "Where a source has fewer than two days in a period" in held
    assert "held fixed" in held and "(Courier, Gazette, Herald), which have 100% of the words" in held
    assert "Within each value of language" in tell(matrix, documents, period="month", by="language", hold_mix=True)
    undated = documents.assign(date=pd.NaT, date_precision="none").astype({"date": "datetime64[s]"})
    told = tell(matrix, undated, period="all")
    assert "over the whole corpus" in told and "Documents whose day is not known are clusters of their own." in told
