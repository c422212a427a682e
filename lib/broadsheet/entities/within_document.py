"""Which names of one article mean the same: what a careful reader of that article alone would join.

One name has one sense in one article (Gale, Church and Yarowsky 1992), so names are joined, not mentions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from broadsheet.entities.spellings import (
    JUNIORS,
    LEGAL_FORMS,
    drop_generation,
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

# what may follow a short name in the long one, with nothing else: Wagner Group, Toyota Motor, Labour Party
LONG_FORMS = frozenset({
    "group", "motor", "motors", "party", "airlines", "airways", "bank", "industries", "international", "corp",
    "corporation", "inc", "co", "company", "ltd", "limited", "plc", "ag", "sa", "spa", "nv", "holdings", "holding"
})  # fmt: skip
FORM_KEYS = frozenset(map(fold_word, LONG_FORMS))
LONGEST_NAME = 5  # words of a person's name; what is longer is a list or a headline


class Join(NamedTuple):
    """``name`` is joined to ``target`` by ``rule``; without a target it is refused, because of ``candidates``."""

    name: str
    target: str
    rule: str
    candidates: tuple[str, ...] = ()


def is_full_name(name: str) -> bool:
    """Two to five words, the first of which is no single letter; "Davis Jr." is a surname."""
    words = split_name(name)
    return 2 <= len(words) <= LONGEST_NAME and len(words[0]) > 1 and words[1] not in JUNIORS


def join_within(
    kinds: Mapping[str, str], *, may_be_person: Callable[[str], bool], given: Mapping[str, str]
) -> list[Join]:
    """Joins of the names of one article, from its names with their kinds.

    *full name*: "Hillary Clinton" in "Hillary Rodham Clinton"; *surname*: the last word or words of one person;
    *initial*: "M. Chang" for "Michael Chang"; *forename*: the first word of one person; *acronym*: the initials of
    one organisation or place; *long form*: "Toyota" for "Toyota Motor Corp", though it be called a person
    where no person has the name; *head word*: "Bundesbank" for "Deutsche
    Bundesbank". Two that could be meant are a refusal. ``may_be_person`` tells of a bare name whether it may be a
    person's; names in ``given`` are what aliases.csv says, and two that it joins are one.
    """
    full_names = sorted(name for name, kind in kinds.items() if kind == "PERSON" and is_full_name(name))
    longer = _join_full_names([name for name in full_names if name not in given])
    index = _index_names([name for name in full_names if name not in longer], kinds)
    joins = [Join(name, target, "full name") for name, target in longer.items()]
    for name, kind in sorted(kinds.items()):
        if name in given or name in longer:
            continue
        rule, found = _find_person(name, kind, index) if may_be_person(name) else ("", [])
        if not found:
            rule, found = _find_group(name, kind, index)
        meant = {given.get(full) or _identify(full, kinds[full]) for full in found}
        if meant:
            joins.append(Join(name, found[0], rule) if len(meant) == 1 else Join(name, "", rule, tuple(found)))
    return joins


def _identify(name: str, kind: str) -> tuple:
    """Equal for names that are one whatever else the article says."""
    return spell_key(name, kind=kind), find_marks(name) if kind == "PERSON" else ()


class Index(NamedTuple):
    """Names of one article by a folded word, or by their acronyms."""

    persons_by_last: Mapping[str, Sequence[str]]
    persons_by_first: Mapping[str, Sequence[str]]
    groups_by_initials: Mapping[str, Sequence[str]]
    groups_by_last: Mapping[str, Sequence[str]]
    groups_by_first: Mapping[str, Sequence[str]]


def _index_names(persons: Sequence[str], kinds: Mapping[str, str]) -> Index:
    groups = [name for name, kind in sorted(kinds.items()) if kind in ("ORG", "PLACE") and len(split_name(name)) > 1]
    organisations = [name for name in groups if kinds[name] == "ORG"]
    return Index(
        _index(persons, _surname), _index(persons, _first_word), _index(groups, spell_initials),
        _index(organisations, _last_word), _index(organisations, _first_word),
    )  # fmt: skip


def _index(names: Iterable[str], spell: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        for key in spell(name):
            found.setdefault(key, []).append(name)
    return found


def _surname(name: str) -> list[str]:
    return [last_name(_fold_words(name))]


def _last_word(name: str) -> list[str]:
    return [_fold_words(name)[-1]]


def _first_word(name: str) -> list[str]:
    return [_fold_words(name)[0]]


def _join_full_names(names: Sequence[str]) -> dict[str, str]:
    """Full names -> the one longer name that ends in them, or that has their first, last and all their words; a
    father and his son of one name are two."""
    by_last = _index(names, _surname)
    joins = {}
    for name in names:
        longer = [
            full
            for full in by_last[last_name(_fold_words(name))]
            if _is_part(_fold_person(name), _fold_person(full)) and may_be_one(find_marks(name), find_marks(full))
        ]
        if len({_identify(full, "PERSON") for full in longer}) == 1:
            joins[name] = max(longer, key=lambda full: (len(split_name(full)), full))
    return joins


def _is_part(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    is_in = full[-len(words) :] == words or (full[0] == words[0] and set(words) < set(full))
    return is_in and len(words) < len(full)


def _find_person(name: str, kind: str, index: Index) -> tuple[str, Sequence[str]]:
    words, generation = _fold_person(name), find_marks(name).generation
    bearers = [(full, _fold_person(full)) for full in index.persons_by_last.get(words[-1], ())]
    if len(words) > 1 and len(words[0]) == 1:
        fitting = [full for full, long in bearers if long[0][0] == words[0] and long[1 - len(words) :] == words[1:]]
        return "initial", [full for full in fitting if find_marks(full).generation == generation]
    if is_full_name(name) and kind == "PERSON":
        return "", ()
    rule, found = "surname", [full for full, long in bearers if len(words) < len(long) and long[-len(words) :] == words]
    if not found and len(words) == 1 and kind == "PERSON":
        rule, found = "forename", index.persons_by_first.get(words[0], ())
    # Davis may be Sammy Davis Jr., Davis Jr. is no other
    return rule, [full for full in found if generation in ("", find_marks(full).generation)]


def _find_group(name: str, kind: str, index: Index) -> tuple[str, Sequence[str]]:
    words = _fold_words(name)
    if is_acronym(name) and kind != "PERSON":
        return "acronym", index.groups_by_initials.get(fold(name), ())
    if kind not in ("ORG", "PERSON"):
        return "", ()
    starting = [(full, _fold_words(full)) for full in index.groups_by_first.get(words[0], ())]
    formed = [full for full, long in starting if long[: len(words)] == words and _is_form(long[len(words) :])]
    if kind == "PERSON":
        return "long form", [full for full in formed if split_name(full)[-1] in LEGAL_FORMS]
    if formed or len(words) > 1:
        return "long form", formed
    return "head word", index.groups_by_last.get(words[0], ()) if words[0] not in LEGAL_FORMS else ()


def _is_form(rest: tuple[str, ...]) -> bool:
    return bool(rest) and FORM_KEYS.issuperset(rest)


def _fold_person(name: str) -> tuple[str, ...]:
    return tuple(drop_generation(_fold_words(name)))


def _fold_words(name: str) -> tuple[str, ...]:
    return tuple(fold_word(word) for word in split_name(name))
