"""Names in sentences, paragraphs and documents, and the pairs that share one: counted in one pass, in little memory.

Which pairs share a window is a product of sparse matrices, X'X. What is asked of a pair here is more than the
product tells (its windows in each document, its outlets, its dates), and only of pairs that share a sentence; so
the pairs are enumerated, some million at a time, and all but the answers is forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from broadsheet.texts import Texts, scan_texts

WINDOWS = ("sentence", "paragraph", "document")
PAIRS_AT_ONCE = 1 << 18  # some 20 MB
MOST_NAMES = 1000  # what names more is no sentence but a list, in which all would stand with all
NO_DAY, FAR_DAY = np.iinfo(np.int64).min, np.iinfo(np.int64).max  # the first is what numpy makes of a missing date


@dataclass(frozen=True)
class Cells:
    """Which name stands in which window: one cell each, sorted by document, window and name.

    ``window``, ``name`` and ``document`` are numbers, one a cell; windows are numbered through from 0, names by
    their place in the alphabet.
    """

    window: np.ndarray
    name: np.ndarray
    document: np.ndarray


@dataclass(frozen=True)
class Incidence:
    """The names of a corpus (sorted) and their cells in each of ``WINDOWS``.

    ``source`` (numbers, ascending, -1 where unknown) and ``date`` (days since 1970) are those of the documents,
    which are numbered by source and then by doc_id.
    """

    names: np.ndarray
    cells: dict[str, Cells]
    source: np.ndarray
    date: np.ndarray


@dataclass(frozen=True)
class Traces:
    """Where pairs stand, in the order of the pairs asked for.

    ``n`` windows with both names, in ``n_docs`` documents of ``n_sources`` named outlets; ``first_date`` and
    ``last_date`` are days of these documents.
    """

    n: np.ndarray
    n_docs: np.ndarray
    n_sources: np.ndarray
    first_date: np.ndarray
    last_date: np.ndarray


def keep_representatives(documents: pd.DataFrame) -> pd.DataFrame:
    """One document of each group of copies, without its text: the representative, or else the first of those given.

    A copy is no evidence of its own, however many outlets print it. Sorted by source and doc_id.
    """
    facts = documents[[column for column in documents.columns if column != "text"]]
    first = facts.sort_values(["is_copy", "doc_id"], kind="stable").drop_duplicates("group")
    return first.sort_values(["source", "doc_id"], ignore_index=True)


def cut_windows(
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    texts: Texts | None = None,
    *,
    windows: tuple[str, ...] = WINDOWS,
) -> Incidence:
    """Sentences, paragraphs (lines) and documents with the names they hold, however often they hold them.

    Only representative documents count (``keep_representatives``), and mentions in documents that are not
    given do not; nor do sentences with more than ``MOST_NAMES`` names. For paragraphs
    the line ends are read in documents.text, or in ``texts`` where that is missing.
    """
    kept = keep_representatives(documents)
    doc_ids = pd.Index(kept.doc_id)
    number = _number(mentions.doc_id, doc_ids)
    ours = number >= 0 if (number < 0).any() else slice(None)  # a slice copies nothing
    number, start = number[ours], mentions.start.to_numpy()[ours]
    code, distinct = pd.factorize(mentions.entity[ours])
    names = pd.Index(distinct).sort_values()
    code = names.get_indexer(distinct).astype(np.int32)[code]
    places = {"sentence": mentions.sentence.to_numpy()[ours], "document": np.zeros(len(number), dtype=np.int32)}
    if "paragraph" in windows:
        numbers = _number(documents.doc_id, doc_ids)
        places["paragraph"] = _count_lines(start, number, documents, numbers, texts)
    cells = {window: _make_cells(number, places[window], code) for window in windows}
    if "sentence" in cells:
        size = np.bincount(cells["sentence"].window)
        cells["sentence"] = _take_cells(cells["sentence"], (size <= MOST_NAMES)[cells["sentence"].window])
    source = np.where(kept.source == "", -1, pd.factorize(kept.source)[0])
    date = kept.date.to_numpy("datetime64[D]").astype(np.int64)
    return Incidence(names.to_numpy(dtype=object), cells, source, date)


def find_shared(cells: Cells, n_names: int) -> np.ndarray:
    """The pairs of names that share a window, as sorted numbers ``a * n_names + b`` with a < b."""
    found, pieces, size = np.empty(0, dtype=np.int64), [], 0
    for pairs, _, _ in _list_pairs(cells, n_names):
        pieces.append(pairs)
        size += len(pairs)
        if size > max(len(found), PAIRS_AT_ONCE):  # sorted again only when there are twice as many
            found, pieces, size = _sort_once(np.concatenate([found, *pieces])), [], 0
    return _sort_once(np.concatenate([found, *pieces]))


def count_shared(cells: Cells, pairs: np.ndarray, n_names: int) -> tuple[np.ndarray, np.ndarray]:
    """(n, n_docs) of each of ``pairs`` (sorted numbers): the windows with both names, and the documents they are in."""
    n, n_docs = np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
    for at, _, times in list_shared(cells, pairs, n_names):
        np.add.at(n, at, times)
        np.add.at(n_docs, at, 1)
    return n, n_docs


def count_together(cells: Cells, pairs: np.ndarray, n_names: int) -> np.ndarray:
    """The windows with both names of each of ``pairs`` (sorted numbers): X'X, in blocks of names.

    What ``count_shared`` calls n, twice as fast.
    """
    n = np.zeros(len(pairs), dtype=np.int64)
    crowded = _find_crowds(cells, len(pairs))
    for _, times in _count_crowds(cells, crowded, pairs, n_names):
        n += times
    cells = _take_cells(cells, ~crowded)
    if not len(cells.name):
        return n
    starts = np.flatnonzero(np.diff(cells.window, prepend=-1, append=-1))
    ones = np.ones(len(cells.name), dtype=np.int32)
    x = sparse.csr_matrix((ones, cells.name, starts), shape=(len(starts) - 1, n_names))
    x_t = x.T.tocsr()
    n_pairs = np.cumsum(np.bincount(cells.name, _count_after(cells), n_names))  # up to each name
    low = 0
    while low < n_names:
        full = (n_pairs[low - 1] if low else 0) + 16 * PAIRS_AT_ONCE
        end = max(low + 1, int(np.searchsorted(n_pairs, full, side="right")))
        own = slice(*np.searchsorted(pairs, [low * n_names, end * n_names]))
        if own.start < own.stop:
            product = (x_t[low:] @ x[:, low:end]).tocsc()  # which also sorts
            n[own] += np.asarray(product[pairs[own] % n_names - low, pairs[own] // n_names - low]).ravel()
        low = end
    return n


def trace_shared(incidence: Incidence, pairs: np.ndarray) -> Traces:
    """The documents, outlets and dates of the sentences that hold both names of each of ``pairs`` (sorted numbers),
    which are all that share one."""
    n, n_docs, n_sources = (np.zeros(len(pairs), dtype=np.int64) for _ in range(3))
    last_source = np.full(len(pairs), -1, dtype=np.int64)
    first_date, last_date = np.full(len(pairs), FAR_DAY), np.full(len(pairs), NO_DAY)
    for at, document, times in list_shared(incidence.cells["sentence"], pairs, len(incidence.names)):
        np.add.at(n, at, times)
        np.add.at(n_docs, at, 1)
        # documents are numbered by source, so an outlet is new where it differs from the one before it
        source = incidence.source[document]
        before = np.where(np.diff(at, prepend=-1) == 0, np.roll(source, 1), last_source[at])
        np.add.at(n_sources, at[source != before], 1)
        last_source[at] = source
        date = incidence.date[document]
        np.maximum.at(last_date, at, date)
        np.minimum.at(first_date, at, np.where(date == NO_DAY, FAR_DAY, date))
    return Traces(n, n_docs, n_sources, np.where(last_date == NO_DAY, NO_DAY, first_date), last_date)


def _count_lines(start: np.ndarray, number: np.ndarray, documents: pd.DataFrame, numbers: np.ndarray, texts):
    """The number of line ends before each mention, which starts at ``start`` in the document ``number``.

    ``numbers`` are those of the rows of ``documents``.
    """
    order = np.lexsort((start, number))
    firsts = np.searchsorted(number[order], np.arange(numbers.max(initial=-1) + 2))
    lines = np.zeros(len(start), dtype=np.int32)
    for rows, chunk in scan_texts(documents, texts):
        ours = numbers[rows] >= 0
        rows, split = numbers[rows[ours]], chunk.filter(ours).str.split("\n")
        n_lines = split.list.len().to_numpy().astype(np.int64)
        ends = np.cumsum(split.explode().str.len_chars().to_numpy().astype(np.int64) + 1)  # of all lines in a row
        first_line = np.cumsum(n_lines) - n_lines
        began = np.append(0, ends)[first_line]
        n_mentions = firsts[rows + 1] - firsts[rows]
        own = order[_ranges(firsts[rows], n_mentions)]
        line = np.searchsorted(ends, start[own] + np.repeat(began, n_mentions), side="right")
        lines[own] = line - np.repeat(first_line, n_mentions)
    return lines


def _number(values: pd.Series, called: pd.Index) -> np.ndarray:
    """The place of each value in ``called``, -1 where it is not there."""
    at, distinct = pd.factorize(values)
    return called.get_indexer(distinct).astype(np.int32)[at]


def _make_cells(number: np.ndarray, place: np.ndarray, code: np.ndarray) -> Cells:
    """Cells of windows that are called by document and place in it, with the names ``code``."""
    n_places, n_names = int(place.max(initial=0)) + 1, int(code.max(initial=0)) + 1
    keys = number.astype(np.int64)
    for size, part in ((n_places, place), (n_names, code)):
        keys *= size
        keys += part
    keys = _sort_once(keys)
    name = (keys % n_names).astype(np.int32)
    keys //= n_names
    window = np.cumsum(np.diff(keys, prepend=keys[:1]) != 0, dtype=np.int32)
    return Cells(window, name, (keys // n_places).astype(np.int32))


def list_shared(cells: Cells, pairs: np.ndarray, n_names: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(place in ``pairs``, document, windows of the document with the pair) for each of ``pairs`` (sorted numbers),
    in pieces that fit into memory, by document; what is in none of a document's windows has no row."""
    crowded = _find_crowds(cells, len(pairs))
    for document, times in _count_crowds(cells, crowded, pairs, n_names):
        at = np.flatnonzero(times)
        yield at, np.full(len(at), document), times[at]
    for found, document, times in _list_pairs(_take_cells(cells, ~crowded), n_names) if len(pairs) else ():
        at = np.minimum(np.searchsorted(pairs, found), len(pairs) - 1)
        known = pairs[at] == found
        yield at[known], document[known], times[known]


