"""Tables in: .csv, .tsv, .parquet, .xls and .xlsx, one row an article."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from broadsheet.corpus.formats.columns import COLUMN_NAMES, describe_missing, match_columns, read_rows
from broadsheet.corpus.formats.decode import (
    SAMPLE,
    LongLine,
    decode_lines,
    describe_guess,
    join_chunks,
    peek,
    plain_stream,
    read_batches,
    read_chunks,
)
from broadsheet.corpus.formats.plain import read_limited, read_office
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

__all__ = ["COLUMN_NAMES", "read_delimited", "read_parquet_file", "read_sheets"]

DELIMITERS = ",;\t|"
ROW_LIMIT = 64 * 10**6  # characters of one row; an open quote reads on no further
MEMORY_LIMIT = 2**30  # bytes of a .parquet that has to be held because its stream cannot be sought
csv.field_size_limit(2**31 - 1)  # else a cell of more than 131,072 characters ends the reading of its file


def read_delimited(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a table in text; the head line names the columns, ``,`` ``;`` tab or ``|`` parts them.

    A quote that is not closed, or not where one may be, costs the row it stands in: reading goes
    on at the next line that is a whole row by itself. Rows with more or fewer cells than the
    head line are flagged. Raises InputError when there is no text column.
    """
    rows = _read_csv_rows(stream, name=name, stem=stem, first=first, columns=columns)
    return read_rows(rows, name=name, stem=stem, columns=columns, first=first)


