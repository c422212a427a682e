import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from broadsheet.errors import InputError
from broadsheet.figures import GREY, PALE
from broadsheet.topics import draw_topic_terms


def panels_of(fig):
    return [axes for axes in fig.axes if axes.get_visible()]


def terms_of(panel) -> list[str]:
    return [text.get_text() for text in panel.texts if text.get_text().startswith("word")]


@pytest.mark.parametrize("n_topics", [1, 2, 4, 5, 20])
def test_each_topic_has_a_panel_with_its_heaviest_terms_on_top(make_topics, n_topics):
    bars, _, quality = make_topics(n_topics, 1)
    panels = panels_of(draw_topic_terms(bars, quality, n_top_terms=10))
    assert len(panels) == n_topics
    for panel in panels:
        assert terms_of(panel) == [f"word{rank}" for rank in range(1, 11)]
        assert [bar.get_width() for bar in panel.patches] == pytest.approx([0.2 / rank for rank in range(1, 11)])
        assert panel.yaxis_inverted()


def test_intervals_are_lines_from_end_to_end(make_topics):
    bars, _, quality = make_topics(1, 1)
    (lines,) = panels_of(draw_topic_terms(bars, quality, n_top_terms=3))[0].collections
    ends = [segment[:, 0].tolist() for segment in lines.get_segments()]
    assert np.allclose(ends, [[0.16 / rank, 0.3 / rank] for rank in (1, 2, 3)])


def test_a_line_far_beyond_the_bars_ends_in_an_arrow(make_topics):
    bars, _, quality = make_topics(1, 1)
    far = bars.assign(high=np.where(bars["rank"] == 2, 0.9, bars.high))
    fig = draw_topic_terms(far, quality, n_top_terms=3)
    panel = panels_of(fig)[0]
    (arrows,) = [line for line in panel.lines if line.get_marker() == ">"]
    assert arrows.get_ydata().tolist() == [1] and panel.get_xlim()[1] == pytest.approx(3 * 0.2)
    assert "Arrow: it ends beyond the panel." in fig.get_supxlabel()
    assert "Arrow" not in draw_topic_terms(bars, quality, n_top_terms=3).get_supxlabel()


def test_terms_without_an_interval_have_bars_and_no_promise_of_lines(make_topics):
    bars, _, quality = make_topics(2, 1)
    for table in (bars.assign(low=np.nan, high=np.nan), bars.drop(columns=["low", "high"]).assign(label="a")):
        fig = draw_topic_terms(table, quality)
        assert terms_of(fig.axes[0])[0] == "word1" and "interval" not in fig.get_supxlabel()


def test_a_term_that_most_refits_do_not_find_is_pale(make_topics):
    bars, _, quality = make_topics(1, 1)
    fig = draw_topic_terms(bars.assign(found=[0.49 if rank == 2 else 0.5 for rank in bars["rank"]]), quality)
    colors = [to_hex(bar.get_facecolor()) for bar in fig.axes[0].patches]
    assert colors == [PALE if at == 1 else GREY for at in range(10)]
    assert "less than half of the refits" in fig.get_supxlabel()


def test_the_head_tells_share_coherence_and_stability_with_its_range(make_topics):
    bars, _, quality = make_topics(4, 1, "Energy strikes")
    told = "\n".join(text.get_text() for text in draw_topic_terms(bars, quality).axes[2].texts)
    assert "3 Energy strikes" in told
    assert "25% of the text, NPMI 0.10\nstability 0.50 (0.25 to 0.75)" in told


def test_of_many_topics_fewer_terms_are_drawn_and_then_fewer_topics(make_topics):
    bars, _, quality = make_topics(60, 1)
    fig = draw_topic_terms(bars, quality, n_top_terms=10)
    panels = panels_of(fig)
    assert terms_of(panels[0]) == ["word1", "word2", "word3"] and fig.get_figheight() * 25.4 <= 232
    assert f"Drawn are 3 of 10 terms. Drawn are the {len(panels)} largest of 60 topics." in (
        fig.get_supxlabel().replace("\n", " ")
    )


@pytest.mark.parametrize("n_topics", [1, 2, 3, 7, 20, 60])
def test_long_words_neither_cover_each_other_nor_leave_the_picture(make_topics, long_label, find_faults, n_topics):
    bars, _, quality = make_topics(n_topics, 1, long_label)
    bars = bars.assign(term=[f"telecommunications company {rank}" for rank in bars["rank"]])
    assert find_faults(draw_topic_terms(bars, quality)) == []


def test_terms_that_are_cut_to_the_same_letters_stay_two(make_topics):
    bars, _, quality = make_topics(1, 1)
    bars = bars.assign(term=[f"a company with a very long name {rank}" for rank in bars["rank"]])
    fig = draw_topic_terms(bars, quality, n_top_terms=4)
    assert len(fig.axes[0].patches) == 4
    assert [text.get_text() for text in fig.axes[0].texts[:4]] == ["a company with a ve…"] * 4


def test_none_of_these_has_no_panel_and_no_topics_are_a_sentence(make_topics):
    bars, _, quality = make_topics(2, 1)
    none = quality.head(1).assign(topic=0)
    fig = draw_topic_terms(bars, pd.concat([none, quality]))
    assert len(panels_of(fig)) == 2
    assert draw_topic_terms(bars, quality.head(0)).get_suptitle() == "No topic to draw."


def test_fewer_than_one_term_is_refused(make_topics):
    bars, _, quality = make_topics(2, 1)
    with pytest.raises(InputError, match="n_top_terms is 0, expected 1 or more"):
        draw_topic_terms(bars, quality, n_top_terms=0)
    with pytest.raises(InputError, match="topic_quality table has no column npmi"):
        draw_topic_terms(bars, quality.drop(columns="npmi"))
