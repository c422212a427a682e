"""Names that may mean the same and are left to the reader: nothing here joins anything."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from broadsheet.entities.spellings import (
    find_marks,
    fold,
    fold_word,
    is_acronym,
    last_name,
    may_be_one,
    spell_initials,
    spell_key,
    split_name,
)
from broadsheet.entities.within_document import is_full_name

SHORTEST = 6  # letters of names that are compared letter by letter; Iran and Iraq are one letter apart
COLUMNS = ["surface", "entity", "kind", "rule", "n_mentions", "n_docs", "detail"]


def suggest_merges(mentions: pd.DataFrame) -> pd.DataFrame:
    """Pairs of entities that may be one: surface (the rarer or shorter), entity, its kind, rule, counts, detail.

    *one letter*: keys that one letter added, left out or changed makes equal; *acronym*: the initials of an
    organisation or place; *abbreviation*: a beginning of its first word (Fed, Federal Reserve); *head word*: the last
    word of one organisation alone; *surname*: the last word of a person; *middle name*: two persons with the same
    first and last word; *initial*: M. Chang and Michael Chang. For each surface and rule the most widespread candidate.
    """
    counted = mentions.groupby("entity").agg(
        kind=("kind", "first"), n_mentions=("start", "size"), n_docs=("doc_id", "nunique")
    )
    counted = counted[~counted.index.str.endswith(" (?)")]
    ranked = counted.reset_index().sort_values(["n_mentions", "n_docs", "entity"], ascending=[False, False, True])
    rank = {name: at for at, name in enumerate(ranked.entity)}
    kinds = dict(zip(ranked.entity, ranked.kind, strict=True))
    rows = []
    for rule, pairs in _find_pairs(kinds).items():
        candidates: dict[str, list[str]] = {}
        for short, long in pairs:
            candidates.setdefault(short, []).append(long)
        for short, found in candidates.items():
            best, *others = sorted(set(found), key=rank.__getitem__)
            if rule == "head word" and others:
                continue
            detail = f"also {', '.join(others[:5])}" if others else ""
            counts = counted.loc[short]
            rows.append((short, best, kinds[best], rule, counts.n_mentions, counts.n_docs, detail))
    return pd.DataFrame(rows, columns=COLUMNS)


def _find_pairs(kinds: dict[str, str]) -> dict[str, Iterable[tuple[str, str]]]:
    """Rule -> pairs (the name that would go, the name that would stay); ``kinds`` has the commonest names first."""
    groups = [name for name, kind in kinds.items() if kind != "PERSON" and len(split_name(name)) > 1]
    persons = [name for name, kind in kinds.items() if kind == "PERSON"]
    organisations = [name for name in groups if kinds[name] == "ORG"]
    single = [name for name, kind in kinds.items() if kind == "ORG" and len(split_name(name)) == 1]
    initials = _index((initials, name) for name in groups for initials in spell_initials(name))
    starts = _index((first[:size], name) for name in organisations
                    for first in [split_name(name)[0]] for size in range(3, len(first)))  # fmt: skip
    heads = _index((split_name(name)[-1], name) for name in organisations)
    acronyms = [name for name in kinds if is_acronym(name)]
    return {
        "acronym": ((name, full) for name in acronyms for full in initials.get(fold(name), ())),
        "abbreviation": ((name, full) for name in single for full in starts.get(fold(name), ())),
        "head word": ((name, full) for name in single for full in heads.get(fold(name), ())),
        "surname": _surnames(persons),
        "middle name": _same_ends(persons),
        "initial": _same_initial(persons),
        "one letter": _one_letter_apart(kinds),
    }


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        found[key].append(name)
    return found


def _surnames(persons: list[str]) -> Iterator[tuple[str, str]]:
    last = _index((fold_word(last_name(split_name(name))), name) for name in persons if is_full_name(name))
    for name in persons:
        if len(split_name(name)) == 1:
            yield from ((name, full) for full in last.get(fold_word(split_name(name)[0]), ()))


def _same_ends(persons: list[str]) -> Iterator[tuple[str, str]]:
    ends = _index((_ends(name), name) for name in persons if is_full_name(name))
    for names in ends.values():
        for at, name in enumerate(names):
            for other in names[:at]:
                words, long = sorted((set(split_name(name)), set(split_name(other))), key=len)
                if words < long and may_be_one(find_marks(name), find_marks(other)):
                    yield name, other


def _same_initial(persons: list[str]) -> Iterator[tuple[str, str]]:
    full = _index((f"{_ends(name)[0]} {_ends(name).split()[1]}", name) for name in persons if is_full_name(name))
    for name in persons:
        words = split_name(name)
        if len(words) > 1 and len(words[0]) == 1:
            yield from ((name, other) for other in full.get(f"{words[0]} {fold_word(last_name(words))}", ()))


def _ends(name: str) -> str:
    words = split_name(name)
    return f"{fold_word(words[0])} {fold_word(last_name(words))}"


def _one_letter_apart(kinds: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs whose keys share a form with one letter left out (Garbe's symmetric deletes): no pair is compared twice."""
    keys = {name: spell_key(name, kind=kind).replace(" ", "") for name, kind in kinds.items()}
    forms = _index(
        (form, name)
        for name, key in keys.items()
        if SHORTEST <= len(key) <= 60 and key.isalpha()
        for form in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}
    )
    seen = set()
    for names in forms.values():
        for at, name in enumerate(names):
            for other in names[:at]:
                if (name, other) not in seen and keys[name] != keys[other]:
                    seen.add((name, other))
                    yield name, other
