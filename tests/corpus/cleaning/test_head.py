"""What stands above the story: headlines, dates, bylines, datelines; title and author are read from it."""

import pytest

from broadsheet.corpus.cleaning.clean import clean_text
from pages import HEADLINE, IN_HEAD, LAST, MORE, STORY, page

KEEP_IN_HEAD = [
    "By Monday the water had reached the school.",
    "The gates must be clear by Monday",
    "What now?",
    "Three towns, one levee, no money",
    "Key developments on Jan. 4:",
    "Key points",
    "• The levee of Eastmoor broke on Monday night",
    "Dec 31",
    "Reuters said so.",
    "Ledger Names New Editor",
    "Three Ships Sink at Levee - Two Saved",
    "Editor quits",
]


def rules_of(raw, **given):
    return {edit.rule for edit in clean_text(raw, **given).edits}


@pytest.mark.parametrize(("rule", "line"), IN_HEAD)
def test_what_stands_above_the_story_is_cut_under_its_rule(rule, line):
    cleaned = clean_text(page(HEADLINE, line, STORY, MORE))
    assert cleaned.text == page(STORY, MORE)
    assert rule in {edit.rule for edit in cleaned.edits}


@pytest.mark.parametrize("line", KEEP_IN_HEAD)
def test_a_line_above_the_story_that_is_no_furniture_is_kept(line):
    raw = page(line, STORY, MORE)
    assert clean_text(raw, title=HEADLINE, author="Ann Lee").text == raw


@pytest.mark.parametrize("line", [line for rule, line in IN_HEAD if rule in ("byline", "headline in the text")])
def test_in_the_story_the_same_line_is_kept(line):
    raw = page(STORY, line, MORE, line, LAST)
    assert clean_text(raw, title=HEADLINE).text == raw


@pytest.mark.parametrize("heading", ["February 24, 2022", "Monday, March 20, 2023", "3 hours ago"])
def test_a_date_in_the_story_is_a_heading_and_stays(heading):
    raw = page(STORY, heading, MORE, heading, LAST)
    assert clean_text(raw).text == raw


def test_a_date_beside_furniture_is_cut_in_the_story_too():
    assert clean_text(page(STORY, MORE, "Read more", "March 20, 2023", LAST)).text == page(STORY, MORE, LAST)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (f"(Ledger) {STORY}", STORY),
        (f"(The Ledger) – {STORY}", STORY),
        (f"EASTMOOR (Reuters) - {STORY}", STORY),
        (f"NEW EASTMOOR, Westland (AP) — {STORY}", STORY),
        (f"EASTMOOR, Dec 27 (Reuters) - {STORY}", STORY),
        (f"NEW EASTMOOR, Dec. 27, 2022 (Xinhua) -- {STORY}", STORY),
        (f"EASTMOOR, December 27. /TASS/. {STORY}", STORY),
        (f"EASTMOOR, Feb 26 - {STORY}", STORY),
        (f"EASTMOOR — {STORY}", STORY),
        (f"   (Reuters) - {STORY}", STORY),
        (f"(CNN){STORY}", STORY),
        (f"(LEDGER) {STORY}\nLEDGER\n{MORE}", page(STORY, MORE)),
    ],
)
def test_a_dateline_is_cut_before_the_story(raw, expected):
    assert clean_text(raw).text == expected
    assert rules_of(raw) == {"dateline"}


@pytest.mark.parametrize(
    "raw",
    [
        page(STORY, f"(Reuters) - {MORE}"),
        page(STORY, f"EASTMOOR — {MORE}"),
        "(CENTS PER BUSHEL) The price of wheat rose for the third day in Norhaven.",
        "(Ledger Holding Ltd) said that it had sold all of its ships to a rival.",
        "(The levee was built in 1978 and has never been raised since then.)",
        "EASTMOOR is a town of nine thousand people (and more in the summer months).",
        "NATO — the alliance of thirty-two states — will send engineers to the levee.",
        "NATO — Europe and America's alliance — will send engineers to the levee.",
        "A — B is what they call the road along the levee in Eastmoor.",
        "EASTMOOR, a town of nine thousand people - and more in the summer - is flooded.",
    ],
)
def test_what_is_no_dateline_is_kept(raw):
    assert clean_text(raw).text == raw


