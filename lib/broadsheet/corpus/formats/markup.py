"""HTML in the cell of a table: the words stay, the tags go.

A parser of HTML mends what it reads, and so loses words where a text is no HTML but holds a "<".
Here only what is a whole and proper tag of an element of HTML is taken out, and nothing else.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

_LINES = (  # elements that begin and end a line
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|"
    "form|h1|h2|h3|h4|h5|h6|head|header|hr|html|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|"
    "title|tr|ul"
)
_BLANKS = "audio|button|canvas|embed|iframe|img|input|object|option|picture|script|select|style|svg|td|th|video"
_IN_WORDS = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|col|colgroup|del|dfn|em|font|i|ins|kbd|label|link|mark|meta|noscript|param|"
    "q|s|samp|small|source|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_BARE = "allowfullscreen|async|autoplay|checked|controls|defer|disabled|download|hidden|itemscope|loop|muted|nowrap"
_VALUE = r"""(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>`]++)"""
_ATTRIBUTE = rf"\s++(?:[a-z_:@][-\w:.@]*+\s*+=\s*+{_VALUE}|(?:{_BARE})(?![-\w:.=]))"
_NAME = rf"(?P<close>/?)(?P<name>{_LINES}|{_BLANKS}|{_IN_WORDS})"
_TAG = re.compile(rf"<(?=[a-z/!])(?:{_NAME}(?:{_ATTRIBUTE}){{0,60}}+\s*+/?>|!--)", re.I)
_ENDS = {  # what is no words up to its end; where another begins before that, the first has none
    "!--": re.compile("<!--|(?P<end>-->)"),
    "script": re.compile(r"<script\b|(?P<end></script\s*+>)", re.I),
    "style": re.compile(r"<style\b|(?P<end></style\s*+>)", re.I),
}
_MARKS = dict.fromkeys(_LINES.split("|"), "line") | dict.fromkeys(_BLANKS.split("|"), "blank") | {"br": "br"}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def holds_markup(text: str) -> bool:
    """Whether a text is HTML: it has two tags or more, of which one closes an element or parts lines.

    >>> holds_markup("<p>Prices rose.</p>"), holds_markup("Prices < 5, costs > 6, <br> is one tag")
    (True, False)
    """
    if "<" not in text:
        return False
    n_tags, is_told = 0, False
    for tag in _TAG.finditer(text):
        if tag["name"]:
            n_tags += 1
            is_told = is_told or bool(tag["close"]) or tag["name"].lower() in ("br", "p")
        if n_tags > 1 and is_told:
            return True
    return False


def strip_markup(text: str) -> tuple[str, list[str]]:
    """The words of a piece of HTML, and the pieces taken out, in order.

    Taken out are the tags of elements of HTML, whole scripts and styles, and closed comments. A paragraph,
    an item or a <br> ends a line; a blank line stays one. Entities that end in ";" become their signs.

    >>> strip_markup("<p>Prices &amp; wages<br>rose by <3%.</p><p>So <b>said</b> she.</p>")[0]
    'Prices & wages\\nrose by <3%.\\nSo said she.'
    """
    parts, marks, removed, at = [], [""], [], 0
    for start, end, mark in _find_pieces(text):
        parts.append(text[at:start])
        marks.append(mark)
        removed.append(text[start:end])
        at = end
    parts.append(text[at:])
    words = _ENTITY.sub(_read_entity, "".join(_join(parts, marks)))
    return words.replace("\r\n", "\n").replace("\r", "\n").strip(), removed


def _find_pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what stands there instead: "br", "line", "blank" or "") of all that is no words."""
    at = 0
    while tag := _TAG.search(text, at):
        at, name = tag.end(), (tag["name"] or "!--").lower()
        if name in _ENDS:
            found = None if tag["close"] else _ENDS[name].search(text, at)
            if not found or not found["end"]:
                continue  # never closed, so what follows may be the story
            at = found.end()
        yield tag.start(), at, _MARKS.get(name, "")


def _join(parts: list[str], marks: list[str]) -> Iterator[str]:
    """Texts between the tags, with what parts them; ``marks`` are of the tags before each of them."""
    blanks, here = [], []
    for part, mark in zip(parts, marks, strict=True):
        here.append(mark)
        words = part.strip()
        if not words:
            blanks.append(part)
            continue
        start = part.index(words[0])
        blanks.append(part[:start])
        yield _part_words("".join(blanks), here)
        yield words
        blanks, here = [part[start + len(words) :]], []


def _part_words(blank: str, marks: list[str]) -> str:
    if "br" in marks or "line" in marks:
        return "\n" * min(max(blank.count("\n"), marks.count("br"), 1), 2)
    return blank or (" " if "blank" in marks else "")


def _read_entity(entity: re.Match) -> str:
    name = entity[0][1:]
    return unescape(entity[0]) if name.startswith("#") else html5.get(name, entity[0])
