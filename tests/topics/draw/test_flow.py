import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.figures import GREY
from broadsheet.topics import draw_topic_flow


def make_flow(*rows: tuple[int, int, int]) -> pd.DataFrame:
    return tables.make("topic_flow", pd.DataFrame(rows, columns=["topic_a", "topic_b", "n_docs"]))


def bands_of(axes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Upper and lower end of each band, left and right."""
    corners = [patch.get_path().vertices for patch in axes.patches]
    return [(path[[0, 7], 1], path[[3, 4], 1]) for path in corners]


def names_of(axes, *, weight: str) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in axes.texts if text.get_weight() == weight]


def test_a_split_by_hand(make_topics):
    flow = make_flow((1, 1, 60), (1, 3, 40), (2, 2, 99), (2, 1, 1))
    quality = [make_topics(n, 1)[2] for n in (2, 3)]
    fig = draw_topic_flow(flow.sample(frac=1, random_state=0), *quality)
    (axes,) = fig.axes
    dark = [patch for patch in axes.patches if patch.get_facecolor()[:3] == pytest.approx(_rgb(GREY), abs=1e-3)]
    assert len(axes.patches) == 4 and len(dark) == 2  # 1 -> 1 has 60 of 100 and 60 of 61; 2 -> 2 nearly all
    assert names_of(axes, weight="bold") == ["K = 2", "K = 3", "3 a, b, c"]
    assert "Bands: 200 documents by leading topic" in fig.get_supxlabel()
    heights = [left[1] - left[0] for left, _ in bands_of(axes)]
    assert np.allclose(sorted(np.array(heights) / max(heights) * 99), [1, 40, 60, 99])


def _rgb(color: str) -> tuple:
    return tuple(int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 9)), st.integers(1, 500), min_size=1, max_size=30))
def test_bands_keep_their_width_and_never_share_a_place_at_an_end(make_topics, cells):
    flow = make_flow(*((a, b, n) for (a, b), n in cells.items()))
    (axes,) = draw_topic_flow(flow, make_topics(6, 1)[2], make_topics(9, 1)[2]).axes
    bands = bands_of(axes)
    assert len(bands) == len(cells)
    per_doc = bands[0][0][1] - bands[0][0][0], bands[0][1][1] - bands[0][1][0]
    assert per_doc[0] == pytest.approx(per_doc[1])
    for side in (0, 1):
        ends = sorted((band[side] for band in bands), key=lambda end: end[0])
        assert all(one[1] <= other[0] + 1e-6 for one, other in itertools.pairwise(ends))
    widths = [left[1] - left[0] for left, _ in bands]
    assert sum(widths) / max(widths) == pytest.approx(sum(cells.values()) / max(cells.values()))


def test_topics_that_lead_no_document_are_named_all_the_same(make_topics):
    fig = draw_topic_flow(make_flow((1, 2, 5)), make_topics(2, 1)[2], make_topics(3, 1)[2])
    assert {"K = 2", "K = 3"} <= set(names_of(fig.axes[0], weight="bold"))
    assert len(fig.axes[0].texts) == 2 + 2 + 3


def test_documents_of_no_topic_stand_last_and_are_never_bold(make_topics):
    flow = make_flow((0, 1, 3), (1, 1, 9), (1, 0, 2))
    (axes,) = draw_topic_flow(flow, make_topics(1, 1)[2], make_topics(1, 1)[2]).axes
    assert names_of(axes, weight="normal") == ["1 a, b, c", "none of these"] * 2


@pytest.mark.parametrize(("n_a", "n_b"), [(2, 4), (8, 8), (20, 22), (50, 52)])
def test_long_names_have_room(make_topics, long_label, find_faults, n_a, n_b):
    generator = np.random.default_rng(0)
    n_docs = generator.integers(0, 900, (n_a + 1, n_b + 1)) * (generator.random((n_a + 1, n_b + 1)) < 0.3)
    flow = make_flow(*((a, b, int(n)) for (a, b), n in np.ndenumerate(n_docs)))
    fig = draw_topic_flow(flow, make_topics(n_a, 1, long_label)[2], make_topics(n_b, 1, long_label)[2])
    assert find_faults(fig) == []


def test_no_document_is_a_sentence_and_strange_topics_are_refused(make_topics):
    quality = make_topics(2, 1)[2]
    assert draw_topic_flow(make_flow((1, 1, 0)), quality, quality).get_suptitle() == "No document is in both models."
    with pytest.raises(InputError, match="no row for topic 3, which is to be drawn; it has 2 topics"):
        draw_topic_flow(make_flow((1, 3, 2)), quality, quality)
