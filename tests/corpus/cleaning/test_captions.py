"""Photo captions and credits: what is cut, and the stories about photographs that are not."""

import pytest

from broadsheet.corpus.cleaning.clean import clean_text
from pages import CAPTIONS, LAST, MORE, NO_CAPTIONS, STORY, page


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_caption_is_cut_whole_and_nothing_else(line):
    cleaned = clean_text(page(STORY, MORE, line, LAST))
    assert cleaned.text == page(STORY, MORE, LAST)
    assert {edit.rule for edit in cleaned.edits} == {"photo caption"}


@pytest.mark.parametrize("line", NO_CAPTIONS)
def test_a_story_about_photographs_is_kept(line):
    raw = page(STORY, line, MORE, line, LAST, line)
    assert clean_text(raw, title="River rises in Eastmoor", author="Ann Lee").text == raw


@pytest.mark.parametrize("label", ["Image caption,", "Image caption", "Media caption,"])
def test_the_line_below_a_label_that_stands_alone_is_the_caption(label):
    raw = page(STORY, label, "The levee on Monday", LAST)
    assert clean_text(raw).text == page(STORY, LAST)


def test_a_line_said_twice_above_a_credit_is_its_caption():
    raw = page(STORY, "The levee in January.", "The levee in January.", "Ann Lee via Reuters", MORE)
    assert clean_text(raw).text == page(STORY, MORE)


def test_a_line_said_twice_without_a_credit_is_kept():
    raw = page(STORY, "Never again.", "Never again.", MORE)
    assert clean_text(raw).text == raw


def test_a_long_paragraph_of_the_story_is_kept_with_the_credit_it_ends_in():
    raw = page(STORY, " ".join([MORE] * 9) + " (Photo by Ann Lee)", LAST)
    assert clean_text(raw).text == raw


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        (". (Reuters/AFP)", "."),
        (" (RIA / TASS).", "."),
        (". (Photo: AP)", "."),
        (". Image: Bob Ray.", "."),
        (".” Ann Lee/EPA-EFE", ".”"),
    ],
)
def test_of_a_sentence_of_the_story_only_the_credit_is_cut(end, kept):
    cleaned = clean_text(page(STORY, MORE[:-1] + end, LAST))
    assert cleaned.text == page(STORY, MORE[:-1] + kept, LAST)
    assert {edit.rule for edit in cleaned.edits} == {"photo caption"}


@pytest.mark.parametrize(
    "credit",
    [
        "(Photo by Ann Lee/SPUTNIK/AFP via Getty Images)",
        "Image Credit: Ann Lee / AFP",
        "(Photo by Ann Lee/AFP via Getty Images)",
    ],
)
def test_a_sentence_with_photographer_and_agency_is_a_caption(credit):
    assert clean_text(page(STORY, f"{MORE} {credit}", LAST)).text == page(STORY, LAST)
