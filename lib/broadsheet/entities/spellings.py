"""How names are spelled: titles taken off, and a key under which the spellings of one name meet.

The key follows what the romanisation tables of Russian and Ukrainian (BGN/PCGN 1947 and 2019, ISO 9, the press)
disagree about: y, i or j; kh or h; ks or x; double letters; the ending -skyi, -skiy, -sky. It joins no names that
are spelled otherwise: Kiev and Kyiv, Sergei and Serhiy stay two, which ``aliases.csv`` may join.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

# what a person is called by, not what they are named; royal and church titles are part of a name (Pope Francis)
TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "madam", "president",
    "vice-president", "premier", "prime", "first", "deputy", "acting", "former", "minister", "chancellor", "secretary",
    "senator", "sen", "congressman", "congresswoman", "representative", "rep", "governor", "gov", "mayor",
    "ambassador", "spokesman", "spokeswoman", "spokesperson", "chief", "chairman", "chairwoman", "director", "judge",
    "justice", "attorney", "general", "gen", "lieutenant", "lt", "colonel", "col", "major", "maj", "brigadier", "brig",
    "corporal", "cpl", "pvt", "captain", "capt", "sergeant", "sgt", "admiral", "adm", "vice-admiral", "commander",
    "cmdr", "cdr", "marshal", "detective", "inspector", "officer", "treasurer", "commissioner", "envoy", "speaker",
    "coach", "state-secretary", "comrade", "herr", "frau", "monsieur", "signor", "rev", "reverend", "fr", "mep", "mp",
    "imam", "sheikh"
})  # fmt: skip
HALF_TITLES = frozenset({"lance", "vice", "rear", "staff", "wing", "flight", "squadron"})  # before a title alone
LEGAL_FORMS = frozenset({
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "llc", "lp", "llp",
    "ag", "sa", "spa", "nv", "bv", "gmbh", "se", "ab", "asa", "oy", "oyj", "kk", "pty", "holding", "holdings"
})  # fmt: skip
SMALL_WORDS = frozenset({
    "of", "the", "and", "for", "in", "on", "de", "des", "du", "la", "le", "und", "der", "die", "das", "et", "y"
})  # fmt: skip
JUNIORS = frozenset({"jr", "sr"})
GENERATIONS = JUNIORS | {"ii", "iii", "iv"}
SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "’": "'", "‘": "'",
     "ʼ": "'", "`": "'", "–": "-", "‐": "-", "‑": "-", "&": " and "}
)  # fmt: skip
# names of houses that end in 's, and have it in no other sense
HOUSES = "(?<!Moody)(?<!Poor)(?<!Lloyd)(?<!McDonald)(?<!Sotheby)(?<!Christie)(?<!Macy)"
POSSESSIVE = re.compile(rf"(?:{HOUSES}['’‘ʼ]s?|(?<=s)['’])$", re.IGNORECASE)
INITIALS = re.compile(r"(?:[A-Z]\.){2,}|(?!II)[A-Z]{2}")  # written as one word: George H.W. Bush
LONG = 4  # letters from which on a word is spelled in more than one way; Li and Ly are two names
LONG_ALONE = 6  # the same for a name of one word, which has no second word to bear it out


class Marks(NamedTuple):
    """What tells apart two persons whose names are else the same: middle initials, and Jr or the like."""

    initials: tuple[str, ...] = ()
    generation: str = ""


@cache
def clean_name(surface: str, *, kind: str) -> str:
    """A name without white space around it, "the", possessive and, for a PERSON, titles.

    "President Zelensky's" is "Zelensky"; what is a title and nothing else stays as it is.
    """
    whole = " ".join(surface.split())
    words = (POSSESSIVE.sub("", whole) or whole).split(" ")
    if len(words) > 1 and words[0] in ("the", "The"):
        words = words[1:]
    if kind == "PERSON":
        first = count_titles(words)
        words = words[first % len(words) :]
    return " ".join(words)


def count_titles(words: Sequence[str]) -> int:
    """How many words at the start of a name are titles: one of "Mr. Orr", two of "Lance Corporal Orr"."""
    for at, word in enumerate(words):
        is_half = word.lower() in HALF_TITLES and at + 1 < len(words) and _is_title(words[at + 1])
        if not is_half and not _is_title(word):
            return at
    return len(words)


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES


@cache
def fold(name: str) -> str:
    """Lower case without accents, dots and apostrophes: "U.S." is "us", "O’Brien" is "obrien"."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(SPECIAL))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"(?<=\w)\.(?=\w\.|\w$)|['.\"]", "", plain)
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split()) or name.casefold()


