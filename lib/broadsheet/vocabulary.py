"""Documents -> every word and phrase, counted in cells; never a matrix of documents x phrases.

Words are counted first, then phrases of words that are frequent enough. Before phrases are counted by
name, they are counted by a hash into a table of fixed size: what stands there fewer than ``min_docs`` times
cannot be frequent enough (Park, Chen and Yu 1995). So memory grows with what is kept, not with the corpus.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.cells import CellCounts, cut_cells
from broadsheet.errors import InputError
from broadsheet.texts import Texts, map_texts
from broadsheet.words import split_tokens, split_words

N_GRAMS = (1, 2, 3)
MERGE = 4_000_000  # rows of counts that may wait to be added up
MAX_BITS = 24  # the hash table has at most 2 ** 24 slots, 128 MB
MAX_WORDS = 2_600_000  # three numbers of words must fit into 64 bits
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hash: 2 ** 64 by the golden ratio
PARTS = {"cell": pl.Int64, "item": pl.UInt64, "n": pl.Int64, "n_docs": pl.Int64}


class Chunk(NamedTuple):
    """Documents as codes of tokens, one after the other; where phrases are counted each ends in a line end."""

    cells: np.ndarray  # numbers of the documents' cells, sorted
    lengths: np.ndarray  # tokens of each document
    codes: np.ndarray


Scan = Callable[[Callable[[Chunk], Any]], Iterator]  # what a function gives for each chunk of the corpus


class Lexicon(NamedTuple):
    """What is known of each token, by its code."""

    words: pl.Series
    number: np.ndarray  # from 1 for words that are frequent enough for a phrase, else 0
    is_edge: np.ndarray  # may begin and end a phrase
    has_letter: np.ndarray


def count_vocabulary(
    documents: pd.DataFrame,
    *,
    cluster: str = "day",
    side: pd.Series | None = None,
    n_gram: int = 3,
    min_docs: int = 5,
    texts: Texts | None = None,
    stop_words: Iterable[str] = (),
) -> CellCounts:
    """Count every lower-case word and every phrase of up to ``n_gram`` words in every cell.

    One count of a word is one match of ``words.WORD`` (as in ``terms.count_terms``). One count of a phrase is
    two or three such words in a row with nothing but white space between them, on one line; phrases may overlap.
    Stop words are no terms, and no phrase begins or ends with one; one may stand in the middle ("bank of
    england"). A term has a letter, and stands in at least ``min_docs`` documents of the whole corpus. Cells are
    those of ``cells.cut_cells`` by ``cluster`` and ``side``; the terms are sorted, and may be none at all.

    Raises InputError for an unknown cluster, n_gram other than 1, 2 or 3, or min_docs below 1.
    """
    if n_gram not in N_GRAMS:
        raise InputError(f"n_gram is {n_gram!r}, expected 1 (words only), 2 or 3.")
    if min_docs < 1:
        raise InputError(f"min_docs is {min_docs}, expected 1 or more documents.")
    place, cells = cut_cells(documents, cluster=cluster, side=side)
    codebook = pl.Series([], dtype=pl.Categorical(pl.Categories.random("words")))
    split = split_tokens if n_gram > 1 else split_words

    def scan(function: Callable[[Chunk], Any]) -> Iterator:
        return map_texts(lambda rows, chunk: function(_code(place[rows], split, chunk, codebook)), documents, texts)

    words = _add_up(scan(lambda chunk: _count_in_cells(chunk.cells, chunk.lengths, chunk.codes)))
    lexicon = _know_words(words, codebook, min_docs, stop_words)
    is_term = pl.Series(lexicon.is_edge & lexicon.has_letter, dtype=pl.Boolean)
    names = pl.DataFrame({"item": np.arange(len(is_term)), "term": lexicon.words}, schema_overrides=PARTS)
    found = [(words, names.filter(is_term))]
    if n_gram > 1 and lexicon.number.any():
        sizes, n_tokens = range(2, n_gram + 1), words["n"].sum()
        found.append(_count_phrases(scan, lexicon, sizes=sizes, n_tokens=n_tokens, min_docs=min_docs))
    return _to_matrices(found, cells)


def _code(cells: np.ndarray, split: Callable[[pl.Series], pl.Series], texts: pl.Series, codebook: pl.Series) -> Chunk:
    """A token has the same code in all chunks, as long as the (empty) ``codebook`` is alive."""
    order = np.argsort(cells, kind="stable")
    found = split(texts.gather(order))
    codes = found.explode(empty_as_null=False).cast(codebook.dtype).to_physical().to_numpy()
    return Chunk(cells[order], found.list.len().to_numpy(), codes.view(np.int32))


def _count_in_cells(cells: np.ndarray, lengths: np.ndarray, items: np.ndarray) -> pl.DataFrame:
    """(cell, item, n, n_docs) of the items of documents, whose ``cells`` are sorted."""
    pointers = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    shape = (len(lengths), int(items.max(initial=-1)) + 1)
    by_item = sparse.csr_matrix((np.ones(len(items), dtype=np.int8), items, pointers), shape=shape).tocsc()
    item = np.repeat(np.arange(shape[1], dtype=np.int32), np.diff(by_item.indptr))
    cell = cells[by_item.indices]
    is_item = _is_new(item)
    starts = np.flatnonzero(is_item | _is_new(cell))
    n_docs = np.add.reduceat(is_item | _is_new(by_item.indices), starts, dtype=np.int64)
    columns = {"cell": cell[starts], "item": item[starts], "n": np.diff(starts, append=len(item)), "n_docs": n_docs}
    return pl.DataFrame(columns, schema_overrides=PARTS)


def _is_new(numbers: np.ndarray) -> np.ndarray:
    """Whether each number is another than the one before."""
    return np.concatenate([[True], numbers[1:] != numbers[:-1]])[: len(numbers)]


def _add_up(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The counts of all chunks in one table, added up where they are too many rows."""
    held = [pl.DataFrame(schema=PARTS)]
    for part in parts:
        held.append(part)
        if sum(map(len, held[1:])) > max(MERGE, len(held[0])):
            held = [_merge(held)]
    return _merge(held) if len(held[0]) else pl.concat(held)


def _merge(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts).group_by("cell", "item").sum()


def _know_words(words: pl.DataFrame, codebook: pl.Series, min_docs: int, stop_words: Iterable[str]) -> Lexicon:
    n_codes = words["item"].max() + 1 if len(words) else 0
    names = pl.Series(np.arange(n_codes, dtype=np.uint32)).cat.to(codebook.dtype).cast(pl.String)
    n_docs = np.bincount(words["item"].to_numpy(), weights=words["n_docs"].to_numpy(), minlength=n_codes)
    is_frequent = names.str.contains(r"^\w\w").to_numpy() & (n_docs >= min_docs)
    if is_frequent.sum() >= MAX_WORDS:
        raise InputError(
            f"{is_frequent.sum():,} different words stand in at least min_docs = {min_docs} documents, expected fewer "
            f"than {MAX_WORDS:,}. Raise min_docs."
        )
    number = np.where(is_frequent, np.cumsum(is_frequent), 0).astype(np.uint64)
    is_stop = names.is_in(sorted({word.lower() for word in stop_words})).to_numpy()
    return Lexicon(names, number, is_frequent & ~is_stop, names.str.contains(r"\p{L}").to_numpy())


def _count_phrases(
    scan: Scan, lexicon: Lexicon, *, sizes: Iterable[int], n_tokens: int, min_docs: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(phrases in cells, names): all are counted by their slots in a table, then by name those that may be frequent."""
    slots = np.zeros(2 ** min(n_tokens.bit_length() + 1, MAX_BITS), dtype=np.int64)

    def find_slots(chunk: Chunk) -> np.ndarray:
        return _find_slot(np.concatenate([_find_phrases(chunk.codes, lexicon, size)[1] for size in sizes]), slots)

    for found in scan(find_slots):
        np.add.at(slots, found, 1)

    def count(chunk: Chunk) -> pl.DataFrame:
        parts = []
        for size in sizes:
            at, keys = _find_phrases(chunk.codes, lexicon, size)
            is_kept = slots[_find_slot(keys, slots)] >= min_docs
            parts.append(_count_keys(chunk, at[is_kept], keys[is_kept]))
        return pl.concat(parts)

    counts = _add_up(scan(count))
    frequent = counts.group_by("item").agg(pl.col("n_docs").sum()).filter(pl.col("n_docs") >= min_docs)
    return counts, _name_phrases(frequent["item"], lexicon)


def _find_phrases(codes: np.ndarray, lexicon: Lexicon, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(positions, keys) of the phrases of ``size`` words; a key holds the numbers of its words."""
    last = len(codes) - size + 1
    windows = [codes[start : start + last] for start in range(size)] if last > 0 else [codes[:0]] * size
    is_phrase = lexicon.is_edge[windows[0]] & lexicon.is_edge[windows[-1]]
    is_phrase &= np.logical_and.reduce([lexicon.number[window] > 0 for window in windows[1:-1]] or [True])
    is_phrase &= np.logical_or.reduce([lexicon.has_letter[window] for window in windows])
    at = np.flatnonzero(is_phrase)
    keys = np.zeros(len(at), dtype=np.uint64)
    for window in windows:
        keys = keys * _base(lexicon) + lexicon.number[window[at]]
    return at, keys


def _base(lexicon: Lexicon) -> np.uint64:
    return lexicon.number.max() + np.uint64(1)


def _find_slot(keys: np.ndarray, slots: np.ndarray) -> np.ndarray:
    return ((keys * SPREAD) >> np.uint64(65 - len(slots).bit_length())).astype(np.int64)


def _count_keys(chunk: Chunk, at: np.ndarray, keys: np.ndarray) -> pl.DataFrame:
    names, items = np.unique(keys, return_inverse=True)
    bounds = np.searchsorted(at, np.concatenate([[0], np.cumsum(chunk.lengths, dtype=np.int64)]))
    counts = _count_in_cells(chunk.cells, np.diff(bounds), items)
    return counts.with_columns(item=pl.Series(names, dtype=pl.UInt64).gather(counts["item"]))


def _name_phrases(keys: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """A table of item (the key) and term (its words)."""
    spelt = pl.Series([""]).extend(lexicon.words.filter(pl.Series(lexicon.number > 0)))
    rest, base = keys.to_numpy(), _base(lexicon)
    columns = []
    for _ in range(max(N_GRAMS)):
        columns.append(spelt.gather(rest % base))
        rest = rest // base
    words = pl.DataFrame(columns[::-1], schema=["first", "second", "third"])
    term = words.select(pl.concat_str(pl.all(), separator=" ").str.strip_chars_start(" ")).to_series()
    return pl.DataFrame({"item": keys, "term": term})


def _to_matrices(found: list[tuple[pl.DataFrame, pl.DataFrame]], cells: pd.DataFrame) -> CellCounts:
    """``found`` has pairs of counts (cell, item, n, n_docs) and names (item, term); what has no name is left out."""
    terms = pl.concat([names["term"] for _, names in found]).sort()
    columns = pl.DataFrame({"term": terms, "column": np.arange(len(terms))})
    kept = pl.concat([counts.join(names.join(columns, on="term"), on="item") for counts, names in found])
    at = (kept["cell"].to_numpy(), kept["column"].to_numpy())
    shape = (len(cells), len(terms))
    # by columns first, in which rows are sorted already: two passes take less time than sorting each row
    n, n_docs = (sparse.csc_matrix((kept[name].to_numpy(), at), shape=shape).tocsr() for name in ("n", "n_docs"))
    return CellCounts(cells, terms.to_numpy().astype(object), n, n_docs)
