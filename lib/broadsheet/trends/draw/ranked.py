"""The terms that stand out, over the whole vocabulary: what rose and fell, what sets two sides apart."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, SMALL, draw_sentence, fit, new_figure, say_below, styled
from broadsheet.trends.draw.changes import factor
from broadsheet.trends.draw.marks import count_lines, draw_points, fit_rows

PASSES = 0.05  # the largest q that may be drawn as a finding
FEW = 5  # of each side, where none passes
WIDEST = 10  # log2: an interval may go on, the axis does not


@styled
def draw_rising(rising: pd.DataFrame, *, most: int = 15) -> Figure:
    """The terms that rose and fell most: the factor between the halves of the time, with its 95 % interval.

    ``rising``: the table of that name. Drawn are the terms with q at most .05, at most ``most`` on each side,
    the surest on top (the end of the interval nearest to no change); beside them the documents they stand in.
    Where none passes, the strongest few stand there in grey, and a sentence says so. Raises InputError when
    the table is not of its shape.
    """
    rows = tables.check(rising, "rising").rename(columns={"effect": "value"})
    if rows.empty:
        return draw_sentence("Nothing rose or fell: no term was frequent enough to be tested.")
    sides = {"that rose": rows.direction == "up", "that fell": rows.direction == "down"}
    drawn, say = _choose(rows, sides, most)
    return _draw_ranked(
        drawn.assign(beside=[f"{n:,}" for n in drawn.n_docs]),
        beside="docu-\nments",
        label="fitted rate,\nlater half over earlier",
        say=say,
    )


@styled
def draw_keyness(keyness: pd.DataFrame, *, target: str, reference: str, most: int = 15) -> Figure:
    """The words that set two sides apart: the factor between their rates, with its 95 % interval.

    ``keyness``: the table of that name; ``target`` and ``reference`` name the sides. Drawn as in
    ``draw_rising``; beside each term stand its documents on the side of the reference (left, as on the axis)
    and of the target. Raises InputError when the table is not of its shape.
    """
    rows = tables.check(keyness, "keyness").rename(columns={"log_ratio": "value"})
    if rows.empty:
        return draw_sentence("Nothing to compare: no term was frequent enough to be tested.")
    sides = {"to the right": rows.value > 0, "to the left": rows.value <= 0}
    drawn, say = _choose(rows, sides, most)
    return _draw_ranked(
        drawn.assign(beside=[f"{row.n_docs_reference:,} | {row.n_docs_target:,}" for row in drawn.itertuples()]),
        beside="documents\nleft | right",
        label=f"← more often in {fit(reference, 36, lines=2)}\n→ more often in {fit(target, 36, lines=2)}",
        say=say,
    )


def pick_ranked(table: pd.DataFrame, *, most: int = 15) -> pd.DataFrame:
    """The rows of a ``rising`` or ``keyness`` table that ``draw_rising`` and ``draw_keyness`` draw, in their order."""
    rows = table.rename(columns={"effect": "value", "log_ratio": "value"})
    picked = _choose(rows, {"up": rows.value > 0, "down": rows.value <= 0}, most)[0]
    return table.loc[picked.index]


def _choose(rows: pd.DataFrame, sides: dict[str, pd.Series], most: int) -> tuple[pd.DataFrame, str]:
    """(the terms to draw, first side first, each the strongest on top; the sentence how many of how many)."""
    evidence = rows["g2"] if "g2" in rows else rows["z"].abs()
    order = rows.assign(strength=-rows.score.abs(), evidence=-evidence)
    order = order.sort_values(["strength", "evidence", "item"]).index
    passes = (rows.q <= PASSES).reindex(order)
    found = passes.any()
    parts, counts = [], []
    for name, side in sides.items():
        candidates = order[side.reindex(order) & (passes | ~found)]
        parts.append(_leave_out_kin(rows.loc[candidates], most if found else FEW).assign(side=name))
        counts.append(f"{len(parts[-1])} of {len(candidates):,} {name}")
    drawn = pd.concat(parts).assign(is_thin=not found)
    n_tested = f"{rows.q.count():,}"
    if not found:
        return drawn, f"None of {n_tested} terms passes (q at most .05). In grey the strongest; they are no finding."
    kin = "Terms that hold one above, or are part of it, are in the table only."
    return drawn, f"Drawn of those that pass (q at most .05): {', '.join(counts)}. Terms tested: {n_tested}. {kin}"


def _leave_out_kin(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first ``most`` rows, without terms that hold one above or are part of it: "ben bernanke", "bernanke"."""
    kept: dict[int, set[str]] = {}
    for at, item in rows["item"].items():
        words = set(item.split())
        if len(kept) < most and not any(words <= other or words >= other for other in kept.values()):
            kept[at] = words
    return rows.loc[list(kept)]


def _draw_ranked(drawn: pd.DataFrame, *, beside: str, label: str, say: str) -> Figure:
    """A row a term: point and interval on an axis of factors, ``drawn.beside`` in a column on the right."""
    drawn = drawn.reset_index(drop=True)
    labels = fit_rows(drawn["item"])
    fig = new_figure(COLUMN_MM, min(228, 37 + (2.4 + 2.6 * count_lines(labels)) * len(drawn)))
    axes = fig.subplots()
    at = pd.Series(drawn.index, drawn.index)
    axes.axvline(0, color=GREY, linewidth=0.6, zorder=0)
    _scale_factors(axes, drawn)
    left, right = axes.get_xlim()
    axes.hlines(at, drawn.low.clip(lower=left), drawn.high.clip(upper=right), color=GREY, linewidth=0.8)
    for is_open, edge, marker in ((drawn.low < left, left, "<"), (drawn.high > right, right, ">")):
        if is_open.any():
            axes.plot([edge] * is_open.sum(), at[is_open], marker, ms=3, color=GREY, clip_on=False)
    draw_points(axes, drawn.value, at, drawn.is_thin, size=3.2)
    between = drawn.side.ne(drawn.side.shift()).to_numpy().nonzero()[0][1:]
    axes.hlines(
        between - 0.5, 0, 1, transform=axes.get_yaxis_transform(), color=GREY, linewidth=0.5, linestyle=(0, (2, 2))
    )
    axes.set_yticks(at, labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlabel(label)
    other = axes.secondary_yaxis("right")
    other.set_yticks(at, drawn.beside)
    other.tick_params(length=0, labelsize=SMALL)
    other.spines["right"].set_visible(False)
    axes.annotate(beside, (1, 1), (6, 4), xycoords="axes fraction", textcoords="offset points", fontsize=SMALL)
    has_arrow = (drawn.low < left).any() or (drawn.high > right).any()
    say_below(fig, say, f"Lines: 95 % intervals{'; an arrow: open, or beyond the axis' if has_arrow else ''}.")
    return fig


def _scale_factors(axes, drawn: pd.DataFrame) -> None:
    """Log2 on paper, read as factors; with "same" at no change and room for all that is finite and not absurd."""
    ends = np.concatenate([drawn[name].to_numpy() for name in ("value", "low", "high")])
    ends = np.clip(ends[np.isfinite(ends)], -WIDEST, WIDEST)
    left, right = min(ends.min(initial=0), -0.5), max(ends.max(initial=0), 0.5)
    room = 0.05 * (right - left)
    axes.set_xlim(left - room, right + room)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: factor(value) if round(value) else "same"))
