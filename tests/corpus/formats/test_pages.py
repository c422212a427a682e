"""Saved pages and web archives."""

import gzip
import io
from datetime import UTC, datetime

import pytest
import trafilatura
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from broadsheet.corpus.formats import pages
from broadsheet.corpus.formats.pages import decode_page, read_html, read_page, read_warc
from broadsheet.errors import InputError

WORDS = "the river council said that water rose over night and many people left their homes near the old bridge"
STORY = [f"{WORDS.capitalize()} on day {number}, and café owners said Zoë’s cellar was dry." for number in range(8)]
HEAD = (
    '<title>Flood in Lowden - The Ledger</title><meta property="og:site_name" content="The Lowden Ledger">'
    '<meta property="article:published_time" content="2022-12-27T10:40:00Z"><meta name="author" content="Ann Lee">'
)


def page(head: str = HEAD, paragraphs=STORY) -> str:
    menu = "".join(f'<li><a href="/s{number}">Section {number}</a></li>' for number in range(20))
    story = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    comments = (
        '<div id="comments"><p>First! I never liked that bridge and said so for years, in this very place.</p></div>'
    )
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head>{head}</head><body><nav><ul>{menu}</ul></nav><article>'
        f"<h1>Flood in Lowden</h1>{story}</article>{comments}<footer>Terms and conditions</footer></body></html>"
    )


def read(data: str | bytes, **options) -> list[dict]:
    return list(read_page(data.encode() if isinstance(data, str) else data, doc_id="a", **options))


def test_a_page_gives_its_main_text_and_what_stands_in_its_head():
    record, remark = read(page())
    assert record == {
        "doc_id": "a",
        "raw": "\n".join(["Flood in Lowden", *STORY]),
        "title": "Flood in Lowden",
        "date": "2022-12-27",
        "date_evidence": "meta article:published_time: 2022-12-27T10:40:00Z",
        "source": "The Lowden Ledger",
        "author": "Ann Lee",
        "language": "en",
        "url": "",
    }
    assert remark["reason"] == f"main text of a page: {len(record['raw']):,} of {len(page()):,} characters of HTML"
    assert (remark["step"], remark["action"], remark["text"]) == ("read", "cut", "")


@pytest.mark.parametrize("paragraphs", [STORY, STORY[:2], STORY * 4, ["<b>One</b> and <i>two</i>.<br>Three.", *STORY]])
def test_the_main_text_is_trafilatura_s(paragraphs):
    html = page(paragraphs=paragraphs)
    assert read(html)[0]["raw"] == trafilatura.extract(html, include_comments=False)


@pytest.mark.parametrize(
    "html",
    ["<html><body></body></html>", "<html><head><title>x</title></head><body><script>a()</script></body></html>"],
)
def test_a_page_without_main_text_is_a_note(html):
    assert [(row["action"], row["reason"]) for row in read(html)] == [
        ("dropped", "no main text: trafilatura finds none in the page")
    ]


@pytest.mark.parametrize("data", ["", " \n"])
def test_an_empty_page_is_a_note(data):
    assert [row["reason"] for row in read(data)] == ["no text in it"]


def test_a_page_longer_than_the_limit_is_a_note(monkeypatch):
    monkeypatch.setattr(pages, "PAGE_LIMIT", 100)
    (row,) = read_html(io.BytesIO(page().encode()), name="a.html", stem="a", columns={})
    assert row["reason"] == "page too long: a.html has more than 100 bytes"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        ("<meta charset=macintosh>", "mac-roman"),
        ('<meta charset="iso-8859-1">', "utf-8"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_a_page_is_decoded_as_it_says_itself(declared, encoding):
    html = page(declared + HEAD)
    assert decode_page(html.encode(encoding)) == (html, "")
    assert "Zoë’s" in read(html.encode(encoding))[0]["raw"]


def test_what_the_server_says_comes_before_what_the_page_says():
    html = page('<meta charset="macintosh">')
    assert decode_page(html.encode("cp1252"), "ISO-8859-1") == (html, "")


def test_a_page_of_asian_signs_is_decoded_by_its_name():
    html = page('<meta charset="shift_jis">', ["川の水位は一日で二メートル上がった。"] * 5)
    assert decode_page(html.replace("é", "e").replace("ë", "e").replace("’", "'").encode("cp932"))[0].count("川") == 5


def test_a_wrong_byte_in_a_page_of_utf_8_costs_nothing_else_and_is_noted():
    html = page('<meta charset="utf-8">')
    text, remark = decode_page(html.encode().replace(b"river", b"river\x92s", 1))
    assert text == html.replace("river", "river’s", 1)
    assert remark.startswith("not all UTF-8, its other bytes decoded as cp1252")


def test_a_page_in_an_encoding_it_does_not_name_is_guessed_and_noted():
    _, remark = decode_page(page("").encode("cp1252"))
    assert remark == "not UTF-8, decoded as cp1252 (a guess: check accents and quotes)"


# web archives


def archive(*answers, packed: bool = True) -> bytes:
    """A web archive of (url, content type, body, status)."""
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for url, kind, body, status in answers:
        heads = StatusAndHeaders(f"{status} X", [("Content-Type", kind)], protocol="HTTP/1.1")
        day = datetime(2023, 3, 20, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=heads, warc_headers_dict={"WARC-Date": day}
            )
        )
    return written.getvalue()


