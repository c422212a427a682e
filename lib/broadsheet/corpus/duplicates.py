"""Copies: texts that tell one story in the same words, exactly or nearly.

Syndicated articles come with other headlines, an added lead or a cut tail; corrected and updated
versions differ in a few words. A copy is judged by the share of the shorter text that the longer one
holds. What shares its words because it fills one form (money-market notes, auction results, quarterly
figures) is a different story: its numbers and names differ, and that is tested too.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from broadsheet.corpus.signatures import NO_SPECIFIC, SIGNATURE, SLOTS
from broadsheet.errors import InputError

# Judged by reading the pairs that each rule lets in and keeps out of three news corpora.
MIN_SHINGLES = 28  # shorter texts (30 words) have exact copies only
FEW_SHINGLES = 50  # of texts of one length below this (52 words) every number and name must agree
MIN_SHARED = 0.64  # of the shorter text's shingles in the other one: 10 % of words edited leaves .73
MIN_SHARED_CUT = 0.76  # when the texts differ much in length: a cut tail leaves 1, less what was added
MIN_JACCARD, MIN_JACCARD_CUT = 0.42, 0.28
MIN_SHARED_HEAD = 0.4  # with the representative, for a copy of a copy: two edited apart share .53
MIN_SPECIFICS = 0.75  # of the fewer numbers and names among the others, one miss free
MIN_SPECIFICS_FORM = 0.85  # for what could be one form: texts of one length, with few enough to know them all
SIMILAR_LENGTH = 0.75  # the shorter text's length as a share of the longer one's: forms are of one length
BANDS = 96  # sets of three slots; texts that share 42 % of their shingles meet in one with .99
NEARLY = 0.99  # the most that a near copy is said to share: 1 is for exact ones
WINDOW = 12  # neighbours compared in a crowded band: bounds the work for thousands of texts on one form
BLOCK = 1 << 14  # pairs compared at once


def find_duplicates(signed: pd.DataFrame) -> pd.DataFrame:
    """Group the copies among documents (doc_id, date, n_words, signature), signatures as of ``sign_texts``.

    Returns (doc_id, group, is_copy, similarity) in the order of the rows. ``group`` is the doc_id of the
    representative: the earliest dated, then the longest, then the first by doc_id. ``similarity`` is
    the share of the shorter text's three-word runs that are in the other one: 1 for exact copies and
    representatives, estimated within +-.05 and at most .99 for near copies. Raises InputError for
    signatures of another version.

    Candidates come from MinHash banding (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
    ch. 3), band by band in bounded memory. In a chain of versions only those that still resemble the
    representative are in its group. A text without words is alone. Scripts that put no spaces between
    words are compared by runs of three characters.
    """
    ranked = signed[["date", "n_words", "doc_id"]].reset_index(drop=True)
    order = ranked.sort_values(["date", "n_words", "doc_id"], ascending=[True, False, True], na_position="last").index
    head, similarity = _find_representatives(_read_signatures(signed.signature), order.to_numpy())
    groups = ranked.doc_id.take(head).set_axis(signed.index)
    found = signed[["doc_id"]].assign(group=groups, is_copy=head != np.arange(len(head)))
    return found.assign(similarity=similarity.round(2))


def _find_representatives(signatures: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The row of each one's representative and the similarity to it; ``order`` are the rows by rank."""
    text = _number_texts(signatures["exact"][order])
    texts = order[np.unique(text, return_index=True)[1]]  # the first document of each different text
    parent = _group_texts(signatures, texts)
    copies = np.flatnonzero(parent != np.arange(len(parent)))
    shared = np.ones(len(parent))
    shared[copies] = np.minimum(_compare(signatures, texts[copies], texts[parent[copies]]).shared, NEARLY)
    head, similarity = np.empty(len(order), dtype=np.int64), np.empty(len(order))
    head[order], similarity[order] = texts[parent[text]], shared[text]
    return head, similarity


