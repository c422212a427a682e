"""Whether pairs of names hang on the window in which they are counted, on paper."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from broadsheet import tables
from broadsheet.entities.draw.names import shorten
from broadsheet.figures import COLUMN_MM, GREY, INK, PALE, draw_sentence, new_figure, say_below, styled

# window: columns of edges with its number and its q, marker, place in the row
WINDOWS = {
    "sentence": ("n_windows", "q", "o", 0.22),
    "paragraph": ("in_paragraph", "q_paragraph", "s", 0.0),
    "document": ("in_document", "q_document", "^", -0.22),
}
ROOM = 21  # Latin letters of a name
LEVEL = 0.05  # up to this q a mark is full; "5 %" in words below


def pick_windows(edges: pd.DataFrame, *, most: int = 15) -> pd.DataFrame:
    """The rows of edges that ``draw_windows`` draws, from above, with their ranks as sentence, paragraph, document."""
    ranks = {
        window: edges[number].rank(method="min", ascending=False).astype("int64")
        for window, (number, *_) in WINDOWS.items()
    }
    ranked = edges.assign(**ranks)
    best = ranked.assign(best=ranked[list(WINDOWS)].min(axis=1)).sort_values(["best", *WINDOWS, "source", "target"])
    first = best.head(most).drop(columns="best")
    return first.sort_values([*WINDOWS, "source", "target"], ignore_index=True)


@styled
def draw_windows(edges: pd.DataFrame, *, most: int = 15) -> Figure:
    """The pairs that stand first in some window, and where each stands in the others.

    ``edges``: the table of that name. A rank is 1 plus the number of pairs that share more sentences (paragraphs,
    documents), among the pairs of the table, so pairs with as many have one rank. Drawn are the ``most`` pairs with
    the best rank in any window, in the order of their ranks in sentences: marks close together are a pair that does not
    hang on the window, a triangle far to the left of the others one that only the document makes. Marks are
    full where the pair is more than chance in that window (q at most 5 %), hollow where it is not, and grey where
    that was not tested. Raises InputError when the table is not of its shape.
    """
    if tables.check(edges, "edges").empty:
        return draw_sentence("No pair: no two names share a sentence.")
    rows = pick_windows(edges, most=most).iloc[::-1].reset_index(drop=True)
    fig = new_figure(COLUMN_MM, 30 + 6 * len(rows))
    axes = fig.subplots()
    ranks = rows[list(WINDOWS)]
    offsets = [offset for *_, offset in WINDOWS.values()]
    axes.plot(ranks.T, np.add.outer(offsets, rows.index), color=PALE, linewidth=1.2, zorder=1)
    for window, (_, q, marker, offset) in WINDOWS.items():
        _draw_marks(axes, rows[window], rows.index + offset, rows[q], marker)
        axes.plot([], [], marker, ms=4, mec=INK, mfc="white", mew=0.7, label=window)  # full would tell what is below
    pairs = zip(rows.source, rows.target, strict=True)
    axes.set_yticks(rows.index, [f"{shorten(source, ROOM)} –\n{shorten(target, ROOM)}" for source, target in pairs])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xscale("log")
    axes.set_xlim(0.8, 1.3 * max(2, ranks.max(axis=None)))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if ranks.max(axis=None) < 50 else (1,)))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(axis="y", length=0, labelsize=6)
    axes.set_xlabel(f"rank among {len(edges):,} pairs, 1 shares most", loc="left")
    fig.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    say_below(fig, *_tell(rows, len(edges)))
    return fig


def _draw_marks(axes, ranks: pd.Series, at: pd.Index, q: pd.Series, marker: str) -> None:
    """Full, hollow, and hollow grey marks: more than chance, not more, not tested."""
    for part, edge, face in ((q <= LEVEL, INK, INK), (q > LEVEL, INK, "white"), (q.isna(), GREY, "white")):
        axes.plot(ranks[part], at[part], marker, ms=4, mec=edge, mfc=face, mew=0.7, zorder=3)


def _tell(rows: pd.DataFrame, n_edges: int) -> tuple[str, ...]:
    tested = rows[[q for _, q, *_ in WINDOWS.values()]]
    return (
        f"The {len(rows)} of {n_edges:,} pairs with the best rank in any window." if len(rows) < n_edges else "",
        "Full: more than chance there (q ≤ 5 %)." if (tested <= LEVEL).any(axis=None) else "",
        "Hollow: not more." if (tested > LEVEL).any(axis=None) else "",
        "Grey: too few to test." if tested.isna().any(axis=None) else "",
        "Only pairs that share a sentence are ranked.",
    )
