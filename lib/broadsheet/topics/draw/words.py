"""The words of topics: a panel each, bars with intervals, what the topic is worth above."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, INK, PAGE_MM, PALE, SMALL, draw_sentence, new_figure, say_below, styled
from broadsheet.topics.draw.marks import HIGHEST_MM, cut, wrap

ROW_MM, HEAD_MM, FOOT_MM = 2.75, 17, 9  # a term; the rest of a panel; small print
GAP_MM = 4  # between panels
FEWEST = 3  # terms: with fewer there is no telling what a topic is
LONGEST, LETTER_MM, BOLD_MM = 20, 1.27, 1.5  # letters of a term, and how wide they are
RARE = 0.5  # of the refits
WIDEST = 3  # heaviest bars that a panel is wide: longer lines would leave nothing of the bars


@styled
def draw_topic_terms(topic_terms: pd.DataFrame, topic_quality: pd.DataFrame, *, n_top_terms: int = 10) -> Figure:
    """A panel a topic: its heaviest terms as bars; above them its label, share of the text, coherence and stability.

    ``topic_terms``: that table, or ``topic_bars`` (its intervals are drawn as lines, terms found in less than half
    of the refits have a pale bar); ``topic_quality``: that table. Each panel has a scale of its own, as the weights
    of a topic add up to 1. What fits on a page is drawn: of many topics fewer terms, at least 3, then the first
    topics; the small print says so. Raises InputError when a table is not of its shape or ``n_top_terms`` is below 1.
    """
    if n_top_terms < 1:
        raise tables.InputError(f"n_top_terms is {n_top_terms}, expected 1 or more.")
    has_bars = "low" in topic_terms
    terms = tables.check(topic_terms, "topic_bars" if has_bars else "topic_terms").sort_values(["topic", "rank"])
    topics = tables.check(topic_quality, "topic_quality").sort_values("topic")
    topics = topics[topics.topic > 0]
    if topics.empty:
        return draw_sentence("No topic to draw.")
    n_columns = _count_columns(len(topics))
    n_rows, n_terms = _fit_page(-(-len(topics) // n_columns), n_top_terms)
    width = PAGE_MM if n_columns > 2 else COLUMN_MM
    fig = new_figure(width, FOOT_MM * PAGE_MM / width + n_rows * (HEAD_MM + ROW_MM * n_terms))
    fig.get_layout_engine().set(h_pad=0.02, hspace=0)
    panels = fig.subplots(n_rows, n_columns, squeeze=False).ravel()
    drawn = topics.head(len(panels))
    terms = terms[(terms["rank"] <= n_terms) & terms.topic.isin(drawn.topic)]
    for panel, topic in zip(panels, drawn.itertuples(), strict=False):
        _draw_bars(panel, terms[terms.topic == topic.topic], width=width / n_columns - GAP_MM, n_rows=n_terms)
        _write_head(panel, topic, width=width / n_columns - GAP_MM)
    for panel in panels[len(drawn) :]:
        panel.set_visible(False)
    is_rare = has_bars and (terms.found < RARE).any()
    say_below(
        fig,
        "Bars: share of the topic's term weight, on a scale of its own.",
        "Lines: 95 % interval." if has_bars and terms.low.notna().any() else "",
        "Arrow: it ends beyond the panel." if has_bars and _is_beyond(terms).any() else "",
        "Pale: a top term in less than half of the refits." if is_rare else "",
        f"Drawn are {n_terms} of {n_top_terms} terms." if n_terms < n_top_terms else "",
        f"Drawn are the {len(drawn)} largest of {len(topics)} topics." if len(drawn) < len(topics) else "",
    )
    return fig


def _count_columns(n_topics: int) -> int:
    """Rows that are filled, where that can be had: five topics stand in three and two."""
    return 3 if n_topics in (3, 5, 6, 9) else min(4, n_topics)


def _fit_page(n_rows: int, n_terms: int) -> tuple[int, int]:
    """Rows of panels and terms in each that a page holds; terms go first."""
    room = HIGHEST_MM - FOOT_MM
    n_terms = max(min(n_terms, FEWEST), min(n_terms, int((room / n_rows - HEAD_MM) / ROW_MM)))
    return min(n_rows, int(room / (HEAD_MM + ROW_MM * n_terms))), n_terms


def _draw_bars(panel, terms: pd.DataFrame, *, width: float, n_rows: int) -> None:
    """Bars to the right of 0, the terms to the left of it, in as much room as the longest there may be needs."""
    at, names = np.arange(len(terms)), [cut(term, LONGEST) for term in terms.term]
    top = 1.05 * float(np.nanmax(terms[["weight", *({"high"} & set(terms))]].to_numpy(), initial=1e-9))
    top = min(top, WIDEST * max(terms.weight.max(), 1e-9))
    part = LETTER_MM * (LONGEST + 1) / width
    left = -top * part / (1 - part)
    is_rare = terms.found < RARE if "found" in terms else terms.weight.isna()
    panel.barh(at, terms.weight, color=np.where(is_rare, PALE, GREY), height=0.64)
    if "low" in terms:
        panel.hlines(at, terms.low, terms.high.clip(upper=top), color=INK, linewidth=0.8)
        beyond = at[(terms.high > top).to_numpy()]
        arrows = {"marker": ">", "linestyle": "", "color": INK, "markersize": 2.2}
        panel.plot(np.full(len(beyond), 0.99 * top), beyond, **arrows)
    for row, name in zip(at, names, strict=True):
        panel.text(0.03 * left, row, name, ha="right", va="center", fontsize=6.2, in_layout=False)
    panel.axvline(0, color=GREY, linewidth=0.6)
    panel.set(xlim=(left, top), ylim=(n_rows - 0.4, -0.6), yticks=[])
    ticks = MaxNLocator(2, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top)
    panel.set_xticks(ticks[ticks <= top], [f"{100 * tick:.3g}%" for tick in ticks[ticks <= top]], fontsize=SMALL)
    panel.tick_params(pad=1.5, length=2)
    panel.spines["left"].set_visible(False)
    panel.spines["bottom"].set_bounds(0, top)


def _is_beyond(terms: pd.DataFrame) -> pd.Series:
    return terms.high > WIDEST * terms.groupby("topic").weight.transform("max")


def _write_head(panel, topic, *, width: float) -> None:
    """Label in up to two lines, and two lines of numbers; room for all four is kept, for panels of one size."""
    told = f"{topic.share:.0%} of the text, NPMI {topic.npmi:.2f}\nstability {topic.stability:.2f}"
    if topic.stability_low < topic.stability_high:
        told += f" ({topic.stability_low:.2f} to {topic.stability_high:.2f})"
    label = wrap(f"{topic.topic} {topic.label}", int(width / BOLD_MM))
    panel.set_title(" \n" * 4, loc="left", fontsize=SMALL, pad=3)
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom", "in_layout": False}
    panel.annotate(told, (0, 1), (0, 3), fontsize=SMALL, **place)
    panel.annotate(label, (0, 1), (0, 19), fontsize=6.8, weight="bold", linespacing=1.05, **place)
