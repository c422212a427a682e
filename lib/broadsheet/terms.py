"""Documents -> counts: every term, the terms a user names, or the items of any table; and the words themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from scipy import sparse

from broadsheet.errors import InputError
from broadsheet.evidence import QUOTED, cut_quote, place_quotes
from broadsheet.lexicon import Lexicon, find_dropped, hint_spelling, know_words
from broadsheet.phrases import MIN_TOGETHER, NO_PHRASES, Phrases, find_inside, find_phrases, place_phrases, read_phrases
from broadsheet.queries import Query, find_spans, parse_terms
from broadsheet.repeats import drop_repeated
from broadsheet.texts import Texts, scan_texts
from broadsheet.tokens import Piece, Tokens, count_columns, read_tokens
from broadsheet.words import WORD, find_stop_words

MOST_COLUMNS = 64  # terms that are counted at once: bounds the memory of a chunk
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
    texts: Texts | None = None,
    stop_words: Iterable[str] = (),
    drop: Iterable[str] = (),
    min_docs: int = 1,
    max_doc_share: float = 1.0,
    phrases: bool = False,
    lemmas: bool = False,
    repeats: bool = True,
    language: str = "en",
    terms: Iterable[str] | None = None,
) -> TermMatrix:
    """Count every lower-case word in every unit (doc_id, unit, and text, or start and end in one of ``texts``).

    One count is one match of ``words.WORD``, the token rule of scikit-learn's CountVectorizer. Left out are stop
    words, words without a letter, what ``drop`` names (in the language of ``queries``; no phrase holds a dropped
    word), and without ``repeats`` all that stands in passages that many units repeat (``repeats.drop_repeated``).
    With ``phrases`` there are columns for those of ``phrases.find_phrases`` too, and none for a word or phrase that
    stands nearly always inside one of them. With ``lemmas`` words of one lemma are one column, under the form that is
    the most frequent. A term must stand in at least ``min_docs`` documents and at most the share ``max_doc_share`` of
    all documents (documents, also where units are passages).

    With ``terms``, those of another matrix, exactly these are counted, in their order, whatever else is asked: so are
    new documents made ready for a model. Raises InputError when no term is left, saying which parameter is to blame.
    """
    if not 0 < max_doc_share <= 1:
        raise InputError(f"max_doc_share is {max_doc_share}, expected more than 0 and at most 1.")
    terms = None if terms is None else list(terms)
    units = units.sort_values(["doc_id", "unit"]).reset_index(drop=True)
    tokens = read_tokens(units, texts=texts, marks=phrases or not repeats or any(" " in term for term in terms or ()))
    tokens = tokens if repeats else drop_repeated(tokens)
    lexicon = know_words(tokens, stop_words=stop_words, drop=drop, lemma_language=language * lemmas, names=terms)
    if terms is not None:
        found, names = read_phrases(terms, lexicon), pl.Series(terms, dtype=pl.String)
    else:
        found = find_phrases(tokens, lexicon, min_together=max(min_docs, MIN_TOGETHER)) if phrases else NO_PHRASES
        names = pl.concat([lexicon.names.filter(pl.Series(lexicon.is_edge)), found.terms]).sort()
        names = names.filter(~find_dropped(names, drop))
    counts = _count_tokens(tokens, lexicon, found, names)
    if terms is None:
        counts, names = _prune(counts, names, units.doc_id, min_docs=min_docs, max_doc_share=max_doc_share)
    if phrases and terms is None:
        is_kept = ~find_inside(names, np.asarray(counts.sum(axis=0)).ravel())
        counts, names = _keep_columns(counts, is_kept), names.filter(pl.Series(is_kept))
    return TermMatrix(
        counts, units.doc_id.to_numpy(dtype=object), units.unit.to_numpy(), names.to_numpy().astype(object)
    )


def _count_tokens(tokens: Tokens, lexicon: Lexicon, phrases: Phrases, names: pl.Series) -> sparse.csr_matrix:
    """Units x names."""
    place = pl.DataFrame({"name": names, "column": np.arange(len(names), dtype=np.int32)})
    wanted = pl.DataFrame({"name": pl.concat([lexicon.names, phrases.terms])})
    column = wanted.join(place, on="name", how="left", maintain_order="left")["column"].fill_null(-1).to_numpy()
    by_code, by_phrase = column[lexicon.number.astype(np.int64)], column[len(lexicon.names) :]

    def find(piece: Piece) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        columns = by_code[piece.codes]
        is_here = columns >= 0
        up_to = np.concatenate([[0], np.cumsum(is_here, dtype=np.int32)])
        yield up_to[np.cumsum(piece.lengths, dtype=np.int64)], columns[is_here]
        yield from place_phrases(piece, lexicon, phrases, by_phrase)

    return count_columns(find, tokens, len(names))


def _prune(
    counts: sparse.csr_matrix, names: pl.Series, doc_ids: pd.Series, *, min_docs: int, max_doc_share: float
) -> tuple[sparse.csr_matrix, pl.Series]:
    spread, n_docs = _count_documents(counts, doc_ids)
    is_term = (spread >= min_docs) & (spread <= max_doc_share * n_docs)
    if not is_term.any():
        counted = f"{n_docs:,} document{'s' * (n_docs != 1)}"
        raise InputError(f"No term is left of {counted}: {_blame(spread, n_docs, min_docs, max_doc_share)}")
    return (counts, names) if is_term.all() else (_keep_columns(counts, is_term), names.filter(pl.Series(is_term)))


def _blame(spread: np.ndarray, n_docs: int, min_docs: int, max_doc_share: float) -> str:
    """Which limit leaves no term, and a value that would leave some."""
    if not spread.any():
        return "they hold no word but stop words and what drop names. Shorten these, or check language and the texts."
    if n_docs == 1 < min_docs:  # a lower limit would only make topics of one text
        return f"min_docs is {min_docs}, and there is one. Add others (copies of it count once unless copies is true)."
    if spread.max() < min_docs:
        return (
            f"min_docs is {min_docs}, and the most widespread term is in {spread.max()} of them: ask for "
            f"{spread.max()} or fewer."
        )
    least = spread[spread >= min_docs].min()
    return (
        f"max_doc_share is {max_doc_share}, and each term that stands in {min_docs} or more stands in {least} or more "
        f"of them: ask for {np.ceil(1000 * least / n_docs) / 1000:g} or more, or lower min_docs."
    )


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


def find_columns(matrix: TermMatrix, terms: Iterable[str]) -> np.ndarray:
    """The column of each term (seed words, say); InputError with near spellings for those that have none."""
    terms = list(terms)
    columns = pd.Index(matrix.terms).get_indexer([term.lower() for term in terms])
    lost = [term for term, column in zip(terms, columns, strict=True) if column < 0]
    if not lost:
        return columns
    n = dict(zip(matrix.terms, np.asarray(matrix.counts.sum(axis=0)).ravel(), strict=True))
    hints = [hint + "." for term in lost if (hint := hint_spelling(term.lower(), n))]
    raise InputError(
        f"No column counts {', '.join(map(repr, lost))}: not in the texts, or left out (stop words, drop, min_docs, "
        f"max_doc_share, phrases). {' '.join(hints) or 'Choose among the terms that are counted.'}"
    )


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
            hints = [hint for word in dict.fromkeys(words) if (hint := hint_spelling(word, written))]
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
