import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.terms import count_terms
from broadsheet.topics import Topics, describe_map, find_leading, fit_topics, link_topics, place_documents
from planted import plant_topics, shuffle


def make(components: list[list[float]], mean: list[float], shares: list[tuple] = ()) -> Topics:
    names = np.array([f"word{at}" for at in range(len(mean))], dtype=object)
    doc_topics = tables.make("doc_topics", pd.DataFrame(shares, columns=["doc_id", "unit", "topic", "weight"]))
    ones = np.ones(len(mean))
    return Topics(
        "default", names, ones, np.array(mean), np.array(components), 0, tables.make("topic_terms"), doc_topics
    )


def naive_heights(apart: np.ndarray) -> list[float]:
    """Average linkage as the book has it: join the two groups with the least mean distance."""
    groups, heights = [[at] for at in range(len(apart))], []
    while len(groups) > 1:
        pairs = [(np.mean([apart[i][j] for i in a for j in b]), a, b) for a in groups for b in groups if a < b]
        height, a, b = min(pairs, key=lambda pair: pair[0])
        groups = [group for group in groups if group not in (a, b)] + [a + b]
        heights.append(height)
    return heights


@pytest.fixture(scope="module")
def fitted():
    return fit_topics(count_terms(plant_topics(n_topics=5, n_docs=100)[0]), n_topics=5)


def test_a_tree_worked_by_hand():
    # nothing is common (the mean has a word of its own), so the cosines are those of the rows: .8, 0, 0
    topics = make([[1, 0, 0, 0], [0.8, 0.6, 0, 0], [0, 0, 1, 0]], [0, 0, 0, 1])
    tree = link_topics(topics)
    assert tree[["node", "left", "right", "n_topics"]].to_numpy().tolist() == [[4, 1, 2, 2], [5, 3, 4, 3]]
    assert tree.height.tolist() == pytest.approx([0.2, 1.0])


def test_what_is_common_to_the_corpus_joins_nothing():
    topics = make([[1, 0, 9], [0, 1, 9]], [0, 0, 1])
    assert link_topics(topics).height.tolist() == pytest.approx([1.0])


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), n_topics=st.integers(2, 9))
def test_the_tree_is_that_of_a_naive_loop(seed, n_topics):
    components = np.random.default_rng(seed).random((n_topics, 30))
    topics = make(components.tolist(), [0.0] * 30)
    unit = components / np.linalg.norm(components, axis=1, keepdims=True)
    tree = link_topics(topics)
    assert tree.height.tolist() == pytest.approx(naive_heights(1 - unit @ unit.T), abs=1e-5)
    assert tree.height.is_monotonic_increasing and tree.n_topics.iloc[-1] == n_topics
    assert sorted([*tree.left, *tree.right]) == list(range(1, 2 * n_topics - 1))  # each is joined once


def test_planted_families_of_topics_join_first():
    units, truth = plant_topics(n_topics=4, n_docs=200)
    family = pd.Series(truth % 2).map(lambda number: " ".join(f"family{number}word{word}" for word in range(20)))
    topics = fit_topics(count_terms(units.assign(text=units.text + " " + family)), n_topics=4)
    own = topics.topic_terms[topics.topic_terms.term.str.startswith("topic")].groupby("topic").term.first().str[5]
    first = link_topics(topics).iloc[:2]
    assert all(int(own[left]) % 2 == int(own[right]) % 2 for left, right in zip(first.left, first.right, strict=True))


def test_two_topics_are_one_join_and_a_line():
    topics = fit_topics(count_terms(plant_topics(n_topics=2)[0]), n_topics=2)
    assert len(link_topics(topics)) == 1
    placed = place_documents(topics)
    assert placed.y[:2].eq(0).all() and placed.x[:2].abs().gt(0.1).all()
    assert describe_map(topics, placed) == "With two topics the map is a line; across it, points are only laid apart."


