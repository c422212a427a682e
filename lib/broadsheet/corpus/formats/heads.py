"""The columns that a table or a JSON file has, for checking a mapping before anything is read."""

import csv
import json
from collections.abc import Iterable
from typing import BinaryIO

from broadsheet.corpus.formats.decode import LINE_LIMIT, decode_line, peek, plain_stream
from broadsheet.corpus.formats.jsonlines import find_articles, has_text, holds_lines, parse_whole
from broadsheet.corpus.formats.plain import read_office
from broadsheet.corpus.formats.stream import find_suffix
from broadsheet.corpus.formats.tabular import find_delimiter, open_workbook
from broadsheet.errors import InputError

HEAD = 2**20  # bytes in which a head line is looked for
JSON_HEAD = 2**24  # bytes of JSON lines that are looked at: the whole of a file, or of a piece of a large one


def read_column_names(stream: BinaryIO, *, name: str) -> set[str]:
    """Names of the columns of a table or a JSON file; empty for other kinds.

    Of large .jsonl and .ndjson only the beginning is read: they may have others further on. What cannot be
    read has no names: the reader says why.
    """
    suffix = find_suffix(name)
    try:
        if suffix == ".parquet":
            import pyarrow.parquet as parquet

            return set(parquet.ParquetFile(stream).schema_arrow.names)
        if suffix in (".csv", ".tsv"):
            return _read_head_line(_read_lines(stream, HEAD))
        if suffix in (".xls", ".xlsx"):
            return _read_sheet_heads(stream, name)
        if suffix == ".json":
            head, stream = peek(stream, LINE_LIMIT // 16)
            if not holds_lines(head):
                articles = find_articles(parse_whole(stream, name), {})
                return _find_keys([articles] if isinstance(articles, dict) else articles)
        if suffix in (".json", ".jsonl", ".ndjson"):
            return _find_keys(map(_parse_line, _read_lines(stream, JSON_HEAD)))
    except (InputError, OSError, ValueError, EOFError, csv.Error):
        return set()
    return set()


def _read_lines(stream: BinaryIO, size: int) -> list[str]:
    head, _ = peek(plain_stream(stream)[0], size)
    lines = [decode_line(line, "cp1252") for line in head.replace(b"\r", b"\n").split(b"\n") if line.strip()]
    return lines[:-1] if len(head) == size else lines


def _read_head_line(lines: list[str]) -> set[str]:
    line = next((line for line in lines if not line.lower().startswith("sep=")), "")
    return {cell.strip() for cell in next(csv.reader([line], delimiter=find_delimiter(line)), []) if cell.strip()}


def _read_sheet_heads(stream: BinaryIO, name: str) -> set[str]:
    sheets = open_workbook(read_office(stream, name), name)
    heads = (next((row for row in cells if any(cell not in ("", None) for cell in row)), []) for _, cells in sheets)
    return {str(cell).strip() for head in heads for cell in head} - {""}


def _find_keys(articles: Iterable) -> set[str]:
    """Names in the objects, and in an article that stands one object deeper."""
    keys: set[str] = set()
    for article in articles:
        for row in (article, *article.values()) if isinstance(article, dict) else ():
            if row is article or (isinstance(row, dict) and has_text(row, {})):
                keys |= row.keys()
    return keys


def _parse_line(line: str):
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