def _find_crowds(cells: Cells, n_asked: int) -> np.ndarray:
    """Which cells are of documents in which so many names meet that it is quicker to look for each pair asked for."""
    n_pairs = np.bincount(cells.document, _count_after(cells))
    first = np.diff(cells.window, prepend=-1) != 0
    n_windows = np.bincount(cells.document, first)
    return (n_pairs > n_windows * n_asked + PAIRS_AT_ONCE)[cells.document]


def _count_crowds(cells: Cells, crowded: np.ndarray, pairs: np.ndarray, n_names: int):
    """(document, its windows with each of ``pairs``) for each document of the cells that are ``crowded``."""
    crowds = _take_cells(cells, crowded)
    first, second = np.divmod(pairs, max(n_names, 1))
    for document in np.unique(crowds.document):
        ours, times = _take_cells(crowds, crowds.document == document), np.zeros(len(pairs), dtype=np.int64)
        for names in np.split(ours.name, np.flatnonzero(np.diff(ours.window)) + 1):
            there = np.zeros(n_names, dtype=bool)
            there[names] = True
            times += there[first] & there[second]
        yield int(document), times


def _take_cells(cells: Cells, chosen: np.ndarray) -> Cells:
    """Some of the cells, windows numbered afresh."""
    if chosen.all():
        return cells
    window = cells.window[chosen]
    numbered = np.cumsum(np.diff(window, prepend=window[:1]) != 0, dtype=np.int32)
    return Cells(numbered, cells.name[chosen], cells.document[chosen])


