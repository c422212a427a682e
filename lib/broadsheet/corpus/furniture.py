"""The furniture of a news page: calls, menus, legal text, notes of the desk, notes on the author, end marks.

One rule per kind. A rule looks only at lines that ``find_suspects`` names, and names spans; it rewrites nothing.
When in doubt a rule leaves the line: losing a sentence of the story is the worse mistake.
The forms are those of English-language pages; a story in another language comes through as it is.
"""

import re
from collections.abc import Iterator

from broadsheet.corpus.captions import NAME
from broadsheet.corpus.page import LONGEST_RECURRING, Line, Page, count_words_from, hash_line

SAID = r"\b(?:said|says|told|tells|asked|added|urged|urges|wrote|warned)\b"  # then it is the story that speaks
SITE = (
    r"(?:Twitter|X|Facebook|Instagram|WhatsApp|Telegram|YouTube|TikTok|LinkedIn|Threads|Bluesky|Google News|Flipboard)"
)
SERVICE = r"(?:newsletters?|alerts?|briefing|podcast|app|emails?|bulletins?|digest|updates)"
PLEA = re.compile(
    rf"(?:(?!.*{SAID})(?:Join [\d,]+\+? |Join (?:us|our|the (?:conversation|discussion|debate))\b|Subscribe\b|Sign up\b"
    rf"|Support (?:our|independent journalism|quality journalism)\b|Share (?:this|our)\b"
    rf"|(?:Follow|Like|Find) (?:us\b|.{{2,40}} on {SITE}\b(?!['’]))"
    rf"|(?:Get|Download|Try|Receive) (?:the|our|your) (?:[\w'’-]+ ){{0,5}}{SERVICE}\b"
    r"|Become a (?:member|subscriber|supporter)\b|Already (?:a subscriber|registered|have an account)\b"
    r"|(?:Start|Begin) your (?:free |\d)|(?:Leave|Post) a comment\b|Have your say\b|Log in to\b|Create (?:a free|an) account\b"
    r"|You have (?:\d+|no|one|two|three|reached)\b.*\b(?:free|limit)|Enjoy unlimited\b|Unlimited (?:digital )?access\b)"
    r"|(?:Do you )?have (?:a|any) (?:question|comment|story|tip|news tip|views?)\b.*(?:\?|e-?mail|contact)"
    r"|Got a (?:news )?(?:tip|story)\b|(?:Send|E-?mail) (?:us |your )(?:.*\b(?:to|at|tips?|stor(?:y|ies)|comments?|pictures)\b)?"
    r"|Please share your thoughts\b|Click here\b|Tap here\b"
    r"|Read more(?: (?:about|at|from|here|on)\b|\W*(?:$|:))).*",
    re.I,
)
LONG_PLEA = re.compile(  # a whole sentence, that asks the reader for something no story asks for
    rf"(?!.*{SAID})(?:Sign up|Subscribe|Register|Click|Tap|Download|Follow|Like|Get|Join|Support|Listen|Never miss)\b"
    rf"(?=.*\b(?:(?:our|your|the [\w'’ ]{{2,40}}) {SERVICE}\b|newsletters?\b|your inbox\b|App Store\b|Google Play\b"
    rf"|WhatsApp (?:channel|group|community)\b|(?:page|us|channel|stories) on {SITE}\b(?!['’])"
    r"|unlimited access\b|free trial\b|digital subscription\b))"
    r"(?!.*\b(?:lawsuit|sued|court|investors|shares)\b).*",
    re.I,
)
CONTACT = re.compile(rf"(?!.*{SAID}).*\b[\w.+-]+@[\w-]+\.[\w.]+\W*$")
HANDLE = re.compile(r"(?:(?:Twitter|X|Instagram|Follow)[:,]? ?)?@\w{2,30}", re.I)

