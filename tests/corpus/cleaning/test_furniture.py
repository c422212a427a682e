"""Calls, menus, legal text, notes: what each rule cuts, and at least as much that it must leave."""

import pytest

from broadsheet.corpus.cleaning.clean import clean_text
from broadsheet.corpus.cleaning.furniture import find_bar
from broadsheet.corpus.cleaning.page import Line, hash_line
from broadsheet.corpus.cleaning.suspects import find_suspects
from pages import CUT, HEADLINE, KEEP, LAST, MORE, OTHER_LANGUAGES, STORY, page

ALL_CUT = [(rule, line) for rule, lines in CUT.items() for line in lines]
ALL_KEPT = [line for lines in KEEP.values() for line in lines]


@pytest.mark.parametrize(("rule", "line"), ALL_CUT)
def test_furniture_in_the_story_is_cut_under_its_rule_and_nothing_else(rule, line):
    cleaned = clean_text(page(STORY, MORE, line, LAST))
    assert cleaned.text == page(STORY, MORE, LAST)
    assert {edit.rule for edit in cleaned.edits} == {rule}


@pytest.mark.parametrize(("rule", "line"), ALL_CUT)
def test_furniture_above_the_story_is_cut_and_is_no_headline(rule, line):
    cleaned = clean_text(page(HEADLINE, line, STORY, MORE))
    assert (cleaned.title, cleaned.text) == (HEADLINE, page(STORY, MORE))
    assert rule in {edit.rule for edit in cleaned.edits}


@pytest.mark.parametrize("line", ALL_KEPT)
def test_a_line_of_the_story_is_kept(line):
    raw = page(STORY, line, MORE, line, LAST)
    assert clean_text(raw, title=HEADLINE, author="Ann Lee").text == raw


@pytest.mark.parametrize("line", ALL_KEPT)
def test_a_line_of_the_story_is_kept_at_its_very_end(line):
    raw = page(STORY, MORE, LAST, line)
    assert clean_text(raw).text == raw


@pytest.mark.parametrize(
    "piece",
    [
        "subscribe to the views of the mayor and of those who are",
        "have any views on who would win?",
        "sign up can get letters of the council. The scheme is aimed",
        "subscribe to your plan,” the mayor said. The families,",
        "join us in the lower streets",
        "menu.",
        "comment.",
        "by e-mail, to mayor@eastmoor.example",
    ],
)
def test_a_piece_of_a_wrapped_sentence_is_no_plea_and_no_menu(piece):
    raw = page(STORY, piece, MORE, piece, LAST)
    assert clean_text(raw).text == raw


@pytest.mark.parametrize(
    "line", ["email: newsroom@ledger.example", "newsroom@ledger.example", "twitter: @annlee", "share"]
)
def test_an_address_or_a_button_in_small_letters_is_cut(line):
    assert clean_text(page(STORY, "Menu", line, LAST)).text == page(STORY, LAST)


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_a_story_in_another_language_is_kept(text):
    raw = page(text, text + text, text)
    assert clean_text(raw).text == raw


def test_each_rule_is_judged_on_what_it_keeps_as_much_as_on_what_it_cuts():
    assert CUT.keys() == KEEP.keys()


def test_buttons_one_to_a_line_are_a_bar():
    assert clean_text(page(STORY, "Facebook", "X", "Email", LAST)).text == page(STORY, LAST)


def test_a_count_of_shares_is_cut_among_buttons_only():
    assert clean_text(page(STORY, "703 shares", "26 View comments", LAST)).text == page(STORY, LAST)


def test_a_button_beside_a_menu_word_is_cut():
    assert clean_text(page(STORY, "Share this article", "Facebook", LAST)).text == page(STORY, LAST)


def test_the_places_of_buttons_are_put_together_once_however_many_there_are():
    unions = []

    class Counted(set):
        def __or__(self, other):
            unions.append(other)
            return set(self) | set(other)

    assert find_bar(Counted({4}), Counted({0, 1, 3, 6})) == {0, 1, 3}
    assert len(unions) == 1
    assert find_bar(set(), set()) == set()


