"""What is near to what: topics as a tree, documents and topics on a map."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.spatial import KDTree

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, INK, PAGE_MM, PALE, SMALL, draw_sentence, new_figure, say_below, styled
from broadsheet.topics.draw.marks import HIGHEST_MM, cut, name_topics

ROW_MM, LEAST_ROW_MM = 4.2, 2.6  # of a topic in a list
NAME = 34  # letters of a name in a list
FEW = 8  # topics whose map fits a column
DISC_MM = 4.0  # across, around a topic's number
MANY = 3000  # documents; more points are a picture in the PDF and SVG too
MIXED, PURE = "#ababab", "#4d4d4d"  # of a document without and with a topic that has half of it
N_ROUNDS = 300


@styled
def draw_topic_tree(topic_tree: pd.DataFrame, topic_quality: pd.DataFrame) -> Figure:
    """Which topics are alike: joined from the right, the nearest first.

    ``topic_tree`` and ``topic_quality``: the tables of those names; topics are the nodes 1 to K, a join may name the
    joins before it. Topics that join early stand side by side; beside each its share of the text. The axis is what
    the table's ``height`` is, from 0. Raises InputError when a table is not of its shape.
    """
    joins = tables.check(topic_tree, "topic_tree").sort_values("node")
    quality = tables.check(topic_quality, "topic_quality")
    if joins.empty:
        return draw_sentence("A tree needs two topics.")
    if len(joins) == 1:
        return draw_sentence("No tree: two topics have one distance, and nothing to set it against.")
    leaves = _order_leaves(joins)
    row_mm = float(np.clip((HIGHEST_MM - 20) / len(leaves), LEAST_ROW_MM, ROW_MM))
    fig = new_figure(COLUMN_MM, 20 + row_mm * len(leaves))
    axes = fig.subplots()
    at = {leaf: (0.0, float(row)) for row, leaf in enumerate(leaves)}
    for join in joins.itertuples():
        (left, upper), (right, lower) = sorted((at[join.left], at[join.right]), key=lambda place: place[1])
        axes.plot([left, join.height, join.height, right], [upper, upper, lower, lower], color=INK, linewidth=0.8)
        at[join.node] = (join.height, (upper + lower) / 2)
    top = float(joins.height.max())
    if top > 0.8:
        axes.axvline(1, color=GREY, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
    axes.set(xlim=(max(top, 0.1) * 1.06, 0), ylim=(len(leaves) - 0.5, -0.5))
    axes.yaxis.tick_right()
    axes.set_yticks(range(len(leaves)), _name_with_share(leaves, quality), fontsize=6.5 if row_mm > 2.9 else SMALL)
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set_visible(True)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.set_xlabel("distance by words, 1 - cosine")
    say_below(
        fig, "After a name: its share of the text.", "Dotted: no nearer than to the whole corpus." if top > 0.8 else ""
    )
    return fig


@styled
def draw_topic_map(topic_map: pd.DataFrame, topic_quality: pd.DataFrame) -> Figure:
    """The documents as points, the topics as numbers among them; beside the map what the numbers stand for.

    ``topic_map`` and ``topic_quality``: the tables of those names. Only distances count, the map has no axes. A dark
    point is a document with at least half of it from one topic, a pale one is mixed. A number that would cover
    another stands beside its place, with a line to it. Raises InputError when a table is not of its shape.
    """
    rows, quality = tables.check(topic_map, "topic_map"), tables.check(topic_quality, "topic_quality")
    topics, documents = rows[rows.doc_id == ""].sort_values("topic"), rows[rows.doc_id != ""].sort_values("doc_id")
    if topics.empty:
        return draw_sentence("No topic to place.")
    names = _name_with_share(topics.topic, quality)
    is_small = len(topics) <= FEW
    row_mm = 3.4 if is_small else float(np.clip(130 / len(names), LEAST_ROW_MM, 3.8))
    if is_small:
        fig = new_figure(COLUMN_MM, 84 + row_mm * len(names))
        axes, key = fig.subplots(2, 1, height_ratios=[76, row_mm * len(names)])
    else:
        fig = new_figure(PAGE_MM, max(115, 12 + row_mm * len(names)))
        axes, key = fig.subplots(1, 2, width_ratios=[125, 54])
    _write_key(key, names, row_mm=row_mm)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color=PALE)
    _draw_documents(axes, documents)
    axes.plot(topics.x, topics.y, "o", ms=2, color=INK)
    axes.margins(0.06)
    _tell_points(fig, len(documents), covered=0.99)
    fig.draw_without_rendering()  # the layout is settled: millimetres can be told
    covered = _write_numbers(axes, topics, documents)
    _tell_points(fig, len(documents), covered=covered)
    return fig


def _order_leaves(joins: pd.DataFrame) -> list[int]:
    """The topics from top to bottom, so that no line crosses another; the side with the lowest number comes first."""
    below: dict[int, list[int]] = {}
    for join in joins.itertuples():
        sides = [below.get(side, [side]) for side in (join.left, join.right)]
        below[join.node] = [*min(sides), *max(sides)]
    return below[joins.node.iloc[-1]]


def _name_with_share(topics: Iterable[int], topic_quality: pd.DataFrame) -> list[str]:
    names, shares = name_topics(topics, topic_quality), topic_quality.set_index("topic").share
    return [f"{cut(name, NAME)}  {shares[topic]:.0%}" for topic, name in zip(topics, names, strict=True)]


def _write_key(key, names: list[str], *, row_mm: float) -> None:
    key.set_axis_off()
    for row, name in enumerate(names):
        key.annotate(
            name, (0, 1), (0, -(row + 0.5) * row_mm * 72 / 25.4), xycoords="axes fraction", textcoords="offset points",
            va="center", fontsize=6.5 if row_mm > 2.9 else SMALL, in_layout=False,
        )  # fmt: skip


def _draw_documents(axes, documents: pd.DataFrame) -> None:
    size = float(np.clip(60 / np.sqrt(len(documents) + 1), 1, 3))
    for rows, color in ((documents[documents.weight < 0.5], MIXED), (documents[documents.weight >= 0.5], PURE)):
        axes.plot(
            rows.x, rows.y, "o", ms=size, color=color, mew=0, alpha=0.8, rasterized=len(documents) > MANY, zorder=1
        )


def _tell_points(fig: Figure, n_docs: int, *, covered: float) -> None:
    say_below(
        fig,
        f"Points: {n_docs:,} documents, dark where one topic has at least half; {covered:.0%} lie beneath the numbers.",
        "After a name: its share of the text.",
    )


def _write_numbers(axes, topics: pd.DataFrame, documents: pd.DataFrame) -> float:
    """Each topic's number in a disc; discs that would cover each other are moved apart. The share of documents below.

    The layout must be settled, as discs are of one size on paper.
    """
    scale = 25.4 / axes.figure.dpi
    places, points = (axes.transData.transform(rows[["x", "y"]].to_numpy()) * scale for rows in (topics, documents))
    moved = _push_apart(places)
    data = axes.transData.inverted().transform(moved / scale)
    for topic, (x, y), (to_x, to_y) in zip(topics.topic, topics[["x", "y"]].to_numpy(), data, strict=True):
        axes.plot([x, to_x], [y, to_y], color=INK, linewidth=0.6, zorder=2)
        axes.plot(to_x, to_y, "o", ms=0.94 * DISC_MM * 72 / 25.4, mfc="white", mec=INK, mew=0.6, zorder=3)
        axes.text(to_x, to_y, str(topic), ha="center", va="center_baseline", fontsize=6.5, weight="bold", zorder=4)
    nearest = KDTree(moved).query(points)[0] if len(points) else np.empty(0)
    return float((nearest < DISC_MM / 2).sum()) / max(len(points), 1)


def _push_apart(places: np.ndarray) -> np.ndarray:
    """Centres of discs (millimetres), moved until none covers another; places that are one go apart by number."""
    moved = places + 1e-3 * np.column_stack([np.cos(np.arange(len(places))), np.sin(np.arange(len(places)))])
    for _ in range(N_ROUNDS):
        apart = moved[:, None] - moved
        far = np.linalg.norm(apart, axis=-1) + np.eye(len(moved)) * 1e9
        push = np.clip(DISC_MM * 1.02 - far, 0, None) / 2
        if not push.any():
            break
        moved = moved + (apart / far[..., None] * push[..., None]).sum(axis=1)
    return moved
