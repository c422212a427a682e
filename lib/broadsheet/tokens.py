"""Units -> the numbers of their words, read once: what is counted, joined to phrases, or found repeated."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.texts import Texts, map_texts
from broadsheet.words import split_tokens, split_words


class Piece(NamedTuple):
    """The tokens of some units, one after the other."""

    units: np.ndarray  # numbers of the units
    lengths: np.ndarray  # tokens of each
    codes: np.ndarray


class Tokens(NamedTuple):
    """All tokens of ``n_units`` units; ``words`` holds the token of each code."""

    pieces: list[Piece]
    words: pl.Series
    n_units: int


def read_tokens(units: pd.DataFrame, *, texts: Texts | None = None, marks: bool = False) -> Tokens:
    """Read the lower-case words of every unit (doc_id, unit, start, end, and text where there are no ``texts``).

    With ``marks`` the tokens are those of ``words.split_tokens``, which tell where a phrase must end; else those of
    ``words.split_words``. Where units have no text of their own it is cut from ``texts``, a chunk at a time, so that
    4 bytes a token are held and no texts. Codes are given as words are met, which is faster than comparing words; they
    depend on the order of reading, so nothing that is told may depend on them. Raises what ``texts.scan_texts`` does.
    """
    codebook = pl.Series([], dtype=pl.Categorical(pl.Categories.random("words")))  # codes hold while it is alive
    split = split_tokens if marks else split_words

    def read(numbers: np.ndarray, chunk: pl.Series) -> Piece:
        found = split(chunk)
        codes = found.explode(empty_as_null=False).cast(codebook.dtype)
        return Piece(numbers, found.list.len().to_numpy(), codes.to_physical().to_numpy().view(np.int32))

    pieces = list(map_units(read, units, texts))
    n_words = max((int(piece.codes.max(initial=-1)) for piece in pieces), default=-1) + 1
    words = pl.Series(np.arange(n_words, dtype=np.uint32)).cat.to(codebook.dtype).cast(pl.String)
    return Tokens(pieces, words, len(units))


def map_units(
    function: Callable[[np.ndarray, pl.Series], Any], units: pd.DataFrame, texts: Texts | None = None
) -> Iterator:
    """``function(rows, texts)`` of one piece of the texts of ``units`` after the other, in threads (``map_texts``)."""
    if "text" in units or texts is None:
        return map_texts(function, units)
    units = units.reset_index(drop=True)
    owner, doc_ids = pd.factorize(units.doc_id)
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(len(doc_ids) + 1))

    def cut(documents: np.ndarray, chunk: pl.Series) -> Any:
        n_units = first[documents + 1] - first[documents]
        numbers = order[np.repeat(first[documents + 1] - np.cumsum(n_units), n_units) + np.arange(n_units.sum())]
        here = units.iloc[numbers]
        owned = pl.DataFrame({"text": chunk.gather(np.repeat(np.arange(len(chunk)), n_units))})
        owned = owned.with_columns(start=pl.Series(here.start.to_numpy()), end=pl.Series(here.end.to_numpy()))
        is_whole = pl.Series((here.unit == 0).to_numpy())
        part = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
        return function(numbers, owned.select(pl.when(is_whole).then(pl.col("text")).otherwise(part)).to_series())

    return map_texts(cut, pd.DataFrame({"doc_id": doc_ids.astype("str")}), texts)


def map_pieces(function: Callable[[Piece], Any], tokens: Tokens) -> Iterator:
    """``function`` of every piece in turn, in threads: numpy and scipy let go of the interpreter while they count.

    No more results wait than there are threads.
    """
    n_threads, running = pl.thread_pool_size(), deque()
    with ThreadPoolExecutor(n_threads) as threads:
        for piece in tokens.pieces:
            running.append(threads.submit(function, piece))
            if len(running) > n_threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def count_codes(tokens: Tokens, n_codes: int) -> np.ndarray:
    """How often each code occurs."""
    counted = map_pieces(lambda piece: np.bincount(piece.codes, minlength=n_codes), tokens)
    return sum(counted, np.zeros(n_codes, dtype=np.int64))


def count_columns(
    find: Callable[[Piece], Iterable[tuple[np.ndarray, np.ndarray]]], tokens: Tokens, n_columns: int
) -> sparse.csr_matrix:
    """Units x columns, the rows in the order of the units.

    ``find`` gives the (ends, columns) of what is counted in a piece: the column of each find, and for
    each unit how many finds there are up to its end.
    """

    def count(piece: Piece) -> sparse.csr_matrix:
        parts = [_to_rows(columns, ends, (len(piece.units), n_columns)) for ends, columns in find(piece)]
        return sum(parts[1:], parts[0])

    counted = list(map_pieces(count, tokens))
    counts = sparse.vstack([sparse.csr_matrix((0, n_columns), dtype=np.int64), *counted], format="csr")
    order = np.concatenate([np.empty(0, dtype=np.int64), *(piece.units for piece in tokens.pieces)])
    return counts if (order[1:] > order[:-1]).all() else counts[np.argsort(order)]


def _to_rows(columns: np.ndarray, ends: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    pointers = np.concatenate([[0], ends]).astype(np.int32)
    counts = sparse.csr_matrix((np.ones(len(columns), dtype=np.int64), columns, pointers), shape=shape)
    counts.sum_duplicates()
    return counts
