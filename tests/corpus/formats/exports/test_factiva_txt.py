"""Factiva txt: both forms of the text, coded and displayed."""

import pytest
from hypothesis import given, settings

from broadsheet.corpus.formats.exports.factiva_txt import read_factiva_txt
from broadsheet.errors import InputError
from corpus.formats.exports.written import (
    THREE,
    Story,
    factiva_txt_coded,
    factiva_txt_display,
    read,
    reasons,
    same,
    stories,
)

FORMS = pytest.mark.parametrize("write", [factiva_txt_coded, factiva_txt_display])


def written(write, found) -> bytes:
    return "".join(map(write, found)).encode()


@FORMS
def test_a_text_gives_its_articles_with_their_metadata(write):
    records, notes = read(read_factiva_txt, written(write, THREE))
    same(records, THREE)
    assert records[0] | {"raw": ""} == {
        "raw": "", "doc_id": "DQUAY00020221227eict00001", "title": "River rises two metres", "source": "The Daily Quay",
        "author": "Ada Stone", "date": "2022-12-27", "date_evidence": "Factiva PD: 27 December 2022", "language": "en",
    }  # fmt: skip
    assert "2022 The publisher" in notes[0]["text"]
    assert "WC" in notes[1]["reason"]


@FORMS
@settings(max_examples=50, deadline=None)
@given(found=stories)
def test_whatever_the_stories_say_they_come_back(write, found):
    records, notes = read(read_factiva_txt, written(write, found))
    same(records, found)
    assert not reasons(notes, "flagged") + reasons(notes, "dropped")


def test_codes_with_their_words_on_the_same_line_are_read():
    text = (
        "\nHD  Ice on the river\nBY\tBy Ada Stone\nWC  12 words\nPD  3 March 2019\nSN  North Post\nSC  NPOST\n"
        "LA  English\nLP  Ice came down\n    in the night.\nTD  IN the morning it went.\n\nBY noon all was dry.\n"
        "CO  quay : Quay Company\nAN  Document NPOST00020190303ef3300001\n"
    )
    (record,), _ = read(read_factiva_txt, text.encode())
    assert record["raw"] == "Ice came down in the night.\nIN the morning it went.\nBY noon all was dry."
    assert (record["date"], record["doc_id"]) == ("2019-03-03", "NPOST00020190303ef3300001")


@FORMS
def test_the_search_summary_at_the_end_is_furniture(write):
    text = (
        written(write, THREE) + b"\nSearch Summary\nText\n\nriver\n\nDate\n\nIn the last year\n\nResults Found\n\n3\n"
    )
    records, notes = read(read_factiva_txt, text)
    same(records, THREE)
    assert "In the last year" in notes[0]["text"] and not reasons(notes, "flagged")


@FORMS
def test_a_text_cut_in_its_last_article_keeps_and_flags_it(write):
    text = written(write, THREE)
    records, notes = read(read_factiva_txt, text[: text.index(b"Two did not.")])
    assert [record["title"] for record in records] == [story.title for story in THREE]
    assert records[2]["raw"].startswith("Nine voted for it.")
    assert reasons(notes, "flagged") == ["no accession number after it, perhaps cut short: article 3 of export"]


def test_the_display_in_german_with_single_line_ends_is_read():
    text = factiva_txt_display(Story(body=("Das Wasser fällt.", "Es ist kühl.")))
    for english, german in {
        "words": "Wörter",
        "December": "Dezember",
        "English": "Deutsch",
        "\nDocument": "\nDokument",
    }.items():
        text = text.replace(english, german)
    (record,), _ = read(read_factiva_txt, text.replace("\n", "\r\n").encode())
    assert (record["raw"], record["date"], record["language"]) == (
        "Das Wasser fällt.\nEs ist kühl.",
        "2022-12-27",
        "de",
    )


def test_an_article_without_a_text_is_dropped_with_its_reason():
    records, notes = read(read_factiva_txt, written(factiva_txt_coded, [Story(body=("",)), THREE[1]]))
    same(records, THREE[1:2])
    assert reasons(notes, "dropped") == ["no text in it: article 1 of export"]


def test_a_text_without_an_article_is_refused():
    with pytest.raises(InputError, match="no article could be told apart"):
        read(read_factiva_txt, b"A letter.\n")


@FORMS
def test_an_article_without_its_number_is_not_merged_with_the_next(write):
    text = written(write, THREE).replace(b"Document DQUAY00020221227eict00001", b"")
    records, notes = read(read_factiva_txt, text)
    assert [record["title"] for record in records] == [story.title for story in THREE]
    assert [record["raw"].split("\n")[0] for record in records] == [story.body[0] for story in THREE]
    assert reasons(notes, "flagged") == ["no accession number after it, perhaps cut short: article 1 of export"]


@pytest.mark.parametrize(
    ("line", "other"), [("532 words\n", ""), ("English\n", "Elvish\n"), ("27 December", "27 grudnia")]
)
def test_a_line_of_the_display_that_is_missing_or_unknown_loses_no_text(line, other):
    text = "".join(factiva_txt_display(story).replace(line, other) for story in THREE)
    records, _ = read(read_factiva_txt, text.encode())
    assert [record["raw"] for record in records] == [story.text for story in THREE]
    assert [record["title"] for record in records] == [story.title for story in THREE]
