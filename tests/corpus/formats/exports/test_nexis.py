"""Nexis Uni docx: every article apart, its fields in their places."""

import io
import re

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import assume, given, settings

from broadsheet.corpus.formats.exports.nexis import is_date_line, is_nexis_docx, read_nexis_docx
from broadsheet.errors import InputError
from corpus.formats.exports.written import (
    THREE,
    nexis_cover,
    nexis_lines,
    read,
    reasons,
    same,
    stories,
    write_docx,
    write_nexis_docx,
)


def test_an_export_gives_its_articles_with_their_metadata():
    records, notes = read(read_nexis_docx, write_nexis_docx(THREE), name="river.docx")
    same(records, THREE)
    assert records[0] | {"raw": ""} == {
        "raw": "", "doc_id": "export-1", "title": "River rises two metres", "source": "The Daily Quay",
        "author": "Ada Stone",
        "date": "2022-12-27", "date_evidence": "Nexis: December 27, 2022 Tuesday", "language": "en", "url": "",
        "crawl_date": "2022-12-30",
    }  # fmt: skip
    assert reasons(notes) == [
        "database furniture: cover, contents, search summary, copyright",
        "fields not used: Classification, Section, Length, Publication-Type, Subject",
    ]
    assert "1. River rises two metres" in notes[0]["text"] and "Copyright 2022 North Post" in notes[0]["text"]


def writes_a_head(found) -> bool:
    """Whether a story itself holds the head of an article, a date above "Body": no reader could tell."""
    pairs = [pair for story in found for pair in zip(story.body, story.body[1:], strict=False)]
    return any(line == "Body" and re.search(r"\d{4}", above) for above, line in pairs)


@settings(max_examples=15, deadline=None)
@given(stories)
def test_whatever_the_stories_say_they_come_back(found):
    assume(not writes_a_head(found))
    records, notes = read(read_nexis_docx, write_nexis_docx(found))
    same(records, found)
    assert not reasons(notes, "flagged") + reasons(notes, "dropped")


@settings(max_examples=15, deadline=None)
@given(stories)
def test_headlines_without_their_style_are_found_above_the_date(found):
    assume(not writes_a_head(found))
    lines = nexis_cover(found) + [line for story in found for line in nexis_lines(story, title="")]
    records, _ = read(read_nexis_docx, write_docx(lines))
    same(records, found)


def test_an_article_without_its_end_is_not_merged_with_the_next():
    for title in ("title", ""):
        lines = nexis_cover(THREE) + nexis_lines(THREE[0], title=title, end=False)
        lines += nexis_lines(THREE[1], title=title) + nexis_lines(THREE[2], title=title)
        records, notes = read(read_nexis_docx, write_docx(lines))
        same(records, THREE)
        assert reasons(notes, "flagged") == ["no 'End of Document' after it, perhaps cut short: article 1 of export"]


def test_the_marks_of_an_article_inside_a_story_part_nothing():
    told = (
        "One.",
        "Body",
        "End of Document",
        "Length: 3 metres",
        "Graphic",
        "Load-Date: soon",
        "Classification",
        "Last.",
    )
    story = THREE[0].__class__(body=told)
    records, _ = read(read_nexis_docx, write_nexis_docx([story, THREE[1]]))
    same(records, [story, THREE[1]])


def test_a_cut_file_gives_what_it_holds_and_says_how_many_are_missing():
    lines = nexis_cover(THREE) + nexis_lines(THREE[0]) + nexis_lines(THREE[1])[:-7]
    records, notes = read(read_nexis_docx, write_docx(lines), name="cut.docx")
    assert [record["title"] for record in records] == [story.title for story in THREE[:2]]
    assert "cut.docx announces 3 and holds 2" in reasons(notes, "flagged")[-1]


def test_an_article_without_a_text_is_dropped_with_its_reason():
    bare = [line for line in nexis_lines(THREE[0], body=False) if line[1] not in THREE[0].body]
    records, notes = read(read_nexis_docx, write_docx(bare + nexis_lines(THREE[1])))
    same(records, THREE[1:2])
    assert reasons(notes, "dropped") == ["no text in it: article 1 of export"]


def test_a_text_without_the_heading_body_is_kept():
    records, _ = read(read_nexis_docx, write_docx(nexis_lines(THREE[0], body=False) + nexis_lines(THREE[1])))
    same(records, THREE[:2])


