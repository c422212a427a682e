"""Shares of named terms in periods, with intervals that know that words come in texts."""

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from broadsheet import tables
from broadsheet.errors import InputError

PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y", "all": ""}
FITS = {"day": {"day", "week", "month", "quarter", "year"}, "month": {"month", "quarter", "year"}, "year": {"year"}}
MIN_DOCS, MIN_PERIODS = 5, 3  # a curve needs this many documents in this many periods
MIN_CLUSTERS = 5  # of fewer, a period's own variance is too uncertain: Student's quantile passes 3
Z = norm.ppf(0.975)


def share_terms(counts: pd.DataFrame, documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """Counts of items in documents -> the ``shares`` table.

    ``counts`` has doc_id, item, n, n_words (of ``terms.count_named``); ``period`` is one of
    ``PERIODS`` (weeks begin on Monday; "all" is one period without a date, undated documents
    included). Documents dated more coarsely than the period are left out: see
    ``place_in_time``. A period without documents has no row; an item that does not occur in
    a period with documents has n = 0 and an upper bound.

    low and high: 95 % Wilson interval with effective n = words / design effect. The design
    effect is the variance of the residuals of clusters (the documents of a day; an undated
    document alone) over the binomial one, at least 1; the quantile is Student's with as many
    degrees of freedom as clusters less one (Korn and Graubard 1998). It is the period's own
    where the item occurs in a period of ``MIN_CLUSTERS`` clusters or more, for it grows with
    the rate; elsewhere it is pooled over the item's periods, the degrees of freedom added.
    Both bounds are missing where neither exists: every period has one cluster only. On
    counts planted in twelve days a period (``tests/planted.py``) they cover the truth in
    97 to 98 % of cases when nothing bursts, in 91 to 95 % when days vary by their own mean.
    """
    placed = place_in_time(documents, period=period)
    rows = counts.merge(placed, on="doc_id")
    rows["cluster"] = _name_clusters(rows)
    rows["day"] = rows.date.where(rows.date_precision == "day")
    rows["named"] = rows.source.where((rows.n > 0) & (rows.source != ""))
    per_cluster = rows.groupby(["item", "period", "cluster"], dropna=False)[["n", "n_words"]].sum().reset_index()
    shares = (
        rows.assign(present=rows.n > 0)
        .groupby(["item", "period"], dropna=False)
        .agg(
            n=("n", "sum"),
            total=("n_words", "sum"),
            n_docs=("present", "sum"),
            n_docs_total=("doc_id", "nunique"),
            n_days=("day", "nunique"),
            n_sources=("named", "nunique"),
        )
        .reset_index()
    )
    shares = shares[shares.total > 0]
    shares["share"] = shares.n / shares.total
    shares = shares.merge(_design_effects(per_cluster), on=["item", "period"])
    bounds = [
        wilson(row.n, row.total, row.design_effect, row.n_free)
        for row in shares[["n", "total", "design_effect", "n_free"]].itertuples()
    ]
    shares[["low", "high"]] = np.array(bounds, dtype=float).reshape(-1, 2)
    shares = shares.sort_values(["item", "period"])
    return tables.make("shares", shares)


def place_in_time(documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """Documents that belong to one period: doc_id, date, date_precision, source, period (first day).

    A date known to the month cannot be placed in a week: such documents are left out.
    """
    if period not in PERIODS:
        raise InputError(f"period is {period!r}, expected one of {', '.join(PERIODS)}.")
    columns = ["doc_id", "date", "date_precision", "source"]
    if period == "all":
        return documents[columns].assign(period=pd.Series(pd.NaT, index=documents.index, dtype="datetime64[s]"))
    fits = [period in FITS.get(precision, ()) for precision in documents.date_precision]
    placed = documents.loc[documents.date.notna() & np.array(fits, dtype=bool), columns]
    return placed.assign(period=placed.date.dt.to_period(PERIODS[period]).dt.start_time.astype("datetime64[s]"))


def wilson(n: float, total: float, design_effect: float, n_free: float) -> tuple[float, float]:
    """95 % score interval of n / total with effective total (Wilson 1927; Korn and Graubard 1998).

    ``n_free`` are the degrees of freedom of the design effect; below 1 there is no interval.
    """
    if n_free < 1 or total <= 0:
        return float("nan"), float("nan")
    effective = total / design_effect * (Z / t.ppf(0.975, n_free)) ** 2
    share = n / total
    middle = share + Z**2 / (2 * effective)
    half = Z * np.sqrt(share * (1 - share) / effective + Z**2 / (4 * effective**2))
    low, high = ((middle + sign * half) / (1 + Z**2 / effective) for sign in (-1, 1))
    return (0.0 if n == 0 else max(0.0, float(low))), (1.0 if n == total else min(1.0, float(high)))


def find_refusal(documents: pd.DataFrame, *, period: str) -> str:
    """Why no curve may be drawn, in one sentence; "" when one may.

    A curve needs ``MIN_PERIODS`` periods with ``MIN_DOCS`` dated documents each, and a period
    of two clusters (days), without which there is no interval.
    """
    placed = place_in_time(documents, period=period)
    if period == "all":
        return "No curve: period is 'all', which is one period without dates."
    sizes = placed.groupby("period").size()
    if (sizes >= MIN_DOCS).sum() < MIN_PERIODS:
        return (
            f"No curve: of {len(documents)} documents {len(placed)} can be placed in a {period}, and "
            f"{int((sizes >= MIN_DOCS).sum())} of {len(sizes)} such periods have {MIN_DOCS} documents or more; "
            f"a curve needs {MIN_PERIODS}."
        )
    clusters = placed.assign(cluster=_name_clusters(placed)).groupby("period").cluster.nunique()
    if clusters.max() < 2:
        step = "week or longer" if period == "day" else "a longer period, or add documents of other days"
        return (
            f"No curve: no {period} has documents of two days, and a day is one cluster, so no interval "
            f"exists; choose {step}."
        )
    return ""


def describe_shares(shares: pd.DataFrame, documents: pd.DataFrame, *, period: str) -> str:
    """The methods sentence an author can paste."""
    n_placed = len(place_in_time(documents, period=period))
    return (
        f"Rates are matches of a term over all words, by {period}, in {n_placed} of {len(documents)} documents "
        f"(the others are not dated finely enough). Intervals are 95 % Wilson score intervals with an effective sample "
        f"size: words divided by a design effect estimated from the residuals of days, never below 1, with Student's "
        f"quantile (Korn and Graubard 1998); the design effect is the period's own, or pooled over the periods where "
        f"a period has fewer than {MIN_CLUSTERS} days or no match. They are for each point alone; nothing is corrected "
        f"for looking at {shares.item.nunique()} terms."
    )


def _name_clusters(placed: pd.DataFrame) -> pd.Series:
    """The cluster of each document: its day, or itself when the day is not known."""
    return placed.date.dt.strftime("%Y-%m-%d").where(placed.date_precision == "day", placed.doc_id)


def _design_effects(clusters: pd.DataFrame) -> pd.DataFrame:
    """item, period, design_effect and n_free (degrees of freedom) from the counts of clusters."""
    keys = ["item", "period"]
    sums = clusters.groupby(keys, dropna=False)[["n", "n_words"]].transform("sum")
    share = sums.n / sums.n_words.where(sums.n_words > 0)
    squares = (clusters.n - share * clusters.n_words) ** 2
    binomial = clusters.n_words * share * (1 - share)
    cells = (
        clusters[keys]
        .assign(n=clusters.n, n_words=clusters.n_words, squares=squares, binomial=binomial, n_clusters=1)
        .groupby(keys, dropna=False)[["n", "n_words", "squares", "binomial", "n_clusters"]]
        .sum()
        .reset_index()
    )
    cells["n_free"] = (cells.n_clusters - 1).where(cells.n_words > 0, 0)
    cells["actual"] = cells.squares * cells.n_clusters / cells.n_free.where(cells.n_free > 0)
    cells["binomial"] = cells.binomial.where(cells.n_free > 0, 0.0)
    pooled = cells.groupby("item")[["actual", "binomial", "n_free"]].transform("sum")
    use = cells[["actual", "binomial", "n_free"]].where((cells.n > 0) & (cells.n_clusters >= MIN_CLUSTERS), pooled)
    effect = (use.actual / use.binomial.where(use.binomial > 0)).clip(lower=1.0).fillna(1.0)
    return cells[keys].assign(design_effect=effect, n_free=use.n_free)
