"""Thresholds from the corpus itself: whole days or weeks exchange their places in time.

News comes in days: a day's documents hang together, so counts clump when nothing changes, and a threshold
from a textbook is passed by half of all words. A shuffle leaves every day as it is, with its words and its
occurrences, and only takes away the order; what a measure of change shows then, it shows for nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

NUMBERS_A_BLOCK = 2_000_000  # numbers held at once: some 16 MB an array, whatever the number of shuffles
SAME = 1e-9  # what differs by less than this share differs by rounding


@dataclass(frozen=True)
class Clusters:
    """Days or weeks in the order of time: the number of the ``period`` each stands in (ascending, from 0,
    none left out), its ``n_words``, and ``n``, its occurrences of each item (n_clusters x n_items)."""

    period: np.ndarray
    n_words: np.ndarray
    n: np.ndarray


@dataclass(frozen=True)
class Sums:
    """Sums over periods, one line an order: ``n_words`` (n_orders x n_periods); ``n`` and ``squares``, the
    squared residuals of clusters from the item's overall rate (n_orders x n_periods x n_items)."""

    n_words: np.ndarray
    n: np.ndarray
    squares: np.ndarray


def sum_periods(clusters: Clusters, orders: np.ndarray | None = None) -> Sums:
    """The sums over periods when the clusters stand in each of ``orders`` (n_orders x n_clusters), or as they do."""
    n_clusters, n_items = clusters.n.shape
    orders = np.arange(n_clusters)[None] if orders is None else orders
    rates = clusters.n.sum(0) / clusters.n_words.sum()
    residuals = clusters.n - clusters.n_words[:, None] * rates
    values = np.hstack([clusters.n, residuals**2, clusters.n_words[:, None]]).astype(float)
    starts = np.flatnonzero(np.diff(clusters.period, prepend=-1))
    rows = (np.arange(len(orders))[:, None] * n_clusters + starts).ravel()
    to_periods = sparse.csr_matrix(
        (np.ones(orders.size), orders.ravel(), np.append(rows, orders.size)), shape=(len(rows), n_clusters)
    )
    sums = (to_periods @ values).reshape(len(orders), len(starts), -1)
    return Sums(sums[:, :, -1], sums[:, :, :n_items], sums[:, :, n_items:-1])


def draw_orders(clusters: Clusters, *, n_shuffles: int, random_state: int) -> Iterator[np.ndarray]:
    """``n_shuffles`` random orders of the clusters, in blocks that fit into little memory.

    The orders do not depend on the items: each item meets the same shuffled corpora.
    """
    generator = np.random.default_rng(random_state)
    size = max(len(clusters.period), (clusters.period[-1] + 1) * (2 * clusters.n.shape[1] + 1))
    block = max(1, NUMBERS_A_BLOCK // size)
    for start in range(0, n_shuffles, block):
        rows = np.tile(np.arange(len(clusters.period)), (min(block, n_shuffles - start), 1))
        yield generator.permuted(rows, axis=1)


def measure_shuffles(
    clusters: Clusters, measures: list[Callable[[Sums], np.ndarray]], *, n_shuffles: int, random_state: int
) -> list[np.ndarray]:
    """What each measure (a function of ``Sums``) is in shuffled orders: n_shuffles x n_items a measure."""
    found: list[list[np.ndarray]] = [[] for _ in measures]
    for orders in draw_orders(clusters, n_shuffles=n_shuffles, random_state=random_state):
        sums = sum_periods(clusters, orders)
        for values, measure in zip(found, measures, strict=True):
            values.append(measure(sums))
    return [np.concatenate(values) for values in found]


def count_alarms(shuffled: np.ndarray, real: np.ndarray | float) -> np.ndarray:
    """In how many shuffles the measure was as large as ``real`` (a number an item).

    The chance of so large a value with nothing to find is (1 + alarms) / (1 + shuffles) (Davison and Hinkley 1997,
    section 4.2), exactly so where any order of the clusters is as likely as any other.
    """
    return (shuffled >= np.asarray(real) * (1 - SAME)).sum(0)


def take_periods(clusters: Clusters, first: int, end: int, item: int) -> Clusters:
    """The clusters of the periods from ``first`` to before ``end``, one item only, periods numbered afresh."""
    inside = (clusters.period >= first) & (clusters.period < end)
    return Clusters(clusters.period[inside] - first, clusters.n_words[inside], clusters.n[inside][:, [item]])
