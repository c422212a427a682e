"""The stages of reading: each a pure function from a part of the corpus to the next table of it.

    pieces -> records -> clean -> dated -> signed -> documents and ledger

A stage yields chunks (a table, ledger rows), so that a part is never whole in memory. ``file``
and ``row`` name an article in all of them: ``row`` grows along the file and is unique in it.
"""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from broadsheet.corpus.cleaning.clean import Cleaned, Edit, clean_text
from broadsheet.corpus.cleaning.recurring import count_lines
from broadsheet.corpus.dating.columns import spell_date
from broadsheet.corpus.dating.decide import Dated, find_date
from broadsheet.corpus.formats.stream import read_stream
from broadsheet.corpus.language import find_languages
from broadsheet.corpus.ledger import note
from broadsheet.corpus.signatures import sign_texts
from broadsheet.corpus.sources import Piece, open_piece, require_unchanged
from broadsheet.errors import InputError
from broadsheet.words import WORD

CHUNK_CHARACTERS, CHUNK_ROWS = 4_000_000, 2_000
PLACE = {"doc_id": pl.String, "file": pl.String, "row": pl.Int64}
GIVEN = ("title", "date", "date_precision", "date_evidence", "source", "author", "language", "url", "crawl_date")
OVERRIDDEN = ("title", "source", "author", "language", "url")  # by metadata.csv, before cleaning; further columns too
RECORD = PLACE | {"raw": pl.String} | dict.fromkeys(GIVEN, pl.String)
NOTE = PLACE | {
    "step": pl.String, "action": pl.String, "reason": pl.String, "text": pl.String, "start": pl.Int64, "end": pl.Int64,
}  # fmt: skip
LEDGER = {name: kind for name, kind in NOTE.items() if name not in ("file", "row")}
DOCUMENT = dict.fromkeys(("doc_id", "title", "text"), pl.String) | {
    "date": pl.Date, "date_precision": pl.String, "date_evidence": pl.String, "source": pl.String, "author": pl.String,
    "language": pl.String, "url": pl.String, "n_words": pl.Int64, "group": pl.String, "is_copy": pl.Boolean,
}  # fmt: skip
NO_NOTES, NO_LEDGER = (pl.DataFrame(schema=schema) for schema in (NOTE, LEDGER))
CLEANED = ("raw", "title", "author", "source")  # what cleaning looks at
DATED = ("raw", "url", "date", "date_precision", "date_evidence", "crawl_date")  # what dating looks at
SIGNED = ["date", "n_words", "signature"]  # what the search for copies needs
AFTER = "mojibake"  # notes that follow their record; all others stand before it
Chunk = tuple[pl.DataFrame, pl.DataFrame]


def further(names: Iterable[str]) -> dict[str, type[pl.String]]:
    """Those of ``names`` that are no columns of ours, but the user's, to be carried along; as a schema."""
    return {name: pl.String for name in names if name not in RECORD and name != "text"}


def read_records(pieces: Iterable[Piece], *, columns: Mapping[str, str]) -> Iterator[Chunk]:
    """Read pieces into tables of RECORD and further columns, with a note for all that was not read or was changed.

    ``columns`` maps our columns to the user's, and further ones to themselves. A note on an article has its
    row, one on what gave no article has -1. Raises InputError when a file changes while it is read.
    """
    rows, notes, size, schema = [], [], 0, RECORD | further(columns)
    for piece in pieces:
        for item in _place_items(_read_piece(piece, columns), piece):
            (notes if "step" in item else rows).append(item)
            size += len(item.get("raw") or item.get("text", ""))
            if size > CHUNK_CHARACTERS or len(rows) + len(notes) >= CHUNK_ROWS:
                yield _table(rows, schema), _table(notes, NOTE)
                rows, notes, size = [], [], 0
        require_unchanged(piece)
    yield _table(rows, schema), _table(notes, NOTE)


def _place_items(items: Iterable[dict], piece: Piece) -> Iterator[dict]:
    """Records and notes with their file and row. Notes of change stand around their record, under its id."""
    waiting: list[dict] = []
    last = {"doc_id": None, "row": -1}
    for at, item in enumerate(items):
        place = {"file": piece.name, "row": piece.start + at}
        if "raw" in item:
            yield from (
                remark | ({"row": place["row"]} if remark["doc_id"] == item["doc_id"] else {}) for remark in waiting
            )
            waiting, last = [], {"doc_id": item["doc_id"], "row": place["row"]}
            yield item | place
        elif item["action"] == "dropped":
            yield item | place | {"row": -1}
        elif item["reason"].startswith(AFTER) and item["doc_id"] == last["doc_id"]:
            yield item | place | {"row": last["row"]}
        else:
            waiting.append(item | place | {"row": -1})
            if len(waiting) > CHUNK_ROWS:
                yield from waiting
                waiting = []
    yield from waiting


