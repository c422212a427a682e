"""Dates in running text: the forms that are read, and what only looks like one."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.dating.forms import (
    MONTHS,
    WEEKDAYS,
    after_clock,
    find_month,
    find_order,
    find_written,
    find_yearless,
    is_clock,
)

DAY = date(2022, 12, 27)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was on December 27, 2022 that", "December 27, 2022"),
        ("It was on Tuesday, December 27, 2022 that", "Tuesday, December 27, 2022"),
        ("by Asami TerajimaDecember 27, 2022 10:40 pm", "December 27, 2022"),
        ("PUBLISHEDDEC 27, 2022", "DEC 27, 2022"),
        ("Published27 December 2022", "27 December 2022"),
        ("Tue, Dec 27 202210:40 AM EST", "Tue, Dec 27 2022"),
        ("mardi 27 décembre 2022", "mardi 27 décembre 2022"),
        ("am 27. Dezember 2022 in", "27. Dezember 2022"),
        ("el 27 de diciembre de 2022", "27 de diciembre de 2022"),
        ("martedì 27 dicembre 2022", "martedì 27 dicembre 2022"),
        ("terça-feira, 27 de dezembro de 2022", "terça-feira, 27 de dezembro de 2022"),
        ("27 декабря 2022 г.", "27 декабря 2022"),
        ("вівторок, 27 грудня 2022, 10:40", "вівторок, 27 грудня 2022"),
        ("at 2022-12-27T10:40:00Z.", "2022-12-27T10:40:00Z"),
        ("on 27/12/2022.", "27/12/2022"),
        ("Tue Dec 27 10:40:00 +0000 2022", "Tue Dec 27 10:40:00 +0000 2022"),
    ],
)
def test_a_written_day_is_found_with_its_words(text, words):
    (found,) = find_written(text)
    assert (found.date, text[found.start : found.end]) == (DAY, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in December 2022",
        "from 2021 to 2022",
        "call 020 2712 2022",
        "February 30, 2022",
        "the 27 members in 2022",
        "5/2022",
        "1,227 and 2,022",
        "version 10.27.12.2022",
        "a8496fb20221227",
    ],
)
def test_what_is_no_day_is_not_found(text):
    assert list(find_written(text)) == []


def test_numbers_that_can_be_read_in_two_ways_have_no_day_unless_their_order_is_known():
    assert [found.date for found in find_written("03/04/2022")] == [None]
    assert [found.date for found in find_written("03/04/2022", order="dmy")] == [date(2022, 4, 3)]
    assert [found.date for found in find_written("03/04/2022", order="mdy")] == [date(2022, 3, 4)]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2022", "27/12/2022"], "dmy"),
        (["03/04/2022", "12/27/2022"], "mdy"),
        (["27/12/2022", "12/27/2022"], ""),
        (["03/04/2022"], ""),
        (["27.12.2022"], ""),
        ([], ""),
    ],
)
def test_an_order_is_proved_by_a_number_over_twelve(texts, order):
    assert find_order(texts) == order


def test_days_without_a_year_leave_out_those_with_one():
    text = "KYIV, Dec. 27 - It began on 3 March and ended on May 5, 2022 or June 31."
    assert [(month, day, text[start:end]) for month, day, start, end in find_yearless(text)] == [
        (12, 27, "Dec. 27"),
        (3, 3, "3 March"),
    ]


def test_a_clock_is_no_words():
    assert is_clock(" | 10:40 pm EST, ") and is_clock("") and not is_clock("10:40 in Kyiv")
    assert after_clock(", 10:40 am · Updated") == "Updated"


def test_every_month_and_weekday_has_names_in_eight_languages():
    assert {number: sum(1 for found in MONTHS.values() if found == number) >= 10 for number in MONTHS.values()} == (
        dict.fromkeys(range(1, 13), True)
    )
    assert set(WEEKDAYS.values()) == set(range(7))
    assert find_month("decembre") == (12, 0)
    assert find_month("remember") is None


@given(
    st.dates(min_value=date(1500, 1, 1), max_value=date(2999, 12, 31)),
    st.sampled_from(
        ["{0:%B} {0.day}, {0.year}", "{0.day} {0:%b} {0.year}", "{0:%A}, {0.day} {0:%B} {0.year}", "{0:%Y-%m-%d}"]
    ),
    st.sampled_from(["", "Kyiv ", "It was on ", "\n"]),
)
@settings(max_examples=100, deadline=None)
def test_any_day_in_any_form_is_found_in_a_text(day, form, before):
    (found,) = find_written(f"{before}{form.format(day)}, they said.")
    assert found.date == day
    assert found.weekday in (None, day.weekday())


@given(st.text(alphabet="0123456789 ./-:,DecmbrTu", max_size=60))
@settings(max_examples=200, deadline=None)
def test_what_is_found_lies_in_the_text_in_order(text):
    found = list(find_written(text))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
