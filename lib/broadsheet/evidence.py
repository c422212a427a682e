"""The words behind a mark: spans of documents, quoted with context, date and source."""

import re

import pandas as pd

from broadsheet import tables
from broadsheet.errors import InputError

CONTEXT = 90  # characters of context on each side of a match
QUOTED = ["start", "end", "before", "match", "after"]
ORDERS = ("left", "right", "date")


def quote(documents: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Spans (item, doc_id, start, end) -> evidence: the words themselves, context, date, source.

    Ordered by item, date (undated last), document and place.
    """
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    rows = [
        (item, doc_id, start, end, *cut_quote(texts[doc_id], start, end))
        for item, doc_id, start, end in zip(spans["item"], spans.doc_id, spans.start, spans.end, strict=True)
    ]
    return place_quotes(documents, pd.DataFrame(rows, columns=["item", "doc_id", *QUOTED]))


def cut_quote(text: str, start: int, end: int) -> tuple[str, str, str]:
    """(before, match, after) of a span: what stands around it on its line, at most ``CONTEXT`` characters a side."""
    before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    return before, text[start:end], text[end : end + CONTEXT].partition("\n")[0]


def place_quotes(documents: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Quotes (item, doc_id, and ``QUOTED``) -> evidence: with date and source, ordered as by ``quote``."""
    placed = quotes.merge(documents[["doc_id", "date", "date_precision", "source"]], on="doc_id")
    return tables.make("evidence", placed.sort_values(["item", "date", "doc_id", "start"], na_position="last"))


def sort_concordance(evidence: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """An evidence table in another order, each item by itself.

    "right": by the words after the match, "left": by the words before it, read backwards from the match
    (both without regard to case and punctuation), "date": as ``quote`` gives it, which also decides between equals.
    Raises InputError for another order.
    """
    if by not in ORDERS:
        raise InputError(f"by is {by!r}, expected one of {', '.join(ORDERS)}.")
    rows = evidence.sort_values(["item", "date", "doc_id", "start"], na_position="last", kind="stable")
    if by == "date":
        return rows.reset_index(drop=True)
    beside = rows.after if by == "right" else rows.before
    words = [re.findall(r"\w+", text.lower())[:: 1 if by == "right" else -1] for text in beside]
    items = rows["item"].tolist()
    order = sorted(range(len(rows)), key=lambda at: (items[at], words[at]))  # sorted() keeps the order of equals
    return rows.iloc[order].reset_index(drop=True)
