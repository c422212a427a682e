"""The furniture of a news page: calls, menus, legal text, notes of the desk, notes on the author, end marks.

One rule per kind. A rule looks only at lines that ``suspects`` names, and names spans; it rewrites nothing.
When in doubt a rule leaves the line: losing a sentence of the story is the worse mistake.
The forms are those of English-language pages; a story in another language comes through as it is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile

from broadsheet.corpus.cleaning.captions import AGENCY, NAME
from broadsheet.corpus.cleaning.page import LONGEST_RECURRING, Line, Page, find_tail, hash_line

SAID = r"\b(?:said|says|told|tells|asked|added|urged|urges|wrote|warned)\b"  # then it is the story that speaks
SITE = (
    r"(?:Twitter|X|Facebook|Instagram|WhatsApp|Telegram|YouTube|TikTok|LinkedIn|Threads|Bluesky|Google News|Flipboard)"
)
SERVICE = r"(?:newsletters?|alerts?|briefing|podcast|app|emails?|bulletins?|digest|updates)"
ON_SITE = rf"on {SITE}\b(?!['’])"
PLEA = re.compile(
    rf"(?:(?!.*{SAID})(?:"
    r"Join [\d,]+\+? |Join (?:us|our|the (?:conversation|discussion|debate))\b|Subscribe\b|Sign up\b"
    r"|Support (?:our|independent journalism|quality journalism)\b|Share (?:this|our)\b"
    rf"|(?:Follow|Like|Find) (?:us\b|.{{2,40}} {ON_SITE})"
    rf"|(?:Get|Download|Try|Receive) (?:the|our|your) (?:[\w'’-]+ ){{0,5}}{SERVICE}\b"
    r"|Become a (?:member|subscriber|supporter)\b|Already (?:a subscriber|registered|have an account)\b"
    r"|(?:Start|Begin) your (?:free |\d)|(?:Leave|Post) a comment\b|Have your say\b"
    r"|Log in to\b|Create (?:a free|an) account\b|Enjoy unlimited\b|Unlimited (?:digital )?access\b"
    r"|You have (?:\d+|no|one|two|three|reached)\b.*\b(?:free|limit)"
    r"|(?:Do you )?have (?:a|any) (?:question|comment|story|tip|news tip|views?)\b.*(?:\?|e-?mail|contact)"
    r"|Got a (?:news )?(?:tip|story)\b"
    r"|(?:Send|E-?mail) (?:us |your )(?:.*\b(?:to|at|tips?|stor(?:y|ies)|comments?|pictures)\b))"
    r"|Please share your thoughts\b|Click here\b|Tap here\b"
    r"|Read more(?: (?:about|at|from|here|on)\b|\W*(?:$|:)| (?=(?-i:[A-Z])(?:\S+ ){3,}))).*",
    re.I,
)
OFFER = (
    rf"(?:(?:our|your) (?:[\w'’-]+ ){{0,4}}{SERVICE}|your inbox|App Store|Google Play|unlimited access|free trial"
    rf"|digital subscription|WhatsApp (?:channel|group|community)|sign up here"
    rf"|(?:page|us|channel|stories) {ON_SITE}|follow .{{2,40}} {ON_SITE})\b"
)
LONG_PLEA = re.compile(  # a whole sentence, that asks the reader for something no story asks for
    rf"(?!.*{SAID})(?!.*\b(?:lawsuit|sued|court|investors|shares)\b)(?:"
    r"(?:Sign up|Subscribe|Register|Download)\b"
    rf"(?=.*\b(?:{OFFER}|newsletters?\b|the [\w'’ ]{{2,40}} (?:podcast|app|alerts|emails?|updates)\b))"
    rf"|(?:Click|Tap|Follow|Get|Join|Support|Listen|Never miss)\b(?=.*\b{OFFER})"
    rf"|Follow .{{2,60}} {ON_SITE}|Follow .{{2,60}} coverage\b.*https?://"
    r"|(?:Are you|Have you been) affected by\b.*\b(?:e-?mail|contact|get in touch)"
    r"|Share your (?:experience|story|views)\b.*(?:e-?mail|@)|As a subscriber,? you have\b"
    r"|Do you have an opinion on\b.*\bthis article\b|What do you think\?.*\b(?:comments?|let us know)\b).*",
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
    sign up|subscribe|subscribe now|donate|donate now|my account|privacy policy|privacy notice|cookie policy
    terms of use|terms of service|terms and conditions|terms & conditions|contact us|about us
    advertise|advertise with us|site map|sitemap|accessibility help|all topics|more topics|next article
    previous article|next story|previous story
    next post|previous post|about the author|about the authors|this video can not be played|this video cannot be played
    to play this video you need to enable javascript in your browser|close menu|open menu|download app|open in app
    close panel|share page|about sharing|related internet links|elsewhere on the bbc|get in touch|reuse this content
    after newsletter promotion|explore more on these topics|ad feedback|video ad feedback|see all topics
    give this article|send any friend a story|supported by|order reprints|keep reading|end of list|you may like
    acquire licensing rights|share or comment on this article
    purchase licensing rights|acquire licensing rights, opens new tab|scroll down for video|go to homepage|learn more
    more to follow|show caption|read more on sky news|the bbc is not responsible for the content of external sites
    add as preferred on google|add as a preferred source on google|follow us|live updates|share options|more options
    """.replace("\n", "|").split("|")
    if phrase.strip()
)
NAVIGATION = re.compile(
    r"[A-Z]{3,}\d{10,}\w*\W*"
    r"|(?:[\d,.]+k?|no) comments?"
    r"|(?:\d+ )?(?:view|show|see) (?:all )?(?:\d+ )?comments?(?: \(?\d+\)?)?|comments? \(?\d+\)?"
    r"|[\d,.]+k shares?|\d+ ?[-–]? ?min(?:ute)?s? (?:read|listen|watch|video)|(?:reading|read) time:? .{1,20}"
    r"|estimated reading time.{0,20}|listen(?: to (?:this )?(?:article|story))? ?\(?\d+ ?min(?:ute)?s?\)?"
    r"|(?:(?:filed under|posted in|more on|more from|read more stories about):"
    r"|(?:more from|explore more on) (?-i:[A-Z]))"
    r"[\w &'’,.-]{1,80}"
    rf"|share (?:on|via|to|with) (?:{SITE}|e-?mail|friends|pinterest|reddit|messenger|social media)"
    r"|list \d+ of \d+.{0,150}|list of \d+ items|read \d+ comments|https?://\S+"
    r"|this article is more than (?:\d+|a|one) (?:years?|months?) old"
    r"|(?:tags?|keywords|categor(?:y|ies)|topics): ?.{1,80}"
    r"|(?:the )?comments below have (?:not )?been moderated.{0,20}|listen to this article ?[·|] .{1,40}"
    r"|home(?: ?[|>»›] ?[\w &'’-]{2,60}){1,8}|[-–—*·• ]*advertisement[-–—*·• ]*",
    re.I,
)
SHARES = re.compile(r"[\d,.]+ shares?", re.I)  # of a page, where other buttons stand; else of a company
POINTER = re.compile(  # to another text: a label and a headline
    r"(?:(?:(?:READ|ALSO READ|READ ALSO|READ MORE|SEE ALSO|RELATED|WATCH|WATCH NOW|LISTEN|MORE|VIDEO|DON['’]T MISS)"
    r"(?::| ?\|)"
    r"|(?:ALSO READ|READ ALSO|SEE ALSO|RELATED) ?[-–—>]) ?[\"'“‘A-Z0-9].*"
    r"|(?:Also read|Read also|See also|Related(?: articles?| stor(?:y|ies))?|Watch|Listen|More|Read next|Up next"
    r"|Recommended(?: reading)?|Don['’]t miss)(?::| ?\|) ?[\"'“‘A-Z0-9].*(?<!\.))"
)
MENU_EDGE = " :,.!…>»›|-–—*•[]()"  # what may stand around the words of a menu
SOCIAL = frozenset(
    """facebook twitter x whatsapp linkedin pinterest instagram telegram reddit email e-mail messenger flipboard tumblr
    share tweet print copy link pin more sms viber pocket save threads bluesky""".split()  # noqa: SIM905
)
SITES = frozenset(
    """facebook twitter whatsapp linkedin pinterest instagram telegram reddit messenger flipboard tumblr tweet
    viber bluesky""".split()  # noqa: SIM905
)

