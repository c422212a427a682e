from dataclasses import replace
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from broadsheet.cells import CellCounts
from broadsheet.corpus import keep_documents
from broadsheet.errors import InputError
from broadsheet.trends.keyness import describe_keyness, find_keyness_refusal, score_keyness
from broadsheet.trends.sides import choose_sides
from broadsheet.vocabulary import count_vocabulary
from planted import make_documents

# n_target, n_reference, words of the target, of the reference, log_likelihood(signed=False), log_ratio
# as computed by the PyPI package association-measures 0.3.2 with its defaults
ASSOCIATION_MEASURES = [
    (10, 2, 1000, 1000, 5.8542565665, 2.0703893279),
    (0, 7, 1500, 800, 14.8248408771, -4.8133606067),
    (7, 0, 1500, 800, 5.9956078141, 3.0004205845),
    (120, 40, 20000, 60000, 176.2058695702, 3.1579777895),
    (3, 3, 100, 1000, 6.7086023707, 3.3154537607),
    (1, 0, 50, 9000, 10.4170182441, 9.0625404516),
    (500, 480, 100000, 90000, 1.0247201114, -0.0931686539),
    (25, 1, 4000, 400000, 222.4536035088, 10.7311405088),
    (0, 1, 10, 10, 1.438950266, -1.5849625007),
    (2000, 1500, 310000, 250000, 4.557212564, 0.1045777476),
    (4, 19, 733, 1290, 4.0061336655, -1.300415947),
    (63, 64, 8191, 8192, 0.0078130582, -0.0223664584),
]


def make_vocabulary(target, reference, *, words=1000, shared=False, sources=("Gazette", "Gazette")) -> CellCounts:
    """One cell a day: ``target`` and ``reference`` are n_days x n_terms; ``words`` one number or two lists.
    With ``shared`` both sides have the same days."""
    n = np.vstack([np.atleast_2d(target), np.atleast_2d(reference)]).astype(np.int64)
    sizes = (len(np.atleast_2d(target)), len(np.atleast_2d(reference)))
    day = np.concatenate([np.arange(sizes[0]), np.arange(sizes[1]) + (0 if shared else sizes[0])])
    cells = pd.DataFrame({"cluster": [f"day {number:04}" for number in day], "date": pd.NaT})
    cells = cells.assign(source=np.repeat(sources, sizes), side=np.repeat(["target", "reference"], sizes), n_docs=10)
    cells["n_words"] = np.broadcast_to(words, len(n)) if np.isscalar(words) else np.concatenate(words)
    terms = np.array([f"term{number:04}" for number in range(n.shape[1])], dtype=object)
    return CellCounts(cells, terms, sparse.csr_matrix(n), sparse.csr_matrix(np.minimum(n, 10)))


def spread(total: int) -> np.ndarray:
    """A total over five days, as evenly as it goes."""
    return (total + np.arange(5)) // 5


def of_totals(n_target: int, n_reference: int, words_target: int, words_reference: int) -> CellCounts:
    words = (spread(words_target), spread(words_reference))
    return make_vocabulary(spread(n_target)[:, None], spread(n_reference)[:, None], words=words)


def plant_news(random_state: int = 0) -> pd.DataFrame:
    """Forty days of four documents; in the later twenty ten words are four times as frequent, one word
    bursts on one day, and one document stands in eight copies on as many days."""
    generator = np.random.default_rng(random_state)
    days = pd.date_range("2024-01-01", periods=40).strftime("%Y-%m-%d")
    names = [f"plain{number:03}" for number in range(300)] + [f"planted{number}" for number in range(10)]
    weights = 1 / (np.arange(300) + 3)
    texts, dates, copies = [], [], []
    for at, day in enumerate(days):
        later, daily = at >= 20, weights * generator.gamma(4, 1 / 4, 300)
        for document in range(4):
            planted = np.full(10, 0.5 * (4 if later else 1))
            counts = generator.poisson(np.concatenate([200 * daily / weights.sum(), planted]))
            counts = counts.tolist()
            burst = 40 if at == 30 else int(document == 0 and at % 5 == 0)
            texts.append(" ".join(np.repeat([*names, "burst"], [*counts, burst])))
            dates.append(day)
        copies.append(f"{texts[0]} {'copied ' * 8}".strip() if at in range(25, 33) else None)
    for day, copy in zip(days, copies, strict=True):
        if copy:
            texts.append(copy)
            dates.append(day)
    documents = make_documents(texts, dates=list(dates))
    is_copied = documents.text.str.contains("copied")
    first = documents.doc_id[is_copied].iloc[0]
    documents["group"] = documents.group.where(~is_copied, first)
    return documents.assign(is_copy=is_copied & (documents.doc_id != first))


