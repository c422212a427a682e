"""Terms in time: a row a term, rates and document shares side by side, what changed, the volume below."""

import itertools

import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.figures import GREY, INK, PAGE_MM, SMALL, draw_sentence, fit, new_figure, say_below, styled
from broadsheet.trends.draw.changes import (
    LEGEND,
    NO_BREAK,
    SHUFFLES,
    describe_marks,
    draw_marks,
    keep_marks,
    name_periods,
)
from broadsheet.trends.draw.marks import (
    DOC_SHARE,
    MOST_MARKERS,
    RATE,
    RUNS_OFF_NOTE,
    THIN_NOTE,
    Measure,
    draw_curve,
    draw_points,
    find_step,
    find_top,
    runs_off,
    say_how_many,
    scale,
    scale_time,
    scale_values,
)

MOST_TERMS = 8
NOTE_WIDTH, NOTE_LINES = 140, 2


@styled
def draw_shares(
    shares: pd.DataFrame, *, changes: pd.DataFrame | None = None, unplaced: pd.DataFrame | None = None
) -> Figure:
    """A row a term: its rate per 10,000 words and its share of documents by period, with 95 % bands.

    ``shares``: the table of that name; drawn are its rows of all documents (group "") with a period, the
    first eight items in the order given. A period without documents breaks line and band; thin points are
    hollow and grey. Below stands the volume, documents a period.

    ``changes``: the table of that name; rows that pass are marked on the rates - a fitted trend, a step, a
    burst - and said above the panel with the false alarms among shuffled corpora.

    ``unplaced``: a ``shares`` table of the documents no period can hold (period missing; group "undated",
    "dated to the month", ...): points with intervals in a strip apart from the axis, the number of their
    documents below. Raises InputError when a table is not of its shape.
    """
    rows = tables.check(shares, "shares")
    rows = rows[(rows.group == "") & rows.period.notna() & (rows.n_docs_total > 0)]
    if rows.empty:
        return draw_sentence("No curve: there is no period with documents, or no term to count.")
    items = list(dict.fromkeys(rows["item"]))[:MOST_TERMS]
    drawn = rows[rows["item"].isin(items)]
    marks = keep_marks(changes if changes is None else tables.check(changes, "changes"), items)
    beside = _keep_unplaced(unplaced, items)
    fig, panels = _lay_out(items, marks, list(dict.fromkeys(beside.group)), name_periods(rows.period))
    step = find_step(rows.period)
    ran_off = False
    for column, measure in enumerate((RATE, DOC_SHARE)):
        for at, item in enumerate(items):
            ran_off |= _draw_row(panels[at, column], item, drawn, beside, measure, step=step)
        _draw_volume(panels[-1, column], drawn, beside, step=step)
    for at, item in enumerate(items):
        draw_marks(panels[at, 0, 0], marks[marks["item"] == item], drawn[drawn["item"] == item], step=step)
    fig.align_ylabels(panels[:, 0, 0])
    fig.align_ylabels(panels[:, 1, 0])
    say_below(
        fig,
        say_how_many(len(items), rows["item"].nunique(), "terms"),
        "Shaded: 95 % interval." if drawn.low.notna().any() else "No interval: every period is one cluster.",
        THIN_NOTE if drawn.is_thin.any() or beside.is_thin.any() else "",
        RUNS_OFF_NOTE if ran_off else "",
        "Apart from the axis: documents no period can hold, their number below." if len(beside) else "",
        *(words for kind, words in LEGEND.items() if (marks.kind == kind).any()),
        "Of each kind the surest mark; all are in the table of changes." if len(marks) else "",
        SHUFFLES if len(marks) and (marks.n_shuffles > 0).any() else "",
    )
    return fig


def _keep_unplaced(unplaced: pd.DataFrame | None, items: list[str]) -> pd.DataFrame:
    """The rows of the strip; none for None."""
    table = tables.make("shares") if unplaced is None else tables.check(unplaced, "shares")
    return table[table.period.isna() & table["item"].isin(items) & (table.n_docs_total > 0)]


