"""JSON lines and JSON files: one object, one article."""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import orjson

from broadsheet.corpus.formats.columns import match_columns, read_rows
from broadsheet.corpus.formats.decode import (
    LINE_LIMIT,
    LongLine,
    decode,
    decode_line,
    describe_guess,
    guess_from_lines,
    is_utf8,
    peek,
    plain_stream,
    read_batches,
    read_chunks,
)
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

FILE_LIMIT = 2**30  # bytes of one .json file, which has to be held in memory
DEPTH = 4  # objects in objects that are searched for the list of articles


def read_jsonl(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1, limit: int = LINE_LIMIT
) -> Iterator[dict]:
    """Records and notes of JSON lines, in order; ``first`` is the number of the first line of the stream.

    A line that is no JSON object, or longer than ``limit`` bytes, is a note with its number.
    Raises InputError when no line has a text column, or the file is one JSON text over many lines.
    """
    rows = _read_lines(stream, name=name, stem=stem, first=first, limit=limit)
    return read_rows(rows, name=name, stem=stem, columns=columns, first=first)


def read_json(stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1) -> Iterator[dict]:
    """Records and notes of a JSON file: a list of articles, an object that holds one, or one article.

    JSON lines that are called .json are read as such. Raises InputError for what is no JSON, for
    more than 1 GB and where no object has a text column.
    """
    head, stream = peek(stream, LINE_LIMIT // 16)
    if holds_lines(head):
        yield from read_jsonl(stream, name=name, stem=stem, columns=columns, first=first)
        return
    value = parse_whole(stream, name)
    rows = find_articles(value, columns)
    if isinstance(rows, dict):
        (record,) = read_rows([(first, rows)], name=name, stem=stem, columns=columns)
        yield record | ({"doc_id": stem} if record["doc_id"] == f"{stem}-{first}" else {})
        return
    yield from read_rows(_number(rows, first, name, stem), name=name, stem=stem, columns=columns, first=first)


def _read_lines(stream: BinaryIO, *, name: str, stem: str, first: int, limit: int) -> Iterator[tuple[int, dict] | dict]:
    encoding, number, is_empty = "", first - 1, first == 1
    loads = orjson.loads
    if first == 1:
        stream, remark = plain_stream(stream)
        if remark:
            yield note(stem, "read", "changed", remark)
    for batch in read_batches(stream, limit=limit):
        for line in batch:
            number += 1
            try:
                row = loads(line)
            except ValueError:
                if (line.__class__ is bytes and line.isspace()) or line == b"":
                    continue
                is_empty = False
            else:
                is_empty = False
                if row.__class__ is dict and not _lost_digits(row):
                    yield number, row
                    continue
            if first == number == 1 and line.__class__ is bytes and line.strip() in (b"[", b"{"):
                raise InputError(
                    f"{name} is one JSON text over many lines, expected one object a line; rename it .json"
                )
            if line.__class__ is bytes and not encoding and not is_utf8(line):
                encoding = guess_from_lines(batch)
                yield note(stem, "read", "changed", describe_guess(encoding))
            yield from _read_odd_line(line, number, name=name, stem=stem, encoding=encoding, limit=limit)
    if is_empty:
        yield note(stem, "read", "dropped", f"no text in it: {name} has no line, expected one JSON object a line")


def _read_odd_line(line, number: int, *, name: str, stem: str, encoding: str, limit: int):
    """What orjson refuses and Python takes: NaN, half surrogates, other encodings; else the note."""
    doc_id, place = f"{stem}-{number}", f"line {number} of {name}"
    if isinstance(line, LongLine):
        reason = (
            f"line too long: {place} has {line.n_bytes:,} bytes, expected at most {limit:,}; is a line end missing?"
        )
        yield note(doc_id, "read", "dropped", reason, decode_line(line.head, encoding)[:200])
        return
    text = decode_line(line, encoding)
    try:
        row = json.loads(text.replace("\0", ""))
        if not isinstance(row, dict):
            raise ValueError("a JSON object was expected")
        whole = _mend_halves(row)
    except (ValueError, RecursionError) as problem:
        yield note(doc_id, "read", "dropped", f"no JSON object: {place} is not a JSON object: {problem}", text[:200])
        return
    if whole != row and r"\ud" in text.lower():
        yield note(doc_id, "read", "changed", f"half a character: {place} holds one, replaced by \ufffd")
    if "\0" in text:
        yield note(doc_id, "read", "changed", f"NUL bytes taken out: {place}")
    yield number, whole


def _mend_halves(row: dict) -> dict:
    r"""Put U+FFFD where JSON escapes hold one half of a surrogate pair ("\ud83d"), which is no text."""
    written = json.dumps(row, ensure_ascii=False)
    return json.loads(written.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _lost_digits(row: dict) -> bool:
    """Whether a whole number came as a float: orjson does that beyond 64 bits, and an id would change."""
    return any(value.__class__ is float and abs(value) >= 2**63 for value in row.values())


def holds_lines(head: bytes) -> bool:
    """Whether the first line is a whole object and another follows: JSON lines in a .json file."""
    line, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    try:
        return bool(rest.strip()) and isinstance(orjson.loads(line), dict)
    except ValueError:
        return False


def parse_whole(stream: BinaryIO, name: str):
    """The value of a JSON file. Raises InputError for what is no JSON, and for more than 1 GB."""
    parts, size = [], 0
    for chunk in read_chunks(stream):
        parts.append(chunk)
        size += len(chunk)
        if size > FILE_LIMIT:
            raise InputError(f"{name} has more than {FILE_LIMIT:,} bytes in one JSON text; convert it to .jsonl")
    text, _ = decode(b"".join(parts))
    try:
        return json.loads(text) if r"\ud" not in text.lower() else _mend_halves(json.loads(text))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{name} is no JSON: {problem}; write it anew, or one object a line as .jsonl") from problem


def find_articles(value, columns: Mapping[str, str], depth: int = 0) -> list | dict:
    """The list of articles in a JSON value, or the one article it is.

    The list is looked for in the object itself, then in the objects in it, the longest first.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or has_text(value, columns):
        return value if isinstance(value, dict) else [value]
    lists = [part for part in value.values() if isinstance(part, list) and any(isinstance(row, dict) for row in part)]
    if lists:
        return max(lists, key=len)
    inner = {key: part for key, part in value.items() if isinstance(part, dict) and part}
    if len(inner) > 1 and all(has_text(part, columns) for part in inner.values()):
        return [{"doc_id": key} | part for key, part in inner.items()]  # articles by their ids
    for part in inner.values() if depth < DEPTH else ():
        found = find_articles(part, columns, depth + 1)
        if isinstance(found, list) or has_text(found, columns):
            return found
    return value


def has_text(row: dict, columns: Mapping[str, str]) -> bool:
    """Whether an object has a column that is the text of an article."""
    return any(
        ours == "raw" and any(isinstance(row[name], str | list) and row[name] for name in names)
        for ours, names in match_columns(row, columns)
    )


def _number(rows: list, first: int, name: str, stem: str) -> Iterator[tuple[int, dict] | dict]:
    for number, row in enumerate(rows, start=first):
        if isinstance(row, dict):
            yield number, row
        else:
            reason = f"no JSON object: entry {number} of {name} is not a JSON object"
            yield note(f"{stem}-{number}", "read", "dropped", reason, _show(row))


def _show(value) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)[:200]
    except RecursionError:  # lists in lists without end
        return ""