@pytest.mark.parametrize("case", ASSOCIATION_MEASURES)
def test_g2_and_log_ratio_are_those_of_association_measures(case):
    *totals, g2, log_ratio = case
    keyness = score_keyness(of_totals(*totals))
    assert keyness[["n_target", "n_reference"]].iloc[0].tolist() == totals[:2]
    assert keyness.g2[0] == pytest.approx(g2, abs=1e-8) and keyness.log_ratio[0] == pytest.approx(log_ratio, abs=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.tuples(st.integers(0, 90), st.integers(1, 90), st.integers(100, 9000), st.integers(100, 9000)))
def test_g2_is_scipys_log_likelihood_of_the_table_of_four_cells(totals):
    n_target, n_reference, words_target, words_reference = totals
    table = [[n_target, n_reference], [words_target - n_target, words_reference - n_reference]]
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert score_keyness(of_totals(*totals)).g2[0] == pytest.approx(expected, abs=1e-6)


def test_log_odds_are_worked_by_hand():
    # prior: a tenth of 40 occurrences and of 2,000 words; (30 + 4) of 1,200 words against (10 + 4) of 1,200
    expected = (np.log(34 / 1166) - np.log(14 / 1186)) / np.sqrt(1 / 34 + 1 / 14)
    assert score_keyness(of_totals(30, 10, 1000, 1000)).log_odds_z[0] == pytest.approx(expected)


def test_dispersion_is_worked_by_hand():
    # ten parts; the first five have 1/15 of the words each, the others 2/15
    words = ([10] * 5, [20] * 5)
    vocabulary = make_vocabulary(np.array([[1, 5]] + [[1, 0]] * 4), np.array([[2, 0]] * 4 + [[2, 5]]), words=words)
    dispersion = score_keyness(vocabulary).set_index("item").dispersion
    assert dispersion["term0000"] == pytest.approx(0)  # as the words are
    # half of |1/2 - 1/15| + |1/2 - 2/15| + 4/15 + 8/15
    assert dispersion["term0001"] == pytest.approx((13 / 30 + 11 / 30 + 12 / 15) / 2)


def test_what_two_sources_do_on_one_day_is_paired():
    generator = np.random.default_rng(0)
    day = generator.integers(0, 90, (12, 1))
    target, reference = day + generator.integers(0, 30, (12, 1)), day + generator.integers(0, 20, (12, 1))
    paired = score_keyness(make_vocabulary(target, reference, shared=True)).iloc[0]
    apart = score_keyness(make_vocabulary(target, reference)).iloc[0]
    assert paired.q < apart.q / 2 and paired.high - paired.low < (apart.high - apart.low) / 2


def test_the_degrees_of_freedom_are_those_of_student_where_days_have_equal_words():
    # twelve occurrences on every day: the variance is Poisson, and t the score statistic or less
    one, paired = (
        score_keyness(make_vocabulary([[12]] * 9, [[10]] * 9, shared=shared)).q[0] for shared in (False, True)
    )
    t = (12 - 10) / np.sqrt(2 * 11 / 9)
    assert one == pytest.approx(2 * stats.t.sf(t, 16), rel=0.01)
    assert paired == pytest.approx(2 * stats.t.sf(t, 8), rel=0.01)


def test_variances_are_those_of_residuals_written_out():
    generator = np.random.default_rng(1)
    words = (generator.integers(100, 900, 9), generator.integers(100, 900, 9))
    target, reference = generator.integers(10, 90, (9, 1)), generator.integers(10, 90, (9, 1))
    row = score_keyness(make_vocabulary(target, reference, words=words, shared=True)).iloc[0]
    sizes = [side.sum() for side in words]
    projections = [np.eye(9) - np.outer(side, np.ones(9)) / side.sum() for side in words]
    residuals = [at @ n[:, 0] / size for at, n, size in zip(projections, (target, reference), sizes, strict=True)]
    # the covariance of the residuals, were counts Poisson with rate 1
    covariance = sum(at @ np.diag(w) @ at.T / w.sum() ** 2 for at, w in zip(projections, words, strict=True))
    n_free = np.trace(covariance) ** 2 / np.trace(covariance @ covariance)
    inflation = sum(1 / size for size in sizes) / np.trace(covariance)
    rates = [(n.sum() + 0.5) / (size + 0.5) for n, size in zip((target, reference), sizes, strict=True)]
    roots = np.sqrt(rates)
    variance = inflation * ((residuals[0] / roots[0] - residuals[1] / roots[1]) ** 2).sum()
    of_roots = 2 * stats.t.sf(2 * abs(roots[0] - roots[1]) / np.sqrt(variance), n_free)
    counts = (target[:, 0], reference[:, 0])
    common = sum(n.sum() for n in counts) / sum(sizes)
    about = [(n - common * w) / size for n, w, size in zip(counts, words, sizes, strict=True)]
    explained = (about[0] - about[1]).sum() ** 2 / ((about[0] - about[1]) ** 2).sum()
    of_score = 2 * stats.t.sf(np.sqrt(explained * 7 / (8 - explained)), 7)
    assert row.q == pytest.approx(max(of_roots, of_score))
    error = np.sqrt(inflation * ((residuals[0] / rates[0] - residuals[1] / rates[1]) ** 2).sum())
    assert (row.high - row.low) * np.log(2) == pytest.approx(2 * stats.t.ppf(0.975, n_free) * error)


