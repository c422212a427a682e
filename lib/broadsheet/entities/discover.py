"""Names of a large corpus: found in a sample of documents, then counted everywhere from a dictionary.

A model reads a few thousand words a second, a dictionary some millions. So the model reads a few documents
(``sample``); ``discover_names`` makes a dictionary of what it found, ``count_by_dictionary`` finds
these names in every document. ``count_saturation`` says what a sample of this size has missed.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Set

import numpy as np
import pandas as pd
import polars as pl

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts
from broadsheet.words import split_sentences

MIN_SHARE = 1 / 3  # of the places of a single word that a model must mark: it overlooks some of a real name's too
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)  # Thai to Han
LARGE = re.compile(r"\b[^\W\d_a-z]\w*")
BEFORE = re.compile(r"(?<![\w'’])([^\W\d_a-z]\w*)(?:(?<=\b\w)\.)?[ -]\Z")  # a large word, or an initial
AFTER = re.compile(r"[ -]([^\W\d_a-z]\w*)")
N_CURVE = 25  # points of the saturation curve


def discover_names(mentions: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The dictionary that a sample's ``mentions`` make: the names table, the most frequent first.

    ``documents`` are those that were read, with their texts. A surface stands for the entity and kind it mostly
    had; a word read as a place is a person where full names that end in it are half as many or more (Lawson),
    because a sentence alone does not tell. ``share`` is the share of its places in these texts that were read as a
    name (places inside a longer name do not count); a single word below a third (May, Apple in a grocer's paper)
    ``is_ambiguous``, and so is what ends in an initial and mostly goes on (the "George W." of George W. Bush);
    ``count_by_dictionary`` leaves them out.
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
    names.loc[_find_surnames(names), "kind"] = "PERSON"
    names["is_ambiguous"] = ~names.surface.str.contains(" ") & (names.share < MIN_SHARE)
    names.loc[names.surface.isin(_find_beginnings(names.surface, documents)), "is_ambiguous"] = True
    names = names.sort_values(["n_mentions", "n_docs", "surface"], ascending=[False, False, True])
    return tables.make("names", names)


def _find_beginnings(surfaces: pd.Series, documents: pd.DataFrame) -> set[str]:
    """Names that end in an initial and have another large word after them in most of their places."""
    ends, found = surfaces[surfaces.str.contains(r"\b[A-Z]\.$")], set()
    for surface in ends:
        after = [text[match.end() :] for text in documents.text for match in re.finditer(re.escape(surface), text)]
        if 2 * sum(AFTER.match(rest) is not None for rest in after) > len(after):
            found.add(surface)
    return found


def _find_surnames(names: pd.DataFrame) -> pd.Series:
    """Which places of one word are persons' last names, by the mentions of both."""
    is_full = (names.kind == "PERSON") & names.surface.str.contains(" ")
    n_full = names[is_full].groupby(names.surface.str.split().str[-1]).n_mentions.sum()
    return (names.kind == "PLACE") & (names.surface.map(n_full).fillna(0) >= names.n_mentions / 2)


def find_plain_words(mentions: pd.DataFrame, documents: pd.DataFrame) -> frozenset[str]:
    """Words with a capital in ``documents``, which were read, that mostly stand outside names: President, Monday."""
    spans = {doc_id: set() for doc_id in documents.doc_id}
    for doc_id, start, end in zip(mentions.doc_id, mentions.start, mentions.end, strict=True):
        spans[doc_id].update(range(start, end))
    outside: Counter = Counter()
    for doc_id, text in zip(documents.doc_id, documents.text, strict=True):
        for word in LARGE.finditer(text):
            outside[word.group()] += -1 if word.start() in spans[doc_id] else 1
    return frozenset(word for word, n in outside.items() if n > 0)


