"""LexisNexis txt: articles parted at their numbers, fields in capitals, text unwrapped."""

import gzip
import io

import pytest
from hypothesis import given, settings

from broadsheet.corpus.formats.exports.nexis_txt import read_nexis_txt
from broadsheet.errors import InputError
from corpus.formats.exports.written import THREE, Story, nexis_txt, read, reasons, same, stories, write_nexis_txt


def test_an_export_gives_its_articles_with_their_metadata():
    records, notes = read(read_nexis_txt, write_nexis_txt(THREE), name="river.txt")
    same(records, THREE)
    assert records[1] | {"raw": ""} == {
        "raw": "", "doc_id": "export-2", "title": "Harbour opens again", "source": "North Post", "author": "Ben Ray",
        "date": "2022-12-28", "date_evidence": "Nexis: December 28, 2022 Tuesday", "language": "en", "url": "",
        "crawl_date": "2022-12-30",
    }  # fmt: skip
    assert reasons(notes)[1] == "fields not used: Edition, Section, Length, Publication-Type"
    assert "Download Request" in notes[0]["text"] and "All Rights Reserved" in notes[0]["text"]


@settings(max_examples=50, deadline=None)
@given(stories)
def test_whatever_the_stories_say_they_come_back(found):
    records, notes = read(read_nexis_txt, write_nexis_txt(found))
    same(records, found)
    assert not reasons(notes, "flagged") + reasons(notes, "dropped")


def test_the_old_form_with_named_headline_and_body_is_read():
    text = (
        "1 of 1 DOCUMENTS\r\n\r\nCopyright 1998 The Quay Company\r\nThe Daily Quay\r\n\r\n"
        "January 11, 1998, Sunday, Late Edition\r\n\r\nSECTION: Section 1; Page 1\r\n\r\nLENGTH: 20 words\r\n\r\n"
        "HEADLINE: Ice on the river\r\n\r\nBYLINE: By ADA STONE\r\n\r\nDATELINE: QUAY CITY, Jan. 10\r\n\r\n"
        "BODY:\r\n   Ice came down\r\nin the night.\r\n\r\n   It went by noon.\r\n\r\nLANGUAGE: ENGLISH\r\n"
    )
    (record,), notes = read(read_nexis_txt, text.encode("cp1252"))
    assert (record["title"], record["source"], record["date"]) == ("Ice on the river", "The Daily Quay", "1998-01-11")
    assert (record["raw"], record["author"]) == ("Ice came down in the night.\nIt went by noon.", "ADA STONE")
    assert "Dateline" in reasons(notes)[1]


def test_the_german_form_is_read():
    text = (
        nexis_txt(THREE[0], 1, 1)
        .replace("1 of 1 DOCUMENTS", "Dokument 1 von 1")
        .replace("December 27, 2022", "27. Dezember 2022")
    )
    text = (
        text.replace("BYLINE", "AUTOR")
        .replace("LENGTH", "LÄNGE")
        .replace("LANGUAGE: ENGLISH", "SPRACHE: GERMAN; DEUTSCH")
    )
    (record,), _ = read(read_nexis_txt, text.encode())
    assert (record["date"], record["author"], record["language"]) == ("2022-12-27", "Ada Stone", "de")


def test_marks_of_the_form_inside_a_story_part_nothing():
    body = (
        "LENGTH: ten metres, said the mayor.",
        "4 of 5",
        "27 December 2022",
        "3 of 10 DOCUMENTS",
        "LANGUAGE: a book about words.",
        "It is out.",
    )
    story = Story(body=body)
    records, _ = read(read_nexis_txt, write_nexis_txt([story, THREE[1]]))
    same(records, [story, THREE[1]])


def test_an_article_without_fields_keeps_every_paragraph():
    text = "1 of 1 DOCUMENTS\n\nNorth Post\n\nDecember 28, 2022\n\nHarbour opens\n\nShips came in.\n\nThey left.\n"
    (record,), _ = read(read_nexis_txt, text.encode())
    assert (record["title"], record["raw"]) == ("Harbour opens", "Ships came in.\nThey left.")


def test_a_cut_file_says_how_many_are_missing():
    whole = write_nexis_txt(THREE)
    records, notes = read(read_nexis_txt, whole[: whole.index(b"They left")], name="cut.txt")
    assert [record["title"] for record in records] == ["River rises two metres", "Harbour opens again"]
    assert reasons(notes, "flagged") == [
        "not as many articles as the file announces: cut.txt announces 3 and holds 2. Was it saved whole?"
    ]


def test_two_downloads_in_one_file_announce_their_sum():
    records, notes = read(read_nexis_txt, write_nexis_txt(THREE) + write_nexis_txt(THREE[:2]))
    assert len(records) == 5 and not reasons(notes, "flagged")


def test_an_article_without_a_text_is_dropped_with_its_reason():
    records, notes = read(read_nexis_txt, write_nexis_txt([Story(body=()), THREE[1]]))
    same(records, THREE[1:2])
    assert reasons(notes, "dropped") == ["no text in it: article 1 of export"]


def test_a_text_without_an_article_is_refused():
    with pytest.raises(InputError, match="no article could be told apart"):
        read(read_nexis_txt, b"")


def test_a_date_in_a_language_that_is_not_read_neither_merges_nor_loses_articles():
    records, _ = read(read_nexis_txt, write_nexis_txt(THREE).replace(b"December", b"grudnia"))
    assert [record["raw"] for record in records] == [story.text for story in THREE]
    assert [record["title"] for record in records] == [story.title for story in THREE]
    assert (records[0]["date"], records[0]["source"]) == ("grudnia 27, 2022 Tuesday", "The Daily Quay")


def test_a_damaged_gzip_gives_what_stands_before_the_damage():
    packed = gzip.compress(write_nexis_txt([Story(body=(f"Über {at * 7919 % 1000} Meter.",)) for at in range(400)]))
    stream = gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2]))
    given = list(read_nexis_txt(stream, name="half.txt.gz", stem="half", columns={}))
    records = [row for row in given if "raw" in row]
    assert 50 < len(records) < 400 and all("Über" in record["raw"] for record in records[:-1])
    assert given[0]["reason"].startswith("damaged gzip file: half.txt.gz breaks off")
