"""Photo captions and credits. They are cut whole, names and all, so that they can be asked for.

A person seen only in a caption is not a person in the story.
"""

import re
from collections.abc import Iterator

from broadsheet.corpus.cleaning.page import Line, Page

NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
LONGEST = 1200  # characters; a longer line is no caption, and would cost time
NAMES = rf"{NAME}(?:(?: ?/ ?|,? )(?:{NAME}|and|of|the|for|via|courtesy|&))*"
AGENCY = (
    r"(?:Reuters|REUTERS|AFP|AP|EPA(?:-EFE)?|Getty(?: Images)?|PA(?: \w+)?|SPUTNIK|Sputnik|TASS|Anadolu|Bloomberg|DPA"
    r"|dpa|Xinhua|Shutterstock|Rex|REX|Alamy|iStock(?:photo)?|NurPhoto|ZUMA(?: Press)?|Al Jazeera)"
)
ALONE = re.compile(  # a house of photographs that is a whole line
    r"(?:Getty(?: Images)?|AFP|EPA(?:-EFE)?|PA (?:Media|Wire|Images)|Shutterstock|Alamy(?: Stock Photo)?"
    r"|iStock(?:photo)?|AP Photo|Press Association)(?:(?: via |, | ?/ ?)[A-Z][\w-]*(?: [A-Z][\w-]*)?)*"
    rf"|{AGENCY}/{NAME}(?: {NAME}){{1,3}}|Copyright {AGENCY}(?: Photo)?"
)
CREDIT = re.compile(
    r"(?:\((?:Photo|Picture|Image)s?(?: by| credit:?| courtesy of|:) ?[^)]*\)"
    r"|^(?:Image|Photo|Picture)s?(?: [Cc]redit| by)?: [^.]{2,80}"
    rf"|(?<![\"“‘'])(?:Image|Photo|Picture)s?(?: [Cc]redit| by)?: (?:{NAMES}|\S+(?: \S+){{0,2}})"
    rf"|(?:^|[.!?][\"”’]? |\()(?:{NAME}(?:[ /]| / )){{0,7}}?{NAME}(?: via | ?[/|] ?|—){AGENCY}(?: ?/[\w ]+)*)\)?\.?$"
)
CAPTION_CREDIT = re.compile(  # a photographer and an agency: what stands before it is the caption
    rf"(?:Photo|Picture|Image)s?(?: [Cc]redit:?| by|:) ?{NAME}(?: {NAME})+(?: ?/ ?| via )"
)
CAPTION_END = re.compile(  # forms that end nothing but captions: Al Jazeera, AP, Reuters, Guardian, New York Times
    rf"(?:\[(?:[^\[\]]{{2,60}}(?:/| via ))?{AGENCY}(?: via [\w ]+| ?/ ?[\w ]+)*\]"
    rf"|\[File(?:: [^\[\]]{{2,60}})?\]"
    r"|\(AP Photo/[^()]{3,80}\)"
    rf"|\bREUTERS/{NAME}(?: {NAME}){{0,4}}(?:/[\w ]+)?(?: (?:Acquire|Purchase) Licensing Rights(?:, opens new tab)?)?"
    rf"|©\s?(?:{NAME}(?: {NAME}){{0,4}}(?:, | ?/ ?| via ))?{AGENCY}(?: ?/[\w ]+)*"
    rf"|\bPhotograph: {NAME}(?:[ /]{NAME}){{0,8}}"
    rf"|(?<!\w)Credit ?(?:\.\.\.|…) ?{NAME}[^.!?]{{2,80}})\.?$"
)
CAPTION_START = re.compile(  # labels that begin nothing but captions: BBC, AP, Reuters, ABC, Daily Mail
    r"(?:(?:Image|Media) (?:source|caption)(?:, | (?=[A-Z\"“‘]))|Image copyright [A-Z]|FILE(?: PHOTO)?(?:: | [-–—] )"
    r"|File (?:photo|picture|image)(?:: | [-–—] )|(?:PHOTO|PICTURED?|Pictured|IMAGE|CAPTION|Caption): \S)"
)
LABEL = re.compile(r"(?:Image|Media) (?:source|caption),?")  # the caption is the next line
CREDIT_MARKS = (
    "hoto",
    "mage",
    "icture",
    "redit",
    " via ",
    "/",
    "|",
    "—",
    "[",
    "©",
)  # no credit at an end without one of them
PHOTOGRAPHER = re.compile(
    rf"(?:Photo(?:graph)?s?|Picture|Image|Illustration|Graphic)s?(?: (?:by|courtesy(?: of)?))"
    rf"(?: {NAME}(?: and|,)?){{1,7}}(?:(?: for | via | ?/ ?)(?:the )?{NAME}(?: {NAME})*)?"
    rf"|(?:Photo |Image )?[Cc]redit: {NAME}(?:[ /]{NAME}){{0,6}}"
)


def find_captions(page: Page) -> Iterator[tuple[int, int]]:
    """A line that is labelled as a caption or ends in a photo credit, and a line said twice right above a credit alone.

    Of a sentence of the story only the credit is cut, unless it names photographer and agency.
    """
    for at in page.suspects:
        line = page.lines[at]
        if is_caption(line):
            yield line.span
            yield from _find_twins(page, at)
            if LABEL.fullmatch(line.words):
                yield from (below.span for below in page.lines[at + 1 : at + 2] if below.n_words <= 40)
        elif (start := find_credit(line)) is not None:
            stop = len(line.words) - line.words.endswith(").")  # the full stop is the sentence's
            yield line.first + start, line.first + stop


def is_caption(line: Line) -> bool:
    """Is the whole line a caption or a credit?"""
    if len(line.words) > LONGEST or line.n_words > 90:
        return False
    words, is_short = line.words, line.n_words <= 60
    if is_short and (CAPTION_START.match(words) or any(form.fullmatch(words) for form in (LABEL, ALONE, PHOTOGRAPHER))):
        return True
    if not any(mark in words for mark in CREDIT_MARKS):
        return False
    return bool((is_short and CAPTION_END.search(words)) or (CREDIT.search(words) and find_credit(line) is None))


def find_credit(line: Line) -> int | None:
    """Where the credit begins that a sentence of the story ends in; None if there is none, or all is caption."""
    could = len(line.words) <= LONGEST and any(mark in line.words for mark in CREDIT_MARKS)
    credit = CREDIT.search(line.words) if could else None
    if not credit or line.n_words > 90 or CAPTION_CREDIT.search(credit[0]):
        return None
    before = line.words[: credit.start()] + re.match(r"[.!?]?[\"”’]?", credit[0])[0]
    speaks = re.search(r"[.!?][\"”’)]*(?:\s|$)", before) or credit[0].endswith(").")
    return len(before.rstrip()) if len(before.split()) >= 8 and speaks else None


def _find_twins(page: Page, at: int) -> Iterator[tuple[int, int]]:
    above = page.lines[max(at - 2, 0) : at]
    if page.lines[at].n_words <= 12 and len(above) == 2 and above[0].words == above[1].words:
        yield from (twin.span for twin in above)
