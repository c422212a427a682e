"""Web pages in: saved .html files and web archives (.warc), the main text of each by trafilatura."""

import codecs
import gzip
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from unicodedata import normalize

from broadsheet.corpus.formats.decode import decode, decode_line, describe_guess, find_mark, peek
from broadsheet.corpus.formats.pagedates import find_page_date
from broadsheet.corpus.formats.plain import read_limited
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

PAGE_LIMIT = 20 * 10**6  # bytes, trafilatura's own limit
CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding=["']([\w:.-]+)""", re.I
)
WIDER = {  # what browsers read under these names (the WHATWG's encoding standard)
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_html(stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1) -> Iterator[dict]:
    """The one record of a saved page and a note on how much of it that is; see ``read_page``."""
    data = read_limited(stream, PAGE_LIMIT)
    if data is None:
        yield note(stem, "read", "dropped", f"page too long: {name} has more than {PAGE_LIMIT:,} bytes")
        return
    yield from read_page(data, doc_id=stem)


def read_warc(stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1) -> Iterator[dict]:
    """Records and notes of the pages in a web archive: answers with status 2xx that are HTML.

    The address and the day of the crawl come from the archive. What is no page is counted in one
    note at the end; a damaged record is a note, and what follows it is read where the stream
    can be sought. Raises InputError for what is no web archive.
    """
    number, n_read, others = first, 0, Counter()
    for record in _read_archive(stream, name, stem):
        if "step" in record:
            yield record
            continue
        n_read += 1
        if record["kind"]:
            others[record["kind"]] += 1
            continue
        doc_id = f"{stem}-{number}"
        number += 1
        if len(record["data"]) > PAGE_LIMIT:
            yield note(doc_id, "read", "dropped", f"page too long: {record['url']} has more than {PAGE_LIMIT:,} bytes")
            continue
        if record["is_cut"]:
            reason = f"damaged record: {record['url']} is shorter than the archive says; fetch it again"
            yield note(doc_id, "read", "dropped", reason)
            continue
        for item in read_page(record["data"], doc_id=doc_id, url=record["url"], charset=record["charset"]):
            yield item | {"crawl_date": record["day"]} if "raw" in item else item
    if others:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(others.items()))
        yield note(stem, "read", "flagged", f"records that are no pages: {told}")
    if not n_read:
        raise InputError(f"{name} holds no record of a web archive, expected WARC; fetch it again")


def read_page(data: bytes, *, doc_id: str, url: str = "", charset: str = "") -> Iterator[dict]:
    """The record of one HTML page, or the note that it has no main text.

    Main text, title, author and site are trafilatura's (without readers' comments), the date
    is found by ``find_page_date``. ``charset`` is what the server said, if anything.
    """
    try:
        html, remark = decode_page(data, charset)
        tree, found = _extract(html, url) if html.strip() else (None, None)
    except InputError as problem:
        yield note(doc_id, "read", "dropped", f"no page: {problem}")
        return
    except Exception as problem:  # one page that a parser trips over must not cost an archive
        yield note(doc_id, "read", "dropped", f"no page: it cannot be parsed ({type(problem).__name__}: {problem})")
        return
    raw = normalize("NFC", found.text or "").strip() if found else ""  # as trafilatura.extract does
    if not raw:
        reason = "no main text: trafilatura finds none in the page" if html.strip() else "no text in it"
        yield note(doc_id, "read", "dropped", reason)
        return
    if remark:
        yield note(doc_id, "read", "changed", remark)
    address = found.url or url
    day, evidence = find_page_date(tree, found=found.date, urls=[url, address])
    yield {
        "doc_id": doc_id, "raw": raw, "title": found.title or "", "date": day, "date_evidence": evidence,
        "source": found.sitename or "", "author": found.author or "", "language": _find_language(tree), "url": address,
    }  # fmt: skip
    kept = f"main text of a page: {len(raw):,} of {len(html):,} characters of HTML"
    yield note(doc_id, "read", "cut", kept)


def _extract(html: str, url: str):
    """The parsed page, and trafilatura's find in it; None twice when there is nothing to parse.

    Not extract_with_metadata: a third of its time goes into a fingerprint that nobody asked for.
    """
    from trafilatura import bare_extraction, load_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it drops stands in the ledger
    tree = load_html(html)
    if tree is None:
        return None, None
    return tree, bare_extraction(tree, url=url or None, include_comments=False, with_metadata=True)


