"""The corpus on paper: every document is drawn, gaps stay gaps."""

import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.corpus import count_coverage, count_cuts, count_lengths, draw_coverage, draw_cuts, draw_lengths
from toy import toy_documents

NO_LEDGER = tables.make("ledger")


def dated(*days, precision="day", **columns):
    texts = {f"{at:03}": "Text." for at in range(len(days))}
    dates = pd.to_datetime(list(days)).astype("datetime64[s]")
    return toy_documents(texts, date=dates, date_precision=precision, **columns)


def circles(axes):
    return sum(len(collection.get_offsets()) for collection in axes.collections if hasattr(collection, "get_sizes"))


def texts(axes):
    return [text.get_text() for text in axes.texts]


def rows(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def test_few_periods_are_circles_with_their_numbers():
    days = ["2024-01-01", "2024-01-01", "2024-01-02", None]
    axes, strip = draw_coverage(count_coverage(dated(*days, source=["X", "X", "X", "Y"]))).axes
    assert (circles(axes), circles(strip)) == (2, 1)
    assert (texts(axes), texts(strip)) == (["2", "1"], ["1"])
    assert rows(axes) == ["Y", "X"]


def test_many_periods_are_cells_and_an_empty_period_has_none():
    days = [day for day in pd.date_range("2024-01-01", periods=40) if day.day != 17]
    axes, strip = draw_coverage(count_coverage(dated(*days))).axes
    left = {pd.Timestamp(bar.get_x(), unit="D").day for bar in axes.patches}
    assert len(axes.patches) == 39 and 17 not in left
    assert {bar.get_width() for bar in axes.patches} == {1.0}
    assert texts(strip) == ["none"]


def test_more_documents_make_a_darker_cell():
    days = pd.date_range("2024-01-01", periods=30)
    axes = draw_coverage(count_coverage(dated(*days, *[days[0]] * 8, *[days[1]] * 2))).axes[0]
    shades = [bar.get_facecolor()[0] for bar in axes.patches]
    assert shades[0] < shades[1] < shades[2] < 0.9
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["1", "2", "9"]


def test_a_coarse_date_is_a_bar_over_all_its_days():
    days = [*pd.date_range("2024-01-05", periods=19), "2024-02-01"]
    axes = draw_coverage(count_coverage(dated(*days, precision=["day"] * 19 + ["month"]))).axes[0]
    bar = next(lines for lines in axes.collections if not hasattr(lines, "get_sizes"))
    start, end = bar.get_segments()[0][:, 0]
    assert (pd.Timestamp(start, unit="D"), pd.Timestamp(end, unit="D")) == (
        pd.Timestamp("2024-02-01"), pd.Timestamp("2024-03-01"),
    )  # fmt: skip
    assert "that month or year only" in axes.get_xlabel()


def test_dates_that_are_all_fine_need_no_word_on_coarse_ones():
    assert draw_coverage(count_coverage(dated("2024-01-01"))).axes[0].get_xlabel() == ""


def test_a_hundred_outlets_over_three_hundred_weeks_can_be_drawn(tmp_path):
    days = pd.date_range("2018-01-01", periods=300, freq="7D").repeat(4)
    documents = dated(*days, source=[f"Outlet {at % 100}" for at in range(1200)])
    fig = draw_coverage(count_coverage(documents))
    fig.savefig(tmp_path / "a.png")
    assert len(rows(fig.axes[0])) == 31
    assert fig.get_size_inches()[1] < 10  # a page


def test_a_corpus_without_dates_is_drawn_and_says_so(tmp_path):
    fig = draw_coverage(count_coverage(dated(None, None)))
    fig.savefig(tmp_path / "a.png")
    assert texts(fig.axes[0]) == ["no dated document"] and texts(fig.axes[1]) == ["2"]


@pytest.mark.parametrize("draw", [draw_coverage, draw_lengths], ids=["coverage", "lengths"])
def test_a_corpus_without_documents_is_drawn_to_the_end(draw, tmp_path):
    count = count_coverage if draw is draw_coverage else count_lengths
    draw(count(tables.make("documents"))).savefig(tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000


@pytest.mark.parametrize("name", ["$5bn to $6bn_news", "<b>Post & Co</b>", "x" * 80])
def test_an_outlet_of_any_name_is_drawn_as_it_is_or_cut_short(name):
    documents = toy_documents({"a": "One."}, source=[name])
    for fig in (draw_coverage(count_coverage(documents)), draw_lengths(count_lengths(documents))):
        fig.canvas.draw()
        label = fig.axes[0].get_yticklabels()[0].get_text().removesuffix(" (1)")
        assert label == name or label == f"{name[:27]}…"


def test_few_lengths_are_points_at_their_words():
    documents = toy_documents(dict.fromkeys("abc", "Text."), n_words=[10, 20, 400], source=["X", "X", "Y"])
    axes = draw_lengths(count_lengths(documents)).axes[0]
    points = axes.collections[0].get_offsets()
    assert sorted(points[:, 0].tolist()) == [10, 20, 400]
    assert rows(axes) == ["Y (1)", "X (2)"] and axes.get_xscale() == "log"


def test_many_lengths_are_bars_whose_areas_are_their_numbers():
    documents = toy_documents({f"{at:03}": "Text." for at in range(60)}, n_words=[100] * 40 + [300] * 20)
    axes = draw_lengths(count_lengths(documents)).axes[0]
    first, second = axes.patches
    assert first.get_x() <= 100 < first.get_x() + first.get_width()
    assert second.get_x() <= 300 < second.get_x() + second.get_width()
    assert first.get_height() / second.get_height() == pytest.approx(2, rel=0.05)


def test_the_median_is_a_tick_only_where_there_are_three():
    documents = toy_documents(
        {f"{at:03}": "Text." for at in range(5)}, n_words=[10, 20, 90, 5, 6], source=["X"] * 3 + ["Y"] * 2
    )
    ticks = draw_lengths(count_lengths(documents)).axes[0].collections[1].get_segments()
    assert [segment[0][0] for segment in ticks] == [20]


def test_articles_far_from_the_median_are_named():
    documents = toy_documents({f"d{at:02}": "Text." for at in range(44)}, n_words=[1, 2, *[500] * 40, 8000, 0])
    assert texts(draw_lengths(count_lengths(documents)).axes[0]) == ["d42", "d43 and 2 more"]


def test_lengths_without_a_word_stand_on_the_axis(tmp_path):
    documents = toy_documents({f"{at:03}": "Text." for at in range(50)}, n_words=[0] * 20 + [100] * 30)
    fig = draw_lengths(count_lengths(documents))
    fig.savefig(tmp_path / "a.png")
    low, high = fig.axes[0].get_xlim()
    assert all(low < bar.get_x() and bar.get_x() + bar.get_width() < high for bar in fig.axes[0].patches)


def test_cuts_are_drawn_with_a_bar_for_each_rule(recorded):
    cuts = count_cuts(*recorded[:2])
    axes = draw_cuts(cuts).axes[0]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([100 * cuts.share[2], 100 * cuts.share[1]])
    assert rows(axes) == ["byline", "photo caption"]
    assert texts(axes) == ["1 doc.", "2 doc."]


def test_no_cuts_are_drawn_as_no_bars():
    axes = draw_cuts(count_cuts(toy_documents(), NO_LEDGER)).axes[0]
    assert len(axes.patches) == 0
    assert axes.get_title(loc="left") == "100.0% of the characters were kept"
