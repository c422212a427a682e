"""JSON lines and JSON files."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.formats.jsonlines import read_json, read_jsonl
from broadsheet.errors import InputError


def read(data: str | bytes, reader=read_jsonl, **options) -> list[dict]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(reader(stream, name="n.jsonl", stem="n", columns={}, **options))


def raws(*arguments, **options) -> dict:
    return {item["doc_id"]: item["raw"] for item in read(*arguments, **options) if "raw" in item}


def reasons(*arguments, **options) -> dict:
    return {item["doc_id"]: item["reason"] for item in read(*arguments, **options) if "raw" not in item}


@given(st.lists(st.fixed_dictionaries({"text": st.text(st.characters(exclude_categories=["Cs"]), max_size=50)})))
@settings(max_examples=50, deadline=None)
def test_what_was_written_is_read(rows):
    data = "\n".join(json.dumps(row) for row in rows)
    assert list(raws(data).values()) == [row["text"].strip() for row in rows]


def test_a_broken_line_is_a_note_with_its_number_and_its_beginning():
    data = '{"id": "a", "text": "One."}\n{"id": "b", "te\n\n[1]\n{"id": "c", "text": "Three."}\n'
    assert raws(data) == {"a": "One.", "c": "Three."}
    notes = [item for item in read(data) if "raw" not in item]
    assert [(row["doc_id"], row["action"], row["text"]) for row in notes] == [
        ("n-2", "dropped", '{"id": "b", "te'),
        ("n-4", "dropped", "[1]"),
    ]
    assert notes[0]["reason"].startswith("no JSON object: line 2 of n.jsonl is not a JSON object")


def test_lines_are_counted_from_the_first_of_the_range():
    data = '{"text": "One."}\n{"te\n'
    assert list(raws(data, first=48112)) == ["n-48112"]
    assert "line 48113 of n.jsonl" in reasons(data, first=48112)["n-48113"]


def test_a_line_that_is_too_long_is_left_out_and_the_rest_is_read():
    data = '{"text": "One."}\n{"text": "' + "x" * 500 + '"}\n{"text": "Three."}'
    assert raws(data, limit=100) == {"n-1": "One.", "n-3": "Three."}
    assert reasons(data, limit=100)["n-2"].startswith(
        "line too long: line 2 of n.jsonl has 512 bytes, expected at most"
    )


def test_missing_values_are_empty():
    rows = read('{"id": 1, "text": "One.", "title": null, "source": NaN}')
    assert rows == [{"doc_id": "1", "raw": "One.", "title": "", "source": ""}]


def test_half_a_character_is_replaced_and_noted():
    data = r'{"id": "a", "text": "Half \ud83d."}' + "\n" + r'{"id": "b", "text": "\ud83d\ude00"}'
    assert raws(data) == {"a": "Half \ufffd.", "b": "😀"}
    assert reasons(data) == {"n-1": "half a character: line 1 of n.jsonl holds one, replaced by \ufffd"}


def test_a_long_number_keeps_all_its_digits():
    assert list(raws('{"id": 123456789012345678901234567890, "text": "One."}')) == ["123456789012345678901234567890"]


def test_nul_bytes_in_a_line_are_taken_out_and_noted():
    assert raws('{"text": "On\0e."}') == {"n-1": "One."}
    assert reasons('{"text": "On\0e."}') == {"n-1": "NUL bytes taken out: line 1 of n.jsonl"}


def test_lines_in_another_encoding_are_guessed_once_and_noted():
    text = "Der Fluss überschwemmte die Straßen von Köln und Düsseldorf."
    line = json.dumps({"text": text}, ensure_ascii=False).encode("cp1252")
    assert list(raws(line + b"\n" + line).values()) == [text, text]
    assert reasons(line + b"\n" + line) == {"n": "not UTF-8, decoded as cp1252 (a guess: check accents and quotes)"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_obeyed(encoding):
    assert list(raws('{"text": "Größe"}\n{"text": "Zwei"}\n'.encode(encoding)).values()) == ["Größe", "Zwei"]


def test_a_json_text_over_many_lines_is_sent_to_the_other_suffix():
    with pytest.raises(
        InputError, match=r"one JSON text over many lines, expected one object a line; rename it \.json"
    ):
        read('[\n{"text": "One."},\n{"text": "Two."}\n]')


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"text": "One."}, {"text": "Two."}], {"n-1": "One.", "n-2": "Two."}),
        ({"articles": [{"content": "One."}], "total": 1}, {"n-1": "One."}),
        ({"response": {"docs": [{"body": "One."}], "meta": {"hits": 1}}}, {"n-1": "One."}),
        ({"hits": {"hits": [{"_id": "a", "_source": {"text": "One."}}]}}, {"a": "One."}),
        ({"text": "One.", "tags": [{"name": "flood"}]}, {"n": "One."}),
        ({"id": 7, "text": "One."}, {"7": "One."}),
        ({"a": {"text": "One."}, "b": {"text": "Two."}}, {"a": "One.", "b": "Two."}),
        ({"article": {"title": "T", "text": "One."}}, {"n": "One."}),
        ([], {}),
    ],
)
def test_the_articles_of_a_json_file_are_found(value, expected):
    assert raws(json.dumps(value, indent=1), read_json) == expected


def test_json_lines_under_the_other_suffix_are_read_all_the_same():
    assert raws('{"text": "One."}\n{"text": "Two."}\n', read_json) == {"n-1": "One.", "n-2": "Two."}


def test_entries_that_are_no_objects_are_notes():
    assert reasons('[{"text": "One."}, "two"]', read_json) == {
        "n-2": "no JSON object: entry 2 of n.jsonl is not a JSON object"
    }


@pytest.mark.parametrize("data", ["", "{", "[1,", "not json"])
def test_what_is_no_json_is_refused(data):
    with pytest.raises(InputError, match=r"n\.jsonl is no JSON: .*or one object a line as \.jsonl"):
        read(data, read_json)


@pytest.mark.parametrize("data", ['{"a": 1}', '[{"a": 1}]', '{"a": [{"b": 1}]}'])
def test_json_without_a_text_is_refused_with_what_there_is(data):
    with pytest.raises(InputError, match=r"has no text column: it has [ab]; expected one of text"):
        read(data, read_json)


def test_objects_nested_without_end_are_a_note():
    assert reasons('{"text": "One."}\n' + '{"a":' * 100_000 + "\n")["n-2"].startswith("no JSON object: line 2")


@pytest.mark.parametrize("depth", [500, 980, 1010])
@pytest.mark.parametrize("number", ["1", "123456789012345678901234567890", '"\\ud83d"'])
def test_a_row_nested_deep_costs_no_other(depth, number):
    deep = '{"id": ' + number + ', "text": ' + "[" * depth + '"x"' + "]" * depth + "}"
    assert raws('{"text": "One."}\n' + deep + '\n{"text": "Three."}\n') == {"n-1": "One.", "n-3": "Three."}
    assert sum(row["action"] == "dropped" for row in read(deep + '\n{"text": "Two."}\n') if "raw" not in row) == 1


def test_an_entry_nested_deep_is_a_note():
    whole = '[{"text": "One."}, ' + "[" * 900 + "]" * 900 + "]"
    assert raws(whole, read_json) == {"n-1": "One."}