YEAR = r"\d{4}(?:[-–]\d{2,4})?"
COPYRIGHT = (  # a year and an owner, or after the sign itself an owner and a year
    rf"(?:copyright:? )?(?:(?:©|\(c\)) ?)?(?:copyright:? )?(?<=[tT:c)© ]){YEAR},?(?: by)? (?P<owner>(?-i:[A-Z]).*)"
    rf"|(?:copyright:? )?© ?(?:by )?(?P<owner_first>(?-i:[A-Z]).*\b{YEAR}.*)"
)
LEGAL = re.compile(rf"(?:(?:legal )?disclaimer:?|(?=.{{0,140}}$)(?:{COPYRIGHT}))$", re.I)
RIGHTS = re.compile(
    rf"(?!.*{SAID})(?:"
    rf"(?:(?:copyright|©|\(c\))(?=.*\b{YEAR}).{{0,120}})?\ball rights(?: are)? reserved\b.{{0,250}}"
    r"|(?:This|The) (?:material|content|article|story|document) "
    r"(?:may not be (?:published|reproduced|copied|broadcast)|is subject to copyright)\b.{0,250}"
    r"|(?:Reproduction|Republication)\b.*\bwithout\b.*\b(?:permission|consent)\b.*\b(?:prohibited|forbidden)\b.*"
    r"|Unauthori[sz]ed (?:reproduction|use|copying|distribution)\b.*\b(?:prohibited|forbidden)\b.*"
    r"|(?:This|The) (?:article|content|material|information)\b.{0,60}"
    r"\bfor (?:general )?information(?:al)? purposes only\b.*"
    r"|(?:The |Any )?(?:views|opinions)(?:(?: and|,| or) (?:views|opinions))? expressed "
    r"(?:(?:in|on) this\b|here\b|herein\b|above\b|are (?:solely )?those of"
    r"|by (?:the |our )?(?:authors?|writers?|contributors?|columnists?)\b)"
    r".*\bnot necessarily\b.*"
    r"|Privacy Notice:.*|\(?(?:Except for the headline, )?this story has not been edited by\b.*"
    r"|(?:We (?:and our partners )?use|(?:This|Our) (?:web)?site uses"
    r"|By (?:continuing|using|clicking|browsing|accepting))\b.*\bcookies\b.*"
    r"|(?:Accept|Manage|Reject)(?: all)? cookies)",
    re.I,
)

