import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.texts import Texts
from broadsheet.topics import Topics, find_topic_passages, find_topic_units, fit_topics, name_items
from broadsheet.topics.passages import MOST_CHARACTERS, _narrow
from planted import make_documents, plant_topics, shuffle

FILLER = "Nothing is said here about it at all, and that takes a while. " * 6


@pytest.fixture(scope="module")
def fitted():
    units, _ = plant_topics(n_docs=40)
    units.loc[0, "text"] = "2022 , !"  # of none of these
    units["end"] = units.text.str.len()
    matrix = count_terms(units)
    return make_documents(units.text.tolist()), units, matrix, fit_topics(matrix, n_topics=4)


def test_the_list_worked_by_hand():
    texts = ["war war", "war peace", "peace peace rain", "peace talks"]
    matrix = count_terms(pd.DataFrame({"doc_id": list("abcd"), "unit": 0, "text": texts}))  # peace rain talks war
    rows = [("a", 1, 1.0), ("b", 1, 0.6), ("b", 2, 0.4), ("c", 2, 1.0), ("d", 0, 1.0)]
    doc_topics = pd.DataFrame(rows, columns=["doc_id", "topic", "weight"]).assign(unit=0)
    topics = Topics(
        "default", matrix.terms, np.ones(4), np.array([0, 0, 1.0, 0]), np.array([[0, 0, 0, 1.0], [1.0, 0, 0, 0]]), 0,
        tables.make("topic_terms"), tables.make("doc_topics", doc_topics),
    )  # fmt: skip
    found = find_topic_units(topics, matrix)
    assert found[["topic", "doc_id", "weight", "next_topic", "next_weight", "lead"]].to_numpy().tolist() == [
        [1, "a", 1.0, 0, 0.0, 1.0], [1, "b", 0.6, 2, 0.4, 0.2], [2, "c", 1.0, 0, 0.0, 1.0],
    ]  # fmt: skip
    twice = 1 + np.log(2)
    assert found.fit.tolist() == pytest.approx([1, np.sqrt(0.5), twice / np.hypot(twice, 1)], abs=1e-5)


def test_every_unit_that_fits_is_listed_once_under_its_leading_topic(fitted):
    _, _, matrix, topics = fitted
    found = find_topic_units(topics, matrix)
    assert len(found) == 39 and not found.duplicated(["doc_id", "unit"]).any() and "d000" not in set(found.doc_id)
    wide = topics.doc_topics.pivot(index="doc_id", columns="topic", values="weight").fillna(0.0)
    assert (found.topic.to_numpy() == wide.loc[found.doc_id].idxmax(axis=1).to_numpy()).all()
    typical = found.weight * found.fit
    assert all(values.round(6).is_monotonic_decreasing for _, values in typical.groupby(found.topic))
    assert (found.lead - (found.weight - found.next_weight)).abs().max() < 1e-6


def test_the_order_of_the_units_changes_neither_list_nor_passages(fitted):
    documents, units, matrix, topics = fitted
    mixed = shuffle(units)
    listed = find_topic_units(topics, matrix)
    again = find_topic_units(topics, count_terms(mixed))
    pd.testing.assert_frame_equal(listed, again, check_exact=True)
    one, other = (
        find_topic_passages(*tables_given, listed, topics.topic_terms)
        for tables_given in ((documents, units), (shuffle(documents), mixed))
    )
    pd.testing.assert_frame_equal(one, other)


def test_representative_passages_are_the_first_of_the_list(fitted):
    documents, units, matrix, topics = fitted
    listed = find_topic_units(topics, matrix)
    found = find_topic_passages(documents, units, listed, topics.topic_terms, n_each=2)
    names = name_items(topics.topic_terms)
    for topic, rows in listed.groupby("topic"):
        assert set(found.doc_id[found["item"] == names[topic]]) == set(rows.doc_id.head(2))
    texts = documents.set_index("doc_id").text
    assert all(row.match == texts[row.doc_id][row.start : row.end] for row in found.itertuples())


def test_borderline_passages_lead_a_second_topic_by_least_and_name_it(fitted):
    documents, units, matrix, topics = fitted
    listed = find_topic_units(topics, matrix)
    found = find_topic_passages(documents, units, listed, topics.topic_terms, which="borderline", n_each=1)
    names = name_items(topics.topic_terms)
    for topic, rows in listed[listed.next_topic > 0].groupby("topic"):
        nearest = rows.loc[rows.lead.idxmin()]
        item = f"{names[topic]}, or {names[nearest.next_topic]}"
        assert found.doc_id[found["item"] == item].tolist() == [nearest.doc_id]


def test_all_passages_can_be_had(fitted):
    documents, units, matrix, topics = fitted
    listed = find_topic_units(topics, matrix)
    assert len(find_topic_passages(documents, units, listed, topics.topic_terms, n_each=len(listed))) == 39


def test_a_long_unit_is_quoted_by_the_sentences_that_tell_most():
    text = f"{FILLER}The war began. A tank came and the War went on. Then talks. {FILLER}"
    weights = {"war": 0.5, "tank": 0.3, "talks": 0.2}
    start, end = _narrow(text, 0, len(text), weights)
    assert text[start:end] == "The war began. A tank came and the War went on. Then talks."
    assert _narrow(text, 5, 5 + MOST_CHARACTERS, weights) == (5, 5 + MOST_CHARACTERS)


def test_a_phrase_tells_as_a_whole_and_a_long_unit_without_a_telling_word_by_its_beginning():
    text = f"{FILLER}A prime suspect met the minister. {FILLER}The prime minister spoke. {FILLER}"
    start, end = _narrow(text, 0, len(text), {"prime minister": 1.0})
    assert "The prime minister spoke." in text[start:end] and "suspect" not in text[start:end]
    assert _narrow(text, 0, len(text), {"rain": 1.0})[0] == 0


def test_one_long_sentence_is_quoted_whole():
    text = "war and " * 200 + "peace"
    assert _narrow(text, 0, len(text), {"peace": 1.0}) == (0, len(text))


def test_texts_are_read_from_the_store_where_the_documents_have_none(fitted, tmp_path):
    documents, units, matrix, topics = fitted
    documents[["doc_id", "text"]].to_parquet(tmp_path / "part.parquet")
    listed = find_topic_units(topics, matrix)
    here, there = (
        find_topic_passages(table, units.drop(columns="text"), listed, topics.topic_terms, texts=texts)
        for table, texts in ((documents, None), (documents.drop(columns="text"), Texts((tmp_path / "part.parquet",))))
    )
    pd.testing.assert_frame_equal(here, there)


def test_an_empty_list_has_no_passage(fitted):
    documents, units, matrix, topics = fitted
    listed = find_topic_units(topics, matrix).head(0)
    found = find_topic_passages(documents, units, listed, topics.topic_terms)
    assert found.empty and list(found) == list(tables.make("evidence"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"which": "worst"}, "which is 'worst', expected one of representative, borderline"),
        ({"n_each": 0}, "n_each is 0, expected 1 or more"),
    ],
)
def test_what_cannot_be_shown_is_refused(fitted, options, message):
    documents, units, matrix, topics = fitted
    with pytest.raises(InputError, match=message):
        find_topic_passages(documents, units, find_topic_units(topics, matrix), topics.topic_terms, **options)
