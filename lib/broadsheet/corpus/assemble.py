"""A corpus as tables: the documents and the ledger, with the texts in the table or left on the disk."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from broadsheet.corpus.build import Store, build_store
from broadsheet.corpus.store import DAMAGED, clear_all, keep_in
from broadsheet.texts import Texts


def read_corpus(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    more_columns: Sequence[str] = (),
    cache: Path | None = None,
    scheduler: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a corpus: (documents, ledger), both as defined in ``broadsheet.tables``.

    ``path`` is a folder, file or glob; metadata.csv beside it overrides what the files say.
    ``columns`` maps our column names to those of tables and JSON. ``more_columns`` names further columns
    of tables, JSON and metadata.csv; they become text columns of documents, empty where unknown.
    The store is kept in the folder ``cache``, so that an unchanged corpus is not read twice; without
    one it is read for this once. ``scheduler`` is the address of a Dask scheduler, whose workers see the same disk.
    Every character of a text is in documents.text or in the ledger. Raises InputError when
    nothing is readable, or a column stands in no file.
    """
    with keep_in(cache) as folder:
        options = {"cache": folder, "columns": columns, "more_columns": more_columns, "scheduler": scheduler}
        return _read(path, lambda store: (store.read_documents(), store.read_ledger()), options)


def open_corpus(
    path: str | Path,
    *,
    cache: Path,
    columns: Mapping[str, str] | None = None,
    more_columns: Sequence[str] = (),
    scheduler: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame, Texts]:
    """Open a corpus and leave its texts on the disk: (documents without the column text, ledger, texts).

    Takes and raises what ``read_corpus`` does. The ledger has no rows of the step "clean": what was cut from
    the texts stays with them in the store in ``cache``, which must not be taken away while ``texts`` are in use.
    """
    options = {"cache": cache, "columns": columns, "more_columns": more_columns, "scheduler": scheduler}
    return _read(path, _open, options)


def _open(store: Store) -> tuple[pd.DataFrame, pd.DataFrame, Texts]:
    documents = store.read_documents(without=["text"])
    return documents, store.read_ledger(without=["clean"]), Texts(tuple(store.files))


def _read(path: str | Path, take: Callable[[Store], tuple], options: dict) -> tuple:
    """What is taken from the store of a corpus; a damaged store is made anew."""
    try:
        return take(build_store(path, **options))
    except DAMAGED:
        clear_all(options["cache"])
        return take(build_store(path, **options))
