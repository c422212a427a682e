"""What of the topics is found again in part of the documents.

Documents are drawn, not passages: passages of one article are no witnesses of each other. The parts are drawn without
putting back, since a document drawn twice would be a copy, and what copies do to topics is not what is asked here.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.topics.edits import apply_edits, read_edits
from broadsheet.topics.fit import EMBEDDINGS, Topics, find_seeds, fit_components, make_topics, name_words
from broadsheet.topics.labels import find_repeats
from broadsheet.topics.weights import learn_factors, weigh

PART = 0.8  # of the documents, drawn for each refit
MOST_UNITS = 10_000  # in a refit: of large corpora a smaller part is drawn, and the intervals allow for it
FEWEST = 5  # documents; of fewer, four in five would mostly be all of them, and units are drawn instead


def refit_topics(
    matrix: TermMatrix,
    topics: Topics,
    *,
    merge: Iterable[str] = (),
    split: Iterable[str] = (),
    vectors: np.ndarray | None = None,
    n_top_terms: int = 10,
    n_refits: int = 20,
    random_state: int = 0,
) -> pd.DataFrame:
    """Fit the same model to ``n_refits`` random parts of the documents: the topic_refits table.

    ``topics`` are those of the fit. With ``merge`` and ``split``, as ``edit_topics`` takes them, the table is about the
    topics after these edits, which each refit repeats: it merges and splits the topics that match those of the fit. A
    topic without a match in a refit is left out of its merge there, and no topic is split where one has too few units.
    ``vectors`` are those of the fit.

    A part is 80 % of the documents (of units where there are fewer than five documents; at most 10,000 units). Topics
    of a refit are matched with ``topics`` one to one, so that the sum of the Jaccard similarities of their
    ``n_top_terms`` top terms is the largest (Hungarian assignment; after Greene et al. 2014). The order of the rows of
    ``matrix`` changes nothing. Raises InputError when ``n_refits`` is below 1, when there are fewer than three units,
    for edits that ``edit_topics`` refuses, and for a fit with ``vectors`` without them.
    """
    if n_refits < 1:
        raise InputError(f"n_refits is {n_refits}, expected 1 or more; 20 is usual.")
    counts, drawn = sort_filled(matrix)
    if counts.shape[0] < 3:
        raise InputError(
            f"Only {counts.shape[0]} of the units have words, expected 3 or more: of fewer, no part can be fitted "
            f"again. Use shorter passages or more documents."
        )
    if (topics.model == EMBEDDINGS) != (vectors is not None):
        raise InputError(f"The model of the topics is {topics.model!r}: give refits the vectors of the fit.")
    vectors = None if vectors is None else vectors[_is_filled(matrix)]
    names = matrix.terms.astype(str)
    edits = read_edits(topics, merge=merge, split=split)
    tops = _top_columns(apply_edits(topics, matrix, *edits), n_top_terms)
    generator = np.random.default_rng(random_state)
    n_drawn = _size_part(drawn, counts.shape[0])
    parts = [generator.choice(int(drawn.max()) + 1, size=n_drawn, replace=False) for _ in range(n_refits)]
    frames = []
    for refit, part in enumerate(parts, start=1):
        is_here = np.isin(drawn, part)
        here = counts[is_here], None if vectors is None else vectors[is_here]
        scores = _refit_edited(*here, topics, edits, n_top_terms) if any(edits) else _refit(*here, topics)
        rows = _match_rows(tops, scores, names, n_top_terms)
        frames.append(rows.assign(refit=refit, part=n_drawn / (int(drawn.max()) + 1)))
    return tables.make("topic_refits", pd.concat(frames))


def score_terms(topics: Topics, topic_refits: pd.DataFrame) -> pd.DataFrame:
    """The top terms of each topic with intervals of their weights: the topic_bars table.

    The interval is weight +- 1.96 standard errors by the delete-d jackknife (Shao and Wu 1989): the root mean square
    of what the refits are away from the weight, times the root of m / (n - m), where m of n documents are in a part. A
    refit that has no match for the topic, or not the term, has weight 0. It is about the weights of the top terms
    relative to each other, their sum held fixed: how long the tail of a topic is says nothing of any bar. Missing with
    one refit. A word that a phrase among the top terms stands for (``labels.find_repeats``) has no row.
    """
    own = tables.check(topic_refits, "topic_refits")
    own = own[own.is_own].merge(
        topics.topic_terms[["topic", "term", "weight"]], on=["topic", "term"], suffixes=("", "_all")
    )
    sums = own.groupby(["refit", "topic"])[["weight", "weight_all"]].transform("sum")
    own["away"] = (own.weight * sums.weight_all / sums.weight.clip(lower=1e-12) - own.weight_all) ** 2
    found = own.groupby(["topic", "term"], as_index=False).agg(error=("away", "mean"), found=("is_top", "mean"))
    rows = topics.topic_terms.merge(found, on=["topic", "term"]).sort_values(["topic", "rank"])
    tops = rows.groupby("topic")[["term", "weight"]]
    repeats = {(topic, term) for topic, top in tops for term in find_repeats(top.set_index("term").weight)}
    rows = rows[[pair not in repeats for pair in zip(rows.topic, rows.term, strict=True)]]
    part = own.part.iloc[0]
    error = rows.error if own.refit.nunique() > 1 else np.nan
    reach = norm.ppf(0.975) * np.sqrt(error * part / (1 - part))
    rows = rows.assign(low=(rows.weight - reach).clip(lower=0), high=(rows.weight + reach).clip(upper=1))
    return tables.make("topic_bars", rows)


def share_found(topic_refits: pd.DataFrame) -> pd.DataFrame:
    """Jaccard similarity of the top terms of each topic (column) with those of its match in each refit (row)."""
    keys = [topic_refits.refit, topic_refits.topic]
    both = (topic_refits.is_own & topic_refits.is_top).groupby(keys).sum()
    return (both / (topic_refits.is_own | topic_refits.is_top).groupby(keys).sum()).unstack()


def sort_filled(matrix: TermMatrix) -> tuple[sparse.csr_matrix, np.ndarray]:
    """(the rows with words in the order of doc_id and unit, the number of what each belongs to when parts are drawn).

    That is its document, or the unit itself where there are fewer than five documents.
    """
    order = np.lexsort((matrix.units, matrix.doc_ids.astype(str)))
    order = order[sparse.csr_matrix(matrix.counts).getnnz(axis=1)[order] > 0]
    names, drawn = np.unique(matrix.doc_ids[order].astype(str), return_inverse=True)
    counts = sparse.csr_matrix(matrix.counts)[order]
    return counts, drawn if len(names) >= FEWEST else np.arange(len(order))


def find_top(scores: np.ndarray, n_top: int) -> list[np.ndarray]:
    """The columns of the ``n_top`` highest scores above 0 of each topic; of equals the first."""
    best = [np.lexsort((np.arange(len(row)), -row))[:n_top] for row in scores.round(9)]
    return [top[row[top] > 0] for top, row in zip(best, scores.round(9), strict=True)]


def match_words(tops: list[np.ndarray], others: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(for each list the place of its match among ``others``, -1 for none; their Jaccard similarity, 0 for none)."""
    jaccard = np.array([[len(np.intersect1d(a, b)) / max(len(np.union1d(a, b)), 1) for b in others] for a in tops])
    place, similarity = np.full(len(tops), -1), np.zeros(len(tops))
    rows, columns = linear_sum_assignment(-jaccard)
    place[rows], similarity[rows] = columns, jaccard[rows, columns]
    return place, similarity


