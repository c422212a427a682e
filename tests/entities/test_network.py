from itertools import combinations
from unittest.mock import patch

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import root
from scipy.stats import false_discovery_control, poisson

from broadsheet import tables
from broadsheet.entities import (
    chance,
    count_names,
    count_shuffled_edges,
    find_pairs,
    judge_size,
    link_entities,
    shuffle_names,
)
from broadsheet.entities.chance import expect_pairs
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


def naive_q(sentences: list[tuple[int, list[str]]]) -> dict[tuple[str, str], float]:
    """Documents by pair, Chung and Lu's weights by a solver, and the Poisson tail of every pair of names there is."""
    casts: dict[str, dict[int, int]] = {}  # of a name, the partners it meets in the sentences of each document
    together: dict[tuple[str, str], set[int]] = {}
    everyone: dict[int, set[str]] = {}
    for doc, names in sentences:
        for name in names if len(names) > 1 else ():
            casts.setdefault(name, {}).setdefault(doc, 0)
            casts[name][doc] += len(names) - 1
            everyone.setdefault(doc, set()).add(name)
        for pair in combinations(sorted(names), 2):
            together.setdefault(pair, set()).add(doc)
    partners = {name: sum(min(n, len(everyone[doc]) - 1) for doc, n in met.items()) for name, met in casts.items()}
    usual = sum(partners.values()) / max(sum(len(met) for met in casts.values()), 1)
    degree = np.array([max(partners[name], usual * len(casts[name])) for name in sorted(casts)])
    x = dict(zip(sorted(casts), expect_pairs(degree), strict=True))
    tail = {(a, b): [poisson.sf(n, x[a] * x[b]) for n in range(min(len(casts[a]), len(casts[b])))]
            for a, b in combinations(sorted(casts), 2)}  # fmt: skip
    p = {pair: tail[pair][len(docs) - 1] for pair, docs in together.items()}

    def share(some: float) -> float:
        by_chance = sum(max((one for one in tails if one <= some * (1 + 1e-6)), default=0) for tails in tail.values())
        return by_chance / sum(other <= some * (1 + 1e-6) for other in p.values())

    return {
        pair: min(1, *(share(other) for other in p.values() if other >= some * (1 - 1e-6))) if some <= 0.05 else 1
        for pair, some in p.items()
    }


@pytest.fixture(scope="module")
def planted():
    mentions, documents, pairs = plant_pairs(random_state=1)
    return mentions, documents, pairs, link_entities(mentions, documents)


def test_the_toy_worked_by_hand():
    edges = link(TOY).set_index(["source", "target"])
    assert edges.n_windows.to_dict() == {("Ada", "Bob"): 3, ("Ada", "Cyd"): 1, ("Bob", "Cyd"): 1, ("Cyd", "Dee"): 1}
    assert edges.n_docs["Ada", "Bob"] == 2 and edges.in_document["Ada", "Bob"] == 2
    # Ada and Bob meet two others in document 0, one in 1; Cyd meets two and one, Dee one; usual are 10 in 7 documents
    degree = np.array([3, 3, 3, 10 / 7])
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


@settings(max_examples=30, deadline=None)
@given(
    n_names=st.integers(2, 40), n_docs=st.integers(1, 20), n_sentences=st.integers(1, 60), seed=st.integers(0, 10**6)
)
def test_q_agrees_with_a_naive_loop(n_names, n_docs, n_sentences, seed):
    generator = np.random.default_rng(seed)
    names, sentences = [f"N{at:02}" for at in range(n_names)], [(0, ["Ada", "Bob"]), (n_docs, ["Ada", "Bob"])]
    for doc in generator.integers(0, n_docs, n_sentences).tolist():
        sentences.append((doc, list(generator.choice(names, min(n_names, generator.integers(1, 4)), replace=False))))
    exact = {"ENOUGH_WINDOWS": 0, "GRADE": 1e-9, "MANY_DOCUMENTS": 99}
    with patch.multiple(chance, **exact):
        edges = link(sentences).set_index(["source", "target"])
    assert edges.q.to_dict() == pytest.approx(naive_q(sentences), rel=1e-4)


def test_a_name_in_every_pair_is_expected_where_it_is():
    edges = link([(doc, ["Hub", name]) for doc, name in enumerate("ABCDABCA")])
    assert edges.expected.tolist() == pytest.approx(edges.n_windows.tolist(), rel=0.1)


def test_a_hub_among_random_names_is_no_evidence():
    generator = np.random.default_rng(0)
    names, sentences = [f"Name{at:02}" for at in range(60)], []
    for doc in range(6000):
        some = list(generator.choice(names, generator.integers(1, 4), replace=False))
        sentences.append((doc, [*some, "Hub"] if generator.random() < 0.3 else some))
    assert len(found(link(sentences))) <= 1


