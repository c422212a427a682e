"""Documents -> every word and phrase, counted in cells; never a matrix of documents x phrases.

Words are counted first, then phrases of words that are frequent enough. Before phrases are counted by
name, they are counted by a hash into a table of fixed size: what stands there fewer than ``min_docs`` times
cannot be frequent enough (Park, Chen and Yu 1995). So memory grows with what is kept, not with the corpus.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.cells import CellCounts, cut_cells
from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts
from broadsheet.words import split_tokens, split_words

N_GRAMS = (1, 2, 3)
MERGE = 4_000_000  # rows of counts that may wait to be added up
MAX_BITS = 24  # the hash table has at most 2 ** 24 slots, 128 MB
MAX_WORDS = 2_600_000  # three numbers of words must fit into 64 bits
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hash: 2 ** 64 by the golden ratio
PARTS = {"cell": pl.Int64, "item": pl.UInt64, "n": pl.Int64, "n_docs": pl.Int64}


class Chunk(NamedTuple):
    """Documents as codes of tokens, one after the other; where phrases are counted each ends in a line end."""

    rows: np.ndarray  # numbers of the documents
    lengths: np.ndarray  # tokens of each
    codes: np.ndarray


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

    def chunks() -> Iterator[Chunk]:
        return _read_tokens(documents, texts, codebook, split_tokens if n_gram > 1 else split_words)

    words = _add_up(_count_in_cells(chunk.rows, chunk.lengths, chunk.codes, place) for chunk in chunks())
    lexicon = _know_words(words, codebook, min_docs, stop_words)
    is_term = pl.Series(lexicon.is_edge & lexicon.has_letter, dtype=pl.Boolean)
    names = pl.DataFrame({"item": np.arange(len(is_term)), "term": lexicon.words}, schema_overrides=PARTS)
    found = [(words, names.filter(is_term))]
    if n_gram > 1 and lexicon.number.any():
        sizes, n_tokens = range(2, n_gram + 1), words["n"].sum()
        found.append(_count_phrases(chunks, lexicon, place, sizes=sizes, n_tokens=n_tokens, min_docs=min_docs))
    return _to_matrices(found, cells)


def _read_tokens(
    documents: pd.DataFrame, texts: Texts | None, codebook: pl.Series, split: Callable[[pl.Series], pl.Series]
) -> Iterator[Chunk]:
    """Chunks of documents; a token has the same code in all, as long as the (empty) ``codebook`` is alive."""
    for rows, chunk in scan_texts(documents, texts):
        found = split(chunk)
        codes = found.explode(empty_as_null=False).cast(codebook.dtype).to_physical().to_numpy()
        yield Chunk(rows, found.list.len().to_numpy(), codes)


def _count_in_cells(rows: np.ndarray, lengths: np.ndarray, items: np.ndarray, place: np.ndarray) -> pl.DataFrame:
    """(cell, item, n, n_docs) of the items of documents; ``place`` has the number of every document's cell."""
    pointers, shape = np.concatenate([[0], np.cumsum(lengths)]), (len(rows), int(items.max(initial=0)) + 1)
    counts = sparse.csr_matrix((np.ones(len(items), dtype=np.int64), items, pointers), shape=shape)
    counts.sum_duplicates()
    cells, cell = np.unique(place[rows], return_inverse=True)
    to_cells = sparse.csr_matrix((np.ones(len(rows), dtype=np.int64), (cell, np.arange(len(rows)))))
    n = (to_cells @ counts).tocoo()
    counts.data[:] = 1
    n_docs = (to_cells @ counts).tocoo()
    return pl.DataFrame(
        {"cell": cells[n.row], "item": n.col, "n": n.data, "n_docs": n_docs.data}, schema_overrides=PARTS
    )


def _add_up(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The counts of all chunks in one table, added up whenever too many rows wait."""
    held = [pl.DataFrame(schema=PARTS)]
    for part in parts:
        held.append(part)
        if sum(map(len, held[1:])) > max(MERGE, len(held[0])):
            held = [_merge(held)]
    return _merge(held) if len(held) > 2 else held[-1]


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
    chunks: Callable[[], Iterable[Chunk]],
    lexicon: Lexicon,
    place: np.ndarray,
    *,
    sizes: Iterable[int],
    n_tokens: int,
    min_docs: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(phrases in cells, names): all are counted by their slots in a table, then by name those that may be frequent."""
    slots = np.zeros(2 ** min(n_tokens.bit_length() + 1, MAX_BITS), dtype=np.int64)
    for chunk in chunks():
        for size in sizes:
            keys = _find_phrases(chunk.codes, lexicon, size)[1]
            slots += np.bincount(_find_slot(keys, slots), minlength=len(slots))

    def parts() -> Iterator[pl.DataFrame]:
        for chunk in chunks():
            for size in sizes:
                at, keys = _find_phrases(chunk.codes, lexicon, size)
                is_kept = slots[_find_slot(keys, slots)] >= min_docs
                yield _count_keys(chunk, at[is_kept], keys[is_kept], place)

    counts = _add_up(parts())
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


def _count_keys(chunk: Chunk, at: np.ndarray, keys: np.ndarray, place: np.ndarray) -> pl.DataFrame:
    names, items = np.unique(keys, return_inverse=True)
    bounds = np.searchsorted(at, np.concatenate([[0], np.cumsum(chunk.lengths)]))
    counts = _count_in_cells(chunk.rows, np.diff(bounds), items, place)
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
    n, n_docs = (sparse.csr_matrix((kept[name].to_numpy(), at), shape=shape) for name in ("n", "n_docs"))
    return CellCounts(cells, terms.to_numpy().astype(object), n, n_docs)
