"""The slope in time of every term at once: a test that knows that news comes in days, and an effect.

The model is log-linear: a term's expected count in a cell is exp(level of the source + slope x date) x words of
the cell. Each source has its own level, so that a source which comes, goes or grows makes no slope. Given the
slope, all else depends on the words of a source and their dates, the same for every term: one small table of that
(``Calendar.levels`` and ``means``) serves the fits of all terms.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import t as student

from broadsheet.cells import CellCounts
from broadsheet.errors import InputError

MIN_CLUSTERS = 10  # a corpus of fewer days or weeks is not tested
MIN_DOCS, MIN_TERM_CLUSTERS = 5, 5  # a term in fewer documents, or in fewer days or weeks, is not tested
MOST_SOURCES = 50  # so many sources have a level of their own; the rest share as many
STEEPEST, N_STEPS = 16, 1024  # last day over first is sought from -STEEPEST to STEEPEST; N_STEPS is a power of 2
EFFECTS = np.linspace(-STEEPEST, STEEPEST, N_STEPS + 1)
FAR = 3  # the squared distance of an even calendar's last day from its mean, over the variance


@dataclass(frozen=True)
class Calendar:
    """What the test needs of the cells, the same for all terms.

    ``dates`` of the clusters run from 0 (first) to 1 (last), ``powers`` are 2 to the power of ``EFFECTS`` x dates;
    ``words`` is clusters x sources. ``cluster`` and ``source`` number each cell's own; ``to_cluster`` and
    ``to_source`` (sparse) sum cells over them.
    """

    dates: np.ndarray
    powers: np.ndarray
    words: np.ndarray
    cluster: np.ndarray
    source: np.ndarray
    to_cluster: sparse.csr_matrix
    to_source: sparse.csr_matrix


def score_slopes(
    counts: CellCounts, *, hold_sources: bool = True, min_clusters: int = MIN_TERM_CLUSTERS
) -> pd.DataFrame:
    """The trend of every term: item, z, p, effect, low, high, n, n_docs, n_clusters, n_sources.

    ``counts`` are cells of days or weeks. Cells without a day (undated documents, documents of a month) take no
    part. Terms in fewer than ``MIN_DOCS`` documents or ``min_clusters`` clusters are not tested and have no
    row. With ``hold_sources`` each source has its own level (beyond the largest ``MOST_SOURCES``, sources of the
    same time share one), so that a source which is there for one cluster only says nothing.

    effect is log2 of the fitted rate in the middle of the later half of the time over that in the middle of the
    earlier half: half of what the fit says of last day over first, which nobody should trust to its ends. z is the
    signed root of the likelihood ratio against no slope, over the square root of a design effect (``fit_slopes``); p
    is Student's with clusters - 2 degrees of freedom. low and high are the 95 % interval of the same likelihood ratio:
    it holds 0 just where p > .05, and is open (infinite) where no slope up to ``STEEPEST`` is too steep, as for a term
    of the last days only.
    Raises InputError with the reason of ``find_trend_refusal``.
    """
    counts = keep_tested(counts, min_clusters=min_clusters)
    calendar = lay_calendar(counts.cells, hold_sources=hold_sources)
    n_free = len(calendar.dates) - 2
    fit = fit_slopes(counts.n, calendar, quantile=student.ppf(0.975, n_free))
    return pd.DataFrame(
        {
            "item": counts.terms.astype(str),
            "z": fit["z"],
            "p": 2 * student.sf(np.abs(fit["z"]), n_free),
            "effect": fit["effect"] / 2,
            "low": np.where(fit["low"] > -STEEPEST, fit["low"] / 2, -np.inf),
            "high": np.where(fit["high"] < STEEPEST, fit["high"] / 2, np.inf),
            "n": _total(counts.n),
            "n_docs": _total(counts.n_docs),
            "n_clusters": _n_rows(calendar.to_cluster @ counts.n),
            "n_sources": _count_sources(counts),
        }
    )


def find_trend_refusal(counts: CellCounts) -> str:
    """Why no trend can be tested, in one sentence; "" when it can.

    A trend needs ``MIN_CLUSTERS`` days or weeks; documents of one day count once.
    """
    dated = counts.cells[_has_day(counts.cells) & (counts.cells.n_words > 0)]
    n_clusters = dated.cluster.nunique()
    if n_clusters >= MIN_CLUSTERS:
        return ""
    unit = name_unit(counts.cells)
    in_units = f"{n_clusters} {unit}{'' if n_clusters == 1 else 's'}"
    n_docs, n_dated = int(counts.cells.n_docs.sum()), int(dated.n_docs.sum())
    return (
        f"No trend: of {n_docs:,} documents {n_dated:,} have a day and words, and they fall into {in_units}; "
        f"a trend needs {MIN_CLUSTERS}. Documents of one day or week hang together and count "
        f"once: add documents of other dates, or count by day instead of by week."
    )


def name_unit(cells: pd.DataFrame) -> str:
    """What the clusters with a day are: "day" or "week"; "day" where there is none."""
    units = cells.unit[_has_day(cells)]
    return str(units.iloc[0]) if len(units) else "day"


def keep_tested(counts: CellCounts, *, min_clusters: int = MIN_TERM_CLUSTERS) -> CellCounts:
    """The cells with a day and the terms that are frequent enough; raises InputError as ``score_slopes``."""
    if reason := find_trend_refusal(counts):
        raise InputError(reason)
    rows = np.flatnonzero(_has_day(counts.cells) & (counts.cells.n_words > 0))
    n, n_docs = counts.n[rows], counts.n_docs[rows]
    to_cluster = _summing(pd.factorize(counts.cells.cluster.iloc[rows])[0])
    kept = np.flatnonzero((_total(n_docs) >= MIN_DOCS) & (_n_rows(to_cluster @ n) >= min_clusters))
    cells = counts.cells.iloc[rows].reset_index(drop=True)
    return CellCounts(cells, counts.terms[kept], n[:, kept], n_docs[:, kept])


def lay_calendar(cells: pd.DataFrame, *, hold_sources: bool) -> Calendar:
    """The calendar of cells that all have a day."""
    cluster, days = pd.factorize(cells.date, sort=True)
    source = _number_sources(cells) if hold_sources else np.zeros(len(cells), dtype=int)
    dates = np.asarray((days - days.min()) / (days.max() - days.min()), dtype=float)
    words = np.zeros((len(days), source.max() + 1))
    np.add.at(words, (cluster, source), cells.n_words.to_numpy(dtype=float))
    powers = np.exp2(EFFECTS[:, None] * dates)
    return Calendar(dates, powers, words, cluster, source, _summing(cluster), _summing(source))


def deal_dates(calendar: Calendar, order: np.ndarray) -> Calendar:
    """The calendar with the dates of its clusters in another order; what is in a cluster stays together."""
    return replace(calendar, dates=calendar.dates[order], powers=calendar.powers[:, order])


def fit_slopes(n: sparse.csr_matrix, calendar: Calendar, *, quantile: float | None = None) -> dict[str, np.ndarray]:
    """z and effect of every term (column of ``n``), with low and high if a ``quantile`` is given.

    Quasi-likelihood (Wedderburn 1974): the log likelihood of Poisson counts, given the total of each source, over
    the design effect of ``_score_design``. It is laid out over ``EFFECTS``, and all terms are solved by bisection.
    """
    n_by_source = (calendar.to_source @ n).toarray()
    by_term = np.ascontiguousarray(n_by_source.T)
    dated = calendar.dates[calendar.cluster] @ n
    totals = calendar.powers @ calendar.words
    levels = np.log(totals / calendar.words.sum(axis=0))
    means = (calendar.powers * calendar.dates) @ calendar.words / totals
    width = np.log(2) * (EFFECTS[1] - EFFECTS[0])

    def gain(step: np.ndarray) -> np.ndarray:
        return width * (step - N_STEPS // 2) * dated - (by_term * levels[step]).sum(axis=1)

    def climb(step: np.ndarray) -> np.ndarray:
        return width * (dated - (by_term * means[step]).sum(axis=1))

    best = _solve(climb, len(dated))
    below = np.minimum(best.astype(int), N_STEPS - 1)
    part, left, right = best - below, climb(below), climb(below + 1)
    top = gain(below) + left * part - (left - right) * part**2 / 2
    design = _score_design(n, n_by_source, calendar)

    def root(step: np.ndarray) -> np.ndarray:
        return np.sign(best - step) * np.sqrt(2 * np.maximum(top - gain(step), 0) / design)

    fit = {"z": root(np.full(len(dated), N_STEPS // 2)), "effect": _at(best)}
    if quantile is not None:
        fit["low"] = _at(_solve(lambda step: root(step) - quantile, len(dated)))
        fit["high"] = _at(_solve(lambda step: root(step) + quantile, len(dated)))
    return fit


def _score_design(n: sparse.csr_matrix, n_by_source: np.ndarray, calendar: Calendar) -> np.ndarray:
    """How much more than Poisson counts each term's score of the slope varies; at least 1.

    The squared residuals of clusters under no slope, over their mean for Poisson counts; freed, as in a
    correlation, of what the slope explains (never of more, where words crowd at some dates, than if they did not).
    It takes clusters to vary alike at all dates. Where a date is so far
    off that one cluster could decide the score (an even calendar has none), the same of residuals x dates takes
    over, the sandwich of Liang and Zeger (1986): one cluster alone is then never more than ``FAR`` ** .5.
    """
    shares = calendar.words / calendar.words.sum(axis=0)
    means = calendar.dates @ shares
    away = calendar.dates[:, None] - means
    variance = (shares * away**2).sum(axis=0) @ n_by_source
    score = calendar.dates[calendar.cluster] @ n - means @ n_by_source
    even = _design_effect(n, n_by_source, calendar, np.ones_like(away))
    design = np.maximum(1, np.maximum(even, _design_effect(n, n_by_source, calendar, away) / FAR))
    n_clusters = len(calendar.dates)
    explained = _divide(score**2, design * np.maximum(variance, _spread(calendar) @ n_by_source))
    return np.maximum(1, design * np.maximum(n_clusters - 1 - explained, 0) / (n_clusters - 2))


def _spread(calendar: Calendar) -> np.ndarray:
    """The variance of each source's dates, its clusters counting alike."""
    present = (calendar.words > 0) / (calendar.words > 0).sum(axis=0)
    return ((calendar.dates[:, None] - calendar.dates @ present) ** 2 * present).sum(axis=0)


