import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.trends.draw import draw_groups
from planted_tables import HEBREW, LONG, ODD, find_overlaps, plant_shares, read_words, smallest_print

pytestmark = pytest.mark.filterwarnings("error::UserWarning")
ITEMS = [LONG, "war", HEBREW, ODD, "peace", "oil", "wheat"]
GROUPS = ["Gazette", "The Evening Telegraph of the Northern Provinces and Isles", "Courier", "Post", "Mail"]


def test_a_row_a_term_and_a_column_a_source_the_largest_first():
    shares = plant_shares(["war", "peace"], groups=GROUPS[:3])
    sizes = shares[shares["item"] == "war"].groupby("group").n_docs_total.sum().sort_values(ascending=False)
    fig = draw_groups(shares)
    assert len(fig.axes) == 6
    assert [fig.axes[at].get_ylabel() for at in (0, 3)] == ["war", "peace"]
    titles = [axes.get_title(loc="left") for axes in fig.axes[:3]]
    assert [title.split("\n")[-1] for title in titles] == [f"{n:,} documents" for n in sizes]
    assert [title[:4] for title in titles] == [name[:4] for name in sizes.index]


def test_the_points_are_the_table_and_a_row_has_one_scale():
    shares = plant_shares(["war"], groups=GROUPS[:2])
    fig = draw_groups(shares)
    assert fig.axes[0].get_ylim() == fig.axes[1].get_ylim() and fig.axes[0].get_ylim()[0] == 0
    for axes in fig.axes:
        group = next(name for name in GROUPS[:2] if axes.get_title(loc="left").startswith(name[:4]))
        drawn = sorted(float(y) for line in axes.lines if line.get_marker() == "o" for y in line.get_ydata())
        assert drawn == sorted(10_000 * shares.share[shares.group == group])


def test_six_terms_and_four_sources_are_drawn_and_the_rest_is_said():
    fig = draw_groups(plant_shares(ITEMS, groups=GROUPS))
    assert len(fig.axes) == 24 and fig.get_figheight() * 25.4 <= 230
    words = " ".join(read_words(fig).split())
    assert "6 of 7 terms are drawn; all are in the data." in words
    assert "4 of 5 sources or groups, those with most documents, are drawn; all are in the data." in words


@pytest.mark.parametrize(("n_items", "n_groups", "n_periods"), [(1, 1, 150), (1, 4, 3), (7, 5, 150), (2, 5, 1)])
def test_nothing_overlaps(n_items, n_groups, n_periods):
    periods = pd.date_range("2011-03-01", periods=n_periods, freq="MS")
    fig = draw_groups(plant_shares(ITEMS[:n_items], groups=GROUPS[:n_groups], periods=periods))
    assert find_overlaps(fig) == [] and smallest_print(fig) >= 6


def test_all_documents_together_are_no_source():
    shares = pd.concat([plant_shares(["war"]), plant_shares(["war"], groups=["Gazette"])])
    assert len(draw_groups(shares).axes) == 1


@pytest.mark.parametrize("shares", [tables.make("shares"), plant_shares(["war"])])
def test_without_sources_there_is_a_sentence(shares):
    assert read_words(draw_groups(shares)).startswith("No curve by source")
