"""The language of terms: what a user writes, as regular expressions (those of Rust, which polars speaks).

strike            the word, whole, in any case          trade war         a phrase; white space is any white space
sanction*         any ending (* is any letters)         talk*|negotiat*   either; the first that fits counts
talks: talk*|...  a name for what follows               /strik(e|ing)/    a regular expression, as it stands
power NOT power plant|power cut                         no match that overlaps one of what follows NOT
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import polars as pl

from broadsheet.errors import InputError

OPEN, CLOSE = "\ufdd0", "\ufdd1"  # noncharacters: Unicode keeps them out of texts, for uses like this
MARKED = OPEN + "${0}" + CLOSE
REGEX = re.compile(r"(?:^|(?<=: )|(?<=\|)|(?<=\bNOT ))\s*/((?:\\.|[^\\])+?)/(?=\s*(?:\||$)|\s+NOT\s)", re.DOTALL)
NOT = re.compile(r"(?:^|\s)NOT(?:\s|$)")
LONG = 1_500  # characters of a pattern that may be more than Rust compiles
PROBES = pl.Series(["", "a", "a b", " ", "\n", "-", "1"])  # what matches the empty text does so in one of these


@dataclass(frozen=True)
class Query:
    """A term, read. ``label`` is its name, ``pattern`` what counts, ``excluded`` what does not ("" for nothing).

    ``needed`` is a simple pattern that stands in every text with a match ("" for none): it is quick
    to look for. ``words`` are the alternatives as they were written (none where one is a regular expression),
    and ``forms`` the words that each plain word stands for where lemmas were asked for.
    """

    label: str
    pattern: str
    excluded: str = ""
    needed: str = ""
    words: tuple[str, ...] = ()
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()


def parse_terms(
    terms: Iterable[str | Query],
    *,
    match_case: bool = False,
    lemmas: bool = False,
    vocabulary: pd.Series | None = None,
    language: str = "en",
) -> list[Query]:
    """Read terms in the language above; what is a ``Query`` already stays as it is.

    Without ``match_case`` any case matches (for one regular expression alone: ``/(?-i:US)/``). With
    ``lemmas`` every plain word stands for all words of ``vocabulary`` (of ``terms.count_forms``) with its lemma, by
    the dictionaries of simplemma for ``language``; with ``match_case`` for those in the same kind of case (us, Us,
    US). ``Query.forms`` says which these are. Raises InputError for no terms, two of one name, an empty part, a
    regular expression that is none, or lemmas of a language without a dictionary.
    """
    terms = list(terms)
    find_forms = _forms_finder(vocabulary, match_case=match_case, language=language) if lemmas else None
    queries = [
        term if isinstance(term, Query) else _parse_term(term, "" if match_case else "(?i)", find_forms)
        for term in terms
    ]
    labels = [query.label for query in queries]
    if not labels or len(set(labels)) < len(labels):
        raise InputError(f"terms is {labels}, expected one or more, each under its own name.")
    return queries


def _parse_term(term: str, case: str, find_forms: Callable[[str], tuple[str, ...]] | None) -> Query:
    regexes = []

    def set_aside(match: re.Match) -> str:
        regexes.append(match[1])
        return f"{OPEN}{len(regexes) - 1}{CLOSE}"

    label, colon, body = REGEX.sub(set_aside, term).rpartition(": ")
    body = re.sub(
        r'(?:^|(?<=\||T))(\s*)"([^"|]+)"(\s*)(?=\||$|\sNOT\s)', r"\1\2\3", body
    )  # quoted phrases, as elsewhere
    sides = NOT.split(body)
    if len(sides) > 2:
        raise InputError(f"The term {term!r} has NOT twice; write what is excluded once, as 'a NOT b|c'.")
    parts = [[part.strip() for part in side.split("|")] for side in sides]
    forms = {}

    def expand(word: str) -> tuple[str, ...]:
        if find_forms is None or not re.fullmatch(r"\w+", word):
            return (word,)
        return forms.setdefault(word, find_forms(word))

    def compose(part: str) -> str:
        if part.startswith(OPEN):
            return _check_regex(regexes[int(part[1:-1])], case, term)
        _check_words(part, term)
        return _bound(part, _body(part, expand))

    wanted, *unwanted = [case + "(?:" + "|".join(map(compose, side)) + ")" for side in parts]
    for pattern in (wanted, *unwanted):
        if len(pattern) > LONG:
            _run(pattern, term)
    words = () if any(part.startswith(OPEN) for part in parts[0]) else tuple(parts[0])
    slow = any(
        part.startswith("*") for part in words
    )  # no letter to look for first, and word bounds are slow in any script but Latin
    bodies = [_body(part.strip("*"), expand) for part in words] if slow else ()
    return Query(
        label=(label if colon else term).strip(),
        pattern=wanted,
        excluded="".join(unwanted),
        needed=case + "(?:" + "|".join(bodies) + ")" if slow else "",
        words=words,
        forms=tuple(forms.items()),
    )


def _body(part: str, expand: Callable[[str], tuple[str, ...]]) -> str:
    words = [[re.escape(form).replace(r"\*", r"\w*") for form in expand(word)] for word in part.split()]
    return r"\s+".join(forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})" for forms in words)


def _bound(part: str, body: str) -> str:
    first, last = (r"\b" if is_word(part[at]) else r"\B" for at in (0, -1))  # \B: "U.S." ends in no word
    return first + body + last


def is_word(character: str) -> bool:
    """Whether this is part of a word (or the wildcard) for Rust's ``\\w``: vowel signs are, unlike for Python."""
    return (
        character in "*\u200c\u200d"
        or character.isalnum()
        or unicodedata.category(character) in ("Mn", "Mc", "Me", "Pc")
    )


