import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import nnls

from broadsheet.topics.shares import score_fit, set_apart, share_by_least_squares


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_shares_are_those_of_scipys_least_squares(seed):
    generator = np.random.default_rng(seed)
    components = generator.random((3, 8)) * (generator.random((3, 8)) < 0.7) + 0.01
    weights = generator.random((5, 8)) * (generator.random((5, 8)) < 0.6)
    for row, ours in zip(weights, share_by_least_squares(sparse.csr_matrix(weights), components), strict=True):
        mix, _ = nnls(components.T, row)
        assert ours == pytest.approx(mix / max(mix.sum(), 1e-12), abs=5e-3)


def test_a_mix_of_two_topics_is_taken_apart():
    components = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    weights = sparse.csr_matrix(np.array([[3.0, 3, 1, 1], [0, 0, 2, 2], [0, 0, 0, 0]]))
    assert share_by_least_squares(weights, components).tolist() == [
        pytest.approx([0.75, 0.25]), pytest.approx([0, 1]), [0, 0],
    ]  # fmt: skip


def test_blocks_of_rows_change_nothing(monkeypatch):
    weights = sparse.random_array((50, 30), density=0.3, rng=np.random.default_rng(0), format="csr")
    components = np.random.default_rng(1).random((4, 30))
    whole = share_by_least_squares(weights, components)
    monkeypatch.setattr("broadsheet.topics.shares.BLOCK", 7)
    assert share_by_least_squares(weights, components) == pytest.approx(whole, abs=1e-3)


def test_the_fit_of_a_unit_like_the_corpus_at_large_is_0_of_one_like_a_topic_high():
    components = np.array([[2.0, 0, 1], [0, 2, 1]])
    mean = np.array([1.0, 1, 1])
    rows = np.array([[1.0, 1, 1], [1, 0, 0], [0, 0, 0]])
    fits = score_fit(sparse.csr_matrix(rows), components, mean)
    assert fits == pytest.approx([0, 1 / np.sqrt(2), 0], abs=1e-9)  # what is own of topic 1 is (1, -1, 0)


def test_a_text_between_two_of_three_topics_fits_and_one_of_all_three_does_not():
    components = np.eye(3)
    rows = np.array([[1.0, 1, 0], [1, 1, 1], [1, 0, 0]])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    fits = score_fit(sparse.csr_matrix(rows), components, np.ones(3))
    # without what is common: (1, 1, -2) / 3 of length .816 to (1, 1, 0) / 1.414, so that the cosine is .577
    assert fits * np.sqrt(2) == pytest.approx([1 / np.sqrt(3), 0, np.sqrt(2 / 3)], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n_topics=st.integers(2, 6))
def test_the_fit_is_the_cosine_with_scipys_mix_of_what_sets_topics_apart(seed, n_topics):
    generator = np.random.default_rng(seed)
    components, rows = generator.random((n_topics, 12)), generator.random((4, 12))
    mean = components.mean(axis=0)
    own = set_apart(components, mean)
    for row, fit in zip(rows, score_fit(sparse.csr_matrix(rows), components, mean), strict=True):
        nearest = nnls(own.T, row)[0] @ own
        length = np.linalg.norm(nearest)
        expected = row @ nearest / length / np.sqrt(n_topics - 1) if length > 1e-9 else 0
        assert fit == pytest.approx(expected, abs=5e-3)


def test_an_even_mix_of_two_topics_that_are_all_is_the_corpus_at_large():
    rows = sparse.csr_matrix(np.array([[0.6, 0.4], [0.5, 0.5]]))
    assert score_fit(rows, np.eye(2), np.ones(2)) == pytest.approx([0.1 * np.sqrt(2), 0], abs=1e-9)