@cache
def split_name(name: str) -> tuple[str, ...]:
    """The folded words of a name; the Arabic article in "al-Assad" is none."""
    bare = re.sub(r"\b(?:al|el|Al|El)-(?=\w)|(?<= )(?:al|el) (?=\w)", "", name)
    return tuple(fold(bare or name).split()) or (name,)


@cache
def fold_word(word: str) -> str:
    """The key of one folded word: what romanisations disagree about is made the same."""
    if len(word) < LONG or not word.isascii():
        return word
    word = re.sub(r"^ye(?=[^aeiou])", "e", word)
    word = re.sub(r"^(?:yu|iu)", "ju", word)
    word = word.replace("kh", "h").replace("gh", "g").replace("x", "ks")
    word = re.sub(r"oe(?=[bcdfghjklmnpqrstvwxz])", "o", re.sub(r"ue(?=[bcdfghjklmnpqrstvwxz])", "u", word))
    word = word[0] + re.sub("[yj]", "i", word[1:]).replace("ou", "u")
    return re.sub(r"([^eo])\1+", r"\1", word)  # Cameroon is not Cameron


@cache
def spell_key(name: str, *, kind: str) -> str:
    """The key under which the spellings of one name meet, over the whole corpus.

    A PERSON is known by first and last names without single letters and Jr between or behind them, an ORG without
    its legal form. Names of one short word are only folded.
    """
    words = split_name(name)
    if kind == "PERSON":
        words, _ = _split_marks(name)
    if kind == "ORG":
        words = _drop_legal_form(words)
    if len(words) == 1 and len(words[0]) < LONG_ALONE:
        return words[0]
    return " ".join(fold_word(word) for word in words)


def find_marks(name: str) -> Marks:
    """The marks of a person's name: ("h", "w") and "" of George H.W. Bush, () and "jr" of Sammy Davis Jr."""
    _, marks = _split_marks(name)
    return marks


def may_be_one(one: Marks, other: Marks) -> bool:
    """Whether marks are no two persons': one generation, none included, and the same initials or none in one."""
    agree = one.initials == other.initials or not (one.initials and other.initials)
    return agree and one.generation == other.generation


@cache
def _split_marks(name: str) -> tuple[tuple[str, ...], Marks]:
    """(the folded words of a person's name without its marks, the marks)."""
    parts = name.split()
    if not name.isupper():  # MARIA DE SOUZA has no initials
        parts[1:-1] = [" ".join(part) if INITIALS.fullmatch(part) else part for part in parts[1:-1]]
    whole = words = split_name(" ".join(parts))
    if words[-1] in (GENERATIONS if len(words) > 2 else JUNIORS):  # Elizabeth II has no other name
        words = drop_generation(words)
    initials = tuple(word for word in words[1:-1] if len(word) == 1)
    kept = tuple(word for at, word in enumerate(words) if len(word) > 1 or at in (0, len(words) - 1))
    return kept, Marks(initials, whole[-1] if len(words) < len(whole) else "")


def drop_generation(words: Sequence[str]) -> Sequence[str]:
    """Words of a person's name, folded or as written, without "Jr" and the like behind them."""
    return words[:-1] if len(words) > 1 and fold(words[-1]) in GENERATIONS else words


def last_name(words: Sequence[str]) -> str:
    """The last of the words of a person's name, folded or as written, "Jr" and the like left out."""
    return drop_generation(words)[-1]


def _drop_legal_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "apple inc" -> "apple"; "ford motor co" -> "ford motor"; a form with nothing before it stays."""
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-1] == "and"):
        words = words[:-1]
    return words


def is_acronym(name: str) -> bool:
    """Two to six capitals, with or without dots: "OSCE", "U.S."; the British press writes some as "Nato"."""
    return bool(re.fullmatch(r"(?:[A-Z]\.?){2,6}", name))


@cache
def spell_initials(name: str) -> frozenset[str]:
    """The acronyms a name of two or more words may have: with and without its small words and legal form.

    None where a word is an acronym itself: "U.S. Steel" is not what U.S. stands for.
    """
    if any(is_acronym(word) for word in name.split()):
        return frozenset()
    found = set()
    for words in (fold(name.replace("-", "")).split(), fold(name).split()):
        great = [word for word in words if word not in SMALL_WORDS]
        for some in (words, great, _drop_legal_form(tuple(great))):
            found.add("".join(word[0] for word in some))
    return frozenset(initials for initials in found if len(initials) > 1)