def test_what_is_seen_in_one_document_only_is_no_evidence_however_often():
    others = [(9 + at, [f"X{2 * at:03}", f"X{2 * at + 1:03}"]) for at in range(50)]
    often = [(doc, ["Ada", "Bob"]) for doc in range(8)] + [(8, ["Cyd", "Dee"])] * 40
    edges = link(often + others)
    assert found(edges) == {("Ada", "Bob")}
    assert edges.n_windows.max() == 40 and edges[edges.source == "Cyd"].q.item() > 0.5


def test_a_story_told_in_ten_articles_is_the_pairs_of_its_cast():
    generator = np.random.default_rng(0)
    names, sentences = [f"Name{at:03}" for at in range(400)], []
    for doc in range(200):
        cast = generator.choice(names, 6, replace=False)
        if doc < 10:
            cast = [*cast[:3], "Ada", "Bob", "Cyd"]
            sentences += [(doc, ["Ada", "Bob"]), (doc, ["Bob", "Cyd"])]
        sentences += [(doc, list(generator.choice(cast, 2, replace=False))) for _ in range(9)]
    assert {("Ada", "Bob"), ("Bob", "Cyd")} <= found(link(sentences)) <= set(combinations(["Ada", "Bob", "Cyd"], 2))


def plant_stories(random_state: int) -> tuple[pd.DataFrame, pd.DataFrame, set[tuple[str, str]]]:
    """As ``plant_pairs``, but documents have log-normal lengths, 2 to 200 sentences, and a cast of twelve each."""
    generator = np.random.default_rng(random_state)
    names = np.array([f"Name{at:02}" for at in range(80)])
    weights, sentences = 1 / np.arange(5, 85), []
    for doc, length in enumerate(np.clip(generator.lognormal(2.2, 1, 150), 2, 200).astype(int)):
        cast = generator.choice(80, 12, replace=False, p=weights / weights.sum())
        share = weights[cast] / weights[cast].sum()
        for _ in range(length):
            sentences.append(
                (doc, list(names[generator.choice(cast, generator.integers(1, 5), replace=False, p=share)]))
            )
    pairs = {tuple(sorted(pair)) for pair in generator.permutation(names)[:40].reshape(20, 2).tolist()}
    for pair in sorted(pairs):
        sentences += [(int(generator.integers(150)), list(pair)) for _ in range(12)]
    return *make_mentions(sentences, n_docs=150), pairs


@pytest.mark.parametrize("plant", [plant_pairs, plant_stories])
def test_planted_pairs_are_found_and_hardly_others(plant):
    n_true, n_found, n_planted = 0, 0, 0
    for random_state in range(3):
        mentions, documents, pairs = plant(random_state=random_state)
        chosen = found(link_entities(mentions, documents))
        n_true, n_found, n_planted = n_true + len(chosen & pairs), n_found + len(chosen), n_planted + len(pairs)
    assert n_true >= 0.95 * n_found and n_true >= 0.7 * n_planted


def test_shuffled_names_give_at_most_one_edge_in_a_hundred(planted):
    mentions, documents, _, edges = planted
    assert len(found(edges)) >= 10
    assert count_shuffled_edges(mentions, documents, n_shuffles=20) <= 0.01 * len(found(edges))
    alone = mentions.assign(doc_id=mentions.doc_id + " " + mentions.sentence.astype("str"))  # each sentence by itself
    n_found = [
        len(found(link_entities(shuffle_names(alone, random_state=seed).assign(doc_id=mentions.doc_id), documents)))
        for seed in range(20)
    ]
    assert np.mean(n_found) <= 0.01 * len(found(edges))