@pytest.mark.parametrize("n_days", [5, 6, 8])
@pytest.mark.parametrize("a_day", [1, 4, 20])
def test_event_days_that_all_fell_on_one_side_are_about_as_sure_as_their_chance(n_days, a_day):
    n = np.zeros((60, 1), dtype=int)
    n[:n_days] = a_day
    chance = 2 * comb(30, n_days) / comb(60, n_days)
    assert score_keyness(make_vocabulary(n[:30], n[30:])).q[0] >= chance / 3


def test_words_of_events_make_no_keywords():
    generator = np.random.default_rng(0)
    n = np.zeros((60, 500), dtype=int)
    for term in n.T:
        days = generator.choice(60, generator.integers(5, 9), replace=False)
        term[days] = 1 + generator.poisson(6, len(days))
    assert (score_keyness(make_vocabulary(n[:30], n[30:])).q > 0.05).all()


def test_an_interval_is_never_narrower_than_poisson():
    row = score_keyness(make_vocabulary([[4]] * 10, [[4]] * 10)).iloc[0]
    half = stats.t.ppf(0.975, 18) * np.sqrt(2 / 40.5) / np.log(2)
    assert (row.low, row.high, row.q) == (pytest.approx(-half), pytest.approx(half), 1)


def test_sources_held_fixed_take_away_what_is_only_their_mix():
    # the Gazette has the word ten times as often as the Courier, on both sides; the target is mostly Gazette
    many, few = np.full((6, 1), 100), np.full((6, 1), 10)
    both = [
        make_vocabulary(many * 3, many, words=([3000] * 6, [1000] * 6)),
        make_vocabulary(few, few * 3, words=([1000] * 6, [3000] * 6), sources=("Courier", "Courier")),
    ]
    cells = pd.concat([part.cells for part in both], ignore_index=True)
    n = sparse.vstack([part.n for part in both]).tocsr()
    mixed = CellCounts(cells, both[0].terms, n, n)
    assert score_keyness(mixed).score[0] > 0.5
    held = score_keyness(mixed, hold_sources=True).iloc[0]
    assert held.log_ratio == pytest.approx(0, abs=0.01) and held.score == 0 and held.n_target == 1860


def test_one_source_held_fixed_changes_nothing():
    generator = np.random.default_rng(2)
    words = (generator.integers(100, 900, 9), generator.integers(100, 900, 7))
    vocabulary = make_vocabulary(generator.integers(0, 9, (9, 30)), generator.integers(0, 9, (7, 30)), words=words)
    pd.testing.assert_frame_equal(score_keyness(vocabulary), score_keyness(vocabulary, hold_sources=True))


def test_what_was_planted_is_found_and_a_burst_or_a_copied_document_is_not():
    documents, _ = keep_documents(plant_news())
    sides = choose_sides(documents, target="2024-01-21..")
    keyness = score_keyness(count_vocabulary(documents, side=sides, n_gram=1))
    assert sorted(keyness.item[:10]) == [f"planted{number}" for number in range(10)]
    assert keyness.item[keyness.q <= 0.05].str.startswith("planted").all() and (keyness.q <= 0.05).sum() == 10
    assert (keyness.log_ratio[:10] - 2).abs().max() < 0.8
    burst = keyness.set_index("item").loc["burst"]
    assert burst.g2 > 100 and burst.score == 0 and burst.q > 0.5 and burst.dispersion > 0.8
    with_copies = count_vocabulary(plant_news(), side=choose_sides(plant_news(), target="2024-01-21.."), n_gram=1)
    assert "copied" not in set(keyness.item) and "copied" in set(score_keyness(with_copies).item)


