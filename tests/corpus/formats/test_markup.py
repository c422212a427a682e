"""HTML in the cells of tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.formats.markup import holds_markup, strip_markup

TAGS = ("<p>", "</p>", "<br>", "<BR/>", '<a href="https://ledger.example/?a=1&b=2" hidden>', "</a>", "<td>",
        "<img src=well.jpg alt='The well'>", "<!-- an ad -->", "<script>var a = '<b>';</script>", "</h2 >")  # fmt: skip


def words_of(text: str) -> str:
    return strip_markup(text)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\nThree."),
        ("<p>One.</p>\n\n<p>Two.</p>\n<p>Three.</p>", "One.\n\nTwo.\nThree."),
        ("One.<br>Two.<br><br />Three.", "One.\nTwo.\n\nThree."),
        ("One.\n\nTwo,  <b>wide</b>  apart.", "One.\n\nTwo,  wide  apart."),
        ("H<sub>2</sub>O, <i>un</i>said", "H2O, unsaid"),
        ("<table><tr><td>One</td><td>2</td></tr><tr><td>Two</td></tr></table>", "One 2\nTwo"),
        ("He<script>f('</p>')</script>said <STYLE>p {}</STYLE>so<!-- <p>ad -->.", "He said so."),
        ("<div class=lead data-x='1' hidden>One.</div>", "One."),
        ("<p>No&#8209;one paid &#x20ac;5&nosuch; at R&Dept.</p>", "No\u2011one paid €5&nosuch; at R&Dept."),
        ("<p>One&#13;&#10;two</p>", "One\ntwo"),
        ("<p>It is\x01 over.</p>", "It is\x01 over."),
        ("<div>" * 300 + "Deep." + "</div>" * 300, "Deep."),
        ("", ""),
    ],
)
def test_tags_go_and_words_and_blank_lines_stay(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Growth of x<y was seen; profit <3% up, more than in May. End",
        "a<!-- never closed story goes on and on",
        "The rate was 4 <and more than that, the ministry said> 2 in May.",
        "It is <a matter of taste> and <i think> so.",
        'A tag <p class="never closed>goes on',
        "a<script>never closed, the story goes on",
        "an <element> of <no:kind>",
    ],
)
def test_what_is_no_proper_tag_is_left_alone(text):
    assert strip_markup(text) == (text, [])
    assert words_of(f"<p>{text}</p><br>Done.") == f"{text}\nDone."


def test_a_comment_that_never_ends_does_not_reach_to_the_end_of_another():
    assert words_of("<p>a <!-- b</p> c <!-- ad --> d") == "a <!-- b\nc  d"


@given(st.lists(st.sampled_from(TAGS) | st.text("ab<3%&!-\"='/", min_size=1, max_size=8), max_size=30))
@settings(max_examples=200, deadline=None)
def test_every_word_outside_tags_is_kept_in_its_order(pieces):
    words, removed = strip_markup(" ".join(pieces))
    assert words.split() == [piece for piece in pieces if piece not in TAGS]
    assert removed == [piece for piece in pieces if piece in TAGS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One.</p>", True), ("One.<br>Two.<BR>", True), ("<b>One</b>", True),
        ("One.<br>", False), ("<b> and <i>", False), ("x<y and z>a</q", False), ("</p", False), ("", False),
        ("<!-- a --><!-- b -->", False),
    ],
)  # fmt: skip
def test_a_text_is_html_by_two_tags_of_which_one_closes_or_parts_lines(text, expected):
    assert holds_markup(text) == expected


@pytest.mark.parametrize(
    "piece",
    ["<script>", "<style>", "<!--", "<p ", "<p a=", "<p hidden ", '<p a="', "<p a='\" ", "<", " ", "<p a", "-->", "<p>",
     '<a b="" a="', "&#1", "<p\n\n\n"],
)  # fmt: skip
def test_a_million_characters_of_hostile_markup_come_to_an_end(piece):
    text = "<p " + piece * (1_000_000 // len(piece))
    words, removed = strip_markup(text)
    assert sum(map(len, removed)) + len(words) <= len(text)
    assert holds_markup(text) == (piece == "<p>")
