"""The curve of names met, and the coverage."""

import pytest

from broadsheet import tables
from broadsheet.entities.draw.saturation import draw_saturation
from broadsheet.errors import InputError
from planted import shuffle

ROWS = [(1, 10.0, 0.0, 0.25, False), (5, 30.0, 8.0, 0.6, False), (9, 40.0, 20.0, 0.748, False)]
TABLE = tables.make("saturation", [dict(zip(tables.TABLES["saturation"].columns, row, strict=True)) for row in ROWS])


def curves(fig) -> list[list[tuple[float, float]]]:
    return [
        [(round(x, 9), round(y, 9)) for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]
        for axes in fig.axes
        for line in axes.lines
        if len(line.get_xdata()) == len(ROWS)
    ]


def below(fig) -> str:
    return " ".join(fig.get_supxlabel().split())


def test_names_names_in_two_documents_and_coverage_in_percent():
    names, repeated, coverage = curves(draw_saturation(TABLE))
    assert names == [(1, 10), (5, 30), (9, 40)]
    assert repeated == [(1, 0), (5, 8), (9, 20)]
    assert coverage == [(1, 25), (5, 60), (9, 74.8)]


def test_the_last_coverage_is_written_out_and_said():
    fig = draw_saturation(TABLE)
    assert [text.get_text() for text in fig.axes[1].texts] == ["75 %"]
    assert "After all 9 read, 75 % of the places of names in further documents" in below(fig)
    assert "50 % of the names met are in 2 documents or more." in below(fig)


def test_what_was_chosen_is_a_mark_apart_that_no_line_joins_and_is_said():
    rows = TABLE.assign(is_chosen=[False, False, True])
    fig = draw_saturation(rows)
    marks = [line for axes in fig.axes for line in axes.lines if line.get_marker() == "D"]
    assert [(list(mark.get_xdata()), list(mark.get_ydata())) for mark in marks] == [
        ([9], [40]), ([9], [20]), ([9], [pytest.approx(74.8)])
    ]  # fmt: skip
    assert all(mark.get_linestyle() == "None" for mark in marks)
    lines = [line for axes in fig.axes for line in axes.lines if line not in marks and line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in lines] == [[1, 5]] * 3
    assert "Lines: expected for documents in random order. Diamonds: all that was read, 5 whole" in below(fig)
    assert "as much text as 9 documents have. After all that was read, 75 %" in below(fig)
    assert "Diamonds" not in below(draw_saturation(TABLE))


def test_a_single_document_is_a_point_and_is_said_so():
    fig = draw_saturation(TABLE.head(1))
    assert fig.axes[0].lines[0].get_marker() == "o" and "After the one document read, 25 %" in below(fig)


def test_shuffled_rows_draw_the_same_and_are_not_changed():
    before = TABLE.copy()
    assert curves(draw_saturation(shuffle(TABLE))) == curves(draw_saturation(TABLE))
    assert TABLE.equals(before)


def test_no_names_give_a_sentence_and_another_table_is_refused():
    assert "no name was found" in draw_saturation(tables.make("saturation")).get_suptitle()
    with pytest.raises(InputError, match="saturation table has no column coverage"):
        draw_saturation(TABLE.drop(columns="coverage"))
