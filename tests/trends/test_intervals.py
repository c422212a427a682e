import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import nnls
from scipy.stats import binomtest, bootstrap, t

from broadsheet.trends import intervals
from broadsheet.trends.intervals import Sample, bootstrap_rate, estimate_rates, plain_sample, wilson
from planted import plant_bursts

N_PERIODS = 12
SHAPES = np.array([np.ones(N_PERIODS), np.geomspace(1 / 3, 3, N_PERIODS)]).T  # flat, and rising ninefold
EXPECTED = {"words": (4, 30, 300), "documents": (4, 12, 45)}  # occurrences in 30 documents of 300 words
MANY = 1e9  # degrees of freedom


def estimate(n, sizes, *, period=None, cluster=None):
    """Rate, low and high of one item in documents that are clusters of their own."""
    period = np.zeros(len(n), dtype=int) if period is None else np.array(period)
    cluster = np.arange(len(n)) if cluster is None else np.array(cluster)
    found = estimate_rates(sparse.csr_matrix(np.array([n]).T), np.array(sizes), plain_sample(period, cluster))
    return [values[:, 0] for values in found]


def worked_out(counts, sizes, sample, *, prior=10):
    """The rule in loops over periods, strata and clusters, from its description."""
    periods, strata = range(sample.period.max() + 1), range(len(sample.weights))
    overall = [counts[sample.stratum == s].sum() / sizes[sample.stratum == s].sum() for s in strata]
    mean = sum(sample.weights[s] * overall[s] for s in strata)
    facts = []
    for p in periods:
        share, residuals, parts, usual_parts = 0.0, {}, {}, {}
        plain, chance, kept_chance, of_rates, kept_of_rates = np.zeros(5)
        for s in strata:
            here = np.flatnonzero((sample.period == p) & (sample.stratum == s))
            weight, words, rate = sample.weights[s], sizes[here].sum(), counts[here].sum() / sizes[here].sum()
            share += weight * rate
            clusters = np.unique(sample.cluster[here])
            alone = len(clusters) == 1
            for row in here:
                c, scale = sample.cluster[row], weight / words
                residuals[c] = residuals.get(c, 0) + scale * (
                    counts[row] - (overall[s] if alone else rate) * sizes[row]
                )
                parts[c] = parts.get(c, 0) + scale * sizes[row]
                usual_parts[c] = usual_parts.get(c, 0) + scale * sizes[row] * overall[s] / mean
            held = np.array([sizes[here][sample.cluster[here] == c].sum() / words for c in clusters])
            # each cluster's residual is itself less its part of all, which takes from chance and from rates
            left = np.eye(len(held)) if alone else np.eye(len(held)) - held[:, None]
            variance = weight**2 / words * overall[s] * (1 - overall[s])
            plain, chance = plain + weight**2 / words, chance + variance
            kept_chance += variance * (left @ np.diag(held) @ left.T).trace()
            of_rates += (weight * overall[s]) ** 2 * (held**2).sum()
            kept_of_rates += (weight * overall[s]) ** 2 * (left @ np.diag(held**2) @ left.T).trace()
        evenness, words = sum(part**2 for part in usual_parts.values()), 1 / plain
        binomial, usual = share * (1 - share), mean * (1 - mean)
        above = sum(value**2 for value in residuals.values()) * words / binomial - kept_chance * words / usual
        n_free = 1 / sum(part**2 for part in parts.values()) - 1
        facts.append((share, words, chance * words / usual, above * of_rates / kept_of_rates, evenness, n_free))
    points = [(share * (1 - share) * words * even, above, n_free) for share, words, _, above, even, n_free in facts]
    constant, slope = least_squares(*np.array(points).T)
    quantile = (t.ppf(0.975, sum(fact[-1] for fact in facts)) / 1.959963984540054) ** 2
    for share, words, chance, above, evenness, n_free in facts:
        middle = (share * words + 1) / (words + 2)
        line = constant + slope * middle * (1 - middle) * words * evenness
        effect = max(1.0, chance + line + n_free / (n_free + prior) * max(0.0, above - line))
        yield share, *wilson(np.array(share), words / quantile, np.array(effect), MANY)