def count_saturation(mentions: pd.DataFrame, *, n_documents: int) -> pd.DataFrame:
    """What reading fewer of the ``n_documents`` documents of a sample would have found: the saturation table.

    For each number of documents read, the names expected (all, and those with 2 documents or more) and
    ``coverage``, the expected share of the places (name and document) in documents not read whose name is known.
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
    none, one = (_draw(number, n_documents, widths, size) for number in (0, 1))
    if size < n_documents:
        unseen = _draw(0, n_documents - 1, widths - 1, size) * (widths < n_documents)
        # the chance that a place of a name is in a document not read, and the name in none that was
        coverage = 1 - float((n_names * widths / (n_names @ widths) * unseen).sum())
    else:
        coverage = _estimate_coverage(n_documents, widths, n_names)
    return {
        "n_docs": size,
        "n_names": float(n_names @ (1 - none)),
        "n_repeated": float(n_names @ np.clip(1 - none - one, 0, 1)),
        "coverage": coverage,
        "is_chosen": False,
    }


def _draw(number: int, n_all: int, widths: np.ndarray, size: int) -> np.ndarray:
    """The chance that of ``size`` documents drawn from ``n_all`` exactly ``number`` hold a name that ``widths`` hold.

    Hypergeometric; written out, because loading scipy.stats takes longer than the whole curve.
    """
    from scipy.special import gammaln

    def choose(n: np.ndarray, k: np.ndarray | int) -> np.ndarray:  # the logarithm of n over k
        possible = (k >= 0) & (k <= n)
        n, k = np.where(possible, n, 0), np.where(possible, k, 0)
        return np.where(possible, gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), -np.inf)

    ways = choose(widths, number) + choose(n_all - widths, size - number)
    return np.exp(ways - choose(np.asarray(n_all), size))


def _estimate_coverage(n_documents: int, widths: np.ndarray, n_names: np.ndarray) -> float:
    once, twice = (int(n_names[widths == number].sum()) for number in (1, 2))
    others = (n_documents - 1) * once
    return 1 - once / int(n_names @ widths) * (others / (others + 2 * max(twice, 1)) if once else 0)


def count_by_dictionary(
    documents: pd.DataFrame, *, names: pd.DataFrame, plain: Set[str] | None = None, texts: Texts | None = None
) -> pd.DataFrame:
    """Every place of the ``names`` in documents: the mentions table, with the rule "dictionary".

    Names are whole words (in scripts without blanks between words, any), written exactly so, on one line; of two that
    overlap the one that starts first counts, and the longer of those. Ambiguous names are left out. With ``plain``
    (``find_plain_words``) a name beside another large word is left out too, unless that is a plain one or a name:
    "Group" in "Zarn Group" is none. Texts are those of the documents, or of the files of the store (``texts``), a
    few megabytes at a time.
    """
    found = list(scan_by_dictionary(documents, names=names, plain=plain, texts=texts))
    return tables.make("mentions", pd.concat(found).sort_values(["doc_id", "start"]) if found else ())


def scan_by_dictionary(
    documents: pd.DataFrame, *, names: pd.DataFrame, plain: Set[str] | None = None, texts: Texts | None = None
) -> Iterator[pd.DataFrame]:
    """``count_by_dictionary``, one chunk of texts after the other: for mentions too many to hold."""
    known = names[~names.is_ambiguous]
    meanings = pl.DataFrame({column: known[column].tolist() for column in ("surface", "entity", "kind")})
    doc_ids = documents.doc_id.to_numpy()
    for chunk in _scan(documents, known.surface.tolist(), texts, plain):
        rows = chunk.join(meanings, on="surface", maintain_order="left").to_pandas()
        yield tables.make("mentions", rows.assign(doc_id=doc_ids[rows.row.to_numpy()], rule="dictionary"))


def _scan(
    documents: pd.DataFrame, surfaces: list[str], texts: Texts | None, plain: Set[str] | None = None
) -> Iterator[pl.DataFrame]:
    """The places of ``surfaces``, chunk by chunk: row, sentence, start, end, surface."""
    languages = documents.language.fillna("").to_numpy() if "language" in documents else np.full(len(documents), "")
    for rows, chunk in scan_texts(documents, texts) if surfaces else ():
        found = _find_places(chunk.fill_null(""), sorted(surfaces))
        if plain is not None:
            found = found.filter(pl.Series(_stand_alone(found, chunk.to_list(), plain), dtype=pl.Boolean))
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
    last = first + width - 1
    is_whole = ~(_goes_on(points[first - 1], points[first]) | _goes_on(points[last + 1], points[last]))
    found = found.select("at", "surface").with_columns(pl.Series("start", start), pl.Series("end", start + width))
    found = found.filter(pl.Series(is_whole)).sort("at", "start", -pl.col("end"))
    return found.filter(pl.Series(_settle(found["at"], found["start"], found["end"]), dtype=pl.Boolean))


def _goes_on(beside: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Whether a character ``beside`` the first or last one of a name makes it part of a longer word.

    Not where one of them is of a script that puts no blanks between words.
    """
    pairs, where = np.unique(beside.astype(np.int64) << 32 | points, return_inverse=True)
    goes_on = [
        (outer.isalnum() or outer == "_") and not UNSPACED.match(outer) and not UNSPACED.match(inner)
        for outer, inner in ((chr(pair >> 32), chr(pair & 0xFFFFFFFF)) for pair in pairs.tolist())
    ]
    return np.array(goes_on, dtype=bool)[where]


def _settle(at: pl.Series, start: pl.Series, end: pl.Series) -> list[bool]:
    kept, text, free = [], -1, 0
    for number, first, last in zip(at.to_list(), start.to_list(), end.to_list(), strict=True):
        is_free = number != text or first >= free
        kept.append(is_free)
        if is_free:
            text, free = number, last
    return kept


def _stand_alone(found: pl.DataFrame, texts: list[str], plain: Set[str]) -> list[bool]:
    """Whether each place is a name by itself, no part of an unknown longer one: beside it stands no large word but
    a plain one or another name. Among capitals ("LONDON INTERBANK") a large word says nothing."""
    places = list(found.select("at", "start", "end").iter_rows())
    taken = {(at, char) for at, start, end in places for char in (start, end)}
    alone = []
    for at, start, end in places:
        text = texts[at]
        before, after = BEFORE.search(text[max(start - 40, 0) : start]), AFTER.match(text, end)
        beside = [word[1] for word, known in ((before, (at, start - 1)), (after, (at, end + 1)))
                  if word is not None and known not in taken]  # fmt: skip
        is_capitals = text[start:end].isupper()
        alone.append(all(word in plain or (is_capitals and len(word) > 1 and word.isupper()) for word in beside))
    return alone


def _number_sentences(found: pl.DataFrame, texts: list[str], languages: np.ndarray) -> list[int]:
    """The number of the sentence that each place is in; ``found`` is sorted by text."""
    numbers, text, ends = [], -1, [0]
    for at, start in found.select("at", "start").iter_rows():
        if at != text:
            text, ends = at, [end for _, end in split_sentences(texts[at], language=languages[at] or "en")]
        numbers.append(min(bisect_right(ends, start), max(len(ends) - 1, 0)))
    return numbers
