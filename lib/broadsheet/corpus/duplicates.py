"""Exact copies: the same words in the same order, whatever the case, spacing or punctuation."""

import hashlib
import re

import pandas as pd


def find_duplicates(documents: pd.DataFrame) -> pd.DataFrame:
    """Return (doc_id, group, is_copy) for documents (doc_id, text, date, n_words).

    A group holds texts with the same sequence of lower-case words. Its representative is
    the earliest dated, then the longest, then the first by doc_id; the rest are copies.
    A document without any word is alone.
    """
    frame = documents[["doc_id", "date", "n_words"]].copy()
    frame["signature"] = [
        _signature(text, doc_id) for text, doc_id in zip(documents.text, documents.doc_id, strict=True)
    ]
    frame = frame.sort_values(["date", "n_words", "doc_id"], ascending=[True, False, True], na_position="last")
    frame["group"] = frame.groupby("signature")["doc_id"].transform("first")
    frame["is_copy"] = frame.group != frame.doc_id
    return frame.loc[documents.index, ["doc_id", "group", "is_copy"]]


def _signature(text: str, doc_id: str) -> str:
    words = re.findall(r"\w+", text.lower())
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else doc_id
