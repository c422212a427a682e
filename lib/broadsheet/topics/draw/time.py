"""Topics over time: a heat map of all, and a curve with its band for each; the text they rest on below."""

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap, PowerNorm
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from broadsheet import tables
from broadsheet.figures import (
    COLUMN_MM,
    GREY,
    INK,
    PAGE_MM,
    PALE,
    SMALL,
    date_axis,
    draw_sentence,
    new_figure,
    say_below,
    styled,
)
from broadsheet.topics.draw.marks import HIGHEST_MM, wrap

MOST_CURVES, ACROSS = 24, 3
WIDE = 2.5  # times the highest share: a band is drawn up to there
PALEST, DARKEST = 0.06, 0.95  # of the greys: a share of 0 is told from no text
ROOM_MM, SHORTEST_MM = 44, 26  # beside the cells; and of the cells, so that the scale can be read
MARKS = {
    "step": "Dotted upright: step.",
    "burst": "Bar above a panel: burst.",
    "trend": "Arrow: trend, fitted share of the later half by that of the earlier.",
}
PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}  # as pandas calls them


@styled
def draw_topic_periods(
    shares: pd.DataFrame, *, period: str, unplaced: pd.DataFrame | None = None, unit: str = "unit"
) -> Figure:
    """A row a topic, a column a period: share of the period's units that the topic leads, dark is more.

    ``shares``: the table of that name by ``period`` (day, week, month, quarter or year) with the items of
    ``count_leading``, ``unplaced`` that of ``share_unplaced``: documents no period holds, whose number is said.

    The scale is one of square roots, on which chance is as large
    for rare topics as for common ones. A dot says that the 95 % interval of the cell does not hold the topic's share
    of all periods together: without one a cell is not shown to differ from its row. Below stands the number of
    units. Raises InputError when a table is not of its shape.
    """
    rows = _keep_periods(shares)
    if rows.empty:
        return draw_sentence("No time to draw: there is no period with documents, or no topic.")
    items = list(dict.fromkeys(rows["item"]))
    drawn = items[: int((HIGHEST_MM - ROOM_MM) / 2.9)]
    pitch = min(max(6.5, SHORTEST_MM / len(drawn)), (HIGHEST_MM - ROOM_MM) / len(drawn))
    edges = _find_edges(rows.period, period)
    fig = new_figure(PAGE_MM, ROOM_MM + pitch * len(drawn))
    axes, volume = fig.subplots(2, 1, sharex=True, height_ratios=[pitch * len(drawn), 14])
    image, n_apart = _draw_cells(axes, rows, drawn, edges)
    axes.set_yticks(range(len(drawn)), [wrap(item, 38, lines=2 if pitch > 5.5 else 1) for item in drawn])
    axes.tick_params(length=0, labelbottom=False)
    axes.spines[:].set_visible(False)
    bar = fig.colorbar(image, ax=axes, label="share", aspect=30, pad=0.01, shrink=0.9)
    ticks = image.norm.vmax * np.linspace(0, 1, 4) ** 2
    bar.set_ticks(ticks, labels=[f"{100 * tick:.2g} %" for tick in ticks])
    bar.outline.set_visible(False)
    _draw_volume(volume, rows, edges, unit=unit)
    _write_dates(volume, most=12)
    say_below(
        fig,
        "The scale is one of square roots.",
        "White: no text." if (np.diff(edges).size > rows.period.nunique()) else "",
        f"Dot: the 95 % interval of the cell does not hold the topic's share of all periods ({n_apart:,} of "
        f"{image.get_array().count():,} cells; by chance one in twenty).",
        f"{len(drawn)} of {len(items)} topics are drawn; all are in the data." if len(drawn) < len(items) else "",
        _tell_unplaced(unplaced),
    )
    return fig