def test_articles_with_random_casts_are_no_evidence_however_often_they_repeat_the_names():
    generator = np.random.default_rng(0)
    names, sentences = [f"Name{at:02}" for at in range(60)], []
    for doc in range(80):
        cast = generator.choice(names, 4, replace=False)
        sentences += [(doc, list(generator.choice(cast, 2, replace=False))) for _ in range(generator.integers(10, 30))]
    edges = link(sentences)
    k = pd.Series([name for _, here in sentences for name in here]).value_counts()
    plain = k[edges.source].to_numpy() * k[edges.target].to_numpy() * 2 * len(sentences) / k.sum() ** 2
    p = np.append(poisson.sf(edges.n_windows - 1, plain), np.ones(60 * 59 // 2 - len(edges)))
    assert (false_discovery_control(p) <= 0.05).sum() > 50  # a test that takes each sentence for a witness of its own
    assert len(found(edges)) <= 1


def test_the_order_of_mentions_and_documents_changes_no_edge(planted):
    mentions, documents, _, edges = planted
    pd.testing.assert_frame_equal(link_entities(shuffle(mentions), shuffle(documents)), edges)


def test_a_name_twice_in_a_sentence_is_one_window_and_no_edge_to_itself():
    edges = link([(0, ["Ada", "Ada", "Bob"]), (0, ["Ada", "Ada"])])
    assert edges[["source", "target", "n_windows"]].to_numpy().tolist() == [["Ada", "Bob", 1]]


def test_each_window_has_its_own_q_and_support_lists_those_that_are_more_than_chance(planted):
    edges = planted[-1]
    for window, q in (("sentence", edges.q), ("paragraph", edges.q_paragraph), ("document", edges.q_document)):
        assert (edges.support.str.split().map(lambda windows, window=window: window in windows) == (q <= 0.05)).all()
    assert "sentence paragraph" in set(edges.support)


def test_what_is_too_small_to_test_has_no_q():
    few = [(doc, ["Ada", "Bob"]) for doc in range(49)]
    assert link(few)[["q", "q_paragraph", "q_document"]].isna().all(axis=None)
    edges = link([*few, (48, ["Ada", "Cyd"])])  # fifty sentences, in forty-nine documents
    assert edges.q.notna().all() and edges.q_paragraph.notna().all() and edges.q_document.isna().all()


def test_a_sentence_of_a_thousand_and_one_names_is_a_list():
    many = [f"N{at:04}" for at in range(1001)]
    assert link([(0, many), (0, ["Ada", "Bob"])]).source.tolist() == ["Ada"]
    assert len(link([(0, many[1:])])) == 1000 * 999 // 2


def test_copies_are_no_evidence():
    mentions, documents = make_mentions([(0, ["Ada", "Bob"]), (1, ["Ada", "Bob"]), (2, ["Ada", "Bob"])])
    documents["group"], documents["is_copy"] = ["d000", "d000", "d002"], [False, True, False]
    (edge,) = link_entities(mentions, documents).itertuples()
    assert (edge.n_windows, edge.n_docs, edge.in_document) == (2, 2, 2)
    assert find_pairs(documents, mentions, link_entities(mentions, documents)).doc_id.tolist() == ["d000", "d002"]


def test_paragraphs_and_documents_are_wider_than_sentences():
    documents = make_documents(["Ada ran. Bob ran.\nCyd ran.", "Ada and Bob ran. Cyd ran."])
    rows = [("d000", 0, 0, "Ada"), ("d000", 1, 9, "Bob"), ("d000", 2, 18, "Cyd"), ("d001", 0, 0, "Ada"),
            ("d001", 0, 8, "Bob"), ("d001", 1, 17, "Cyd")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["doc_id", "sentence", "start", "surface"])
    frame = frame.assign(end=frame.start + 3, entity=frame.surface, kind="PERSON", rule="model")
    (edge,) = link_entities(tables.make("mentions", frame), documents).itertuples()
    assert (edge.n_windows, edge.in_paragraph, edge.in_document) == (1, 2, 2)


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
        assert edges.empty and find_pairs(documents, some, edges).empty and count_shuffled_edges(some, documents) == 0
        assert "npmi" in edges and count_names(some).shape[1] == 4


def test_a_small_corpus_is_called_too_small_and_a_larger_one_counted(planted):
    mentions, documents, _, edges = planted
    n_found = len(found(edges))
    start = f"{n_found} of {len(edges):,} pairs are more than chance at a false-discovery rate of 5 %"
    assert judge_size(mentions, documents, edges) == f"{start}."
    told = judge_size(mentions, documents, edges, n_shuffled=0.4)
    assert told == f"{start}; with the names of the articles dealt anew 0.4 would be."
    told = judge_size(mentions, documents, edges, n_shuffled=0.0, n_within=0.4)
    dealt = "with the names of the articles dealt anew 0 would be, within the same outlet and week or month 0.4."
    assert told == f"{start}; {dealt}"
    told = judge_size(mentions, documents, edges, n_shuffled=0.0, n_within=5.0)
    assert told.endswith("or month 5: so many may only tell whom an outlet or a week writes about.")
    none = edges.assign(q=1.0)
    assert judge_size(mentions, documents, none, n_shuffled=0.0, n_within=0.2).endswith("or month 0.2.")


def test_what_is_too_small_or_empty_is_told_in_a_sentence_of_its_own():
    mentions, documents = make_mentions(TOY)
    told = judge_size(mentions, documents, link_entities(mentions, documents))
    assert told.startswith("Too small to test: 4 sentences name two or more, 50 are needed; ")
    alone = make_mentions([(0, ["Ada", "Bob"])])
    assert "test: 1 sentence names two" in judge_size(*alone, link_entities(*alone))
    empty = mentions.head(0)
    assert judge_size(empty, documents, link_entities(empty, documents)) == "No pair: no two names share a sentence."


def test_sentences_of_copies_are_not_counted_as_enough():
    mentions, documents = make_mentions([(doc, ["Ada", "Bob"]) for doc in range(30)])
    twice = pd.concat([mentions, mentions.assign(doc_id=mentions.doc_id + "c")], ignore_index=True)
    copies = pd.concat([documents, documents.assign(doc_id=documents.doc_id + "c", is_copy=True)], ignore_index=True)
    told = judge_size(twice, copies, link_entities(twice, copies))
    assert told.startswith("Too small to test: 30 sentences name two or more, 50 are needed")