ROLE_WORDS = (
    r"(?:and|in|by|from|for|the|at|of|with|to|on|writing|editing|reporting|compiled|compiling|graphics?|photography"
    r"|additional|further|production|translation|research|newsroom|desk|staff|contributed|bureau|agencies|team)"
)
CREDITS = (  # names and the words between them
    rf"(?={NAME}|the |agencies)(?:(?>{NAME}|{ROLE_WORDS}|&|[-–—])[,;:.]*+(?:\s++|(?=\)?\.?$)))++\)?\.?"
)
REPORTING = re.compile(
    r"\(?(?i:(?:with )?(?:additional |further |extra )?(?:reporting|writing|editing|compiled|translated)"
    rf"(?: and (?:writing|editing))? by:?"
    rf"|(?:[-–—] ?)?with (?:inputs?|files|material|reports?|assistance) (?:from|by)) {CREDITS}"
)
NOTE = re.compile(
    r"(?:(?:This|An earlier version of this) (?:article|story|piece|page|column|post|headline)"
    r"(?: and (?:its )?headline)? "
    r"(?:(?:was|has been|is) (?:(?:last|since|also) )?(?:amended|updated|corrected|revised|clarified)\b"
    r"|(?:was |is )?(?:first|originally) (?:published|appeared|ran)\b).*"
    r"|An earlier version of this (?:article|story|piece|page|column|post|headline) "
    r"(?:mis|incorrectly|wrongly|gave|said|stated).*"
    r"|(?:Correction|Clarification|Corrections and clarifications|Editor(?:['’]s|s['’]|s)? note"
    r"|Note to (?:readers|editors)|Editing note)(?:,[^:]{0,40}| \([^)]*\))?:.*"
    r"|A version of this (?:article|story) appear(?:s|ed) in\b.*"
    r"|This is a (?:developing|breaking)(?: news)? story\b.{0,150}"
    rf"|(?-i:(?:[a-z]{{2,4}}[/,] ?)*[a-z]{{2,4}} \((?:{AGENCY}(?:, |/)?)+\))"
    r"|(?-i:Our Standards:).{0,60}|The Thomson Reuters Trust Principles\.?"
    r"|\(?with agencies\)?\.?|\(agencies\)|source: (?:Reuters|AFP|AP|TASS|Xinhua|ANI|PTI|IANS|dpa|agencies)\W*)",
    re.I,
)
CONTRIBUTED = re.compile(
    rf"(?:The )?{NAME}(?: {NAME}| and|,| in| from| of| at| the"
    r"| (?:staff )?(?:writer|reporter|journalist|correspondent|editor|producer)s?){0,24}(?: also)? contributed"
    r"(?: to this (?:report|story|article|piece|post)| (?:additional )?(?:reporting|research))"
    r"(?: (?:from|to this (?:report|story|article))\b[^.!?]{0,60})?\.?"
)
REPORTED_FROM = re.compile(rf"{NAME}(?: {NAME}| and|,){{0,7}} reported from {NAME}(?: {NAME}| and|,){{0,7}}\.?")
END_MARK = re.compile(r"(?:REUTER|Reuter|-+ ?(?:ENDS?|Ends?) ?-+|ENDS|Ends|# ?# ?#|- ?30 ?-|\(ENDS?\)|<END>)[.;]?")
LIFE = re.compile(
    r"(?:,? (?:(?:is|was) (?:an?|the|our|[A-Z]\w+['’]s) (?:(?!(?:in|of|for|to|who|on|by)\b)[\w'’-]+ ){0,4}?"
    r"(?:reporter|correspondent|editor|writer|journalist|columnist|author)|has (?:covered|reported|worked|written)"
    r"|covers|writes|reports (?:for|from|on))\b|$)"
)


