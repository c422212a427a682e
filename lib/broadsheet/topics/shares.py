"""How much of each topic is in a unit, and whether it fits any."""

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

MOST_ROUNDS = 100
TOLERANCE = 1e-5


def share_by_least_squares(weights: sparse.csr_matrix, components: np.ndarray) -> np.ndarray:
    """Units x topics: the non-negative mix of ``components`` that comes nearest to each row of ``weights``, sums to 1.

    Coordinate descent over the topics (HALS: Cichocki and Phan 2009), all rows at once. A row that no topic helps to
    describe is 0.
    """
    lengths = np.maximum(np.linalg.norm(components, axis=1), 1e-12)
    components = components / lengths[:, None]
    alike, target = components @ components.T, weights @ components.T
    mix = np.maximum(target, 0) / len(components)
    for _ in range(MOST_ROUNDS):
        before = mix.copy()
        for topic in range(len(components)):
            mix[:, topic] = np.maximum(mix[:, topic] + target[:, topic] - mix @ alike[:, topic], 0)
        if np.abs(mix - before).max(initial=0) <= TOLERANCE * mix.max(initial=0):
            break
    mix = (mix / lengths).astype(np.float64)
    return mix / np.maximum(mix.sum(axis=1, keepdims=True), 1e-12)


def score_fit(weights: sparse.csr_matrix, components: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Cosine of each row with the topic it fits best, once what is common to the corpus is taken out of the topic.

    0 and less says that a unit is no nearer to any topic than it is to the corpus at large.
    """
    common = mean / max(np.linalg.norm(mean), 1e-12)
    own = normalize(components)
    own = normalize(own - np.outer(own @ common, common))
    return (weights @ own.T).max(axis=1)
