import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import (
    count_flow,
    describe_edits,
    edit_topics,
    find_leading,
    fit_topics,
    label_topics,
    transform_topics,
)
from broadsheet.topics.edits import sort_edits
from planted import plant_topics

N_DOCS = 120


@pytest.fixture(scope="module")
def planted():
    units, truth = plant_topics(n_topics=4, n_docs=N_DOCS)
    matrix = count_terms(units)
    return matrix, fit_topics(matrix, n_topics=4), truth


def topic_of(topics, planted_topic: int) -> int:
    return int(topics.topic_terms.topic[topics.topic_terms.term == f"topic{planted_topic}word0"].iloc[0])


def leading(topics) -> np.ndarray:
    return find_leading(topics.doc_topics).topic.to_numpy()


@pytest.mark.parametrize("model", ["default", "clusters"])
def test_merged_topics_lead_what_each_of_them_led_and_no_other_document_moves(planted, model):
    matrix, _, truth = planted
    topics = fit_topics(matrix, n_topics=4, model=model)
    merged = edit_topics(topics, matrix, merge=[f"{topic_of(topics, 0)} + {topic_of(topics, 2)}"])
    assert len(merged.components) == 3
    assert adjusted_rand_score(np.where(truth == 2, 0, truth), leading(merged)) == 1
    flow = count_flow(topics.doc_topics, merged.doc_topics)
    assert flow.groupby("topic_b").size().tolist() == [2, 1, 1]  # the merged one is the largest: number 1


def test_the_share_of_a_merged_topic_is_nearly_the_sum_of_its_parts(planted):
    matrix, topics, _ = planted
    pair = topic_of(topics, 0), topic_of(topics, 2)
    merged = edit_topics(topics, matrix, merge=["{} + {}".format(*pair)])
    wide = topics.doc_topics.pivot(index="doc_id", columns="topic", values="weight")
    found = merged.doc_topics[merged.doc_topics.topic == 1].set_index("doc_id").weight
    assert (found - wide[list(pair)].sum(axis=1)).abs().max() < 0.1


def test_words_of_a_merged_topic_are_of_both_and_other_topics_keep_theirs(planted):
    matrix, topics, _ = planted
    merged = edit_topics(topics, matrix, merge=["topic0word0 + topic2word0"])
    best = merged.topic_terms[(merged.topic_terms.topic == 1) & (merged.topic_terms["rank"] <= 20)].term
    assert {word[:6] for word in best} == {"topic0", "topic2"}
    for other in (1, 3):
        before, after = (
            found.topic_terms[found.topic_terms.topic == topic_of(found, other)].drop(columns=["topic"])
            for found in (topics, merged)
        )
        pd.testing.assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True), check_exact=True)


def test_a_topic_of_two_themes_is_split_into_them(planted):
    matrix, topics, truth = planted
    merged = edit_topics(topics, matrix, merge=["topic0word0 + topic2word0"])
    split = edit_topics(merged, matrix, split=["topic0word0, topic2word0: 2"])
    assert adjusted_rand_score(truth, leading(split)) == 1
    assert sorted(topic_of(split, at) for at in range(4)) == [1, 2, 3, 4]


def test_three_at_once_and_a_split_beside_them(planted):
    matrix, topics, _ = planted
    merge = ["topic0word0 + topic1word0 + topic2word0"]
    both = edit_topics(topics, matrix, merge=merge, split=["topic3word0: 2"])
    assert len(both.components) == 3 and both.doc_topics.groupby("doc_id").weight.sum().round(9).eq(1).all()
    assert both.topic_terms.groupby("topic").size().gt(0).all()


def test_new_documents_go_to_the_topics_that_were_edited(planted):
    matrix, topics, _ = planted
    merged = edit_topics(topics, matrix, merge=["topic0word0 + topic2word0"])
    pd.testing.assert_frame_equal(transform_topics(merged, matrix), merged.doc_topics, atol=1e-3)


