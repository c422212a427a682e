"""What bad input gets: a sentence that says what to do next, never an empty picture nor a traceback.

Every case goes through the public functions as notebooks/03_trends.ipynb calls them.
"""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from broadsheet import tables, terms, trends
from broadsheet.corpus import keep_documents
from broadsheet.errors import InputError
from broadsheet.selection import choose_terms, count_left_out, select_vocabulary
from planted import make_documents

MONTHS = [f"2024-{month:02}-{day:02}" for month in (1, 2, 3, 4) for day in range(1, 9)]
WORDS = [
    "river",
    "harbour",
    "union",
    "strike",
    "minister",
    "flood",
    "bridge",
    "budget",
    "school",
    "market",
    "price",
    "energy",
    "police",
    "court",
]
LETTERS = "a b c d."  # words have two letters or more


def write(dates: list[str | None] = MONTHS, *, source=("Gazette", "Courier"), text: str = "") -> pd.DataFrame:
    """A document a date, by turns of the sources; without ``text`` ten words each, in a fixed order."""
    texts = [text or " ".join(WORDS[(at * step) % len(WORDS)] for step in range(1, 11)) for at in range(len(dates))]
    return make_documents(texts, dates=dates).assign(source=np.resize(list(source), len(dates)))


def count(documents: pd.DataFrame, *named: str, **options):
    """(queries, counts, the doubts of the notebook)."""
    queries = terms.read_terms(documents, terms=named, **options)
    counts = terms.count_named(documents, terms=queries)
    return queries, counts, terms.find_doubts(queries, counts, terms.count_forms(documents))


def compare(documents: pd.DataFrame, target: str = "", reference: str = "", language: str = "en") -> str:
    """What stands under the sides: who they are, and why they may not be compared."""
    side = trends.choose_sides(documents, target=target, reference=reference)
    vocabulary, _ = select_vocabulary(documents, side=side, language=language)
    held = "source" not in target + reference
    refusal = trends.find_keyness_refusal(vocabulary, hold_sources=held)
    if not refusal:
        trends.score_keyness(vocabulary, hold_sources=held)
    return f"{trends.describe_sides(documents, side)} {refusal}"


def say(fig) -> str:
    """All that a figure says above, below and on its axes."""
    return " ".join(text.get_text() for text in fig.findobj(lambda artist: hasattr(artist, "get_text")))


# terms


def test_a_term_that_never_occurs_is_a_flat_zero_with_its_bound_and_near_spellings():
    documents = write()
    _, counts, doubts = count(documents, "harbor", "union")
    assert doubts == ["The term 'harbor' is found nowhere. A near spelling of 'harbor' is 'harbour' (10)."]
    for period in ("all", "month"):
        shares = trends.share_terms(counts, documents, period=period)
        never = shares[shares["item"] == "harbor"]
        assert (never.n == 0).all() and (never.share == 0).all() and (never.low == 0).all()
        assert (never.high > 0).all() and (never.doc_high > 0).all()
    assert len(never) == 4
    panel = trends.draw_shares(shares).axes[0]
    assert panel.get_title(loc="left") == "harbor"
    assert (panel.lines[0].get_ydata() == 0).all() and len(panel.lines[0].get_ydata()) == 4
    band = panel.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == 0 and band.max() == pytest.approx(1e4 * never.high.max())


def test_no_term_that_occurs_is_a_row_of_zeros_article_by_article():
    documents = write(MONTHS[:5])
    _, counts, _ = count(documents, "harbor")
    listed = terms.list_counts(counts)
    fig = trends.draw_documents(listed, documents, "No curve: too few.", items=list(counts.terms))
    assert listed.empty and say(fig).count("0") >= 5 and "harbor" in say(fig)
    caption = trends.caption_documents(listed, "No curve: too few.", terms=["harbor"])
    assert caption["alt"] == "0 occurrences of 1 term in 0 documents."


@pytest.mark.parametrize(
    "term,why",
    [
        ("/strik(e/", r"The term '/strik\(e/' makes no regular expression: unclosed group\. Correct it"),
        ("/(?=strike)/", "look-ahead and look-behind.* not supported; exclude with NOT instead"),
        ("/x*/", r"matches the empty text.* make at least one character of it necessary"),
        ("/strike", "begins a regular expression with / but does not end it"),
        ("strike|", "has an empty part; expected words such as"),
        ("*", "has an empty part"),
        ("", "has an empty part"),
    ],
)
def test_a_term_that_is_none_is_refused(term, why):
    with pytest.raises(InputError, match=why):
        count(write(), term)


def test_a_term_of_stop_words_only_is_drawn_and_doubted():
    documents = write(text="the strike and the union of dockers")
    _, counts, doubts = count(documents, "the|of")
    assert doubts == ["The term 'the|of' is of stop words only: it stands nearly everywhere, whatever the subject."]
    assert (trends.share_terms(counts, documents, period="month").doc_share == 1).all()


