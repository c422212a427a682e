"""A vocabulary -> the terms worth testing, and a table of what was left out, and why."""

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.calendar_words import calendar_words
from broadsheet.cells import CellCounts
from broadsheet.errors import InputError
from broadsheet.repeats import share_repeated
from broadsheet.texts import Texts
from broadsheet.vocabulary import count_vocabulary
from broadsheet.words import find_stop_words

NUMBER = r"^\d+(?:st|nd|rd|th|s)?$"  # "1990s" and "1st" are numbers, "covid" and "4g" are words
YEAR = r"^(?:1[5-9]|20)\d\ds?$"
MIN_SOURCES = 3  # named sources without which a term of one source says nothing
MAX_CHANCE = 0.001  # of being in no other source, if all of them were alike
MAX_REPEATED = 2 / 3
MAX_INSIDE = 0.9


def select_vocabulary(
    documents: pd.DataFrame,
    *,
    language: str = "en",
    cluster: str = "day",
    side: pd.Series | None = None,
    min_docs: int = 5,
    texts: Texts | None = None,
) -> tuple[CellCounts, pd.DataFrame]:
    """All words and phrases of ``documents`` that may be news: counted, then ``keep_terms`` with what is repeated.

    ``cluster``, ``side``, ``min_docs`` and ``texts`` are those of ``vocabulary.count_vocabulary``. A language without
    a list of stop words has none left out. Gives and raises what ``keep_terms`` and ``count_vocabulary`` do.
    """
    found = count_vocabulary(
        documents, cluster=cluster, side=side, min_docs=min_docs, texts=texts, stop_words=find_stop_words(language)
    )
    repeated = share_repeated(documents, terms=found.terms, min_docs=max(min_docs, 2), texts=texts)
    return keep_terms(found, language=language, min_docs=min_docs, repeated=repeated)


def count_left_out(left_out: pd.DataFrame) -> pd.DataFrame:
    """How many terms were left out for which reason: reason, n_terms, the most first."""
    reasons = left_out.reason.str.replace(r"\bin: .*", "in a longer term", regex=True)  # "nearly always in: new york"
    counted = reasons.value_counts().rename_axis("reason").reset_index(name="n_terms")
    return counted.sort_values(["n_terms", "reason"], ascending=[False, True], ignore_index=True)


def choose_terms(
    documents: pd.DataFrame, *, language: str = "en", n_terms: int = 6, texts: Texts | None = None
) -> list[str]:
    """``n_terms`` words for who names none: no stop words, no calendar words, neither rare nor everywhere.

    They have the largest n_docs x log(documents / n_docs), n_docs being the documents with the word; the largest is
    that of a word in 37 % of them. Words that weigh the same come in the order of the alphabet. Raises InputError
    when there is no word.
    """
    n_all, stops = len(documents), find_stop_words(language)
    found = count_vocabulary(documents, cluster="week", n_gram=1, min_docs=1, texts=texts, stop_words=stops)
    kept, _ = keep_terms(found, language=language, min_docs=1, min_clusters=1)
    if not len(kept.terms):
        raise InputError(f"No word is left of {n_all} documents to choose terms from; name terms of your own.")
    n_docs = np.asarray(kept.n_docs.sum(axis=0)).ravel()
    weight = np.round(n_docs * np.log(n_all / n_docs), 9)
    return [str(term) for term in kept.terms[np.argsort(-weight, kind="stable")[:n_terms]]]


def keep_terms(
    vocabulary: CellCounts,
    *,
    language: str = "en",
    min_docs: int = 5,
    min_clusters: int = 3,
    repeated: pd.Series | None = None,
    max_repeated: float = MAX_REPEATED,
) -> tuple[CellCounts, pd.DataFrame]:
    """(the vocabulary without terms that cannot be news, a table of those left out: term, reason, n_docs).

    Left out are, by the first rule that holds, terms

    - in fewer than ``min_docs`` documents, or in fewer than ``min_clusters`` clusters;
    - that are, begin or end with a word of the calendar of ``language``, begin with a number or end with a year;
    - in one source only, where three or more are named, and that has a chance below 1 in 1,000 if it were spread
      as their documents are;
    - whose share in ``repeated`` (of ``repeats.share_repeated``) is at least ``max_repeated``: they stand mostly in
      passages that many documents repeat word for word;
    - 90 % or more of whose occurrences stand inside one longer term that is kept.

    Raises InputError when ``max_repeated`` is not between 0 and 1.
    """
    if not 0 < max_repeated <= 1:
        raise InputError(f"max_repeated is {max_repeated}, expected a share above 0, at most 1.")
    terms = _describe(vocabulary)
    reason = _first_reason(
        _name_rare(terms, min_docs, min_clusters),
        _name_calendar(terms, language),
        _name_one_source(terms, vocabulary),
        _name_repeated(terms, repeated, max_repeated),
    )
    terms = terms.with_columns(reason=reason)
    for size in (2, 1):  # a word may only go for a phrase that stays
        terms = terms.with_columns(reason=_first_reason(terms["reason"], _name_redundant(terms, size)))
    is_kept = (terms["reason"] == "").to_numpy()
    left_out = terms.filter(~is_kept).sort(["n_docs", "term"], descending=[True, False])
    left_out = pd.DataFrame({name: left_out[name].to_list() for name in ("term", "reason", "n_docs")})
    kept = CellCounts(
        vocabulary.cells, vocabulary.terms[is_kept], vocabulary.n[:, is_kept], vocabulary.n_docs[:, is_kept]
    )
    return kept, left_out.astype({"term": "str", "reason": "str", "n_docs": "int64"})


