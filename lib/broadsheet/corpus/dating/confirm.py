"""What makes a date in a caption or a story the day of the article, and what rules a page's date out.

One weekday fits by chance one time in seven, and photos come from archives. So a date is
confirmed only if nothing later is told, the weekdays of the story nearly all name its day,
and caption and story tell of the same event; or if a dateline or heading names the same day.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from broadsheet.corpus.cleaning.clean import Cleaned
from broadsheet.corpus.dating.forms import Written, find_written, find_yearless, make_day
from broadsheet.corpus.dating.places import HEAD, STORY, DayMonth, Piece

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY = re.compile(
    rf"(?:\b(\w+)\s)?\b({'|'.join(DAYS)})\b(?!s|['’]s (?!attack|strike)|,? [A-Z][a-z]{{2,8}}\.? \d| \d)"
)
OTHER_WEEK = {"last", "next", "every", "each", "previous", "coming", "following", "until", "by", "before", "since", "a"}
OTHER_WEEK |= {"Black", "Good", "Super", "Bloody", "Ash", "Easter", "Palm", "The", "the", "per"}
MANY = 1000  # dates of a story: more are a list
LONG = 600  # characters on either side in which a sentence is looked for
FUTURE = re.compile(
    r"\b(?:(?-i:may)|will|would|shall|should|might|could|can|must|due|schedul\w*|plan\w*|expect\w*|next|deadline|expir\w*"
    r"|upcoming|set to|to be|ahead|target\w*|aim\w*|postpon\w*|delay\w*|effective|forecast\w*|project\w*|propos\w*"
    r"|extend\w*|hopes?|intend\w*|promis\w*|predict\w*|if|when|election|vote|starting|tentative\w*)\b",
    re.I,
)
TOWARDS = re.compile(  # "until May 3", "to open the harbour on May 3"
    r"\b(?:(?:by|until|till|through|before|from|for|to|on or about|ending|beginning|starting)\s+(?:\w+ ){0,2}"
    r"|to \w+ (?:\w+ ){0,3}(?:on|in) (?:\w+,? )?)\Z",
    re.I,
)
PAST = re.compile(r"\b(?:was|were|had|said|told|took|began|killed|died|won|lost|made|left|met|found|[a-z]{3,}ed)\b")
YEAR = re.compile(r"(?<![\d.,])[12]\d{3}(?![\d,])(?!\.\d)")
SINCE_YEAR = re.compile(r"\b(?i:in|since|during) (?:[A-Z][a-z]+ |early |late |mid-)?(20\d\d)\b")
AFTER = re.compile(r"\b(?:since|after|until|before|of|dated?|from|to|by)\s+(?:the\s+)?\Z", re.I)
NOT_NEWS = re.compile(r"\b(?:file|archive[ds]?|archival|earlier|last year|undated)\b", re.I)
# photos of persons at an occasion are what archives are full of: these words tie no caption to a story
COMMON = frozenset(
    """during people presid minist spokes attend meetin speaks confer summit visit briefi ceremo addres sessio
    talks gestur secret leader member offici capita follow years after before their which where there about while
    milita arrive govern countr pictur taken shows""".split()  # noqa: SIM905
)


def find_later(raw: str, day: date, *, today: date, skip: Iterable[tuple[int, int]] = ()) -> str:
    """Words of the story that tell of a time after ``day`` and not after ``today``, as of what has happened; or ""."""
    for written in _list_dates(raw):
        later = written.date and day + timedelta(days=1) < written.date <= today + timedelta(days=1)
        if later and not _is_within(written.start, skip) and _has_happened(raw, written.start, written.end):
            return raw[written.start : written.end]
    for match in SINCE_YEAR.finditer(raw):
        is_later = day.year + (day.month > 9) < int(match[1]) <= today.year
        if is_later and (match[0][:5].lower() == "since" or _has_happened(raw, match.start(), match.end())):
            return match[0]
    return ""


@lru_cache(maxsize=1)  # each date of a page asks for those of its story
def _list_dates(raw: str) -> tuple[Written, ...]:
    return tuple(islice(find_written(raw), MANY))


def _is_within(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _has_happened(raw: str, start: int, end: int) -> bool:
    sentence = _sentence(raw, start, end)
    return (
        bool(PAST.search(sentence))
        and not FUTURE.search(sentence)
        and not TOWARDS.search(raw[max(start - 40, 0) : start])
    )


def _sentence(raw: str, start: int, end: int) -> str:
    line = max(raw.rfind("\n", 0, start) + 1, start - LONG)
    stop = raw.find("\n", end, end + LONG)
    stop = min(end + LONG, len(raw)) if stop < 0 else stop
    first = max((match.end() for match in re.finditer(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"‘'])", raw[line:start])), default=0)
    last = re.search(r"[.!?]['\"”’)]*(?:\s|$)", raw[end:stop])
    return raw[line + first : end + last.start() if last else stop]


def confirm_candidates(
    raw: str, cleaned: Cleaned, candidates: list[Piece], day_months: list[DayMonth], *, today: date
) -> list[Piece]:
    """Those dates in captions or in the first lines that something else in the article confirms, and what does."""
    confirmed = []
    for piece in candidates:
        if piece.date is None or not _may_be_news(raw, piece):
            continue
        words = _confirm_by_day(piece, day_months) or _confirm_by_mentions(cleaned.text, piece)
        words = words or _confirm_by_weekday(raw, cleaned, piece)
        if words and not find_later(raw, piece.date, today=today):
            place = f"{piece.place}, confirmed by {words}"
            confirmed.append(Piece(piece.date, "day", STORY, place, piece.words, piece.start, piece.end))
    return confirmed


def _may_be_news(raw: str, piece: Piece) -> bool:
    """A photo that is not said to be old, or a sentence at the beginning that tells of something past."""
    sentence = _sentence(raw, piece.start, piece.end)
    if NOT_NEWS.search(sentence):
        return False
    if len(list(find_written(sentence))) > 1:  # from one day to another
        return False
    is_first = piece.start < HEAD and not AFTER.search(raw[max(piece.start - 20, 0) : piece.start])
    return piece.place == "photo caption" or (is_first and _has_happened(raw, piece.start, piece.end))


def _confirm_by_day(piece: Piece, day_months: list[DayMonth]) -> str:
    same = [found for found in day_months if make_day(piece.date.year, found.month, found.day) == piece.date]
    return f"the {same[0].place} {same[0].words!r}" if same else ""


def _confirm_by_mentions(text: str, piece: Piece) -> str:
    """The day of a photo, if the story names that day twice without a year, and else only days shortly before."""
    same, words = 0, ""
    if piece.place != "photo caption":
        return ""
    for month, day, start, end in find_yearless(text):
        days = [made for year in (-1, 0, 1) if (made := make_day(piece.date.year + year, month, day))]
        near = min((piece.date - made for made in days), key=abs, default=timedelta(days=99))
        if not timedelta() <= near <= timedelta(days=60):
            return ""
        same, words = (same + 1, text[start:end]) if near == timedelta() else (same, words)
    return f"{words!r} in the story" if same >= 2 else ""


def _confirm_by_weekday(raw: str, cleaned: Cleaned, piece: Piece) -> str:
    """The weekday, if the story nearly always means that day, in a sentence on the same event, else ""."""
    name = DAYS[piece.date.weekday()]
    if name not in cleaned.text or not _fits_other_days(cleaned.text, piece.date):
        return ""
    own = _sentence(raw, piece.start, piece.end).strip()
    mentions = [mention for mention in find_weekdays(cleaned.text) if own not in mention[1]]
    same = [sentence for day, sentence in mentions if day == name]
    if not same or 3 * len(same) < 2 * len(mentions):
        return ""
    event = _event_words(own)
    lead = _stems(f"{cleaned.title}\n{_lead(cleaned.text).replace(own, '')}")
    is_told = any(event & _stems(sentence) for sentence in same)
    return f"'{name}' in the story" if is_told and len(event & lead) >= 2 else ""


def _fits_other_days(text: str, day: date) -> bool:
    """No later year is named, and no day of the year that is two months away: an old photo gives itself away."""
    latest = day.year + (day.month >= 10)
    if any(latest < int(year) < 2100 for year in YEAR.findall(text)):
        return False
    for month, number, _, _ in find_yearless(text):
        days = [made for year in (-1, 0, 1) if (made := make_day(day.year + year, month, number))]
        if all(abs((day - made).days) > 60 for made in days):
            return False
    return True


def find_weekdays(text: str) -> Iterable[tuple[str, str]]:
    """(weekday, its sentence) for each weekday of the days before the article: no "last", "next", "will"."""
    for match in WEEKDAY.finditer(text):
        sentence = _sentence(text, match.start(2), match.end(2))
        before = text[max(match.start() - 60, 0) : match.start()]
        if match[1] not in OTHER_WEEK and not re.search(r"\b(?:will|would|to)\s[^.]*$", before):
            yield match[2], sentence


def _lead(text: str) -> str:
    return "\n".join(text.strip().split("\n\n", 3)[:3])[:1200]


def _event_words(sentence: str) -> set[str]:
    """First six letters of the words of five letters or more that are no names."""
    return {word[:6] for word in re.findall(r"\b[a-z]{5,}\b", sentence)} - COMMON


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\b[a-z]{5,}\b", text.lower())}
