"""Of what kind an English name is, where the name or its article says more than the model.

A model reads a line at a time and half knows the world: it calls Kyiv a person and Pelosi a place. The gazetteer
and the other names of the same article correct the plainest of that, before the corpus votes.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from broadsheet.entities.gazetteer import Gazetteer
from broadsheet.entities.spellings import TITLES

ACRONYM = re.compile(r"[A-Z]{2,6}")
NUMBERED = re.compile(r"[A-Z][A-Za-z]*-\d+\w*")
LAST_WORD = re.compile(r"([\w-]+)\.?\s+$")
PLACE_HEADS = "Oblast|Province|Region|County|River|Peninsula|Islands?|Ocean|Sea|Valley|Mountains?"
PLACE_HEADS += "|Airport|Stadium|Avenue|Cathedral|Strait|Canal"
PLACE_HEAD = re.compile(rf"[\w'’ -]+ (?:{PLACE_HEADS})")
ORG_HEADS = "University|College|Institute|Hospital|Association|Federation|Committee|Commission|Council|Ministry"
ORG_HEADS += "|Department|Agency|Party|Foundation|Corp|Corporation|Inc|Ltd|Plc|PLC|Airlines|Airways|Holdings"
ORG_HEADS += "|Orchestra|Museum|Rovers|Wanderers|Rugby|FC"
ORG_HEAD = re.compile(rf"[A-Z][\w'’& -]* (?:{ORG_HEADS})\.?")
UNITED = re.compile(r"[A-Z][\w'’-]* (?:United|City)")  # of persons alone: Mexico City is a place
EVENTS = (
    "Cup|Open|Trophy|Prize|Awards?|Olympics|Championships?|Grand Prix|Marathon|Treaty|Accords?|(?:Olympic|Asian) Games"
)
EVENT = re.compile(rf"[\w'’& .-]+ (?:{EVENTS})")
INITIAL = re.compile(r"([A-Z]\.?) ([A-Z][a-z]+|(?:Mc|Mac|O['’]|D['’])[A-Z][a-z]+)")
FORENAMES = {"Christian", "German", "Roman", "Dane", "French", "English", "Welsh", "Pole", "Scot"}  # and peoples
AND_CO = re.compile(r" (?:and|&) Co\b")
LETTERS = re.compile(r"[A-Z]{2,4}")
FULL = re.compile(r"[A-Z][a-z]+(?: [A-Z][\w'’.-]+)+")
HONORIFIC = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Brig|Cpl|Adm|Cmdr)\.?\s+(?=[A-Z])"
)
CALLED = re.compile(r"(?:(?:[\w-]+|[OD]['’]\w+|[A-Z]\.)(?: |$)){1,4}")
HONORED = re.compile(HONORIFIC.pattern + r"(?:[A-Z][\w'’-]*\s){0,2}?([A-Z][\w-]+(?:['’][A-Z]\w+)?)(?!\s+[A-Z])")
PORTFOLIOS = frozenset(
    ("Agriculture", "Commerce", "Defence", "Defense", "Economics", "Economy", "Education", "Energy", "Environment",
     "Finance", "Foreign", "Health", "Industry", "Interior", "Justice", "Labor", "Labour", "Planning", "State", "Trade",
     "Transport", "Transportation")
)  # fmt: skip
OFFICE_BEFORE = re.compile(r"\b(?:[Mm]inister|[Ss]ecretary)\s+(?:of|for)\s+(?:the\s+)?$")
OFFICE_AFTER = re.compile(r"\s+(?:[Mm]inister|[Ss]ecretar)")


class Name(NamedTuple):
    """A name in a text: its characters, kind and how it is written where capitals say nothing."""

    start: int
    end: int
    kind: str
    entity: str


def judge_kind(surface: str, *, kind: str, gazetteer: Gazetteer) -> str:
    """The kind where the name itself tells it: peoples are NORP, well-known places no organisations or peoples.

    So is what is called an oblast, river or the like no organisation or person; what is written in capitals alone
    ("ISIL") no people, but an organisation; no person is called by a number ("P-38 Lightning"), and what is nothing
    but a word and a number ("COVID-19") is of no kind.
    """
    if surface in gazetteer.peoples or NUMBERED.fullmatch(surface):
        return "NORP"
    if surface in gazetteer.places and (kind in ("ORG", "NORP") or " " in surface):
        return "PLACE"
    if EVENT.fullmatch(surface):
        return "NORP"
    if kind in ("PERSON", "ORG") and PLACE_HEAD.fullmatch(surface):
        return "PLACE"
    if kind != "ORG" and (ORG_HEAD.fullmatch(surface) or (kind == "PERSON" and UNITED.fullmatch(surface))):
        return "ORG"
    if kind in ("ORG", "PLACE") and (named := INITIAL.fullmatch(surface)):
        initials, last = named.groups()
        return kind if initials in gazetteer.places or gazetteer.is_word(last) else "PERSON"
    if kind == "NORP" and ACRONYM.fullmatch(surface):
        return "ORG"
    return "NORP" if kind == "PERSON" and any(char.isdigit() for char in surface) else kind


def judge_names(names: Sequence[Name], text: str, *, gazetteer: Gazetteer) -> list[Name]:
    """The names of a text, each seen beside the others.

    A person of one word is the place of that name ("Kyiv"), unless a title stands before it ("Mr Jordan") or a
    person's longer name has the word. A place or organisation of one word that no gazetteer knows is a person where
    it is one's last word ("Pelosi"). A minister's portfolio ("Finance Minister") is no organisation. Plain words and
    places before a person's name are no part of it ("Vermont Bernie Sanders") where the text has it without them.
    """
    names = [_add_company(_cut_label(_cut_honorific(name), gazetteer), text) for name in names]
    names = _name_persons(names, set(HONORED.findall(text)), gazetteer)
    full = {name.entity for name in names if name.kind == "PERSON" and " " in name.entity}
    cut = [_cut_before_person(name, full, gazetteer) for name in names]
    full = {name.entity for name in cut if name.kind == "PERSON" and " " in name.entity}
    words, surnames = {word for name in full for word in name.split()}, {name.split()[-1] for name in full}
    return [name._replace(kind=_judge_word(name, words, surnames, text, gazetteer)) for name in cut]


def has_title(before: str) -> bool:
    """Whether a text that goes on with a name ends in an English title."""
    last = LAST_WORD.search(before[-30:])
    return last is not None and last.group(1).lower() in TITLES


def _judge_word(name: Name, words: set[str], surnames: set[str], text: str, gazetteer: Gazetteer) -> str:
    word = name.entity
    if word in PORTFOLIOS and (OFFICE_BEFORE.search(text[: name.start][-40:]) or OFFICE_AFTER.match(text, name.end)):
        return "NORP"
    if name.kind == "PERSON" and word in gazetteer.places and word not in words and not has_title(text[: name.start]):
        return "PLACE"
    if name.kind == "PERSON" and word.lower() in TITLES and word not in surnames:
        return "NORP"
    is_known = word in gazetteer.places or word in gazetteer.peoples or word.isupper()
    return "PERSON" if word in surnames and not is_known else name.kind


def _cut_honorific(name: Name) -> Name:
    """A name with an honorific is a person's, whatever the model made of it ("Mr Balls")."""
    title = HONORIFIC.match(name.entity)
    if title is None or not CALLED.fullmatch(name.entity, title.end()) or ORG_HEAD.fullmatch(name.entity, title.end()):
        return name
    return _cut(name, title.end())._replace(kind="PERSON")


