"""How much of each topic is in a unit, and whether it fits any."""

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

MOST_ROUNDS = 100
BLOCK = 2000  # rows that are mixed at once: they stay in the processor's own memory
TOLERANCE = 1e-5


def share_by_least_squares(weights: sparse.csr_matrix, components: np.ndarray) -> np.ndarray:
    """Units x topics: the non-negative mix of ``components`` that comes nearest to each row of ``weights``, sums to 1.

    Coordinate descent over the topics (HALS: Cichocki and Phan 2009), many rows at once. A row that no topic helps to
    describe is 0.
    """
    lengths = np.maximum(np.linalg.norm(components, axis=1), 1e-12)
    components = components / lengths[:, None]
    alike, target = components @ components.T, weights @ components.T
    blocks = [_descend(alike, target[start : start + BLOCK].T) for start in range(0, len(target), BLOCK)]
    mix = np.concatenate([np.empty((0, len(components))), *blocks]) / lengths
    return mix / np.maximum(mix.sum(axis=1, keepdims=True), 1e-12)


def _descend(alike: np.ndarray, target: np.ndarray) -> np.ndarray:
    target = np.ascontiguousarray(target)
    mix = np.maximum(target, 0) / len(target)
    for _ in range(MOST_ROUNDS):
        most = 0.0
        for topic, row in enumerate(mix):
            new = np.maximum(row + target[topic] - alike[topic] @ mix, 0)
            most = max(most, np.abs(new - row).max(initial=0))
            mix[topic] = new
        if most <= TOLERANCE * mix.max(initial=0):
            break
    return mix.T.astype(np.float64)


def score_fit(weights: sparse.csr_matrix, components: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Cosine of each row with the mix of topics it is nearest to, over the root of their number less one.

    What is common to the corpus is taken out of the topics first, so that 0 says that a unit is no nearer to any mix
    than it is to the corpus at large. The mix is the row's own (non-negative least squares): a text between two topics
    fits them, though it may fit neither. What chance gives grows with the root of the directions there are, and they
    are one fewer than the topics: of two, an even mix is the corpus at large, and its fit is 0.
    """
    own = set_apart(components, mean)
    mix = share_by_least_squares(weights, own)
    along = (mix * (weights @ own.T)).sum(axis=1)
    lengths = np.sqrt((mix * (mix @ (own @ own.T))).sum(axis=1).clip(min=0))
    return along / np.maximum(lengths, 1e-12) / np.sqrt(max(len(own) - 1, 1))


def set_apart(components: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """``components`` without what is common to the corpus, each of length 1: what sets a topic apart."""
    common = mean / max(np.linalg.norm(mean), 1e-12)
    own = normalize(components)
    return normalize(own - np.outer(own @ common, common))
