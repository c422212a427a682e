import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from broadsheet.terms import count_terms
from broadsheet.topics import groups
from broadsheet.topics.groups import (
    factorise,
    group_units,
    grow_trees,
    mean_rows,
    place_units,
    share_information,
)
from broadsheet.topics.weights import learn_factors, weigh
from planted import plant_topics


def weigh_planted(**how) -> tuple[sparse.csr_matrix, np.ndarray]:
    units, truth = plant_topics(**how)
    counts = count_terms(units).counts
    return weigh(counts, learn_factors(counts)), truth


@pytest.mark.parametrize("n_topics", [2, 3, 7, 20])
def test_planted_groups_are_found(n_topics):
    weights, truth = weigh_planted(n_topics=n_topics, n_docs=500)
    assert adjusted_rand_score(truth, group_units(weights, n_topics=n_topics)) >= 0.95


def test_groups_of_more_units_than_the_tree_holds(monkeypatch):
    monkeypatch.setattr(groups, "MOST_IN_TREE", 60)
    weights, truth = weigh_planted(n_topics=4, n_docs=500)
    assert adjusted_rand_score(truth, group_units(weights, n_topics=4)) >= 0.95


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_parts_of_a_footer_in_short_texts_make_no_group(share):
    units, truth = plant_topics(n_topics=8, n_docs=1000, n_words=5)
    counts, generator = count_terms(units).counts, np.random.default_rng(0)
    footer = (generator.random((1000, 1)) < share) & (generator.random((1000, 20)) < 0.6)
    counts = sparse.hstack([counts, sparse.csr_matrix(footer.astype(counts.dtype))], format="csr")
    found = group_units(weigh(counts, learn_factors(counts)), n_topics=8)
    assert adjusted_rand_score(truth, found) >= 0.95  # with all terms in full .77 and .61


@pytest.mark.parametrize("random_state", range(4))
def test_few_short_texts_are_grouped_as_well_as_by_factors_alone(random_state):
    weights, truth = weigh_planted(n_topics=5, n_docs=40, n_words=8, random_state=random_state)
    alone = factorise(weights, n_topics=5)[0].argmax(axis=1)
    scores = [adjusted_rand_score(truth, found) for found in (group_units(weights, n_topics=5), alone)]
    assert scores[0] >= scores[1] - 1e-9 and scores[0] > 0.5


@pytest.mark.parametrize(("n_units", "n_trees"), [(10, 1), (160, 1), (280, 2), (400, 3), (799, 4), (800, 5)])
def test_a_tree_sees_a_dimension_for_eight_units_at_most(n_units, n_trees):
    weights = sparse.random_array((n_units, 120), density=0.2, rng=np.random.default_rng(0), format="csr")
    grown = grow_trees(weights)
    assert len(grown.trees) == n_trees and (grown.weights is None) == (n_trees > 2)


def test_factors_that_lead_no_unit_leave_it_to_the_tree(monkeypatch):
    weights, truth = weigh_planted(n_topics=3, n_docs=30)
    nothing = np.column_stack([np.ones(30), np.zeros((30, 2))])
    monkeypatch.setattr(groups, "factorise", lambda weights, **how: (nothing, None))
    assert adjusted_rand_score(truth, group_units(weights, n_topics=3)) == 1


def test_places_keep_the_products_of_the_weights_as_a_full_decomposition_does():
    weights = sparse.random_array((400, 350), density=0.1, rng=np.random.default_rng(0), format="csr").astype(
        np.float32
    )
    left, sizes, _ = np.linalg.svd(weights.toarray(), full_matrices=False)
    best = (left * sizes)[:, : groups.N_DIMENSIONS]
    places = place_units(weights)
    assert places.shape == (400, groups.N_DIMENSIONS)
    assert places @ places.T == pytest.approx(best @ best.T, abs=1e-3)


def test_each_place_keeps_as_close_to_its_own_centre_as_to_any_other():
    weights, _ = weigh_planted(n_topics=5, n_docs=200)
    found = group_units(weights, n_topics=5)
    places = place_units(weights)
    places = places / np.linalg.norm(places, axis=1, keepdims=True)
    centres = mean_rows(places, found, 5)
    closeness = places @ (centres / np.linalg.norm(centres, axis=1, keepdims=True)).T
    assert (closeness.argmax(axis=1) == found).all()


def test_the_mean_of_rows_worked_by_hand():
    rows = sparse.csr_matrix(np.array([[1.0, 0], [3, 2], [5, 5]]))
    assert mean_rows(rows, np.array([0, 0, 2]), 3).tolist() == [[2, 1], [0, 0], [5, 5]]


PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@given(PAIRS)
def test_shared_information_is_that_of_scikit_learn(pairs):
    groups, others = np.array(pairs).T
    assert share_information(groups, others) == pytest.approx(normalized_mutual_info_score(groups, others), abs=1e-9)