def test_the_order_of_the_rows_changes_nothing_and_nothing_given_is_changed(planted):
    matrix, topics, _ = planted
    order = np.random.default_rng(0).permutation(N_DOCS)
    mixed = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units[order], matrix.terms)
    components = topics.components.copy()
    edits = {"merge": ["1 + 2"], "split": ["3: 2"]}
    one, other = edit_topics(topics, matrix, **edits), edit_topics(topics, mixed, **edits)
    pd.testing.assert_frame_equal(one.doc_topics, other.doc_topics, check_exact=True)
    pd.testing.assert_frame_equal(one.topic_terms, other.topic_terms, check_exact=True)
    assert np.array_equal(topics.components, components)


def test_no_edit_is_the_same_model_and_no_sentence(planted):
    matrix, topics, _ = planted
    assert edit_topics(topics, matrix) is topics
    assert describe_edits(topics, topics) == ""


def test_the_sentence_names_what_was_edited_and_what_came_of_it_as_the_figures_do(planted):
    matrix, topics, _ = planted
    names = [f"topic{at}word0 = {label}" for at, label in enumerate(["Strikes", "Talks", "Sport", "Art"])]
    named = label_topics(topics, labels=names)
    edits = {"merge": ["Talks + Strikes"]}
    edited = label_topics(edit_topics(named, matrix, **edits), labels=["topic0word0 = War", names[2]])
    assert describe_edits(named, edited, **edits) == (
        "By hand, 4 topics were edited: (Talks) and (Strikes) merged into (War)."
    )
    assert describe_edits(named, **edits) == "By hand, 4 topics were edited: (Talks) and (Strikes) merged."
    edits = {"split": ["war: 2", "sport: 2"]}
    again = label_topics(edit_topics(edited, matrix, **edits))
    labels = again.topic_terms.drop_duplicates("topic").set_index("topic").label
    first, second = sorted(topic_of(again, at) for at in (0, 1))
    told = describe_edits(edited, again, **edits)
    assert f"3 topics were edited: (War) split into ({labels[first]}) and ({labels[second]}); (" in told
    assert told.count(" split into ") == 2


def test_the_results_of_an_edit_are_among_the_topics_that_are_new(planted):
    matrix, topics, _ = planted
    edits = {"merge": ["1 + 2"], "split": ["3: 3"]}
    edited = edit_topics(topics, matrix, **edits)
    kept = topics.topic_terms.label[topics.topic_terms.topic == 4].iloc[0]
    told = describe_edits(topics, edited, **edits)
    labels = set(edited.topic_terms.label) - {kept}
    assert all(f"({label})" in told for label in labels) and kept not in told


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"merge": ["2"]}, "merge: '2' names 1 topic, expected two or more, such as '2 [+] 5'"),
        ({"merge": ["1 + 9"]}, "merge: there is no topic 9, expected 1 to 4"),
        ({"merge": ["1 + 1"]}, "merge and split name topic 1 twice"),
        ({"merge": ["1 + 2"], "split": ["2: 2"]}, "merge and split name topic 2 twice"),
        ({"split": ["1: 2", "1: 3"]}, "merge and split name topic 1 twice"),
        ({"split": ["1"]}, "split: '1' is no split, expected a topic and 2 or more, such as '3: 2'"),
        ({"split": ["1: 1"]}, "'1: 1' is no split"),
        ({"split": ["topic0wort0: 2"]}, "split: no topic has 'topic0wort0' among its terms. Near it are"),
        ({"split": ["1: 99"]}, "split: topic 1 leads 30 units, too few or too much alike to tell 99 groups apart"),
        ({"merge": ["1 + 2 + 3 + 4"]}, "merge would leave 1 topic, expected two or more"),
    ],
)
def test_edits_that_cannot_be_are_refused(planted, edits, message):
    matrix, topics, _ = planted
    with pytest.raises(InputError, match=message):
        edit_topics(topics, matrix, **edits)


def test_copies_of_one_text_are_not_split():
    texts = ["war tank gun"] * 5 + ["peace talks summit round"] * 3 + ["peace talks summit"] * 2 + ["peace talks"]
    matrix = count_terms(pd.DataFrame({"doc_id": [f"d{at:02}" for at in range(11)], "unit": 0, "text": texts}))
    with pytest.raises(InputError, match="leads 5 units, too few or too much alike"):
        edit_topics(fit_topics(matrix, n_topics=2), matrix, split=["war: 2"])


