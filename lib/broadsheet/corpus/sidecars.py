"""What may stand beside the articles: metadata.csv, aliases.csv, check-sheet.csv, positions.csv."""

import csv
import io
from pathlib import Path

import pandas as pd

from broadsheet.corpus.formats.decode import decode
from broadsheet.corpus.sources import corpus_folder
from broadsheet.errors import InputError

KINDS = ("PERSON", "ORG", "PLACE")
SPARSE = 6  # one byte in so many outside ASCII: French has fewer, Russian more
ALIAS_COLUMNS = ["surface", "entity", "kind", "source", "doc_id"]


def read_metadata(path: str | Path) -> list[dict[str, str]]:
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
    """The corpus's aliases.csv as a table (surface, entity, kind, source, doc_id); empty when there is none.

    Two rows for one surface are told apart by ``source`` or ``doc_id``, columns that may be missing. A row whose
    surface begins with # is not followed (a draft's, not yet agreed to). Raises
    InputError, with the rows (the first below the head is 1), for a row without surface, an unknown kind, two rows
    that contradict each other, and rows that lead in a circle.
    """
    file = corpus_folder(path) / "aliases.csv"
    rows = _read_csv(file) if file.is_file() else []
    if rows and not set(ALIAS_COLUMNS[:3]) <= set(rows[0]):
        raise InputError(
            f"aliases.csv has the columns {', '.join(rows[0])}, expected surface, entity and kind. "
            f"Copy the head line of seeds/aliases.csv."
        )
    rows = [{"row": at} | {name: row.get(name, "") for name in ALIAS_COLUMNS} for at, row in enumerate(rows, start=1)]
    rows = [row for row in rows if not row["surface"].startswith("#")]
    for row in rows:
        row["kind"] = row["kind"].upper()
        if not row["surface"]:
            raise InputError(
                f"aliases.csv has no surface in row {row['row']}; write the name as it stands in the articles."
            )
        if row["entity"] and row["kind"] not in KINDS:
            raise InputError(
                f"aliases.csv gives {row['surface']!r} the kind {row['kind']!r}, expected PERSON, "
                f"ORG or PLACE (or an empty entity, to drop the name); see row {row['row']}."
            )
    _require_agreement(rows)
    _require_ends(rows)
    return pd.DataFrame(rows, columns=ALIAS_COLUMNS, dtype="str")


def read_check_sheet(path: str | Path) -> pd.DataFrame | None:
    """The names judged by hand in check-sheet.csv beside the corpus, as ``entities.draw_check_sheet`` made it and with
    the column right filled in; None when there is none. Raises InputError when a column is missing."""
    file = corpus_folder(path) / "check-sheet.csv"
    if not file.is_file():
        return None
    rows = _read_csv(file)
    missing = sorted({"doc_id", "start", "name", "entity", "kind", "right"} - set(rows[0] if rows else ()))
    if missing:
        raise InputError(
            f"check-sheet.csv has no column {', '.join(missing)}; start from check_sheet.csv among the tables of "
            f"04_entities and write yes or no under 'right'."
        )
    return pd.DataFrame(rows, dtype="str")


def read_positions(path: str | Path) -> pd.DataFrame | None:
    """Where names stand in the network's drawing (entity, x, y) by positions.csv beside the corpus, a copy of a former
    run's nodes.csv; None when there is none. Raises InputError for a missing column and for what is no number."""
    file = corpus_folder(path) / "positions.csv"
    if not file.is_file():
        return None
    rows = _read_csv(file)
    missing = sorted({"entity", "x", "y"} - set(rows[0] if rows else ()))
    if missing:
        raise InputError(
            f"positions.csv has no column {', '.join(missing)}; copy nodes.csv from the tables of 04_entities."
        )
    try:
        placed = pd.DataFrame(rows)[["entity", "x", "y"]].astype({"entity": "str", "x": "float64", "y": "float64"})
    except ValueError as problem:
        raise InputError(f"positions.csv has a place that is no number ({problem}); x and y are numbers.") from problem
    return placed.drop_duplicates("entity", ignore_index=True)


