from dataclasses import replace
from itertools import combinations
from math import log

import numpy as np
import pandas as pd
import pytest

from broadsheet.terms import count_terms
from broadsheet.topics import describe_topics, find_topic_passages, fit_topics, quality, score_topics
from broadsheet.topics.fit import MODELS
from broadsheet.topics.quality import mean_npmi
from planted import make_documents, plant_topics, shuffle


def naive_npmi(texts: list[str], terms: list[str]) -> float:
    windows = [set(text.split()) for text in texts]
    found = []
    for a, b in combinations(terms, 2):
        both = sum(a in window and b in window for window in windows) / len(windows)
        p_a, p_b = (sum(term in window for window in windows) / len(windows) for term in (a, b))
        found.append(-1.0 if both == 0 else 1.0 if both == 1 else log(both / (p_a * p_b)) / -log(both))
    return sum(found) / len(found)


@pytest.fixture(scope="module")
def fitted():
    units, _ = plant_topics(n_docs=40)
    matrix = count_terms(units)
    return units, matrix, fit_topics(matrix, n_topics=4)


def test_npmi_worked_by_hand():
    matrix = count_terms(pd.DataFrame({"doc_id": list("abcd"), "unit": 0, "text": ["xx yy", "xx yy", "xx", "zz"]}))
    by_hand = log(0.5 / (0.75 * 0.5)) / log(2)
    assert mean_npmi(matrix, [["xx", "yy"], ["xx", "zz"]]) == pytest.approx([by_hand, -1])  # -1: never together


def test_words_that_always_stand_together_have_an_npmi_of_one():
    matrix = count_terms(pd.DataFrame({"doc_id": list("abc"), "unit": 0, "text": ["xx yy", "xx yy", "zz"]}))
    assert mean_npmi(matrix, [["xx", "yy"]]) == pytest.approx([1])


def test_npmi_agrees_with_a_naive_loop(fitted):
    units, matrix, topics = fitted
    best = topics.topic_terms[topics.topic_terms["rank"] <= 8]
    tops = [rows.term.tolist() for _, rows in best.groupby("topic")]
    assert mean_npmi(matrix, tops) == pytest.approx([naive_npmi(units.text.tolist(), terms) for terms in tops])


def test_one_term_has_no_npmi(fitted):
    assert np.isnan(mean_npmi(fitted[1], [[fitted[1].terms[0]]])).all()


def test_the_scores_lie_in_their_ranges_and_the_shares_add_up(fitted):
    quality = score_topics(*fitted[1:], n_refits=3)
    assert quality.npmi.between(-1, 1).all()
    assert quality[["stability", "exclusivity", "share"]].stack().between(0, 1).all()
    assert quality.share.sum() == pytest.approx(1)
    assert quality.n_docs.sum() == 40  # each document is led by one topic


def test_planted_topics_are_more_stable_than_topics_of_noise(fitted):
    planted = score_topics(*fitted[1:], n_refits=5)
    words = np.random.default_rng(0).choice([f"word{at}" for at in range(60)], (40, 40))
    noise = pd.DataFrame(
        {"doc_id": [f"d{at}" for at in range(40)], "unit": 0, "text": [" ".join(row) for row in words]}
    )
    matrix = count_terms(noise)
    random = score_topics(matrix, fit_topics(matrix, n_topics=4), n_refits=5)
    assert planted.stability.min() > 0.7 > random.stability.max()
    assert planted.npmi.min() > random.npmi.max() and planted.exclusivity.min() > random.exclusivity.max()


def test_a_topic_of_two_words_that_comes_back_each_time_is_fully_stable():
    texts = ["war tank", "war war tank"] * 6 + ["peace talks summit deal", "peace peace talks summit deal"] * 14
    matrix = count_terms(pd.DataFrame({"doc_id": [f"d{at:02}" for at in range(40)], "unit": 0, "text": texts}))
    quality = score_topics(matrix, fit_topics(matrix, n_topics=2), n_top_terms=10, n_refits=3)
    assert quality.stability.tolist() == [1, 1]  # words without weight are nobody's top terms