def decode_page(data: bytes, charset: str = "") -> tuple[str, str]:
    """A page as text, and what was guessed (empty for what the page itself or the server says).

    Byte-order mark, UTF-8 if it is, the charset of the server, of the page's meta element, and
    only then a guess. Raises InputError for binary data.
    """
    mark = find_mark(data)
    if mark:
        return data.decode(mark, "replace"), ""
    declared = CHARSET.search(data[:4096])
    names = [charset, *(part.decode("ascii", "replace") for part in (declared.groups() if declared else ()) if part)]
    known = [name for name in map(_find_codec, names) if name]
    order = ["utf-8", *known] if not any(name.startswith("iso2022") for name in known) else [*known, "utf-8"]
    for encoding in order:
        try:
            return data.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    if "utf-8" in known:
        return decode_line(data, "utf-8"), describe_guess("utf-8")
    return decode(data)


def _find_codec(name: str) -> str:
    try:
        codec = codecs.lookup(name.strip("\"' ")).name
    except LookupError:
        return ""
    return WIDER.get(codec, codec)


def _find_language(tree) -> str:
    told = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if not told:
        for element in tree.iter("meta"):
            if "og:locale" in (element.get("property"), element.get("name")):
                told = element.get("content") or ""
            elif (element.get("http-equiv") or "").lower() == "content-language":
                told = told or element.get("content") or ""
    match = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", told)
    return match[1].lower() if match else ""


def _read_archive(stream: BinaryIO, name: str, stem: str) -> Iterator[dict]:
    """For each answer in an archive: kind ("" for a page), url, day, charset and data; or a note on damage."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    head, stream = peek(stream, 64)
    mark = b"WARC/1." if b"WARC/" in head else b"\x1f\x8b\x08"
    n_read, n_known = 0, 0
    while True:
        archive = ArchiveIterator(stream)
        try:
            for number, record in enumerate(archive):
                if number >= n_known and record.rec_type in ("response", "resource"):
                    yield _read_answer(record)
                n_read += 1
            return
        except (ArchiveLoadFailed, EOFError, ValueError, OSError, AttributeError, TypeError, zlib.error) as problem:
            if "non-chunked" in str(problem) and stream.seekable():  # packed as a whole, not record by record
                stream.seek(0)
                stream, mark, n_known, n_read = gzip.GzipFile(fileobj=stream), b"WARC/1.", n_read, 0
                continue
            place, n_known = archive.offset, 0
            goes_on = stream.seekable() and _seek_record(stream, place + 1, mark)
            if not n_read and not goes_on:
                raise InputError(f"{name} holds no record of a web archive, expected WARC; fetch it again") from problem
            reason = f"damaged record: the one after byte {place:,} of {name} cannot be unpacked; fetch it again"
            yield note(stem, "read", "dropped", reason)
            if not goes_on:
                return


def _read_answer(record) -> dict:
    heads = record.http_headers
    status = (heads.get_statuscode() or "") if heads else "200"
    said = (heads or record.rec_headers).get_header("Content-Type") or ""
    kind = said.partition(";")[0].strip().lower()
    answer = {
        "url": record.rec_headers.get_header("WARC-Target-URI") or "",
        "day": (record.rec_headers.get_header("WARC-Date") or "")[:10],
        "charset": said.partition("charset=")[2].partition(";")[0].strip(),
    }
    if not status.startswith("2"):
        return answer | {"kind": f"answers with status {status or 'unknown'}", "data": b""}
    if kind not in HTML_TYPES:
        return answer | {"kind": kind or "unknown kind", "data": b""}
    data = record.content_stream().read(PAGE_LIMIT + 1)
    if len(data) <= PAGE_LIMIT:
        while record.raw_stream.read(2**16):
            pass
    return answer | {"kind": "", "data": data, "is_cut": len(data) <= PAGE_LIMIT and record.raw_stream.limit > 0}


def _seek_record(stream: BinaryIO, start: int, mark: bytes) -> bool:
    """Move the stream to the next ``mark`` at or after ``start``; False when there is none."""
    stream.seek(start)
    rest, at = b"", start
    while chunk := stream.read(2**20):
        rest += chunk
        found = rest.find(mark)
        if found >= 0:
            stream.seek(at + found)
            return True
        at += len(rest) - len(mark)
        rest = rest[-len(mark) :]
    return False
