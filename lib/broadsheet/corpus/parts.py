"""What a worker does with one part of a corpus: run a stage over it, into the store.

Every function here takes a small ``Job`` and leaves its result on the disk, under a key of all
that it was made from; what is there already is not made again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import polars as pl

from broadsheet.corpus import stages
from broadsheet.corpus.sources import Piece
from broadsheet.corpus.stages import Chunk
from broadsheet.corpus.store import digest, make_once, part_files, read_chunks, read_notes


@dataclass(frozen=True)
class Job:
    """What a worker is told: what to make, from what, and where. Small, whatever the corpus.

    First there are ``pieces`` and ``columns``; then ``records``, a file made of them, with the
    rows of metadata.csv that belong to it and the orders of its columns of dates; then the lines
    that recur in its sources; at last the ``places`` of its articles among all (see ``identify.find_places``).
    """

    cache: Path
    key: str
    pieces: tuple[Piece, ...] = ()
    columns: Mapping[str, str] | None = None
    records: Path | None = None
    metadata: Mapping[str, dict] | None = None
    orders: Mapping[str, dict] | None = None
    recurring: Mapping[str, frozenset[int]] | None = None
    places: pl.DataFrame | None = None

    def folder(self, stage: str) -> Path:
        return self.cache / stage / self.key


def read_part(job: Job) -> list[Path]:
    """Pieces -> files of records, each of bounded size."""
    return part_files(make_once(job.folder("read"), stages.read_records(job.pieces, columns=job.columns), roll=True))


def count_part(job: Job) -> Path:
    """Records -> the file of how often each line stands in them."""
    counts = ((stages.count_part_lines(records), stages.NO_NOTES) for records in _records(job))
    return part_files(make_once(job.folder("lines"), counts))[0]


def clean_part(job: Job) -> None:
    """Records -> their clean texts."""
    clean = (stages.clean_records(records, recurring=job.recurring) for records in _records(job))
    make_once(job.folder("clean"), clean)


def date_part(job: Job) -> None:
    """Records and what was cut of them -> their dates."""
    make_once(job.folder("date"), _date(job))


def sign_part(job: Job) -> Path:
    """Clean texts and dates -> the file of what tells copies and languages."""
    signed = (stages.sign_records(*tables) for tables in _beside(job, "clean", "date"))
    return part_files(make_once(job.folder("sign"), signed))[0]


def place_part(job: Job) -> Path:
    """All stages of a part, and the places of its articles -> the folder of its documents and ledger."""
    buffer = BytesIO()
    job.places.write_ipc(buffer)
    key = digest(job.key, sha256(buffer.getvalue()).hexdigest())
    return make_once(job.cache / "documents" / key, _join(job))


def _records(job: Job, *, raw: bool = True) -> Iterator[pl.DataFrame]:
    chunks = read_chunks(job.records, without=() if raw else ("raw",))
    return (stages.apply_metadata(records, job.metadata) for records in chunks)


def _beside(job: Job, *stages: str, raw: bool = False) -> Iterator[tuple[pl.DataFrame, ...]]:
    """The records, and what stages made of them, chunk by chunk: the rows of one are those of the others."""
    made = (read_chunks(part_files(job.folder(stage))[0]) for stage in stages)
    return zip(_records(job, raw=raw), *made, strict=True)


def _notes(job: Job, stage: str) -> pl.DataFrame:
    return read_notes(job.folder(stage))


def _date(job: Job) -> Iterator[Chunk]:
    edits = _notes(job, "clean")
    for records, clean in _beside(job, "clean", raw=True):
        yield stages.date_records(records, clean, edits, metadata=job.metadata, orders=job.orders)


def _join(job: Job) -> Iterator[Chunk]:
    done = 0
    for tables in _beside(job, "clean", "date", "sign"):
        places = job.places.slice(done, len(tables[0]))
        done += len(places)
        documents = stages.join_documents(*tables, places)
        yield documents, stages.NO_LEDGER
    for stage in ("clean", "date", "sign"):
        yield documents.clear(), stages.join_ledger(_notes(job, stage), job.places)
    holds_rest = job.records.name.endswith("00000.parquet")  # what was said of no article is said once
    for notes in read_chunks(job.records.parent / "notes.parquet"):
        own = notes.join(job.places, on=["file", "row"], how="semi", maintain_order="left")
        rest = notes.filter(pl.col("row") < 0) if holds_rest else notes.clear()
        yield documents.clear(), stages.join_ledger(pl.concat([own, rest]), job.places)
