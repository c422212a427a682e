"""Where a name begins and ends, and of what kind it can be: what a model's span holds of it.

As in the guidelines of CoNLL-2003 "the", titles, possessives and marks around a name are no part of it, and
"Windsor, Vermont" is two places.
"""

import re
from collections.abc import Iterator

from broadsheet.entities.gazetteer import Gazetteer
from broadsheet.entities.reading import PARTICLES
from broadsheet.entities.spellings import TITLES

SMALL_WORDS = "In|At|On|Of|To|By|For|From|With|Near|After|Before|Since|But|And"  # large where they open a sentence
BEFORE = re.compile(rf"^(?:(?:[Tt]he|THE|[Aa]n?|{SMALL_WORDS})\s+|[\W_]+)+")
ABBREVIATED = r"(?<!\b[A-Z])(?<!\b(?:Jr|Sr|Co))(?<!\b(?:Inc|Ltd))(?<!\b(?:Corp|Bros))"  # keep their full stop
AFTER = re.compile(rf"(?:['’][sS]?|[^\w.)]|{ABBREVIATED}\.)+$")
LINK_AFTER = re.compile(r"\s(?:and|of|in|for|the|at|on|to|from|by|with|&)$")
SMALL_AFTER = re.compile(r"\s[a-z&][\w/-]*$")
SMALL_BEFORE = re.compile(rf"^(?!(?:{'|'.join(sorted(PARTICLES))})\s)[a-z][\w.]*\s+")
FIRST_WORD = re.compile(r"^([\w-]+)\.?\s+(?=\S)")
LAST_WORD = re.compile(r"([\w-]+)\.?\s+$")
ACRONYM = re.compile(r"[A-Z]{2,6}")
BRACKET = re.compile(r"\s*\([^()]*$")
PLACE_HEADS = "Oblast|Province|Region|County|River|Peninsula|Islands?|Ocean|Sea|Valley|Mountains?"
PLACE_HEAD = re.compile(rf"[\w'’ -]+ (?:{PLACE_HEADS})")
GENERATION = re.compile(r"^\s*(?:Jr|Sr|II|III|IV)\b")


def split_span(surface: str, *, kind: str, titles: bool = True) -> Iterator[tuple[int, int]]:
    """The names in a span: (start, end) in ``surface`` of each, without what is no part of them.

    Commas part persons and places; an organisation may have one (Doe, Roe and Co). ``titles`` takes English
    titles off persons. What has no capital is no name, and is left out.
    """
    for first, last in _cut_at_commas(surface) if kind in ("PERSON", "PLACE") else [(0, len(surface))]:
        start, end = trim_span(surface[first:last], kind=kind, titles=titles)
        if any(char.isupper() or _is_unicase(char) for char in surface[first + start : first + end]):
            yield first + start, first + end


def trim_span(surface: str, *, kind: str, titles: bool = True) -> tuple[int, int]:
    """The (start, end) of a name in ``surface``: "the Kremlin’s" is (4, 11), "Mr Smith and" is (3, 8)."""
    start, end, before = 0, len(surface), None
    while before != (start, end) and start < end:
        before = start, end
        name = surface[start:end]
        start += max(_length(BEFORE, name), _length(SMALL_BEFORE, name) if kind == "PERSON" else 0)
        if titles and kind == "PERSON":
            start += _title_length(surface[start:end])
        end -= _length(AFTER, surface[start:end])
        end -= _length(LINK_AFTER if kind == "ORG" else SMALL_AFTER, surface[start:end])
        end -= _length(BRACKET, surface[start:end])
    return (start, end) if start < end else (end, end)


def judge_kind(surface: str, *, kind: str, gazetteer: Gazetteer) -> str:
    """The kind where the name itself tells it: peoples are NORP, well-known places no organisations or peoples.

    So is what is called an oblast, river or the like no organisation or person; what is written in capitals alone
    ("ISIL") no people, but an organisation; and no person is called by a number ("P-38 Lightning").
    """
    if surface in gazetteer.peoples:
        return "NORP"
    if surface in gazetteer.places and (kind in ("ORG", "NORP") or " " in surface):
        return "PLACE"
    if kind in ("PERSON", "ORG") and PLACE_HEAD.fullmatch(surface):
        return "PLACE"
    if kind == "NORP" and ACRONYM.fullmatch(surface):
        return "ORG"
    return "NORP" if kind == "PERSON" and any(char.isdigit() for char in surface) else kind


def has_title(before: str) -> bool:
    """Whether a text that goes on with a name ends in an English title."""
    last = LAST_WORD.search(before[-30:])
    return last is not None and last.group(1).lower() in TITLES


def _cut_at_commas(surface: str) -> Iterator[tuple[int, int]]:
    start = 0
    for comma in re.finditer(",", surface):
        if not GENERATION.match(surface[comma.end() :]):
            yield start, comma.start()
            start = comma.end()
    yield start, len(surface)


def _length(pattern: re.Pattern, name: str) -> int:
    found = pattern.search(name)
    return len(found.group()) if found else 0


def _title_length(name: str) -> int:
    """Characters of the titles at the start; a name that is nothing but titles keeps its last (John Major)."""
    at = 0
    while (first := FIRST_WORD.match(name[at:])) and first.group(1).lower() in TITLES:
        at += first.end()
    return at


def _is_unicase(char: str) -> bool:
    """A letter of a script without capitals: CJK, Arabic, Hebrew."""
    return char.isalpha() and char.upper() == char.lower()
