import re

import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.trends.draw import draw_shares
from planted_tables import (
    HEBREW,
    LONG,
    ODD,
    find_overlaps,
    plant_changes,
    plant_shares,
    plant_unplaced,
    read_words,
    smallest_print,
)

pytestmark = pytest.mark.filterwarnings("error::UserWarning")  # a layout that collapsed is a warning
ITEMS = ["peace", LONG, HEBREW, ODD, "war", "oil", "wheat", "drone", "gas", "coal", "ruling", "tax"]
MONTHS = pd.date_range("2011-03-01", periods=150, freq="MS")


def rows_of(fig, n_items: int, width: int = 1):
    """Panels by (row, measure, panel or strip)."""
    return np.array(fig.axes, dtype=object).reshape(n_items + 1, 2, width)


def points(axes) -> list[tuple[float, bool]]:
    """(height, is hollow) of the points of a panel, from left to right."""
    found = [
        (x, y, line.get_markerfacecolor() == "white")
        for line in axes.lines
        if line.get_marker() == "o"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]
    return [(float(y), hollow) for _, y, hollow in sorted(found)]


def bands(axes) -> list[tuple[float, float]]:
    """Lowest and highest point of each band or whisker of a panel."""
    ends = [path.vertices[:, 1] for lines in axes.collections for path in lines.get_paths()]
    return [(float(end.min()), float(end.max())) for end in ends]


def test_each_term_has_a_row_of_rate_and_document_share_and_the_volume_stands_below():
    fig = draw_shares(plant_shares(["war", ODD]))
    panels = rows_of(fig, 2)[:, :, 0]
    assert [panel.get_title(loc="left") for panel in panels[:, 0]] == ["war", ODD, ""]
    assert [[panel.get_ylabel() for panel in row] for row in panels] == [
        ["per 10,000\nwords", "% of\ndocuments"],
        ["per 10,000\nwords", "% of\ndocuments"],
        ["docu-\nments", "docu-\nments"],
    ]


def test_points_and_volume_are_the_table():
    shares = plant_shares(["war", "peace"], rate=2e-4)
    panels = rows_of(draw_shares(shares), 2)[:, :, 0]
    for row, item in enumerate(["war", "peace"]):
        table = shares[shares["item"] == item]
        assert points(panels[row, 0]) == list(zip(10_000 * table.share, table.is_thin, strict=True))
        assert points(panels[row, 1]) == list(zip(100 * table.doc_share, table.is_thin, strict=True))
        assert bands(panels[row, 0]) == [(10_000 * table.low.min(), 10_000 * table.high.max())]
    assert [bar.get_height() for bar in panels[2, 0].patches] == list(shares[shares["item"] == "war"].n_docs_total)


def test_a_period_without_documents_breaks_line_and_band():
    shares = plant_shares(["war"])
    gap = shares.period.dt.month == 3
    for without in (shares[~gap], shares.assign(n_docs_total=shares.n_docs_total.where(~gap, 0))):
        panel = rows_of(draw_shares(without), 1)[0, 0, 0]
        solid = [len(line.get_xdata()) for line in panel.lines if line.get_color() == "#1a1a1a"]
        assert solid[:2] == [2, 9] and len(bands(panel)) == 2


def test_a_period_that_stands_alone_still_shows_its_interval():
    shares = plant_shares(["war"])
    panel = rows_of(draw_shares(shares[shares.period.dt.month.isin([1, 4, 5])]), 1)[0, 0, 0]
    assert bands(panel)[1] == pytest.approx((10_000 * shares.low[0], 10_000 * shares.high[0]))


def test_an_observed_zero_is_a_whole_point_at_zero_with_its_upper_bound():
    shares = plant_shares(["war"], rate=0.0)
    panel = rows_of(draw_shares(shares), 1)[0, 0, 0]
    assert points(panel) == [(0.0, True)] * 12 and panel.get_ylim()[0] == 0
    assert not any(line.get_clip_on() for line in panel.lines if line.get_marker() == "o")
    assert bands(panel) == [(0.0, 10_000 * shares.high.max())]


def test_every_axis_starts_at_zero_and_holds_every_point():
    panels = rows_of(draw_shares(plant_shares(ITEMS[:8], rate=2e-4)), 8)[:-1, :, 0]
    for panel in panels.flat:
        assert panel.get_ylim()[0] == 0 and panel.get_ylim()[1] > max(height for height, _ in points(panel))


def test_the_band_of_a_thin_point_may_run_off_lest_it_flatten_the_others_and_the_figure_says_so():
    shares = plant_shares(["war"])
    wild = shares.assign(is_thin=shares.index == 3, high=shares.high.where(shares.index != 3, 0.9))
    fig = draw_shares(wild)
    assert rows_of(fig, 1)[0, 0, 0].get_ylim()[1] < 100
    assert "run off" in read_words(fig) and "run off" not in read_words(draw_shares(shares))


def test_of_twelve_terms_the_first_eight_are_drawn_and_the_figure_says_so():
    fig = draw_shares(plant_shares(ITEMS))
    assert [panel.get_title(loc="left") for panel in rows_of(fig, 8)[:-1, 0, 0]] == ITEMS[:8]
    assert "8 of 12 terms are drawn; all are in the data." in read_words(fig)
    assert fig.get_figheight() * 25.4 <= 230


