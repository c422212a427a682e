"""The texts behind a topic: every unit it leads, the most typical first, and those that nearly went elsewhere."""

import re

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from broadsheet.errors import InputError
from broadsheet.evidence import quote
from broadsheet.terms import TermMatrix
from broadsheet.texts import Texts, scan_texts
from broadsheet.topics.compare import name_items, sum_shares
from broadsheet.topics.fit import Topics, express
from broadsheet.topics.shares import set_apart
from broadsheet.words import WORD, split_sentences

KINDS = ("representative", "borderline")
MOST_CHARACTERS = 600  # a longer unit is quoted by its most telling sentences
N_SENTENCES = 3
N_TERMS = 30  # leading terms of a topic that tell where it is in a text


def find_topic_units(topics: Topics, matrix: TermMatrix) -> pd.DataFrame:
    """Every unit with its leading topic, the whole list: in the order of topic and of how typical units are of it.

    ``matrix`` counts the units of topics.doc_topics. Columns: topic, doc_id, unit, weight (share of the topic),
    fit (cosine with what sets the topic apart from the corpus), next_topic and next_weight (the second, 0 where there
    is none), lead (weight - next_weight). Typical is a unit by weight x fit: of many that are all of one topic, those
    with most of its words. Units of none of these are not listed.
    """
    units, shares = sum_shares(topics.doc_topics[topics.doc_topics.topic > 0], by_unit=True)
    shares = np.hstack([shares[:, 1:].round(6), np.zeros((len(shares), 2))])  # two places at least
    order = np.argsort(-shares, axis=1, kind="stable")[:, :2]
    first, second = (np.take_along_axis(shares, order[:, [at]], axis=1).ravel() for at in (0, 1))
    places = pd.MultiIndex.from_arrays([matrix.doc_ids.astype(str), matrix.units]).get_indexer(
        pd.MultiIndex.from_frame(units)
    )
    with threadpool_limits(1):
        rows = express(matrix.counts[places].tocsr(), topics.factors, model=topics.model)
        fits = rows @ set_apart(topics.components, topics.mean).T
    units = units.assign(topic=order[:, 0] + 1, weight=first)
    units["fit"] = np.take_along_axis(fits, order[:, [0]], axis=1).ravel().astype(float).round(6)
    units["next_topic"] = np.where(second > 0, order[:, 1] + 1, 0)
    units = units.assign(next_weight=second, lead=(first - second).round(6))
    typical = (units.weight * units.fit).round(6)
    units = units.assign(typical=typical).sort_values(
        ["topic", "typical", "doc_id", "unit"], ascending=[True, False, True, True], ignore_index=True
    )
    return units[["topic", "doc_id", "unit", "weight", "fit", "next_topic", "next_weight", "lead"]]


def find_topic_passages(
    documents: pd.DataFrame,
    units: pd.DataFrame,
    topic_units: pd.DataFrame,
    topic_terms: pd.DataFrame,
    *,
    which: str = "representative",
    n_each: int = 3,
    texts: Texts | None = None,
) -> pd.DataFrame:
    """The ``n_each`` most telling units of each topic, as an evidence table.

    ``units`` (doc_id, unit, start, end) are those of the fit, ``topic_units`` the list of ``find_topic_units``.
    "representative" are the most typical units, the item being "topic N: label"; "borderline" those that
    lead a second topic by least, the item naming both. A unit of more than ``MOST_CHARACTERS`` is quoted by the
    ``N_SENTENCES`` sentences in a row with most of the weight of the ``N_TERMS`` leading terms, each counted once.
    Texts come from documents.text, else from ``texts``. Raises InputError for another ``which``, an ``n_each`` below 1.
    """
    if which not in KINDS:
        raise InputError(f"which is {which!r}, expected one of {', '.join(KINDS)}.")
    if n_each < 1:
        raise InputError(f"n_each is {n_each}, expected 1 or more.")
    names, weights = name_items(topic_terms), _weigh_terms(topic_terms)
    listed = topic_units
    if which == "borderline":
        listed = topic_units[topic_units.next_topic > 0].sort_values(["topic", "lead"], kind="stable")
    chosen = (
        listed.groupby("topic").head(n_each).merge(units[["doc_id", "unit", "start", "end"]], on=["doc_id", "unit"])
    )
    documents = _take_texts(documents, chosen.doc_id, texts)
    whole = dict(zip(documents.doc_id, documents.text, strict=True))
    spans = []
    for row in chosen.itertuples():
        sides = [row.topic] if which == "representative" else [row.topic, row.next_topic]
        telling = pd.concat([weights[side] for side in sides]).groupby(level=0).sum()
        span = _narrow(whole[row.doc_id], row.start, row.end, telling.to_dict())
        spans.append((", or ".join(names[side] for side in sides), row.doc_id, *span))
    return quote(documents, pd.DataFrame(spans, columns=["item", "doc_id", "start", "end"]))


def _weigh_terms(topic_terms: pd.DataFrame) -> dict[int, pd.Series]:
    leading = topic_terms[topic_terms["rank"] <= N_TERMS]
    return {topic: terms.set_index("term").weight for topic, terms in leading.groupby("topic")}


def _take_texts(documents: pd.DataFrame, doc_ids: pd.Series, texts: Texts | None) -> pd.DataFrame:
    """The documents that are quoted, with their texts."""
    documents = documents[documents.doc_id.isin(doc_ids)].reset_index(drop=True)
    found = pd.Series("", index=documents.index, dtype="str")
    for rows, chunk in scan_texts(documents, texts):
        found.iloc[rows] = chunk.to_list()
    return documents.assign(text=found)


def _narrow(text: str, start: int, end: int, weights: dict[str, float]) -> tuple[int, int]:
    """The sentences of text[start:end] in a row with most of the weight, the first of equals; a short span whole."""
    if end - start <= MOST_CHARACTERS:
        return start, end
    sentences = [(start + first, start + last) for first, last in split_sentences(text[start:end])]
    best, most = (start, end), -1.0
    for at in range(max(1, len(sentences) - N_SENTENCES + 1)):
        window = sentences[at][0], sentences[at : at + N_SENTENCES][-1][1]
        weight = round(_weigh_text(text[slice(*window)], weights), 9)
        best, most = (window, weight) if weight > most else (best, most)
    return best


def _weigh_text(text: str, weights: dict[str, float]) -> float:
    """The weights of the terms that occur, each once."""
    words = f" {' '.join(re.findall(WORD, text.lower()))} "
    return sum(weight for term, weight in weights.items() if f" {term} " in words)