@pytest.mark.parametrize("line", ["Legal disclaimer:", "Ann Lee", "REUTER", "Share\nTweet", "Read more", "Photo: AP"])
def test_the_work_grows_with_the_lines_and_not_with_their_square(monkeypatch, line):
    asked, read = [], Line.n_words.fget
    monkeypatch.setattr(Line, "n_words", property(lambda line: asked.append(line) or read(line)))
    counts = []
    for n in (200, 800):
        asked.clear()
        cleaned = clean_text(page(*[STORY, MORE] * 10, *[line] * n), author="Ann Lee")
        assert cleaned.text == page(*[STORY, MORE] * 10, "")
        counts.append(len(asked))
    assert counts[1] <= 6 * counts[0]


def test_a_disclaimer_at_the_end_is_cut_with_what_follows():
    raw = page(STORY, MORE, LAST, STORY, MORE, "Legal Disclaimer:", "We give no warranty.")
    assert clean_text(raw).text == page(STORY, MORE, LAST, STORY, MORE, "")


def test_a_disclaimer_early_on_is_kept():
    raw = page(STORY, "Legal disclaimer:", MORE, LAST, STORY, MORE)
    assert clean_text(raw).text == raw


def test_a_long_text_after_a_disclaimer_is_kept():
    raw = page(*[STORY] * 9, "Disclaimer", *[" ".join([LAST] * 7)] * 3)
    assert clean_text(raw).text == raw


def test_a_line_of_underscores_is_cut_anywhere():
    assert clean_text(page(STORY, "___", LAST)).text == page(STORY, LAST)


@pytest.mark.parametrize("mark", ["REUTER", "Reuter", "-ENDS-", "- Ends -", "###", "# # #", "-30-", "ENDS"])
def test_an_end_mark_is_cut_at_the_end_only(mark):
    cleaned = clean_text(page(STORY, mark, LAST, mark))
    assert cleaned.text == page(STORY, mark, LAST, "")
    assert [edit.rule for edit in cleaned.edits] == ["end mark"]


@pytest.mark.parametrize("line", ["Ann Lee reported from Eastmoor.", "Lee and Ray reported from Norhaven, Westland."])
def test_who_reported_from_where_is_cut_at_the_end_only(line):
    cleaned = clean_text(page(STORY, line, MORE, LAST, STORY, line))
    assert cleaned.text == page(STORY, line, MORE, LAST, STORY, "")
    assert [edit.rule for edit in cleaned.edits] == ["correction or agency note"]


BODY = [STORY, MORE, LAST, STORY, MORE, LAST]


@pytest.mark.parametrize(
    "bio",
    [
        "Ann Lee is a reporter at the Ledger.",
        "Ann Lee",
        "Ann Lee covers floods.",
        "Ann Lee has written on rivers since 1978.",
        "Ann Lee is the Ledger's editor.",
    ],
)
def test_a_note_on_the_author_is_cut_to_the_end(bio):
    cleaned = clean_text(page(*BODY, bio, "She lives in Norhaven."), author="Ann Lee")
    assert cleaned.text == page(*BODY, "")


@pytest.mark.parametrize(
    ("author", "line"),
    [
        ("Reuters", "Reuters has not verified the claim."),
        ("Associated Press", "Associated Press has not verified the claim."),
        ("Ann Lee", "Ann Leeds is a reporter at the Ledger."),
        ("Ann Lee", "Ann Lee saw the levee break."),
        ("Ann Lee", "Ann Lee is a suspect in the murder of the banker."),
        ("Ann Lee", "Ann Lee was the victim of a reporter."),
        ("", "Ann Lee is a reporter at the Ledger."),
    ],
)
def test_what_is_no_note_on_the_author_is_kept(author, line):
    raw = page(*BODY, line, LAST)
    assert clean_text(raw, author=author).text == raw


def test_a_note_on_the_author_above_the_end_is_kept():
    raw = page(STORY, "Ann Lee is a reporter who was hurt in the flood.", *BODY)
    assert clean_text(raw, author="Ann Lee").text == raw


def test_a_line_that_recurs_in_the_source_is_cut_and_is_no_headline():
    recurring = frozenset({hash_line("The Eastmoor Ledger is printed on river paper.")})
    raw = page("  The Eastmoor Ledger is printed on river paper.", STORY, LAST)
    cleaned = clean_text(raw, recurring=recurring)
    assert (cleaned.text, cleaned.title) == (page(STORY, LAST), "")
    assert [edit.rule for edit in cleaned.edits] == ["recurring line"]
    assert clean_text(raw).text == raw


def test_the_cheap_test_passes_every_line_that_a_rule_cuts():
    for _, line in ALL_CUT:
        assert find_suspects([Line(0, len(line), line, 0)], line) == [0], line
