"""Documents -> counts: every term (a sparse matrix) or the terms a user names (a table)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.errors import InputError
from broadsheet.evidence import quote
from broadsheet.words import WORD, count_words

OPEN, CLOSE = "\ufdd0", "\ufdd1"  # noncharacters: Unicode keeps them out of texts, for uses like this
MARKED = OPEN + "${0}" + CLOSE


@dataclass(frozen=True)
class TermMatrix:
    """Counts with their names: one row a unit, one column a term.

    ``counts`` is a csr matrix of whole numbers (n_units x n_terms); ``doc_ids`` and
    ``units`` name the rows, ``terms`` (sorted) the columns.
    """

    counts: sparse.csr_matrix
    doc_ids: np.ndarray
    units: np.ndarray
    terms: np.ndarray


def count_terms(
    units: pd.DataFrame,
    *,
    stop_words: Iterable[str] = (),
    min_docs: int = 1,
    max_doc_share: float = 1.0,
) -> TermMatrix:
    """Count every lower-case word in every unit (doc_id, unit, text).

    One count is one match of ``words.WORD``, the token rule of scikit-learn's
    CountVectorizer. Stop words and words without a letter are left out. A term must stand in
    at least ``min_docs`` documents and at most the share ``max_doc_share`` of all documents
    (documents, also where units are passages). Raises InputError when no term is left.
    """
    if not 0 < max_doc_share <= 1:
        raise InputError(f"max_doc_share is {max_doc_share}, expected more than 0 and at most 1.")
    units = units.sort_values(["doc_id", "unit"]).reset_index(drop=True)
    found = (
        pl.DataFrame({"row": np.arange(len(units)), "text": pl.Series(units.text.to_list(), dtype=pl.String)})
        .select("row", pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("term"))
        .explode("term")
        .filter(pl.col("term").str.contains(r"\p{L}"))
        .group_by("row", "term")
        .len("n")
    )
    kept = found.filter(~pl.col("term").is_in(sorted(stop_words)))
    documents = pl.DataFrame({"row": np.arange(len(units)), "doc": pd.factorize(units.doc_id)[0]})
    n_docs = units.doc_id.nunique()
    spread = kept.join(documents, on="row").group_by("term").agg(pl.col("doc").n_unique())
    spread = spread.filter((pl.col("doc") >= min_docs) & (pl.col("doc") <= max_doc_share * n_docs))
    terms = np.array(sorted(spread["term"].to_list()), dtype=object)
    if not len(terms):
        raise InputError(
            f"No term is left: of {found['term'].n_unique()} words in {n_docs} documents, {kept['term'].n_unique()} "
            f"are no stop words, and none of these stands in at least {min_docs} documents and at most "
            f"{max_doc_share:.0%} of them. Lower min_docs or raise max_doc_share."
        )
    columns = pl.DataFrame({"term": terms.tolist(), "column": np.arange(len(terms))})
    cells = kept.join(columns, on="term").sort("row", "column")
    counts = sparse.csr_matrix(
        (cells["n"].to_numpy().astype(np.int64), (cells["row"].to_numpy(), cells["column"].to_numpy())),
        shape=(len(units), len(terms)),
    )
    return TermMatrix(counts, units.doc_id.to_numpy(dtype=object), units.unit.to_numpy(), terms)


def term_pattern(query: str) -> str:
    """A query as a regular expression: ``sanction*`` (any ending), ``a|b`` (either), phrases.

    Whole words only, any case; white space in a phrase also matches a line end.
    Raises InputError for an empty query.
    """
    _, _, wanted = query.rpartition(": ")
    parts = [part.strip() for part in wanted.split("|")]
    if not all(re.search(r"\w", part) for part in parts):
        raise InputError(f"The term {query!r} has an empty part; expected words such as 'sanction*|embargo'.")
    return rf"(?i)(?:{'|'.join(_part_pattern(part) for part in parts)})"


def _part_pattern(part: str) -> str:
    body = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in part.split())
    first, last = (r"\b" if re.match(r"[\w*]", part[at]) else r"\B" for at in (0, -1))  # \B: "U.S." ends in no word
    return first + body + last


def term_label(query: str) -> str:
    """What a query is called: the words before a colon and a space, if any ("talks: talk*|negotiat*")."""
    label, colon, _ = query.rpartition(": ")
    return (label if colon else query).strip()


def count_named(documents: pd.DataFrame, *, terms: Iterable[str]) -> pd.DataFrame:
    """Count the named terms: a table of doc_id, item, n, n_words; zeros are rows too.

    One count is one match of ``term_pattern`` (the longest is not preferred: alternatives are
    tried from left to right). n_words is the document's number of words.
    """
    terms = list(terms)
    labels = [term_label(term) for term in terms]
    if not terms or len(set(labels)) < len(labels):
        raise InputError(f"terms is {terms}, expected one or more, each under its own name.")
    texts = pl.DataFrame({"text": pl.Series(documents.text.to_list(), dtype=pl.String)})
    counted = texts.select(
        pl.col("text").str.count_matches(term_pattern(term)).cast(pl.Int64).alias(label)
        for term, label in zip(terms, labels, strict=True)
    )
    n_words = count_words(documents.text).to_numpy()
    return pd.concat(
        [
            pd.DataFrame(
                {"doc_id": documents.doc_id, "item": label, "n": counted[label].to_numpy(), "n_words": n_words}
            )
            for label in labels
        ],
        ignore_index=True,
    ).astype({"doc_id": "str", "item": "str"})


def find_terms(documents: pd.DataFrame, *, terms: Iterable[str]) -> pd.DataFrame:
    """Every occurrence of the named terms, in context: an evidence table (KWIC).

    There is one row for each count of ``count_named``: the same engine finds both, because
    two regular expression engines do not agree on what a word is in every script.
    """
    texts = pl.Series(documents.text.to_list(), dtype=pl.String)
    spans = [
        (term_label(term), doc_id, start, end)
        for term in terms
        for doc_id, marked in zip(documents.doc_id, texts.str.replace_all(term_pattern(term), MARKED), strict=True)
        for start, end in _marked_spans(marked)
    ]
    return quote(documents, pd.DataFrame(spans, columns=["item", "doc_id", "start", "end"]))


def _marked_spans(marked: str) -> Iterator[tuple[int, int]]:
    """Where OPEN and CLOSE stand in a text, as spans of the text without them."""
    before, *pieces = marked.split(OPEN)
    at = len(before)
    for piece in pieces:
        match, _, after = piece.partition(CLOSE)
        yield at, at + len(match)
        at += len(match) + len(after)
