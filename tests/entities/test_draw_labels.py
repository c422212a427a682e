import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.entities.draw.labels import CUT, LINE, _cut, _gap, _overlap, split_name

BOX = np.array([0.0, 0.0, 4.0, 2.0])
place = st.floats(-6, 6).map(lambda number: round(number, 3))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ""),
        ("Vladimir Putin", "Vladimir Putin"),
        ("International Atomic Energy Agency", "International Atomic\nEnergy Agency"),
        ("International Committee of Red Crosses", "International Committee\nof Red Crosses"),
        ("Abc " * 30, "Abc Abc Abc Abc Abc Abc\nAbc Abc Abc Abc Abc Abc A…"),
        ("W" * 60, "W" * 25 + "…"),
        ("Ab " + "w" * 60, "Ab " + "w" * 22 + "…"),  # no line of two letters
        ("x" * 22, "x" * 22),
    ],
)  # fmt: skip
def test_a_long_name_takes_two_lines_and_is_cut(name, expected):
    assert split_name(name) == expected


@given(st.text("ab W.", max_size=400))
def test_a_name_in_lines_is_the_name_or_begins_like_it(name):
    lines = split_name(name).split("\n")
    assert len(lines) <= 2 and all(len(line) <= max(LINE, CUT) for line in lines)
    assert " ".join(name.split()).startswith(" ".join(" ".join(lines).split()).rstrip("…").rstrip())


@given(place, place, place, place)
def test_the_length_inside_a_box_is_that_of_many_points(x, y, to_x, to_y):
    share = np.linspace(0, 1, 4001)
    points = np.column_stack([x + share * (to_x - x), y + share * (to_y - y)])
    inside = ((points >= BOX[:2]) & (points <= BOX[2:])).all(axis=1).mean()
    length = float(np.hypot(to_x - x, to_y - y))
    assert float(_cut(BOX, np.array([x, y, to_x, to_y]))) == pytest.approx(inside * length, abs=0.02)


@given(place, place, st.floats(0, 5), st.floats(0, 5))
def test_two_boxes_share_what_a_grid_of_points_says_and_a_gap_is_the_way_to_the_border(x, y, width, height):
    other = np.array([x, y, x + width, y + height])
    wide, high = (max(0.0, min(BOX[at + 2], other[at + 2]) - max(BOX[at], other[at])) for at in (0, 1))
    assert float(_overlap(BOX, other)) == pytest.approx(wide * high)
    nearest = np.array([min(max(x, 0.0), 4.0), min(max(y, 0.0), 2.0)])
    assert float(_gap(BOX, np.array([x, y]))) == pytest.approx(float(np.hypot(*(nearest - [x, y]))))
