"""What stands above the story: headline, date, byline, dateline. Title and author are read from it."""

import re
from collections.abc import Iterator

from broadsheet.corpus.cleaning.captions import AGENCY, NAME, is_caption
from broadsheet.corpus.cleaning.furniture import is_legal, is_navigation, is_note, is_plea, is_recurring
from broadsheet.corpus.cleaning.page import Line, Page

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)"
DATE = (
    rf"(?:{MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTH} \d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})"
)
CLOCK = r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: \(?(?-i:[A-Z]{2,4})\)?)?"
AGO = r"(?:an?|\d+) (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?) ago"
STAMP = r"(?:(?:first |last |originally )?(?:published|updated|posted|modified|issued|date created)(?: on| at)?:?)"

PAGE_DATE = re.compile(  # with a year or a weekday: "Dec 31" alone heads a column of a table
    rf"(?:{STAMP},? )?(?=.*\d{{4}}|{WEEKDAY}|.* ago)(?:{CLOCK},? )?(?:(?:{WEEKDAY},? )?{DATE}|{AGO}),?"
    rf"(?:(?:,? at|,| [-–|])? ?{CLOCK})?(?: ?[ap]m)?(?: (?-i:[A-Z]{{2,4}}))?(?:,? ?[|·•-]? ?{STAMP},? .{{4,60}})?"
    rf"(?: by {NAME}(?: {NAME}){{0,3}})?",
    re.I,
)
STAMPED = re.compile(rf"{STAMP},? .", re.I)  # says itself that it is of the page
STAMP_ALONE = re.compile(STAMP, re.I)
PARTICLE = r"(?:de|la|van|von|der|den|al|el|bin|di|da|du|le|ter)"
NEXT_NAME = rf" (?:and |& |(?:{PARTICLE} )*)?{NAME}"
PLACE_OR_DESK = (
    r"(?:(?:,| in| for| at| ?\|| [-–—])(?: (?:[A-Z][\w'’.&-]*|and|of|for|the|in|at|on|to|&|correspondent|reporter"
    r"|editor|writer|staff|political|business|chief),?){1,9})"
)
BYLINE = re.compile(
    r"(?i:(?:written |posted |story |words |report |published )?by:?) "
    rf"(?:(?P<author>{NAME}(?:{NEXT_NAME}){{0,5}}?)|(?P<author_first>{NAME}(?:{NEXT_NAME}){{1,5}}?){PLACE_OR_DESK})"
    rf"(?:,?\s*(?i:{DATE}).{{0,20}})?"
)
DESK = (
    r"(?:BBC|CNN|AP|Sky|News|Political|Chief|Senior|Staff|Deputy|Assistant|Special|Business|Economics|Diplomatic|Legal"
    r"|Environment|Science|Health|Education|Technology|Security|Defen[cs]e|Consumer|Social|Home|Affairs|World|National"
    r"|Foreign|International|Europe|Africa|Asia|Middle|East|US|UK|North|South|Features?|Arts|Culture|Religious|Transport|Sports?)"
)
BYLINE_OF_DESK = re.compile(  # "Ann Lee, political correspondent"; without the comma it can be a headline
    rf"(?P<author>{NAME}(?: (?:{PARTICLE} )*{NAME}){{1,3}}), (?i:(?:{DESK} ){{0,4}}"
    r"(?:correspondent|reporter|editor|writer|columnist))"
)
HOUSE = re.compile(
    rf"(?:{AGENCY}|Associated Press|The Associated Press|Agence France-Presse|BBC (?:News|Sport)(?:, [A-Z][\w ]+)?"
    r"|(?:CNN|NPR) ?[–—-]*)"
)
BYLINE_OF_HOUSE = re.compile(  # "Ann Lee, Associated Press"
    rf"(?P<author>{NAME}(?: (?:{PARTICLE} )*{NAME}){{1,3}}), {HOUSE.pattern}"
)
DATELINE = re.compile(
    r"(?:\((?=(?:CNN|Reuters|AFP|AP)\)[A-Z\"“]|[^ )]+(?: [^ )]+)?\)\s+[\"“‘']?[A-Z0-9]|[^)]+\)\s*[–—-]+\s)"
    r"(?P<agency>[A-Z][\w.&’' ]{1,40})\)(?:\s*[–—-]+\s+|\s*)"
    r"|[A-Z][A-Z.'’ -]+(?:, [A-Z][\w. ]+)? \((?:Reuters|AP|AFP|dpa|UPI|[A-Z][\w ]{1,30})\)\s*[–—-]+\s+"
    rf"|[A-Z][A-Z.'’/ -]+(?:, [A-Z][\w.]+)?, {MONTH} \d{{1,2}}(?:, \d{{4}})?"
    r"(?: \([A-Z][\w ]{1,30}\)\s*[–—-]+\s+|\.? /[A-Z][\w-]+/\.?(?:\s*[–—-]+)?\s+|\s+[–—-]+\s+)"
    r"|(?=(?:[A-Z][ .'’-]*){5})[A-Z][A-Z.'’-]+(?: [A-Z.'’-]+){0,2}(?:, [A-Z][\w.]+)? [–—] (?=[\"“‘']?[A-Z]))"
)
FULL_STOP = re.compile(r"\.[\"'”’)]*$")
DAY_OF_YEAR = re.compile(r"\b\d{1,2}\.? \w+ (?:19|20)\d\d\b")  # a stamp of the page, in whatever language
NO_NAME = (
    r"(?:On|In|At|By|From|After|Before|Since|During|Until"
    r"|January|February|March|April|June|July|August|\w+ember|October|\w+day)\b"
)
NAME_AND_PLACE = re.compile(rf"(?!{NO_NAME})(?P<author>{NAME} (?!{NO_NAME}){NAME}) in {NAME}(?: {NAME})?")
DEEPEST_HEADLINE = 10  # further down is a table or a list
LONGEST_TAIL = 30  # lines below the story that are looked at
WIDEST = 100  # columns; longer lines are not wrapped
GOES_ON = frozenset(
    "a and as at but by for from her his into its my of or our than that the their to with your".split()  # noqa: SIM905
)


