"""Who stands with whom: names, the pairs that share a sentence, and the sentences."""

import numpy as np
import pandas as pd
import polars as pl

from broadsheet import tables
from broadsheet.entities.chance import (
    ENOUGH_WINDOWS,
    LEVEL,
    count_company,
    find_q,
    is_testable,
    score_npmi,
    weigh_names,
)
from broadsheet.entities.windows import (
    WINDOWS,
    Cells,
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
    expected is how many documents would hold such a sentence (n_docs do) if names met at random, each as many partners
    as it has (``weigh_names``), which is not quite what names dealt anew give. npmi is Bouma's (2009), over sentences
    with a name. q, q_paragraph and q_document are the false-discovery rates at which the documents with a shared window
    are more than chance (``find_q``), missing where too few windows name two; support lists the windows where it is at
    most 5 %. Where
    documents have no column text, ``texts`` has it.
    """
    incidence = cut_windows(mentions, documents, texts)
    cells, n_names = incidence.cells, len(incidence.names)
    pairs = find_shared(cells["sentence"], n_names)
    if not len(pairs):
        return tables.make("edges")
    traces = trace_shared(incidence, pairs)
    in_paragraph, docs_paragraph = count_shared(cells["paragraph"], pairs, n_names)
    in_document = count_together(cells["document"], pairs, n_names)
    n_docs = {"sentence": traces.n_docs, "paragraph": docs_paragraph, "document": in_document}
    tested = {window: _test_pairs(cells[window], pairs, n_docs[window], n_names) for window in WINDOWS}
    (expected, q), names = tested["sentence"], pd.Series(incidence.names, dtype="str")
    edges = pd.DataFrame(
        {
            "n_windows": traces.n,
            "n_docs": traces.n_docs,
            "n_sources": traces.n_sources,
            "expected": expected,
            "npmi": score_npmi(cells["sentence"], pairs, traces.n, n_names),
            "q": q,
            "in_paragraph": in_paragraph,
            "in_document": in_document,
            "q_paragraph": tested["paragraph"][1],
            "q_document": tested["document"][1],
            "support": _name_support({window: q for window, (_, q) in tested.items()}),
            "first_date": traces.first_date.astype("datetime64[D]").astype("datetime64[s]"),
            "last_date": traces.last_date.astype("datetime64[D]").astype("datetime64[s]"),
        }
    )
    order = np.lexsort((pairs, -edges.npmi.round(9), -edges.n_windows, -edges.n_docs))
    first, second = np.divmod(pairs[order], n_names)
    ends = {"source": names.take(first).array, "target": names.take(second).array}
    return tables.make("edges", edges.take(order).assign(**ends))


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


def judge_size(
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    n_shuffled: float | None = None,
    n_within: float | None = None,
) -> str:
    """Whether there is enough to test, in one sentence for caption and reader.

    ``n_shuffled`` (``count_shuffled_edges``) and ``n_within`` (the same, ``within=STRATA``) are told beside the number
    of edges, where they are given; where the second is more than 5 % of it, what that means is told too. Sentences are
    counted as ``link_entities`` does, without copies.
    """
    if edges.empty:
        return "No pair: no two names share a sentence."
    if edges.q.isna().all():
        n = count_company(cut_windows(mentions, documents, windows=("sentence",)).cells["sentence"])
        told = f"{n} sentence{' names' if n == 1 else 's name'} two or more, {ENOUGH_WINDOWS} are needed"
        return f"Too small to test: {told}; pairs are ranked by evidence, not by q."
    n_passing = int((edges.q <= LEVEL).sum())
    said = f"{n_passing:,} of {len(edges):,} pairs are more than chance at a false-discovery rate of 5 %"
    if n_shuffled is not None:
        said += f"; with the names of the articles dealt anew {n_shuffled:,.3g} would be"
        said += "" if n_within is None else f", within the same outlet and week or month {n_within:,.3g}"
    if n_within is not None and n_within > LEVEL * n_passing > 0:
        said += ": so many may only tell whom an outlet or a week writes about"
    return said + "."


def _test_pairs(cells: Cells, pairs: np.ndarray, n_docs: np.ndarray, n_names: int) -> tuple[np.ndarray, np.ndarray]:
    """(expected documents, q) of each pair that ``n_docs`` documents hold; q is missing where too few name two."""
    x, most = weigh_names(cells, n_names)
    expected = x[pairs // n_names] * x[pairs % n_names]
    q = find_q(n_docs, pairs, x, most) if is_testable(cells) else np.full(len(pairs), np.nan)
    return expected, q


def _name_support(q: dict[str, np.ndarray]) -> np.ndarray:
    """The windows in which each pair is more than chance, in words."""
    bits = sum((q[window] <= LEVEL).astype(int) << at for at, window in enumerate(WINDOWS))
    words = [" ".join(window for at, window in enumerate(WINDOWS) if bit >> at & 1) for bit in range(8)]
    return np.array(words, dtype=object)[bits]
