"""Words, sentences and passages."""

import re
from itertools import pairwise

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import InputError
from broadsheet.words import (
    MIN_DOCS,
    WORD,
    choose_language,
    choose_unit,
    count_words,
    cut_units,
    find_lemmas,
    find_stop_words,
    split_passages,
    split_sentences,
    split_tokens,
    stop_words,
)
from toy import toy_documents

PIECES = st.sampled_from(
    ["The river rose. ", "Dr. Osten said no! ", "“Why?” ", "\n", "  ", "Über 😀 dem Fluß. ", "U.S. "]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The river rose by two metres.", 6),
        ("a I x", 0),
        ("", 0),
        ("don't", 1),
        ("U.S. 1978 m2", 2),
        ("naïve Fluß", 2),
        ("twenty-four", 2),
    ],
)
def test_a_word_is_two_or_more_word_characters(text, expected):
    assert count_words(pd.Series([text], dtype="str")).tolist() == [expected]


@given(st.text(alphabet="abcXYZ äßé'.,-09\n", max_size=60))
@settings(max_examples=40, deadline=None)
def test_counting_words_agrees_with_python(text):
    assert count_words(pd.Series([text], dtype="str"))[0] == len(re.findall(WORD, text))


def test_word_counts_keep_the_index_of_the_texts():
    assert count_words(pd.Series(["one two", "three"], index=[5, 9])).to_dict() == {5: 2, 9: 1}


def test_no_texts_have_no_word_counts():
    assert count_words(pd.Series([], dtype="str")).dtype == "int64"


def test_sentences_of_a_worked_example():
    text = "Dr. Osten came at 3 p.m. on Monday. “We lost,” she said. Did they?\n\nNo."
    assert sentences(text) == ["Dr. Osten came at 3 p.m. on Monday.", "“We lost,” she said.", "Did they?", "No."]


def test_spans_count_characters_not_bytes():
    assert sentences("Über 😀 alles. Next one.") == ["Über 😀 alles.", "Next one."]


def test_no_sentence_runs_over_a_line_end():
    assert sentences("A headline without a stop\nThe story begins.") == [
        "A headline without a stop",
        "The story begins.",
    ]


def test_a_text_without_words_has_no_sentences():
    assert split_sentences(" \n\t\n") == []


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_sentences_hold_every_character_but_white_space_once_and_in_order(text):
    spans = split_sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_sentences_have_no_white_space_around_them(text):
    assert all(sentence == sentence.strip() != "" for sentence in sentences(text))


def test_passages_are_sentences_in_a_row_and_a_last_single_one_joins_the_one_before():
    documents = toy_documents({"a": "One is. Two is. Three is. Four is. Five is."})
    passages = split_passages(documents, n_sentences=2)
    assert passages.text.tolist() == ["One is. Two is.", "Three is. Four is. Five is."]
    assert passages.unit.tolist() == [1, 2]


def test_passages_of_one_sentence_are_the_sentences():
    documents = toy_documents({"a": "One is. Two is. Three is."})
    assert split_passages(documents, n_sentences=1).text.tolist() == ["One is.", "Two is.", "Three is."]


def test_a_document_shorter_than_a_passage_is_one_passage():
    assert split_passages(toy_documents({"a": "Only one."}), n_sentences=5).text.tolist() == ["Only one."]


