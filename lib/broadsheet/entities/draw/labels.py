"""Names beside their markers: none covers another name or a marker, none leaves the picture."""

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from broadsheet.entities.draw.names import shorten
from broadsheet.figures import GREY, INK, find_missing, spell_label

SIZES = (6.5, 6.0, 5.5, 5.0)  # points; the first at which every name has a place
LINE, CUT = 22, 26  # characters: a longer name takes two lines; what is longer than a line holds is cut
PAD = 1.2  # points of white around a name, which also covers what other resolutions make of its width
RINGS = (0.0, 3.0, 7.0, 12.0, 18.0, 26.0, 36.0, 48.0, 62.0)  # points between marker and name
LEADER = 7.0  # points from which on a thin line leads from the name to its marker
N_TURNS = 16  # directions in which a name may stand
N_SWEEPS = 12
FLAT = 1e-12  # points, for no length at all
FULL = 0.4  # of the picture below names: they will not all fit
COVERED = 1e4  # what covering a name or a marker costs; a point of line below a name costs 1


def split_name(name: str) -> str:
    """The name as the picture has it: in two lines when it is long, with an ellipsis when it is longer than both."""
    if shorten(name, LINE) == name:
        return name
    gaps = [at for at, char in enumerate(name[: CUT + 1]) if char == " " and at > 3]
    gaps = [at for at in gaps if shorten(name[:at], CUT) == name[:at]]
    if not gaps:
        return shorten(name, CUT)
    at = min(gaps, key=lambda gap: abs(gap - min(len(name), 2 * CUT) / 2))
    return name[:at] + "\n" + shorten(name[at + 1 :], CUT)


def write_labels(fig: Figure, axes, nodes: pd.DataFrame, lines: np.ndarray, *, bold: str | None = None) -> int:
    """Write each name of ``nodes`` (entity, n_docs, n_mentions, x, y, radius: of the marker, in points) into ``axes``.

    ``lines`` are the edges (n, 2, 2; data units), which names avoid where they can. A name that stands further off
    gets a thin line to its marker. All names share the largest size at which each has a place of its own; at 5
    points the least widespread of those that do not are left out. What comes out is how many are.
    """
    ordered = nodes.sort_values(["n_docs", "n_mentions", "entity"], ascending=[False, False, True])
    if bold is not None:
        ordered = ordered.sort_values("entity", key=lambda names: names != bold, kind="stable")
    if ordered.empty:
        return 0
    scale = fig.dpi / 72
    points = axes.transData.transform(ordered[["x", "y"]].to_numpy()) / scale
    frame = axes.get_window_extent().extents / scale
    segments = (axes.transData.transform(lines.reshape(-1, 2)) / scale).reshape(-1, 4)
    texts = [_write(axes, node, bold=node.entity == bold) for node in ordered.itertuples()]
    missing = find_missing(fig)
    for size in SIZES:
        sizes = _measure(fig, texts, size, missing)
        is_full = (sizes + PAD).prod(axis=1).sum() > FULL * (frame[2:] - frame[:2]).prod()
        if is_full and size > SIZES[-1]:
            continue
        room = _Room(points, ordered.radius.to_numpy(), sizes, frame, segments)
        places = room.settle(is_full=is_full)
        left_out = np.flatnonzero(places < 0)
        if not len(left_out):
            break
    for at, text in enumerate(texts):
        text.set_position(tuple(room.boxes[at, places[at], :2] - points[at]))
        if at in left_out:
            text.remove()
    leaders = room.leaders[np.arange(len(texts)), places]
    leaders = leaders[(leaders[:, :2] != leaders[:, 2:]).any(axis=1) & ~np.isin(np.arange(len(texts)), left_out)]
    ends = axes.transData.inverted().transform(leaders.reshape(-1, 2) * scale).reshape(-1, 2, 2)
    axes.add_collection(LineCollection(ends, colors=GREY, linewidths=0.35, zorder=2.5), autolim=False)
    return len(left_out)


def _write(axes, node, *, bold: bool):
    return axes.annotate(
        split_name(node.entity), (node.x, node.y), (0, 0), textcoords="offset points", color=INK, zorder=4,
        ha="left", va="bottom", multialignment="center", linespacing=1.0, weight="bold" if bold else "normal",
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.2},
    )  # fmt: skip


def _measure(fig: Figure, texts: list, size: float, missing: set[str]) -> np.ndarray:
    """Width and height of each text in points, as ``figures.save`` prints it where a letter has no font."""
    codes = str.maketrans({char: f" U+{ord(char):04X} " for char in missing})
    renderer, measured = fig.canvas.get_renderer(), []
    for text in texts:
        text.set_fontsize(size)
        name = text.get_text()
        text.set_text(spell_label(name, codes))
        extent = text.get_window_extent(renderer)
        text.set_text(name)
        measured.append((extent.width, extent.height))
    return np.array(measured) * 72 / fig.dpi


