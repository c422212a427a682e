"""Cut what is not the story, and keep a record of every character that was touched.

Each rule looks at the lines of a text and names spans of furniture; none rewrites words.
When in doubt a rule leaves the line: losing a sentence of the story is the worse mistake.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE = rf"(?:{MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTH} \d{{4}})"
AGENCY = r"(?:Reuters|AFP|AP|EPA(?:-EFE)?|Getty(?: Images)?|PA(?: \w+)?|SPUTNIK|TASS|Anadolu|Bloomberg|DPA|Xinhua)"

PAGE_DATE = re.compile(  # with a year or a weekday: "Dec 31" alone heads a column of a table
    rf"(?=.*\d{{4}}|{WEEKDAY})(?:{WEEKDAY},? )?{DATE},?(?:,? \d{{1,2}}:\d{{2}})?(?: ?[ap]m)?(?: (?-i:[A-Z]{{2,4}}))?",
    re.I,
)
NAME = r"[A-Z][\w'’.-]*"
CREDIT = re.compile(
    r"(?:\((?:Photo|Picture|Image)s?(?: by| credit:?|:) ?[^)]*\)"
    r"|(?:Image|Photo|Picture)(?: [Cc]redit| by)?: [^.]{2,80}"
    rf"|(?:^|[.!?][\"”’]? |\()(?:{NAME}(?:[ /]| / )){{0,7}}?{NAME}(?: via | ?/ ?){AGENCY}(?: ?/[\w ]+)*)\)?\.?$"
)
BYLINE = re.compile(
    rf"by (?P<author>[A-Z][\w'’.-]*(?: (?:and |[A-Z])[\w'’.-]*){{0,5}}?)(?P<date>,?\s*{DATE}.{{0,20}})?", re.I
)
DATELINE = re.compile(
    r"(?:\((?P<agency>[A-Z][\w.&’' ]{1,40})\)(?:\s*[–—-]+\s+|\s+(?=[\"“‘']?[A-Z0-9]))"
    r"|[A-Z][A-Z.'’ -]+(?:, [A-Z][\w. ]+)? \((?:Reuters|AP|AFP|dpa|UPI|[A-Z][\w ]{1,30})\)\s*[–—-]+\s+)"
)
SAID = r"\b(?:said|says|told|tells|asked|added|urged|urges|wrote|warned)\b"  # then it is the story that speaks
PLEA = re.compile(
    rf"(?:(?!.*{SAID})(?:Join [\d,]+\+? |Join (?:us|our|the conversation)\b|Subscribe\b|Sign up\b|Support our\b"
    r"|Share (?:this|our)\b|Follow us\b)|Please share your thoughts\b|Click here\b"
    r"|Read more(?: (?:about|at|from|here|on)\b|\W*(?:$|:))).*",
    re.I,
)
CONTACT = re.compile(rf"(?!.*{SAID}).*\b[\w.+-]+@[\w-]+\.[\w.]+\W*$")
NAVIGATION = re.compile(
    r"(?:search|what's hot|menu|home|share|tweet|print|advertisement|related(?: articles| stories)?|comments"
    r"|most read|trending|newsletter|read more|[A-Z]{3,}\d{10,}\w*)\W*",
    re.I,
)
YEAR = r"\d{4}(?:[-–]\d{2,4})?"
COPYRIGHT = (  # a year and an owner, or after the sign itself an owner and a year
    rf"(?:copyright:? ?)?(?:(?:©|\(c\)) ?)?(?:copyright:? ?)?(?<=[tT:c)© ]){YEAR},?(?: by)? (?P<owner>(?-i:[A-Z]).*)"
    rf"|(?:copyright:? ?)?© ?(?:by )?(?P<owner_first>(?-i:[A-Z]).*\b{YEAR}.*)"
)
LEGAL = re.compile(rf"(?:(?:legal )?disclaimer:?|(?=.{{0,140}}$)(?:{COPYRIGHT}))$", re.I)
CAPTION_CREDIT = re.compile(  # a photographer and an agency: what stands before it is the caption
    rf"(?:Photo|Picture|Image)s?(?: [Cc]redit:?| by|:) ?{NAME}(?: {NAME})+(?: ?/ ?| via )"
)


@dataclass(frozen=True)
class Edit:
    """One change to the raw text: raw[start:end] was cut, or (start == end) one space put in."""

    start: int
    end: int
    rule: str

    @property
    def action(self) -> str:
        return "changed" if self.start == self.end else "cut"


@dataclass(frozen=True)
class Cleaned:
    text: str
    title: str
    author: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Line:
    """A line of the raw text; ``end`` is past its newline, ``words`` its text, stripped, from ``first`` on."""

    start: int
    end: int
    words: str
    first: int

    @property
    def n_words(self) -> int:
        return len(self.words.split())

    @property
    def is_sentence(self) -> bool:
        return bool(re.search(r"[.!?:]['\"”’)]*$", self.words))

    @property
    def is_story(self) -> bool:
        return self.is_sentence and self.n_words >= 8


@dataclass(frozen=True)
class Page:
    """What the rules look at: the filled lines, where the story begins, title and author."""

    lines: list[Line]
    head: list[Line]
    title: str
    author: str


def clean_text(raw: str, *, title: str = "", author: str = "") -> Cleaned:
    """Raw text -> clean text, title, author and the edits that lead from one to the other.

    ``restore(cleaned.text, cleaned.edits, raw)`` of the tests rebuilds raw: nothing is lost.
    Cleaning twice is cleaning once. A given title or author is used, else found in the head
    of the page. A text of furniture only is left as it stands, for a person to judge.
    """
    spans: dict[tuple[int, int], str] = {}
    while True:  # a cut can bring to light what stood behind it
        page = _read_page(raw, _merge(spans), title, author)
        found = [(span, rule) for rule, find in RULES.items() for span in find(page) if span not in spans]
        if not found:
            break
        title, author = page.title, page.author
        for span, rule in found:
            spans.setdefault(span, rule)
    cuts = _merge(spans)
    if not _apply(raw, cuts).strip():
        cuts = []
    edits = tuple(sorted(cuts + _find_glued(raw, cuts, page), key=lambda edit: (edit.start, edit.end)))
    return Cleaned(_apply(raw, edits), page.title, page.author, edits)


def _read_page(raw: str, cuts: list[Edit], title: str, author: str) -> Page:
    cut_to = {cut.start: cut.end for cut in cuts}
    lines, offset, start = [], 0, 0
    for whole in raw.split("\n"):
        end = min(offset + len(whole) + 1, len(raw))
        start = max(offset, start)
        while start in cut_to:
            start = cut_to[start]
        line = raw[start:end]
        if line.strip():
            lines.append(Line(start, end, line.strip(), start + len(line) - len(line.lstrip())))
        offset += len(whole) + 1
    story = next((at for at, line in enumerate(lines) if line.is_story), 0)  # a list or table has no head
    head = lines[:story]
    if not title:
        candidates = (line.words for line in head if _could_be_headline(line))
        title = next(candidates, "")
    byline = next((match for line in head if (match := _match_byline(line))), None)
    return Page(lines, head, title, author or (byline or ""))


def _could_be_headline(line: Line) -> bool:
    furniture = (PAGE_DATE, PLEA, NAVIGATION, CONTACT)
    return (
        4 <= line.n_words <= 30
        and not line.is_sentence
        and not any(pattern.fullmatch(line.words) for pattern in furniture)
        and not CREDIT.search(line.words)
        and not _match_byline(line)
    )


def _match_byline(line: Line) -> str:
    """The author named by a byline such as "by Ann LeeDecember 27, 2022 10:40 pm", else ""."""
    match = BYLINE.fullmatch(line.words)
    if not match or line.n_words > 12 or line.is_sentence:
        return ""
    return match["author"] if all(word[:1].isupper() or word == "and" for word in match["author"].split()) else ""


def find_headlines(page: Page) -> Iterator[tuple[int, int]]:
    """The title, and other wordings of it, in the head of the page (it is kept as the title)."""
    known = [_bag(page.title)] if page.title else []
    for line in page.head:
        words = _bag(line.words)
        alike = any(_are_alike(words, other) for other in known)
        if line.words == page.title or (alike and len(words) >= 3):
            known.append(words)
            yield line.start, line.end


def find_page_dates(page: Page) -> Iterator[tuple[int, int]]:
    """A line that is nothing but a date, with or without weekday and time, above the story or beside furniture.

    In the story it is a heading: "February 24, 2022".
    """
    rules = (find_captions, find_pleas, find_navigation, find_legal)
    furniture = {start for find in rules for start, _ in find(page)}
    for at, line in enumerate(page.lines):
        beside = page.lines[max(at - 1, 0) : at] + page.lines[at + 1 : at + 2]
        if PAGE_DATE.fullmatch(line.words) and (
            at < len(page.head) or any(other.start in furniture or _match_byline(other) for other in beside)
        ):
            yield line.start, line.end


def find_bylines(page: Page) -> Iterator[tuple[int, int]]:
    """'by' and a name, above the story."""
    return ((line.start, line.end) for line in page.head if _match_byline(line))


def find_datelines(page: Page) -> Iterator[tuple[int, int]]:
    """'(Agency) -' or 'CITY (Agency) -' before the first words of the story, and the agency alone."""
    story = page.lines[len(page.head) :][:1]
    agency = None
    for line in story:
        match = DATELINE.match(line.words)
        if match and line.is_story:
            agency = match["agency"]
            yield line.start, line.first + match.end()
    yield from ((line.start, line.end) for line in page.lines if agency and line.words == agency)


def find_captions(page: Page) -> Iterator[tuple[int, int]]:
    """A line that ends in a photo credit, and a line said twice right above a credit alone.

    Of a sentence of the story only the credit is cut, unless it names photographer and agency.
    """
    for at, line in enumerate(page.lines):
        credit = CREDIT.search(line.words)
        if not credit or line.n_words > 90:
            continue
        before = line.words[: credit.start()] + re.match(r"[.!?]?[\"”’]?", credit[0])[0]
        speaks = re.search(r"[.!?][\"”’)]*(?:\s|$)", before) or credit[0].endswith(").")
        if len(before.split()) >= 8 and speaks and not CAPTION_CREDIT.search(credit[0]):
            stop = len(line.words) - credit[0].endswith(").")  # the full stop is the sentence's
            yield line.first + len(before.rstrip()), line.first + stop
            continue
        yield line.start, line.end
        above = page.lines[max(at - 2, 0) : at]
        if line.n_words <= 12 and len(above) == 2 and above[0].words == above[1].words:
            yield from ((twin.start, twin.end) for twin in above)


def find_pleas(page: Page) -> Iterator[tuple[int, int]]:
    """Calls to join, subscribe, share, follow or write in: short lines of their own, no full sentences."""
    for line in page.lines:
        short = line.n_words <= 20 and not _is_quote(line) and not line.is_story
        contact = CONTACT.fullmatch(line.words) and line.n_words < 8
        if short and (PLEA.fullmatch(line.words) or contact):
            yield line.start, line.end


def find_navigation(page: Page) -> Iterator[tuple[int, int]]:
    """Menu words and article numbers that are a whole line."""
    return ((line.start, line.end) for line in page.lines if NAVIGATION.fullmatch(line.words))


def find_legal(page: Page) -> Iterator[tuple[int, int]]:
    """From 'Legal Disclaimer' in the last third to the end; copyright lines (year, owner) anywhere."""
    for at, line in enumerate(page.lines):
        match = LEGAL.match(line.words)
        owner = match and (match["owner"] or match["owner_first"] or "")
        if not match or any(len(part.split()) >= 8 for part in re.split(r"[.!?]", owner)):
            continue
        is_disclaimer = "disclaimer" in line.words.lower()
        if is_disclaimer and 3 * at > 2 * len(page.lines) and _words_from(page, at) <= 200:
            yield line.start, page.lines[-1].end
        elif not is_disclaimer:
            yield line.start, line.end


def find_author_notes(page: Page) -> Iterator[tuple[int, int]]:
    """A note on the author in the last third, with all that follows it (at most 150 words)."""
    if len(page.author.split()) < 2:  # an agency is no person: "AFP has not verified this"
        return
    life = (
        r"(?:is|was) (?:an?|the|our|[A-Z]\w+['’]s) (?:(?!(?:in|of|for|to|who|on|by)\b)[\w'’-]+ ){0,4}?"
        r"(?:reporter|correspondent|editor|writer|journalist|columnist|author)|has (?:covered|reported|worked|written)"
        r"|covers|writes|reports (?:for|from|on)"
    )
    bio = re.compile(rf"{re.escape(page.author)}(?:$|,? (?:{life})\b)")
    for at, line in enumerate(page.lines):
        if 3 * at > 2 * len(page.lines) and bio.match(line.words) and _words_from(page, at) <= 150:
            yield line.start, page.lines[-1].end
            return


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
}


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


def _find_glued(raw: str, cuts: list[Edit], page: Page) -> list[Edit]:
    """Places like 'tiesRussia' where both halves are words of the same text: one space goes in.

    Only in what is left of the story: a space in a headline could make another rule see it anew.
    """
    words = set(re.findall(r"\w+", _apply(raw, cuts)))
    return [
        Edit(line.start + match.start(2), line.start + match.start(2), "glued words")
        for line in page.lines
        if line.is_story
        for match in re.finditer(r"\b([a-z]{3,})([A-Z][a-z]{3,})\b", raw[line.start : line.end])
        if {match[1], match[2]} <= words
    ]


def _apply(raw: str, edits: list[Edit] | tuple[Edit, ...]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [raw[at : edit.start], " " if edit.start == edit.end else ""]
        at = edit.end
    return "".join([*pieces, raw[at:]])


def _bag(words: str) -> set[str]:
    return {word for word in re.findall(r"\w+", words.lower()) if len(word) > 3}


def _are_alike(words: set[str], other: set[str]) -> bool:
    """Most words of the shorter are in the longer, which is not much longer: two headlines, not headline and lead."""
    few, many = sorted((len(words), len(other)))
    return few > 0 and len(words & other) >= max(0.6 * few, 0.5 * many)


def _words_from(page: Page, at: int) -> int:
    return sum(line.n_words for line in page.lines[at:])


def _is_quote(line: Line) -> bool:
    return line.words[:1] in "\"“‘'"
