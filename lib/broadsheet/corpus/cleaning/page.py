"""A page as the rules of cleaning look at it: its filled lines, and where the story begins."""

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_RECURRING = 200  # a longer line that stands in many articles is one text sent round, not furniture
DEEPEST_NARROW = 9  # lines; further down, in a text without one whole sentence, is a list
SENTENCE_SIGNS = frozenset(".!?:'\"”’)")  # a sentence ends in one of them
SENTENCE_END = re.compile(r"[.!?:]['\"”’)]*$")


class Line(NamedTuple):
    """A line of the raw text; ``end`` is past its newline, ``words`` its text, stripped, from ``first`` on."""

    start: int
    end: int
    words: str
    first: int

    @property
    def n_words(self) -> int:
        if len(self.words) > 2000:  # a text of one line must not be taken apart to count its words
            return self.words.count(" ") + 1
        return len(self.words.split())

    @property
    def is_sentence(self) -> bool:
        return bool(SENTENCE_END.search(self.words, max(len(self.words) - 9, 0)))

    @property
    def is_story(self) -> bool:
        return self.is_sentence and self.n_words >= 8

    @property
    def is_quote(self) -> bool:
        return self.words[:1] in "\"“‘'"

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(slots=True)
class Page:
    """What the rules look at.

    ``suspects`` are the places in ``lines`` where a line begins, ends or is marked as furniture can be;
    ``head`` are the lines above the first sentence of the story; ``recurring`` holds the hashes of the
    lines that recur in the source.
    """

    lines: list[Line]
    head: list[Line]
    suspects: list[int]
    title: str = ""
    author: str = ""
    recurring: frozenset[int] = frozenset()


def split_lines(raw: str, cuts: dict[int, int]) -> list[Line]:
    """The filled lines of what is left of ``raw`` when ``cuts`` (start -> end) are taken out."""
    if not cuts:
        return _split_whole(raw)
    lines, offset, start = [], 0, 0
    tails = {end: first for first, end in cuts.items()}
    for whole in raw.split("\n"):
        end = min(offset + len(whole) + 1, len(raw))
        start = max(offset, start)
        while start in cuts:
            start = cuts[start]
        line = raw[start:end]
        words = line.strip()
        at = start + len(line.rstrip())
        while tails.get(at, start) > start:  # a credit at the end of a sentence
            words = raw[start : tails[at]].strip()
            at = start + len(raw[start : tails[at]].rstrip())
        if words:
            lines.append(Line(start, end, words, start + len(line) - len(line.lstrip())))
        offset += len(whole) + 1
    return lines


def _split_whole(raw: str) -> list[Line]:
    lines, start = [], 0
    make = tuple.__new__  # half the time of Line(...), for the millions of lines of a corpus
    for whole in raw.split("\n"):
        end = start + len(whole) + 1
        if words := whole.strip():
            first = start if words[0] == whole[0] else end - 1 - len(whole.lstrip())
            lines.append(make(Line, (start, end, words, first)))
        start = end
    if lines and lines[-1].end > len(raw):
        lines[-1] = lines[-1]._replace(end=len(raw))
    return lines


def find_head(lines: list[Line]) -> list[Line]:
    """The lines above the first sentence of eight words; a list or a table has none.

    Where lines are so short that none holds such a sentence, it is one that goes on in small letters in the next line.
    """
    for at, line in enumerate(lines):
        if line.words[-1] in SENTENCE_SIGNS and line.is_story:
            return lines[:at]
    for at, line in enumerate(lines[1:DEEPEST_NARROW]):
        if line.words[0].islower() and line.is_sentence and lines[at].n_words >= 8:
            return lines[:at]
    return []


def find_tail(page: Page, stop: int, *, most: int) -> int:
    """The place of the first line from which on, up to line ``stop``, the page has no more than ``most`` words."""
    at = stop
    while at and (most := most - page.lines[at - 1].n_words) >= 0:
        at -= 1
    return at


def hash_line(words: str) -> int:
    """A stripped line -> 64 bits, the same in every process and version (BLAKE2b).

    >>> hash_line("Read more from the Eastmoor Ledger")
    106531530215089588
    """
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
