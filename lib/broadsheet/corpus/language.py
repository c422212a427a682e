"""The language of each text, told from its letters by py3langid (139 languages, its model in the package)."""

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from broadsheet.words import WORD

MIN_WORDS = 20
MIN_SIGNS = 40  # for scripts that put no spaces between words
GLANCE, LOOK = 400, 1000  # characters; the second only if the first leave a doubt
CLEAR, LIKELY = 0.98, 0.8  # probabilities

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def find_languages(texts: Sequence[str]) -> list[str]:
    """The ISO 639-1 code of each text, or "" where it cannot be told.

    That is: fewer than 20 words (or 40 characters of a script without spaces), no language
    with a probability of .8 (tables of numbers, lists of names, Croatian that could be Bosnian), or one
    without a code of two letters. Only the beginning is read, up to 1,000 characters. Nothing is
    downloaded or drawn by lot.
    """
    english = _shows_english(pl.Series(texts, dtype=pl.String))
    return ["en" if plain else _find_language(text) for text, plain in zip(texts, english, strict=True)]


def _shows_english(texts: pl.Series) -> pl.Series:
    """Whether "the" and its companions are so many that no model need be asked, which takes thirty times as long.

    Every thirtieth word at least is "the", and as many are of, and, that, with or to: no other language does that.
    """
    starts = texts.str.slice(0, LOOK).str.to_lowercase()
    n_words = starts.str.count_matches(WORD)
    n_the, n_others = starts.str.count_matches(r"\bthe\b"), starts.str.count_matches(r"\b(?:of|and|that|with|to)\b")
    return (n_words >= MIN_WORDS) & (30 * n_the >= n_words) & (30 * n_others >= n_words)


def _find_language(text: str) -> str:
    start = _cut_words(text, LOOK)
    if len(start.split()) < MIN_WORDS and len(_UNSPACED.findall(start)) < MIN_SIGNS:
        return ""
    language, probability = _identifier().classify(_cut_words(start, GLANCE))
    if probability < CLEAR:
        language, probability = _identifier().classify(start)
    return language if probability >= LIKELY and len(language) == 2 else ""


def _cut_words(text: str, n_characters: int) -> str:
    """The beginning of a text, up to a space where there is one in its second half."""
    if len(text) <= n_characters:
        return text
    start = text[:n_characters]
    whole = start.rsplit(None, 1)[0] if start.strip() else ""
    return whole if len(whole) > n_characters // 2 else start


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