@pytest.mark.parametrize("language", ["", "zz"])
def test_a_language_without_stop_words_has_none_left_out(language):
    documents = write().assign(language=language)
    kept, _ = keep_documents(documents, language=language)
    assert len(choose_terms(kept, language=language)) == 6
    vocabulary, _ = select_vocabulary(kept, language=language)
    assert {"strike", "union"} <= set(vocabulary.terms)
    assert compare(kept, "source: Gazette", language=language).endswith("0 documents on neither side. ")
    with pytest.raises(InputError, match=f"no dictionary of lemmas for language '{language}'; set lemmas to false"):
        count(kept, "strike", lemmas=True, language=language)


# time


@pytest.mark.parametrize(
    "dates,period,why",
    [
        (MONTHS, "year", "are in one year, which is longer than the corpus; choose a shorter period."),
        (["2024-02-05"] * 30, "day", "all 30 dated documents are of one day, 2024-02-05; add documents of other days."),
        (["2024-02-05"], "year", "the one dated document is of one day, 2024-02-05; add documents of other days."),
        ([None] * 30, "year", "none of 30 documents can be placed in a year (30 undated); give dates in metadata.csv."),
        (MONTHS, "all", "period is 'all', which is one period without dates."),
    ],
)
def test_where_time_allows_no_curve_a_sentence_and_the_documents_stand_there(dates, period, why):
    documents = write(dates)
    _, counts, _ = count(documents, "strike")
    refusal = trends.find_refusal(documents, period=period)
    assert refusal.startswith("No curve: ") and refusal.endswith(why)
    fig = trends.draw_documents(terms.list_counts(counts), documents, refusal, items=["strike"])
    assert " ".join(fig.get_suptitle().split()) == refusal
    assert trends.find_changes(counts, documents, period=period).empty
    assert "No changes" in trends.find_changes_refusal(counts, documents, period=period)
    assert "No curve" in say(trends.draw_shares(tables.make("shares")))


def test_one_day_has_no_trend_no_halves_and_no_interval():
    documents = write(["2024-02-05"] * 30)
    vocabulary, left_out = select_vocabulary(documents)
    assert count_left_out(left_out).reason.tolist() == ["in fewer than 3 days or weeks"]
    assert "they fall into 1 day; a trend needs 10" in trends.find_trend_refusal(vocabulary)
    with pytest.raises(InputError, match="they fall into 1 day"):
        trends.find_rising(vocabulary)
    assert "30 documents on neither side. Too few to compare: the target has 0 documents" in compare(documents)
    overall = trends.share_terms(count(documents, "strike")[1], documents, period="all")
    assert "No interval: the documents are one cluster." in say(trends.draw_rates(overall)).replace("\n", " ")


@pytest.mark.parametrize(
    "filters,why",
    [
        (
            {"first_date": "2024-03-01", "last_date": "2024-02-01"},
            "first_date 2024-03-01 is after last_date 2024-02-01",
        ),
        ({"first_date": "-2024-03-01"}, "first_date is '-2024-03-01', expected a day such as 2022-12-27"),
        ({"last_date": "2024-02-30"}, "last_date is '2024-02-30', expected a day"),
        ({"first_date": "2030-01-01"}, "The filters leave none of the 32 documents: before first_date 2030-01-01"),
        ({"sources": ["Gazete"]}, "No document is from 'Gazete'; the sources are .*Gazette"),
    ],
)
def test_filters_that_cannot_be_or_leave_nothing_are_refused(filters, why):
    with pytest.raises(InputError, match=why):
        keep_documents(write(), **filters)


@pytest.mark.parametrize(
    "setting,why",
    [
        ({"period": "decade"}, "period is 'decade', expected one of day, week, month"),
        ({"cluster": "month"}, "cluster is 'month', expected one of auto, document, day, week"),
        ({"by": "scource"}, "by is 'scource', expected a column of the documents: doc_id"),
    ],
)
def test_settings_that_mean_nothing_are_refused(setting, why):
    documents = write()
    _, counts, _ = count(documents, "strike")
    for ask in (trends.find_refusal, lambda *given, **named: trends.share_terms(counts, *given, **named)):
        with pytest.raises(InputError, match=why):
            ask(documents, **{"period": "month"} | setting)


# sources and sides


def test_one_source_is_no_comparison_and_no_mix():
    documents = write(source=["Gazette"])
    _, counts, _ = count(documents, "strike")
    by_source = trends.find_refusal(documents, period="month", by="source")
    assert by_source == "No curve: by is 'source', but all 32 documents have the same source, 'Gazette'; set by to ''."
    mix = trends.find_refusal(documents, period="month", hold_mix=True)
    assert mix == "No curve: hold_mix is true, but the documents have one source, 'Gazette'; set hold_mix to false."
    with pytest.raises(InputError, match=r"one source has no mix to hold fixed.* set hold_mix to false"):
        trends.share_terms(counts, documents, period="month", hold_mix=True)
    with pytest.raises(InputError, match=r"Nothing is left to compare with: .*Compare by another column"):
        trends.choose_sides(documents, target="source: Gazette")


