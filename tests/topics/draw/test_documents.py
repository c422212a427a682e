import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.topics import draw_doc_topics


def rows_of(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_the_heat_map_orders_documents_by_leading_topic(make_topics):
    _, doc_topics, quality = make_topics(3, 12)
    drawn = rows_of(draw_doc_topics(doc_topics, quality).axes[0])
    leading = doc_topics.loc[doc_topics.groupby("doc_id").weight.idxmax()].set_index("doc_id").topic
    assert sorted(drawn) == sorted(leading.index) and leading[drawn].is_monotonic_increasing


def test_the_order_of_the_rows_does_not_change_the_heat_map(make_topics):
    _, doc_topics, quality = make_topics(3, 12)
    first, other = (
        draw_doc_topics(table, quality) for table in (doc_topics, doc_topics.sample(frac=1, random_state=0))
    )
    assert rows_of(first.axes[0]) == rows_of(other.axes[0])
    assert np.array_equal(first.axes[0].images[0].get_array(), other.axes[0].images[0].get_array())


def test_of_two_thousand_documents_a_row_is_the_mean_of_five(make_topics):
    _, doc_topics, quality = make_topics(30, 2000)
    fig = draw_doc_topics(doc_topics, quality)
    drawn = fig.axes[0].images[0].get_array()
    assert drawn.shape == (400, 30) and rows_of(fig.axes[0]) == []
    assert fig.axes[0].get_ylabel() == "2,000 documents, by leading topic"
    assert "A row is the mean of 5 to 5 documents." in fig.get_supxlabel()
    means = doc_topics.groupby("topic").weight.mean()
    assert np.allclose(drawn.mean(axis=0), means)  # the mean of means of equal parts is the mean


@pytest.mark.parametrize(("n_topics", "n_docs"), [(2, 5), (5, 41), (12, 12), (20, 300), (90, 50)])
def test_long_names_neither_cover_each_other_nor_leave_the_picture(
    make_topics, long_label, find_faults, n_topics, n_docs
):
    _, doc_topics, quality = make_topics(n_topics, n_docs, long_label)
    doc_topics = doc_topics.assign(doc_id="a-newspaper-of-some-city_" + doc_topics.doc_id + "_undated")
    assert find_faults(draw_doc_topics(doc_topics, quality)) == []


def test_a_document_of_several_passages_shows_their_mean(make_topics):
    rows = [
        {"doc_id": "d", "unit": unit, "topic": topic, "weight": weight}
        for unit, topic, weight in [(1, 1, 1.0), (1, 2, 0.0), (2, 1, 0.5), (2, 2, 0.5)]
    ]
    axes = draw_doc_topics(tables.make("doc_topics", rows), make_topics(2, 1)[2]).axes[0]
    assert [text.get_text() for text in axes.texts] == ["75%", "25%"]


def test_units_that_fit_no_topic_have_the_last_column(make_topics):
    rows = [("a", 1, 1, 0.8), ("a", 1, 2, 0.2), ("a", 2, 0, 1.0), ("b", 1, 1, 0.4), ("b", 1, 2, 0.6)]
    doc_topics = tables.make("doc_topics", pd.DataFrame(rows, columns=["doc_id", "unit", "topic", "weight"]))
    axes = draw_doc_topics(doc_topics, make_topics(2, 1)[2]).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1 a, b, c", "2 a, b, c", "none of these"]
    drawn = np.array([text.get_text() for text in axes.texts]).reshape(2, 3)
    assert sorted(map(tuple, drawn)) == [("40%", "10%", "50%"), ("40%", "60%", "0%")]


def test_no_documents_are_a_sentence_and_a_topic_without_quality_is_refused(make_topics):
    _, doc_topics, quality = make_topics(3, 4)
    assert draw_doc_topics(doc_topics.head(0), quality).get_suptitle() == "No document to draw."
    with pytest.raises(InputError, match=r"no row for topic 3, which is to be drawn; it has 2 topics\. Score the"):
        draw_doc_topics(doc_topics, quality.head(2))
