"""95 % intervals of rates that know that words come in texts, and texts in days.

The interval is Wilson's score interval (1927) on an effective number of words, words / design effect, as Korn and
Graubard (1998) do for surveys, and Student's quantile for as many degrees of freedom as the design effect was
estimated from: unequal clusters count as the number of equal ones that are as even (Kish 1965). What is particular
here is the design effect of a period. Its own estimate is low just where the rate is estimated too low, and missing
where nothing was found. One pooled over periods knows better, but design effects change with the rate: not where an
item comes in runs, a few to every document that has it, but where clusters have rates of their own (the negative
binomial of Church and Gale 1995), for then what is above 1 grows with the occurrences a cluster is expected to have.
So what is pooled over an item's periods is a line with both in it, and a period that shows more than the line adds
what it shows, in the measure of its clusters.

What it covers (``tests/benchmarks/test_coverage.py``): .93 to .97 for rare to frequent items in 12 periods of 30 to
1000 documents and 20 days, whatever hangs together; .96 to .98 where one day has half of the words, and nearly 1 in
one such period alone, which counts as three degrees of freedom. With a source held fixed that has one to three
documents in a period, .91 to .99 in that period (.91 for a rare item where it has three).

Where else it covers less than .92, all of it for items that occur often (rare ones stay above .94):
- periods of five days that vary by their own mean (a coefficient of variation, CV, of 1): .93 on the mean, .91 in
  the worst of 12 periods; of two days .90 and .89;
- days of CV 2: .92 on the mean, .91 in the worst of 12 periods of 20 days, .89 in one such period alone; .81 and .80
  in periods of five days, .84 in one alone; .69 and .67 in periods of two days;
- days that vary in only every second period, since the line is that of all: .89 in the worst of 12 periods of 20
  days (.85 with CV 2), .84 in the worst of five days (.72), .78 of two days (.57).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import norm, t

Z = norm.ppf(0.975)
MOST_NUMBERS = 4_000_000  # clusters or blocks x items in one dense table
PRIOR_CLUSTERS = 10  # beside as many, less one, a period adds half of its own excess over the line


@dataclass(frozen=True)
class Sample:
    """Where each row of counts (a document) belongs, as whole numbers from 0.

    ``cluster`` lies within ``period``: a cluster that runs over two periods is two. ``stratum`` is the source
    whose share is held fixed, ``weights`` its fixed share (they sum to 1); one stratum is no mix held fixed.
    """

    period: np.ndarray
    cluster: np.ndarray
    stratum: np.ndarray
    weights: np.ndarray


def plain_sample(period: np.ndarray, cluster: np.ndarray) -> Sample:
    """A sample in which no mix is held fixed."""
    return Sample(period, cluster, np.zeros(len(period), dtype=np.int64), np.ones(1))


@dataclass(frozen=True)
class _Design:
    """What follows from the sizes alone. A block is a stratum in a period; ``to_`` add up rows (or clusters)."""

    to_blocks: sparse.csr_matrix
    to_clusters: sparse.csr_matrix  # an occurrence as what it adds to the rate of its period
    to_periods: sparse.csr_matrix
    parts: sparse.csr_matrix  # clusters x blocks: what a cluster adds for each occurrence per word
    weights: np.ndarray
    words: np.ndarray  # periods x strata, as the next three
    lone: np.ndarray  # fewer than two clusters
    by_chance: np.ndarray  # part of the variance of the rate where every word is drawn alone and all rates are one
    kept_by_chance: np.ndarray  # the same of the squares of residuals, which lose what goes into the rate
    by_rates: np.ndarray  # and the like where clusters have rates of their own
    kept_by_rates: np.ndarray
    effective: np.ndarray  # of each period: the number of words that a rate without strata would need,
    n_free: np.ndarray  # and how many clusters of equal size are as even as its own, less one


def estimate_rates(
    counts: sparse.csr_matrix, sizes: np.ndarray, sample: Sample
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rate, low, high), each periods x items, of ``counts`` (rows x items) per ``sizes`` (words of each row).

    The rate is counts / sizes, or the mean of the strata's rates under their fixed weights (direct
    standardisation); it is missing where a stratum has no words. low and high are the ends of the 95 %
    interval; missing too where no period has two clusters with words, for nothing then tells how they vary.

    A stratum with fewer than two clusters in a period has nothing in that period that tells how it varies: its
    cluster is set against the stratum's rate over all periods, so that what is unusual in it widens the interval.
    """
    design = _weigh_clusters(np.asarray(sizes), sample)
    columns, at_once = counts.tocsc(), max(1, MOST_NUMBERS // max(design.parts.shape))
    starts = range(0, max(1, counts.shape[1]), at_once)
    found = [_estimate_items(columns[:, start : start + at_once], design) for start in starts]
    rates, lows, highs = (np.hstack(values) for values in zip(*found, strict=True))
    return rates, lows, highs


def _weigh_clusters(sizes: np.ndarray, sample: Sample) -> _Design:
    """The design; what residuals about a block's own rate lose, those of a lone cluster about all periods do not."""
    n_strata, n_periods, n_clusters = len(sample.weights), int(sample.period.max()) + 1, int(sample.cluster.max()) + 1
    shape, n_blocks = (n_periods, n_strata), n_periods * n_strata
    block = sample.period * n_strata + sample.stratum
    words, weights = np.bincount(block, sizes, n_blocks), np.tile(sample.weights, n_periods)
    held = sparse.csr_matrix((_ratio(sizes, words[block]), (sample.cluster, block)), shape=(n_clusters, n_blocks))
    held.eliminate_zeros()
    lone = np.bincount(held.indices, minlength=n_blocks) < 2
    square, cube = (np.asarray(held.power(k).sum(axis=0)).ravel() for k in (2, 3))
    by_chance = _ratio(weights**2, words).reshape(shape)
    effective = np.where((words.reshape(shape) > 0).all(1), _ratio(1, by_chance.sum(1)), 0)
    by_chance = by_chance * effective[:, None]
    kept = np.where(lone, square, square - 2 * cube + square**2)
    parts = (held @ sparse.diags_array(weights)).tocsr()
    period = np.zeros(n_clusters, dtype=np.int64)
    period[sample.cluster] = sample.period
    total = np.asarray(parts.sum(axis=1)).ravel()
    evenness, n_there = (np.bincount(period, values, n_periods) for values in (total**2, total > 0))
    n_free = np.where((effective > 0) & (n_there > 1), np.clip(_ratio(1, evenness) - 1, 0, None), 0)
    to_clusters = _adder(sample.cluster, n_clusters) @ sparse.diags_array(_ratio(weights[block], words[block]))
    return _Design(
        to_blocks=_adder(block, n_blocks), to_clusters=to_clusters.tocsr(), to_periods=_adder(period, n_periods),
        parts=parts, weights=sample.weights, words=words.reshape(shape), lone=lone.reshape(shape),
        by_chance=by_chance, kept_by_chance=by_chance * np.where(lone, 1, 1 - square).reshape(shape),
        by_rates=(weights**2 * square).reshape(shape), kept_by_rates=(weights**2 * kept).reshape(shape),
        effective=effective, n_free=n_free,
    )  # fmt: skip


def _estimate_items(counts: sparse.csc_matrix, design: _Design) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rate, low, high) of as many items as have room at once."""
    found = (design.to_blocks @ counts).toarray().reshape(*design.words.shape, -1)
    rates = _ratio(found, design.words[:, :, None])
    overall = _ratio(found.sum(0), design.words.sum(0)[:, None])
    known = design.effective[:, None] > 0
    share = np.where(known, np.einsum("s,psi->pi", design.weights, rates), np.nan)
    expected = np.where(design.lone[:, :, None], overall, rates).reshape(-1, counts.shape[1])
    residuals = (design.to_clusters @ counts).toarray() - design.parts @ expected
    usual = design.parts @ np.tile(overall, (len(share), 1))
    squares, even = (design.to_periods @ values**2 for values in (residuals, usual))
    effects = _design_effects(np.nan_to_num(share), squares, even, overall, design)
    n_free = max(design.n_free.sum(), 1) if design.n_free.any() else 0
    return share, *wilson(share, np.where(known, design.effective[:, None], 1), effects, n_free)


def _design_effects(
    share: np.ndarray, squares: np.ndarray, even: np.ndarray, overall: np.ndarray, design: _Design
) -> np.ndarray:
    """Design effects (periods x items, at least 1) from the sums of squares of the clusters' residuals.

    Chance alone makes 1, or more or less than 1 where strata that differ are weighted otherwise than by their
    words. What the squares have above what chance leaves in them is taken for rates of the clusters' own, of which
    they have lost most where one cluster has most of the words. The line is a + b x (rate x words x evenness), and
    the latter what a cluster is expected to have; a and b are at least 0 and fitted by least squares to the periods
    in which the item occurs, weighted by their degrees of freedom. It is read at one occurrence more than was found:
    what was not found may hang together too.
    """
    words, n_free = design.effective[:, None], design.n_free[:, None]
    binomial, mean = np.clip(share * (1 - share), 0, None), design.weights @ overall
    differ = np.divide(
        np.clip(overall * (1 - overall), 0, None), mean * (1 - mean), out=np.ones(overall.shape),
        where=(mean > 0) & (mean < 1),
    )  # fmt: skip
    evenness = _ratio(even, mean**2)
    kept = _ratio(design.kept_by_rates @ overall**2, design.by_rates @ overall**2)
    seen = (binomial > 0) & (n_free > 0)
    above = _ratio(_ratio(squares * words, binomial) - design.kept_by_chance @ differ, kept)
    above = np.where(seen, above, 0)
    constant, slope = _fit_line(binomial * words * evenness, above, seen * n_free)
    middle = np.clip((share * words + 1) / (words + 2), 0, 1)
    line = constant + slope * middle * (1 - middle) * words * evenness
    own = n_free / (n_free + PRIOR_CLUSTERS) * np.clip(above - line, 0, None)
    return np.maximum(design.by_chance @ differ + line + own, 1)


def _fit_line(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Constant and slope, neither below 0, of the weighted least squares line of each column (0 without weight)."""
    total = np.maximum(weight.sum(0), 1e-300)
    x_mean, y_mean = (weight * x).sum(0) / total, (weight * y).sum(0) / total
    spread, square = (weight * (x - x_mean) ** 2).sum(0), (weight * x**2).sum(0)
    slope = _ratio((weight * (x - x_mean) * (y - y_mean)).sum(0), np.where(spread > 1e-9 * square, spread, 0))
    constant = y_mean - slope * x_mean
    through_zero = np.clip(_ratio((weight * x * y).sum(0), square), 0, None)
    flat, steep = slope <= 0, (slope > 0) & (constant < 0)
    slope = np.where(flat, 0, np.where(steep, through_zero, slope))
    return np.where(flat, np.clip(y_mean, 0, None), np.where(steep, 0, constant)), slope


