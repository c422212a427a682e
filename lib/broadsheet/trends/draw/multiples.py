"""Terms in time by source: small multiples, a row a term, a column a group."""

import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.figures import PAGE_MM, SMALL, draw_sentence, fit, new_figure, say_below, styled
from broadsheet.trends.draw.marks import (
    PER,
    RATE,
    RUNS_OFF_NOTE,
    THIN_NOTE,
    draw_curve,
    find_step,
    find_top,
    runs_off,
    say_how_many,
    scale,
    scale_time,
    scale_values,
)

MOST_TERMS, MOST_GROUPS = 6, 4


@styled
def draw_groups(shares: pd.DataFrame) -> Figure:
    """Rates per 10,000 words by period, a row a term and a column a group, with 95 % bands.

    ``shares``: the table of that name with groups (sources or another column's values). Drawn are the first
    six items in the order given and the four groups with most documents; what is left out is said. The panels
    of a row have one scale, so that sources can be compared. Thin points are hollow and grey. Raises
    InputError when the table is not of its shape.
    """
    rows = tables.check(shares, "shares")
    rows = rows[(rows.group != "") & rows.period.notna() & (rows.n_docs_total > 0)]
    if rows.empty:
        return draw_sentence("No curve by source: there is no source with documents in a period, or no term to count.")
    items = list(dict.fromkeys(rows["item"]))[:MOST_TERMS]
    sizes = rows.drop_duplicates(["group", "period"]).groupby("group").n_docs_total.sum()
    groups = sizes.sort_index().sort_values(ascending=False, kind="stable").head(MOST_GROUPS)
    drawn = rows[rows["item"].isin(items) & rows.group.isin(groups.index)]
    fig = new_figure(PAGE_MM, 30 + 22 * len(items))
    panels = fig.subplots(len(items), len(groups), sharex=True, sharey="row", squeeze=False)
    ran_off = [_draw_row(row, item, drawn, list(groups.index)) for row, item in zip(panels, items, strict=True)]
    for panel, (group, n_docs) in zip(panels[0], groups.items(), strict=True):
        panel.set_title(f"{fit(group, 22)}\n{n_docs:,} documents", loc="left", fontsize=7)
    scale_time(panels[0, 0], drawn.period, step=find_step(rows.period), ticks=4 if len(groups) > 2 else 6)
    fig.align_ylabels(panels[:, 0])
    say_below(
        fig,
        f"Occurrences per {PER:,} words.",
        say_how_many(len(items), rows["item"].nunique(), "terms"),
        say_how_many(len(groups), len(sizes), "sources or groups, those with most documents,"),
        "Shaded: 95 % interval." if drawn.low.notna().any() else "",
        THIN_NOTE if drawn.is_thin.any() else "",
        RUNS_OFF_NOTE if any(ran_off) else "",
    )
    return fig


def _draw_row(panels, item: str, drawn: pd.DataFrame, groups: list[str]) -> bool:
    """One item in all groups, on one scale; True when an interval runs off."""
    rows = drawn[drawn["item"] == item]
    step = find_step(drawn.period)
    for panel, group in zip(panels, groups, strict=True):
        draw_curve(panel, scale(rows[rows.group == group], RATE), step=step)
    scaled = scale(rows, RATE)
    top = find_top(scaled)
    scale_values(panels[0].yaxis, top, ticks=3)
    panels[0].set_ylabel(fit(item, 18, lines=4), rotation=0, ha="right", va="center", fontsize=SMALL + 0.5)
    return runs_off(scaled, top)
