"""Topics steered by seed words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import edit_topics, find_leading, fit_topics, from_bytes, label_topics, refit_topics, to_bytes
from broadsheet.topics.refits import share_found
from broadsheet.topics.steering import describe_seeds, find_seeded, label_seeds, read_seed_words
from planted import plant_topics

N_HIDDEN = 24


def hide_topic() -> tuple[pd.DataFrame, np.ndarray]:
    """(units, which hold it): in 24 of the 100 texts of a topic half of the words are of a small matter."""
    units, truth = plant_topics(n_topics=4, n_docs=400)
    generator = np.random.default_rng(1)
    is_hidden = np.isin(np.arange(400), np.flatnonzero(truth == 0)[:N_HIDDEN])
    texts = [
        " ".join(
            f"hidden{generator.integers(8)}" if here and generator.random() < 0.5 else word for word in text.split()
        )
        for text, here in zip(units.text, is_hidden, strict=True)
    ]
    return units.assign(text=texts), is_hidden


@pytest.fixture(scope="module")
def hidden():
    units, is_hidden = hide_topic()
    return count_terms(units), is_hidden


def test_a_small_topic_that_a_large_one_hides_is_found_by_two_of_its_words(hidden):
    matrix, is_hidden = hidden
    plain = fit_topics(matrix, n_topics=5)
    seeded = fit_topics(matrix, n_topics=5, seeds=[["hidden0", "hidden1"]])
    row = find_seeded(seeded).iloc[0]
    led = find_leading(seeded.doc_topics).topic == row.topic
    assert led[is_hidden].all() and not led[~is_hidden].any()
    assert row.n_top == 2 and row.seed == "hidden0, hidden1"
    assert plain.seeds == () and seeded.seeds == (("hidden0", "hidden1"),)
    top = seeded.topic_terms[(seeded.topic_terms.topic == row.topic) & (seeded.topic_terms["rank"] <= 8)]
    assert top.term.str.startswith("hidden").all()


def test_a_word_of_all_texts_beside_it_takes_nothing_from_a_seed(hidden):
    matrix, is_hidden = hidden
    topics = fit_topics(matrix, n_topics=5, seeds=[["hidden0", "shared1", "shared2"]])
    led = find_leading(topics.doc_topics).topic == find_seeded(topics).topic[0]
    assert led[is_hidden].all() and not led[~is_hidden].any()


def test_words_of_all_texts_are_no_seed(hidden):
    with pytest.raises(InputError, match=r"seed_words: no text is nearest to shared1, shared2\. Choose words that go"):
        fit_topics(hidden[0], n_topics=5, seeds=[["shared1", "shared2"]])


def test_seeds_for_every_topic_are_every_topic():
    units, truth = plant_topics(n_topics=4, n_docs=200)
    seeds = [[f"topic{at}word0", f"topic{at}word1"] for at in (2, 0, 3, 1)]
    topics = fit_topics(count_terms(units), n_topics=4, seeds=seeds)
    led = find_leading(topics.doc_topics).topic.to_numpy()
    for at, topic in zip((2, 0, 3, 1), find_seeded(topics).topic, strict=True):
        assert (led[truth == at] == topic).all()


@pytest.mark.parametrize("model", ["default", "clusters"])
def test_the_order_of_the_rows_changes_nothing(hidden, model):
    matrix, _ = hidden
    order = np.random.default_rng(0).permutation(len(matrix.doc_ids))
    mixed = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units[order], matrix.terms)
    one, other = (fit_topics(each, n_topics=5, model=model, seeds=[["hidden0"]]) for each in (matrix, mixed))
    pd.testing.assert_frame_equal(one.topic_terms, other.topic_terms)
    pd.testing.assert_frame_equal(one.doc_topics, other.doc_topics)


def test_a_seed_without_a_topic_of_its_own_is_said_and_names_nothing(hidden):
    matrix, _ = hidden
    topics = fit_topics(
        matrix, n_topics=4, seeds=[["hidden3"]]
    )  # too few for one more: the large topic takes its place
    assert find_seeded(topics).n_top.tolist() == [0]
    assert label_seeds(topics, ["The small matter"]) == []
    assert "hidden3 (no topic of its own: no word among the top 10 of the nearest, topic 4: " in describe_seeds(
        topics, matrix
    )


def test_what_is_said_of_a_seed(hidden):
    matrix, _ = hidden
    topics = fit_topics(matrix, n_topics=5, seeds=[["hidden0", "shared1"]])
    topics = label_topics(topics, labels=label_seeds(topics, ["The small matter"]))
    n_any = int((matrix.counts[:, np.isin(matrix.terms, ["hidden0", "shared1"])].sum(axis=1) > 0).sum())
    said = describe_seeds(topics, matrix)
    assert said.startswith(
        "Seed words steered 1 of 5 topics: hidden0, shared1 (topic 5: The small matter; 1 of 2 words"
    )
    assert f"of the {n_any} units with any)." in said
    assert describe_seeds(replace(topics, seeds=()), matrix) == ""
    assert find_seeded(replace(topics, seeds=())).empty


def test_lines_are_read(hidden):
    matrix, _ = hidden
    lines = ["Hidden0, hidden1,hidden0 = The small = matter", "topic1word0"]
    assert read_seed_words(lines, matrix) == ([["hidden0", "hidden1"], ["topic1word0"]], ["The small = matter", ""])
    assert read_seed_words([], matrix) == ([], [])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["hidden0, hiden1"], r"seed_words: No column counts 'hiden1'.* near spelling of 'hiden1' is 'hidden"),
        ([" , "], "seed_words: ' , ' is no list of words, expected 'energy, power, grid' or"),
        (["hidden0 ="], "seed_words: 'hidden0 =' is no list of words"),
        (["hidden0, hidden1", "hidden1"], "seed_words: 'hidden1' is in two lines. A word can steer one topic only"),
    ],
)
def test_lines_that_cannot_be_read(hidden, lines, said):
    with pytest.raises(InputError, match=said):
        read_seed_words(lines, hidden[0])


def test_seeds_that_cannot_steer(hidden):
    seeds = [["hidden0"], ["topic1word0"], ["topic2word0"]]
    with pytest.raises(InputError, match="n_topics is 2, expected 3 or more: so many topics have seed words"):
        fit_topics(hidden[0], n_topics=2, seeds=seeds)
    with pytest.raises(InputError, match="model is 'lda', and only default, clusters, embeddings can be steered"):
        fit_topics(hidden[0], n_topics=4, model="lda", seeds=seeds)
    with pytest.raises(InputError, match="seeds: 'nowhere' is none of the"):
        fit_topics(hidden[0], n_topics=4, seeds=[["nowhere"]])


def test_refits_are_steered_too(hidden):
    matrix, _ = hidden
    topics = fit_topics(matrix, n_topics=5, seeds=[["hidden0", "hidden1"]])
    row = find_seeded(topics).topic[0]
    found = share_found(refit_topics(matrix, topics, n_top_terms=8, n_refits=4))[row].mean()
    unsteered = share_found(refit_topics(matrix, replace(topics, seeds=()), n_top_terms=8, n_refits=4))[row].mean()
    assert found >= 0.95 >= unsteered


def test_seeds_are_saved_and_outlive_an_edit(hidden):
    matrix, _ = hidden
    topics = fit_topics(matrix, n_topics=5, seeds=[["hidden0", "hidden1"], ["topic1word0"]])
    assert from_bytes(to_bytes(topics))[0].seeds == topics.seeds
    merged = edit_topics(topics, matrix, merge=["hidden0 + topic1word0", "topic2word0 + topic3word0"])
    assert merged.seeds == topics.seeds and len(find_seeded(merged)) == 2


def test_more_seeds_than_topics_are_left_by_a_merge(hidden):
    matrix, _ = hidden
    seeds = [["topic1word0"], ["topic2word0"], ["topic3word0"], ["topic0word0"]]
    topics = fit_topics(matrix, n_topics=4, seeds=seeds)
    merged = edit_topics(topics, matrix, merge=["topic1word0 + topic2word0 + topic3word0"])
    assert find_seeded(merged).topic.between(1, 2).all() and len(find_seeded(merged)) == 4
