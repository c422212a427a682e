"""Documents -> counts: every term, the terms a user names, or the items of any table; and the words themselves."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.errors import InputError
from broadsheet.evidence import QUOTED, cut_quote, place_quotes
from broadsheet.queries import Query, find_spans, parse_terms
from broadsheet.texts import Texts, map_texts, scan_texts
from broadsheet.words import WORD, find_stop_words, split_words

MOST_COLUMNS = 64  # terms that are counted at once: bounds the memory of a chunk
MOST_NEAR, MOST_COMPARED = 3, 50_000  # near spellings that are named, frequent words that are looked through
MOST_WAITING = 1_000_000  # columns whose documents are counted at once
NO_CELLS = (np.empty(0, dtype=np.int32),) * 3


@dataclass(frozen=True)
class TermMatrix:
    """Counts with their names: one row a unit, one column a term.

    ``counts`` is a csr matrix of whole numbers (n_units x n_terms); ``doc_ids`` and
    ``units`` (0 for whole documents) name the rows, ``terms`` the columns.
    """

    counts: sparse.csr_matrix
    doc_ids: np.ndarray
    units: np.ndarray
    terms: np.ndarray


def count_terms(
    units: pd.DataFrame,
    *,
    stop_words: Iterable[str] = (),
    min_docs: int = 1,
    max_doc_share: float = 1.0,
) -> TermMatrix:
    """Count every lower-case word in every unit (doc_id, unit, text).

    One count is one match of ``words.WORD``, the token rule of scikit-learn's
    CountVectorizer. Stop words and words without a letter are left out. A term must stand in
    at least ``min_docs`` documents and at most the share ``max_doc_share`` of all documents
    (documents, also where units are passages). Raises InputError when no term is left.
    """
    if not 0 < max_doc_share <= 1:
        raise InputError(f"max_doc_share is {max_doc_share}, expected more than 0 and at most 1.")
    units = units.sort_values(["doc_id", "unit"]).reset_index(drop=True)
    pieces, words = _number_words(units)
    is_lettered = words.str.contains(r"\p{L}").to_numpy()
    is_kept = is_lettered & ~words.is_in(sorted(stop_words)).to_numpy()
    kept = words.filter(pl.Series(is_kept, dtype=pl.Boolean))
    column = np.full(len(words), -1, dtype=np.int32)
    column[is_kept] = kept.rank("ordinal").to_numpy().astype(np.int32) - 1
    counts = _count_pieces(pieces, column, len(kept))
    spread, n_docs = _count_documents(counts, units.doc_id)
    is_term = (spread >= min_docs) & (spread <= max_doc_share * n_docs)
    if not is_term.any():
        raise InputError(
            f"No term is left: of {is_lettered.sum()} words in {n_docs} documents, {is_kept.sum()} "
            f"are no stop words, and none of these stands in at least {min_docs} documents and at most "
            f"{max_doc_share:.0%} of them. Lower min_docs or raise max_doc_share."
        )
    terms = kept.sort().filter(pl.Series(is_term)).to_numpy().astype(object)
    counts = counts if is_term.all() else _keep_columns(counts, is_term)
    return TermMatrix(counts, units.doc_id.to_numpy(dtype=object), units.unit.to_numpy(), terms)


def _number_words(units: pd.DataFrame) -> tuple[list[tuple[np.ndarray, np.ndarray]], pl.Series]:
    """(lengths of units and the numbers of their words, in pieces; the words by their numbers).

    Words are numbered as they are met, which is faster than comparing them.
    """
    codebook = pl.Series([], dtype=pl.Categorical(pl.Categories.random("words")))  # numbers hold while it is alive

    def number(_: np.ndarray, texts: pl.Series) -> tuple[np.ndarray, np.ndarray]:
        found = split_words(texts)
        codes = found.explode(empty_as_null=False).cast(codebook.dtype)
        return found.list.len().to_numpy(), codes.to_physical().to_numpy().view(np.int32)

    pieces = list(map_texts(number, units))
    n_words = max((int(codes.max(initial=-1)) for _, codes in pieces), default=-1) + 1
    return pieces, pl.Series(np.arange(n_words, dtype=np.uint32)).cat.to(codebook.dtype).cast(pl.String)


def _count_pieces(
    pieces: Iterable[tuple[np.ndarray, np.ndarray]], column: np.ndarray, n_columns: int
) -> sparse.csr_matrix:
    """Units x words; ``column`` has the place of each word, -1 for words that do not count."""

    def count(piece: tuple[np.ndarray, np.ndarray]) -> sparse.csr_matrix:
        lengths, codes = piece
        columns = column[codes]
        is_here = columns >= 0
        columns, ends = columns[is_here], np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        pointers = np.concatenate([[0], np.cumsum(is_here, dtype=np.int32)])[ends]
        cells = (np.ones(len(columns), dtype=np.int64), columns, pointers)
        counts = sparse.csr_matrix(cells, shape=(len(lengths), n_columns))
        counts.sum_duplicates()
        return counts

    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        counted = list(threads.map(count, pieces))
    return sparse.vstack([sparse.csr_matrix((0, n_columns), dtype=np.int64), *counted], format="csr")


def _count_documents(counts: sparse.csr_matrix, doc_ids: pd.Series) -> tuple[np.ndarray, int]:
    """(documents with each word, documents); a document may have several units, one after the other."""
    number = pl.from_pandas(doc_ids).cast(pl.String).rle_id().cast(pl.Int64).to_numpy()
    n_docs = int(number.max(initial=-1)) + 1
    if n_docs < len(number):
        to_documents = (np.ones(len(number), dtype=np.int64), (number, np.arange(len(number))))
        counts = sparse.csr_matrix(to_documents) @ counts
    parts = np.array_split(counts.indices, 1 + counts.nnz // MOST_WAITING)  # bincount copies what it counts
    return sum(np.bincount(part, minlength=counts.shape[1]) for part in parts), n_docs


def _keep_columns(counts: sparse.csr_matrix, is_kept: np.ndarray) -> sparse.csr_matrix:
    """What ``counts[:, is_kept]`` gives, in a fraction of the time."""
    is_here = is_kept[counts.indices]
    pointers = np.concatenate([[0], np.cumsum(is_here)])[counts.indptr]
    cells = (counts.data[is_here], (np.cumsum(is_kept) - 1)[counts.indices[is_here]], pointers)
    return sparse.csr_matrix(cells, shape=(counts.shape[0], int(is_kept.sum())))


def count_named(
    documents: pd.DataFrame,
    *,
    terms: Iterable[str | Query],
    texts: Texts | None = None,
    match_case: bool = False,
    lemmas: bool = False,
    language: str = "en",
) -> TermMatrix:
    """Count the named terms: one row a document, in their order; one column a term, in the order given.

    ``terms`` are written in the language of ``queries``, or read already; texts come from documents.text,
    else from the files of ``texts``. One count is one match that overlaps no match of what the term excludes.
    Alternatives are tried from left to right. Raises InputError as ``queries.parse_terms`` and ``texts.scan_texts`` do.
    """
    queries = read_terms(documents, terms=terms, texts=texts, match_case=match_case, lemmas=lemmas, language=language)
    counts = _stack_cells(
        (cell for rows, chunk in scan_texts(documents, texts) for cell in _count_chunk(rows, chunk, queries)),
        shape=(len(documents), len(queries)),
    )
    return _name_rows(counts, documents, [query.label for query in queries])


def read_terms(
    documents: pd.DataFrame,
    *,
    terms: Iterable[str | Query],
    texts: Texts | None = None,
    match_case: bool = False,
    lemmas: bool = False,
    language: str = "en",
) -> list[Query]:
    """``queries.parse_terms`` with the words of ``documents`` as the vocabulary, counted where lemmas need it."""
    terms = list(terms)
    unread = lemmas and any(isinstance(term, str) for term in terms)
    vocabulary = count_forms(documents, texts=texts) if unread else None
    return parse_terms(terms, match_case=match_case, lemmas=lemmas, vocabulary=vocabulary, language=language)


def count_items(rows: pd.DataFrame, documents: pd.DataFrame, *, item: str = "entity") -> TermMatrix:
    """Count any (doc_id, item) membership: mentions of entities, topics of documents. One count is one row.

    ``item`` names the column of ``rows`` with the items; the columns of the matrix are the items, sorted, its rows
    ``documents`` in their order. Rows of other documents are left out. Raises InputError when a column is missing.
    """
    missing = [column for column in ("doc_id", item) if column not in rows]
    if missing:
        raise InputError(f"rows has no column {missing[0]!r}, expected doc_id and {item}; it has {', '.join(rows)}.")
    places = pd.Index(documents.doc_id).get_indexer(rows.doc_id)
    numbers, items = pd.factorize(rows[item][places >= 0].astype("str"), sort=True)
    cells = (np.ones(len(numbers), dtype=np.int64), (places[places >= 0], numbers))
    return _name_rows(sparse.csr_matrix(cells, shape=(len(documents), len(items))), documents, list(items))


def list_counts(matrix: TermMatrix) -> pd.DataFrame:
    """The counts as a table of doc_id, item, n, in the order of items and documents; zeros have no row."""
    cells = matrix.counts.T.tocsr().tocoo()
    columns = {"doc_id": matrix.doc_ids[cells.col].astype(str), "item": matrix.terms[cells.row].astype(str)}
    return pd.DataFrame(columns | {"n": cells.data}).astype({"doc_id": "str", "item": "str", "n": "int64"})


def count_forms(documents: pd.DataFrame, *, texts: Texts | None = None) -> pd.Series:
    """The words of the corpus as they are written, and how often: a series of n by word, sorted by word.

    A word is one match of ``words.WORD``. The memory needed grows with the number of different words only.
    """
    total = pl.DataFrame(schema={"word": pl.String, "n": pl.Int64})
    for _, chunk in scan_texts(documents, texts):
        words = pl.LazyFrame({"word": chunk}).select(pl.col("word").str.extract_all(WORD).explode()).drop_nulls()
        counted = words.group_by("word").agg(pl.len().cast(pl.Int64).alias("n")).collect()
        total = pl.concat([total, counted]).group_by("word").agg(pl.col("n").sum())
    total = total.sort("word")
    return pd.Series(total["n"].to_numpy(), index=pd.Index(total["word"].to_list(), dtype="str", name="word"), name="n")


def _name_rows(counts: sparse.csr_matrix, documents: pd.DataFrame, names: list[str]) -> TermMatrix:
    doc_ids = documents.doc_id.to_numpy(dtype=object)
    return TermMatrix(counts, doc_ids, np.zeros(len(documents), dtype=np.int64), np.array(names, dtype=object))


def _stack_cells(cells: Iterable[tuple[np.ndarray, ...]], *, shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, n = (np.concatenate(pieces) for pieces in zip(NO_CELLS, *cells, strict=True))
    return sparse.csr_matrix((n, (rows, columns)), shape=shape, dtype=np.int64)


def _count_chunk(
    rows: np.ndarray, texts: pl.Series, queries: list[Query]
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(rows, columns, counts) of the cells of a chunk that are not 0."""
    frame = pl.DataFrame({"text": texts})
    for start in range(0, len(queries), MOST_COLUMNS):
        block = queries[start : start + MOST_COLUMNS]
        counted = frame.select(_count(query).alias(str(at)) for at, query in enumerate(block, start))
        for column, query in enumerate(block, start):
            n = counted[str(column)].to_numpy().copy()
            hit = np.flatnonzero(n)
            if query.excluded:
                n[hit] = [len(spans) for spans in find_spans(texts.gather(hit), query)]
                hit = np.flatnonzero(n)
            yield rows[hit].astype(np.int32), np.full(len(hit), column, dtype=np.int32), n[hit].astype(np.int32)


