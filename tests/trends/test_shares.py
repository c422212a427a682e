import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, t

from broadsheet.errors import InputError
from broadsheet.terms import count_named
from broadsheet.trends import PERIODS, describe_shares, find_refusal, share_terms
from broadsheet.trends.shares import place_in_time, wilson
from planted import make_documents, plant_rates, shuffle

RATES = {f"term{at:03}": 0.002 for at in range(150)}
BAND = (0.92, 0.98)  # what the coverage of a 95 % interval may be


def count(*rows: tuple[str | None, int, int], item: str = "peace") -> tuple[pd.DataFrame, pd.DataFrame]:
    """(counts, documents) from (date, n, n_words) of each document."""
    documents = make_documents([""] * len(rows), dates=[date for date, _, _ in rows])
    counts = pd.DataFrame({"doc_id": documents.doc_id, "item": item})
    return counts.assign(n=[n for _, n, _ in rows], n_words=[words for _, _, words in rows]), documents


def covered(shares: pd.DataFrame, low: pd.Series, high: pd.Series, rate: float) -> float:
    assert len(shares) == 4 * len(RATES)
    return float(((low <= rate) & (rate <= high)).mean())


@pytest.mark.parametrize("n,total", [(0, 50), (1, 50), (7, 300), (50, 50), (3, 100_000)])
def test_without_clustering_the_interval_is_wilsons(n, total):
    exact = binomtest(n, total).proportion_ci(method="wilson")
    assert wilson(n, total, 1.0, 1e12) == pytest.approx((exact.low, exact.high), rel=1e-6)


def test_a_design_effect_of_four_is_an_interval_on_a_quarter_of_the_words():
    assert wilson(8, 400, 4.0, 1e12) == pytest.approx(wilson(2, 100, 1.0, 1e12))


def test_fewer_degrees_of_freedom_make_a_wider_interval():
    (low, high), (wide_low, wide_high) = wilson(8, 400, 2.0, 100), wilson(8, 400, 2.0, 3)
    assert wide_low < low and high < wide_high


def test_one_cluster_alone_has_no_interval():
    assert np.isnan(wilson(8, 400, 1.0, 0)).all()


@settings(max_examples=60, deadline=None)
@given(total=st.integers(1, 10_000), part=st.floats(0, 1), effect=st.floats(1, 50), n_free=st.integers(1, 200))
def test_the_share_lies_in_its_interval(total, part, effect, n_free):
    n = round(part * total)
    low, high = wilson(n, total, effect, n_free)
    assert 0 <= low <= n / total <= high <= 1


def test_the_design_effect_of_two_days_worked_by_hand():
    shares = share_terms(*count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100)), period="month")
    effect = 2 / 1 * (2**2 + 2**2) / (200 * 0.02 * 0.98)  # residuals 2 and -2 around a share of 2 %
    assert (shares.low[0], shares.high[0]) == pytest.approx(wilson(4, 200, effect, 1))


def test_documents_of_one_day_are_one_cluster():
    one = count(("2024-01-01", 2, 50), ("2024-01-01", 2, 50), ("2024-01-02", 0, 100))
    other = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100))
    columns = ["n", "total", "share", "low", "high"]
    pd.testing.assert_frame_equal(
        share_terms(*one, period="month")[columns], share_terms(*other, period="month")[columns]
    )


def test_the_intervals_cover_the_truth_of_bursty_terms_where_plain_wilson_does_not():
    counts, documents = plant_rates(RATES, burst=1.0, random_state=1)
    shares = share_terms(counts, documents, period="month")
    plain = pd.DataFrame([wilson(row.n, row.total, 1.0, 1e12) for row in shares.itertuples()], columns=["low", "high"])
    assert BAND[0] <= covered(shares, shares.low, shares.high, 0.002) <= BAND[1]
    assert covered(shares, plain.low, plain.high, 0.002) < 0.75


def test_the_intervals_are_not_too_wide_when_nothing_bursts():
    shares = share_terms(*plant_rates(RATES, random_state=2), period="month")
    assert BAND[0] <= covered(shares, shares.low, shares.high, 0.002) <= BAND[1]