def read_parquet_file(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records of a Parquet file, a thousand rows at a time; only columns that are ours are read.

    Raises InputError for what is no Parquet file and when there is no text column.
    """
    rows = _read_parquet_rows(stream, name=name, stem=stem, first=first, columns=columns)
    return read_rows(rows, name=name, stem=stem, columns=columns, first=first)


def read_sheets(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records of a workbook, sheet after sheet; the first row that is not empty names the columns.

    A sheet without a text column is a note with the number of its rows. Raises InputError when no sheet has one and for
    what is no workbook.
    """
    sheets = open_workbook(read_office(stream, name), name)
    number, unfit = first, []
    for title, cells in sheets:
        rows = [row for row in cells if any(cell not in ("", None) for cell in row)]
        if not rows:
            continue
        head = [str(cell).strip() for cell in rows[0]]
        place = f"sheet {title!r} of {name}" if len(sheets) > 1 else name
        if not _has_text_column(head, columns):
            unfit.append((describe_missing(place, head), len(rows) - 1))
            continue
        numbered = ((at, dict(zip(head, row, strict=False))) for at, row in enumerate(rows[1:], start=number))
        yield from read_rows(numbered, name=place, stem=stem, columns=columns)
        number += len(rows) - 1
    if unfit and number == first:
        raise InputError(unfit[0][0])
    for reason, n_rows in unfit:
        rows_lost = f"{n_rows:,} row{'' if n_rows == 1 else 's'} not read"
        yield note(stem, "read", "dropped" if n_rows else "flagged", f"no text column: {rows_lost}; {reason}")


def open_workbook(data: bytes, name: str) -> list[tuple[str, list[list]]]:
    """The sheets of a workbook: (its title, its rows of cells). Raises InputError for what is no workbook."""
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [(title, workbook.get_sheet_by_name(title).to_python()) for title in workbook.sheet_names]
    except Exception as problem:  # calamine raises a class of its own for each kind of workbook
        raise InputError(
            f"{name} cannot be read as a workbook ({problem}); save it again as .xlsx or .csv"
        ) from problem


def find_delimiter(head_line: str) -> str:
    """The sign that parts the most cells of a head line, not counting those in quotes."""
    bare = re.sub(r'"(?:[^"]|"")*"', "", head_line)
    return max(DELIMITERS, key=bare.count)


def _read_csv_rows(stream: BinaryIO, *, name: str, stem: str, first: int, columns: Mapping[str, str]):
    remarks: list[dict] = []
    lines = _text_lines(stream, stem=stem, name=name, remarks=remarks)
    delimiter, lines = _open_table(lines)
    head: list[str] = []
    number = first
    for line_number, cells, problem, line in split_rows(lines, delimiter=delimiter):
        yield from remarks
        remarks.clear()
        if not head and problem:
            raise InputError(f"the head line of {name} cannot be read: {problem}; is a quote not closed?")
        if not head:
            head = _read_head(cells, name, columns)
            continue
        place = f"row {number} of {name} (line {line_number})"
        if problem:
            reason = f"broken row: {place} cannot be read: {problem}; is a quote not closed?"
            yield note(f"{stem}-{number}", "read", "dropped", reason, line[:200])
        else:
            if len(cells) != len(head):
                kind = "more" if len(cells) > len(head) else "fewer"
                reason = f"row with {kind} cells: {place} has {kind} cells than the head line; is a quote missing?"
                yield note(f"{stem}-{number}", "read", "flagged", reason)
                cells += [""] * (len(head) - len(cells))
            yield number, dict(zip(head, cells, strict=False))
        number += 1
    yield from remarks
    if number == first:
        yield note(stem, "read", "dropped", f"{name} holds no row")


def _open_table(lines: Iterator[str]) -> tuple[str, Iterator[str]]:
    """The delimiter of a table, and its lines from the head line on."""
    line = next(lines, "")
    if line.lower().startswith("sep=") and len(line.strip()) == 5:  # what Excel writes to tell its own reader
        return line[4], lines
    return find_delimiter(line), chain([line] if line else [], lines)


def split_rows(lines: Iterator[str], *, delimiter: str) -> Iterator[tuple[int, list[str], str, str]]:
    """Rows of a table: (number of the first line, cells, what is wrong with it, first line).

    Where something is wrong there are no cells, only the first line is lost, and the next row
    is the next one that has as many cells as the first of all. Lines keep their "\\n".

    >>> [cells for _, cells, _, _ in split_rows(iter(['id,text\\n', '1,"open\\n', '2,two\\n']), delimiter=",")]
    [['id', 'text'], [], ['2', 'two']]
    """
    waiting: deque[str] = deque()  # lines that a broken row had swallowed, to be read again
    taken: list[str] = []  # lines of the row in hand
    n_cells, line_number, skipping = 0, 1, False
    reader = csv.reader(_feed(lines, waiting, taken), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        cells, problem = _next_row(reader)
        if cells is None:
            return
        if len(taken) > 1 and len(cells) != n_cells and not problem and _is_row(taken[1], delimiter, n_cells):
            problem = "it runs on over whole rows"
        if problem or (skipping and len(cells) != n_cells):
            if not skipping:
                yield line_number, [], problem, taken[0]
            skipping = True
            waiting.extendleft(reversed(taken[1:]))
            reader = csv.reader(_feed(lines, waiting, taken), delimiter=delimiter, strict=True)
            line_number += 1
            continue
        if cells:
            n_cells, skipping = n_cells or len(cells), False
            yield line_number, cells, "", taken[0]
        line_number += len(taken)


def _next_row(reader) -> tuple[list[str] | None, str]:
    try:
        return next(reader, None), ""
    except csv.Error as problem:
        return [], str(problem)


def _is_row(line: str, delimiter: str, n_cells: int) -> bool:
    try:
        return [len(cells) for cells in csv.reader([line], delimiter=delimiter, strict=True)] == [n_cells]
    except csv.Error:
        return False


def _text_lines(stream: BinaryIO, *, name: str, stem: str, remarks: list[dict]) -> Iterator[str]:
    """Lines of a table as text, each with "\\n"; what was assumed or left out goes into ``remarks``."""
    head, stream = peek(stream, SAMPLE)
    stream, remark = plain_stream(stream)
    if remark:
        remarks.append(note(stem, "read", "changed", remark))
    if b"\r" in head and b"\n" not in head:  # line ends of old Macs
        stream = join_chunks(chunk.replace(b"\r", b"\n") for chunk in read_chunks(stream))
    encoding, has_nul = "", False
    for batch in read_batches(stream):
        for line in batch:
            if isinstance(line, LongLine):
                reason = f"line too long: a line of {name} has {line.n_bytes:,} bytes; is a quote or line end missing?"
                remarks.append(note(stem, "read", "dropped", reason, line.head.decode("utf-8", "replace")[:200]))
        was, batch = encoding, [line if isinstance(line, bytes) else b"" for line in batch]
        if any(b"\0" in line for line in batch):
            batch = [line.replace(b"\0", b"") for line in batch]
            if not has_nul:
                remarks.append(note(stem, "read", "changed", f"NUL characters taken out of the cells of {name}"))
            has_nul = True
        lines, encoding = decode_lines(batch, encoding)
        if encoding != was:
            remarks.append(note(stem, "read", "changed", describe_guess(encoding)))
        for line in lines:
            yield (line[:-1] if line.endswith("\r") else line) + "\n"


def _read_head(cells: list[str], name: str, columns: Mapping[str, str]) -> list[str]:
    head = [cell.strip() for cell in cells]
    if not _has_text_column(head, columns):
        raise InputError(describe_missing(name, [cell for cell in head if cell]))
    seen: set[str] = set()
    for at, cell in enumerate(head):  # of two columns with one name the first is read
        head[at] = cell if cell not in seen else f"{cell} ({at + 1})"
        seen.add(cell)
    return head


def _has_text_column(head: list[str], columns: Mapping[str, str]) -> bool:
    return any(ours == "raw" for ours, _ in match_columns(head, columns))


def _feed(lines: Iterator[str], waiting: deque, taken: list) -> Iterator[str]:
    """Lines for the csv reader; keeps those of the row in hand, and ends a row that runs on for ever."""
    size = 0
    while (line := waiting.popleft() if waiting else next(lines, None)) is not None:
        size = size + len(line) if taken else len(line)
        taken.append(line)
        if size > ROW_LIMIT:
            raise csv.Error("a quote is open for too long")
        yield line


def _read_parquet_rows(stream: BinaryIO, *, name: str, stem: str, first: int, columns: Mapping[str, str]):
    import pyarrow.parquet as parquet
    from pyarrow import ArrowException

    try:
        table = parquet.ParquetFile(_seekable(stream, name))
    except (ArrowException, OSError, ValueError) as problem:
        raise InputError(f"{name} cannot be read as a Parquet file ({problem}); write it again") from problem
    head = table.schema_arrow.names
    if not _has_text_column(head, columns):
        raise InputError(describe_missing(name, head))
    wanted = list(dict.fromkeys(theirs for _, found in match_columns(head, columns) for theirs in found))
    number = first
    try:
        for batch in table.iter_batches(batch_size=1000, columns=wanted):
            for row in _rows_of(batch):
                if isinstance(row, dict):
                    yield number, row
                else:
                    reason = f"cannot be read: row {number} of {name} ({type(row).__name__}: {row})"
                    yield note(f"{stem}-{number}", "read", "dropped", reason)
                number += 1
    except (ArrowException, OSError, ValueError, OverflowError) as problem:
        reason = f"damaged Parquet file: {name} breaks off after row {number - 1} ({problem}); write it again"
        yield note(stem, "read", "dropped", reason)
    if number == first:
        yield note(stem, "read", "dropped", f"{name} holds no row")


def _rows_of(batch) -> Iterator[dict | Exception]:
    """Rows of a batch; where a cell cannot be read, what is wrong in place of its row."""
    try:
        yield from batch.to_pylist()
        return
    except Exception:  # a date beyond year 9999, bytes that are no UTF-8: Python cannot hold them
        pass
    for at in range(batch.num_rows):
        try:
            (row,) = batch.slice(at, 1).to_pylist()
        except Exception as problem:
            row = problem
        yield row


def _seekable(stream: BinaryIO, name: str) -> BinaryIO:
    if stream.seekable():
        return stream
    data = read_limited(stream, MEMORY_LIMIT)
    if data is None:
        raise InputError(f"{name} unpacks to more than {MEMORY_LIMIT:,} bytes; Parquet needs no .gz, unpack it first")
    return io.BytesIO(data)
