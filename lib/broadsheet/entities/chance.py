"""How surprising a pair of names is: what chance would give, and how often chance gives as much.

The witness is the document. Its sentences tell one story, so a pair that fills twenty sentences of one document has
been seen once; a pair is more than chance where many documents hold it, each in at least one sentence (or paragraph).
"""

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy import sparse
from scipy.special import gammainc, pdtrik

from broadsheet.entities.windows import Cells, Incidence, count_shared, cut_windows, find_shared
from broadsheet.errors import InputError

ENOUGH_WINDOWS = 50  # fewer windows with two names than this are too few to test
LEVEL = 0.05  # the false-discovery rate at which a pair counts as more than chance
N_STEPS = 200  # of fitting the expected pairs; 100 are enough where a solution exists
RANKS = 64  # more than the logarithms to base 2 of any number of cells
N_REPAIRS = 100  # rounds of exchanging names that a shuffle dealt twice to one document
GRADE = 0.05  # names whose weights differ by less than this share are alike when all pairs are counted
MANY_DOCUMENTS = 6  # beyond it no pair is held back by the number of documents its names are in
TINY = 1e-12  # what chance gives more seldom than that is not told apart
ENOUGH_TO_DEAL = 10  # documents; names of fewer are dealt together with those of others
STRATA = ("week", "source", "month")


