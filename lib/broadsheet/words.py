"""What a word, a sentence and a passage are, for every room alike."""

import re
import runpy
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import polars as pl

from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts

WORD = r"\b\w\w+\b"  # scikit-learn's CountVectorizer default: two or more word characters
TOKEN = r"\w+|[^\w\s]+|\n"
LINE = re.compile(r"(?=[^\n]*\w)\S(?:[^\n]*\S)?")  # with a word, without the white space around it
# from here on, whole BBC articles gave topics nearer to their sections (NMI) and more coherent (NPMI) than passages of
# four sentences, for 5 topics and for 10; with 10 articles neither was better
MIN_DOCS = 25
MAX_OTHERS = 0.1  # of the documents, that may be of another language than the rest
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
    return _make_units(rows)


def cut_units(
    documents: pd.DataFrame, *, unit: str, n_sentences: int = 4, language: str = "en", texts: Texts | None = None
) -> pd.DataFrame:
    """What a model reads as one text, in the shape of ``split_passages``.

    ``unit`` is "document" (one unit each, numbered 0), "paragraph" (a line with a word) or "passage" (``n_sentences``
    sentences). Where documents have no text it is read from ``texts``, a chunk at a time, and the units have
    none either. Raises InputError for another unit, and what ``texts.scan_texts`` does.
    """
    cutters = {"document": _take_whole, "paragraph": _split_lines, "passage": split_passages}
    if unit not in cutters:
        raise InputError(f"unit is {unit!r}, expected 'document', 'paragraph' or 'passage'.")
    cut, options = cutters[unit], {"n_sentences": n_sentences, "language": language} if unit == "passage" else {}
    if "text" in documents:
        return cut(documents, **options)
    found = [cut(documents.head(0).assign(text=pd.Series(dtype="str")), **options).drop(columns="text")]
    for rows, chunk in scan_texts(documents, texts):
        here = documents.iloc[rows].assign(text=pd.array(chunk.to_list(), dtype="str"))
        found.append(cut(here, **options).drop(columns="text"))
    return pd.concat(found).sort_values(["doc_id", "unit"], ignore_index=True)


def choose_unit(documents: pd.DataFrame, *, unit: str = "auto") -> tuple[str, str]:
    """(the unit a model should read, the reason in one sentence); any ``unit`` but "auto" stays as it is.

    Whole documents where there are ``MIN_DOCS`` of them, else passages.
    """
    if unit != "auto":
        return unit, f"The unit is the {unit}, as was asked."
    n, chosen = len(documents), "document" if len(documents) >= MIN_DOCS else "passage"
    few = "enough to read each as a whole" if chosen == "document" else "too few to read each as one text only"
    return chosen, f"The unit is the {chosen}: {n:,} documents are {few} (from {MIN_DOCS} on they would be)."


def choose_language(documents: pd.DataFrame, *, language: str = "auto") -> str:
    """The one language a model should read; any ``language`` but "auto" stays as it is.

    "auto" is the language of nearly all documents whose language is known ("en" where none is). Words of two languages
    do not share topics, so InputError says which to choose from where more than ``MAX_OTHERS`` are of another.
    """
    if language != "auto":
        return language
    known = documents.language[documents.language != ""].value_counts()
    known = known.sort_index().sort_values(ascending=False, kind="stable")
    if known.empty:
        return "en"
    if known.iloc[1:].sum() <= MAX_OTHERS * known.sum():
        return str(known.index[0])
    there = ", ".join(f"{name} {n:,}" for name, n in known.items())
    raise InputError(
        f"The documents are of {len(known)} languages ({there}), and words of two languages do not share topics. "
        f"Keep one: set language to {known.index[0]!r} or to {known.index[1]!r}, and the others are left out."
    )


def _take_whole(documents: pd.DataFrame) -> pd.DataFrame:
    return documents[["doc_id", "text"]].assign(unit=0, start=0, end=documents.text.str.len().astype("int64"))


def _split_lines(documents: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (document.doc_id, unit, line[0], line.start(), line.end())
        for document in documents.itertuples()
        for unit, line in enumerate(LINE.finditer(document.text), start=1)
    ]
    return _make_units(rows)


def _make_units(rows: list[tuple]) -> pd.DataFrame:
    columns = {"doc_id": "str", "unit": "int64", "text": "str", "start": "int64", "end": "int64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def find_lemmas(words: Iterable[str], *, language: str) -> list[str]:
    """The lower-case lemma of each word, by the dictionaries of simplemma; InputError where there is none."""
    from simplemma import lemmatize

    try:
        return [lemmatize(word, lang=language).lower() for word in words]
    except ValueError as problem:
        raise InputError(
            f"There is no dictionary of lemmas for language {language!r}; set lemmas to false, and name the forms "
            f"of words one by one."
        ) from problem


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