MENU = frozenset(
    phrase.strip()
    for phrase in """
    search|what's hot|menu|home|share|tweet|print|advertisement|advert|related|related articles|related stories|comments
    comment|most read|trending|newsletter|newsletters|read more|most popular|most viewed|most shared|trending now
    top stories|latest news|more news|more stories|more on this story|more on this|more like this|related topics
    related content|related links|related video|related videos|related coverage|you may also like|you might also like
    recommended|recommended for you|recommended stories|recommended reading|editor's picks|editors' picks|don't miss
    read next|up next|what to read next|read full story|read the full story|read full article|continue reading
    continue reading the main story|continue reading below|story continues below|story continues below advertisement
    story continues below this ad|article continues below|article continues below advertisement
    article continues after ad|article continues after advertisement|article continues after this ad
    advertisement - scroll to continue|scroll to continue|scroll down to continue|skip advertisement|skip advert|skip ad
    skip to content|skip to main content|skip to navigation|sponsored|sponsored content|promoted content|paid content
    share this|share this article|share this story|share this post|share article|share full article|gift this article
    copy link|link copied|copy link to clipboard|copied to clipboard|email this article|print this article|save article
    save this article|listen to article|listen to this article|listen to this story|listen to this page|play video
    play audio|watch live|watch now|watch the video|view comments|show comments|view all comments|show more|load more
    see more|view more|view gallery|view image in fullscreen|view in gallery|toggle caption|hide caption
    enlarge this image|enlarge image|image gallery|photo gallery|back to top|return to top|sign in|log in|login|register
    sign up|subscribe|subscribe now|donate|donate now|my account|privacy policy|privacy notice|cookie policy|terms of use
    terms of service|terms and conditions|terms & conditions|contact us|about us|advertise|advertise with us|site map
    sitemap|accessibility help|all topics|more topics|next article|previous article|next story|previous story|next post
    previous post|about the author|about the authors|this video can not be played|this video cannot be played
    to play this video you need to enable javascript in your browser|close menu|open menu|download app|open in app
    add as preferred on google|add as a preferred source on google|follow us|live updates|share options|more options
    """.replace("\n", "|").split("|")
    if phrase.strip()
)
NAVIGATION = re.compile(
    r"[A-Z]{3,}\d{10,}\w*\W*|(?:\d+|no|view|show|see) (?:all )?(?:\d+ )?comments?(?: \(?\d+\)?)?|comments? ?\(?\d+\)?"
    r"|\d+(?:[.,]\d+)?k? shares?|\d+ ?[-–]? ?min(?:ute)?s? (?:read|listen|watch|video)|(?:reading|read) time:? .{1,20}"
    r"|estimated reading time.{0,20}|listen(?: to (?:this )?(?:article|story))? ?\(?\d+ ?min(?:ute)?s?\)?"
    r"|(?:more from|more on|filed under|posted in|read more stories about|explore more on) ?:?(?: [\w&'’,.-]+){1,8}"
    r"|home(?: ?[|>»/›·] ?[\w &'’-]{2,60}){1,8}|share (?:on|via|to|with) [\w ]{1,30}"
    r"|[-–—*·• ]*advertisement[-–—*·• ]*",
    re.I,
)
MORE_FROM = re.compile(
    r"(?:more from|more on|posted in) (?-i:[a-z])", re.I
)  # "more on the same day": a phrase of the story
POINTER = re.compile(  # to another text: a label and a headline
    r"(?:(?:READ|ALSO READ|READ ALSO|READ MORE|SEE ALSO|RELATED|WATCH|WATCH NOW|LISTEN|MORE|VIDEO|DON['’]T MISS"
    r"|Also read|Read also|See also|Related(?: articles?| stor(?:y|ies))?|Watch|Listen|More|Read next|Up next"
    r"|Recommended(?: reading)?|Don['’]t miss)(?::| ?\|)|(?:ALSO READ|READ ALSO|SEE ALSO|RELATED) ?[-–—>]) ?[\"'“‘A-Z0-9].*"
)
SOCIAL = frozenset(
    "facebook twitter x whatsapp linkedin pinterest instagram telegram reddit email e-mail messenger flipboard tumblr"
    " share tweet print copy link pin more sms viber pocket save threads bluesky".split()
)

