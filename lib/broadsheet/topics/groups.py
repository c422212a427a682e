"""Units into groups: spherical k-means (Dhillon and Modha 2001) in latent semantic space, without a seed.

The space holds the leading singular vectors (Deerwester et al. 1990), computed to full accuracy, of weights in which
terms that tell nothing of other words weigh less (``weights.score_telling``). The start is Ward's tree (1963) over
units spread evenly through the corpus, cut into ``n_topics``. Of trees that see the coarse, the finer and all of the
space, that one is taken whose groups agree with those of the others most: where corpora have several groupings nearly
as tight as each other, it is found again more often than the tightest. Of those that agree as much to two digits, the
tightest is taken (largest mean cosine of units with their centre).

A tree sees no more than a dimension for ``UNITS_A_DIMENSION`` units: in more, a small corpus is all corners. Where that
leaves fewer than three trees, too few for a vote, the start is the leading factors of a non-negative factorisation (Lee
and Seung 1999) instead, unless one leads no unit or the units cannot be told apart by the coarsest tree.

Seeded groups (Basu, Banerjee and Mooney 2002) start from the units with their seed words, beside a start with so many
groups fewer, and keep the seed as half of their centre, so that a small group is not drawn to a large one.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, ward
from scipy.sparse.linalg import svds
from scipy.special import entr
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from broadsheet.topics.weights import score_telling

N_DIMENSIONS = 100
DEPTHS = (20, 35, 50, 75, 100)  # dimensions that the trees see
UNITS_A_DIMENSION = (
    8  # of 40 to 400 articles of BBC News, 5 to 10 give sections and top words as good as factors alone do
)
MOST_IN_TREE = 3000  # units: a tree takes memory and time with their square
MOST_ROUNDS = 100
SMALL = 300  # rows or columns below which a full decomposition is the faster one


@dataclass(frozen=True)
class Trees:
    """Units in their space (``places``, rows of length 1), and the trees over those in ``sample``.

    ``weights`` are those of the units in ``sample``, None where there are enough of them for three trees and where
    places are not of words; ``pull`` (rows of length 1) is where the units with the words of each seed are.
    """

    weights: sparse.csr_matrix | None
    places: np.ndarray
    sample: np.ndarray
    trees: list[np.ndarray]
    pull: np.ndarray


def group_units(
    weights: sparse.csr_matrix, *, n_topics: int, seeds: Sequence[np.ndarray] = (), vectors: np.ndarray | None = None
) -> np.ndarray:
    """The group of each row, 0 to at most ``n_topics`` - 1; no row may be empty, no group is.

    Each of ``seeds`` (columns of its words) has a group of its own; these come first. With seeds a group may be empty.
    With ``vectors``, of an encoder say, their leading directions are the space, not those of the weights.
    """
    return cut_trees(grow_trees(weights, seeds=seeds, vectors=vectors), n_topics=n_topics)


def grow_trees(
    weights: sparse.csr_matrix, *, seeds: Sequence[np.ndarray] = (), vectors: np.ndarray | None = None
) -> Trees:
    """What all numbers of topics have in common: most of the work."""
    telling = normalize(weights.multiply(score_telling(weights)).tocsr()) if vectors is None else None
    space = place_units(telling) if vectors is None else turn_vectors(vectors)
    sample = np.unique(np.linspace(0, len(space) - 1, min(len(space), MOST_IN_TREE)).round().astype(int))
    depths = [depth for depth in DEPTHS if depth * UNITS_A_DIMENSION <= len(sample)] or DEPTHS[:1]
    trees = [ward(normalize(space[sample, :depth]).astype(np.float64)) for depth in depths]
    places = normalize(space)
    seeded = [sum(_find_word(weights[:, [word]], places) for word in seed) for seed in seeds]
    pull = _scale(np.array(seeded).reshape(len(seeds), places.shape[1]))
    rows = telling[sample] if telling is not None and len(trees) < 3 else None
    return Trees(rows, places, sample, trees, pull)


def cut_trees(grown: Trees, *, n_topics: int) -> np.ndarray:
    """The groups that ``n_topics`` make of the trees, as ``group_units`` gives them."""
    places, n_free = grown.places[grown.sample], n_topics - len(grown.pull)
    starts = [np.vstack([grown.pull, centres]) for centres in _start(grown, places, n_free)] if n_free else [grown.pull]
    settled = [_settle(places, start, grown.pull) for start in starts]
    ranks = [
        (
            round(np.mean([share_information(groups, others) for others, _ in settled]), 2),
            round(float(np.einsum("ij,ij->", places, centres[groups])) / len(places), 6),
        )
        for groups, centres in settled
    ]
    groups, _ = _settle(grown.places, settled[ranks.index(max(ranks))][1], grown.pull)
    return groups if len(grown.pull) else np.unique(groups, return_inverse=True)[1]


def place_units(weights: sparse.csr_matrix) -> np.ndarray:
    """Rows in latent semantic space: the leading left singular vectors by their singular values."""
    short = min(weights.shape)
    if short <= SMALL:
        left, sizes, _ = np.linalg.svd(weights.toarray(), full_matrices=False)
        return (left * sizes)[:, :N_DIMENSIONS]
    start = np.cos(np.arange(short) ** 2).astype(weights.dtype)  # no vector of a corpus is orthogonal to it
    left, sizes, _ = svds(weights, k=N_DIMENSIONS, v0=start, tol=1e-4, rng=0)
    order = np.argsort(-sizes)
    return left[:, order] * sizes[order]


def turn_vectors(vectors: np.ndarray) -> np.ndarray:
    """Vectors without their mean, in their leading directions (principal components)."""
    left, sizes, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    return (left * sizes)[:, :N_DIMENSIONS]


def share_information(groups: np.ndarray, others: np.ndarray) -> float:
    """Normalised mutual information, as scikit-learn's normalized_mutual_info_score has it: 1 for the same groups.

    Trees are compared some thousand times while a number of topics is chosen, and checks of input would be half of it.
    """
    n_others = int(others.max()) + 1
    pairs = np.bincount(groups * n_others + others, minlength=(int(groups.max()) + 1) * n_others).reshape(-1, n_others)
    one, other, both = (entr(sizes / len(groups)).sum() for sizes in (pairs.sum(axis=1), pairs.sum(axis=0), pairs))
    return max(0.0, 2 * (one + other - both) / (one + other)) if one + other else 1.0


def mean_rows(rows: np.ndarray | sparse.csr_matrix, groups: np.ndarray, n_groups: int) -> np.ndarray:
    """The mean of the rows of each group; zeros for a group without any."""
    cells = (np.ones(len(groups), dtype=rows.dtype), (groups, np.arange(len(groups))))
    members = sparse.csr_matrix(cells, shape=(n_groups, len(groups)))
    total = members @ rows
    total = total.toarray() if sparse.issparse(total) else total
    return total / np.maximum(np.bincount(groups, minlength=n_groups), 1).astype(rows.dtype)[:, None]


def factorise(
    weights: sparse.csr_matrix, *, n_topics: int, random_state: int = 0, max_iter: int = 300, tol: float = 1e-4
) -> tuple[np.ndarray, np.ndarray]:
    """W (n_units x n_topics) and H (n_topics x n_terms) with weights ~ W H, both non-negative, by scikit-learn.

    The fit ends after ``max_iter`` iterations, or when the violation of the optimum has fallen to ``tol`` of that of
    the first.
    """
    model = NMF(n_topics, init="nndsvd", random_state=random_state, max_iter=max_iter, tol=tol)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        units = model.fit_transform(weights)
    return units, model.components_


def _start(grown: Trees, places: np.ndarray, n_groups: int) -> list[np.ndarray]:
    """The centres of each start."""
    starts = [fcluster(tree, n_groups, criterion="maxclust") - 1 for tree in grown.trees]
    if grown.weights is not None:
        n_factors = min(n_groups, *grown.weights.shape)
        leading = factorise(grown.weights, n_topics=n_factors, tol=1e-3)[0].argmax(axis=1)
        if all(len(np.unique(start)) == n_groups for start in (leading, starts[0])):
            starts = [leading]
    return [_scale(mean_rows(places, start, n_groups)) for start in starts]


def _find_word(weights: sparse.csr_matrix, places: np.ndarray) -> np.ndarray:
    """The mean place of the units with a word, the shorter the nearer it is to that of all units."""
    place = (weights.T @ places)[0] / max(weights.sum(), 1e-12)
    return place * np.linalg.norm(place - places.mean(axis=0))


def _settle(places: np.ndarray, centres: np.ndarray, pull: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(the group of each row, centres) when no row changes its centre any more."""
    groups = None
    for _ in range(MOST_ROUNDS):
        nearest = (places @ centres.T).argmax(axis=1)
        if groups is not None and (nearest == groups).all():
            break
        groups = nearest
        centres = _scale(mean_rows(places, groups, len(centres)))
        centres[: len(pull)] = _scale(centres[: len(pull)] + pull)
    return groups, centres


def _scale(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; those of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)
