"""Passages that many documents repeat word for word: furniture, teasers, tables, stock sentences."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl

from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts
from broadsheet.tokens import Piece, Tokens, map_pieces
from broadsheet.words import split_tokens

MAX_BITS = 25  # the table of hashes has at most 2 ** 25 slots, 128 MB
WAITING = 4_000_000  # rows of counts that may wait to be added up
MIX = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 by the golden ratio, Knuth's multiplicative hash
MAX_SIZE = 3  # words of the longest term


class Run(NamedTuple):
    """The tokens of a chunk of documents, one after the other; each document ends in a line end."""

    rows: np.ndarray  # number of the document
    hashes: np.ndarray
    is_word: np.ndarray
    is_number: np.ndarray


def share_repeated(
    documents: pd.DataFrame, *, terms: Iterable[str], n_words: int = 7, min_docs: int = 5, texts: Texts | None = None
) -> pd.Series:
    """The share of each term's occurrences that stand in repeated passages, 0 to 1, by term.

    A repeated passage is ``n_words`` words in a row (``words.WORD``, whatever marks stand between them, all
    numbers alike, at least half of them no numbers) that stand in at least ``min_docs`` documents. ``terms``
    are lower-case words and phrases of up to three words, as ``vocabulary.count_vocabulary`` counts them. Collapse
    copies first: a copy repeats all of its text. Words and passages are compared by hashes of 64 bits.
    Raises InputError for n_words or min_docs below 2.
    """
    if n_words < 2 or min_docs < 2:
        raise InputError(f"n_words is {n_words} and min_docs is {min_docs}, expected 2 or more of both.")
    passages = _find_passages(
        lambda: _read_tokens(documents, texts), int(documents.n_words.sum()), n_words=n_words, min_docs=min_docs
    )
    wanted = pl.DataFrame({"term": pl.Series(list(terms), dtype=pl.String)})
    wanted = wanted.with_columns(key=_hash_terms(wanted["term"]))
    counted = [pl.DataFrame(schema={"key": pl.UInt64, "n": pl.Int64, "n_repeated": pl.Int64})]
    for tokens in _read_tokens(documents, texts):
        at, keys = _cut_passages(tokens, n_words)
        is_repeated = _cover(at[np.isin(keys, passages)], tokens, n_words)
        counted.append(_count_terms(tokens, is_repeated, wanted["key"]))
    totals = pl.concat(counted).group_by("key").sum()
    found = wanted.join(totals, on="key", how="left", maintain_order="left")
    share = (found["n_repeated"] / found["n"]).fill_null(0.0)
    return pd.Series(share.to_numpy(), index=pd.Index(wanted["term"].to_list(), dtype="str"), name="repeated")


def drop_repeated(tokens: Tokens, *, n_words: int = 12, min_docs: int = 5) -> Tokens:
    """``tokens`` (read with marks) with a line end in place of each word of a passage that many units repeat.

    A repeated passage is ``n_words`` words in a row, whatever marks stand between them, that stand in at least
    ``min_docs`` units. Numbers must be the same too, and passages are longer than those of ``share_repeated``: the
    forms of a newswire (profit, dividend) are a subject, and stay. What the same words say elsewhere is kept.
    """
    hashes = tokens.words.hash().to_numpy()
    is_word = tokens.words.str.contains(r"^\w\w").to_numpy()
    line_end = tokens.words.index_of("\n")

    def read(piece: Piece) -> Run:
        codes = piece.codes
        return Run(
            np.repeat(piece.units, piece.lengths), hashes[codes], is_word[codes], np.zeros(len(codes), dtype=bool)
        )

    n_tokens = sum(len(piece.codes) for piece in tokens.pieces)
    passages = _find_passages(lambda: map_pieces(read, tokens), n_tokens, n_words=n_words, min_docs=min_docs)

    def drop(piece: Piece) -> Piece:
        run = read(piece)
        at, keys = _cut_passages(run, n_words)
        is_repeated = _cover(at[np.isin(keys, passages)], run, n_words)
        return piece._replace(codes=np.where(is_repeated, np.int32(line_end or 0), piece.codes))

    return tokens._replace(pieces=list(map_pieces(drop, tokens)))


def _find_passages(read: Callable[[], Iterable[Run]], n_tokens: int, *, n_words: int, min_docs: int) -> np.ndarray:
    """Keys of the repeated passages: those whose slot is full enough are counted in documents by name."""
    slots = np.zeros(2 ** min(n_tokens.bit_length() + 1, MAX_BITS), dtype=np.uint32)
    for tokens in read():
        np.add.at(slots, _find_slot(_cut_passages(tokens, n_words)[1], slots), 1)
    counted, waiting = pl.DataFrame(schema={"key": pl.UInt64, "n_docs": pl.Int64}), []
    for tokens in read():
        at, keys = _cut_passages(tokens, n_words)
        is_candidate = slots[_find_slot(keys, slots)] >= min_docs
        found = pl.DataFrame({"key": keys[is_candidate], "row": tokens.rows[at[is_candidate]]}).unique()
        waiting.append(found.group_by("key").agg(n_docs=pl.len().cast(pl.Int64)))
        if sum(map(len, waiting)) > max(WAITING, len(counted)):
            counted, waiting = pl.concat([counted, *waiting]).group_by("key").sum(), []
    counted = pl.concat([counted, *waiting]).group_by("key").sum()
    return counted.filter(pl.col("n_docs") >= min_docs)["key"].to_numpy()


def _read_tokens(documents: pd.DataFrame, texts: Texts | None) -> Iterator[Run]:
    for rows, chunk in scan_texts(documents, texts):
        found = split_tokens(chunk)
        tokens = found.explode()
        is_word = tokens.str.contains(r"^\w\w").to_numpy()
        is_number = tokens.str.contains(r"^\d\d+$").to_numpy()
        yield Run(np.repeat(rows, found.list.len().to_numpy()), tokens.hash().to_numpy(), is_word, is_number)


def _cut_passages(tokens: Run, n_words: int) -> tuple[np.ndarray, np.ndarray]:
    """(position of the first word, key) of every passage of ``n_words`` words of one document."""
    at = np.flatnonzero(tokens.is_word)
    is_number = tokens.is_number[at]
    hashes = np.where(is_number, np.uint64(0), tokens.hashes[at])
    last = len(at) - n_words + 1
    if last < 1:
        return at[:0], hashes[:0]
    numbers = np.concatenate([[0], np.cumsum(is_number)])
    is_passage = tokens.rows[at[:last]] == tokens.rows[at[n_words - 1 :]]
    is_passage &= 2 * (numbers[n_words:] - numbers[:-n_words]) <= n_words
    return at[:last][is_passage], _join_hashes(hashes, n_words)[is_passage]


def _join_hashes(hashes: np.ndarray, size: int) -> np.ndarray:
    """One hash for every ``size`` hashes in a row; their order counts."""
    last = len(hashes) - size + 1
    keys = np.zeros(last, dtype=np.uint64)
    for start in range(size):
        keys = (keys ^ (keys >> np.uint64(29))) * MIX + hashes[start : start + last]
    return keys


def _find_slot(keys: np.ndarray, slots: np.ndarray) -> np.ndarray:
    return ((keys * MIX) >> np.uint64(65 - len(slots).bit_length())).astype(np.int64)


def _cover(starts: np.ndarray, tokens: Run, n_words: int) -> np.ndarray:
    """Whether each token is a word of a passage that begins at one of ``starts``."""
    at = np.flatnonzero(tokens.is_word)
    is_start = np.isin(at, starts, assume_unique=True)
    opened = np.cumsum(is_start)
    is_covered = np.zeros(len(tokens.rows), dtype=bool)
    is_covered[at] = opened > np.concatenate([np.zeros(n_words, dtype=np.int64), opened])[: len(at)]
    return is_covered


def _count_terms(tokens: Run, is_repeated: np.ndarray, wanted: pl.Series) -> pl.DataFrame:
    """(key, n, n_repeated) of the wanted terms; a phrase is repeated when all of its words are."""
    counted = []
    for size in range(1, min(MAX_SIZE, len(tokens.rows)) + 1):
        last = len(tokens.rows) - size + 1
        is_phrase, is_inside = (
            np.logical_and.reduce([flags[start : start + last] for start in range(size)])
            for flags in (tokens.is_word, is_repeated)
        )
        keys = _join_hashes(tokens.hashes, size)[is_phrase]
        counted.append(pl.DataFrame({"key": keys, "n_repeated": is_inside[is_phrase].astype(np.int64)}))
    found = pl.concat(counted).filter(pl.col("key").is_in(wanted.implode()))
    return found.group_by("key").agg(n=pl.len().cast(pl.Int64), n_repeated=pl.col("n_repeated").sum())


def _hash_terms(terms: pl.Series) -> pl.Series:
    words = terms.str.split(" ")
    keys = np.zeros(len(terms), dtype=np.uint64)
    for size in range(1, MAX_SIZE + 1):
        is_size = (words.list.len() == size).to_numpy()
        hashes = words.filter(pl.Series(is_size, dtype=pl.Boolean)).explode().hash().to_numpy()
        if len(hashes):
            keys[is_size] = _join_hashes(hashes, size)[::size]
    return pl.Series(keys, dtype=pl.UInt64)
