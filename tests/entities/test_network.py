from itertools import combinations

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import root
from scipy.stats import gamma, poisson

from broadsheet import tables
from broadsheet.entities import count_names, find_pairs, judge_size, link_entities, place_entities
from broadsheet.entities.network import _count_lines, adjust, expect_pairs
from planted import make_documents, make_mentions, plant_pairs, shuffle

TOY = [(0, ["Ada", "Bob"]), (0, ["Ada", "Bob", "Cyd"]), (1, ["Ada", "Bob"]), (1, ["Dee"]), (2, ["Cyd", "Dee"])]
pair_lists = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=4, unique=True)), min_size=1
)


def link(sentences: list[tuple[int, list[str]]]) -> pd.DataFrame:
    return link_entities(*make_mentions(sentences))


def found(edges: pd.DataFrame) -> set[tuple[str, str]]:
    chosen = edges[edges.q <= 0.05]
    return set(zip(chosen.source, chosen.target, strict=True))


def naive_adjust(p: list[float], n_tests: int) -> list[float]:
    every = sorted([*p, *[1.0] * (n_tests - len(p))])
    scaled = [value * n_tests / rank for rank, value in enumerate(every, start=1)]
    return [min(1, *(scaled[at] for at in range(n_tests) if every[at] >= value)) for value in p]


@pytest.fixture(scope="module")
def planted():
    mentions, documents, pairs = plant_pairs(random_state=1)
    return mentions, documents, pairs, link_entities(mentions, documents)


def test_the_toy_worked_by_hand():
    edges = link(TOY).set_index(["source", "target"])
    assert edges.n_windows.to_dict() == {("Ada", "Bob"): 3, ("Ada", "Cyd"): 1, ("Bob", "Cyd"): 1, ("Cyd", "Dee"): 1}
    assert edges.n_docs["Ada", "Bob"] == 2 and edges.in_document["Ada", "Bob"] == 2
    degree = np.array([1 + 2 + 1, 1 + 2 + 1, 2 + 1, 0 + 1])  # partners of Ada, Bob, Cyd and Dee
    x = root(lambda x: x * (x.sum() - x) - degree, np.ones(4)).x
    assert edges.expected["Ada", "Bob"] == pytest.approx(x[0] * x[1])
    assert edges.expected["Cyd", "Dee"] == pytest.approx(x[2] * x[3])
    assert edges.npmi["Ada", "Bob"] == pytest.approx(np.log((3 / 5) / (3 / 5 * 3 / 5)) / -np.log(3 / 5))


@settings(max_examples=20, deadline=None)
@given(sentences=pair_lists)
def test_pairs_agree_with_a_networkx_loop(sentences):
    graph = networkx.Graph()
    for _, names in sentences:
        for a, b in combinations(sorted(names), 2):
            graph.add_edge(a, b, n=graph.get_edge_data(a, b, {"n": 0})["n"] + 1)
    edges = link(sentences)
    assert dict(zip(zip(edges.source, edges.target, strict=True), edges.n_windows, strict=True)) == {
        tuple(sorted(pair)): n for *pair, n in graph.edges(data="n")
    }
    assert (edges.source < edges.target).all()