def test_marks_that_pass_are_drawn_on_the_rates_and_said_with_their_false_alarms():
    items = ["war", "peace", "oil"]
    fig = draw_shares(plant_shares(items), changes=plant_changes(items))
    panels = rows_of(fig, 3)[:, :, 0]
    words = " ".join(read_words(fig).split())
    assert "trend ×2.3 (×1.6 to ×3.2) from earlier to later half, q < .001;" in words
    assert "step ×2.8 from 2023-06, q = .002, 0 of 200 shuffles;" in words
    assert "burst ×4 from 2023-09 to 2023-10, q = .010, 1 of 200 shuffles" in words
    assert "trend ÷1.5 (÷2 to ÷1.1) from earlier to later half, q = .031" in words and "60 of 200" not in words
    bare = rows_of(draw_shares(plant_shares(items)), 3)[:, :, 0]
    more = [len(one.lines) - len(other.lines) for one, other in zip(panels.flat, bare.flat, strict=True)]
    assert more == [3, 0, 1, 0, 0, 0, 0, 0]


def test_marks_of_terms_that_are_not_in_the_figure_are_left_out():
    fig = draw_shares(plant_shares(["war"]), changes=plant_changes(["other", "others", "more"]))
    assert "trend" not in read_words(fig)


def test_documents_no_period_can_hold_stand_in_a_strip_apart_with_their_number():
    unplaced = plant_unplaced(["war", "peace"])
    fig = draw_shares(plant_shares(["war", "peace"]), unplaced=unplaced)
    panels = rows_of(fig, 2, width=2)
    names = ["dated to the\nmonth", "dated to the\nyear", "undated"]
    assert [label.get_text() for label in panels[-1, 0, 1].get_xticklabels()] == names
    war = unplaced[unplaced["item"] == "war"]
    for column, (name, per) in enumerate([("share", 10_000), ("doc_share", 100)]):
        strip = panels[0, column, 1]
        assert points(strip) == list(zip(per * war[name], war.is_thin, strict=True))
        assert strip.get_ylim() == panels[0, column, 0].get_ylim()
        assert [text.get_text() for text in panels[-1, column, 1].texts] == [str(n) for n in war.n_docs_total]
    fig.draw_without_rendering()
    assert panels[0, 0, 0].get_position().x1 < panels[0, 0, 1].get_position().x0


def test_a_term_without_undated_documents_leaves_its_place_in_the_strip_empty():
    unplaced = plant_unplaced(["war", "peace"])
    left = unplaced[(unplaced["item"] == "war") | (unplaced.group == "undated")]
    panels = rows_of(draw_shares(plant_shares(["war", "peace"]), unplaced=left), 2, width=2)
    assert [len(points(panel)) for panel in panels[:2, 0, 1]] == [3, 1]
    assert [float(line.get_xdata()[0]) for line in panels[1, 0, 1].lines] == [2.0]


@pytest.mark.parametrize("n_items", [1, 12])
@pytest.mark.parametrize("beside", [False, True])
def test_nothing_overlaps_and_nothing_is_smaller_than_six_points(n_items, beside):
    items = ITEMS[:n_items]
    changes = pd.concat([plant_changes([item, "-", "--"]).query("not item.str.startswith('-')") for item in items])
    fig = draw_shares(plant_shares(items), changes=changes, unplaced=plant_unplaced(items) if beside else None)
    assert find_overlaps(fig) == [] and smallest_print(fig) >= 6


@pytest.mark.parametrize(
    "periods",
    [
        pd.DatetimeIndex(["2023-01-01"]),
        pd.date_range("2023-01-02", periods=3, freq="W-MON"),
        MONTHS,
        pd.date_range("2023-02-25", periods=150),
        pd.date_range("2010-01-01", periods=12, freq="YS"),
    ],
)
def test_one_three_and_a_hundred_and_fifty_periods_look_right(periods):
    shares = plant_shares(["war", LONG], periods=periods)
    fig = draw_shares(shares)
    assert find_overlaps(fig) == []  # draws, so that the ticks have their labels
    assert len(points(rows_of(fig, 2)[0, 0, 0])) == len(periods)
    assert re.search(rf"\b{periods[-1].year}\b|\b{periods[-1].year - 1}\b|\b{periods[-1].year - 3}\b", read_words(fig))


def test_missing_intervals_are_said():
    shares = plant_shares(["war"]).assign(low=np.nan, high=np.nan, doc_low=np.nan, doc_high=np.nan, is_thin=True)
    fig = draw_shares(shares)
    assert "No interval: every period is one cluster." in read_words(fig)
    assert all(hollow for _, hollow in points(rows_of(fig, 1)[0, 0, 0]))


@pytest.mark.parametrize(
    "shares",
    [
        tables.make("shares"),
        plant_shares(["war"], periods=pd.DatetimeIndex([pd.NaT])),
        plant_shares(["w"], groups=["A"]),
    ],
)
def test_without_a_row_to_draw_there_is_a_sentence(shares):
    assert read_words(draw_shares(shares)).startswith("No curve: there is no period with documents")


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(InputError, match="shares table has no column"):
        draw_shares(plant_shares(["war"]).drop(columns="doc_low"))
    with pytest.raises(InputError, match="changes table has no column"):
        draw_shares(plant_shares(["war"]), changes=plant_shares(["war"]))


def test_the_tables_handed_over_stay_as_they_were():
    shares, changes, unplaced = plant_shares(["war"]), plant_changes(["war"]), plant_unplaced(["war"])
    before = [table.copy() for table in (shares, changes, unplaced)]
    draw_shares(shares, changes=changes, unplaced=unplaced)
    for table, old in zip((shares, changes, unplaced), before, strict=True):
        pd.testing.assert_frame_equal(table, old)
