import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import Topics, count_possible, fit_topics, transform_topics
from broadsheet.topics.fit import MODELS, factorise
from broadsheet.topics.weights import learn_factors, weigh
from planted import plant_topics, shuffle

FURNITURE = " ".join(f"footer{letter}" for letter in "abcdefghijklmnopqrst")


def units(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"d{at:02}" for at in range(len(texts))], "unit": 0, "text": list(texts)})


TOY = units("war tank war", "tank war", "peace talks peace", "talks peace")


def leading(topics: Topics) -> np.ndarray:
    wide = topics.doc_topics.pivot(index="doc_id", columns="topic", values="weight").fillna(0)
    return wide.sort_index().idxmax(axis=1).to_numpy()


def top_terms(topics: Topics, n: int = 10) -> list[set[str]]:
    best = topics.topic_terms[topics.topic_terms["rank"] <= n]
    return [set(rows.term) for _, rows in best.groupby("topic")]


@pytest.mark.parametrize("model", MODELS)
def test_two_vocabularies_that_do_not_touch_are_two_topics(model):
    topics = fit_topics(count_terms(TOY), n_topics=2, model=model)
    assert {frozenset(words) for words in top_terms(topics, 2)} == {
        frozenset({"war", "tank"}), frozenset({"peace", "talks"}),
    }  # fmt: skip
    assert topics.doc_topics.groupby(["doc_id", "unit"]).weight.max().gt(0.5).all()
    assert len(set(leading(topics)[:2])) == len(set(leading(topics)[2:])) == 1


@pytest.mark.parametrize(("model", "n_topics", "n_docs"), [("default", 3, 60), ("default", 12, 400), ("nmf", 4, 60)])
@pytest.mark.parametrize("random_state", [0, 1])
def test_planted_topics_are_recovered(model, n_topics, n_docs, random_state):
    planted, truth = plant_topics(n_topics=n_topics, n_docs=n_docs, random_state=random_state)
    topics = fit_topics(count_terms(planted), n_topics=n_topics, model=model)
    assert adjusted_rand_score(truth, leading(topics)) >= 0.95


def test_the_top_terms_of_a_planted_topic_are_its_own_words():
    best = top_terms(fit_topics(count_terms(plant_topics()[0]), n_topics=4))
    assert all(len({word[:6] for word in words}) == 1 and len(words) == 10 for words in best)


@pytest.mark.parametrize("model", MODELS)
def test_shares_sum_to_one_in_each_unit_and_term_weights_in_each_topic(model):
    topics = fit_topics(count_terms(plant_topics()[0]), n_topics=5, model=model)
    assert np.allclose(topics.doc_topics.groupby(["doc_id", "unit"]).weight.sum(), 1)
    assert np.allclose(topics.topic_terms.groupby("topic").weight.sum(), 1)
    assert topics.topic_terms.weight.between(0, 1).all() and topics.doc_topics.weight.between(0, 1).all()
    ranked = topics.topic_terms.sort_values(["topic", "rank"]).groupby("topic").weight
    assert all(weights.is_monotonic_decreasing for _, weights in ranked)


def test_topics_are_numbered_by_share():
    uneven = units(*["war tank gun"] * 2, *[f"peace talks round{at}" for at in range(6)])
    topics = fit_topics(count_terms(uneven), n_topics=2)
    assert topics.doc_topics.groupby("topic").weight.mean().is_monotonic_decreasing
    assert "peace" in topics.topic_terms.label[topics.topic_terms.topic == 1].iloc[0].split(", ")