def _count(query: Query) -> pl.Expr:
    text = pl.col("text")
    if query.needed:
        text = pl.when(text.str.contains(query.needed)).then(text)
    return text.str.count_matches(query.pattern).fill_null(0)


def find_terms(
    documents: pd.DataFrame,
    *,
    terms: Iterable[str | Query],
    texts: Texts | None = None,
    most: int | None = None,
    match_case: bool = False,
    lemmas: bool = False,
    language: str = "en",
) -> pd.DataFrame:
    """The named terms in context: an evidence table (KWIC), one row for each count of ``count_named``.

    With ``most`` there are at most that many rows for each term and calendar month; what is undated is one more
    month, and so is what is known to a month or a year only. They are chosen alike whatever the order of
    ``documents``: one match a document before a second, one of each source before a second, and documents of a
    source in an order that has nothing to do with their dates.
    ``tell_left_out`` says what the table lacks. Raises InputError as ``count_named`` does, or for a ``most`` below 1.
    """
    if most is not None and most < 1:
        raise InputError(f"most is {most}, expected 1 or more, or None for every match.")
    queries = read_terms(documents, terms=terms, texts=texts, match_case=match_case, lemmas=lemmas, language=language)
    documents = documents.reset_index(drop=True)
    counts = count_named(documents, terms=queries, texts=texts).counts.tocoo()
    cells = pd.DataFrame({"row": counts.row, "column": counts.col, "n": counts.data})
    wanted = cells if most is None else _choose_matches(cells, documents, most)
    holders = np.unique(wanted.row)
    quotes = []
    for places, chunk in scan_texts(documents.iloc[holders], texts):
        here = pd.DataFrame({"row": holders[places], "place": np.arange(len(places))})
        for column, rows in wanted.merge(here, on="row").groupby("column"):
            quotes.extend(_quote_chunk(chunk.gather(rows.place.to_numpy()), rows, queries[column], documents.doc_id))
    return place_quotes(documents, pd.DataFrame(quotes, columns=["item", "doc_id", *QUOTED]))


