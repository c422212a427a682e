"""Shuffles against a loop over days."""

import numpy as np

from broadsheet.trends import shuffles
from broadsheet.trends.shuffles import (
    Clusters,
    count_alarms,
    deal_blocks,
    draw_orders,
    measure_shuffles,
    sum_periods,
    take_periods,
)
from broadsheet.trends.steps import weigh_best_split

GENERATOR = np.random.default_rng(0)
PERIOD = np.array([0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 4])
N_WORDS = GENERATOR.integers(50, 500, (11, 1)).astype(float)
CLUSTERS = Clusters(PERIOD, N_WORDS, GENERATOR.poisson(N_WORDS * [0.02, 0.1]).astype(float))


def test_each_order_is_summed_as_by_a_loop():
    orders = np.vstack(list(draw_orders(CLUSTERS, n_shuffles=5, random_state=1)))
    sums = sum_periods(CLUSTERS, orders)
    residuals = CLUSTERS.n - N_WORDS * CLUSTERS.n.sum(0) / N_WORDS.sum()
    for row, order in enumerate(orders):
        assert sorted(order) == list(range(11))
        for period in range(5):
            here = order[period == PERIOD]
            assert sums.n_words[row, period] == N_WORDS[here].sum()
            assert np.array_equal(sums.n[row, period], CLUSTERS.n[here].sum(0))
            assert np.allclose(sums.squares[row, period], (residuals[here] ** 2).sum(0))


def test_blocks_stay_together():
    generator = np.random.default_rng(0)
    order = deal_blocks(generator, 11, size=4)
    assert sorted(order) == list(range(11))
    for start in (0, 4, 8):
        at = list(order).index(start)
        assert list(order[at : at + 4])[: 11 - start] == list(range(start, min(start + 4, 11)))
    assert sorted(deal_blocks(generator, 11, size=1)) == list(range(11))


def test_alarms_are_those_of_a_loop_over_shuffles(monkeypatch):
    monkeypatch.setattr(shuffles, "NUMBERS_A_BLOCK", 300)  # several blocks
    (shuffled,) = measure_shuffles(CLUSTERS, [weigh_best_split], n_shuffles=60, random_state=2)
    real = weigh_best_split(sum_periods(CLUSTERS))[0]
    alarms = np.zeros(2, dtype=int)
    for block in draw_orders(CLUSTERS, n_shuffles=60, random_state=2):
        for order in block:
            moved = Clusters(PERIOD, N_WORDS[order], CLUSTERS.n[order])
            alarms += weigh_best_split(sum_periods(moved))[0] >= real - 1e-9
    assert np.array_equal(count_alarms(shuffled, real), alarms)
    assert alarms.min() > 0


def test_an_item_meets_the_same_shuffles_alone():
    both = measure_shuffles(CLUSTERS, [weigh_best_split], n_shuffles=40, random_state=3)[0]
    alone = take_periods(CLUSTERS, 0, 5, 1)
    assert np.allclose(both[:, 1], measure_shuffles(alone, [weigh_best_split], n_shuffles=40, random_state=3)[0][:, 0])


def test_the_order_of_equal_days_counts_as_an_alarm():
    even = Clusters(np.arange(10), np.full((10, 1), 100.0), np.full((10, 1), 3.0))
    (shuffled,) = measure_shuffles(even, [weigh_best_split], n_shuffles=20, random_state=0)
    assert count_alarms(shuffled, weigh_best_split(sum_periods(even))[0]).tolist() == [20]
