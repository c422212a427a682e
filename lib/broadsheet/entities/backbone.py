"""What of a network is drawn: few edges of many, the neighbourhood of one name, the dense core as a matrix."""

from difflib import get_close_matches

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

from broadsheet.entities.chance import LEVEL
from broadsheet.errors import InputError


def rank_edges(edges: pd.DataFrame) -> pd.DataFrame:
    """The edges by evidence: documents, sentences, npmi, then the alphabet."""
    order = ["n_docs", "n_windows", "rounded", "source", "target"]
    ranked = edges.assign(rounded=edges.npmi.round(9)).sort_values(order, ascending=[False, False, False, True, True])
    return ranked.drop(columns="rounded").reset_index(drop=True)


def keep_backbone(edges: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """At most ``most`` edges to draw, ranked by evidence: ``rank_edges``.

    Edges that are more than chance (q of at most 5 %) come first. Where there are more of them than ``most``: the
    strongest half of ``most`` whatever they join, then what joins the parts, the strongest edges of the maximum
    spanning tree, then the strongest of the rest. Where there are fewer, the best supported of the others fill the
    picture; q tells them apart. Where q is missing because there was too little to test, all edges are treated as the
    first. An InputError for ``most`` below 1.
    """
    if most < 1:
        raise InputError(f"most is {most}, expected the number of edges to keep, 1 or more.")
    ranked = rank_edges(edges)
    passing = (ranked.q <= LEVEL) | ranked.q.isna().all()
    first, others = ranked[passing], ranked[~passing]
    if len(first) > most:
        rest = np.arange(len(first)) >= most // 2
        first = first.iloc[np.lexsort((~_is_in_tree(first), rest))[:most]]
    return pd.concat([first, others.head(most - len(first))]).sort_index().reset_index(drop=True)


def describe_backbone(drawn: pd.DataFrame, edges: pd.DataFrame) -> str:
    """Which of ``edges`` were drawn, one sentence for the caption; ``drawn`` is what ``keep_backbone`` made of them."""
    if len(drawn) == len(edges):
        return f"Drawn {_are(len(edges), 'pair')}, all that there are." if len(edges) else "There is no pair to draw."
    untested = edges.q.isna().all()
    n_passing = len(edges) if untested else int((edges.q <= LEVEL).sum())
    if n_passing > len(drawn):
        whose = f"of {len(edges):,} pairs" if untested else f"of the {n_passing:,} pairs that are more than chance"
        if len(drawn) == 1:
            return f"Drawn is 1 {whose}, the best supported."
        return (
            f"Drawn are {len(drawn):,} {whose}: the {len(drawn) // 2:,} best supported, then those that join what "
            "would stand apart, then the next best supported."
        )
    if not n_passing:
        return f"Drawn {_are(len(drawn), 'pair')}, the best supported of {len(edges):,}; none is more than chance."
    others = len(drawn) - n_passing
    more = f" and the {others:,} best supported of the other {len(edges) - n_passing:,}" if others else ""
    passing = f"are all {n_passing:,} pairs that are" if n_passing > 1 else "is the one pair that is"
    return f"Drawn {passing} more than chance{more}."


def choose_centre(edges: pd.DataFrame) -> str:
    """The name with most partners, then most shared sentences, then first by alphabet; "" where there is no edge."""
    ends = pd.concat([edges.source, edges.target], ignore_index=True)
    counted = pd.concat([edges.n_windows] * 2, ignore_index=True).groupby(ends).agg(["size", "sum"]).sort_index()
    return str(counted.sort_values(["size", "sum"], ascending=False, kind="stable").index[0]) if len(counted) else ""


def take_ego(edges: pd.DataFrame, entity: str, *, most: int) -> pd.DataFrame:
    """The ``most`` strongest edges of one entity, and those between the names at their other ends.

    An InputError for an entity without an edge names the nearest there is.
    """
    ranked = rank_edges(edges)
    own = ((ranked.source == entity) | (ranked.target == entity)).to_numpy()
    if not own.any():
        names = sorted({*edges.source, *edges.target})
        near = get_close_matches(entity, names, n=3, cutoff=0) or ["none"]
        raise InputError(
            f"entity is {entity!r}, expected a name that shares a sentence with another; "
            f"of {len(names):,} such names the nearest are {', '.join(near)}."
        )
    circle = ranked[own].head(most)
    names = {*circle.source, *circle.target} - {entity}
    between = ranked.source.isin(names) & ranked.target.isin(names)
    return ranked[ranked.index.isin(circle.index) | between].reset_index(drop=True)


def count_matrix(edges: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """Shared sentences of at most ``most`` names of the dense core: a square table, names as index and columns.

    The core are the names left longest when those with fewest partners are taken away (k-cores, Seidman 1983),
    among equals those with most shared sentences; one without a partner among them is left out. Partners are those
    of two documents or more, where there are such: a list of names in one sentence is no core. Names with like
    partners stand side by side (average linkage on their rows, Euclidean on log counts). The diagonal is 0.
    """
    import igraph

    names = np.array(sorted({*edges.source, *edges.target}), dtype=object)
    pairs = edges.sort_values(["source", "target"])
    first, second = pd.Index(names).get_indexer(pairs.source), pd.Index(names).get_indexer(pairs.target)
    n = pairs.n_windows.to_numpy()
    repeated = ((pairs.n_docs > 1) | ~(pairs.n_docs > 1).any()).to_numpy()
    graph = igraph.Graph(n=len(names), edges=np.column_stack([first, second])[repeated].tolist())
    n_shared = np.bincount(first, n, len(names)) + np.bincount(second, n, len(names))
    core = np.sort(np.lexsort((np.arange(len(names)), -n_shared, -np.array(graph.coreness())))[:most])
    place = np.full(len(names), -1)
    place[core] = np.arange(len(core))
    inside = (place[first] >= 0) & (place[second] >= 0)
    counts = np.zeros((len(core), len(core)), dtype=np.int64)
    counts[place[first[inside]], place[second[inside]]] = n[inside]
    counts += counts.T
    has_partner = counts.any(axis=1)
    core, counts = core[has_partner], counts[np.ix_(has_partner, has_partner)]
    order = np.arange(len(core))
    if len(core) > 2:
        order = leaves_list(linkage(pdist(np.log1p(counts)).round(9), "average"))
    called = pd.Index(names[core][order], dtype="str", name="entity")
    return pd.DataFrame(counts[np.ix_(order, order)], index=called, columns=called.rename(None))


def _is_in_tree(ranked: pd.DataFrame) -> np.ndarray:
    """Which edges are in the spanning tree (of each part) that holds the strongest, ``ranked`` being the order."""
    import igraph

    codes, _ = pd.factorize(pd.concat([ranked.source, ranked.target]))
    pairs = codes.reshape(2, -1).T
    graph = igraph.Graph(n=int(codes.max()) + 1, edges=pairs.tolist())
    tree = graph.spanning_tree(weights=list(range(len(ranked))), return_tree=False)
    return np.isin(np.arange(len(ranked)), tree)


def _are(n: int, what: str) -> str:
    return f"is {n:,} {what}" if n == 1 else f"are {n:,} {what}s"
