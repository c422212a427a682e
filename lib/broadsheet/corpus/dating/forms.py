"""How a day is written in running text, with the months and weekdays of eight languages.

Every form has a year of four digits, so a text without one costs one search.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from broadsheet.calendar_words import MONTH_NAMES, WEEKDAY_NAMES, number_names

MONTHS = number_names(MONTH_NAMES, first=1)
WEEKDAYS = number_names(WEEKDAY_NAMES, first=0)
LINKS = frozenset(("st", "nd", "rd", "th", "de", "del"))
YEAR = re.compile(r"[0-9]{4}")
TWO_THOUSANDS = re.compile(r"2\d{3}")  # a pattern that begins with a fixed letter is ten times as fast
ONE_THOUSANDS = re.compile(r"1\d{3}")
SPACE = r"[ \u00a0\u202f\t]"
WORD = r"(?P<month>[^\W\d_]{3,20})"
MONTH_FIRST = re.compile(
    rf"{WORD}(?:\.{SPACE}?|{SPACE}{{1,2}})(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,{SPACE}{{0,2}}|{SPACE}{{1,2}})(?P<year>\d{{4}})\Z"
)
DAY_FIRST = re.compile(
    rf"(?<![\d.:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[º°ª.])?(?:{SPACE}+|[-/]|(?<=\.))(?:(?:de|of){SPACE})?{WORD}"
    rf"(?:\.?,?{SPACE}+|[-./])(?:(?:de|del){SPACE})?(?P<year>\d{{4}})\Z",
    re.I,
)
CLOCK_BETWEEN = re.compile(  # as the C library writes it: Tue Dec 27 10:40:00 EST 2022
    rf"{WORD}{SPACE}+(?P<day>\d{{1,2}}){SPACE}\d{{2}}:\d{{2}}:\d{{2}}{SPACE}(?:[A-Z]{{3,4}}{SPACE}|[+-]\d{{4}}{SPACE})?(?P<year>\d{{4}})\Z"
)
NUMBERS = re.compile(r"(?<![\d./-])(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})\Z")
ISO = re.compile(
    r"(?<![\d.,/-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?: ?Z\b| ?[+-]\d{2}:?\d{2})?)?"
)
WEEKDAY_BEFORE = re.compile(rf"([^\W\d_][^\W\d_]*(?:['’ʼ-][^\W\d_]+)?)\.?,?{SPACE}*(?:the |le |den |der |el )?\Z", re.I)
WEEKDAY_AFTER = re.compile(rf",?{SPACE}+\(?([^\W\d_]{{3,12}})\)?(?!\w)")
ENGLISH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
DAY_MONTH = (
    rf"(?:\b(?P<month>{ENGLISH})\.?{SPACE}(?P<day>\d{{1,2}})"
    rf"|(?<!\d)(?P<day_first>\d{{1,2}}){SPACE}(?P<month_last>{ENGLISH}))"
)
YEARLESS = re.compile(rf"{DAY_MONTH}(?![\d\w]|\.?,? ?\d{{4}})", re.I)
MONTH_YEAR = re.compile(rf"{WORD}\.?,?{SPACE}+(?:(?:de|del|of){SPACE})?(?P<year>\d{{4}})")
GLUED = re.compile(  # "TerajimaDecember", "PUBLISHEDDEC"
    r"(?:(?<=[^\W\d_])(?=[^\W\d_a-zа-яіїє][a-zа-яіїє])|(?i:published|updated|posted|modified))([^\W\d_]+?)\Z"
)
ZONE = (
    r"GMT|UTC|CET|E[SD]?T|C[SD]?T|M[SD]T|P[SD]?T|BST|CEST|EEST|EET|MSK|IST|SGT|HKT|JST|KST|AE[SD]T|WAT|EAT|SAST|WIB|UK"
)
CLOCK = re.compile(  # what may stand beside a date without making it a sentence
    rf"\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?|\d{{1,2}}(?=\s?[ap]\.?\s?m\b)|[ap]\.?{SPACE}?m\b\.?"
    rf"|\b(?:{ZONE})(?:[+-]\d{{1,2}}(?::?\d{{2}})?)?\b|[+-]\d{{2}}:?\d{{2}}\b|\d{{1,2}}h\b"
    r"|\b(?:(?:local|kyiv|moscow|london|uk|beijing) time|at|um|alle|ore|uhr|às|à|on|le|el|am|a las)\b"
    r"|\b(?:року|года|[гр]|в|о|об)\b"
    r"|[\s,|•·–—.():;/-]|\bZ\b",
    re.I,
)


class Written(NamedTuple):
    """A date as it stands in a text: text[start:end]; ``date`` is None where it can be read two ways.

    ``weekday`` is the one written with it (0 is Monday), None without.
    """

    date: date | None
    start: int
    end: int
    weekday: int | None = None


def has_year(text: str, start: int, end: int) -> bool:
    """True if four digits that could be a year stand in text[start:end]: without them there is no date."""
    return bool(TWO_THOUSANDS.search(text, start, end) or ONE_THOUSANDS.search(text, start, end))


def find_written(text: str, *, start: int = 0, end: int | None = None, order: str = "") -> Iterator[Written]:
    """Dates with day, month and a year of four digits in text[start:end], in order.

    "03/04/2022" comes without a date unless ``order`` is "dmy" or "mdy". A day that no calendar
    has (February 30) is passed over.
    """
    stop = start
    end = len(text) if end is None else end
    for year in YEAR.finditer(text, start, end):
        at = year.start()
        if at < stop:
            continue
        found = _read_around(text, at, max(stop, at - 44), order)
        if found:
            stop = found.end
            yield found


def _read_around(text: str, at: int, floor: int, order: str) -> Written | None:
    if text[at + 4 : at + 5] in ("-", "/", ".") and (iso := ISO.match(text, at)):
        day = make_day(int(iso["year"]), int(iso["month"]), int(iso["day"]))
        return Written(day, at, iso.end()) if day else None
    before = text[floor : at + 4]
    if not _may_end_date(before[:-4]):
        return None
    after = text[at + 4 : at + 10]
    if after[:1].isdigit() and not re.match(r"\d{1,2}[:.]\d\d", after):  # a clock may be glued on: "202210:40"
        return None
    if numbers := NUMBERS.search(before):
        day = _read_numbers(numbers, order)
        return None if day == "none" else Written(day, floor + numbers.start(), at + 4)
    for form in (MONTH_FIRST, DAY_FIRST, CLOCK_BETWEEN):
        match = form.search(before)
        if match and (month := find_month(match["month"])):
            day = make_day(int(match["year"]), month[0], int(match["day"]))
            first = match.start() + (month[1] if form is not DAY_FIRST else 0)
            return _with_weekday(text, day, floor + first, at + 4, floor) if day else None
    return None


def _may_end_date(before: str) -> bool:
    """What stands before a year ends in a number, the name of a month, or a word that links the two."""
    words = before.rstrip(" ,.-/\u00a0\u202f\t")
    if len(words) == len(before):
        return False
    if words[-1:].isdigit():  # a day or a clock; of longer numbers only a zone such as +0000
        return not words[-3:].isdigit() or words[-5:-4] in ("+", "-")
    if words[-1:] in ("º", "°", "ª"):
        return True
    word = words.replace("-", " ").replace(".", " ").replace("\u00a0", " ").rsplit(None, 1)[-1:]
    last = word[0].lower().lstrip("0123456789") if word else ""
    return bool(last) and (last in LINKS or last in MONTHS or word[0].isupper() or not word[0].islower())


def find_month(word: str) -> tuple[int, int] | None:
    """(number of the month, where its name begins in word): "jimaDecember" -> (12, 4)."""
    if number := MONTHS.get(word.lower()):
        return number, 0
    glued = GLUED.search(word)
    number = glued and MONTHS.get(glued[1].lower())
    return (number, glued.start(1)) if number else None


def _read_numbers(match: re.Match, order: str) -> date | str | None:
    """27/12/2022 -> that day; 03/04/2022 -> None, or by ``order``; 31/31/2022 -> "none"."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if one <= 12 and two <= 12 and one != two and not order:
        return None if one and two else "none"
    day_first = one > 12 or (two <= 12 and order == "dmy") or one == two
    return (make_day(year, two, one) if day_first else make_day(year, one, two)) or "none"


