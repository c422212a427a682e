"""The store: every stage of every part of a corpus, as Parquet, under the name of what it was made from.

    <cache>/index.json          sizes, times and digests of the corpus's files
    <cache>/plan.json           which pieces were read together
    <cache>/<stage>/<key>/      what a stage made of a part: rows*.parquet, notes.parquet

A key is a digest of all a result depends on: the bytes of the files, the code, the settings. So
nothing is out of date (but a date that was refused because it
lay in the future stays refused); what is there is used, what is not is made, by whoever comes first. A folder
appears by one rename, whole or not at all: a killed run is taken up where it stopped, and two runs
at once make the same folders.
"""

import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.corpus.sources import Piece
from broadsheet.corpus.stages import Chunk

PART_BYTES = 32_000_000  # text in one part: bounds the memory of a worker and the work lost when it dies
MOST_FILES = 10_000  # in one part
MOST_SMALL = 16  # parts of less than a quarter of PART_BYTES before they are read anew together
DAMAGED = (pa.ArrowInvalid, pl.exceptions.ComputeError, FileNotFoundError)  # what a torn file of the store raises
STALE_SECONDS = 7 * 86_400  # what no run has asked for since is taken away


def digest(*values) -> str:
    """Sixteen hexadecimal digits of plain values."""
    written = json.dumps(values, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def code_digest() -> str:
    """A digest of the code and the libraries that make the tables of a corpus."""
    from importlib.metadata import version

    here = Path(__file__).parent
    files = [file for file in sorted(here.rglob("*.py")) if file.parent.name != "report" and file.name != "draw.py"]
    libraries = (
        "charset-normalizer", "ftfy", "htmldate", "lxml", "numpy", "orjson", "polars", "py3langid", "pyarrow",
        "python-calamine", "python-docx", "scipy", "trafilatura", "warcio",
    )  # fmt: skip
    code = [file.read_text(encoding="utf-8") for file in [*files, here.parent / "words.py"]]
    return digest(code, platform.python_version(), [version(name) for name in libraries])


def make_once(folder: Path, chunks: Iterable[Chunk], *, roll: bool = False) -> Path:
    """Write the chunks of a stage into ``folder`` unless it is there: rows-00000.parquet and notes.parquet.

    With ``roll`` a new file of rows is begun after about PART_BYTES. What is there already is
    not computed: ``chunks`` is not asked for any.
    """
    if folder.is_dir():
        touch([folder])
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".half-", dir=folder.parent))
    try:
        _write_chunks(half, chunks, most_bytes=PART_BYTES if roll else float("inf"))
        try:
            os.replace(half, folder)
        except OSError:
            if not folder.is_dir():  # else another run was faster: the same folder
                raise
        return folder
    finally:
        shutil.rmtree(half, ignore_errors=True)


def read_rows(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """A whole file of rows; ``columns`` names those wanted."""
    return pl.read_parquet(file, columns=columns)


def read_column_names(file: Path) -> list[str]:
    """The columns of a file of rows, in order."""
    return pq.read_schema(file).names


def read_notes(folder: Path) -> pl.DataFrame:
    """The notes that a stage has made beside its rows."""
    return pl.read_parquet(folder / "notes.parquet")


def touch(folders: Iterable[Path]) -> None:
    """Mark folders as asked for today, for ``clear_stale``."""
    for folder in folders:
        os.utime(folder)


def part_files(folder: Path) -> list[Path]:
    """The files of rows that a stage has made, in order."""
    return sorted(folder.glob("rows-*.parquet"))


def read_chunks(file: Path, *, without: Collection[str] = ()) -> Iterator[pl.DataFrame]:
    """The tables a file of rows was written in, one after the other, less the columns ``without``."""
    opened = pq.ParquetFile(file)
    columns = [name for name in opened.schema_arrow.names if name not in without]
    for at in range(opened.num_row_groups):
        yield pl.from_arrow(opened.read_row_group(at, columns=columns))


def plan_parts(pieces: list[Piece], *, plan: Path) -> list[list[Piece]]:
    """Which pieces to read together: as last time where nothing changed, the rest packed in order.

    So files that were added are read alone, not with all that was there before. Many small
    parts are packed anew. ``plan`` remembers.
    """
    by_identity = {digest(*piece.identity): piece for piece in pieces}
    try:
        last = json.loads(plan.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        last = []
    kept = [names for names in last if all(name in by_identity for name in names)]
    small = [names for names in kept if 4 * sum(by_identity[name].size for name in names) < PART_BYTES]
    if len(small) > MOST_SMALL:
        kept = [names for names in kept if names not in small]
    held = {name for names in kept for name in names}
    parts = kept + list(_pack({name: piece for name, piece in by_identity.items() if name not in held}))
    if parts != last:
        write_atomically(plan, json.dumps(parts).encode())
    return [[by_identity[name] for name in names] for names in parts]


@contextmanager
def keep_in(cache: Path | None) -> Iterator[Path]:
    """The folder of a store: the one given, else one that is gone afterwards."""
    if cache is not None:
        yield cache
        return
    with tempfile.TemporaryDirectory(prefix="broadsheet-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def write_atomically(file: Path, content: bytes) -> None:
    """Write a whole file or nothing: under another name first, then moved into place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    os.replace(half, file)


def clear_all(folder: Path) -> None:
    """Take away a store that cannot be read: it is made anew."""
    shutil.rmtree(folder, ignore_errors=True)


def clear_stale(folder: Path) -> None:
    """Take away what no run has asked for in a week, and what a killed run left half made a day ago."""
    now = time.time()
    for found in folder.glob("*/*"):
        half = found.name.startswith(".half-")
        if found.is_dir() and now - found.stat().st_mtime > (86_400 if half else STALE_SECONDS):
            shutil.rmtree(found, ignore_errors=True)


def _pack(pieces: Mapping[str, Piece]) -> Iterator[list[str]]:
    names, size = [], 0
    for name, piece in pieces.items():
        if names and (size + piece.size > PART_BYTES or len(names) >= MOST_FILES):
            yield names
            names, size = [], 0
        names.append(name)
        size += piece.size
    if names:
        yield names


def _write_chunks(folder: Path, chunks: Iterable[Chunk], *, most_bytes: float) -> None:
    n_files, size, rows, notes = 0, 0, None, None
    try:
        for table, remarks in chunks:
            if rows is not None and size > most_bytes:
                rows.close()
                rows, size = None, 0
            if rows is None:
                rows = _open(folder / f"rows-{n_files:05}.parquet", table)
                n_files += 1
            if notes is None:
                notes = _open(folder / "notes.parquet", remarks)
            rows.write_table(_arrow(table))
            notes.write_table(_arrow(remarks))
            size += table.estimated_size()
    finally:
        for writer in (rows, notes):
            if writer is not None:
                writer.close()


def _open(file: Path, table: pl.DataFrame) -> pq.ParquetWriter:
    return pq.ParquetWriter(file, _arrow(table).schema, compression="lz4")


def _arrow(table: pl.DataFrame) -> pa.Table:
    return table.to_arrow(compat_level=pl.CompatLevel.oldest())
