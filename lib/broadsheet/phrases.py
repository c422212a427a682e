"""Words that keep company in a row: collocations by normalised pointwise mutual information (Bouma 2009)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from broadsheet.errors import InputError
from broadsheet.lexicon import Lexicon
from broadsheet.tokens import Piece, Tokens, count_codes, map_pieces

MIN_NPMI = 0.5  # 0 as chance has it, 1 never one without the other
MIN_TOGETHER = 5  # occurrences below which NPMI says little
MIN_HELD = 0.5  # of the places of the closer pair in a phrase of three words
MAX_INSIDE = 0.9
MAX_WORDS = 2_600_000  # three numbers of words must fit into 64 bits
WAITING = 4_000_000  # keys that may wait to be added up


class Phrases(NamedTuple):
    """Phrases of two and of three words by their keys, sorted; ``terms`` has their words, the pairs first."""

    pairs: np.ndarray
    triples: np.ndarray
    terms: pl.Series


NO_PHRASES = Phrases(*(np.empty(0, dtype=np.uint64),) * 2, pl.Series([], dtype=pl.String))


def find_phrases(tokens: Tokens, lexicon: Lexicon, *, min_together: int = MIN_TOGETHER) -> Phrases:
    """The phrases of two or three words that stand together far more often than chance has it.

    One count of a phrase is two or three words in a row in one unit with nothing but white space between them, on
    one line; phrases may overlap. None begins or ends with a stop word, one may stand in the middle ("bank of
    england"). A phrase is kept when it occurs ``min_together`` times or more and its NPMI is at least ``MIN_NPMI``.
    One of three words needs that for both ways to cut it in two, and must hold half of the places of the closer of its
    two pairs: no chance word hangs on to a pair ("number of people"). Nor is it told by places where its first or last
    word makes a pair with the word outside: no name falls apart ("tory leader michael" howard).
    """
    n_words = count_codes(tokens, len(lexicon.number))
    n = np.bincount(lexicon.number.astype(np.int64), weights=n_words, minlength=len(lexicon.names)).astype(np.int64)
    n[0] = 0
    total = max(int(n.sum()), 2)
    base = _base(lexicon)
    keys, n_pairs = _count_keys(map_pieces(lambda piece: _find_pairs(piece, lexicon)[1], tokens), min_together)
    npmi = _npmi(n_pairs, n[keys // base], n[keys % base], total)
    is_pair = lexicon.is_edge[keys // base] & lexicon.is_edge[keys % base] & (npmi >= MIN_NPMI)

    def find_triples(piece: Piece) -> np.ndarray:
        at, found = _find_triples(piece, lexicon)
        is_known = _look_up(found // base, keys)[1] & _look_up(found % base ** np.uint64(2), keys)[1]
        at, found, is_bound = at[is_known], found[is_known], _find_bound(piece, lexicon, keys[is_pair])
        return found[~(is_bound[at] | is_bound[at + 3])]

    triples, n_triples = _count_keys(map_pieces(find_triples, tokens), min_together)
    left, right = (_look_up(part, keys)[0] for part in (triples // base, triples % base ** np.uint64(2)))
    is_kept = _npmi(n_triples, n_pairs[left], n[triples % base], total) >= MIN_NPMI
    is_kept &= _npmi(n_triples, n[triples // base // base], n_pairs[right], total) >= MIN_NPMI
    is_kept &= n_triples >= MIN_HELD * n_pairs[np.where(npmi[left] > npmi[right], left, right)]
    return _name_phrases(keys[is_pair], triples[is_kept], lexicon)


def read_phrases(terms: Iterable[str], lexicon: Lexicon) -> Phrases:
    """The phrases among ``terms`` all of whose words are known."""
    numbers = dict(zip(lexicon.names.to_list(), range(len(lexicon.names)), strict=True))
    keys: dict[int, list[int]] = {2: [], 3: []}
    for words in (term.split() for term in terms):
        if len(words) in keys and all(numbers.get(word) for word in words):
            key = 0
            for word in words:
                key = key * len(lexicon.names) + numbers[word]
            keys[len(words)].append(key)
    return _name_phrases(*(np.array(sorted(keys[size]), dtype=np.uint64) for size in (2, 3)), lexicon)


def place_phrases(
    piece: Piece, lexicon: Lexicon, phrases: Phrases, column: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(finds up to the end of each unit, ``column`` of each find) of the phrases of a piece, for ``count_columns``.

    A phrase whose column is -1 is not looked at.
    """
    ends = np.cumsum(piece.lengths, dtype=np.int64)
    start = 0
    for find, keys in ((_find_pairs, phrases.pairs), (_find_triples, phrases.triples)):
        if len(keys):
            at, found = find(piece, lexicon)
            places, is_known = _look_up(found, keys)
            columns = column[start + places[is_known]]
            is_column = columns >= 0
            yield np.searchsorted(at[is_known][is_column], ends), columns[is_column]
        start += len(keys)


def find_inside(terms: pl.Series, n: np.ndarray) -> np.ndarray:
    """Whether each term stands nearly always (``MAX_INSIDE`` of its ``n`` times) inside one longer term that is kept.

    The longest are looked at first: "hong" goes for "hong kong", and neither for a phrase that has gone itself.
    """
    table = pl.DataFrame({"term": terms, "n": n, "words": terms.str.split(" ")}).with_columns(
        size=pl.col("words").list.len()
    )
    gone = pl.Series("term", [], dtype=pl.String)
    for size in (2, 1):
        longer = table.filter((pl.col("size") > size) & ~pl.col("term").is_in(gone.implode()))
        parts = pl.concat(
            longer.filter(pl.col("size") >= at + size).select(
                pl.col("words").list.slice(at, size).list.join(" ").alias("term"), pl.col("term").alias("long"), "n"
            )
            for at in range(3)
        )
        held = (
            parts.group_by("term", "long")
            .agg(pl.col("n").sum().alias("inside"))
            .group_by("term")
            .agg(pl.col("inside").max())
        )
        held = (
            table.filter(pl.col("size") == size)
            .join(held, on="term")
            .filter(pl.col("inside") >= MAX_INSIDE * pl.col("n"))
        )
        gone = pl.concat([gone, held["term"]])
    return terms.is_in(gone.implode()).to_numpy()


def _base(lexicon: Lexicon) -> np.uint64:
    if len(lexicon.names) > MAX_WORDS:
        raise InputError(
            f"{len(lexicon.names):,} different words may stand in phrases, expected {MAX_WORDS:,} or fewer. "
            "Raise min_docs, or set phrases to false."
        )
    return np.uint64(len(lexicon.names))


def _find_pairs(piece: Piece, lexicon: Lexicon) -> tuple[np.ndarray, np.ndarray]:
    """(positions, keys) of any two words in a row."""
    numbers = lexicon.number[piece.codes]
    at = np.flatnonzero((numbers[:-1] > 0) & (numbers[1:] > 0))
    return at, numbers[at] * _base(lexicon) + numbers[at + 1]


def _find_triples(piece: Piece, lexicon: Lexicon) -> tuple[np.ndarray, np.ndarray]:
    """(positions, keys) of any three words in a row that begin and end as phrases may."""
    numbers = lexicon.number[piece.codes]
    is_edge = lexicon.is_edge[numbers]
    at = np.flatnonzero(is_edge[:-2] & (numbers[1:-1] > 0) & is_edge[2:])
    base = _base(lexicon)
    return at, (numbers[at] * base + numbers[at + 1]) * base + numbers[at + 2]


def _find_bound(piece: Piece, lexicon: Lexicon, pairs: np.ndarray) -> np.ndarray:
    """Whether each token makes one of ``pairs`` with the token before it; one more, for the end."""
    at, found = _find_pairs(piece, lexicon)
    is_bound = np.zeros(len(piece.codes) + 1, dtype=bool)
    is_bound[at[_look_up(found, pairs)[1]] + 1] = True
    return is_bound


def _count_keys(found: Iterable[np.ndarray], least: int) -> tuple[np.ndarray, np.ndarray]:
    """(keys, how often each is found), sorted, of those found ``least`` times or more."""
    total, waiting = pl.DataFrame(schema={"key": pl.UInt64, "n": pl.Int64}), []
    for keys in found:
        names, n = np.unique(keys, return_counts=True)
        waiting.append(pl.DataFrame({"key": names, "n": n.astype(np.int64)}))
        if sum(map(len, waiting)) > max(WAITING, len(total)):
            total, waiting = pl.concat([total, *waiting]).group_by("key").sum(), []
    total = pl.concat([total, *waiting]).group_by("key").sum().filter(pl.col("n") >= least).sort("key")
    return total["key"].to_numpy(), total["n"].to_numpy()


def _look_up(found: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(places of ``found`` in the sorted ``keys``, whether it is there)."""
    if not len(keys):
        return np.zeros(len(found), dtype=np.int64), np.zeros(len(found), dtype=bool)
    places = np.searchsorted(keys, found).clip(0, len(keys) - 1)
    return places, keys[places] == found


def _npmi(n_both: np.ndarray, n_one: np.ndarray, n_other: np.ndarray, total: int) -> np.ndarray:
    return np.log(n_both * float(total) / (n_one * n_other.astype(float))) / np.log(total / n_both)


def _name_phrases(pairs: np.ndarray, triples: np.ndarray, lexicon: Lexicon) -> Phrases:
    named, base = [pl.Series([], dtype=pl.String)], _base(lexicon)
    for keys, size in ((pairs, 2), (triples, 3)):
        words = [lexicon.names.gather(keys // base ** np.uint64(place) % base) for place in reversed(range(size))]
        named.append(pl.select(pl.concat_str(words, separator=" ")).to_series() if len(keys) else named[0])
    return Phrases(pairs, triples, pl.concat(named))
