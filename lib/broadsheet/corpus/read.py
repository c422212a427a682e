"""Disk in: a folder, file or glob of articles becomes raw records, nothing lost on the way.

A *record* is a dict with doc_id, raw (the decoded text), file and whatever columns the
source gave (title, date, source, author, language, url). What gives no record gives a
ledger row with the reason.
"""

import csv
import difflib
import glob
import gzip
import hashlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from broadsheet.corpus.decode import decode
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

TEXT_SUFFIXES = (".txt", ".md", ".txt.gz", ".md.gz")
TABLE_SUFFIXES = (".csv", ".tsv", ".jsonl", ".csv.gz", ".tsv.gz", ".jsonl.gz")
csv.field_size_limit(2**31 - 1)  # else a cell of more than 131,072 characters ends the reading of its file
SIDECARS = ("metadata.csv", "aliases.csv", "study.yaml", "readme.md", "readme.txt", "readme")

COLUMN_NAMES = {
    "doc_id": ("doc_id", "id", "guid", "article_id"),
    "raw": ("text", "body", "content", "article", "full_text", "fulltext", "story"),
    "title": ("title", "headline"),
    "date": ("date", "published", "pubdate", "publication_date", "publish_date", "datetime"),
    "date_precision": ("date_precision",),
    "source": ("source", "outlet", "publisher", "publication", "newspaper"),
    "author": ("author", "byline", "authors"),
    "language": ("language", "lang"),
    "url": ("url", "link"),
}


def find_files(path: str | Path) -> list[Path]:
    """List the files of a corpus: a folder (with its subfolders), one file, or a glob.

    Sidecars (metadata.csv, aliases.csv, study.yaml, README) in ``corpus_folder(path)`` are not
    articles and are left out. Raises InputError when the path does not exist or holds no file.
    """
    path = Path(path)
    if path.is_dir():
        found = [file for file in path.rglob("*") if file.is_file()]
    elif path.is_file():
        found = [path]
    else:
        found = [Path(name) for name in glob.glob(str(path), recursive=True)]
        found = [file for file in found if file.is_file()]
        if not found:
            raise InputError(
                f"There is no corpus at {str(path)!r}: expected a folder, a file or a glob such as "
                f"'articles/*.txt'. Check the spelling, or give the full path."
            )
    folder = corpus_folder(path)
    files = sorted(file for file in found if file.parent != folder or file.name.lower() not in SIDECARS)
    if not files:
        raise InputError(
            f"The corpus {str(path)!r} holds no article: expected {', '.join(TEXT_SUFFIXES[:2])} or "
            f"{', '.join(TABLE_SUFFIXES[:3])} files. Put some there, or point to another folder."
        )
    return files


def corpus_folder(path: str | Path) -> Path:
    """The folder beside or in which the sidecars of a corpus stand."""
    path = Path(path)
    if path.is_dir():
        return path
    if path.is_file():
        return path.parent
    while glob.has_magic(str(path)):
        path = path.parent
    return path