def _is_filled(matrix: TermMatrix) -> np.ndarray:
    """Of the units in the order of doc_id and unit, which have words."""
    order = np.lexsort((matrix.units, matrix.doc_ids.astype(str)))
    return sparse.csr_matrix(matrix.counts).getnnz(axis=1)[order] > 0


def _size_part(drawn: np.ndarray, n_units: int) -> int:
    n_all = int(drawn.max()) + 1
    return max(1, min(round(PART * n_all), round(MOST_UNITS / n_units * n_all), n_all - 1))


def _top_columns(topics: Topics, n_top: int) -> list[np.ndarray]:
    place = pd.Index(topics.terms.astype(str))
    best = topics.topic_terms[topics.topic_terms["rank"] <= n_top].sort_values(["topic", "rank"])
    return [place.get_indexer(rows.term) for _, rows in best.groupby("topic")]


def _refit(counts: sparse.csr_matrix, vectors: np.ndarray | None, topics: Topics) -> np.ndarray:
    """Topics x terms: the scores of a fit to other units, a topic adds up to 1."""
    with threadpool_limits(1):
        components, _, mean = _fit_again(counts, vectors, topics)
        scores = name_words(counts, components, mean, model=topics.model)
    return scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-12)


def _refit_edited(
    counts: sparse.csr_matrix, vectors: np.ndarray | None, topics: Topics, edits: tuple, n_top: int
) -> np.ndarray:
    """What ``_refit`` gives, of topics that were merged and split as those of the fit were."""
    rows = np.arange(counts.shape[0])
    matrix = TermMatrix(counts, np.full(len(rows), "", dtype=object), rows, topics.terms)
    with threadpool_limits(1):
        components, factors, mean = _fit_again(counts, vectors, topics)
        model = {"model": topics.model, "min_fit": topics.min_fit}
        again = make_topics(matrix, components, factors=factors, mean=mean, **model)
    place = match_words(_top_columns(topics, n_top), _top_columns(again, n_top))[0]
    groups, parts = edits
    groups = [[int(place[topic - 1]) + 1 for topic in group if place[topic - 1] >= 0] for group in groups]
    groups = [group for group in groups if len(group) > 1]
    parts = {int(place[topic - 1]) + 1: n_parts for topic, n_parts in parts.items() if place[topic - 1] >= 0}
    try:
        again = apply_edits(again, matrix, groups, parts)
    except InputError:  # a topic with fewer units than it is to have parts
        again = apply_edits(again, matrix, groups, {})
    scores = np.zeros((len(again.components), len(topics.terms)))
    scores[again.topic_terms.topic - 1, pd.Index(topics.terms.astype(str)).get_indexer(again.topic_terms.term)] = (
        again.topic_terms.weight
    )
    return scores


