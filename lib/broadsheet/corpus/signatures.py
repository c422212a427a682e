"""What a text leaves behind for finding its copies: 316 bytes, whatever its length.

Each signature is made from one text alone, so that partitions are signed apart and a corpus of
millions is compared without its texts (``duplicates.py``). Integer arithmetic only: the bytes are
the same on every machine and in every version, and may be kept on disk.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import polars as pl

SHINGLE = 3  # words in a row; one edited word spoils three
SLOTS = 128  # the similarity of two texts is estimated within +-.04
SPECIFICS = 24
NO_SPECIFIC = 65535

SIGNATURE = np.dtype(
    [
        ("exact", "<u8"),  # hash of all words in order; 0 for a text without words
        ("n_shingles", "<u4"),
        ("minhash", "<u2", SLOTS),
        ("specifics", "<u2", SPECIFICS),  # ascending, filled up with NO_SPECIFIC
    ]
)

# Scripts that put no spaces between words: there each character counts as a word.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
# Numbers as printed, and capitalised words within a sentence (the character before tells).
_SPECIFIC = r"\d(?:[\d.,/:-]*\d)?|[\p{Ll},](?: \p{Lu}\p{Ll}+)+"
_BLOCK = 1 << 18  # bytes hashed at once: more would not fit into a processor's cache
_BASE = 0x9E3779B97F4A7C15


def sign_texts(texts: Sequence[str]) -> np.ndarray:
    """One signature a text: an array of ``bytes``, each ``SIGNATURE.itemsize`` long, made for a Parquet column.

    A signature holds a hash of the words in their order (whatever the case, spacing and punctuation), a
    MinHash of the sets of three words in a row (Broder 1997), and a sample of what is specific to the story:
    its numbers and the capitalised words within its sentences. Nothing but the text has a part in it.
    """
    series = pl.Series(texts, dtype=pl.String)
    words = _spell_words(series)
    signed = np.zeros(len(series), dtype=SIGNATURE)
    signed["exact"] = [_hash_exactly(text) for text in words]
    for start, block in _cut_blocks(words):
        part = signed[start : start + len(block)]
        _sign_shingles(block, part)
    signed["specifics"] = _sample_specifics(series)
    return np.array([row.tobytes() for row in signed], dtype=object)


def _spell_words(texts: pl.Series) -> list[str]:
    spaced = texts.str.to_lowercase().str.replace_all(_UNSPACED, " $0 ")
    return spaced.str.replace_all(r"\W+", " ").str.strip_chars(" ").to_list()


def _hash_exactly(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "little") if words else 0


def _cut_blocks(texts: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    start, size = 0, 0
    for at, text in enumerate(texts):
        if size + len(text) > _BLOCK and at > start:
            yield start, list(texts[start:at])
            start, size = at, 0
        size += len(text)
    yield start, list(texts[start:])


def _sign_shingles(texts: list[str], signed: np.ndarray) -> None:
    shingles, owner = _hash_spans(texts, n_words=SHINGLE)
    counts = np.bincount(owner, minlength=len(texts))
    signed["n_shingles"] = counts
    if not len(shingles):
        return
    some = np.flatnonzero(counts)
    firsts = np.cumsum(counts[some]) - counts[some]
    for slot, (factor, shift) in enumerate(_PERMUTATIONS):
        lowest = np.minimum.reduceat(shingles * factor + shift, firsts)
        signed["minhash"][some, slot] = lowest & np.uint32(0xFFFF)


def _sample_specifics(texts: pl.Series) -> np.ndarray:
    """The lowest hashes of each text's distinct specifics: all of them in a short text."""
    found = _space_evenly(texts).str.extract_all(_SPECIFIC)
    found = found.list.eval(pl.element().str.replace(r"^[\p{Ll},] ", "")).list.join(" ")
    hashed, owner = _hash_spans(found.to_list(), n_words=1)
    distinct = np.unique(owner << 16 | (hashed % np.uint32(NO_SPECIFIC)).astype(np.int64))
    owner, value = distinct >> 16, distinct & 0xFFFF
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    sample = np.full((len(texts), SPECIFICS), NO_SPECIFIC, dtype="<u2")
    low = place < SPECIFICS
    sample[owner[low], place[low]] = value[low]
    return sample


def _space_evenly(texts: pl.Series) -> pl.Series:
    """One blank for each run of white space; the slow search for runs is for texts that have some."""
    lines = texts.str.replace_all("\n\n", "\n", literal=True).str.replace_all("\n", " ", literal=True)
    uneven = lines.str.contains(r"  |[\t\u00a0]")
    return lines.scatter(uneven.arg_true(), lines.filter(uneven).str.replace_all(r"\s+", " "))


def _hash_spans(texts: list[str], *, n_words: int) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of all runs of ``n_words`` words, and the number of the text each is from.

    With H the running sum of byte x base^place (mod 2^64), the bytes from s to e hash to
    (H[e] - H[s]) x base^-s: each run costs one subtraction, however long it is (Karp and Rabin 1987).
    """
    data = np.frombuffer(("\n".join(texts) + "\n").encode(), dtype=np.uint8)
    ends = np.flatnonzero(data <= ord(" "))
    starts = np.concatenate([[0], ends[:-1] + 1])
    owner = np.concatenate([[0], np.cumsum(data[ends] == ord("\n"))[:-1]])
    real = ends > starts
    starts, ends, owner = starts[real], ends[real], owner[real]
    last = n_words - 1
    whole = np.flatnonzero(owner[: len(owner) - last] == owner[last:])
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum((data + np.uint64(1)) * _powers(_BASE, len(data)))])
    undo = _powers(pow(_BASE, -1, 2**64), len(data))
    starts, ends = starts[whole], ends[whole + last]
    hashed = _mix((running[ends] - running[starts]) * undo[starts])
    return (hashed >> np.uint64(32)).astype(np.uint32), owner[whole]


def _powers(base: int, n: int) -> np.ndarray:
    return _make_powers(base, 2 ** n.bit_length())[:n]


@lru_cache(maxsize=4)  # both bases, for a block and for a text longer than a block
def _make_powers(base: int, n: int) -> np.ndarray:
    powers = np.full(n, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _mix(values: np.ndarray) -> np.ndarray:
    """Spread each bit over all bits (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _permute() -> list[tuple[np.uint32, np.uint32]]:
    numbers = (_mix(np.arange(1, 2 * SLOTS + 1, dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32)
    return [(factor | np.uint32(1), shift) for factor, shift in zip(numbers[::2], numbers[1::2], strict=True)]


_PERMUTATIONS = _permute()
