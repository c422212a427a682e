"""Exact copies and their representatives."""

import pandas as pd
import pytest

from broadsheet.corpus.duplicates import find_duplicates
from toy import toy_documents

TEXT = "The river rose in Eastmoor."


def groups(texts, **columns):
    found = find_duplicates(toy_documents(texts, **columns))
    return dict(zip(found.doc_id, found.group, strict=True))


def days(*texts):
    return pd.to_datetime(list(texts)).astype("datetime64[s]")


def test_the_toy_holds_no_copy():
    assert not find_duplicates(toy_documents()).is_copy.any()


@pytest.mark.parametrize(
    "copy",
    [TEXT, TEXT.upper(), "  The river\n\nrose  in Eastmoor", "“The river rose – in Eastmoor!”"],
)
def test_case_spacing_and_punctuation_make_no_difference(copy):
    assert groups({"a": TEXT, "b": copy}) == {"a": "a", "b": "a"}


@pytest.mark.parametrize(
    "other",
    [TEXT + " Again.", "In Eastmoor the river rose.", "The rivers rose in Eastmoor.", "The river rose in East moor."],
)
def test_other_words_or_another_order_are_no_copy(other):
    assert groups({"a": TEXT, "b": other}) == {"a": "a", "b": "b"}


def test_the_earliest_dated_represents_the_group():
    dates = days("2024-03-01", "2024-01-01", "2024-02-01")
    assert groups(dict.fromkeys("abc", TEXT), date=dates) == {"a": "b", "b": "b", "c": "b"}


def test_an_undated_text_represents_only_undated_ones():
    assert groups({"a": TEXT, "b": TEXT}, date=days(None, "2024-01-01")) == {"a": "b", "b": "b"}


def test_of_one_day_the_first_by_id_represents():
    assert groups({"b": TEXT, "a": TEXT}, date=days("2024-01-01", "2024-01-01")) == {"b": "a", "a": "a"}


def test_all_but_the_representative_are_copies():
    found = find_duplicates(toy_documents(dict.fromkeys("abc", TEXT)))
    assert found.is_copy.tolist() == [False, True, True]


def test_texts_without_any_word_are_alone():
    assert groups({"a": "...", "b": "...", "c": ""}) == {"a": "a", "b": "b", "c": "c"}


def test_shuffled_documents_give_the_same_groups():
    texts = {f"{number}": TEXT if number % 3 else f"Story {number}" for number in range(9)}
    documents = toy_documents(texts)
    shuffled = find_duplicates(documents.sample(frac=1, random_state=3)).sort_values("doc_id", ignore_index=True)
    pd.testing.assert_frame_equal(shuffled, find_duplicates(documents))


def test_no_documents_have_no_copies():
    assert len(find_duplicates(toy_documents({}))) == 0
