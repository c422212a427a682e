"""Words of fields: dates, languages, wrapped lines, rights."""

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.corpus.formats.exports.fields import is_copyright, join_wrapped, parse_date, parse_language


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("December 27, 2022 Tuesday 10:31 AM GMT", "2022-12-27"),
        ("Tuesday, December 27, 2022", "2022-12-27"),
        ("décembre 10 2019", "2019-12-10"),
        ("Dienstag 10.Dezember 2019", "2019-12-10"),
        ("Mardi 10 Décembre 2019", "2019-12-10"),
        ("1er août 2014", "2014-08-01"),
        ("4 oktober 2017 woensdag", "2017-10-04"),
        ("27 de diciembre de 2022", "2022-12-27"),
        ("Dec 27, 2022", "2022-12-27"),
        ("2022-12-27T10:40:00Z", "2022-12-27"),
        ("2022年12月7日", "2022-12-07"),
        ("20221227", "2022-12-27"),
        ("Dec 2022", "2022-12"),
        ("2022-12", "2022-12"),
        ("Winter 2003", "2003"),
        ("1998", "1998"),
        ("02/03/2022", ""),
        ("February 30, 2022", ""),
        ("No date", ""),
        ("", ""),
    ],
)
def test_dates_are_read_as_far_as_they_say(words, expected):
    assert parse_date(words) == expected


@given(st.dates(min_value=date(1700, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_as_papers_print_it(day):
    month, year = calendar.month_name[day.month], day.year
    for words in (
        f"{month} {day.day}, {year} Tuesday",
        f"{day.day} {month} {year}",
        f"{month[:3]} {day.day}, {year}",
    ):
        assert parse_date(words) == day.isoformat()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ENGLISH", "en"),
        ("English; French", "en"),
        ("Français", "fr"),
        ("Chinese (Simplified)", "zh"),
        ("nl", "nl"),
        ("Klingon", ""),
        ("", ""),
    ],
)
def test_languages_are_named_by_their_codes(words, expected):
    assert parse_language(words) == expected


def test_wrapped_lines_are_joined_and_long_ones_are_paragraphs():
    assert join_wrapped(["  The river rose", "in a day. "]) == "The river rose in a day."
    assert join_wrapped(["a" * 120, "b"]) == "a" * 120 + "\nb"
    assert join_wrapped([]) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Copyright 2010 Guardian Unlimited", True),
        ("  © 2022 The Paper", True),
        ("(c) 2022 The Paper", True),
        ("All Rights Reserved", True),
        ("Copyright Quay Media Dec 2022", True),
        ("Copyright was the topic in 1999.", False),
        ("(c) the third point", False),
    ],
)
def test_claims_of_rights_are_told_from_text(line, expected):
    assert is_copyright(line) is expected