def count_part_lines(records: pl.DataFrame) -> pl.DataFrame:
    """How often each line stands in the articles of each source: see ``recurring.count_lines``."""
    return count_lines(records["raw"].to_list(), records["source"].to_list())


def clean_records(records: pl.DataFrame, *, recurring: Mapping[str, frozenset[int]]) -> Chunk:
    """Cut the furniture: (doc_id, file, row, text, title, author), and each edit as a note."""
    texts, titles, authors, notes = [], [], [], []
    none: frozenset[int] = frozenset()
    for record in records.select(*PLACE, *CLEANED).iter_rows(named=True):
        raw = record["raw"]
        try:
            lines = recurring.get(record["source"], none)
            cleaned = clean_text(raw, title=record["title"], author=record["author"], recurring=lines)
        except Exception as problem:  # one article must not cost the corpus
            cleaned = Cleaned(raw, record["title"], record["author"], ())
            notes.append(_doubt(record, "clean", f"cannot be cleaned: {type(problem).__name__}: {problem}"))
        texts.append(cleaned.text)
        titles.append(cleaned.title)
        authors.append(cleaned.author)
        notes += [
            _place(record)
            | note(record["doc_id"], "clean", edit.action, edit.rule, raw[edit.start : edit.end], edit.start, edit.end)
            for edit in cleaned.edits
        ]
    columns = {"text": texts, "title": titles, "author": authors}
    found = [pl.Series(name, values, pl.String) for name, values in columns.items()]
    return records.select(*PLACE).with_columns(found), _table(notes, NOTE)


def date_records(
    records: pl.DataFrame,
    cleaned: pl.DataFrame,
    edits: pl.DataFrame,
    *,
    metadata: Mapping[str, dict],
    orders: Mapping[str, dict],
) -> Chunk:
    """Find the day of each article: (file, row, date, date_precision, date_evidence), and a note for each doubt."""
    edits_of: dict[tuple, list[Edit]] = {}
    for file, row, start, end, reason in edits.select("file", "row", "start", "end", "reason").iter_rows():
        edits_of.setdefault((file, row), []).append(Edit(start, end, reason))
    days, precisions, evidence, notes = [], [], [], []
    records = records.select(*PLACE, *DATED)
    for record, row in zip(records.iter_rows(named=True), cleaned.iter_rows(named=True), strict=True):
        edited = tuple(edits_of.get((record["file"], record["row"]), ()))
        if record["file"] in orders:
            record = spell_date(record, orders[record["file"]])
        cleaned_text = Cleaned(row["text"], row["title"], row["author"], edited)
        try:
            found = find_date(
                record, cleaned=cleaned_text, metadata=_row_of(metadata, record["doc_id"], record["file"])
            )
        except Exception as problem:  # one article must not cost the corpus
            doubt = _doubt(record, "date", f"cannot be dated: {type(problem).__name__}: {problem}")
            found = Dated(None, "none", "", [doubt])
        days.append(found.date)
        precisions.append(found.precision)
        evidence.append(found.evidence)
        notes += [item | _place(record) for item in found.notes]
    dated = records.select("file", "row").with_columns(
        pl.Series("date", days, pl.Date),
        pl.Series("date_precision", precisions, pl.String),
        pl.Series("date_evidence", evidence, pl.String),
    )
    return dated, _table(notes, NOTE)


def sign_records(records: pl.DataFrame, cleaned: pl.DataFrame, dated: pl.DataFrame) -> Chunk:
    """What tells copies and languages: (file, row, date, language, n_words, signature)."""
    texts = cleaned["text"].to_list()
    found = pl.Series(find_languages(texts), dtype=pl.String)
    given = (
        records["language"].str.to_lowercase().str.extract(r"^([a-z]{2,3})(?:[-_]|$)").fill_null("")
    )  # "en-US" is English
    signed = dated.select("file", "row", "date").with_columns(
        pl.when(given != "").then(given).otherwise(found).alias("language"),
        cleaned["text"].str.count_matches(WORD).cast(pl.Int64).alias("n_words"),
        pl.Series("signature", sign_texts(texts), pl.Binary),
    )
    differ = records.select(*PLACE, given=given, found=found).filter(
        (pl.col("given") != "") & (pl.col("found") != "") & (pl.col("given") != pl.col("found"))
    )
    notes = []
    for record in differ.iter_rows(named=True):
        reason = f"language: given as {record['given']}, reads like {record['found']}; kept as given"
        notes.append(note(record["doc_id"], "read", "flagged", reason) | _place(record))
    return signed, _table(notes, NOTE)


