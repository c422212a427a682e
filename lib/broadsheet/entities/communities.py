"""Groups of names that stand together, and how far another seed would group them alike."""

import random

import numpy as np
import pandas as pd

from broadsheet import tables

STABLE = 0.5  # a name that fewer seeds than this share put with its group is in none


def find_communities(edges: pd.DataFrame, *, n_seeds: int = 20, random_state: int = 0) -> pd.DataFrame:
    """entity, community, community_stability: a row for each name of ``edges``, by name.

    Leiden (Traag et al. 2019; modularity, weighted by shared sentences) is run ``n_seeds`` times; a last run, on
    edges weighted by the share of runs that put both ends together, gives the groups (ECG, Poulin and Theberge
    2019). A name's stability is the share of runs in which it is where most of its group is. One below a half is
    in no group (0), and so is what then is alone. 1 is the largest group.
    """
    import igraph

    pairs = edges.sort_values(["source", "target"])
    names = pd.Index(sorted({*pairs.source, *pairs.target}), dtype="str")
    if not len(names):
        return _make(names, np.zeros(0, dtype=np.int64), np.zeros(0))
    ends = np.column_stack([names.get_indexer(pairs.source), names.get_indexer(pairs.target)])
    graph = igraph.Graph(n=len(names), edges=ends.tolist())
    igraph.set_random_number_generator(random.Random(random_state))
    weights = pairs.n_windows.astype(float).tolist()
    runs = np.array([_run_leiden(graph, weights) for _ in range(n_seeds)])
    together = (runs[:, ends[:, 0]] == runs[:, ends[:, 1]]).mean(axis=0)
    group = _run_leiden(graph.subgraph_edges(np.flatnonzero(together).tolist(), delete_vertices=False),
                        together[together > 0].tolist())  # fmt: skip
    stability = _measure_stability(group, runs)
    return _make(names, _rank_groups(np.where(stability < STABLE, -1, group)), stability)


def join_communities(nodes: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """The nodes table with the communities of ``find_communities``; names it does not have are in none."""
    columns = ["community", "community_stability"]
    joined = nodes.drop(columns=columns).merge(communities[["entity", *columns]], on="entity", how="left")
    return tables.make("nodes", joined.assign(community=joined.community.fillna(0)))


def _run_leiden(graph, weights: list[float]) -> np.ndarray:
    found = graph.community_leiden(objective_function="modularity", weights=weights)
    return np.array(found.membership)


def _measure_stability(group: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """The share of runs in which each name is where most of its group is (the first of equals)."""
    share = np.zeros(len(group))
    for run in runs:
        sizes = pd.DataFrame({"group": group, "part": run}).value_counts().rename("n").reset_index()
        sizes = sizes.sort_values(["group", "n", "part"], ascending=[True, False, True]).drop_duplicates("group")
        share += run == sizes.set_index("group").part.loc[group].to_numpy()
    return share / len(runs)


def _rank_groups(group: np.ndarray) -> np.ndarray:
    """Groups numbered from 1, the largest first, then by their first member; -1 and what is alone become 0."""
    ranked, first, sizes = np.unique(group, return_index=True, return_counts=True)
    kept = np.flatnonzero((ranked >= 0) & (sizes >= 2))
    number = np.zeros(len(ranked), dtype=np.int64)
    number[kept[np.lexsort((first[kept], -sizes[kept]))]] = np.arange(1, len(kept) + 1)
    return number[np.searchsorted(ranked, group)]


def _make(names: pd.Index, community: np.ndarray, stability: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {"entity": names.astype("str"), "community": community, "community_stability": stability}
    ).astype({"community": "int64", "community_stability": "float64"})