@pytest.mark.parametrize("model", MODELS)
def test_the_order_of_the_units_changes_nothing(model):
    planted, _ = plant_topics(n_docs=24)
    matrix = count_terms(planted)
    order = np.random.default_rng(0).permutation(24)
    mixed = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units[order], matrix.terms)
    first = fit_topics(matrix, n_topics=4, model=model)
    for other in (mixed, count_terms(shuffle(planted))):
        again = fit_topics(other, n_topics=4, model=model)
        pd.testing.assert_frame_equal(first.topic_terms, again.topic_terms, check_exact=True)
        pd.testing.assert_frame_equal(first.doc_topics, again.doc_topics, check_exact=True)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_neither_threads_nor_random_state_change_the_default_model(n_threads):
    matrix = count_terms(plant_topics(n_docs=400)[0])
    first = fit_topics(matrix, n_topics=4)
    with threadpool_limits(n_threads):
        again = fit_topics(matrix, n_topics=4, random_state=7)
    pd.testing.assert_frame_equal(first.doc_topics, again.doc_topics, check_exact=True)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), model=st.sampled_from(["default", "clusters", "nmf"]))
def test_new_units_get_what_the_same_units_got_in_the_fit(seed, model):
    planted, _ = plant_topics(n_docs=30, random_state=seed)
    matrix = count_terms(planted)
    topics = fit_topics(matrix, n_topics=3, model=model)
    pd.testing.assert_frame_equal(transform_topics(topics, matrix), topics.doc_topics, atol=1e-3)


def test_a_matrix_stays_as_it_was():
    matrix = count_terms(TOY)
    before = matrix.counts.copy()
    fit_topics(matrix, n_topics=2)
    assert (matrix.counts != before).nnz == 0 and matrix.counts.dtype == before.dtype


def test_units_without_words_or_like_the_corpus_at_large_are_of_topic_0():
    planted, _ = plant_topics(n_topics=3, n_docs=90)
    topics = fit_topics(count_terms(planted), n_topics=3)
    assert set(topics.doc_topics.topic) == {1, 2, 3}
    own = " ".join(f"topic{topic}word{word}" for topic in range(3) for word in range(12))
    new = units("", own, " ".join(f"topic1word{word}" for word in range(12)))
    table = TermMatrix(
        np.array([[text.split().count(term) for term in topics.terms] for text in new.text]),
        new.doc_id.to_numpy(dtype=object), new.unit.to_numpy(), topics.terms,
    )  # fmt: skip
    found = transform_topics(topics, table)
    assert found.topic[found.doc_id.isin(["d00", "d01"])].tolist() == [0, 0]
    assert found.weight[found.topic == 0].eq(1).all()
    assert found[found.doc_id == "d02"].weight.max() > 0.9


def test_no_fit_asked_for_leaves_only_empty_units_without_a_topic():
    planted = pd.concat([plant_topics()[0], units("2022 , !").assign(doc_id="d9")])
    strict, lenient = (fit_topics(count_terms(planted), n_topics=4, min_fit=level).doc_topics for level in (0.99, -1))
    assert set(lenient.doc_id[lenient.topic == 0]) == {"d9"}
    assert set(strict.topic) == {0}


@pytest.mark.parametrize("n_topics", [3, 6])
def test_twenty_words_of_a_footer_in_few_short_texts_are_no_topic(n_topics):
    planted, truth = plant_topics(n_topics=n_topics, n_docs=600, n_words=15)
    dirty = planted.text.where(np.random.default_rng(0).random(600) >= 0.02, planted.text + " " + FURNITURE)
    clean, found = (
        fit_topics(count_terms(table), n_topics=n_topics) for table in (planted, planted.assign(text=dirty))
    )
    assert not any(words & set(FURNITURE.split()) for words in top_terms(found))
    scores = [adjusted_rand_score(truth, leading(topics)) for topics in (clean, found)]
    assert scores[1] >= scores[0] - 0.02 and scores[0] >= 0.95


def test_factors_reconstruct_the_weights_as_well_as_scikit_learns_own_start():
    counts = count_terms(plant_topics()[0]).counts
    weights = weigh(counts, learn_factors(counts))
    ours, terms = factorise(weights, n_topics=4)
    peer = NMF(4, init="nndsvda", random_state=0, max_iter=1000, tol=1e-5).fit(weights)
    assert np.linalg.norm(weights.toarray() - ours @ terms) == pytest.approx(peer.reconstruction_err_, rel=1e-3)