def test_topics_with_the_same_distance_to_each_other_are_an_even_triangle():
    placed = place_documents(make(np.eye(3, 4).tolist(), [0, 0, 0, 1], [("a", 0, 1, 1.0)]))
    places = placed.loc[placed.doc_id == "", ["x", "y"]].to_numpy()
    sides = [np.linalg.norm(places[a] - places[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert sides == pytest.approx([1, 1, 1], abs=1e-3)


def test_a_document_stands_where_its_shares_pull_it():
    shares = [("pure", 0, 1, 1.0), ("half", 0, 1, 0.5), ("half", 0, 2, 0.5), ("none", 0, 0, 1.0), ("most", 0, 3, 0.8)]
    topics = make(np.eye(3, 4).tolist(), [0, 0, 0, 1], [*shares, ("most", 0, 1, 0.2)])
    placed = place_documents(topics)
    spots = placed.set_index(["doc_id", "topic"])[["x", "y"]]
    one, two, three = (spots.loc[("", topic)] for topic in (1, 2, 3))
    assert spots.loc[("pure", 1)].tolist() == one.tolist()
    assert spots.loc[("half", 1)].tolist() == pytest.approx(((one + two) / 2).tolist())
    assert spots.loc[("most", 3)].tolist() == pytest.approx(((4 * three + one) / 5).tolist())
    assert "none" not in set(placed.doc_id)
    assert placed.weight[placed.doc_id == ""].tolist() == pytest.approx([1.7 / 4, 0.5 / 4, 0.8 / 4])


def test_documents_of_one_topic_do_not_lie_on_each_other_and_even_mixes_stay_between():
    pure = [(f"pure{at:02}", 0, 1, 1.0) for at in range(50)]
    even = [(f"even{at}", 0, topic, 0.5) for at in range(4) for topic in (1, 2)]
    topics = make(np.eye(3, 4).tolist(), [0, 0, 0, 1], pure + even)
    placed = place_documents(topics)
    one, two = placed.loc[placed.doc_id == "", ["x", "y"]].to_numpy()[:2]
    spots = placed.loc[placed.doc_id.str.startswith("pure"), ["x", "y"]].to_numpy()
    far = np.linalg.norm(spots - one, axis=1)
    assert far[0] == 0 and far.max() < np.linalg.norm(two - one) / 4
    assert np.linalg.norm(spots[:, None] - spots, axis=2)[np.triu_indices(50, k=1)].min() > 0.02
    between = placed.loc[placed.doc_id.str.startswith("even"), ["x", "y"]].to_numpy()
    assert between == pytest.approx(np.tile((one + two) / 2, (4, 1)))


def test_topics_in_one_place_have_their_documents_there():
    topics = make([[1, 0, 0], [1, 0, 0]], [0, 0, 1], [("a", 0, 1, 1.0), ("b", 0, 1, 1.0), ("c", 0, 2, 1.0)])
    assert place_documents(topics)[["x", "y"]].eq(0).all(axis=None)


@pytest.mark.parametrize("model", ["default", "nmf", "lda"])
def test_even_topics_lie_evenly_around_the_corpus_in_every_model(model):
    topics = fit_topics(count_terms(plant_topics(n_topics=3, n_docs=300)[0]), n_topics=3, model=model)
    assert link_topics(topics).height.tolist() == pytest.approx([1.5, 1.5], abs=0.15)  # 1 - cosine of 120 degrees


def test_each_document_is_nearest_to_its_topic_and_topics_stand_apart(fitted):
    placed = place_documents(fitted)
    topics, documents = placed[placed.doc_id == ""], placed[placed.doc_id != ""]
    gaps = np.linalg.norm(documents[["x", "y"]].to_numpy()[:, None] - topics[["x", "y"]].to_numpy(), axis=2)
    assert (gaps.argmin(axis=1) + 1 == documents.topic).mean() > 0.95
    assert documents.topic.tolist() == find_leading(fitted.doc_topics).topic.tolist()
    assert "r = " in describe_map(fitted, placed)


def test_the_order_of_the_documents_changes_neither_tree_nor_map(fitted):
    units, _ = plant_topics(n_topics=5, n_docs=100)
    again = fit_topics(count_terms(shuffle(units)), n_topics=5)
    pd.testing.assert_frame_equal(link_topics(fitted), link_topics(again), check_exact=True)
    pd.testing.assert_frame_equal(place_documents(fitted), place_documents(again), check_exact=True)
