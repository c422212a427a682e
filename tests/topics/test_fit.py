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
from broadsheet.topics.fit import MODELS, check_carries
from broadsheet.topics.groups import factorise
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


@pytest.mark.parametrize("n_docs", [40, 400, 900])
@pytest.mark.parametrize("n_threads", [1, 2])
def test_neither_threads_nor_random_state_change_the_default_model(n_threads, n_docs):
    matrix = count_terms(plant_topics(n_docs=n_docs)[0])
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


@pytest.mark.parametrize("n_topics", [0, 1, 3, 99])
def test_more_topics_than_half_the_different_units_are_refused_with_the_largest_number(n_topics):
    with pytest.raises(
        InputError, match=rf"n_topics is {n_topics}, expected 2: there are 4 different units with words"
    ):
        fit_topics(count_terms(TOY), n_topics=n_topics)


def test_copies_do_not_count_as_different_units():
    with pytest.raises(InputError, match="3 different units with words and 4 terms, expected 4 units"):
        fit_topics(count_terms(units("war tank", "war tank", "peace talks", "war talks")), n_topics=2)
    planted, _ = plant_topics(n_topics=2, n_docs=6)
    with pytest.raises(InputError, match="n_topics is 4, expected 2 to 3: there are 6 different units"):
        fit_topics(count_terms(pd.concat([planted, planted.assign(doc_id=planted.doc_id + "b")])), n_topics=4)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("n_docs", "n_copies"), [(1, 1), (1, 60), (2, 1), (2, 30)])
def test_one_or_two_documents_have_no_topics_in_however_many_copies_or_passages(n_docs, n_copies, model):
    planted, _ = plant_topics(n_topics=2, n_docs=20 * n_docs)
    passages = planted.assign(unit=np.tile(np.arange(20), n_docs), doc_id=np.repeat(np.arange(n_docs), 20).astype(str))
    copies = pd.concat([passages.assign(doc_id=passages.doc_id + f"copy{at}") for at in range(n_copies)])
    whole = copies.groupby("doc_id", as_index=False).agg(text=("text", " ".join)).assign(unit=0)
    told = f"too little text for topics: {n_docs} different document{'s' if n_docs > 1 else ''} with words, expected 3"
    for cut in (whole, copies):
        assert count_possible(count_terms(cut)) == 0
        with pytest.raises(InputError, match=told):
            fit_topics(count_terms(cut), n_topics=2, model=model)


def test_three_documents_of_several_passages_have_topics_and_three_whole_ones_have_not():
    planted, truth = plant_topics(n_topics=2, n_docs=24)
    passages = planted.assign(unit=np.arange(24) % 8, doc_id=(np.arange(24) // 8).astype(str))
    found = fit_topics(count_terms(passages), n_topics=2).doc_topics
    best = found.loc[found.groupby(["doc_id", "unit"]).weight.idxmax()].topic
    assert adjusted_rand_score(truth, best) == 1
    with pytest.raises(InputError, match=r"3 different units with words and \d+ terms, expected 4 units"):
        fit_topics(count_terms(planted.head(3)), n_topics=2)


def test_five_documents_have_two_topics_at_most():
    planted, _ = plant_topics(n_topics=2, n_docs=5)
    assert count_possible(count_terms(planted)) == 2
    with pytest.raises(InputError, match="n_topics is 3, expected 2: there are 5 different units"):
        fit_topics(count_terms(planted), n_topics=3)


def test_empty_documents_are_no_topic_and_nothing_but_empty_ones_is_refused():
    fifty = units(*[f"war tank gun{at % 3}" for at in range(5)], *["peace talks"] * 2, *["1 , !"] * 50)
    found = fit_topics(count_terms(fifty), n_topics=2).doc_topics
    assert (found.topic == 0).sum() == 50 and set(found.topic) == {0, 1, 2}
    matrix = count_terms(TOY)
    for counts in (matrix.counts * 0, matrix.counts[:0]):
        n_rows = counts.shape[0]
        nothing = TermMatrix(counts, matrix.doc_ids[:n_rows], matrix.units[:n_rows], matrix.terms)
        assert count_possible(nothing) == 0
        with pytest.raises(InputError, match="too little text for topics: 0 different documents"):
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
    assert most == 6  # three of fifteen are copies, and a topic needs two units
    assert len(fit_topics(matrix, n_topics=most).components) == most
    check_carries(matrix)
    with pytest.raises(InputError, match="n_topics is 7, expected 2 to 6"):
        fit_topics(matrix, n_topics=7)


@pytest.mark.parametrize("n_topics", [3, 5, 10])
def test_a_text_between_two_topics_fits(n_topics):
    matrix = count_terms(plant_topics(n_topics=n_topics, n_docs=300)[0])
    topics = fit_topics(matrix, n_topics=n_topics)
    halves = matrix.counts[:-1] + matrix.counts[1:]  # neighbours are of two topics
    found = transform_topics(topics, TermMatrix(halves, matrix.doc_ids[1:], matrix.units[1:], matrix.terms))
    assert (found.topic > 0).all()
    wide = np.sort(found.pivot(index="doc_id", columns="topic", values="weight").to_numpy(), axis=1)
    assert np.median(wide[:, -2:], axis=0) == pytest.approx([0.5, 0.5], abs=0.1)


def test_the_mean_of_a_model_is_in_its_own_units():
    counts = count_terms(TOY)
    told = fit_topics(counts, n_topics=2, model="lda").mean
    rows = counts.counts.toarray() / np.linalg.norm(counts.counts.toarray(), axis=1, keepdims=True)
    assert told == pytest.approx(rows.mean(axis=0))
    weights = weigh(counts.counts, learn_factors(counts.counts)).toarray()
    assert fit_topics(counts, n_topics=2, model="nmf").mean == pytest.approx(weights.mean(axis=0), rel=1e-5)


def test_lda_of_separable_topics_fits_every_unit():
    planted, truth = plant_topics(n_topics=3, n_docs=90)
    topics = fit_topics(count_terms(planted), n_topics=3, model="lda")
    assert (topics.doc_topics.topic > 0).all() and adjusted_rand_score(truth, leading(topics)) >= 0.9
