"""The day of an article: which evidence there is, which of it holds, and what contradicts it.

Evidence has ranks: metadata.csv; fields of a file or page; byline, dateline and lines that say
"published"; addresses and numbers that carry a day; a date in a caption or the story that
something confirms; a line under the headline; an update; the date at the top of the page; the
day it was fetched. The best rank decides. Where two of one rank disagree nothing is decided,
unless one of lower rank agrees with exactly one of them. A day off by one is no conflict: the
world has time zones.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from broadsheet.corpus.cleaning.clean import Cleaned
from broadsheet.corpus.dating.confirm import confirm_candidates, find_later
from broadsheet.corpus.dating.forms import find_written, make_day
from broadsheet.corpus.dating.ids import find_name_dates
from broadsheet.corpus.dating.parse import parse_date, parse_epoch
from broadsheet.corpus.dating.places import (
    BYLINE,
    CLOCKED,
    CRAWL,
    FIELD,
    HEADER,
    ID,
    METADATA,
    STORY,
    UNDER_HEADLINE,
    UPDATE,
    DayMonth,
    Piece,
    find_day_months,
    find_pieces,
)
from broadsheet.corpus.ledger import note

PRECISIONS = ("day", "month", "year", "none")
FIRST_YEAR = 1500
DAY = timedelta(days=1)
CHANGED = re.compile(r"modif|updat|lastmod|revis", re.I)  # of the words for where a field was read
GUESSED = re.compile(r"text of the page", re.I)
LAST_RESORT = (UNDER_HEADLINE, UPDATE, HEADER, CRAWL)


@dataclass(frozen=True)
class Dated:
    """The day of an article (of a month or year the first), on what evidence, and ledger rows for doubts."""

    date: date | None
    precision: str
    evidence: str
    notes: list[dict] = field(default_factory=list)


def find_date(
    record: Mapping[str, str],
    *,
    cleaned: Cleaned,
    metadata: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Dated:
    """When an article was published, from all that is known of it.

    ``record`` has the raw text and, where known, date, date_evidence, date_precision, url,
    file, doc_id and crawl_date; ``cleaned`` is ``clean_text`` of the raw text; ``metadata`` its
    row of metadata.csv (date, date_precision, note). Days later than the day after ``today``
    are refused; None is the day the program runs, so a result to be kept should name it.
    Conflicts, refusals and dates of the last resort become ledger rows; nothing is raised. A date
    that is written keeps its calendar day.
    """
    doc_id, raw = record.get("doc_id") or "", record["raw"] or ""
    today = min(today or date.today(), date.max - DAY)
    notes: list[dict] = []
    given = [*_read_metadata(metadata or {}, doc_id, notes), *_read_field(record, doc_id, notes)]
    found = [*given, *_read_ids(record), *find_pieces(raw, cleaned), *_read_crawl(record)]
    if not found:
        return Dated(None, "none", "", notes)
    if given and given[0].rank == METADATA and given[0].date is None:
        return Dated(None, "none", given[0].evidence, notes)
    pieces = list(_keep_possible(found, today, doc_id, notes))
    candidates = [piece for piece in pieces if piece.rank == STORY]
    strong = [piece for piece in pieces if piece.rank <= ID]
    weak = [piece for piece in pieces if piece.rank in LAST_RESORT]
    if not strong and not weak and not candidates:
        return Dated(None, "none", "", notes)
    day_months = find_day_months(raw)
    chosen = _choose(strong)
    if chosen is None or chosen.precision != "day":
        strong += confirm_candidates(raw, cleaned, candidates, day_months, today=today)
        strong += _complete(day_months, [*strong, *weak])
        open_days = day_months if not strong else []
        weak = list(_keep_uncontradicted(raw, weak, candidates, open_days, today, doc_id, notes))
        chosen = _choose([*strong, *weak])
    notes += _note_conflicts(chosen, [*strong, *weak], doc_id)
    if chosen is None:
        return Dated(None, "none", "", notes)
    confirmed = _confirm_by_field(chosen, pieces)
    notes += _note_doubts(chosen, day_months, doc_id, is_confirmed=bool(confirmed))
    evidence = chosen.evidence
    if confirmed:
        evidence = f"{chosen.place}, confirmed by {confirmed}: {chosen.words}"
    elif chosen.rank in LAST_RESORT:
        evidence = f"{chosen.place}, not confirmed: {chosen.words}"
    return Dated(chosen.date, chosen.precision, evidence, notes)


def _read_metadata(row: Mapping[str, str], doc_id: str, notes: list[dict]) -> Iterator[Piece]:
    given = row.get("date") or ""
    evidence = row.get("note") or given
    if given:
        yield from _read_given(
            given, row.get("date_precision") or "", METADATA, "metadata.csv", evidence, doc_id, notes
        )
    elif row.get("date_precision") == "none":  # the researcher has looked: there is no date
        yield Piece(None, "none", METADATA, "metadata.csv", evidence or "date_precision is none")


def _read_field(record: Mapping[str, str], doc_id: str, notes: list[dict]) -> Iterator[Piece]:
    given = record.get("date") or ""
    if not given.strip():
        return
    place, _, words = (record.get("date_evidence") or f"date column: {given}").partition(": ")
    rank = UPDATE if CHANGED.search(place) else UNDER_HEADLINE if GUESSED.search(place) else FIELD
    yield from _read_given(given, record.get("date_precision") or "", rank, place, words or given, doc_id, notes)


def _read_given(
    given: str, stated: str, rank: int, place: str, words: str, doc_id: str, notes: list[dict]
) -> Iterator[Piece]:
    """A date as given, never finer than it says nor than its stated precision; doubts go to ``notes``."""
    day, precision, weekday, reason = _parse_given(given)
    if day is None:
        notes.append(note(doc_id, "date", "flagged", reason))
        return
    if stated and stated not in PRECISIONS:
        notes.append(note(doc_id, "date", "flagged", f"date_precision {stated!r} is none of {', '.join(PRECISIONS)}"))
        stated = ""
    if stated == "none":
        notes.append(note(doc_id, "date", "flagged", f"date_precision is none: the date {given!r} is not used"))
        return
    precision = max(stated or precision, precision, key=PRECISIONS.index)
    yield Piece(
        _first_day(day, precision), precision, rank, place, words, weekday=weekday if precision == "day" else None
    )


@lru_cache(maxsize=4096)  # many articles have the same day
def _parse_given(given: str) -> tuple[date | None, str, int | None, str]:
    """(day, precision, weekday written with it, why there is no day) of a date as given."""
    day, precision = parse_date(given)
    if day is None and (day := parse_epoch(given)):
        precision = "day"
    written = next(find_written(given), None)
    reason = f"the date {given!r} is not understood; expected YYYY-MM-DD, YYYY-MM or YYYY"
    if written and written.date is None:
        reason = f"the date {given!r} is not understood: it can be read in two ways"
    reason = "" if day else f"{reason}; write it as YYYY-MM-DD in the table, or give the date in metadata.csv"
    return day, precision, written.weekday if written else None, reason


def _read_ids(record: Mapping[str, str]) -> Iterator[Piece]:
    for day, precision, place, words in find_name_dates(record):
        yield Piece(day, precision, ID, place, words)


def _read_crawl(record: Mapping[str, str]) -> Iterator[Piece]:
    if not record.get("crawl_date"):
        return
    day, precision = parse_date(record["crawl_date"])
    if precision == "day":
        yield Piece(day, "day", CRAWL, "day the page was fetched", record["crawl_date"])


def _keep_possible(pieces: list[Piece], today: date, doc_id: str, notes: list[dict]) -> Iterator[Piece]:
    """Pieces whose day can be one; what is refused or can be read in two ways goes to ``notes``."""
    for piece in pieces:
        if piece.date is None:
            reason = f"the date {piece.words!r} can be read in two ways; it is not used"
        elif not piece.date.year >= FIRST_YEAR or piece.date > today + DAY:
            reason = f"the date {piece.date.isoformat()} is refused: before {FIRST_YEAR} or in the future"
        else:
            yield piece
            continue
        if piece.rank != STORY:
            notes.append(note(doc_id, "date", "flagged", reason, piece.words, piece.start, piece.end))


def _choose(pieces: list[Piece]) -> Piece | None:
    """The piece of the best rank; None if those of the best rank disagree and no other decides."""
    if len(pieces) < 2:  # most articles
        return pieces[0] if pieces else None
    best = min(piece.rank for piece in pieces)
    first = [piece for piece in pieces if piece.rank == best]
    lower = [piece for piece in pieces if piece.rank > best]
    days = [piece for piece in first if piece.precision == "day"]
    if not days:
        coarse = first[0]
        able = [piece for piece in lower if piece.precision == "day" and piece.rank not in (UPDATE, CRAWL)]
        finer = [piece for piece in able if _distance(piece, coarse) == 0]
        return (_choose(finer) or coarse) if best != METADATA else coarse
    if all(_distance(piece, days[0]) <= 1 for piece in days):
        headers = (piece for piece in lower if piece.rank == HEADER and piece.precision == "day")
        before = (piece for piece in headers if best == UPDATE and piece.date <= days[0].date)
        return next(before, days[0])  # a page was put out before it was updated, and is visited after that
    witnesses = [piece for piece in lower if piece.precision == "day" and piece.rank not in (UPDATE, CRAWL)]
    supported = [piece for piece in days if any(_distance(piece, other) <= 1 for other in witnesses)]
    agree = supported and all(_distance(piece, supported[0]) <= 1 for piece in supported)
    return supported[0] if agree else None


def _confirm_by_field(chosen: Piece, pieces: list[Piece]) -> str:
    """The field whose year or month holds the day at the top of the page: the two bear each other out."""
    if chosen.rank not in (UNDER_HEADLINE, HEADER) or chosen.precision != "day":
        return ""
    coarse = (piece for piece in pieces if piece.rank == FIELD and piece.precision in ("month", "year"))
    return next((piece.evidence for piece in coarse if _distance(piece, chosen) == 0), "")


def _complete(day_months: list[DayMonth], pieces: list[Piece]) -> list[Piece]:
    """Datelines without a year, with the year of evidence that agrees: a year or month that holds
    the day, or a page that was put out or fetched on it or up to three days later."""
    done = []
    for found in day_months:
        for piece in pieces:
            day = make_day(piece.date.year, found.month, found.day)
            if day is None:
                continue
            given = Piece(
                day, "day", BYLINE, found.place, f"{found.words}, year from {piece.evidence}", found.start, found.end
            )
            if piece.precision == "day":
                fits = piece.rank in LAST_RESORT and -1 <= (piece.date - _near(found, piece.date)).days <= 3
                given = given._replace(date=_near(found, piece.date))
            else:
                fits = piece.rank <= ID and _distance(given, piece) == 0
            if fits:
                done.append(given)
                break
    return done


def _keep_uncontradicted(
    raw: str,
    weak: list[Piece],
    candidates: list[Piece],
    day_months: list[DayMonth],
    today: date,
    doc_id: str,
    notes: list[dict],
) -> Iterator[Piece]:
    """Dates of the last resort that nothing in the article belies; the others go to ``notes``."""
    own = [(piece.start, piece.end) for piece in weak]
    photos = [piece for piece in candidates if piece.place == "photo caption"]
    told: dict[date, str] = {}  # a page can repeat its date many times
    for piece in weak:
        if piece.date not in told:
            told[piece.date] = next((photo.words for photo in photos if photo.date > piece.date + DAY), "")
            told[piece.date] = told[piece.date] or find_later(raw, piece.date, today=today, skip=own)
        later = told[piece.date] if piece.place != CLOCKED and piece.precision == "day" else ""
        if not later and piece.rank != CRAWL:
            far = (found for found in day_months if not -1 <= (piece.date - _near(found, piece.date)).days <= 3)
            later = next((found.words for found in far), "")
        if not later:
            yield piece
            continue
        reason = f"conflict: {piece.evidence} ({piece.date}), but the story tells of {later!r}; the first is not used"
        notes.append(note(doc_id, "date", "flagged", reason, piece.words, piece.start, piece.end))


def _note_conflicts(chosen: Piece | None, pieces: list[Piece], doc_id: str) -> Iterator[dict]:
    """A row for each piece that is more than a day away from the one chosen, or from the first of the best rank."""
    if len(pieces) < 2:
        return
    first = chosen or min(pieces, key=lambda piece: piece.rank)
    outcome = "the first is used" if chosen else "neither is used"
    for piece in pieces:
        is_later = piece.rank in (UPDATE, CRAWL) and piece.date >= first.date
        if piece is first or is_later or _distance(first, piece) <= 1:
            continue
        reason = f"conflict: {_name(first)} against {_name(piece)}; {outcome}"
        yield note(doc_id, "date", "flagged", reason, piece.words, piece.start, piece.end)


def _name(piece: Piece) -> str:
    """Place, words and day of a piece; a row of metadata.csv can hold a long note, so its day alone."""
    where = piece.place if piece.rank == METADATA else piece.evidence
    return f"{where} ({piece.date})"


def _note_doubts(chosen: Piece, day_months: list[DayMonth], doc_id: str, *, is_confirmed: bool) -> Iterator[dict]:
    if chosen.rank in LAST_RESORT and not is_confirmed:
        reason = f"date from the {chosen.place} only, not confirmed"
        yield note(doc_id, "date", "flagged", reason, chosen.words, chosen.start, chosen.end)
    if chosen.weekday is not None and chosen.weekday != chosen.date.weekday():
        reason = f"the weekday does not fit the date {chosen.date}: {chosen.words}"
        yield note(doc_id, "date", "flagged", reason, chosen.words, chosen.start, chosen.end)
    for found in day_months[:1]:
        day = _near(found, chosen.date)
        if chosen.precision == "day" and abs((day - chosen.date).days) > 1:
            reason = f"conflict: {_name(chosen)} against {found.place}: {found.words}; the first is used"
            yield note(doc_id, "date", "flagged", reason, found.words, found.start, found.end)


def _near(found: DayMonth, day: date) -> date:
    """The day of that name nearest to ``day``; February 29 is looked for in leap years."""
    years = range(max(day.year - 4, 1), min(day.year + 4, 9999) + 1)
    days = (made for year in years if (made := make_day(year, found.month, found.day)))
    return min(days, key=lambda made: abs((made - day).days))


def _distance(one: Piece, other: Piece) -> int:
    """Days between two dates, 0 where a month or year holds the other."""
    return max((one.date - _last_day(other)).days, (other.date - _last_day(one)).days, 0)


def _last_day(piece: Piece) -> date:
    if piece.precision == "day":
        return piece.date
    if piece.precision == "year":
        return piece.date.replace(month=12, day=31)
    return piece.date.replace(day=monthrange(piece.date.year, piece.date.month)[1])


def _first_day(day: date, precision: str) -> date:
    return day.replace(month=1, day=1) if precision == "year" else day.replace(day=1) if precision == "month" else day
