"""The one door to all readers."""

import gzip
import io
import json
import zipfile

import docx
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from broadsheet.corpus.formats import plain
from broadsheet.corpus.formats import stream as stream_module
from broadsheet.corpus.formats.stream import KEEPS_GZIP, SUFFIXES, default_stem, read_stream
from broadsheet.errors import InputError


def read(data: str | bytes, name: str = "n.txt", **options) -> list[dict]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_stream(stream, name=name, stem="n", columns={}, **options))


def reasons(items: list[dict]) -> list[str]:
    return [item["reason"] for item in items if "raw" not in item]


PAGE = "<html><head><title>Flood</title></head><body><p>The river rose two metres in a day.</p></body></html>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("n.txt", "One."), ("n.MD", "One."), ("n.csv", "text\nOne.\n"), ("n.tsv", "id\ttext\n1\tOne.\n"),
        ("n.jsonl", '{"text": "One."}'), ("n.ndjson", '{"text": "One."}'), ("n.json", '[{"text": "One."}]'),
        ("n.jsonl.gz", '{"text": "One."}'), ("n.html", PAGE), ("n.HTM", PAGE), ("n.xhtml", PAGE),
    ],
)  # fmt: skip
def test_a_file_is_read_by_its_suffix(name, data):
    records = [item for item in read(data, name) if "raw" in item]
    assert len(records) == 1
    assert records[0]["doc_id"]


def test_an_office_file_is_weighed_before_anyone_opens_it(monkeypatch):
    monkeypatch.setattr(plain, "OFFICE_LIMIT", 100_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "x" * 1_000_000)
    for name in ("n.docx", "n.xlsx"):
        with pytest.raises(InputError, match=r"unpacks to 1,000,000 bytes, expected at most 100,000; not opened"):
            read(bomb.getvalue(), name)


def test_a_word_file_is_read_through_the_door():
    document, written = docx.Document(), io.BytesIO()
    document.add_paragraph("The river rose.")
    document.save(written)
    assert read(written.getvalue(), "n.docx")[0]["raw"] == "The river rose."


def test_an_archive_keeps_its_gzip():
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=True)
    heads = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    for number in range(2):
        url, body = f"https://ledger.example/{number}", io.BytesIO(PAGE.encode())
        writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=heads))
    records = [item for item in read(written.getvalue(), "n.warc.gz") if "raw" in item]
    assert [record["url"] for record in records] == ["https://ledger.example/0", "https://ledger.example/1"]


def test_every_kind_is_named():
    known = "csv docx htm html json jsonl md ndjson parquet tsv txt warc xhtml xls xlsx"
    assert " ".join(sorted(suffix[1:] for suffix in SUFFIXES)) == known
    assert KEEPS_GZIP == (".warc.gz",)


@pytest.mark.parametrize(
    ("filename", "stem"),
    [
        ("a.txt", "a"), ("a.b.TXT", "a.b"), ("2024/a.jsonl.gz", "a"), ("a.csv.GZ", "a"), ("a.warc.gz", "a"),
        ("a", "a"), ("a.pdf", "a"), (".hidden", ".hidden"), ("a.xlsx", "a"),
    ],
)  # fmt: skip
def test_the_default_id_is_the_name_less_its_suffixes(filename, stem):
    assert default_stem(filename) == stem


def test_a_kind_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(InputError, match=r"files of this kind \(\.pdf\) are not read; expected \.txt, \.md, "):
        read(b"%PDF", "n.pdf")


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0\n"])
def test_an_article_without_text_is_one_note(text):
    assert [(item["doc_id"], item["action"], item["reason"]) for item in read(text)] == [
        ("n", "dropped", "no text in it")
    ]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_become_ours(ends):
    assert read(ends.join(["One.", "Two.", ""])) == [{"doc_id": "n", "raw": "One.\nTwo.\n"}]


def test_nul_characters_in_an_escape_are_taken_out_and_noted():
    changed, record = read(r'{"text": "On\u0000e."}', "n.jsonl")
    assert (record["raw"], changed["action"], changed["reason"]) == ("One.", "changed", "NUL characters taken out")


def test_an_article_beyond_the_limit_is_one_note(monkeypatch):
    monkeypatch.setattr(stream_module, "ARTICLE_LIMIT", 10)
    items = read('{"text": "0123456789"}\n{"text": "0123456789x"}', "n.jsonl")
    assert [item.get("raw") for item in items] == ["0123456789", None]
    assert reasons(items) == ["article too long: 11 characters, expected at most 10"]


def test_a_mended_line_is_noted_with_its_place_in_the_text():
    record, changed = read("A “right” line.\nThe cafÃ© on the quay.\n")
    assert record["raw"] == "A “right” line.\nThe café on the quay.\n"
    assert record["raw"][changed["start"] : changed["end"]] == "The café on the quay."
    assert (changed["reason"], changed["text"]) == ("mojibake mended", "The cafÃ© on the quay.")


def test_every_article_is_kept_or_dropped_once():
    rows = [{"text": "One."}, {"text": ""}, {"title": "x"}, {"text": "\0"}, {"text": "x" * 100}]
    lines = [*map(json.dumps, rows), "{broken", "[1]"]
    items = read("\n".join(lines), "n.jsonl")
    kept = [item for item in items if "raw" in item]
    dropped = [item for item in items if item.get("action") == "dropped"]
    assert (len(kept), len(dropped)) == (2, 5)


