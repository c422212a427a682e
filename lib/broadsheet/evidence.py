"""The words behind a mark: spans of documents, quoted with context, date and source."""

import pandas as pd

from broadsheet import tables

CONTEXT = 90  # characters of context on each side of a match


def quote(documents: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Spans (item, doc_id, start, end) -> evidence: the words themselves, context, date, source.

    Ordered by item, date (undated last), document and place.
    """
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    rows = spans.merge(documents[["doc_id", "date", "source"]], on="doc_id").sort_values(
        ["item", "date", "doc_id", "start"], na_position="last"
    )
    cut = []
    for doc_id, start, end in zip(rows.doc_id, rows.start, rows.end, strict=True):
        text = texts[doc_id]
        cut.append(
            {
                "before": text[max(0, start - CONTEXT) : start].rpartition("\n")[2],
                "match": text[start:end],
                "after": text[end : end + CONTEXT].partition("\n")[0],
            }
        )
    words = pd.DataFrame(cut, index=rows.index, columns=["before", "match", "after"])
    return tables.make("evidence", rows.join(words))
