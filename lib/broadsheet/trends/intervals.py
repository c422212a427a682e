"""95 % intervals of rates that know that words come in texts, and texts in days.

The interval is Wilson's score interval (1927) on an effective number of words, words / design effect, as
Korn and Graubard (1998) do for surveys, and Student's quantile for as many degrees of freedom as the design
effect was estimated from. What is particular here is the design effect of a period. Its own estimate is low
just where the rate is estimated too low, and missing where nothing was found. One pooled over periods knows
better, but design effects change with the rate: not where an item comes in runs, a few to every document that has
it, but where clusters have rates of their own (the negative binomial of Church and Gale 1995), for then what is
above 1 grows with the occurrences a cluster is expected to have. So what is pooled over an item's periods is a
line with both in it, and a period that shows more than the line adds what it shows, in the measure of its clusters.

What it covers (``tests/benchmarks/test_coverage.py``): .93 to .97 for rare to frequent items in 12 periods of 30 to
1000 documents and 20 days, whatever hangs together; .92 in periods of five days that vary by their own mean, .90
where there is one period alone; less where days vary by more than their own mean.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import norm, t

Z = norm.ppf(0.975)
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


def estimate_rates(
    counts: sparse.csr_matrix, sizes: np.ndarray, sample: Sample
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rate, low, high), each periods x items, of ``counts`` (rows x items) per ``sizes`` (words of each row).

    The rate is counts / sizes, or the mean of the strata's rates under their fixed weights (direct
    standardisation); it is missing where a stratum has no words. low and high are the ends of the 95 %
    interval; missing too where no period has two clusters with words, for nothing then tells how they vary.
    """
    n_strata, n_periods = len(sample.weights), int(sample.period.max()) + 1
    block = sample.period * n_strata + sample.stratum
    words = np.bincount(block, sizes, n_periods * n_strata).reshape(n_periods, n_strata)
    found = (_adder(block, n_periods * n_strata) @ counts).toarray().reshape(n_periods, n_strata, -1)
    rates = np.divide(found, words[:, :, None], out=np.zeros(found.shape), where=words[:, :, None] > 0)
    known = (words > 0).all(1)
    share = np.where(known[:, None], np.einsum("s,psi->pi", sample.weights, rates), np.nan)
    effective = np.where(known, 1 / (sample.weights**2 / np.where(words > 0, words, 1)).sum(1), 1.0)
    variance, evenness, n_free = _cluster_variance(counts, sizes, sample, words, rates)
    n_free = np.where(known, n_free, 0)
    effects = design_effects(np.nan_to_num(share), variance, effective[:, None], evenness[:, None], n_free[:, None])
    return share, *wilson(share, effective[:, None], effects, float(n_free.sum()))


def _cluster_variance(
    counts: sparse.csr_matrix, sizes: np.ndarray, sample: Sample, words: np.ndarray, rates: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(variance of the rate, evenness, degrees of freedom) of each period from the residuals of its clusters.

    A cluster's residual is what it adds to the linearised error of the rate; evenness is the sum of squares
    of the clusters' shares of the words, by which the residuals' own loss is made good.
    """
    n_periods, n_strata, _ = rates.shape
    n_clusters = int(sample.cluster.max()) + 1
    there = words[sample.period, sample.stratum]
    per_word = np.divide(sample.weights[sample.stratum], there, out=np.zeros(len(sizes)), where=there > 0)
    part = np.bincount(sample.cluster * n_strata + sample.stratum, per_word * sizes, n_clusters * n_strata)
    part = part.reshape(n_clusters, n_strata)
    added = (_adder(sample.cluster, n_clusters) @ sparse.diags_array(per_word) @ counts).tocsr()
    period = np.zeros(n_clusters, dtype=np.int64)
    period[sample.cluster] = sample.period
    to_periods = _adder(period, n_periods)
    row, column = np.repeat(np.arange(n_clusters), np.diff(added.indptr)), added.indices
    expected = sum(part[row, s] * rates[period[row], s, column] for s in range(n_strata))
    # the squares of added - expected, where expected is not zero wherever added is: (a - e)^2 = a(a - 2e) + e^2
    cross = sparse.csr_matrix((added.data * (added.data - 2 * expected), column, added.indptr), shape=added.shape)
    pairs = to_periods @ (part[:, :, None] * part[:, None, :]).reshape(n_clusters, -1)
    squares = np.einsum("pst,psi,pti->pi", pairs.reshape(n_periods, n_strata, n_strata), rates, rates, optimize=True)
    total = part.sum(1)
    evenness = to_periods @ total**2
    n_free = np.clip(np.bincount(period, total > 0, n_periods) - 1, 0, None)
    lost = np.where(n_free > 0, 1 - evenness, 1.0)[:, None]
    return np.clip((to_periods @ cross).toarray() + squares, 0, None) / lost, evenness, n_free


def design_effects(
    share: np.ndarray, variance: np.ndarray, words: np.ndarray, evenness: np.ndarray, n_free: np.ndarray
) -> np.ndarray:
    """Design effects (periods x items, at least 1) from rates and their cluster variances.

    ``words``, ``evenness`` and ``n_free`` (clusters less one) are columns, a row a period. The line is
    1 + a + b x (rate x words x evenness), which is what a cluster is expected to have; a and b are at least 0 and
    fitted by least squares to the periods in which the item occurs, weighted by their degrees of freedom. It is read
    at one occurrence more than was found: what was not found may hang together too.
    """
    binomial = np.clip(share * (1 - share), 0, None)
    own = np.divide(variance * words, binomial, out=np.ones(share.shape), where=binomial > 0)
    constant, slope = _fit_line(binomial * words * evenness, own - 1, np.where(binomial > 0, n_free, 0))
    middle = np.clip((share * words + 1) / (words + 2), 0, 1)
    line = 1 + constant + slope * middle * (1 - middle) * words * evenness
    return line + n_free / (n_free + PRIOR_CLUSTERS) * np.clip(own - line, 0, None)


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


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
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
