import networkx
import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.entities import count_matrix, keep_backbone, take_ego
from broadsheet.errors import InputError
from planted import shuffle


def make_edges(rows: list[tuple], *, q: float = 0.0) -> pd.DataFrame:
    """edges from (source, target, sentences) or (source, target, sentences, q)."""
    frame = pd.DataFrame([(*row, q)[:4] for row in rows], columns=["source", "target", "n_windows", "q"])
    rest = dict.fromkeys(["n_docs", "n_sources", "in_paragraph", "in_document"], frame.n_windows)
    rest |= dict.fromkeys(["expected", "npmi", "q_paragraph", "q_document"], 0.5)
    return tables.make("edges", frame.assign(**rest, support="", first_date=pd.NaT, last_date=pd.NaT))


def random_edges(n_names: int, n_edges: int, random_state: int = 0) -> pd.DataFrame:
    generator = np.random.default_rng(random_state)
    pairs = sorted(
        {tuple(sorted(pair)) for pair in generator.integers(0, n_names, (n_edges, 2)).tolist() if pair[0] != pair[1]}
    )
    return make_edges(
        [
            (f"N{a:03}", f"N{b:03}", int(n))
            for (a, b), n in zip(pairs, generator.permutation(len(pairs)) + 1, strict=True)
        ]
    )


TOY = [("A", "B", 9), ("B", "C", 8), ("A", "C", 7), ("C", "D", 2), ("D", "E", 1), ("X", "Y", 1), ("B", "E", 30, 0.2)]


def test_the_toy_worked_by_hand():
    edges = make_edges(TOY)
    assert (keep_backbone(edges, most=9).q <= 0.05).all() and len(keep_backbone(edges, most=9)) == 6
    kept = keep_backbone(edges, most=5)  # A-B and B-C are the strongest, then the tree joins D, E, X; A-C closes a ring
    assert (kept.source + kept.target).tolist() == ["AB", "BC", "CD", "DE", "XY"]
    kept = keep_backbone(edges, most=6)
    assert (kept.source + kept.target).tolist() == ["AB", "BC", "AC", "CD", "DE", "XY"]


def test_the_backbone_holds_the_strongest_and_the_maximum_spanning_tree():
    edges = random_edges(30, 300)
    graph = networkx.Graph()
    graph.add_weighted_edges_from(edges[["source", "target", "n_windows"]].itertuples(index=False))
    tree = {tuple(sorted(pair)) for *pair, _ in networkx.maximum_spanning_edges(graph)}
    kept = keep_backbone(edges, most=80)
    chosen = set(zip(kept.source, kept.target, strict=True))
    assert len(kept) == 80 and tree <= chosen
    strongest = edges.nlargest(40, "n_windows")
    assert set(zip(strongest.source, strongest.target, strict=True)) <= chosen
    pd.testing.assert_frame_equal(keep_backbone(shuffle(edges), most=80), kept)


def test_where_nothing_was_tested_all_edges_are_ranked_by_evidence():
    kept = keep_backbone(make_edges(TOY[:3], q=np.nan), most=2)
    assert kept.n_windows.tolist() == [9, 8]


def test_no_edge_that_is_more_than_chance_leaves_none():
    assert keep_backbone(make_edges(TOY[:3], q=0.5), most=2).empty
    assert keep_backbone(tables.make("edges"), most=2).empty


def test_a_backbone_of_no_edges_is_refused():
    with pytest.raises(InputError, match="most is 0, expected the number of edges to keep, 1 or more"):
        keep_backbone(make_edges(TOY), most=0)


def test_an_ego_network_is_its_strongest_partners_and_what_joins_them():
    ego = take_ego(make_edges(TOY), "B", most=2)  # E (30) and A (9)
    assert (ego.source + ego.target).tolist() == ["BE", "AB"]
    ego = take_ego(make_edges(TOY), "C", most=2)  # B (8) and A (7), who stand together
    assert (ego.source + ego.target).tolist() == ["AB", "BC", "AC"]
    pd.testing.assert_frame_equal(take_ego(shuffle(make_edges(TOY)), "C", most=2), ego)


def test_an_unknown_entity_is_told_the_nearest():
    edges = make_edges([("Ada Lovelace", "Charles Babbage", 1)])
    with pytest.raises(InputError, match=r"entity is 'Ada Lovelase', expected .* the nearest are Ada Lovelace"):
        take_ego(edges, "Ada Lovelase", most=3)
    with pytest.raises(InputError, match="of 0 such names the nearest are none"):
        take_ego(edges.head(0), "Ada", most=3)


def test_the_matrix_holds_the_dense_core_and_is_symmetric():
    matrix = count_matrix(make_edges(TOY[:6]), most=3)
    assert sorted(matrix.index) == ["A", "B", "C"] and matrix.columns.tolist() == matrix.index.tolist()
    assert matrix.loc["A", "B"] == matrix.loc["B", "A"] == 9 and matrix.loc["C", "A"] == 7 and matrix.loc["A", "A"] == 0
    assert count_matrix(make_edges([]), most=3).shape == (0, 0)
    assert count_matrix(make_edges(TOY[:1]), most=3).to_numpy().tolist() == [[0, 9], [9, 0]]


def test_the_core_is_that_of_networkx_and_the_order_of_edges_changes_nothing():
    edges = random_edges(40, 200)
    graph = networkx.Graph(list(zip(edges.source, edges.target, strict=True)))
    cores = networkx.core_number(graph)
    matrix = count_matrix(edges, most=12)
    outside = max(k for name, k in cores.items() if name not in matrix.index)
    assert min(cores[name] for name in matrix.index) >= outside
    pd.testing.assert_frame_equal(count_matrix(shuffle(edges), most=12), matrix)
    flat = matrix.stack()
    naive = {(a, b): n for a, b, n in edges[["source", "target", "n_windows"]].itertuples(index=False)}
    assert all(n == naive.get(tuple(sorted(pair)), 0) for pair, n in flat.items())