def expect_pairs(degree: np.ndarray) -> np.ndarray:
    """Weights x with x_a x_b the expected number of pairs of a and b when names mix at random.

    ``degree`` is the number of partners of each name. The model is Chung and Lu's (2002)
    without pairs of a name with itself, which would take partners from the hubs: x is fitted
    iteratively so that x_a (sum(x) - x_a), what a name expects of all others, is its degree.
    Where no name is a hub this is the plain configuration model, degree_a degree_b / sum(degree).
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


def weigh_names(cells: Cells, n_names: int) -> tuple[np.ndarray, np.ndarray]:
    """(x, n_docs) of each name: x_a x_b documents with a and b in one window are expected if names met at random, each
    as many partners as it has; ``n_docs`` are the documents in which a name shares a window at all.

    ``expect_pairs`` of the partners a name has, summed over documents: of each the names that its windows there add up
    to, but no more than the others of that document. A name that had few because its documents are short is given
    as many as is usual for so many documents, for where it stands is chance too. This is not what ``shuffle_names``
    makes, where a name keeps its documents and meets whoever is there: less of a name that is often in company, more
    of one that is often alone.
    """
    size = np.bincount(cells.window)[cells.window]
    shared = size > 1
    shape = int(cells.document.max(initial=0)) + 1, n_names
    met = sparse.csr_matrix((size[shared] - 1, (cells.document[shared], cells.name[shared])), shape)  # adds up windows
    cast = np.diff(met.indptr)
    partners = np.bincount(met.indices, np.minimum(met.data, np.repeat(cast - 1, cast)), n_names)
    n_docs = np.bincount(met.indices, minlength=n_names)
    usual = partners.sum() / max(n_docs.sum(), 1)
    return expect_pairs(np.maximum(partners, usual * n_docs)), n_docs


def score_npmi(cells: Cells, pairs: np.ndarray, n: np.ndarray, n_names: int) -> np.ndarray:
    """Bouma's (2009) normalised pointwise mutual information of each pair over the windows with a name, -1 to 1."""
    total = int(cells.window.max(initial=-1)) + 1
    degree = np.bincount(cells.name, minlength=n_names).astype(float)
    joint = n / total
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(n * total / (degree[pairs // n_names] * degree[pairs % n_names])) / -np.log(joint)
    return np.where(joint == 1, 1.0, npmi)


def find_q(n: np.ndarray, pairs: np.ndarray, x: np.ndarray, n_docs: np.ndarray) -> np.ndarray:
    """q of each pair that ``n`` documents hold: of all pairs of names, those that chance would make at least as
    surprising, divided by those that are; 1 where p itself, the Poisson tail at n, is above ``LEVEL``.

    ``x`` and ``n_docs`` are those of ``weigh_names``. This is Benjamini and Hochberg's (1995) procedure for counts
    (Heyse 2011): two names in one document each can never be surprising, so that the others do not pay for having
    tested them. Which pairs can be is known from the names alone, before anyone looks who stands with whom.
    """
    first, second = np.divmod(pairs, len(x))
    p = gammainc(n, x[first] * x[second])  # P(X >= n), Poisson
    order = np.flatnonzero(p <= LEVEL)
    order = order[np.argsort(p[order], kind="stable")]
    q = np.ones(len(p))
    scaled = count_by_chance(p[order], x, n_docs) / np.arange(1, len(order) + 1)
    q[order] = np.minimum.accumulate(np.minimum(scaled, 1.0)[::-1])[::-1]
    return q


def count_by_chance(p: np.ndarray, x: np.ndarray, n_docs: np.ndarray) -> np.ndarray:
    """Of all pairs of names, how many chance makes at least as surprising as each of ``p`` (ascending, up to
    ``LEVEL``): the sum over pairs of the probability that their Poisson tail is so small.

    Names of like weight are counted together, so that a billion pairs are never listed; what chance makes more
    seldom than ``TINY`` is counted for each of ``p``, or bounded by p itself. So a pair is never called more
    surprising than it is.
    """
    expected, most, n_pairs = _group_pairs(x, n_docs)
    n = np.maximum(np.floor(pdtrik(1 - LEVEL, expected)), 1)  # fewer are never surprising
    tail, counted, bound = gammainc(n, expected), np.zeros(len(p) + 1), p * n_pairs.sum()
    while len(n):
        more = np.where(n < most, gammainc(n + 1, expected), 0)
        at = np.searchsorted(p, tail * np.exp(-GRADE * n))  # the least that the tail of names so alike can be
        np.add.at(counted, at, n_pairs * (tail - more))
        on = more >= TINY
        counted[0] += n_pairs[~on] @ more[~on]
        n, tail, expected, most, n_pairs = (some[on] for some in (n + 1, more, expected, most, n_pairs))
    return np.minimum(bound, np.cumsum(counted[:-1]))


def count_company(cells: Cells) -> int:
    """The windows with two or more names; one count is one window."""
    return int((np.bincount(cells.window) >= 2).sum())


def is_testable(cells: Cells) -> bool:
    """Whether there are enough windows with two or more names (``ENOUGH_WINDOWS``) to speak of chance."""
    return count_company(cells) >= ENOUGH_WINDOWS


def shuffle_names(mentions: pd.DataFrame, *, random_state: int = 0) -> pd.DataFrame:
    """The mentions with their entities dealt out anew over the documents: what chance makes of this corpus.

    Every document keeps its sentences and how its cast shares them; who they are is chance. Every name keeps the
    number of its documents, and in each about its number of sentences (1, 2 or 3, 4 to 7, ...). Where a name is in
    nearly every document, a few may hold it as two of their cast afterwards.
    """
    document, sentence = pd.factorize(mentions.doc_id, sort=True)[0], mentions.sentence.to_numpy()
    code, names = pd.factorize(mentions.entity, sort=True)
    cells, at = np.unique(np.column_stack([document, sentence, code]), axis=0, return_inverse=True)
    everywhere = np.zeros(len(document), dtype=np.int64)
    dealt = _deal(cells[:, 0], cells[:, 2], np.random.default_rng(random_state), everywhere)
    return mentions.assign(entity=names.take(dealt[at.ravel()]))


def count_shuffled_edges(
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    within: tuple[str, ...] = (),
    n_shuffles: int = 5,
    random_state: int = 0,
) -> float:
    """How many pairs of a corpus with shuffled names count as more than chance: false alarms, by construction.

    The mean over ``n_shuffles`` corpora as made by ``shuffle_names``; 0 where there is too little to test. It is the
    number to print beside that of the real edges with q of at most ``LEVEL``.

    ``within``, some of ``STRATA``, deals names anew only among the documents that share an outlet, a week (from Monday)
    or a month: what then counts as more than chance is due to who writes about whom and when, not to who stands with
    whom. Documents without an outlet are one outlet, those without a date one week and one month. Where fewer than
    ``ENOUGH_TO_DEAL`` documents with a name share all, hardly anything could change hands: these are dealt with others
    like them by all but the first word, then by all but two, and what is still too few as one. An InputError for
    another word in ``within``.
    """
    if not set(within) <= set(STRATA):
        raise InputError(f"within is {within!r}, expected some of {STRATA}, or () to deal over the whole corpus.")
    incidence = cut_windows(mentions, documents, windows=("sentence",))
    cells, n_names = incidence.cells["sentence"], len(incidence.names)
    if not is_testable(cells):
        return 0.0
    generator, stratum = np.random.default_rng(random_state), _find_strata(incidence, within)
    shuffled = (_shuffle_cells(cells, generator, stratum) for _ in range(n_shuffles))
    return float(np.mean([_count_passing(some, n_names) for some in shuffled]))


def _find_strata(incidence: Incidence, within: tuple[str, ...]) -> np.ndarray:
    """The number of the stratum of each document; 0 for those that are too few even by the last word of ``within``."""
    month = incidence.date.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    facts = {"week": (incidence.date + 3) // 7, "source": incidence.source.astype(np.int64), "month": month}
    is_named = np.bincount(incidence.cells["sentence"].document, minlength=len(month)) > 0
    stratum, left = np.zeros(len(month), dtype=np.int64), np.arange(len(month))
    for at in range(len(within)):
        columns = np.column_stack([facts[name][left] for name in within[at:]])
        alike = np.unique(columns, axis=0, return_inverse=True)[1].ravel()
        large = (np.bincount(alike, is_named[left]) >= ENOUGH_TO_DEAL)[alike]
        stratum[left[large]] = stratum.max(initial=0) + 1 + alike[large]
        left = left[~large]
    return stratum


def _group_pairs(x: np.ndarray, n_docs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(expected documents, most that can be, how many) of groups of pairs, for all pairs of names that ever meet."""
    x, n_docs = x[n_docs > 0], n_docs[n_docs > 0]
    most = np.where(n_docs > MANY_DOCUMENTS, np.inf, n_docs)
    kinds = np.column_stack([np.round(np.log(x) / GRADE), most])
    distinct, kind, n_names = np.unique(kinds, axis=0, return_inverse=True, return_counts=True)
    weight, most = np.bincount(kind.ravel(), x) / n_names, distinct[:, 1]
    a, b = np.triu_indices(len(distinct))
    n_pairs = np.where(a == b, n_names[a] * (n_names[a] - 1) / 2, n_names[a] * n_names[b].astype(float))
    return weight[a] * weight[b], np.minimum(most[a], most[b]), n_pairs


def _count_passing(cells: Cells, n_names: int) -> int:
    pairs = find_shared(cells, n_names)
    return int((find_q(count_shared(cells, pairs, n_names)[1], pairs, *weigh_names(cells, n_names)) <= LEVEL).sum())


def _shuffle_cells(cells: Cells, generator: Generator, stratum: np.ndarray) -> Cells:
    name = _deal(cells.document, cells.name, generator, stratum)
    order = np.lexsort((name, cells.window))
    once = np.diff(cells.window.astype(np.int64) * (int(name.max()) + 1) + name[order], prepend=-1) != 0
    return Cells(cells.window[once], name[order][once], cells.document[once])


def _deal(document: np.ndarray, name: np.ndarray, generator: Generator, stratum: np.ndarray) -> np.ndarray:
    """The names of cells, each (document, name) called anew: by that of another with about as many cells, of a
    document of the same ``stratum`` (its number, by document).

    One that its document was dealt twice changes places with another drawn at random.
    """
    n_names = int(name.max(initial=0)) + 1
    parts, at, n_cells = np.unique(document.astype(np.int64) * n_names + name, return_inverse=True, return_counts=True)
    rank = -np.log2(n_cells).astype(np.int64)  # those with most cells first, for it is hard to find others for them
    rank += stratum[parts // n_names] * RANKS
    order = np.argsort(rank, kind="stable")
    document, name, rank = *np.divmod(parts[order], n_names), rank[order]
    name = name[np.lexsort((generator.random(len(name)), rank))]
    start, end = (np.searchsorted(rank, rank, side=side) for side in ("left", "right"))
    for _ in range(N_REPAIRS):
        keys = document * n_names + name
        by_key = np.argsort(keys, kind="stable")
        twice = by_key[1:][np.diff(keys[by_key]) == 0]
        if not len(twice):
            break
        other, once = np.unique(generator.integers(start[twice], end[twice]), return_index=True)
        free = ~np.isin(other, twice)
        here, there = twice[once[free]], other[free]
        name[here], name[there] = name[there], name[here]
    dealt = np.empty_like(name)
    dealt[order] = name
    return dealt[at]
