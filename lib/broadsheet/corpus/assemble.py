"""A corpus as two tables: the documents and the ledger."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from broadsheet import tables
from broadsheet.corpus.build import build_store
from broadsheet.corpus.store import DAMAGED, clear_all, keep_in


def read_corpus(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    cache: Path | None = None,
    scheduler: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a corpus: (documents, ledger), both as defined in ``broadsheet.tables``.

    ``path`` is a folder, file or glob; metadata.csv beside it overrides what the files say.
    ``columns`` maps our column names to those of tables and JSON. The store is kept in the folder
    ``cache``, so that an unchanged corpus is not read twice; without one it is read for this
    once. ``scheduler`` is the address of a Dask scheduler, whose workers see the same disk.
    Every character of a text is in documents.text or in the ledger. Raises InputError when
    nothing is readable.
    """
    with keep_in(cache) as folder:
        try:
            return _read(path, cache=folder, columns=columns, scheduler=scheduler)
        except DAMAGED:
            clear_all(folder)
            return _read(path, cache=folder, columns=columns, scheduler=scheduler)


def _read(path: str | Path, **options) -> tuple[pd.DataFrame, pd.DataFrame]:
    store = build_store(path, **options)
    return tables.make("documents", store.read_documents()), tables.make("ledger", store.read_ledger())