def read_title(page: Page) -> str:
    """The first line of the head that can be a headline: 4 to 30 words, no sentence, no furniture."""
    lines = (line for at, line in enumerate(page.head) if _could_be_headline(page, at) and not _is_other(line, page))
    return next((line.words for line in lines), "")


def read_author(page: Page) -> str:
    """The name in the first byline of the head; below a title also in a line such as "Ann Lee in Eastmoor"."""
    if author := next((author for line in page.head if (author := match_byline(line))), ""):
        return author
    if not page.title:
        return ""
    found = (
        (at, NAME_AND_PLACE.fullmatch(line.words)) for at, line in enumerate(page.head) if line.words != page.title
    )
    return next((match["author"] for at, match in found if match and not _goes_on(page, at)), "")


def _is_other(line: Line, page: Page) -> bool:
    if not 4 <= line.n_words <= 30 or line.is_sentence or PAGE_DATE.fullmatch(line.words) or match_byline(line):
        return True
    if _begins_with_author(line, page.author) or is_recurring(line, page.recurring):
        return True
    rules = (is_caption, is_plea, is_navigation, is_legal, is_note)
    return any(is_furniture(line) for is_furniture in rules)


def _could_be_headline(page: Page, at: int) -> bool:
    """A line of the shape of a headline: no row of a table, no bullet, no piece of a wrapped paragraph."""
    words = page.lines[at].words
    starts = words[0].isalnum() and not words[0].islower()
    if not (starts or words[0] in "\"“‘'¿¡$£€") or words.endswith((",", ";", "-", "–", "—", "(")):
        return False
    return not (_is_row(words) or DAY_OF_YEAR.search(words) or DATELINE.match(words) or _goes_on(page, at))


def _is_row(words: str) -> bool:
    """A row of a table: figures with decimals or two sides, or columns that are mostly figures."""
    numbers = re.findall(r"\d[\d.,]*", words)
    if len(numbers) > 1 and (" vs " in words or any(re.search(r"\d[.,]\d", number) for number in numbers)):
        return True
    columns = re.split(r"\s{2,}|\t", words)
    return len(columns) > 2 and 2 * sum(column[:1].isdigit() for column in columns) >= len(columns) - 1


def _goes_on(page: Page, at: int) -> bool:
    """Is the line a piece of a paragraph that the next line goes on with?"""
    line, below = page.lines[at], page.lines[at + 1 : at + 2]
    if not below or below[0].words[0].islower():
        return bool(below) and not match_byline(below[0])
    after = below[0].words
    if below[0].start > line.end or below[0].first - below[0].start > line.first - line.start:
        return False  # a blank line or an indent begins a paragraph
    last = line.words.rpartition(" ")[2]
    goes_on = (
        (last in GOES_ON and len(after) <= WIDEST)
        or after.startswith(("- ", "-- ", "– ", "— "))
        or (after[0].isdigit() and re.fullmatch(MONTH, last, re.I))
        or _is_full(page, at, after)
    )
    return bool(goes_on) and not _is_of_the_page(below[0])


def _is_of_the_page(line: Line) -> bool:
    is_stamp = line.n_words <= 6 and DAY_OF_YEAR.search(line.words)
    return bool(is_stamp) or (len(line.words) <= 120 and bool(PAGE_DATE.fullmatch(line.words))) or _is_furniture(line)