class _Likeness(NamedTuple):
    """What two signatures tell, one value a pair."""

    jaccard: np.ndarray  # share of all their shingles that they have in common
    shared: np.ndarray  # share of the shorter text's shingles that are in the other one
    agree: np.ndarray  # numbers and names are those of one story


def _read_signatures(column: pd.Series) -> np.ndarray:
    """The signatures as one array, read where they lie: a fixed-size Arrow column is not copied."""
    packed = pa.array(column)
    if not pa.types.is_fixed_size_binary(packed.type):
        packed = packed.cast(pa.large_binary())  # before chunks are joined: plain binary ends at 2 GB
    if isinstance(packed, pa.ChunkedArray):
        packed = packed.combine_chunks()
    lengths = {SIGNATURE.itemsize} if len(packed) == 0 else set(pc.unique(pc.binary_length(packed)).to_pylist())
    if lengths != {SIGNATURE.itemsize}:
        found = ", ".join(sorted(map(str, lengths)))
        raise InputError(
            f"The signatures of texts are {found} bytes long, expected {SIGNATURE.itemsize}: "
            "they were made by another version of Broadsheet. Read the corpus again."
        )
    packed = packed.cast(pa.binary(SIGNATURE.itemsize))
    return np.frombuffer(packed.buffers()[1] or b"", dtype=SIGNATURE)[packed.offset :][: len(packed)]


def _number_texts(exact: np.ndarray) -> np.ndarray:
    """The number of each text, the same for exact copies only, in order of first appearance."""
    alone = np.flatnonzero(exact == 0)
    _, first, number = np.unique(exact, return_index=True, return_inverse=True)
    first = first[number]
    first[alone] = alone
    return np.unique(first, return_inverse=True)[1]


