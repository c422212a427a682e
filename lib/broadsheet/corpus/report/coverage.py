"""Where a corpus has text: documents by outlet and time, and how long they are."""

import numpy as np
import pandas as pd

MOST_SOURCES = 30
MOST_BINS = 120
STEPS = (("D", "day"), ("W-SUN", "week"), ("M", "month"), ("Q", "quarter"), ("Y", "year"))
FINEST_STEP = {"day": 0, "month": 2, "year": 4}  # place in STEPS of the finest step a date of this precision is in
MOST_COARSE = 0.1  # share of the dated documents that may be dated more coarsely than the step
MOST_POINTS = 30  # documents of a row that are shown one by one
BINS_A_DECADE = 10
MOST_OUTLIERS = 3  # at each end that are named in a figure
OUTLYING = 10  # times shorter or longer than the median


def count_coverage(documents: pd.DataFrame) -> pd.DataFrame:
    """source, step, period, last_day, is_coarse, n_docs: documents of each outlet by day, week, ... or undated.

    The step is the finest that gives at most ``MOST_BINS`` bins between the first and last date and
    that nine in ten of the dated documents are dated finely enough for. The others have rows of
    their own, ``is_coarse``, whose period is the whole month or year they may be from.
    Undated ones have no period. A period without a document has no row. Outlets beyond the
    ``MOST_SOURCES`` largest are counted together.
    """
    rows = documents[["date", "date_precision"]].assign(source=_fold_small(documents.source))
    finest = rows.date_precision.map(FINEST_STEP).fillna(0)
    at = _find_step(rows.date[rows.date.notna()], finest[rows.date.notna()])
    rows["is_coarse"] = rows.date.notna() & (finest > at)
    first, last = _bounds(rows.date, STEPS[at][0])
    for step, (code, _) in enumerate(STEPS):
        coarse = rows.is_coarse & (finest == step)
        if coarse.any():
            coarse_first, coarse_last = _bounds(rows.date, code)
            first, last = first.mask(coarse, coarse_first), last.mask(coarse, coarse_last)
    rows = rows.assign(step=STEPS[at][1], period=first, last_day=last)
    columns = ["source", "step", "period", "last_day", "is_coarse"]
    return rows.groupby(columns, dropna=False).size().reset_index(name="n_docs")


def count_lengths(documents: pd.DataFrame, *, by: str = "source") -> pd.DataFrame:
    """Words a document: name, low, high, n_docs, median, doc_id, outlier.

    ``name`` is an outlet or, with ``by="language"``, a language. Where it has at most ``MOST_POINTS``
    documents a row is one of them (low == high); otherwise a row counts those of ``low`` to
    ``high`` words, ten such bins to a tenfold length. ``median`` is that of the name. The few
    shortest and longest documents of ``find_outliers`` always have rows of their own.
    """
    unnamed = "language not known" if by == "language" else "outlet not named"
    rows = documents[["doc_id", "n_words"]].assign(name=_fold_small(documents[by], unnamed=unnamed))
    rows["median"] = rows.groupby("name").n_words.transform("median").astype("float64")
    outliers = find_outliers(documents)
    named = pd.concat([outliers[outliers.outlier == kind].head(MOST_OUTLIERS) for kind in ("very short", "very long")])
    outlier_of = dict(zip(named.doc_id, named.outlier, strict=True))
    rows["outlier"] = pd.Series([outlier_of.get(doc_id, "") for doc_id in rows.doc_id], rows.index, dtype="str")
    single = (rows.groupby("name").n_words.transform("size") <= MOST_POINTS) | (rows.outlier != "")
    edges = _word_bins(int(rows.n_words.max()) if len(rows) else 1)
    at = np.searchsorted(edges, rows.n_words, side="right") - 1
    rows["low"] = rows.n_words.where(single, edges[at])
    rows["high"] = rows.n_words.where(single, edges[at + 1] - 1)
    rows["doc_id"] = rows.doc_id.where(single, "")
    columns = ["name", "low", "high", "median", "doc_id", "outlier"]
    counted = rows.groupby(columns).size().reset_index(name="n_docs")
    return counted[["name", "low", "high", "n_docs", "median", "doc_id", "outlier"]]


def find_outliers(documents: pd.DataFrame) -> pd.DataFrame:
    """Documents ten times shorter or longer than the median: doc_id, title, source, n_words, outlier.

    ``outlier`` is "very short" or "very long"; the shortest of the one and the longest of the other come first.
    """
    median = documents.n_words.median() if len(documents) else 0
    short, long = documents.n_words * OUTLYING < median, documents.n_words > OUTLYING * median
    rows = documents[["doc_id", "title", "source", "n_words"]].assign(
        outlier=np.select([short, long], ["very short", "very long"], default="")
    )
    shortest = rows[short].sort_values(["n_words", "doc_id"])
    longest = rows[long & ~short].sort_values(["n_words", "doc_id"], ascending=[False, True])
    return pd.concat([shortest, longest], ignore_index=True).astype({"outlier": "str"})


def _fold_small(names: pd.Series, unnamed: str = "outlet not named") -> pd.Series:
    """The names, those beyond the ``MOST_SOURCES`` largest as one."""
    names = names.where(names != "", unnamed)
    sizes = names.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    largest = sizes.index[:MOST_SOURCES]
    return names.where(names.isin(largest), f"{len(sizes) - len(largest)} smaller ones")


def _find_step(dated: pd.Series, finest: pd.Series) -> int:
    for at, (code, _) in enumerate(STEPS):
        if len(dated) == 0 or ((finest > at).mean() <= MOST_COARSE and _n_bins(dated, code) <= MOST_BINS):
            return at
    return len(STEPS) - 1


def _bounds(dates: pd.Series, code: str) -> tuple[pd.Series, pd.Series]:
    """First and last day of the period each date is in."""
    periods = dates.dt.to_period(code).dt
    return periods.start_time.astype("datetime64[s]"), periods.end_time.dt.floor("D").astype("datetime64[s]")


def _n_bins(dated: pd.Series, code: str) -> int:
    return (dated.max().to_period(code) - dated.min().to_period(code)).n + 1


def _word_bins(longest: int) -> np.ndarray:
    """Lower edges of bins of equal width on a log scale, in whole words: 0, 1, 2, ... beyond ``longest``."""
    n_decades = len(str(max(longest, 1)))
    edges = np.round(10 ** (np.arange(BINS_A_DECADE * n_decades + 1) / BINS_A_DECADE)).astype(int)
    return np.unique(np.concatenate([[0], edges, [10**n_decades + 1]]))