def tell_left_out(evidence: pd.DataFrame, counts: TermMatrix, *, most: int | None) -> str:
    """What a table of ``find_terms`` shows of all that ``count_named`` counted, in one sentence; other items aside."""
    evidence = evidence[evidence["item"].isin(counts.terms)]
    n, n_shown = int(counts.counts.sum()), len(evidence)
    if n_shown == n:
        return f"All {n:,} matches are shown."
    short = [
        f"{term} ({shown:,} of {total:,})"
        for term, total in zip(counts.terms, np.asarray(counts.counts.sum(axis=0)).ravel(), strict=True)
        if (shown := int((evidence["item"] == term).sum())) < total
    ]
    return (
        f"{n_shown:,} of {n:,} matches are shown, at most {most:,} for each term and month, of as many documents and "
        f"sources as possible; left out are some of {', '.join(short)}."
    )


def _choose_matches(cells: pd.DataFrame, documents: pd.DataFrame, most: int) -> pd.DataFrame:
    """The cells (row, column, n) with n cut to the first matches that ``find_terms`` shows."""
    month = documents.date.dt.strftime("%Y-%m").fillna("") + " " + documents.date_precision
    keys = pd.DataFrame(
        {
            "month": pd.factorize(month, sort=True)[0],
            "source": pd.factorize(documents.source, sort=True)[0],
            "order": np.argsort(
                np.lexsort((documents.doc_id, pd.util.hash_array(documents.doc_id.to_numpy(dtype=object))))
            ),
        }
    )
    group = ["column", "month"]
    cells = cells.join(keys, on="row").sort_values([*group, "order"])
    cells["turn"] = cells.groupby([*group, "source"]).cumcount()
    cells = cells.sort_values([*group, "turn", "order"])
    cells = cells[cells.groupby(group).cumcount() < most]  # the rest cannot have its turn
    matches = cells.loc[cells.index.repeat(cells.n.clip(upper=most))]
    matches = matches.assign(match=matches.groupby(["column", "row"]).cumcount())
    matches = matches.sort_values([*group, "match", "turn", "order"])
    chosen = matches[matches.groupby(group).cumcount() < most]
    return chosen.groupby(["column", "row"], as_index=False).agg(n=("match", "size"))