def _group_texts(signatures: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The place in ``rows`` (ordered by rank) of the representative of each text.

    The first text of each cluster of linked texts represents those that are linked to it,
    directly or over others that resemble it as well; then the rest of the cluster is looked at again.
    """
    parent = np.arange(len(rows))
    left, right = _find_pairs(signatures, rows)
    while len(left):
        nodes, links = np.unique([left, right], return_inverse=True)
        links = links.reshape(2, -1)
        head = _find_heads(links, len(nodes))
        pairs = _compare(signatures, rows[nodes], rows[nodes[head]])
        like = (pairs.shared >= MIN_SHARED_HEAD) & pairs.agree
        like[head] = True
        joined = _find_heads(links[:, like[links].all(axis=0)], len(nodes))
        taken = joined == head
        parent[nodes[taken]] = nodes[head[taken]]
        rest = ~taken[links].any(axis=0)
        left, right = left[rest], right[rest]
    return parent


def _find_heads(links: np.ndarray, n: int) -> np.ndarray:
    """The first member of each one's connected component; ``links`` are two rows of numbers below ``n``."""
    graph = coo_array((np.ones(links.shape[1], np.int8), tuple(links)), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    return np.unique(label, return_index=True)[1][label]


def _find_pairs(signatures: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places (left < right) of the pairs of near copies.

    Two that are copies of the same earlier text are not compared once that is known: a text
    with thousands of copies would else have millions of pairs.
    """
    long_enough = np.flatnonzero(signatures["n_shingles"][rows] >= MIN_SHINGLES)
    earliest = np.arange(len(rows))
    found = [np.empty((2, 0), dtype=np.int64)]
    for left, right in _find_candidates(signatures["minhash"], rows, long_enough):
        fresh = earliest[left] != earliest[right]
        left, right = left[fresh], right[fresh]
        copies = _are_copies(_compare(signatures, rows[left], rows[right]))
        found.append(np.array([left[copies], right[copies]]))
        np.minimum.at(earliest, right[copies], left[copies])
    left, right = np.concatenate(found, axis=1)
    return left, right


def _find_candidates(
    minhash: np.ndarray, rows: np.ndarray, places: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Band by band, places (left < right) of texts that agree in the band's three slots.

    Each band is three slots at the distances 0, 1 and 5, so that no two bands share more than one.
    A fourth slot orders the texts of one bucket, which brings copies together in a crowded one: there
    each is compared with its neighbours and with the first by rank.
    """
    for band in range(BANDS):
        slots = [minhash[rows[places], (band + step) % SLOTS].astype(np.uint64) for step in (0, 1, 5, 12)]
        key = slots[0] << np.uint64(48) | slots[1] << np.uint64(32) | slots[2] << np.uint64(16) | slots[3]
        order = np.argsort(key, kind="stable")
        bucket, place = key[order] >> np.uint64(16), places[order]
        pairs = [np.empty((2, 0), dtype=np.int64)]
        for step in range(1, WINDOW + 1):
            together = bucket[:-step] == bucket[step:]
            if not together.any():
                break
            pairs.append(np.array([place[:-step][together], place[step:][together]]))
        else:
            pairs.append(np.array([_find_firsts(bucket, place), place]))
        left, right = np.sort(np.concatenate(pairs, axis=1), axis=0)
        number = np.unique(left[left < right] * len(rows) + right[left < right])
        yield number // max(len(rows), 1), number % max(len(rows), 1)


def _find_firsts(bucket: np.ndarray, place: np.ndarray) -> np.ndarray:
    starts = np.flatnonzero(np.concatenate([[True], bucket[1:] != bucket[:-1]]))
    return np.repeat(np.minimum.reduceat(place, starts), np.diff(starts, append=len(place)))


def _are_copies(pair: _Likeness) -> np.ndarray:
    whole = (pair.shared >= MIN_SHARED) & (pair.jaccard >= MIN_JACCARD)
    cut = (pair.shared >= MIN_SHARED_CUT) & (pair.jaccard >= MIN_JACCARD_CUT)
    return (whole | cut) & pair.agree


def _compare(signatures: np.ndarray, one: np.ndarray, other: np.ndarray) -> _Likeness:
    cuts = range(BLOCK, len(one), BLOCK)
    blocks = zip(np.split(one, cuts), np.split(other, cuts), strict=True)
    parts = [_compare_block(signatures, a, b) for a, b in blocks]
    return _Likeness(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _compare_block(signatures: np.ndarray, one: np.ndarray, other: np.ndarray) -> _Likeness:
    minhash, n_shingles = signatures["minhash"], signatures["n_shingles"]
    jaccard = (minhash[one] == minhash[other]).mean(axis=1)
    shorter, longer = np.sort([n_shingles[one], n_shingles[other]], axis=0).astype(float)
    common = jaccard / (1 + jaccard) * (shorter + longer)
    shared = np.minimum(common / np.maximum(shorter, 1), 1)
    of_one_length = shorter >= SIMILAR_LENGTH * longer
    agree = _agree(signatures["specifics"][one], signatures["specifics"][other], of_one_length, shorter)
    return _Likeness(jaccard, shared, agree)


def _agree(a: np.ndarray, b: np.ndarray, of_one_length: np.ndarray, n_shingles: np.ndarray) -> np.ndarray:
    """Whether the specifics are those of one story, within the range that both samples cover."""
    last = np.minimum(a[:, -1:], b[:, -1:])
    in_a, in_b = (a <= last) & (a < NO_SPECIFIC), (b <= last) & (b < NO_SPECIFIC)
    common = ((a[:, :, None] == b[:, None, :]).any(axis=2) & in_a).sum(axis=1)
    n_a, n_b = in_a.sum(axis=1), in_b.sum(axis=1)
    whole = last[:, 0] == NO_SPECIFIC
    enough = np.where(of_one_length & whole, MIN_SPECIFICS_FORM, MIN_SPECIFICS)
    few = of_one_length & (n_shingles < FEW_SHINGLES)
    return np.where(few, (common == n_a) & (common == n_b), common + 1 >= enough * np.minimum(n_a, n_b))
