"""The corpus on paper: when and from where, how long, and what was cut from it."""

import numpy as np
import pandas as pd
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from broadsheet.figures import COLUMN_MM, GREY, INK, PAGE_MM, PALE, date_axis, new_figure, styled

MOST_CIRCLES = 20  # marks in a row that are circles with their numbers; more are cells in shades of grey
LONGEST_LABEL = 28
FLOOR = -0.36  # where a histogram stands in its row


@styled
def draw_coverage(coverage: pd.DataFrame) -> Figure:
    """A row an outlet, a mark a period with documents; what is empty had none.

    Few marks are circles with their numbers, many are cells in shades of grey. Documents dated to a
    month or year coarser than the periods are a bar over the time they may be from; undated ones stand in a
    strip of their own on the right.
    """
    sources = coverage.groupby("source").n_docs.sum().sort_index(ascending=False).sort_values(kind="stable").index
    rows = coverage.assign(row=coverage.source.map({source: row for row, source in enumerate(sources)}))
    dated, undated = rows[rows.period.notna()], rows[rows.period.isna()]
    fine, coarse = dated[~dated.is_coarse], dated[dated.is_coarse]
    few = rows.groupby("row").size().max() <= MOST_CIRCLES
    fig = new_figure(PAGE_MM, 26 + (8 if few else 4.2) * max(len(sources), 1))
    axes, strip = fig.subplots(1, 2, sharey=True, width_ratios=[7, 1])
    largest = rows.n_docs.max()
    if few:
        _draw_circles(axes, _middle(fine), fine, largest)
        _draw_circles(strip, np.zeros(len(undated)), undated, largest)
    else:
        _draw_cells(axes, fine)
        for row in undated.itertuples():
            strip.text(0, row.row, f"{row.n_docs:,}", ha="center", va="center", fontsize=6)
    _draw_spans(axes, coarse, numbers=few)
    axes.set_yticks(range(len(sources)), [_label(source) for source in sources])
    axes.set_ylim(-0.7, len(sources) - 0.2)
    axes.set_title(f"dated, by {coverage.step.iloc[0]}" if len(coverage) else "", loc="left")
    axes.margins(x=0.06 if few else 0.01)
    if dated.empty:
        axes.set_xticks([])
        axes.text(0.5, 0.5, "no dated document", transform=axes.transAxes, ha="center", color=GREY)
    else:
        axes.xaxis_date()
        date_axis(axes)
    if undated.empty:
        strip.text(0.5, 0.5, "none", transform=strip.transAxes, ha="center", va="center", color=GREY)
    strip.set_title("undated", loc="left")
    strip.set_xticks([])
    strip.set_xlim(-0.6, 0.6)
    strip.tick_params(length=0)
    for panel in (axes, strip) if few else ():  # across cells a line would bridge the gaps
        panel.grid(axis="y", color=PALE, lw=0.5)
        panel.set_axisbelow(True)
    return fig


@styled
def draw_lengths(lengths: pd.DataFrame) -> Figure:
    """Words an article, on a log scale: a row an outlet or language, points or, for many, the bars of a histogram.

    The thick tick is the median of a row of three or more. Articles far from the median are named;
    those without a word stand left of 1.
    """
    sizes = lengths.groupby("name").n_docs.sum().sort_index(ascending=False).sort_values(kind="stable")
    row_of = {name: row for row, name in enumerate(sizes.index)}
    bins, points = lengths[lengths.doc_id == ""], lengths[lengths.doc_id != ""]
    fig = new_figure(COLUMN_MM, 22 + 6.5 * max(len(sizes), 1))
    axes = fig.subplots()
    for name, part in bins.groupby("name"):
        _draw_histogram(axes, part, row_of[name] + FLOOR)
    y = points.name.map(row_of).astype(float) + FLOOR * points.name.isin(bins.name)
    axes.scatter(_on_log(points.low), y, s=14, facecolor="none", edgecolor=INK, lw=0.7, zorder=3)
    medians = lengths[lengths.name.map(sizes) >= 3].drop_duplicates("name")
    at = medians.name.map(row_of).astype(float)
    axes.vlines(_on_log(medians["median"]), at + FLOOR, at - FLOOR, color=INK, lw=1.6, zorder=2)
    _name_outliers(axes, points[points.outlier != ""].assign(y=y))
    axes.set_yticks(range(len(sizes)), [f"{_label(name)} ({n:,})" for name, n in sizes.items()])
    axes.set_ylim(-0.8, max(len(sizes), 1) - 0.4)
    axes.tick_params(axis="y", length=0)
    if len(lengths):
        _scale_words(axes, _on_log(lengths.low).min() / 1.6, 1.6 * max(lengths.high.max(), 1))
    axes.set_xlabel("words in an article, log scale")
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
            f"{row.n_docs:,} doc.", (100 * row.share, at), (3, 0), textcoords="offset points", va="center", fontsize=6
        )
    axes.set_yticks(rows.index, rows.rule)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, max(100 * float(rows.share.max()) * 1.2, 0.1) if len(rows) else 1)
    axes.set_xlabel("% of all characters")
    axes.set_title(f"{kept:.1%} of the characters were kept", loc="left")
    return fig