def fingerprint(path: str | Path) -> str:
    """Twelve hexadecimal digits that change when a file of the corpus or a sidecar does.

    SHA-256 over names (relative to the corpus) and bytes of every file. study.yaml is left
    out: what it sets is recorded as parameters.
    """
    folder = corpus_folder(path)
    sidecars = [folder / name for name in ("metadata.csv", "aliases.csv")]
    digest = hashlib.sha256()
    for file in find_files(path) + [file for file in sidecars if file.is_file()]:
        digest.update(_relative(file, folder).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def read_records(path: str | Path, *, columns: dict[str, str] | None = None) -> tuple[list[dict], list[dict]]:
    """Read every article below ``path``: (records, ledger rows), in order of doc_id.

    ``columns`` maps a column of ours (text, title, date, ...) to its name in csv or jsonl
    files, where the usual names do not fit. Raises InputError when nothing is readable, and
    for a mapping from a name that is none of ours or to a column that is in no table.
    """
    columns = columns or {}
    _check_known("column of ours", columns, [name if name != "raw" else "text" for name in COLUMN_NAMES])
    folder, files = corpus_folder(path), find_files(path)
    ids = _file_ids(files, folder)
    records: list[dict] = []
    ledger: list[dict] = []
    heads: set[str] = set()
    for file in files:
        found, notes = _read_or_note(file, ids[file], columns, heads)
        records += [record | {"file": _relative(file, folder)} for record in found]
        ledger += notes
    if heads:
        _check_known("column of the csv or jsonl files", columns.values(), sorted(heads))
    records, notes = _give_ids(records)
    records, empty = _drop_empty(records)
    ledger += notes + empty
    if not records:
        reasons = "; ".join(f"{row['doc_id']}: {row['reason']}" for row in ledger[:3])
        raise InputError(f"Nothing in the corpus {str(path)!r} could be read as an article. {reasons}")
    return sorted(records, key=lambda record: record["doc_id"]), ledger


def check_readable(path: str | Path, *, columns: dict[str, str] | None = None) -> None:
    """Raise the InputError a reading would end with, as far as the first readable article tells.

    The sidecars are read too. For a corpus that is in order this costs one file, or all of them
    where ``columns`` are mapped: any file may hold such a column.
    """
    read_metadata(path)
    read_aliases(path)
    if columns:
        read_records(path, columns=columns)
        return
    folder, files = corpus_folder(path), find_files(path)
    ids = _file_ids(files, folder)
    for file in files:
        found, _ = _read_or_note(file, ids[file], {}, set())
        if any(record["raw"].strip() for record in found):
            return
    read_records(path, columns=columns)


def read_metadata(path: str | Path) -> list[dict]:
    """Rows of metadata.csv beside the corpus, as dicts; an empty list when there is none.

    A row names its document in the column ``file`` (relative to the corpus) or ``doc_id``.
    """
    file = corpus_folder(path) / "metadata.csv"
    if not file.is_file():
        return []
    rows = _read_csv(file)
    if rows and not {"file", "doc_id"} & set(rows[0]):
        raise InputError(
            f"{file.name} has the columns {', '.join(rows[0])}, expected one called 'file' or 'doc_id' "
            f"to say which article a row is about. Add it, or take the file away."
        )
    return rows


def read_aliases(path: str | Path) -> pd.DataFrame:
    """The corpus's aliases.csv as a table (surface, entity, kind); empty when there is none."""
    file = corpus_folder(path) / "aliases.csv"
    rows = _read_csv(file) if file.is_file() else []
    columns = ["surface", "entity", "kind"]
    if rows and not set(columns) <= set(rows[0]):
        raise InputError(
            f"aliases.csv has the columns {', '.join(rows[0])}, expected surface, entity and kind. "
            f"Copy the head line of seeds/aliases.csv."
        )
    if any(not row["surface"] for row in rows):
        number = next(at for at, row in enumerate(rows, start=1) if not row["surface"])
        raise InputError(f"aliases.csv has no surface in row {number}; write the name as it stands in the articles.")
    wrong = [row for row in rows if row["entity"] and row["kind"] not in ("PERSON", "ORG", "PLACE")]
    if wrong:
        raise InputError(
            f"aliases.csv gives {wrong[0]['surface']!r} the kind {wrong[0]['kind']!r}, expected PERSON, "
            f"ORG or PLACE (or an empty entity, to drop the name)."
        )
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    twice = table[table.duplicated("surface")]
    if len(twice):
        raise InputError(f"aliases.csv names {twice.surface.iloc[0]!r} twice; keep one row for each surface.")
    return table


def _check_known(what: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            raise InputError(
                f"study.yaml maps columns with {name!r}, which is no {what}; there are {', '.join(known)}."
                + (f" Did you mean {near[0]!r}?" if near else " Change it there.")
            )


def _read_or_note(file: Path, doc_id: str, columns: dict[str, str], heads: set[str]) -> tuple[list[dict], list[dict]]:
    """What a file gives, or the ledger row that says why it gives nothing; its columns go into ``heads``."""
    try:
        return _read_file(file, doc_id, columns, heads)
    except InputError as problem:
        return [], [note(doc_id, "read", "dropped", str(problem))]
    except OSError as problem:
        return [], [note(doc_id, "read", "dropped", f"cannot be read: {problem.strerror}")]


def _read_file(file: Path, doc_id: str, columns: dict[str, str], heads: set[str]) -> tuple[list[dict], list[dict]]:
    name = file.name.lower()
    if name in SIDECARS:
        raise InputError(f"{file.name} is no article, and a sidecar only in the folder of the corpus; not used here")
    if name.endswith(TEXT_SUFFIXES):
        raw, remark = decode(_read_bytes(file))
        plain = raw.replace("\r\n", "\n").replace("\r", "\n")
        notes = [note(doc_id, "read", "changed", remark)] if remark else []
        return [{"doc_id": doc_id, "raw": plain}], notes
    if name.endswith(TABLE_SUFFIXES):
        reader = _json_rows if ".jsonl" in name else _csv_rows
        return _table_records(file, doc_id, reader, columns, heads)
    raise InputError(
        f"files of this kind ({file.suffix or 'no suffix'}) are not read; expected "
        f"{', '.join(TEXT_SUFFIXES[:2] + TABLE_SUFFIXES[:3])}"
    )


def _table_records(file, doc_id, reader, columns, heads):
    rows, notes, remark = reader(file, doc_id)
    if remark:
        notes.append(note(doc_id, "read", "changed", remark))
    if not rows and not notes:
        notes.append(note(doc_id, "read", "dropped", f"{file.name} holds no row"))
    names = sorted({name for _, row in rows for name in row})
    heads |= set(names)
    known = _match_columns(names, columns)
    if rows and "raw" not in known:
        raise InputError(
            f"{file.name} has no text column: it has {', '.join(names)}; expected one of "
            f"{', '.join(COLUMN_NAMES['raw'])}. Rename one, or map it in study.yaml (columns: {{text: NAME}})"
        )
    records = []
    for number, row in rows:  # each row by itself: lines of a jsonl file need not have the same names
        found = _match_columns([name for name, value in row.items() if value is not None], columns)
        record = dict.fromkeys(known, "") | {
            ours: _as_text(row[theirs], "\n" if ours == "raw" else ", ") for ours, theirs in found.items()
        }
        record["doc_id"] = record.get("doc_id") or f"{doc_id}-{number}"
        record["raw"] = record.get("raw", "").replace("\r\n", "\n").replace("\r", "\n")
        records.append(record)
    return records, notes


def _match_columns(names: list[str], columns: dict[str, str]) -> dict[str, str]:
    lower = {name.strip().lower().replace(" ", "_"): name for name in names}
    wanted = {ours: [columns.get("text" if ours == "raw" else ours)] for ours in COLUMN_NAMES}
    found = {}
    for ours, usual in COLUMN_NAMES.items():
        for name in wanted[ours] + [lower.get(name) for name in usual]:
            if name in names:
                found[ours] = name
                break
    return found


def _csv_rows(file: Path, doc_id: str):
    raw, remark = decode(_read_bytes(file))
    delimiter = "\t" if ".tsv" in file.name.lower() else _sniff(raw)
    rows, notes = [], []
    reader = csv.DictReader(io.StringIO(raw, newline=""), delimiter=delimiter, restkey="_more", restval="", strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if row.pop("_more", None):
                reason = f"row {number} of {file.name} has more cells than the head line; is a quote missing?"
                notes.append(note(f"{doc_id}-{number}", "read", "flagged", reason))
            rows.append((number, row))
    except csv.Error as problem:
        reason = f"{file.name} breaks off after row {len(rows)}: {problem}; is a quote not closed?"
        notes.append(note(f"{doc_id}-{len(rows) + 1}", "read", "dropped", reason))
    return rows, notes, remark


def _json_rows(file: Path, doc_id: str):
    raw, remark = decode(_read_bytes(file))
    rows, notes = [], []
    for number, line in enumerate(raw.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a JSON object was expected")
            whole = _mend(row) if r"\ud" in line.lower() else row
            if whole != row:
                reason = f"line {number} of {file.name} holds half a character, replaced by \ufffd"
                notes.append(note(f"{doc_id}-{number}", "read", "changed", reason))
            rows.append((number, whole))
        except ValueError as problem:
            reason = f"line {number} of {file.name} is not a JSON object: {problem}"
            notes.append(note(f"{doc_id}-{number}", "read", "dropped", reason, line[:200]))
    return rows, notes, remark


def _mend(row: dict) -> dict:
    r"""Put U+FFFD where JSON escapes hold one half of a surrogate pair ("\ud83d"), which is no text."""
    written = json.dumps(row, ensure_ascii=False)
    return json.loads(written.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _read_csv(file: Path) -> list[dict]:
    raw, _ = decode(_read_bytes(file))
    try:
        rows = list(csv.DictReader(io.StringIO(raw, newline=""), delimiter=_sniff(raw), restval="", strict=True))
    except csv.Error as problem:
        raise InputError(f"{file.name} cannot be read as a table: {problem}; is a quote not closed?") from problem
    return [{str(key).strip(): (value or "").strip() for key, value in row.items() if key} for row in rows]


def _sniff(raw: str) -> str:
    head = raw.split("\n", 1)[0]
    return max(",;\t|", key=head.count) if head else ","


def _read_bytes(file: Path) -> bytes:
    opener = gzip.open if file.name.lower().endswith(".gz") else open
    try:
        with opener(file, "rb") as stream:
            return stream.read()
    except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
        raise InputError(f"{file.name} is a damaged gzip file ({problem}); compress it again") from problem


def _file_ids(files: list[Path], folder: Path) -> dict[Path, str]:
    bearers = Counter(_stem(file) for file in files)
    return {file: stem if bearers[stem := _stem(file)] == 1 else _relative(file, folder) for file in files}


def _give_ids(records: list[dict]) -> tuple[list[dict], list[dict]]:
    seen: dict[str, int] = {}
    taken = {record["doc_id"] for record in records}
    notes = []
    for record in records:
        wanted = record["doc_id"]
        seen[wanted] = seen.get(wanted, 0) + 1
        if seen[wanted] > 1:
            while (unused := f"{wanted}~{seen[wanted]}") in taken:
                seen[wanted] += 1
            record["doc_id"] = unused
            taken.add(unused)
            notes.append(note(record["doc_id"], "read", "changed", f"the id {wanted!r} was already taken"))
    return records, notes


def _drop_empty(records: list[dict]) -> tuple[list[dict], list[dict]]:
    empty = [record for record in records if not record["raw"].strip()]
    notes = [note(record["doc_id"], "read", "dropped", "no text in it") for record in empty]
    return [record for record in records if record["raw"].strip()], notes


def _as_text(value, joint: str = ", ") -> str:
    """A cell as text: a list joined, of an object its name or title, else its JSON."""
    if isinstance(value, list):
        return joint.join(filter(None, map(_as_text, value)))
    if isinstance(value, dict):
        named = value.get("name") or value.get("title")
        return _as_text(named) if named else json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).strip() if not isinstance(value, float) or value == value else ""


def _stem(file: Path) -> str:
    name = file.name
    for suffix in sorted(TABLE_SUFFIXES + TEXT_SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return file.stem


def _relative(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
