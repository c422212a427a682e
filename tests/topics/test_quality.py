from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import Topics, describe_topics, fit_topics, refit_topics, score_topics
from broadsheet.topics.coherence import mean_npmi
from planted import plant_topics, shuffle


@pytest.fixture(scope="module")
def fitted():
    units, _ = plant_topics(n_docs=40)
    matrix = count_terms(units)
    topics = fit_topics(matrix, n_topics=4)
    return units, matrix, topics, refit_topics(matrix, topics, n_refits=5)


def score(matrix: TermMatrix, topics: Topics, *, n_refits: int = 1, n_top_terms: int = 10) -> pd.DataFrame:
    found = refit_topics(matrix, topics, n_refits=n_refits, n_top_terms=n_top_terms)
    return score_topics(matrix, topics, found, n_top_terms=n_top_terms)


def test_the_scores_lie_in_their_ranges_and_the_shares_add_up(fitted):
    quality = score_topics(*fitted[1:])
    assert quality.npmi.between(-1, 1).all()
    assert quality[["stability", "exclusivity", "share"]].stack().between(0, 1).all()
    assert ((quality.stability_low <= quality.stability) & (quality.stability <= quality.stability_high)).all()
    assert quality.share.sum() == pytest.approx(1)
    assert quality.n_docs.sum() == 40  # each document is led by one topic


def test_npmi_is_that_of_the_top_terms(fitted):
    _, matrix, topics, found = fitted
    best = topics.topic_terms[topics.topic_terms["rank"] <= 6]
    tops = [rows.term.tolist() for _, rows in best.groupby("topic")]
    assert score_topics(matrix, topics, found, n_top_terms=6).npmi.tolist() == pytest.approx(mean_npmi(matrix, tops))


def test_planted_topics_are_more_stable_than_topics_of_noise(fitted):
    planted = score_topics(*fitted[1:])
    words = np.random.default_rng(0).choice([f"word{at}" for at in range(60)], (40, 40))
    noise = pd.DataFrame(
        {"doc_id": [f"d{at}" for at in range(40)], "unit": 0, "text": [" ".join(row) for row in words]}
    )
    matrix = count_terms(noise)
    random = score(matrix, fit_topics(matrix, n_topics=4), n_refits=5)
    assert planted.stability.min() > 0.7 > random.stability.max()
    assert planted.npmi.min() > random.npmi.max() and planted.exclusivity.min() > random.exclusivity.max()


def test_a_topic_of_two_words_that_comes_back_each_time_is_fully_stable():
    texts = ["war tank", "war war tank"] * 6 + ["peace talks summit deal", "peace peace talks summit deal"] * 14
    matrix = count_terms(pd.DataFrame({"doc_id": [f"d{at:02}" for at in range(40)], "unit": 0, "text": texts}))
    quality = score(matrix, fit_topics(matrix, n_topics=2), n_refits=3)
    assert quality.stability.tolist() == [1, 1]  # words without weight are nobody's top terms
    assert quality.stability_low.tolist() == quality.stability_high.tolist() == [1, 1]


def test_topic_0_has_no_row_and_its_share_is_missing_from_the_sum():
    planted, _ = plant_topics(n_docs=40)
    planted.loc[:3, "text"] = "1"
    matrix = count_terms(planted)
    scores = score(matrix, fit_topics(matrix, n_topics=4))
    assert scores.topic.tolist() == [1, 2, 3, 4] and scores.share.sum() == pytest.approx(0.9)
    assert scores.n_docs.sum() == 36


def test_own_words_only_are_fully_exclusive():
    texts = ["war tank", "tank war war", "peace talks", "talks peace peace"]
    matrix = count_terms(pd.DataFrame({"doc_id": list("abcd"), "unit": 0, "text": texts}))
    quality = score(matrix, fit_topics(matrix, n_topics=2), n_refits=2)
    assert quality.exclusivity.round(6).tolist() == [1, 1]


def test_the_order_of_the_documents_changes_no_score(fitted):
    units, matrix, topics, found = fitted
    mixed = replace(topics, topic_terms=shuffle(topics.topic_terms), doc_topics=shuffle(topics.doc_topics))
    other = score_topics(count_terms(shuffle(units)), mixed, shuffle(found))
    pd.testing.assert_frame_equal(score_topics(matrix, topics, found), other)


def test_the_methods_sentence_gives_the_numbers_of_the_fit(fitted):
    sentence = describe_topics(fitted[1], fitted[2], score_topics(*fitted[1:]), unit="document")
    assert "40 units (unit: document) from 40 documents, with K = 4; 0.0% of the units fit none" in sentence
    assert "over refits on random parts of the texts" in sentence
    assert sentence.startswith("Topics were fitted by spherical k-means")