def least_squares(x, y, weight):
    """Constant and slope by non-negative least squares."""
    root = np.sqrt(weight)
    return nnls(np.array([root, root * x]).T, root * y)[0]


def draw_sample(seed, *, n_strata=1, n_rows=60):
    """Counts of two items, sizes, and a sample in which every stratum has words in each of three periods."""
    generator = np.random.default_rng(seed)
    period = np.arange(n_rows) % 3
    stratum = np.arange(n_rows) // 3 % n_strata
    cluster = period + 3 * generator.integers(0, 5, n_rows)
    sizes = generator.integers(10, 200, n_rows)
    counts = generator.poisson(sizes[:, None] * generator.gamma(1, [0.01, 0.05], (n_rows, 2)))
    weights = generator.dirichlet(np.ones(n_strata))
    return sparse.csr_matrix(counts), sizes, Sample(period, pd.factorize(cluster, sort=True)[0], stratum, weights)


@pytest.mark.parametrize("n,total", [(0, 50), (1, 50), (7, 300), (50, 50), (3, 100_000)])
def test_without_clustering_the_interval_is_wilsons(n, total):
    exact = binomtest(n, total).proportion_ci(method="wilson")
    found = wilson(np.array(n / total), np.array(total), np.array(1.0), MANY)
    assert np.array(found) == pytest.approx([exact.low, exact.high], rel=1e-6)


def test_a_design_effect_of_four_is_an_interval_on_a_quarter_of_the_words():
    share = np.array(0.02)
    assert wilson(share, 400, 4.0, MANY) == pytest.approx(wilson(share, 100, 1.0, MANY))


def test_fewer_degrees_of_freedom_make_a_wider_interval():
    (low, high), (wide_low, wide_high) = (wilson(np.array(0.02), 400, 2.0, n_free) for n_free in (100, 3))
    assert wide_low < low and high < wide_high


@settings(max_examples=60, deadline=None)
@given(total=st.integers(1, 10_000), part=st.floats(0, 1), effect=st.floats(1, 50), n_free=st.integers(1, 200))
def test_the_share_lies_in_its_interval(total, part, effect, n_free):
    share = np.array(round(part * total) / total)
    low, high = wilson(share, total, effect, n_free)
    assert 0 <= low <= share <= high <= 1


def test_documents_that_all_say_the_same_have_no_more_than_wilsons_interval():
    share, low, high = estimate([2] * 30, [100] * 30)
    plain = wilson(np.array(0.02), 3000, 1.0, 29)
    assert share[0] == 0.02 and (low[0], high[0]) == pytest.approx((float(plain[0]), float(plain[1])))


def test_the_design_effect_of_three_documents_worked_by_hand():
    # residuals 2, 0, -2 of 300 words around 2 %; their variance over 1 - 3 / 9 is 8 / 300^2 x 3 / 2
    share, low, high = estimate([4, 2, 0], [100, 100, 100])
    effect = 12 / 300**2 * 300 / (0.02 * 0.98)  # one period has no line but its own
    assert effect > 2 and np.array([low, high]) == pytest.approx(np.array(wilson(share, 300, effect, 2)))


def test_the_line_of_two_periods_worked_by_hand():
    share, low, high = estimate([4, 2, 0, 9, 6, 3], [100] * 6, period=[0, 0, 0, 1, 1, 1])
    effects = np.array([12 / 300 / (0.02 * 0.98), 27 / 300 / (0.06 * 0.94)])  # the second is the lower one,
    pooled = effects.mean()  # so the line is flat, and the first adds 2 parts in 12 of its excess
    first = wilson(share[0], 300, pooled + (effects[0] - pooled) / 6, 4)
    assert (low[0], high[0]) == pytest.approx((float(first[0]), float(first[1])))
    second = wilson(share[1], 300, pooled, 4)
    assert (low[1], high[1]) == pytest.approx((float(second[0]), float(second[1])))


