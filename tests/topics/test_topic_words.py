from itertools import combinations
from math import log

import numpy as np
import pytest
from scipy import sparse

from broadsheet.topics.topic_words import npmi, rerank_words, score_words


def test_words_are_scored_by_what_they_add_to_the_divergence_worked_by_hand():
    scores = score_words(np.array([[0.4, 0.2, 0.0, 0.1]]), np.array([0.1, 0.2, 0.3, 0.4]))
    assert scores.tolist() == [pytest.approx([0.4 * log(4), 0, 0, 0])]  # no more than in the corpus: nothing


def test_a_word_in_other_company_is_moved_down():
    texts = [{0, 1, 2}] * 10 + [{3}] * 10 + [{0, 1, 2, 3}] * 2 + [{4}] * 20
    counts = sparse.csr_matrix(np.array([[int(term in text) for term in range(5)] for text in texts]))
    scores = np.array([[1.0, 1.0, 1.0, 1.1, 0.0]])
    ranked = rerank_words(scores, counts)[0]
    assert ranked.argmax() != 3 and ranked[3] < ranked[:3].min()
    assert ranked[4] == 0


def test_no_word_beyond_the_candidates_rises_above_one(monkeypatch):
    monkeypatch.setattr("broadsheet.topics.topic_words.N_CANDIDATES", 4)
    generator = np.random.default_rng(0)
    counts = sparse.csr_matrix(generator.poisson(0.5, (50, 12)))
    scores = generator.random((3, 12))
    for row, ranked in zip(scores, rerank_words(scores, counts), strict=True):
        assert set(np.argsort(-row)[:4]) == set(np.argsort(-ranked)[:4])


def test_npmi_agrees_with_a_naive_loop():
    seen = np.random.default_rng(0).random((80, 6)) < 0.3
    together = (seen.T.astype(float) @ seen) / 80
    for a, b in combinations(range(6), 2):
        both = (seen[:, a] & seen[:, b]).mean()
        assert npmi(together)[a, b] == pytest.approx(log(both / seen[:, a].mean() / seen[:, b].mean()) / -log(both))


def test_never_together_is_minus_one_always_together_one():
    assert npmi(np.array([[0.5, 0.0], [0.0, 0.5]]))[0, 1] == -1
    assert npmi(np.array([[0.5, 0.5], [0.5, 0.5]]))[0, 1] == pytest.approx(1)
    assert npmi(np.ones((2, 2))).tolist() == [[1, 1], [1, 1]]
