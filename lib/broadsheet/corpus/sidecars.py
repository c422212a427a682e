"""What may stand beside the articles: metadata.csv and aliases.csv."""

import csv
import io
from pathlib import Path

import pandas as pd

from broadsheet.corpus.formats.decode import decode
from broadsheet.corpus.sources import corpus_folder
from broadsheet.errors import InputError

KINDS = ("PERSON", "ORG", "PLACE")
ALIAS_COLUMNS = ["surface", "entity", "kind"]


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
    """The corpus's aliases.csv as a table (surface, entity, kind); empty when there is none."""
    file = corpus_folder(path) / "aliases.csv"
    rows = _read_csv(file) if file.is_file() else []
    if rows and not set(ALIAS_COLUMNS) <= set(rows[0]):
        raise InputError(
            f"aliases.csv has the columns {', '.join(rows[0])}, expected surface, entity and kind. "
            f"Copy the head line of seeds/aliases.csv."
        )
    if any(not row["surface"] for row in rows):
        number = next(at for at, row in enumerate(rows, start=1) if not row["surface"])
        raise InputError(f"aliases.csv has no surface in row {number}; write the name as it stands in the articles.")
    wrong = [row for row in rows if row["entity"] and row["kind"] not in KINDS]
    if wrong:
        raise InputError(
            f"aliases.csv gives {wrong[0]['surface']!r} the kind {wrong[0]['kind']!r}, expected PERSON, "
            f"ORG or PLACE (or an empty entity, to drop the name)."
        )
    table = pd.DataFrame(rows, columns=ALIAS_COLUMNS, dtype="str")
    twice = table[table.duplicated("surface")]
    if len(twice):
        raise InputError(f"aliases.csv names {twice.surface.iloc[0]!r} twice; keep one row for each surface.")
    return table


def _read_csv(file: Path) -> list[dict[str, str]]:
    try:
        raw, _ = decode(file.read_bytes())
    except InputError as problem:
        raise InputError(f"{file.name}: {problem}") from problem
    first, _, rest = raw.partition("\n")
    raw = rest if first.lower().startswith("sep=") else raw  # Excel's own word on what parts the cells
    head = raw.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count) if head else ","
    try:
        rows = list(csv.DictReader(io.StringIO(raw, newline=""), delimiter=delimiter, restval="", strict=True))
    except csv.Error as problem:
        raise InputError(f"{file.name} cannot be read as a table: {problem}; is a quote not closed?") from problem
    return [{str(key).strip().lower(): (value or "").strip() for key, value in row.items() if key} for row in rows]