@pytest.mark.parametrize("mean", [3, 30])
@pytest.mark.parametrize("burst", [0.5, 1.0])
def test_the_test_holds_its_level_and_the_interval_covers_when_days_burst(mean, burst):
    generator = np.random.default_rng(0)
    for ratio in (1, 3):
        words = (generator.gamma(4, 1250, 17).astype(int) + 50, generator.gamma(4, 1250, 18).astype(int) + 50)
        sides = [
            generator.poisson(
                mean * rate / 5000 * side[:, None] * generator.gamma(burst**-2, burst**2, (len(side), 4000))
            )
            for side, rate in zip(words, (ratio, 1), strict=True)
        ]
        keyness = score_keyness(make_vocabulary(*sides, words=words)).dropna(subset="q")
        covered = ((keyness.low <= np.log2(ratio)) & (keyness.high >= np.log2(ratio))).mean()
        assert 0.93 <= covered <= 0.975
        if ratio == 1:
            assert 0.03 <= (keyness.score != 0).mean() <= 0.07 and (keyness.q <= 0.05).sum() == 0


def test_five_days_against_thirty_hold_the_level_too():
    generator = np.random.default_rng(0)
    target, reference = (
        generator.poisson(20 * generator.gamma(1, 1, (n_days, 4000))) for n_days in (5, 30)
    )  # fmt: skip
    keyness = score_keyness(make_vocabulary(target, reference)).dropna(subset="q")
    assert (keyness.score != 0).mean() < 0.07 and (keyness.q <= 0.05).sum() == 0


def test_a_term_of_fewer_than_five_days_stays_in_the_table_untested():
    target = np.zeros((8, 2), dtype=int)
    target[:4, 0], target[:5, 1] = 50, 50
    keyness = score_keyness(make_vocabulary(target, np.zeros((8, 2), dtype=int))).set_index("item")
    assert keyness.n_clusters.tolist() == [5, 4]
    assert keyness.loc["term0001", ["low", "high", "q"]].notna().all()
    assert keyness.loc["term0000", ["low", "high", "q"]].isna().all() and keyness.score["term0000"] == 0
    assert "Of 2 terms 1 were tested and 1 were not" in describe_keyness(keyness.reset_index())


def test_the_order_of_cells_and_those_on_neither_side_change_nothing():
    generator = np.random.default_rng(3)
    vocabulary = make_vocabulary(generator.integers(0, 9, (7, 40)), generator.integers(0, 9, (8, 40)))
    order = generator.permutation(15)
    moved = replace(
        vocabulary, cells=vocabulary.cells.iloc[order], n=vocabulary.n[order], n_docs=vocabulary.n_docs[order]
    )
    extra = vocabulary.cells.iloc[:1].assign(side="")
    more = replace(
        moved,
        cells=pd.concat([moved.cells, extra]),
        n=sparse.vstack([moved.n, moved.n[:1]]).tocsr(),
        n_docs=sparse.vstack([moved.n_docs, moved.n_docs[:1]]).tocsr(),
    )
    pd.testing.assert_frame_equal(score_keyness(vocabulary), score_keyness(more))


def test_sides_exchanged_turn_every_sign():
    generator = np.random.default_rng(4)
    one, other = generator.integers(0, 9, (7, 40)), generator.integers(0, 9, (8, 40))
    there, back = score_keyness(make_vocabulary(one, other)), score_keyness(make_vocabulary(other, one))
    back = back.set_index("item").loc[there.item].reset_index()
    for column, turned in (
        ("log_ratio", "log_ratio"),
        ("low", "high"),
        ("score", "score"),
        ("log_odds_z", "log_odds_z"),
    ):
        assert np.allclose(there[column], -back[turned])
    assert np.allclose(there.q, back.q) and np.allclose(there.g2, back.g2)


def test_fewer_than_five_days_on_a_side_are_refused_in_words():
    few = make_vocabulary([[3]] * 4, [[3]] * 9)
    assert find_keyness_refusal(make_vocabulary([[3]] * 5, [[3]] * 9)) == ""
    with pytest.raises(
        InputError, match=r"Too few to compare: the target has 40 documents of 4 days or weeks.*Choose wider sides"
    ):
        score_keyness(few)


def test_no_term_on_either_side_is_refused():
    with pytest.raises(InputError, match="No term is left to compare"):
        score_keyness(make_vocabulary([[0]] * 5, [[0]] * 5))


def test_sources_of_one_side_only_cannot_be_held():
    vocabulary = make_vocabulary([[3]] * 5, [[3]] * 5, shared=True, sources=("Gazette", "Courier"))
    with pytest.raises(InputError, match="no source is on both sides"):
        score_keyness(vocabulary, hold_sources=True)


def test_the_methods_sentence_says_what_was_done():
    keyness = score_keyness(make_vocabulary([[30]] * 10, [[3]] * 10))
    told = describe_keyness(keyness, sides="Target: this.", cluster="week", hold_sources=True)
    assert told.startswith("Target: this. Keyness is the log2 ratio") and "within sources" in told
    assert (
        "whole weeks" in told and "1 have a false discovery rate of at most 5%" in told and "10% of the pooled" in told
    )