def _draw_circles(panel, x, rows: pd.DataFrame, largest: int) -> None:
    panel.scatter(x, rows.row, s=160 * rows.n_docs / max(largest, 4), color=PALE, edgecolor=INK, lw=0.7)
    for at, row, n in zip(x, rows.row, rows.n_docs, strict=True):
        panel.annotate(f"{n:,}", (at, row), (0, 7), textcoords="offset points", ha="center", fontsize=6)


def _draw_cells(axes, rows: pd.DataFrame) -> None:
    """A filled cell for each period with documents, the darker the more; the shades stand above."""
    if rows.empty:
        return
    largest = int(rows.n_docs.max())
    first, last = date2num(rows.period), date2num(rows.last_day) + 1
    axes.barh(rows.row, last - first, 0.74, first, color=[_shade(n, largest) for n in rows.n_docs], lw=0)
    middle = 2 if largest < 8 else round(largest / 4)
    shown = sorted({1, min(largest, middle), largest})
    axes.legend(
        [Patch(facecolor=_shade(n, largest)) for n in shown], [f"{n:,}" for n in shown], title="articles",
        alignment="right", ncols=len(shown), loc="lower right", bbox_to_anchor=(1, 1), title_fontsize=6, borderpad=0,
        handlelength=1, columnspacing=1,
    )  # fmt: skip


def _shade(n: int, largest: int) -> str:
    """A grey that differs from white for one document already."""
    return f"{0.82 - 0.76 * np.sqrt((n - 1) / max(largest - 1, 1)):.3f}"


def _draw_spans(axes, rows: pd.DataFrame, *, numbers: bool) -> None:
    """A bar with ends below the row, over the month or year the documents may be from."""
    if rows.empty:
        return
    first, last, y = date2num(rows.period), date2num(rows.last_day) + 1, rows.row - 0.42
    axes.hlines(y, first, last, color=INK, lw=0.8, label="dated to the month or year only")
    axes.vlines([*first, *last], [*(y - 0.1), *(y - 0.1)], [*(y + 0.1), *(y + 0.1)], color=INK, lw=0.8)
    for at, row, n in zip((first + last) / 2, y, rows.n_docs, strict=True) if numbers else ():
        axes.annotate(f"{n:,}", (at, row), (0, 2), textcoords="offset points", ha="center", fontsize=6)
    axes.set_xlabel("a bar with ends: articles dated to that month or year only")


def _middle(rows: pd.DataFrame) -> np.ndarray:
    return (date2num(rows.period) + date2num(rows.last_day)) / 2


def _draw_histogram(axes, bins: pd.DataFrame, floor: float) -> None:
    """Bars whose area is the number of articles, the highest of each row as high as the row."""
    low, high = _on_log(bins.low), bins.high + 1
    density = bins.n_docs / np.log10(high / low)
    heights = 0.72 * density / density.max()
    axes.bar(low, heights, high - low, floor, align="edge", color=PALE, edgecolor=GREY, lw=0.4)


def _on_log(words: pd.Series) -> pd.Series:
    """A place for articles without a word, too."""
    return words.astype(float).clip(lower=0.5)


def _scale_words(axes, low: float, high: float) -> None:
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(
        LogLocator(subs=(1, 2, 3, 5, 7) if high / low < 8 else (1, 2, 5) if high / low < 150 else (1,))
    )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _name_outliers(axes, rows: pd.DataFrame) -> None:
    """Name the outermost one at each end of a row, and count the others."""
    for (kind, y), part in rows.groupby(["outlier", "y"]):
        short = kind == "very short"
        row = part.sort_values(["low", "doc_id"], ascending=[short, True]).iloc[0]
        name = _label(row.doc_id) + (f" and {len(part) - 1} more" if len(part) > 1 else "")
        axes.annotate(
            name, (max(row.low, 0.5), y), (-2 if short else 2, -3), textcoords="offset points",
            ha="left" if short else "right", va="top", fontsize=5,
        )  # fmt: skip


def _label(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
