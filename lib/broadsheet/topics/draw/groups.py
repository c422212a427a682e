"""Topics by group: a row a topic, a mark a group; of two groups the difference beside them."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from broadsheet import tables
from broadsheet.figures import GREY, INK, PAGE_MM, SMALL, draw_sentence, new_figure, say_below, styled
from broadsheet.topics.draw.marks import HIGHEST_MM, cut, wrap

MARKS = "os^Dvp"
COLOURS = ("#0072B2", "#D08A00", "#7A3E65", "#1a1a1a", "#009E73", "#767676")  # told apart by their marks as well
MAX_Q = 0.05
ROOM_MM = 34  # above and below the rows
STEP_MM = 1.9  # from group to group


@styled
def draw_topic_groups(differences: pd.DataFrame, *, unit: str = "unit") -> Figure:
    """Share of each topic in each group, with its 95 % interval; filled where it differs from all others.

    ``differences``: the ``topic_differences`` table. Of two groups the difference of the first from the second stands
    beside, in points, with ratio and q. Topics stand in the order of the table, as many as the page holds; ``unit`` is
    what a share is of. Raises InputError when the table is not of its shape.
    """
    rows = tables.check(differences, "topic_differences")
    if rows.empty:
        return draw_sentence("No group to compare.")
    groups = list(dict.fromkeys(rows.group))[: len(MARKS)]
    items = list(dict.fromkeys(rows["item"]))
    height = 2.4 + STEP_MM * max(len(groups), 2)
    drawn = items[: int((HIGHEST_MM - ROOM_MM) / height)]
    fig = new_figure(PAGE_MM, ROOM_MM + height * len(drawn))
    is_pair = len(groups) == 2
    panels = fig.subplots(1, 1 + is_pair, sharey=True, squeeze=False, width_ratios=[1.1, 1][: 1 + is_pair])[0]
    _draw_shares(panels[0], rows, groups, drawn)
    panels[0].set_xlabel(f"share of {unit}s that the topic leads")
    panels[0].set_yticks(range(len(drawn)), [wrap(item, 38, lines=2) for item in drawn])
    panels[0].tick_params(axis="y", length=0)
    panels[0].set_ylim(len(drawn) - 0.5, -0.5)
    fig.legend(loc="outside upper left", ncols=3, handletextpad=0.3, columnspacing=1.5)
    if is_pair:
        _draw_differences(panels[1], rows[rows.group == groups[0]].set_index("item").loc[drawn], groups)
    has_ends = rows.share_low.notna().any()
    say_below(
        fig,
        "Filled: differs from all others (q at most .05); hollow: not shown to differ." if not is_pair else
        "Filled: the two differ (q at most .05); hollow: not shown to differ.",
        "Lines: 95 % intervals." if has_ends else "No interval: too few days.",
        f"{len(drawn)} of {len(items)} topics are drawn; all are in the data." if len(drawn) < len(items) else "",
    )  # fmt: skip
    return fig


def _draw_shares(axes, rows: pd.DataFrame, groups: list[str], drawn: list[str]) -> None:
    step = STEP_MM / (2.4 + STEP_MM * max(len(groups), 2))
    for at, (group, marker, colour) in enumerate(zip(groups, MARKS, COLOURS, strict=False)):
        part = rows[rows.group == group].set_index("item").loc[drawn]
        places = np.arange(len(drawn)) + step * (at - (len(groups) - 1) / 2)
        axes.hlines(places, part.share_low, part.share_high, color=colour, linewidth=0.8)
        passes = (part.q <= MAX_Q).to_numpy()
        style = {"marker": marker, "markersize": 3.6, "linestyle": "", "color": colour}
        axes.plot([], [], label=f"{cut(group, 36)}, {part.total.iloc[0]:,}", **style)
        for which, face in ((passes, colour), (~passes, "white")):
            if which.any():  # an empty line that is not clipped would take room at the corner of the figure
                axes.plot(part.share[which], places[which], markerfacecolor=face, clip_on=False, **style)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
    _part_rows(axes, len(drawn))


def _draw_differences(axes, part: pd.DataFrame, groups: list[str]) -> None:
    """The first group less the second, with ratio and q at the right end."""
    places, passes = np.arange(len(part)), (part.q <= MAX_Q).to_numpy()
    axes.axvline(0, color=GREY, linewidth=0.6)
    axes.hlines(places, 100 * part.low, 100 * part.high, color=GREY, linewidth=0.8)
    for which, face in ((passes, INK), (~passes, "white")):
        axes.plot(100 * part.difference[which], places[which], "o", markersize=3.4, color=INK, markerfacecolor=face)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(f"percentage points\n← more in {cut(groups[1], 28)}\n→ more in {cut(groups[0], 28)}")
    axes.tick_params(axis="y", length=0)
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(places, [_tell(row) for row in part.itertuples()])
    beside.tick_params(length=0, labelsize=SMALL)
    beside.spines["right"].set_visible(False)
    axes.annotate(
        "ratio (95 % interval), q", (1, 1), (6, 4), xycoords="axes fraction", textcoords="offset points", fontsize=SMALL
    )
    _part_rows(axes, len(part))


def _part_rows(axes, n_rows: int) -> None:
    axes.hlines(np.arange(1, n_rows) - 0.5, 0, 1, transform=axes.get_yaxis_transform(), color="#ebebeb", linewidth=0.5)


def _tell(row) -> str:
    if np.isnan(row.q):
        return f"×{row.ratio:.2g}, not tested"
    q = "q < .001" if row.q < 0.001 else f"q = {row.q:.3f}".replace("0.", ".")
    return f"×{_round(row.ratio)} ({_round(row.ratio_low)} to {_round(row.ratio_high)}), {q}"


def _round(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}" if ratio < 1000 else "∞" if np.isinf(ratio) else ">999"