YEAR = r"\d{4}(?:[-–]\d{2,4})?"
COPYRIGHT = (  # a year and an owner, or after the sign itself an owner and a year
    rf"(?:copyright:? ?)?(?:(?:©|\(c\)) ?)?(?:copyright:? ?)?(?<=[tT:c)© ]){YEAR},?(?: by)? (?P<owner>(?-i:[A-Z]).*)"
    rf"|(?:copyright:? ?)?© ?(?:by )?(?P<owner_first>(?-i:[A-Z]).*\b{YEAR}.*)"
)
LEGAL = re.compile(rf"(?:(?:legal )?disclaimer:?|(?=.{{0,140}}$)(?:{COPYRIGHT}))$", re.I)
RIGHTS = re.compile(
    rf"(?!.*{SAID})(?:(?:(?:copyright|©|\(c\))(?=.*\b{YEAR}).{{0,120}})?\ball rights(?: are)? reserved\b.{{0,250}}"
    r"|(?:This|The) (?:material|content|article|story|document) (?:may not|is subject to copyright)\b.{0,250}"
    r"|(?:Reproduction|Republication|Unauthori[sz]ed (?:reproduction|use|copying|distribution))\b.*\b(?:prohibited|forbidden)\b.*"
    r"|(?:This|The) (?:article|content|material|information)\b.{0,60}\bfor (?:general )?information(?:al)? purposes only\b.*"
    r"|(?:The |Any )?(?:views|opinions)(?:(?: and|,| or) (?:views|opinions))? expressed\b.*\bnot necessarily\b.*"
    r"|\(?(?:Except for the headline, )?this story has not been edited by\b.*|"
    r"(?:We (?:and our partners )?use|(?:This|Our) (?:web)?site uses|By (?:continuing|using|clicking|browsing|accepting))\b.*"
    r"\bcookies\b.*|(?:Accept|Manage|Reject)(?: all)? cookies)",
    re.I,
)

ROLE_WORDS = (
    r"(?:and|in|by|from|for|the|at|of|with|to|on|writing|editing|reporting|compiled|compiling|graphics?|photography|additional"
    r"|further|production|translation|research|newsroom|desk|staff|contributed|bureau|agencies|team)"
)
CREDITS = rf"(?:(?:{NAME}|{ROLE_WORDS}|&|[-–—])[,;:.]*(?:\s+|(?=\)?\.?$)))+\)?\.?"  # names and the words between them
REPORTING = re.compile(
    rf"\(?(?:(?i:(?:additional |further |extra |with )?(?:reporting|writing|editing|compiled|translated|with additional reporting)"
    rf"(?: and (?:writing|editing))?) by:?) (?={NAME}|the ){CREDITS}"
)
NOTE = re.compile(
    r"(?:(?:This|An earlier version of this) (?:article|story|piece|page|column|post|headline|video)(?: and (?:its )?headline)?"
    r" (?:(?:was|has been|is) (?:(?:last|since|also) )?(?:amended|updated|corrected|revised|edited|clarified)\b"
    r"|(?:was |is )?(?:first|originally) (?:published|appeared|ran)\b|(?:mis|incorrectly|wrongly|gave the wrong|said|stated)).*"
    r"|(?:Correction|Clarification|Corrections and clarifications|Editor['’]?s?['’]? note|Note to (?:readers|editors)"
    r"|Editing note)(?:,[^:]{0,40}|\([^)]*\))?:.*"
    r"|Our Standards:.*|The Thomson Reuters Trust Principles\.?"
    r"|\(?with (?:inputs?|input|files|material|reports?) from .{2,80}|\(?with agencies\)?\.?|\(agencies\)"
    r"|source: (?:Reuters|AFP|AP|TASS|Xinhua|ANI|PTI|IANS|dpa|agencies)\W*)",
    re.I,
)
CONTRIBUTED = re.compile(
    rf"(?:The )?{NAME}(?: {NAME}| and|,| in| from| of| at| the|['’]s?){{0,24}}(?: also)? contributed"
    rf"(?: to this (?:report|story|article|piece|post)| (?:additional )?(?:reporting|research))"
    r"(?: (?:from|to this (?:report|story|article))\b[^.!?]{0,60})?\.?"
)
END_MARK = re.compile(r"(?:REUTER|Reuter|-+ ?(?:ENDS?|Ends?) ?-+|ENDS|Ends|# ?# ?#|- ?30 ?-|\(ENDS?\)|<END>)[.;]?")
LIFE = re.compile(
    r"(?:,? (?:(?:is|was) (?:an?|the|our|[A-Z]\w+['’]s) (?:(?!(?:in|of|for|to|who|on|by)\b)[\w'’-]+ ){0,4}?"
    r"(?:reporter|correspondent|editor|writer|journalist|columnist|author)|has (?:covered|reported|worked|written)"
    r"|covers|writes|reports (?:for|from|on))\b|$)"
)

