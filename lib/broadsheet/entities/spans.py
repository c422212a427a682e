"""Where a name begins and ends: what of the span a model marked is the name.

As in the guidelines of CoNLL-2003 "the", titles, possessives and marks around a name are no part of it, and
"Windsor, Vermont" is two places.
"""

import re
from collections.abc import Iterator

from broadsheet.entities.reading import PARTICLES
from broadsheet.entities.spellings import HOUSES, count_titles

SMALL_WORDS = "In|At|On|Of|To|By|For|From|With|Near|After|Before|Since|But|And"  # large where they open a sentence
MARKS = r"\s!-,/:-@\[-`{-~\-\u2010-\u205e\u00a1-\u00bf"  # [^\w] would hold vowel signs of Hindi or Thai
BEFORE = re.compile(rf"^(?:(?:[Tt]he|THE|[Aa]n?|{SMALL_WORDS})\s+|[{MARKS}.]+|(?:ex|pro|anti|non)-(?=[A-Z]))+")
ABBREVIATED = r"(?<!\b[A-Z])(?<!\b(?:Jr|Sr|Co))(?<!\b(?:Inc|Ltd))(?<!\b(?:Corp|Bros))"  # keep their full stop
AFTER = re.compile(rf"(?:{HOUSES}['’][sS]?|(?!\))[{MARKS}]|{ABBREVIATED}\.)+$")
LINK_AFTER = re.compile(r"\s(?:and|of|in|for|the|at|on|to|from|by|with|&)$")
SMALL_AFTER = re.compile(r"\s[a-z&][\w/-]*$")
# what a model takes along behind a name: small words behind an agency's, dates and scores behind a place's or person's
MEDIUM_AFTER = re.compile(
    r"(?<=\w)\s(?:news(?:paper|room)?|agency|daily|magazine|television|radio|shares|stock|police)$"
)
NUMBER_AFTER = re.compile(r"(?<=[^\W\d])\s+\d+[/:-]\d[\d/:-]*$")
DASH = re.compile(r"\s--?\s|(?:(?<= Corp)|(?<= Ltd)|(?<= Inc)|(?<= Plc))\.\s(?=[A-Z])")
SMALL_BEFORE = re.compile(rf"^(?!(?:{'|'.join(sorted(PARTICLES))})\s)[a-z][\w.]*\s+")
BRACKET = re.compile(r"\s*\([^()]*$")
GENERATION = re.compile(r"^\s*(?:Jr|Sr|II|III|IV)\b")


def split_span(surface: str, *, kind: str, english: bool = True) -> Iterator[tuple[int, int]]:
    """The names in a span: (start, end) in ``surface`` of each, without what is no part of them.

    Commas part persons and places; an organisation may have one (Doe, Roe and Co). ``english`` takes titles off
    persons. What has no capital is no name and is left out, but, where it is not English, in scripts without capitals.
    """
    parts = [
        part for dashed in _cut_at_dashes(surface, kind=kind) for part in _cut_at_commas(surface, *dashed, kind=kind)
    ]
    for first, last in parts:
        start, end = trim_span(surface[first:last], kind=kind, english=english)
        name = surface[first + start : first + end]
        if name.lower() not in ("the", "a", "an") and any(
            char.isupper() or (not english and _is_unicase(char)) for char in name
        ):
            yield first + start, first + end


def trim_span(surface: str, *, kind: str, english: bool = True) -> tuple[int, int]:
    """The (start, end) of a name in ``surface``: "the Kremlin’s" is (4, 11), "Mr Smith and" is (3, 8)."""
    start, end, before = 0, len(surface), None
    while before != (start, end) and start < end:
        before = start, end
        name = surface[start:end]
        start += max(_length(BEFORE, name), _length(SMALL_BEFORE, name) if kind == "PERSON" else 0)
        if english and kind == "PERSON":
            start += _title_length(surface[start:end])
        end -= _length(AFTER, surface[start:end])
        end -= _length(LINK_AFTER if kind == "ORG" else SMALL_AFTER, surface[start:end])
        end -= _length(MEDIUM_AFTER if kind == "ORG" else NUMBER_AFTER, surface[start:end])
        end -= _length(BRACKET, surface[start:end])
    return (start, end) if start < end else (end, end)


def _cut_at_dashes(surface: str, *, kind: str) -> list[tuple[int, int]]:
    """The parts between dashes ("Chiang Mai - Bangkok"), without words in capitals over a headline; an organisation may
    have a dash, but no sentence ends in it ("Orr Corp. Goldman")."""
    cuts = [(found.start(), found.end()) for found in DASH.finditer(surface)]
    parts = list(zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(surface)], strict=True))
    if surface.isupper():
        return parts
    kept = [part for part in parts if not (surface[slice(*part)].isupper() and " " in surface[slice(*part)])] or parts
    is_name = kind == "ORG" and kept == parts and "." not in "".join(surface[start:end] for start, end in cuts)
    return [(0, len(surface))] if is_name else kept


def _cut_at_commas(surface: str, start: int, stop: int, *, kind: str) -> Iterator[tuple[int, int]]:
    for comma in re.finditer(",", surface[:stop]) if kind in ("PERSON", "PLACE") else ():
        if comma.start() >= start and not GENERATION.match(surface[comma.end() :]):
            yield start, comma.start()
            start = comma.end()
    yield start, stop


def _length(pattern: re.Pattern, name: str) -> int:
    found = pattern.search(name)
    return len(found.group()) if found else 0


def _title_length(name: str) -> int:
    """Characters of the titles at the start; a name that is nothing but titles keeps its last (John Major)."""
    words = list(re.finditer(r"\S+", name))
    n_titles = min(count_titles([word.group() for word in words]), len(words) - 1)
    return words[n_titles].start() if n_titles > 0 else 0


def _is_unicase(char: str) -> bool:
    """A letter of a script without capitals: CJK, Arabic, Hebrew."""
    return char.isalpha() and char.upper() == char.lower()
