"""Documents by outlet and time, and how long they are."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.corpus import count_coverage, count_lengths, find_outliers
from planted import shuffle
from toy import OUTLETS, toy_documents

PRECISIONS = st.sampled_from(["day", "day", "day", "month", "year", "none"])
DATED = st.lists(st.tuples(st.dates(pd.Timestamp("1890-01-01").date(), pd.Timestamp("2030-12-31").date()), PRECISIONS))


def dated(*days, precision="day", **columns):
    """One document a day; None is undated."""
    texts = {f"{at:03}": "Text." for at in range(len(days))}
    return toy_documents(
        texts, date=pd.to_datetime(list(days)).astype("datetime64[s]"), date_precision=precision, **columns
    )


def long(*n_words, **columns):
    return toy_documents({f"d{at:03}": "Text." for at in range(len(n_words))}, n_words=list(n_words), **columns)


def test_coverage_counts_every_document_once():
    coverage = count_coverage(toy_documents())
    assert coverage.n_docs.sum() == 24
    assert coverage.groupby("source").n_docs.sum().to_dict() == dict.fromkeys(OUTLETS, 12)


@pytest.mark.parametrize(
    ("last", "step"),
    [
        ("2024-01-31", "day"),
        ("2024-04-29", "day"),
        ("2024-04-30", "week"),
        ("2026-04-19", "week"),
        ("2026-04-20", "month"),
        ("2033-12-31", "month"),
        ("2034-01-01", "quarter"),
        ("2054-01-01", "year"),
        ("2400-06-01", "year"),
    ],
)
def test_the_step_is_the_finest_of_at_most_120_bins(last, step):
    assert count_coverage(dated("2024-01-01", last)).step.unique().tolist() == [step]


@pytest.mark.parametrize(("precision", "step"), [("day", "day"), ("month", "month"), ("year", "year")])
def test_the_step_is_no_finer_than_most_dates(precision, step):
    coverage = count_coverage(dated("2024-01-01", "2024-02-01", precision=precision))
    assert coverage.step.unique().tolist() == [step]
    assert not coverage.is_coarse.any()


def test_few_coarse_dates_do_not_coarsen_the_others_and_span_all_their_days():
    documents = dated(*pd.date_range("2024-01-05", periods=20), "2024-02-01", precision=["day"] * 20 + ["month"])
    coverage = count_coverage(documents)
    assert coverage.step.unique().tolist() == ["day"]
    coarse = coverage[coverage.is_coarse].iloc[0]
    assert (coarse.period, coarse.last_day) == (pd.Timestamp("2024-02-01"), pd.Timestamp("2024-02-29"))


def test_a_year_among_days_spans_the_year():
    coverage = count_coverage(
        dated(*pd.date_range("2024-01-05", periods=20), "2024-01-01", precision=["day"] * 20 + ["year"])
    )
    coarse = coverage[coverage.is_coarse].iloc[0]
    assert (coarse.period, coarse.last_day) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))


def test_a_period_without_documents_has_no_row():
    coverage = count_coverage(dated("2024-01-01", "2024-01-03"))
    assert coverage.period.dt.day.tolist() == [1, 3]


def test_a_week_runs_from_monday_to_sunday():
    coverage = count_coverage(dated("2024-01-03", "2024-09-01"))
    assert coverage.step[0] == "week"
    assert [day.strftime("%a") for day in coverage.period] == ["Mon", "Mon"]
    assert ((coverage.last_day - coverage.period).dt.days == 6).all()


@settings(max_examples=40)
@given(DATED)
def test_every_document_lies_within_a_period_of_its_outlet(days):
    rows = [(day if precision != "none" else None, precision) for day, precision in days]
    documents = dated(*(day for day, _ in rows), precision=[precision for _, precision in rows])
    coverage = count_coverage(documents)
    assert coverage.n_docs.sum() == len(documents)
    for date, precision in zip(documents.date, documents.date_precision, strict=True):
        if precision == "none":
            assert coverage.period.isna().any()
        elif precision == "day":
            fine = coverage[~coverage.is_coarse]
            assert ((fine.period <= date) & (date <= fine.last_day)).sum() == 1


def test_undated_documents_have_no_period_and_are_counted():
    coverage = count_coverage(dated("2024-01-01", None, None))
    assert coverage[coverage.period.isna()].n_docs.tolist() == [2]


def test_an_outlet_without_a_name_is_called_so():
    assert count_coverage(toy_documents({"a": "One."})).source.tolist() == ["outlet not named"]


def test_small_outlets_are_counted_together():
    sources = [f"Outlet {number:02}" for number in range(32) for _ in range(32 - number)]
    documents = toy_documents({f"{number:03}": "Text." for number in range(len(sources))}, source=sources)
    by_source = count_coverage(documents).groupby("source").n_docs.sum()
    assert len(by_source) == 31
    assert by_source["2 smaller ones"] == 1 + 2


def test_a_hundred_outlets_over_three_hundred_weeks_are_a_table_that_can_be_drawn():
    days = pd.date_range("2018-01-01", periods=300, freq="7D")
    documents = dated(*(days.repeat(4)), source=[f"Outlet {at % 100}" for at in range(1200)])
    coverage = count_coverage(documents)
    assert coverage.source.nunique() == 31
    assert coverage.groupby("source").size().max() <= 120


def test_shuffled_documents_give_the_same_tables():
    documents = toy_documents()
    pd.testing.assert_frame_equal(count_coverage(shuffle(documents)), count_coverage(documents))
    pd.testing.assert_frame_equal(count_lengths(shuffle(documents)), count_lengths(documents))


def test_few_documents_have_a_row_each():
    lengths = count_lengths(long(5, 5, 300))
    assert lengths[["low", "high", "n_docs", "median", "doc_id"]].values.tolist() == [
        [5, 5, 1, 5.0, "d000"], [5, 5, 1, 5.0, "d001"], [300, 300, 1, 5.0, "d002"],
    ]  # fmt: skip


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2_000_000), min_size=31, max_size=90))
def test_many_documents_are_counted_in_bins_that_hold_them(n_words):
    documents = long(*n_words)
    lengths = count_lengths(documents)
    assert lengths.n_docs.sum() == len(n_words)
    assert lengths.groupby("name").n_docs.sum().tolist() == [len(n_words)]
    bins = lengths[lengths.doc_id == ""]
    single = set(lengths.doc_id)
    rest = documents.n_words[~documents.doc_id.isin(single)]
    for row in bins.itertuples():
        assert ((rest >= row.low) & (rest <= row.high)).sum() == row.n_docs


def test_lengths_can_be_told_by_language():
    documents = long(10, 20, 30, language=["de", "de", ""])
    assert count_lengths(documents, by="language").name.tolist() == ["de", "de", "language not known"]


def test_the_few_farthest_of_many_have_rows_of_their_own():
    lengths = count_lengths(long(1, 2, 3, 4, *[500] * 40, 9000))
    assert lengths[lengths.outlier != ""].values.tolist() == [
        ["outlet not named", 1, 1, 1, 500.0, "d000", "very short"],
        ["outlet not named", 2, 2, 1, 500.0, "d001", "very short"],
        ["outlet not named", 3, 3, 1, 500.0, "d002", "very short"],
        ["outlet not named", 9000, 9000, 1, 500.0, "d044", "very long"],
    ]


def test_outliers_are_ten_times_from_the_median_and_no_less():
    outliers = find_outliers(long(9, 10, 100, 100, 100, 1000, 1001, 5000, 9))
    assert outliers[["doc_id", "outlier"]].values.tolist() == [
        ["d000", "very short"], ["d008", "very short"], ["d007", "very long"], ["d006", "very long"],
    ]  # fmt: skip


def test_no_documents_give_empty_tables():
    documents = tables.make("documents")
    for table in (count_coverage(documents), count_lengths(documents), find_outliers(documents)):
        assert len(table) == 0


def test_texts_without_words_have_a_length():
    assert count_lengths(long(0, 0)).low.tolist() == [0, 0]
    assert find_outliers(long(0, 0)).empty
