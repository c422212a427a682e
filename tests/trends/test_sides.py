import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.trends.sides import choose_sides, describe_sides, name_sides
from planted import make_documents, shuffle


@pytest.fixture
def documents():
    """Six articles of three words in two sources and three languages: four dated to the day, one to the month."""
    dates = ["2022-11-30", "2022-12-01", "2022-12-31", "2023-01-01", "2022-12-01", None]
    documents = make_documents(["one two three"] * 6, dates=dates)
    documents["date_precision"] = ["day", "day", "day", "day", "month", "none"]
    documents["source"] = ["Gazette", "Courier", "Gazette", "Courier", "Gazette", ""]
    return documents.assign(section=["Politics", "Business", "Sports", "Politics", "Politics", "Politics"])


def letters(sides: pd.Series) -> str:
    """t, r or . for each document."""
    return "".join(side[:1] or "." for side in sides)


@pytest.mark.parametrize(
    "target,reference,expected",
    [
        ("", "", "rrtt.."),  # the later half by words
        ("source: Gazette", "", "trtrt."),
        ("", "source: Gazette", "rtrtr."),
        ("section: Politics", "section: Business | Sports", "trrttt"),
        ("section: Politics | Business", "", "ttrttt"),
        ("2022-12-01..2022-12-31", "", "rttrt."),
        ("2022-12", "", "rttrt."),
        ("2022", "", "tttrt."),
        ("2022-12-31..", "", "rrtt.."),
        ("..2022-11", "2022-12..2022-12-31", "trr.r."),
        ("date: 2023", "..2022-12-01", "rr.t.."),
        ("doc_id: d000 | d005", "doc_id: d001", "tr...t"),
        ("source: Courier", "2022-11..2022-11", "rt.t.."),
        ("is_copy: False", "", None),
    ],
)
def test_sides_are_named_in_plain_words(documents, target, reference, expected):
    if expected is None:
        with pytest.raises(InputError, match="Nothing is left to compare with"):
            choose_sides(documents, target=target, reference=reference)
    else:
        assert letters(choose_sides(documents, target=target, reference=reference)) == expected


def test_a_month_or_year_is_on_the_side_it_lies_in_whole():
    documents = make_documents(["a b"] * 4, dates=["1850-01-01", "1901-01-01", "1950-01-01", "1900-06-01"])
    documents["date_precision"] = ["year", "year", "year", "month"]
    assert letters(choose_sides(documents, target="1901..2021", reference="1789..1900")) == "rttr"
    assert letters(choose_sides(documents, target="1900-06-15..")) == "rtt."


def test_halves_are_equal_in_words_and_a_day_is_on_one_side_only():
    texts = ["word " * n for n in (10, 10, 10, 10, 20, 20)]
    days = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-03", "2024-01-04", "2024-01-05"]
    assert letters(choose_sides(make_documents(texts, dates=days))) == "rrrrtt"
    assert letters(choose_sides(make_documents(texts[:2], dates=days[:2]))) == "rt"
    assert letters(choose_sides(make_documents(["a", "a"], dates=days[:2]))) == "rt"  # without a word, too


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 50)), min_size=2, max_size=20), st.integers(0, 9))
def test_the_order_of_documents_changes_no_side(days, random_state):
    documents = make_documents(["word " * n for _, n in days], dates=[f"2024-01-{day:02}" for day, _ in days])
    if documents.date.nunique() > 1:
        moved = shuffle(documents, random_state)
        sides = [choose_sides(table).set_axis(table.doc_id).sort_index() for table in (documents, moved)]
        pd.testing.assert_series_equal(*sides)
        earlier, later = (documents.date[sides[0].to_numpy() == side] for side in ("reference", "target"))
        assert earlier.max() < later.min()


def test_the_index_of_the_documents_stays(documents):
    moved = shuffle(documents).set_index(pd.Index(range(10, 16)))
    sides = choose_sides(moved, target="source: Gazette")
    assert (sides.index == moved.index).all() and (moved.source[sides == "target"] == "Gazette").all()


@pytest.mark.parametrize(
    "target,reference,message",
    [
        ("source: gazete", "", "target: no document has 'gazete' in the column source; near it are Gazette"),
        ("source: Q", "", "there are Gazette, Courier"),
        ("author: Q", "", "the column is empty"),
        ("", "sectoin: Sports", "reference is 'sectoin: Sports', expected a column.*Did you mean the column 'section'"),
        ("Gazette", "", "Did you mean 'source: Gazette'"),
        ("2022-13", "", "holds no date of the calendar"),
        ("2022-12-31..2022-12-01", "", "first date is after its last; exchange them"),
        ("..", "", "a period without any date"),
        (
            "2031",
            "",
            "no document is dated within '2031'; of 6 documents 5 are dated finely enough, from 2022-11-30 to",
        ),
        ("2022..", "", "Nothing is left to compare with.*'2022..'.*1 document not dated finely enough"),
        ("source: Gazette", "2022-12", "share 2 documents, 'd002' among them"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_next_step(documents, target, reference, message):
    with pytest.raises(InputError, match=message):
        choose_sides(documents, target=target, reference=reference)


def test_one_source_only_has_nothing_to_be_compared_with(documents):
    with pytest.raises(
        InputError, match="Nothing is left to compare with: no other document than those of 'source: Ga"
    ):
        choose_sides(documents[documents.source == "Gazette"], target="source: Gazette")


@pytest.mark.parametrize("dates", [["2024-01-01"] * 3, [None] * 3, []])
def test_one_day_or_no_day_has_no_halves_and_nothing_is_on_a_side(dates):
    documents = make_documents([""] * len(dates), dates=dates) if dates else tables.make("documents")
    sides = choose_sides(documents)
    assert (sides == "").all() and len(sides) == len(dates)
    assert "Target: 0 documents" in describe_sides(documents, sides)


def test_the_sentence_counts_both_sides_and_what_is_on_neither(documents):
    sides = choose_sides(documents, target="2022-12")
    assert describe_sides(documents, sides) == (
        "Target: 3 documents with 9 words in 2 days, 2022-12-01 to 2022-12-31, 1 not dated to the day, each a cluster "
        "of its own; reference: 2 documents with 6 words in 2 days, 2022-11-30 to 2023-01-01; 1 document on neither "
        "side (1 of them not dated to the day)."
    )
    by_source = describe_sides(documents, choose_sides(documents, target="source: Gazette"), cluster="week")
    assert "3 documents with 9 words in 2 weeks" in by_source and "1 document on neither side (1 of" in by_source


@pytest.mark.parametrize(
    "sides,named",
    [
        (("", " "), ("the later half", "the earlier half")),
        (("source: Gazette ", ""), ("source: Gazette", "all others")),
        (("", "2022"), ("all others", "2022")),
        (("2023", "2022"), ("2023", "2022")),
    ],
)
def test_sides_are_called_on_paper_what_they_were_named(sides, named):
    assert name_sides(*sides) == named
