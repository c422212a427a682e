"""What the pictures of terms share: a curve with its band, labels that fit, the words below a picture."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.dates import date2num
from matplotlib.ticker import FixedLocator, MaxNLocator

from broadsheet.figures import GREY, INK, PALE, date_axis, fit

PER = 10_000  # rates are drawn per this many words
MOST_MARKERS = 60  # periods; of more, markers would run into each other and are drawn small
WIDE = 2.5  # times the highest point: a band is drawn up to there
RUNS_OFF_NOTE = "Wide intervals may run off the panel."
THIN_NOTE = "Hollow grey points: fewer than 5 occurrences or 5 clusters."


@dataclass(frozen=True)
class Measure:
    """The columns of ``shares`` that hold a number and its interval, what they are multiplied by, the unit."""

    value: str
    low: str
    high: str
    per: int
    unit: str


RATE = Measure("share", "low", "high", PER, f"per {PER:,}\nwords")
DOC_SHARE = Measure("doc_share", "doc_low", "doc_high", 100, "% of\ndocuments")


def scale(shares: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The rows as they are drawn: period, value, low, high, is_thin, in the order of time."""
    scaled = {name: measure.per * shares[getattr(measure, name)] for name in ("value", "low", "high")}
    return shares[["period", "is_thin"]].assign(**scaled).sort_values("period", kind="stable")


def find_step(periods: pd.Series) -> pd.Timedelta:
    """The time from one period to the next: the shortest there is; 30 days where there is one period only."""
    step = periods.drop_duplicates().sort_values().diff().min()
    return pd.Timedelta(days=30) if pd.isna(step) else step


def draw_curve(axes, rows: pd.DataFrame, *, step: pd.Timedelta) -> None:
    """Line, band and points of one item (rows of ``scale``); a period that is missing, or its value, breaks them."""
    rows = rows[rows.value.notna()]
    run = (rows.period.diff() > 1.9 * step).cumsum()
    for _, part in rows.groupby(run):
        axes.fill_between(part.period, part.low, part.high, color=PALE, linewidth=0)
        if len(part) == 1:
            axes.vlines(part.period, part.low, part.high, color=PALE, linewidth=3)
        axes.plot(part.period, part.value, color=GREY, linewidth=0.6)
        axes.plot(part.period, part.value.where(~part.is_thin), color=INK, linewidth=1)
    draw_points(axes, rows.period, rows.value, rows.is_thin, size=2.8 if len(rows) <= MOST_MARKERS else 1.4)


def draw_points(axes, x: pd.Series, y: pd.Series, is_thin: pd.Series, *, size: float) -> None:
    """Full points, and hollow grey ones where the numbers are thin; a point at 0 is seen in full."""
    hollow = {"markerfacecolor": "white", "markeredgewidth": 0.6}
    for part, style in ((~is_thin, {"color": INK}), (is_thin, {"color": GREY} | hollow)):
        if part.any():  # an empty line that is not clipped would take room at the corner of the figure
            axes.plot(x[part], y[part], "o", markersize=size, clip_on=False, zorder=3, **style)


def find_top(rows: pd.DataFrame) -> float:
    """Where an axis from 0 ends: above every point, and above every band that does not flatten the others.

    The band of a few words reaches far: one that is thin, or beyond ``WIDE`` times the highest point, may run
    off the picture. Where all are thin or nothing occurs, all bands are held.
    """
    solid = rows[~rows.is_thin]
    highest = rows.value.max()
    held = solid.high.clip(upper=WIDE * highest) if solid.high.notna().any() and highest > 0 else rows.high
    ends = [*rows.value.dropna(), *held.dropna()]
    return 1.08 * float(max(ends, default=0)) or 1.0


def runs_off(rows: pd.DataFrame, top: float) -> bool:
    return bool((rows.high > top).any())


def scale_values(axis, top: float, *, ticks: int) -> None:
    """An axis of rates: from 0 to ``top``, with few round numbers."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.axes.set(**{f"{axis.axis_name}lim": (0, top)})


def scale_time(axes, periods: pd.Series, *, step: pd.Timedelta, ticks: int) -> None:
    """The axis of time around ``periods``, with at most ``ticks`` ticks: on the periods where they are few."""
    days = sorted(set(periods))
    room = step * (0.7 if len(days) > 1 else 4)
    axes.set_xlim(days[0] - room, days[-1] + room)
    date_axis(axes, most=ticks)
    if len(days) <= ticks:
        axes.xaxis.set_major_locator(FixedLocator(date2num(days)))


def fit_rows(items: pd.Series) -> list[str]:
    """The labels of rows in a column: in three lines, in two where there are many rows."""
    return [fit(item, 24, lines=3 if len(items) <= 18 else 2) for item in items]


def count_lines(labels) -> int:
    return max((label.count("\n") + 1 for label in labels), default=1)


def say_how_many(n_drawn: int, n_all: int, what: str) -> str:
    """That not all are drawn; "" where all are."""
    return "" if n_drawn == n_all else f"{n_drawn} of {n_all:,} {what} are drawn; all are in the data."
