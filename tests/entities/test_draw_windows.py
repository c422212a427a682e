"""Where pairs stand in sentences, paragraphs and documents."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities.draw.windows import draw_windows, pick_windows
from broadsheet.errors import InputError
from broadsheet.figures import INK
from planted import shuffle

WINDOWS = ["sentence", "paragraph", "document"]


def make_edges(*rows: tuple[str, str, tuple[int, int, int], tuple[float, float, float]]) -> pd.DataFrame:
    """Edges from (source, target, numbers in the three windows, q in them)."""
    return tables.make(
        "edges",
        [
            {"source": source, "target": target, "n_windows": n[0], "in_paragraph": n[1], "in_document": n[2],
             "q": q[0], "q_paragraph": q[1], "q_document": q[2], "n_docs": 1, "n_sources": 1, "expected": 1.0,
             "npmi": 0.1, "support": "", "first_date": pd.NaT, "last_date": pd.NaT}
            for source, target, n, q in rows
        ],
    )  # fmt: skip


SURE, NOT, UNTESTED = (0.01,) * 3, (0.9,) * 3, (np.nan,) * 3
EDGES = make_edges(
    ("Ada", "Bob", (9, 9, 9), SURE),
    ("Ada", "Cyd", (4, 5, 2), (0.01, 0.9, np.nan)),
    ("Bob", "Cyd", (4, 3, 2), NOT),
    ("Dee", "Eve", (1, 2, 20), UNTESTED),
)


def marks(fig) -> list[tuple[str, float, int, str]]:
    """(marker, rank, row from below, inside) of all marks, the legend's aside."""
    return sorted(
        (line.get_marker(), x, round(y), line.get_markerfacecolor())
        for line in fig.axes[0].lines
        if line.get_marker() != "None"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    )


def test_a_rank_counts_the_pairs_that_share_more():
    picked = pick_windows(EDGES)
    assert (picked.source + picked.target).tolist() == ["AdaBob", "AdaCyd", "BobCyd", "DeeEve"]
    assert picked[WINDOWS].to_numpy().tolist() == [[1, 1, 2], [2, 2, 3], [2, 3, 3], [4, 4, 1]]


def test_a_pair_that_only_the_document_makes_is_picked_before_better_sentences():
    assert (pick_windows(EDGES, most=2).source).tolist() == ["Ada", "Dee"]


def test_marks_stand_at_their_ranks_full_where_more_than_chance():
    drawn = marks(draw_windows(EDGES))
    assert [mark for mark in drawn if mark[2] == 3] == [("^", 2, 3, INK), ("o", 1, 3, INK), ("s", 1, 3, INK)]
    assert [mark for mark in drawn if mark[2] == 2] == [
        ("^", 3, 2, "white"),
        ("o", 2, 2, INK),
        ("s", 2, 2, "white"),
    ]


def test_what_marks_and_ranks_are_stands_below():
    fig = draw_windows(EDGES, most=3)
    said = " ".join(fig.get_supxlabel().split())
    assert "The 3 of 4 pairs with the best rank in any window." in said
    assert "Full: more than chance" in said and "Hollow: not more" in said and "Grey: too few to test" in said
    untested = " ".join(draw_windows(make_edges(("Ada", "Bob", (1, 1, 1), UNTESTED))).get_supxlabel().split())
    assert "Full" not in untested and "Hollow" not in untested and "Grey: too few to test." in untested


def test_the_legend_tells_the_shapes_and_looks_like_no_result():
    for edges in (EDGES, make_edges(("Ada", "Bob", (1, 1, 1), NOT))):
        (legend,) = draw_windows(edges).legends
        assert [text.get_text() for text in legend.get_texts()] == WINDOWS
        assert {line.get_markerfacecolor() for line in legend.get_lines()} == {"white"}


@given(st.lists(st.tuples(*[st.integers(1, 30)] * 3), min_size=1, max_size=25), st.integers(1, 20))
@settings(max_examples=40, deadline=None)
def test_ranks_are_those_of_a_naive_count_whatever_the_order(numbers, most):
    edges = make_edges(*(("a", f"b{at:02}", n, NOT) for at, n in enumerate(numbers)))
    picked = pick_windows(edges, most=most)
    assert len(picked) == min(most, len(edges))
    for row in picked.itertuples():
        n = numbers[int(row.target[1:])]
        assert [row.sentence, row.paragraph, row.document] == [
            1 + sum(other[at] > n[at] for other in numbers) for at in range(3)
        ]
    pd.testing.assert_frame_equal(pick_windows(shuffle(edges), most=most), picked)


@pytest.mark.filterwarnings("ignore:Glyph")
def test_fifteen_odd_pairs_are_labelled_apart_and_the_ticks_are_numbers():
    odd = ["$5bn_Fund $6", "<script> & Co", "محمد بن سلمان", "x" * 400, "Long " * 80, "\U000f1234" * 30]
    edges = make_edges(*((odd[at % 6], f"{odd[at % 5]} {at}", (20 - at, 1, 1), NOT) for at in range(15)))
    fig = draw_windows(edges)
    fig.draw_without_rendering()
    boxes = [label.get_window_extent(fig.canvas.get_renderer()) for label in fig.axes[0].get_yticklabels()]
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])
    assert min(box.x0 for box in boxes) >= 0
    ticks = [label.get_text() for which in (False, True) for label in fig.axes[0].get_xticklabels(minor=which)]
    assert all(tick == "" or tick.replace(",", "").isdigit() for tick in ticks)


def test_no_pair_gives_a_sentence_and_another_table_is_refused():
    empty = tables.make("edges")
    assert draw_windows(empty).get_suptitle() == "No pair: no two names share a sentence."
    assert pick_windows(empty).empty
    with pytest.raises(InputError, match="edges table has no column q_document"):
        draw_windows(EDGES.drop(columns="q_document"))
