"""What a story tells of later days and of weekdays."""

from datetime import date

import pytest

from broadsheet.corpus.dating.confirm import find_later, find_weekdays

DAY = date(2022, 12, 27)
TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The storm came on January 3, 2023 and was the worst.", "January 3, 2023"),
        ("Since 2024 the wall has stood.", "Since 2024"),
        ("The wall was built in May 2024.", "in May 2024"),
        ("The storm came on December 28, 2022 and was the worst.", ""),
        ("The storm came on January 3, 2021 and was the worst.", ""),
        ("The vote is due on January 3, 2023, they said.", ""),
        ("They agreed to open the harbour on January 3, 2023, and were glad.", ""),
        ("It was closed until January 3, 2023.", ""),
        ("The wall was planned for 2024.", ""),
        ("", ""),
    ],
)
def test_only_what_has_happened_later_is_later(text, words):
    assert find_later(text, DAY, today=TODAY) == words


@pytest.mark.parametrize(
    ("today", "words"), [(date(2023, 1, 1), ""), (date(2023, 1, 2), "January 3, 2023"), (TODAY, "January 3, 2023")]
)
def test_what_lies_after_today_has_not_happened(today, words):
    assert find_later("The storm came on January 3, 2023 and was the worst.", DAY, today=today) == words


@pytest.mark.parametrize(("today", "words"), [(date(2023, 12, 31), ""), (date(2024, 1, 1), "Since 2024")])
def test_a_year_after_today_has_not_begun(today, words):
    assert find_later("Since 2024 the wall has stood.", DAY, today=today) == words


def test_the_dates_of_the_page_itself_are_not_of_the_story():
    text = "January 3, 2023 was printed above."
    assert find_later(text, DAY, today=TODAY) == "January 3, 2023"
    assert find_later(text, DAY, today=TODAY, skip=[(0, 15)]) == ""


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It rained on Thursday. On Friday it snowed.", ["Thursday", "Friday"]),
        ("It rained last Thursday, and every Friday.", []),
        ("The minister will speak on Thursday.", []),
        ("It rained on Thursday, Dec. 22, and on Friday 23 December.", []),
        ("He was there on Black Friday.", []),
        ("Thursdays are quiet.", []),
        ("", []),
    ],
)
def test_weekdays_of_the_days_before_the_article(text, days):
    assert [day for day, _ in find_weekdays(text)] == days
