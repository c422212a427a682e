from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from broadsheet.cells import CellCounts, gather_cells
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.topics import (
    choose_groups,
    count_leading,
    describe_differences,
    find_differences_refusal,
    fit_topics,
    score_differences,
)
from broadsheet.topics.differences import score_interval, subtract
from planted import make_documents, make_matrix, plant_topics, shuffle

SHARES = (0.4, 0.3, 0.2, 0.08, 0.02)
ENDS = ["low", "high", "ratio_low", "ratio_high", "q", "share_low", "share_high"]


def make_cells(rows: list[tuple], n_topics: int) -> CellCounts:
    """``rows``: (cluster, source, side, counts of the topics), units being their sum."""
    n = np.array([row[3] for row in rows], dtype=np.int64).reshape(len(rows), n_topics)
    cells = pd.DataFrame([row[:3] for row in rows], columns=["cluster", "source", "side"])
    cells = cells.assign(unit="day", date=pd.NaT, n_words=n.sum(axis=1), n_docs=n.sum(axis=1))
    counts = sparse.csr_matrix(n)
    return CellCounts(cells, np.array([f"topic {at + 1}" for at in range(n_topics)], dtype=object), counts, counts)


def plant(
    generator, *, n_days=40, shares=SHARES, evenness=0.0, by="halves", factor=1.0, n_passages=1, sources=("Gazette",)
) -> CellCounts:
    """Days of about five documents; a day has shares of its own (Dirichlet of that ``evenness``) where that is not 0.

    ``by`` "halves" makes days the target or the reference, "sides" gives every day both. ``factor`` multiplies the
    odds of the first topic in the target.
    """
    rows = []
    for day in range(n_days):
        own = generator.dirichlet(np.multiply(shares, evenness)) if evenness else np.array(shares)
        sides = ("target", "reference") if by == "sides" else ("target" if day >= n_days // 2 else "reference",)
        for side in sides:
            for source in sources:
                chances = own * np.where((np.arange(len(own)) == 0) & (side == "target"), factor, 1)
                documents = [generator.dirichlet(chances / chances.sum() * 2) for _ in range(1 + generator.poisson(4))]
                counts = sum(generator.multinomial(n_passages, topics) for topics in documents)
                rows.append((f"{day:03}", source, side, counts))
    return make_cells(rows, len(shares))


def find_by_loops(counted: CellCounts, *, hold_sources: bool) -> pd.DataFrame:
    """The definition, cluster by cluster: shares, difference, ends and p of the target."""
    cells, n = counted.cells, counted.n.toarray()
    held = cells.source if hold_sources else cells.source.str.slice(0, 0)
    size = {key: part.n_words.sum() for key, part in cells.groupby([cells.side, held])}
    both = {source for side, source in size if ("target", source) in size and ("reference", source) in size}
    weight = {s: 1 / (1 / size["target", s] + 1 / size["reference", s]) for s in both}
    weight = {s: value / sum(weight.values()) for s, value in weight.items()}
    adds = [weight.get(s, 0) / size[side, s] for side, s in zip(cells.side, held, strict=True)]
    found = []
    own = [sum(adds[i] ** 2 * cells.n_words[i] for i in part) for part in cells.groupby("cluster").indices.values()]
    n_even = sum(own) ** 2 / sum(value**2 for value in own)
    n_free = n_even - 2
    quantile = stats.t.ppf(0.975, n_free)
    for item in range(n.shape[1]):
        share, effective = {}, {}
        for side in ("target", "reference"):
            here = np.flatnonzero(cells.side == side)
            share[side] = sum(adds[i] * n[i, item] for i in here)
            effective[side] = 1 / sum(adds[i] ** 2 * cells.n_words[i] for i in here)
        rate = {key: n[part.index, item].sum() / part.n_words.sum() for key, part in cells.groupby([cells.side, held])}
        variance = 0.0
        for part in cells.groupby("cluster").indices.values():
            away = [adds[i] * (n[i, item] - rate[cells.side[i], held[i]] * cells.n_words[i]) for i in part]
            signs = [1 if cells.side[i] == "target" else -1 for i in part]
            variance += np.dot(away, signs) ** 2
        middles = {side: (share[side] * effective[side] + 1) / (effective[side] + 2) for side in share}
        alone = sum(middles[side] * (1 - middles[side]) / effective[side] for side in share)
        effect = max(1, variance / alone * n_even / n_free)
        ours, theirs = (
            (share[s], *stats_wilson(share[s], effective[s] / effect, quantile)) for s in ("target", "reference")
        )
        difference = ours[0] - theirs[0]
        low = difference - sqrt((ours[0] - ours[1]) ** 2 + (theirs[2] - theirs[0]) ** 2)
        high = difference + sqrt((ours[2] - ours[0]) ** 2 + (theirs[0] - theirs[1]) ** 2)
        found.append((ours[0], theirs[0], low, high, *bound_by_loops(cells, n[:, item], adds, rate, held)))
    return pd.DataFrame(found, columns=["share", "share_others", "low", "high", "share_low", "share_high"])


def bound_by_loops(cells, counts, adds, rate, held) -> tuple[float, float]:
    """The interval of the target's share, from the days of the target alone."""
    here = np.flatnonzero(cells.side == "target")
    share = sum(adds[i] * counts[i] for i in here)
    effective = 1 / sum(adds[i] ** 2 * cells.n_words[i] for i in here)
    days = [[i for i in part if i in set(here)] for part in cells.groupby("cluster").indices.values()]
    sizes = [sum(adds[i] ** 2 * cells.n_words[i] for i in day) for day in days]
    n_even = sum(sizes) ** 2 / sum(size**2 for size in sizes)
    away = [sum(adds[i] * (counts[i] - rate["target", held[i]] * cells.n_words[i]) for i in day) for day in days]
    middle = (share * effective + 1) / (effective + 2)
    effect = max(1, np.dot(away, away) / (middle * (1 - middle) / effective) * n_even / (n_even - 1))
    return stats_wilson(share, effective / effect, stats.t.ppf(0.975, n_even - 1))


def stats_wilson(share: float, total: float, z: float) -> tuple[float, float]:
    """The roots of |share - p| = z sqrt(p (1 - p) / total)."""
    roots = np.roots([1 + z**2 / total, -2 * share - z**2 / total, share**2])
    return tuple(np.sort(roots.real).clip(0, 1))


def test_wilsons_interval_is_that_of_scipy():
    for n, total in [(0, 10), (3, 10), (10, 10), (48, 80), (1, 2000)]:
        expected = stats.binomtest(n, total).proportion_ci(method="wilson")
        assert score_interval(np.array(n / total), total) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "expected"),  # Newcombe (1998), table II, method 10
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0000)),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(counts, expected):
    sides = [(n / total, *score_interval(np.array(n / total), total)) for n, total in (counts[:2], counts[2:])]
    assert subtract(*sides)[1:] == pytest.approx(expected, abs=6e-5)