@pytest.mark.parametrize("model", ["nmf", "lda"])
def test_models_without_groups_are_not_edited(planted, model):
    matrix, _, _ = planted
    with pytest.raises(InputError, match=f"model is '{model}', and only topics of default, clusters"):
        edit_topics(fit_topics(matrix, n_topics=4, model=model), matrix, merge=["1 + 2"])


def test_a_matrix_of_other_units_is_refused(planted):
    matrix, topics, _ = planted
    fewer = TermMatrix(matrix.counts[:50], matrix.doc_ids[:50], matrix.units[:50], matrix.terms)
    with pytest.raises(InputError, match=r"The matrix has 50 units and .* expected the 120 units"):
        edit_topics(topics, fewer, merge=["1 + 2"])


def test_a_label_of_the_list_names_its_topic_in_the_other_lines(planted):
    matrix, topics, truth = planted
    given = ["topic0word0, topic0word1 = Energy: strikes + raids", "energy: strikes + raids + topic2word0", "Art: 2"]
    merge, split, labels = sort_edits([*given, "topic3word0 = Art"])
    assert merge == ["topic0word0, topic0word1 + topic2word0"] and split == ["topic3word0 : 2"]
    edited = label_topics(edit_topics(topics, matrix, merge=merge, split=split), labels=labels)
    flow = pd.crosstab(truth, leading(edited))
    called = edited.topic_terms.drop_duplicates("topic").set_index("topic").label
    assert called[flow.loc[0].idxmax()] == "Energy: strikes + raids"
    assert flow.loc[0].idxmax() == flow.loc[2].idxmax() and (flow.loc[3] > 0).sum() == 2


@pytest.mark.parametrize(
    ("line", "spelt"),
    [
        ("Sea + rain", "boat, ship + rain"),
        ("rain + sea + wind", "rain + boat, ship + wind"),
        ("Sea ice + Sea", "snow + boat, ship"),
        ("seas + rain", "seas + rain"),
        ("sea, rain + wind", "sea, rain + wind"),
    ],
)
def test_only_a_whole_name_is_spelt_out(line, spelt):
    merge, _, _ = sort_edits(["boat, ship = Sea", "snow = Sea ice", line])
    assert [" ".join(found.split()) for found in merge] == [spelt]


def test_a_label_for_a_number_is_refused_where_numbers_change():
    assert sort_edits(["1 = War"]) == ([], [], ["1 = War"])
    for other in ("2 + 5", "3: 2"):
        with pytest.raises(
            InputError, match=r"'1 = War' names a topic by its number, .* have other numbers than before"
        ):
            sort_edits(["1 = War", other])


def test_edits_are_sorted_by_their_signs():
    merge, split, labels = sort_edits(["2 + 5", "3: 2", "energy, power = Energy: strikes + raids"])
    assert (merge, split, labels) == (["2 + 5"], ["3: 2"], ["energy, power = Energy: strikes + raids"])
    assert sort_edits([]) == ([], [], [])
    with pytest.raises(InputError, match=r"edits: 'energy' is no edit; expected '2 \+ 5' to merge"):
        sort_edits(["energy"])


def test_a_zero_that_is_stored_is_no_word(planted):
    matrix, topics, _ = planted
    counts = matrix.counts.copy()
    counts.data = np.append(counts.data, 0)  # one more cell in the last row, which holds nothing
    missing = np.setdiff1d(np.arange(counts.shape[1]), counts[-1].indices)[0]
    counts.indices = np.append(counts.indices, missing).astype(counts.indices.dtype)
    counts.indptr = np.append(counts.indptr[:-1], counts.indptr[-1] + 1).astype(counts.indptr.dtype)
    stored = TermMatrix(counts, matrix.doc_ids, matrix.units, matrix.terms)
    plain, other = (edit_topics(topics, each, merge=["1 + 2"]) for each in (matrix, stored))
    pd.testing.assert_frame_equal(plain.topic_terms, other.topic_terms)
