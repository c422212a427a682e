"""What another number of topics does: where the documents of each topic go."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, INK, PAGE_MM, draw_sentence, new_figure, say_below, styled
from broadsheet.topics.draw.marks import cut, name_topics, wrap

FEW = 8  # topics of which names in two lines fit a column
GAP_MM = 1.0
PALER = "#c8c8c8"


@styled
def draw_topic_flow(topic_flow: pd.DataFrame, quality_a: pd.DataFrame, quality_b: pd.DataFrame) -> Figure:
    """Bands from the topics of one model, left, to those of the other, right, as wide as the documents they share.

    ``topic_flow``: the table of that name; ``quality_a`` and ``quality_b``: the topic_quality tables that name its
    topics. Dark is a band with more than half of the documents of both its ends: the same topic again. Bold is a name
    without one. Left the topics stand by number, right beside where their documents come from. Raises InputError when
    a table is not of its shape.
    """
    flow = tables.check(topic_flow, "topic_flow")
    flow = flow[flow.n_docs > 0]
    if flow.empty:
        return draw_sentence("No document is in both models.")
    quality = {"topic_a": quality_a, "topic_b": quality_b}
    sizes = {side: _count_documents(flow, side, tables.check(quality[side], "topic_quality")) for side in quality}
    is_small = max(map(len, sizes.values())) <= FEW
    width, side_mm, slot_mm = (COLUMN_MM, 27, 5.6) if is_small else (PAGE_MM, 62, 2.9)
    per_doc = (55 if is_small else 90) / flow.n_docs.sum()
    orders = _order_sides(flow, sizes)
    spans = {side: _stack(sizes[side][orders[side]] * per_doc, slot_mm=slot_mm) for side in sizes}
    height = max(float(span.max(axis=None)) for span in spans.values())
    spans = {side: span + (height - float(span.max(axis=None))) / 2 for side, span in spans.items()}
    fig = new_figure(width, height + 18)
    axes = fig.subplots()
    axes.set(xlim=(0, width), ylim=(height + 2, -5))
    axes.set_axis_off()
    ends = (side_mm, width - side_mm)
    bands = _mark_same(flow, sizes)
    _draw_bands(axes, bands, spans, ends=ends, per_doc=per_doc)
    for side, x in zip(spans, ends, strict=True):
        names = name_topics(spans[side].index, quality[side])
        again = set(bands.loc[bands.is_same, side])
        _write_side(axes, spans[side], names, x=x, is_left=side == "topic_a", again=again, is_small=is_small)
    say_below(
        fig,
        f"Bands: {flow.n_docs.sum():,} documents by leading topic; dark: more than half of the documents of both ends.",
        "Bold: no dark band.",
    )
    return fig


def _count_documents(flow: pd.DataFrame, side: str, topic_quality: pd.DataFrame) -> pd.Series:
    """Documents that each topic of one side leads: of all its topics, and of topic 0 where it leads any."""
    n_docs = flow.groupby(side).n_docs.sum()
    topics = sorted({topic for topic in topic_quality.topic if topic > 0} | set(n_docs.index))
    return n_docs.reindex(topics, fill_value=0)


def _order_sides(flow: pd.DataFrame, sizes: dict[str, pd.Series]) -> dict[str, list[int]]:
    """Left by number, right by the mean place of where the documents come from; last what has none, and topic 0."""
    left = sorted(sizes["topic_a"].index, key=lambda topic: (topic == 0, topic))
    place = flow.topic_a.map({topic: at for at, topic in enumerate(left)})
    means = (place * flow.n_docs).groupby(flow.topic_b).sum() / flow.groupby("topic_b").n_docs.sum()
    means = means.reindex(sizes["topic_b"].index, fill_value=len(left)).round(9)
    right = sorted(means.index, key=lambda topic: (topic == 0, means[topic], topic))
    return {"topic_a": left, "topic_b": right}


def _stack(sizes: pd.Series, *, slot_mm: float) -> pd.DataFrame:
    """Upper and lower end of each block, one below the other; a name needs ``slot_mm`` also where a block does not."""
    slots = sizes.clip(lower=slot_mm) + GAP_MM
    middles = slots.cumsum() - slots / 2
    return pd.DataFrame({"upper": middles - sizes / 2, "lower": middles + sizes / 2})


def _mark_same(flow: pd.DataFrame, sizes: dict[str, pd.Series]) -> pd.DataFrame:
    """The flow with is_same: more than half of the documents of both ends."""
    is_half = [2 * flow.n_docs > flow[side].map(sizes[side]) for side in ("topic_a", "topic_b")]
    return flow.assign(is_same=is_half[0] & is_half[1])


def _draw_bands(axes, bands: pd.DataFrame, spans: dict, *, ends: tuple[float, float], per_doc: float) -> None:
    """Each band takes its part of both blocks, in the order of the blocks on the other side; dark ones lie below."""
    rank = {side: {topic: at for at, topic in enumerate(span.index)} for side, span in spans.items()}
    starts = {}
    for side, other in (("topic_a", "topic_b"), ("topic_b", "topic_a")):
        ordered = bands.loc[bands[other].map(rank[other]).sort_values(kind="stable").index]
        before = ordered.groupby(side).n_docs.cumsum() - ordered.n_docs
        starts[side] = (ordered[side].map(spans[side].upper) + before * per_doc).reindex(bands.index)
    for at, band in bands.sort_values("is_same", ascending=False, kind="stable").iterrows():
        color = GREY if band.is_same else PALER
        shape = _shape(ends, starts["topic_a"][at], starts["topic_b"][at], band.n_docs * per_doc)
        axes.add_patch(PathPatch(shape, facecolor=color, edgecolor=color, linewidth=0.15))


def _shape(ends: tuple[float, float], left: float, right: float, width: float) -> Path:
    (start, end), middle = ends, sum(ends) / 2
    points = [
        (start, left), (middle, left), (middle, right), (end, right), (end, right + width),
        (middle, right + width), (middle, left + width), (start, left + width), (start, left),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])


def _write_side(
    axes, spans: pd.DataFrame, names: list[str], *, x: float, is_left: bool, again: set[int], is_small: bool
) -> None:
    """Blocks, names outside of them, and how many topics this side has above."""
    n_topics, style = sum(topic > 0 for topic in spans.index), {"ha": "right" if is_left else "left", "va": "center"}
    axes.text(x, -2.5, f"K = {n_topics}", weight="bold", **style)
    beside = x - 1.4 if is_left else x + 1.4
    for name, (topic, span) in zip(names, spans.iterrows(), strict=True):
        axes.plot([x, x], [span.upper, span.lower], color=INK, linewidth=2, solid_capstyle="butt")
        weight = "normal" if topic in again or topic == 0 else "bold"
        words = wrap(name, 18) if is_small else cut(name, 42)
        axes.text(beside, (span.upper + span.lower) / 2, words, fontsize=6.2, linespacing=1.0, weight=weight, **style)