@pytest.mark.parametrize("burst", [0.0, 1.0])
@pytest.mark.parametrize("rates,least", [([0.002] * 4, 0.90), ([0.0005, 0.001, 0.004, 0.016], 0.88)])
def test_the_intervals_cover_a_flat_and_a_rising_rate_in_each_period(rates, least, burst):
    counts, documents = plant_rates(dict.fromkeys((f"term{at:03}" for at in range(300)), rates), burst=burst)
    shares = share_terms(counts, documents, period="month")
    truth = shares.period.dt.month.map(dict(enumerate(rates, start=1)))
    reached = ((shares.low <= truth) & (truth <= shares.high)).groupby(shares.period).mean()
    assert reached.between(least, 0.99).all()  # a pooled design effect: 1.0 before the rise, 0.86 at the peak


def test_a_period_of_five_days_has_its_own_design_effect_and_a_shorter_one_the_pooled():
    own = [(f"2024-01-{day:02}", n, 100) for day, n in enumerate([4, 0, 4, 0, 2], start=1)]
    few = [("2024-02-01", 1, 100), ("2024-02-02", 3, 100)]
    never = [(f"2024-03-{day:02}", 0, 100) for day in range(1, 6)]
    shares = share_terms(*count(*own, *few, *never), period="month")
    squares, binomial = [5 / 4 * 16, 2 / 1 * 2], [500 * 0.02 * 0.98, 200 * 0.02 * 0.98]  # March adds none
    pooled = sum(squares) / sum(binomial), 4 + 1 + 4
    expected = [wilson(10, 500, squares[0] / binomial[0], 4), wilson(4, 200, *pooled), wilson(0, 500, *pooled)]
    assert shares[["low", "high"]].to_numpy() == pytest.approx(np.array(expected))


def test_a_period_without_words_adds_no_degrees_of_freedom():
    empty = [(f"2024-02-{day:02}", 0, 0) for day in range(1, 9)]
    days = [("2024-01-01", 4, 100), ("2024-01-02", 0, 100)]
    with_empty, without = (share_terms(*count(*rows), period="month").high for rows in (days + empty, days))
    assert with_empty.tolist() == without.tolist()


def test_a_planted_rise_is_seen_and_a_flat_term_stays_flat():
    rising = {"rise": [0.001, 0.002, 0.004, 0.008], "flat": 0.002}
    shares = share_terms(*plant_rates(rising, burst=0.5), period="month").set_index("item")
    assert shares.share["rise"].is_monotonic_increasing and shares.high["rise"].iloc[0] < shares.low["rise"].iloc[-1]
    assert shares.low["flat"].max() < shares.high["flat"].min()


def test_a_term_that_never_occurs_has_zero_with_an_upper_bound():
    counts, documents = plant_rates({"never": 0.0}, n_periods=3)
    shares = share_terms(counts, documents, period="month")
    assert (shares.n == 0).all() and (shares.low == 0).all() and (shares.n_docs == 0).all()
    n_free = documents.date.nunique() - 3
    bound = t.ppf(0.975, n_free) ** 2 / (shares.total + t.ppf(0.975, n_free) ** 2)
    assert shares.high.tolist() == pytest.approx(bound.tolist())


def test_shares_count_words_documents_days_and_sources():
    documents = make_documents(
        ["Peace, peace now.", "War again today", "peace"], dates=["2024-01-05", "2024-01-05", "2024-02-01"]
    )
    documents["source"] = ["Gazette", "Courier", ""]
    shares = share_terms(count_named(documents, terms=["peace"]), documents, period="month").set_index("period")
    facts = shares[["n", "total", "n_docs", "n_docs_total", "n_days", "n_sources"]]
    assert facts.loc["2024-01-01"].tolist() == [2, 6, 1, 2, 1, 1]
    assert facts.loc["2024-02-01"].tolist() == [1, 1, 1, 1, 1, 0]


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_documents_and_counts_changes_nothing(seed):
    counts, documents = plant_rates({"peace": 0.002, "war": 0.01}, burst=1.0)
    expected = share_terms(counts, documents, period="week")
    pd.testing.assert_frame_equal(
        share_terms(shuffle(counts, seed), shuffle(documents, seed + 1), period="week"), expected
    )


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_counts_each_occurrence_once_within_its_interval(period):
    counts, documents = plant_rates({"peace": 0.002}, burst=1.0)
    shares = share_terms(counts, documents, period=period)
    assert shares.n.sum() == counts.n.sum() and shares.total.sum() == counts.n_words.sum()
    known = shares.dropna(subset=["low", "high"])
    assert (known.low <= known.share).all() and (known.share <= known.high).all()
    assert len(known) == (0 if period == "day" else len(shares))  # one day is one cluster


