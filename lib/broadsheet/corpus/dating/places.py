"""Where in an article a date stands, and so what it is worth.

A line that says "Published", a byline, a dateline and a line of its own are four different
witnesses; a date in a caption or in the story is none until something confirms it. Only the
head, the tail and what cleaning cut are looked at, so that an article without dates costs
next to nothing.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from broadsheet.corpus.cleaning.clean import Cleaned
from broadsheet.corpus.dating.forms import (
    DAY_MONTH,
    MONTH_YEAR,
    MONTHS,
    Written,
    after_clock,
    find_order,
    find_written,
    has_year,
    is_clock,
    make_day,
)
from broadsheet.corpus.dating.ids import find_numbers

HEAD, TAIL = 800, 500
MANY = 12  # dates in the head or the tail: more are a list
MANY_CUTS = 50  # cut lines that are looked at
LONG = 500  # characters of a line on either side of a date that are looked at
OF_DATES = ("photo caption", "byline", "dateline", "page date")  # what cleaning cut that may bear a date
METADATA, FIELD, BYLINE, ID, STORY, UNDER_HEADLINE, UPDATE, HEADER, CRAWL = range(1, 10)  # ranks, the best first

PUBLISHED = (
    r"(?:first |originally )?published(?: on| at| in [\w'’ &-]{2,40},)?|(?:first )?posted(?: on| at)?|publication date"
    r"|date of publication|date published|publish(?:ed)? date|date|(?:issued|created|released)(?: on)?"
    r"|publiée?(?: le)?|veröffentlicht(?: am)?|publicado(?: el| em)?|pubblicato(?: il)?|опубликовано|опубліковано"
)
UPDATED = (
    r"(?:last )?(?:updated|modified|changed)(?: on| at)?|load-date|last update|update"
    r"|mise? à jour(?: le)?|modifié(?: le)?"
    r"|aktualisiert(?: am)?|actualizado(?: el)?|atualizado(?: em)?|aggiornato(?: il)?|обновлено|оновлено"
)
LABEL = re.compile(
    rf"(?:^|(?<=[|·•–—/;,.(\s\d-]))(?:(?P<published>{PUBLISHED})|(?P<updated>{UPDATED}))(?=\W|\d|$)", re.I
)
MONTH_LINE = re.compile(rf"^(?:(?P<label>(?i:{PUBLISHED})):? ?)?{MONTH_YEAR.pattern}[ \t]*$", re.M)
YEAR_AT_END = re.compile(r"\d{4}[ \t]*$", re.M)
UPDATED_NEXT = re.compile(rf"(?:{UPDATED})(?=\W|\d|$)", re.I)
LABEL_NEXT = re.compile(rf"(?:{PUBLISHED}|{UPDATED}|by(?= [^\n]{{2,60}}$))(?=\W|\d|$)|$", re.I)
NAME = r"(?:[^\W\d_a-zа-яіїє][\w.'’&-]*|[^\W\d_a-zа-яіїє]\.)"
PEOPLE = rf"{NAME}(?:,?\s+(?:{NAME}|and|for|in|of|the|de|von|van|der|staff|agencies|&|і|и))*"
BYLINE_BEFORE = re.compile(
    r"\W*(?i:(?:(?:written|reported|story|reporting|posted|published|submitted) )?by|par|von|por|di|автор:?)"
    rf"\s+{PEOPLE}\W*(?:\b(?:on|at)\s+)?\Z"
)
NAME_IN_PLACE = re.compile(rf"\s*{NAME}(?: {NAME})+ in {NAME}(?: {NAME})*\W*")
BYLINE_AFTER = re.compile(rf"[\s,|•·–—-]*(?i:by|par|von|por)\s+{PEOPLE}")
BYLINE_ALONE = re.compile(rf"\W*(?i:by|par|von|por|автор:?)\s+{PEOPLE}\W*")
NAME_LINE = re.compile(rf"{NAME}(?: {NAME}){{1,3}}(?: in {NAME}(?: {NAME})*)?")
NAME_THEN_DATE = re.compile(rf"{NAME}(?: {NAME}){{0,4}}(?:,| [–—-])\s*")
BARS = re.compile(r"[|·•]|(?<!\S)/(?!\S)")
PLACE_WORD = rf"(?:{NAME}|de|of|la|el|du|and|the|upon|am)"
PLACE = re.compile(
    rf"\W{{0,3}}(?:{NAME}(?:[\s,/-]+{PLACE_WORD}){{0,7}}\s*[.,–—-]+\s*|[^\W\d_a-z]{{3,}}(?: [^\W\d_a-z]{{2,}}){{0,3}} )"
)
DASH = re.compile(
    r"[.,]?\s*(?:(?:\([^()\n]{2,40}\)|/[^/\n]{2,30}/\.?)?\s*(?:--|[–—-]|:|(?<=/)|(?<=/\.)|(?<=\)))|[A-Z]{2,12}[.:]\s)"
)
DATELINE = re.compile(  # no year: KYIV, Dec 27 (Reuters) - ; MOSCOW, December 27. /TASS/. ; Dec 27 (Reuters) -
    rf"\W{{0,2}}(?:(?P<place>[A-Z][\w .,'’()/-]{{1,60}}?),\s+)?{DAY_MONTH}\.?,?\s*"
    r"(?P<agency>\([A-Z][^()\n]{1,40}\)|/[A-Z][^/\n]{1,30}/\.?)?(?P<dash>\s*(?:--|[–—-]))?(?=\s|$)"
)
HEADING = re.compile(rf"(?P<what>[A-Z]\D{{0,60}})\b(?:on|for|of|,) {DAY_MONTH}(?P<colon>:?)[:\s]*")
OF_NEWS = re.compile(  # what a heading of a day's news is called; other short lines with a day are of plans
    r"\b(?:developments?|events?|updates?|news|headlines|stories|summary|briefing|bulletin|review|roundup|round-up|digest"
    r"|highlights|timeline|situation|attacks?|strikes|losses|casualties)\b",
    re.I,
)
ALONE = re.compile(  # "Tuesday, 1 March", "PARIS, March 3"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[^a-z]*[A-Z]{3,})\W*"
)
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|must|shall|should|said|says|told|wrote|began|did"
    r"|due|next|payable|pay|record|schedul\w+|plann?\w*|[a-z]{3,}ed)\b",
    re.I,
)
DIGIT = re.compile(r"\d")
MARK = re.compile(r"[-–—(/]")
MONTH_ENDS = frozenset(name[-3:].capitalize() if len(name) == 3 else name[-3:] for name in MONTHS)
CREDIT = re.compile(r"(?:photo|image|picture|handout|getty|afp\b|file\b)", re.I)
STORY_LINE = re.compile(r"(?:\S+\s+){7,}\S*[.!?:]['\"”’)]*\s*")


CLOCKED = "line under the headline, with a name or a time of day"
LEAP_YEAR = 2000


class Piece(NamedTuple):
    """One witness of the date: its rank, where it stands, its words, and raw[start:end] if it is of the text."""

    date: date | None
    precision: str
    rank: int
    place: str
    words: str
    start: int = -1
    end: int = -1
    weekday: int | None = None

    @property
    def evidence(self) -> str:
        return f"{self.place}: {self.words}"


class DayMonth(NamedTuple):
    """A day without a year, in a dateline or in a heading such as "Key developments on Dec. 27"."""

    month: int
    day: int
    place: str
    words: str
    start: int
    end: int


def find_pieces(raw: str, cleaned: Cleaned) -> list[Piece]:
    """What the head, the tail and the cut lines of an article say of its date, in order.

    Pieces of rank STORY are dates in captions and in the first lines of the story: they are not
    evidence before something confirms them. A piece without a date can be read in two ways.
    """
    spans = [(start, end) for start, end in _where_to_look(raw, cleaned) if has_year(raw, start, end)]
    if not spans:
        return []
    found = [written for start, end in spans for written in islice(find_written(raw, start=start, end=end), MANY)]
    if any(written.date is None for written in found):
        found = [_in_order(raw, written) for written in found]
    captions = [edit for edit in cleaned.edits if edit.rule == "photo caption"]
    pieces = [_place(raw, found, at, cleaned.title, captions) for at in range(len(found))]
    in_head = any(piece.rank == BYLINE and piece.start < HEAD for piece in pieces)
    pieces = [piece for piece in pieces if not (in_head and piece.rank == BYLINE and piece.start >= HEAD)]
    numbers = [
        Piece(day, "day", ID, kind, raw[first:last], first, last)
        for start, end in spans
        for kind, day, first, last in find_numbers(raw, start=start, end=end)
    ]
    return pieces + numbers + ([] if pieces else list(_find_months(raw)))


def _where_to_look(raw: str, cleaned: Cleaned) -> list[tuple[int, int]]:
    """Head and tail, to the ends of their lines (of 200 characters at most), and the cut lines between."""
    if len(raw) <= HEAD + TAIL:
        return [(0, len(raw))]
    spans = [(0, HEAD)]
    tail = len(raw) - TAIL
    spans += [
        (edit.start, edit.end)
        for edit in cleaned.edits
        if edit.rule in OF_DATES and edit.end > HEAD and edit.start < tail and edit.end > edit.start
    ][:MANY_CUTS]
    return [
        *((max(start, HEAD) if at else start, min(end, tail)) for at, (start, end) in enumerate(spans)),
        (tail, len(raw)),
    ]


def _in_order(raw: str, written: Written) -> Written:
    """03/04/2022, if other dates of the same article prove the order."""
    if written.date:
        return written
    words = raw[written.start : written.end]
    order = _find_order(raw, re.search(r"\D", words)[0])
    return written._replace(date=next(find_written(words, order=order)).date)


@lru_cache(maxsize=4)  # a page of many dates asks for each of them
def _find_order(raw: str, mark: str) -> str:
    return find_order([raw], mark)


def _place(raw: str, found: list[Written], at: int, title: str, captions: list) -> Piece:
    written = found[at]
    start = max(raw.rfind("\n", 0, written.start) + 1, written.start - LONG)
    end = raw.find("\n", written.end, written.end + LONG)
    end = min(len(raw), written.end + LONG) if end < 0 else end
    before, after = raw[start : written.start], raw[written.end : end]
    if at and found[at - 1].start >= start:  # another date of the same line is no words
        before = raw[start : found[at - 1].start] + raw[found[at - 1].end : written.start]
    if at + 1 < len(found) and found[at + 1].end <= end:
        after = raw[written.end : found[at + 1].start] + raw[found[at + 1].end : end]
    rank, place = _judge(raw, start, end, before, after, title)
    in_caption = any(caption.start <= written.start < caption.end for caption in captions)
    if in_caption and (rank not in (BYLINE, UPDATE, HEADER) or not is_clock(before)):
        rank, place = STORY, "photo caption"
    first, last = written.start, written.end
    if rank != STORY:  # the whole line, for a person to judge
        line = raw[start:end]
        first = max(start + len(line) - len(line.lstrip()), first - 120)
        last = min(start + len(line.rstrip()), last + 60)
    precision = "day" if written.date else "none"
    return Piece(written.date, precision, rank, place, raw[first:last], first, last, written.weekday)


def _judge(raw: str, start: int, end: int, before: str, after: str, title: str) -> tuple[int, str]:
    """(rank, place) of a date, by what stands before and after it in its line."""
    if label := _find_label(before, after):
        return label
    if is_clock(before):
        rest = after_clock(after)
        if not rest:
            return _judge_alone(raw, start, end, before + after, title)
    n_words = len(before.split()) + len(after.split())
    if len(before.split()) <= 6 and UPDATED_NEXT.match(after_clock(after)):
        return BYLINE, "published"
    if n_words <= 25 and _is_byline(before, after):
        return BYLINE, "byline"
    is_first = start <= HEAD and len(before) <= 70 and _count_story(raw[:start]) <= 1
    if is_first and PLACE.fullmatch(before) and DASH.match(after):
        return BYLINE, "dateline"
    if n_words <= 14 and _is_between_bars(before, after):
        return (HEADER, "page header") if is_clock(before) and start < 40 else (BYLINE, "line of outlet and date")
    if CREDIT.search(raw[start:end]) and len(before) + len(after) < 400:
        return STORY, "photo caption"
    if not after_clock(after) and NAME_THEN_DATE.fullmatch(before) and raw[start:end].strip() != title:
        return (
            (STORY, "story")
            if start > HEAD or _count_story(raw[:start])
            else (UNDER_HEADLINE, "line of a name and a date")
        )
    return STORY, "story"


def _is_byline(before: str, after: str) -> bool:
    if is_clock(before):
        return bool(BYLINE_AFTER.match(after))
    rest = after_clock(after)
    return bool(
        (BYLINE_BEFORE.match(before) and LABEL_NEXT.match(rest)) or (NAME_IN_PLACE.fullmatch(before) and not rest)
    )


def _find_label(before: str, after: str) -> tuple[int, str] | None:
    label = next(reversed(list(LABEL.finditer(before))), None)
    if not label or not is_clock(before[label.end() :]) or not _ends(after):
        return None
    if before[: label.start()].strip() and not re.search(r"[|·•–—/;,.(\d-]\s*\Z", before[: label.start()]):
        return None
    return (BYLINE, "published") if label["published"] else (UPDATE, "updated")


def _ends(after: str) -> bool:
    """True if after a date nothing more comes than a clock, another label, an author or, behind a bar, an outlet."""
    rest = after_clock(after)
    return bool(LABEL_NEXT.match(rest)) or (bool(BARS.search(after)) and len(rest.split()) <= 4)


def _judge_alone(raw: str, start: int, end: int, clock: str, title: str) -> tuple[int, str]:
    """A line that is nothing but a date: below a label or a byline, under the headline, or a page header."""
    above = raw[:start].rstrip()
    line_above = above[above.rfind("\n") + 1 :].strip()
    label = LABEL.fullmatch(line_above.rstrip(" :"))
    if label:
        return (BYLINE, "published") if label["published"] else (UPDATE, "updated")
    below = raw[end : end + 200].lstrip().split("\n", 1)[0]
    if start < HEAD + 400 and BYLINE_ALONE.fullmatch(line_above):
        return BYLINE, "byline"
    has_clock = any(letter.isdigit() for letter in clock)
    if start > HEAD or _count_story(above) > (3 if has_clock else 0):
        return STORY, "story"
    title_at = raw.find(title) if title else -1
    if 0 <= title_at < start:
        if has_clock or (line_above != title and NAME_LINE.fullmatch(line_above)):
            return UNDER_HEADLINE, CLOCKED
        return UNDER_HEADLINE, "line under the headline"
    if above and BYLINE_ALONE.fullmatch(below.strip()):
        return UNDER_HEADLINE, "line above the byline"
    return HEADER, "page header"


def _count_story(above: str) -> int:
    return sum(1 for line in above.split("\n") if STORY_LINE.fullmatch(line))


def _is_between_bars(before: str, after: str) -> bool:
    """Outlet | December 27, 2022 | Section; or OUTLET - 27 DECEMBER 2022, 10:40 with a time of day."""
    left = is_clock(before) or BARS.search(before[-3:])
    right = (
        is_clock(after)
        or BARS.search(after[:3])
        or re.match(r"[\s,]*\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]m)?\s*[|·•]", after)
    )
    if left and right and (BARS.search(before) or BARS.search(after)):
        return True
    timed = re.search(r"\d{1,2}[:.]\d\d", before[-8:] + " " + after[:12])
    titled = re.fullmatch(r"\W*(?:[^\W\d_a-zа-яіїє][\w.'’&-]*[\s,:–—-]*){1,6}(?:\d{1,2}:\d\d\W*)?", before)
    return bool(timed and titled and is_clock(after))


def _find_months(raw: str) -> Iterator[Piece]:
    """One of the first lines that is "December 2022" or "Published: December 2022": the date to the month."""
    if not YEAR_AT_END.search(raw, 0, HEAD // 2):
        return
    for match in MONTH_LINE.finditer(raw, 0, HEAD // 2):
        month = MONTHS.get(match["month"].lower())
        if month and int(match["year"]) and not _count_story(raw[: match.start()]):
            rank, place = (BYLINE, "published") if match["label"] else (HEADER, "page header")
            first = make_day(int(match["year"]), month, 1)
            yield Piece(
                first, "month", rank, place, match[0].strip(), match.start(), match.start() + len(match[0].strip())
            )
            return


def find_day_months(raw: str) -> list[DayMonth]:
    """The first three days without a year in datelines of the first lines and in headings, in order."""
    found, offset = [], 0
    for line in raw.split("\n"):
        near_top = offset < 2 * HEAD
        if line and (near_top or len(line) < 200) and (text := line.strip()):
            match, place = (_match_dateline(text) if near_top else None), "dateline"
            if not match and len(text) <= 90:
                match, place = _match_heading(text), "heading"
            day = _read_day_month(match, place, offset + line.find(text)) if match else None
            if day and make_day(LEAP_YEAR, day.month, day.day):  # February 30 is in no year
                found.append(day)
                if len(found) == 3:
                    break
        offset += len(line) + 1
    return found


def _match_dateline(text: str) -> re.Match | None:
    """A dateline has a number in its first words, and a dash or an agency: most lines are told by that."""
    if not DIGIT.search(text, 0, 90) or not MARK.search(text, 0, 150):
        return None
    match = DATELINE.match(text)
    return match if match and (match["agency"] or (match["dash"] and match["place"])) else None


def _match_heading(text: str) -> re.Match | None:
    """A heading over a day's news is no sentence: it is called so, or ends in a colon and has no verb of its own."""
    end = text.rstrip(": \t\u00a0")
    if not (end[-1:].isdigit() or end[-3:] in MONTH_ENDS) or not text[0].isupper():
        return None
    match = HEADING.fullmatch(text)
    if not match or FINITE.search(match["what"]):
        return None
    is_named = match["colon"] or OF_NEWS.search(match["what"]) or ALONE.fullmatch(match["what"])
    return match if is_named else None


def _read_day_month(match: re.Match, place: str, at: int) -> DayMonth:
    words = match[0].strip()
    month = MONTHS[(match["month"] or match["month_last"]).lower().rstrip(".")]
    return DayMonth(month, int(match["day"] or match["day_first"]), place, words, at, at + len(words))
