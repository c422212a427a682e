"""Dates as given: read when they can mean one thing only."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.dating.parse import parse_date, parse_epoch

DAY = (date(2022, 12, 27), "day")


@pytest.mark.parametrize(
    "text",
    [
        "2022-12-27",
        " 2022-12-27 ",
        "20221227",
        "2022-12-27T23:30:00Z",
        "2022-12-27 23:30",
        "December 27, 2022",
        "Dec. 27, 2022",
        "27 December 2022",
        "27 Dec 2022",
        "Tue, 27 Dec 2022 10:40:00 GMT",
        "Tuesday, December 27, 2022",
        "Tuesday, 27 December 2022 12:17 GMT",
        "Tuesday 27 December 2022 10.40 GMT",
        "Published 10:40 AM EST, Tue December 27, 2022",
        "27th December 2022",
        "27-DEC-2022 15:01:01.79",
        "27.12.2022",
        "12/27/2022 10:40 AM",
        "2022/12/27",
        "27 décembre 2022 à 10h40",
        "27. Dezember 2022, 10.40 Uhr",
        "27 de diciembre de 2022",
        "27 dicembre 2022",
        "27 de dezembro de 2022",
        "27 декабря 2022 г.",
        "27 грудня 2022 року",
        "Tue Dec 27 10:40:00 +0000 2022",
    ],
)
def test_one_day_has_many_forms(text):
    assert parse_date(text) == DAY


def test_a_time_zone_does_not_move_the_day():
    assert parse_date("2022-12-27T23:30:00-08:00") == DAY


def test_september_has_four_letters_too():
    assert parse_date("Sept. 5, 2022") == (date(2022, 9, 5), "day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-12", (date(2022, 12, 1), "month")),
        ("December 2022", (date(2022, 12, 1), "month")),
        ("2022", (date(2022, 1, 1), "year")),
    ],
)
def test_a_month_or_year_is_its_first_day_and_says_so(text, expected):
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "03/04/2022",
        "3.4.2022",
        "04-03-2022",
        "221227",
        "202212",
        "2022 12 27",
        "2022-12 27",
        "2022-1227",
        "2022-13-01",
        "2022-02-30",
        "0000-01-01",
        "1672099200",
        "Wednesday",
        "yesterday",
        "born on December 27, 2022 in Kyiv",
        "December 27",
        "2022 was a long year",
    ],
)
def test_what_is_ambiguous_or_no_date_stays_undated(text):
    assert parse_date(text) == (None, "none")


def test_an_order_that_is_known_settles_numbers():
    assert parse_date("03/04/2022", order="dmy") == (date(2022, 4, 3), "day")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1672137600", DAY[0]),
        ("1672137600000", DAY[0]),
        (" 1672137600.5 ", DAY[0]),
        ("-1672137600", None),
        ("12", None),
        ("123456789", None),
        ("20221227", None),
        ("", None),
    ],
)
def test_seconds_since_1970_are_read_apart(text, day):
    assert parse_epoch(text) == day


@given(st.dates())
@settings(max_examples=50, deadline=None)
def test_any_iso_day_is_read_back(day):
    assert parse_date(day.isoformat()) == (day, "day")


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%B %d, %Y", "%d %B %Y", "%A, %d %B %Y", "%Y%m%d"]))
@settings(max_examples=50, deadline=None)
def test_any_written_day_is_read_back(day, form):
    assert parse_date(day.strftime(form)) == (day, "day")


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_it(text):
    day, precision = parse_date(text)
    assert (day is None) == (precision == "none")