@pytest.mark.parametrize("n_strata,n_rows", [(1, 60), (3, 60), (3, 24)])  # with 24 some have one cluster in a period
@pytest.mark.parametrize("seed", range(4))
def test_the_sparse_sums_are_those_of_plain_loops(seed, n_strata, n_rows, monkeypatch):
    counts, sizes, sample = draw_sample(seed, n_strata=n_strata, n_rows=n_rows)
    found = estimate_rates(counts, sizes, sample)
    monkeypatch.setattr(intervals, "MOST_NUMBERS", 1)  # an item at a time
    assert np.array(estimate_rates(counts, sizes, sample)) == pytest.approx(np.array(found), rel=1e-12)
    for item in range(2):
        expected = np.array(list(worked_out(counts.toarray()[:, item], sizes, sample)))
        ours = np.array([values[:, item] for values in found]).T
        assert ours == pytest.approx(expected, rel=1e-7)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), n_strata=st.integers(1, 3))
def test_the_order_of_rows_changes_nothing_and_each_rate_lies_in_its_interval(seed, n_strata):
    counts, sizes, sample = draw_sample(seed, n_strata=n_strata)
    order = np.random.default_rng(seed).permutation(len(sizes))
    moved = Sample(sample.period[order], sample.cluster[order], sample.stratum[order], sample.weights)
    share, low, high = estimate_rates(counts, sizes, sample)
    for ours, theirs in zip((share, low, high), estimate_rates(counts[order], sizes[order], moved), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-9)
    assert (low <= share).all() and (share <= high).all()


def test_what_never_occurs_has_zero_and_the_bound_of_all_its_words():
    share, low, high = estimate([0] * 40, [100] * 40)
    quantile = t.ppf(0.975, 39) ** 2
    assert share[0] == low[0] == 0 and high[0] == pytest.approx(quantile / (4000 + quantile))


def test_a_burst_elsewhere_widens_the_bound_of_a_period_without_the_item():
    period, sizes = np.repeat([0, 1], 20), [100] * 40
    calm, burst = ([1] * 20 + [0] * 20, [20] + [0] * 39)
    assert estimate(burst, sizes, period=period)[2][1] > estimate(calm, sizes, period=period)[2][1]


def test_a_period_without_words_has_no_share_and_disturbs_no_other():
    with_empty = estimate([4, 0, 1, 0, 0], [100, 100, 100, 0, 0], period=[0, 0, 0, 1, 1])
    without = estimate([4, 0, 1], [100, 100, 100])
    assert all(np.isnan(values[1]) and values[0] == plain[0] for values, plain in zip(with_empty, without, strict=True))


def test_one_cluster_a_period_has_a_rate_and_no_interval():
    share, low, high = estimate([4, 0], [100, 100], period=[0, 1])
    assert share.tolist() == [0.04, 0] and np.isnan([low, high]).all()


def test_a_period_of_one_cluster_has_the_pooled_interval_of_the_others():
    share, low, high = estimate([4, 0, 1, 2], [100] * 4, period=[0, 0, 0, 1])
    assert share[1] == 0.02 and 0 <= low[1] < 0.02 < high[1]


def test_unequal_clusters_count_as_fewer_equal_ones():
    """One with half of all words and 19 with the rest are as even as 3.8 equal ones."""
    high = estimate([0] * 20, [1900] + [100] * 19)[2]
    quantile = t.ppf(0.975, 1 / (1 / 4 + 1 / 76) - 1) ** 2
    assert high[0] == pytest.approx(quantile / (3800 + quantile))


def test_two_clusters_however_unequal_have_a_wide_interval():
    _, low, high = estimate([40, 0], [2000, 1])
    assert low[0] < 0.004 and high[0] > 0.1


