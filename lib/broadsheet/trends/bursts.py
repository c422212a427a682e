"""Bursts: periods in which a word is used at another pitch (Kleinberg 2003, the batched form).

The automaton has two states. At rest a word has its overall rate p0 = N / W, in a burst p1 = ``SCALING`` * p0.
A period with n occurrences in W words costs minus the log of its binomial probability in the state it is in;
to go up costs ``GAMMA`` * ln(number of periods), to come down nothing; it begins at rest. The cheapest
sequence of states is found by Viterbi's algorithm. The weight of a burst is what it saves: the sum over its
periods of the cost at rest less the cost in the burst.
"""

import numpy as np

from broadsheet.trends.shuffles import Sums

SCALING = 2.0  # Kleinberg's s: a burst is twice the overall rate
GAMMA = 1.0  # Kleinberg's gamma: the higher, the fewer bursts


def save_by_burst(n: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """What each period costs less in a burst than at rest (n_orders x n_periods x n_items)."""
    rest = n.sum(1, keepdims=True) / n_words.sum(1)[:, None, None]
    burst = np.minimum(SCALING * rest, (1 + rest) / 2)  # a rate is below 1
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(rest > 0, np.log(burst / rest), 0.0)
        down = np.where(rest < 1, np.log((1 - burst) / (1 - rest)), 0.0)
    return n * up + (n_words[:, :, None] - n) * down


def find_states(saved: np.ndarray) -> np.ndarray:
    """The cheapest states, true in a burst, by Viterbi's algorithm along axis 1; rest where both cost the same."""
    n_periods = saved.shape[1]
    climb = GAMMA * np.log(n_periods)
    rest, burst = np.zeros_like(saved[:, 0]), np.full_like(saved[:, 0], -np.inf)
    from_burst = np.empty(
        (2, *saved.shape), dtype=bool
    )  # was the period before in a burst, if this one is at rest / not
    for at in range(n_periods):
        from_burst[0, :, at], from_burst[1, :, at] = burst > rest, burst >= rest - climb
        rest, burst = np.maximum(rest, burst), np.maximum(burst, rest - climb) + saved[:, at]
    states = np.empty(saved.shape, dtype=bool)
    state = burst > rest
    for at in range(n_periods - 1, -1, -1):
        states[:, at] = state
        state = np.where(state, from_burst[1, :, at], from_burst[0, :, at])
    return states


def weigh_heaviest_burst(sums: Sums) -> np.ndarray:
    """The weight of the heaviest burst of each item in each order, 0 where there is none (n_orders x n_items)."""
    saved = save_by_burst(sums.n, sums.n_words)
    states = find_states(saved)
    run, heaviest = np.zeros_like(saved[:, 0]), np.zeros_like(saved[:, 0])
    for at in range(saved.shape[1]):  # a run is never heavier before its end: Viterbi would have ended it there
        run = np.where(states[:, at], run + saved[:, at], 0.0)
        heaviest = np.maximum(heaviest, run)
    return heaviest


def find_bursts(n: np.ndarray, n_words: np.ndarray) -> list[tuple[int, int, float]]:
    """The bursts of one item: (first period, one past the last, weight), the heaviest first.

    ``n`` and ``n_words`` have a number a period, in the order of time; periods without documents are left out.
    """
    saved = save_by_burst(n[None, :, None], n_words[None])
    edges = np.diff(find_states(saved)[0, :, 0].astype(int), prepend=0, append=0)
    spans = zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True)
    bursts = [(first, end, float(saved[0, first:end, 0].sum())) for first, end in spans]
    return sorted(bursts, key=lambda burst: (-burst[2], burst[0]))
