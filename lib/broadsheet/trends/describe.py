"""The methods paragraph an author can paste: what was counted, over what, and what the intervals are."""

import numpy as np
import pandas as pd

from broadsheet.trends.intervals import PRIOR_CLUSTERS
from broadsheet.trends.periods import count_unplaced, place_in_time
from broadsheet.trends.shares import MIN_HITS, choose_cluster, hold_sources

FACTORS = ("factor", "from", "to")
CLUSTER_WORDS = {
    "document": "documents",
    "day": "days (all documents of a day)",
    "week": "weeks (all documents of a week that begins on Monday)",
}


def describe_shares(
    shares: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    period: str,
    by: str = "",
    hold_mix: bool = False,
    cluster: str = "auto",
) -> str:
    """The methods paragraph of a ``shares`` table; the parameters are those ``share_terms`` was called with."""
    placed = place_in_time(documents, period=period)
    n_groups = shares.group.nunique()
    unit = CLUSTER_WORDS[choose_cluster(cluster, period=period)]
    parts = [
        f"Rates are occurrences of an item over all words, and documents with it over all documents, "
        f"{'over the whole corpus' if period == 'all' else f'by {period}'}, in {len(placed):,} of {len(documents):,} "
        f"documents ({placed.n_words.sum():,} words){_tell_left_out(documents, period)}.",
        f"They are given for each of {n_groups} values of {by}, over the text of that value alone." if by else "",
        _tell_mix(placed, by) if hold_mix else "",
        f"Intervals are 95 % Wilson score intervals (Wilson 1927) with an effective sample size (Korn and Graubard "
        f"1998): words or documents divided by a design effect estimated from the residuals of {unit}, never below 1, "
        f"with Student's quantile. It is pooled over the periods of an item as a line in the occurrences expected of a "
        f"cluster; a period that varies more adds its own excess, half of it at {PRIOR_CLUSTERS + 1} clusters of equal "
        f"size (unequal ones count as fewer).",
        f"Where a source has fewer than two {unit.split(' (')[0]} in a period, nothing there tells how it varies: what "
        f"it shows is set against its own rate over all periods, and widens the interval if it is unusual."
        if hold_mix
        else "",
        "Documents whose day is not known are clusters of their own." if _has_coarse(placed) else "",
        f"Points with fewer than {MIN_HITS} occurrences or {MIN_HITS} clusters are marked as thin.",
        f"Each interval is for one point alone: nothing is corrected for looking at {_tell_size(shares)}.",
    ]
    return " ".join(part for part in parts if part)


def list_changes(changes: pd.DataFrame, *, most: int = 15) -> pd.DataFrame:
    """The ``changes`` table to be read: effects as factors, those that pass first, alarms in words; ``most`` rows."""
    rows = changes.sort_values("passes", ascending=False, kind="stable").head(most)
    columns = ["item", "kind", "period", "last_period"]
    factors = {name: np.exp2(rows[end]).round(2) for name, end in zip(FACTORS, ("effect", "low", "high"), strict=True)}
    alarms = [f"{n} of {total}" if total else "-" for n, total in zip(rows.n_alarms, rows.n_shuffles, strict=True)]
    rest = {"q": rows.q.round(3), "passes": rows.passes, "as strong in shuffles": alarms}
    return rows[columns].assign(**factors, **rest).reset_index(drop=True)


def _tell_left_out(documents: pd.DataFrame, period: str) -> str:
    left = count_unplaced(documents, period=period)
    if left.empty:
        return ""
    return "; left out are " + ", ".join(f"{row.n_docs:,} {row.group}" for row in left.itertuples())


def _tell_mix(placed: pd.DataFrame, by: str) -> str:
    held = hold_sources(placed)
    if by:
        return (
            f"Within each value of {by} the mix of sources is held fixed (direct standardisation): every source has "
            f"the weight of its words (documents) in all periods together, and only sources with words in every "
            f"period count."
        )
    part = held.sum() / max(placed.n_words.sum(), 1)
    return (
        f"The mix of sources is held fixed (direct standardisation): every source has the weight of its words "
        f"(documents) in all periods together. Only the sources with words in every period count "
        f"({', '.join(held.index)}), which have {part:.0%} of the words; all numbers are theirs."
    )


def _has_coarse(placed: pd.DataFrame) -> bool:
    return bool((placed.date_precision != "day").any())


def _tell_size(shares: pd.DataFrame) -> str:
    n_items, n_periods = shares["item"].nunique(), shares.period.nunique(dropna=False)
    return f"{n_items:,} item{'s' * (n_items != 1)} in {n_periods:,} period{'s' * (n_periods != 1)}"
