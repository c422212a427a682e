import io

import networkx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities import find_communities, join_communities, link_entities, place_entities, to_gexf, to_graphml
from planted import make_mentions, shuffle

ODD = [
    "AT&T <b>",
    'Dwayne "The Rock" Johnson',
    "O'Brien\u2019s ]]>",
    "\u0645\u0646\u0649",
    "\u6bdb\u6cfd\u4e1c \U0001f600",
    "$5bn_{x}",
]
READ = {to_gexf: networkx.read_gexf, to_graphml: networkx.read_graphml}


def make_network(sentences):
    mentions, documents = make_mentions(sentences)
    documents["date"] = pd.date_range("2024-01-01", periods=len(documents)).astype("datetime64[s]")
    edges = link_entities(mentions, documents)
    return join_communities(place_entities(mentions, edges), find_communities(edges)), edges


@pytest.fixture(scope="module")
def network():
    return make_network([(at // 2, ODD[at : at + 3]) for at in range(4)])


@pytest.mark.parametrize("write", READ)
def test_networkx_reads_back_what_was_written(network, write):
    nodes, edges = network
    graph = READ[write](io.BytesIO(write(nodes, edges)))
    assert set(graph) == set(ODD) and not graph.is_directed()
    for node in nodes.itertuples():
        there = graph.nodes[node.entity]
        assert there["label"] == node.entity and there["kind"] == node.kind
        assert (there["n_docs"], there["community"]) == (node.n_docs, node.community)
        assert (there["x"], there["y"], there["community_stability"]) == (node.x, node.y, node.community_stability)
    assert graph.number_of_edges() == len(edges)
    for edge in edges.itertuples():
        there = graph.edges[edge.source, edge.target]
        assert there["weight"] == there["n_windows"] == edge.n_windows and there["npmi"] == edge.npmi
        assert there["first_date"] == f"{edge.first_date:%Y-%m-%d}" and "q" not in there  # too few to test


def test_gexf_has_places_and_the_life_of_each_edge(network):
    nodes, edges = network
    graph = networkx.read_gexf(io.BytesIO(to_gexf(nodes, edges)))
    edge, node = edges.iloc[0], nodes.iloc[0]
    assert graph.nodes[node.entity]["viz"]["position"] == {"x": node.x, "y": node.y, "z": 0}
    there = graph.edges[edge.source, edge.target]
    assert (there["start"], there["end"]) == (f"{edge.first_date:%Y-%m-%d}", f"{edge.last_date:%Y-%m-%d}")
    undated = edges.assign(first_date=pd.NaT, last_date=pd.NaT)
    assert b'mode="dynamic"' not in to_gexf(nodes, undated) and b"start=" not in to_gexf(nodes, undated)


@pytest.mark.parametrize("write", READ)
def test_the_order_of_the_tables_changes_no_byte(network, write):
    nodes, edges = network
    assert write(shuffle(nodes), shuffle(edges)) == write(nodes, edges)


@pytest.mark.parametrize("write", READ)
def test_edges_to_names_that_are_no_nodes_are_left_out(network, write):
    nodes, edges = network
    graph = READ[write](io.BytesIO(write(nodes.head(2), edges)))
    assert set(graph) == set(nodes.entity.head(2))


@settings(max_examples=15, deadline=None)
@given(name=st.text(min_size=1, max_size=8))
def test_any_name_can_be_written(name):
    nodes, edges = make_network([(0, ["Ada", "Bob"])])
    nodes, edges = nodes.replace("Bob", name), edges.replace("Bob", name)
    for write, read in READ.items():
        assert len(read(io.BytesIO(write(nodes, edges)))) == len({"Ada", name})


@pytest.mark.parametrize("write", READ)
def test_an_empty_network_is_a_graph_without_nodes(write):
    assert len(READ[write](io.BytesIO(write(tables.make("nodes"), tables.make("edges"))))) == 0