def find_pleas(page: Page) -> Iterator[tuple[int, int]]:
    """Calls to join, subscribe, share, follow or write in: lines of their own, sentences only if they plainly plead."""
    return (line.span for line in _suspects(page) if is_plea(line))


def is_plea(line: Line) -> bool:
    n_words = line.n_words
    if len(line.words) > 500 or n_words > 45 or line.is_quote:
        return False
    if line.words[0].islower():  # a piece of a wrapped sentence: "subscribe to the views of the mayor"
        is_contact = n_words <= 2 and line.words[-1] != "." and CONTACT.fullmatch(line.words)
        return bool(is_contact or HANDLE.fullmatch(line.words))
    if LONG_PLEA.fullmatch(line.words) or HANDLE.fullmatch(line.words):
        return True
    if n_words > 20 or (n_words >= 8 and line.is_sentence):
        return False
    return bool(PLEA.fullmatch(line.words) or (n_words < 8 and CONTACT.fullmatch(line.words)))


def find_navigation(page: Page) -> Iterator[tuple[int, int]]:
    """Menu words, bars of buttons, counts of comments, article numbers and pointers to other texts, as whole lines."""
    found = {at for at in page.suspects if is_navigation(page.lines[at])}
    buttons = {at for at in page.suspects if _is_button(page.lines[at].words)}
    return (page.lines[at].span for at in sorted(found | find_bar(found, buttons)))


def find_bar(menus: set[int], buttons: set[int]) -> set[int]:
    """Those places of ``buttons`` that stand beside another button or a line of ``menus``."""
    furniture = menus | buttons  # put together once: a page can be nothing but buttons
    return {at for at in buttons if at - 1 in furniture or at + 1 in furniture}


