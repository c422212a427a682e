"""What a word, a sentence and a passage are, for every room alike."""

import runpy
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import polars as pl

from broadsheet.errors import InputError

WORD = r"\b\w\w+\b"  # scikit-learn's CountVectorizer default: two or more word characters
TOKEN = r"\w+|[^\w\s]+|\n"
MIN_AGREED = 200  # stop words that two lists share, if both know the language well


def count_words(texts: pd.Series) -> pd.Series:
    """Words of each text; one count is one match of ``WORD``."""
    counted = pl.Series(texts.to_list(), dtype=pl.String).str.count_matches(WORD)
    return pd.Series(counted.to_list(), index=texts.index, dtype="int64")


def split_words(texts: pl.Series) -> pl.Series:
    """Lists of lower-case words, the matches of ``WORD``."""
    return texts.str.to_lowercase().str.extract_all(WORD)


def split_tokens(texts: pl.Series) -> pl.Series:
    """Lists of lower-case tokens: words, and what parts phrases (marks, single characters, line ends).

    A token of two or more word characters is a match of ``WORD``. Two that follow one another have nothing
    but white space between them, on one line. Every text ends in a line end.
    """
    return (texts.str.to_lowercase() + "\n").str.extract_all(TOKEN)


def split_sentences(text: str, *, language: str = "en") -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of ``text``, without the white space around them.

    No sentence runs over a line end. Boundaries are those of sentencex (Wikimedia), which
    knows the abbreviations of ``language`` and falls back to related languages.
    """
    from sentencex import get_sentence_boundaries

    spans, offset = [], 0
    for line in text.split("\n"):
        for found in get_sentence_boundaries(language or "en", line) if line.strip() else ():
            piece = line[found["start_index"] : found["end_index"]]
            start = offset + found["start_index"] + len(piece) - len(piece.lstrip())
            end = offset + found["start_index"] + len(piece.rstrip())
            if start < end:
                spans.append((start, end))
        offset += len(line) + 1
    return spans


def split_passages(documents: pd.DataFrame, *, n_sentences: int, language: str = "en") -> pd.DataFrame:
    """Cut each document into passages: a table of doc_id, unit, text, start, end.

    A passage is ``n_sentences`` sentences in a row (the last of a document may be shorter,
    but one of a single sentence joins the passage before it). ``unit`` numbers them from 1;
    start and end are characters of documents.text.
    """
    if n_sentences < 1:
        raise InputError(f"n_sentences is {n_sentences}, expected 1 or more.")
    rows = []
    for document in documents.itertuples():
        spans = split_sentences(document.text, language=document.language or language)
        groups = [spans[at : at + n_sentences] for at in range(0, len(spans), n_sentences)]
        if len(groups) > 1 and len(groups[-1]) == 1 and n_sentences > 1:
            groups[-2:] = [groups[-2] + groups[-1]]
        for unit, group in enumerate(groups, start=1):
            start, end = group[0][0], group[-1][1]
            rows.append((document.doc_id, unit, document.text[start:end], start, end))
    columns = {"doc_id": "str", "unit": "int64", "text": "str", "start": "int64", "end": "int64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def cut_units(documents: pd.DataFrame, *, unit: str, n_sentences: int, language: str = "en") -> pd.DataFrame:
    """What a model reads as one text, in the shape of ``split_passages``.

    ``unit`` is "passage" or "document": whole documents are one unit each, numbered 0.
    """
    if unit == "passage":
        return split_passages(documents, n_sentences=n_sentences, language=language)
    if unit != "document":
        raise InputError(f"unit is {unit!r}, expected 'passage' or 'document'.")
    return documents[["doc_id", "text"]].assign(unit=0, start=0, end=documents.text.str.len().astype("int64"))


def stop_words(language: str = "en") -> frozenset[str]:
    """The stop words of a language (ISO 639-1), cut the way ``WORD`` cuts texts ("don't" gives "don").

    A stop word is what the lists of stopwordsiso and spaCy agree on: pooled lists hold words of the
    news ("million" and "world" in stopwordsiso's English, "governo" and "lavoro" in spaCy's Italian). Where
    they share fewer than 200 words one of them is a stub (Ukrainian) or spelt otherwise (Greek without
    accents), and all words of both count; where only one knows the language, its list.
    """
    from stopwordsiso import langs, stopwords

    files = {file.parent.name: file for file in Path(find_spec("spacy").origin).parent.glob("lang/*/stop_words.py")}
    found = [_cut(stopwords(language))] if language in langs() else []
    if language in files:
        # run, not imported: importing spaCy costs a second or two
        found.append(_cut(runpy.run_path(str(files[language]))["STOP_WORDS"]))
    if not found:
        known = ", ".join(sorted(langs() | set(files)))
        raise InputError(f"There are no stop words for language {language!r}; there are for {known}.")
    agreed = frozenset.intersection(*found)
    return agreed if len(agreed) >= MIN_AGREED else frozenset.union(*found)


def find_stop_words(language: str) -> frozenset[str]:
    """``stop_words``, or none for a language that has no list."""
    try:
        return stop_words(language)
    except InputError:
        return frozenset()


def _cut(words: Iterable[str]) -> frozenset[str]:
    cut = pl.Series(sorted(words), dtype=pl.String).str.to_lowercase().str.extract_all(WORD)
    return frozenset(word for found in cut.to_list() for word in found)