@styled
def draw_topic_curves(
    shares: pd.DataFrame,
    *,
    changes: pd.DataFrame | None = None,
    period: str,
    unplaced: pd.DataFrame | None = None,
    unit: str = "unit",
) -> Figure:
    """A panel a topic: its share of the units of each period with 95 % band; in the last row the number of units.

    ``shares``, ``period``, ``unplaced`` and ``unit`` as in ``draw_topic_periods``. Drawn are the first 24 topics; a
    period without documents breaks line and band, thin points are hollow and grey. Each panel has its own scale, from
    0.

    ``changes``: the table of that name; of the rows that pass the surest of each kind is marked, a step by a dotted
    upright, a burst by a bar above, a trend by an arrow and its factor. Raises InputError when a table is not of its
    shape.
    """
    rows = _keep_periods(shares)
    marks = _keep_marks(changes)
    if rows.empty:
        return draw_sentence("No curve: there is no period with documents, or no topic.")
    items = list(dict.fromkeys(rows["item"]))
    drawn, edges = items[:MOST_CURVES], _find_edges(rows.period, period)
    across = min(ACROSS, len(drawn))
    n_rows = -(-len(drawn) // across)
    fig = new_figure(PAGE_MM if across > 1 else COLUMN_MM, min(HIGHEST_MM, 30 + 25 * n_rows))
    heights = [1] * n_rows + [0.55]
    panels = fig.subplots(n_rows + 1, across, sharex=True, squeeze=False, height_ratios=heights)
    ran_off = False
    for panel, item in zip(panels[:-1].flat, drawn, strict=False):
        ran_off |= _draw_curve(panel, rows[rows["item"] == item].sort_values("period"), edges)
        own = marks[marks["item"] == item]
        _draw_marks(panel, own, edges)
        panel.set_title(wrap(item, 28 if (own.kind == "trend").any() else 36, lines=2), loc="left", fontsize=7)
    for panel in panels[:-1].flat[len(drawn) :]:
        panel.set_visible(False)
    for panel in panels[-1]:
        _draw_volume(panel, rows, edges, unit=unit)
    _write_dates(panels[-1, 0], most=7)
    say_below(
        fig,
        f"Share of {unit}s that the topic leads; each panel has its own scale.",
        "Shaded: 95 % interval." if rows.low.notna().any() else "No interval: every period is one cluster.",
        "Wide intervals run off the panel." if ran_off else "",
        f"Hollow grey points: fewer than 5 {unit}s with the topic, or 5 clusters."
        if rows[rows["item"].isin(drawn)].is_thin.any()
        else "",
        *(told for kind, told in MARKS.items() if (marks.kind[marks["item"].isin(drawn)] == kind).any()),
        f"{len(drawn)} of {len(items)} topics are drawn; all are in the data." if len(drawn) < len(items) else "",
        _tell_unplaced(unplaced),
    )
    return fig


def _keep_marks(changes: pd.DataFrame | None) -> pd.DataFrame:
    """Of each topic the surest change of each kind, where it passes; none for None."""
    table = tables.make("changes") if changes is None else tables.check(changes, "changes")
    kept = table[table.passes].assign(size=lambda rows: -rows.effect.abs())
    return kept.sort_values(["item", "kind", "q", "size", "period"]).drop_duplicates(["item", "kind"])


def _draw_marks(axes, marks: pd.DataFrame, edges: np.ndarray) -> None:
    for mark in marks.itertuples():
        first, last = _place(pd.Series([mark.period, mark.last_period]), edges)
        if mark.kind == "trend":
            told = f"{'↗' if mark.effect > 0 else '↘'} ×{2.0**mark.effect:.2g}"
            axes.set_title(told, loc="right", fontsize=SMALL)
        elif mark.kind == "step":
            axes.axvline(edges[first], color=INK, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)
        else:
            across = axes.get_xaxis_transform()
            axes.plot(edges[[first, last + 1]], [1, 1], color=INK, linewidth=2.5, solid_capstyle="butt",
                      transform=across, clip_on=False)  # fmt: skip


def _keep_periods(shares: pd.DataFrame) -> pd.DataFrame:
    rows = tables.check(shares, "shares")
    return rows[(rows.group == "") & rows.period.notna() & (rows.total > 0)]


def _find_edges(periods: pd.Series, period: str) -> np.ndarray:
    """Where each period from the first to the last begins, as matplotlib counts days, and where the last ends."""
    if period not in PERIODS:
        raise tables.InputError(f"period is {period!r}, expected one of {', '.join(PERIODS)}.")
    spans = periods.dt.to_period(PERIODS[period])
    every = pd.period_range(spans.min(), spans.max() + 1, freq=PERIODS[period])
    return date2num(every.start_time)


def _place(periods: pd.Series, edges: np.ndarray) -> np.ndarray:
    return np.searchsorted(edges, date2num(periods), side="right") - 1


def _draw_cells(axes, rows: pd.DataFrame, drawn: list[str], edges: np.ndarray):
    """(the picture, how many of its cells have a dot)."""
    rows = rows[rows["item"].isin(drawn)]
    row, column = pd.Index(drawn).get_indexer(rows["item"]), _place(rows.period, edges)
    share = np.full((len(drawn), len(edges) - 1), np.nan)
    share[row, column] = rows.share
    top = max(float(np.nanmax(share, initial=0)), 0.01)
    greys = ListedColormap([str(1 - level) for level in np.linspace(PALEST, DARKEST, 256)])
    image = axes.pcolormesh(
        edges, np.arange(len(drawn) + 1) - 0.5, np.ma.masked_invalid(share), cmap=greys, norm=PowerNorm(0.5, 0, top)
    )
    overall = _average(rows)
    apart = ((rows.low > overall) | (rows.high < overall)).to_numpy()
    middle, size = (edges[:-1] + edges[1:]) / 2, 1.8 if len(edges) < 80 else 1.0
    is_dark = np.sqrt(rows.share.fillna(0) / top).to_numpy() > 0.5
    for which, colour in ((apart & is_dark, "white"), (apart & ~is_dark, INK)):
        axes.plot(middle[column[which]], row[which], "o", markersize=size, markeredgewidth=0, color=colour)
    axes.set_ylim(len(drawn) - 0.5, -0.5)
    return image, int(apart.sum())


def _average(rows: pd.DataFrame) -> pd.Series:
    """For each row the share of its topic in all periods, weighed by their units."""
    known = rows.assign(part=rows.share * rows.total, total=rows.total.where(rows.share.notna()))
    sums = known.groupby("item")[["part", "total"]].transform("sum")
    return sums.part / sums.total


def _draw_curve(axes, rows: pd.DataFrame, edges: np.ndarray) -> bool:
    """Band, line and points at the middle of periods; True when the band leaves the panel."""
    place = _place(rows.period, edges)
    middle, values = ((edges[:-1] + edges[1:]) / 2)[place], 100 * rows[["share", "low", "high"]].to_numpy()
    for run in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(place) > 1) + 1):
        axes.fill_between(middle[run], values[run, 1], values[run, 2], color=PALE, linewidth=0)
        if len(run) == 1:
            axes.vlines(middle[run], values[run, 1], values[run, 2], color=PALE, linewidth=3)
        axes.plot(middle[run], values[run, 0], color=INK, linewidth=0.8)
    thin = rows.is_thin.to_numpy()
    size = 2.4 if len(rows) <= 40 else 1.3
    for which, style in ((~thin, {"color": INK}), (thin, {"color": GREY, "markerfacecolor": "white"})):
        if which.any():  # an empty line that is not clipped would take room at the corner of the figure
            axes.plot(
                middle[which], values[which, 0], "o", markersize=size, markeredgewidth=0.6, clip_on=False, **style
            )
    highest = np.nanmax(values[:, 0], initial=0)
    ends = np.nan_to_num(values[:, 2])  # the band of a thin point may run off, unless all are thin
    held = ends if thin.all() else np.minimum(ends[~thin], WIDE * highest)
    top = 1.08 * max(highest, held.max()) or 1
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.yaxis.set_major_formatter("{x:g} %")
    return bool((values[:, 2] > top).any())


