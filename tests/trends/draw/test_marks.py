import pandas as pd
import pytest

from broadsheet.figures import COLUMN_MM, fit, new_figure
from broadsheet.trends.draw.marks import find_step, find_top, runs_off, say_how_many
from planted_tables import LONG, find_overlaps, read_words


def test_labels_break_at_spaces_and_bars_and_say_what_was_cut():
    assert fit(LONG, 24) == "central bank digital\ncurrency|e-krona|\ndigital euro (60 signs)"
    assert fit("one two three four five", 10, lines=2) == "one two\nthree …"
    assert fit("a" * 30, 10, lines=2) == "a" * 10 + "\n…"
    assert fit("either|or", 20) == "either|or"


@pytest.mark.parametrize("label", ["", " ", "|", "a"])
def test_short_labels_stay_as_they_are(label):
    assert fit(label, 10) == label


@pytest.mark.parametrize(
    ("days", "step"), [(["2023-01-01"], 30), (["2023-01-01"] * 2, 30), (["2023-03-01", "2023-01-01", "2023-02-01"], 28)]
)
def test_the_step_of_time_is_the_shortest(days, step):
    assert find_step(pd.Series(pd.to_datetime(days))).days == step


@pytest.mark.parametrize(
    ("value", "high", "is_thin", "top"),
    [
        ([1.0, 2.0], [3.0, 4.0], [False, False], 4.0),
        ([1.0, 5.0], [3.0, 90.0], [False, True], 5.0),
        ([1.0, 2.0], [3.0, 90.0], [True, True], 90.0),
        ([1.0, 2.0], [90.0, 4.0], [False, False], 5.0),
        ([0.0, 0.0], [3.0, 90.0], [False, True], 90.0),
        ([1.0, 2.0], [float("nan")] * 2, [False, False], 2.0),
    ],
)
def test_an_axis_ends_above_all_points_and_all_bands_that_do_not_flatten_the_others(value, high, is_thin, top):
    rows = pd.DataFrame({"value": value, "high": high, "is_thin": is_thin})
    assert find_top(rows) == pytest.approx(1.08 * top)
    assert runs_off(rows, find_top(rows)) == (max(high) > 1.08 * top)


def test_an_axis_of_nothing_ends_at_one():
    assert find_top(pd.DataFrame({"value": [0.0], "high": [float("nan")], "is_thin": [True]})) == 1


def test_what_is_left_out_is_said_and_nothing_when_nothing_is():
    assert say_how_many(8, 1200, "terms") == "8 of 1,200 terms are drawn; all are in the data."
    assert say_how_many(8, 8, "terms") == ""


def test_the_measure_of_overlap_sees_overlap_and_what_leaves_the_paper():
    fig = new_figure(COLUMN_MM, 40)
    fig.text(0.5, 0.5, "one")
    fig.text(0.5, 0.5, "two")
    fig.text(0.99, 0.1, "out of the paper")
    assert find_overlaps(fig) == [("out of the paper", "paper"), ("one", "two")] and "one" in read_words(fig)