def test_lda_is_that_of_scikit_learn():
    matrix = count_terms(plant_topics(n_docs=30)[0])
    peer = LatentDirichletAllocation(3, random_state=5)
    shares = peer.fit_transform(matrix.counts)
    found = fit_topics(matrix, n_topics=3, model="lda", random_state=5, min_fit=-1).doc_topics
    wide = found.pivot(index="doc_id", columns="topic", values="weight").to_numpy()
    assert np.sort(wide, axis=1) == pytest.approx(np.sort(shares, axis=1), abs=1e-6)


@pytest.mark.parametrize("n_topics", [0, 1, 5, 99])
def test_more_topics_than_different_units_are_refused_with_the_largest_number(n_topics):
    with pytest.raises(InputError, match=rf"n_topics is {n_topics}, expected 2 to 4: there are 4 different units"):
        fit_topics(count_terms(TOY), n_topics=n_topics)


def test_copies_do_not_count_as_different_units():
    with pytest.raises(InputError, match="there are 2 different units"):
        fit_topics(count_terms(units("war tank", "war tank", "peace talks")), n_topics=3)


@pytest.mark.parametrize("texts", [["war tank peace talks"], ["war tank peace talks"] * 60])
@pytest.mark.parametrize("model", MODELS)
def test_one_document_is_refused_in_however_many_copies(texts, model):
    with pytest.raises(InputError, match="too little text for topics: only 1 different units with words and 4 terms"):
        fit_topics(count_terms(units(*texts)), n_topics=2, model=model)


def test_empty_documents_are_no_topic_and_nothing_but_empty_ones_is_refused():
    fifty = units(*[f"war tank gun{at % 3}" for at in range(5)], *["peace talks"] * 2, *["1 , !"] * 50)
    found = fit_topics(count_terms(fifty), n_topics=2).doc_topics
    assert (found.topic == 0).sum() == 50 and set(found.topic) == {0, 1, 2}
    matrix = count_terms(TOY)
    nothing = TermMatrix(matrix.counts * 0, matrix.doc_ids, matrix.units, matrix.terms)
    with pytest.raises(InputError, match="too little text for topics: only 0 different units"):
        fit_topics(nothing, n_topics=2)


def test_units_without_a_word_in_common_are_no_topics():
    strangers = units("war tank gun", "peace talks summit", "rain flood river", "goal match cup", "tax budget vote")
    with pytest.raises(InputError, match="the units share too few words for two topics"):
        fit_topics(count_terms(strangers), n_topics=2)


def test_another_model_or_vocabulary_is_refused():
    with pytest.raises(InputError, match="model is 'bert', expected one of default, clusters, nmf, lda"):
        fit_topics(count_terms(TOY), n_topics=2, model="bert")
    topics = fit_topics(count_terms(TOY), n_topics=2)
    with pytest.raises(InputError, match="counts 2 terms, expected the 4 terms of the model"):
        transform_topics(topics, count_terms(units("war tank")))


def test_no_new_units_give_the_empty_table():
    matrix = count_terms(TOY)
    topics = fit_topics(matrix, n_topics=2)
    none = TermMatrix(matrix.counts[:0], matrix.doc_ids[:0], matrix.units[:0], matrix.terms)
    assert transform_topics(topics, none).empty


def test_the_largest_number_that_is_possible_is_taken_and_one_more_is_refused():
    units, _ = plant_topics(n_topics=2, n_docs=12)
    matrix = count_terms(pd.concat([units, units.tail(3).assign(doc_id=["x", "y", "z"])], ignore_index=True))
    most = count_possible(matrix)
    assert most == 12  # three of fifteen are copies
    assert len(fit_topics(matrix, n_topics=most).components) == most
    with pytest.raises(InputError, match="n_topics is 13, expected 2 to 12"):
        fit_topics(matrix, n_topics=13)
