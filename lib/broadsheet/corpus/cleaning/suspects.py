"""A test that costs little: which lines of a page can be furniture at all.

Most lines of a corpus are story. Looking at their first word, and at the text for a few marks, makes cleaning
several times faster than trying every form of every rule on every line. Whatever a rule would cut must
pass: a test runs all rules on all lines and compares.
"""

import re
from functools import lru_cache

from broadsheet.corpus.cleaning.captions import AGENCY
from broadsheet.corpus.cleaning.furniture import MENU, MENU_EDGE, SOCIAL, menu_form
from broadsheet.corpus.cleaning.page import Line

FIRST_WORDS = frozenset(  # most forms of the rules begin with one of these
    """join subscribe sign support share follow like find get download try receive become already start begin leave
    post have log create enjoy unlimited got send e-mail email please click tap read register listen never twitter x
    instagram view show see comment comments reading estimated more filed posted explore home related watch video
    don't recommended up copyright (c legal disclaimer reproduction republication unauthorized unauthorised
    except (except (this accept manage reject additional further extra writing editing
    compiled compiling translated (additional (further (extra (with (reporting (writing (editing (compiled (translated
    correction corrections clarification editor's editors' editors editor source agencies
    image media file photo picture pictured caption photos pictures images photograph photographs
    illustration illustrations graphic graphics credit
    are tag tags topics keywords category categories list privacy
    getty afp epa epa-efe pa shutterstock alamy istock istockphoto ap press
    """.split()  # noqa: SIM905
)
DATE_WORDS = frozenset(
    """mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may jun jul
    aug sep sept oct nov dec january february march april june july august september october november december
    published updated issued date last first originally modified""".split()  # noqa: SIM905
)
FIRST_PAIRS = frozenset(  # words that begin many sentences tell nothing without the next
    f"{first} {second}"
    for first, seconds in {
        "this": "article story piece page column post headline video material content document information site"
        " website is",
        "the": "comments material content article story document information views opinions thomson",
        "an": "earlier hour",
        "as": "a",
        "a": "version second minute min hour hr day week month",
        "we": "use and",
        "our": "standards website site",
        "by": "continuing using clicking browsing accepting",
        "no": "comment comments",
        "you": "have may might",
        "do": "you",
        "any": "views opinions",
        "what": "do",
        "reporting": "by and",
        "all": "rights",
        "also": "read",
        "views": "expressed and or",
        "opinions": "expressed and or",
        "note": "to",
        "with": "input inputs files material reports report agencies reporting additional",
    }.items()
    for second in seconds.split()
)
FIRST_OF_PAIRS = frozenset(pair.partition(" ")[0] for pair in FIRST_PAIRS)
KNOWN_FIRST = FIRST_WORDS | DATE_WORDS | SOCIAL | FIRST_OF_PAIRS | {phrase.partition(" ")[0] for phrase in MENU}
MARKS = {  # what stands in the middle or at the end of a line; the whole text is asked first, for the plain words
    mark: re.compile(re.escape(mark) + more)
    for mark, more in {
        "hoto": r"(?:s?(?: [Cc]redit| by| courtesy|:)|graph:|/)",
        "mage": r"s?(?: [Cc]redit| by| courtesy|:)",
        "icture": r"s?(?: [Cc]redit| by| courtesy|:)",
        "redit": r" ?(?:\.\.\.|…|:)",
        " via ": AGENCY,
        "/": f" ?{AGENCY}",
        "|": f" ?{AGENCY}",
        "—": AGENCY,
        "[": f"(?:File|{AGENCY})",
        "REUTERS/": "",
        "http": "",
        "@": "",
        "©": "",
        "contributed": "",
    }.items()
}
LONGEST_WORD = 40  # characters
COUNTED = re.compile(  # a day, a time or a number of comments
    r"\d+[-/]\d|\d.{0,24}(?:comment|share|min|sec|hour|hr|day|week|month|mon|tue|wed|thu|fri|sat|sun"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.I,
)


def find_suspects(lines: list[Line], raw: str) -> list[int]:
    """Places of the lines that can be furniture at all, by a test that costs little.

    Whatever a rule would cut must pass it (a test runs the rules on all lines and compares).
    """
    marks = [form for mark, form in MARKS.items() if mark in raw and form.search(raw)]
    if marks:
        return [at for at, line in enumerate(lines) if _is_suspect(line.words, marks)]
    return [
        at
        for at, line in enumerate(lines)
        if not _is_plain(line.words[:LONGEST_WORD].partition(" ")[0]) and _is_suspect(line.words, marks)
    ]


def _is_suspect(words: str, marks: list[re.Pattern]) -> bool:
    start, _, rest = words.partition(" ")
    first = _read_first(start) if len(start) < LONGEST_WORD else ""
    if first and (first in FIRST_WORDS or (first in FIRST_OF_PAIRS and _pair(first, rest) in FIRST_PAIRS)):
        return True
    for mark in marks:
        if mark.search(words):
            return True
    if len(words) > 140:
        return False
    if not words[0].isalpha():
        return bool(COUNTED.match(words)) if words[0].isdigit() else words[0] not in "\"“‘'"
    if first:
        return first in SOCIAL or first in DATE_WORDS or menu_form(words) in MENU
    return "/" in start or (not rest and words[-1:].isdigit())


@lru_cache(maxsize=50_000)
def _is_plain(start: str) -> bool:
    """A first word after which, whatever follows, no furniture comes but what a mark shows: most lines of a story."""
    is_word = len(start) < LONGEST_WORD and start[0].isalpha() and not start[-1].isdigit() and "/" not in start
    return is_word and not _read_first(start)


@lru_cache(maxsize=10_000)
def _read_first(start: str) -> str:
    """The first word of a line as the sets spell it; "" when no furniture begins with it."""
    first = start.lower().replace("’", "'").partition("/")[0].rstrip(MENU_EDGE)
    return first if first in KNOWN_FIRST else ""


def _pair(first: str, rest: str) -> str:
    return f"{first} {rest.partition(' ')[0].lower().rstrip(MENU_EDGE)}"
