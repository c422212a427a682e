"""Names of a large corpus: found in a sample of documents, then counted everywhere from a dictionary.

A model reads a few thousand words a second, a dictionary some millions. So the model reads a sample by month
and source (``choose_sample``), and a few documents more, chosen because they hold what may be frequent names it
has not met (``choose_more``); ``discover_names`` makes a dictionary of what it found, ``count_by_dictionary`` finds
these names in every document. ``count_saturation`` says what a sample of this size has missed.
"""

import heapq
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
import polars as pl

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts
from broadsheet.words import split_sentences

MIN_SHARE = 1 / 3  # of the places of a single word that a model must mark: it overlooks some of a real name's too
MIN_DOCS = 3  # documents that must hold a run of large words before it is looked for
N_CURVE = 25  # points of the saturation curve
RUN = r"\b[A-Z][\w&'’.-]*\w(?: (?:(?:of|de|and) )?[A-Z][\w&'’.-]*\w)*"  # a rough name, for the choice of documents only


def choose_sample(documents: pd.DataFrame, *, n_documents: int, random_state: int) -> pd.DataFrame:
    """``n_documents`` rows of documents (doc_id, date, source; copies are left out), in order of doc_id.

    Every month and source has its share of them, to the nearest whole document: documents are sorted by month and
    source, at random within, and every k-th is taken from a random start (systematic sampling, Cochran 1977,
    chapter 8). All of them when there are no more. Raises InputError when ``n_documents`` is under 1.
    """
    if n_documents < 1:
        raise InputError(f"n_documents is {n_documents}, expected 1 or more; 1,000 are enough for a first look.")
    frame = _keep_originals(documents)
    if len(frame) <= n_documents:
        return frame
    generator = np.random.default_rng(random_state)
    keys = pd.DataFrame(
        {
            "month": pd.to_datetime(frame.date).dt.strftime("%Y-%m").fillna(""),
            "source": frame.source.fillna(""),
            "chance": generator.random(len(frame)),
        }
    )
    order = keys.sort_values(["month", "source", "chance"], kind="stable").index.to_numpy()
    step = len(frame) / n_documents
    taken = np.floor((np.arange(n_documents) + generator.random()) * step).astype(np.int64)
    return frame.loc[np.sort(order[taken])].reset_index(drop=True)


def read_texts(documents: pd.DataFrame, *, texts: Texts) -> pd.DataFrame:
    """``documents``, a sample that fits into memory, with the column text from the files of the store."""
    found = np.full(len(documents), "", dtype=object)
    for rows, chunk in scan_texts(documents, texts):
        found[rows] = chunk.to_list()
    return documents.assign(text=found).astype({"text": "str"})


def choose_more(
    documents: pd.DataFrame, *, names: pd.DataFrame, n_documents: int, texts: Texts | None = None
) -> pd.DataFrame:
    """``n_documents`` further rows of documents to read: those that hold, for their length, most of what is unknown.

    What may be a name is a run of large words, one of three documents or more and none of ``names``. A document
    is worth the sum of the documents of its runs, over its words; once it is taken its runs are worth nothing. Needs
    one pass over the texts, so hand over a sample of a very large corpus (``choose_sample``). In order of doc_id.
    """
    frame = _keep_originals(documents)
    found = [
        pl.DataFrame({"row": rows, "run": chunk.str.extract_all(RUN), "words": chunk.str.count_matches(r"\w\w+")})
        for rows, chunk in scan_texts(frame, texts)
    ]
    if not found:
        return frame
    table = pl.concat(found).with_columns(pl.col("row").cast(pl.Int64))
    words = dict(table.select("row", "words").iter_rows())
    runs = table.explode("run").drop_nulls("run").unique(["row", "run"])
    spread = runs.group_by("run").len("docs").filter(pl.col("docs") >= MIN_DOCS)
    spread = spread.filter(~pl.col("run").is_in(names["surface"].to_list()))
    held = runs.join(spread, on="run").group_by("row").agg("run", "docs").sort("row")
    worth = {row: dict(zip(runs, docs, strict=True)) for row, runs, docs in held.iter_rows()}
    return frame.loc[sorted(_take_worthiest(worth, words, n_documents))].reset_index(drop=True)


def _take_worthiest(worth: dict[int, dict[str, int]], words: dict[int, int], n_documents: int) -> list[int]:
    """Rows whose runs are worth most per word, one after the other; a run counts once (lazy greedy cover)."""
    met: set[str] = set()

    def value(row: int) -> float:
        return sum(docs for run, docs in worth[row].items() if run not in met) / (words[row] + 30)

    heap = [(-value(row), row) for row in worth]
    heapq.heapify(heap)
    taken: list[int] = []
    while heap and len(taken) < n_documents:
        _, row = heapq.heappop(heap)
        now = value(row)
        if heap and now < -heap[0][0]:
            heapq.heappush(heap, (-now, row))
        elif now > 0:
            taken.append(row)
            met |= worth[row].keys()
    return taken


