"""The day a web page was published, and the element of the page that says so.

htmldate (as trafilatura asks it: for the original date) finds the day. The structured elements
of the page are read besides, ranked as publishers mean them: JSON-LD datePublished of an article,
meta elements, <time>; they name the evidence for what htmldate found. They overrule it only
where its find is no date of publication: none at all, one that only elements for the last
change bear out, or one that no element and no address bears out.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

JSON_TYPES = ("application/ld+json", "application/settings+json")
META_PUBLISHED = (  # name, property or itemprop, in lower case; the surest first
    "article:published_time", "og:article:published_time", "article:published", "article:published_date",
    "datepublished", "date_published", "published_time", "og:published_time", "publication_date",
    "article:post_date", "article.published", "article:publicationdate", "article_date_original", "bt:pubdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "analyticsattributes.articledate",
    "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dc.issued", "dcterms.date",
    "dc.date", "dc:date", "dc.date.created", "dcterms.created", "dc.created", "article.created",
    "pubdate", "publishdate", "publish-date", "publish_date", "published-date", "published_date", "pub_date",
    "publication-date", "ptime", "displaydate", "content_create_date", "datecreated", "date_created",
    "dateposted", "created", "rbpubdate", "originalpublicationdate", "date", "pdate",
    "article-publication-date", "og:publish_date", "og:pubdate", "og:datepublished", "og:article:published",
    "rnews:datepublished", "publish_time", "dc.date.publication", "dc:created",
)  # fmt: skip
META_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:modified", "article:modified_date", "datemodified",
    "dateupdate", "last-modified", "lastmodified", "modified_time", "updated_time", "dc.modified",
    "dcterms.modified", "dc.date.modified", "og:modified_time", "og:article:modified_time", "bt:moddate",
    "modificationdate", "revision_date", "lastmod", "modified", "release_date",
)  # fmt: skip
DAY = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)([-/.]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[. -]+([A-Za-z]{3})[a-z]*[.,]?[ -]+(\d{4})")
MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
DEFAULTS = ("1970-01-01", "1969-12-31", "1900-01-01", "1899-12-30")  # what programs write for no date
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


SURE, MODIFIED = 300, 500  # ranks: below the first an element means the publication, from the second on the last change


class Clue(NamedTuple):
    """What one element says; the clue of the lowest rank is the surest."""

    rank: int
    day: str
    element: str
    value: str

    def __str__(self) -> str:
        return f"{self.element}: {self.value}"


def find_page_date(tree, *, found: str | None, urls: Iterable[str] = ()) -> tuple[str, str]:
    """(day, evidence) of a parsed page; two empty strings when nothing dates it.

    ``found`` is htmldate's day ("2022-12-27") or None. The evidence names the element
    ("JSON-LD datePublished: 2022-12-27T10:40"), or htmldate where none bears its find out.
    """
    clues = sorted(_find_clues(tree))
    agreeing = [clue for clue in clues if clue.day == found]
    sure = [clue for clue in clues if clue.rank < SURE]
    if agreeing and agreeing[0].rank < SURE:
        return agreeing[0].day, str(agreeing[0])
    if found and (part := _find_in_address([*urls, *_own_addresses(tree)], found)):
        return found, f"address of the page: {part}"
    last_change = bool(agreeing) and agreeing[0].rank >= MODIFIED
    if sure and (not found or last_change or _are_one_day(sure)):
        return sure[0].day, str(sure[0])
    if agreeing:
        return agreeing[0].day, f"{agreeing[0]}{_describe_doubt(agreeing[0], clues)}"
    if found:
        return found, f"text of the page, by htmldate: {found}"
    return (clues[0].day, str(clues[0])) if clues and clues[0].rank < MODIFIED else ("", "")


def _describe_doubt(clue: Clue, clues: list[Clue]) -> str:
    n_days = len({other.day for other in clues if SURE <= other.rank < MODIFIED})
    if clue.rank >= MODIFIED:
        return " (of the last change)"
    return f" (one of {n_days} days in time elements)" if n_days > 1 else ""


def parse_day(value: str) -> str:
    """The day at the beginning of a date as machines write it, ISO; empty when there is none.

    >>> parse_day("2022-12-27T10:40:00+02:00"), parse_day("20221227"), parse_day("Tue, 27 Dec 2022 10:40:00 GMT")
    ('2022-12-27', '2022-12-27', '2022-12-27')
    """
    if match := DAY.search(value):
        year, month, day = match[1], int(match[3]), match[4]
    elif match := DAY_FIRST.search(value):
        day, month, year = match[1], _month(match[2]), match[3]
    elif match := MONTH_FIRST.search(value):
        month, day, year = _month(match[1]), match[2], match[3]
    else:
        return ""
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:  # a month 0 or 13, a 31 February
        return ""


def _month(name: str) -> int:
    return MONTHS.index(name.lower()) + 1 if name.lower() in MONTHS else 0


def _are_one_day(clues: list[Clue]) -> bool:
    return len({clue.day for clue in clues}) == 1


def _find_clues(tree) -> Iterator[Clue]:
    for rank, element, value in (*_read_json_ld(tree), *_read_meta(tree), *_read_times(tree)):
        if (day := parse_day(value)) and day not in DEFAULTS:
            yield Clue(rank, day, element, value.strip()[:40])


def _read_json_ld(tree) -> Iterator[tuple[int, str, str]]:
    for script in tree.iter("script"):
        if script.get("type") not in JSON_TYPES or not script.text or '"date' not in script.text:
            continue
        try:
            value = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            for number, match in enumerate(re.finditer(r'"datePublished"\s*:\s*"([^"]+)"', script.text)):
                yield 100 + number, "JSON-LD datePublished", match[1]
            continue
        yield from _read_objects(value)


def _read_objects(value, depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """datePublished of articles and of the page; not of what they only name (comments, lists of other articles)."""
    if isinstance(value, list):
        for part in value[:50]:
            yield from _read_objects(part, depth)
    if not isinstance(value, dict) or depth > 3:
        return
    kinds = str(value.get("@type", ""))
    rank = 0 if re.search("Article|Posting|Report", kinds) else 200 if "Page" in kinds or not kinds else 400
    if isinstance(told := value.get("datePublished"), str):
        yield rank + depth, "JSON-LD datePublished", told
    if isinstance(told := value.get("dateCreated"), str):  # of the file, often days before it was published
        yield SURE + depth, "JSON-LD dateCreated", told
    if isinstance(told := value.get("dateModified"), str):
        yield 500 + depth, "JSON-LD dateModified", told
    for name in ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf"):
        yield from _read_objects(value.get(name), depth + 1)


def _read_meta(tree) -> Iterator[tuple[int, str, str]]:
    for element in tree.iter("meta"):
        value = element.get("content") or element.get("datetime")
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if not value or not name:
            continue
        lower = name.lower()
        if lower in META_PUBLISHED:
            yield 100 + META_PUBLISHED.index(lower), f"meta {name}", value
        elif lower in META_MODIFIED:
            yield 500 + META_MODIFIED.index(lower), f"meta {name}", value


def _read_times(tree) -> Iterator[tuple[int, str, str]]:
    for number, element in enumerate(tree.iter("time")):
        value = element.get("datetime") or element.get("content") or element.text_content()
        about = " ".join(element.get(name) or "" for name in ("itemprop", "class")).lower()
        if "modif" in about or "updat" in about:
            yield MODIFIED + 50, "time element", value
        elif ("pubdate" in element.attrib or "datepublished" in about) and not _stands_aside(element):
            yield SURE - 10, "time element, datePublished", value
        else:
            yield SURE + 10 + min(number, 100), "time element", value
    for element in tree.xpath("//*[@itemprop='datePublished' and not(self::meta) and not(self::time)]"):
        if not _stands_aside(element):
            yield SURE - 10, "itemprop datePublished", element.get("content") or element.text_content()


def _stands_aside(element) -> bool:
    """Whether an element is of a list, a margin or a comment, that is of other articles."""
    return any(above.tag in ("aside", "nav", "footer", "li") for above in element.iterancestors())


def _own_addresses(tree) -> list[str]:
    links = [element.get("href") or "" for element in tree.iter("link") if element.get("rel") == "canonical"]
    return links + [
        element.get("content") or "" for element in tree.iter("meta") if element.get("property") == "og:url"
    ]


def _find_in_address(urls: Iterable[str], day: str) -> str:
    year, month, number = day.split("-")
    match = re.search(rf"{year}(?P<mark>[/_-]?){month}(?P=mark){number}(?!\d)", "\n".join(urls))
    return match[0] if match else ""
