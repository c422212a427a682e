import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.topics import draw_topic_curves, draw_topic_periods


def make_shares(shares: np.ndarray, periods, *, half: float = 0.05, label: str = "a, b") -> pd.DataFrame:
    """A ``shares`` table of topics x periods, intervals ``half`` to either side, 200 units a period."""
    rows = [
        {"item": f"topic {at + 1}: {label}", "period": period, "share": share, "n": round(200 * share)}
        for at, own in enumerate(shares)
        for period, share in zip(pd.to_datetime(periods), own, strict=True)
    ]
    table = pd.DataFrame(rows).assign(group="", total=200, n_docs_total=100, n_clusters=20, n_sources=1, is_thin=False)
    table = table.assign(low=(table.share - half).clip(lower=0), high=table.share + half, n_docs=table.n)
    return tables.make("shares", table.assign(doc_share=table.share, doc_low=table.low, doc_high=table.high))


def make_unplaced(**n_docs: int) -> pd.DataFrame:
    rows = make_shares(np.full((1, 1), 0.5), ["2020-01-01"])
    return pd.concat([rows.assign(group=name, period=pd.NaT, n_docs_total=n) for name, n in n_docs.items()])


YEARS = ["2001-01-01", "2002-01-01", "2004-01-01"]
SHARES = np.array([[0.1, 0.3, 0.2], [0.5, 0.5, 0.5]])


def test_a_period_without_text_is_an_empty_column_and_dots_mark_what_differs():
    fig = draw_topic_periods(
        make_shares(SHARES, YEARS), period="year", unplaced=make_unplaced(undated=7), unit="passage"
    )
    axes, volume = fig.axes[:2]
    cells = axes.collections[0].get_array()
    assert cells.shape == (2, 4) and cells.mask.tolist() == [[False, False, True, False]] * 2
    assert cells.compressed().tolist() == SHARES.ravel().tolist()
    dots = [point for line in axes.lines for point in zip(*line.get_data(), strict=True)]
    years = [1970 + round(day / 365.25 - 0.5) for day, _ in dots]  # the middle of its period
    assert sorted(zip(years, [row for _, row in dots], strict=True)) == [(2001, 0), (2002, 0)]  # .1 and .3 about .2
    assert [bar.get_height() for bar in volume.patches] == [200] * 3 and volume.get_title(loc="left") == "passages"
    told = fig.get_supxlabel().replace("\n", " ")
    assert told.startswith(
        "The scale is one of square roots. White: no text. Dot: the 95 % interval of the cell does not hold"
    )
    assert "(2 of 6 cells; by chance one in twenty)" in told and told.endswith("In no period: 7 undated.")


def test_periods_of_every_length_lie_where_they_are():
    for period, periods, n_columns in [
        ("day", ["2024-02-27", "2024-02-28", "2024-03-01"], 4),
        ("week", ["2024-01-01", "2024-01-08", "2024-01-29"], 5),
        ("month", ["2024-01-01", "2024-02-01", "2024-12-01"], 12),
        ("month", ["2024-01-01", "2024-03-01", "2024-05-01"], 5),
        ("week", ["2024-01-01", "2024-01-15", "2024-01-29"], 5),
        ("quarter", ["2024-01-01", "2024-07-01", "2025-01-01"], 5),
        ("year", ["1999-01-01", "2000-01-01", "2020-01-01"], 22),
    ]:
        fig = draw_topic_periods(make_shares(SHARES, periods), period=period)
        drawn = fig.axes[0].collections[0].get_array()
        assert drawn.shape == (2, n_columns), periods
        assert np.ma.count(drawn[0]) == 3 and drawn[0].compressed() == pytest.approx(SHARES[0])  # none on another


def test_another_period_is_refused():
    with pytest.raises(InputError, match="period is 'decade', expected one of day, week, month, quarter, year"):
        draw_topic_periods(make_shares(SHARES, YEARS), period="decade")