@pytest.fixture
def packed() -> bytes:
    """Twenty thousand rows of digits, of which gzip cannot make too little."""
    lines = [
        json.dumps({"text": f"Story {number * 7919 % 20011} of {number * 104729 % 99991}."}) for number in range(20_000)
    ]
    return gzip.compress("\n".join(lines).encode())


def test_a_truncated_gzip_gives_what_stands_before_the_break(packed):
    stream = gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2]))
    items = list(read_stream(stream, name="n.jsonl.gz", stem="n", columns={}))
    n_kept = sum("raw" in item for item in items)
    assert 5_000 < n_kept < 15_000
    assert reasons(items) == [items[-1]["reason"]]
    assert items[-1]["reason"].startswith(f"damaged gzip file: n.jsonl.gz breaks off after article {n_kept} (")


def test_a_gzip_with_wrong_bytes_gives_what_stands_before_them(packed):
    broken = packed[:50_000] + bytes(100) + packed[50_100:]
    items = list(read_stream(gzip.GzipFile(fileobj=io.BytesIO(broken)), name="n.jsonl.gz", stem="n", columns={}))
    assert sum("raw" in item for item in items) > 1000
    assert items[-1]["action"] == "dropped"


@pytest.mark.parametrize("name", ["n.txt.gz", "n.csv.gz", "n.html.gz"])
def test_what_only_looks_like_gzip_is_refused(name):
    stream = gzip.GzipFile(fileobj=io.BytesIO(b"no gzip at all"))
    with pytest.raises(InputError, match=rf"{name} is no gzip file; take \.gz off its name"):
        list(read_stream(stream, name=name, stem="n", columns={}))


def test_bytes_behind_a_whole_gzip_file_cost_no_article():
    packed = gzip.compress(b'{"text": "One."}\n') + b"junk"
    items = list(read_stream(gzip.GzipFile(fileobj=io.BytesIO(packed)), name="n.jsonl.gz", stem="n", columns={}))
    assert [item.get("raw") or item["action"] for item in items] == ["One.", "flagged"]


def test_tags_in_a_cell_go_and_the_words_stay():
    line = b'{"id": "a", "text": "<p>The council met &amp; <b>voted</b>.</p><p>Prices &lt; 5.</p>"}\n'
    items = list(read_stream(io.BytesIO(line), name="n.jsonl", stem="n", columns={}))
    assert [item.get("raw") or item["reason"] for item in items] == [
        "HTML tags taken out", "The council met & voted.\nPrices < 5."
    ]  # fmt: skip


def test_the_tags_that_were_taken_out_are_in_the_note():
    changed, record = read(json.dumps({"text": "<p>One.</p><script>ad()</script>" + "<br>" * 1000}), "n.jsonl")
    assert record["raw"] == "One."
    assert changed["text"].startswith("<p> </p> <script>ad()</script> <br> <br>")
    assert len(changed["text"]) == 2000


@pytest.mark.parametrize("name", ["n.txt", "n.md"])
def test_a_plain_text_keeps_what_looks_like_tags(name):
    assert read("<p>One.</p><br>Two.", name) == [{"doc_id": "n", "raw": "<p>One.</p><br>Two."}]


def test_a_control_character_in_html_ends_nothing():
    rows = [{"text": "<p>The mayor said no.</p><p>It is\u0001 over.</p>"}, {"text": "Two."}]
    records = [item for item in read("\n".join(map(json.dumps, rows)), "n.jsonl") if "raw" in item]
    assert [record["raw"] for record in records] == ["The mayor said no.\nIt is\x01 over.", "Two."]


def test_an_article_that_cannot_be_finished_is_one_note_and_reading_goes_on(monkeypatch):
    def find_mended(record):
        if record["raw"] == "Zwö.":
            raise ValueError("odd")
        return []

    monkeypatch.setattr(stream_module, "find_mended", find_mended)
    one, two, three = read('{"text": "Önç."}\n{"text": "Zwö."}\n{"text": "Drëi."}\n', "n.jsonl")
    assert (one["raw"], three["raw"]) == ("Önç.", "Drëi.")
    assert (two["doc_id"], two["action"], two["text"]) == ("n-2", "dropped", "Zwö.")
    assert two["reason"] == "cannot be read: article 2 of n.jsonl (ValueError: odd)"


def test_a_cell_nested_without_end_costs_its_own_row_only():
    rows = ['{"text": "One."}', '{"id": "deep", "text": ' + "[" * 500 + '"x"' + "]" * 500 + "}", '{"text": "Three."}']
    one, deep, three = read("\n".join(rows), "n.jsonl")
    assert (one["raw"], three["raw"]) == ("One.", "Three.")
    assert (deep["doc_id"], deep["action"]) == ("n-2", "dropped")
    assert deep["reason"].startswith("cannot be read: row 2 of n.jsonl (RecursionError: ")


def test_an_article_of_which_the_end_is_lost_is_not_kept():
    packed = gzip.compress(("The river rose two metres. " * 20_000).encode())
    (row,) = read_stream(gzip.GzipFile(fileobj=io.BytesIO(packed[:-20])), name="n.txt.gz", stem="n", columns={})
    assert row["action"] == "dropped"
