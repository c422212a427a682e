"""Spans of documents, quoted."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.evidence import CONTEXT, quote, sort_concordance
from toy import toy_documents

TEXT = "The river rose.\nDock workers met Marta Velling at the harbour.\nThe end."


def spans_of(*rows):
    return pd.DataFrame(rows, columns=["item", "doc_id", "start", "end"])


def test_a_worked_example():
    start = TEXT.index("Marta")
    quoted = quote(toy_documents({"a": TEXT}, source=["Post"]), spans_of(("velling", "a", start, start + 13)))
    row = quoted.iloc[0]
    assert (row.before, row.match, row.after) == ("Dock workers met ", "Marta Velling", " at the harbour.")
    assert (row.source, str(row.date.date())) == ("Post", "2024-01-01")


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
@settings(max_examples=20, deadline=None)
def test_the_quote_stands_in_the_document_as_it_is_quoted(one, other):
    start, end = sorted((one, other))
    row = quote(toy_documents({"a": TEXT}), spans_of(("x", "a", start, end))).iloc[0]
    assert row["match"] == TEXT[start:end]
    assert TEXT[: row.start].endswith(row.before)
    assert TEXT[row.end :].startswith(row.after)


def test_context_is_cut_at_its_length():
    text = "a" * 500
    row = quote(toy_documents({"a": text}), spans_of(("x", "a", 200, 201))).iloc[0]
    assert (len(row.before), len(row.after)) == (CONTEXT, CONTEXT)


def test_order_is_item_date_document_place_with_undated_last():
    days = ["2024-02-01", None, "2024-01-01", "2024-01-01"]
    documents = toy_documents(dict.fromkeys("abcd", "Flood flood."), date=pd.to_datetime(days).astype("datetime64[s]"))
    rows = [(item, doc_id, start, start + 5) for item in "yx" for start in (6, 0) for doc_id in "abdc"]
    quoted = quote(documents, spans_of(*rows))
    expected = [(item, doc_id, start) for item in "xy" for doc_id in "cdab" for start in (0, 6)]
    assert list(zip(quoted["item"], quoted.doc_id, quoted.start, strict=True)) == expected


def test_one_row_a_span_whatever_the_index_of_the_spans():
    spans = spans_of(("x", "a", 0, 3), ("x", "a", 4, 9)).set_index(pd.Index([0, 0]))
    assert quote(toy_documents({"a": TEXT}), spans)["match"].tolist() == ["The", "river"]


def test_no_spans_give_the_empty_evidence_table():
    pd.testing.assert_frame_equal(quote(toy_documents(), spans_of()), tables.make("evidence"))


def test_evidence_is_a_table_that_travels():
    assert tables.check(quote(toy_documents({"a": TEXT}), spans_of(("x", "a", 0, 3))), "evidence") is not None


@pytest.mark.parametrize("frame", ["documents", "spans"])
def test_quoting_changes_no_argument(frame):
    given = {"documents": toy_documents({"a": TEXT}), "spans": spans_of(("x", "a", 0, 3))}
    before = given[frame].copy()
    quote(**given)
    pd.testing.assert_frame_equal(given[frame], before)


def concordance():
    """Four rows of x, by date: d (three days earlier than the rest), a, b, c; and one of w."""
    days = ["2024-01-04", "2024-01-04", None, "2024-01-01", "2024-01-02"]
    texts = {
        "a": "one Deep RIVER, rose",
        "b": "two deep river fell",
        "c": "Two (high) river rose",
        "d": "river",
        "e": "hill",
    }
    documents = toy_documents(texts, date=pd.to_datetime(days).astype("datetime64[s]"))
    spans = [
        ("x", doc_id, texts[doc_id].lower().index("river"), texts[doc_id].lower().index("river") + 5)
        for doc_id in "cabd"
    ]
    return quote(documents, spans_of(*spans, ("w", "e", 0, 4)))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("date", "edabc"),
        ("right", "edbac"),  # nothing, fell, rose (a before the undated c)
        ("left", "edabc"),  # nothing, deep one, deep two, high
    ],
)
def test_a_concordance_is_sorted_by_the_words_beside_the_match(by, expected):
    evidence = concordance()
    for rows in (evidence, evidence.iloc[::-1]):
        found = sort_concordance(rows, by=by)
        assert "".join(found.doc_id) == expected
        assert found.index.tolist() == list(range(5))
        assert tables.check(found, "evidence") is found


def test_the_left_is_read_backwards():
    documents = toy_documents({"a": "zoo near x", "b": "ant old x", "c": "bee near x"})
    evidence = quote(documents, spans_of(("x", "a", 9, 10), ("x", "b", 8, 9), ("x", "c", 9, 10)))
    assert sort_concordance(evidence, by="left").doc_id.tolist() == ["c", "a", "b"]


def test_an_unknown_order_is_refused():
    with pytest.raises(InputError, match="by is 'up', expected one of left, right, date"):
        sort_concordance(concordance(), by="up")
    assert len(sort_concordance(tables.make("evidence"), by="left")) == 0
