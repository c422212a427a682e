"""The tables that travel: made with the right kinds, refused when something is wrong."""

import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from toy import toy_documents

SHARE = {
    "group": "",
    "period": pd.Timestamp("2024-01-01"),
    "item": "flood",
    "n": 2,
    "total": 10,
    "share": 0.2,
    "low": 0.1,
    "high": 0.3,
    "n_docs": 1,
    "n_docs_total": 2,
    "doc_share": 0.5,
    "doc_low": 0.1,
    "doc_high": 0.9,
    "n_clusters": 2,
    "n_sources": 1,
    "is_thin": True,
}


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_empty_table_has_its_columns_in_order_and_its_kinds(name):
    empty = tables.make(name)
    definition = tables.TABLES[name]
    assert list(empty) == list(definition.columns)
    assert len(empty) == 0
    assert [str(dtype) for dtype in empty.dtypes] == [tables.DTYPES[kind] for kind, _ in definition.columns.values()]


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_key_is_made_of_columns_of_the_table(name):
    assert set(tables.TABLES[name].key) <= set(tables.TABLES[name].columns)


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_kind_is_known_and_every_column_is_explained(name):
    assert all(kind in tables.DTYPES and meaning for kind, meaning in tables.TABLES[name].columns.values())


def test_extra_columns_of_rows_are_left_out():
    assert "colour" not in tables.make("shares", [SHARE | {"colour": "red"}])


def test_rows_come_out_under_a_new_index():
    frame = pd.DataFrame([SHARE, SHARE | {"item": "strike"}], index=[7, 7])
    assert tables.make("shares", frame).index.tolist() == [0, 1]


def test_making_a_table_does_not_change_the_rows():
    frame = pd.DataFrame([SHARE])
    before = frame.copy()
    tables.make("shares", frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_missing_column_is_named():
    rows = [{name: value for name, value in SHARE.items() if name != "low"}]
    with pytest.raises(InputError, match="The shares table has no column low; it has group, period, item"):
        tables.make("shares", rows)


def test_a_column_of_the_wrong_kind_is_named_with_what_was_expected():
    wrong = toy_documents().assign(n_words="many")
    with pytest.raises(InputError, match=r"documents.n_words holds str, expected whole \(int64\)"):
        tables.check(wrong, "documents")


def test_two_rows_of_one_key_are_named():
    twice = pd.concat([toy_documents(), toy_documents().head(1)])
    with pytest.raises(InputError, match=r"documents has two rows for \{'doc_id': 'article-01'\}"):
        tables.check(twice, "documents")


def test_a_row_without_a_key_is_refused():
    nameless = toy_documents()
    nameless.loc[3, "doc_id"] = None
    with pytest.raises(InputError, match="documents has a row without doc_id"):
        tables.check(nameless, "documents")


def test_one_part_of_a_key_may_repeat():
    rows = [SHARE, SHARE | {"item": "strike"}]
    assert len(tables.make("shares", rows)) == 2


def test_check_hands_back_the_very_table_with_its_further_columns():
    documents = toy_documents().assign(mood="calm")
    assert tables.check(documents, "documents") is documents


def test_a_missing_date_is_allowed():
    undated = toy_documents({"a": "One story."}, date=[pd.NaT])
    assert undated.date.isna().all()
    assert str(undated.date.dtype) == "datetime64[s]"
