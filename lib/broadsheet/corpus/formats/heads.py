"""The columns that a table or a JSON file has, for checking a mapping before anything is read."""

import csv
import json
from typing import BinaryIO

from broadsheet.corpus.formats.decode import decode_line, peek, plain_stream
from broadsheet.corpus.formats.stream import find_suffix
from broadsheet.corpus.formats.tabular import find_delimiter
from broadsheet.errors import InputError

HEAD = 2**20  # bytes that are looked at: a head line, or a few hundred articles


def read_column_names(stream: BinaryIO, *, name: str) -> set[str]:
    """Names of the columns at the beginning of a .csv, .tsv, .jsonl, .ndjson or .parquet; empty for other kinds.

    Lines of JSON may have others further on. What cannot be read has no names: the reader says why.
    """
    suffix = find_suffix(name)
    try:
        if suffix == ".parquet":
            import pyarrow.parquet as parquet

            return set(parquet.ParquetFile(stream).schema_arrow.names)
        if suffix in (".csv", ".tsv"):
            return _read_head_line(_read_lines(stream))
        if suffix in (".jsonl", ".ndjson"):
            return {key for line in _read_lines(stream) for key in _read_keys(line)}
    except (InputError, OSError, ValueError, EOFError, csv.Error):
        return set()
    return set()


def _read_lines(stream: BinaryIO) -> list[str]:
    head, _ = peek(plain_stream(stream)[0], HEAD)
    lines = [decode_line(line, "cp1252") for line in head.replace(b"\r", b"\n").split(b"\n") if line.strip()]
    return lines[:-1] if len(head) == HEAD else lines


def _read_head_line(lines: list[str]) -> set[str]:
    line = next((line for line in lines if not line.lower().startswith("sep=")), "")
    return {cell.strip() for cell in next(csv.reader([line], delimiter=find_delimiter(line)), []) if cell.strip()}


def _read_keys(line: str) -> list[str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return list(row) if isinstance(row, dict) else []