@given(st.dictionaries(st.sampled_from("abcd"), TEXTS, min_size=1), st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_passages_are_what_their_spans_say(texts, n_sentences):
    passages = split_passages(toy_documents(texts), n_sentences=n_sentences)
    assert all(texts[row.doc_id][row.start : row.end] == row.text for row in passages.itertuples())


def test_shuffled_documents_give_the_same_passages():
    documents = toy_documents()
    shuffled = split_passages(documents.sample(frac=1, random_state=1), n_sentences=2)
    pd.testing.assert_frame_equal(
        shuffled.sort_values(["doc_id", "unit"], ignore_index=True), split_passages(documents, n_sentences=2)
    )


def test_a_document_without_text_gives_no_passage():
    empty = split_passages(toy_documents({"a": ""}), n_sentences=2)
    assert empty.columns.tolist() == ["doc_id", "unit", "text", "start", "end"]
    assert len(empty) == 0


def test_units_of_documents_are_the_texts_numbered_nought():
    documents = toy_documents({"a": "One is. Two is.", "b": "Three."})
    units = cut_units(documents, unit="document", n_sentences=1)
    assert units[["doc_id", "text", "unit", "start", "end"]].values.tolist() == [
        ["a", "One is. Two is.", 0, 0, 15],
        ["b", "Three.", 0, 0, 6],
    ]


def test_an_unknown_unit_is_refused():
    with pytest.raises(InputError, match="unit is 'chapter', expected 'document', 'paragraph' or 'passage'"):
        cut_units(toy_documents(), unit="chapter", n_sentences=3)


def test_paragraphs_are_the_lines_with_a_word():
    text = "One is.\n  Two is. Three!  \n\n***\nX\n“Four”"
    units = cut_units(toy_documents({"a": text, "b": ""}), unit="paragraph")
    assert units.text.tolist() == ["One is.", "Two is. Three!", "X", "“Four”"]
    assert units.unit.tolist() == [1, 2, 3, 4]
    assert [text[start:end] for start, end in zip(units.start, units.end, strict=True)] == units.text.tolist()


def test_the_unit_is_chosen_by_the_number_of_documents_and_said():
    few, many = (toy_documents({f"{at}": "Flood." for at in range(n)}) for n in (MIN_DOCS - 1, MIN_DOCS))
    assert choose_unit(few)[0] == "passage"
    assert choose_unit(many)[0] == "document"
    assert f"{MIN_DOCS - 1} documents are too few" in choose_unit(few)[1]
    assert choose_unit(few, unit="document") == ("document", "The unit is the document, as was asked.")


def test_documents_of_two_languages_are_refused_until_one_is_named():
    documents = toy_documents({f"{at:03}": "Flood." for at in range(100)})
    mixed = documents.assign(language=["en"] * 60 + ["fr"] * 10 + ["de"] * 30)
    with pytest.raises(InputError, match=r"of 3 languages \(en 60, de 30, fr 10\), .* set language to 'en' or to 'de'"):
        choose_language(mixed)
    assert choose_language(mixed, language="de") == "de"


def test_the_language_is_that_of_nearly_all():
    documents = toy_documents({f"{at:03}": "Flood." for at in range(100)})
    assert choose_language(documents.assign(language=["de"] * 90 + ["fr"] * 9 + [""])) == "de"
    assert choose_language(documents.assign(language="")) == "en"
    assert choose_language(documents.head(0)) == "en"
    with pytest.raises(InputError, match="of 2 languages"):
        choose_language(documents.assign(language=["de"] * 89 + ["fr"] * 11))


def test_lemmas_are_lower_case_and_need_a_dictionary():
    assert find_lemmas(["struck", "strikes"], language="en") == ["strike", "strike"]
    with pytest.raises(InputError, match="There is no dictionary of lemmas for language 'xx'"):
        find_lemmas(["struck"], language="xx")


def test_passages_of_no_sentence_are_refused():
    with pytest.raises(InputError, match="n_sentences is 0, expected 1 or more"):
        split_passages(toy_documents(), n_sentences=0)


def test_stop_words_are_cut_as_texts_are():
    words = stop_words("en")
    assert {"the", "and", "of"} <= words
    assert all(re.fullmatch(WORD, word) and word == word.lower() for word in words)


def test_stop_words_leave_the_words_of_the_news():
    assert not {"million", "world", "government", "said"} & stop_words("en")


def test_stop_words_of_other_languages_differ():
    assert "und" in stop_words("de")
    assert "und" not in stop_words("en")


@pytest.mark.parametrize(
    ("language", "stops", "words_of_the_news"),
    [
        ("it", {"della", "che"}, {"governo", "lavoro", "ministro", "nazionale"}),
        ("fr", {"les", "dans"}, {"guerre", "gouvernement"}),
        ("ru", {"что", "как"}, {"война", "город", "деньги"}),
        ("de", {"und", "nicht"}, {"regierung", "million"}),
    ],
)
def test_a_stop_word_is_what_both_lists_hold(language, stops, words_of_the_news):
    assert stops <= stop_words(language)
    assert not words_of_the_news & stop_words(language)


@pytest.mark.parametrize(
    ("language", "words"),
    [("uk", {"або", "тощо"}), ("el", {"αλλά", "αλλα"}), ("da", {"mellem", "hos"}), ("ko", {"때문"})],
)
def test_lists_that_hardly_agree_are_taken_together(language, words):
    assert words <= stop_words(language)


@pytest.mark.parametrize(("language", "word"), [("gl", "para"), ("sr", "ако")])
def test_one_list_will_do_where_the_other_lacks_the_language(language, word):
    assert word in stop_words(language)


@pytest.mark.parametrize("language", ["klingon", "../en", ""])
def test_a_language_without_stop_words_is_refused_with_those_there_are(language):
    with pytest.raises(InputError, match=r"no stop words for language .*; there are for .*de, .*en"):
        stop_words(language)


def test_stop_words_that_are_looked_for_may_be_none():
    assert find_stop_words("en") == stop_words("en")
    assert find_stop_words("klingon") == find_stop_words("") == frozenset()


@settings(deadline=None)
@given(TEXTS)
def test_tokens_of_two_characters_or_more_are_words(text):
    [tokens] = split_tokens(pl.Series([text])).to_list()
    assert [token for token in tokens if re.match(r"\w\w", token)] == re.findall(WORD, text.lower())


def test_whatever_parts_phrases_is_a_token():
    [tokens] = split_tokens(pl.Series(["A U.S.-led\tforce,\nled by"])).to_list()
    assert tokens == ["a", "u", ".", "s", ".-", "led", "force", ",", "\n", "led", "by", "\n"]
