"""The sentences behind pairs of names, with both names marked."""

from bisect import bisect_left
from collections import defaultdict

import pandas as pd

BETWEEN, MARK = " -- ", "**"


def mark_names(pairs: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """``pairs`` with the names of each pair marked in its sentence: two more columns, sentence and marks.

    ``pairs`` is the evidence of ``find_pairs`` (the item is "a -- b", the match a sentence), ``mentions`` the table it
    was made from. ``sentence`` is the match with every mention of the two entities between asterisks
    (**Putin**), ``marks`` the places of these mentions: a tuple of (start, end), characters of the match, in their
    order. A name that runs over the end of the sentence is marked up to there. A row whose pair ``mentions`` do not
    have in its sentence stays without marks.
    """
    named = mentions[mentions.doc_id.isin(pairs.doc_id)]
    places = defaultdict(list)
    for doc_id, start, end, entity in zip(named.doc_id, named.start, named.end, named.entity, strict=True):
        places[doc_id].append((start, end, entity))
    for here in places.values():
        here.sort()
    marks = [
        _find_marks(item, start, end, places[doc_id])
        for item, doc_id, start, end in zip(pairs["item"], pairs.doc_id, pairs.start, pairs.end, strict=True)
    ]
    sentences = [_put_marks(text, spans) for text, spans in zip(pairs["match"], marks, strict=True)]
    return pairs.assign(
        sentence=pd.Series(sentences, index=pairs.index, dtype="str"),
        marks=pd.Series(marks, index=pairs.index, dtype="object"),
    )


def _find_marks(item: str, first: int, last: int, places: list[tuple[int, int, str]]) -> tuple[tuple[int, int], ...]:
    """Where the names of ``item`` stand between ``first`` and ``last``, counted from ``first``; places are sorted."""
    here = places[bisect_left(places, (first,)) : bisect_left(places, (last,))]  # those that begin in the sentence
    pair = _split_item(item, {entity for _, _, entity in here})
    spans = [(start, min(end, last)) for start, end, entity in here if entity in pair]
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:  # one mention inside another is one mark
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple((int(start - first), int(end - first)) for start, end in joined)


def _split_item(item: str, entities: set[str]) -> set[str]:
    """The two entities of "a -- b", of those in the sentence: a name may hold " -- " itself."""
    for source in sorted(entities):
        target = item.removeprefix(source + BETWEEN)
        if target != item and target in entities:
            return {source, target}
    return set()


def _put_marks(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MARK, text[start:end], MARK]
        at = end
    return "".join([*pieces, text[at:]])
