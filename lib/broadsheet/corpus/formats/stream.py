"""The one door to all readers: an open file of any known kind becomes records and notes."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import BinaryIO

from broadsheet.corpus.formats.decode import peek
from broadsheet.corpus.formats.markup import holds_markup, strip_markup
from broadsheet.corpus.formats.mojibake import find_mended
from broadsheet.corpus.formats.plain import read_office
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

READERS = {  # suffix -> (module, function); a module is imported when the first file of its kind comes
    ".txt": ("plain", "read_text"),
    ".md": ("plain", "read_text"),
    ".docx": ("plain", "read_docx"),
    ".csv": ("tabular", "read_delimited"),
    ".tsv": ("tabular", "read_delimited"),
    ".parquet": ("tabular", "read_parquet_file"),
    ".xls": ("tabular", "read_sheets"),
    ".xlsx": ("tabular", "read_sheets"),
    ".jsonl": ("jsonlines", "read_jsonl"),
    ".ndjson": ("jsonlines", "read_jsonl"),
    ".json": ("jsonlines", "read_json"),
    ".html": ("pages", "read_html"),
    ".htm": ("pages", "read_html"),
    ".xhtml": ("pages", "read_html"),
    ".warc": ("pages", "read_warc"),
}
SUFFIXES = tuple(READERS)
KEEPS_GZIP = (".warc.gz",)  # each record is a gzip member of its own, and warcio wants to see them
DATABASE_SUFFIXES = (".txt", ".csv", ".tsv", ".html", ".htm", ".docx", ".xls", ".xlsx")  # what databases export
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".xls", ".xlsx")  # whose cells may hold HTML
OFFICE = (".docx", ".xls", ".xlsx")  # told by their whole content, not by its beginning
HEAD = 2**16
REMOVED_LIMIT = 2_000  # characters of tags that a note shows
ARTICLE_LIMIT = 16 * 10**6  # characters; a long novel has 3 million
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)

Reader = Callable[..., Iterator[dict]]


def read_stream(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of one file, in its order, whatever its kind.

    ``stream`` is open and unpacked (except KEEPS_GZIP); ``name`` tells the kind by its suffix and
    stands in messages; ``stem`` is the default id, with the number of the article from ``first``
    on where a file holds many; ``columns`` maps our columns to the user's. Every record has a
    doc_id and a raw that is not blank, with "\\n" line ends, without NUL and mended where it was
    decoded wrongly; in the cells of tables HTML tags are taken out. A dropped article is one note.
    A damaged compressed file gives what stands before the damage. Raises InputError when nothing
    of the file can be used.
    """
    n_articles, in_table = 0, find_suffix(name) in TABLES
    try:
        reader, stream = _find_reader(stream, name, first)
        for item in reader(stream, name=name, stem=stem, columns=columns, first=first):
            if "raw" in item:
                n_articles += 1
                yield from _finish_or_note(item, f"article {first + n_articles - 1} of {name}", in_table)
            else:
                n_articles += item["action"] == "dropped"
                yield item
    except DAMAGED as problem:
        if n_articles == 0 and "Not a gzipped file" in str(problem):
            raise InputError(f"{name} is no gzip file; take .gz off its name, or compress it") from problem
        action = "flagged" if "Not a gzipped file" in str(problem) else "dropped"  # bytes behind a whole gzip file
        kind = "gzip" if name.lower().endswith(".gz") else "compressed"
        reason = f"damaged {kind} file: {name} breaks off after article {first + n_articles - 1} ({problem})"
        yield note(stem, "read", action, f"{reason}; fetch or compress it again")


def default_stem(filename: str) -> str:
    """The name of a file without folder, suffix of a known kind and .gz.

    >>> default_stem("2024/news.jsonl.gz"), default_stem("a.b.txt"), default_stem("scan.pdf")
    ('news', 'a.b', 'scan')
    """
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = name[:-3] if name.lower().endswith(".gz") else name
    suffix = find_suffix(name) or ("." + name.rsplit(".", 1)[-1] if "." in name[1:] else "")
    return name.removesuffix(name[len(name) - len(suffix) :]) if suffix else name


def find_suffix(name: str) -> str:
    """The known suffix that a file name ends in, less .gz; empty when it is of no known kind."""
    lower = name.lower().removesuffix(".gz")
    return next((suffix for suffix in SUFFIXES if lower.endswith(suffix)), "")


def _find_reader(stream: BinaryIO, name: str, first: int) -> tuple[Reader, BinaryIO]:
    suffix = find_suffix(name)
    if not suffix:
        kind = "." + name.rsplit(".", 1)[-1] if "." in name else "no suffix"
        raise InputError(f"files of this kind ({kind}) are not read; expected {', '.join(SUFFIXES)} (.gz too)")
    if suffix in DATABASE_SUFFIXES and first == 1:
        from broadsheet.corpus.formats.exports import find_export

        if suffix in OFFICE:
            head = read_office(stream, name)
            stream = io.BytesIO(head)
        else:
            head, stream = peek(stream, HEAD)
        found = find_export(name, head)
        if found:
            return found, stream
    module, function = READERS[suffix]
    return getattr(import_module(f"broadsheet.corpus.formats.{module}"), function), stream


def _finish_or_note(record: dict, place: str, in_table: bool) -> list[dict]:
    """What ``_finish`` gives, else one note: an odd article must not end the reading of its file."""
    try:
        return list(_finish(record, in_table))
    except Exception as problem:  # whatever is wrong with it, the next article is not to pay
        reason = f"cannot be read: {place} ({type(problem).__name__}: {problem})"
        return [note(record["doc_id"], "read", "dropped", reason, record["raw"][:200])]


def _finish(record: dict, in_table: bool) -> Iterator[dict]:
    """A record as the contract wants it, and notes on what that took; or the note that drops it."""
    raw = record["raw"]
    if "\r" in raw:
        raw = record["raw"] = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in raw or "\0" in record["doc_id"] or "\0" in record.get("title", ""):
        record |= {name: value.replace("\0", "") for name, value in record.items()}
        raw = record["raw"]
        yield note(record["doc_id"], "read", "changed", "NUL characters taken out")
    if in_table and holds_markup(raw):
        raw, removed = strip_markup(raw)
        record["raw"] = raw
        yield note(record["doc_id"], "read", "changed", "HTML tags taken out", " ".join(removed)[:REMOVED_LIMIT])
    if not raw or raw.isspace():
        yield note(record["doc_id"], "read", "dropped", "no text in it")
        return
    if len(raw) > ARTICLE_LIMIT:
        reason = f"article too long: {len(raw):,} characters, expected at most {ARTICLE_LIMIT:,}"
        yield note(record["doc_id"], "read", "dropped", reason, raw[:200])
        return
    mended = [] if raw.isascii() and record.get("title", "").isascii() else list(find_mended(record))
    yield record
    for column, line, start, end in mended:
        reason = "mojibake mended" if column == "raw" else f"mojibake mended in the {column}"
        yield note(record["doc_id"], "read", "changed", reason, line, start, end)
