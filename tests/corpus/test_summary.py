"""What became of a corpus, in counts, in a sentence and on paper."""

import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.corpus import (
    count_coverage,
    count_cuts,
    describe_corpus,
    draw_coverage,
    draw_cuts,
    keep_documents,
    read_corpus,
    summarise_corpus,
)
from toy import OUTLETS, toy_documents, write_toy

STORY = "The river rose two metres in a day and reached the lower streets."
NO_LEDGER = tables.make("ledger")


@pytest.fixture
def messy(tmp_path):
    """The toy with a copy, a binary file, an empty file and three cuts of known length."""
    write_toy(tmp_path)
    (tmp_path / "copy.txt").write_bytes((tmp_path / "article-01.txt").read_bytes())
    (tmp_path / "binary.txt").write_bytes(b"\0\1")
    (tmp_path / "empty.txt").write_text(" ")
    (tmp_path / "cut.txt").write_text(f"by Ann Lee\n{STORY}\nShare this article\nSubscribe to our letter")
    return read_corpus(tmp_path)


def facts_of(*args):
    facts = summarise_corpus(*args)
    return dict(zip(facts.fact, facts["count"], strict=True))


def test_articles_found_are_read_and_unreadable_ones(messy):
    facts = facts_of(*messy)
    assert (facts["articles found"], facts["not readable (see the ledger)"], facts["articles kept"]) == (28, 2, 26)


def test_found_less_unreadable_less_left_out_is_kept(messy):
    kept, _ = keep_documents(messy[0], last_date="2024-03-01")
    facts = facts_of(*messy, kept)
    assert facts["left out by filters, copies among them"] == 14
    assert facts["articles kept"] == 28 - 2 - 14 == len(kept)


def test_dated_and_undated_add_up(messy):
    facts = facts_of(*messy)
    assert [facts[f"of these {what}"] for what in ("dated to the day", "dated to the month or year", "undated")] == [
        24,
        0,
        2,
    ]


def test_an_empty_source_is_no_outlet(messy):
    assert facts_of(*messy)["named outlets"] == 2


def test_words_are_those_of_the_kept(messy):
    kept, _ = keep_documents(messy[0], sources=[OUTLETS[0]])
    assert facts_of(*messy, kept)["words"] == kept.n_words.sum()


def test_nothing_at_all_is_counted_too():
    assert set(facts_of(toy_documents({}), NO_LEDGER).values()) == {0}


def test_cuts_of_a_worked_example(messy):
    documents, ledger = messy
    cuts = count_cuts(documents, ledger)
    assert cuts[["rule", "n_docs", "n_cuts", "n_characters"]].values.tolist() == [
        ["kept", 26, 0, int(documents.text.str.len().sum())],
        ["subscription or sharing line", 1, 2, 42],
        ["byline", 1, 1, 11],
    ]


def test_shares_of_kept_and_cut_characters_sum_to_one(messy):
    assert count_cuts(*messy).share.sum() == pytest.approx(1)


def test_characters_of_kept_and_cut_are_those_of_the_files(tmp_path):
    raw = f"by Ann Lee\n{STORY}\nThey want closer tiesRussia said. The ties of Russia.\nShare this article"
    (tmp_path / "a.txt").write_text(raw)
    assert count_cuts(*read_corpus(tmp_path)).n_characters.sum() == len(raw)


def test_no_cuts_leave_the_row_of_what_was_kept():
    cuts = count_cuts(toy_documents(), NO_LEDGER)
    assert cuts[["rule", "n_docs", "share"]].values.tolist() == [["kept", 24, 1.0]]


def test_coverage_counts_every_document_once():
    coverage = count_coverage(toy_documents())
    assert coverage.n_docs.sum() == 24
    assert coverage.groupby("source").n_docs.sum().to_dict() == dict.fromkeys(OUTLETS, 12)


@pytest.mark.parametrize(
    ("last", "step"),
    [
        ("2024-01-31", "day"),
        ("2024-02-29", "day"),
        ("2024-03-01", "week"),
        ("2025-06-01", "month"),
        ("2030-06-01", "quarter"),
        ("2050-06-01", "year"),
        ("2400-06-01", "year"),
    ],
)
def test_the_step_is_the_finest_of_at_most_sixty_bins(last, step):
    dates = pd.to_datetime(["2024-01-01", last]).astype("datetime64[s]")
    assert count_coverage(toy_documents({"a": "One.", "b": "Two."}, date=dates)).step.unique().tolist() == [step]


@pytest.mark.parametrize(("precision", "step"), [("day", "day"), ("month", "month"), ("year", "year")])
def test_the_step_is_no_finer_than_the_coarsest_date(precision, step):
    documents = toy_documents({"a": "One.", "b": "Two."}, date_precision=["day", precision])
    assert count_coverage(documents).step.unique().tolist() == [step]