def _describe(vocabulary: CellCounts) -> pl.DataFrame:
    """A row a term: term, words, n, n_docs, n_clusters."""
    term = pl.Series(vocabulary.terms.tolist(), dtype=pl.String)
    in_clusters = _sum_rows(vocabulary.n, vocabulary.cells.cluster)
    return pl.DataFrame(
        {
            "term": term,
            "words": term.str.split(" "),
            "n": np.asarray(vocabulary.n.sum(axis=0)).ravel().astype(np.int64),
            "n_docs": np.asarray(vocabulary.n_docs.sum(axis=0)).ravel().astype(np.int64),
            "n_clusters": in_clusters.getnnz(axis=0).astype(np.int64),
        }
    )


def _sum_rows(counts: sparse.csr_matrix, names: pd.Series) -> sparse.csr_matrix:
    """The rows of each name added up, in the order of the names."""
    number, found = pd.factorize(names, sort=True)
    to_names = (np.ones(len(names), dtype=np.int64), (number, np.arange(len(names))))
    return sparse.csr_matrix(to_names, shape=(len(found), len(names))) @ counts


def _first_reason(*reasons: pl.Series) -> pl.Series:
    """The first of the reasons that is not empty, for each term."""
    first, *others = reasons
    for other in others:
        first = first.zip_with(first != "", other)
    return first


def _say(is_left_out: np.ndarray | pl.Series, reason: str) -> pl.Series:
    return pl.Series(np.where(np.asarray(is_left_out, dtype=bool), reason, ""), dtype=pl.String)


def _name_rare(terms: pl.DataFrame, min_docs: int, min_clusters: int) -> pl.Series:
    return _first_reason(
        _say(terms["n_docs"] < min_docs, f"in fewer than {min_docs} documents"),
        _say(terms["n_clusters"] < min_clusters, f"in fewer than {min_clusters} days or weeks"),
    )


def _name_calendar(terms: pl.DataFrame, language: str) -> pl.Series:
    calendar = sorted(calendar_words(language))
    first, last = terms["words"].list.first(), terms["words"].list.last()
    is_dated = first.is_in(calendar) | last.is_in(calendar) | last.str.contains(YEAR)
    return _first_reason(
        _say(is_dated, "a word of the calendar, or begins or ends with one"),
        _say(first.str.contains(NUMBER), "begins with a number"),
    )


def _name_one_source(terms: pl.DataFrame, vocabulary: CellCounts) -> pl.Series:
    is_named = (vocabulary.cells.source != "").to_numpy()
    cells = vocabulary.cells[is_named]
    n_docs = cells.groupby("source", sort=True).n_docs.sum()
    if len(n_docs) < MIN_SOURCES:
        return _say(np.zeros(len(terms)), "")
    found = _sum_rows(vocabulary.n_docs[is_named], cells.source)
    in_named = np.asarray(found.sum(axis=0)).ravel()
    owner = np.asarray(found.argmax(axis=0)).ravel()
    chance = (n_docs / n_docs.sum()).to_numpy()[owner] ** in_named
    is_own = (found.getnnz(axis=0) == 1) & (in_named == terms["n_docs"].to_numpy()) & (chance < MAX_CHANCE)
    return pl.Series(np.where(is_own, "only in " + n_docs.index.to_numpy(dtype=object)[owner], ""), dtype=pl.String)


def _name_repeated(terms: pl.DataFrame, repeated: pd.Series | None, max_repeated: float) -> pl.Series:
    share = 0.0 if repeated is None else repeated.reindex(terms["term"].to_list()).fillna(0.0).to_numpy()
    return _say(
        np.broadcast_to(share >= max_repeated, len(terms)), "mostly in passages that are repeated word for word"
    )


def _name_redundant(terms: pl.DataFrame, size: int) -> pl.Series:
    """Of terms of ``size`` words, the longer kept one that holds most of the occurrences, if any."""
    longer = terms.filter((pl.col("reason") == "") & (pl.col("words").list.len() > size))
    parts = [
        longer.filter(pl.col("words").list.len() >= start + size).select(
            longer="term", n_inside="n", term=pl.col("words").list.slice(start, size).list.join(" ")
        )
        for start in range(longer["words"].list.len().max() or 0)
    ]
    if not parts:
        return _say(np.zeros(len(terms)), "")
    inside = pl.concat(parts).group_by("term", "longer").agg(pl.col("n_inside").sum())
    inside = inside.sort("n_inside", "longer", descending=[True, False]).group_by("term", maintain_order=True).first()
    found = terms.select("term", "n").join(inside, on="term", how="left", maintain_order="left")
    is_inside = (found["n_inside"] >= MAX_INSIDE * found["n"]).fill_null(False)
    return pl.select(
        pl.when(is_inside).then(pl.lit("nearly always in: ") + found["longer"]).otherwise(pl.lit(""))
    ).to_series()