def test_curves_break_where_there_is_no_text_and_stand_in_the_middle_of_periods():
    fig = draw_topic_curves(make_shares(SHARES, YEARS), period="year", unit="document")
    first, second, *volumes = fig.axes
    lines = [line.get_ydata().tolist() for line in first.lines if line.get_linestyle() == "-"]
    assert lines == [pytest.approx([10, 30]), pytest.approx([20])]
    assert second.get_title(loc="left") == "topic 2: a, b" and second.get_ylim()[0] == 0
    assert len(volumes) == 2 and [bar.get_height() for bar in volumes[0].patches] == [200] * 3
    assert fig.get_supxlabel().startswith(
        "Share of documents that the topic leads; each panel has its own scale. Shaded"
    )


def test_changes_that_pass_are_marked_the_surest_of_each_kind():
    base = {"item": "topic 1: a, b", "period": "2002-01-01", "last_period": "2004-01-01", "direction": "up", "low": 0.1}
    base |= {"high": 2.0, "n": 50, "n_alarms": 0, "n_shuffles": 0, "effect": 1.0}
    rows = [
        base | {"kind": "trend", "q": 0.01, "passes": True},
        base | {"kind": "step", "q": 0.01, "passes": True},
        base | {"kind": "step", "q": 0.001, "passes": True, "period": "2004-01-01"},
        base | {"kind": "burst", "q": 0.2, "passes": False},
    ]
    changes = pd.DataFrame(rows)
    dates = {name: pd.to_datetime(changes[name]) for name in ("period", "last_period")}
    changes = tables.make("changes", changes.assign(**dates))
    fig = draw_topic_curves(make_shares(SHARES, YEARS), period="year", changes=changes)
    first, second = fig.axes[:2]
    assert first.get_title(loc="right") == "↗ ×2" and second.get_title(loc="right") == ""
    upright = [line.get_xdata() for line in first.lines if len(set(line.get_xdata())) == 1 < len(line.get_xdata())]
    assert [pd.Timestamp(x[0], unit="D").year for x in upright] == [2004]
    told = fig.get_supxlabel().replace("\n", " ")
    assert "Dotted upright: step." in told and "Arrow: trend" in told and "burst" not in told


def test_thin_points_are_hollow_and_wide_bands_run_off():
    rows = make_shares(np.array([[0.02, 0.03, 0.02]]), YEARS, half=0.4).assign(is_thin=[True, False, True])
    fig = draw_topic_curves(rows, period="year")
    sizes = [len(line.get_xdata()) for line in fig.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert sizes == [2] and fig.axes[0].get_ylim()[1] < 10
    told = fig.get_supxlabel().replace("\n", " ")
    assert "Wide intervals run off the panel." in told and "Hollow grey points: fewer than 5 units" in told


@pytest.mark.parametrize(("n_topics", "n_periods"), [(1, 3), (2, 12), (5, 60), (24, 30), (90, 110)])
@pytest.mark.parametrize("draw", [draw_topic_periods, draw_topic_curves])
def test_long_names_neither_cover_each_other_nor_leave_the_picture(draw, long_label, find_faults, n_topics, n_periods):
    shares = np.random.default_rng(0).dirichlet(np.full(n_topics + 1, 0.5), n_periods).T[:-1]
    periods = pd.date_range("2012-01-01", periods=n_periods, freq="MS")
    fig = draw(
        make_shares(shares, periods, label=long_label),
        period="month",
        unplaced=make_unplaced(undated=1234),
        unit="passage",
    )
    assert find_faults(fig) == []
    most = 24 if draw is draw_topic_curves else 64
    told = fig.get_supxlabel().replace("\n", " ")
    assert (f"{most} of 90 topics are drawn" in told) == (n_topics == 90)


@pytest.mark.parametrize("draw", [draw_topic_periods, draw_topic_curves])
def test_without_a_period_there_is_a_sentence(draw):
    assert "there is no period with documents" in draw(tables.make("shares"), period="year").get_suptitle()
    assert "there is no period with documents" in draw(make_unplaced(undated=3), period="year").get_suptitle()


def test_the_order_of_rows_within_a_topic_changes_nothing():
    rows = make_shares(SHARES, YEARS)
    other = rows.iloc[[2, 0, 1, 5, 3, 4]]
    first, second = (
        draw_topic_periods(table, period="year").axes[0].collections[0].get_array() for table in (rows, other)
    )
    assert np.ma.allequal(first, second)
    one, two = (draw_topic_curves(table, period="year").axes[0].lines[0].get_ydata() for table in (rows, other))
    assert np.array_equal(one, two)