def test_all_takes_undated_documents_each_as_a_cluster_of_its_own():
    shares = share_terms(*count((None, 4, 100), (None, 0, 100), ("2024-01-01", 2, 100)), period="all")
    assert shares[["n", "total", "n_docs_total", "n_days"]].iloc[0].tolist() == [6, 300, 3, 1]
    assert pd.isna(shares.period[0]) and shares.high[0] > 0


def test_a_period_without_documents_has_no_row():
    shares = share_terms(*count(("2024-01-01", 4, 100), ("2024-03-01", 0, 100)), period="month")
    assert shares.period.dt.month.tolist() == [1, 3]


def test_weeks_begin_on_monday():
    _, documents = count(("2024-01-07", 1, 1), ("2024-01-08", 1, 1))
    assert place_in_time(documents, period="week").period.dt.strftime("%m-%d").tolist() == ["01-01", "01-08"]


@pytest.mark.parametrize("precision,fits", [("day", 5), ("month", 3), ("year", 1), ("none", 0)])
def test_a_coarse_date_is_placed_in_no_finer_period(precision, fits):
    documents = count(("2024-01-01", 1, 1))[1].assign(date_precision=precision)
    assert sum(len(place_in_time(documents, period=period)) for period in PERIODS if period != "all") == fits


def test_a_document_dated_to_the_month_adds_no_day():
    counts, documents = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100))
    documents["date_precision"] = ["month", "day"]
    assert share_terms(counts, documents, period="month").n_days.tolist() == [1]


def test_no_dated_document_gives_an_empty_table():
    shares = share_terms(*count((None, 4, 100), (None, 0, 100)), period="month")
    assert shares.empty and "share" in shares


def test_an_unknown_period_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="period is 'decade', expected one of day, week, month"):
        share_terms(*count(("2024-01-01", 4, 100)), period="decade")


def test_a_curve_needs_three_periods_of_five_documents():
    dates = [f"2024-0{month}-{day:02}" for month in (1, 2, 3) for day in range(1, 6)]
    assert find_refusal(make_documents([""] * 15, dates=dates), period="month") == ""
    refusal = find_refusal(make_documents([""] * 14, dates=dates[:-1]), period="month")
    assert "of 14 documents 14 can be placed in a month, and 2 of 3 such periods" in refusal


def test_undated_documents_are_refused_in_words():
    assert "of 3 documents 0 can be placed in a week" in find_refusal(make_documents(["", "", ""]), period="week")


def test_periods_of_one_day_each_have_no_interval_and_are_refused_with_the_next_step():
    dates = [f"2024-01-{day:02}" for day in (1, 2, 3) for _ in range(5)]
    assert "a day is one cluster, so no interval exists; choose week or longer." in find_refusal(
        make_documents([""] * 15, dates=dates), period="day"
    )
    monthly = make_documents([""] * 15, dates=[f"2024-0{month}-01" for month in (1, 2, 3) for _ in range(5)])
    assert "no month has documents of two days" in find_refusal(monthly, period="month")
    assert find_refusal(monthly, period="year").startswith("No curve: of 15 documents")


def test_documents_dated_to_the_month_are_clusters_of_their_own_in_a_curve():
    monthly = make_documents([""] * 15, dates=[f"2024-0{month}-01" for month in (1, 2, 3) for _ in range(5)])
    assert find_refusal(monthly.assign(date_precision="month"), period="month") == ""


def test_all_is_no_curve():
    assert find_refusal(make_documents([""] * 50), period="all").startswith("No curve")


def test_the_methods_sentence_says_how_many_documents_it_rests_on():
    counts, documents = count(("2024-01-01", 4, 100), ("2024-01-02", 0, 100), (None, 1, 9))
    sentence = describe_shares(share_terms(counts, documents, period="month"), documents, period="month")
    assert "by month, in 2 of 3 documents" in sentence and "looking at 1 term" in sentence
