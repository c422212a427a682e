"""Where names stand in the drawing of a network: the same place for the same network, and next week too."""

import random

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from broadsheet import tables
from broadsheet.entities.network import count_names
from broadsheet.errors import InputError

N_STEPS = 1000  # of Fruchterman and Reingold's method
FAR = 1e6  # a bound that binds nothing
ROOM, N_PUSHES = np.array([2.2, 0.8]), 60  # of a name, in the layout's units, of which an edge is about one
EDGE = 1e-9  # boxes that share a border do not overlap


def place_entities(
    mentions: pd.DataFrame, edges: pd.DataFrame, *, positions: pd.DataFrame | None = None, random_state: int = 0
) -> pd.DataFrame:
    """Positions for the entities of ``edges``: the nodes table, without communities (``join_communities``).

    Fruchterman and Reingold's layout (igraph) on sorted nodes and edges from a seeded start,
    so that the order of the input does not matter; names that would stand too close to be read are then pushed
    apart. Parts that do not touch are laid out alone and packed side by side. Positions are rounded to three digits.
    ``positions`` (entity, x, y; the nodes of a former run) are kept: only names that are new are placed,
    beside their partners, or below everything when they have none among the old. Who has no x or no y there counts
    as new; an InputError for a name that has two positions.
    """
    import igraph

    if edges.empty:
        return tables.make("nodes")
    pairs = edges.sort_values(["source", "target"])
    names = pd.Index(sorted({*pairs.source, *pairs.target}), dtype="str")
    ends = np.column_stack([names.get_indexer(pairs.source), names.get_indexer(pairs.target)])
    graph = igraph.Graph(n=len(names), edges=ends.tolist())
    igraph.set_random_number_generator(random.Random(random_state))
    placed = _recall(positions, names)
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part))
    fresh = [part for part in parts if np.isnan(placed[part, 0]).all()]
    for part in parts:
        if part not in fresh:
            placed[part] = _place_beside(graph.induced_subgraph(part), placed[part])
    bottom = 0.0 if np.isnan(placed[:, 1]).all() else float(np.nanmin(placed[:, 1])) - 1.5
    boxes = [
        _spread(np.array(graph.induced_subgraph(part).layout_fruchterman_reingold(niter=N_STEPS, grid=False).coords))
        for part in fresh
    ]
    for part, box in zip(fresh, _pack(boxes), strict=True):
        placed[part] = box + np.array([0.0, bottom])
    counted = count_names(mentions[mentions.entity.isin(names)]).set_index("entity").loc[names].reset_index()
    nodes = counted.assign(community=0, community_stability=np.nan, x=placed[:, 0].round(3), y=placed[:, 1].round(3))
    return tables.make("nodes", nodes)


def _recall(positions: pd.DataFrame | None, names: pd.Index) -> np.ndarray:
    """The old positions of the names, missing where there is none to keep."""
    if positions is None:
        return np.full((len(names), 2), np.nan)
    if positions.entity.duplicated().any():
        twice = positions.entity[positions.entity.duplicated()].iloc[0]
        raise InputError(f"positions has two rows for {twice!r}, expected one a name. Leave one of them out.")
    placed = positions.set_index("entity")[["x", "y"]].reindex(names).to_numpy(dtype=float)
    return np.where(np.isfinite(placed).all(axis=1, keepdims=True), placed, np.nan)


def _spread(points: np.ndarray) -> np.ndarray:
    """Push apart what stands closer than a name has room, wider than high, a little at a time."""
    points = points / ROOM
    for _ in range(N_PUSHES):
        one, two = np.sort(cKDTree(points).query_pairs(1.0, output_type="ndarray"), axis=1).T
        if not len(one):
            break
        way = points[one] - points[two]
        apart = np.maximum(np.hypot(way[:, 0], way[:, 1]), EDGE)
        push = 0.25 * way * ((1 - apart) / apart)[:, None]
        order = np.lexsort((two, one))  # the sums below do not depend on how the tree was walked
        for at, signed in ((one, push), (two, -push)):
            for side in (0, 1):
                points[:, side] += np.bincount(at[order], signed[order, side], len(points))
    return points * ROOM


def _place_beside(graph, placed: np.ndarray) -> np.ndarray:
    """Positions of a part of which some are known and stay: new names start at the middle of their known partners."""
    new = np.isnan(placed[:, 0])
    if not new.any():
        return placed
    middle = np.nanmean(placed, axis=0)
    known = [[at for at in graph.neighbors(name) if not new[at]] for name in range(len(placed))]
    start = [placed[near].mean(axis=0) if near else middle for near in known]
    # names that start at one point would never part: each is moved a little, in its own direction
    turn = np.arange(len(placed)) * np.pi * (3 - np.sqrt(5))
    start = np.where(new[:, None], np.array(start) + 0.5 * np.column_stack([np.cos(turn), np.sin(turn)]), placed)
    low, high = np.where(new[:, None], -FAR, placed), np.where(new[:, None], FAR, placed)
    bounds = {"minx": low[:, 0], "maxx": high[:, 0], "miny": low[:, 1], "maxy": high[:, 1]}
    laid = graph.layout_fruchterman_reingold(
        seed=start.tolist(), niter=N_STEPS, grid=False, **{side: values.tolist() for side, values in bounds.items()}
    )
    return np.where(new[:, None], np.array(laid.coords), placed)


def _pack(boxes: list[np.ndarray]) -> list[np.ndarray]:
    """Lay point sets side by side, the first at the top left, in all about one and a half times as wide as high.

    Each stands as high as it can, then as far left. Small sets stand upright, and there is room for a label to the
    right of each.
    """
    if not boxes:
        return []
    upright = [
        points[:, ::-1] if len(points) <= 4 and np.ptp(points[:, 0]) > np.ptp(points[:, 1]) else points
        for points in boxes
    ]
    upright = [points - points.min(axis=0) for points in upright]
    sizes = np.array([points.max(axis=0) + np.array([3.5, 1.5]) for points in upright])
    wide = max(float(sizes[0][0]) + 5, 1.5 * float(np.sqrt(sizes.prod(axis=1).sum())))
    taken = np.zeros((0, 4))  # left, top, right, bottom; down is positive
    packed = []
    for points, (width, height) in zip(upright, sizes, strict=True):
        left, top = _find_room(taken, width, height, wide)
        taken = np.vstack([taken, [left, top, left + width, top + height]])
        packed.append(points + np.array([left, -top - height]))
    return packed


def _find_room(taken: np.ndarray, width: float, height: float, wide: float) -> tuple[float, float]:
    """The highest, then leftmost, place for a box: at the left, or beside one that is there, and below another."""
    lefts = np.unique(np.append(taken[:, 2][taken[:, 2] + width <= wide], 0.0))
    tops = np.unique(np.append(taken[:, 3], 0.0))
    for top in tops:
        beside = (taken[:, 1] < top + height - EDGE) & (taken[:, 3] > top + EDGE)
        over = (taken[:, 0] < lefts[:, None] + width - EDGE) & (taken[:, 2] > lefts[:, None] + EDGE)
        free = lefts[~(over & beside).any(axis=1)]
        if len(free):
            return float(free[0]), float(top)
    raise AssertionError("below everything there is always room")  # pragma: no cover