def _keep_originals(documents: pd.DataFrame) -> pd.DataFrame:
    kept = documents[~documents.is_copy] if "is_copy" in documents else documents
    return kept.sort_values("doc_id", ignore_index=True)


def discover_names(mentions: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The dictionary that a sample's ``mentions`` make: the names table, the most frequent first.

    ``documents`` are those that were read, with their texts. A surface stands for the entity and kind it mostly
    had. ``share`` is the share of its places in these texts that were read as a name (places inside a longer
    name do not count); a single word below a third (May, Apple in a grocer's paper) ``is_ambiguous``, and
    ``count_by_dictionary`` leaves it out.
    """
    if mentions.empty:
        return tables.make("names")
    read = mentions.assign(surface=mentions.surface.str.split().str.join(" "))
    votes = read.groupby(["surface", "entity", "kind"], as_index=False).size()
    votes = votes.sort_values(["size", "surface", "entity", "kind"], ascending=[False, True, True, True])
    names = votes.drop_duplicates("surface").drop(columns="size")
    counted = read.groupby("surface").agg(n_mentions=("start", "size"), n_docs=("doc_id", "nunique"))
    names = names.merge(counted.reset_index(), on="surface")
    places = Counter(
        surface for chunk in _scan(documents, names.surface.tolist(), None) for surface in chunk["surface"]
    )
    total = np.maximum(names.surface.map(places).fillna(0).astype("int64"), names.n_mentions)
    names["share"] = names.n_mentions / total
    names["is_ambiguous"] = ~names.surface.str.contains(" ") & (names.share < MIN_SHARE)
    names = names.sort_values(["n_mentions", "n_docs", "surface"], ascending=[False, False, True])
    return tables.make("names", names)


def count_saturation(mentions: pd.DataFrame, *, n_documents: int) -> pd.DataFrame:
    """What reading fewer of the ``n_documents`` documents of a sample would have found: the saturation table.

    For each number of documents read, the names expected (all, and those with 2 documents or more) and
    ``coverage``, the expected share of the places (name and document) of the whole corpus whose name is known.
    Exact for the order of documents drawn at random: hypergeometric, Chao and Jost 2012 (equations 4 and 9), after
    Good and Turing. Raises InputError when the mentions are of more documents than were read.
    """
    spread = mentions.groupby("entity").doc_id.nunique().to_numpy() if len(mentions) else np.zeros(0, dtype=np.int64)
    if mentions.doc_id.nunique() > n_documents:
        raise InputError(
            f"n_documents is {n_documents}, but the mentions are of {mentions.doc_id.nunique()} documents; "
            "give the number of documents that were read, those without a name too."
        )
    if not len(spread):
        return tables.make("saturation")
    sizes = np.unique(np.linspace(1, n_documents, min(N_CURVE, n_documents)).round().astype(np.int64))
    widths, n_names = np.unique(spread, return_counts=True)
    rows = [_expect(int(size), n_documents, widths, n_names) for size in sizes]
    return tables.make("saturation", rows)


def _expect(size: int, n_documents: int, widths: np.ndarray, n_names: np.ndarray) -> dict:
    from scipy.stats import hypergeom

    none, one = (hypergeom.pmf(number, n_documents, widths, size) for number in (0, 1))
    if size < n_documents:
        unseen = hypergeom.pmf(0, n_documents - 1, widths - 1, size) * (widths < n_documents)
        # the chance that a place of a name is in a document not read, and the name in none that was
        coverage = 1 - float((n_names * widths / (n_names @ widths) * unseen).sum())
    else:
        coverage = _estimate_coverage(n_documents, widths, n_names)
    return {
        "n_docs": size,
        "n_names": float(n_names @ (1 - none)),
        "n_repeated": float(n_names @ np.clip(1 - none - one, 0, 1)),
        "coverage": coverage,
    }


def _estimate_coverage(n_documents: int, widths: np.ndarray, n_names: np.ndarray) -> float:
    once, twice = (int(n_names[widths == number].sum()) for number in (1, 2))
    others = (n_documents - 1) * once
    return 1 - once / int(n_names @ widths) * (others / (others + 2 * max(twice, 1)) if once else 0)


def count_by_dictionary(documents: pd.DataFrame, *, names: pd.DataFrame, texts: Texts | None = None) -> pd.DataFrame:
    """Every place of the ``names`` in documents: the mentions table, with the rule "dictionary".

    Names are whole words, written exactly so, on one line; of two that overlap the one that starts first counts,
    and the longer of those. Ambiguous names are left out. Texts are those of the documents, or of the files of the
    store (``texts``), a few megabytes at a time.
    """
    found = list(scan_by_dictionary(documents, names=names, texts=texts))
    return tables.make("mentions", pd.concat(found).sort_values(["doc_id", "start"]) if found else ())


def scan_by_dictionary(
    documents: pd.DataFrame, *, names: pd.DataFrame, texts: Texts | None = None
) -> Iterator[pd.DataFrame]:
    """``count_by_dictionary``, one chunk of texts after the other: for mentions too many to hold."""
    known = names[~names.is_ambiguous]
    meanings = pl.DataFrame({column: known[column].tolist() for column in ("surface", "entity", "kind")})
    doc_ids = documents.doc_id.to_numpy()
    for chunk in _scan(documents, known.surface.tolist(), texts):
        rows = chunk.join(meanings, on="surface", maintain_order="left").to_pandas()
        yield tables.make("mentions", rows.assign(doc_id=doc_ids[rows.row.to_numpy()], rule="dictionary"))


def _scan(documents: pd.DataFrame, surfaces: list[str], texts: Texts | None) -> Iterator[pl.DataFrame]:
    """The places of ``surfaces``, chunk by chunk: row, sentence, start, end, surface."""
    languages = documents.language.fillna("").to_numpy() if "language" in documents else np.full(len(documents), "")
    for rows, chunk in scan_texts(documents, texts) if surfaces else ():
        found = _find_places(chunk.fill_null(""), sorted(surfaces))
        if len(found):
            sentence = _number_sentences(found, chunk.to_list(), languages[rows])
            place = pl.Series(rows.astype(np.int64)).gather(found["at"])
            yield found.with_columns(place.alias("row"), pl.Series("sentence", sentence))


def _find_places(texts: pl.Series, surfaces: list[str]) -> pl.DataFrame:
    """at (number of the text), start, end, surface of whole words, no two of them overlapping."""
    found = pl.DataFrame(
        {
            "at": pl.int_range(len(texts), eager=True),
            "byte": texts.str.find_many(surfaces, overlapping=True).cast(pl.List(pl.Int64)),
            "surface": texts.str.extract_many(surfaces, overlapping=True),
        }
    )
    found = found.explode("byte", "surface").drop_nulls()
    whole = "\n".join(["", *texts.to_list(), ""])  # every text stands between two line ends
    encoded = np.frombuffer(whole.encode(), dtype=np.uint8)
    points = np.frombuffer(whole.encode("utf-32-le"), dtype=np.uint32)
    n_before = np.cumsum((encoded & 0xC0) != 0x80, dtype=np.int32) - 1  # bytes are counted, characters are wanted
    byte_of_text = np.cumsum([1, *(texts.str.len_bytes().to_numpy().astype(np.int64) + 1)])
    at = found["at"].to_numpy()
    first = n_before[byte_of_text[at] + found["byte"].to_numpy()]
    width = found["surface"].str.len_chars().to_numpy().astype(np.int64)
    start = first - n_before[byte_of_text[at]]
    is_whole = ~(_is_word(points[first - 1]) | _is_word(points[first + width]))
    found = found.select("at", "surface").with_columns(pl.Series("start", start), pl.Series("end", start + width))
    found = found.filter(pl.Series(is_whole)).sort("at", "start", -pl.col("end"))
    return found.filter(pl.Series(_settle(found["at"], found["start"], found["end"]), dtype=pl.Boolean))


def _is_word(points: np.ndarray) -> np.ndarray:
    known, where = np.unique(points, return_inverse=True)
    return np.array([chr(point).isalnum() or chr(point) == "_" for point in known], dtype=bool)[where]


def _settle(at: pl.Series, start: pl.Series, end: pl.Series) -> list[bool]:
    kept, text, free = [], -1, 0
    for number, first, last in zip(at.to_list(), start.to_list(), end.to_list(), strict=True):
        is_free = number != text or first >= free
        kept.append(is_free)
        if is_free:
            text, free = number, last
    return kept


def _number_sentences(found: pl.DataFrame, texts: list[str], languages: np.ndarray) -> np.ndarray:
    at, start = found["at"].to_numpy(), found["start"].to_numpy()
    numbers = np.zeros(len(found), dtype=np.int64)
    firsts = np.flatnonzero(np.diff(at, prepend=-1))
    for first, last in zip(firsts, [*firsts[1:], len(found)], strict=True):
        ends = [end for _, end in split_sentences(texts[at[first]], language=languages[at[first]] or "en")]
        numbers[first:last] = np.minimum(np.searchsorted(ends, start[first:last], side="right"), max(len(ends) - 1, 0))
    return numbers