def _list_pairs(cells: Cells, n_names: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(pair, document, windows of the document with the pair) for all pairs, in pieces that fit into memory.

    A piece is sorted by pair and document and never parts the windows of a document that hold one pair.
    Documents come in their order; a large one may fill several pieces, the pairs of its first names first.
    """
    n_after = _count_after(cells)
    order, ends = _cut_pieces(cells, n_after, n_names)
    for start, end in zip([0, *ends], ends, strict=False):
        yield _expand(cells, order[start:end], n_after, n_names)


def _cut_pieces(cells: Cells, n_after: np.ndarray, n_names: int) -> tuple[np.ndarray, list[int]]:
    """(cells that have partners after them, by document and name; where among them each piece ends)."""
    group = cells.document.astype(np.int64) * n_names + cells.name
    order = np.argsort(group, kind="stable")
    order = order[n_after[order] > 0]
    bounds = np.append(np.flatnonzero(np.diff(group[order])) + 1, len(order))
    n_pairs = np.cumsum(n_after[order], dtype=np.int64)[bounds - 1] if len(order) else bounds
    ends: list[int] = []
    at = 0
    while len(order) and at < len(bounds):
        done = n_pairs[at - 1] if at else 0
        at = max(at + 1, int(np.searchsorted(n_pairs, done + PAIRS_AT_ONCE, side="right")))
        ends.append(int(bounds[at - 1]))
    return order, ends


def _count_after(cells: Cells) -> np.ndarray:
    """The names that stand after each in its window."""
    ends = np.cumsum(np.bincount(cells.window), dtype=np.int32)
    return ends[cells.window] - np.arange(1, len(cells.window) + 1, dtype=np.int32)


def _expand(cells: Cells, chosen: np.ndarray, n_after: np.ndarray, n_names: int):
    times = n_after[chosen]
    document = cells.document[chosen].astype(np.int64)
    low, n_docs = document[0], int(document[-1] - document[0]) + 1
    keys = np.repeat(cells.name[chosen].astype(np.int64) * (n_names * n_docs) + (document - low), times)
    keys += cells.name[_ranges(chosen + 1, times)].astype(np.int64) * n_docs
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    pair, document = np.divmod(keys[starts], n_docs)
    return pair, document + low, np.diff(starts, append=len(keys))


def _ranges(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """start, start + 1, ... of each range, one after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def _sort_once(values: np.ndarray) -> np.ndarray:
    """Sorted (in place), each once; np.unique took ten times as long on numbers of this kind."""
    values.sort()
    return values[np.diff(values, prepend=-1) != 0]
