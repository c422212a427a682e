"""Dates as given in metadata or a date column: a day, and how precise it is.

Only unambiguous forms are read. "03/04/2022" is not: it stays undated and goes to the ledger.
"""

import re
from datetime import date, datetime

FORMS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%a, %d %b %Y", "%A, %B %d, %Y", "%A, %d %B %Y")


def parse_date(text: str) -> tuple[date | None, str]:
    """Text -> (first day it means, precision): day, month, year or none.

    ISO 8601 (2022-12-27, 2022-12, 2022, 20221227, with or without a time, whose own calendar
    day is kept) and dates with the month as an English word.

    >>> parse_date("2022-12-27T23:30:00+02:00")
    (datetime.date(2022, 12, 27), 'day')
    >>> parse_date("2022-12")
    (datetime.date(2022, 12, 1), 'month')
    >>> parse_date("03/04/2022")
    (None, 'none')
    """
    text = text.strip()
    iso = re.match(r"(\d{4})(?:-(\d{2}))?()$|(\d{4})(-?)(\d{2})\5(\d{2})(?=$|[T\s])", text)
    if iso:
        year, month, day = iso.group(1, 2, 3) if iso[1] else iso.group(4, 6, 7)
        try:
            found = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            return None, "none"
        return found, "day" if day else "month" if month else "year"
    words = re.sub(r"\s+", " ", re.sub(r"\b([A-Za-z]{3,4})\.", r"\1", text))
    words = re.sub(r"\bSept\b", "Sep", re.sub(r"\s+\d{1,2}:\d{2}.*$", "", words))
    for form in FORMS:
        try:
            return datetime.strptime(words, form).date(), "day"
        except ValueError:
            continue
    return None, "none"
