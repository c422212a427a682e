"""Terms over all documents: rate and share of documents side by side."""

import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, draw_sentence, new_figure, say_below, styled
from broadsheet.trends.draw.marks import (
    DOC_SHARE,
    PER,
    RATE,
    RUNS_OFF_NOTE,
    THIN_NOTE,
    count_lines,
    draw_points,
    find_top,
    fit_rows,
    runs_off,
    say_how_many,
    scale,
    scale_values,
)


@styled
def draw_rates(shares: pd.DataFrame, *, most: int = 30) -> Figure:
    """A row a term over all documents: its rate per 10,000 words and its share of documents, with intervals.

    ``shares``: the table of that name; drawn are its rows of all documents (group "") without a period, the
    highest rate on top, at most ``most``. Raises InputError when the table is not of its shape.
    """
    rows = tables.check(shares, "shares")
    rows = rows[(rows.group == "") & rows.period.isna() & (rows.total > 0)]
    if rows.empty:
        return draw_sentence("No rate: there is no document with a word, or no term to count.")
    drawn = rows.sort_values(["share", "item"], ascending=[False, True]).head(most).iloc[::-1].reset_index(drop=True)
    labels = fit_rows(drawn["item"])
    fig = new_figure(COLUMN_MM, min(228, 26 + (3 + 2.6 * count_lines(labels)) * len(drawn)))
    panels = fig.subplots(1, 2, sharey=True)
    ran_off = [
        _draw_column(panel, scale(drawn, measure), unit)
        for panel, measure, unit in zip(
            panels, (RATE, DOC_SHARE), (f"per {PER:,} words", "% of documents"), strict=True
        )
    ]
    panels[0].set_yticks(drawn.index, labels)
    panels[0].set_ylim(-0.6, len(drawn) - 0.4)
    say_below(
        fig,
        say_how_many(len(drawn), len(rows), "terms"),
        "Lines: 95 % intervals." if drawn.low.notna().any() else "No interval: the documents are one cluster.",
        THIN_NOTE if drawn.is_thin.any() else "",
        RUNS_OFF_NOTE if any(ran_off) else "",
    )
    return fig


def _draw_column(panel, rows: pd.DataFrame, unit: str) -> bool:
    """One measure of all items; True when an interval runs off."""
    at = pd.Series(rows.index, rows.index)
    top = find_top(rows)
    panel.hlines(at, rows.low, rows.high, color=GREY, linewidth=0.8)
    draw_points(panel, rows.value, at, rows.is_thin, size=3.5)
    scale_values(panel.xaxis, top, ticks=3)
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="y", color="#eeeeee", linewidth=0.5)
    panel.set_axisbelow(True)
    panel.set_xlabel(unit)
    return runs_off(rows, top)
