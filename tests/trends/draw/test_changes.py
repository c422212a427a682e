import pandas as pd
import pytest

from broadsheet.trends.draw.changes import describe_marks, factor, fit_trend, keep_marks, name_periods, write_q
from planted_tables import plant_changes, plant_shares

SHARES = plant_shares(["war"])
STEP = pd.Timedelta(days=28)


def test_a_trend_expects_as_many_occurrences_as_there_were_and_has_the_slope_of_its_mark():
    mark = next(keep_marks(plant_changes(["war", "b", "c"]), ["war"]).itertuples())
    periods, rates = fit_trend(mark, SHARES, step=STEP)
    assert list(periods) == list(SHARES.period)
    assert (rates * SHARES.total).sum() / 10_000 == pytest.approx(SHARES.n.sum())
    first, last = SHARES.period.iloc[[0, -1]]
    part = (last - first) / (last + STEP - first)  # from middle to middle of the time from the first day to the last
    assert rates.iloc[-1] / rates.iloc[0] == pytest.approx(2 ** (2 * 1.2 * part))


def test_a_trend_of_one_period_is_its_rate():
    changes = plant_changes(["war", "b", "c"])
    mark = next(changes.assign(last_period=changes.period).itertuples())
    _, rates = fit_trend(mark, SHARES, step=STEP)
    assert list(rates) == pytest.approx([10_000 * SHARES.share[0]])


@pytest.mark.parametrize(
    ("effect", "words"),
    [(1, "×2"), (-1, "÷2"), (0, "×1"), (-0.001, "×1"), (1.2, "×2.3"), (-0.6, "÷1.5"), (10, "×1,024"), (3.5, "×11")],
)
def test_a_log_ratio_reads_as_a_factor(effect, words):
    assert factor(effect) == words


def test_an_infinite_ratio_still_reads_as_something():
    assert factor(float("inf")).startswith("×") and factor(float("-inf")).startswith("÷")


def test_a_ratio_near_one_is_not_rounded_to_one_and_an_open_interval_says_so():
    assert (factor(-0.057), factor(0.01)) == ("÷1.04", "×1.01")
    mark = plant_changes(["war", "b", "c"]).iloc[[0]].assign(low=1.0, high=float("inf"), passes=True)
    assert "(×2\u00a0or\u00a0more)" in describe_marks(mark, when="%Y")


def test_q_is_written_as_journals_do():
    assert [write_q(q) for q in (0.0004, 0.031, 1.0)] == ["q < .001", "q = .031", "q = 1.000"]


@pytest.mark.parametrize(
    ("days", "when"),
    [(["2023-01-01", "2024-01-01"], "%Y"), (["2023-01-01", "2023-02-01"], "%Y-%m"), (["2023-01-02"], "%Y-%m-%d")],
)
def test_periods_are_named_as_short_as_can_be(days, when):
    assert name_periods(pd.Series(pd.to_datetime(days))) == when


def test_marks_stand_by_kind_and_time_whatever_the_order_of_the_table():
    changes = plant_changes(["war", "peace", "oil"])
    kept = keep_marks(changes.iloc[::-1], ["war"])
    assert list(kept.kind) == ["trend", "step", "burst"]
    assert describe_marks(kept, when="%Y-%m") == describe_marks(keep_marks(changes, ["war"]), when="%Y-%m")


def test_without_a_table_there_are_no_marks():
    assert keep_marks(None, ["war"]).empty
