"""Which column is which, and what a row becomes."""

from datetime import date, datetime

import pytest

from broadsheet.corpus.formats import columns as columns_module
from broadsheet.corpus.formats.columns import COLUMN_NAMES, as_text, match_columns, read_rows
from broadsheet.errors import InputError


def matched(*names, **columns) -> dict:
    return {ours: theirs[0] for ours, theirs in match_columns(names, columns)}


def read(*rows, **columns) -> list[dict]:
    return list(read_rows(enumerate(rows, start=1), name="n.jsonl", stem="n", columns=columns))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Headline", "Body", "Pub Date"], {"title": "Headline", "raw": "Body", "date": "Pub Date"}),
        (["maintext", "date_publish", "date_download"],
         {"raw": "maintext", "date": "date_publish", "crawl_date": "date_download"}),
        (["source.name", "publishedAt", "content"], {"source": "source.name", "date": "publishedAt", "raw": "content"}),
        (["media_name", "publish_date", "language", "story_text"],
         {"source": "media_name", "date": "publish_date", "language": "language", "raw": "story_text"}),
        (["content", "text"], {"raw": "text"}),
        (["colour"], {}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(names, expected):
    assert matched(*names) == expected


def test_a_mapped_column_wins_over_the_usual_names():
    assert matched("text", "brødtekst", text="brødtekst") == {"raw": "brødtekst"}
    assert matched("text", text="brødtekst") == {"raw": "text"}


def test_no_usual_name_means_two_things():
    names = [name for names in COLUMN_NAMES.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" Ann Lee ", "Ann Lee"),
        (["Ann Lee", "Bob Ray"], "Ann Lee, Bob Ray"),
        ([{"name": "Ann Lee"}, None, {"title": "Ledger"}], "Ann Lee, Ledger"),
        ({"name": "Ann Lee", "id": 4}, "Ann Lee"),
        ({"main": "Flood", "kicker": None}, "Flood"),
        ({"born": 1978, "in": "Ås"}, '{"born": 1978, "in": "Ås"}'),
        ({"$oid": "64af"}, "64af"),
        ([], ""),
        (None, ""),
        (float("nan"), ""),
        (7.0, "7"),
        (7.5, "7.5"),
        (date(2024, 1, 5), "2024-01-05"),
        (datetime(2024, 1, 5), "2024-01-05"),
        (datetime(2024, 1, 5, 10, 40), "2024-01-05T10:40:00"),
    ],
)
def test_what_a_cell_holds_becomes_text(value, text):
    assert as_text(value) == text


def test_a_row_becomes_a_record_with_the_evidence_for_its_date():
    assert read({"headline": "Flood", "body": "One.", "pubdate": "5 Jan 2024", "colour": "red"}) == [
        {"doc_id": "n-1", "title": "Flood", "raw": "One.", "date": "5 Jan 2024",
         "date_evidence": "column pubdate: 5 Jan 2024"}
    ]  # fmt: skip


def test_each_row_may_name_its_text_in_another_way():
    rows = read({"text": "One."}, {"body": "Two."}, {"text": None, "body": "Three."})
    assert [row["raw"] for row in rows] == ["One.", "Two.", "Three."]


def test_a_text_in_paragraphs_is_joined_by_line_ends():
    assert read({"text": ["One.", "Two."]})[0]["raw"] == "One.\nTwo."


def test_an_article_one_object_deeper_is_found():
    assert read({"_id": "a", "_source": {"text": "One.", "title": "T"}}) == [
        {"doc_id": "a", "raw": "One.", "title": "T"}
    ]


def test_rows_without_a_text_are_notes_in_their_place():
    rows = read({"id": "a", "colour": "red"}, {"id": "b", "text": "Two."}, {"id": "c"})
    assert [(row["doc_id"], row.get("reason")) for row in rows] == [
        ("a", "no text in it"), ("b", None), ("c", "no text in it"),
    ]  # fmt: skip


def test_a_table_without_any_text_is_refused_with_its_columns():
    expected = r"n.jsonl has no text column: it has colour, id; expected one of text, body.*columns: \{text: NAME\}"
    with pytest.raises(InputError, match=expected):
        read({"id": "a", "colour": "red"}, {"id": "b"})


def test_no_rows_are_no_records():
    assert read() == []


@pytest.mark.parametrize("held", [0, 2, 3, 4])
def test_rows_behind_many_without_a_text_are_read(monkeypatch, held):
    monkeypatch.setattr(columns_module, "HELD", held)
    rows = read(*[{"colour": "red"}] * 4, {"text": "Five."}, {"colour": "red"})
    assert [row.get("raw") or row["doc_id"] for row in rows] == ["n-1", "n-2", "n-3", "n-4", "Five.", "n-6"]


def test_many_rows_without_a_text_are_all_counted(monkeypatch):
    monkeypatch.setattr(columns_module, "HELD", 2)
    rows = read(*[{"colour": "red"}] * 4)
    assert [(row["doc_id"], row["reason"]) for row in rows] == [(f"n-{at}", "no text in it") for at in range(1, 5)]


def test_a_later_piece_of_a_file_without_a_text_is_a_note_a_row():
    rows = read_rows([(8, {"colour": "red"}), (9, {"colour": "red"})], name="n", stem="n", columns={}, first=8)
    assert [(row["doc_id"], row["action"]) for row in rows] == [("n-8", "dropped"), ("n-9", "dropped")]


def test_a_row_that_cannot_be_read_is_a_note_and_reading_goes_on():
    deep = "x"
    for _ in range(5000):
        deep = [deep]
    one, two, three = read({"text": "One."}, {"text": deep}, {"text": "Three."})
    assert (one["raw"], three["raw"]) == ("One.", "Three.")
    assert (two["doc_id"], two["action"]) == ("n-2", "dropped")
    assert two["reason"].startswith("cannot be read: row 2 of n.jsonl (RecursionError: ")
