"""A network of names on paper."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from broadsheet import tables
from broadsheet.entities.draw.labels import write_labels
from broadsheet.entities.draw.names import KIND_WORDS, shorten
from broadsheet.figures import GREY, INK, KIND_STYLE, PAGE_MM, draw_sentence, new_figure, styled

WIDEST, LARGEST = 6, 6  # lines and markers grow up to this many sentences and documents; more are scaled down
KEY_MM, LONGEST = 24, 26  # of the key: height, and characters of a name
LOWEST_MM, HIGHEST_MM = 40, 190  # of the network, without its key
# faces of the largest groups: dark to light in print without colour, apart for the colour-blind (after Paul Tol)
GROUP_FACES = ("#2A1A80", "#1E9148", "#EE8866", "#EEDD88")
OTHER_FACE, NO_FACE = "white", "#bfbfbf"  # of a smaller group; of a name without a group, which has no rim either
ALL_WINDOWS, SOME, NONE = "-", "--", ":"


@styled
def draw_network(nodes: pd.DataFrame, edges: pd.DataFrame, *, centre: str | None = None) -> Figure:
    """Entities at their positions, a line for each edge; a key below says what each sign means.

    ``nodes`` and ``edges`` are those tables. A line is solid where sentence, paragraph and document all find the
    pair more than chance, dashed where one or two do, dotted where none does; where nothing could be tested, dashed
    when two documents or more have the pair, dotted when it rests on one. Lines grow with the sentences, markers with
    the documents. The shape is the kind, the face the group: the four largest have one each, smaller ones are white,
    and a name that is in no group (community 0: most seeds put it elsewhere) is grey without a rim; where no groups
    were looked for (no community_stability) all are white. No name covers another or a marker: long ones are cut (the
    tables have them whole), and names that find no place at 5 points are left out and counted below the picture.
    ``centre`` is a name to stand out, in the middle, its lines dark. Raises InputError when a table is not of its
    shape or has no such name.
    """
    tables.check(nodes, "nodes")
    tables.check(edges, "edges")
    if centre is not None and centre not in set(nodes.entity):
        raise tables.InputError(f"centre is {centre!r}, expected a name of nodes.entity; draw the nodes of take_ego.")
    if nodes.empty:
        return draw_sentence("No network: no two names share a sentence.")
    high = float(np.clip(28 + 2.3 * len(nodes), LOWEST_MM, HIGHEST_MM))
    fig = new_figure(PAGE_MM, high + KEY_MM)
    fig.set_layout_engine("none")  # names are fitted to these axes
    axes = fig.add_axes((0.005, KEY_MM / (high + KEY_MM), 0.99, high / (high + KEY_MM)))
    axes.set_axis_off()
    styles = _style_edges(edges)
    drawn = nodes.assign(area=_area(nodes.n_docs, nodes), face=_face(nodes))
    lines = _draw_edges(axes, drawn, edges.assign(style=styles), centre)
    _draw_markers(axes, drawn, centre)
    _set_limits(axes, drawn, centre)
    radius = np.sqrt(drawn.area) / 2 + 0.5
    n_left_out = write_labels(fig, axes, drawn.assign(radius=radius), lines, bold=centre)
    _draw_key(fig, drawn, edges, styles, n_left_out)
    return fig


def _style_edges(edges: pd.DataFrame) -> pd.Series:
    """The style of each line: what the windows say of it, or its documents where nothing was tested."""
    n_windows = edges.support.str.split().str.len()
    doubtful = (n_windows > 0) | (edges.q.isna() & (edges.n_docs >= 2))
    styles = np.where(n_windows == 3, ALL_WINDOWS, np.where(doubtful, SOME, NONE))
    return pd.Series(styles, index=edges.index, dtype="str")


def _area(n_docs, nodes: pd.DataFrame):
    """Area of a marker in square points."""
    return 16 + 14 * min(1.0, LARGEST / nodes.n_docs.max()) * n_docs


def _width(n_windows, edges: pd.DataFrame):
    """Width of a line in points."""
    return 0.5 + 0.35 * min(1.0, WIDEST / edges.n_windows.max()) * n_windows


def _face(nodes: pd.DataFrame) -> list[str]:
    faces = dict(enumerate([NO_FACE, *GROUP_FACES]))
    was_grouped = (nodes.community > 0) | nodes.community_stability.notna()
    return [
        faces.get(group, OTHER_FACE) if known else OTHER_FACE
        for group, known in zip(nodes.community, was_grouped, strict=True)
    ]


def _draw_edges(axes, nodes: pd.DataFrame, edges: pd.DataFrame, centre: str | None) -> np.ndarray:
    """A line for each edge, the strongest on top; out come the ends of all (n, 2, 2)."""
    place = nodes.set_index("entity")[["x", "y"]]
    ordered = edges.sort_values(["n_windows", "source", "target"])
    ends = np.stack([place.loc[ordered.source], place.loc[ordered.target]], axis=1)
    for line, edge in zip(ends, ordered.itertuples(), strict=True):
        own = centre in (edge.source, edge.target)
        axes.plot(
            *line.T, color=INK if own else GREY, lw=_width(edge.n_windows, edges), ls=edge.style,
            alpha=1 if own or centre is None else 0.6, zorder=1.5 if own else 1,
        )  # fmt: skip
    return ends


def _draw_markers(axes, nodes: pd.DataFrame, centre: str | None) -> None:
    for kind, (_, marker) in KIND_STYLE.items():
        part = nodes[nodes.kind == kind]
        if len(part):
            edge = np.where(part.face == NO_FACE, NO_FACE, INK)
            wide = np.where(part.entity == centre, 1.6, 0.6)
            axes.scatter(part.x, part.y, s=part.area, c=part.face, marker=marker, ec=edge, linewidths=wide, zorder=3)


def _set_limits(axes, nodes: pd.DataFrame, centre: str | None) -> None:
    """Room for names at the sides; ``centre`` in the middle."""
    for side, margin, limit in (("x", 0.1, axes.set_xlim), ("y", 0.08, axes.set_ylim)):
        low, high = nodes[side].min(), nodes[side].max()
        if centre is not None:
            middle = nodes.loc[nodes.entity == centre, side].iloc[0]
            reach = max(high - middle, middle - low)
            low, high = middle - reach, middle + reach
        room = margin * (high - low) or 1
        limit(low - room, high + room)


def _draw_key(fig: Figure, nodes: pd.DataFrame, edges: pd.DataFrame, styles: pd.Series, n_left_out: int) -> None:
    """What each sign means, only of signs that the picture has."""
    axes = fig.add_axes((0, 0, 1, KEY_MM * fig.dpi / 25.4 / fig.bbox.height))
    axes.set_axis_off()
    columns = {
        "Kind": _key_kinds(nodes), "Group": _key_groups(nodes),
        "Pair": _key_styles(edges, styles), "Size": _key_sizes(nodes, edges),
    }  # fmt: skip
    for (title, handles), left in zip(columns.items(), (0.01, 0.14, 0.42, 0.83), strict=True):
        if not handles:
            continue
        block = Legend(
            axes, handles, [handle.get_label() for handle in handles], title=title, fontsize=6, alignment="left",
            title_fontproperties={"size": 6, "weight": "bold"}, loc="upper left", bbox_to_anchor=(left, 0.97),
            borderaxespad=0, borderpad=0, labelspacing=0.35, handlelength=2.4, handletextpad=0.6,
        )  # fmt: skip
        axes.add_artist(block)
    if n_left_out:
        said = f"{n_left_out} of {len(nodes)} names have no room in the picture; the table of nodes has them."
        axes.text(0.01, 0.03, said, fontsize=6, color=GREY, va="bottom")


def _sign(marker: str, label: str, face: str = "white", size: float = 5, edge: str = INK) -> Line2D:
    return Line2D([], [], ls="none", marker=marker, ms=size, mfc=face, mec=edge, mew=0.6, label=label)


def _key_kinds(nodes: pd.DataFrame) -> list[Line2D]:
    return [_sign(KIND_STYLE[kind][1], KIND_WORDS[kind]) for kind in KIND_STYLE if kind in set(nodes.kind)]


def _key_groups(nodes: pd.DataFrame) -> list[Line2D]:
    """Each group by its most widespread name."""
    ranked = nodes.sort_values(["n_docs", "n_mentions", "entity"], ascending=[False, False, True])
    signs = []
    for group, face in enumerate(GROUP_FACES, start=1):
        names = ranked.entity[ranked.community == group]
        if len(names):
            first = shorten(names.iloc[0], LONGEST)
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            signs.append(_sign("o", first + more, face))
    if (nodes.community > len(GROUP_FACES)).any():
        signs.append(_sign("o", "a smaller group", OTHER_FACE))
    if (nodes.face == NO_FACE).any():
        signs.append(_sign("o", "in no group for sure", NO_FACE, edge=NO_FACE))
    return signs


def _key_styles(edges: pd.DataFrame, styles: pd.Series) -> list[Line2D]:
    if edges.q.isna().all() and not edges.support.any():
        words = {SOME: "too few to test; in two documents or more", NONE: "too few to test; in one document"}
    else:
        words = {
            ALL_WINDOWS: "more than chance in sentence, paragraph, document",
            SOME: "more than chance in one or two of these",
            NONE: "not more than chance in any",
        }
    return [
        Line2D([], [], color=GREY, lw=1.2, ls=style, label=label)
        for style, label in words.items()
        if (styles == style).any()
    ]


def _key_sizes(nodes: pd.DataFrame, edges: pd.DataFrame) -> list[Line2D]:
    """The smallest and the largest marker and line of the picture."""
    docs = sorted({nodes.n_docs.min(), nodes.n_docs.max()})
    signs = [_sign("o", _count(n, "document"), size=float(np.sqrt(_area(n, nodes)))) for n in docs]
    windows = sorted({edges.n_windows.min(), edges.n_windows.max()})
    return signs + [
        Line2D([], [], color=GREY, lw=float(_width(n, edges)), label=_count(n, "sentence")) for n in windows
    ]


def _count(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
