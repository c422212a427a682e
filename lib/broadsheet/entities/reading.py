"""What a model is given to read: a line with its capitals put right and glued words apart, offsets known.

Models of names learned from edited text. A headline in capitals, "LONDON" before a dash or "tiesRussia" where a
line end was lost mislead them. So a copy is read, and what is found is told in characters of the line itself.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from broadsheet.entities.gazetteer import Gazetteer

WORD = re.compile(r"[^\W\d_]+")
OPENING = re.compile(r"(?:^|[^\w\s,;)-]\s+|[\"“‘(]\s*)[^\W\d_]+", re.MULTILINE)
PAIR = re.compile(r"\b(?=([A-Z][a-z]+ [A-Z][a-z]+)\b)")
CAPITALS = re.compile(r"(?<![\w.])[^\W\d_a-z]{4,}(?![\w])")
GLUED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
PARTICLES = frozenset(
    ("af", "al", "ben", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le",
     "mac", "mc", "ter", "van", "von", "zu")
)  # fmt: skip
ENDLESS = re.compile(r"[^\w\s]{100,}")  # rulers of signs: spaCy parts them one by one, which takes minutes
LONGEST_WORD = 60  # letters of a word that may be two; what is longer is an address or a code
LONGEST_LINE = 100_000  # characters read at once: spaCy refuses a million


@dataclass(frozen=True)
class Copy:
    """``text`` is read in the place of a line; ``blanks`` are the places in it that the line has not."""

    text: str
    blanks: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the copy in characters of the line."""
        return start - self._before(start), end - self._before(end)

    def _before(self, at: int) -> int:
        return sum(blank < at for blank in self.blanks)


def split_lines(text: str) -> Iterator[tuple[int, str]]:
    """(first character, line) of every line that is not empty; an endless one is cut at a blank."""
    offset = 0
    for line in text.split("\n"):
        while len(line) > LONGEST_LINE:
            cut = line.rfind(" ", 1, LONGEST_LINE) + 1 or LONGEST_LINE
            yield offset, line[:cut]
            offset, line = offset + cut, line[cut:]
        if line.strip():
            yield offset, line
        offset += len(line) + 1


def count_forms(text: str) -> Counter:
    """How often a text writes each word which way, and each pair of large words ("Bowling Green").

    Left out are large words that open a sentence or a quotation, and lines in capitals: their capitals say nothing.
    """
    forms: Counter = Counter()
    for line in text.split("\n"):
        if not is_capitals(line):
            opening = {found.end() for found in OPENING.finditer(line)}
            words = WORD.finditer(line)
            forms.update(word.group() for word in words if word.group().islower() or word.end() not in opening)
            forms.update(PAIR.findall(line))
    return forms


def is_capitals(line: str) -> bool:
    """A headline or heading in capitals: two words or more, and hardly a small letter."""
    words = [word for word in WORD.findall(line) if len(word) > 1]
    return len(words) > 1 and sum(word.isupper() for word in words) > 0.8 * len(words)


def copy_line(line: str, *, forms: Mapping[str, int], gazetteer: Gazetteer | None = None) -> Copy:
    """The copy of a line to read; ``forms`` is how its text writes words, ``gazetteer`` knows English.

    A line in capitals is written as the text writes its words elsewhere; what stands nowhere else is small if
    it is an English word and no place. In other lines a word in capitals is written small where the
    text, or the gazetteer, has it as a name. Then a blank parts words that are glued: a small word and a
    large one, or two large ones that both stand alone in the text ("KyivMoscow", but not "YouTube").
    """
    line = ENDLESS.sub(lambda run: " " * len(run.group()), line)
    if is_capitals(line):
        line = _first_large(_write_line(line, forms, gazetteer))
    else:
        line = CAPITALS.sub(lambda word: _write_known(word.group(), forms, gazetteer), line)
    return _part(line, forms)


def _write_line(line: str, forms: Mapping[str, int], gazetteer: Gazetteer | None) -> str:
    words = list(WORD.finditer(line))
    known: set[int] = set()
    for width in (2, 3):
        for at in range(len(words) - width + 1):
            start, end = words[at].start(), words[at + width - 1].end()
            name = " ".join(word.group().capitalize() for word in words[at : at + width])
            is_name = name in forms or (gazetteer is not None and name in gazetteer.places)
            if is_name and name.upper() == line[start:end]:
                known.update(range(at, at + width))
    written = [
        word.group().capitalize() if at in known else _write(word.group(), forms, gazetteer)
        for at, word in enumerate(words)
    ]
    for word, form in zip(reversed(words), reversed(written), strict=True):
        line = line[: word.start()] + form + line[word.end() :]
    return line


def _write(word: str, forms: Mapping[str, int], gazetteer: Gazetteer | None) -> str:
    small, large = word.lower(), word.capitalize()
    if len(small) != len(word) or len(large) != len(word) or len(word) == 1:
        return word
    if forms.get(small):
        return small
    if forms.get(large) or forms.get(word):
        return large if forms.get(large, 0) >= forms.get(word, 0) else word
    if gazetteer is None:
        return large
    if word in gazetteer.places and len(word) < 4:
        return word
    return large if large in gazetteer.places or small not in gazetteer.words else small


def _write_known(word: str, forms: Mapping[str, int], gazetteer: Gazetteer | None) -> str:
    large = word.capitalize()
    is_known = forms.get(large) or (gazetteer is not None and large in gazetteer.places)
    return large if is_known and len(large) == len(word) else word


def _first_large(line: str) -> str:
    first = WORD.search(line)
    return line if first is None else line[: first.start()] + first.group()[0].upper() + line[first.start() + 1 :]


def _part(line: str, forms: Mapping[str, int]) -> Copy:
    glued = (word for word in re.finditer(r"\w+", line) if len(word.group()) <= LONGEST_WORD)
    cuts = [word.start() + at for word in glued for at in _find_glue(word.group(), forms)]
    pieces = [line[start:end] for start, end in pairwise([0, *cuts, len(line)])]
    return Copy(" ".join(pieces), tuple(cut + number for number, cut in enumerate(cuts)))


def _find_glue(word: str, forms: Mapping[str, int]) -> Iterator[int]:
    done = 0
    for glued in GLUED.finditer(word):
        left, right = word[done : glued.start()], word[glued.start() :]
        if left.islower() and len(left) > 1:
            parts = left not in PARTICLES
        else:
            parts = len(left) > 2 and bool(forms.get(left)) and bool(forms.get(right))
        if parts:
            done = glued.start()
            yield done
