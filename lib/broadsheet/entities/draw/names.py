"""The names of a corpus on paper, and in which source they stand."""

import textwrap
import unicodedata
from functools import cache

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font

from broadsheet import tables
from broadsheet.figures import (
    COLUMN_MM,
    GREY,
    INK,
    KIND_STYLE,
    PAGE_MM,
    SMALL,
    STYLE,
    draw_sentence,
    new_figure,
    say_below,
    styled,
)

KIND_WORDS = {"PERSON": "person", "PLACE": "place", "ORG": "organisation"}
MOST_SOURCES = 5
UNNAMED = "not named"  # what ``shares`` calls the group of documents without a source
ROOM = 34  # Latin letters of a name; a longer one is cut
HOLLOW = {"color": GREY, "markerfacecolor": "white", "markeredgewidth": 0.6}


@styled
def draw_names(names: pd.DataFrame, *, n_top: int = 20, shares: pd.DataFrame | None = None) -> Figure:
    """The most widespread names: mentions as a lollipop, documents as a number, kind as marker; beside it the sources.

    ``names``: entity, kind, n_mentions, n_docs (``count_names``), drawn in their order, at most ``n_top``.
    ``shares``: the table of that name for the whole corpus (period missing) with a group for each source and the
    entities as items. Where it has two groups or more, each of the five with most documents is a column with the
    share of its documents that name the entity, and the 95 % interval (doc_low, doc_high); thin points are hollow
    and grey. What is left out is said. Raises InputError when ``shares`` is not of its shape.
    """
    if names.empty:
        return draw_sentence("No name was found.")
    rows = names.head(n_top).iloc[::-1].reset_index(drop=True)
    beside = tables.make("shares") if shares is None else tables.check(shares, "shares")
    beside = beside[beside.period.isna() & (beside.group != "") & (beside.n_docs_total > 0)]
    sizes = _order_sources(beside)
    sources = sizes.head(MOST_SOURCES) if len(sizes) > 1 and len(rows) else sizes.head(0)
    fig = new_figure(PAGE_MM if len(sources) else COLUMN_MM, 24 + 4.2 * len(rows) + 12 * (len(sources) > 0))
    first, *others = fig.subplots(
        1, 1 + len(sources), sharey=True, squeeze=False, width_ratios=[4] + [9 / max(3, len(sources))] * len(sources)
    )[0]
    _draw_mentions(first, rows)
    if len(sources):
        drawn = beside[beside["item"].isin(rows.entity) & beside.group.isin(sources.index)]
        _draw_sources(others, rows, drawn, sources)
        say_below(fig, *_tell_sources(drawn, len(sources), len(sizes)))
    fig.legend(*first.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    return fig


def shorten(name: str, room: int = ROOM) -> str:
    """``name`` on one line, in the room of so many Latin letters; what goes beyond ends in an ellipsis."""
    line, used = " ".join(name.split()), 0
    widths = [_measure(char) for char in line]
    if sum(widths) <= room:
        return line
    for at, width in enumerate(widths):
        used += width
        if used > room - 1:
            return line[:at].rstrip() + "…"
    return line


@cache
def _measure(char: str) -> int:
    """Latin letters that ``char`` takes the room of: East Asian ones 2, combining marks none, and 8 where no font has
    it, as its code point will stand for it."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    fonts = (get_font(findfont(family)) for family in STYLE["font.family"])
    if not any(font.get_char_index(ord(char)) for font in fonts):
        return 8
    return 1 + (unicodedata.east_asian_width(char) in "WF")


def _order_sources(shares: pd.DataFrame) -> pd.Series:
    """Documents of each group, most first; those whose outlet is not known are no source and stand last."""
    sizes = shares.groupby("group").n_docs_total.first().sort_values(ascending=False, kind="stable")
    return pd.concat([sizes.drop(UNNAMED, errors="ignore"), sizes[sizes.index == UNNAMED]])


def _draw_mentions(axes, rows: pd.DataFrame) -> None:
    axes.hlines(rows.index, 0, rows.n_mentions, color=GREY, linewidth=0.8)
    for kind, (colour, marker) in KIND_STYLE.items():
        part = rows[rows.kind == kind]
        if len(part):
            axes.plot(part.n_mentions, part.index, marker, color=colour, ms=4.5, label=KIND_WORDS[kind])
    for at, row in rows.iterrows():
        axes.annotate(
            f"{row.n_docs:,}", (row.n_mentions, at), (6, 0), textcoords="offset points", va="center", fontsize=SMALL
        )
    axes.set_yticks(rows.index, [shorten(name) for name in rows.entity])
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(0, max([1, *rows.n_mentions]) * 1.12)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel("mentions\n(the number: documents)", loc="left")


def _draw_sources(panels, rows: pd.DataFrame, drawn: pd.DataFrame, sources: pd.Series) -> None:
    """A panel a source, all on one scale: points with intervals, the number of its documents in the header."""
    place = pd.Series(rows.index, rows.entity)
    ends = [*drawn.doc_share, *drawn.doc_high.dropna()]
    room = 60 // max(3, len(sources))  # letters of a header
    top = min(100.0, 108 * max(ends, default=1)) or 1.0
    for panel, (source, n_docs) in zip(panels, sources.items(), strict=True):
        here = drawn[drawn.group == source]
        at = here["item"].map(place)
        panel.hlines(at, 100 * here.doc_low, 100 * here.doc_high, color=GREY, linewidth=0.8)
        for part, style in ((~here.is_thin, {"color": INK}), (here.is_thin, HOLLOW)):
            if part.any():
                panel.plot(100 * here.doc_share[part], at[part], "o", ms=3.2, clip_on=False, zorder=3, **style)
        name = "\n".join(shorten(line, room) for line in textwrap.wrap(source, room, max_lines=2, placeholder="…"))
        panel.set_title(f"{name}\n{n_docs:,} document{'' if n_docs == 1 else 's'}", loc="left", fontsize=SMALL + 0.5)
        panel.set_xlim(0, top)
        panel.tick_params(axis="y", length=0, labelleft=False)
        panel.grid(axis="y", color="#eeeeee", linewidth=0.5)
        panel.set_axisbelow(True)
        panel.locator_params(axis="x", nbins=3)
    panels[0].set_xlabel("% of its\ndocuments", loc="left")


def _tell_sources(drawn: pd.DataFrame, n_drawn: int, n_all: int) -> tuple[str, ...]:
    return (
        "Right: the share of each source's documents that name the entity.",
        "Lines: 95 % intervals." if drawn.doc_low.notna().any() else "",
        "A source with one document or one day has no interval." if drawn.doc_low.isna().any() else "",
        "Hollow grey points: fewer than 5 mentions or 5 days (or undated documents)." if drawn.is_thin.any() else "",
        "" if n_drawn == n_all else f"{n_drawn} of {n_all:,} sources are drawn, those with most documents.",
    )