def test_captions_go_to_the_ledger():
    lines = nexis_lines(THREE[0])
    at = next(at for at, line in enumerate(lines) if line[1] == "Classification")
    lines[at:at] = [("bold", "Graphic"), ("", "PHOTO, the river at noon.")]
    records, notes = read(read_nexis_docx, write_docx(lines))
    same(records, THREE[:1])
    assert [row["text"] for row in notes if row["reason"].startswith("caption")] == ["PHOTO, the river at noon."]


def test_a_month_is_kept_as_a_month_and_words_that_are_no_date_as_they_are():
    month = [(kind, text.replace("December 27, 2022 Tuesday", "December 2022")) for kind, text in nexis_lines(THREE[0])]
    records, _ = read(read_nexis_docx, write_docx(month))
    assert (records[0]["date"], records[0]["date_evidence"]) == ("2022-12", "Nexis: December 2022")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("May 2, 2002, Thursday,, FINAL EDITION", True),
        ("4 oktober 2017 woensdag", True),
        ("Mardi 10 Décembre 2019", True),
        ("Load-Date: March 12, 2002", False),
        ("Copyright 2002 Gannett Company, Inc.", False),
        ("The council met again on the day after Christmas, December 26, 2022, and voted", False),
    ],
)
def test_the_date_of_an_article_is_told_from_other_lines(line, expected):
    assert is_date_line(line) is expected


def test_a_broken_docx_is_refused_with_the_next_step():
    whole = write_nexis_docx(THREE)
    with pytest.raises(InputError, match=r"half\.docx is no whole docx .*Export it again"):
        read(read_nexis_docx, whole[: len(whole) // 2], name="half.docx")
    with pytest.raises(InputError, match="no article could be told apart"):
        read(read_nexis_docx, write_docx([("", "A letter.")]))


def test_headlines_in_links_and_line_breaks_of_word_are_read():
    """The database sets a headline as links, a piece each, and breaks the line before a copyright or a load date."""
    document = docx.Document(io.BytesIO(write_docx(nexis_lines(THREE[0]))))
    for paragraph in document.paragraphs:
        if paragraph.text == THREE[0].title:
            link = OxmlElement("w:hyperlink")
            link.extend(list(paragraph._p.xpath("./w:r")))
            paragraph._p.append(link)
        if paragraph.text.startswith(("Copyright", "Load-Date")):
            paragraph.runs[0].text = "\n" + paragraph.text
    stream = io.BytesIO()
    document.save(stream)
    (record,), _ = read(read_nexis_docx, stream.getvalue())
    same([record], THREE[:1])
    assert record["crawl_date"] == "2022-12-30"


def test_a_date_in_a_language_that_is_not_read_neither_merges_nor_loses_articles():
    for title in ("title", ""):
        lines = nexis_cover(THREE) + [line for story in THREE for line in nexis_lines(story, title=title)]
        records, _ = read(read_nexis_docx, write_docx([(k, text.replace("December", "grudnia")) for k, text in lines]))
        assert [record["raw"] for record in records] == [story.text for story in THREE]
        assert [record["title"] for record in records] == [story.title for story in THREE]
        assert records[0]["date"] == "grudnia 27, 2022 Tuesday"


def test_fields_without_their_heading_are_no_text():
    lines = [line for line in nexis_lines(THREE[0]) if line[1] != "Classification"]
    records, notes = read(read_nexis_docx, write_docx(lines))
    same(records, THREE[:1])
    assert reasons(notes)[1] == "fields not used: Section, Length, Publication-Type, Subject"


def test_a_german_export_is_read_by_the_bookmark_of_its_body():
    words = {
        "Section:": "Rubrik:", "Length:\u00a0532 words": "Länge:\u00a0532 Wörter", "Byline:": "Autor:",
        "December 27, 2022 Tuesday": "27. Dezember 2022 Dienstag", "Language: ENGLISH": "Sprache: GERMAN; DEUTSCH",
    }  # fmt: skip
    lines = nexis_lines(THREE[0])
    for english, german in words.items():
        lines = [(kind, text.replace(english, german)) for kind, text in lines]
    document = docx.Document(io.BytesIO(write_docx(lines)))
    heading = next(paragraph for paragraph in document.paragraphs if paragraph.text == "Body")
    heading.runs[0].text = "Text"
    mark = OxmlElement("w:bookmarkStart")
    mark.set(qn("w:name"), "Body")
    heading._p.insert(0, mark)
    stream = io.BytesIO()
    document.save(stream)
    assert is_nexis_docx(stream.getvalue())
    (record,), _ = read(read_nexis_docx, stream.getvalue())
    same([record], THREE[:1])
    assert (record["author"], record["language"]) == ("Ada Stone", "de")
