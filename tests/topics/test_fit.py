import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import adjusted_rand_score

from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.topics.fit import factorise, fit_topics
from planted import plant_topics, shuffle


def units(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"d{at}" for at in range(len(texts))], "unit": 0, "text": list(texts)})


TOY = units("war tank war", "tank war", "peace talks peace", "talks peace")


def leading(doc_topics: pd.DataFrame) -> np.ndarray:
    return doc_topics.pivot(index="doc_id", columns="topic", values="weight").sort_index().idxmax(axis=1).to_numpy()


def test_two_vocabularies_that_do_not_touch_are_two_topics():
    topic_terms, doc_topics = fit_topics(count_terms(TOY), n_topics=2)
    words = topic_terms.groupby("topic").term.agg(frozenset)
    assert set(words) == {frozenset({"war", "tank"}), frozenset({"peace", "talks"})}
    assert doc_topics.groupby(["doc_id", "unit"]).weight.max().round(6).eq(1).all()


@pytest.mark.parametrize("random_state", [0, 1, 2])
def test_planted_topics_are_recovered(random_state):
    planted, truth = plant_topics(random_state=random_state)
    _, doc_topics = fit_topics(count_terms(planted), n_topics=4)
    assert adjusted_rand_score(truth, leading(doc_topics)) >= 0.95


def test_the_top_terms_of_a_planted_topic_are_its_own_words():
    topic_terms, _ = fit_topics(count_terms(plant_topics()[0]), n_topics=4)
    top = topic_terms[topic_terms["rank"] <= 10]
    assert top.term.str.extract(r"^(topic\d)")[0].groupby(top.topic).nunique(dropna=False).eq(1).all()


def test_topics_reconstruct_the_weights_as_well_as_scikit_learns_own_start():
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(count_terms(plant_topics()[0]).counts)
    ours, terms = factorise(weights, n_topics=4, random_state=0)
    peer = NMF(4, init="nndsvda", random_state=0, max_iter=1000, tol=1e-5).fit(weights)
    error = np.linalg.norm(weights.toarray() - ours @ terms)
    assert error == pytest.approx(peer.reconstruction_err_, rel=1e-3)
    assert error < np.linalg.norm(weights.toarray() - weights.toarray().mean(axis=0))


def test_shares_sum_to_one_in_each_unit_and_term_weights_in_each_topic():
    topic_terms, doc_topics = fit_topics(count_terms(plant_topics()[0]), n_topics=5)
    assert np.allclose(doc_topics.groupby(["doc_id", "unit"]).weight.sum(), 1)
    assert np.allclose(topic_terms.groupby("topic").weight.sum(), 1)
    assert topic_terms.weight.between(0, 1).all() and doc_topics.weight.between(0, 1).all()


def test_the_share_of_a_topic_is_its_part_of_the_reconstructed_weight():
    matrix = count_terms(plant_topics()[0])
    units, terms = factorise(
        TfidfTransformer(sublinear_tf=True).fit_transform(matrix.counts), n_topics=4, random_state=0
    )
    parts = np.array([[(row[topic] * terms[topic]).sum() for topic in range(4)] for row in units])
    naive = np.sort((parts / parts.sum(axis=1, keepdims=True)).mean(axis=0))[::-1]
    assert fit_topics(matrix, n_topics=4)[1].groupby("topic").weight.mean().to_numpy() == pytest.approx(naive)


def test_topics_are_numbered_by_share_and_terms_ranked_by_weight():
    uneven = units(*["war tank gun"] * 2, *[f"peace talks round{at}" for at in range(6)])
    topic_terms, doc_topics = fit_topics(count_terms(uneven), n_topics=2)
    assert doc_topics.groupby("topic").weight.mean().round(9).is_monotonic_decreasing
    assert all(
        rows.sort_values("rank").weight.round(9).is_monotonic_decreasing for _, rows in topic_terms.groupby("topic")
    )
    assert "peace" in topic_terms.label[topic_terms.topic == 1].iloc[0].split(", ")


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_documents_changes_nothing(seed):
    planted, _ = plant_topics(n_docs=24)
    for one, other in zip(
        fit_topics(count_terms(planted), n_topics=4),
        fit_topics(count_terms(shuffle(planted, seed)), n_topics=4),
        strict=True,
    ):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_a_unit_without_a_counted_term_has_no_rows():
    empty = pd.concat([TOY, pd.DataFrame({"doc_id": ["d9"], "unit": [0], "text": ["2022 , !"]})])
    assert "d9" not in set(fit_topics(count_terms(empty), n_topics=2)[1].doc_id)


@pytest.mark.parametrize("n_topics", [0, 1, 5, 99])
def test_more_topics_than_different_units_are_refused_with_the_largest_number(n_topics):
    with pytest.raises(InputError, match=rf"n_topics is {n_topics}, expected 2 to 4: there are 4 different units"):
        fit_topics(count_terms(TOY), n_topics=n_topics)


def test_copies_do_not_count_as_different_units():
    with pytest.raises(InputError, match="there are 2 different units"):
        fit_topics(count_terms(units("war tank", "war tank", "peace talks")), n_topics=3)


def test_one_document_is_refused():
    with pytest.raises(InputError, match="too little text for topics: only 1 different units with words and 4 terms"):
        fit_topics(count_terms(units("war tank peace talks")), n_topics=2)


def test_a_fit_of_few_iterations_is_rougher():
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(count_terms(plant_topics()[0]).counts)
    errors = [
        np.linalg.norm(weights.toarray() - np.matmul(*factorise(weights, n_topics=4, random_state=0, **how)))
        for how in ({}, {"max_iter": 1}, {"tol": 0.5})
    ]
    assert errors[0] < errors[1] and errors[0] < errors[2]