@pytest.mark.parametrize(
    "sides,why",
    [
        (("2024-03..2024-01", ""), "target is '2024-03..2024-01', whose first date is after its last; exchange them"),
        (("", "2024-04-30..2024-04-01"), "reference is .* whose first date is after its last"),
        (("-2024", ""), "target is '-2024', expected a column of the documents and its values, or a period"),
        (("2024-13", ""), "holds no date of the calendar"),
        (("..", ""), "a period without any date"),
        (
            ("1999", ""),
            "no document is dated within '1999'; of 32 documents 32 are dated finely enough, from 2024-01-01",
        ),
        (("scource: Gazette", ""), "Did you mean the column 'source'"),
        (("source: Gazete", ""), "no document has 'Gazete' in the column source; near it are Gazette"),
        (("source:", ""), "no document has '' in the column source; there are Courier, Gazette"),
        (("text: strike", ""), "target is 'text: strike', expected a column"),
        (("2024-01", "2024"), "share 8 documents, 'd000' among them; give each document one side"),
    ],
)
def test_sides_that_cannot_be_are_refused(sides, why):
    with pytest.raises(InputError, match=why):
        trends.choose_sides(write(), target=sides[0], reference=sides[1])


def test_halves_without_a_common_source_are_not_compared_and_told_to_compare_sources():
    documents = write().assign(source=np.repeat(["Gazette", "Courier"], 16))
    assert "Sources cannot be held fixed: no source is on both sides" in compare(documents)
    assert compare(documents).endswith("or compare the sources: 'source: NAME'.")
    assert "cannot" not in compare(documents, "source: Gazette")


def test_sides_without_a_term_in_enough_documents_are_not_compared():
    documents = make_documents([f"word{at} tale{at}" for at in range(14)], dates=MONTHS[:14])
    assert "No term is left to compare: none that is in enough documents occurs" in compare(documents)
    vocabulary, _ = select_vocabulary(documents)
    assert trends.find_rising(vocabulary).empty
    assert "no term was frequent enough" in say(trends.draw_rising(trends.find_rising(vocabulary)))
    assert "no term was frequent enough" in say(trends.draw_keyness(tables.make("keyness"), target="a", reference="b"))


# documents without words, and none at all


def test_documents_without_words_allow_no_rate_and_say_so():
    documents = write(text=LETTERS)
    _, counts, _ = count(documents, "strike")
    refusal = trends.find_refusal(documents, period="month")
    assert refusal == "No curve: none of 32 documents has a word, of which a rate is a share; add texts."
    overall = trends.share_terms(counts, documents, period="all")
    assert overall.share.isna().all() and "No rate: there is no document with a word" in say(trends.draw_rates(overall))
    assert "in 0 periods (by month) and on 0 days" in trends.find_changes_refusal(counts, documents, period="month")
    assert "Too few to compare: the target has 0 documents of 0 days" in compare(documents)
    with pytest.raises(InputError, match="No word is left of 32 documents to choose terms from; name terms"):
        choose_terms(documents)


def test_periods_count_for_a_curve_by_their_documents_with_words():
    documents = write()
    mute = documents.date.dt.month.isin([2, 3])
    documents["text"] = documents.text.mask(mute, LETTERS)
    documents["n_words"] = documents.n_words.mask(mute, 0)
    refusal = trends.find_refusal(documents, period="month")
    assert "2 of 4 such periods have 5 documents with words or more; a curve needs 3" in refusal


def test_a_period_without_words_breaks_the_curve():
    documents = write()
    mute = documents.date.dt.month == 2
    documents["text"] = documents.text.mask(mute, LETTERS)
    documents["n_words"] = documents.n_words.mask(mute, 0)
    assert trends.find_refusal(documents, period="month") == ""
    shares = trends.share_terms(count(documents, "strike")[1], documents, period="month")
    assert shares.share.isna().tolist() == shares.low.isna().tolist() == [False, True, False, False]
    assert shares.n_docs_total.tolist() == [8, 8, 8, 8]
    panel = trends.draw_shares(shares).axes[0]
    (alone,) = (lines for lines in panel.collections if isinstance(lines, LineCollection))  # January has its interval
    assert alone.get_segments()[0][:, 1] == pytest.approx(1e4 * shares.loc[0, ["low", "high"]].to_numpy(dtype=float))


def test_no_documents_give_sentences():
    none = write()[:0]
    _, counts, doubts = count(none, "strike")
    assert doubts == ["The term 'strike' is found nowhere."]
    assert trends.find_refusal(none, period="month") == "No curve: there are no documents; widen what was kept."
    overall = trends.share_terms(counts, none, period="all")
    assert overall.empty and "No rate: there is no document" in say(trends.draw_rates(overall))
    assert "There is no document." in say(trends.draw_documents(terms.list_counts(counts), none, "No curve."))
    assert "Too few to compare" in compare(none)