def _check_words(part: str, term: str) -> None:
    if not re.search(r"\w", part):
        raise InputError(f"The term {term!r} has an empty part; expected words such as 'sanction*|embargo'.")
    if set("()[]") & set(part) and not all(part.count(left) == part.count(right) for left, right in ("()", "[]")):
        raise InputError(
            f"The term {term!r} has a bracket around alternatives; write them out, as 'oil price*|gas price*', or a "
            f"regular expression, as /(oil|gas) price/."
        )
    if re.search(r"(?:^|\s)(?:AND|OR)(?:\s|$)", part):
        raise InputError(
            f"The term {term!r} has AND or OR, which terms do not know: write a|b for either; what stands together in "
            f"an article is two terms, each with its documents."
        )
    if part.startswith("/"):
        raise InputError(
            f"The term {term!r} begins a regular expression with / but does not end it; write it between two slashes, "
            f"as /strik(e|ing)/."
        )


def _check_regex(regex: str, case: str, term: str) -> str:
    _run(case + regex, term)  # alone first: in brackets "a)|(b" would be one
    grouped = f"(?:{regex})"
    if _run(case + grouped, term).str.contains(OPEN + CLOSE).any():
        raise InputError(
            f"The regular expression of the term {term!r} matches the empty text, so it would be found everywhere; "
            f"make at least one character of it necessary, with + in place of * or ?."
        )
    return grouped


def _run(pattern: str, term: str) -> pl.Series:
    """The probes with their matches marked; InputError when the pattern is none."""
    try:
        return PROBES.str.replace_all(pattern, MARKED)
    except pl.exceptions.ComputeError as problem:
        raise InputError(
            f"The term {term!r} makes no regular expression: {_tell_problem(str(problem))}. "
            f"Correct it; without slashes around it, a term is read as words."
        ) from problem


def _tell_problem(message: str) -> str:
    """What polars says of a regular expression, in plain words."""
    said = message.partition("\n\nThis error")[0].rpartition("error: ")[2].strip().rstrip(".")
    if "look-around" in said:
        return "look-ahead and look-behind, (?= (?! (?<= (?<!, are not supported; exclude with NOT instead"
    if "backreferences" in said:
        return r"references back to a group (\1) are not supported"
    if "size limit" in said:
        return "it is too large; write fewer alternatives, wildcards or repetitions"
    return said


def _forms_finder(vocabulary: pd.Series | None, *, match_case: bool, language: str) -> Callable[[str], tuple[str, ...]]:
    """A function word -> the words with its lemma, sorted, itself among them."""
    from simplemma import lemmatize

    if vocabulary is None:
        raise InputError("lemmas needs vocabulary, the words of the corpus; count them with terms.count_forms.")

    def key(word: str) -> tuple[str, str]:
        return lemmatize(word, lang=language).lower(), _kind_of_case(word) if match_case else ""

    families: dict[tuple[str, str], set[str]] = {}
    try:
        for word in vocabulary.index:
            families.setdefault(key(word), set()).add(word if match_case else word.lower())
    except ValueError as problem:
        raise InputError(
            f"There is no dictionary of lemmas for language {language!r}; "
            f"set lemmas to false and write the forms, as rate|rates."
        ) from problem
    return lambda word: tuple(sorted(families.get(key(word), set()) | {word if match_case else word.lower()}))


def _kind_of_case(word: str) -> str:
    return "upper" if word.isupper() else "title" if word[:1].isupper() else "lower"


def tell_forms(queries: Iterable[Query]) -> list[str]:
    """One sentence for each word that stands for others by its lemma."""
    return [
        f"In {query.label!r}, {word!r} stands for {', '.join(forms)}."
        for query in queries
        for word, forms in query.forms
        if len(forms) > 1
    ]


def find_spans(texts: pl.Series, query: Query) -> list[list[tuple[int, int]]]:
    """Where the term stands in each text: (start, end) of its matches, but for those that overlap an excluded one.

    The engine that counts also finds, because two of them do not agree on what a word is in every script.
    """
    found = [_marked_spans(text) for text in texts.str.replace_all(query.pattern, MARKED)]
    if not query.excluded:
        return found
    excluded = [_marked_spans(text) for text in texts.str.replace_all(query.excluded, MARKED)]
    return [
        [(start, end) for start, end in spans if not any(low < end and start < high for low, high in others)]
        for spans, others in zip(found, excluded, strict=True)
    ]


def _marked_spans(marked: str | None) -> list[tuple[int, int]]:
    """Where OPEN and CLOSE stand in a text, as spans of the text without them."""
    before, *pieces = (marked or "").split(OPEN)
    at, spans = len(before), []
    for piece in pieces:
        match, _, after = piece.partition(CLOSE)
        spans.append((at, at + len(match)))
        at += len(match) + len(after)
    return spans
