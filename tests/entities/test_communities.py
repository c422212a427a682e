import networkx
import numpy as np
import pandas as pd

from broadsheet import tables
from broadsheet.entities import find_communities, join_communities, place_entities
from broadsheet.entities.communities import _measure_stability, _rank_groups
from planted import make_mentions, shuffle


def join(pairs: list[tuple[str, str, int]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["source", "target", "n_windows"]).astype({"source": "str", "target": "str"})


def plant_groups(*, n_groups: int, size: int, inside: float, between: float, random_state: int = 0) -> pd.DataFrame:
    """Edges of groups: names G0-00, G0-01, ...; pairs of one group are joined more often than others."""
    generator = np.random.default_rng(random_state)
    names = [(group, f"G{group}-{at:02}") for group in range(n_groups) for at in range(size)]
    return join([
        (a, b, 3)
        for at, (group, a) in enumerate(names) for other, b in names[at + 1 :]
        if generator.random() < (inside if group == other else between)
    ])  # fmt: skip


def test_planted_groups_are_found_and_stable():
    found = find_communities(plant_groups(n_groups=4, size=15, inside=0.6, between=0.02))
    assert found.groupby(found.entity.str[:2]).community.nunique().tolist() == [1, 1, 1, 1]
    assert sorted(found.community.unique()) == [1, 2, 3, 4] and (found.community_stability > 0.9).all()


def test_groups_of_a_random_network_are_less_stable_than_planted_ones():
    edges = plant_groups(n_groups=1, size=120, inside=0.05, between=0)
    found = find_communities(edges)
    assert found.community_stability.mean() < 0.9
    assert ((found.community == 0) >= (found.community_stability < 0.5)).all()


def test_the_groups_are_about_as_modular_as_those_of_networkx():
    edges = plant_groups(n_groups=5, size=12, inside=0.4, between=0.05, random_state=2)
    graph = networkx.Graph(list(zip(edges.source, edges.target, strict=True)))
    found = find_communities(edges)
    ours = [set(part.entity) for number, part in found.groupby("community") if number]
    ours += [{name} for name in found[found.community == 0].entity]
    peer = networkx.community.louvain_communities(graph, seed=0)
    assert networkx.community.modularity(graph, ours) >= networkx.community.modularity(graph, peer) - 0.02


def test_the_order_of_edges_changes_no_group():
    edges = plant_groups(n_groups=3, size=10, inside=0.3, between=0.1)
    pd.testing.assert_frame_equal(find_communities(shuffle(edges)), find_communities(edges))


def test_stability_is_the_share_of_runs_with_most_of_the_group():
    runs = np.array([[0, 0, 0, 1, 1], [0, 0, 1, 1, 1], [0, 1, 1, 2, 2], [5, 5, 5, 5, 5]])
    stability = _measure_stability(np.array([0, 0, 0, 1, 1]), runs)
    assert stability.tolist() == [0.75, 1, 0.75, 1, 1]


def test_groups_are_numbered_by_size_and_what_is_alone_is_in_none():
    assert _rank_groups(np.array([7, 3, 3, 3, -1, 2, 2, -1, 5])).tolist() == [0, 1, 1, 1, 0, 2, 2, 0, 0]


def test_nodes_get_their_communities_and_names_without_one_get_none():
    mentions, _ = make_mentions([(0, ["Ada", "Bob"]), (1, ["Cyd", "Dee"])])
    edges = join([("Ada", "Bob", 1), ("Cyd", "Dee", 1)])
    nodes = place_entities(mentions, edges)
    joined = join_communities(nodes, find_communities(edges.head(1))).set_index("entity")
    assert (
        joined.community.tolist() == [1, 1, 0, 0]
        and joined.community_stability.isna().tolist() == [False] * 2 + [True] * 2
    )


def test_no_edges_have_no_communities():
    empty = find_communities(tables.make("edges"))
    assert empty.empty and empty.community.dtype == "int64"
    assert join_communities(tables.make("nodes"), empty).empty
