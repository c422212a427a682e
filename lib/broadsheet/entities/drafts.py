"""A draft of aliases.csv: what the reader alone can decide, one row each, to be edited."""

import csv
import io

import pandas as pd

from broadsheet.entities.across_documents import UNSURE
from broadsheet.entities.aliases import COLUMNS, fill_aliases, fold_case

DRAFT_COLUMNS = [*COLUMNS, "note"]
ASIDE = "#"  # before a surface: the row is not followed


def draft_aliases(merges: pd.DataFrame, flips: pd.DataFrame, *, aliases: pd.DataFrame) -> pd.DataFrame:
    """Rows for aliases.csv (surface, entity, kind, source, doc_id, note), the rows it has already before the new.

    New are: suggested merges; bare surnames that several persons bear, as persons of their own, with the
    candidates in the note; and names whose kind flips. Before a new row's surface stands a #, so that it says nothing
    until a reader has taken that away. A surface stands once, and no row leads back to itself.
    """
    old = fill_aliases(aliases).assign(note="")
    rows, leads = [], {fold_case(row.surface): fold_case(row.entity) for row in old.itertuples()}

    def add(surface: str, entity: str, kind: str, note: str) -> None:
        start, end = fold_case(surface), fold_case(entity)
        while end in leads and leads[end] != end:
            end = leads[end]
        if start not in leads and (end != start or start == fold_case(entity)):
            leads[start] = fold_case(entity)
            rows.append((f"{ASIDE} {surface}", entity, kind, "", "", note))

    for row in merges[merges.action == "suggested"].itertuples():
        add(row.surface, row.entity, row.kind, f"{row.rule}, {row.n_mentions} mentions; {row.detail}".rstrip("; "))
    unsure = merges[(merges.action == "refused") & merges.entity.str.endswith(UNSURE)]
    for row in unsure.itertuples():
        name = row.entity.removesuffix(UNSURE)
        add(name, name, "PERSON", f"could be {row.detail}")
    for row in flips.itertuples():
        if not row.entity.endswith(UNSURE):
            add(row.entity, row.entity, row.kind, f"kinds: {row.votes}")
    return pd.concat([old, pd.DataFrame(rows, columns=DRAFT_COLUMNS)], ignore_index=True)[DRAFT_COLUMNS]


def spell_table(table: pd.DataFrame) -> bytes:
    """A table to edit as a CSV file in UTF-8, with the mark that lets Excel read it as such."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False))
    return lines.getvalue().encode("utf-8-sig")
