"""A model kept for new documents: arrays and JSON in one zip file, nothing in it that could run; and its drift."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.topics.compare import find_leading
from broadsheet.topics.fit import Topics

VERSION = 1
ARRAYS = ("factors", "mean", "components")
MAX_MORE = 0.05  # of the documents, that may fit none beyond the share of those of the fit
Z = float(norm.ppf(0.975))


def to_bytes(topics: Topics, *, reading: Mapping | None = None) -> bytes:
    """The model as an .npz file, for ``figures.save_bytes``: the same bytes for the same topics.

    It holds arrays (``numpy.load`` reads them without pickle) and about.json: model, min_fit, terms, labels, doc_ids,
    and ``reading``, what the caller wants to know again of how units were cut and counted (unit, n_sentences, language,
    lemmas, say), in values that JSON has.
    """
    place = pd.Series(np.arange(len(topics.terms)), index=topics.terms.astype(str))
    doc_ids = sorted(set(topics.doc_topics.doc_id))
    words, shares = topics.topic_terms, topics.doc_topics
    about = {
        "version": VERSION, "model": topics.model, "min_fit": topics.min_fit, "reading": dict(reading or {}),
        "labels": words.drop_duplicates("topic").sort_values("topic").label.tolist(),
        "terms": topics.terms.astype(str).tolist(), "doc_ids": doc_ids,
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
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, TypeError) as problem:
        raise InputError(
            f"{path.name} is no saved model of topics that can be read here ({problem}). Expected the .npz file of a "
            f"run of this version; save the model again."
        ) from problem


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
    topics = Topics(
        model=about["model"],
        terms=terms,
        **model,
        min_fit=about["min_fit"],
        topic_terms=tabled[0],
        doc_topics=tabled[1],
    )
    return topics, about["reading"]


def find_drift(topics: Topics, doc_topics: pd.DataFrame) -> str:
    """Why the topics may not be those of new documents (``transform_topics``), in one sentence; "" where they may.

    Compared are the shares of documents that fit none (led by topic 0) among the new and among those of the fit. It
    is drift when the lower end of the 95 % interval of the difference (Newcombe 1998, method 10, from Wilson's
    intervals) is above ``MAX_MORE``. Texts of another kind that share the words of a broad topic pass unnoticed.
    Raises InputError without a new document.
    """
    if doc_topics.empty:
        raise InputError("There is no new document to look for drift in. Check the path and the filters.")
    (none, n), (none_before, n_before) = (_count_none(table) for table in (doc_topics, topics.doc_topics))
    share, before = none / n, none_before / n_before
    more = share - before - np.hypot(share - _wilson(none, n)[0], _wilson(none_before, n_before)[1] - before)
    if more <= MAX_MORE:
        return ""
    return (
        f"Drift: {none:,} of {n:,} new documents ({share:.0%}) fit none of the topics, against {before:.0%} of those "
        f"they were fitted to. They have topics of their own, or other words: fit again before you compare shares."
    )


def _count_none(doc_topics: pd.DataFrame) -> tuple[int, int]:
    """(documents led by topic 0, documents)."""
    leading = find_leading(doc_topics).topic
    return int((leading == 0).sum()), len(leading)


def _wilson(n: int, total: int) -> tuple[float, float]:
    """Wilson's (1927) 95 % interval of a share."""
    middle = (n + Z**2 / 2) / (total + Z**2)
    half = Z / (total + Z**2) * np.sqrt(n * (total - n) / total + Z**2 / 4)
    return middle - half, middle + half


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Under a date that is always the same."""
    archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=1)
