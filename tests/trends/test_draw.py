import itertools

import pandas as pd
import pytest

from broadsheet.trends import draw_documents, draw_rates, draw_shares, share_terms
from planted import plant_rates

ODD = "talks: $5bn to $6bn_<script> & Co"


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_each_term_has_a_panel_and_the_volume_stands_below():
    fig = draw_shares(share_terms(*plant_rates({"war": 0.002, ODD: 0.001}), period="month"))
    assert [axes.get_title(loc="left") for axes in fig.axes] == [ODD, "war", "documents"]


def test_a_gap_in_time_breaks_the_line():
    counts, documents = plant_rates({"war": 0.002}, n_periods=6)
    there = documents.date.dt.month.isin([1, 2, 4, 5, 6])
    panel = draw_shares(share_terms(counts, documents[there], period="month")).axes[0]
    assert [len(line.get_xdata()) for line in panel.lines if line.get_linestyle() == "-"] == [2, 3]


def test_a_period_that_stands_alone_still_shows_its_interval():
    counts, documents = plant_rates({"war": 0.002}, n_periods=6)
    shares = share_terms(counts, documents[documents.date.dt.month.isin([1, 4, 5, 6])], period="month")
    alone = draw_shares(shares).axes[0].collections
    drawn = [float(end) for lines in alone for path in lines.get_paths() for _, end in path.vertices]
    assert max(drawn) >= shares.high[0] * 10_000 - 1e-9
    assert any(len(path.vertices) == 2 for lines in alone for path in lines.get_paths())


def test_points_with_fewer_than_five_occurrences_are_hollow():
    shares = share_terms(*plant_rates({"rare": 0.00001, "war": 0.002}), period="month")
    hollow = {
        axes.get_title(loc="left"): sum(len(line.get_xdata()) for line in axes.lines if line.get_mfc() == "white")
        for axes in draw_shares(shares).axes[:-1]
    }
    assert hollow == {"rare": 4, "war": 0}


def test_one_period_and_missing_intervals_can_be_drawn():
    draw_shares(share_terms(*plant_rates({"war": 0.002}, n_periods=1), period="month")).draw_without_rendering()
    draw_shares(share_terms(*plant_rates({"war": 0.002}, n_days=3), period="day")).draw_without_rendering()


def test_documents_stand_by_date_the_undated_last():
    counts, documents = plant_rates({"war": 0.01}, n_periods=1, n_days=4, n_docs_a_day=1)
    documents.loc[0, ["date", "date_precision"]] = [pd.NaT, "none"]
    axes = draw_documents(counts, documents, "Too few.").axes[0]
    dates = [label.get_text().split("\n")[0] for label in axes.get_xticklabels()]
    assert dates == ["2024-01-02", "2024-01-03", "2024-01-04", "undated"]
    assert texts(axes) == [str(n) for n in [*counts.n[1:], counts.n[0]]]


def test_of_three_hundred_documents_forty_are_drawn_and_the_figure_says_so():
    counts, documents = plant_rates({"war": 0.002, "peace": 0.001}, n_periods=10, n_days=10)
    fig = draw_documents(counts, documents, "No curve. " * 30)
    fig.draw_without_rendering()
    assert len(texts(fig.axes[0])) == 80
    assert fig.axes[0].get_xlabel() == "the first 40 of 300 documents"


@pytest.mark.filterwarnings("error:constrained_layout not applied")
def test_the_labels_of_forty_documents_do_not_run_into_each_other_and_the_reason_fits():
    counts, documents = plant_rates({ODD: 0.002}, n_periods=4)
    fig = draw_documents(counts, documents.assign(source="The Kyiv Independent & Sons"), "No curve: " + "of 5 " * 60)
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    boxes = [label.get_window_extent(renderer) for label in fig.axes[0].get_xticklabels()]
    assert all(one.x1 <= other.x0 for one, other in itertools.pairwise(boxes))
    assert fig._suptitle.get_window_extent(renderer).x1 <= fig.bbox.x1


def test_terms_that_never_occur_are_drawn_as_zeros():
    axes = draw_documents(*plant_rates({"never": 0.0}, n_periods=1, n_docs_a_day=1, n_days=3), "Too few.").axes[0]
    assert texts(axes) == ["0", "0", "0"]


@pytest.mark.parametrize("n_terms", [1, 30])
def test_rates_stand_in_order_of_size(n_terms):
    rates = {f"term{at:02}": 0.0002 * at for at in range(n_terms)} | {ODD: 0.02}
    fig = draw_rates(share_terms(*plant_rates(rates), period="all"))
    fig.draw_without_rendering()
    labels = [label.get_text() for label in fig.axes[0].get_yticklabels()]
    assert labels[0] == "term00" and labels[-1] == ODD and len(labels) == n_terms + 1
