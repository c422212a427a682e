"""Topics of one fit beside those of another, and documents by the topic that leads in them."""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix


def sum_shares(doc_topics: pd.DataFrame, *, by_unit: bool) -> tuple[pd.DataFrame, np.ndarray]:
    """(doc_id and unit of each row, sums of weights): units x topics, or documents x topics (unit 0), from topic 0 on.

    Sorted by doc_id and unit. A unit's row sums to 1, a document's to the number of its units.
    """
    number, doc_ids = pd.factorize(doc_topics.doc_id, sort=True)
    unit = doc_topics.unit.to_numpy() * by_unit
    n_numbers, n_topics = int(unit.max(initial=0)) + 1, int(doc_topics.topic.max()) + 1 if len(doc_topics) else 1
    keys, row = np.unique(number.astype(np.int64) * n_numbers + unit, return_inverse=True)
    cells = row * n_topics + doc_topics.topic.to_numpy()
    sums = np.bincount(cells, doc_topics.weight, len(keys) * n_topics).reshape(len(keys), n_topics)
    return pd.DataFrame({"doc_id": doc_ids[keys // n_numbers].astype("str"), "unit": keys % n_numbers}), sums


def find_leading(doc_topics: pd.DataFrame, *, by_unit: bool = False) -> pd.DataFrame:
    """The topic each document gives most to: doc_id, unit (0), topic, weight (its mean over the document's units).

    ``by_unit`` gives a row for each unit. Of topics with the same weight (to six digits) the one with the lower number
    leads, so that 0, none of these, comes before all others. Sorted by doc_id and unit.
    """
    rows, sums = sum_shares(doc_topics, by_unit=by_unit)
    means = sums / sums.sum(axis=1, keepdims=True)
    leading = means.round(6).argmax(axis=1)
    return rows.assign(topic=leading, weight=np.take_along_axis(means, leading[:, None], axis=1).ravel())


def count_flow(doc_topics: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Where documents go from one model to another (another K, an edit): the topic_flow table, in order of topics.

    One count is one document with a leading topic (``find_leading``) in both; a pair of topics without any has no row.
    Raises InputError when the models have no document in common.
    """
    both = find_leading(doc_topics).merge(find_leading(other), on="doc_id", suffixes=("_a", "_b"))
    if both.empty:
        raise InputError(
            f"No document is in both models: one has {doc_topics.doc_id.nunique():,}, the other "
            f"{other.doc_id.nunique():,}. Fit both to the same documents, or transform those of one with the other."
        )
    return tables.make("topic_flow", both.groupby(["topic_a", "topic_b"]).size().reset_index(name="n_docs"))


def match_topics(topic_terms: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Which topic of another fit is the same: topic, other, similarity, a row for each topic of ``topic_terms``.

    The similarity is the cosine of the weights of terms (a term that one fit lacks weighs nothing there); topics are
    matched one to one so that the similarities add up to the most (Kuhn 1955). ``other`` is 0, and the similarity
    too, where no topic is left or none has a term in common. Tables that were stored a year ago will do.
    """
    ours, theirs = (
        terms.pivot(index="topic", columns="term", values="weight").fillna(0.0) for terms in (topic_terms, other)
    )
    names = ours.columns.union(theirs.columns)
    lengths = [np.linalg.norm(wide, axis=1, keepdims=True).clip(min=1e-12) for wide in (ours, theirs)]
    pairs = [wide.reindex(columns=names, fill_value=0.0) / by for wide, by in zip((ours, theirs), lengths, strict=True)]
    alike = (pairs[0].to_numpy() @ pairs[1].to_numpy().T).round(9)
    rows, columns = linear_sum_assignment(-alike)
    found = pd.DataFrame({"topic": ours.index, "other": 0, "similarity": 0.0})
    found.loc[rows, "similarity"] = alike[rows, columns]
    found.loc[rows, "other"] = np.where(alike[rows, columns] > 0, theirs.index.to_numpy()[columns], 0)
    return found


def name_items(topic_terms: pd.DataFrame) -> dict[int, str]:
    """What a topic is called as an item of tables and pictures: "topic 3: label"; and "none of these" for 0."""
    labels = topic_terms.drop_duplicates("topic").sort_values("topic")
    return {0: "none of these"} | {row.topic: f"topic {row.topic}: {row.label}" for row in labels.itertuples()}


def count_leading(
    doc_topics: pd.DataFrame, topic_terms: pd.DataFrame, documents: pd.DataFrame
) -> tuple[TermMatrix, pd.DataFrame]:
    """Topics as items to count, over time or by any column: (counts, ``documents`` sized in units, not words).

    One count is one unit that the topic leads (a whole document, or a passage of it). The columns are the topics, in
    their order, and "none of these" last where a unit fits none. n_words of the documents given back is the number
    of their units, so that a rate of ``trends`` is a share of units, and documents without a unit are left out. Any
    that were not in the fit are left out too.
    """
    units = find_leading(doc_topics, by_unit=True)
    n_units = units.groupby("doc_id").size()
    sized = documents[documents.doc_id.isin(n_units.index)]
    sized = sized.assign(n_words=n_units.reindex(sized.doc_id).to_numpy())
    units = units[units.doc_id.isin(sized.doc_id)]
    names = name_items(topic_terms)
    order = [*list(names)[1:], *([0] if (units.topic == 0).any() else [])]
    places = (pd.Index(sized.doc_id).get_indexer(units.doc_id), pd.Index(order).get_indexer(units.topic))
    counts = sparse.csr_matrix((np.ones(len(units), dtype=np.int64), places), shape=(len(sized), len(order)))
    items = np.array([names[topic] for topic in order], dtype=object)
    return TermMatrix(counts, sized.doc_id.to_numpy(dtype=object), np.zeros(len(sized), dtype=np.int64), items), sized
