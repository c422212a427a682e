"""Documents by topics: a heat map."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, INK, PAGE_MM, draw_sentence, new_figure, say_below, styled
from broadsheet.topics.draw.marks import cut, measure, name_topics, wrap

MOST_NAMED = 40  # more documents than this are drawn without their names
MOST_WRITTEN = 12  # topics up to which the share stands in its cell
MOST_ROWS = 400  # that paper can show
LETTER_MM, LINE_MM = 1.35, 2.8
TURNED = 30  # letters of a line of a name that is turned


@styled
def draw_doc_topics(doc_topics: pd.DataFrame, topic_quality: pd.DataFrame) -> Figure:
    """A row a document, a column a topic: mean share over the document's units, dark is more.

    ``doc_topics`` and ``topic_quality``: the tables of those names. Documents stand in the order of their leading
    topic, those with most of it first, so that blocks show. Units of topic 0 have a column at the right end, where
    there are any. Up to 40 documents are named; of more than 400 a row is the mean of neighbours.
    Raises InputError when a table is not of its shape.
    """
    rows, quality = tables.check(doc_topics, "doc_topics"), tables.check(topic_quality, "topic_quality")
    if rows.empty:
        return draw_sentence("No document to draw.")
    shares = _share_documents(rows)
    n_docs, is_named = len(shares), len(shares) <= MOST_NAMED
    width = PAGE_MM if is_named or shares.shape[1] > 10 else COLUMN_MM
    names = name_topics(shares.columns, quality)
    pitch = (width - (56 if is_named else 20)) / len(names)
    is_turned = int(pitch / LETTER_MM) < max(measure(word) for name in names for word in name.split())
    fig = new_figure(width, (48 if is_turned else 22) + (5 * n_docs if is_named else 95))
    axes = fig.subplots()
    drawn = shares.to_numpy() if is_named else _average(shares.to_numpy())
    image = axes.imshow(drawn, cmap="Greys", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    _write_names(axes, names, pitch=pitch, is_turned=is_turned)
    axes.set_yticks(range(n_docs) if is_named else [], [cut(doc, 32) for doc in shares.index] if is_named else [])
    axes.set_ylabel("" if is_named else f"{n_docs:,} documents, by leading topic")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if is_named and len(names) <= MOST_WRITTEN:
        for (row, column), share in np.ndenumerate(drawn):
            axes.text(column, row, f"{share:.0%}", ha="center", va="center", color="white" if share > 0.55 else INK)
    bar = fig.colorbar(image, ax=axes, label="mean share of the topic", shrink=0.8, aspect=30, pad=0.02)
    bar.ax.yaxis.set_major_formatter("{x:.0%}")
    bar.outline.set_visible(False)
    if len(drawn) < n_docs:
        say_below(fig, f"A row is the mean of {n_docs // len(drawn)} to {-(-n_docs // len(drawn))} documents.")
    return fig


def _write_names(axes, names: list[str], *, pitch: float, is_turned: bool) -> None:
    """Names below their columns, ``pitch`` millimetres apart; of very many topics not each has room for its name."""
    if is_turned:
        step = int(np.ceil(LINE_MM / pitch))
        lines = [wrap(name, TURNED, lines=2 if pitch > 2 * LINE_MM else 1) for name in names[::step]]
        axes.set_xticks(range(0, len(names), step), lines, rotation=90, multialignment="right")
    else:
        axes.set_xticks(range(len(names)), [wrap(name, int(pitch / LETTER_MM), lines=4) for name in names])


def _share_documents(doc_topics: pd.DataFrame) -> pd.DataFrame:
    """Documents by topics, topic 0 last; a row sums to 1."""
    shares = doc_topics.groupby(["doc_id", "topic"]).weight.sum().unstack(fill_value=0.0)
    shares = shares.div(shares.sum(axis=1), axis=0)
    shares = shares[sorted(shares.columns, key=lambda topic: (topic == 0, topic))]
    leading = shares.to_numpy().argmax(axis=1)
    return shares.iloc[np.lexsort((shares.index.astype(str), -shares.to_numpy().max(axis=1).round(6), leading))]


def _average(shares: np.ndarray) -> np.ndarray:
    """At most ``MOST_ROWS`` rows, each the mean of as many neighbours."""
    return np.stack([part.mean(axis=0) for part in np.array_split(shares, min(MOST_ROWS, len(shares)))])
