import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import average
from scipy.spatial.distance import pdist

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.topics import draw_topic_map, draw_topic_tree

MM = 25.4


def make_tree(points: np.ndarray) -> pd.DataFrame:
    joins = average(pdist(points))
    rows = {"node": len(points) + 1 + np.arange(len(joins)), "left": joins[:, 0] + 1, "right": joins[:, 1] + 1}
    return tables.make("topic_tree", pd.DataFrame(rows | {"height": joins[:, 2], "n_topics": joins[:, 3]}))


def make_map(places, n_docs: int) -> pd.DataFrame:
    generator = np.random.default_rng(0)
    topics = pd.DataFrame(places, columns=["x", "y"]).assign(doc_id="", weight=0.5)
    topics["topic"] = np.arange(1, len(topics) + 1)
    docs = pd.DataFrame({"doc_id": [f"d{at}" for at in range(n_docs)], "topic": 1, "weight": generator.random(n_docs)})
    docs = docs.assign(x=generator.random(n_docs) ** 3, y=generator.random(n_docs) ** 3)
    return tables.make("topic_map", pd.concat([topics, docs]))


def leaves_of(axes) -> list[int]:
    return [int(label.get_text().split()[0]) for label in axes.get_yticklabels()]


def discs_of(fig, axes) -> np.ndarray:
    """Where the numbers stand, in millimetres."""
    fig.draw_without_rendering()
    numbers = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    return axes.transData.transform([[line.get_xdata()[0], line.get_ydata()[0]] for line in numbers]) / fig.dpi * MM


def test_a_tree_by_hand(make_topics):
    rows = [(4, 1, 3, 0.2, 2), (5, 4, 2, 0.9, 3)]
    tree = tables.make("topic_tree", pd.DataFrame(rows, columns=["node", "left", "right", "height", "n_topics"]))
    fig = draw_topic_tree(tree.sample(frac=1, random_state=1), make_topics(3, 1)[2])
    (axes,) = fig.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "1 a, b, c  33%", "3 a, b, c  33%", "2 a, b, c  33%",
    ]  # fmt: skip
    brackets = [np.column_stack(line.get_data()).tolist() for line in axes.lines[:2]]
    assert brackets[0] == [[0, 0], [0.2, 0], [0.2, 1], [0, 1]]
    assert brackets[1] == [[0.2, 0.5], [0.9, 0.5], [0.9, 2], [0, 2]]
    assert axes.xaxis_inverted() and axes.get_xlim()[1] == 0
    assert "Dotted: no nearer than to the whole corpus." in fig.get_supxlabel().replace("\n", " ")


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(3, 30), st.integers(0, 1000))
def test_what_a_join_holds_stands_side_by_side(make_topics, n_topics, seed):
    tree = make_tree(np.random.default_rng(seed).random((n_topics, 3)))
    place = {leaf: at for at, leaf in enumerate(leaves_of(draw_topic_tree(tree, make_topics(n_topics, 1)[2]).axes[0]))}
    assert sorted(place) == list(range(1, n_topics + 1))
    held = {topic: {topic} for topic in place}
    for join in tree.itertuples():
        held[join.node] = held[join.left] | held[join.right]
        rows = sorted(place[topic] for topic in held[join.node])
        assert rows == list(range(rows[0], rows[0] + join.n_topics))


@pytest.mark.parametrize("n_topics", [2, 20, 80])
def test_long_names_in_the_tree_have_room(make_topics, long_label, find_faults, n_topics):
    tree = make_tree(np.random.default_rng(0).random((n_topics, 3)))
    fig = draw_topic_tree(tree, make_topics(n_topics, 1, long_label)[2])
    assert find_faults(fig) == [] and fig.get_figheight() * MM <= 233


def test_the_map_has_every_document_and_the_numbers_at_their_topics(make_topics):
    topic_map = make_map([[0, 0], [1, 0], [0, 1]], 40)
    fig = draw_topic_map(topic_map.sample(frac=1, random_state=0), make_topics(3, 40)[2])
    axes = fig.axes[0]
    mixed, pure = axes.lines[:2]
    assert len(mixed.get_xdata()) == (topic_map.weight[3:] < 0.5).sum()
    assert len(mixed.get_xdata()) + len(pure.get_xdata()) == 40
    discs = discs_of(fig, axes)
    assert np.allclose(discs, axes.transData.transform([[0, 0], [1, 0], [0, 1]]) / fig.dpi * MM, atol=0.05)
    assert [text.get_text() for text in axes.texts] == ["1", "2", "3"]
    at = axes.transData.transform(topic_map[["x", "y"]][3:]) / fig.dpi * MM
    covered = np.mean([min(np.hypot(*(point - place)) for place in discs) < 2 for point in at])
    assert f"40 documents, dark where one topic has at least half; {covered:.0%} lie beneath the numbers." in (
        fig.get_supxlabel().replace("\n", " ")
    )


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(2, 20), st.integers(0, 1000), st.sampled_from([0.0, 0.01, 0.2, 1.0]))
def test_no_number_covers_another(make_topics, n_topics, seed, spread):
    places = spread * np.random.default_rng(seed).random((n_topics, 2))
    places[0] = [1, 1]
    fig = draw_topic_map(make_map(places, 30), make_topics(n_topics, 1)[2])
    at = discs_of(fig, fig.axes[0])
    apart = np.linalg.norm(at[:, None] - at, axis=-1) + 100 * np.eye(n_topics)
    assert apart.min() >= 3.8


@pytest.mark.parametrize("n_topics", [2, 8, 9, 50])
def test_the_key_of_the_map_has_room(make_topics, long_label, find_faults, n_topics):
    places = np.random.default_rng(0).random((n_topics, 2))
    fig = draw_topic_map(make_map(places, 100), make_topics(n_topics, 1, long_label)[2])
    assert find_faults(fig) == [] and fig.get_figheight() * MM <= 233


def test_distances_on_the_map_are_the_same_across_and_up(make_topics):
    fig = draw_topic_map(make_map([[0, 0], [3, 0], [0, 3], [3, 3]], 5), make_topics(4, 1)[2])
    at = discs_of(fig, fig.axes[0])
    assert np.linalg.norm(at[0] - at[1]) == pytest.approx(np.linalg.norm(at[0] - at[2]), rel=0.001)


def test_nothing_to_draw_is_a_sentence_and_strange_topics_are_refused(make_topics):
    quality = make_topics(2, 1)[2]
    assert draw_topic_tree(tables.make("topic_tree"), quality).get_suptitle() == "A tree needs two topics."
    two = make_tree(np.random.default_rng(0).random((2, 3)))
    assert draw_topic_tree(two, quality).get_suptitle().startswith("No tree: two topics have one distance")
    assert draw_topic_map(tables.make("topic_map"), quality).get_suptitle() == "No topic to place."
    with pytest.raises(InputError, match="no row for topic 3, which is to be drawn; it has 2 topics"):
        draw_topic_map(make_map([[0, 0], [1, 0], [0, 1]], 4), quality)
    with pytest.raises(InputError, match="topic_tree table has no column height"):
        draw_topic_tree(tables.make("topic_tree").drop(columns="height"), quality)