def test_a_source_of_one_document_in_a_period_is_set_against_its_other_periods():
    """The second source has one document in the first period: what it shows there must not look sure."""
    period, stratum = np.repeat([0, 0, 1, 1], [10, 1, 10, 10]), np.repeat([0, 1, 0, 1], [10, 1, 10, 10])
    sample = Sample(period, np.arange(31), stratum, np.array([0.5, 0.5]))
    counts = np.array([[1] * 31, [1] * 10 + [9] + [1] * 20]).T  # as in the second period, and nine times it
    share, low, high = estimate_rates(sparse.csr_matrix(counts), np.full(31, 100), sample)
    assert share[0].tolist() == pytest.approx([0.01, 0.05])
    steady = wilson(np.array(0.05), 1 / (0.25 / 1000 + 0.25 / 100), 1.0, MANY)
    assert low[0, 1] < steady[0] / 2 and high[0, 1] > 1.3 * steady[1]


@pytest.mark.parametrize("expected,ratio", [(4, 1), (30, 1), (300, 1), (4, 5), (30, 5), (300, 5)])
def test_a_period_with_one_document_of_a_held_source_is_covered(expected, ratio):
    """Without a chance of its own for each source .82 were covered."""
    covered = cover_few(expected, few=1, ratio=ratio, vary=0)
    assert covered[0] >= 0.93 and 0.93 <= covered[1:].mean() <= 0.98


def cover_few(expected, *, few, ratio, vary, n_items=600):
    """Coverage of each period where a source has ``few`` documents in the first of twelve, else 100 as the other."""
    n_docs = np.array([[100, few if p == 0 else 100] for p in range(N_PERIODS)]).ravel()
    period, stratum = (np.repeat(at, n_docs) for at in np.divmod(np.arange(2 * N_PERIODS), 2))
    day = period * 20 + np.concatenate([np.arange(n) for n in n_docs]) % 20
    weights, rates = np.bincount(stratum) / len(stratum), expected / 30_000 * np.array([1, ratio])
    generator = np.random.default_rng(1)
    factor = generator.gamma(1, 1, (20 * N_PERIODS, 2, n_items)) if vary else np.ones((20 * N_PERIODS, 2, 1))
    counts = generator.poisson(300 * rates[stratum][:, None] * factor[day, stratum], (len(day), n_items))
    sample = Sample(period, day, stratum, weights)
    _, low, high = estimate_rates(sparse.csr_matrix(counts), np.full(len(day), 300), sample)
    return ((low <= weights @ rates) & (weights @ rates <= high)).mean(axis=1)


@pytest.mark.parametrize("expected", [4, 30, 300])
@pytest.mark.parametrize("n_periods", [12, 1])
def test_a_cluster_with_half_of_all_words_is_covered(expected, n_periods):
    generator = np.random.default_rng(1)
    sizes = np.tile([1900] + [100] * 19, n_periods)
    rate, n_items = expected / 3800, 2400 // n_periods
    counts = generator.poisson(rate * sizes[:, None] * generator.gamma(1, 1, (len(sizes), n_items)))
    sample = plain_sample(np.repeat(np.arange(n_periods), 20), np.arange(len(sizes)))
    _, low, high = estimate_rates(sparse.csr_matrix(counts), sizes, sample)
    assert ((low <= rate) & (rate <= high)).mean() >= 0.94


@pytest.mark.parametrize("expected", [4, 30, 300])
@pytest.mark.parametrize("few", [1, 2, 3])
def test_few_documents_of_a_held_source_whose_days_vary_are_covered(expected, few):
    """At five times the other's rate; a line that took all words for equal covers .85 with two or three."""
    covered = cover_few(expected, few=few, ratio=5, vary=1)
    assert covered[0] >= 0.92 and 0.93 <= covered[1:].mean() <= 0.97