class _Room:
    """Where names may stand (boxes, in points: name, place, left bottom right top) and what each place costs."""

    def __init__(self, points, radius, sizes, frame, segments):
        turn = np.arange(N_TURNS) * 2 * np.pi / N_TURNS
        ring, turn = (part.ravel() for part in np.meshgrid(RINGS, turn, indexing="ij"))
        way = np.column_stack([np.cos(turn), np.sin(turn)])
        reach = radius[:, None] + PAD + ring
        anchor = points[:, None] + reach[..., None] * way
        low = anchor - sizes[:, None] * (1 - way) / 2
        self.boxes = np.concatenate([low, low + sizes[:, None]], axis=-1)
        self.wide = self.boxes + PAD * np.array([-0.5, -0.5, 0.5, 0.5])
        near = np.clip(points[:, None], self.boxes[..., :2], self.boxes[..., 2:])
        start = points[:, None] + radius[:, None, None] * way
        self.leaders = np.concatenate([start, np.where((ring < LEADER)[:, None], start, near)], axis=-1)
        self.leads = ring >= LEADER
        own = 0.6 * ring + 6 * self.leads + 1.5 * (1 - way[:, 0])
        self.cost = np.array(
            [own + self._count_fixed(at, points, radius, frame, segments) for at in range(len(points))]
        )
        hull = np.hstack([self.wide[..., :2].min(axis=1), self.wide[..., 2:].max(axis=1)])
        beside = (hull[:, None, :2] < hull[None, :, 2:]).all(axis=-1)
        self.near = beside & beside.T & ~np.eye(len(points), dtype=bool)

    def _count_fixed(self, at: int, points, radius, frame, segments) -> np.ndarray:
        """The cost of the places of one name that does not depend on where other names stand."""
        boxes, wide = self.boxes[at], self.wide[at]
        outside = np.clip(frame[:2] - wide[:, :2], 0, None) + np.clip(wide[:, 2:] - frame[2:], 0, None)
        markers = np.hstack([points - radius[:, None], points + radius[:, None]])
        covered = (_overlap(wide[:, None], markers) > 0).sum(axis=-1)
        others = np.delete(points, at, axis=0)
        close = np.clip(8 - _gap(boxes[:, None], others), 0, None).sum(axis=-1)
        low, high = np.minimum(segments[:, :2], segments[:, 2:]), np.maximum(segments[:, :2], segments[:, 2:])
        passing = ((low < wide[:, 2:].max(axis=0)) & (high > wide[:, :2].min(axis=0))).all(axis=1)
        beneath = _cut(wide[:, None], segments[passing]).sum(axis=-1)
        return COVERED * (10 * (outside.sum(axis=-1) > 0) + covered) + beneath + 4 * close

    def settle(self, *, is_full: bool) -> np.ndarray:
        """A place for each name, -1 for none: again and again each takes the cheapest, until none moves.

        At first names may cover each other, which drives them apart; in the last sweeps, and in all where there is
        no room anyhow, what would cover something steps back.
        """
        places = np.full(len(self.cost), -1)
        for strict in (True,) if is_full else (False, True):
            waiting = np.ones(len(places), dtype=bool)
            for _ in range(2 if is_full else N_SWEEPS):
                turn = 1 if is_full or not strict else -1  # what steps back first is what is least widespread
                for at in np.flatnonzero(waiting)[::turn]:
                    waiting[at] = False
                    best = self._choose(at, places, strict=strict)
                    if best != places[at]:
                        places[at] = best
                        waiting |= self.near[at]
                if not waiting.any():
                    break
        return places

    def _choose(self, at: int, places: np.ndarray, *, strict: bool) -> int:
        """The cheapest place of a name beside those that have one; where strict, one that covers nothing, or -1."""
        which = np.flatnonzero(self.cost[at] < COVERED) if strict else np.arange(len(self.cost[at]))
        if not len(which):
            return -1
        cost = np.round(self.cost[at, which] + self._count_names(at, which, places), 3)
        best = int(np.argmin(cost))
        return -1 if strict and cost[best] >= COVERED else int(which[best])

    def _count_names(self, at: int, which: np.ndarray, places: np.ndarray) -> np.ndarray:
        """What these places of one name cost beside the other names where they stand."""
        others = np.flatnonzero(self.near[at] & (places >= 0))
        wide, taken = self.wide[at, which][:, None], self.wide[others, places[others]]
        area = _overlap(wide, taken)
        led = others[self.leads[places[others]]]
        cost = (COVERED * (area > 0) + area).sum(axis=-1)
        cost += 4 * _cut(wide, self.leaders[led, places[led]]).sum(axis=-1)
        own = self.leads[which]
        cost[own] += 4 * _cut(taken, self.leaders[at, which[own]][:, None]).sum(axis=-1)
        return cost


def _overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Area that two boxes share; the last axis is left, bottom, right, top."""
    wide, high = (
        np.minimum(boxes[..., side + 2], others[..., side + 2]) - np.maximum(boxes[..., side], others[..., side])
        for side in (0, 1)
    )
    return np.clip(wide, 0, None) * np.clip(high, 0, None)


def _gap(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Distance from points to boxes, 0 inside."""
    aside = np.maximum(np.maximum(boxes[..., :2] - points, points - boxes[..., 2:]), 0)
    return np.hypot(aside[..., 0], aside[..., 1])


def _cut(boxes: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """Length of the segments (x, y, x, y) that lies in the boxes (Liang and Barsky 1984)."""
    enter, leave = 0.0, 1.0
    way = segments[..., 2:] - segments[..., :2]
    for side in (0, 1):
        step = np.where(way[..., side] == 0, FLAT, way[..., side])  # a line along a side is inside or far away
        one = (boxes[..., side] - segments[..., side]) / step
        two = (boxes[..., side + 2] - segments[..., side]) / step
        enter, leave = np.maximum(enter, np.minimum(one, two)), np.minimum(leave, np.maximum(one, two))
    return np.clip(leave - enter, 0, None) * np.hypot(way[..., 0], way[..., 1])
