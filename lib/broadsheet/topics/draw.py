"""Topics on paper: their words, and where they stand."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from broadsheet.figures import GREY, INK, PAGE_MM, new_figure, styled

MOST_LABELS = 40  # more documents than this are drawn without their names
MOST_UPRIGHT = 6  # more topics than this have their words turned


@styled
def draw_topic_terms(topic_terms: pd.DataFrame, topic_quality: pd.DataFrame, *, n_top_terms: int = 10) -> Figure:
    """A panel a topic: its heaviest terms as bars, its share, coherence and stability above."""
    topics = topic_quality.sort_values("topic")
    n_columns = min(4, len(topics))
    n_rows = -(-len(topics) // n_columns)
    fig = new_figure(PAGE_MM, n_rows * (23 + 3.6 * n_top_terms))
    panels = np.atleast_1d(fig.subplots(n_rows, n_columns, sharex=True)).ravel()
    top = topic_terms.weight[topic_terms["rank"] == 1].max()
    for panel in panels[len(topics) :]:
        panel.set_visible(False)
    for panel, topic in zip(panels, topics.itertuples(), strict=False):
        terms = topic_terms[topic_terms.topic == topic.topic].nsmallest(n_top_terms, "rank")
        panel.barh(terms.term, terms.weight, color=GREY, height=0.66)
        panel.invert_yaxis()
        panel.xaxis.set_major_locator(MaxNLocator(3))
        panel.tick_params(axis="y", length=0)
        panel.set_title(
            f"Topic {topic.topic}\n{topic.share:.0%} of the text\n"
            f"NPMI {topic.npmi:.2f}\nstability {topic.stability:.2f}",
            loc="left",
        )
    for panel in panels[: len(topics)][-n_columns:]:  # the lowest of each column
        panel.tick_params(labelbottom=True)
    panels[0].set_xlim(0, 1.15 * top)
    fig.supxlabel("share of the topic's term weight", fontsize=7)
    return fig


@styled
def draw_doc_topics(doc_topics: pd.DataFrame, topic_quality: pd.DataFrame) -> Figure:
    """A row a document, a column a topic: mean share over the document's units, dark is more.

    Documents stand in the order of their leading topic, so that blocks show. Topic 0 is a column where it has a share.
    """
    shares = doc_topics.groupby(["doc_id", "topic"]).weight.sum().unstack(fill_value=0.0)
    shares = shares.div(shares.sum(axis=1), axis=0)
    leading = shares.to_numpy().argmax(axis=1)
    order = np.lexsort((shares.index.astype(str), -shares.to_numpy().max(axis=1).round(6), leading))
    shares = shares.iloc[order]
    named = len(shares) <= MOST_LABELS
    turned = shares.shape[1] > MOST_UPRIGHT
    fig = new_figure(PAGE_MM if named else 120, (50 if turned else 26) + (6 * len(shares) if named else 90))
    axes = fig.subplots()
    image = axes.imshow(shares, cmap="Greys", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    labels = pd.concat([topic_quality.set_index("topic").label, pd.Series({0: "none of these"})])
    words = labels[shares.columns] if turned else labels[shares.columns].str.replace(", ", "\n")
    axes.set_xticks(
        range(shares.shape[1]), [f"{topic}{': ' if turned else chr(10)}{label}" for topic, label in words.items()]
    )
    axes.tick_params(axis="x", rotation=90 if turned else 0)
    axes.set_yticks(range(len(shares)) if named else [], shares.index if named else [])
    axes.set_ylabel("" if named else f"{len(shares):,} documents, by leading topic")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if named:
        for (row, column), share in np.ndenumerate(shares.to_numpy()):
            axes.text(column, row, f"{share:.0%}", ha="center", va="center", color="white" if share > 0.55 else INK)
    fig.colorbar(image, ax=axes, label="mean share of the topic", shrink=0.8)
    return fig
