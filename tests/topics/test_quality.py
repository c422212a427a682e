from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import normalize

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


def test_a_word_that_a_phrase_stands_for_does_not_keep_company_with_itself(fitted):
    _, matrix, topics, refits = fitted
    noise = np.random.default_rng(0).random(topics.components.shape)  # else each word is of one topic alone
    topics, one = replace(topics, components=topics.components + noise / 10), topics.topic_terms.topic == 1
    first, second, third = topics.topic_terms[one].sort_values("rank").term.head(3)
    phrase = f"{first} {second}"  # in the place of the third term
    named = {third: phrase}
    terms = np.array([named.get(term, term) for term in topics.terms], dtype=object)
    table = topics.topic_terms.assign(term=topics.topic_terms.term.replace(named).astype("str"))
    found = score_topics(
        TermMatrix(matrix.counts, matrix.doc_ids, matrix.units, terms),
        replace(topics, terms=terms, topic_terms=table),
        refits,
    ).set_index("topic")
    top = topics.topic_terms[one].sort_values("rank").term.head(10)
    own = normalize(topics.components, norm="l1")
    part = pd.Series(own[0] / own.sum(axis=0), index=topics.terms.astype(str))[top]
    assert found.exclusivity[1] == pytest.approx(part.drop([first, second]).mean())
    assert found.exclusivity[1] != pytest.approx(part.mean(), abs=1e-6)
    before = score_topics(matrix, topics, refits).set_index("topic")
    assert found.loc[2, ["npmi", "exclusivity"]].equals(before.loc[2, ["npmi", "exclusivity"]])


def test_one_unit_of_one_document_is_told_as_one(fitted):
    _, matrix, topics, refits = fitted
    one = TermMatrix(matrix.counts[:1], matrix.doc_ids[:1], matrix.units[:1], matrix.terms)
    told = describe_topics(one, topics, score_topics(matrix, topics, refits), unit="document")
    assert " terms in 1 unit (unit: document) from 1 document, with K = 4; " in told