def test_a_difference_worked_by_hand():
    rows = [(f"{day}", "a", "target", (3, 1)) for day in range(5)]
    rows += [(f"{day}", "a", "reference", (1, 3)) for day in range(5, 15)]
    found = score_differences(make_cells(rows, 2), groups=["target"]).set_index("item").loc["topic 1"]
    assert (found.n, found.total, found.n_others, found.total_others) == (15, 20, 10, 40)
    assert (found.n_clusters, found.n_clusters_others) == (5, 10)
    assert (found.share, found.share_others, found.difference) == pytest.approx((0.75, 0.25, 0.5))
    assert found.ratio == pytest.approx((15.5 / 20.5) / (10.5 / 40.5))
    # all days of a side are alike, so the design effect is 1; of 15 days, those of the target four times as heavy
    n_even = (1 / 20 + 1 / 40) ** 2 / (5 * (1 / 100) ** 2 + 10 * (1 / 400) ** 2)
    quantile = stats.t.ppf(0.975, n_even - 2)
    ours, theirs = stats_wilson(0.75, 20, quantile), stats_wilson(0.25, 40, quantile)
    assert (found.share_low, found.share_high) == pytest.approx(stats_wilson(0.75, 20, stats.t.ppf(0.975, 5 - 1)))
    assert found.low == pytest.approx(0.5 - np.hypot(0.75 - ours[0], theirs[1] - 0.25))
    assert found.q == pytest.approx(2 * stats.t.sf(quantile * 0.5 / (0.5 - found.low), n_even - 2))