def _fit_again(
    counts: sparse.csr_matrix, vectors: np.ndarray | None, topics: Topics
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(components, factors, mean weights) of a fit of as many topics to other units."""
    factors = learn_factors(counts)
    weights = weigh(counts, factors)
    n_topics = max(min(len(topics.components), counts.shape[0]), len(topics.seeds))
    steered = {"seeds": find_seeds(topics.terms, topics.seeds), "vectors": vectors}
    components = fit_components(counts, weights, n_topics=n_topics, model=topics.model, **steered)
    return components, factors, np.asarray(weights.mean(axis=0)).ravel()


def _match_rows(tops: list[np.ndarray], scores: np.ndarray, names: np.ndarray, n_top: int) -> pd.DataFrame:
    """Rows of topic_refits: the top terms of a topic and those of its match, with their weights in the match."""
    others = find_top(scores, n_top)
    frames = []
    for topic, (top, match) in enumerate(zip(tops, match_words(tops, others)[0], strict=True), start=1):
        other = others[match] if match >= 0 else top[:0]
        terms = np.union1d(top, other)
        weights = scores[match, terms] if match >= 0 else np.zeros(len(terms))
        columns = {"term": names[terms], "weight": weights, "is_own": np.isin(terms, top)}
        frames.append(pd.DataFrame(columns).assign(topic=topic, is_top=np.isin(terms, other)))
    return pd.concat(frames)
