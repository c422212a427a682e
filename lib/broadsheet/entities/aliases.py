"""The user's own word on names: what aliases.csv joins, splits, retypes and drops."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

COLUMNS = ["surface", "entity", "kind", "source", "doc_id"]


class Alias(NamedTuple):
    """What a name means: an ``entity`` (empty: none, the name is dropped) of a ``kind``; ``scoped`` to one outlet
    or document."""

    entity: str
    kind: str
    scoped: bool


Scope = tuple[str, str, str]  # folded surface, source, doc_id; empty where the row does not say


def fill_aliases(aliases: pd.DataFrame) -> pd.DataFrame:
    """Rows of aliases.csv with all its columns: source and doc_id are empty where they were not given."""
    return aliases.reindex(columns=COLUMNS, fill_value="").fillna("")


def index_aliases(aliases: pd.DataFrame) -> dict[Scope, Alias]:
    """Rows of aliases.csv, filled, by surface and scope.

    Rows may be chained: with "Al, Big Al" and "Big Al, Albert Alban" Al is Albert Alban.
    """
    index = {
        (fold_case(row.surface), row.source, row.doc_id): Alias(row.entity, row.kind, bool(row.source or row.doc_id))
        for row in aliases.itertuples()
    }
    return {scope: _follow(index, scope) for scope in index}


def find_alias(index: Mapping[Scope, Alias], name: str, *, doc_id: str, source: str) -> Alias | None:
    """The row for a name: that of its document before that of its outlet before that of all."""
    folded = fold_case(name)
    for scope in ((folded, source, doc_id), (folded, "", doc_id), (folded, source, ""), (folded, "", "")):
        if scope in index:
            return index[scope]
    return None


def fold_case(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split())


def _follow(index: Mapping[Scope, Alias], scope: Scope) -> Alias:
    """The end of a chain of rows; a cycle, which ``read_aliases`` refuses, ends where it closes."""
    alias, seen = index[scope], {scope}
    while alias.entity:
        further = (fold_case(alias.entity), "", "")
        if further in seen or further not in index or not index[further].entity:
            break
        seen.add(further)
        alias = index[further]._replace(scoped=alias.scoped)
    return alias
