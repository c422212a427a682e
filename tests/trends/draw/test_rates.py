import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.trends.draw import draw_rates
from planted_tables import HEBREW, LONG, ODD, find_overlaps, plant_shares, read_words, smallest_print

pytestmark = pytest.mark.filterwarnings("error::UserWarning")
ITEMS = [ODD, LONG, HEBREW, *(f"term{at:02}" for at in range(40))]
ALL = pd.DatetimeIndex([pd.NaT])


def drawn(axes) -> list[float]:
    points = [(y, x) for line in axes.lines if line.get_marker() == "o" for x, y in zip(*line.get_data(), strict=True)]
    return [float(x) for _, x in sorted(points)]


def test_rate_and_document_share_stand_side_by_side_in_the_order_of_the_rate():
    shares = plant_shares(ITEMS[:12], periods=ALL)
    fig = draw_rates(shares.sample(frac=1, random_state=1))
    order = shares.sort_values(["share", "item"], ascending=[False, True])[::-1]
    assert drawn(fig.axes[0]) == list(10_000 * order.share) and drawn(fig.axes[1]) == list(100 * order.doc_share)
    labels = [label.get_text().replace("\n", "")[:6] for label in fig.axes[0].get_yticklabels()]
    assert labels == [item[:6] for item in order["item"]]
    assert [axes.get_xlim()[0] for axes in fig.axes] == [0, 0]


def test_intervals_are_the_table():
    shares = plant_shares(["war", "peace"], periods=ALL).sort_values("share")
    (lines,) = draw_rates(shares).axes[0].collections
    assert [path.vertices[:, 0].tolist() for path in lines.get_paths()] == [
        [10_000 * row.low, 10_000 * row.high] for row in shares.itertuples()
    ]


@pytest.mark.parametrize("n_items", [1, 12, 43])
def test_nothing_overlaps(n_items):
    items = [f"{LONG} {at}" for at in range(n_items)] if n_items == 43 else ITEMS[:n_items]
    fig = draw_rates(plant_shares(items, periods=ALL))
    assert find_overlaps(fig) == [] and smallest_print(fig) >= 6 and fig.get_figheight() * 25.4 <= 230


def test_of_forty_three_terms_the_thirty_most_frequent_are_drawn_and_the_figure_says_so():
    fig = draw_rates(plant_shares(ITEMS, periods=ALL))
    assert len(drawn(fig.axes[0])) == 30 and "30 of 43 terms are drawn" in read_words(fig)


def test_a_term_that_never_occurs_is_a_hollow_point_at_zero_with_its_bound():
    fig = draw_rates(plant_shares(["never"], periods=ALL, rate=0.0))
    (point,) = fig.axes[0].lines
    assert list(point.get_xdata()) == [0.0] and point.get_markerfacecolor() == "white"
    assert "Hollow grey points" in read_words(fig)


def test_missing_intervals_are_said():
    shares = plant_shares(["war"], periods=ALL).assign(low=np.nan, high=np.nan, doc_low=np.nan, doc_high=np.nan)
    assert "No interval: the documents are one cluster." in read_words(draw_rates(shares))


@pytest.mark.parametrize("shares", [tables.make("shares"), plant_shares(["war"])])
def test_without_a_row_over_all_documents_there_is_a_sentence(shares):
    assert read_words(draw_rates(shares)).startswith("No rate:")
