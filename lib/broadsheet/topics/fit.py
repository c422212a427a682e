"""Topics of a corpus: fitted without a seed, so that they are the same tomorrow.

The default model joins two things. Documents: groups of units in latent semantic space (``groups``), then for each unit
the mix of the groups' mean weights that comes nearest to its own. Words: what sets the mean weights of a group apart
from the corpus, best company first (``topic_words``). Beside it three models to compare with, in the same tables:
``clusters`` (the groups alone), ``nmf`` (Lee and Seung 1999) and ``lda`` (Blei et al. 2003), both of scikit-learn; and
``embeddings``, whose groups are found among vectors that an encoder gave the units (``embeddings.embed_units``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import psi
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.topics.groups import factorise, group_units, mean_rows
from broadsheet.topics.shares import score_fit, share_by_least_squares
from broadsheet.topics.topic_words import rerank_words, score_words
from broadsheet.topics.weights import learn_factors, weigh

MODELS = ("default", "clusters", "nmf", "lda")
EMBEDDINGS = "embeddings"  # the default model on the vectors of an encoder
GROUPED = ("default", "clusters", EMBEDDINGS)  # models whose topics are groups of units
MIN_FIT = (
    0.027  # of new texts of words drawn at random from 2,225 articles, four in five are below; of those fitted, fewer
)
FEWEST_DOCS = 3  # of two documents, each would be a topic of its own
UNITS_EACH = 2  # a topic of one unit would be that unit


@dataclass(frozen=True)
class Topics:
    """A fitted model: its two tables, and all that ``transform_topics`` needs.

    ``components`` (topics x terms, none negative) are mean weights, factors or pseudo-counts, as the model has it;
    ``factors`` (by term) are what terms are multiplied with, ``mean`` is the mean of the units as ``express`` gives
    them; a unit whose fit (``shares.score_fit``) is below ``min_fit`` is of topic 0, none of these. ``seeds`` are the
    words that steered the fit.
    """

    model: str
    terms: np.ndarray
    factors: np.ndarray
    mean: np.ndarray
    components: np.ndarray
    min_fit: float
    topic_terms: pd.DataFrame
    doc_topics: pd.DataFrame
    seeds: tuple[tuple[str, ...], ...] = ()


def fit_topics(
    matrix: TermMatrix,
    *,
    n_topics: int,
    model: str = "default",
    seeds: Iterable[Iterable[str]] = (),
    vectors: np.ndarray | None = None,
    min_fit: float = MIN_FIT,
    random_state: int = 0,
) -> Topics:
    """Fit ``n_topics`` topics: the tables topic_terms and doc_topics of ``broadsheet.tables``, and the model.

    topic_terms holds every term that a topic has more of than the corpus, its weight as a share of all of them.
    doc_topics has a row for each unit and topic, weights sum to 1 in a unit; but a unit without words, or with a fit
    below ``min_fit``, has one row of topic 0, none of these. Topics are numbered by their share, the largest first.
    The order of the rows of ``matrix`` and the number of threads change nothing; ``random_state`` is for ``nmf`` and
    ``lda`` alone. Each of ``seeds`` (words that are terms, ``steering.read_seed_words``) has one of the topics gather
    round its words, where topics are groups. With ``vectors`` (a row for each unit in the order of doc_id and unit) the
    model is ``embeddings``: groups are found among them, all else is as in ``default``.

    Raises InputError when there are fewer than ``FEWEST_DOCS`` different documents or ``UNITS_EACH`` different units a
    topic (a copy is not different), more seeds than topics, or a topic comes out empty.
    """
    seeds = tuple(tuple(seed) for seed in seeds)
    model = model if vectors is None else EMBEDDINGS
    _check_model(model, n_topics, len(seeds), vectors)
    counts, doc_ids, units = _sort_rows(matrix)
    if vectors is not None and (
        np.ndim(vectors) != 2 or len(vectors) != len(doc_ids) or not np.isfinite(vectors).all()
    ):
        raise InputError(
            f"There are vectors of shape {np.shape(vectors)}, expected a row of numbers, none missing, for each of "
            f"{len(doc_ids):,} units."
        )
    filled = counts.getnnz(axis=1) > 0
    with threadpool_limits(1):  # sums of another order would differ in their last digit
        _check_size(counts, doc_ids, n_topics)
        factors = learn_factors(counts[filled])
        weights = weigh(counts[filled], factors)
        how = {"n_topics": n_topics, "model": model, "seeds": find_seeds(matrix.terms, seeds)}
        how["vectors"] = None if vectors is None else vectors[filled]
        components = fit_components(counts[filled], weights, random_state=random_state, **how)
        _check_filled(components, n_topics, seeds)
        mean = np.asarray(express(counts[filled], factors, model=model).mean(axis=0)).ravel()
    sorted_rows = TermMatrix(counts, doc_ids, units, matrix.terms)
    made = make_topics(sorted_rows, components, factors=factors, mean=mean, model=model, min_fit=min_fit)
    return replace(made, seeds=seeds)


def make_topics(
    matrix: TermMatrix, components: np.ndarray, *, factors: np.ndarray, mean: np.ndarray, model: str, min_fit: float
) -> Topics:
    """The topics that ``components`` make of the units: their shares, their order, their words. See ``Topics``."""
    counts, doc_ids, units = _sort_rows(matrix)
    filled = counts.getnnz(axis=1) > 0
    with threadpool_limits(1):
        shares = _share(counts, factors, components, mean, model=model, min_fit=min_fit)
        order = np.argsort(-shares.mean(axis=0).round(9), kind="stable")
        components, shares = components[order], shares[:, order]
        scores = name_words(counts[filled], components, mean, model=model)
    topic_terms, doc_topics = _topic_terms(scores, matrix.terms), _doc_topics(shares, doc_ids, units)
    return Topics(model, matrix.terms, factors, mean, components, min_fit, topic_terms, doc_topics)


def count_possible(matrix: TermMatrix) -> int:
    """The largest n_topics that ``fit_topics`` takes for these units: two different units each, one a term; or 0."""
    counts, doc_ids, _ = _sort_rows(matrix)
    most = min(count_different(counts) // UNITS_EACH, len(matrix.terms))
    return most if most >= 2 and _count_documents(counts, doc_ids) >= FEWEST_DOCS else 0


def check_carries(matrix: TermMatrix) -> None:
    """Raises InputError, saying why, when the texts carry no topics at all, whatever their number."""
    counts, doc_ids, _ = _sort_rows(matrix)
    _check_carries(counts, doc_ids)


def count_different(counts: sparse.csr_matrix) -> int:
    """How many rows are different; a row without words is none."""
    prints = counts[counts.getnnz(axis=1) > 0] @ np.cos(np.arange(counts.shape[1]) ** 2)
    return len(np.unique(prints.round(5)))


def express(counts: sparse.csr_matrix, factors: np.ndarray, *, model: str) -> sparse.csr_matrix:
    """The units in what the components of ``model`` are made of, rows of length 1: weights, but counts for ``lda``."""
    return normalize(counts.astype(float)) if model == "lda" else weigh(counts, factors)


def transform_topics(topics: Topics, matrix: TermMatrix) -> pd.DataFrame:
    """The doc_topics of units the topics may not have seen, in the order of doc_id and unit.

    ``matrix`` counts the terms of the model, in their order (``count_terms`` with ``terms=topics.terms``). Raises
    InputError when it counts others.
    """
    if not np.array_equal(matrix.terms.astype(str), topics.terms.astype(str)):
        raise InputError(
            f"The matrix counts {len(matrix.terms):,} terms, expected the {len(topics.terms):,} terms of the model in "
            f"their order. Count the new documents with terms=topics.terms."
        )
    counts, doc_ids, units = _sort_rows(matrix)
    with threadpool_limits(1):
        shares = _share(
            counts, topics.factors, topics.components, topics.mean, model=topics.model, min_fit=topics.min_fit
        )
    return _doc_topics(shares, doc_ids, units)


def find_seeds(terms: np.ndarray, seeds: Iterable[Iterable[str]]) -> list[np.ndarray]:
    """The columns of the words of each seed; InputError for a word that is no term."""
    place = pd.Series(np.arange(len(terms)), index=terms.astype(str))
    lost = [word for seed in seeds for word in seed if word not in place.index]
    if lost:
        raise InputError(
            f"seeds: {lost[0]!r} is none of the {len(terms):,} terms. Choose among those that are counted."
        )
    return [place.loc[list(seed)].to_numpy() for seed in seeds]


def fit_components(
    counts: sparse.csr_matrix,
    weights: sparse.csr_matrix,
    *,
    n_topics: int,
    model: str,
    seeds: Sequence[np.ndarray] = (),
    vectors: np.ndarray | None = None,
    random_state: int = 0,
) -> np.ndarray:
    """Topics x terms, none negative: the heart of a model; ``weights`` are those of ``counts``, no row is empty.

    ``seeds`` are the columns of words, ``vectors`` those of the rows.
    """
    if model == "nmf":
        return factorise(weights, n_topics=n_topics, random_state=random_state)[1]
    if model == "lda":
        return LatentDirichletAllocation(n_topics, random_state=random_state).fit(counts).components_
    groups = group_units(weights, n_topics=n_topics, seeds=seeds, vectors=vectors)
    return mean_rows(weights, groups, int(groups.max()) + 1)


def name_words(counts: sparse.csr_matrix, components: np.ndarray, mean: np.ndarray, *, model: str) -> np.ndarray:
    """Topics x terms: how much each term says of a topic; the highest are its top words."""
    if model in ("nmf", "lda"):
        return components
    scores = score_words(components, mean)
    return scores if model == "clusters" else rerank_words(scores, counts)


def _sort_rows(matrix: TermMatrix) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    order = np.lexsort((matrix.units, matrix.doc_ids.astype(str)))
    counts = sparse.csr_matrix(matrix.counts)[order]
    counts.eliminate_zeros()
    counts.sort_indices()
    return counts, matrix.doc_ids[order], matrix.units[order]


def _share(
    counts: sparse.csr_matrix,
    factors: np.ndarray,
    components: np.ndarray,
    mean: np.ndarray,
    *,
    model: str,
    min_fit: float,
) -> np.ndarray:
    """Units x topics; a row sums to 1, or is 0 where the unit fits no topic."""
    if not counts.shape[0]:
        return np.zeros((counts.shape[0], len(components)))
    rows = express(counts, factors, model=model)
    if model == "lda":
        lda = LatentDirichletAllocation(len(components), max_iter=0, random_state=0).fit(np.ones((1, counts.shape[1])))
        lda.exp_dirichlet_component_ = np.exp(psi(components) - psi(components.sum(axis=1, keepdims=True)))
        shares = lda.transform(counts)
    elif model == "clusters":
        nearest = (rows @ normalize(components).T).argmax(axis=1)
        shares = np.eye(len(components))[nearest]
    else:
        shares = share_by_least_squares(rows, components)
    fits = (score_fit(rows, components, mean) >= min_fit) & (rows.getnnz(axis=1) > 0)
    return shares * fits[:, None]


def _check_model(model: str, n_topics: int, n_seeds: int, vectors: np.ndarray | None) -> None:
    if model not in MODELS and vectors is None:
        raise InputError(f"model is {model!r}, expected one of {', '.join(MODELS)}; an encoder comes as vectors.")
    if n_seeds and model not in GROUPED:
        raise InputError(f"model is {model!r}, and only {', '.join(GROUPED)} can be steered by seed words.")
    if n_seeds > n_topics:
        raise InputError(f"n_topics is {n_topics}, expected {n_seeds} or more: so many topics have seed words.")


def _check_size(counts: sparse.csr_matrix, doc_ids: np.ndarray, n_topics: int) -> None:
    """Copies count once: a topic of copies of one text would be that text."""
    _check_carries(counts, doc_ids)
    n_different, n_terms = count_different(counts), counts.shape[1]
    most = min(n_different // UNITS_EACH, n_terms)
    if not 2 <= n_topics <= most:
        expected = "2" if most == 2 else f"2 to {most:,}"
        raise InputError(
            f"n_topics is {n_topics}, expected {expected}: there are {_count(n_different, 'different unit')} with "
            f"words and {_count(n_terms, 'term')}, and a topic needs {UNITS_EACH} units: one of a single text would be "
            f"that text. Use shorter passages, more documents, or fewer topics."
        )


def _check_carries(counts: sparse.csr_matrix, doc_ids: np.ndarray) -> None:
    n_docs = _count_documents(counts, doc_ids)
    if n_docs < FEWEST_DOCS:
        raise InputError(
            f"There is too little text for topics: {_count(n_docs, 'different document')} with words, expected "
            f"{FEWEST_DOCS} or more. Topics are what documents share; of two, each would be its own. Add documents."
        )
    n_different, n_terms = count_different(counts), counts.shape[1]
    if n_different < 2 * UNITS_EACH or n_terms < 2:
        raise InputError(
            f"There is too little text for topics: {_count(n_different, 'different unit')} with words and "
            f"{_count(n_terms, 'term')}, expected {2 * UNITS_EACH} units and 2 terms or more. "
            f"Use shorter passages, more documents, or a lower min_docs."
        )


def _count_documents(counts: sparse.csr_matrix, doc_ids: np.ndarray) -> int:
    """How many different documents the units are of; ``counts`` are sorted by document."""
    starts = np.flatnonzero(np.r_[True, doc_ids[1:] != doc_ids[:-1]][: len(doc_ids)])
    row = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(doc_ids)]))
    cells = (np.ones(len(row), dtype=np.int64), (row, np.arange(len(row))))
    return count_different(sparse.csr_matrix(cells, shape=(len(starts), len(row))) @ counts)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _check_filled(components: np.ndarray, n_topics: int, seeds: Iterable[Iterable[str]]) -> None:
    n_filled = int((components.sum(axis=1) > 0).sum())
    if n_filled < min(n_topics, 2):
        raise InputError(
            f"n_topics is {n_topics}, but the units share too few words for two topics. "
            f"Use longer units, more documents, or a lower min_docs."
        )
    empty = [seed for seed, row in zip(seeds, components, strict=False) if not row.any()]  # seeded groups come first
    if empty:
        raise InputError(
            f"seed_words: no text is nearest to {', '.join(empty[0])}. Choose words that go together in some texts and "
            f"not in the others, or leave the line out."
        )
    if n_filled < n_topics:
        raise InputError(f"n_topics is {n_topics}, but only {n_filled} can be told apart. Ask for {n_filled} or fewer.")


def _topic_terms(scores: np.ndarray, terms: np.ndarray) -> pd.DataFrame:
    scores = (scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-12)).round(9)
    names, frames = terms.astype(str), []
    for topic, row in enumerate(scores, start=1):
        top = np.lexsort((names, -row))[: int((row > 0).sum())]
        columns = {"topic": topic, "term": names[top], "weight": row[top], "rank": np.arange(1, len(top) + 1)}
        frames.append(pd.DataFrame(columns).assign(label=", ".join(names[top[:3]])))
    return tables.make("topic_terms", pd.concat(frames))


def _doc_topics(shares: np.ndarray, doc_ids: np.ndarray, units: np.ndarray) -> pd.DataFrame:
    fits = shares.sum(axis=1) > 0
    n_topics = shares.shape[1]
    rows = np.repeat(np.arange(len(shares)), np.where(fits, n_topics, 1))
    topics, weights = np.zeros(len(rows), dtype=np.int64), np.ones(len(rows))  # topic 0: none of these
    topics[fits[rows]] = np.tile(np.arange(1, n_topics + 1), fits.sum())
    weights[fits[rows]] = shares[fits].ravel()
    columns = {"doc_id": doc_ids[rows], "unit": units[rows], "topic": topics, "weight": weights}
    return tables.make("doc_topics", pd.DataFrame(columns))
