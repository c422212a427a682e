"""What is drawn instead of a curve: single documents, each with its counts."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.figures import GREY, INK, PAGE_MM, PALE, draw_sentence, fit, new_figure, say_below, styled
from broadsheet.trends.draw.marks import PER, count_lines, say_how_many

MOST_TERMS = 14
TURN = 6  # documents; the names of more are turned upright
ROOM_MM = 150  # for all columns


@styled
def draw_documents(
    counts: pd.DataFrame, documents: pd.DataFrame, reason: str, *, items: list[str] | None = None, most: int = 30
) -> Figure:
    """A column a document, a row a term, the count in a dot.

    ``counts``: doc_id, item, n; a document without a row for an item has none of it. ``items``: the terms in
    the order they are to stand, by default as they come in ``counts``; one that occurs nowhere is a row of
    zeros. Documents stand in the order of their dates, undated ones last; the spacing is no time axis. A dot's
    area is the rate per 10,000 words (``documents.n_words``). Drawn, and said, are at most ``most`` documents,
    evenly over those that have an item, and 14 items; ``reason`` is the title. Raises InputError when ``documents``
    lacks a column.
    """
    tables.check(documents.assign(text=""), "documents")
    items = list(dict.fromkeys(counts["item"] if items is None else items))
    ordered, which = _spread(documents.sort_values(["date", "doc_id"], na_position="last"), counts, most)
    if not items or ordered.empty:
        return draw_sentence(f"{reason} There is no {'term to count' if len(ordered) else 'document'}.".strip())
    labels = [fit(item, 30) for item in items[:MOST_TERMS]]
    turned = len(ordered) > TURN
    height = max(8, 3 + 2.6 * count_lines(labels))
    fig = new_figure(PAGE_MM, min(228, (72 if turned else 42) + height * len(labels)))
    axes = fig.subplots()
    _draw_counts(axes, counts, ordered, items[:MOST_TERMS])
    _name_columns(axes, ordered, turned=turned)
    axes.set_yticks(range(len(labels)), labels)
    axes.set(xlim=(-0.6, len(ordered) - 0.4), ylim=(len(labels) - 0.4, -0.6))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    fig.suptitle(fit(reason, 112, lines=8), x=0.01, ha="left", fontsize=7.5)
    say_below(
        fig,
        f"Numbers: occurrences; the area of a dot: occurrences per {PER:,} words. The order is that of the dates.",
        say_how_many(len(labels), len(items), "terms"),
        say_how_many(len(ordered), len(documents), f"documents, {which},"),
    )
    return fig


def _spread(ordered: pd.DataFrame, counts: pd.DataFrame, most: int) -> tuple[pd.DataFrame, str]:
    """At most ``most`` of the documents, evenly over those that have a term; and which these are."""
    if len(ordered) <= most:
        return ordered, "all"
    holders = ordered[ordered.doc_id.isin(counts.doc_id[counts.n > 0])]
    kind = "evenly over those with a term" if len(holders) else "evenly over all"
    holders = holders if len(holders) else ordered
    places = np.unique(np.linspace(0, len(holders) - 1, most).round().astype(int))
    return holders.iloc[places], kind


def _draw_counts(axes, counts: pd.DataFrame, ordered: pd.DataFrame, items: list[str]) -> None:
    """Dots and numbers; a zero is a grey number without a dot."""
    wide = counts.pivot_table(index="item", columns="doc_id", values="n", aggfunc="sum", fill_value=0)
    wide = wide.reindex(index=items, columns=ordered.doc_id, fill_value=0)
    rates = (PER * wide / ordered.n_words.clip(lower=1).to_numpy()).to_numpy()
    widest = min(17.0, 0.92 * ROOM_MM / 25.4 * 72 / len(ordered))  # points
    areas = widest**2 * rates / max(rates.max(), 1e-9)
    cells = [(column, row) for row in range(len(items)) for column in range(len(ordered))]
    some = [(column, row) for column, row in cells if rates[row, column] > 0]
    for column, row in some:
        axes.scatter(column, row, s=areas[row, column], color=PALE, linewidth=0)
    for column, row in cells:
        n = int(wide.iloc[row, column])
        axes.text(column, row, f"{n}", ha="center", va="center", color=INK if n else GREY, fontsize=6.5)


def _name_columns(axes, ordered: pd.DataFrame, *, turned: bool) -> None:
    """Date and outlet under each column; a line before the undated ones."""
    named = bool((ordered.source != "").any())
    labels = [_label(row, turned=turned, named=named) for row in ordered.itertuples()]
    axes.set_xticks(range(len(ordered)), labels)
    axes.tick_params(axis="x", rotation=90 if turned else 0)
    first_undated = int(ordered.date.notna().sum())
    if 0 < first_undated < len(ordered):
        axes.axvline(first_undated - 0.5, color=GREY, linewidth=0.6, linestyle=(0, (2, 2)))


def _label(row, *, turned: bool, named: bool) -> str:
    when = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}.get(row.date_precision)
    date = row.date.strftime(when) if when and pd.notna(row.date) else "undated"
    if not named:
        return date
    source = row.source or "outlet not named"
    return f"{date} {fit(source, 30, lines=1)}" if turned else f"{date}\n{fit(source, 16)}"