def read_all(data: bytes) -> list[dict]:
    return list(read_warc(io.BytesIO(data), name="a.warc", stem="a", columns={}))


HTML = "text/html; charset=utf-8"
URL = "https://ledger.example/flood"
PAGE = page().encode()


@pytest.mark.parametrize("packed", [True, False])
def test_the_pages_of_an_archive_are_read_with_address_and_day_of_the_crawl(packed):
    data = archive((URL, HTML, PAGE, 200), (URL + "2", "application/xhtml+xml", PAGE, 203), packed=packed)
    found = [item for item in read_all(data) if "raw" in item]
    assert [(item["doc_id"], item["url"], item["crawl_date"], item["date"]) for item in found] == [
        ("a-1", URL, "2023-03-20", "2022-12-27"),
        ("a-2", URL + "2", "2023-03-20", "2022-12-27"),
    ]


def test_what_is_no_page_is_counted_in_one_note():
    data = archive(
        (URL, "image/png", b"x", 200), (URL, "image/png", b"x", 200), (URL, HTML, PAGE, 404), (URL, HTML, PAGE, 200)
    )
    items = read_all(data)
    assert sum("raw" in item for item in items) == 1
    assert items[-1]["reason"] == "records that are no pages: 1 answers with status 404, 2 image/png"
    assert items[-1]["action"] == "flagged"


def test_the_charset_of_the_server_is_used():
    html = page('<meta charset="macintosh">' + HEAD)
    (record, *_) = read_all(archive((URL, "text/html; charset=windows-1252", html.encode("cp1252"), 200)))
    assert "Zoë’s" in record["raw"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_is_a_note_and_the_next_are_read(packed):
    parts = [archive((f"{URL}{number}", HTML, PAGE, 200), packed=packed) for number in range(4)]
    middle = len(parts[1]) // 2
    parts[1] = parts[1][:middle] + (b"\0" * 60 if packed else b"") + parts[1][middle + 400 :]
    items = read_all(b"".join(parts))
    urls = [item["url"] for item in items if "raw" in item]
    assert URL + "0" in urls
    assert URL + "3" in urls
    if packed:
        assert any(item.get("reason", "").startswith("damaged record: the one after byte") for item in items)


def test_an_archive_that_breaks_off_gives_what_stands_before():
    data = archive(*[(f"{URL}{number}", HTML, PAGE, 200) for number in range(3)])
    items = read_all(data[:-100])
    assert [item["url"] for item in items if "raw" in item][:2] == [URL + "0", URL + "1"]
    assert any(item.get("action") == "dropped" for item in items)


def test_an_archive_that_was_packed_as_a_whole_is_read():
    data = gzip.compress(archive(*[(f"{URL}{number}", HTML, PAGE, 200) for number in range(3)], packed=False))
    items = read_all(data)
    assert [item.get("url") for item in items if "raw" in item] == [URL + "0", URL + "1", URL + "2"]
    assert not any(item.get("action") == "dropped" for item in items)


@pytest.mark.parametrize("data", [b"", b"no archive at all", gzip.compress(b"no archive at all")])
def test_what_is_no_archive_is_refused(data):
    with pytest.raises(InputError, match=r"a\.warc holds no record of a web archive, expected WARC"):
        read_all(data)