def _design_effect(n, n_by_source: np.ndarray, calendar: Calendar, weights: np.ndarray) -> np.ndarray:
    """Squared weighted residuals, summed over clusters, over their mean for Poisson counts.

    ``weights`` is clusters x sources. Nothing here is as large as clusters x terms: the squares are expanded.
    """
    totals = calendar.words.sum(axis=0)
    weighted = _summing(calendar.cluster, weights[calendar.cluster, calendar.source]) @ n
    expected = weights * calendar.words
    rates = n_by_source / totals[:, None]
    squares = _total(weighted.power(2)) - 2 * (rates * (expected.T @ weighted)).sum(axis=0)
    squares += (rates * (expected.T @ expected @ rates)).sum(axis=0)
    shares = calendar.words / totals
    return _divide(squares, (weights**2 * shares * (1 - shares)).sum(axis=0) @ n_by_source)


def _solve(falling: Callable[[np.ndarray], np.ndarray], n_terms: int) -> np.ndarray:
    """By bisection over steps of ``EFFECTS``: where ``falling`` is 0, to parts of a step; else the nearer end."""
    below = np.zeros(n_terms, dtype=int)
    width = N_STEPS // 2
    while width:
        below = np.where(falling(below + width) > 0, below + width, below)
        width //= 2
    left, right = falling(below), falling(below + 1)
    return below + np.clip(_divide(left, left - right), 0, 1)