def _quote_chunk(texts: pl.Series, rows: pd.DataFrame, query: Query, doc_ids: pd.Series) -> Iterator[tuple]:
    for text, spans, row, n in zip(texts, find_spans(texts, query), rows.row, rows.n, strict=True):
        for start, end in spans[:n]:
            yield query.label, doc_ids.iat[row], start, end, *cut_quote(text, start, end)


def find_doubts(
    queries: Iterable[Query],
    counts: TermMatrix,
    vocabulary: pd.Series,
    *,
    match_case: bool = False,
    language: str = "en",
) -> list[str]:
    """Plain sentences about terms that may not be what was meant: of stop words only, or found nowhere.

    For what is nowhere, words of ``vocabulary`` (of ``count_forms``) are named that come near: in another
    case where that matters, with the word inside them, or of a similar spelling.
    """
    n_found = dict(zip(counts.terms, np.asarray(counts.counts.sum(axis=0)).ravel(), strict=True))
    names = vocabulary.index if match_case else vocabulary.index.str.lower()
    written = vocabulary.groupby(names).sum().to_dict()
    stopped = find_stop_words(language)
    doubts = []
    for query in queries:
        words = [word if match_case else word.lower() for part in query.words for word in part.split()]
        if not n_found[query.label]:
            hints = [hint for word in dict.fromkeys(words) if (hint := _hint(word, written))]
            if query.excluded:
                hints.append("It may stand where NOT excludes it")
            elif len(words) > len(query.words) and written.keys() >= set(words):
                hints.append("Its words occur, but not in this order")
            doubts.append(". ".join([f"The term {query.label!r} is found nowhere", *hints]) + ".")
        elif words and stopped >= set(words):
            doubts.append(
                f"The term {query.label!r} is of stop words only: it stands nearly everywhere, whatever the subject."
            )
    return doubts


def _hint(word: str, written: Mapping[str, int]) -> str:
    """What comes near a word that is not written in the corpus; "" if it is, or nothing does."""
    bare = word.replace("*", "")
    if len(bare) < 2 or word in written:
        return ""

    def name(found: Iterable[str]) -> str:
        first = sorted(found, key=lambda other: (-written[other], other))[:MOST_NEAR]
        return ", ".join(f"{other!r} ({written[other]:,})" for other in first)

    others = [other for other in written if other.lower() == bare.lower() and other != bare]
    if others:
        return f"In another case there is {name(others)}"
    inside = [other for other in written if bare in other]
    if inside:
        return f"Inside longer words there is {name(inside)}; '*{bare}*' finds these"
    often = sorted((other for other in written if abs(len(other) - len(bare)) < 3), key=lambda w: (-written[w], w))
    near = get_close_matches(bare, often[:MOST_COMPARED], n=MOST_NEAR, cutoff=0.75)
    return f"A near spelling of {bare!r} is {name(near)}" if near else ""
