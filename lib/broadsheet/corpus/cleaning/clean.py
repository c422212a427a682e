"""Cut what is not the story, and keep a record of every character that was touched.

The rules (``captions``, ``furniture``, ``head``) name spans of furniture; here they are applied until nothing
new is found, written down as edits, and undone again: the clean text and its ledger rows give the raw text back.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from broadsheet.corpus.cleaning.captions import find_captions
from broadsheet.corpus.cleaning.furniture import (
    find_author_notes,
    find_end_marks,
    find_legal,
    find_navigation,
    find_notes,
    find_pleas,
    find_recurring_lines,
)
from broadsheet.corpus.cleaning.head import (
    find_bylines,
    find_datelines,
    find_headlines,
    find_page_dates,
    read_author,
    read_title,
)
from broadsheet.corpus.cleaning.page import Line, Page, find_head, split_lines
from broadsheet.corpus.cleaning.suspects import find_suspects

RULES: dict[str, Callable[[Page], Iterator[tuple[int, int]]]] = {
    "photo caption": find_captions,
    "legal text": find_legal,
    "author note": find_author_notes,
    "headline in the text": find_headlines,
    "page date": find_page_dates,
    "byline": find_bylines,
    "dateline": find_datelines,
    "subscription or sharing line": find_pleas,
    "navigation": find_navigation,
    "correction or agency note": find_notes,
    "end mark": find_end_marks,
    "recurring line": find_recurring_lines,
}
LOOK_FURTHER = (
    "author note",
    "correction or agency note",
    "dateline",
    "end mark",
    "headline in the text",
    "recurring line",
)  # than at suspects and the head
QUIET_RULES = {rule: RULES[rule] for rule in LOOK_FURTHER}
MOST_ROUNDS = 100  # real pages need two or three; a file of nothing but datelines must end too
LETTERS = bytes(97 if 97 <= byte <= 122 else 65 if 65 <= byte <= 90 else 32 for byte in range(256))  # a, A or neither
GLUED = re.compile(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]{3}")  # begins with a capital: found fast


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to the raw text: raw[start:end] was cut, or (start == end) one space put in."""

    start: int
    end: int
    rule: str

    @property
    def action(self) -> str:
        return "changed" if self.start == self.end else "cut"


@dataclass(frozen=True, slots=True)
class Cleaned:
    text: str
    title: str
    author: str
    edits: tuple[Edit, ...]


def clean_text(raw: str, *, title: str = "", author: str = "", recurring: frozenset[int] = frozenset()) -> Cleaned:
    """Raw text -> clean text, title, author and the edits that lead from one to the other.

    A given title or author is used, else found in the head of the page. ``recurring`` holds the hashes
    of the lines that recur in the article's source (``recurring.find_recurring``).
    ``restore_text`` rebuilds raw: nothing is lost. Cleaning twice is cleaning once, but for odd pages
    (more than 100 rounds of cuts; a credit before the full stop of its own sentence).
    A text of furniture only is left as it stands, for a person to judge.
    """
    spans: dict[tuple[int, int], str] = {}
    cuts: list[Edit] = []
    for _ in range(MOST_ROUNDS):  # a cut can bring to light what stood behind it
        page = _read_page(raw, cuts, title, author, recurring)
        rules = RULES if page.suspects or page.head else QUIET_RULES
        found = [(span, rule) for rule, find in rules.items() for span in find(page) if span not in spans]
        if not found:
            break
        title, author = page.title, page.author
        for span, rule in found:
            spans.setdefault(span, rule)
        cuts = _merge(spans)
    if cuts and not _apply(raw, cuts).strip():
        cuts = []
    glued = _find_glued(raw, cuts, page.lines)
    edits = tuple(sorted(cuts + glued, key=lambda edit: (edit.start, edit.end)))
    return Cleaned(_apply(raw, edits) if edits else raw, page.title, page.author, edits)


def restore_text(text: str, rows: Iterable[Mapping]) -> str:
    """Clean text and its ledger rows of the step "clean", in order -> the raw text, exactly.

    A row has ``start``, ``end`` and ``text``, as ``ledger.note`` makes it (of a table: ``.to_dict("records")``).
    """
    return "".join(piece for piece, _ in mark_text(text, rows))


def mark_text(text: str, rows: Iterable[Mapping]) -> list[tuple[str, str]]:
    """The raw text in pieces, in order: (piece, "") where it was kept, (piece, reason) where it was cut.

    Takes what ``restore_text`` takes; rows without a reason count as "cut". Where a space was put in
    stands an empty piece with its reason.
    """
    pieces, at, read = [], 0, 0
    for row in rows:
        kept = row["start"] - at
        if kept:
            pieces.append((text[read : read + kept], ""))
        pieces.append((row["text"], row.get("reason") or "cut"))
        read += kept + (row["start"] == row["end"])
        at = row["end"]
    return [*pieces, (text[read:], "")] if read < len(text) else pieces


def _read_page(raw: str, cuts: list[Edit], title: str, author: str, recurring: frozenset[int]) -> Page:
    lines = split_lines(raw, {cut.start: cut.end for cut in cuts})
    page = Page(lines, find_head(lines), find_suspects(lines, raw), title, author, recurring)
    if page.head:
        page.author = author
        page.title = title or read_title(page)
        page.author = author or read_author(page)
    return page


def _merge(spans: dict[tuple[int, int], str]) -> list[Edit]:
    """Overlapping spans become one edit, under the rule of the longest."""
    merged: list[Edit] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1].end:
            if end > merged[-1].end:
                merged[-1] = Edit(merged[-1].start, end, merged[-1].rule)
        else:
            merged.append(Edit(start, end, spans[start, end]))
    return merged


def _find_glued(raw: str, cuts: list[Edit], lines: list[Line]) -> list[Edit]:
    """Places like 'tiesRussia' where both halves are words of the same text: one space goes in.

    Only in what is left of the story: a space in a headline could make another rule see it anew.
    """
    if b"aA" not in raw.encode("utf-8", "surrogatepass").translate(LETTERS) or not GLUED.search(raw):  # fast, then sure
        return []
    words = set(re.findall(r"\w+", _apply(raw, cuts)))
    return [
        Edit(line.start + match.start(2), line.start + match.start(2), "glued words")
        for line in lines
        if GLUED.search(line.words) and line.is_story
        for match in re.finditer(r"\b([a-z]{3,})([A-Z][a-z]{3,})\b", raw[line.start : line.end])
        if {match[1], match[2]} <= words
    ]


def _apply(raw: str, edits: Iterable[Edit]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [raw[at : edit.start], " " if edit.start == edit.end else ""]
        at = edit.end
    return "".join([*pieces, raw[at:]])