@pytest.mark.parametrize("hold_sources", [False, True])
@pytest.mark.parametrize("by", ["halves", "sides"])
def test_the_definition_in_plain_loops_gives_the_same(hold_sources, by):
    generator = np.random.default_rng(3)
    counted = plant(generator, n_days=14, evenness=3, by=by, n_passages=3, sources=("Gazette", "Courier"))
    found = score_differences(counted, groups=["target"], hold_sources=hold_sources)
    expected = find_by_loops(counted, hold_sources=hold_sources)
    for column in expected:
        assert found[column].to_numpy() == pytest.approx(expected[column].to_numpy(), abs=1e-9), column


def test_documents_alone_are_tested_as_a_table_of_four_cells_is():
    rows = [(f"t{at}", "a", "target", (at < 130, at >= 130)) for at in range(400)]
    rows += [(f"r{at}", "a", "reference", (at < 150, at >= 150)) for at in range(600)]
    found = score_differences(make_cells(rows, 2), groups=["target"])
    p = stats.chi2_contingency([[130, 270], [150, 450]], correction=False).pvalue
    assert found.q.to_numpy() == pytest.approx([p, p], rel=0.15)
    assert found.low[0] == pytest.approx(-found.high[1]) and found.difference[0] == pytest.approx(0.075)


def test_a_planted_difference_is_found_and_its_size_is_in_the_interval():
    counted = plant(np.random.default_rng(0), n_days=200, factor=2.0, by="sides", n_passages=2)
    found = score_differences(counted, groups=["target"]).set_index("item")
    raised = np.array([0.8, *SHARES[1:]]) / 1.4
    true = raised - SHARES
    assert ((found.low < true) & (true < found.high)).all()
    assert ((found.ratio_low < raised / SHARES) & (raised / SHARES < found.ratio_high)).all()
    assert found.q["topic 1"] < 0.001 and found.difference["topic 1"] > 0 > found.difference["topic 2"]


@pytest.mark.parametrize(
    "how",
    [
        {"evenness": 0},
        {"evenness": 3},
        {"evenness": 3, "by": "sides"},
        {"evenness": 5, "n_passages": 6},
        {"evenness": 3, "n_days": 14},
    ],
    ids=["alone", "days", "both sides on a day", "passages", "few days"],
)
def test_where_nothing_differs_hardly_any_corpus_has_a_mark(how):
    generator = np.random.default_rng(1)
    found = [score_differences(plant(generator, **how), groups=["target"]) for _ in range(100)]
    n_marked = sum((table.q <= 0.05).any() for table in found)
    assert n_marked <= stats.binom.ppf(0.99, 100, 0.05)
    held = np.mean([((table.low <= 0) & (table.high >= 0)).mean() for table in found])
    assert held >= 0.93


def test_a_mix_of_sources_that_changes_is_no_difference_where_it_is_held():
    generator, rows = np.random.default_rng(0), []
    for day in range(200):
        for source, chance, sizes in (("Gazette", 0.8, (2, 10)), ("Courier", 0.2, (10, 2))):
            units = sizes[day >= 100]
            n = generator.binomial(units, chance)
            rows.append((f"{day:02}", source, "target" if day >= 100 else "reference", (n, units - n)))
    counted = make_cells(rows, 2)
    plain, held = (score_differences(counted, groups=["target"], hold_sources=hold).iloc[0] for hold in (False, True))
    assert plain.difference > 0.3 and plain.q < 0.001
    assert abs(held.difference) < 0.07 and held.low < 0 < held.high


def test_a_source_on_one_side_only_counts_nowhere_where_sources_are_held():
    rows = [(f"{day}", "a", "target" if day < 6 else "reference", (2, 2)) for day in range(12)]
    more = [(f"{day}", "b", "target", (9, 0)) for day in range(6)]
    found = [
        score_differences(make_cells(part, 2), groups=["target"], hold_sources=True) for part in (rows, rows + more)
    ]
    columns = ["share", "share_others", "difference", *ENDS]
    assert np.allclose(found[0][columns], found[1][columns])


def test_each_group_is_compared_with_all_others_and_q_is_over_all():
    rows = [
        (f"{day:02}", "a", group, counts)
        for day in range(20)
        for group, counts in (("x", (4, 1)), ("y", (1, 4)), ("z", (day % 2, 1)), ("", (50, 0)))
    ]
    found = score_differences(make_cells(rows, 2), groups=["x", "y", "z"])
    assert list(zip(found.group, found["item"], strict=True))[:3] == [
        ("x", "topic 1"),
        ("x", "topic 2"),
        ("y", "topic 1"),
    ]
    x = found.iloc[0]
    assert (x.n, x.total, x.n_others, x.total_others) == (80, 100, 30, 130)  # what has no group is on no side
    alone = score_differences(make_cells(rows, 2), groups=["x"])
    assert np.allclose(alone[ENDS[:4]], found[ENDS[:4]].head(2))
    assert found.q.notna().all()


