"""The words of a topic: those that set it apart, best company first."""

import numpy as np
from scipy import sparse

N_CANDIDATES = 20  # leading words of a topic that are put in a new order
STRENGTH = 6  # a word whose coherence is .12 higher counts double


def score_words(components: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Topics x terms: weight x log(weight / mean weight in the corpus), 0 where that is negative.

    So much does a term add to the divergence (Kullback and Leibler 1951) of the topic from the corpus.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.log(components / mean)
    return np.where(components > 0, components * np.maximum(np.nan_to_num(lift, posinf=0.0), 0.0), 0.0)


def rerank_words(scores: np.ndarray, counts: sparse.csr_matrix) -> np.ndarray:
    """``scores`` x exp(STRENGTH x coherence), for the N_CANDIDATES best of each topic; all others x the least of these.

    The coherence of a word is its mean NPMI (Bouma 2009) with the other candidates, each weighing as it scores, over
    the rows of ``counts``: a word that stands high in a topic but keeps other company is moved down. No word that was
    no candidate rises above one that was.
    """
    present = (counts > 0).astype(np.float32).tocsc()
    ranked = np.empty_like(scores)
    for row, new in zip(scores, ranked, strict=True):
        best = np.argsort(-row.round(9), kind="stable")[:N_CANDIDATES]
        best = best[row[best] > 0]
        gain = np.exp(STRENGTH * _cohere(present[:, best], row[best]))
        new[:] = row * gain.min(initial=1.0)
        new[best] = row[best] * gain
    return ranked


def npmi(together: np.ndarray) -> np.ndarray:
    """NPMI of each pair from the shares of windows with both, on the diagonal with the one; -1 where never together."""
    alone = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(together / np.outer(alone, alone)) / -np.log(together)
    return np.where(together <= 0, -1.0, np.where(together >= 1, 1.0, values))


def _cohere(present: sparse.csc_matrix, scores: np.ndarray) -> np.ndarray:
    pairs = npmi((present.T @ present).toarray().astype(float) / present.shape[0])
    np.fill_diagonal(pairs, 0.0)
    others = scores.sum() - scores
    return pairs @ scores / np.maximum(others, 1e-12)