def _with_weekday(text: str, day: date, start: int, end: int, floor: int) -> Written:
    before = WEEKDAY_BEFORE.search(text, floor, start)
    if before and (weekday := WEEKDAYS.get(before[1].lower().removesuffix("-feira"))) is not None:
        return Written(day, before.start(1), end, weekday)
    after = WEEKDAY_AFTER.match(text, end)
    if after and len(after[1]) > 5 and (weekday := WEEKDAYS.get(after[1].lower())) is not None:
        return Written(day, start, after.end(), weekday)
    return Written(day, start, end)


def find_yearless(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(month, day, start, end) of each "Dec. 27" or "27 December" that has no year."""
    for match in YEARLESS.finditer(text):
        month = MONTHS.get((match["month"] or match["month_last"]).lower())
        day = int(match["day"] or match["day_first"])
        if month and make_day(2024, month, day):
            yield month, day, match.start(), match.end()


def find_order(texts: Iterable[str], mark: str = "/") -> str:
    """ "dmy" or "mdy" if the dates in numbers of a document or a column prove it, else "".

    27/12/2022 proves that the day comes first in what uses the same ``mark``; texts that
    prove both prove nothing.
    """
    orders = set()
    pattern = re.compile(rf"(?<!\d)(\d{{1,2}}){re.escape(mark)}(\d{{1,2}}){re.escape(mark)}\d{{4}}(?!\d)")
    for text in texts:
        for one, two in pattern.findall(text):
            orders |= {"dmy"} if int(one) > 12 >= int(two) else {"mdy"} if int(two) > 12 >= int(one) else set()
    return orders.pop() if len(orders) == 1 else ""


def is_clock(text: str) -> bool:
    """True if nothing but times of day, zones and punctuation is in the text (or nothing at all)."""
    return not after_clock(text)


def after_clock(text: str) -> str:
    """The text from the first thing on that is no time of day, zone or punctuation."""
    at = 0
    while (match := CLOCK.match(text, at)) and match.end() > at:
        at = match.end()
    return text[at:]


def make_day(year: int, month: int, day: int) -> date | None:
    """That day, or None if no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
