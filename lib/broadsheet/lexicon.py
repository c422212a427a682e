"""What is known of each word of a corpus: its name, and whether it may be a term."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np
import polars as pl

from broadsheet.queries import parse_terms
from broadsheet.tokens import Tokens, count_codes
from broadsheet.words import find_lemmas

MOST_NEAR, MOST_COMPARED = 3, 50_000  # near spellings that are named, frequent words that are looked through


class Lexicon(NamedTuple):
    """The number of each token by its code, 0 for what parts phrases; and by number the rest."""

    number: np.ndarray  # uint64
    names: pl.Series  # sorted; that of 0 is ""
    is_edge: np.ndarray  # may be a term, and begin and end a phrase


def know_words(
    tokens: Tokens,
    *,
    stop_words: Iterable[str] = (),
    drop: Iterable[str] = (),
    lemma_language: str = "",
    names: Iterable[str] | None = None,
) -> Lexicon:
    """Number the words of ``tokens`` in the order of their names.

    A word is its own name, or with ``lemma_language`` the most frequent form of its lemma (the first in the alphabet
    of two that are as frequent; before all a word of ``names``). It is no edge if a form of it is a stop word
    or has no letter, and has no number if ``drop`` names a form of it.
    """
    words, stops = tokens.words, sorted(stop_words)

    def find_roots(found: list[str]) -> list[str]:
        return find_lemmas(found, language=lemma_language) if lemma_language else found

    known = sorted({word for name in names or () for word in name.split()})
    named = pl.DataFrame({"lemma": find_roots(known), "known": known}, schema={"lemma": pl.String, "known": pl.String})
    columns = {"word": words, "lemma": find_roots(words.to_list()), "n": count_codes(tokens, len(words))}
    table = pl.DataFrame(columns, schema_overrides={"lemma": pl.String})
    table = table.filter(pl.col("word").str.contains(r"^\w\w"))
    table = table.join(named.unique("lemma", keep="first"), "lemma", "left")
    most_frequent = pl.col("word").sort_by(-pl.col("n"), "word").first().over("lemma")
    table = table.with_columns(
        name=pl.coalesce("known", most_frequent),
        is_edge=pl.col("word").str.contains(r"\p{L}") & ~(pl.col("word").is_in(stops) | pl.col("lemma").is_in(stops)),
        is_dropped=pl.col("word").map_batches(lambda words: find_dropped(words, drop), return_dtype=pl.Boolean),
    )
    flags = {"is_edge": pl.col("is_edge").all(), "is_dropped": pl.col("is_dropped").any()}
    table = table.with_columns(**{flag: whole.over("name") for flag, whole in flags.items()})
    used = table.filter(~pl.col("is_dropped")).select("name", "is_edge").unique().sort("name")
    used = used.with_columns(number=np.arange(1, len(used) + 1, dtype=np.uint64))
    numbered = pl.DataFrame({"word": words}).join(
        table.join(used, on="name").select("word", "number"), on="word", how="left", maintain_order="left"
    )
    return Lexicon(
        numbered["number"].fill_null(0).to_numpy(),
        pl.concat([pl.Series("name", [""]), used["name"]]),
        np.concatenate([[False], used["is_edge"].to_numpy()]),
    )


def find_dropped(words: pl.Series, drop: Iterable[str]) -> pl.Series:
    """Whether each word or phrase is, as a whole, one of what ``drop`` names in the language of ``queries``."""
    is_dropped = pl.repeat(False, len(words), dtype=pl.Boolean, eager=True)
    for query in parse_terms(drop) if (drop := list(drop)) else ():
        is_dropped |= words.str.contains(f"^(?:{query.pattern})$")
        if query.excluded:
            is_dropped &= ~words.str.contains(query.excluded)
    return is_dropped


def hint_spelling(word: str, written: Mapping[str, int]) -> str:
    """What comes near a word that is not among those written (with how often); "" if it is, or nothing does."""
    bare = word.replace("*", "")
    if len(bare) < 2 or word in written:
        return ""

    def name(found: Iterable[str]) -> str:
        first = sorted(found, key=lambda other: (-written[other], other))[:MOST_NEAR]
        return ", ".join(f"{other!r} ({written[other]:,})" for other in first)

    others = [other for other in written if other.lower() == bare.lower() and other != bare]
    if others:
        return f"In another case there is {name(others)}"
    inside = [other for other in written if bare in other]
    if inside:
        return f"Inside longer words there is {name(inside)}; '*{bare}*' finds these"
    often = sorted((other for other in written if abs(len(other) - len(bare)) < 3), key=lambda w: (-written[w], w))
    near = get_close_matches(bare, often[:MOST_COMPARED], n=MOST_NEAR, cutoff=0.75)
    return f"A near spelling of {bare!r} is {name(near)}" if near else ""
