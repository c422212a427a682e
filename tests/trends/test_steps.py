"""Change points against brute force and against ruptures; intervals by hand and by simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.trends.shuffles import Clusters, sum_periods
from broadsheet.trends.steps import MIN_PERIODS, compare_rates, find_best_split, find_splits

SEEDS = st.integers(0, 10_000)


def draw_clusters(seed: int, *, n_periods: int = 12, n_items: int = 3) -> Clusters:
    generator = np.random.default_rng(seed)
    period = np.sort(np.concatenate([np.arange(n_periods), generator.integers(0, n_periods, 20)]))
    n_words = generator.integers(50, 500, len(period)).astype(float)
    n_words = n_words[:, None]
    return Clusters(period, n_words, generator.poisson(n_words * 0.02, (len(period), n_items)).astype(float))


def squares_about_means(n, n_words, at) -> float:
    sides = ((n[:at], n_words[:at]), (n[at:], n_words[at:]))
    return sum((w * (x / w - x.sum() / w.sum()) ** 2).sum() for x, w in sides)


@given(SEEDS)
def test_no_split_leaves_smaller_weighted_squares(seed):
    sums = sum_periods(draw_clusters(seed))
    places, _ = find_best_split(sums)
    for item, place in enumerate(places[0]):
        n, n_words = sums.n[0, :, item], sums.n_words[0, :, 0]
        left = {at: squares_about_means(n, n_words, at) for at in range(MIN_PERIODS, len(n) - MIN_PERIODS + 1)}
        assert left[place] == pytest.approx(min(left.values()))


@settings(deadline=None)  # the first import of ruptures takes its time
@given(SEEDS)
def test_ruptures_agrees_on_the_first_split(seed):
    sums = sum_periods(draw_clusters(seed))
    for item, place in enumerate(find_best_split(sums)[0][0]):
        assert next(find_splits(sums.n[0, :, item], sums.n_words[0, :, 0])) == (0, place, 12)


@given(SEEDS)
def test_the_strength_is_a_clustered_z_squared(seed):
    clusters = draw_clusters(seed, n_items=1)
    (place,), (strength,) = (found[0] for found in find_best_split(sum_periods(clusters)))
    n, n_words = clusters.n[:, 0], clusters.n_words[:, 0]
    before = clusters.period < place
    share = n_words[before].sum() / n_words.sum()
    residuals = n - n_words * n.sum() / n_words.sum()
    own = (((before - share) * residuals) ** 2).sum()
    pooled = share * (1 - share) * (residuals**2).sum()
    assert strength == pytest.approx(residuals[before].sum() ** 2 / max(own, pooled))


def test_splits_come_best_first_each_with_its_segment():
    n_words = np.full(30, 1000.0)
    n = np.repeat([10.0, 50.0, 20.0], 10)
    assert list(find_splits(n, n_words))[:2] == [(0, 10, 30), (10, 20, 30)]


def test_a_short_series_is_cut_no_further_than_it_reaches():
    assert list(find_splits(np.array([1.0, 1, 5, 5]), np.full(4, 100.0))) == [(0, 2, 4)]


def test_more_text_alone_is_no_step():
    n_words = np.linspace(100, 10_000, 20)[:, None]
    clusters = Clusters(np.arange(20), n_words, n_words / 100)
    assert find_best_split(sum_periods(clusters))[1][0, 0] == pytest.approx(0, abs=1e-9)


def test_the_ratio_of_rates_by_hand():
    clusters = Clusters(np.arange(4), np.full((4, 1), 100.0), np.array([[4.0], [6.0], [18.0], [22.0]]))
    after = np.array([False, False, True, True])
    found = compare_rates(clusters, 0, into=after, out_of=~after)
    assert found["effect"] == pytest.approx(np.log2(40.5 / 10.5))
    # squared residuals 2 and 8, times 2 clusters over 1 free: less than Poisson's, which then holds
    variances = np.array([max(4 / 10.5**2, 1 / 10.5), max(16 / 40.5**2, 1 / 40.5)])
    assert variances.tolist() == [1 / 10.5, 1 / 40.5]
    assert found["low"] < found["effect"] - 1.96 * np.sqrt(variances.sum()) / np.log(2)
    assert found["high"] - found["effect"] == pytest.approx(found["effect"] - found["low"])


def test_words_may_weigh_by_item():
    clusters = draw_clusters(5)
    each = Clusters(clusters.period, np.repeat(clusters.n_words, 3, axis=1), clusters.n)
    for found, expected in zip(find_best_split(sum_periods(each)), find_best_split(sum_periods(clusters)), strict=True):
        assert np.allclose(found, expected)
    after = clusters.period >= 6
    for item in range(3):
        sides = {"into": after, "out_of": ~after}
        assert compare_rates(each, item, **sides) == compare_rates(clusters, item, **sides)


def test_a_single_day_has_no_interval():
    clusters = Clusters(np.arange(3), np.full((3, 1), 100.0), np.array([[4.0], [6.0], [18.0]]))
    found = compare_rates(clusters, 0, into=clusters.period == 2, out_of=clusters.period < 2)
    assert np.isfinite(found["effect"])
    assert np.isnan(found["low"]) and np.isnan(found["high"])


def test_the_interval_covers_a_planted_ratio():
    generator = np.random.default_rng(0)
    days = generator.gamma(4, 1 / 4, (60, 400))  # 400 items, days vary by half
    rates = np.where(np.arange(60) >= 40, 0.02, 0.01)[:, None]
    n_words = generator.integers(500, 3000, (60, 1)).astype(float)
    clusters = Clusters(np.arange(60), n_words, generator.poisson(days * rates * n_words).astype(float))
    after = clusters.period >= 40
    found = [compare_rates(clusters, item, into=after, out_of=~after) for item in range(400)]
    assert 0.92 <= np.mean([row["low"] <= 1 <= row["high"] for row in found]) <= 0.98