def _is_full(page: Page, at: int, after: str) -> bool:
    """On a page wrapped at some width: the first word of the next line would not have had room in this one."""
    line, lines = page.lines[at], page.lines[max(at - 5, 0) : at + 10]
    widths = [line.first - line.start + len(line.words) for line in lines]
    widest = max(widths)
    wrapped = sum(width > widest - 15 and not line.is_sentence for width, line in zip(widths, lines, strict=True))
    room = widest - 1 - (line.first - line.start + len(line.words))
    return widest <= WIDEST and 2 * wrapped > len(lines) and room < len(after.split(None, 1)[0])


def match_byline(line: Line) -> str:
    """The author named by a byline such as "by Ann LeeDecember 27, 2022 10:40 pm", else ""."""
    if len(line.words) > 200 or ("," not in line.words and "by" not in line.words.lower()):  # most lines end here
        return ""
    if line.n_words > 14 or line.is_sentence:
        return ""
    if match := BYLINE.fullmatch(line.words):
        return re.split(r" (?:FOR|For|IN) ", match["author"] or match["author_first"])[0]
    match = BYLINE_OF_DESK.fullmatch(line.words) or BYLINE_OF_HOUSE.fullmatch(line.words)
    return match["author"] if match else ""


def find_headlines(page: Page) -> Iterator[tuple[int, int]]:
    """The title, and other wordings of it, in the head; the title word for word below the story."""
    if not page.title:
        return
    known = [_bag(page.title)] if page.head else []
    for at, line in enumerate(page.head[:DEEPEST_HEADLINE]):
        words = _bag(line.words)
        alike = len(words) >= 3 and any(_are_alike(words, other) for other in known)
        if line.words == page.title or (alike and not FULL_STOP.search(line.words) and _could_be_headline(page, at)):
            known.append(words)
            yield line.span
    yield from _find_title_again(page)


def _find_title_again(page: Page) -> Iterator[tuple[int, int]]:
    """The title word for word below the last sentence of the story, beside its buttons."""
    tail = page.lines[: -LONGEST_TAIL - 1 : -1]
    if page.title not in [line.words for line in tail]:
        return
    again = []
    for line in tail:
        if line.is_story:
            if len(page.title.split()) >= 4:
                yield from again
            return
        if line.words == page.title:
            again.append(line.span)


def find_page_dates(page: Page) -> Iterator[tuple[int, int]]:
    """A line that is nothing but a date, with or without weekday and time, above the story or beside furniture.

    In the story it is a heading: "February 24, 2022".
    """
    top = len(page.head)
    for at in sorted({*range(top), *page.suspects}):
        words = page.lines[at].words
        if len(words) > 120 or not (PAGE_DATE.fullmatch(words) or STAMP_ALONE.fullmatch(words)):
            continue
        beside = page.lines[max(at - 1, 0) : at] + page.lines[at + 1 : at + 2]
        if at < top or STAMPED.match(words) or any(_is_furniture(line) for line in beside):
            yield page.lines[at].span


def _is_furniture(line: Line) -> bool:
    rules = (is_caption, is_plea, is_navigation, is_legal, match_byline)
    return any(is_furniture(line) for is_furniture in rules)


def find_bylines(page: Page) -> Iterator[tuple[int, int]]:
    """'by' and a name, a name with its desk, or the agency alone, above the story."""
    for line in page.head:
        if match_byline(line) or HOUSE.fullmatch(line.words) or _begins_with_author(line, page.author):
            yield line.span


def _begins_with_author(line: Line, author: str) -> bool:
    """The name alone, or with a place or desk: "Ann Lee in Eastmoor"."""
    if " " not in author or not line.words.startswith(author) or line.n_words > 12 or line.is_sentence:
        return False
    rest = line.words[len(author) :]
    return not rest or bool(re.fullmatch(rf"(?: and {NAME}(?: {NAME}){{1,3}})?{PLACE_OR_DESK}", rest))


def find_datelines(page: Page) -> Iterator[tuple[int, int]]:
    """'(Agency) -', 'CITY (Agency) -', 'CITY, Dec 27 -' before the first words of the story; that agency alone."""
    agency = None
    for line in page.lines[: len(page.head) + 1]:
        match = DATELINE.match(line.words)
        if match and (line.is_story or (page.head and line.is_sentence)):
            agency = agency or match["agency"]
            yield line.start, line.first + match.end()
    if agency:
        yield from (line.span for line in page.lines if line.words == agency)


def _bag(words: str) -> set[str]:
    return {word for word in re.findall(r"\w+", words.lower()) if len(word) > 3}


def _are_alike(words: set[str], other: set[str]) -> bool:
    """Most words of the shorter are in the longer, which is not much longer: two headlines, not headline and lead."""
    few, many = sorted((len(words), len(other)))
    return few > 0 and len(words & other) >= max(0.6 * few, 0.5 * many)
