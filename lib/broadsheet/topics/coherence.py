"""Whether words keep company: NPMI within units, and whose words they are."""

import numpy as np
import pandas as pd
from scipy import sparse

from broadsheet.terms import TermMatrix
from broadsheet.topics.topic_words import npmi


def mean_npmi(matrix: TermMatrix, tops: list[list[str]]) -> list[float]:
    """Mean NPMI over all pairs of each list of terms; a pair never seen together counts -1, one term has none (NaN)."""
    place = pd.Index(matrix.terms.astype(str))
    return score_company(matrix.counts, [place.get_indexer(top) for top in tops])


def score_company(counts: sparse.csr_matrix, tops: list[np.ndarray]) -> list[float]:
    """Mean NPMI (Bouma 2009) over all pairs of each list of columns; one count is a unit (row) with both.

    One product over the columns that are asked for, whatever the number of lists.
    """
    columns, place = np.unique(np.concatenate(tops), return_inverse=True)
    seen = (counts[:, columns] > 0).astype(np.float64)
    pairs = npmi((seen.T @ seen).toarray() / counts.shape[0])
    ends = np.cumsum([len(top) for top in tops])
    lists = np.split(place, ends[:-1])
    upper = [pairs[np.ix_(top, top)][np.triu_indices(len(top), k=1)] for top in lists]
    return [float(values.mean()) if len(values) else float("nan") for values in upper]


def score_exclusivity(components: np.ndarray, tops: list[np.ndarray]) -> list[float]:
    """Mean over each list of columns of the part of the term's weight that is the topic's, a topic adding up to 1.

    A list without columns has none (NaN).
    """
    weights = components / np.maximum(components.sum(axis=1, keepdims=True), 1e-12)
    own = weights / np.maximum(weights.sum(axis=0), 1e-12)
    return [float(own[topic, top].mean()) if len(top) else float("nan") for topic, top in enumerate(tops)]