def _ratio(above: np.ndarray | float, below: np.ndarray) -> np.ndarray:
    """The ratio, and 0 where nothing is below."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), below)
    return np.divide(above, below, out=np.zeros(below.shape), where=below > 0)


def wilson(
    share: np.ndarray, total: np.ndarray, design_effect: np.ndarray, n_free: float
) -> tuple[np.ndarray, np.ndarray]:
    """95 % score interval of a share with effective total (Wilson 1927; Korn and Graubard 1998).

    ``n_free`` are the degrees of freedom of the design effect; below 1 there is no interval.
    """
    if n_free < 1:
        return np.full(np.shape(share), np.nan), np.full(np.shape(share), np.nan)
    effective = total / design_effect * (Z / t.ppf(0.975, n_free)) ** 2
    middle = share + Z**2 / (2 * effective)
    half = Z * np.sqrt(np.clip(share * (1 - share), 0, None) / effective + Z**2 / (4 * effective**2))
    low, high = ((middle + sign * half) / (1 + Z**2 / effective) for sign in (-1, 1))
    # rounding must not part the ends 0 and 1 from the share
    return np.clip(np.where(share > 0, low, share), 0, share), np.maximum(np.where(share < 1, high, share), share)


def bootstrap_rate(
    n: np.ndarray, words: np.ndarray, *, n_resamples: int = 2000, random_state: int = 0
) -> tuple[float, float]:
    """95 % BCa bootstrap interval of sum(n) / sum(words) over clusters (Efron 1987): a check, not the rule.

    It collapses to a point where the item does not occur; both ends are missing with fewer than two clusters.
    """
    if len(n) < 2 or not words.sum():
        return float("nan"), float("nan")
    drawn = np.random.default_rng(random_state).multinomial(len(n), np.full(len(n), 1 / len(n)), n_resamples)
    resampled = np.sort((drawn @ n) / np.maximum(drawn @ words, 1))
    share = n.sum() / words.sum()
    below = ((resampled < share).mean() + (resampled <= share).mean()) / 2
    if not 0 < below < 1:
        return float(resampled[0]), float(resampled[-1])
    without = (n.sum() - n) / np.maximum(words.sum() - words, 1)
    away = without.mean() - without
    bias, spread = norm.ppf(below), (away**2).sum() ** 1.5
    skew = (away**3).sum() / (6 * spread) if spread > 0 else 0.0
    at = norm.cdf(bias + (bias + np.array([-Z, Z])) / (1 - skew * (bias + np.array([-Z, Z]))))
    low, high = np.quantile(resampled, at)
    return float(low), float(high)


def _adder(number: np.ndarray, size: int) -> sparse.csr_matrix:
    """The matrix that adds the rows of the same number."""
    here = np.arange(len(number))
    return sparse.csr_matrix((np.ones(len(number)), (number, here)), shape=(size, len(number)))
