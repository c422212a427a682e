"""Records -> the documents table and the ledger: read, clean, date, find copies, filter."""

import datetime
import hashlib
from collections import Counter
from pathlib import Path

import pandas as pd

from broadsheet import tables
from broadsheet.corpus.clean import clean_text
from broadsheet.corpus.date import parse_date
from broadsheet.corpus.duplicates import find_duplicates
from broadsheet.corpus.ledger import note
from broadsheet.corpus.read import corpus_folder, read_metadata, read_records
from broadsheet.errors import InputError
from broadsheet.words import count_words

PRECISIONS = ("day", "month", "year", "none")
COLUMNS = ("title", "date", "date_precision", "source", "author", "language", "url")


def read_corpus(path: str | Path, *, columns: dict[str, str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a corpus: (documents, ledger), both as defined in ``broadsheet.tables``.

    ``path`` is a folder, file or glob of .txt, .md, .csv, .tsv or .jsonl (gz too).
    metadata.csv beside it overrides what the files say. ``columns`` maps our column names
    to those of a csv or jsonl file. Every character of a text is in documents.text or in
    the ledger. Raises InputError when nothing is readable.
    """
    records, ledger = read_records(path, columns=columns)
    ledger += _add_metadata(records, read_metadata(path), corpus_folder(path))
    rows = []
    for record in records:
        row, notes = _make_document(record)
        rows.append(row)
        ledger += notes
    documents = pd.DataFrame(rows)
    documents = documents.assign(n_words=count_words(documents.text), date=documents.date.astype("datetime64[s]"))
    documents = documents.merge(find_duplicates(documents), on="doc_id")
    copies = documents[documents.is_copy]
    ledger += [
        note(copy.doc_id, "duplicate", "flagged", f"the same words as {copy.group}") for copy in copies.itertuples()
    ]
    return tables.make("documents", documents), tables.make("ledger", _sorted(ledger))


def keep_documents(
    documents: pd.DataFrame,
    *,
    first_date: str = "",
    last_date: str = "",
    sources: list[str] | tuple[str, ...] = (),
    language: str = "",
    copies: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Filter: (kept, ledger rows of what was left out, with the reason).

    ``first_date`` and ``last_date`` (YYYY-MM-DD, both inclusive) leave out undated documents
    too, and those of a month or year that does not lie within them as a whole. ``sources`` and
    ``language`` keep exact matches; documents of unknown language stay and are taken to be of
    ``language``.
    Unless ``copies``, one document of each group of copies is kept: the representative, or the
    next in order where the other filters leave that out.
    Raises InputError for a date that is none, reversed dates, or when nothing is left.
    """
    first, last = _bound(first_date, "first_date"), _bound(last_date, "last_date")
    if first is not None and last is not None and first > last:
        raise InputError(f"first_date {first_date} is after last_date {last_date}; exchange them.")
    unknown = sorted(set(sources) - set(documents.source))
    if unknown:
        raise InputError(f"No document is from {unknown[0]!r}; the sources are {sorted(set(documents.source) - {''})}.")
    date, nothing = documents.date, pd.Series(False, index=documents.index)
    end = _last_day(documents)
    bounds = " and ".join(
        f"{name} {day}" for name, day in (("first_date", first_date), ("last_date", last_date)) if day
    )
    coarse = (nothing if first is None else date < first) | (nothing if last is None else end > last)
    tests = {
        f"before first_date {first_date} or undated": nothing if first is None else ~(end >= first),
        f"after last_date {last_date} or undated": nothing if last is None else ~(date <= last),
        f"dated too coarsely for {bounds}: its month or year reaches beyond": coarse,
        f"source is not in {list(sources)}": ~documents.source.isin(sources) if sources else nothing,
        f"language is not {language}": ~documents.language.isin([language, ""]) if language else nothing,
    }
    keep, ledger = ~nothing, []
    for reason, out in tests.items():
        ledger += [note(doc_id, "filter", "dropped", reason) for doc_id in documents.doc_id[out & keep]]
        keep &= ~out
    if not copies:
        order = {"is_copy": True, "date": True, "n_words": False, "doc_id": True}
        best = documents[keep].sort_values(list(order), ascending=list(order.values()))
        copy = best.doc_id[best.duplicated("group")].sort_index()
        ledger += [note(doc_id, "filter", "dropped", "a copy of a document that is kept") for doc_id in copy]
        keep &= ~documents.index.isin(copy.index)
    if not keep.any():
        raise InputError(
            f"The filters leave none of the {len(documents)} documents: "
            f"{'; '.join(sorted({row['reason'] for row in ledger}))}. Widen them."
        )
    kept = documents[keep].reset_index(drop=True)
    kept["language"] = kept.language.where(kept.language != "", language)
    return kept, tables.make("ledger", _sorted(ledger))


def _make_document(record: dict) -> tuple[dict, list[dict]]:
    doc_id = record["doc_id"]
    cleaned = clean_text(record["raw"], title=record.get("title", ""), author=record.get("author", ""))
    notes = [
        note(doc_id, "clean", edit.action, edit.rule, record["raw"][edit.start : edit.end], edit.start, edit.end)
        for edit in cleaned.edits
    ]
    given = record.get("date", "")
    date, precision = parse_date(given)
    if given and date is None:
        reason = f"the date {given!r} is not understood; expected YYYY-MM-DD, YYYY-MM or YYYY"
        notes.append(note(doc_id, "date", "flagged", reason))
    stated = record.get("date_precision") or precision
    if stated not in PRECISIONS:
        notes.append(note(doc_id, "date", "flagged", f"date_precision {stated!r} is none of {', '.join(PRECISIONS)}"))
        stated = precision
    if date and stated == "none":
        notes.append(note(doc_id, "date", "flagged", f"date_precision is none: the date {given!r} is not used"))
        date = None
    stated = max(stated, precision, key=PRECISIONS.index)  # never finer than what the date says
    row = {
        "doc_id": doc_id,
        "title": cleaned.title,
        "text": cleaned.text,
        "date": _first_day(date, stated) if date else None,
        "date_precision": stated if date else "none",
        "date_evidence": record.get("date_evidence", f"date column: {given}") if date else "",
        "author": cleaned.author,
    }
    language = record.get("language", "").lower().replace("_", "-").split("-")[0]  # "en-US" is English
    return row | {"source": record.get("source", ""), "language": language, "url": record.get("url", "")}, notes


def _first_day(day: datetime.date, precision: str) -> datetime.date:
    return day.replace(month=1, day=1) if precision == "year" else day.replace(day=1) if precision == "month" else day


def _last_day(documents: pd.DataFrame) -> pd.Series:
    """The last day a document can be from: its date, or the end of its month or year."""
    date, precision = documents.date, documents.date_precision
    month_end, year_end = date + pd.offsets.MonthEnd(0), date + pd.offsets.YearEnd(0)
    return date.mask(precision == "month", month_end).mask(precision == "year", year_end)


def _add_metadata(records: list[dict], rows: list[dict], folder: Path) -> list[dict]:
    """Put the cells of metadata.csv into the records; what does not fit becomes ledger rows."""
    n_of_file = Counter(record["file"] for record in records)
    by_name = {record["file"]: record for record in records if n_of_file[record["file"]] == 1}
    by_name |= {record["doc_id"]: record for record in records}
    notes, seen = [], set()
    for row in rows:
        name = row.get("file") or row.get("doc_id", "")
        if name in seen:
            notes.append(note(name, "read", "flagged", "metadata.csv has more than one row for it; the last holds"))
        seen.add(name)
        if n_of_file[name] > 1:
            reason = f"metadata.csv names it, but it holds {n_of_file[name]} articles; name each by its doc_id"
            notes.append(note(name, "read", "flagged", reason))
            continue
        record = by_name.get(name)
        if record is None:
            notes.append(note(name, "read", "flagged", "metadata.csv names it, but no such article was read"))
            continue
        record |= {column: row[column] for column in COLUMNS if row.get(column)}
        if row.get("date"):
            record["date_evidence"] = f"metadata.csv: {row.get('note') or row['date']}"
        if row.get("sha256", "") not in ("", _digest(folder / record["file"])):
            reason = "its bytes differ from the sha256 in metadata.csv"
            notes.append(note(record["doc_id"], "read", "flagged", reason))
    return notes


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _bound(text: str, name: str) -> pd.Timestamp | None:
    if not text:
        return None
    found, precision = parse_date(text)
    if precision != "day":
        raise InputError(f"{name} is {text!r}, expected a day such as 2022-12-27.")
    return pd.Timestamp(found)


def _sorted(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (row["doc_id"], row["start"], row["end"], row["step"], row["reason"]))