def _draw_volume(axes, rows: pd.DataFrame, edges: np.ndarray, *, unit: str) -> None:
    """Bars of the units of each period."""
    sizes = rows.drop_duplicates("period")
    place = _place(sizes.period, edges)
    axes.bar(
        edges[place], sizes.total, np.diff(edges)[place], align="edge", color=GREY, edgecolor="white", linewidth=0.2
    )
    axes.yaxis.set_major_locator(MaxNLocator(2, integer=True))
    axes.set_xlim(edges[0], edges[-1])
    axes.set_title(f"{unit}s", loc="left", fontsize=SMALL)


def _write_dates(axes, *, most: int) -> None:
    """Ticks and labels of ``date_axis``, for all panels that share the axis, found once: there may be many panels."""
    date_axis(axes, most=most)
    left, right = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if left <= tick <= right]
    tell = axes.xaxis.get_major_formatter()
    axes.set_xticks(ticks, [tell(tick) for tick in ticks])


def _tell_unplaced(unplaced: pd.DataFrame | None) -> str:
    """How many documents stand in no period, and why."""
    if unplaced is None or tables.check(unplaced, "shares").empty:
        return ""
    sizes = unplaced.drop_duplicates("group")
    return f"In no period: {'; '.join(f'{row.n_docs_total:,} {row.group}' for row in sizes.itertuples())}."
