"""A model kept for new documents: arrays and JSON in one zip file, nothing in it that could run; and its drift."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu, norm

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.texts import Texts
from broadsheet.topics.compare import find_leading
from broadsheet.topics.edits import take_leading
from broadsheet.topics.fit import GROUPED, Topics, transform_topics
from broadsheet.topics.groups import mean_rows
from broadsheet.topics.shares import score_fit
from broadsheet.topics.weights import weigh
from broadsheet.words import MAX_OTHERS, cut_units

VERSION = 2  # of files whose min_fit is that of shares.score_fit
ARRAYS = ("factors", "mean", "components")
CUTTING = ("unit", "n_sentences", "language")
COUNTING = ("stop_words", "drop", "phrases", "lemmas", "repeats")
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, IndexError, ValueError, EOFError, TypeError, AttributeError)
MAX_MORE = 0.05  # of the documents, that may fit none beyond the share of those of the fit
MAX_WORSE = 0.6  # of pairs of a new document and one of the fit, in which the new one may fit worse; half are by chance
FEWEST_NEW = 3  # documents of which many can fit none
MAX_CHANCE = 0.025  # that documents of the same kind are called drift by how well they fit
ADVICE = "They have topics of their own, or other words: fit again before you compare shares."
N_FOLDS = 5
MOST_KEPT = 1000  # fits of documents
Z = float(norm.ppf(0.975))


def to_bytes(topics: Topics, *, reading: Mapping | None = None) -> bytes:
    """The model as an .npz file, for ``figures.save_bytes``: the same bytes for the same topics.

    It holds arrays (``numpy.load`` reads them without pickle) and about.json: model, min_fit, terms, labels, doc_ids,
    and ``reading``, how units were cut and counted, in values that JSON has. ``place_new`` needs of it what
    ``words.cut_units`` and ``terms.count_terms`` were given: unit, n_sentences, language, stop_words, drop, phrases,
    lemmas, repeats; and ``fits``, those of ``score_unseen``.
    """
    place = pd.Series(np.arange(len(topics.terms)), index=topics.terms.astype(str))
    doc_ids = sorted(set(topics.doc_topics.doc_id))
    words, shares = topics.topic_terms, topics.doc_topics
    about = {
        "version": VERSION, "model": topics.model, "min_fit": topics.min_fit, "reading": dict(reading or {}),
        "labels": words.drop_duplicates("topic").sort_values("topic").label.tolist(),
        "terms": topics.terms.astype(str).tolist(), "doc_ids": doc_ids, "seeds": topics.seeds,
    }  # fmt: skip
    arrays = {name: getattr(topics, name) for name in ARRAYS} | {
        "topic_terms_topic": words.topic, "topic_terms_term": place.loc[words.term], "topic_terms_rank": words["rank"],
        "topic_terms_weight": words.weight, "doc_topics_doc": pd.Index(doc_ids).get_indexer(shares.doc_id),
        "doc_topics_unit": shares.unit, "doc_topics_topic": shares.topic, "doc_topics_weight": shares.weight,
    }  # fmt: skip
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _put(archive, "about.json", json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True).encode())
        for name, values in arrays.items():
            array = io.BytesIO()
            np.lib.format.write_array(array, np.ascontiguousarray(values), allow_pickle=False)
            _put(archive, f"{name}.npy", array.getvalue())
    return content.getvalue()


def read_topics(path: Path | str) -> tuple[Topics, dict]:
    """(the topics, ``reading``) of a file that ``to_bytes`` made. InputError for what is no such file."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no saved model {path.name!r}. Check the path, or save a model first.")
    try:
        return from_bytes(path.read_bytes())
    except UNREADABLE as problem:
        raise InputError(
            f"{path.name} is no saved model of topics that can be read here ({problem}). Expected the .npz file of a "
            f"run of this version; save the model again."
        ) from problem


def read_labels(path: Path | str) -> pd.DataFrame | None:
    """The topic_terms of a saved model, for ``label_topics(before=)`` to keep its labels; None for no path, ""."""
    return read_topics(path)[0].topic_terms if str(path) else None


