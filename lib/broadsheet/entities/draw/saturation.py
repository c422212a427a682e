"""How much of a corpus's names a sample of its documents has met, on paper."""

import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, INK, SMALL, draw_sentence, new_figure, say_below, styled


@styled
def draw_saturation(saturation: pd.DataFrame) -> Figure:
    """Names expected by documents read, and the share of the places of names whose name is known by then.

    ``saturation``: the table of that name (``find_names``, ``count_saturation``). Above, the names, and those in two
    documents or more; below, the coverage in percent, the last value written out. Lines are for documents in random
    order; what was read with chosen sentences (``is_chosen``) is a diamond that no line joins. One place is one name
    in one document, so the coverage is of what is named often; of the rare names the share that was met is smaller.
    Raises InputError when the table is not of its shape.
    """
    rows = tables.check(saturation, "saturation").sort_values("n_docs")
    if rows.empty:
        return draw_sentence("No curve: no name was found in the documents that were read.")
    fig = new_figure(COLUMN_MM, 84)
    above, below = fig.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    last = rows.iloc[-1]
    _draw_curve(above, rows, "n_names", label="names")
    _draw_curve(above, rows, "n_repeated", label="in 2 documents or more", linestyle=(0, (4, 2)), is_open=True)
    _draw_curve(below, rows.assign(coverage=100 * rows.coverage), "coverage")
    below.annotate(
        f"{100 * last.coverage:.0f} %", (last.n_docs, 100 * last.coverage), (0, 4), textcoords="offset points",
        ha="right", fontsize=SMALL + 0.5,
    )  # fmt: skip
    above.set_ylabel("names expected")
    above.set_ylim(0, 1.08 * max(1.0, rows.n_names.max()))
    above.yaxis.set_major_formatter("{x:,.0f}")
    fig.legend(*above.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    below.set(xlabel="documents read", ylabel="% of places", ylim=(0, 112), yticks=[0, 50, 100])
    below.axhline(100, color=GREY, linewidth=0.5)
    below.set_xlim(0, 1.03 * last.n_docs)
    below.xaxis.get_major_locator().set_params(integer=True)
    below.xaxis.set_major_formatter("{x:,.0f}")
    say_below(fig, *_tell(rows))
    return fig


def _draw_curve(axes, rows: pd.DataFrame, column: str, *, label="", linestyle="-", is_open: bool = False) -> None:
    drawn, chosen = rows[~rows.is_chosen], rows[rows.is_chosen]
    style = {"marker": "o", "markersize": 2.4} if len(drawn) < 6 else {}
    axes.plot(drawn.n_docs, drawn[column], color=INK, linestyle=linestyle, label=label, **style)
    if len(chosen):
        face = "white" if is_open else INK
        axes.plot(chosen.n_docs, chosen[column], color=INK, linestyle="", marker="D", markersize=4, mfc=face)


def _tell(rows: pd.DataFrame) -> tuple[str, ...]:
    last, n_whole = rows.iloc[-1], int(rows[~rows.is_chosen].n_docs.max())
    told = ["Lines: expected for documents in random order."]
    after = "the one document" if n_whole == 1 else f"all {n_whole:,}"
    if last.is_chosen:
        told.append(
            f"Diamonds: all that was read, {n_whole:,} whole and sentences chosen for their names from others, as much "
            f"text as {int(last.n_docs):,} documents have."
        )
        after = "all that was"
    told.append(
        f"After {after} read, {100 * last.coverage:.0f} % of the places of names in further documents are expected to "
        "hold a name that was met."
    )
    told.append(f"{100 * last.n_repeated / max(last.n_names, 1):.0f} % of the names met are in 2 documents or more.")
    return tuple(told)
