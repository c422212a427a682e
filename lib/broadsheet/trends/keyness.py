"""Keyness: which words and phrases one side of a corpus has more of than another, every term at once.

News comes in days, and what stands in a day hangs together: a test that takes words for independent
finds hundreds of keywords between halves that do not differ. Here the days (or weeks) are the sample.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import xlogy
from scipy.stats import false_discovery_control, t

from broadsheet import tables
from broadsheet.cells import CellCounts
from broadsheet.errors import InputError

MIN_CLUSTERS = 5  # of each side, and with the term: a term of fewer days cannot be told from the news of a day
PRIOR_SHARE = 0.1  # size of the prior of the log-odds, of the words of both sides
MAX_Q = 0.05


@dataclass(frozen=True)
class Comparison:
    """What all terms share. ``z`` is what one occurrence in a cell adds to the difference of the two rates;
    ``n_free`` and ``inflation`` are degrees of freedom and small-sample factor of its variance; ``place`` sums
    cells over clusters (n_clusters x n_cells), ``group`` over what has one rate (side, or side and source),
    ``common`` over what would have one if the sides were alike (all, or source).
    """

    z: np.ndarray
    is_target: np.ndarray
    words: np.ndarray
    place: sparse.csr_matrix
    group: sparse.csr_matrix
    common: sparse.csr_matrix
    n_free: float
    inflation: float


def score_keyness(vocabulary: CellCounts, *, hold_sources: bool = False) -> pd.DataFrame:
    """Compare the rates of every term on the sides "target" and "reference": a ``keyness`` table.

    ``vocabulary.cells.side`` says which side a cell is on; cells on neither are left out. The table has a
    row for each term that occurs, ordered by the distance of ``score`` from 0 (ties: G2, then the term).

    log_ratio is Hardie's (2014), smoothed as by Walter (1975): 0.5 is added to counts and words. The test is of the
    difference of the square roots of these rates, whose variance hardly depends on the rate (Bartlett 1936). The
    variance is summed over clusters from the residuals of the difference (what two sources do on one day counts
    once, with its covariance), and is at least Poisson; t is never larger than the score statistic, whose variance
    is that of clusters about the common rate: five days of one event on one side are hardly more than chance.
    Small-sample factor and degrees of freedom of Student's t are Satterthwaite's for cluster variances (Bell and
    McCaffrey 2002), had all occurrences been Poisson: five days against thirty count as little more than five. q is
    Benjamini and Hochberg's over all tested terms. low and high are the 95 % interval of log_ratio by the
    delta method from the same residuals, not narrower than Poisson, and wide enough to agree with the test (a
    burst makes the logarithm of a rate look surer than it is; Miettinen 1976).

    A term that occurs in fewer than ``MIN_CLUSTERS`` clusters is not tested: its row stays, low, high
    and q are missing and its score is 0.

    With ``hold_sources`` every source is compared with itself only: its occurrences are weighted as by Mantel and
    Haenszel, so that both sides have the same mix; sources on one side only are left out of log_ratio and test.

    Beside them, from plain counts: g2 is Dunning's (1993) of the table of four cells (term or not, on either side);
    log_odds_z is that of Monroe, Colaresi and Quinn (2008), with ``PRIOR_SHARE`` of the pooled counts as
    prior; dispersion is Gries' (2008) DP, not normalised, the parts being the cells of both sides.

    Raises InputError with the sentence of ``find_keyness_refusal``.
    """
    refusal = find_keyness_refusal(vocabulary, hold_sources=hold_sources)
    if refusal:
        raise InputError(refusal)
    vocabulary = _keep_sides(vocabulary)
    comparison = _compare(vocabulary.cells, hold_sources=hold_sources)
    n_clusters = np.asarray(((comparison.place @ vocabulary.n) > 0).sum(axis=0)).ravel()
    facts = _count_sides(vocabulary) | _test_rates(vocabulary.n, comparison, is_tested=n_clusters >= MIN_CLUSTERS)
    totals = [facts["n_target"], facts["n_reference"], *_sum_sides(vocabulary.cells.n_words, vocabulary)]
    rows = pd.DataFrame({"item": vocabulary.terms, **facts, "n_clusters": n_clusters})
    rows = rows.assign(
        g2=_g2(*totals), log_odds_z=_log_odds_z(*totals), dispersion=_dispersion(vocabulary.n, comparison.words)
    )
    rows = rows.assign(size=rows.score.abs()).sort_values(["size", "g2", "item"], ascending=[False, False, True])
    return tables.make("keyness", rows)


def find_keyness_refusal(vocabulary: CellCounts, *, hold_sources: bool = False) -> str:
    """Why the sides may not be compared, in one sentence; "" when they may.

    Each side needs documents of ``MIN_CLUSTERS`` clusters. A term must occur on one of them and, if sources are to
    be held, a source on both.
    """
    cells = vocabulary.cells[vocabulary.cells.n_words > 0]
    for side in ("target", "reference"):
        n = cells.cluster[cells.side == side].nunique()
        if n < MIN_CLUSTERS:
            n_docs = int(cells.n_docs[cells.side == side].sum())
            return (
                f"Too few to compare: the {side} has {n_docs} documents of {n} days or weeks, and needs {MIN_CLUSTERS} "
                f"of them for an interval. Choose wider sides, days for weeks, or a column such as 'source: NAME'."
            )
    if not vocabulary.n[np.flatnonzero(vocabulary.cells.side.isin(["target", "reference"]))].nnz:
        return (
            "No term is left to compare: none that is in enough documents occurs on either side. Choose wider sides, "
            "drop a filter, or add documents."
        )
    on_target, on_reference = (set(cells.source[cells.side == side]) for side in ("target", "reference"))
    if hold_sources and not on_target & on_reference:
        return (
            "Sources cannot be held fixed: no source is on both sides, so that a difference may be one of sources as "
            "well. Choose sides that have a source in common, or compare the sources: 'source: NAME'."
        )
    return ""


def describe_keyness(
    keyness: pd.DataFrame, *, sides: str = "", cluster: str = "day", hold_sources: bool = False
) -> str:
    """The methods sentences an author can paste; ``sides`` is the sentence of ``sides.describe_sides``."""
    n_tested, n_found = int(keyness.q.notna().sum()), int((keyness.q <= MAX_Q).sum())
    held = " within sources (Mantel and Haenszel weights)" if hold_sources else ""
    return (
        f"{sides + ' ' if sides else ''}Keyness is the log2 ratio of the rates of a term on the two sides{held}, 0.5 "
        f"added to counts and words (Hardie 2014; Walter 1975), with a 95 % interval from the residuals of whole "
        f"{cluster}s (linearised, Student's t with Satterthwaite's degrees of freedom, never narrower than Poisson; "
        f"Bell and McCaffrey 2002), tested on the scale of square roots, and ranked by the end of the interval nearest "
        f"0. Of {len(keyness):,} terms {n_tested:,} were tested and {len(keyness) - n_tested:,} were not, occurring in "
        f"fewer than {MIN_CLUSTERS} "
        f"{cluster}s; {n_found:,} have a false discovery rate of at most {MAX_Q:.0%} (Benjamini and Hochberg 1995). "
        f"Beside it: G2 on tokens (Dunning 1993; four cells), log-odds with {PRIOR_SHARE:.0%} of the pooled counts as "
        f"Dirichlet prior (Monroe et al. 2008), documents, and Gries' DP over {cluster}s and sources (2008)."
    )


def _keep_sides(vocabulary: CellCounts) -> CellCounts:
    """The cells of both sides that have words, and the terms that occur in them."""
    keep = vocabulary.cells.side.isin(["target", "reference"]) & (vocabulary.cells.n_words > 0)
    rows = np.flatnonzero(keep)
    n = vocabulary.n[rows]
    columns = np.flatnonzero(np.asarray(n.sum(axis=0)).ravel())
    cells = vocabulary.cells.iloc[rows].reset_index(drop=True)
    return CellCounts(
        cells, vocabulary.terms[columns], n[:, columns].tocsr(), vocabulary.n_docs[rows][:, columns].tocsr()
    )


def _sum_sides(values, vocabulary: CellCounts) -> tuple:
    """Sums over the target's cells and over the reference's."""
    return tuple(values[np.flatnonzero(vocabulary.cells.side == side)].sum(axis=0) for side in ("target", "reference"))


def _count_sides(vocabulary: CellCounts) -> dict[str, np.ndarray]:
    names = ("n_target", "n_reference", "n_docs_target", "n_docs_reference")
    sums = (*_sum_sides(vocabulary.n, vocabulary), *_sum_sides(vocabulary.n_docs, vocabulary))
    return {name: np.asarray(values).ravel() for name, values in zip(names, sums, strict=True)}


def _compare(cells: pd.DataFrame, *, hold_sources: bool) -> Comparison:
    words, is_target = cells.n_words.to_numpy(dtype=float), (cells.side == "target").to_numpy()
    z = np.where(is_target, 1 / words[is_target].sum(), -1 / words[~is_target].sum())
    source = cells.source if hold_sources else cells.source.str.slice(0, 0)
    if hold_sources:
        z = z * _hold_sources(cells, words, is_target)
    place, group = (_indicators(cells.groupby(keys).ngroup()) for keys in (cells.cluster, [cells.side, source]))
    common = _indicators(cells.groupby(source).ngroup())
    return Comparison(z, is_target, words, place, group, common, *_small_sample(z, words, place, group))


def _hold_sources(cells: pd.DataFrame, words: np.ndarray, is_target: np.ndarray) -> np.ndarray:
    """Weights of cells that give both sides the same mix of sources (Mantel and Haenszel), mean 1 on each side."""
    own = pd.DataFrame({"target": words * is_target, "reference": words * ~is_target}).groupby(cells.source)
    own = own.transform("sum")
    weights = np.where(is_target, own.reference, own.target) / own.sum(axis=1).to_numpy()
    for side in (is_target, ~is_target):
        weights[side] *= words[side].sum() / (weights * words)[side].sum()
    return weights


def _indicators(number: pd.Series) -> sparse.csr_matrix:
    """The matrix that sums cells over the classes ``number`` names."""
    return sparse.csr_matrix((np.ones(len(number)), (number, np.arange(len(number)))))


def _small_sample(z, words, place, group) -> tuple[float, float]:
    """Degrees of freedom and factor of a variance from cluster residuals, for Poisson counts of one rate.

    The residuals then have the covariance D - P P', D diagonal: what fitting the rates takes away.
    """
    own = place @ (z**2 * words)
    fitted = _fit(z, words, place, group) @ sparse.diags(np.sqrt(group @ words))
    trace = own.sum() - fitted.power(2).sum()
    squares = (own**2).sum() - 2 * (fitted.power(2).T @ own).sum() + (fitted.T @ fitted).power(2).sum()
    return trace**2 / squares, own.sum() / trace


def _fit(z, words, place, group) -> sparse.csr_matrix:
    """What one occurrence in a group (it raises the rate there) is expected to add to each cluster."""
    return (place @ sparse.diags(z * words) @ group.T @ sparse.diags(1 / (group @ words))).tocsr()


def _test_rates(n: sparse.csr_matrix, comparison: Comparison, *, is_tested: np.ndarray) -> dict[str, np.ndarray]:
    """log_ratio, low, high, score and q of every term."""
    target, reference = (np.where(side, comparison.z, 0) for side in (comparison.is_target, ~comparison.is_target))
    size = [comparison.words[side].sum() for side in (comparison.is_target, ~comparison.is_target)]
    counts = [np.abs(part) @ n * words for part, words in zip((target, reference), size, strict=True)]
    rates = [(count + 0.5) / (words + 0.5) for count, words in zip(counts, size, strict=True)]
    log_ratio = np.log(rates[0] / rates[1])
    own, shared, other = _residual_products(n, comparison, (target, reference))
    roots = [np.sqrt(rate) for rate in rates]
    variance = own / rates[0] + 2 * shared / (roots[0] * roots[1]) + other / rates[1]
    at_least = comparison.z**2 @ comparison.words
    statistic = 2 * np.abs(roots[0] - roots[1]) / np.sqrt(np.maximum(variance, at_least))
    difference = np.abs(counts[0] / size[0] - counts[1] / size[1])
    statistic = np.minimum(statistic, _score(n, comparison, difference))

    poisson = sum(
        (part**2 @ n * words**2 + 0.5) / (count + 0.5) ** 2
        for part, words, count in zip((target, reference), size, counts, strict=True)
    )
    clustered = own / rates[0] ** 2 + 2 * shared / (rates[0] * rates[1]) + other / rates[1] ** 2
    as_tested = np.abs(log_ratio) / np.maximum(statistic, 1)
    error = np.maximum(np.sqrt(np.maximum(clustered, poisson)), as_tested)
    half = np.where(is_tested, t.ppf(0.975, comparison.n_free) * error, np.nan)

    q = np.full(len(log_ratio), np.nan)
    q[is_tested] = false_discovery_control(2 * t.sf(statistic[is_tested], comparison.n_free))
    low, high = log_ratio - half, log_ratio + half
    nearest = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    log_2 = {"log_ratio": log_ratio, "low": low, "high": high, "score": nearest}
    return {name: values / np.log(2) for name, values in log_2.items()} | {"q": q}


def _score(n: sparse.csr_matrix, comparison: Comparison, difference: np.ndarray) -> np.ndarray:
    """The difference of rates over its standard error if both sides had the same rate (in each source, if held).

    A side without the term has residuals of 0 about its own rate, so five days of one event on one side would look
    sure; about the common rate they do not: that is little more than the chance of five heads in a row. The
    variance is at least Poisson, and freed, as in the t of a correlation, of what the sides explain. Its t has
    clusters - 2 degrees of freedom; given is the value as sure with those of ``comparison``.
    """
    place, words, group = comparison.place, comparison.words, comparison.common
    rates = (group @ n).toarray() / (group @ words)[:, None]
    seen = (place @ sparse.diags(comparison.z) @ n).tocsr()
    expected = (place @ sparse.diags(comparison.z * words) @ group.T).tocsr()
    squares = np.asarray(seen.power(2).sum(axis=0)).ravel() - 2 * ((expected.T @ seen).toarray() * rates).sum(axis=0)
    squares += ((expected.T @ expected @ rates) * rates).sum(axis=0)
    poisson = (group @ (comparison.z**2 * words)) @ rates
    explained = difference**2 / np.maximum(squares, poisson)
    n_clusters = place.shape[0]
    score = np.sqrt(explained * (n_clusters - 2) / np.maximum(n_clusters - 1 - explained, 1))
    return t.isf(t.sf(score, n_clusters - 2), comparison.n_free)


def _residual_products(n: sparse.csr_matrix, comparison: Comparison, sides) -> list[np.ndarray]:
    """Variances of each term's rate on both ``sides`` (weights of cells) and, between them, their covariance.

    They are sums over clusters of products of residuals, which are never written out: they are dense,
    and there is one for each cluster and term. The reference's weights are negative, and so is its residual.
    """
    place, group, words = comparison.place, comparison.group, comparison.words
    sums = (group @ n).toarray()
    seen = [(place @ sparse.diags(z) @ n).tocsr() for z in sides]
    fitted = [_fit(z, words, place, group) for z in sides]
    products = []
    for one, other in ((0, 0), (0, 1), (1, 1)):
        product = np.asarray(seen[one].multiply(seen[other]).sum(axis=0)).ravel()
        mixed = (fitted[one].T @ seen[other] + fitted[other].T @ seen[one]).toarray()
        expected = (fitted[one].T @ fitted[other]) @ sums
        products.append(comparison.inflation * (product + ((expected - mixed) * sums).sum(axis=0)))
    return products


def _g2(n_target, n_reference, words_target: int, words_reference: int) -> np.ndarray:
    """Dunning's log likelihood ratio of (term, other words) x (target, reference)."""
    both, words = n_target + n_reference, words_target + words_reference
    cells = 0.0
    for n, size in ((n_target, words_target), (n_reference, words_reference)):
        cells += xlogy(n, n * words / (both * size))
        cells += xlogy(size - n, (size - n) * words / (np.maximum(words - both, 1) * size))
    return np.maximum(2 * cells, 0.0)


def _log_odds_z(n_target, n_reference, words_target: int, words_reference: int) -> np.ndarray:
    """z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, eq. 15 to 22)."""
    prior = PRIOR_SHARE * (n_target + n_reference)
    prior_words = PRIOR_SHARE * (words_target + words_reference)
    counts = (n_target + prior, n_reference + prior)
    sizes = (words_target + prior_words, words_reference + prior_words)
    odds = [np.log(count) - np.log(size - count) for count, size in zip(counts, sizes, strict=True)]
    return (odds[0] - odds[1]) / np.sqrt(1 / counts[0] + 1 / counts[1])


def _dispersion(n: sparse.csr_matrix, words: np.ndarray) -> np.ndarray:
    """Gries' (2008) deviation of proportions: half the summed differences of shares of the term and of all words.

    A part without the term adds its share of the words, so only the parts with it are looked at.
    """
    shares = sparse.csc_matrix(n / n.sum(axis=0), dtype=float)
    expected = words[shares.indices] / words.sum()
    shares.data = np.abs(shares.data - expected) - expected
    return (1 + np.asarray(shares.sum(axis=0)).ravel()) / 2