def _lay_out(items: list[str], marks: pd.DataFrame, groups: list[str], when: str):
    """(figure, panels: a row a term and the volume below, a column a measure, each with its strip if there is one)."""
    height = 27 * len(items) + 34 + 6 * bool(groups)
    fig = new_figure(PAGE_MM, min(228, height))
    widths = [1, 0.11 * len(groups)] if groups else [1]
    heights = [1] * len(items) + [0.6]
    panels = fig.subplots(
        len(heights), 2 * len(widths), sharex="col", squeeze=False, width_ratios=widths * 2, height_ratios=heights
    )
    for panel, item in zip(panels[:, 0], items, strict=False):
        note = describe_marks(marks[marks["item"] == item], when=when)
        _head(panel, fit(item, 100, lines=1), fit(note, NOTE_WIDTH, lines=NOTE_LINES).replace(NO_BREAK, " "))
    for axes, strip in (pair for row in panels for pair in row.reshape(2, -1) if groups):
        _prepare_strip(strip, axes, groups)
    return fig, panels.reshape(len(heights), 2, -1)


def _prepare_strip(strip, axes, groups: list[str]) -> None:
    """A panel beside ``axes``, on its scale and apart from its time: a place for each group."""
    strip.sharey(axes)
    strip.set_xlim(-0.6, len(groups) - 0.4)
    strip.set_xticks(range(len(groups)), [fit(group, 12) for group in groups], rotation=90, fontsize=SMALL)
    strip.tick_params(length=0, labelleft=False)
    strip.spines["left"].set_visible(False)


def _head(panel, item: str, note: str) -> None:
    """The term above its row and, in small print between it and the panel, what changed."""
    n_lines = note.count("\n") + 1 if note else 0
    panel.set_title(item, loc="left", pad=4 + 7.5 * n_lines)
    words = panel.annotate(note, (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", fontsize=SMALL)
    words.set_in_layout(False)  # its height is in the pad of the title; its width may cross both panels


def _draw_row(
    pair, item: str, drawn: pd.DataFrame, beside: pd.DataFrame, measure: Measure, *, step: pd.Timedelta
) -> bool:
    """Curve and strip of one item in one measure; True when an interval runs off the panel."""
    axes, *strips = pair
    rows = scale(drawn[drawn["item"] == item], measure)
    apart = beside[beside["item"] == item]
    points = scale(apart, measure)
    draw_curve(axes, rows, step=step)
    place = {group: at for at, group in enumerate(dict.fromkeys(beside.group))}
    for strip in strips:
        x = apart.group.map(place).loc[points.index]
        strip.vlines(x, points.low, points.high, color=GREY, linewidth=0.8)
        draw_points(strip, x, points.value, points.is_thin, size=2.8)
    both = pd.concat([rows, points]) if len(points) else rows
    top = find_top(both)
    scale_values(axes.yaxis, top, ticks=3)
    axes.set_ylabel(measure.unit, fontsize=SMALL)
    return runs_off(both, top)


def _draw_volume(pair, drawn: pd.DataFrame, beside: pd.DataFrame, *, step: pd.Timedelta) -> None:
    """Documents a period as bars; in the strip their number."""
    axes, *strips = pair
    volume = drawn.drop_duplicates("period")
    close = len(volume) > MOST_MARKERS
    axes.bar(volume.period, volume.n_docs_total, 0.8 * step, color=GREY, edgecolor=GREY, linewidth=0.5 * close)
    scale_values(axes.yaxis, 1.08 * volume.n_docs_total.max(), ticks=2)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylabel("docu-\nments", fontsize=SMALL)
    scale_time(axes, volume.period, step=step, ticks=6)
    for at, (strip, n) in enumerate(itertools.product(strips, beside.drop_duplicates("group").n_docs_total)):
        strip.text(at, 0.5, f"{n:,}", transform=strip.get_xaxis_transform(), rotation=90, ha="center", va="center",
                   fontsize=SMALL, color=INK)  # fmt: skip