def join_documents(records, cleaned, dated, signed, places) -> pl.DataFrame:
    """The documents table of a chunk, from what the stages made of it and its articles' places, row by row."""
    own = further(records.columns)
    parts = (
        records.select("source", "url", *own),
        cleaned.select("title", "text", "author"),
        dated.select("date", "date_precision", "date_evidence"),
        signed.select("language", "n_words"),
        places.select("doc_id", "group", "is_copy"),
    )
    return pl.concat(parts, how="horizontal").select(*DOCUMENT, *own)


def join_ledger(notes: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Ledger rows of a part, under the ids that its articles have in the end."""
    ids = places.select("file", "row", pl.col("doc_id").alias("final"))
    found = notes.join(ids, on=["file", "row"], how="left", maintain_order="left")
    twin = (pl.col("action") == "dropped") & pl.col("doc_id").is_in(places["doc_id"].implode())
    own = pl.when(twin).then(pl.col("doc_id") + " (dropped)").otherwise("doc_id")
    return found.with_columns(pl.coalesce("final", own).alias("doc_id")).select(*LEDGER)


def apply_metadata(records: pl.DataFrame, metadata: Mapping[str, dict]) -> pl.DataFrame:
    """Put the cells of metadata.csv over what a file says; dates are left to ``date_records``."""
    if not metadata:
        return records
    rows = [_row_of(metadata, *names) for names in records.select("doc_id", "file").iter_rows()]
    columns = {
        name: [row.get(name) or given for row, given in zip(rows, records[name], strict=True)]
        for name in (*OVERRIDDEN, *further(records.columns))
    }
    return records.with_columns(pl.Series(name, values, pl.String) for name, values in columns.items())


def _read_piece(piece: Piece, columns: Mapping[str, str]) -> Iterator[dict]:
    """What a piece gives; whatever goes wrong is one note, and the other pieces are read."""
    for item in _read_or_note(piece, columns):
        yield _name_file(item, piece) if item.get("action") == "dropped" else item


def _name_file(remark: dict, piece: Piece) -> dict:
    """A note on what was dropped, with the file in its reason where neither the id nor the reason tells it."""
    told = remark["doc_id"].startswith(piece.stem) and not piece.member
    if told or piece.name.rpartition("/")[2] in remark["reason"]:
        return remark
    return remark | {"reason": f"{remark['reason']} ({piece.name})"}


def _read_or_note(piece: Piece, columns: Mapping[str, str]) -> Iterator[dict]:
    try:
        with open_piece(piece) as stream:
            yield from read_stream(stream, name=piece.name, stem=piece.stem, columns=columns, first=piece.first)
    except InputError as problem:
        yield note(piece.stem, "read", "dropped", str(problem))
    except OSError as problem:
        yield note(piece.stem, "read", "dropped", f"cannot be read: {problem.strerror or problem}")
    except Exception as problem:  # parsers of other people's formats raise what they like
        yield note(piece.stem, "read", "dropped", f"cannot be read: {type(problem).__name__}: {problem}")


def _row_of(metadata: Mapping[str, dict], doc_id: str, file: str) -> dict:
    return metadata.get(doc_id) or metadata.get(file) or {}


def _doubt(record: Mapping, step: str, reason: str) -> dict:
    return note(record["doc_id"], step, "flagged", reason) | _place(record)


def _place(record: Mapping) -> dict:
    return {"file": record["file"], "row": record["row"]}


def _table(rows: list[dict], schema: Mapping) -> pl.DataFrame:
    columns = {name: [row.get(name, "") for row in rows] for name in schema}
    try:
        return pl.DataFrame(columns, schema=schema)
    except UnicodeEncodeError:  # half a character: no text can hold it, and no table
        whole = {name: [_whole(value) for value in values] for name, values in columns.items()}
        return pl.DataFrame(whole, schema=schema)


def _whole(value):
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
