"""Names without a model: runs of capitalised words, judged by gazetteer, titles and the words around them.

For English. It is what is left when no spaCy model is installed, and says so wherever its names appear.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar, NamedTuple

from broadsheet.entities.cues import (
    AT_PLACE,
    BEFORE_TITLES,
    CALENDAR,
    HEAD_LINKS,
    HONORIFICS,
    LONE_ORGS,
    LOWER_TITLES,
    ORG_HEADS,
    ORG_TAILS,
    PARTICLES,
    PLACE_HEADS,
    PLACE_TAILS,
    SAYS,
    SIDES,
    SUFFIXES,
    TITLES,
)
from broadsheet.entities.gazetteer import Gazetteer, read_gazetteer
from broadsheet.words import split_sentences, stop_words

TOKEN = re.compile(
    r"(?:[A-Z]\.)+(?![a-z])"  # U.S., J.
    r"|(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Rev|Prof|St|Jr|Sr|Corp|Inc|Ltd|Co|Bros)\."
    r"|\w+(?:(?:[-&]|['’](?!s\b))\w+)*|[^\w\s]"
)
JOINED = re.compile(r"(?:[Aa]l|[Ee]l|[Uu]l|[Aa]s|[Aa]n|[Aa]d|d|l|bin)[-'’][A-Z]")
OPENERS = frozenset('"“‘«:;*•–—-')  # a word after them is large as one that opens a sentence
MAX_WORDS = 8  # a longer run of large words is a heading
# F1 in %, exact ends and kind, on wikigold (tests/benchmarks/test_discover.py); the rules were tried out on it too
MEASURED = {"all": 66.0, "PERSON": 72.5, "ORG": 48.7, "PLACE": 73.9}


class Token(NamedTuple):
    start: int
    end: int
    text: str
    opens: bool  # a sentence, quotation or list item: its capital says nothing


class Name(NamedTuple):
    start: int
    end: int
    kind: str  # PERSON, ORG, PLACE, NORP, or "" where nothing tells


class Rules:
    """What stands in the place of a model where none is installed; ``meta`` names it as a pipeline's does."""

    meta: ClassVar = {"lang": "en", "name": "rules"}


def read_by_rules(text: str, *, language: str = "en") -> list[tuple[int, Name]]:
    """The names in a text without a model, each with the number of its sentence, in order; none overlap.

    A name is a run of capitalised words on one line, with its particles and initials, without titles and
    without a word that is large only because it opens a sentence. Its kind follows from the gazetteer, then from
    cues: its last or first words (Corp, Bank of), a title before it, the word before or after it, the
    same word in a longer name of the document. Peoples (Ukrainian) are of kind NORP.
    """
    return _read_document(text, split_sentences(text, language=language or "en"), read_gazetteer())


def describe_rules() -> str:
    """What a reader must know of these names, in a sentence."""
    return (
        "Names in rules mode, without a model: by capitals, a gazetteer and cues such as titles; on wikigold (145 "
        f"Wikipedia articles, on which the rules were tried out) F1 is {MEASURED['all']:.0f} of 100 (persons "
        f"{MEASURED['PERSON']:.0f}, organisations {MEASURED['ORG']:.0f}, places {MEASURED['PLACE']:.0f})."
    )


def _read_document(text: str, spans: list[tuple[int, int]], gazetteer: Gazetteer) -> list[tuple[int, Name]]:
    sentences = [_split_tokens(text, *span, gazetteer) for span in spans]
    inside = {token.text for tokens in sentences for token in tokens if not token.opens and token.text[:1].isupper()}
    small = {token.text for tokens in sentences for token in tokens if token.text[:1].islower()}
    sure = frozenset(word for word in inside if word.lower() not in small)
    found = []
    for number, tokens in enumerate(sentences):
        runs = [(0, len(tokens))] if _is_heading(tokens) else _find_runs(tokens, gazetteer, sure)
        names = [name for at, end in runs for name in _read_run(tokens, at, end, gazetteer)]
        found += [(number, name) for name in names]
    return [(number, name) for number, name in _judge_again(text, found, gazetteer) if name.kind]


def _split_tokens(text: str, start: int, end: int, gazetteer: Gazetteer) -> list[Token]:
    tokens, opens = [], True
    for match in TOKEN.finditer(text, start, end):
        for word, at in _split_hyphen(match.group(), match.start(), gazetteer):
            is_word = word[0].isalnum()
            tokens.append(Token(at, at + len(word), word, opens and is_word))
            opens = not is_word and (opens or word in OPENERS)
    return tokens


def _split_hyphen(word: str, at: int, gazetteer: Gazetteer) -> list[tuple[str, int]]:
    """London-based and Ukraine-Belarus are two words each, Kim Jong-un and Merseyside-on-Sea stay whole."""
    first, hyphen, last = word.partition("-")
    is_pair = first in gazetteer.places and last in gazetteer.places
    if hyphen and len(last) > 2 and word[0].isupper() and (is_pair or last in gazetteer.words):
        return [(first, at), (hyphen, at + len(first)), (last, at + len(first) + 1)]
    return [(word, at)]


