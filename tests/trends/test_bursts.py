"""Kleinberg's automaton against all sequences of states, and by hand."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from broadsheet.trends.bursts import GAMMA, SCALING, find_bursts, find_states, save_by_burst, weigh_best_burst
from broadsheet.trends.shuffles import Clusters, Sums, sum_periods

CURVES = st.lists(st.tuples(st.integers(0, 12), st.integers(20, 90)), min_size=2, max_size=6)


def sum_curve(n, n_words) -> Sums:
    """One item in one order, without any residual."""
    n, n_words = (np.asarray(values, dtype=float)[None, :, None] for values in (n, n_words))
    return Sums(n_words, n, np.zeros_like(n), np.ones(n.shape[1], dtype=int))


def cost_of(states, n, n_words) -> float:
    """Kleinberg 2003: minus log binomial probabilities, and gamma ln T for each climb, from rest."""
    rate = n.sum() / n_words.sum()
    rates = np.array([rate, SCALING * rate])[list(states)]
    climbs = sum(b > a for a, b in itertools.pairwise((0, *states)))
    return GAMMA * np.log(len(n)) * climbs - binom.logpmf(n, n_words, rates).sum()


@given(CURVES)
def test_no_sequence_of_states_is_cheaper(curve):
    n, n_words = np.array(curve, dtype=float).T
    if n.sum() == 0 or n.sum() * SCALING >= n_words.sum():
        return
    found = find_states(save_by_burst(n[None, :, None], n_words[None, :, None]))[0, :, 0]
    cheapest = min(cost_of(states, n, n_words) for states in itertools.product((0, 1), repeat=len(n)))
    assert cost_of(found.astype(int), n, n_words) == pytest.approx(cheapest)


def test_a_burst_by_hand():
    n, n_words = np.array([2, 2, 2, 12, 12, 2, 2, 2]), np.full(8, 1000)
    ((first, end, weight, strength),) = find_bursts(sum_curve(n, n_words))
    rest = 36 / 8000
    saved = 24 * np.log(2) + (2000 - 24) * np.log((1 - 2 * rest) / (1 - rest))
    assert (first, end) == (3, 5)
    assert weight == strength == pytest.approx(saved)


def test_the_strength_of_a_burst_by_hand():
    n = np.array([2, 2, 1, 3, 12, 18, 15, 15, 2, 2, 2, 2], dtype=float)
    clusters = Clusters(np.arange(12) // 2, np.full((12, 1), 1000.0), n[:, None])
    ((first, end, weight, strength),) = find_bursts(sum_periods(clusters))
    assert (first, end) == (2, 4)
    rest = n.sum() / 12
    inside = ((n[4:8] - 15) ** 2).sum() * 4 / 3 / 60
    outside = ((n[[0, 1, 2, 3, 8, 9, 10, 11]] - rest) ** 2).sum() / (8 * rest)
    assert strength == pytest.approx(weight / max(1, inside, outside))


def test_one_day_makes_no_burst_of_its_week_but_seven_do():
    n = np.full(84, 2.0)
    one, seven = n.copy(), n.copy()
    one[30], seven[28:35] = 72, 12
    clusters = Clusters(np.arange(84) // 7, np.full((84, 1), 1000.0), np.column_stack([one, seven]))
    sums = sum_periods(clusters)
    assert find_bursts(sums)[0][2] == pytest.approx(find_bursts(sums, 1)[0][2])
    strength = weigh_best_burst(sums)[0]
    assert strength[0] == 0
    assert strength[1] > GAMMA * np.log(12)


def test_noisy_small_days_among_steady_ones_make_no_bursts():
    generator = np.random.default_rng(0)
    n_words = np.repeat([300.0, 6000.0], 42)[:, None]
    noise = np.vstack([generator.gamma(0.5, 2, (42, 2000)), np.ones((42, 2000))])
    clusters = Clusters(np.arange(84) // 7, n_words, generator.poisson(noise * n_words * 400 / n_words.sum()) * 1.0)
    sums = sum_periods(clusters)
    assert (weigh_best_burst(sums) > 0).mean() < 0.1
    untreated = Sums(sums.n_words, sums.n, 0 * sums.squares, sums.n_clusters)
    assert (weigh_best_burst(untreated) > 0).mean() > 0.2


@given(CURVES)
def test_the_strongest_burst_is_the_first_in_the_list(curve):
    n, n_words = np.array(curve, dtype=float).T
    period = np.repeat(np.arange((len(n) + 1) // 2), 2)[: len(n)]
    sums = sum_periods(Clusters(period, n_words[:, None], n[:, None]))
    bursts = find_bursts(sums)
    assert weigh_best_burst(sums)[0, 0] == pytest.approx(bursts[0][3] if bursts else 0.0)


def test_an_even_rate_has_no_burst_however_uneven_the_text():
    n_words = np.array([100, 5000, 300, 20, 8000, 100, 4000, 100])
    assert find_bursts(sum_curve(n_words / 20, n_words)) == []


@pytest.mark.parametrize("n", [np.zeros(6), np.full(6, 50.0)])
def test_a_word_that_is_never_or_always_there_has_no_burst(n):
    assert find_bursts(sum_curve(n, np.full(6, 50.0))) == []
