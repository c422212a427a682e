"""The first table of every notebook, and the corpus report: in = kept + dropped."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.corpus import keep_documents, read_corpus, report_corpus, summarise_corpus
from broadsheet.corpus.ledger import note
from broadsheet.corpus.report.summary import name_span
from toy import OUTLETS, toy_documents, write_toy

STORY = "The river rose two metres in a day and reached the lower streets."
NO_LEDGER = tables.make("ledger")
REASONS = [f"reason {letter}: of one case" for letter in "abcdefghijkl"]


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    """The toy with a copy, a binary file, an empty file, a broken line and three cuts of known length."""
    folder = write_toy(tmp_path_factory.mktemp("messy"))
    (folder / "copy.txt").write_bytes((folder / "article-01.txt").read_bytes())
    (folder / "binary.txt").write_bytes(b"\0\1")
    (folder / "empty.txt").write_text(" ")
    (folder / "lines.jsonl").write_text(json.dumps({"id": "line", "text": STORY}) + '\n{"text": \n')
    (folder / "cut.txt").write_text(f"by Ann Lee\n{STORY} Nobody slept.\nShare this article\nSubscribe to our letter")
    return read_corpus(folder)


def facts_of(*args):
    facts = summarise_corpus(*args)
    return dict(zip(facts.fact, facts["count"], strict=True))


def reported(*args):
    report = report_corpus(*args)
    assert not report.duplicated(["about", "fact"]).any()
    return dict(zip(zip(report.about, report.fact, strict=True), report["count"], strict=True))


def check_sums(report):
    """found = not read + left out + kept, and each is the sum of its reasons."""
    n = {fact: count for (about, fact), count in report.items() if about == "articles"}
    assert n["found"] == n["not read"] + n["read"]
    assert n["read"] == n["left out"] + n["kept"]
    for whole in ("not read", "left out"):
        assert sum(count for fact, count in n.items() if fact.startswith(f"{whole}: ")) == n[whole]


def test_articles_found_are_read_and_unreadable_ones(messy):
    facts = facts_of(*messy)
    assert (facts["articles found"], facts["not readable (see the ledger)"], facts["articles kept"]) == (30, 3, 27)


def test_found_less_unreadable_less_left_out_is_kept(messy):
    kept, _ = keep_documents(messy[0], last_date="2024-03-01")
    facts = facts_of(*messy, kept)
    assert facts["left out by filters, copies among them"] == 27 - len(kept)
    assert facts["articles kept"] == 30 - 3 - (27 - 12) == len(kept)


def test_dated_and_undated_add_up(messy):
    facts = facts_of(*messy)
    names = ("dated to the day", "dated to the month or year", "undated")
    assert [facts[f"of these {what}"] for what in names] == [24, 0, 3]


def test_an_empty_source_is_no_outlet(messy):
    assert facts_of(*messy)["named outlets"] == 2


def test_words_are_those_of_the_kept(messy):
    kept, _ = keep_documents(messy[0], sources=[OUTLETS[0]])
    assert facts_of(*messy, kept)["words"] == kept.n_words.sum()


def test_nothing_at_all_is_counted_too():
    assert set(facts_of(toy_documents({}), NO_LEDGER).values()) == {0}


def test_the_report_of_planted_drops_adds_up(messy):
    documents, ledger = messy
    kept, left_out = keep_documents(documents, last_date="2024-03-01", sources=[OUTLETS[0]])
    report = reported(documents, pd.concat([ledger, left_out]), kept)
    check_sums(report)
    assert report["articles", "found"] == 30 and report["articles", "not read"] == 3
    assert report["articles", "not read: no text in it"] == 1
    assert report["articles", "kept"] == len(kept) == 6


def test_the_report_of_a_worked_example(recorded):
    report = reported(*recorded)
    check_sums(report)
    assert report == {
        ("articles", "found"): 13,
        ("articles", "not read"): 3,
        ("articles", "not read: no text in it"): 2,
        ("articles", "not read: broken row"): 1,
        ("articles", "read"): 10,
        ("articles", "left out"): 4,
        ("articles", "left out: a copy of a document that is kept"): 2,
        ("articles", "left out: language is not en"): 2,
        ("articles", "kept"): 6,
        ("dates", "dated"): 5,
        ("dates", "dated to the day"): 4,
        ("dates", "dated to the month or year only"): 1,
        ("dates", "undated"): 1,
        ("dates", "not confirmed (last resort)"): 1,
        ("dates", "with a doubt or conflict"): 3,
        ("copies", "stories told more than once"): 1,
        ("copies", "copies of them"): 2,
        ("languages", "en"): 7,
        ("languages", "de"): 2,
        ("languages", "not known"): 1,
        ("outlets", "named"): 2,
        ("outlets", "articles that name none"): 2,
        ("words", "in the articles kept"): recorded[2].n_words.sum(),
    }


def test_the_report_tells_days_outlets_and_where_it_went_wrong(recorded):
    details = report_corpus(*recorded).set_index("fact").detail
    assert details["dated"] == "2024-01-03 to 2024-04-01"
    assert details["named"] == "Post 3, Ledger 1"
    assert details["not read: broken row"] == "broken row: row 9 of a.csv cannot be read"
    assert details["en"] == "70.0%"


def test_copies_that_are_counted_are_kept_and_still_reported(recorded):
    documents, ledger, _ = recorded
    kept, left_out = keep_documents(documents, copies=True)
    report = reported(documents, pd.concat([ledger[ledger.step != "filter"], left_out]), kept)
    check_sums(report)
    assert report["articles", "kept"] == 10 and report["copies", "copies of them"] == 2


@settings(max_examples=40)
@given(
    dropped=st.lists(st.sampled_from(REASONS), max_size=30),
    last_date=st.sampled_from(["", "2024-02-01", "2024-04-02"]),
    sources=st.sampled_from([[], [OUTLETS[1]]]),
    language=st.sampled_from(["", "en", "de"]),
    copies=st.booleans(),
)
def test_in_is_always_kept_and_dropped(dropped, last_date, sources, language, copies):
    documents = toy_documents()
    documents["language"] = ["en", "de", ""] * 8
    documents["is_copy"] = documents.doc_id.isin(["article-02", "article-09"])
    documents["group"] = documents.doc_id.where(~documents.is_copy, "article-01")
    kept, left_out = keep_documents(documents, last_date=last_date, sources=sources, language=language, copies=copies)
    rows = [note(f"x{at}", "read", "dropped", reason) for at, reason in enumerate(dropped)]
    report = reported(documents, pd.concat([tables.make("ledger", rows), left_out]), kept)
    check_sums(report)
    assert report["articles", "found"] == 24 + len(dropped)
    assert report["articles", "kept"] == len(kept)


def test_rare_reasons_are_counted_together():
    ledger = tables.make("ledger", [note("x", "read", "dropped", reason) for reason in REASONS])
    report = reported(toy_documents(), ledger, toy_documents())
    assert report["articles", "not read: 4 rarer reasons"] == 4
    check_sums(report)


def test_a_corpus_of_nothing_is_reported_as_nothing():
    nothing = tables.make("documents")
    report = reported(nothing, NO_LEDGER, nothing)
    assert set(report.values()) == {0}


@pytest.mark.parametrize(
    ("days", "precisions", "span"),
    [
        (["1789-01-01", "2024-03-02"], ["year", "day"], "1789 to 2024-03-02"),
        (["2024-03-02", "2024-05-01"], ["day", "month"], "2024-03-02 to 2024-05"),
        (["2024-03-02", "2024-03-02"], ["day", "day"], "2024-03-02"),
        (["2024-03-02", None], ["day", "none"], "2024-03-02"),
        ([None, None], ["none", "none"], ""),
    ],
)
def test_the_span_of_a_corpus_is_no_finer_than_its_dates(days, precisions, span):
    dates = pd.to_datetime(days).astype("datetime64[s]")
    assert name_span(toy_documents({"a": "One.", "b": "Two."}, date=dates, date_precision=precisions)) == span
