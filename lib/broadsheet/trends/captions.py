"""Caption and alt text of each figure, from the tables it draws: a dict for ``figures.save``."""

from collections.abc import Sequence

import pandas as pd

MOST_NAMED = 8  # terms that an alt text names


def caption_rates(shares: pd.DataFrame, *, cluster: str, terms: Sequence[str]) -> dict[str, str]:
    """Of ``draw_rates``: ``shares`` over all documents, ``terms`` as they were written, ``cluster`` as asked for."""
    unit = {"document": "each document is", "week": "the documents of a week are"}.get(cluster, "those of a day are")
    rates = "; ".join(f"{row.item} {1e4 * row.share:.1f}" for row in shares.itertuples())
    intervals = f"with 95 % intervals; {unit} one cluster, an undated document is one alone"
    if shares.low.isna().all():
        intervals = "without intervals, as all documents are one cluster"
    return {
        "caption": f"Occurrences per 10,000 words, and share of documents, over all {shares.n_docs_total.max():,} "
        f"documents, {intervals}. {_list_terms(terms)}",
        "alt": f"Rates per 10,000 words: {rates}.",
    }


def caption_documents(counts: pd.DataFrame, reason: str, *, terms: Sequence[str]) -> dict[str, str]:
    """Of ``draw_documents``: ``counts`` are its rows doc_id, item, n."""
    return {
        "caption": f"Occurrences document by document, in the order of dates: at most 30 documents, spread evenly over "
        f"those with a term, and 14 terms; what has no row in the data has none. The area of a dot is the rate per "
        f"10,000 words. {reason} {_list_terms(terms)}",
        "alt": f"{_count(counts.n.sum(), 'occurrence')} of {_count(len(terms), 'term')} in "
        f"{_count(counts.doc_id.nunique(), 'document')}{_name_most(counts)}.",
    }


def caption_curves(shares: pd.DataFrame, *, period: str, hold_mix: bool, changes: str, terms) -> dict[str, str]:
    """Of ``draw_shares``: ``changes`` is the sentence of ``describe_changes``; the rest as it was asked for."""
    held = ", the mix of sources held fixed" if hold_mix else ""
    return {
        "caption": f"Occurrences per 10,000 words, and share of documents, by {period}{held}, with 95 % intervals; "
        f"grey and hollow: fewer than five occurrences or clusters. {changes} {_list_terms(terms)}",
        "alt": f"{_count(shares.item.nunique(), 'term')} in {_count(shares.period.nunique(), period)}"
        f": {_tell_ranges(shares)}.",
    }


def caption_groups(shares: pd.DataFrame, *, period: str, by: str) -> dict[str, str]:
    """Of ``draw_groups``: ``shares`` has a group for each value of ``by``."""
    groups = list(dict.fromkeys(shares.group))
    return {
        "caption": f"Occurrences per 10,000 words by {period}, for each value of {by} over its own words, with 95 % "
        f"intervals; grey and hollow: fewer than five occurrences or clusters.",
        "alt": f"{_count(shares.item.nunique(), 'term')} for {_count(len(groups), 'value')} of {by}: {_list(groups)}.",
    }


def caption_rising(rising: pd.DataFrame, *, methods: str, check: str) -> dict[str, str]:
    """Of ``draw_rising``: the sentences of ``describe_rising`` and ``describe_check``."""
    return {
        "caption": f"{methods} Where nothing rises: {check}.",
        "alt": f"Terms that changed most surely: {_list(f'{row.item} {row.direction}' for row in _pass(rising))}.",
    }


def caption_keyness(keyness: pd.DataFrame, *, methods: str) -> dict[str, str]:
    """Of ``draw_keyness``: the sentences of ``describe_keyness``."""
    named = (f"{row.item} ({'target' if row.log_ratio > 0 else 'reference'})" for row in _pass(keyness))
    return {"caption": methods, "alt": f"Terms that set the two sides apart most surely: {_list(named)}."}


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _pass(table: pd.DataFrame) -> list:
    return list(table[table.q <= 0.05].itertuples())


def _tell_ranges(shares: pd.DataFrame) -> str:
    """The lowest and the highest rate of each term, and when that was."""
    told = []
    for item, rows in shares.dropna(subset=["share"]).groupby("item", sort=False):
        low, high = rows.loc[rows.share.idxmin()], rows.loc[rows.share.idxmax()]
        told.append(
            f"{item} from {1e4 * low.share:.1f} per 10,000 words ({low.period:%Y-%m-%d}) to {1e4 * high.share:.1f} "
            f"({high.period:%Y-%m-%d})"
        )
    return _list(told)


def _list(names) -> str:
    names = list(names)
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more if names else "none"


def _list_terms(terms: Sequence[str]) -> str:
    return f"Terms: {'; '.join(terms)}."


def _name_most(rows: pd.DataFrame) -> str:
    n = rows.groupby("item").n.sum()
    return f", the most of {n.idxmax()}" if len(n) and n.max() else ""
