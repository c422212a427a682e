"""What study.yaml says of columns, checked against the files before they are read."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from broadsheet.corpus.formats.columns import COLUMN_NAMES, find_further, plain_name
from broadsheet.corpus.formats.heads import read_column_names
from broadsheet.corpus.sources import Piece, open_piece
from broadsheet.corpus.stages import DOCUMENT, RECORD
from broadsheet.errors import InputError


def join_columns(columns: Mapping[str, str], more_columns: Iterable[str]) -> dict[str, str]:
    """One mapping for the readers: our columns to the user's, and each further column to itself, in order of name.

    Raises InputError for a column of ours that there is none of, and for a further column that is
    named like one of ours or twice.
    """
    ours = ["text" if name == "raw" else name for name in COLUMN_NAMES]
    _require_known("study.yaml maps columns with", "column of ours", columns, ours)
    plain: dict[str, str] = {}
    for name in more_columns:
        if plain_name(name) in {**DOCUMENT, **RECORD}:
            raise InputError(
                f"more_columns names {name!r}, which Broadsheet uses itself; take it out, or rename it in your files."
            )
        if (twin := plain.setdefault(plain_name(name), name)) is not name:
            raise InputError(f"more_columns names {twin!r} and {name!r}, which are one; take one of them out.")
    return dict(columns) | {name: name for name in sorted(plain.values())}


def require_columns(columns: Mapping[str, str], pieces: Sequence[Piece], metadata: Sequence[Mapping]) -> None:
    """Raise InputError for a column that no table has, and for a further one that metadata.csv has not either."""
    further = find_further(columns)
    mapped = {theirs for name, theirs in columns.items() if name not in further}
    beside = list(metadata[0]) if metadata else []
    wanted = {plain_name(name) for name in further} - set(map(plain_name, beside))
    seen: set[str] = set()
    for piece in pieces if mapped or wanted else ():
        if mapped <= seen and wanted <= set(map(plain_name, seen)):
            return
        try:
            with open_piece(piece) as stream:
                seen |= read_column_names(stream, name=piece.name)
        except Exception:  # what cannot be read is noted when it is read
            continue
    if seen:
        _require_known("study.yaml maps columns with", "column of the tables", sorted(mapped), sorted(seen))
    missing = sorted(name for name in further if plain_name(name) in wanted - set(map(plain_name, seen)))
    _require_known("more_columns names", "column of a table or of metadata.csv", missing, sorted({*seen, *beside}))


def add_further(metadata: list[dict], columns: Mapping[str, str]) -> list[dict]:
    """The rows of metadata.csv with the further columns under the names they were asked for."""
    asked = {plain_name(name): name for name in find_further(columns)}
    return [
        row | {asked[plain_name(name)]: cell for name, cell in row.items() if plain_name(name) in asked}
        for row in metadata
    ]


def _require_known(who: str, what: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "Change it there."
            there = ", ".join(known) or "none"
            raise InputError(f"{who} {name!r}, which is no {what}; there are {there}. {hint}")
