"""Each article's place among all: its id, its row in metadata.csv, its group of copies.

These need the whole corpus at once, but of each article only a few numbers and names.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import normalize

import pandas as pd
import polars as pl
import pyarrow as pa

from broadsheet.corpus.duplicates import find_duplicates
from broadsheet.corpus.ledger import note
from broadsheet.corpus.signatures import SIGNATURE
from broadsheet.corpus.sources import Piece


def match_metadata(
    metadata: Sequence[dict], heads: Sequence[pl.DataFrame], pieces: Sequence[Piece]
) -> tuple[list[dict[str, dict]], list[dict]]:
    """Which row of metadata.csv belongs to which article: (for each part, name -> row; ledger rows).

    ``heads`` hold doc_id, file and row of the articles of each part. A row names an article by
    its doc_id, or by its file where this holds a single article. What names none, more than
    one, or one twice is a ledger row, as is a sha256 that is not that of the file.
    """
    if not metadata:
        return [{} for _ in heads], []
    wanted, notes = _last_rows(metadata)
    digest_of = {piece.name: piece.digest for piece in pieces if piece.stop < 0 and not piece.member}
    named = [_find_named(head, list(wanted)) for head in heads]
    n_of_file, n_of_id = Counter(), Counter()
    for table in named:
        n_of_file.update(table["file_key"].to_list())
        n_of_id.update(table["id_key"].to_list())
    of_part, matched = [], set()
    for table in named:
        rows: dict[str, dict] = {}
        for doc_id, file, id_key, file_key in table.iter_rows():
            name, own, n = (id_key, doc_id, n_of_id) if id_key in wanted else (file_key, file, n_of_file)
            if n[name] > 1:
                continue
            rows[own] = wanted[name]
            matched.add(name)
            if wanted[name].get("sha256", "").lower() not in ("", digest_of.get(file)):
                notes.append(note(doc_id, "read", "flagged", "its bytes differ from the sha256 in metadata.csv"))
        of_part.append(rows)
    for name in wanted:
        if name not in matched:
            reason = "metadata.csv names it, but no such article was read"
            if n_of_id[name] > 1:
                reason = f"metadata.csv names it, but {n_of_id[name]} articles have this id; give each its own"
            elif n_of_file[name] > 1:
                reason = f"metadata.csv names it, but it holds {n_of_file[name]} articles; name each by its doc_id"
            notes.append(note(name, "read", "flagged", reason))
    return of_part, notes


def _find_named(head: pl.DataFrame, wanted: list[str]) -> pl.DataFrame:
    """The articles that metadata.csv may name: doc_id, file, and both as Unicode composes them (macOS does not)."""
    keys = head.select(
        "doc_id", "file", id_key=pl.col("doc_id").str.normalize("NFC"), file_key=pl.col("file").str.normalize("NFC")
    )
    return keys.filter(pl.col("file_key").is_in(wanted) | pl.col("id_key").is_in(wanted))


def find_places(heads: Sequence[pl.DataFrame], signed: Iterable[pl.DataFrame]) -> tuple[list[pl.DataFrame], list[dict]]:
    """Ids and groups over the whole corpus: (for each part file, row, doc_id, group, is_copy; ledger rows).

    ``heads`` are doc_id, file and row of each part, ``signed`` date, n_words and signature in the
    same order, taken one by one. An id that several articles want is the first's, in order of file and row; the
    others get a number. See ``duplicates.find_duplicates`` for the groups.
    """
    sizes = [len(head) for head in heads]
    every = pl.concat(heads).with_columns(pl.Series("doc_id", [], pl.String) if not sum(sizes) else pl.col("doc_id"))
    ids, notes = give_ids(every)
    grouped = find_duplicates(_stack(signed, ids))
    copies = grouped[grouped.is_copy]
    notes += [note(row.doc_id, "duplicate", "flagged", _tell_copy(row)) for row in copies.itertuples()]
    places = every.select("file", "row").with_columns(
        ids,
        pl.Series("group", grouped["group"].to_list(), pl.String),
        pl.Series("is_copy", grouped["is_copy"].to_list(), pl.Boolean),
    )
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    return [places.slice(start, size) for start, size in zip(starts, sizes, strict=True)], notes


def give_ids(heads: pl.DataFrame) -> tuple[pl.Series, list[dict]]:
    """Unique ids for (doc_id, file, row), in the order given, and a ledger row for each that was changed."""
    order = heads.with_row_index("at").sort("file", "row")
    taken = set(heads["doc_id"].to_list())
    twice = order.filter(pl.col("doc_id").is_duplicated() & ~pl.col("doc_id").is_first_distinct())
    ids, notes, number = heads["doc_id"].to_list(), [], Counter()
    for at, wanted, file in twice.select("at", "doc_id", "file").iter_rows():
        number[wanted] = max(number[wanted] + 1, 2)
        while (unused := f"{wanted}~{number[wanted]}") in taken:
            number[wanted] += 1
        taken.add(unused)
        ids[at] = unused
        notes.append(note(unused, "read", "changed", f"the id {wanted!r} was already taken; this one is of {file}"))
    return pl.Series("doc_id", ids, pl.String), notes


def _stack(signed: Iterable[pl.DataFrame], ids: pl.Series) -> pd.DataFrame:
    """What is compared, as pandas; the signatures of all parts are written into one buffer, and stand there once."""
    packed, parts = bytearray(len(ids) * SIGNATURE.itemsize), []
    at = 0
    for table in signed:
        data = b"".join(table["signature"])
        packed[at : at + len(data)] = data
        at += len(data)
        parts.append(table.select("date", "n_words"))
    kind = pa.binary(SIGNATURE.itemsize)
    signatures = pa.FixedSizeBinaryArray.from_buffers(kind, len(ids), [None, pa.py_buffer(packed)])
    frame = pl.concat(parts).with_columns(ids).to_arrow().to_pandas()
    return frame.assign(signature=pd.Series(pd.arrays.ArrowExtensionArray(signatures), index=frame.index))


def _tell_copy(row) -> str:
    if row.similarity >= 1:
        return f"the same words as {row.group}"
    return f"a near copy of {row.group} ({row.similarity:.0%} of the shorter text)"


def _last_rows(metadata: Sequence[dict]) -> tuple[dict[str, dict], list[dict]]:
    wanted, notes = {}, []
    nameless = sum(not (row.get("file") or row.get("doc_id")) for row in metadata)
    if nameless:
        reason = f"metadata.csv has {nameless} rows that name no article; give each a file or doc_id"
        notes.append(note("metadata.csv", "read", "flagged", reason))
    for row in metadata:
        name = row.get("file", "").replace("\\", "/").removeprefix("./") or row.get("doc_id", "")
        name = normalize("NFC", name)
        if not name:
            continue
        if name in wanted:
            reason = "metadata.csv has more than one row for it; the last holds"
            notes.append(note(name, "read", "flagged", reason))
        wanted[name] = row
    return wanted, notes