def _is_heading(tokens: list[Token]) -> bool:
    """A headline, all in capitals or with large words throughout, where large letters say nothing."""
    words = [token.text for token in tokens if token.text.isalpha() and len(token.text) > 1]
    in_capitals = len(words) > 2 and sum(word.isupper() for word in words) > 0.7 * len(words)
    long = [word for word in words if len(word) > 3]
    is_open = bool(tokens) and tokens[-1].text not in ".?!" and all(token.text != "," for token in tokens)
    return in_capitals or (is_open and len(long) > 4 and sum(word[0].isupper() for word in long) > 0.8 * len(long))


def _read_run(tokens: list[Token], at: int, end: int, gazetteer: Gazetteer) -> list[Name]:
    """The names in a run of large words; of a heading only those the gazetteer knows."""
    if end - at <= MAX_WORDS and not _is_heading(tokens):
        return _judge_run(tokens, at, end, gazetteer)
    found = []
    while at < end:
        words = [token.text if "." in token.text else token.text.title() for token in tokens[at : min(at + 4, end)]]
        width, kind = _look_up(words, gazetteer)
        if width and tokens[at].text[0].isupper():
            found.append(Name(tokens[at].start, tokens[at + width - 1].end, kind))
        at += width or 1
    return found


def _look_up(words: list[str], gazetteer: Gazetteer) -> tuple[int, str]:
    """How many of ``words``, from the first, are the longest place or people of that name, and which."""
    for width in range(min(4, len(words)), 0, -1):
        name = " ".join(words[:width])
        if name in gazetteer.places:
            return width, "PLACE"
        if name in gazetteer.peoples:
            return width, "NORP"
    return 0, ""


def _is_large(token: Token) -> bool:
    word = token.text
    is_name = (word[0].isupper() and not any(char.isdigit() for char in word)) or JOINED.match(word)
    return bool(is_name) and word not in CALENDAR


def _find_runs(tokens: list[Token], gazetteer: Gazetteer, sure: frozenset[str]) -> list[tuple[int, int]]:
    runs, at = [], 0
    while at < len(tokens):
        if not _is_large(tokens[at]):
            at += 1
            continue
        end = _extend(tokens, at, gazetteer)
        while at < end and _is_plain(tokens, at, end, gazetteer, sure):
            at += 1
            while at < end and not _is_large(tokens[at]):
                at += 1
        if at < end:
            runs.append((at, end))
        at = max(end, at)
    return runs


def _extend(tokens: list[Token], at: int, gazetteer: Gazetteer) -> int:
    """Where the run that starts at ``at`` ends: large words one space apart, and small ones that link two of them."""
    end = at + 1
    while True:
        step = end
        while step < min(end + 2, len(tokens)) and _links(tokens, at, end, step, gazetteer):
            step += 1
        follows = step < len(tokens) and all(
            tokens[number].start - tokens[number - 1].end == 1 for number in range(end, step + 1)
        )
        if not follows or not _is_large(tokens[step]):
            return end
        end = step + 1


def _links(tokens: list[Token], at: int, end: int, step: int, gazetteer: Gazetteer) -> bool:
    """Whether the small word at ``step`` links the run from ``at`` to ``end`` with the large word after it."""
    word = tokens[step].text
    if word in PARTICLES or word == "&":
        return True
    if word == "of" and tokens[end - 1].text in TITLES:
        return tokens[min(step + 1, len(tokens) - 1)].text in BEFORE_TITLES  # Secretary of State
    if word in ("of", "for", "the"):
        return any(token.text in ORG_HEADS or token.text in PLACE_TAILS for token in tokens[at:end])
    neighbours = [tokens[end - 1].text, tokens[min(step + 1, len(tokens) - 1)].text]
    return word == "and" and all(gazetteer.is_word(neighbour) for neighbour in neighbours)


def _is_plain(tokens: list[Token], at: int, end: int, gazetteer: Gazetteer, sure: frozenset[str]) -> bool:
    """A word that opens a sentence and is large for no other reason, or a function word anywhere."""
    word, rest = tokens[at].text, [token.text for token in tokens[at + 1 : end]]
    if word.isupper() and len(word) > 1:
        return False
    if word.lower() in _function_words():
        return True
    if not tokens[at].opens or word in sure or word in TITLES or _look_up([word, *rest], gazetteer)[0]:
        return False
    if rest and (word in BEFORE_TITLES | ORG_HEADS | gazetteer.names or rest[-1] in ORG_TAILS | PLACE_TAILS):
        return False
    return word.lower() in gazetteer.words


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return stop_words("en")


