import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from broadsheet.entities import link_entities, place_entities
from broadsheet.entities.layout import ROOM, _pack, _spread
from broadsheet.errors import InputError
from planted import make_mentions, plant_pairs, shuffle


@pytest.fixture(scope="module")
def planted():
    mentions, documents, _ = plant_pairs(random_state=1)
    return mentions, link_entities(mentions, documents)


def test_the_order_of_mentions_and_edges_changes_no_node_and_no_position(planted):
    mentions, edges = planted
    nodes = place_entities(mentions, edges.head(40), random_state=3)
    pd.testing.assert_frame_equal(place_entities(shuffle(mentions), shuffle(edges.head(40)), random_state=3), nodes)
    assert not nodes[["x", "y"]].equals(place_entities(mentions, edges.head(40), random_state=4)[["x", "y"]])


def test_nodes_are_the_names_of_the_edges_each_at_a_place_of_its_own(planted):
    mentions, edges = planted
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


def test_positions_of_a_former_run_stay_and_new_names_stand_beside_their_partners(planted):
    mentions, edges = planted
    before = place_entities(mentions, edges.head(40))
    now = place_entities(mentions, edges.head(60), positions=shuffle(before))
    both = now.merge(before, on="entity", suffixes=("", "_before"))
    assert len(both) == len(before) < len(now)
    assert (both.x == both.x_before).all() and (both.y == both.y_before).all()
    assert not now.duplicated(["x", "y"]).any() and np.isfinite(now[["x", "y"]]).all(axis=None)
    pd.testing.assert_frame_equal(place_entities(shuffle(mentions), shuffle(edges.head(60)), positions=before), now)
    pd.testing.assert_frame_equal(place_entities(mentions, edges.head(40), positions=now), before)


@pytest.mark.parametrize("lost", [["x"], ["y"], ["x", "y"]])
def test_a_name_whose_position_is_not_whole_is_placed_anew(planted, lost):
    mentions, edges = planted
    before = place_entities(mentions, edges.head(40))
    for value in (np.nan, np.inf):
        broken = before.copy()
        broken.loc[[0, 3], lost] = value
        now = place_entities(mentions, edges.head(40), positions=broken)
        assert np.isfinite(now[["x", "y"]]).all(axis=None)
        pd.testing.assert_frame_equal(now.drop([0, 3]), before.drop([0, 3]))
        pd.testing.assert_frame_equal(now, place_entities(mentions, edges.head(40), positions=before.drop([0, 3])))
    broken = before.assign(**dict.fromkeys(lost, np.nan))
    pd.testing.assert_frame_equal(place_entities(mentions, edges.head(40), positions=broken), before)


def test_a_name_with_two_positions_is_refused(planted):
    mentions, edges = planted
    before = place_entities(mentions, edges.head(40))
    twice = pd.concat([before, before.iloc[[2]]])
    with pytest.raises(InputError, match=f"positions has two rows for '{before.entity[2]}', expected one a name"):
        place_entities(mentions, edges.head(40), positions=twice)


def test_new_parts_stand_below_what_was_there():
    mentions, documents = make_mentions([(0, ["Ada", "Bob"]), (1, ["Ada", "Bob"]), (1, ["Cyd", "Dee"])])
    edges = link_entities(mentions, documents)
    before = place_entities(mentions, edges.head(1))
    now = place_entities(mentions, edges, positions=before).set_index("entity")
    assert now.y[["Cyd", "Dee"]].max() < now.y[["Ada", "Bob"]].min()


def test_no_edges_have_no_nodes_and_nodes_have_no_community_yet(planted):
    mentions, edges = planted
    assert place_entities(mentions, edges.head(0)).empty
    nodes = place_entities(mentions, edges.head(3))
    assert (nodes.community == 0).all() and nodes.community_stability.isna().all()


def test_names_of_a_hub_have_room_beside_each_other():
    mentions, documents = make_mentions([(at, ["Hub", f"Name{at:02}"]) for at in range(40)])
    nodes = place_entities(mentions, link_entities(mentions, documents))
    assert pdist(nodes[["x", "y"]] / ROOM).min() > 0.8


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=2, max_size=12, unique=True))
def test_pushing_apart_brings_no_two_points_nearer_than_they_may_be(points):
    before = np.array(points)
    after = _spread(before)
    assert np.isfinite(after).all() and after.mean(axis=0) == pytest.approx(before.mean(axis=0), abs=1e-6)
    least = min(1.0, pdist(before / ROOM).min())
    assert pdist(after / ROOM).min() >= 0.5 * least - 1e-6


def test_what_has_room_stays_where_it_is():
    points = np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]])
    assert _spread(points) == pytest.approx(points)


@given(st.lists(st.tuples(st.floats(0, 6), st.floats(0, 6)), min_size=1, max_size=30))
def test_packed_parts_share_no_ground(sizes):
    boxes = [
        np.array([[0.0, 0.0], [width, height], [0.0, height], [width, 0.0], [0.0, 0.0]]) for width, height in sizes
    ]
    ground = [(*box.min(axis=0), *(box.max(axis=0))) for box in _pack(boxes)]
    for at, one in enumerate(ground):
        for two in ground[:at]:
            assert one[0] >= two[2] + 3.4 or two[0] >= one[2] + 3.4 or one[1] >= two[3] + 1.4 or two[1] >= one[3] + 1.4


def test_names_of_ten_more_documents_leave_the_old_ones_where_they_were():
    mentions, documents, _ = plant_pairs(n_names=40, n_docs=60)
    first = documents.doc_id < "d050"
    edges = link_entities(mentions[mentions.doc_id < "d050"], documents[first]).head(40)
    before = place_entities(mentions[mentions.doc_id < "d050"], edges)
    now = place_entities(mentions, link_entities(mentions, documents).head(40), positions=before)
    both = now.merge(before, on="entity", suffixes=("", "_before"))
    assert 0 < len(both) < len(now)
    assert (both.x == both.x_before).all() and (both.y == both.y_before).all()
