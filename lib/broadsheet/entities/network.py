"""Who stands with whom: names, the pairs that share a sentence, and the sentences."""

import numpy as np
import pandas as pd
import polars as pl

from broadsheet import tables
from broadsheet.entities.chance import LEVEL, find_q, is_testable, score_npmi, weigh_names
from broadsheet.entities.windows import (
    WINDOWS,
    count_shared,
    count_together,
    cut_windows,
    find_shared,
    keep_representatives,
    trace_shared,
)
from broadsheet.evidence import quote
from broadsheet.texts import Texts
from broadsheet.words import split_sentences


def count_names(mentions: pd.DataFrame) -> pd.DataFrame:
    """entity, kind, n_mentions, n_docs: one row a name, the most widespread first."""
    counted = mentions.groupby("entity").agg(
        kind=("kind", "first"), n_mentions=("start", "size"), n_docs=("doc_id", "nunique")
    )
    return counted.reset_index().sort_values(
        ["n_docs", "n_mentions", "entity"], ascending=[False, False, True], ignore_index=True
    )


def link_entities(mentions: pd.DataFrame, documents: pd.DataFrame, *, texts: Texts | None = None) -> pd.DataFrame:
    """Pairs of entities that share a sentence: the edges table, the best supported first.

    Only representative documents count: a copy is no second proof. One count of n_windows is one sentence
    that names both, however often; in_paragraph and in_document count paragraphs (lines) and documents likewise.
    expected is how many documents would hold such a sentence (n_docs do) if names were dealt out at random, each with
    as many partners as it has (``weigh_names``); npmi is Bouma's (2009), over sentences with a name. q, q_paragraph and
    q_document are the false-discovery rates at which the documents with a shared window are more than chance
    (``find_q``), missing where too few windows name two; support lists the windows where it is at most 5 %. Where
    documents have no column text, ``texts`` has it.
    """
    incidence = cut_windows(mentions, documents, texts)
    names, cells, n_names = pd.Series(incidence.names, dtype="str"), incidence.cells, len(incidence.names)
    pairs = find_shared(cells["sentence"], n_names)
    if not len(pairs):
        return tables.make("edges")
    traces = trace_shared(incidence, pairs)
    in_paragraph, docs_paragraph = count_shared(cells["paragraph"], pairs, n_names)
    in_document = count_together(cells["document"], pairs, n_names)
    expected, q = {}, {}
    for window, n_docs in zip(WINDOWS, (traces.n_docs, docs_paragraph, in_document), strict=True):
        x, most = weigh_names(cells[window], n_names)
        expected[window] = x[pairs // n_names] * x[pairs % n_names]
        q[window] = np.full(len(pairs), np.nan)
        if is_testable(cells[window]):
            q[window] = find_q(n_docs, pairs, x, most)
    n, npmi = traces.n, score_npmi(cells["sentence"], pairs, traces.n, n_names)
    order = np.lexsort((pairs, -npmi.round(9), -n, -traces.n_docs))
    edges = pd.DataFrame(
        {
            "n_windows": n,
            "n_docs": traces.n_docs,
            "n_sources": traces.n_sources,
            "expected": expected["sentence"],
            "npmi": npmi,
            "q": q["sentence"],
            "in_paragraph": in_paragraph,
            "in_document": in_document,
            "q_paragraph": q["paragraph"],
            "q_document": q["document"],
            "support": _name_support(q),
            "first_date": traces.first_date.astype("datetime64[D]").astype("datetime64[s]"),
            "last_date": traces.last_date.astype("datetime64[D]").astype("datetime64[s]"),
        }
    ).take(order)
    edges["source"], edges["target"] = (
        names.take(pairs[order] // n_names).array,
        names.take(pairs[order] % n_names).array,
    )
    return tables.make("edges", edges)


def find_pairs(documents: pd.DataFrame, mentions: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """The sentences behind the edges: an evidence table, the item is "a -- b"."""
    kept = keep_representatives(documents).doc_id
    ours = mentions[mentions.entity.isin([*edges.source, *edges.target]) & mentions.doc_id.isin(kept)]
    if ours.empty:
        return quote(documents, pd.DataFrame(columns=["item", "doc_id", "start", "end"]))
    rows = pl.DataFrame({name: ours[name].to_list() for name in ("doc_id", "sentence", "entity")}).unique()
    pairs = rows.join(rows, on=["doc_id", "sentence"], suffix="_b").rename({"entity": "source", "entity_b": "target"})
    wanted = pl.DataFrame({name: edges[name].to_list() for name in ("source", "target")}).unique()
    found = pairs.join(wanted, on=["source", "target"]).sort("doc_id", "sentence", "source", "target")
    named = documents[documents.doc_id.isin(found["doc_id"].to_list())]
    spans = {row.doc_id: split_sentences(row.text, language=row.language or "en") for row in named.itertuples()}
    quoted = [
        (f"{source} -- {target}", doc_id, *spans[doc_id][sentence])
        for doc_id, sentence, source, target in found.select("doc_id", "sentence", "source", "target").iter_rows()
    ]
    return quote(documents, pd.DataFrame(quoted, columns=["item", "doc_id", "start", "end"]))


def judge_size(mentions: pd.DataFrame, edges: pd.DataFrame, *, n_shuffled: float | None = None) -> str:
    """Whether there is enough to test, in one sentence for caption and reader.

    ``n_shuffled`` (``count_shuffled_edges``) is told beside the number of edges, where it is given.
    """
    if edges.q.isna().all():
        n_windows = int((mentions.groupby(["doc_id", "sentence"]).entity.nunique() >= 2).sum())
        return f"Too small to test: {n_windows} sentences name two or more; pairs are ranked by evidence, not by q."
    passing = f"{int((edges.q <= LEVEL).sum()):,} of {len(edges):,} pairs are more than chance"
    beside = "" if n_shuffled is None else f"; with the names of the articles dealt anew {n_shuffled:,.3g} would be"
    return f"{passing} at a false-discovery rate of 5 %{beside}."


def _name_support(q: dict[str, np.ndarray]) -> np.ndarray:
    """The windows in which each pair is more than chance, in words."""
    bits = sum((q[window] <= LEVEL).astype(int) << at for at, window in enumerate(WINDOWS))
    words = [" ".join(window for at, window in enumerate(WINDOWS) if bit >> at & 1) for bit in range(8)]
    return np.array(words, dtype=object)[bits]