def test_the_title_is_found_above_the_story():
    top = ["Search", "Monday, March 20, 2023", "Image source, Getty Images", "This story has been updated", HEADLINE]
    assert clean_text(page(*top, "by Ann Lee", STORY)).title == HEADLINE


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("by Ann LeeDecember 27, 2022 10:40 pm", "Ann Lee"),
        ("By Ann Lee, BBC News", "Ann Lee"),
        ("By Ann Lee and Bob Ray in Eastmoor", "Ann Lee and Bob Ray"),
        ("By ANN LEE FOR THE EASTMOOR MAIL", "ANN LEE"),
        ("By Ann van der Berg", "Ann van der Berg"),
        ("Ann Lee, Political correspondent", "Ann Lee"),
        ("Reuters", ""),
    ],
)
def test_the_author_is_found_in_the_byline(byline, author):
    assert clean_text(page(HEADLINE, byline, STORY)).author == author


@pytest.mark.parametrize(
    "line", ["Ann Lee", "Ann Lee in Eastmoor", "Ann Lee and Bob Ray in Eastmoor", "Ann Lee, Eastmoor"]
)
def test_a_given_author_alone_or_with_a_place_is_a_byline(line):
    assert rules_of(page(line, STORY), author="Ann Lee") == {"byline"}


@pytest.mark.parametrize("line", ["Ann Lee wins seat in Eastmoor", "Ann Lee: the levee and I", "Ann Leeds in Eastmoor"])
def test_a_line_on_the_author_that_is_no_byline_is_kept(line):
    raw = page(line, STORY)
    assert clean_text(raw, author="Ann Lee", title="Flood").text == raw


@pytest.mark.parametrize(
    "line", ["Published 20 March 2023", "Updated: Mar 05, 2022 10:40 IST", "Published 3 hours ago"]
)
def test_a_date_that_says_it_is_the_pages_is_cut_in_the_story_too(line):
    assert clean_text(page(STORY, line, MORE)).text == page(STORY, MORE)


def test_a_headline_right_above_its_byline_is_the_title():
    raw = page(HEADLINE, "by Ann Lee", "Share", f"Update {HEADLINE} again", STORY)
    assert (clean_text(raw).title, clean_text(raw).text) == (HEADLINE, STORY)


def test_a_line_that_goes_on_in_lower_case_is_no_headline():
    raw = page(
        "Mayor Ines Calloway told families near the bridge", "and in the lower streets of the town to go.", STORY
    )
    assert clean_text(raw).text == raw


@pytest.mark.parametrize("first", ["He declined to comment.", "It rained all night."])
def test_a_dateline_is_cut_before_a_short_sentence_too(first):
    assert clean_text(page(HEADLINE, f"(Ledger) – {first}", STORY)).text == page(first, STORY)
    assert clean_text(page(f"EASTMOOR (Reuters) - {first}", STORY)).text == page(first, STORY)


@pytest.mark.parametrize("lines", [["(Ledger) – He left."], ["(Ledger) – 12", STORY], [STORY, "(Ledger) – He left."]])
def test_a_list_or_a_line_in_the_story_has_no_dateline(lines):
    assert clean_text(page(*lines)).text == page(*lines)


NARROW = ["The river rose two metres in a day and", "reached the lower streets."]


def test_a_page_of_lines_too_short_for_a_sentence_has_a_head_too():
    cleaned = clean_text(page(HEADLINE, "By Ann Lee", "May 17, 2023", *NARROW))
    assert (cleaned.title, cleaned.author, cleaned.text) == (HEADLINE, "Ann Lee", page(*NARROW))


@pytest.mark.parametrize("lines", [["By Ann Lee", "reached the streets."], ["March 20, 2023", "North 9", "South 12."]])
def test_a_list_has_no_head(lines):
    assert clean_text(page(HEADLINE, *lines)).text == page(HEADLINE, *lines)


@pytest.mark.parametrize("end", ["hält an", "goes on", "to look at", "moves in"])
@pytest.mark.parametrize(
    "below", ["By Ann Lee", "March 20, 2023", "Veröffentlicht am 12. Juli 2023", "Share this article"]
)
def test_a_headline_may_end_in_a_small_word_above_a_line_of_the_page(end, below):
    headline = f"Eastmoor and its river {end}"
    assert clean_text(page(headline, below, STORY)).title == headline


WRAPPED = [
    "Ines Calloway told the families near the bridge of Eastmoor",
    "Norhaven that they must leave their homes before the levee",
    "Eastmoor 1978 built breaks, as its engineers fear it will on",
    "Monday. The water rose by two metres in a day and a night and",
    "reached the lower streets and the market of the town.",
]


@pytest.mark.parametrize(
    "title", ["", "Ines Calloway tells families of Norhaven to leave homes near bridge of Eastmoor"]
)
def test_the_first_line_of_a_wrapped_paragraph_is_no_headline(title):
    raw = page(*WRAPPED, "", STORY)
    assert clean_text(raw, title=title).text == raw


