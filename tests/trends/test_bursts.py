"""Kleinberg's automaton against all sequences of states, and by hand."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from broadsheet.trends.bursts import GAMMA, SCALING, find_bursts, find_states, save_by_burst, weigh_heaviest_burst
from broadsheet.trends.shuffles import Sums

CURVES = st.lists(st.tuples(st.integers(0, 12), st.integers(20, 90)), min_size=2, max_size=6)


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
    found = find_states(save_by_burst(n[None, :, None], n_words[None]))[0, :, 0]
    cheapest = min(cost_of(states, n, n_words) for states in itertools.product((0, 1), repeat=len(n)))
    assert cost_of(found.astype(int), n, n_words) == pytest.approx(cheapest)


def test_a_burst_by_hand():
    n, n_words = np.array([2, 2, 2, 12, 12, 2, 2, 2]), np.full(8, 1000)
    ((first, end, weight),) = find_bursts(n, n_words)
    rest = 36 / 8000
    saved = 24 * np.log(2) + (2000 - 24) * np.log((1 - 2 * rest) / (1 - rest))
    assert (first, end) == (3, 5)
    assert weight == pytest.approx(saved)


@given(CURVES)
def test_the_heaviest_burst_is_the_first_in_the_list(curve):
    n, n_words = np.array(curve, dtype=float).T
    bursts = find_bursts(n, n_words)
    heaviest = weigh_heaviest_burst(Sums(n_words[None], n[None, :, None], n[None, :, None]))
    assert heaviest[0, 0] == pytest.approx(bursts[0][2] if bursts else 0.0)


def test_an_even_rate_has_no_burst_however_uneven_the_text():
    n_words = np.array([100, 5000, 300, 20, 8000, 100, 4000, 100])
    assert find_bursts(n_words / 20, n_words) == []


@pytest.mark.parametrize("n", [np.zeros(6), np.full(6, 50.0)])
def test_a_word_that_is_never_or_always_there_has_no_burst(n):
    assert find_bursts(n, np.full(6, 50.0)) == []
