"""Names and networks on paper."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from broadsheet.figures import COLUMN_MM, GREY, INK, KIND_STYLE, PAGE_MM, new_figure, styled

WIDEST, LARGEST = 8, 6  # lines and markers grow up to this many sentences and documents; more are scaled down
KIND_WORDS = {"PERSON": "person", "PLACE": "place", "ORG": "organisation"}


@styled
def draw_names(names: pd.DataFrame, *, n_top: int = 20) -> Figure:
    """The most widespread names: mentions as a lollipop, documents as a number, kind as marker."""
    rows = names.head(n_top).iloc[::-1].reset_index(drop=True)
    fig = new_figure(COLUMN_MM, 24 + 4.2 * len(rows))
    axes = fig.subplots()
    axes.hlines(rows.index, 0, rows.n_mentions, color=GREY, linewidth=0.8)
    for kind, (colour, marker) in KIND_STYLE.items():
        part = rows[rows.kind == kind]
        if len(part):
            axes.plot(part.n_mentions, part.index, marker, color=colour, ms=4.5, label=KIND_WORDS[kind])
    for at, row in rows.iterrows():
        axes.annotate(
            f"{row.n_docs}", (row.n_mentions, at), (6, 0), textcoords="offset points", va="center", fontsize=6
        )
    axes.set_yticks(rows.index, rows.entity)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(0, max([1, *rows.n_mentions]) * 1.12)
    axes.set_xlabel("mentions (the number: documents)")
    fig.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    return fig


@styled
def draw_network(nodes: pd.DataFrame, edges: pd.DataFrame) -> Figure:
    """Entities at their positions, a line for each edge, as wide as its sentences.

    A marker grows with its documents and shows the kind by shape and colour; a line grows with its sentences.
    A dashed line rests on a single document.
    """
    fig = new_figure(PAGE_MM, 135)
    axes = fig.subplots()
    width = 0.5 * min(1.0, WIDEST / edges.n_windows.max())
    area = 14 * min(1.0, LARGEST / nodes.n_docs.max())
    place = nodes.set_index("entity")[["x", "y"]]
    for edge in edges.sort_values(["n_windows", "source", "target"]).itertuples():
        ends = place.loc[[edge.source, edge.target]]
        style = (0, (3, 2)) if edge.n_docs == 1 else "-"
        thick = 0.5 + width * edge.n_windows
        axes.plot(ends.x, ends.y, color=GREY, lw=thick, ls=style, zorder=1, solid_capstyle="round")
    for kind, (colour, marker) in KIND_STYLE.items():
        part = nodes[nodes.kind == kind]
        if len(part):
            axes.scatter(
                part.x, part.y, s=16 + area * part.n_docs, c=colour, marker=marker, label=KIND_WORDS[kind], zorder=2
            )
    axes.margins(0.08)
    axes.set_axis_off()
    legend = fig.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    for handle in legend.legend_handles:
        handle.set_sizes([30])
    _label(fig, axes, nodes)
    return fig


def _label(fig: Figure, axes, nodes: pd.DataFrame) -> None:
    """Put each name beside its marker where it covers least and is nearest to no other marker:
    two dozen places are tried, the most widespread names first, in a fixed order."""
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    points = axes.transData.transform(nodes[["x", "y"]].to_numpy())
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    ordered = nodes.assign(px=points[:, 0], py=points[:, 1]).sort_values(
        ["n_docs", "n_mentions", "entity"], ascending=[False, False, True]
    )
    frame = axes.get_window_extent(renderer)
    for node in ordered.itertuples():
        text = axes.annotate(
            node.entity, (node.x, node.y), (0, 0), textcoords="offset points", fontsize=6.5, color=INK, zorder=3,
            bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.3},
        )  # fmt: skip
        extent = text.get_window_extent(renderer)
        width, height = extent.width, extent.height
        scale = fig.dpi / 72
        places = _places(width, height, scale)
        others = points[(points != [node.px, node.py]).any(axis=1)]
        boxes = [(node.px + dx, node.py + dy, node.px + dx + width, node.py + dy + height) for dx, dy in places]
        cost = [
            _cover(box, taken, frame) + _confusion(box, others, 10 * scale) + 2 * abs(dy + height / 2)
            for box, (_, dy) in zip(boxes, places, strict=True)
        ]
        best = places[int(np.argmin(np.round(cost, 3)))]
        text.set_position((best[0] / scale, best[1] / scale))
        taken.append(boxes[places.index(best)])


def _places(width: float, height: float, scale: float) -> list[tuple[float, float]]:
    gap = 5 * scale
    across = (gap, -width / 2, -gap - width)
    rings = [1, 2.4, 3.8]
    return [
        (dx, dy)
        for ring in rings
        for dx, dy in (
            (across[0], -height / 2), (across[1], gap * ring),
            (across[1], -gap * ring - height), (across[2], -height / 2),
            (across[0], gap * ring - height / 2), (across[2], gap * ring - height / 2),
            (across[0], -gap * ring - height / 2), (across[2], -gap * ring - height / 2),
        )
    ]  # fmt: skip


def _cover(box: tuple[float, float, float, float], taken: list, frame) -> float:
    """Pixels of ``box`` that cover a marker or a name, and, counted heavily, its reach out of the frame."""
    left, bottom, right, top = box
    boxes = np.array(taken)
    wide = np.clip(np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left), 0, None)
    high = np.clip(np.minimum(boxes[:, 3], top) - np.maximum(boxes[:, 1], bottom), 0, None)
    outside = max(0, frame.x0 - left) + max(0, right - frame.x1) + max(0, frame.y0 - bottom) + max(0, top - frame.y1)
    return float((wide * high).sum()) + 1000 * outside


def _confusion(box: tuple[float, float, float, float], others: np.ndarray, near: float) -> float:
    """How much nearer than ``near`` pixels the box comes to markers that are not its own."""
    left, bottom, right, top = box
    across = np.maximum(np.maximum(left - others[:, 0], others[:, 0] - right), 0)
    along = np.maximum(np.maximum(bottom - others[:, 1], others[:, 1] - top), 0)
    return 10 * float(np.clip(near - np.hypot(across, along), 0, None).sum())
