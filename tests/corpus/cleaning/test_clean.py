"""The engine of cleaning: nothing gets lost, clean twice is clean once, and the raw text can be had back."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.corpus.cleaning import clean
from broadsheet.corpus.cleaning.clean import RULES, clean_text, mark_text, restore_text
from broadsheet.corpus.cleaning.page import hash_line
from broadsheet.corpus.ledger import note
from pages import CAPTIONS, CUT, HEADLINE, IN_HEAD, KEEP, LAST, MORE, NO_CAPTIONS, STORY, page

FURNITURE = [*CAPTIONS, *(line for lines in CUT.values() for line in lines)]
STORY_LINES = [*NO_CAPTIONS, *(line for lines in KEEP.values() for line in lines)]
RECURRING = frozenset({hash_line("The Ledger is printed on river paper."), hash_line(MORE)})


def rows(raw, edits):
    return [
        note("a", "clean", edit.action, edit.rule, raw[edit.start : edit.end], edit.start, edit.end) for edit in edits
    ]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_name_and_a_reason(rule):
    assert rule
    assert RULES[rule].__doc__


def test_the_offsets_of_an_edit_are_those_of_the_raw_text():
    raw = page("  Ann Lee via Reuters  ", STORY, "", "Read more", LAST, "Share this article")
    edits = clean_text(raw).edits
    assert [(raw[edit.start : edit.end], edit.rule, edit.action) for edit in edits] == [
        ("  Ann Lee via Reuters  \n", "photo caption", "cut"),
        ("Read more\n", "subscription or sharing line", "cut"),
        ("Share this article", "subscription or sharing line", "cut"),
    ]


def test_what_stood_behind_a_cut_line_is_seen():
    raw = page("Sign up for our newsletter and never miss a story of ours again.", HEADLINE, "by Ann Lee", STORY)
    cleaned = clean_text(raw)
    assert (cleaned.text, cleaned.title, cleaned.author) == (STORY, HEADLINE, "Ann Lee")


def test_a_text_of_furniture_only_is_left_for_a_person():
    raw = page("Search", "Subscribe to our newsletter", "Monday, March 20, 2023")
    cleaned = clean_text(raw)
    assert (cleaned.text, cleaned.edits) == (raw, ())


def test_key_developments_and_their_bullets_are_kept():
    raw = page(
        "Key developments on Dec. 27:", "  • Levee holds in Eastmoor ", "  • Norhaven: no water for a week", STORY
    )
    assert clean_text(raw, title=HEADLINE).text == raw


def test_glued_words_get_a_space_where_both_are_words_of_the_text():
    raw = "They want closer tiesRussia's men said. The ties of Russia are old.\nThe river."
    cleaned = clean_text(raw)
    assert cleaned.text == "They want closer ties Russia's men said. The ties of Russia are old.\nThe river."
    assert [(edit.rule, edit.action) for edit in cleaned.edits] == [("glued words", "changed")]


@pytest.mark.parametrize("word", ["tiesRussia", "iPhone", "eBay", "MacDonald", "YouTube"])
def test_glued_words_that_are_not_words_of_the_text_stay(word):
    raw = f"{word} is what they wrote about in the papers."
    assert clean_text(raw).text == raw


@pytest.mark.parametrize(
    "raw",
    [
        "Source of the river\nThe ferry of the town was sold to the club for a million. Ann Lee | AP ",
        "Harbour of Eastmoor opens again today\nThe ferry was sold to the club on a Monday. Photo: AP\n",
    ],
)
def test_a_sentence_is_seen_as_one_when_the_credit_behind_it_is_cut(raw):
    once = clean_text(raw)
    assert [edit.rule for edit in once.edits][-1] == "photo caption"
    assert clean_text(once.text, title=once.title, author=once.author).edits == ()


@pytest.mark.parametrize("raw", ["", " ", "\n\n", "word", "..."])
def test_hardly_any_text_is_left_as_it_is(raw):
    assert (clean_text(raw).text, clean_text(raw).edits) == (raw, ())
    assert restore_text(raw, []) == raw


def test_marked_text_shows_what_was_cut_where_it_stood():
    raw = page("by Ann Lee", "They want closer tiesRussia said. The ties of Russia are old.", "Read more")
    cleaned = clean_text(raw)
    assert mark_text(cleaned.text, rows(raw, cleaned.edits)) == [
        ("by Ann Lee\n", "byline"),
        ("They want closer ties", ""),
        ("", "glued words"),
        ("Russia said. The ties of Russia are old.\n", ""),
        ("Read more", "subscription or sharing line"),
    ]


def test_rows_without_a_reason_can_be_marked_too():
    assert mark_text("The river.", [{"start": 0, "end": 3, "text": "Ad\n"}]) == [("Ad\n", "cut"), ("The river.", "")]


LINES = st.sampled_from(
    [
        *(STORY, MORE, LAST, HEADLINE, "", "  ", "by Ann Lee", "LEDGER", "  (AP) - A short one follows."),
        *(f"(LEDGER) {STORY}", "Ann Lee is a reporter at the Ledger.", "Legal Disclaimer:", "closer tiesRussia"),
        *("the ties of Russia, closerThan the sea: tiesRussia's.", "REUTER", "Facebook", "Email", "Image caption,"),
        *(line for _, line in IN_HEAD),
        "The Ledger is printed on river paper.",
        "\x00\ufeff\u2028 river\x85paper\r",
        *FURNITURE,
        *STORY_LINES,
    ]
)
PAGES = st.lists(LINES, max_size=14).map("\n".join) | st.text(max_size=80) | st.text("Aa1. \n/@©(—:", max_size=80)
OFTEN = settings(max_examples=200, deadline=None)


@given(PAGES, st.sampled_from(["", HEADLINE]), st.sampled_from(["", "Ann Lee"]))
@OFTEN
def test_the_raw_text_comes_back_from_the_clean_text_and_the_ledger(raw, title, author):
    cleaned = clean_text(raw, title=title, author=author, recurring=RECURRING)
    ledger = rows(raw, cleaned.edits)
    assert restore_text(cleaned.text, ledger) == raw
    marked = mark_text(cleaned.text, ledger)
    assert "".join(piece for piece, _ in marked) == raw
    spaces = sum(edit.rule == "glued words" for edit in cleaned.edits)
    assert sum(len(piece) for piece, reason in marked if not reason) == len(cleaned.text) - spaces


@given(PAGES, st.sampled_from(["", HEADLINE]))
@example(page("(LEDGER) One two three four five six seven.", STORY), "")
@OFTEN
def test_cleaning_twice_is_cleaning_once(raw, title):
    once = clean_text(raw, title=title, recurring=RECURRING)
    again = clean_text(once.text, title=once.title, author=once.author, recurring=RECURRING)
    assert (again.text, again.title, again.author, again.edits) == (once.text, once.title, once.author, ())


@given(PAGES)
@OFTEN
def test_edits_are_in_order_and_do_not_overlap(raw):
    edits = clean_text(raw, recurring=RECURRING).edits
    assert all(0 <= edit.start <= edit.end <= len(raw) for edit in edits)
    assert all(one.end <= two.start for one, two in pairwise(edits))


@given(PAGES)
@OFTEN
def test_the_cheap_test_for_suspects_changes_nothing(raw):
    quick = clean_text(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clean, "find_suspects", lambda lines, _: list(range(len(lines))))
        assert clean_text(raw) == quick


@pytest.mark.parametrize("seed", range(5))
def test_planted_furniture_is_all_cut_and_no_sentence_of_the_story_is(seed):
    draw = random.Random(seed)
    story = [f"{sentence[:-1]} on day {number}." for number, sentence in enumerate([STORY, MORE, LAST] * 8)]
    story += draw.sample([line for line in STORY_LINES if line[-1] in ".”"], 20)
    head, *body = [story[0], *draw.sample(story[1:], len(story) - 1)]
    planted = draw.sample(FURNITURE, 20)
    for line in planted:
        body.insert(draw.randrange(len(body) + 1), line)
    kept = [line for line in body if line not in planted]
    top = [HEADLINE, "Monday, March 20, 2023", "by Bob Ray"]
    assert clean_text(page(*top, head, *body)).text.strip() == page(head, *kept)
