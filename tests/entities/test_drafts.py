import pandas as pd

from broadsheet.corpus.sidecars import read_aliases
from broadsheet.entities.audit import find_flips
from broadsheet.entities.drafts import draft_aliases, spell_table
from broadsheet.entities.resolve import resolve_mentions
from planted_names import list_aliases, mark, plant_names

TEXTS = [
    "[O:Federal Reserve] or [O:Fed]. [O:Wagner] and [O:Wagner] or [P:Wagner].",
    "[P:Bill Clinton] met [P:Hillary Clinton]. [P:Clinton] spoke.",
]


def draft(*texts: str, aliases: pd.DataFrame) -> pd.DataFrame:
    mentions, documents = mark(*texts)
    resolved, merges = resolve_mentions(mentions, documents, aliases=aliases)
    return draft_aliases(merges, find_flips(mentions, resolved), aliases=aliases)


def test_the_draft_holds_what_is_there_then_suggestions_unsure_surnames_and_flips():
    rows = draft(*TEXTS, aliases=list_aliases(("Bob", "Bob Orr", "PERSON")))
    assert rows[["surface", "entity", "kind", "note"]].to_numpy().tolist() == [
        ["Bob", "Bob Orr", "PERSON", ""],
        ["# Fed", "Federal Reserve", "ORG", "abbreviation, 1 mentions"],
        ["# Clinton", "Clinton", "PERSON", "could be Bill Clinton or Hillary Clinton"],
        ["# Wagner", "Wagner", "ORG", "kinds: ORG 2, PERSON 1"],
    ]


def test_a_surface_that_aliases_know_is_not_suggested_again():
    assert len(draft(TEXTS[0], aliases=list_aliases(("Fed", "Fed", "ORG")))) == 2


def test_a_draft_that_is_renamed_unread_changes_nothing_and_what_is_agreed_to_is_followed(tmp_path):
    mentions, documents, _ = plant_names(n_docs=60)
    resolved, merges = resolve_mentions(mentions, documents, aliases=list_aliases())
    rows = draft_aliases(merges, find_flips(mentions, resolved), aliases=list_aliases())
    (tmp_path / "a.txt").write_text("An article.")
    (tmp_path / "aliases.csv").write_bytes(spell_table(rows))
    assert read_aliases(tmp_path).empty and len(rows) > 0
    agreed = rows.assign(surface=rows.surface.str.removeprefix("# "))
    (tmp_path / "aliases.csv").write_bytes(spell_table(agreed))
    read = read_aliases(tmp_path)
    assert len(read) == len(rows)
    again, _ = resolve_mentions(mentions, documents, aliases=read)
    assert len(again) >= len(resolved)


def test_nothing_to_decide_is_a_head_line():
    rows = draft("[P:Ada]", aliases=list_aliases())
    assert spell_table(rows).decode("utf-8-sig") == "surface,entity,kind,source,doc_id,note\n"