def test_undated_documents_have_no_period_and_are_counted():
    dates = pd.to_datetime(["2024-01-01", None, None]).astype("datetime64[s]")
    coverage = count_coverage(toy_documents(dict.fromkeys("abc", "Text."), date=dates))
    assert coverage[coverage.period.isna()].n_docs.tolist() == [2]


def test_an_outlet_without_a_name_is_called_so():
    assert count_coverage(toy_documents({"a": "One."})).source.tolist() == ["outlet not named"]


def test_small_outlets_are_counted_together():
    sources = [f"Outlet {number:02}" for number in range(17) for _ in range(17 - number)]
    documents = toy_documents({f"{number:03}": "Text." for number in range(len(sources))}, source=sources)
    by_source = count_coverage(documents).groupby("source").n_docs.sum()
    assert len(by_source) == 16
    assert by_source["2 smaller outlets"] == 1 + 2


def test_shuffled_documents_give_the_same_coverage():
    documents = toy_documents()
    shuffled = count_coverage(documents.sample(frac=1, random_state=6))
    pd.testing.assert_frame_equal(shuffled, count_coverage(documents))


def test_the_sentence_of_a_data_card_holds_the_counts(messy):
    sentence = describe_corpus(*messy, messy[0])
    assert f"{(42 + 11) / (42 + 11 + messy[0].text.str.len().sum()):.1%}" == "1.2%"
    assert "Of 26 articles read, 26 are kept" in sentence
    assert "2 named outlets; 2 name none. 24 of the kept are dated (2024-01-03 to 2024-04-29), 2 are not." in sentence
    assert "1 of the articles read are exact copies of another, and 2 further files" in sentence
    assert "Rules cut 1.2%" in sentence


def test_the_sentence_of_a_filtered_corpus_tells_the_read_from_the_kept(messy):
    kept, _ = keep_documents(messy[0], last_date="2024-03-01")
    sentence = describe_corpus(*messy, kept)
    assert f"Of 26 articles read, 12 are kept ({kept.n_words.sum():,} words)" in sentence
    assert "1 of the articles read are exact copies" in sentence
    assert "Rules cut 1.2%" in sentence


def test_the_cut_share_is_of_the_documents_handed_in(messy):
    documents = messy[0][messy[0].doc_id != "cut"]
    assert "Rules cut 0.0%" in describe_corpus(documents, messy[1], documents)


def test_the_sentence_of_an_undated_corpus_says_so():
    documents = toy_documents({"a": "One."}, date=pd.to_datetime([None]).astype("datetime64[s]"))
    assert "0 of the kept are dated (none dated), 1 are not" in describe_corpus(documents, NO_LEDGER, documents)


# on paper


def marks(axes):
    return sum(len(collection.get_offsets()) for collection in axes.collections)


def test_coverage_is_drawn_with_a_mark_for_each_row():
    dates = pd.to_datetime(["2024-01-01", "2024-01-02", None]).astype("datetime64[s]")
    documents = toy_documents(dict.fromkeys("abc", "Text."), date=dates, source=["X", "X", "Y"])
    axes, strip = draw_coverage(count_coverage(documents)).axes
    assert (marks(axes), marks(strip)) == (2, 1)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Y", "X"]


def test_a_corpus_without_dates_is_drawn_and_says_so():
    documents = toy_documents({"a": "One."}, date=pd.to_datetime([None]).astype("datetime64[s]"))
    axes, _ = draw_coverage(count_coverage(documents)).axes
    assert "no dated document" in [text.get_text() for text in axes.texts]


def test_an_outlet_with_dollars_in_its_name_is_drawn_as_it_is():
    fig = draw_coverage(count_coverage(toy_documents({"a": "One."}, source=["$5bn to $6bn_news"])))
    fig.canvas.draw()
    assert fig.axes[0].get_yticklabels()[0].get_text() in ("$5bn to $6bn_news", r"\$5bn to \$6bn_news")


def test_cuts_are_drawn_with_a_bar_for_each_rule(messy):
    cuts = count_cuts(*messy)
    axes = draw_cuts(cuts).axes[0]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([100 * cuts.share[2], 100 * cuts.share[1]])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["byline", "subscription or sharing line"]


def test_no_cuts_are_drawn_as_no_bars():
    axes = draw_cuts(count_cuts(toy_documents(), NO_LEDGER)).axes[0]
    assert len(axes.patches) == 0
    assert axes.get_title(loc="left") == "100.0% of the characters were kept"


def test_a_corpus_without_any_date_is_drawn_to_the_end(tmp_path):
    documents = toy_documents({"a": "The river rose.", "b": "The docks stood still."}, date=pd.NaT)
    draw_coverage(count_coverage(documents.astype({"date": "datetime64[s]"}))).savefig(tmp_path / "c.png")
    assert (tmp_path / "c.png").stat().st_size > 1000
