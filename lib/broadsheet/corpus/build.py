"""From files to stored documents and ledger: what is done in which order, and by which workers.

    read -> (lines that recur) -> clean -> date -> sign -> (ids, copies) -> documents and ledger

In brackets stands what needs the whole corpus; it sees a few numbers of each article, never the texts.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from os import cpu_count
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa

from broadsheet import tables, workers
from broadsheet.corpus import parts, stages
from broadsheet.corpus.cleaning.recurring import find_recurring, merge_counts
from broadsheet.corpus.dating.columns import find_column_orders, spell_date
from broadsheet.corpus.identify import find_places, match_metadata
from broadsheet.corpus.index import find_pieces
from broadsheet.corpus.mapping import add_further, join_columns, require_columns
from broadsheet.corpus.parts import Job
from broadsheet.corpus.sidecars import read_metadata
from broadsheet.corpus.store import (
    clear_stale,
    code_digest,
    digest,
    make_once,
    part_files,
    plan_parts,
    read_chunks,
    read_column_names,
    read_notes,
    read_rows,
    touch,
)
from broadsheet.errors import InputError

SMALL_BYTES = 8_000_000  # below this, starting processes costs more than it gains
HEAD = ["doc_id", "file", "row"]
Advance = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Store:
    """A corpus as it lies on the disk.

    ``folders`` hold rows-*.parquet (documents) and notes.parquet (their ledger rows);
    ``notes`` are the ledger rows that belong to no single part.
    """

    folders: tuple[Path, ...]
    notes: pl.DataFrame

    @property
    def files(self) -> list[Path]:
        """The Parquet files of documents, in no order that means anything: scan them to read in bounded memory."""
        return [file for folder in self.folders for file in part_files(folder)]

    def count(self) -> tuple[int, int]:
        """Articles read, and ledger rows of what was not read."""
        dropped = (pl.col("step") == "read") & (pl.col("action") == "dropped")
        n_dropped = sum(len(notes.filter(dropped)) for notes in self._read_notes())
        return sum(len(read_rows(file, columns=["doc_id"])) for file in self.files), n_dropped

    def read_documents(self, *, without: Collection[str] = ()) -> pd.DataFrame:
        """The documents table, in order of doc_id, with further columns at the end and less those ``without``.

        Column by column: sorting all at once would hold all of them twice.
        """
        order = self._read_column("doc_id").arg_sort()
        columns = {}
        for name in read_column_names(self.files[0]):
            if name not in without:
                columns[name] = self._read_column(name).gather(order).to_arrow(compat_level=pl.CompatLevel.oldest())
        table = pa.table(columns)
        at = table.schema.get_field_index("date")
        return table.set_column(at, "date", table["date"].cast(pa.timestamp("s"))).to_pandas()

    def read_ledger(self, *, without: Collection[str] = ()) -> pd.DataFrame:
        """All ledger rows, in order of document and place, less those of the steps ``without``."""
        found = pl.concat([notes.filter(~pl.col("step").is_in(list(without))) for notes in self._read_notes()])
        found = found.sort("doc_id", "start", "end", "step", "action", "reason", "text")
        return tables.make("ledger", found.to_arrow().to_pandas())

    def _read_notes(self) -> Iterator[pl.DataFrame]:
        yield self.notes
        yield from map(read_notes, self.folders)

    def _read_column(self, name: str) -> pl.Series:
        return pl.concat([read_rows(file, columns=[name])[name] for file in self.files])


def build_store(
    path: str | Path,
    *,
    cache: Path,
    columns: Mapping[str, str] | None = None,
    more_columns: Sequence[str] = (),
    scheduler: str = "",
    n_jobs: int = 0,
    advance: Advance = lambda stage, done, total: None,
) -> Store:
    """Read a corpus into the store in the folder ``cache``, or find it there.

    ``columns`` and ``more_columns`` are those of ``read_corpus``. ``scheduler`` is the address of a Dask
    scheduler, ``n_jobs`` the number of processes without one (0: one a core; small corpora are read in
    this process). ``advance(stage, done, total)`` is told of every part. Raises InputError when
    nothing is readable, a column is in no file, or no scheduler answers.
    """
    workers.check_scheduler(scheduler)
    columns = join_columns(columns or {}, more_columns)
    metadata = add_further(_spell_metadata(read_metadata(path)), columns)
    pieces = find_pieces(path, index=cache / "index.json")
    key = digest(code_digest(), columns, metadata, [piece.identity for piece in pieces])
    stored = _find_stored(cache, key)
    if stored is not None:
        return stored
    require_columns(columns, pieces, metadata)
    n_jobs = n_jobs or (1 if sum(piece.size for piece in pieces) < SMALL_BYTES else cpu_count() or 1)

    def run(stage: str, function: Callable[[Job], object], jobs: list[Job]) -> list:
        done = count(1)
        tell = lambda: advance(stage, min(next(done), len(jobs)), len(jobs))  # noqa: E731
        return workers.map_partitions(function, jobs, n_jobs=n_jobs, scheduler=scheduler, advance=tell)

    jobs = [
        Job(cache, digest(code_digest(), columns, [piece.identity for piece in part]), tuple(part), columns)
        for part in plan_parts(pieces, plan=cache / "plan.json")
    ]
    records = [file for files in run("reading", parts.read_part, jobs) for file in files]
    heads = [read_rows(file, columns=HEAD) for file in records]
    _require_articles(heads, jobs, path)
    rows, remarks = match_metadata(metadata, heads, pieces)
    orders, said = find_column_orders(read_rows(file, columns=["file", "date"]) for file in records)
    remarks += said
    jobs = [
        Job(cache, digest(file.parent.name, file.name, row, own), records=file, metadata=row, orders=own)
        for file, row, own in zip(records, rows, (_of_part(orders, head) for head in heads), strict=True)
    ]
    jobs = _tell_recurring(jobs, run("counting lines", parts.count_part, jobs))
    run("cleaning", parts.clean_part, jobs)
    run("dating", parts.date_part, jobs)
    signed = (read_rows(file, columns=stages.SIGNED) for file in run("signing", parts.sign_part, jobs))
    places, doubts = find_places(heads, signed)
    jobs = [replace(job, places=table) for job, table in zip(jobs, places, strict=True)]
    folders = run("storing", parts.place_part, jobs)
    clear_stale(cache)
    names = pl.DataFrame({"folder": [folder.name for folder in folders]})
    make_once(cache / "corpora" / key, [(names, pl.DataFrame(remarks + doubts, schema=stages.LEDGER))])
    return _find_stored(cache, key)


def _spell_metadata(rows: list[dict]) -> list[dict]:
    """metadata.csv with its dates as YYYY-MM-DD, where the column proves what comes first."""
    dates = pl.DataFrame({"file": ["metadata.csv"] * len(rows), "date": [row.get("date", "") for row in rows]})
    orders, _ = find_column_orders([dates.cast(pl.String)])
    return (
        [row | {"date": spell_date(row, own)["date"]} for row in rows] if (own := orders.get("metadata.csv")) else rows
    )


def _find_stored(cache: Path, key: str) -> Store | None:
    """The store of a corpus that was read before, if all of it is still there."""
    corpus = cache / "corpora" / key
    if not corpus.is_dir():
        return None
    folders = [cache / "documents" / name for name in read_rows(part_files(corpus)[0])["folder"]]
    if not all(folder.is_dir() for folder in folders):
        return None
    touch([corpus, *folders])
    return Store(tuple(folders), read_notes(corpus))


def _of_part(orders: Mapping[str, dict], head: pl.DataFrame) -> dict[str, dict]:
    return {file: orders[file] for file in sorted(set(head["file"]) & orders.keys())} if orders else {}


def _tell_recurring(jobs: list[Job], counts: list[Path]) -> list[Job]:
    """Give each job the lines that recur in its sources; they become part of its key."""
    recurring = find_recurring(merge_counts(chunk for file in counts for chunk in read_chunks(file)))
    told = []
    for job in jobs:
        sources = set(read_rows(job.records, columns=["source"])["source"])
        sources |= {row.get("source", "") for row in job.metadata.values()}
        own = {source: recurring[source] for source in sorted(sources & recurring.keys())}
        key = digest(job.key, [(source, sorted(lines)) for source, lines in own.items()])
        told.append(replace(job, key=key, recurring=own))
    return told


def _require_articles(heads: list[pl.DataFrame], jobs: list[Job], path: str | Path) -> None:
    if any(len(head) for head in heads):
        return
    notes = pl.concat([read_notes(job.folder("read")) for job in jobs]).head(3)
    reasons = "; ".join(f"{doc_id}: {reason}" for doc_id, reason in notes.select("doc_id", "reason").iter_rows())
    raise InputError(f"Nothing in the corpus {str(path)!r} could be read as an article. {reasons}")
