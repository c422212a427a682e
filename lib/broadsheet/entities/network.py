"""Who stands with whom: pairs of entities in sentences, and how surprising that is."""

import random
import re

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse
from scipy.special import gammainc

from broadsheet import tables
from broadsheet.evidence import quote
from broadsheet.words import split_sentences

ENOUGH_WINDOWS = 50  # fewer sentences with two names than this are too few to test
N_STEPS = 200  # of fitting the expected pairs; 100 are enough where a solution exists


def count_names(mentions: pd.DataFrame) -> pd.DataFrame:
    """entity, kind, n_mentions, n_docs: one row a name, the most widespread first."""
    counted = mentions.groupby("entity").agg(
        kind=("kind", "first"), n_mentions=("start", "size"), n_docs=("doc_id", "nunique")
    )
    return counted.reset_index().sort_values(
        ["n_docs", "n_mentions", "entity"], ascending=[False, False, True], ignore_index=True
    )


def link_entities(mentions: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Pairs of entities that share a sentence: the edges table, the best supported first.

    One count of n_windows is one sentence that names both, however often. expected is what
    names mixed at random would have, each with as many partners as it has: ``expect_pairs``
    of sum (n_w - 1) over a name's sentences (n_w names in sentence w). q adjusts a Poisson
    tail by Benjamini and Hochberg over all pairs that could have been; as sentences of one
    document are no independent witnesses, n_windows and expected are first divided by the
    pair's design effect (Kish 1965: sum x^2 / sum x over its sentences x in each document).
    npmi is Bouma's (2009), over sentences with a name.
    """
    if mentions.empty:
        return tables.make("edges")
    mentions = mentions.merge(documents[["doc_id", "source", "date"]], on="doc_id")
    mentions["paragraph"] = _count_lines(mentions, documents)
    names = np.array(sorted(mentions.entity.unique()), dtype=object)
    in_sentence = _incidence(mentions, names, ["doc_id", "sentence"])
    together = sparse.triu(in_sentence.T @ in_sentence, k=1).tocoo()
    if not together.nnz:
        return tables.make("edges")
    order = np.lexsort((together.col, together.row))
    first, second, n_windows = together.row[order], together.col[order], together.data[order]
    edges = pd.DataFrame({"source": names[first], "target": names[second], "n_windows": n_windows})
    edges["expected"], edges["npmi"] = _surprise(in_sentence, first, second, n_windows)
    edges = edges.merge(_spread(mentions), on=["source", "target"])
    p = gammainc(edges.n_windows / edges.design_effect, edges.expected / edges.design_effect)  # P(X >= n), Poisson
    edges["q"] = adjust(p.to_numpy(), n_tests=len(names) * (len(names) - 1) // 2)
    for column, keys in (("in_paragraph", ["doc_id", "paragraph"]), ("in_document", ["doc_id"])):
        incidence = _incidence(mentions, names, keys)
        edges[column] = np.asarray((incidence.T @ incidence)[first, second]).ravel()
    order = ["n_docs", "n_windows", "rounded", "source", "target"]
    edges = edges.assign(rounded=edges.npmi.round(9)).sort_values(order, ascending=[False, False, False, True, True])
    return tables.make("edges", edges)


def adjust(p: np.ndarray, *, n_tests: int) -> np.ndarray:
    """Benjamini and Hochberg's (1995) adjusted p of the smallest of ``n_tests`` tests; the rest have p = 1."""
    order = np.argsort(p, kind="stable")[::-1]
    scaled = p[order] * n_tests / np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(np.minimum(scaled, 1.0))
    return adjusted


def place_entities(mentions: pd.DataFrame, edges: pd.DataFrame, *, random_state: int = 0) -> pd.DataFrame:
    """Positions for the entities of ``edges``: the nodes table.

    Fruchterman and Reingold's layout (igraph) on sorted nodes and edges from a seeded start,
    so that the order of the input does not matter. Parts that do not touch are laid out
    alone and packed side by side. Positions are rounded to three digits.
    """
    import igraph

    if edges.empty:
        return tables.make("nodes")
    pairs = edges.sort_values(["source", "target"])
    names = sorted(set(pairs.source) | set(pairs.target))
    number = {name: at for at, name in enumerate(names)}
    graph = igraph.Graph(
        n=len(names), edges=[(number[a], number[b]) for a, b in zip(pairs.source, pairs.target, strict=True)]
    )
    igraph.set_random_number_generator(random.Random(random_state))
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part))
    boxes = [
        np.array(graph.induced_subgraph(part).layout_fruchterman_reingold(niter=1000, grid=False).coords)
        for part in parts
    ]
    positions = np.zeros((len(names), 2))
    for part, placed in zip(parts, _pack(boxes), strict=True):
        positions[part] = placed
    counted = count_names(mentions).set_index("entity").loc[names].reset_index()
    return tables.make("nodes", counted.assign(x=positions[:, 0].round(3), y=positions[:, 1].round(3)))


