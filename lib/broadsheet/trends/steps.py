"""Change points: the rate of a word is one thing before and another after.

The signal is the rate of each period, weighted by its words: with nothing to find a rate n / W varies as 1 / W,
so the weights make the variance one and the same, and unlike a root or a logarithm they leave the mean where it
is - a root of small counts is larger where there is less text, and a corpus that grows would seem to change.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import t as student

from broadsheet.trends.shuffles import SAME, Clusters, Sums, take_item

MIN_PERIODS = 2  # periods with documents on each side of a change point: of one, it would be a burst
MAX_STEPS = 3


def find_best_split(sums: Sums) -> tuple[np.ndarray, np.ndarray]:
    """(the first period after the best split, its strength) of each item in each order (n_orders x n_items).

    The best split leaves the smallest weighted squares about the two means; in closed form, S^2 / (W q (1 - q))
    is largest, with S the occurrences before it less those expected, q the share of the W words before it. Its
    strength is z^2 = S^2 / V, with V the variance of S from the residuals of clusters. It is the larger of two: of
    each side its own, where one side clumps more than the other; of both together, shared out by words, where one
    side is so little text that the word is not in it by chance, and the residuals are small.
    """
    n_words = np.cumsum(sums.n_words, axis=1)
    share = n_words / n_words[:, -1:]
    n, squares = np.cumsum(sums.n, axis=1), np.cumsum(sums.squares, axis=1)
    excess = (n - share * n[:, -1:]) ** 2
    inside = np.s_[:, MIN_PERIODS - 1 : -MIN_PERIODS]
    best = np.argmax(excess[inside] / (share * (1 - share))[inside], axis=1)[:, None]
    variance = (1 - share) ** 2 * squares + share**2 * (squares[:, -1:] - squares)
    variance = np.maximum(variance, share * (1 - share) * squares[:, -1:])
    excess, variance = (np.take_along_axis(each[inside], best, axis=1)[:, 0] for each in (excess, variance))
    is_more = variance > (SAME * n[:, -1]) ** 2
    strength = np.divide(excess, variance, out=np.zeros_like(excess), where=is_more)
    return best[:, 0] + MIN_PERIODS, strength


def weigh_best_split(sums: Sums) -> np.ndarray:
    """The strength of the best split of each item in each order: the measure to be shuffled."""
    return find_best_split(sums)[1]


def find_splits(n: np.ndarray, n_words: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """The change points of one item by binary segmentation (ruptures), the best first, at most ``MAX_STEPS``.

    Each is (first period of the segment that is cut, first period after the cut, one past the segment's end).
    The linear model of ruptures, with the roots of the words as its one regressor, is weighted least squares.
    """
    import ruptures

    roots = np.sqrt(n_words)
    search = ruptures.Binseg(model="linear", min_size=MIN_PERIODS, jump=1).fit(np.column_stack([n / roots, roots]))
    edges = [0, len(n)]
    for n_splits in range(1, min(MAX_STEPS, len(n) // MIN_PERIODS - 1) + 1):
        found = sorted({0, *(int(at) for at in search.predict(n_bkps=n_splits))})
        if len(found) == len(edges):  # no segment is long enough to be cut again
            return
        at = next(at for at, edge in enumerate(found) if edge not in edges)
        yield found[at - 1], found[at], found[at + 1]
        edges = found


def compare_rates(clusters: Clusters, item: int, *, into: np.ndarray, out_of: np.ndarray) -> dict[str, float]:
    """effect, low, high: log2 of the item's rate in some clusters (a mask) to that in others.

    0.5 is added to both counts. The 95 % interval is by the delta method: the variance of the log of a rate is that
    of the residuals of its clusters over the squared count, at least that of a Poisson count, with Student's
    quantile (degrees of freedom after Welch and Satterthwaite); missing where one side is a single cluster.
    """
    rates, variances, free = np.empty(2), np.empty(2), np.empty(2)
    for side, mask in enumerate((out_of, into)):
        n, n_words = clusters.n[mask, item], take_item(clusters.n_words, item)[mask]
        count, free[side] = n.sum() + 0.5, len(n) - 1
        rates[side] = count / n_words.sum()
        squares = ((n - n.sum() / n_words.sum() * n_words) ** 2).sum() * len(n) / max(1, free[side])
        variances[side] = max(squares / count**2, 1 / count)
    effect, half = float(np.log2(rates[1] / rates[0])), np.nan
    if free.min() >= 1:
        n_free = variances.sum() ** 2 / (variances**2 / free).sum()
        half = float(student.ppf(0.975, n_free) * np.sqrt(variances.sum()) / np.log(2))
    return {"effect": effect, "low": effect - half, "high": effect + half}
