import itertools

import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.topics import draw_doc_topics, draw_topic_terms


def make_topics(n_topics: int, n_docs: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    generator = np.random.default_rng(0)
    topics = range(1, n_topics + 1)
    terms = [
        {"topic": topic, "term": f"word{rank}", "weight": 1 / rank, "rank": rank, "label": "a, b, c"}
        for topic in topics
        for rank in range(1, 13)
    ]
    weights = generator.dirichlet(np.full(n_topics, 0.2), n_docs)
    docs = [
        {"doc_id": f"d{doc:04}", "unit": 0, "topic": topic, "weight": weights[doc, topic - 1]}
        for doc in range(n_docs)
        for topic in topics
    ]
    quality = pd.DataFrame({"topic": topics, "label": "a, b, c", "n_docs": 1, "share": 1 / n_topics, "npmi": 0.1})
    quality = quality.assign(stability=0.5, exclusivity=0.5)
    return tables.make("topic_terms", terms), tables.make("doc_topics", docs), tables.make("topic_quality", quality)


def shown(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize("n_topics", [2, 4, 30])
def test_each_topic_has_a_panel_with_its_heaviest_terms_on_top(n_topics):
    topic_terms, _, quality = make_topics(n_topics, 1)
    fig = draw_topic_terms(topic_terms, quality, n_top_terms=10)
    panels = [axes for axes in fig.axes if axes.get_visible()]
    assert len(panels) == n_topics
    assert all(shown(panel) == [f"word{rank}" for rank in range(1, 11)] for panel in panels)


def test_the_titles_of_thirty_topics_stay_on_the_page():
    topic_terms, _, quality = make_topics(30, 1)
    fig = draw_topic_terms(topic_terms, quality, n_top_terms=3)
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    titles = [axes._left_title.get_window_extent(renderer) for axes in fig.axes if axes.get_visible()]
    assert max(title.x1 for title in titles) <= fig.bbox.x1


def test_the_heat_map_orders_documents_by_leading_topic():
    _, doc_topics, quality = make_topics(3, 12)
    drawn = shown(draw_doc_topics(doc_topics, quality).axes[0])
    leading = doc_topics.loc[doc_topics.groupby("doc_id").weight.idxmax()].set_index("doc_id").topic
    assert sorted(drawn) == sorted(leading.index) and leading[drawn].is_monotonic_increasing


def test_the_order_of_the_rows_does_not_change_the_heat_map():
    _, doc_topics, quality = make_topics(3, 12)
    first, other = (
        draw_doc_topics(table, quality) for table in (doc_topics, doc_topics.sample(frac=1, random_state=0))
    )
    assert shown(first.axes[0]) == shown(other.axes[0])
    assert np.array_equal(first.axes[0].images[0].get_array(), other.axes[0].images[0].get_array())


def test_two_thousand_documents_are_drawn_without_their_names():
    _, doc_topics, quality = make_topics(30, 2000)
    axes = draw_doc_topics(doc_topics, quality).axes[0]
    assert axes.images[0].get_array().shape == (2000, 30)
    assert axes.get_ylabel() == "2,000 documents, by leading topic" and shown(axes) == []


def test_the_words_of_many_topics_do_not_run_into_each_other():
    _, doc_topics, quality = make_topics(12, 12)
    fig = draw_doc_topics(doc_topics, quality.assign(label="infrastructure, constitution, negotiation"))
    fig.draw_without_rendering()
    boxes = [label.get_window_extent(fig.canvas.get_renderer()) for label in fig.axes[0].get_xticklabels()]
    assert all(one.x1 <= other.x0 for one, other in itertools.pairwise(boxes))


def test_a_document_of_several_passages_shows_their_mean():
    rows = [
        {"doc_id": "d", "unit": unit, "topic": topic, "weight": weight}
        for unit, topic, weight in [(1, 1, 1.0), (1, 2, 0.0), (2, 1, 0.5), (2, 2, 0.5)]
    ]
    _, _, quality = make_topics(2, 1)
    axes = draw_doc_topics(tables.make("doc_topics", rows), quality).axes[0]
    assert [text.get_text() for text in axes.texts] == ["75%", "25%"]


def test_units_that_fit_no_topic_have_a_column_of_their_own():
    rows = [("a", 1, 1, 0.8), ("a", 1, 2, 0.2), ("a", 2, 0, 1.0), ("b", 1, 1, 0.4), ("b", 1, 2, 0.6)]
    doc_topics = tables.make("doc_topics", pd.DataFrame(rows, columns=["doc_id", "unit", "topic", "weight"]))
    axes = draw_doc_topics(doc_topics, make_topics(2, 1)[2]).axes[0]
    assert axes.get_xticklabels()[0].get_text() == "0\nnone of these"
    drawn = np.array([text.get_text() for text in axes.texts]).reshape(2, 3)
    assert sorted(map(tuple, drawn)) == [("0%", "40%", "60%"), ("50%", "40%", "10%")]