FIRST_WORDS = frozenset(  # every pattern above begins with one of these, a digit or a mark, or is a phrase of MENU
    """join subscribe sign support share follow like find get download try receive become already start begin leave post
    have log create you enjoy unlimited do got send e-mail email please click tap read register listen never twitter x
    instagram view show see no comment comments reading estimated more filed posted explore home advertisement also
    related watch video don't don’t recommended up copyright © (c) copyright: (c legal disclaimer disclaimer: all this
    the reproduction republication unauthorized unauthorised any views opinions except (except (this we our by accept
    manage reject additional further extra with reporting writing editing compiled translated (additional (further
    (extra (with (reporting (writing (editing (compiled (translated an correction correction, correction: corrections
    clarification clarification: clarification, editor's editor’s editors' editors’ editors editor note source: agencies
    (agencies) reuter ends # ### - -ends- -end- -30- (ends) (end) <end> image media file photo picture pictured caption
    photos photograph photographs illustration graphic credit
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october
    november december published updated last first originally modified
    getty afp epa epa-efe pa shutterstock alamy istock istockphoto ap press""".split()
)
MARKS = (  # and these stand in the middle or at the end of a line
    "hoto", "HOTO", "mage", "icture", "redit", "via ", "/", "|", "—", "[", "@", "©", "(c)", "(C)", "reserved", "Reserved",
    "RESERVED", "contributed", "dvertisement", "DVERTISEMENT",
)  # fmt: skip


def find_suspects(lines: list[Line], raw: str) -> list[int]:
    """Places of the lines that can be furniture at all, by a test that costs little.

    Whatever a rule would cut must pass it (a test runs the rules on all lines and compares).
    """
    marks = [mark for mark in MARKS if mark in raw]
    return [at for at, line in enumerate(lines) if _is_suspect(line.words, marks)]


def _is_suspect(words: str, marks: list[str]) -> bool:
    first = words.partition(" ")[0].lower()
    if first.rstrip(":,.|") in FIRST_WORDS or first in FIRST_WORDS:
        return True
    for mark in marks:
        if mark in words:
            return True
    if len(words) > 70:
        return False
    return words[0].isdigit() or not words[0].isalnum() or _menu_form(words) in MENU or "0" <= words[-1:] <= "9"


def find_pleas(page: Page) -> Iterator[tuple[int, int]]:
    """Calls to join, subscribe, share, follow or write in: lines of their own, sentences only if they plainly plead."""
    return (line.span for line in _suspects(page) if is_plea(line))


def is_plea(line: Line) -> bool:
    n_words = line.n_words
    if n_words > 45 or line.is_quote:
        return False
    if LONG_PLEA.fullmatch(line.words) or HANDLE.fullmatch(line.words):
        return True
    if n_words > 20 or (n_words >= 8 and line.is_sentence):
        return False
    return bool(PLEA.fullmatch(line.words) or (n_words < 8 and CONTACT.fullmatch(line.words)))