def _require_agreement(rows: list[dict]) -> None:
    """One meaning for a surface in one place, one kind for an entity, and none that is both meant and dropped."""
    meanings, kinds = {}, {}
    for row in rows:
        place = (_fold(row["surface"]), row["source"], row["doc_id"])
        first = meanings.setdefault(place, row)
        if (first["entity"], first["kind"]) != (row["entity"], row["kind"]):
            raise InputError(
                f"aliases.csv names {row['surface']!r} twice, in row {first['row']} as "
                f"{first['entity'] or 'dropped'!r} "
                f"({first['kind'] or '-'}) and in row {row['row']} as {row['entity'] or 'dropped'!r} "
                f"({row['kind'] or '-'}); keep one, or give each a source or doc_id."
            )
        if row["entity"] and kinds.setdefault(row["entity"], row)["kind"] != row["kind"]:
            first = kinds[row["entity"]]
            raise InputError(
                f"aliases.csv gives {row['entity']!r} the kind {first['kind']} in row {first['row']} and {row['kind']} "
                f"in row {row['row']}; an entity has one kind."
            )
    for row in rows:
        further = meanings.get((_fold(row["entity"]), "", "")) if row["entity"] else None
        if further and not further["entity"]:
            raise InputError(
                f"aliases.csv joins {row['surface']!r} to {row['entity']!r} in row {row['row']}, and drops "
                f"{further['surface']!r} in row {further['row']}; take one of the two rows away."
            )


def _require_ends(rows: list[dict]) -> None:
    """No row leads over others back to itself; a name that stands for itself, to set its kind, is no circle."""
    leads = {_fold(row["surface"]): row for row in rows if not row["source"] and not row["doc_id"]}
    for row in leads.values():
        path, at = [row], _fold(row["entity"])
        while at in leads and _fold(leads[at]["entity"]) != at and leads[at] not in path:
            path.append(leads[at])
            at = _fold(path[-1]["entity"])
        if len(path) > 1 and at == _fold(row["surface"]):
            names = " -> ".join([*(step["surface"] for step in path), row["surface"]])
            numbers = ", ".join(str(step["row"]) for step in path)
            raise InputError(f"aliases.csv leads in a circle, {names} (rows {numbers}); say which of them the name is.")


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split())


def _read_csv(file: Path) -> list[dict[str, str]]:
    raw = _decode_table(file).lstrip("\r\n")
    first, _, rest = raw.partition("\n")
    raw = rest if first.lower().startswith("sep=") else raw  # Excel's own word on what parts the cells
    head = raw.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count) if head else ","
    try:
        rows = list(csv.DictReader(io.StringIO(raw, newline=""), delimiter=delimiter, restval="", strict=True))
    except csv.Error as problem:
        raise InputError(f"{file.name} cannot be read as a table: {problem}; is a quote not closed?") from problem
    for at, row in enumerate(rows, start=1):
        if any(row.get(None) or ()):
            raise InputError(
                f"{file.name} has more cells in row {at} than its head line has columns, at {row[None][0]!r}; "
                f"put a name with a {delimiter!r} in it into quotes."
            )
    return [{str(key).strip().lower(): (value or "").strip() for key, value in row.items() if key} for row in rows]


def _decode_table(file: Path) -> str:
    """The text of a table; one with few letters outside ASCII, which tell no encoding, is Excel's cp1252."""
    data = file.read_bytes()
    try:
        raw, note = decode(data)
    except InputError as problem:
        raise InputError(f"{file.name}: {problem}") from problem
    if note.startswith("not UTF-8") and sum(byte > 127 for byte in data) * SPARSE < len(data):
        return data.decode("cp1252", errors="replace")
    return raw
