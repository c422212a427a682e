"""Files of one article."""

import io
import zipfile

import docx
import pytest

from broadsheet.corpus.formats import plain
from broadsheet.corpus.formats.plain import read_docx, read_text
from broadsheet.errors import InputError


def read(data: bytes, reader=read_text) -> list[dict]:
    return list(reader(io.BytesIO(data), name="a.txt", stem="a", columns={}))


def word(*, title: str = "", author: str = "", parts: list) -> bytes:
    """A .docx of paragraphs (style, text) and tables (lists of rows)."""
    document, written = docx.Document(), io.BytesIO()
    document.core_properties.title, document.core_properties.author = title, author
    for part in parts:
        if isinstance(part, tuple):
            document.add_paragraph(part[1], style=part[0])
        else:
            table = document.add_table(rows=len(part), cols=len(part[0]))
            for row, texts in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    document.save(written)
    return written.getvalue()


def test_a_text_file_is_one_record():
    assert read(b"One.\n\nTwo.\n") == [{"doc_id": "a", "raw": "One.\n\nTwo.\n"}]


def test_a_guessed_encoding_is_noted():
    text = "Der Fluss überschwemmte die Straßen von Köln und Düsseldorf."
    remark, record = read(text.encode("cp1252"))
    assert record["raw"] == text
    assert (remark["doc_id"], remark["step"], remark["action"]) == ("a", "read", "changed")
    assert remark["reason"].startswith("not UTF-8, decoded as cp1252")


def test_a_file_too_long_for_an_article_is_a_note_and_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(plain, "TEXT_LIMIT", 100)
    stream = io.BytesIO(b"x" * 5_000_000)
    (row,) = read_text(stream, name="a.txt", stem="a", columns={})
    assert row["reason"] == "article too long: a.txt has more than 100 bytes; split it into its articles"
    assert stream.tell() < 5_000_000


def test_a_word_file_gives_its_paragraphs_and_cells_in_order():
    data = word(
        title="Flood in Lowden", author="Ann Lee",
        parts=[("Normal", "One."), [["Mon", "2 m"], ["Tue", "3 m"]], ("Normal", "Two.")],
    )  # fmt: skip
    assert read(data, read_docx) == [
        {"doc_id": "a", "raw": "One.\nMon\n2 m\nTue\n3 m\nTwo.", "title": "Flood in Lowden", "author": "Ann Lee"}
    ]


@pytest.mark.parametrize(
    ("own", "style", "expected"),
    [
        ("Report 7", "Title", "Flood"),
        ("Report 7", "Heading 1", "Report 7"),
        ("", "Heading 1", "Flood"),
        ("Word Document", "Normal", ""),
    ],
)
def test_the_title_of_a_word_file_is_the_surest_there_is(own, style, expected):
    (record,) = read(word(title=own, parts=[(style, "Flood"), ("Normal", "One."), (style, "Later")]), read_docx)
    assert record["title"] == expected


def test_the_day_a_word_file_was_made_is_no_date_of_publication():
    assert "date" not in read(word(parts=[("Normal", "One.")]), read_docx)[0]


@pytest.mark.parametrize("data", [b"", b"no word file", b"PK\3\4 broken"])
def test_what_is_no_word_file_is_refused(data):
    with pytest.raises(InputError, match=r"cannot be read as a Word file .*save it again as \.docx"):
        read(data, read_docx)


def test_a_word_file_that_unpacks_to_too_much_is_not_opened(monkeypatch):
    monkeypatch.setattr(plain, "OFFICE_LIMIT", 100_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "x" * 1_000_000)
    with pytest.raises(InputError, match=r"unpacks to 1,000,000 bytes, expected at most 100,000; not opened"):
        read(bomb.getvalue(), read_docx)
