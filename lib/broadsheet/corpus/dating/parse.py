"""Dates as given in metadata or a date column: a day, and how precise it is.

Only unambiguous forms are read. "03/04/2022" is not: it stays undated and goes to the ledger.
"""

import re
from datetime import UTC, date, datetime

from broadsheet.corpus.dating.forms import MONTH_YEAR, MONTHS, find_written, is_clock, make_day

LABEL = re.compile(
    r"\b(?:(?:first |originally |last )?(?:published|posted|updated|modified)|publication date|pubdate|load-date|date)"
    r"\b:?",
    re.I,
)
EPOCH = re.compile(r"-?(\d{9,10})(?:\.\d+)?|(\d{12,13})(?:\.\d+)?")
ISO = re.compile(r"(\d{4})(?:-(\d{2}))?()$|(\d{4})(-?)(\d{2})\5(\d{2})(?=$|[T\s])")


def parse_date(text: str, *, order: str = "") -> tuple[date | None, str]:
    """Text -> (first day it means, precision): day, month, year or none.

    ISO 8601 (2022-12-27, 2022-12, 2022, 20221227), dates with the month as a word of eight
    languages, RFC 2822, and numbers where they can mean one day only (27/12/2022). A time of
    day beside it is passed over: the date as written keeps its own calendar day. ``order``
    ("dmy", "mdy") is for numbers whose order something else proves.

    >>> parse_date("2022-12-27T23:30:00+02:00")
    (datetime.date(2022, 12, 27), 'day')
    >>> parse_date("2022-12")
    (datetime.date(2022, 12, 1), 'month')
    >>> parse_date("03/04/2022")
    (None, 'none')
    """
    text = text.strip()
    if iso := ISO.match(text):
        return _read_iso(iso)
    for written in find_written(text, order=order):
        rest = LABEL.sub("", text[: written.start]) + " " + text[written.end :]
        return (written.date, "day") if written.date and is_clock(rest) else (None, "none")
    words = MONTH_YEAR.fullmatch(text)
    if words and (month := MONTHS.get(words["month"].lower())) and int(words["year"]):
        return date(int(words["year"]), month, 1), "month"
    return None, "none"


def parse_epoch(text: str) -> date | None:
    """Seconds or milliseconds since 1970 -> the day in UTC; None for any other text, or a year before 1990.

    Only for a column that holds dates: in running text such a number is just a number.
    """
    number = EPOCH.fullmatch(text.strip())
    if not number or text.strip().startswith("-"):
        return None
    day = datetime.fromtimestamp(int(number[1]) if number[1] else int(number[2]) // 1000, UTC).date()
    return day if day.year >= 1990 else None


def _read_iso(match: re.Match) -> tuple[date | None, str]:
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(4, 6, 7)
    found = make_day(int(year), int(month or 1), int(day or 1))
    if found is None:
        return None, "none"
    return found, "day" if day else "month" if month else "year"
