"""The corpus on paper: when and from where, and what was cut from it."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from broadsheet.figures import COLUMN_MM, GREY, INK, PAGE_MM, PALE, date_axis, new_figure, styled


@styled
def draw_coverage(coverage: pd.DataFrame) -> Figure:
    """A row an outlet, a circle a period with its number of documents; undated ones in a strip
    of their own on the right."""
    sources = coverage.groupby("source").n_docs.sum().sort_index(ascending=False).sort_values(kind="stable").index
    fig = new_figure(PAGE_MM, 26 + 8 * len(sources))
    axes, strip = fig.subplots(1, 2, sharey=True, width_ratios=[6, 1])
    row_of = {source: row for row, source in enumerate(sources)}
    largest = coverage.n_docs.max()
    few = len(coverage) <= 60
    for part, panel in ((coverage[coverage.period.notna()], axes), (coverage[coverage.period.isna()], strip)):
        x = part.period if panel is axes else np.zeros(len(part))
        y = part.source.map(row_of)
        panel.scatter(x, y, s=160 * part.n_docs / max(largest, 4), color=PALE, edgecolor=INK, lw=0.7)
        for at, row, n in zip(x, y, part.n_docs, strict=True) if few or panel is strip else ():
            panel.annotate(f"{n}", (at, row), (0, 7), textcoords="offset points", ha="center", fontsize=6)
    axes.set_yticks(range(len(sources)), sources)
    axes.set_ylim(-0.7, len(sources) - 0.2)
    axes.set_title(f"dated, by {coverage.step.iloc[0]}", loc="left")
    axes.margins(x=0.06)
    if coverage.period.isna().all():
        axes.set_xticks([])
        axes.text(0.5, 0.5, "no dated document", transform=axes.transAxes, ha="center", color=GREY)
    else:
        date_axis(axes)
    strip.set_title("undated", loc="left")
    strip.set_xticks([])
    strip.tick_params(length=0)
    for panel in (axes, strip):
        panel.grid(axis="y", color=PALE, lw=0.5)
        panel.set_axisbelow(True)
    return fig


@styled
def draw_cuts(cuts: pd.DataFrame) -> Figure:
    """Share of all characters cut by each rule, with the number of documents it touched."""
    rows = cuts[cuts.rule != "kept"].iloc[::-1].reset_index(drop=True)
    kept = float(cuts.share[cuts.rule == "kept"].iloc[0])
    fig = new_figure(COLUMN_MM, 24 + 5 * max(len(rows), 1))
    axes = fig.subplots()
    axes.barh(rows.index, 100 * rows.share, color=GREY, height=0.62)
    for at, row in rows.iterrows():
        axes.annotate(
            f"{row.n_docs} doc.", (100 * row.share, at), (3, 0), textcoords="offset points", va="center", fontsize=6
        )
    axes.set_yticks(rows.index, rows.rule)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, max(100 * float(rows.share.max()) * 1.2, 0.1) if len(rows) else 1)
    axes.set_xlabel("% of all characters")
    axes.set_title(f"{kept:.1%} of the characters were kept", loc="left")
    return fig
