"""Marks of change on a curve - trend, step, burst - and the words that belong to them."""

import numpy as np
import pandas as pd

from broadsheet.figures import INK
from broadsheet.trends.draw.marks import PER

LEGEND = {
    "trend": "Dashed: fitted trend.",
    "step": "Dotted upright: step.",
    "burst": "Bar above a panel: burst.",
}
NO_BREAK = "\u00a0"  # between the words of one mark, so that a line ends between two
SHUFFLES = "Shuffles: corpora in shuffled order in which a mark as strong was found."


def keep_marks(changes: pd.DataFrame | None, items: list[str]) -> pd.DataFrame:
    """The surest mark of each kind that passes, of the items in the figure, by item and kind; none for None."""
    if changes is None:
        return pd.DataFrame({"item": [], "kind": []})
    kept = changes[changes.passes & changes["item"].isin(items)]
    order = kept.kind.map({kind: at for at, kind in enumerate(LEGEND)})
    kept = kept.assign(order=order, size=-kept.effect.abs())
    return kept.sort_values(["item", "order", "q", "size", "period"]).drop_duplicates(["item", "kind"])


def draw_marks(axes, marks: pd.DataFrame, shares: pd.DataFrame, *, step: pd.Timedelta) -> None:
    """The marks of one item on its panel of rates; ``shares`` are the rows of the item."""
    for mark in marks.itertuples():
        if mark.kind == "trend":
            axes.plot(*fit_trend(mark, shares, step=step), color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=2.5)
        elif mark.kind == "step":
            axes.axvline(mark.period, color=INK, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)
        else:
            span = [mark.period - step / 2, mark.last_period + step / 2]
            across = axes.get_xaxis_transform()
            axes.plot(span, [1, 1], color=INK, linewidth=2.5, solid_capstyle="butt", transform=across, clip_on=False)


def fit_trend(mark, shares: pd.DataFrame, *, step: pd.Timedelta) -> tuple[pd.Series, pd.Series]:
    """(periods, rates per 10,000 words) of a trend: its slope is the mark's, its level such that it
    expects as many occurrences as there were, as a Poisson trend does.

    The effect is that of half the time, which runs from the start of the first period to the end of the last;
    periods are ``step`` long. The rate of a period is that of its middle."""
    rows = shares[shares.period.between(mark.period, mark.last_period)].sort_values("period")
    time = (rows.period + step / 2 - mark.period) / (mark.last_period + step - mark.period)
    shape = np.exp2(2 * mark.effect * time)
    return rows.period, PER * shape * rows.n.sum() / max((shape * rows.total).sum(), 1e-9)


def describe_marks(marks: pd.DataFrame, *, when: str) -> str:
    """What the marks of an item are worth; ``when`` is how a period is written. Spaces within a mark do not break."""
    return "; ".join(_describe(mark, when).replace(" ", NO_BREAK) for mark in marks.itertuples())


def factor(effect: float) -> str:
    """A log2 ratio as a factor: 1 is "×2", -1 is "÷2"."""
    size = 2.0 ** min(abs(effect), 1000)
    number = f"{size:,.0f}" if size >= 10 else f"{size:.2g}" if size >= 1.1 or size < 1.005 else f"{size:.2f}"
    return f"{'÷' if effect < 0 and number != '1' else '×'}{number}"


def name_periods(periods: pd.Series) -> str:
    """How the periods are written: as years, months or days, the shortest that tells them apart."""
    if not (periods.dt.day == 1).all():
        return "%Y-%m-%d"
    return "%Y" if (periods.dt.month == 1).all() else "%Y-%m"


def _describe(mark, when: str) -> str:
    first, last = mark.period.strftime(when), mark.last_period.strftime(when)
    burst = f"in {first}" if first == last else f"from {first} to {last}"
    place = {"trend": "from earlier to later half", "step": f"from {first}", "burst": burst}
    alarms = f", {mark.n_alarms} of {mark.n_shuffles} shuffles" if mark.n_shuffles else ""
    return f"{mark.kind} {factor(mark.effect)}{_write_interval(mark)} {place[mark.kind]}, {write_q(mark.q)}{alarms}"


def _write_interval(mark) -> str:
    if pd.isna(mark.low) or pd.isna(mark.high):
        return ""
    if np.isinf(mark.high) or np.isinf(mark.low):
        return f" ({factor(mark.low if np.isinf(mark.high) else mark.high)} or more)"
    return f" ({factor(mark.low)} to {factor(mark.high)})"


def write_q(q: float) -> str:
    return "q < .001" if q < 0.001 else f"q = {q:.3f}".replace("0.", ".")
