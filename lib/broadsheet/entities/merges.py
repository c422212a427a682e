"""The ledger of merges: every join of names, every refused one, and what was split, retyped or dropped."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from broadsheet import tables
from broadsheet.entities.aliases import fold_case
from broadsheet.entities.votes import spell_votes

ACTIONS = ("merged", "refused", "suggested", "split", "retyped", "dropped")


class Refusal(NamedTuple):
    """A join that was not made: ``name`` in ``doc_id``, by ``rule``, because of ``detail``."""

    doc_id: str
    name: str
    rule: str
    detail: str


def list_merges(
    resolved: pd.DataFrame,
    refused: Sequence[Refusal],
    suggested: pd.DataFrame,
    *,
    replaced: pd.DataFrame,
    aliases: pd.DataFrame,
) -> pd.DataFrame:
    """The merges table: one row for each surface, entity and rule, by action, the most mentions first.

    ``resolved`` are all mentions with name, raw_kind, detail and scoped beside their columns; what is dropped has
    the entity "" or the kind NORP; ``replaced`` are mentions that others took the place of (``find_replaced``). A
    row of aliases.csv that met no mention is a refused merge of none.
    """
    resolved = resolved.assign(surface=resolved.surface.str.split().str.join(" "))
    kept, dropped = _split_dropped(resolved)
    replaced_kept, replaced_dropped = _split_dropped(replaced)
    is_joined = (kept.surface != kept.entity) & ~kept.entity.str.endswith(" (?)")
    merged = pd.concat([_count(kept[is_joined], "merged"), _count(replaced_kept, "merged")])
    merged["action"] = merged.scoped.map({True: "split", False: "merged"}) if len(merged) else merged.action
    parts = [
        merged,
        _list_refused(resolved, refused),
        suggested.assign(action="suggested"),
        _list_retyped(pd.concat([kept[~kept.rule.str.startswith("look-back")], replaced_kept])),
        _list_dropped(dropped),
        _list_dropped(replaced_dropped),
        _list_idle(resolved, aliases),
    ]
    rows = pd.concat([part for part in parts if len(part)]) if any(map(len, parts)) else pd.DataFrame()
    if rows.empty:
        return tables.make("merges")
    rows["at"] = rows.action.map(ACTIONS.index)
    order = ["at", "n_mentions", "surface", "entity", "rule", "detail"]
    return tables.make("merges", rows.sort_values(order, ascending=[True, False, True, True, True, True]))


def find_replaced(mentions: pd.DataFrame, resolved: pd.DataFrame) -> pd.DataFrame:
    """Of ``mentions`` as they were found those that are not among ``resolved``: a longer name was read in their place,
    or a part of theirs. Each has the entity and kind of what was, the rule "look-back", and a word in detail."""
    spot = ["doc_id", "start", "end"]
    both = mentions.merge(resolved[spot], on=spot, how="left", indicator=True)
    gone = both[both._merge == "left_only"].sort_values("end")
    # the one mention that overlaps is the last to start before the end
    now = resolved[["doc_id", "start", "surface", "entity", "kind"]].sort_values("start")
    found = pd.merge_asof(
        gone[["doc_id", "start", "end", "surface", "kind"]].rename(columns={"kind": "raw_kind"}),
        now.rename(columns={"start": "end", "surface": "read"}),
        on="end", by="doc_id", allow_exact_matches=False,
    )  # fmt: skip
    surfaces = {name: found[name].str.split().str.join(" ") for name in ("surface", "read")}
    return found.assign(
        surface=surfaces["surface"], rule="look-back", scoped=False, detail="read as " + surfaces["read"]
    )


def _split_dropped(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    is_dropped = (rows.entity == "") | (rows.kind == "NORP")
    return rows[~is_dropped], rows[is_dropped]


def _count(rows: pd.DataFrame, action: str) -> pd.DataFrame:
    groups = rows.groupby(["surface", "entity", "kind", "rule", "scoped", "detail"])
    counted = groups.agg(n_mentions=("start", "size"), n_docs=("doc_id", "nunique")).reset_index()
    return counted.assign(action=action)


def _list_refused(resolved: pd.DataFrame, refused: Sequence[Refusal]) -> pd.DataFrame:
    if not refused:
        return pd.DataFrame()
    why = pd.DataFrame(refused).drop_duplicates(["doc_id", "name", "rule", "detail"])
    if (spelled := why.rule == "spelling").any():  # told of once, of all documents
        everywhere = (
            why[spelled].drop(columns="doc_id").merge(resolved[["doc_id", "name"]].drop_duplicates(), on="name")
        )
        why = pd.concat([why[~spelled], everywhere])
    rows = resolved.drop(columns=["rule", "detail"]).merge(why, on=["doc_id", "name"])
    return _count(rows.assign(scoped=False), "refused")


def _list_retyped(kept: pd.DataFrame) -> pd.DataFrame:
    flips = kept[kept.raw_kind != kept.kind]
    rows = []
    for (entity, kind), group in flips.groupby(["entity", "kind"]):
        rules = sorted(set(group.rule))
        said = spell_votes(group.raw_kind.value_counts().to_dict())
        rows.append((entity, entity, kind, " / ".join(rules), "retyped", len(group), group.doc_id.nunique(), said))
    return pd.DataFrame(rows, columns=list(tables.TABLES["merges"].columns))


def _list_dropped(rows: pd.DataFrame) -> pd.DataFrame:
    by_alias = rows.entity == ""
    rows = rows.assign(
        rule=rows.rule.where(by_alias, "vote"),
        detail=pd.Series("aliases.csv drops this name", index=rows.index).where(
            by_alias, "mostly a people, a language or no such kind"
        ),
        scoped=False,
    )
    return _count(rows, "dropped")


def _list_idle(resolved: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    met = {fold_case(name) for name in {*resolved.surface, *resolved.name}}
    idle = [row for row in aliases.itertuples() if fold_case(row.surface) not in met]
    detail = "aliases.csv names it, these articles do not"
    rows = [(row.surface, row.entity, row.kind, "alias", "refused", 0, 0, detail) for row in idle]
    return pd.DataFrame(rows, columns=list(tables.TABLES["merges"].columns))
