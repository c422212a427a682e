"""What a term weighs in a unit: sublinear tf-idf in which words that always come together count once."""

import numpy as np
from scipy import sparse

N_BANDS, N_ROWS = 8, 4  # of the hashes: terms in half the same units share 1 band in 16, in nine tenths 2 in 3


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
