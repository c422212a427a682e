"""Texts, a bounded number at a time: from the table of documents, or from the files of the store."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

from broadsheet.errors import InputError

CHUNK_BYTES = 4_000_000  # of text in one chunk: less would be slower, more would need more memory


@dataclass(frozen=True)
class Texts:
    """Texts on the disk: Parquet ``files`` with the columns doc_id and text, as the store keeps them."""

    files: tuple[Path, ...]


def scan_texts(documents: pd.DataFrame, texts: Texts | None = None) -> Iterator[tuple[np.ndarray, pl.Series]]:
    """The texts of ``documents`` in chunks: (numbers of rows of ``documents``, their texts).

    They come from the column text where there is one, in the order of ``documents``; else from ``texts``, in
    the order of its files, and only those of ``documents``. Every row comes once, and never more
    than a few megabytes are in memory. Raises InputError when there is neither, or, after the last
    chunk, when a document is in no file.
    """
    if "text" in documents:
        yield from _cut_column(pl.from_pandas(documents["text"]).cast(pl.String))
    elif texts is None:
        raise InputError(
            "The documents have no column text, and no files that hold their texts were given. "
            "Give texts=Texts(files) with the Parquet files of the store, or documents with their texts."
        )
    else:
        yield from _read_files(documents.doc_id, texts)


def map_texts(
    function: Callable[[np.ndarray, pl.Series], Any], documents: pd.DataFrame, texts: Texts | None = None
) -> Iterator:
    """``function(rows, texts)`` of one piece of the texts after the other, as ``scan_texts`` names them.

    Pieces are worked on in threads, for polars and numpy let go of the interpreter while they count. Each chunk is cut
    into as many pieces as there are threads, so that no more texts are in memory where there are more processors.
    """
    n_threads, running = pl.thread_pool_size(), deque()
    with ThreadPoolExecutor(n_threads) as threads:
        for rows, chunk in scan_texts(documents, texts):
            step = -(-len(rows) // n_threads)
            for at in range(0, len(rows), step):
                running.append(threads.submit(function, rows[at : at + step], chunk[at : at + step]))
            while len(running) > n_threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _cut_column(column: pl.Series) -> Iterator[tuple[np.ndarray, pl.Series]]:
    ends = column.str.len_bytes().fill_null(0).cum_sum().cast(pl.Int64).to_numpy()
    start = 0
    while start < len(column):
        read = ends[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(ends, read + CHUNK_BYTES, side="right")))
        yield np.arange(start, min(end, len(column))), column[start:end]
        start = end


def _read_files(doc_ids: pd.Series, texts: Texts) -> Iterator[tuple[np.ndarray, pl.Series]]:
    names = pl.DataFrame({"doc_id": pl.from_pandas(doc_ids.reset_index(drop=True)).cast(pl.String)}).with_row_index(
        "row"
    )
    names = names if names["doc_id"].is_sorted() else names.sort("doc_id")
    order, names = names["row"], names["doc_id"]
    seen = np.zeros(len(names), dtype=bool)
    for file in texts.files if len(names) else ():
        for chunk in _read_chunks(file):
            # not a join, which would make a table of all names anew for every chunk
            places = names.search_sorted(chunk["doc_id"], side="left").clip(0, len(names) - 1)
            ours = names.gather(places) == chunk["doc_id"]
            if ours.any():
                rows = order.gather(places.filter(ours)).to_numpy().astype(np.int64)
                seen[rows] = True
                yield rows, chunk["text"].filter(ours)
    if not seen.all():
        first, n_files = doc_ids[~seen].iloc[0], len(texts.files)
        raise InputError(
            f"The texts of {sum(~seen):,} of {len(seen):,} documents are in none of the {n_files} files given; "
            f"the first is that of {first!r}. Give all files of the store that the documents were read from."
        )


def _read_chunks(file: Path) -> Iterator[pl.DataFrame]:
    """A file's doc_id and text, as many groups of rows at once as make up a chunk."""
    with pq.ParquetFile(file) as opened:
        groups, size = [], 0
        for at in range(opened.num_row_groups):
            groups.append(at)
            size += opened.metadata.row_group(at).total_byte_size
            if size >= CHUNK_BYTES or at == opened.num_row_groups - 1:
                yield pl.from_arrow(opened.read_row_groups(groups, columns=["doc_id", "text"], use_threads=False))
                groups, size = [], 0