def test_two_groups_mirror_each_other():
    counted = plant(np.random.default_rng(0), factor=1.5)
    one, other = score_differences(counted, groups=["target", "reference"]).groupby("group", sort=False)
    one, other = (part[1].reset_index(drop=True) for part in (one, other))
    assert np.allclose(one[["difference", "low", "high"]], -other[["difference", "high", "low"]])
    assert np.allclose(one.q, score_differences(counted, groups=["target"]).q)
    known = one.n + one.n_others > 0
    one, other = one[known], other[known]
    assert np.allclose(one[["ratio", "ratio_low", "ratio_high"]], 1 / other[["ratio", "ratio_high", "ratio_low"]])
    assert np.allclose(one.q, other.q)


counts_of_days = st.lists(
    st.tuples(st.booleans(), st.sampled_from("ab"), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(counts_of_days, st.booleans())
def test_any_counts_give_ends_around_their_values(days, hold_sources):
    rows = [
        (f"{at:02}", source, "target" if side else "reference", n)
        for at, (side, source, *n) in enumerate(days)
        if any(n)
    ]
    if not any(row[2] == "target" for row in rows):
        return
    found = score_differences(make_cells(rows, 3), groups=["target"], hold_sources=hold_sources)
    tested = found[found.q.notna()]
    assert ((tested.low <= tested.difference) & (tested.difference <= tested.high)).all()
    assert ((tested.ratio_low <= tested.ratio) & (tested.ratio <= tested.ratio_high)).all()
    assert ((tested.share_low <= tested.share) & (tested.share <= tested.share_high)).all()
    assert tested.low.between(-1.5, 1).all() and tested.q.between(0, 1).all()
    apart = (tested.ratio_low > 1) | (tested.ratio_high < 1)
    assert ((tested.low > 0) | (tested.high < 0))[apart].all()  # a ratio is no surer than its test
    assert found.loc[found.q.isna(), ENDS].isna().all(axis=None)


def test_the_order_of_cells_changes_nothing():
    counted = plant(np.random.default_rng(0), evenness=3)
    order = np.random.default_rng(1).permutation(len(counted.cells))
    other = CellCounts(
        counted.cells.iloc[order].reset_index(drop=True), counted.terms, counted.n[order], counted.n_docs[order]
    )
    one, other = (score_differences(cells, groups=["target"]) for cells in (counted, other))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_a_group_of_few_days_is_given_without_a_test_and_nothing_without_groups():
    rows = [(f"{day}", "a", "target" if day < 4 else "reference", (1, 1)) for day in range(20)]
    counted = make_cells(rows, 2)
    found = score_differences(counted, groups=["target"])
    assert found[ENDS].isna().all(axis=None) and found.share.tolist() == [0.5, 0.5]
    assert "Of 0 comparisons 0 have" in describe_differences(found, cluster="day")
    assert describe_differences(found, cluster="day").endswith("Not tested, with fewer than 5 days: target.")
    assert find_differences_refusal(counted, groups=["target"]).startswith(
        "No comparison: it takes documents of 5 days"
    )
    assert score_differences(counted, groups=[]).empty and find_differences_refusal(counted, groups=[]) != ""
    with pytest.raises(
        InputError, match=r"groups has 'Times', which no unit is of; expected of \['reference', 'target'"
    ):
        score_differences(counted, groups=["Times"])


def test_sources_that_are_the_sides_cannot_be_held():
    rows = [(f"{day}", "ab"[day % 2], ("target", "reference")[day % 2], (1, 1)) for day in range(20)]
    counted = make_cells(rows, 2)
    assert find_differences_refusal(counted, groups=["target"]) == ""
    told = find_differences_refusal(counted, groups=["target"], hold_sources=True)
    assert told.startswith("No comparison: sources cannot be held fixed")
    assert score_differences(counted, groups=["target"], hold_sources=True)[[*ENDS, "share"]].isna().all(axis=None)


def test_groups_are_the_largest_values_with_five_documents():
    sources = ["b"] * 6 + ["a"] * 6 + ["c"] * 9 + ["d"] * 4 + ["", None]
    documents = pd.DataFrame({"doc_id": range(len(sources)), "source": sources})
    side, *chosen = choose_groups(documents, by="source")
    assert side.tolist() == [*sources[:-1], ""]
    assert tuple(chosen) == (
        ["c", "a", "b"], "Compared are 3 of 4 values of source, those with most documents, each with all others."
    )  # fmt: skip
    assert choose_groups(shuffle(documents), by="source", most=2)[1] == ["c", "a"]
    _, none, why = choose_groups(documents.head(6), by="source")
    assert none == [] and "the column 'source' has 1 of 1 values with 5 documents or more, and it takes two." in why
    _, none, why = choose_groups(documents.head(0), by="source")
    assert none == [] and "the column 'source' has no value, and it takes two." in why
    assert choose_groups(documents, by="")[1:] == ([], "No comparison: by is '', which names no column.")
    with pytest.raises(
        InputError, match=r"by is 'sauce', expected a column of the documents: doc_id, source; a further"
    ):
        choose_groups(documents, by="sauce")


def test_the_methods_sentence_counts_two_groups_once():
    counted = plant(np.random.default_rng(0), n_days=100, factor=4.0)
    one, both = (score_differences(counted, groups=groups) for groups in (["target"], ["target", "reference"]))
    told = describe_differences(both, cluster="day", hold_sources=True)
    assert f"Of 5 comparisons {int((one.q <= 0.05).sum())} have" in told and "Mantel and Haenszel" in told
    assert describe_differences(one, cluster="day", hold_sources=True) == told


def test_topics_that_were_fitted_are_found_to_differ_between_sources():
    units, truth = plant_topics(n_topics=3, n_docs=240)
    documents = make_documents(units.text.tolist(), dates=[f"2024-01-{1 + at % 28:02}" for at in range(240)])
    documents = documents.assign(doc_id=units.doc_id)
    generator = np.random.default_rng(0)
    documents["source"] = np.where(generator.random(240) < np.where(truth == 0, 0.8, 0.3), "Gazette", "Courier")
    topics = fit_topics(count_terms(units), n_topics=3)
    led, sized = count_leading(topics.doc_topics, topics.topic_terms.assign(label="x"), documents)
    side, groups, _ = choose_groups(sized, by="source")
    found = score_differences(gather_cells(led, sized, side=side), groups=groups)
    assert set(found.n.groupby(found.group).sum()) == set(sized.source.value_counts())
    gazette = found[found.group == "Gazette"]
    assert (gazette.q <= 0.05).sum() >= 1 and gazette.difference.max() > 0.25


def test_undated_documents_are_a_cluster_each():
    documents = make_documents(["a"] * 30).assign(n_words=1)
    documents["source"] = ["Gazette", "Courier"] * 15
    n = np.array([1] * 10 + [0] * 20)
    led = make_matrix(documents, {"topic 1": n, "topic 2": 1 - n})
    found = score_differences(gather_cells(led, documents, side=documents.source), groups=["Gazette"])
    assert found.n_clusters.tolist() == [15, 15] and found.q.notna().all() and found.difference.tolist() == [0, 0]


def test_the_interval_of_a_share_holds_it_where_groups_share_their_days():
    generator, inside = np.random.default_rng(0), []
    for _ in range(60):
        days = generator.dirichlet([1.5, 3.5], 40)  # what a day is about is the same on both sides
        rows = [
            (f"{day}", "a", side, tuple(generator.multinomial(15, mix)))
            for day, mix in enumerate(days)
            for side in ("target", "reference")
        ]
        found = score_differences(make_cells(rows, 2), groups=["target"]).set_index("item").loc["topic 1"]
        inside.append(found.share_low <= 0.3 <= found.share_high)
    assert np.mean(inside) >= 0.9  # .7 to .8 with the design effect of the difference


def test_of_two_groups_among_many_values_others_are_on_no_side():
    documents = pd.DataFrame({"source": ["A"] * 9 + ["B"] * 8 + ["C"] * 4})
    side, groups, told = choose_groups(documents, by="source")
    assert groups == ["A", "B"] and (side == "").sum() == 4
    assert told == "Compared are 2 of 3 values of source, those with most documents, with each other."