def find_pairs(documents: pd.DataFrame, mentions: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """The sentences behind the edges: an evidence table, the item is "a -- b"."""
    if mentions.empty or edges.empty:
        return quote(documents, pd.DataFrame(columns=["item", "doc_id", "start", "end"]))
    rows = pl.DataFrame({name: mentions[name].to_list() for name in ("doc_id", "sentence", "entity")}).unique()
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


def expect_pairs(degree: np.ndarray) -> np.ndarray:
    """Weights x with x_a x_b the expected number of pairs of a and b when names mix at random.

    ``degree`` is the number of partners of each name. The model is Chung and Lu's (2002)
    without pairs of a name with itself, which would take partners from the hubs: x is fitted
    iteratively so that x_a (sum(x) - x_a), what a name expects of all others, is its degree.
    """
    if not degree.any():
        return np.zeros(len(degree))
    x = degree / np.sqrt(degree.sum())
    for _ in range(N_STEPS):
        others = x.sum() - x
        step = np.divide(degree, others, out=np.zeros(len(x)), where=others > 0)
        change = np.abs(step - x).max()
        x = (x + step) / 2
        if change <= 1e-12 * x.max():
            break
    return x


def _count_lines(mentions: pd.DataFrame, documents: pd.DataFrame) -> np.ndarray:
    """The number of line ends before each mention."""
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    n_lines = np.zeros(len(mentions), dtype=np.int64)
    starts = mentions.start.to_numpy()
    for doc_id, at in mentions.groupby("doc_id").indices.items():
        ends = [found.start() for found in re.finditer("\n", texts[doc_id])]
        n_lines[at] = np.searchsorted(ends, starts[at])
    return n_lines


def _pack(boxes: list[np.ndarray]) -> list[np.ndarray]:
    """Lay point sets side by side in rows about one and a half times as wide as high in all.

    Small sets stand upright, and there is room for a label to the right of each.
    """
    upright = [
        points[:, ::-1] if len(points) <= 4 and np.ptp(points[:, 0]) > np.ptp(points[:, 1]) else points
        for points in boxes
    ]
    upright = [points - points.min(axis=0) for points in upright]
    sizes = [points.max(axis=0) + np.array([3.5, 1.5]) for points in upright]
    wide = max(float(sizes[0][0]) + 5, 1.5 * float(np.sqrt(sum(width * height for width, height in sizes))))
    packed, left, bottom, tallest = [], 0.0, 0.0, 0.0
    for points, (width, height) in zip(upright, sizes, strict=True):
        if left and left + width > wide:
            left, bottom, tallest = 0.0, bottom - tallest, 0.0
        packed.append(points + np.array([left, bottom - height]))
        left, tallest = left + width, max(tallest, float(height))
    return packed


def judge_size(mentions: pd.DataFrame, edges: pd.DataFrame) -> str:
    """Whether there is enough to test, in one sentence for caption and reader."""
    n_windows = int((mentions.groupby(["doc_id", "sentence"]).entity.nunique() >= 2).sum())
    if n_windows < ENOUGH_WINDOWS:
        return f"Too small to test: {n_windows} sentences name two or more; pairs are ranked by evidence, not by q."
    return (
        f"{int((edges.q <= 0.05).sum())} of {len(edges)} pairs are more than chance at a false-discovery rate of 5 %."
    )


def _incidence(mentions: pd.DataFrame, names: np.ndarray, keys: list[str]) -> sparse.csr_matrix:
    """Windows x entities, 1 where the window names the entity."""
    windows = mentions.groupby(keys).ngroup().to_numpy()
    columns = np.searchsorted(names.astype(str), mentions.entity.to_numpy(dtype=str))
    cells = np.unique(np.stack([windows, columns]), axis=1)
    return sparse.csr_matrix(
        (np.ones(cells.shape[1], dtype=np.int64), (cells[0], cells[1])), shape=(windows.max() + 1, len(names))
    )


def _surprise(incidence: sparse.csr_matrix, first, second, n_windows) -> tuple[np.ndarray, np.ndarray]:
    """expected and npmi of each pair."""
    degree = np.asarray(incidence.sum(axis=0)).ravel().astype(float)
    size = np.asarray(incidence.sum(axis=1)).ravel().astype(float)
    mixed = expect_pairs(incidence.T @ (size - 1))
    expected = mixed[first] * mixed[second]
    total = incidence.shape[0]
    joint = n_windows / total
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint * total**2 / (degree[first] * degree[second])) / -np.log(joint)
    return expected, np.where(joint == 1, 1.0, npmi)


def _spread(mentions: pd.DataFrame) -> pd.DataFrame:
    """Documents, named outlets and dates of the sentences behind each pair, and their design effect."""
    rows = pl.DataFrame(
        {name: mentions[name].to_list() for name in ("doc_id", "sentence", "entity", "source")}
        | {"date": mentions["date"].to_numpy("datetime64[ms]")}
    ).unique()
    pairs = rows.join(rows, on=["doc_id", "sentence"], suffix="_b").filter(pl.col("entity") < pl.col("entity_b"))
    by_document = pairs.group_by("entity", "entity_b", "doc_id", "source", "date").len("n").sort("doc_id")
    counted = by_document.group_by("entity", "entity_b").agg(
        n_docs=pl.col("doc_id").n_unique(),
        design_effect=pl.col("n").pow(2).sum() / pl.col("n").sum(),
        n_sources=pl.col("source").filter(pl.col("source") != "").n_unique(),
        first_date=pl.col("date").min(),
        last_date=pl.col("date").max(),
    )
    return pd.DataFrame(counted.rename({"entity": "source", "entity_b": "target"}).to_dict(as_series=False)).astype(
        {"first_date": "datetime64[s]", "last_date": "datetime64[s]"}
    )
