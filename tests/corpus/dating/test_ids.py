"""Days in addresses, names and article numbers of a known coding."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.dating.ids import find_name_dates, find_numbers

DAY = date(2022, 12, 27)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("see MENAFN27122022000045017640ID1110448134 there", "MENAFN article number"),
        ("Document HRLD000020221227eicr00005", "Factiva accession number"),
        ("Document AFPR000020221227eicr000p5\n", "Factiva accession number"),
    ],
)
def test_numbers_of_a_known_coding_are_read(text, kind):
    ((found, day, start, end),) = find_numbers(text)
    assert (found, day) == (kind, DAY)
    assert text[start:end] in text.split()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MENAFN99992022000045017640",
        "MENAFN2712",
        "27122022000045017640",
        "hrld000020221227eicr00005",
        "HRLD000020221327eicr00005",
        "00020221227eicr00005",
        "000_a8496fb6dd0e7497",
    ],
)
def test_other_numbers_are_no_dates(text):
    assert list(find_numbers(text)) == []


def test_each_day_is_told_once_with_the_place_it_was_read_from():
    record = {"url": "https://news.example/2022/12/27/a", "file": "2022-12-27_a.txt", "doc_id": "2022-12-27_a"}
    assert list(find_name_dates(record)) == [(DAY, "day", "url", "2022/12/27")]
    assert list(find_name_dates({})) == []


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.from_regex(r"[a-z]{1,8}", fullmatch=True))
@settings(max_examples=60, deadline=None)
def test_any_day_in_the_folders_of_an_address_is_read_back(day, slug):
    (found,) = find_name_dates({"url": f"https://news.example/{day:%Y/%m/%d}/{slug}"})
    assert found[:3] == (day, "day", "url")


@given(st.integers(min_value=0, max_value=10**12))
@settings(max_examples=60, deadline=None)
def test_a_plain_number_is_never_a_date(number):
    record = {"url": f"https://news.example/{number}", "file": f"{number}.txt", "doc_id": str(number)}
    assert list(find_name_dates(record)) == []