def find_navigation(page: Page) -> Iterator[tuple[int, int]]:
    """Menu words, bars of buttons, counts of comments, article numbers and pointers to other texts, as whole lines."""
    found = {at for at in page.suspects if is_navigation(page.lines[at])}
    buttons = [at for at, line in enumerate(page.lines) if len(line.words) < 12 and line.words.lower() in SOCIAL]
    bar = {at for at in buttons if {at - 1, at + 1} & {*found, *buttons}}
    return (page.lines[at].span for at in sorted(found | bar))


def is_navigation(line: Line) -> bool:
    words = line.words
    if len(words) > 250 or line.is_quote:
        return False
    if _menu_form(words) in MENU or (POINTER.fullmatch(words) and line.n_words <= 30 and not re.search(SAID, words)):
        return True
    if len(words) <= 90 and NAVIGATION.fullmatch(words) and not MORE_FROM.match(words):
        return True
    several = words.lower().split()
    return 2 <= len(several) <= 12 and all(word in SOCIAL for word in several)


def _menu_form(words: str) -> str:
    return words.lower().replace("’", "'").strip(" :.!…>»›|-–—*•[]()")


def find_legal(page: Page) -> Iterator[tuple[int, int]]:
    """From 'Legal Disclaimer' in the last third to the end; copyright lines, disclaimers and cookie notices anywhere."""
    for at in page.suspects:
        line = page.lines[at]
        match = LEGAL.match(line.words)
        if match and "disclaimer" in line.words.lower()[:17]:
            if 3 * at > 2 * len(page.lines) and count_words_from(page, at) <= 200:
                yield line.start, page.lines[-1].end
        elif is_legal(line):
            yield line.span


def is_legal(line: Line) -> bool:
    """A copyright line (year, owner), or a sentence that only lawyers write; never a heading 'Disclaimer' alone."""
    if len(line.words) > 500 or line.is_quote:
        return False
    if RIGHTS.fullmatch(line.words):
        return True
    match = LEGAL.match(line.words)
    owner = match and (match["owner"] or match["owner_first"])
    return bool(owner) and all(len(part.split()) < 8 for part in re.split(r"[.!?]", owner))


def find_notes(page: Page) -> Iterator[tuple[int, int]]:
    """Notes of the desk: corrections, where a story first ran, who reported and edited it, agencies it draws on."""
    return (line.span for line in _suspects(page) if is_note(line))


def is_note(line: Line) -> bool:
    if len(line.words) > 700 or line.is_quote:
        return False
    return any(pattern.fullmatch(line.words) for pattern in (NOTE, REPORTING, CONTRIBUTED))


def find_end_marks(page: Page) -> Iterator[tuple[int, int]]:
    """'REUTER', '-ENDS-', '###' as the last line of a text."""
    return (line.span for line in page.lines[-1:] if END_MARK.fullmatch(line.words))


def find_author_notes(page: Page) -> Iterator[tuple[int, int]]:
    """A note on the author in the last third, with all that follows it (at most 150 words)."""
    name = page.author
    if len(name.split()) < 2:  # an agency is no person: "AFP has not verified this"
        return
    for at in range(2 * len(page.lines) // 3, len(page.lines)):
        words = page.lines[at].words
        if 3 * at > 2 * len(page.lines) and words.startswith(name) and LIFE.match(words, len(name)):
            if count_words_from(page, at) <= 150:
                yield page.lines[at].start, page.lines[-1].end
                return


def find_recurring_lines(page: Page) -> Iterator[tuple[int, int]]:
    """Lines that recur over many articles of the source, found by counting (``corpus.recurring``)."""
    if page.recurring:
        yield from (line.span for line in page.lines if is_recurring(line, page.recurring))


def is_recurring(line: Line, recurring: frozenset[int]) -> bool:
    return len(line.words) <= LONGEST_RECURRING and hash_line(line.words) in recurring


def _suspects(page: Page) -> Iterator[Line]:
    return (page.lines[at] for at in page.suspects)