def _at(step: np.ndarray) -> np.ndarray:
    return step * (2 * STEEPEST / N_STEPS) - STEEPEST


def _number_sources(cells: pd.DataFrame) -> np.ndarray:
    """The number of each cell's level: the largest sources have one each, the rest share some.

    Sources that share a level are of the same time (words sorted by mean date, cut into equal parts), so that
    none of them comes or goes within it.
    """
    words = cells.groupby("source", sort=True).n_words.sum()
    large = words.sort_values(ascending=False, kind="stable").index[:MOST_SOURCES]
    dates = (cells.date - cells.date.min()).dt.days * cells.n_words
    mean_dates = dates.groupby(cells.source).sum() / words
    small = mean_dates.drop(large).sort_values(kind="stable").index
    part = ((words[small].cumsum() - words[small] / 2) / words[small].sum() * MOST_SOURCES).astype(int)
    level = pd.concat([pd.Series(range(len(large)), index=large), part + len(large)])
    return pd.factorize(cells.source.map(level))[0]


def _has_day(cells: pd.DataFrame) -> np.ndarray:
    return ((cells.unit != "document") & cells.date.notna()).to_numpy(dtype=bool)


def _count_sources(counts: CellCounts) -> np.ndarray:
    named = np.flatnonzero(counts.cells.source != "")
    if not len(named):
        return np.zeros(len(counts.terms), dtype=int)
    return _n_rows(_summing(pd.factorize(counts.cells.source.iloc[named])[0]) @ counts.n[named])


def _summing(number: np.ndarray, weights: np.ndarray | None = None) -> sparse.csr_matrix:
    """The matrix that sums rows (times their weights) with the same number."""
    weights = np.ones(len(number), dtype=np.int64) if weights is None else weights
    return sparse.csr_matrix((weights, (number, np.arange(len(number)))), shape=(number.max() + 1, len(number)))


def _total(matrix) -> np.ndarray:
    return np.asarray(matrix.sum(axis=0)).ravel()


def _n_rows(matrix) -> np.ndarray:
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _divide(above, below) -> np.ndarray:
    """above / below, 0 where below is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)
