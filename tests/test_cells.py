import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.cells import cut_cells, gather_cells, name_clusters
from broadsheet.errors import InputError
from broadsheet.terms import count_named
from planted import make_documents, shuffle


@pytest.fixture
def documents():
    """Six articles: three of one day (two sources), one of the day after, one of that month, one undated."""
    dates = ["2024-01-08", "2024-01-08", "2024-01-08", "2024-01-09", "2024-01-01", None]
    documents = make_documents(["war and peace", "war", "peace now", "war war", "peace then", "war"], dates=dates)
    documents["date_precision"] = ["day"] * 4 + ["month", "none"]
    return documents.assign(source=["A", "B", "A", "A", "A", ""])


def test_a_cell_is_a_day_of_a_source_and_a_coarse_date_is_alone(documents):
    number, cells = cut_cells(documents)
    assert number.tolist() == [0, 1, 0, 2, 3, 4]
    assert cells.cluster.tolist() == ["2024-01-08", "2024-01-08", "2024-01-09", "document d004", "document d005"]
    assert cells.unit.tolist() == ["day", "day", "day", "document", "document"]
    assert cells.n_words.tolist() == [5, 1, 2, 2, 1] and cells.n_docs.tolist() == [2, 1, 1, 1, 1]
    assert cells.date.iloc[3] == pd.Timestamp("2024-01-01") and pd.isna(cells.date.iloc[4])


def test_weeks_begin_on_monday_and_documents_are_clusters_on_request(documents):
    assert name_clusters(documents, cluster="week").tolist()[:4] == ["2024-01-08"] * 4
    sunday = make_documents([""], dates=["2024-01-07"])
    assert name_clusters(sunday, cluster="week").tolist() == ["2024-01-01"]
    assert name_clusters(documents, cluster="document").nunique() == 6


def test_a_doc_id_that_looks_like_a_day_joins_no_day(documents):
    documents.loc[5, "doc_id"] = "2024-01-08"
    assert (name_clusters(documents, cluster="day") == "2024-01-08").sum() == 3


def test_sides_part_the_documents_of_a_day(documents):
    side = pd.Series(["target", "target", "reference", "", "", ""])
    number, cells = cut_cells(documents, side=side)
    assert number[0] != number[2] and sorted(cells.side[:3]) == ["reference", "target", "target"]


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_counts_gathered_are_those_of_a_loop_whatever_the_order(seed):
    days = [f"2024-01-{1 + at % 9:02}" for at in range(40)]
    documents = make_documents(["war " * (at % 4) + "peace" for at in range(40)], dates=days)
    documents["source"] = np.where(np.arange(40) % 3, "A", "B")
    mixed = shuffle(documents, seed)
    counts = gather_cells(count_named(mixed, terms=["war", "peace"]), mixed)
    for row, cell in enumerate(counts.cells.itertuples()):
        inside = documents[(documents.date == cell.date) & (documents.source == cell.source)]
        assert counts.n[row].toarray().tolist() == [[inside.text.str.count("war").sum(), len(inside)]]
        assert counts.n_docs[row].toarray().tolist() == [[inside.text.str.contains("war").sum(), len(inside)]]


def test_no_documents_are_no_cells_and_an_unknown_cluster_is_named():
    number, cells = cut_cells(tables.make("documents"))
    assert len(number) == len(cells) == 0
    with pytest.raises(InputError, match="cluster is 'month', expected one of document, day, week"):
        name_clusters(tables.make("documents"), cluster="month")
