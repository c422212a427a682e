"""What cleaning did, to be read by a person: cuts by rule, and articles with their cuts marked."""

import numpy as np
import pandas as pd

from broadsheet.corpus.cleaning.clean import mark_text
from broadsheet.errors import InputError


def count_cuts(documents: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """What cleaning cut, by rule: rule, n_docs, n_cuts, n_characters, share of all raw characters.

    One count of n_cuts is one span in the ledger. The first row, "kept", is what is left. Raises
    InputError for documents without their texts.
    """
    _require_texts(documents, "what share was cut")
    cuts = ledger[(ledger.step == "clean") & (ledger.action == "cut")]
    sizes = (cuts.end - cuts.start).rename("n_characters")
    by_rule = (
        cuts.assign(n_characters=sizes)
        .groupby("reason")
        .agg(n_docs=("doc_id", "nunique"), n_cuts=("doc_id", "size"), n_characters=("n_characters", "sum"))
        .reset_index(names="rule")
        .sort_values(["n_characters", "rule"], ascending=[False, True])
    )
    inserted = int(((ledger.step == "clean") & (ledger.action == "changed")).sum())
    n_kept = int(documents.text.str.len().sum()) - inserted
    kept = pd.DataFrame({"rule": ["kept"], "n_docs": [len(documents)], "n_cuts": [0], "n_characters": [n_kept]})
    counted = pd.concat([kept, by_rule], ignore_index=True)
    return counted.assign(share=counted.n_characters / max(int(counted.n_characters.sum()), 1))


def choose_articles(documents: pd.DataFrame, ledger: pd.DataFrame, *, n: int = 10) -> pd.DataFrame:
    """At most ``n`` documents to read, with share_cut (of their raw characters); no chance is involved.

    Every outlet in turn gives one, the largest outlet first; those of an outlet are spread evenly from
    the article that was cut most to the one that was cut least. They come in that order. Raises
    InputError for documents without their texts.
    """
    _require_texts(documents, "which to read")
    cuts = ledger[(ledger.step == "clean") & (ledger.action == "cut")]
    n_cut = (cuts.end - cuts.start).groupby(cuts.doc_id).sum()
    n_cut = documents.doc_id.map(n_cut).astype("float64").fillna(0)
    rows = documents.assign(share_cut=n_cut / (n_cut + documents.text.str.len()).clip(lower=1))
    order = {"n_source": False, "source": True, "share_cut": False, "doc_id": True}
    rows["n_source"] = rows.groupby("source").doc_id.transform("size")
    rows = rows.sort_values(list(order), ascending=list(order.values()))
    turn = rows.groupby("source").cumcount().sort_values(kind="stable").index[:n]
    quotas = rows.source.loc[turn].value_counts(sort=False)
    groups = rows.groupby("source").groups
    picked = set().union(*(index[_spread(len(index), quotas.get(source, 0))] for source, index in groups.items()))
    return rows[rows.index.isin(picked)].drop(columns="n_source").reset_index(drop=True)


def mark_articles(articles: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """The raw texts of documents in pieces: doc_id, title, source, date, text, cut.

    ``cut`` is the rule that cut the piece, empty where it was kept; a piece without text is where a
    space was put in. The pieces of a document, put together, are its raw text. Raises InputError
    for documents without their texts.
    """
    _require_texts(articles, "where something was cut")
    edits = ledger[(ledger.step == "clean") & ledger.doc_id.isin(articles.doc_id)]
    edits = edits.sort_values(["doc_id", "start", "end"])
    rows_of = {doc_id: rows.to_dict("records") for doc_id, rows in edits.groupby("doc_id")}
    pieces = [
        (row.doc_id, row.title, row.source, row.date, text, cut)
        for row in articles.itertuples()
        for text, cut in mark_text(row.text, rows_of.get(row.doc_id, []))
    ]
    marked = pd.DataFrame(pieces, columns=["doc_id", "title", "source", "date", "text", "cut"])
    kinds = dict.fromkeys(["doc_id", "title", "source", "text", "cut"], "str") | {"date": "datetime64[s]"}
    return marked.astype(kinds)


def _require_texts(documents: pd.DataFrame, what: str) -> None:
    if "text" not in documents:
        raise InputError(
            f"The {len(documents):,} documents have no column text, which is needed to say {what}: open_corpus "
            "leaves the texts on the disk. Read the corpus with read_corpus."
        )


def _spread(size: int, n: int) -> np.ndarray:
    """``n`` different places from the first to the last of ``size``."""
    return np.unique(np.linspace(0, size - 1, n).round().astype(int)) if n else np.empty(0, dtype=int)
