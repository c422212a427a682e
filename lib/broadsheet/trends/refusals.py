"""Why no curve can be drawn, in one sentence each."""

import pandas as pd

from broadsheet.cells import name_clusters
from broadsheet.errors import InputError
from broadsheet.trends.periods import MIN_DOCS, MIN_PERIODS, PERIODS, count_unplaced, place_in_time, show_day
from broadsheet.trends.shares import choose_cluster, hold_sources


def find_refusal(
    documents: pd.DataFrame, *, period: str, by: str = "", hold_mix: bool = False, cluster: str = "auto"
) -> str:
    """Why no curve may be drawn, in one sentence with the next step; "" when one may.

    A curve needs ``MIN_PERIODS`` periods of ``MIN_DOCS`` documents with words each, and one period of two clusters
    (without which there is no interval). ``by`` needs two values and ``hold_mix`` two sources, one of them in
    every period. The parameters are those of ``share_terms``, and so are the errors.
    """
    cluster = choose_cluster(cluster, period=period)
    placed = place_in_time(documents, period=period)
    reasons = (
        _refuse_time(documents, placed, period),
        _refuse_clusters(placed[placed.n_words > 0], period, cluster),
        _refuse_groups(documents, by) if by else "",
        _refuse_mix(placed, period) if hold_mix else "",
    )
    return next((f"No curve: {reason}" for reason in reasons if reason), "")


def _refuse_time(documents: pd.DataFrame, placed: pd.DataFrame, period: str) -> str:
    if period == "all":
        return "period is 'all', which is one period without dates."
    if documents.empty:
        return "there are no documents; widen what was kept."
    if not documents.n_words.any():
        return f"none of {len(documents)} documents has a word, of which a rate is a share; add texts."
    if placed.empty:
        return (
            f"none of {len(documents)} documents can be placed in a {period} ({_tell_unplaced(documents, period)}); "
            f"give dates in metadata.csv{'' if period == 'year' else ' or choose a longer period'}."
        )
    days = sorted(placed.date.unique())
    if len(days) == 1 and placed.date_precision.eq("day").all():
        told = f"all {len(placed)} dated documents are" if len(placed) > 1 else "the one dated document is"
        return f"{told} of one day, {show_day(days[0])}; add documents of other days."
    if placed.period.nunique() == 1:
        step = "add documents of other days" if period == "day" else "choose a shorter period"
        return (
            f"all {len(placed)} documents that can be placed, {show_day(placed.date.min())} to "
            f"{show_day(placed.date.max())}, are in one {period}, which is longer than the corpus; {step}."
        )
    sizes = placed.n_words.gt(0).groupby(placed.period).sum()
    n_filled = int((sizes >= MIN_DOCS).sum())
    if n_filled < MIN_PERIODS:
        worded = "" if placed.n_words.all() else "with words "
        return (
            f"of {len(documents)} documents {len(placed)} can be placed in a {period}, and {n_filled} of {len(sizes)} "
            f"such periods have {MIN_DOCS} documents {worded}or more; a curve needs {MIN_PERIODS}. "
            f"{'Add' if period == 'year' else 'Choose a longer period, or add'} documents."
        )
    return ""


def _refuse_clusters(placed: pd.DataFrame, period: str, cluster: str) -> str:
    n_clusters = name_clusters(placed, cluster=cluster).groupby(placed.period).nunique()
    if n_clusters.max() > 1:
        return ""
    longer = list(PERIODS)[list(PERIODS).index(period) + 1 : -1]
    step = f"a longer period ({', '.join(longer)}) or a shorter cluster" if longer else "a shorter cluster"
    return f"no {period} has documents of two {cluster}s, which hang together, so there is no interval; choose {step}."


def _refuse_groups(documents: pd.DataFrame, by: str) -> str:
    if by not in documents.columns:
        raise InputError(
            f"by is {by!r}, expected a column of the documents: {', '.join(map(str, documents.columns))}; "
            f"a further column of your tables or metadata.csv comes with more_columns in study.yaml."
        )
    values = documents[by].dropna().unique()
    n_large = int((documents[by].value_counts() >= MIN_DOCS).sum())
    if len(values) > 1 and n_large < 2:
        return (
            f"by is {by!r}, and {n_large} of its {len(values):,} values have {MIN_DOCS} documents or more; it takes "
            f"two. Choose another column, or ''."
        )
    if len(values) > 1:
        return ""
    only = f"the same {by}, {values[0]!r}" if len(values) and values[0] != "" else f"no {by}"
    return f"by is {by!r}, but all {len(documents)} documents have {only}; set by to ''."


def _refuse_mix(placed: pd.DataFrame, period: str) -> str:
    named = placed.source[placed.source != ""].unique()
    if len(named) < 2:
        only = f"one source, {named[0]!r}" if len(named) else "no named source"
        return f"hold_mix is true, but the documents have {only}; set hold_mix to false."
    if hold_sources(placed).empty:
        return (
            f"hold_mix is true, but none of {len(named)} sources has words in each of {placed.period.nunique()} "
            f"{period}s; choose a longer period, narrow the dates, or set hold_mix to false."
        )
    return ""


def _tell_unplaced(documents: pd.DataFrame, period: str) -> str:
    return ", ".join(f"{row.n_docs} {row.group}" for row in count_unplaced(documents, period=period).itertuples())
