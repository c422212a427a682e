"""ProQuest: text between rulers, and one article a row."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.formats.exports.proquest import read_proquest_table, read_proquest_txt
from broadsheet.errors import InputError
from corpus.formats.exports.written import (
    RULER,
    THREE,
    Story,
    proquest_rows,
    proquest_txt,
    read,
    reasons,
    same,
    stories,
    write_proquest_txt,
    write_xlsx,
)


def write_csv(rows, delimiter=",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def test_a_text_gives_its_articles_with_their_metadata():
    records, notes = read(read_proquest_txt, write_proquest_txt(THREE))
    same(records, THREE)
    assert records[0] | {"raw": ""} == {
        "raw": "", "doc_id": "2700000001", "title": "River rises two metres", "source": "The Daily Quay",
        "author": "Ada Stone", "date": "2022-12-27", "date_evidence": "ProQuest Publication date: Dec 27, 2022",
        "language": "en", "url": "https://www.proquest.com/docview/2700000001",
    }  # fmt: skip
    cut = next(row for row in notes if row["reason"].startswith("database furniture"))
    assert "Contact us at" in cut["text"] and "Copyright Quay Media" in cut["text"]
    assert "Subject, Publication year, Section" in reasons(notes)[-1]


@settings(max_examples=50, deadline=None)
@given(stories)
def test_whatever_the_stories_say_they_come_back(found):
    records, notes = read(read_proquest_txt, write_proquest_txt(found))
    same(records, found)
    assert not reasons(notes, "flagged") + reasons(notes, "dropped")


def test_contents_bibliography_and_numbers_are_no_articles():
    text = f"Table of contents\n\n1. River rises two metres\n\n{RULER}\n" + RULER.join(
        f"\nDocument {at} of 3\n{proquest_txt(story)}" for at, story in enumerate(THREE, start=1)
    )
    text += f"{RULER}\n\nBibliography\n\nCitation style: APA\n\nStone (2022).\n\n{RULER}\nContact ProQuest\n"
    records, notes = read(read_proquest_txt, text.encode())
    same(records, THREE)
    assert not reasons(notes, "flagged")
    assert all(words in notes[0]["text"] for words in ("Table of contents", "Citation style", "Document 2 of 3"))


def test_a_missing_document_is_flagged():
    text = f"{RULER}\n\nDocument 1 of 9\n{proquest_txt(THREE[0])}{RULER}\n"
    _, notes = read(read_proquest_txt, text.encode(), name="pq.txt")
    assert "pq.txt announces 9 and holds 1" in reasons(notes, "flagged")[0]


def test_a_ruler_in_a_story_parts_nothing():
    story = Story(body=("The list:", RULER, "No one was hurt."))
    (record, second), _ = read(read_proquest_txt, write_proquest_txt([story, THREE[1]]))
    assert (record["raw"], record["title"]) == ("The list:\nNo one was hurt.", story.title)
    same([second], THREE[1:2])


def test_a_story_in_blocks_and_an_unknown_field_are_kept_apart():
    text = proquest_txt(THREE[0]).replace("hurt, the mayor said.", "hurt.\n\nLocation: he did not say it.\n\nThe end.")
    text = text.replace("ISSN:", "Reading level: 8\n\nISSN:")
    (record,), notes = read(read_proquest_txt, f"{RULER}{text}{RULER}".encode())
    assert record["raw"] == "The river rose in a day.\nNo one was hurt.\nLocation: he did not say it.\nThe end."
    assert (record["title"], record["doc_id"]) == (THREE[0].title, "2700000001")
    assert "Reading level" in reasons(notes)[-1]


@pytest.mark.parametrize("words", ["", "Not available.", "[Full Text Not Available]"])
def test_an_abstract_stands_for_a_text_that_is_not_given(words):
    text = proquest_txt(THREE[0]).replace(f"Full text: {THREE[0].text}", f"Full text: {words}")
    short = text.replace("Links:", "Abstract: In short.\n\nLinks:")
    (record,), notes = read(read_proquest_txt, f"{RULER}{short}{RULER}".encode())
    assert record["raw"] == "In short."
    assert reasons(notes, "flagged") == ["abstract only, ProQuest gives no full text: article 1 of export"]
    records, notes = read(read_proquest_txt, f"{RULER}{text}{RULER}{proquest_txt(THREE[1])}".encode())
    same(records, THREE[1:2])
    assert reasons(notes, "dropped") == ["no text in it: article 1 of export"]


def test_a_text_cut_in_the_middle_keeps_what_it_holds():
    whole = write_proquest_txt(THREE)
    records, _ = read(read_proquest_txt, whole[: whole.index(b"Two did not.")])
    assert [record["title"] for record in records] == [story.title for story in THREE]
    assert records[2]["raw"] == "Nine voted for it."


@pytest.mark.parametrize("write", [write_csv, lambda rows: write_csv(rows, ";"), write_xlsx])
def test_a_table_gives_its_articles_with_their_metadata(write):
    records, notes = read(read_proquest_table, write(proquest_rows(THREE)))
    same(records, THREE)
    assert records[0] | {"raw": ""} == {
        "raw": "", "doc_id": "2700000001", "title": "River rises two metres", "source": "The Daily Quay",
        "author": "Ada Stone", "date": "2022-12-27", "date_evidence": "ProQuest pubdate: Dec 27, 2022",
        "language": "en", "url": "https://www.proquest.com/docview/2700000001",
    }  # fmt: skip
    assert "fields not used: ArticleType, year, issn" in reasons(notes)


@settings(max_examples=25, deadline=None)
@given(stories, st.sampled_from([write_csv, write_xlsx]))
def test_whatever_stands_in_the_cells_comes_back(found, write):
    records, _ = read(read_proquest_table, write(proquest_rows(found)))
    same(records, found)


def test_a_table_without_full_texts_gives_abstracts_and_says_so():
    rows = [row[:-1] for row in proquest_rows(THREE[:2])]
    records, notes = read(read_proquest_table, write_csv(rows))
    assert [record["raw"] for record in records] == ["In short.", "In short."]
    assert reasons(notes, "flagged")[1] == "abstract only, ProQuest gives no full text: article 2 of export"


def test_a_column_of_the_user_is_the_text():
    rows = proquest_rows(THREE)
    rows[0][-1] = "Body of it"
    records, _ = read(read_proquest_table, write_csv(rows), columns={"text": "Body of it"})
    same(records, THREE)


def test_a_broken_or_empty_table_is_refused():
    with pytest.raises(InputError, match="no article could be told apart"):
        read(read_proquest_table, write_csv(proquest_rows([])))
    with pytest.raises(InputError, match=r"cannot be read as a spreadsheet .*Save it again"):
        read(read_proquest_table, write_xlsx(proquest_rows(THREE))[:900])
