"""Cleaning: what each rule cuts, what it must leave, and that nothing gets lost."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.clean import RULES, clean_text

STORY = "The river rose two metres in a day and reached the lower streets."
MORE = "Mayor Ines Calloway told families near the bridge to leave their homes."
LAST = "Engineers piled sandbags on the levee while the river kept rising."
HEADLINE = "River rises in Eastmoor"


def page(*lines):
    return "\n".join(lines)


def rules_of(raw, **given):
    return {edit.rule for edit in clean_text(raw, **given).edits}


def restore(text, edits, raw):
    """Rebuild the raw text from the clean one and the cut pieces, which are all that raw is asked for."""
    pieces, at, read = [], 0, 0
    for edit in edits:
        kept = edit.start - at
        pieces.append(text[read : read + kept])
        read += kept + (edit.start == edit.end)
        pieces.append(raw[edit.start : edit.end])
        at = edit.end
    return "".join([*pieces, text[read:]])


# furniture: (rule, line) - the line stands where such lines stand, between title and story
HEAD_FURNITURE = [
    ("page date", "Monday, March 20, 2023"),
    ("page date", "March 20, 2023"),
    ("page date", "20 March 2023"),
    ("page date", "Tuesday, 02 January 2024 12:17 GMT"),
    ("page date", "December 27, 2022 10:40 pm"),
    ("byline", "by Ann Lee"),
    ("byline", "By Ann Lee and Bob Ray"),
    ("byline", "by Ann LeeDecember 27, 2022 10:40 pm"),
    ("headline in the text", HEADLINE),
    ("headline in the text", "River rises in Eastmoor overnight"),
]

# furniture that may stand anywhere in a page
FURNITURE = [
    ("photo caption", "Water covers the square of Eastmoor. (Photo by Ann Lee/AFP via Getty Images)"),
    ("photo caption", "Sandbags in Eastmoor, January 2024. Image Credit: Ann Lee / AFP"),
    ("photo caption", "Ann Lee via Reuters"),
    ("photo caption", "Ann Lee/EPA-EFE"),
    ("photo caption", "The market square. Ann Lee/PA Images"),
    ("photo caption", "PA Graphics via PA Graphics/Press Association Images"),
    ("photo caption", "Volunteers on the levee Image: Bob Ray."),
    ("photo caption", "(Photo: Ann Lee)"),
    ("legal text", "© 2024 Eastmoor Ledger. All rights reserved."),
    ("legal text", "Copyright 2024 Eastmoor Ledger"),
    ("legal text", "(c) 2024 Eastmoor Ledger"),
    ("subscription or sharing line", "Join 10,000+ readers of the Ledger"),
    ("subscription or sharing line", "Join our members today"),
    ("subscription or sharing line", "Subscribe to our newsletter"),
    ("subscription or sharing line", "Sign up for the morning letter."),
    ("subscription or sharing line", "Support our reporting"),
    ("subscription or sharing line", "Share this article"),
    ("subscription or sharing line", "Follow us on every channel"),
    ("subscription or sharing line", "Read more: Levee holds for now"),
    ("subscription or sharing line", "Read more about the flood"),
    ("subscription or sharing line", "Read more"),
    ("subscription or sharing line", "Click here to watch"),
    ("subscription or sharing line", "Please share your thoughts, contact Ann via email: ann@ledger.example"),
    ("subscription or sharing line", "Contact: newsroom@ledger.example"),
    ("navigation", "Search"),
    ("navigation", "What's Hot"),
    ("navigation", "ADVERTISEMENT"),
    ("navigation", "Related articles:"),
    ("navigation", "LEDGER07122025000045017640ID1110448134"),
]

# lines of a story that look a little like furniture
MUST_KEEP = [
    "Join forces with your neighbours, the mayor told the families of Eastmoor.",
    "Join us or step aside, union leader Marta Velling said to the port company.",
    "Support our families, the mayor asked the government on Monday.",
    "Share this burden with us, the governor urged the neighbouring states.",
    "Subscribe to his plan or leave, he told them.",
    "“Join us,” Velling shouted.",
    "“Share our dream.”",
    "“Write to me: mayor@eastmoor.example”",
    "Read more books, the minister told the pupils of Eastmoor.",
    "The agency Getty Images said its archive had been flooded as well.",
    "The statement of the port company was sent via Bloomberg.",
    "The report was confirmed by the Kremlin via TASS.",
    "Two witnesses told Reuters and AFP.",
    "Losses of 24/7 service were reported by AP.",
    "By Monday the water had reached the school.",
    "The gates must be clear by Monday",
    "It was written by Ann Lee and read by Bob Ray at the town hall.",
    "Copyright law must change, the minister said on Tuesday.",
    "Copyright of the song belongs to the heirs, a court ruled.",
    "(c) a ban on new houses behind the levee.",
    "On December 27, 2022, the levee broke for the first time.",
    "Dec 31",
    "Home again after three months, the families shovelled mud.",
    "Search teams found eleven people in the old town.",
    "Print shops and bakeries stayed closed.",
    "Police asked witnesses to write to tips@police.example.",
    "The picture: a town under water, and nobody to help.",
    "Disclaimer clauses in the contract protect the port company.",
    "Share prices of the port company fell by a tenth.",
    "Follow-up talks will be held in March.",
    "Reuters could not verify the claim.",
    "PA systems warned the families at night.",
    "A photo by a neighbour shows the broken levee.",
    "What now?",
    "Who pays for the flood",
    "(c) 2020 budget: the third clause was struck out.",
    "© marks were copied by the forgers, the court heard",
    "(c) 2020 Eastmoor and its port will pay for the levee",
    "Copyright Act 1978 was changed",
    "Join 5,000 marchers on the bridge and you understand the anger.",
    "Subscribe to that theory and the whole budget falls apart.",
    "Anyone who saw the car should write to police@kent.example",
]


@pytest.mark.parametrize(("rule", "line"), HEAD_FURNITURE + FURNITURE)
def test_furniture_above_the_story_is_cut_under_its_rule(rule, line):
    cleaned = clean_text(page(HEADLINE, line, STORY, MORE))
    assert cleaned.text == page(STORY, MORE)
    assert rule in {edit.rule for edit in cleaned.edits}


@pytest.mark.parametrize(("rule", "line"), FURNITURE)
def test_furniture_in_the_story_is_cut_and_nothing_else(rule, line):
    cleaned = clean_text(page(STORY, MORE, line, LAST))
    assert cleaned.text == page(STORY, MORE, LAST)
    assert {edit.rule for edit in cleaned.edits} == {rule}


@pytest.mark.parametrize("line", MUST_KEEP)
def test_a_line_of_the_story_is_kept(line):
    raw = page(STORY, line, MORE, line, LAST)
    assert clean_text(raw, title=HEADLINE, author="Ann Lee").text == raw


@pytest.mark.parametrize("line", MUST_KEEP)
def test_a_line_of_the_story_is_kept_at_its_very_end(line):
    raw = page(STORY, MORE, LAST, line)
    assert clean_text(raw).text == raw


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_name_and_a_reason(rule):
    assert rule
    assert RULES[rule].__doc__


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (f"(Ledger) {STORY}", STORY),
        (f"(The Ledger) – {STORY}", STORY),
        (f"EASTMOOR (Reuters) - {STORY}", STORY),
        (f"NEW EASTMOOR, Westland (AP) — {STORY}", STORY),
        (f"   (Reuters) - {STORY}", STORY),
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
        "(Ledger Holding Ltd) said that it had sold all of its ships to a rival.",
        "(The levee was built in 1978 and has never been raised since then.)",
        "EASTMOOR is a town of nine thousand people (and more in the summer months).",
    ],
)
def test_what_is_no_dateline_is_kept(raw):
    assert clean_text(raw).text == raw


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
    raw = page(STORY, MORE[:-1] + end, LAST)
    assert clean_text(raw).text == page(STORY, MORE[:-1] + kept, LAST)
    assert rules_of(raw) == {"photo caption"}


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


@pytest.mark.parametrize("heading", ["February 24, 2022", "Monday, March 20, 2023"])
def test_a_date_in_the_story_is_a_heading_and_stays(heading):
    raw = page(STORY, heading, MORE, heading, LAST)
    assert clean_text(raw).text == raw


def test_a_date_beside_furniture_is_cut_in_the_story_too():
    assert clean_text(page(STORY, MORE, "Read more", "March 20, 2023", LAST)).text == page(STORY, MORE, LAST)


def test_a_disclaimer_at_the_end_is_cut_with_what_follows():
    raw = page(STORY, MORE, LAST, STORY, MORE, "Legal Disclaimer:", "We give no warranty.")
    assert clean_text(raw).text == page(STORY, MORE, LAST, STORY, MORE, "")


def test_a_disclaimer_early_on_is_kept():
    raw = page(STORY, "Legal disclaimer:", MORE, LAST, STORY, MORE)
    assert clean_text(raw).text == raw


def test_a_long_text_after_a_disclaimer_is_kept():
    raw = page(*[STORY] * 9, "Disclaimer", *[" ".join([LAST] * 7)] * 3)
    assert clean_text(raw).text == raw


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


def test_the_title_is_found_above_the_story():
    assert clean_text(page("Search", "Monday, March 20, 2023", HEADLINE, "by Ann Lee", STORY)).title == HEADLINE


def test_the_author_is_found_in_the_byline():
    assert clean_text(page(HEADLINE, "by Ann LeeDecember 27, 2022 10:40 pm", STORY)).author == "Ann Lee"


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


def test_a_text_of_furniture_only_is_left_for_a_person():
    raw = page("Search", "Subscribe to our newsletter", "Monday, March 20, 2023")
    cleaned = clean_text(raw)
    assert (cleaned.text, cleaned.edits) == (raw, ())


def test_glued_words_get_a_space_where_both_are_words_of_the_text():
    raw = "They want closer tiesRussia said. The ties of Russia are old.\nThe river."
    cleaned = clean_text(raw)
    assert cleaned.text == "They want closer ties Russia said. The ties of Russia are old.\nThe river."
    assert [(edit.rule, edit.action) for edit in cleaned.edits] == [("glued words", "changed")]


@pytest.mark.parametrize("word", ["tiesRussia", "iPhone", "eBay", "MacDonald", "YouTube"])
def test_glued_words_that_are_not_words_of_the_text_stay(word):
    raw = f"{word} is what they wrote about in the papers."
    assert clean_text(raw).text == raw


@pytest.mark.parametrize("raw", ["", " ", "\n\n", "word", "..."])
def test_hardly_any_text_is_left_as_it_is(raw):
    assert clean_text(raw) == clean_text(raw, title="", author="")
    assert clean_text(raw).text == raw


LINES = st.sampled_from(
    [
        STORY,
        MORE,
        LAST,
        HEADLINE,
        "",
        "  ",
        "by Ann Lee",
        f"(LEDGER) {STORY}",
        "LEDGER",
        "  (AP) - A short one follows.",
    ]
    + [line for _, line in HEAD_FURNITURE + FURNITURE]
    + MUST_KEEP
    + ["Ann Lee is a reporter at the Ledger.", "Legal Disclaimer:", "closer tiesRussia", "the ties of Russia"]
)
PAGES = st.lists(LINES, max_size=14).map("\n".join) | st.text(max_size=80)


@given(PAGES)
@settings(max_examples=150, deadline=None)
def test_every_character_is_in_the_text_or_in_the_edits(raw):
    cleaned = clean_text(raw)
    assert restore(cleaned.text, cleaned.edits, raw) == raw
    assert len(cleaned.text) == len(raw) + sum(1 if e.start == e.end else e.start - e.end for e in cleaned.edits)


@given(PAGES)
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_is_cleaning_once(raw):
    once = clean_text(raw)
    again = clean_text(once.text, title=once.title, author=once.author)
    assert (again.text, again.title, again.author, again.edits) == (once.text, once.title, once.author, ())


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_edits_are_in_order_and_do_not_overlap(raw):
    edits = clean_text(raw).edits
    assert all(0 <= edit.start <= edit.end <= len(raw) for edit in edits)
    assert all(one.end <= two.start for one, two in pairwise(edits))


@pytest.mark.parametrize("seed", range(5))
def test_planted_furniture_is_all_cut_and_no_sentence_of_the_story_is(seed):
    draw = random.Random(seed)
    story = [f"{sentence[:-1]} on day {number}." for number, sentence in enumerate([STORY, MORE, LAST] * 5)]
    story += draw.sample([line for line in MUST_KEEP if line[-1] in ".”"], 8)
    head, *body = [story[0], *draw.sample(story[1:], len(story) - 1)]
    planted = [line for _, line in draw.sample(FURNITURE, 9)]
    for line in planted:
        body.insert(draw.randrange(len(body) + 1), line)
    kept = [line for line in body if line not in planted]
    top = [HEADLINE, "Monday, March 20, 2023", "by Bob Ray"]
    assert clean_text(page(*top, head, *body)).text.strip() == page(head, *kept)
