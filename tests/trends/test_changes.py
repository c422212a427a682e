"""Marks of change: planted ones are found, nothing else is, and little text gets a sentence."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.trends.changes import choose_clusters, describe_changes, find_changes, find_changes_refusal
from planted import make_documents, make_matrix, plant_days, shuffle

WEEKS = np.arange(210) // 7
RATES = {
    "even": 0.002,
    "step": 0.002 * np.where(WEEKS >= 20, 2, 1),
    "plateau": 0.002 * np.where((WEEKS >= 10) & (WEEKS < 20), 3, 1),
    "burst": 0.001 * np.where((WEEKS >= 12) & (WEEKS < 15), 5, 1),
    "twice": 0.001 * np.where(np.isin(WEEKS, [5, 6, 24, 25]), 6, 1),
    "slope": 0.002 * 4 ** (np.arange(210) / 210),
    "never": 0.0,
}


def monday(week: int) -> pd.Timestamp:
    return pd.Timestamp("2020-01-06") + pd.Timedelta(days=7 * week)


@pytest.fixture(scope="module")
def planted():
    return plant_days(RATES, n_days=210, burst=0.3, random_state=4)


@pytest.fixture(scope="module")
def changes(planted):
    return find_changes(*planted, period="week")


def marks(changes: pd.DataFrame, item: str, kind: str) -> pd.DataFrame:
    return changes[(changes.item == item) & (changes.kind == kind) & changes.passes]


def test_a_planted_step_is_found_where_it_is(changes):
    (row,) = marks(changes, "step", "step").itertuples()
    assert abs((row.period - monday(20)).days) <= 7
    assert (row.direction, row.last_period) == ("up", monday(29))
    assert row.low <= 1 <= row.high


def test_a_plateau_has_two_edges(changes):
    rows = marks(changes, "plateau", "step")
    assert rows.period.tolist() == [monday(10), monday(20)]
    assert rows.direction.tolist() == ["up", "down"]
    assert rows.last_period.tolist() == [monday(19), monday(29)]


def test_planted_bursts_are_found_where_they_are(changes):
    (row,) = marks(changes, "burst", "burst").itertuples()
    assert (row.period, row.last_period) == (monday(12), monday(14))
    assert row.low <= np.log2(5) <= row.high
    rows = marks(changes, "twice", "burst")
    assert rows.period.tolist() == [monday(5), monday(24)]
    assert rows.last_period.tolist() == [monday(6), monday(25)]


def test_a_slope_is_a_trend(changes):
    (row,) = marks(changes, "slope", "trend").itertuples()
    assert (row.period, row.last_period, row.direction) == (monday(0), monday(29), "up")
    assert row.low <= 1 <= row.high  # of half the time


def test_an_even_rate_has_rows_but_no_mark(changes):
    rows = changes[changes.item == "even"]
    assert {"trend", "step"} <= set(rows.kind)
    assert not rows.passes.any()


def test_every_mark_carries_its_false_alarms(changes):
    shuffled = changes[changes.kind != "trend"]
    assert (shuffled.n_shuffles == 3 * 6 * 20 - 1).all()  # six items occur
    assert (shuffled[shuffled.passes].n_alarms / shuffled.n_shuffles.max() < 0.05).all()
    assert (changes[changes.kind == "trend"].n_shuffles == 0).all()


def test_q_is_adjusted_over_all_items_and_kinds(planted):
    matrix, documents = planted
    one = TermMatrix(matrix.counts[:, [0]], matrix.doc_ids, matrix.units, matrix.terms[[0]])
    found = find_changes(one, documents, period="week").set_index("kind")
    p = [(1 + found.n_alarms.get(kind, 99)) / 200 for kind in ("step", "burst")]
    adjusted = {kind: q for kind, q in found.q.items() if kind != "trend"}
    trend = np.linspace(0, 1, 2001)  # its p is not in the table: some value must explain all three q
    explained = [false_discovery_control([value, *p]) for value in trend]
    assert any(
        np.allclose([q[0], *q[1 : 1 + len(adjusted)]], [found.q["trend"], *adjusted.values()], atol=1e-3)
        for q in explained
    )


def test_more_shuffles_on_request(planted):
    found = find_changes(*planted, period="week", n_shuffles=500)
    assert found.n_shuffles.max() == 500


def test_the_order_of_documents_changes_nothing(planted, changes):
    matrix, documents = planted
    order = np.random.default_rng(1).permutation(len(documents))
    moved = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units[order], matrix.terms)
    pd.testing.assert_frame_equal(find_changes(moved, shuffle(documents), period="week"), changes)


def test_the_same_random_state_gives_the_same_table(planted, changes):
    pd.testing.assert_frame_equal(find_changes(*planted, period="week"), changes)
    other = find_changes(*planted, period="week", random_state=1)
    assert other.n_alarms.tolist() != changes.n_alarms.tolist()


def test_undated_documents_and_gaps_change_nothing(planted):
    matrix, documents = planted
    week = (documents.date - documents.date.min()).dt.days // 7
    dated = documents[week < 27].reset_index(drop=True)
    undated = documents.assign(date=documents.date.where(week < 27), date_precision=np.where(week < 27, "day", "none"))
    kept = (week < 27).to_numpy()
    alone = TermMatrix(matrix.counts[kept], matrix.doc_ids[kept], matrix.units[kept], matrix.terms)
    found = find_changes(alone, dated, period="week")
    pd.testing.assert_frame_equal(find_changes(matrix, undated, period="week"), found)
    late = dated.assign(date=dated.date.where(dated.date < monday(10), dated.date + pd.Timedelta(days=70)))
    gapped = find_changes(alone, late, period="week").query("kind == 'step'")
    assert gapped.n_alarms.tolist() == found.query("kind == 'step'").n_alarms.tolist()


def test_weeks_stand_in_for_days_on_request_and_in_long_corpora():
    _, documents = plant_days({"a": 0.01}, n_days=800, n_docs_a_day=1)
    assert choose_clusters(documents, period="month") == "week"
    assert choose_clusters(documents, period="week") == "day"
    assert choose_clusters(documents[:300], period="month") == "day"
    assert choose_clusters(documents[:300], period="month", cluster="week") == "week"


def test_corpora_with_nothing_to_find_seldom_get_a_mark():
    marked = 0
    for seed in range(8):
        rates = dict(zip("abcdefgh", np.geomspace(1e-4, 4e-3, 8), strict=True))
        found = find_changes(*plant_days(rates, n_days=140, burst=1.0, random_state=seed), period="week")
        marked += found.passes.any()
    assert marked <= 3  # of 8, at .05 each: more than 3 in one of 2,000 runs


def test_months_take_their_coarse_documents():
    matrix, documents = plant_days({"a": 0.01}, n_days=400)
    coarse = documents.assign(date_precision=np.where(documents.index % 2, "month", "day"))
    coarse["date"] = coarse.date.where(coarse.index % 2 == 0, coarse.date.dt.to_period("M").dt.start_time)
    (trend,) = find_changes(matrix, coarse, period="month").query("kind == 'trend'").itertuples()
    assert trend.n == matrix.counts.sum()


def test_too_little_gets_a_sentence_and_an_empty_table(planted):
    matrix, documents = planted
    one_day = documents.assign(date=documents.date.min())
    for few, period, why in (
        (one_day, "week", "in 1 periods .by week. and on 1 day; it takes 8 periods and 10 days"),
        (documents, "quarter", "in 3 periods"),
        (documents, "all", "one period without dates"),
        (documents.assign(date=pd.NaT, date_precision="none"), "day", "0 of 630 documents can be placed"),
        (documents[:0], "day", "0 of 0 documents can be placed"),
    ):
        few = few.astype({"date": "datetime64[s]"})
        refusal = find_changes_refusal(matrix, few, period=period)
        assert pd.Series([refusal]).str.contains(why).all(), refusal
        assert tables.check(find_changes(matrix, few, period=period), "changes").empty


def test_a_word_that_never_occurs_or_hardly_has_no_row_but_a_sentence(planted, changes):
    matrix, documents = planted
    assert "never" not in set(changes.item)
    assert find_changes_refusal(*planted, period="week") == (
        "No changes of 'never': never found in the 630 documents that can be placed."
    )
    only = TermMatrix(matrix.counts[:, [6]], matrix.doc_ids, matrix.units, matrix.terms[[6]])
    assert find_changes(only, documents, period="week").empty
    counts = matrix.counts[:, [0, 0, 0]].tolil()
    counts[:, 1:] = 0
    counts[[0, 1, 6, 12, 18], 1] = 7  # five documents of four days
    counts[[0, 3, 6, 9, 12], 2] = 1
    three = TermMatrix(counts.tocsr(), matrix.doc_ids, matrix.units, np.array(["even", "four", "five"], dtype=object))
    assert set(find_changes(three, documents, period="week").item) == {"even", "five"}
    assert find_changes_refusal(three, documents, period="week") == (
        "No changes of 'four': a change takes an item in 5 documents and 5 days."
    )


def test_two_occurrences_are_no_step():
    documents = plant_days({"a": 0.0}, n_days=210, n_docs_a_day=1)[1]
    n = np.zeros(210, dtype=int)
    n[:2] = 1
    matrix = make_matrix(
        documents, {"two": n, "six": np.repeat([1, 0], [6, 204]), "fifty": np.repeat([0, 1], [160, 50])}
    )
    found = find_changes(matrix, documents, period="week")
    assert set(found.item) == {"six", "fifty"}
    assert ((found.low <= found.effect) & (found.effect <= found.high)).all()


def test_a_word_of_one_day_gets_no_trend_and_no_mark(planted):
    matrix, documents = planted
    counts = matrix.counts[:, [0]].tolil()
    counts[:] = 0
    counts[300] = 9
    found = find_changes(
        TermMatrix(counts.tocsr(), matrix.doc_ids, matrix.units, matrix.terms[[0]]), documents, period="week"
    )
    assert not found.passes.any()
    assert "trend" not in set(found.kind)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"period": "day", "cluster": "week"}, "a week does not fit into a day; choose period 'week'"),
        ({"period": "week", "n_shuffles": 0}, "n_shuffles is 0, expected 1 or more"),
        ({"period": "decade"}, "period is 'decade', expected one of day"),
    ],
)
def test_wrong_arguments_are_named(planted, arguments, why):
    with pytest.raises(InputError, match=why):
        find_changes(*planted, **arguments)


def mix_sources(*, late: bool, random_state: int = 0):
    """(matrix, documents): Herald, even; Courier, five times its rate, from day 140 on, or one a week before."""
    here = [(day, "Herald") for day in range(210) for _ in range(2)]
    there = [(day, "Courier") for day in range(210) for _ in range(6 if day >= 140 else day % 7 == 0 and not late)]
    days, sources = zip(*sorted(here + there), strict=True)
    dates = (pd.Timestamp("2020-01-06") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")
    documents = make_documents([""] * len(days), dates=dates.tolist()).assign(source=sources, n_words=400)
    rates = np.where(documents.source == "Courier", 0.01, 0.002)[:, None] * np.geomspace(0.3, 3, 5)
    counts = np.random.default_rng(random_state).poisson(400 * rates)
    return make_matrix(documents, dict(zip("abcde", counts.T, strict=True))), documents


@pytest.mark.parametrize("late", [True, False])
def test_a_source_that_grows_makes_no_mark_where_the_mix_is_held(late):
    n_marked = 0
    for seed in range(5):
        matrix, documents = mix_sources(late=late, random_state=seed)
        mixed = find_changes(matrix, documents, period="week")
        assert set(mixed[mixed.passes].kind) >= {"trend", "step"}
        n_marked += find_changes(matrix, documents, period="week", hold_mix=True).passes.any()
    assert n_marked <= 1
    assert "can make a change" in describe_changes(mixed, documents, period="week")
    held = find_changes(matrix, documents, period="week", hold_mix=True)
    said = describe_changes(held, documents, period="week", hold_mix=True)
    assert f"held fixed over the {1 if late else 2} with words in every period" in said
    assert ("(420 of sources not in every period took no part)" in said) == late


def test_a_real_step_is_found_where_the_mix_is_held():
    matrix, documents = mix_sources(late=False)
    after = (documents.date >= monday(12)).to_numpy()
    counts = matrix.counts.multiply(np.where(after, 3, 1)[:, None]).tocsr()
    tripled = TermMatrix(counts, matrix.doc_ids, matrix.units, matrix.terms)
    found = find_changes(tripled, documents, period="week", hold_mix=True)
    steps = found[found.passes & (found.kind == "step") & (found.direction == "up")]
    assert set(steps.item) == set("abcde")
    assert ((steps.period - monday(12)).dt.days.abs() <= 14).mean() >= 0.8


def test_where_no_source_is_in_every_period_there_is_a_sentence():
    matrix, documents = mix_sources(late=True)
    documents["source"] = np.where(documents.date < monday(15), "Early", "Late")
    assert find_changes(matrix, documents, period="week", hold_mix=True).empty
    refusal = find_changes_refusal(matrix, documents, period="week", hold_mix=True)
    assert "0 of 840 documents can be placed and are of a source with words in every period (hold_mix" in refusal
    nothing = documents.assign(date=pd.NaT, date_precision="none").astype({"date": "datetime64[s]"})
    assert "0 of 840" in find_changes_refusal(matrix, nothing, period="week", hold_mix=True)


def test_sentences_count_what_took_no_part_and_say_what_has_no_day():
    matrix, documents = plant_days({"a": 0.01}, n_days=400)
    documents = documents.astype({"date": "datetime64[s]"})
    documents.loc[:2, "n_words"] = 0
    documents.loc[3:4, ["date", "date_precision"]] = [pd.NaT, "none"]
    found = find_changes(matrix, documents, period="month")
    said = describe_changes(found, documents, period="month")
    assert "in 1195 of 1200 documents (2 undated, 3 without words took no part) of 399 days: a" in said
    coarse = documents.assign(date_precision=np.where(documents.index < 600, "month", "day"))
    coarse["date"] = coarse.date.dt.to_period("M").dt.start_time.where(coarse.index < 600, coarse.date)
    coarse = coarse.astype({"date": "datetime64[s]"})
    said = describe_changes(found, coarse, period="month")
    assert "(595 documents of a month or year stand with its first day): a" in said
    months = coarse.assign(
        date_precision="month", date=coarse.date.dt.to_period("M").dt.start_time.astype("datetime64[s]")
    )
    said = describe_changes(found, months, period="month")
    assert "of 14 months (no document has a day): a" in said


def test_the_methods_sentence_says_what_was_done(planted, changes):
    said = describe_changes(changes, planted[1], period="week")
    for part in ("6 items", "by week in 630 of 630 documents", "210 days", "359 corpora", "Benjamini", "Kleinberg"):
        assert part in said
    n_steps = ((changes.kind == "step") & changes.passes).sum()
    assert f", {n_steps} steps," in said
    assert describe_changes(changes[:0], planted[1], period="week") == "No change was looked for."