def _is_button(words: str) -> bool:
    return words.lower() in SOCIAL or bool(len(words) < 20 and SHARES.fullmatch(words))


def is_navigation(line: Line) -> bool:
    words = line.words
    if len(words) > 250 or line.is_quote or (words[0].islower() and words[-1] in ".,;"):  # the end of a wrapped one
        return False
    if menu_form(words) in MENU or (POINTER.fullmatch(words) and line.n_words <= 30 and not re.search(SAID, words)):
        return True
    if len(words) <= 90 and NAVIGATION.fullmatch(words):
        return True
    several = words.lower().split()
    return 2 <= len(several) <= 12 and set(several) <= SOCIAL and not SITES.isdisjoint(several)


def menu_form(words: str) -> str:
    """As ``MENU`` spells it."""
    return words.lower().replace("’", "'").strip(MENU_EDGE)


def find_legal(page: Page) -> Iterator[tuple[int, int]]:
    """From 'Legal Disclaimer' in the last third to the end; copyright, disclaimers and cookies anywhere."""
    disclaimers = []
    for at in page.suspects:
        line = page.lines[at]
        match = LEGAL.match(line.words)
        if match and "disclaimer" in line.words.lower()[:17]:
            disclaimers.append(at)
        elif is_legal(line):
            yield line.span
    stop = len(page.lines)
    while disclaimers:  # when the last is cut, the one above it stands at the end
        tail = max(find_tail(page, stop, most=200), 2 * stop // 3 + 1)
        at = bisect_left(disclaimers, tail)
        if at == len(disclaimers):
            return
        yield page.lines[disclaimers[at]].start, page.lines[stop - 1].end
        stop = disclaimers[at]
        del disclaimers[at:]


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
    yield from (line.span for line in _suspects(page) if is_note(line))
    yield from (
        line.span for line in page.lines[-3:] if " reported from " in line.words and REPORTED_FROM.fullmatch(line.words)
    )


def is_note(line: Line) -> bool:
    if len(line.words) > 700 or line.is_quote:
        return False
    return any(pattern.fullmatch(line.words) for pattern in (NOTE, REPORTING, CONTRIBUTED))


def find_end_marks(page: Page) -> Iterator[tuple[int, int]]:
    """'REUTER', '-ENDS-', '###' as the last lines of a text; a line of underscores anywhere."""
    marks = takewhile(lambda line: len(line.words) < 60 and END_MARK.fullmatch(line.words), reversed(page.lines))
    yield from (line.span for line in marks)
    yield from (line.span for line in _suspects(page) if line.words.startswith("___") and not line.words.strip("_"))


def find_author_notes(page: Page) -> Iterator[tuple[int, int]]:
    """A note on the author in the last third, with all that follows it (at most 150 words)."""
    if len(page.author.split()) < 2:  # an agency is no person: "AFP has not verified this"
        return
    stop = len(page.lines)
    while (at := _find_author_note(page, stop)) is not None:  # when it is cut, another can stand at the end
        yield page.lines[at].start, page.lines[stop - 1].end
        stop = at


def _find_author_note(page: Page, stop: int) -> int | None:
    """The place of the first line in the last third of the lines before ``stop`` that is about the author."""
    name = page.author
    for at in range(max(2 * stop // 3 + 1, find_tail(page, stop, most=150)), stop):
        words = page.lines[at].words
        if words.startswith(name) and LIFE.match(words, len(name)):
            return at
    return None


def find_recurring_lines(page: Page) -> Iterator[tuple[int, int]]:
    """Lines that recur over many articles of the source, found by counting (``corpus.recurring``)."""
    if page.recurring:
        yield from (line.span for line in page.lines if is_recurring(line, page.recurring))


def is_recurring(line: Line, recurring: frozenset[int]) -> bool:
    return len(line.words) <= LONGEST_RECURRING and hash_line(line.words) in recurring


def _suspects(page: Page) -> Iterator[Line]:
    return (page.lines[at] for at in page.suspects)
