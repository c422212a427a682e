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
    none left out), its words, and ``n``, its occurrences of each item (n_clusters x n_items).

    ``n_words`` has one column for all items or one for each: the words of other sources than the average weigh
    more or less, according to the item."""

    period: np.ndarray
    n_words: np.ndarray
    n: np.ndarray


@dataclass(frozen=True)
class Sums:
    """Sums over periods, n_orders x n_periods x n_items: ``n_words`` (or one column for all items), ``n``, and
    ``squares``, the squared residuals of clusters from the item's overall rate. ``n_clusters`` is a number a period."""

    n_words: np.ndarray
    n: np.ndarray
    squares: np.ndarray
    n_clusters: np.ndarray


def sum_periods(clusters: Clusters, orders: np.ndarray | None = None) -> Sums:
    """The sums over periods when the clusters stand in each of ``orders`` (n_orders x n_clusters), or as they do."""
    n_clusters, n_items = clusters.n.shape
    orders = np.arange(n_clusters)[None] if orders is None else orders
    residuals = clusters.n - clusters.n_words * clusters.n.sum(0) / clusters.n_words.sum(0)
    values = np.hstack([clusters.n, residuals**2, clusters.n_words]).astype(float)
    starts = np.flatnonzero(np.diff(clusters.period, prepend=-1))
    rows = (np.arange(len(orders))[:, None] * n_clusters + starts).ravel()
    to_periods = sparse.csr_matrix(
        (np.ones(orders.size), orders.ravel(), np.append(rows, orders.size)), shape=(len(rows), n_clusters)
    )
    sums = (to_periods @ values).reshape(len(orders), len(starts), -1)
    return Sums(
        sums[:, :, 2 * n_items :], sums[:, :, :n_items], sums[:, :, n_items : 2 * n_items], np.bincount(clusters.period)
    )


def deal_blocks(generator, n_clusters: int, *, size: int) -> np.ndarray:
    """A random order of the clusters in which blocks of ``size`` neighbours stay together."""
    starts = generator.permutation(np.arange(0, n_clusters, size))
    order = (starts[:, None] + np.arange(size)).ravel()
    return order[order < n_clusters]


def draw_orders(clusters: Clusters, *, n_shuffles: int, random_state: int) -> Iterator[np.ndarray]:
    """``n_shuffles`` random orders of the clusters, in blocks that fit into little memory.

    The orders do not depend on the items: each item meets the same shuffled corpora.
    """
    generator = np.random.default_rng(random_state)
    size = max(len(clusters.period), (clusters.period[-1] + 1) * 3 * clusters.n.shape[1])
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
    n_words = take_item(clusters.n_words, item)[inside, None]
    return Clusters(clusters.period[inside] - first, n_words, clusters.n[inside][:, [item]])


def take_item(n_words: np.ndarray, item: int) -> np.ndarray:
    """The words of one item, which may be the same for all."""
    return n_words[..., min(item, n_words.shape[-1] - 1)]
