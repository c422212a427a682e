"""Texts in chunks, from the table and from the disk."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from broadsheet import texts as module
from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts
from toy import toy_documents

TEXTS = {f"d{at:02}": f"Text {at} " + "ä" * (at % 7) for at in range(40)}


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(module, "CHUNK_BYTES", 60)


@pytest.fixture
def stored(tmp_path):
    rows = pl.DataFrame({"doc_id": list(TEXTS), "title": "x", "text": list(TEXTS.values())})
    rows[:25].write_parquet(tmp_path / "b.parquet", row_group_size=3)
    rows[25:].write_parquet(tmp_path / "a.parquet", row_group_size=7)
    return Texts((tmp_path / "b.parquet", tmp_path / "a.parquet"))


def gather(documents, texts=None):
    """{row: text} of all chunks, and how many there were."""
    chunks = list(scan_texts(documents, texts))
    rows = [row for numbers, chunk in chunks for row in numbers.tolist()]
    assert len(set(rows)) == len(rows)
    return dict(zip(rows, (text for _, chunk in chunks for text in chunk), strict=True)), len(chunks)


def test_the_column_is_cut_into_chunks_in_order(small_chunks):
    found, n_chunks = gather(toy_documents(TEXTS))
    assert list(found.items()) == list(enumerate(TEXTS.values()))
    assert n_chunks > 5


def test_a_text_larger_than_a_chunk_is_a_chunk(small_chunks):
    found, n_chunks = gather(toy_documents({"a": "x", "b": "y" * 500, "c": "z", "d": ""}))
    assert (list(found.values()), n_chunks) == (["x", "y" * 500, "z", ""], 3)


@pytest.mark.parametrize("order", ["as stored", "shuffled", "some"])
def test_files_give_each_document_its_text_whatever_the_order(stored, small_chunks, order):
    documents = toy_documents(TEXTS)
    if order != "as stored":
        documents = documents.sample(n=40 if order == "shuffled" else 9, random_state=4)
    found, n_chunks = gather(documents.drop(columns="text"), stored)
    assert [found[row] for row in range(len(documents))] == documents.text.tolist()
    assert n_chunks > 3


def test_the_column_goes_before_the_files(stored):
    documents = toy_documents({"d00": "Another text."})
    assert gather(documents, stored) == ({0: "Another text."}, 1)


def test_no_documents_have_no_texts(stored):
    assert list(scan_texts(toy_documents({}))) == []
    assert list(scan_texts(toy_documents({}).drop(columns="text"), stored)) == []


def test_rows_are_numbers_and_texts_are_strings(stored):
    for rows, chunk in scan_texts(toy_documents(TEXTS).drop(columns="text"), stored):
        assert isinstance(rows, np.ndarray)
        assert chunk.dtype == pl.String


def test_documents_need_texts_somewhere(stored):
    bare = pd.DataFrame({"doc_id": ["d00", "zz", "d01", "yy"]})
    with pytest.raises(InputError, match="no column text, and no files"):
        list(scan_texts(bare))
    with pytest.raises(InputError, match=r"texts of 2 of 4 documents are in none of the 2 files given; .* 'zz'"):
        list(scan_texts(bare, stored))
    with pytest.raises(InputError, match="texts of 4 of 4 documents are in none of the 0 files"):
        list(scan_texts(bare, Texts(())))
