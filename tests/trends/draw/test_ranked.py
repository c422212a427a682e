import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.trends.draw import draw_keyness, draw_rising
from planted_tables import HEBREW, LONG, ODD, find_overlaps, plant_keyness, plant_rising, read_words, smallest_print

pytestmark = pytest.mark.filterwarnings("error::UserWarning")
ITEMS = [ODD, LONG, HEBREW, *(f"term {at:02}" for at in range(45))]
LONG_SIDE = "The Evening Telegraph of the Northern Provinces and Isles, 2023"


def drawn(fig) -> list[float]:
    """Where the points stand, from top to bottom."""
    points = [
        (y, x) for line in fig.axes[0].lines if line.get_marker() == "o" for x, y in zip(*line.get_data(), strict=True)
    ]
    return [float(x) for _, x in sorted(points)]


def labels(fig) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in fig.axes[0].get_yticklabels()]


def column(fig) -> list[str]:
    fig.draw_without_rendering()
    return [label.get_text() for label in fig.axes[0].child_axes[0].get_yticklabels()]


def say(fig) -> str:
    return " ".join(read_words(fig).split())


def test_what_rose_stands_above_what_fell_the_surest_on_top():
    rising = plant_rising([f"term {at}" for at in range(8)])
    fig = draw_rising(rising.sample(frac=1, random_state=1))
    assert labels(fig) == ["term 0", "term 2", "term 4", "term 6", "term 1", "term 3", "term 5", "term 7"]
    assert drawn(fig) == list(rising.set_index("item").effect[labels(fig)])
    assert column(fig) == [f"{n:,}" for n in rising.set_index("item").n_docs[labels(fig)]]


def test_intervals_are_the_table():
    rising = plant_rising(["a", "b", "c"])
    lines = draw_rising(rising).axes[0].collections[0]
    expected = rising.set_index("item").loc[["a", "c", "b"], ["low", "high"]].to_numpy()
    np.testing.assert_allclose([path.vertices[:, 0] for path in lines.get_paths()], expected)


def test_the_axis_reads_as_factors():
    fig = draw_rising(plant_rising(["a", "b"]))
    fig.draw_without_rendering()
    shown = {label.get_text() for label in fig.axes[0].get_xticklabels()}
    assert {"÷4", "same", "×4"} <= shown


def test_fifteen_of_each_side_are_drawn_and_the_figure_says_of_how_many():
    fig = draw_rising(plant_rising(ITEMS))
    assert len(drawn(fig)) == 30
    assert "that pass (q at most .05): 15 of 24 that rose, 15 of 24 that fell. Terms tested: 48." in say(fig)
    assert "15 of 24 to the right, 15 of 24 to the left" in say(
        draw_keyness(plant_keyness(ITEMS), target="A", reference="B")
    )


def test_terms_that_do_not_pass_are_no_finding_beside_those_that_do():
    rising = plant_rising(["a", "b", "c"])
    fig = draw_rising(rising.assign(q=[0.01, 0.3, 0.05]))
    assert labels(fig) == ["a", "c"] and "2 of 2 that rose, 0 of 0 that fell" in say(fig)


@pytest.mark.parametrize("side", ["rising", "keyness"])
def test_where_none_passes_the_strongest_few_stand_in_grey_and_a_sentence_says_so(side):
    if side == "rising":
        fig = draw_rising(plant_rising(ITEMS, q=0.3))
    else:
        fig = draw_keyness(plant_keyness(ITEMS, q=0.3), target="A", reference="B")
    assert len(drawn(fig)) == 10 and "None of 48 terms passes (q at most .05)." in say(fig)
    assert {line.get_markerfacecolor() for line in fig.axes[0].lines if line.get_marker() == "o"} == {"white"}


def test_keyness_names_both_sides_on_the_axis_and_counts_their_documents():
    keyness = plant_keyness(["a", "b"])
    fig = draw_keyness(keyness, target=LONG_SIDE, reference="all others")
    words = " ".join(fig.axes[0].get_xlabel().split())
    assert words == f"← more often in all others → more often in {LONG_SIDE}"
    assert drawn(fig) == list(keyness.log_ratio)
    assert column(fig) == [f"{row.n_docs_reference:,} | {row.n_docs_target:,}" for row in keyness.itertuples()]


@pytest.mark.parametrize("n_items", [1, 2, 12, 48])
def test_nothing_overlaps(n_items):
    items = [f"{LONG} {at}" for at in range(n_items)] if n_items == 48 else ITEMS[:n_items]
    figures = [draw_rising(plant_rising(items)), draw_keyness(plant_keyness(items), target=LONG_SIDE, reference=LONG)]
    for fig in figures:
        assert find_overlaps(fig) == [] and smallest_print(fig) >= 6 and fig.get_figheight() * 25.4 <= 230


def test_intervals_that_are_infinite_or_missing_do_not_stretch_the_axis():
    rising = plant_rising(["a", "b"]).assign(low=[-np.inf, np.nan], high=[np.inf, np.nan])
    fig = draw_rising(rising)
    assert np.abs(fig.axes[0].get_xlim()).max() < 5 and find_overlaps(fig) == []


def test_without_a_row_there_is_a_sentence():
    assert read_words(draw_rising(tables.make("rising"))).startswith("Nothing rose or fell")
    assert read_words(draw_keyness(tables.make("keyness"), target="A", reference="B")).startswith("Nothing to compare")


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(InputError, match="rising table has no column"):
        draw_rising(plant_keyness(["a"]))


def test_the_tables_handed_over_stay_as_they_were():
    rising = plant_rising(ITEMS)
    before = rising.copy()
    draw_rising(rising)
    pd.testing.assert_frame_equal(rising, before)


def test_a_phrase_that_holds_a_word_above_is_in_the_table_only():
    up = ["bernanke", "ben bernanke", "chairman ben", "ben", "credit markets", "markets fell"]
    rising = plant_rising(up).assign(direction="up", effect=2.0, low=1.0, high=3.0, score=np.arange(6, 0, -1.0))
    shown = say(draw_rising(rising))
    assert "chairman ben" in shown and "credit markets" in shown and "markets fell" in shown
    assert "ben bernanke" not in shown and "or are part of it, are in the table only" in shown
