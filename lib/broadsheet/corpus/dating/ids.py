"""Days that an address, a file name or an article number carries.

A number that merely looks like a date is none: it takes a plausible year and a mark between
its parts, or a coding that is known. Known are: MENAFN (MENAFN, day, month, year, then more
digits), the accession numbers of Factiva (source code filled up with zeros to eight characters,
the day of loading, a serial of nine: Dow Jones, Factiva Select Feed XML Reference), and the older
addresses of Reuters (idUS..., ending in the day).
A bare /20121015 at the end of an address may be a running number, as the BBC's are.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from broadsheet.corpus.dating.forms import MONTHS, has_year, make_day

YEAR = r"(?P<y>19\d\d|20\d\d)"
PARTS = (
    re.compile(rf"(?<![\d.]){YEAR}(?P<mark>[-_./])(?P<m>\d{{1,2}}|[a-z]{{3,4}})(?P=mark)(?P<d>\d{{1,2}})(?!\d)", re.I),
    re.compile(rf"(?:^|[-_/.])(?P<m>[a-z]{{3,9}})[-_](?P<d>\d{{1,2}})[-_]{YEAR}(?!\d)", re.I),
    re.compile(rf"(?:^|[-_/.])(?P<d>\d{{1,2}})[-_](?P<m>[a-z]{{3,9}})[-_]{YEAR}(?!\d)", re.I),
    re.compile(rf"idUS[A-Z0-9]{{5,14}}?{YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(rf"(?:^|[-_/]t?){YEAR}(?P<m>\d\d)(?P<d>\d\d)[-_/](?=.)"),
)
NAME_END = re.compile(rf"_{YEAR}(?P<m>\d\d)(?P<d>\d\d)(?=\.\w+$|$)")
MONTH_FOLDER = re.compile(rf"/{YEAR}/(?P<m>\d\d)/(?!\d)[^/]")
WORD = re.compile(r"\w+")
SEPARATOR = re.compile(r"[/\\!:]")
FOLDERS = re.compile(r"(?:^|/)(?:19|20)\d\d/\d\d/\d\d/")
ONE_ARTICLE = re.compile(r"(?:^[^.]*|\.(?:txt|md|html?|xhtml|docx))(?:\.gz)?$", re.I)
MENAFN = re.compile(rf"MENAFN(?P<d>\d\d)(?P<m>\d\d){YEAR}\d{{6,}}\w*")
FACTIVA = re.compile(rf"0{YEAR}(?P<m>\d\d)(?P<d>\d\d)[a-z][a-z0-9]{{8}}\b")
FACTIVA_SOURCE = re.compile(r"\b[A-Z][A-Z0-9]{6}\Z")


def find_name_dates(record: Mapping[str, str]) -> Iterator[tuple[date, str, str, str]]:
    """(day, precision, field, words) for each day that url, file or doc_id of the record carries.

    The name of a file that holds many articles says when it was put together, not when they
    were published; so does that of a folder, unless folders are year/month/day.
    """
    names = "\n".join(record.get(field) or "" for field in ("url", "file", "doc_id"))
    if not has_year(names, 0, len(names)):
        return
    seen = set()
    for field, text in _read_names(record):
        for day, precision, words in _read_name(text, is_file=field != "url"):
            if (day, precision) not in seen:
                seen.add((day, precision))
                yield day, precision, field, words


def _read_names(record: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    path, doc_id = record.get("file") or "", record.get("doc_id") or ""
    name = SEPARATOR.split(path)[-1]
    stem = name.split(".")[0]
    if record.get("url"):
        yield "url", record["url"]
    derived = bool(stem) and stem in doc_id
    is_one = ONE_ARTICLE.search(name) and (not doc_id or not derived or _ends_with(doc_id, stem))
    if is_one:
        yield "file name", name
    if folder := FOLDERS.search(path):
        yield "folder", folder[0]
    if doc_id and not derived:
        yield "doc_id", doc_id


def _ends_with(doc_id: str, stem: str) -> bool:
    """True if an id ends in the stem of a file's name, or in that and one ending."""
    body, _, ending = doc_id.rpartition(".")
    return doc_id.endswith(stem) or (body.endswith(stem) and bool(WORD.fullmatch(ending)))


def _read_name(text: str, *, is_file: bool) -> Iterator[tuple[date, str, str]]:
    if len(text) < 8:
        return
    patterns = (*PARTS, NAME_END) if is_file else PARTS
    days = [(day, match) for form in patterns for match in form.finditer(text) if (day := _read_day(match))]
    for day, match in days:
        yield day, "day", match[0].strip("/_-.")
    for _, day, start, end in find_numbers(text):
        yield day, "day", text[start:end]
    month = None if days or is_file else MONTH_FOLDER.search(text)
    if month and (first := make_day(int(month["y"]), int(month["m"]), 1)):
        yield first, "month", month[0][:8]


def find_numbers(text: str, *, start: int = 0, end: int | None = None) -> Iterator[tuple[str, date, int, int]]:
    """(kind of number, day, start, end) for each article number of a known coding in text[start:end]."""
    end = len(text) if end is None else end
    for match in MENAFN.finditer(text, start, end):
        if day := _read_day(match):
            yield "MENAFN article number", day, match.start(), match.end()
    for match in FACTIVA.finditer(text, start, end):
        source = FACTIVA_SOURCE.search(text, max(match.start() - 7, 0), match.start())
        if source and (day := _read_day(match)):
            yield "Factiva accession number", day, source.start(), match.end()


def _read_day(match: re.Match) -> date | None:
    month = int(match["m"]) if match["m"].isdigit() else MONTHS.get(match["m"].lower(), 0)
    return make_day(int(match["y"]), month, int(match["d"]))
