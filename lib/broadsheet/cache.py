"""What was found out about texts before, kept in Parquet files so that only new texts cost anything.

    <folder>/<maker>/<name>.parquet      rows of any table, each with the ``key`` of the text it is about

A maker is a digest of all that the rows depend on but the text: model, code, libraries. So no row is ever out of
date. Files appear by one rename, whole or not at all, and are never changed: two programs at once write
different files. What two of them hold alike is read once. Pages have checksums; a file that cannot be
read is taken away, and its texts are new again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

FILE_ROWS = 500_000  # most rows in one file: bounds what is in memory at once
MANY_SMALL = 16  # files of less than a quarter of that before they are written together
MOST_BYTES = 2_000_000_000  # of one maker's files; what was not asked for longest goes first
DAMAGED = (pa.ArrowException, OSError, pl.exceptions.PolarsError)


def digest(*values) -> str:
    """Sixteen hexadecimal digits of plain values."""
    written = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digest_code(files: Sequence[str], *, libraries: Sequence[str] = ()) -> str:
    """A digest of the code in ``files`` and the versions of ``libraries``."""
    return digest([Path(file).read_text(encoding="utf-8") for file in files], [version(name) for name in libraries])


def read_cached(folder: Path, *, keys: Collection[str], columns: Sequence[str]) -> pd.DataFrame:
    """The rows of ``keys``: a table of key and ``columns``. A key of which nothing is known has no row."""
    wanted = pl.Series("key", sorted(set(keys)), dtype=pl.String)
    found = []
    for file in sorted(folder.glob("*.parquet")) if len(wanted) else ():
        table = _read_file(file, ["key", *columns])
        rows = None if table is None else table.filter(pl.col("key").is_in(wanted.implode()))
        if rows is not None and len(rows):
            _touch(file)
            found.append(rows)
            wanted = wanted.filter(~wanted.is_in(rows["key"].unique().implode()))
    _touch(folder)
    return pl.concat(found).to_pandas() if found else pd.DataFrame(columns=["key", *columns])


def add_to_cache(folder: Path, rows: pd.DataFrame) -> None:
    """Keep ``rows``, a table with the column ``key``: all rows of a key at once."""
    if rows.empty:
        return
    table = pl.from_pandas(rows.reset_index(drop=True)).sort("key", maintain_order=True)
    for at in _cut(table["key"]):
        _write_file(folder, table[at])
    _join_small(folder)
    _keep_within(folder)


def _cut(keys: pl.Series) -> list[slice]:
    """Slices of sorted ``keys`` with at most FILE_ROWS rows (or one key), none of which parts a key."""
    lengths = keys.rle().struct.field("len").to_list()
    cuts, start, end = [], 0, 0
    for length in lengths:
        if end > start and end + length - start > FILE_ROWS:
            cuts.append(slice(start, end))
            start = end
        end += length
    return [*cuts, slice(start, end)]


def _write_file(folder: Path, table: pl.DataFrame) -> Path:
    """Write a file that is called after its keys: two programs that found out the same write the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{digest(*table['key'].unique().sort().to_list())}.parquet"
    handle, half = tempfile.mkstemp(dir=folder, prefix=".half-")
    os.close(handle)
    try:
        arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest())
        pq.write_table(arrow, half, compression="zstd", write_page_checksum=True)
        os.replace(half, file)
    except PermissionError:
        if not file.exists():  # else another program reads it, on Windows
            raise
    finally:
        _take_away(Path(half))
    return file


def _read_file(file: Path, columns: list[str] | None = None) -> pl.DataFrame | None:
    """The rows of a file; None, and the file is gone, where it is damaged or another program has taken it away."""
    try:
        return pl.from_arrow(pq.read_table(file, columns=columns, page_checksum_verification=True))
    except DAMAGED:
        _take_away(file)
        return None


def _join_small(folder: Path) -> None:
    """Write many small files as one: a study that grows by ten articles a day has not a file for each day."""
    small = [file for file in sorted(folder.glob("*.parquet")) if _count_rows(file) < FILE_ROWS // 4]
    if len(small) <= MANY_SMALL:
        return
    tables, seen = [], pl.Series("key", [], dtype=pl.String)
    for file in small:
        table = _read_file(file)
        if table is not None:
            tables.append(table.filter(~pl.col("key").is_in(seen.implode())))
            seen = pl.concat([seen, tables[-1]["key"].unique()])
    joined = pl.concat(tables, how="diagonal").sort("key", maintain_order=True)
    written = {_write_file(folder, joined[at]) for at in _cut(joined["key"])}
    for file in set(small) - written:
        _take_away(file)


def _count_rows(file: Path) -> int:
    try:
        return pq.read_metadata(file).num_rows
    except DAMAGED:
        return 0


def _keep_within(folder: Path) -> None:
    """Take away the files longest not asked for until the rest has at most MOST_BYTES."""
    known = []
    for file in sorted(folder.glob("*.parquet")):
        try:
            state = file.stat()
        except OSError:  # another program has taken it away
            continue
        known.append((state.st_mtime, file, state.st_size))
    size = sum(row[2] for row in known)
    for _, file, n_bytes in sorted(known):
        if size > MOST_BYTES:
            size -= n_bytes
            _take_away(file)


def _touch(file: Path) -> None:
    with suppress(OSError):  # another program has taken it away
        os.utime(file)


def _take_away(file: Path) -> None:
    with suppress(OSError):  # open in another program, on Windows
        file.unlink(missing_ok=True)