@settings(max_examples=20, deadline=None)
@given(sentences=pair_lists)
def test_q_agrees_with_a_naive_loop(sentences):
    names, by_document = set(), {}
    for doc, here in sentences:
        names |= set(here)
        for pair in combinations(sorted(here), 2):
            by_document.setdefault(pair, []).append(doc)
    edges = link(sentences).set_index(["source", "target"])
    p = {}
    for pair, docs in by_document.items():
        effect = sum(docs.count(doc) for doc in docs) / len(docs)  # the sum of x^2 over the sum of x
        p[pair] = gamma.cdf(edges.expected[pair] / effect, len(docs) / effect)
    q = naive_adjust(list(p.values()), len(names) * (len(names) - 1) // 2)
    assert edges.q.to_dict() == pytest.approx(dict(zip(p, q, strict=True)))
    assert edges.n_docs.to_dict() == {pair: len(set(docs)) for pair, docs in by_document.items()}


@settings(max_examples=20, deadline=None)
@given(degree=st.lists(st.integers(0, 1000), min_size=3, max_size=30).filter(lambda row: max(row) <= 0.45 * sum(row)))
def test_each_name_expects_as_many_partners_as_it_has(degree):
    x = expect_pairs(np.array(degree))
    expected = np.outer(x, x)
    np.fill_diagonal(expected, 0)
    assert expected.sum(axis=1) == pytest.approx(np.array(degree), rel=1e-3)


def test_a_name_in_every_pair_is_expected_where_it_is():
    edges = link([(doc, ["Hub", name]) for doc, name in enumerate("ABCDABCA")])
    assert edges.expected.tolist() == pytest.approx(edges.n_windows.tolist(), rel=0.1)
    assert expect_pairs(np.zeros(3)).tolist() == [0, 0, 0]


def test_a_hub_among_random_names_is_no_evidence():
    generator = np.random.default_rng(0)
    names, sentences = [f"Name{at:02}" for at in range(60)], []
    for doc in range(6000):
        some = list(generator.choice(names, generator.integers(1, 4), replace=False))
        sentences.append((doc, [*some, "Hub"] if generator.random() < 0.3 else some))
    assert len(found(link(sentences))) <= 1


def test_pairs_of_single_sentences_are_tested_by_the_plain_poisson_tail():
    others = [(8 + at, [f"X{2 * at:02}", f"X{2 * at + 1:02}"]) for at in range(20)]
    edges = link([(doc, ["Ada", "Bob"]) for doc in range(8)] + others)
    edge = edges.set_index("source").loc["Ada"]
    assert edge.q == pytest.approx(poisson.sf(7, edge.expected) * 42 * 41 / 2) and edge.q < 0.5


def test_benjamini_and_hochberg_agree_with_a_naive_loop():
    p = np.random.default_rng(0).random(30) ** 4
    assert adjust(p, n_tests=100) == pytest.approx(naive_adjust(list(p), 100))


def test_adjusting_needs_no_memory_for_the_pairs_that_were_never_seen():
    assert adjust(np.array([1e-12]), n_tests=10**15).tolist() == [1.0]


@pytest.mark.parametrize("random_state", range(3))
def test_planted_pairs_are_found_and_hardly_others(random_state):
    mentions, documents, pairs = plant_pairs(random_state=random_state)
    chosen = found(link_entities(mentions, documents))
    assert len(chosen & pairs) >= 0.95 * len(chosen) and len(chosen & pairs) >= 0.7 * len(pairs)


def test_names_shuffled_over_the_sentences_give_almost_no_edge(planted):
    mentions, documents, _, edges = planted
    mixed = mentions.assign(entity=np.random.default_rng(0).permutation(mentions.entity))
    assert len(found(edges)) >= 10 and len(found(link_entities(mixed, documents))) <= 1


def test_articles_with_random_casts_are_no_evidence_however_often_they_repeat_the_names():
    generator = np.random.default_rng(0)
    names, sentences = [f"Name{at:02}" for at in range(60)], []
    for doc in range(80):
        cast = generator.choice(names, 4, replace=False)
        sentences += [(doc, list(generator.choice(cast, 2, replace=False))) for _ in range(generator.integers(10, 30))]
    edges = link(sentences)
    plain = adjust(poisson.sf(edges.n_windows - 1, edges.expected), n_tests=60 * 59 // 2)
    assert (plain <= 0.05).sum() > 50  # a test that takes each sentence for a witness of its own
    assert len(found(edges)) <= 1


def test_the_order_of_mentions_and_documents_changes_no_edge(planted):
    mentions, documents, _, edges = planted
    pd.testing.assert_frame_equal(link_entities(shuffle(mentions), shuffle(documents)), edges)


def test_the_order_of_mentions_and_edges_changes_no_node_and_no_position(planted):
    mentions, _, _, edges = planted
    nodes = place_entities(mentions, edges.head(40), random_state=3)
    pd.testing.assert_frame_equal(place_entities(shuffle(mentions), shuffle(edges.head(40)), random_state=3), nodes)
    assert not nodes[["x", "y"]].equals(place_entities(mentions, edges.head(40), random_state=4)[["x", "y"]])


def test_nodes_are_the_names_of_the_edges_each_at_a_place_of_its_own(planted):
    mentions, _, _, edges = planted
    nodes = place_entities(mentions, edges.head(40))
    assert set(nodes.entity) == set(edges.source.head(40)) | set(edges.target.head(40))
    assert not nodes.duplicated(["x", "y"]).any()


def test_parts_that_do_not_touch_do_not_overlap():
    mentions, documents = make_mentions([(0, [f"A{at}", f"A{at + 1}"]) for at in range(4)] + [(1, ["B0", "B1"])])
    nodes = place_entities(mentions, link_entities(mentions, documents))
    (left, bottom, right, top), *other = (
        (part.x.min(), part.y.min(), part.x.max(), part.y.max()) for _, part in nodes.groupby(nodes.entity.str[0])
    )
    assert all(box[0] > right or box[2] < left or box[1] > top or box[3] < bottom for box in other)


def test_a_name_twice_in_a_sentence_is_one_window_and_no_edge_to_itself():
    edges = link([(0, ["Ada", "Ada", "Bob"]), (0, ["Ada", "Ada"])])
    assert edges[["source", "target", "n_windows"]].to_numpy().tolist() == [["Ada", "Bob", 1]]


def test_paragraphs_and_documents_are_wider_than_sentences():
    documents = make_documents(["Ada ran. Bob ran.\nCyd ran.", "Ada and Bob ran. Cyd ran."])
    rows = [("d000", 0, 0, "Ada"), ("d000", 1, 9, "Bob"), ("d000", 2, 18, "Cyd"), ("d001", 0, 0, "Ada"),
            ("d001", 0, 8, "Bob"), ("d001", 1, 17, "Cyd")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["doc_id", "sentence", "start", "surface"])
    frame = frame.assign(end=frame.start + 3, entity=frame.surface, kind="PERSON", rule="model")
    (edge,) = link_entities(tables.make("mentions", frame), documents).itertuples()
    assert (edge.n_windows, edge.in_paragraph, edge.in_document) == (1, 2, 2)


@settings(max_examples=20, deadline=None)
@given(
    text=st.text("ab\n", min_size=1, max_size=30), other=st.text("a\n", min_size=1, max_size=9), seed=st.integers(0, 99)
)
def test_line_ends_before_a_mention_agree_with_counting_each(text, other, seed):
    rows = [("d000", at) for at in range(len(text))] + [("d001", at) for at in range(len(other))]
    mentions = shuffle(pd.DataFrame(rows, columns=["doc_id", "start"]), seed)
    texts = {"d000": text, "d001": other}
    naive = [texts[row.doc_id].count("\n", 0, row.start) for row in mentions.itertuples()]
    assert _count_lines(mentions, make_documents([text, other])).tolist() == naive


def test_dates_and_outlets_are_those_of_the_sentences_with_both():
    mentions, documents = make_mentions([(doc, ["Ada", "Bob"]) for doc in range(4)] + [(4, ["Ada"])])
    documents["date"] = pd.to_datetime(["2024-03-01", "2024-01-01", None, "2024-02-01", "2020-01-01"]).astype(
        "datetime64[s]"
    )
    documents["source"] = ["Gazette", "Courier", "Gazette", "", "Herald"]
    (edge,) = link_entities(mentions, documents).itertuples()
    assert (edge.first_date, edge.last_date) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-01"))
    assert (edge.n_docs, edge.n_sources) == (4, 2)


def test_pairs_without_a_date_have_none():
    assert link([(0, ["Ada", "Bob"])]).first_date.isna().all()


def test_the_evidence_of_an_edge_is_each_sentence_with_both():
    mentions, documents = make_mentions(TOY)
    edges = link_entities(mentions, documents)
    pairs = find_pairs(documents, mentions, edges)
    assert pairs.groupby("item").size().to_dict() == {
        f"{row.source} -- {row.target}": row.n_windows for row in edges.itertuples()
    }
    assert all(row.item.split(" -- ")[0] in row.match and row.item.split(" -- ")[1] in row.match
               for row in pairs.itertuples())  # fmt: skip


def test_names_are_counted_the_most_widespread_first():
    names = count_names(make_mentions(TOY)[0])
    assert names[["entity", "n_mentions", "n_docs"]].to_numpy().tolist() == [
        ["Ada", 3, 2], ["Bob", 3, 2], ["Cyd", 2, 2], ["Dee", 2, 2]
    ]  # fmt: skip


def test_no_mentions_and_no_pairs_give_empty_tables():
    mentions, documents = make_mentions([(0, ["Ada"]), (1, ["Bob"])])
    for some in (mentions, mentions.head(0)):
        edges = link_entities(some, documents)
        assert edges.empty and place_entities(some, edges).empty and find_pairs(documents, some, edges).empty
        assert "npmi" in edges and count_names(some).shape[1] == 4


def test_a_small_corpus_is_called_too_small_and_a_larger_one_counted(planted):
    mentions, _, _, edges = planted
    assert judge_size(mentions, edges).startswith(f"{len(found(edges))} of {len(edges)} pairs are more than chance")
    toy = make_mentions(TOY)
    assert judge_size(toy[0], link_entities(*toy)).startswith("Too small to test: 4 sentences")
