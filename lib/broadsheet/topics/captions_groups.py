"""Caption and alt text of topics over time and by group, from the tables they are drawn from."""

from collections.abc import Iterable

import pandas as pd

MOST_NAMED = 8  # that an alt text names


def caption_periods(shares: pd.DataFrame, *, period: str, unit: str, hold_mix: bool = False) -> dict[str, str]:
    """Of ``draw_topic_periods``: ``shares`` by ``period``; ``unit`` and ``hold_mix`` as they were asked for."""
    return {
        "caption": f"{_tell_shares(unit, period, hold_mix)}, on a scale of square roots; a dot where the 95 % interval "
        f"does not hold the topic's share of all {period}s. Below: {unit}s a {period}.",
        "alt": f"Heat map of {_count(shares['item'].nunique(), 'topic')} by {_count(shares.period.nunique(), period)}; "
        f"highest: {_list_peaks(shares)}.",
    }


def caption_curves(
    shares: pd.DataFrame, *, period: str, unit: str, changes: str = "", hold_mix: bool = False
) -> dict[str, str]:
    """Of ``draw_topic_curves``, likewise; ``changes`` is the sentence of ``trends.describe_changes``."""
    return {
        "caption": f"{_tell_shares(unit, period, hold_mix)}, with 95 % intervals; each panel has its own scale. Grey "
        f"and hollow: fewer than five {unit}s with the topic, or five clusters. {changes}".strip(),
        "alt": f"Curves of {_count(shares['item'].nunique(), 'topic')} over {_count(shares.period.nunique(), period)}; "
        f"highest: {_list_peaks(shares)}.",
    }


def caption_groups(differences: pd.DataFrame, *, unit: str, compared: str, methods: str) -> dict[str, str]:
    """Of ``draw_topic_groups``: ``compared`` says what is (``choose_groups``, ``trends.describe_sides``), ``methods``
    is the sentence of ``describe_differences``."""
    found = differences[differences.q <= 0.05].assign(size=lambda rows: -rows.difference.abs())
    if differences.group.nunique() == 2:
        found = found[found.group == differences.group.iloc[0]]
    told = (
        f"{row.item} in {row.group} {100 * row.difference:+.1f} points"
        for row in found.sort_values(["size", "group", "item"]).itertuples()
    )
    n_groups = differences.group.nunique()
    return {
        "caption": f"Share of {unit}s that each topic leads, by group, with 95 % intervals; filled where q is at most "
        f".05. {compared} {methods}",
        "alt": f"{_count(differences['item'].nunique(), 'topic')} in {_count(n_groups, 'group')}; largest differences "
        f"that pass: {_list(told)}.",
    }


def _tell_shares(unit: str, period: str, hold_mix: bool) -> str:
    held = ", the mix of sources held fixed" if hold_mix else ""
    return f"Share of {unit}s that each topic leads, by {period}{held}"


def _list_peaks(shares: pd.DataFrame) -> str:
    """When each topic was highest, the first of equals."""
    known = shares.dropna(subset=["share"]).sort_values("period", kind="stable")
    peaks = known.loc[known.groupby("item", sort=False).share.idxmax()]
    peaks = peaks.assign(order=pd.Categorical(peaks["item"], shares["item"].drop_duplicates())).sort_values("order")
    return _list(f"{row.item} with {row.share:.0%} ({row.period:%Y-%m-%d})" for row in peaks.itertuples())


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _list(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more if names else "none"