@pytest.mark.parametrize("gap", [[], [""]])
def test_a_headline_above_a_wrapped_paragraph_is_cut(gap):
    cleaned = clean_text(page("Levee of Eastmoor may break", *gap, *WRAPPED))
    assert cleaned.title == "Levee of Eastmoor may break"
    assert cleaned.text.strip() == page(*WRAPPED)


def test_a_headline_as_wide_as_the_lines_below_needs_a_blank_line_or_an_indent():
    wide = "Ines Calloway tells families to leave before levee breaks"
    assert clean_text(page(wide, *WRAPPED)).title == ""
    assert clean_text(page(wide, "", *WRAPPED)).title == wide
    assert clean_text(page(wide, "    " + WRAPPED[0], *WRAPPED[1:])).title == wide
    assert clean_text(page(wide, *WRAPPED), title=wide).text == page(*WRAPPED)


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("Ines Calloway told the families and the", "Engineers of Eastmoor that they must go."),
        ("Port Company Of Norhaven Sells Its Ships Norhaven, March", "4 - The port company has sold its ships."),
        ("Port Company Of Norhaven Sells Its Ships Norhaven", "- The port company has sold its ships."),
        ("Port company of Norhaven sells its ships -", "The company says so itself."),
        ("Brass rods   131.00   140.25", "Copper sheets   150.00   160.75"),
        ("North bridge   36   20", "South bridge   12   40"),
    ],
)
def test_a_line_that_the_next_one_goes_on_with_and_a_row_of_a_table_are_no_headlines(line, below):
    raw = page(line, below, STORY)
    assert (clean_text(raw).text, clean_text(raw).title) == (raw, "")


@pytest.mark.parametrize("gap", [[], ["Share or comment on this article:"], ["412 shares", "37 View comments"]])
def test_the_title_word_for_word_below_the_story_is_cut(gap):
    raw = page(HEADLINE, STORY, MORE, *gap, HEADLINE)
    assert clean_text(raw).text == page(STORY, MORE, "")
    assert clean_text(page(STORY, MORE, *gap, HEADLINE), title=HEADLINE).text == page(STORY, MORE, "")


@pytest.mark.parametrize(
    ("title", "line"), [("Never again", "Never again"), (HEADLINE, "River rises in Norhaven"), (STORY, STORY)]
)
def test_a_last_line_that_is_short_or_other_than_the_title_or_a_sentence_is_kept(title, line):
    raw = page(MORE, LAST, line)
    assert clean_text(raw, title=title).text == raw


@pytest.mark.parametrize("line", ["On Sunday in Norhaven", "Ann Monday in Eastmoor", "Last October in Eastmoor"])
def test_a_day_and_a_place_are_no_byline(line):
    assert clean_text(page(HEADLINE, "", line, STORY)).text == page("", line, STORY)


def test_a_name_and_a_place_that_the_next_line_goes_on_with_are_no_byline():
    raw = page("Ann Lee in Eastmoor", "told the families of the lower streets to leave their homes.")
    assert clean_text(raw, title=HEADLINE).text == raw
    assert clean_text(raw, title=HEADLINE).author == ""


@pytest.mark.parametrize("stamp", ["Publié le 1 juillet 2021 à 10h40", "Veröffentlicht am 12. Juli 2023"])
def test_a_stamp_in_another_language_is_no_headline(stamp):
    assert clean_text(page(stamp, STORY)).title == ""


def test_a_given_title_and_author_are_kept():
    cleaned = clean_text(page(HEADLINE, "by Ann Lee", STORY), title="Flood!", author="Bob Ray")
    assert (cleaned.title, cleaned.author) == ("Flood!", "Bob Ray")


def test_a_lead_that_shares_words_with_the_title_is_kept():
    lead = "The river rises in Eastmoor after the heaviest rain for forty years, engineers of the state have warned"
    assert clean_text(page(lead, STORY), title=HEADLINE).text == page(lead, STORY)


def test_rows_of_a_table_that_share_words_with_the_title_are_kept():
    rows = ["Harbour Party - 36 seats", "Levee Party - 20 seats"]
    raw = page(*rows, STORY)
    assert clean_text(raw, title="Harbour Party wins most seats of the council in Norhaven").text == raw


def test_a_text_without_a_sentence_is_left_alone():
    raw = page("River rises in Eastmoor", "River rises in Norhaven", "by Ann Lee")
    assert clean_text(raw, title="River rises in Eastmoor").text == raw
