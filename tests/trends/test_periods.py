import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import InputError
from broadsheet.trends.periods import (
    PERIODS,
    choose_period,
    count_unplaced,
    describe_period,
    list_gaps,
    name_unplaced,
    place_in_time,
)
from planted import make_documents, shuffle

AXIS = [period for period in PERIODS if period != "all"]


def dated(*dates: str | None, precision: str = "day") -> pd.DataFrame:
    documents = make_documents([""] * (len(dates) + 1), dates=[*dates, None])[: len(dates)]
    return documents.assign(date_precision=[precision if date else "none" for date in dates])


def spread(first: str, last: str, n_docs: int) -> pd.DataFrame:
    """Documents at even distances from the first day to the last."""
    return dated(*pd.date_range(first, last, periods=n_docs).strftime("%Y-%m-%d"))


@pytest.mark.parametrize(
    "first,last,n_docs,period",
    [
        ("2024-01-01", "2024-01-31", 400, "day"),
        ("2024-01-01", "2024-01-31", 60, "week"),
        ("2024-01-01", "2024-12-31", 4000, "week"),  # 366 days are too many points
        ("2022-01-01", "2024-12-31", 300, "month"),
        ("2022-01-01", "2024-12-31", 100, "quarter"),
        ("1980-01-01", "2024-12-31", 2000, "year"),
        ("2024-01-01", "2024-12-31", 3, "year"),  # none suits
    ],
)
def test_auto_is_the_finest_period_that_is_well_filled(first, last, n_docs, period):
    assert choose_period(spread(first, last, n_docs)) == period


def test_auto_takes_no_period_that_loses_the_documents_dated_to_the_month():
    days = spread("2024-01-01", "2024-01-31", 400)
    months = dated(*["2024-01-01"] * 100, *["2024-02-01"] * 100, precision="month")
    assert choose_period(pd.concat([days, months.assign(doc_id="m" + months.doc_id)], ignore_index=True)) == "month"


def test_undated_documents_do_not_sway_the_choice():
    assert choose_period(pd.concat([spread("2024-01-01", "2024-01-31", 400), dated(*[None] * 900)])) == "day"
    assert choose_period(dated(None)) == choose_period(dated()) == "year"


def test_a_period_that_was_asked_for_is_given_back():
    assert choose_period(dated("2024-01-01"), period="week") == "week"


@settings(max_examples=8, deadline=None)
@given(days=st.lists(st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2030-01-01").date()), max_size=60))
def test_the_order_of_documents_changes_no_choice_and_every_period_places_each_dated_one_once(days):
    documents = dated(*map(str, days))
    assert choose_period(documents) == choose_period(shuffle(documents))
    for period in AXIS:
        placed = place_in_time(documents, period=period)
        assert len(placed) == len(days) and (placed.period <= placed.date).all()
        assert set(list_gaps(placed.period, period=period)).isdisjoint(placed.period)


def test_weeks_begin_on_monday():
    placed = place_in_time(dated("2024-01-07", "2024-01-08"), period="week")
    assert placed.period.dt.strftime("%m-%d").tolist() == ["01-01", "01-08"]


def test_the_text_stays_behind_and_further_columns_travel():
    placed = place_in_time(dated("2024-01-07").assign(desk="foreign"), period="day")
    assert "text" not in placed and placed.desk.tolist() == ["foreign"]


@pytest.mark.parametrize("precision,fits", [("day", 5), ("month", 3), ("year", 1), ("none", 0)])
def test_a_coarse_date_is_placed_in_no_finer_period(precision, fits):
    documents = dated("2024-01-01", precision=precision)
    assert sum(len(place_in_time(documents, period=period)) for period in AXIS) == fits


def test_all_is_one_period_without_a_date_that_holds_every_document():
    assert place_in_time(dated("2024-01-01", None), period="all").period.isna().tolist() == [True, True]
    assert count_unplaced(dated("2024-01-01", None), period="all").empty


@pytest.mark.parametrize("date", ["-0005-03-01", "0001-01-01", "1700-06-05", "9999-12-31", "12000-01-01"])
def test_far_and_negative_dates_are_placed_like_any_other(date):
    documents = dated("2024-01-01", "2024-01-01")
    documents["date"] = np.array([date, "2024-01-01"], dtype="datetime64[s]")
    assert [place_in_time(documents, period=period).period.notna().all() for period in AXIS] == [True] * 5
    assert choose_period(documents) == "year" and str(np.datetime64(date, "M")) in describe_period(
        documents, period="month"
    )


def test_what_is_in_no_period_is_counted_by_its_reason():
    documents = pd.concat([dated("2024-01-01", None, None), dated("2024-01-01", precision="month")])
    assert count_unplaced(documents, period="week").to_numpy().tolist() == [["dated to the month", 1], ["undated", 2]]
    assert count_unplaced(documents, period="month").to_numpy().tolist() == [["undated", 2]]
    assert name_unplaced(documents, period="day").tolist() == ["", "undated", "undated", "dated to the month"]
    assert count_unplaced(dated("2024-01-01"), period="day").empty


def test_a_precision_without_a_date_is_undated():
    documents = dated(None).assign(date_precision="day")
    assert name_unplaced(documents, period="year").tolist() == ["undated"]


def test_a_gap_is_an_empty_period_between_two_that_are_not():
    starts = pd.Series(pd.to_datetime(["2024-05-01", "2024-01-01", "2024-02-01"]))
    assert list_gaps(starts, period="month").dt.month.tolist() == [3, 4]
    assert list_gaps(starts, period="year").empty and list_gaps(starts, period="all").empty
    assert list_gaps(starts[:0], period="day").empty


def test_the_rule_and_what_it_gave_are_told():
    documents = pd.concat([spread("2024-01-01", "2024-01-31", 60), dated(None)])
    told = describe_period(documents, period="auto")
    assert told.startswith("5 weeks (they begin on Monday, ISO 8601) with documents, from 2024-01-01 to 2024-01-29")
    assert "The week was chosen: it is the finest period that" in told and "without a time zone" in told
    assert told.endswith("In no week: 1 undated, of 61 documents.")


def test_a_period_that_was_asked_for_is_told_without_a_rule():
    told = describe_period(dated("2024-01-01", "2024-03-01"), period="month")
    assert told.startswith("2 months with documents, from 2024-01-01 to 2024-03-01, and 1 between them without. A date")
    assert "chosen" not in told and told.endswith("Every document is in one.")


def test_where_no_period_suits_that_is_told():
    assert "The year was chosen as the longest: no period" in describe_period(dated("2024-01-01"), period="auto")
    assert (
        describe_period(dated(None), period="day") == "No document is in a day. In no day: 1 undated, of 1 documents."
    )
    assert "has no date" in describe_period(dated(None), period="all")


@pytest.mark.parametrize("ask", [choose_period, place_in_time, count_unplaced, describe_period])
def test_an_unknown_period_is_refused_with_those_there_are(ask):
    with pytest.raises(InputError, match="period is 'decade', expected one of day, week, month, quarter, year, all"):
        ask(dated("2024-01-01"), period="decade")
