"""Cuts by rule, and articles with their cuts marked."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.corpus import choose_articles, count_cuts, mark_articles, read_corpus
from broadsheet.corpus.cleaning.clean import clean_text
from broadsheet.corpus.ledger import note
from planted import shuffle
from toy import OUTLETS, toy_documents

STORY = "The river rose two metres in a day and reached the lower streets."
GLUED = f"by Ann Lee\n{STORY}\nThey want closer tiesRussia said. The ties of Russia.\nShare this article"
NO_LEDGER = tables.make("ledger")


def cut(doc_id, n_characters, rule="byline"):
    return note(doc_id, "clean", "cut", rule, "x" * n_characters, 0, n_characters)


def cleaned(**raws):
    """(documents, ledger) of raw texts."""
    done = {doc_id: clean_text(raw) for doc_id, raw in raws.items()}
    rows = [
        note(doc_id, "clean", edit.action, edit.rule, raws[doc_id][edit.start : edit.end], edit.start, edit.end)
        for doc_id, article in done.items()
        for edit in article.edits
    ]
    return toy_documents({doc_id: article.text for doc_id, article in done.items()}), tables.make("ledger", rows)


def test_cuts_of_a_worked_example(recorded):
    documents, ledger, _ = recorded
    n_kept = int(documents.text.str.len().sum()) - 1  # less the space that was put in
    cuts = count_cuts(documents, ledger)
    assert cuts[["rule", "n_docs", "n_cuts", "n_characters"]].values.tolist() == [
        ["kept", 10, 0, n_kept], ["photo caption", 2, 2, 40], ["byline", 1, 1, 10],
    ]  # fmt: skip
    assert cuts.share.tolist() == pytest.approx([n_kept / (n_kept + 50), 40 / (n_kept + 50), 10 / (n_kept + 50)])


def test_characters_of_kept_and_cut_are_those_of_the_file(tmp_path):
    (tmp_path / "a.txt").write_text(GLUED)
    cuts = count_cuts(*read_corpus(tmp_path))
    assert cuts.n_characters.sum() == len(GLUED) and len(cuts) > 2


def test_no_cuts_leave_the_row_of_what_was_kept():
    cuts = count_cuts(toy_documents(), NO_LEDGER)
    assert cuts[["rule", "n_docs", "share"]].values.tolist() == [["kept", 24, 1.0]]


def test_articles_are_chosen_from_every_outlet_in_turn():
    documents = toy_documents({f"d{at:02}": "Text." for at in range(12)}, source=["A"] * 8 + ["B"] * 3 + [""])
    assert choose_articles(documents, NO_LEDGER, n=5).source.value_counts().to_dict() == {"A": 2, "B": 2, "": 1}


def test_of_one_outlet_they_are_spread_from_the_most_cut_to_the_least():
    documents = toy_documents({f"d{at}": "x" * 10 for at in range(9)})
    ledger = tables.make("ledger", [cut(f"d{at}", at * 5) for at in range(1, 9)])
    chosen = choose_articles(documents, ledger, n=3)
    assert chosen.doc_id.tolist() == ["d8", "d4", "d0"]
    assert chosen.share_cut.tolist() == [0.8, pytest.approx(20 / 30), 0.0]


def test_a_small_corpus_is_chosen_whole():
    assert len(choose_articles(toy_documents(), NO_LEDGER, n=100)) == 24
    assert len(choose_articles(tables.make("documents"), NO_LEDGER)) == 0


@pytest.mark.parametrize("n", [1, 2, 7, 10, 24])
def test_as_many_as_asked_for_are_chosen_and_always_the_same(n):
    chosen = choose_articles(toy_documents(), NO_LEDGER, n=n)
    assert chosen.doc_id.nunique() == len(chosen) == n
    pd.testing.assert_frame_equal(choose_articles(shuffle(toy_documents()), NO_LEDGER, n=n), chosen)
    assert n == 1 or set(chosen.source) == set(OUTLETS)


def test_pieces_name_the_rule_that_cut_them():
    pieces = mark_articles(*cleaned(a=GLUED))
    assert pieces[["text", "cut"]].values.tolist() == [
        ["by Ann Lee\n", "byline"],
        [f"{STORY}\nThey want closer ties", ""],
        ["", "glued words"],
        ["Russia said. The ties of Russia.\n", ""],
        ["Share this article", "subscription or sharing line"],
    ]


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*GLUED.split("\n"), "", "(Photo by Jo Ray/AFP via Getty Images)"]), max_size=8))
def test_the_pieces_of_an_article_are_its_raw_text(lines):
    raw = "\n".join(lines)
    pieces = mark_articles(*cleaned(other=GLUED, a=raw))
    assert "".join(pieces.text[pieces.doc_id == "a"]) == raw


def test_articles_are_marked_in_the_order_given_with_what_heads_them():
    documents, ledger = cleaned(a=STORY, b=GLUED)
    pieces = mark_articles(documents.iloc[::-1], shuffle(ledger))
    assert pieces.doc_id.unique().tolist() == ["b", "a"]
    assert pieces[pieces.doc_id == "a"].values.tolist() == [["a", "", "", pd.Timestamp("2024-01-01"), STORY, ""]]


def test_cuts_before_cleaning_are_not_in_the_raw_text():
    ledger = tables.make("ledger", [note("a", "read", "cut", "main text of a page: 1 of 3 parts", "menu")])
    assert mark_articles(toy_documents({"a": STORY}), ledger).text.tolist() == [STORY]


def test_nothing_is_marked_as_nothing():
    pieces = mark_articles(tables.make("documents"), NO_LEDGER)
    assert list(pieces) == ["doc_id", "title", "source", "date", "text", "cut"] and pieces.empty
