"""How surprising a pair of names is: what chance would give, and how often chance gives as much."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy.special import gammainc

from broadsheet.entities.windows import Cells, count_shared, cut_windows, find_shared

ENOUGH_WINDOWS = 50  # fewer windows with two names than this are too few to test
LEVEL = 0.05  # the false-discovery rate at which a pair counts as more than chance
N_STEPS = 200  # of fitting the expected pairs; 100 are enough where a solution exists
N_REPAIRS = 100  # rounds of exchanging names that a shuffle dealt twice to one window


def expect_pairs(degree: np.ndarray) -> np.ndarray:
    """Weights x with x_a x_b the expected number of pairs of a and b when names mix at random.

    ``degree`` is the number of partners of each name. The model is Chung and Lu's (2002)
    without pairs of a name with itself, which would take partners from the hubs: x is fitted
    iteratively so that x_a (sum(x) - x_a), what a name expects of all others, is its degree.
    Where no name is a hub and all windows are alike, this is the plain configuration model,
    k_a k_b sum n_w (n_w - 1) / M^2 (k windows of a name, n_w names in window w, M = sum n_w).
    """
    if not degree.any():
        return np.zeros(len(degree))
    x = degree / np.sqrt(degree.sum())
    for _ in range(N_STEPS):
        others = x.sum() - x
        step = np.divide(degree, others, out=np.zeros(len(x)), where=others > 0)
        change = np.abs(step - x).max()
        x = (x + step) / 2
        if change <= 1e-12 * x.max():
            break
    return x


def expect_shared(cells: Cells, pairs: np.ndarray, n_names: int) -> np.ndarray:
    """The windows that hold both names of each of ``pairs`` if names were dealt out at random: ``expect_pairs``
    of sum (n_w - 1) over the windows of a name (n_w names in window w)."""
    size = np.bincount(cells.window)
    x = expect_pairs(np.bincount(cells.name, size[cells.window] - 1, n_names))
    return x[pairs // n_names] * x[pairs % n_names]


def score_npmi(cells: Cells, pairs: np.ndarray, n: np.ndarray, n_names: int) -> np.ndarray:
    """Bouma's (2009) normalised pointwise mutual information of each pair over the windows with a name, -1 to 1."""
    total = int(cells.window.max(initial=-1)) + 1
    degree = np.bincount(cells.name, minlength=n_names).astype(float)
    joint = n / total
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(n * total / (degree[pairs // n_names] * degree[pairs % n_names])) / -np.log(joint)
    return np.where(joint == 1, 1.0, npmi)


def find_q(n: np.ndarray, expected: np.ndarray, effect: np.ndarray, *, n_names: int) -> np.ndarray:
    """q of each pair: the Poisson tail at ``n`` adjusted by Benjamini and Hochberg over all pairs of ``n_names``.

    Windows of one document are no independent witnesses: n and expected are first divided by ``effect``, the pair's
    design effect (Kish 1965: sum x^2 / sum x over its windows x in each document).
    """
    p = gammainc(n / effect, expected / effect)  # P(X >= n), Poisson
    return adjust(p, n_tests=n_names * (n_names - 1) // 2)


def is_testable(cells: Cells) -> bool:
    """Whether there are enough windows with two or more names (``ENOUGH_WINDOWS``) to speak of chance."""
    return int((np.bincount(cells.window) >= 2).sum()) >= ENOUGH_WINDOWS


def adjust(p: np.ndarray, *, n_tests: int) -> np.ndarray:
    """Benjamini and Hochberg's (1995) adjusted p of the smallest of ``n_tests`` tests; the rest have p = 1."""
    order = np.argsort(p, kind="stable")[::-1]
    scaled = p[order] * n_tests / np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(np.minimum(scaled, 1.0))
    return adjusted


def shuffle_names(mentions: pd.DataFrame, *, random_state: int = 0) -> pd.DataFrame:
    """The mentions with their entities dealt out anew over the sentences: what chance makes of this corpus.

    Every sentence keeps the number of names it holds, every name the number of sentences it stands in; who
    stands with whom is chance. Where a name is in nearly every sentence, a few may hold it twice afterwards.
    """
    sentence = mentions.groupby(["doc_id", "sentence"], sort=True).ngroup().to_numpy()
    code, names = pd.factorize(mentions.entity, sort=True)
    keys, at = np.unique(sentence * (len(names) + 1) + code, return_inverse=True)
    window, name = np.divmod(keys, len(names) + 1)
    dealt = _deal(window, name, np.random.default_rng(random_state))
    return mentions.assign(entity=names.take(dealt[at]))


def count_shuffled_edges(
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    n_shuffles: int = 5,
    random_state: int = 0,
) -> float:
    """How many pairs of a corpus with shuffled names count as more than chance: false alarms, by construction.

    The mean over ``n_shuffles`` corpora as made by ``shuffle_names``; 0 where there is too little to test. It is the
    number to print beside that of the real edges with q of at most ``LEVEL``.
    """
    incidence = cut_windows(mentions, documents, windows=("sentence",))
    cells, n_names = incidence.cells["sentence"], len(incidence.names)
    if not is_testable(cells):
        return 0.0
    generator = np.random.default_rng(random_state)
    return float(np.mean([_count_passing(_shuffle_cells(cells, generator), n_names) for _ in range(n_shuffles)]))


def _count_passing(cells: Cells, n_names: int) -> int:
    pairs = find_shared(cells, n_names)
    n, squares = count_shared(cells, pairs, n_names)
    return int((find_q(n, expect_shared(cells, pairs, n_names), squares / n, n_names=n_names) <= LEVEL).sum())


def _shuffle_cells(cells: Cells, generator: Generator) -> Cells:
    name = _deal(cells.window, cells.name, generator)
    order = np.lexsort((name, cells.window))
    once = np.diff(cells.window.astype(np.int64) * (int(name.max()) + 1) + name[order], prepend=-1) != 0
    return Cells(cells.window[once], name[order][once], cells.document[once])


def _deal(window: np.ndarray, name: np.ndarray, generator: Generator) -> np.ndarray:
    """The names in random order; one that its window holds twice changes places with a name drawn at random."""
    name = generator.permutation(name)
    n_names = int(name.max(initial=0)) + 1
    for _ in range(N_REPAIRS):
        keys = window.astype(np.int64) * n_names + name
        order = np.argsort(keys, kind="stable")
        twice = order[1:][np.diff(keys[order]) == 0]
        if not len(twice):
            break
        other = generator.choice(len(name), len(twice), replace=False)
        free = ~np.isin(other, twice)
        here, there = twice[free], other[free]
        name[here], name[there] = name[there], name[here]
    return name
