import re

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities import choose_centre, count_matrix, keep_backbone, take_ego
from broadsheet.entities.backbone import describe_backbone
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


def test_where_few_are_more_than_chance_the_best_supported_of_the_rest_fill_the_picture():
    edges = make_edges([*TOY, ("A", "E", 3, 0.3), ("C", "E", 2, 0.06)])
    kept = keep_backbone(edges, most=7)  # six are more than chance
    assert (kept.source + kept.target).tolist() == ["BE", "AB", "BC", "AC", "CD", "DE", "XY"]
    kept = keep_backbone(edges, most=8)
    assert (kept.source + kept.target).tolist() == ["BE", "AB", "BC", "AC", "AE", "CD", "DE", "XY"]
    pd.testing.assert_frame_equal(keep_backbone(shuffle(edges), most=8), kept)
    assert len(keep_backbone(edges, most=99)) == len(edges)


def test_where_none_is_more_than_chance_the_best_supported_are_drawn():
    kept = keep_backbone(make_edges(TOY[:3], q=0.5), most=2)
    assert (kept.source + kept.target).tolist() == ["AB", "BC"]
    assert keep_backbone(tables.make("edges"), most=2).empty


@settings(max_examples=30, deadline=None)
@given(n_passing=st.integers(0, 60), most=st.integers(1, 90))
def test_no_edge_takes_the_place_of_one_that_is_more_than_chance(n_passing, most):
    edges = random_edges(20, 60)
    edges["q"] = np.where(np.arange(len(edges)) < n_passing, 0.01, 0.5)
    kept = keep_backbone(edges, most=most)
    assert len(kept) == min(most, len(edges))
    assert (kept.q <= 0.05).sum() == min(most, (edges.q <= 0.05).sum())
    assert (np.diff(kept.n_windows) < 0).all()  # ranked


def test_the_caption_tells_which_edges_were_drawn():
    edges = make_edges([*TOY, ("A", "E", 3, 0.3), ("C", "E", 2, 0.06)])  # six are more than chance, three are not

    def tell(most, edges=edges):
        return describe_backbone(keep_backbone(edges, most=most), edges)

    assert tell(5) == (
        "Drawn are 5 of the 6 pairs that are more than chance: the 2 best supported, then those that join what would "
        "stand apart, then the next best supported."
    )
    assert tell(1) == "Drawn is 1 of the 6 pairs that are more than chance, the best supported."
    assert tell(6) == "Drawn are all 6 pairs that are more than chance."
    assert tell(8) == "Drawn are all 6 pairs that are more than chance and the 2 best supported of the other 3."
    one = make_edges([("A", "B", 9), *[(*row[:3], 0.5) for row in TOY[1:]]])
    assert tell(2, one) == "Drawn is the one pair that is more than chance and the 1 best supported of the other 6."
    assert tell(9) == "Drawn are 9 pairs, all that there are."
    none = make_edges(TOY[:3], q=0.5)
    assert tell(2, none) == "Drawn are 2 pairs, the best supported of 3; none is more than chance."
    untested = make_edges([row[:3] for row in TOY], q=np.nan)
    assert tell(4, untested).startswith("Drawn are 4 of 7 pairs: the 2 best supported, then those that join")
    assert tell(4, make_edges([])) == "There is no pair to draw."


@settings(max_examples=30, deadline=None)
@given(n_passing=st.integers(0, 60), most=st.integers(1, 90))
def test_what_the_caption_tells_of_the_best_supported_is_so(n_passing, most):
    edges = random_edges(20, 60)
    edges["q"] = np.where(np.arange(len(edges)) < n_passing, 0.01, 0.5)
    kept, passing = keep_backbone(edges, most=most), edges[edges.q <= 0.05]
    told = describe_backbone(kept, edges)
    if len(passing) > most:
        n_best = int(re.search(r"the (\d+) best supported", told)[1]) if most > 1 else 1
        assert set(passing.n_windows.nlargest(n_best)) <= set(kept.n_windows) and n_best == max(1, most // 2)
    elif "the other" in told:
        n_best, n_others = map(int, re.search(r"the (\d+) best supported of the other (\d+)", told).groups())
        others = edges[edges.q > 0.05].n_windows
        assert set(others.nlargest(n_best)) == set(kept.n_windows[kept.q > 0.05]) and n_others == len(others)
    else:
        assert len(kept) == len(edges) or len(passing) in (0, most)


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
    repeated = edges[edges.n_docs > 1]
    graph = networkx.Graph(list(zip(repeated.source, repeated.target, strict=True)))
    cores = networkx.core_number(graph)
    matrix = count_matrix(edges, most=12)
    outside = max(k for name, k in cores.items() if name not in matrix.index)
    assert min(cores[name] for name in matrix.index) >= outside
    pd.testing.assert_frame_equal(count_matrix(shuffle(edges), most=12), matrix)
    flat = matrix.stack()
    naive = {(a, b): n for a, b, n in edges[["source", "target", "n_windows"]].itertuples(index=False)}
    assert all(n == naive.get(tuple(sorted(pair)), 0) for pair, n in flat.items())


def test_a_name_without_a_partner_in_the_core_is_left_out_of_the_matrix():
    edges = make_edges([("A", "B", 3), ("A", "C", 3), ("B", "C", 3), ("X", "Y", 1)])
    assert sorted(count_matrix(edges, most=4).index) == ["A", "B", "C"]  # X would be the fourth, without Y
    assert sorted(count_matrix(edges, most=5).index) == ["A", "B", "C", "X", "Y"]


def test_the_centre_is_the_name_with_most_partners_then_sentences_then_the_alphabet():
    assert choose_centre(make_edges(TOY)) == "B"  # of A, C and E
    assert choose_centre(make_edges([("A", "B", 1), ("C", "D", 5)])) == "C"
    assert choose_centre(make_edges([("A", "B", 1), ("C", "D", 1)])) == "A"
    assert choose_centre(tables.make("edges")) == ""


def test_a_list_of_names_in_one_sentence_is_no_core():
    listed = [(f"L{a}", f"L{b}", 1) for a in range(4) for b in range(a + 1, 4)]
    edges = make_edges([("A", "B", 3), ("A", "C", 3), ("B", "C", 2), *listed])
    assert sorted(count_matrix(edges, most=3).index) == ["A", "B", "C"]
    assert sorted(count_matrix(make_edges(listed), most=3).index) == ["L0", "L1", "L2"]