def _cut_label(name: Name, gazetteer: Gazetteer) -> Name:
    """A person without people or letters before the name: "Spaniard Carlos Moya", "MEP Nigel Farage"."""
    first, _, rest = name.entity.partition(" ")
    is_label = (first in gazetteer.peoples and first not in FORENAMES) or LETTERS.fullmatch(first)
    return _cut(name, len(first) + 1) if name.kind == "PERSON" and is_label and FULL.fullmatch(rest) else name


def _cut(name: Name, at: int) -> Name:
    """The name from its character ``at`` on; as it was where it is not written as it is read."""
    if len(name.entity) != name.end - name.start:
        return name
    return name._replace(start=name.start + at, entity=name.entity[at:])


def _add_company(name: Name, text: str) -> Name:
    """An organisation with the "and Co" behind it."""
    more = AND_CO.match(text, name.end) if name.kind == "ORG" else None
    return name._replace(end=more.end(), entity=name.entity + more.group()) if more else name


def _name_persons(names: Sequence[Name], honored: set[str], gazetteer: Gazetteer) -> list[Name]:
    """Persons are also names whose last word the text calls Mr, Dr or the like, or has alone as a person's."""
    bare = {name.entity for name in names if name.kind == "PERSON" and " " not in name.entity}
    found = []
    for name in names:
        words = name.entity.split(" ")
        is_said = (words[-1] in honored and len(words) <= 3) or (words[-1] in bare and len(words) == 2)
        is_known = any(word in gazetteer.places or word in gazetteer.peoples for word in (words[0], words[-1]))
        if (
            name.kind in ("ORG", "PLACE")
            and is_said
            and not is_known
            and "." not in name.entity
            and not any(map(gazetteer.is_word, words[:-1]))
        ):
            name = name._replace(kind="PERSON")
        found.append(name)
    return found


def _cut_before_person(name: Name, full: set[str], gazetteer: Gazetteer) -> Name:
    words = name.entity.split()
    for at in range(1, len(words) - 1):
        rest = " ".join(words[at:])
        if rest in full and _is_plain(words[:at], gazetteer) and len(name.entity) == name.end - name.start:
            return Name(name.end - len(rest), name.end, "PERSON", rest)
    return name


def _is_plain(words: Sequence[str], gazetteer: Gazetteer) -> bool:
    name = " ".join(words)
    if name in gazetteer.places or name in gazetteer.peoples:
        return True
    return all(word.lower() in gazetteer.words and word not in gazetteer.names for word in words)
