"""Bursts: periods in which a word is used at another pitch (Kleinberg 2003, the batched form).

The automaton has two states. At rest a word has its overall rate p0 = N / W, in a burst p1 = ``SCALING`` * p0.
A period with n occurrences in W words costs minus the log of its binomial probability in the state it is in;
to go up costs ``GAMMA`` * ln(number of periods), to come down nothing; it begins at rest. The cheapest
sequence of states is found by Viterbi's algorithm. The weight of a burst is what it saves: the sum over its
periods of the cost at rest less the cost in the burst.

That takes every word for a draw of its own. Words come in clumps, so the strength of a burst, which shuffles are to
tell from chance, is its weight over a design effect (``_weigh``): how much more than Poisson counts clusters vary.
"""

import numpy as np

from broadsheet.trends.shuffles import Sums, take_item

SCALING = 2.0  # Kleinberg's s: a burst is twice the overall rate
GAMMA = 1.0  # Kleinberg's gamma: the higher, the fewer bursts


def save_by_burst(n: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """What each period costs less in a burst than at rest, of counts and words as in ``Sums``."""
    rest = n.sum(1, keepdims=True) / n_words.sum(1, keepdims=True)
    burst = np.minimum(SCALING * rest, (1 + rest) / 2)  # a rate is below 1
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(rest > 0, np.log(burst / rest), 0.0)
        down = np.where(rest < 1, np.log((1 - burst) / (1 - rest)), 0.0)
    return n * up + (n_words - n) * down


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


def weigh_best_burst(sums: Sums) -> np.ndarray:
    """The strength of the strongest burst of each item in each order, 0 without one: the measure to be shuffled."""
    saved = save_by_burst(sums.n, sums.n_words)
    states = find_states(saved)
    ends = states & ~np.pad(states[:, 1:], ((0, 0), (0, 1), (0, 0)))
    n_clusters = np.broadcast_to(sums.n_clusters[None, :, None], saved.shape)
    parts = (saved, sums.n, sums.n_words, sums.squares, n_clusters)
    totals = [part.sum(1) for part in parts]
    inside = [np.zeros_like(saved[:, 0]) for _ in parts]
    strongest = np.zeros_like(saved[:, 0])
    for at in range(saved.shape[1]):
        inside = [np.where(states[:, at], run + part[:, at], 0.0) for run, part in zip(inside, parts, strict=True)]
        strength = _weigh(inside, totals, n_periods=saved.shape[1])
        strongest = np.maximum(strongest, np.where(ends[:, at], strength, 0.0))
    return strongest


def find_bursts(sums: Sums, item: int = 0) -> list[tuple[int, int, float, float]]:
    """The bursts of one item in the first order: (first period, one past the last, weight, strength), best first."""
    saved = save_by_burst(sums.n, sums.n_words)
    states = find_states(saved)[0, :, item]
    edges = np.diff(states.astype(int), prepend=0, append=0)
    spans = zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True)
    n_words = take_item(sums.n_words[0], item)
    parts = [saved[0, :, item], sums.n[0, :, item], n_words, sums.squares[0, :, item], sums.n_clusters]
    totals = [part.sum() for part in parts]
    bursts = []
    for first, end in spans:
        inside = [part[first:end].sum() for part in parts]
        strength = _weigh(inside, totals, n_periods=len(states))
        bursts.append((first, end, float(inside[0]), float(strength)))
    return sorted(bursts, key=lambda burst: (-burst[3], -burst[2], burst[0]))


def _weigh(inside: list, totals: list, *, n_periods: int):
    """The strength of bursts, from sums inside them and over all: saved, n, words, squares, clusters.

    The design effect is the larger of two, and at least 1: the squared residuals of clusters over the occurrences
    expected, outside the burst; and inside, about their own mean, over the occurrences there are. So a burst among
    noisy days has to be stronger even where most other days are steady, and one day alone makes none in a week. A
    burst that is, by its strength, not worth its climb has none.
    """
    weight, n, n_words, squares, n_clusters = inside
    _, n_all, words_all, squares_all, _ = totals
    expected = n_all * n_words / words_all
    own = (squares - (n - expected) ** 2 / np.maximum(n_clusters, 1)) * n_clusters / np.maximum(n_clusters - 1, 1)
    design = np.maximum(_divide(own, n), _divide(squares_all - squares, n_all - expected))
    strength = weight / np.maximum(1.0, design)
    return np.where(strength > GAMMA * np.log(n_periods), strength, 0.0)


def _divide(above, below):
    return np.divide(above, below, out=np.zeros(np.shape(above)), where=np.asarray(below) > 0)