@pytest.mark.parametrize("model", MODELS)
def test_a_refit_sees_four_units_in_five_with_the_model_of_the_fit(model, fitted, monkeypatch):
    seen, fit = [], quality.fit_components

    def spy(counts, weights, **how):
        seen.append((counts.shape[0], weights.shape[0], how["model"], how["n_topics"]))
        return fit(counts, weights, **how)

    monkeypatch.setattr(quality, "fit_components", spy)
    score_topics(fitted[1], replace(fitted[2], model=model), n_refits=2)
    assert seen == [(32, 32, model, 4)] * 2  # of 40 units


def test_topic_0_has_no_row_and_its_share_is_missing_from_the_sum():
    planted, _ = plant_topics(n_docs=40)
    planted.loc[:3, "text"] = "1"
    matrix = count_terms(planted)
    scores = score_topics(matrix, fit_topics(matrix, n_topics=4), n_refits=1)
    assert scores.topic.tolist() == [1, 2, 3, 4] and scores.share.sum() == pytest.approx(0.9)
    assert scores.n_docs.sum() == 36


def test_exclusivity_is_a_part_of_the_weight_worked_by_hand():
    matrix = count_terms(pd.DataFrame({"doc_id": list("abcd"), "unit": 0, "text": ["aa bb", "bb aa", "bb cc", "cc"]}))
    rows = [(1, "aa", 0.4, 2), (1, "bb", 0.6, 1), (2, "bb", 0.2, 2), (2, "cc", 0.8, 1)]
    topic_terms = pd.DataFrame(rows, columns=["topic", "term", "weight", "rank"]).assign(label="x")
    doc_topics = pd.DataFrame({"doc_id": np.repeat(list("abcd"), 2), "unit": 0, "topic": [1, 2] * 4, "weight": 0.5})
    by_hand = replace(fit_topics(matrix, n_topics=2), topic_terms=topic_terms, doc_topics=doc_topics)
    by_hand = replace(by_hand, components=np.array([[0.4, 0.6, 0.0], [0.0, 0.2, 0.8]]))
    scores = score_topics(matrix, by_hand, n_refits=1)
    bb = 0.6 / (0.6 + 0.2)  # the part of bb that is topic 1's; aa and cc are in one topic each
    assert scores.exclusivity.tolist() == pytest.approx([(1 + bb) / 2, (1 - bb + 1) / 2])


def test_own_words_only_are_fully_exclusive():
    texts = ["war tank", "tank war war", "peace talks", "talks peace peace"]
    matrix = count_terms(pd.DataFrame({"doc_id": list("abcd"), "unit": 0, "text": texts}))
    quality = score_topics(matrix, fit_topics(matrix, n_topics=2), n_refits=2)
    assert quality.exclusivity.round(6).tolist() == [1, 1]


def test_the_order_of_the_documents_changes_no_score(fitted):
    units, matrix, topics = fitted
    mixed = replace(topics, topic_terms=shuffle(topics.topic_terms), doc_topics=shuffle(topics.doc_topics))
    other = score_topics(count_terms(shuffle(units)), mixed, n_refits=2)
    pd.testing.assert_frame_equal(score_topics(matrix, topics, n_refits=2), other)


def test_the_same_random_state_gives_the_same_scores_another_one_others(fitted):
    first, again, other = (score_topics(*fitted[1:], n_refits=2, random_state=seed).stability for seed in (1, 1, 2))
    assert first.equals(again) and not first.equals(other)


def test_passages_of_a_topic_are_its_heaviest_units_word_for_word(fitted):
    units, _, topics = fitted
    topic_terms, doc_topics = topics.topic_terms, topics.doc_topics
    documents = make_documents(units.text.tolist())
    passages = find_topic_passages(documents, units, doc_topics, topic_terms, n_each=2)
    texts = documents.set_index("doc_id").text
    assert (passages.groupby("item").size() == 2).all() and passages["item"].nunique() == 4
    assert all(row.match == texts[row.doc_id] for row in passages.itertuples())
    heaviest = doc_topics.loc[doc_topics[doc_topics.topic == 1].weight.round(6).idxmax(), "doc_id"]
    assert heaviest in set(passages.doc_id[passages["item"].str.startswith("topic 1:")])


def test_the_methods_sentence_gives_the_numbers_of_the_fit(fitted):
    sentence = describe_topics(*fitted[1:], score_topics(*fitted[1:], n_refits=2), unit="document")
    assert "40 units (unit: document) from 40 documents, with K = 4; 0.0% of the units fit none" in sentence
    assert sentence.startswith("Topics were fitted by spherical k-means")