def test_many_sources_on_many_days_need_no_table_of_pairs_of_sources():
    n_days, n_sources = 1000, 200
    day, source = np.divmod(np.arange(n_days * n_sources), n_sources)
    counts = sparse.csr_matrix((np.arange(len(day)) % 7 == 0)[:, None].astype(np.int64))
    sample = Sample(day // 30, day, source, np.full(n_sources, 1 / n_sources))
    tracemalloc.start()
    estimate_rates(counts, np.full(len(day), 100), sample)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100e6  # days x sources x sources would be 320 MB


def test_more_occurrences_than_words_break_nothing():
    share, low, high = estimate([30, 10], [10, 10])
    assert share[0] == 2 and low[0] <= 2 <= high[0]


@pytest.mark.parametrize("what,hangs", [(what, hangs) for what in EXPECTED for hangs in ("", "document", "day")])
def test_the_interval_covers_the_truth_in_all_nine_cells(what, hangs):
    """Rare, middle, frequent x 30, 200, 1000 documents a period; half of the items flat, half rising ninefold."""
    for expected in EXPECTED[what]:
        for n_docs, n_items in ((30, 400), (200, 150), (1000, 100)):
            near = np.geomspace(1 / 1.4, 1.4, n_items)  # lest a cell hang on where whole counts happen to fall
            rates = expected / 9000 * SHAPES[:, np.arange(n_items) % 2] * near
            counts, rows, truth = plant_bursts(rates, n_docs=n_docs, hangs=hangs, own_lengths=what == "documents")
            sizes = rows.words.to_numpy()
            if what == "words":
                truth = rates
            else:
                counts, sizes = counts.astype(bool).astype(np.int64), np.ones_like(sizes)
            clusters = pd.factorize(rows.day, sort=True)[0] if hangs == "day" else np.arange(len(rows))
            _, low, high = estimate_rates(counts, sizes, plain_sample(rows.period.to_numpy(), clusters))
            covered = ((low <= truth) & (truth <= high)).mean()
            assert 0.92 <= covered <= 0.97, (expected, n_docs, covered)  # n >= 1200: standard error below .007


@pytest.mark.parametrize("hangs", ["run", "day"])
def test_each_period_of_a_rise_is_covered_whatever_hangs_together(hangs):
    """Runs keep the design effect, days of their own rate make it grow with the rate: the line knows both."""
    rates = 0.001 * SHAPES[:, [1] * 400]
    counts, rows, _ = plant_bursts(rates, n_docs=200, hangs=hangs)
    clusters = pd.factorize(rows.day, sort=True)[0]
    _, low, high = estimate_rates(counts, rows.words.to_numpy(), plain_sample(rows.period.to_numpy(), clusters))
    covered = ((low <= rates) & (rates <= high)).mean(axis=1)
    assert covered.min() >= 0.90 and covered.max() <= 0.99  # n = 400: standard error .011


def test_plain_wilson_covers_bursts_of_days_a_third_of_the_time():
    rates = np.full((N_PERIODS, 200), 300 / 9000)
    counts, rows, _ = plant_bursts(rates, n_docs=30, hangs="day")
    total = rows.words.groupby(rows.period).sum().to_numpy()[:, None]
    n = np.array([counts.toarray()[rows.period == period].sum(axis=0) for period in range(N_PERIODS)])
    low, high = wilson(n / total, total, np.ones(n.shape), MANY)
    assert ((low <= rates) & (rates <= high)).mean() < 0.4


def test_the_check_is_the_bca_bootstrap_of_scipy():
    generator = np.random.default_rng(3)
    words = generator.integers(500, 2000, 25)
    n = generator.poisson(words * 0.01 * generator.gamma(2, 0.5, 25))
    exact = bootstrap(
        (n, words), lambda n, words, axis: n.sum(axis) / words.sum(axis), paired=True, method="BCa",
        n_resamples=20_000, rng=generator,
    ).confidence_interval  # fmt: skip
    assert bootstrap_rate(n, words, n_resamples=20_000) == pytest.approx((exact.low, exact.high), rel=0.03)


def test_the_check_of_one_cluster_is_missing_and_of_what_never_occurs_a_point():
    assert np.isnan(bootstrap_rate(np.array([3]), np.array([100]))).all()
    assert bootstrap_rate(np.zeros(9, dtype=int), np.full(9, 100)) == (0.0, 0.0)
