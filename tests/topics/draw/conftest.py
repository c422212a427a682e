import itertools

import numpy as np
import pandas as pd
import pytest

from broadsheet import tables

LONG = "exchange commission, infrastructure negotiations, seasonally adjusted"


def _make(n_topics: int, n_docs: int, label: str = "a, b, c") -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    generator = np.random.default_rng(0)
    topics = range(1, n_topics + 1)
    bars = [
        {"topic": topic, "term": f"word{rank}", "weight": 0.2 / rank, "rank": rank, "found": 1.0}
        for topic in topics
        for rank in range(1, 13)
    ]
    bars = pd.DataFrame(bars).assign(low=lambda rows: 0.8 * rows.weight, high=lambda rows: 1.5 * rows.weight)
    weights = generator.dirichlet(np.full(n_topics, 0.2), n_docs)
    docs = [
        {"doc_id": f"d{doc:04}", "unit": 0, "topic": topic, "weight": weights[doc, topic - 1]}
        for doc in range(n_docs)
        for topic in topics
    ]
    quality = pd.DataFrame({"topic": topics, "label": label, "n_docs": 1, "share": 1 / n_topics, "npmi": 0.1})
    quality = quality.assign(stability=0.5, stability_low=0.25, stability_high=0.75, exclusivity=0.5)
    return tables.make("topic_bars", bars), tables.make("doc_topics", docs), tables.make("topic_quality", quality)


@pytest.fixture
def make_topics():
    """(topic_bars, doc_topics, topic_quality) of so many topics and documents, all with one label."""
    return _make


@pytest.fixture
def long_label():
    return LONG


def _boxes(fig) -> list[tuple[str, object]]:
    """Words and place of each text that is drawn; of ticks those in view."""
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    texts = [*fig.texts, *(text for axes in fig.axes if axes.get_visible() for text in _texts_of(axes))]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text().strip()]


def _texts_of(axes) -> list:
    texts = [*axes.texts, axes.title, axes._left_title]
    for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
        low, high = sorted(axis.get_view_interval())
        ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
        texts += [axis.label, *(label for tick in ticks for label in (tick.label1, tick.label2) if label.get_visible())]
    return texts


@pytest.fixture
def find_faults():
    """The texts of a figure that leave it or lie on each other, as lists of words."""

    def find(fig) -> list:
        boxes = _boxes(fig)
        outside = [
            [words] for words, box in boxes
            if box.x0 < -1 or box.y0 < -1 or box.x1 > fig.bbox.x1 + 1 or box.y1 > fig.bbox.y1 + 1
        ]  # fmt: skip
        pairs = itertools.combinations(boxes, 2)
        covered = [[a, b] for (a, one), (b, other) in pairs if _overlap(one, other) > 1]
        return outside + covered

    return find


def _overlap(one, other) -> float:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide * high if wide > 0 and high > 0 else 0.0
