"""The dense core of a network on paper: who shares how many sentences with whom."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.entities.draw.names import shorten
from broadsheet.figures import COLUMN_MM, INK, PAGE_MM, draw_sentence, new_figure, styled

LONGEST = 30  # characters of a name
CELL_MM, LARGEST = 8.0, 6.5  # the largest cell, and print in points
NAMES_MM = 45  # room for names at the left, and above
DIGIT = 0.64  # width of a digit in sizes of its print


@styled
def draw_matrix(counts: pd.DataFrame) -> Figure:
    """Shared sentences as a table of greys, each with its number.

    ``counts`` is the square table of ``count_matrix``: names as index and columns in one order, sentences that name
    both, 0 where none does. Grey grows with the logarithm; the diagonal and what is 0 are white. As wide as it needs
    to be, a page at most; thirty names are about what can be read. Raises InputError when the table is not square or
    its names differ.
    """
    if list(counts.index) != list(counts.columns):
        raise tables.InputError(
            f"counts has {counts.shape[0]} rows and {counts.shape[1]} columns, expected one of each for every name, "
            "in one order: take the table of count_matrix."
        )
    if counts.empty:
        return draw_sentence("No matrix: no two names share a sentence.")
    n = len(counts)
    cell = min(CELL_MM, (PAGE_MM - NAMES_MM - 2) / n)
    size = cell * n
    fig = new_figure(max(COLUMN_MM, NAMES_MM + size + 2), NAMES_MM + size + 2)
    fig.set_layout_engine("none")
    wide, high = fig.get_size_inches() * 25.4
    if not n:
        return fig
    axes = fig.add_axes((NAMES_MM / wide, 1 / high, size / wide, size / high))
    shade = np.log1p(counts.to_numpy(dtype=float))
    axes.imshow(np.ma.masked_equal(shade, 0), cmap="Greys", vmin=-0.15 * shade.max(), vmax=1.15 * shade.max() or 1)
    names = [shorten(name, LONGEST) for name in counts.index]
    axes.set_yticks(range(n), names)
    axes.set_xticks(range(n), names, rotation=90)
    axes.tick_params(length=0, pad=2, top=False, labeltop=True, bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    _fit_names(fig, axes, cell)
    _rule(axes, n)
    _write_numbers(axes, counts.to_numpy(), shade, cell)
    return fig


def _fit_names(fig: Figure, axes, cell: float) -> None:
    """All names in one size, which the cells and the room beside them allow."""
    labels = [*axes.get_yticklabels(), *axes.get_xticklabels()]
    for size in np.arange(min(LARGEST, cell / 25.4 * 72 * 0.8), 2, -0.25):
        for label in labels:
            label.set_fontsize(size)
        fig.draw_without_rendering()
        if max(max(label.get_window_extent().size) for label in labels) <= (NAMES_MM - 1.5) / 25.4 * fig.dpi:
            break


def _rule(axes, n: int) -> None:
    """Thin white lines between cells, a faint frame, and the diagonal, where a name would meet itself."""
    for at in range(n + 1):
        axes.axhline(at - 0.5, color="#e5e5e5", lw=0.4)
        axes.axvline(at - 0.5, color="#e5e5e5", lw=0.4)
    axes.plot([-0.5, n - 0.5], [-0.5, n - 0.5], color="#bbbbbb", lw=0.4)
    axes.set_xlim(-0.5, n - 0.5)
    axes.set_ylim(n - 0.5, -0.5)


def _write_numbers(axes, counts: np.ndarray, shade: np.ndarray, cell: float) -> None:
    """Each number in its cell, all as large as the longest allows; white where the grey is dark."""
    digits = max(len(f"{n}") for n in counts.flat)
    size = min(6.0, 0.62 * cell / 25.4 * 72, 0.92 * cell / 25.4 * 72 / (DIGIT * digits))
    for row, column in np.argwhere(counts):
        colour = "white" if shade[row, column] > 0.55 * shade.max() else INK
        axes.text(column, row, f"{counts[row, column]}", ha="center", va="center", fontsize=size, color=colour)
