"""Names of months and weekdays, and what else says when."""

import pytest

from broadsheet.calendar_words import MONTH_NAMES, WEEKDAY_NAMES, calendar_words, number_names


@pytest.mark.parametrize("language", sorted(MONTH_NAMES))
def test_every_language_has_twelve_months_and_seven_weekdays(language):
    assert len(MONTH_NAMES[language].split("|")) == 12
    assert len(WEEKDAY_NAMES[language].split("|")) == 7


def test_a_form_has_its_number():
    months, weekdays = number_names(MONTH_NAMES, first=1), number_names(WEEKDAY_NAMES, first=0)
    assert (months["january"], months["листопада"], months["dez"]) == (1, 11, 12)
    assert (weekdays["monday"], weekdays["domingo"]) == (0, 6)


def test_calendar_words_are_those_of_the_language():
    assert {"march", "friday", "dec", "yesterday", "weeks"} <= calendar_words("en")
    assert {"березня", "сьогодні"} <= calendar_words("uk")
    assert not {"mars", "heute"} & calendar_words("en")


def test_a_form_that_is_another_word_more_often_is_none():
    assert "sun" not in calendar_words("en")
    assert "mar" not in calendar_words("es")


def test_what_is_written_with_an_apostrophe_is_cut_as_texts_are():
    assert {"aujourd", "hui"} <= calendar_words("fr")


def test_a_language_without_a_list_has_no_calendar_words():
    assert calendar_words("xx") == frozenset()
