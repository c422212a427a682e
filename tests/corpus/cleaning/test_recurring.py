"""Lines that recur: counted in different articles, whatever the partitions, and not fooled by copies or headings."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from broadsheet.corpus.cleaning import recurring
from broadsheet.corpus.cleaning.page import hash_line
from broadsheet.corpus.cleaning.recurring import COUNTS, FEWEST, count_lines, find_recurring, merge_counts

PLACES = ["Eastmoor", "Norhaven", "Westland", "Calder", "Hale", "Ostrow", "Pell", "Quay", "Rimm", "Sund"]
SENTENCE = "The {noun} of {place} was closed on day {day} after the river had reached its lower streets and yards."
LINE = "The Eastmoor Ledger is printed on paper made of river reeds."
NOUNS = ["bridge", "school", "port", "market", "court", "mill"]


def story(number, *, n_lines=6):
    draw = random.Random(number)
    sentences = [
        SENTENCE.format(noun=draw.choice(NOUNS), place=draw.choice(PLACES), day=100 * number + at)
        for at in range(n_lines)
    ]
    return [*sentences[:-1], sentences[-1] + " Nobody could say when it will be open again."]


def articles(n=30, *, head=(), tail=(), within=(), every=1):
    """``n`` different articles; every ``every``-th has the lines ``head``, ``within`` and ``tail`` put in."""
    pages = []
    for number in range(n):
        body = story(number)
        if number % every == 0:
            body = [*head, *body[:3], *within, *body[3:], *tail]
        pages.append("\n".join(body))
    return pages


def lines_found(raws, sources=None):
    """The recurring lines of each source, as text."""
    words = {hash_line(line.strip()): line.strip() for raw in raws for line in raw.split("\n")}
    found = find_recurring(count_lines(raws, sources or ["Ledger"] * len(raws)))
    return {source: {words[line] for line in lines} for source, lines in found.items()}


# what recurs


def test_a_line_in_all_articles_of_a_source_is_found_wherever_it_stands():
    for place in ("head", "tail", "within"):
        assert lines_found(articles(**{place: [f"  {LINE} "]})) == {"Ledger": {LINE}}


@pytest.mark.parametrize(
    "line",
    [
        "Home delivery of the Eastmoor Ledger from 3.50 a week",
        "Eastmoor Ledger, the paper of the river",
        "Latest from Eastmoor and Norhaven",
    ],
)
def test_a_line_that_is_no_sentence_is_found_above_and_below_the_story(line):
    assert lines_found(articles(head=[line])) == {"Ledger": {line}}
    assert lines_found(articles(tail=[line])) == {"Ledger": {line}}


def test_a_short_line_is_found_below_the_story_of_a_fifth_of_the_articles():
    assert lines_found(articles(60, tail=["Top picks"], every=5)) == {"Ledger": {"Top picks"}}
    assert lines_found(articles(60, tail=["Top picks"], every=6)) == {}


def test_a_stock_sentence_of_few_words_is_found_in_a_fifth_of_the_articles_only():
    stock = "The ministry declined to comment."
    assert lines_found(articles(30, tail=[stock], every=6)) == {}
    assert lines_found(articles(30, head=[stock], every=6)) == {}
    assert lines_found(articles(30, tail=[stock], every=5)) == {"Ledger": {stock}}
    assert lines_found(articles(30, tail=[stock[:-1]], every=6)) == {"Ledger": {stock[:-1]}}


def test_a_line_must_stand_in_five_articles():
    assert lines_found(articles(FEWEST, tail=[LINE])) == {"Ledger": {LINE}}
    assert lines_found(articles(FEWEST - 1, tail=[LINE])) == {}


def test_a_line_must_stand_in_two_percent_of_the_articles():
    assert lines_found(articles(500, tail=[LINE], every=50)) == {"Ledger": {LINE}}
    assert lines_found(articles(500, tail=[LINE], every=60)) == {}


# what does not


@pytest.mark.parametrize("line", ["Key points", "What we know so far", "said.", "Terms were not disclosed.", "- - - -"])
def test_headings_and_fragments_within_the_story_are_not_found(line):
    assert lines_found(articles(within=[line])) == {}


@pytest.mark.parametrize("line", ["“We stay here,” the mayor of Eastmoor told the Ledger on Monday.", '"No comment."'])
def test_quotes_are_not_found(line):
    assert lines_found(articles(within=[line], tail=[line])) == {}


@pytest.mark.parametrize("line", ["Record April 10", "Reuter", "x" * 30 + " and so on" * 20])
def test_rows_of_tables_single_words_and_long_lines_are_not_found(line):
    assert lines_found(articles(tail=[line])) == {}


def test_a_line_twice_in_one_article_is_one():
    assert lines_found(articles(30, tail=[LINE, LINE], every=10)) == {}


def test_copies_of_one_story_are_one_article():
    raws = ["\n".join(story(1))] * 9 + articles(21)
    assert lines_found(raws) == {}


def test_versions_of_one_story_make_none_of_its_lines_recur():
    versions = ["\n".join([*story(1)[:5], "The latest at noon: " + story(80 + at)[-1]]) for at in range(9)]
    assert lines_found(versions) == {}


def test_a_line_recurs_in_its_own_source_only():
    raws = articles(10, tail=[LINE]) + articles(30)[10:]
    assert lines_found(raws, ["Ledger"] * 10 + ["Post"] * 20) == {"Ledger": {LINE}}


def test_an_unknown_source_counts_only_where_no_source_is_known():
    raws = articles(20, tail=[LINE])
    assert lines_found(raws, [""] * 20) == {"": {LINE}}
    assert lines_found([*raws, "Another."], [""] * 20 + ["Post"]) == {}


def test_fragments_of_hard_wrapped_texts_are_not_found():
    draw = random.Random(1)
    words = [a + b for a in ("riv", "lev", "brid", "mar") for b in ("ering", "ee", "ge", "ket", "or")]
    lines = [[" ".join(draw.choices(words, k=9)) for _ in range(12)] for _ in range(200)]
    raws = ["\n".join([*body[:6], "said.", *body[6:], "that the port company had", "said."]) for body in lines]
    assert lines_found(raws) == {}


# the table


@pytest.mark.parametrize("end", ["the third time within two years.", "école de la ville n’a plus de toit"])
def test_the_last_piece_of_a_wrapped_paragraph_is_not_found(end):
    assert lines_found(articles(tail=[end])) == {}
    assert lines_found(articles(tail=[end.capitalize()])) == {"Ledger": {end.capitalize()}}


def test_no_articles_give_an_empty_table_and_nothing_recurs():
    empty = count_lines([], [])
    assert empty.schema == pl.Schema(COUNTS)
    assert (len(empty), find_recurring(empty), len(merge_counts([]))) == (0, {}, 0)
    assert len(count_lines(["", " \n "], ["", "Post"])) == 0


@given(st.lists(st.integers(0, 14), max_size=25), st.integers(0, 99), st.sampled_from([2, 3, 1000]))
@settings(max_examples=60, deadline=None)
def test_partitions_and_order_do_not_matter(numbers, seed, sample):
    raws = [
        "\n".join([*story(number, n_lines=2), LINE, f"Printed by {number % 3} men of Norhaven"]) for number in numbers
    ]
    sources = ["Post" if number % 4 else "Ledger" for number in numbers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recurring, "SAMPLE", sample)
        patch.setattr(recurring, "AT_ONCE", sample)
        whole = count_lines(raws, sources)
        draw = random.Random(seed)
        places = draw.sample(range(len(raws)), len(raws))
        cuts = sorted(draw.choices(range(len(raws) + 1), k=3))
        parts = [places[one:two] for one, two in zip([0, *cuts], [*cuts, len(raws)], strict=True)]
        tables = [count_lines([raws[at] for at in part], [sources[at] for at in part]) for part in parts]
        assert_frame_equal(merge_counts(tables), whole)
        assert find_recurring(pl.concat(tables)) == find_recurring(whole)


def test_the_table_is_bounded_by_the_sample(monkeypatch):
    monkeypatch.setattr(recurring, "SAMPLE", 20)
    counts = merge_counts(count_lines(articles(50, tail=[LINE]), ["Ledger"] * 50) for _ in range(2))
    assert counts["article"].n_unique() == 20
    assert find_recurring(counts) == {"Ledger": frozenset({hash_line(LINE)})}


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_counted(raws):
    counts = count_lines(raws, [""] * len(raws))
    assert counts.schema == pl.Schema(COUNTS)
    assert find_recurring(counts) == {}


def test_a_line_is_numbered_the_same_for_ever():
    assert hash_line("Read more from the Eastmoor Ledger") == 106531530215089588