def _judge_run(tokens: list[Token], at: int, end: int, gazetteer: Gazetteer) -> list[Name]:
    """The names in one run of large words: what stands before a title, after it, or the whole."""
    words = [token.text for token in tokens[at:end]]
    width, kind = _look_up(words, gazetteer)
    if width == len(words):
        return [Name(tokens[at].start, tokens[end - 1].end, kind)]
    is_org = len(words) > 1 and (words[-1] in ORG_TAILS or _has_head(words)) and words[0] not in HONORIFICS
    if not is_org and not TITLES.isdisjoint(words):
        first, last = _find_title(words)
        before = _judge_run(tokens, at, at + first, gazetteer) if first else []
        holder = _look_up(words[last:], gazetteer)[1] if last == len(words) - 1 else ""
        after = [Name(tokens[at + last].start, tokens[end - 1].end, holder or "PERSON")] if last < len(words) else []
        return before + after
    if not is_org and kind == "NORP":
        people = Name(tokens[at].start, tokens[at + width - 1].end, kind)
        return [people, *_judge_run(tokens, at + width, end, gazetteer)]
    if not is_org and words[-1] in gazetteer.peoples:  # a Senior Ukrainian official
        return [Name(tokens[end - 1].start, tokens[end - 1].end, "NORP")]
    kind = "ORG" if is_org else _judge_words(tokens, at, end, gazetteer)
    return [Name(tokens[at].start, tokens[end - 1].end, kind)]


def _find_title(words: list[str]) -> tuple[int, int]:
    """Where the title among ``words`` begins and ends: Former Secretary of State, Prime Minister, Gen."""
    titles = [number for number, word in enumerate(words) if word in TITLES]
    first, last = titles[0], titles[-1] + 1
    while first and words[first - 1] in BEFORE_TITLES:
        first -= 1
    if words[last : last + 1] == ["of"]:
        last += 1
        while last < len(words) and words[last] in BEFORE_TITLES:
            last += 1
    return first, last


def _has_head(words: list[str]) -> bool:
    return any(word in ORG_HEADS and after in HEAD_LINKS for word, after in pairwise(words))


def _judge_words(tokens: list[Token], at: int, end: int, gazetteer: Gazetteer) -> str:
    """The kind of a name no gazetteer knows, by its own words and by its neighbours; "" where nothing tells."""
    words = [token.text for token in tokens[at:end]]
    before = tokens[at - 1].text if at else ""
    after = [token.text for token in tokens[end : end + 2]]
    if len(words) == 1:
        return _judge_word(words[0], before, after, gazetteer)
    if words[-1] in SUFFIXES or (before in LOWER_TITLES and "&" not in words):
        return "PERSON"
    if words[-1] in PLACE_TAILS or words[0] in PLACE_HEADS or (words[0] in SIDES and words[1] in gazetteer.places):
        return "PLACE"
    if "&" in words or any(word in ORG_HEADS for word in words) or words[0] in gazetteer.peoples:
        return "ORG"
    width, _ = _look_up(words, gazetteer)
    if width and all(gazetteer.is_word(word) for word in words[width:]):
        return "ORG"  # the Baltimore Sun
    if (
        after
        and after[0] == ","
        and _look_up(_next_words(tokens, end + 1), gazetteer)[1] == "PLACE"
        and before in AT_PLACE
    ):
        return "PLACE"
    if len(words) > 4 or any(len(word) > 1 and word.isupper() for word in words):
        return "ORG"
    if gazetteer.is_word(words[-1]) and not (len(words) == 2 and words[0] in gazetteer.names):
        return ""
    return "PERSON"


def _judge_word(word: str, before: str, after: list[str], gazetteer: Gazetteer) -> str:
    if word.isupper() and len(word) > 1:
        return "ORG" if word.lower() not in _function_words() else ""
    if word in LONE_ORGS or gazetteer.is_word(word):
        return "ORG" if word in LONE_ORGS else ""
    if before in LOWER_TITLES or (after and after[0] in SAYS):
        return "PERSON"
    if before in AT_PLACE:
        return "PLACE"
    return ""


def _next_words(tokens: list[Token], at: int) -> list[str]:
    return [token.text for token in tokens[at : at + 3]]


def _judge_again(text: str, found: list[tuple[int, Name]], gazetteer: Gazetteer) -> list[tuple[int, Name]]:
    """Single words by the longer names of the document: one that ends a person's is that person, one that begins an
    organisation's the organisation; any other name is what it mostly was. The name of a place is a person's only
    where the dictionary has the first name (Denzel Washington) and no "in" stands before it."""
    last, sure, first, votes = set(), set(), set(), {}
    for _, name in found:
        surface = text[name.start : name.end]
        words = surface.split()
        if len(words) > 1:
            last |= {words[-1]} if name.kind == "PERSON" else set()
            sure |= {words[-1]} if name.kind == "PERSON" and words[0] in gazetteer.names else set()
            first |= {words[0]} if name.kind == "ORG" and not gazetteer.is_word(words[0]) else set()
        if name.kind:
            votes.setdefault(surface, Counter())[name.kind] += 1
    again = []
    for number, name in found:
        surface, kind = text[name.start : name.end], name.kind
        is_known = surface in gazetteer.places or surface in gazetteer.peoples or surface in LONE_ORGS
        if surface in (sure if is_known else last) and not text[: name.start].endswith((" in ", "In ")):
            kind = "PERSON"
        elif not is_known and surface in first:
            kind = "ORG"
        elif not is_known and surface in votes:
            kind = min(votes[surface], key=lambda kind: (-votes[surface][kind], kind))
        again.append((number, name._replace(kind=kind)))
    return again