def from_bytes(content: bytes) -> tuple[Topics, dict]:
    """What ``to_bytes`` was given: (topics, reading). ValueError and the like for other content."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        about = json.loads(archive["about.json"])
        if about["version"] != VERSION:
            raise ValueError(f"version {about['version']}, expected {VERSION}")
        arrays = {name.removesuffix(".npy"): archive[name] for name in archive.files if name != "about.json"}
    terms = np.array(about["terms"], dtype=object)
    topic = arrays["topic_terms_topic"]
    words = {
        "topic": topic, "term": terms[arrays["topic_terms_term"]], "weight": arrays["topic_terms_weight"],
        "rank": arrays["topic_terms_rank"], "label": np.array(about["labels"], dtype=object)[topic - 1],
    }  # fmt: skip
    shares = {
        "doc_id": np.array(about["doc_ids"], dtype=object)[arrays["doc_topics_doc"]],
        "unit": arrays["doc_topics_unit"], "topic": arrays["doc_topics_topic"], "weight": arrays["doc_topics_weight"],
    }  # fmt: skip
    tabled = [tables.make("topic_terms", pd.DataFrame(words)), tables.make("doc_topics", pd.DataFrame(shares))]
    model = {name: arrays[name] for name in ARRAYS}
    if model["components"].shape != (len(about["labels"]), len(terms)):
        raise ValueError(f"{len(about['labels'])} labels and {len(terms)} terms, but other components")
    topics = Topics(
        model=about["model"],
        terms=terms,
        **model,
        min_fit=about["min_fit"],
        topic_terms=tabled[0],
        doc_topics=tabled[1],
        seeds=tuple(tuple(seed) for seed in about["seeds"]),
    )
    return topics, about["reading"]


def place_new(
    topics: Topics, documents: pd.DataFrame, *, reading: Mapping, texts: Texts | None = None
) -> tuple[pd.DataFrame, str]:
    """(doc_topics of new documents, why they may have other topics or ""): cut and counted as those of the fit were.

    ``topics`` and ``reading`` are what ``read_topics`` gives; ``documents`` is the documents table, with its texts or
    those of ``texts``. The sentence is that of ``find_drift``. Raises InputError when ``reading`` does not say how
    texts were cut and counted, without a document, and when more than ``MAX_OTHERS`` of the documents whose language
    is known are of another one.
    """
    missing = [name for name in (*CUTTING, *COUNTING) if name not in reading]
    if missing:
        raise InputError(
            f"The saved model does not say how its texts were read: {', '.join(missing)} missing. Save it again, with "
            f"reading of {', '.join((*CUTTING, *COUNTING))}, or count the new texts yourself (transform_topics)."
        )
    _check_new(documents, reading["language"])
    units = cut_units(documents, texts=texts, **{name: reading[name] for name in CUTTING})
    counting = {name: reading[name] for name in ("language", *COUNTING)}
    matrix = count_terms(units, terms=topics.terms, texts=texts, **counting)
    doc_topics = transform_topics(topics, matrix)
    fits = _score_documents(matrix.doc_ids, _score_units(topics, matrix))
    return doc_topics, find_drift(topics, doc_topics, fits=fits, fits_before=reading.get("fits", ()))


def score_unseen(topics: Topics, matrix: TermMatrix) -> list[float]:
    """How well documents of the kind of the fit fit topics that have not seen them, for ``find_drift``; sorted.

    ``matrix`` is that of the fit. A topic here is the mean weights of the units it leads, but for a fifth of the
    documents, and the fit that of these (``shares.score_fit``, the mean over a document's units): what a document gave
    to its own topic would flatter it. Of more than ``MOST_KEPT`` documents so many quantiles. Empty for ``nmf`` and
    ``lda``, whose topics are no means of units, and for a single document.
    """
    leading, matrix = take_leading(topics, matrix)
    number = np.unique(matrix.doc_ids.astype(str), return_inverse=True)[1]
    if topics.model not in GROUPED or number.max(initial=0) < 1:
        return []
    weights, fold = weigh(matrix.counts, topics.factors), number % N_FOLDS
    fits = np.zeros(len(fold))
    for left_out in np.unique(fold):
        rest, here = fold != left_out, fold == left_out
        seen = rest & (leading > 0)
        components = mean_rows(weights[seen], leading[seen] - 1, len(topics.components))
        mean = np.asarray(weights[rest].mean(axis=0)).ravel()
        fits[here] = score_fit(weights[here], components, mean)
    fits = np.sort(_score_documents(matrix.doc_ids, fits))
    kept = np.linspace(0, len(fits) - 1, min(len(fits), MOST_KEPT)).round().astype(int)
    return fits[kept].round(6).tolist()


def find_drift(
    topics: Topics,
    doc_topics: pd.DataFrame,
    *,
    fits: Sequence[float] = (),
    fits_before: Sequence[float] = (),
) -> str:
    """Why the topics may not be those of new documents (``transform_topics``), in one sentence; "" where they may.

    Two things are drift. Many more documents that fit none (led by topic 0) than among those of the fit: the lower end
    of the 95 % interval of the difference of shares (Newcombe 1998, method 10, from Wilson's intervals) is above
    ``MAX_MORE``. And documents that fit worse than unseen ones of the same kind: the new one has the lower fit in
    ``MAX_WORSE`` of the pairs or more, and by Mann and Whitney (1947) that is by chance in less than ``MAX_CHANCE``.
    ``fits`` of the new documents and ``fits_before`` (``score_unseen``) are for the second, which is not asked without
    them. With them, too, those that fit none are not counted against documents the topics have seen, but unseen ones.
    Raises InputError without a new document.
    """
    if doc_topics.empty:
        raise InputError("There is no new document to look for drift in. Check the path and the filters.")
    (none, n), (none_before, n_before) = (_count_none(table) for table in (doc_topics, topics.doc_topics))
    none_before = max(none_before, _count_below(fits_before, topics.min_fit, n_before))
    share, before = none / n, none_before / n_before
    more = share - before - np.hypot(share - _wilson(none, n)[0], _wilson(none_before, n_before)[1] - before)
    if more > MAX_MORE and n >= FEWEST_NEW:
        return (
            f"Drift: {none:,} of {n:,} new document{'s' * (n != 1)} ({share:.0%}) fit none of the topics, against "
            f"{before:.0%} of those of the kind they were fitted to. {ADVICE}"
        )
    return _find_worse(fits, fits_before)


def _count_none(doc_topics: pd.DataFrame) -> tuple[int, int]:
    """(documents led by topic 0, documents)."""
    leading = find_leading(doc_topics).topic
    return int((leading == 0).sum()), len(leading)


def _count_below(fits_before: Sequence[float], min_fit: float, n_docs: int) -> int:
    """How many of ``n_docs`` documents would fit none, had the topics not seen them."""
    return round(np.mean(np.asarray(fits_before) < min_fit) * n_docs) if len(fits_before) else 0


def _find_worse(fits: Sequence[float], fits_before: Sequence[float]) -> str:
    """The sentence on new documents that fit worse; "" where they do not."""
    if not len(fits) or not len(fits_before):
        return ""
    better, chance = mannwhitneyu(fits, fits_before, alternative="less")
    worse = 1 - better / (len(fits) * len(fits_before))
    if worse < MAX_WORSE or chance >= MAX_CHANCE:
        return ""
    return (
        f"Drift: the new documents fit the topics worse than documents of the kind they were fitted to, in "
        f"{worse:.0%} of pairs of one of each, where half would be chance. {ADVICE}"
    )


def _check_new(documents: pd.DataFrame, language: str) -> None:
    if documents.empty:
        raise InputError("There is no new document. Check the path and the filters.")
    known = documents.language[documents.language != ""] if "language" in documents else documents.index[:0]
    others = known[known != language]
    if len(others) > MAX_OTHERS * len(known):
        raise InputError(
            f"{len(others):,} of {len(known):,} new documents are of another language than the topics, {language!r} "
            f"({', '.join(sorted(set(others))[:3])}). Keep those of {language!r} only (keep_documents), or fit again."
        )


def _score_units(topics: Topics, matrix: TermMatrix) -> np.ndarray:
    return score_fit(weigh(matrix.counts, topics.factors), topics.components, topics.mean)


def _score_documents(doc_ids: np.ndarray, fits: np.ndarray) -> np.ndarray:
    """The mean over the units of each document, in the order of doc_id."""
    return pd.Series(fits).groupby(doc_ids.astype(str)).mean().to_numpy()


def _wilson(n: int, total: int) -> tuple[float, float]:
    """Wilson's (1927) 95 % interval of a share."""
    middle = (n + Z**2 / 2) / (total + Z**2)
    half = Z / (total + Z**2) * np.sqrt(n * (total - n) / total + Z**2 / 4)
    return middle - half, middle + half


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Under a date that is always the same."""
    archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=1)
