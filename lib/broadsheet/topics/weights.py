"""What a term weighs in a unit: sublinear tf-idf in which words that always come together count once.

For finding groups of units it weighs less still where it tells nothing of the other words (``score_telling``).
"""

import numpy as np
from scipy import sparse

N_BANDS, N_ROWS = 8, 4  # of the hashes: terms in half the same units share 1 band in 16, in nine tenths 2 in 3
LEAST_UNITS, LEAST_SHARE = 20, 0.01  # that a term stands in: those of fewer make no group, and tell too little to judge
MOST_UNITS, MOST_TERMS = 5000, 3000  # that are looked at: memory goes with the square of the terms
COMPANY = 0.2  # phi of two terms that are not asked about each other
LEAST_TELLING = 0.3  # of the half median


def learn_factors(counts: sparse.csr_matrix) -> np.ndarray:
    """What each term (column) is multiplied with: idf (as scikit-learn smooths it) by the root of its company.

    Twenty words of a footer that stand in the same units would outweigh all that such a unit is about; divided by the
    root of their number they weigh together what one word of theirs would.
    """
    n_docs = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + n_docs)) + 1
    return (idf / np.sqrt(count_company(counts))).astype(np.float32)


def weigh(counts: sparse.csr_matrix, factors: np.ndarray) -> sparse.csr_matrix:
    """(1 + log count) x factor, each row of length 1 (a row without words stays empty)."""
    data = (1 + np.log(counts.data)).astype(np.float32) * factors[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    data /= np.sqrt(np.bincount(row, data**2, minlength=counts.shape[0])).astype(np.float32)[row]
    return sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)


def score_telling(weights: sparse.csr_matrix) -> np.ndarray:
    """How much each term (column) tells of the other words of its units: 1, or down to LEAST_TELLING ** 2 for nothing.

    The discrimination of a term (Salton, Yang and Yu 1975) without the term itself and its company: 1 less the cosine
    of the mean unit with it and the mean unit, less 1 / (2 root of its units), as few units are unlike all others by
    chance. Terms at half the median or above count in full, those below by the square of what they reach of it: "year"
    and "corp", but also what a page leaves behind - half a footer, "href", "quot" - for such words come together, and
    with any others. Terms in fewer units than LEAST_UNITS or LEAST_SHARE of them are not judged.
    """
    spread = np.linspace(0, weights.shape[0] - 1, min(weights.shape[0], MOST_UNITS)).round().astype(int)
    seen = weights[spread]
    n_units = np.bincount(seen.indices, minlength=seen.shape[1])
    terms = np.argsort(-n_units, kind="stable")[:MOST_TERMS]
    terms = np.sort(terms[n_units[terms] >= max(LEAST_UNITS, LEAST_SHARE * seen.shape[0])])
    telling = np.ones(seen.shape[1], dtype=np.float32)
    if len(terms):
        apart = 1 - _resemble(seen[:, terms]) - 0.5 / np.sqrt(n_units[terms])
        enough = np.median(apart) / 2
        if enough > 0:
            telling[terms] = np.clip(apart / enough, LEAST_TELLING, 1) ** 2
    return telling


def count_company(counts: sparse.csr_matrix) -> np.ndarray:
    """How many terms stand in the same units as each, itself among them: the sum of Jaccard ** N_ROWS over terms.

    Estimated by banded minhash (Broder 1997): two terms have the same least hash of their units with the probability
    of their Jaccard similarity. One count is a term with the same N_ROWS least hashes; the mean over N_BANDS bands.
    """
    columns = counts.tocsc()
    is_there = np.diff(columns.indptr) > 0
    starts = columns.indptr[:-1][is_there]
    total = np.ones(counts.shape[1])
    if not len(starts):
        return total
    found = np.zeros(len(starts))
    for band in range(N_BANDS):
        least = [
            np.minimum.reduceat(_hash_units(counts.shape[0], band * N_ROWS + row)[columns.indices], starts)
            for row in range(N_ROWS)
        ]
        _, place, n_terms = np.unique(_join(least), return_inverse=True, return_counts=True)
        found += n_terms[place]
    total[is_there] = found / N_BANDS
    return total


def _resemble(seen: sparse.csr_matrix) -> np.ndarray:
    """The cosine of the mean of the units with each term and the mean of all, over the terms that keep it no company.

    Means of few units are long by chance: no product of a unit with itself is in it.
    """
    n_all = seen.shape[0]
    there, square = (seen > 0).astype(np.float32), seen.multiply(seen).tocsr()
    total, self_total = (np.asarray(part.sum(axis=0), dtype=float).ravel() for part in (seen, square))
    summed, self_summed = (there.T @ seen).toarray(), (there.T @ square).toarray()
    n_units, others = np.diff(there.tocsc().indptr), ~_find_company(there)
    own = ((summed**2 - self_summed) * others).sum(axis=1) / (n_units * (n_units - 1.0))
    everyone = others @ (total**2 - self_total) / (n_all * (n_all - 1.0))
    between = ((summed * total - self_summed) * others).sum(axis=1) / (n_units * (n_all - 1.0))
    return between / np.sqrt(np.maximum(own * everyone, 1e-12))


def _find_company(there: sparse.csr_matrix) -> np.ndarray:
    """Terms x terms: is their phi coefficient (Yule 1912) above COMPANY, or are they the same?"""
    share = np.asarray(there.mean(axis=0)).ravel()
    spread = np.sqrt(np.maximum(share * (1 - share), 0))
    together = (there.T @ there).toarray() / there.shape[0]
    return (together - np.outer(share, share) > COMPANY * np.outer(spread, spread)) | np.eye(len(share), dtype=bool)


def _hash_units(n_units: int, salt: int) -> np.ndarray:
    """A number below 2 ** 31 for each unit, fixed by its place."""
    mixed = np.arange(1, n_units + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64((salt + 1) * 0xBF58476D1CE4E5B9 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # splitmix64 (Steele et al. 2014)
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed >> np.uint64(33)


def _join(hashes: list[np.ndarray]) -> np.ndarray:
    joined = np.zeros_like(hashes[0])
    for part in hashes:
        joined = (joined ^ part) * np.uint64(0x94D049BB133111EB)
        joined ^= joined >> np.uint64(29)
    return joined
