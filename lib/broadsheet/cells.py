"""Counts gathered into cells: the documents of one cluster (a day), one source and one side.

Tests of change and of difference work on cells, not on documents: news comes in days, and a day's
documents hang together. There are as many cells as days and sources, however many documents.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix

CLUSTERS = ("document", "day", "week")


@dataclass(frozen=True)
class CellCounts:
    """Counts of terms in cells.

    ``cells`` has a row a cell: cluster (its name, as in ``name_clusters``), unit (what the cluster is: "day", "week",
    or "document" where it is one document), date (first day of the cluster; missing when unknown), source, side,
    n_words, n_docs. ``terms`` names the columns of ``n`` (occurrences) and ``n_docs`` (documents with the term), csr
    matrices of whole numbers, n_cells x n_terms.
    """

    cells: pd.DataFrame
    terms: np.ndarray
    n: sparse.csr_matrix
    n_docs: sparse.csr_matrix


def name_clusters(documents: pd.DataFrame, *, cluster: str) -> pd.Series:
    """The cluster of each document: its day or the Monday of its week, as YYYY-MM-DD, or itself, "document" and doc_id.

    ``cluster`` is one of ``CLUSTERS``. A document whose day is not known is a cluster of its own.
    """
    if cluster not in CLUSTERS:
        raise InputError(f"cluster is {cluster!r}, expected one of {', '.join(CLUSTERS)}.")
    itself = "document " + documents.doc_id.astype("str")  # a doc_id may look like a day
    if cluster == "document":
        return itself
    number, days = pd.factorize(documents.date)  # few days, however many documents
    days = pd.Series(days)
    if cluster == "week":
        days = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    names = np.append(days.dt.strftime("%Y-%m-%d").to_numpy(dtype=object), None)
    names = names[number]  # -1, without a date, is the last
    return itself.where((documents.date_precision != "day").to_numpy(), names).astype("str")


def cut_cells(
    documents: pd.DataFrame, *, cluster: str = "day", side: pd.Series | None = None
) -> tuple[np.ndarray, pd.DataFrame]:
    """(the number of each document's cell, the cells as in ``CellCounts``), sorted by cluster, source, side.

    ``side`` names for each document what is to be told apart besides (target or reference).
    """
    has_day = (documents.date_precision == "day").to_numpy() & (cluster != "document")
    rows = pd.DataFrame(
        {
            "cluster": name_clusters(documents, cluster=cluster).to_numpy(),
            "unit": np.where(has_day, cluster, "document"),
            "date": documents.date.to_numpy(),
            "source": documents.source.to_numpy(),
            "side": "" if side is None else np.asarray(side, dtype=object),
        }
    )
    keys = ["cluster", "source", "side"]
    number = rows.groupby(keys, sort=True).ngroup().to_numpy()
    firsts = np.unique(number, return_index=True)[1]
    cells = rows.iloc[firsts].reset_index(drop=True)
    dated = cells.unit != "document"
    days = pd.to_datetime(cells.cluster[dated], format="%Y-%m-%d")
    cells["date"] = cells.date.mask(dated, days).astype("datetime64[s]")
    cells["n_words"] = np.bincount(number, documents.n_words.to_numpy(), len(cells)).astype(np.int64)
    cells["n_docs"] = np.bincount(number, minlength=len(cells))
    return number, cells[["cluster", "unit", "date", "source", "side", "n_words", "n_docs"]]


def gather_cells(
    matrix: TermMatrix, documents: pd.DataFrame, *, cluster: str = "day", side: pd.Series | None = None
) -> CellCounts:
    """Sum the counts of documents (rows of ``matrix``) over cells."""
    place = pd.Series(np.arange(len(documents)), index=documents.doc_id.to_numpy())
    documents = documents.iloc[place.loc[matrix.doc_ids].to_numpy()]
    side = None if side is None else side.loc[documents.index]
    number, cells = cut_cells(documents, cluster=cluster, side=side)
    to_cells = sparse.csr_matrix(
        (np.ones(len(number), dtype=np.int64), (number, np.arange(len(number)))), shape=(len(cells), len(number))
    )
    present = matrix.counts.copy()
    present.data = np.ones_like(present.data)
    return CellCounts(cells, matrix.terms, (to_cells @ matrix.counts).tocsr(), (to_cells @ present).tocsr())
