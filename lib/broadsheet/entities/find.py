"""The names of a corpus of any size: all of it read, or a sample read and its names counted everywhere."""

from pathlib import Path

import pandas as pd

from broadsheet import tables
from broadsheet.entities.discover import count_by_dictionary, count_saturation, discover_names, find_plain_words
from broadsheet.entities.recognise import find_mentions
from broadsheet.entities.sample import choose_reading, read_texts
from broadsheet.errors import InputError
from broadsheet.texts import Texts


def find_names(
    documents: pd.DataFrame,
    *,
    model,
    n_read: int,
    texts: Texts | None = None,
    cache: Path | None = None,
    random_state: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Names in documents, few or many: (mentions, saturation), the second saying how many names are known.

    ``model`` (``load_model``) reads as much as ``n_read`` documents. Are there no more, it reads all, as
    ``find_mentions`` does. Else it reads documents drawn by month and source, and from others the sentences that hold
    most of what may be names (``choose_reading``). The names found are then counted in every document, those read too,
    so that one count is the same thing everywhere (``count_by_dictionary``, rule "dictionary").

    Saturation is that of the documents read whole (``count_saturation``), peoples and works left out. Where sentences
    were read beside them a last row, ``is_chosen``, is of all that was read, in documents of the same length; its
    coverage is measured: the share of places of names in the documents drawn that would be known, had that one not
    been drawn. Texts are those of the documents, or of the files of the store (``texts``), which are never all in
    memory. ``cache`` is that of ``find_mentions``. Raises InputError when ``n_read`` is under 1.
    """
    if n_read < 1:
        raise InputError(f"n_read is {n_read}, expected 1 or more documents that the model may read, such as 5000.")
    if len(documents) <= n_read:
        read = read_texts(documents, texts=texts)
        found = find_mentions(read, model=model, cache=cache)
        return found, count_saturation(_drop_peoples(found), n_documents=len(read))
    whole, sentences = choose_reading(documents, n_read=n_read, texts=texts, random_state=random_state)
    others = sentences[~sentences.doc_id.isin(whole.doc_id)]
    parts = [find_mentions(read, model=model, cache=cache) for read in (whole, others)]
    every, read = pd.concat(parts, ignore_index=True), pd.concat([whole, others], ignore_index=True)
    names, plain = discover_names(every, read), find_plain_words(every, read)
    saturation = _saturate(*map(_drop_peoples, parts), whole=whole, sentences=sentences)
    return count_by_dictionary(documents, names=names, plain=plain, texts=texts), saturation


def describe_sample(saturation: pd.DataFrame, *, n_read: int, n_documents: int) -> str:
    """How much was read to find the names, in a sentence: for captions; "" when ``find_names`` read all."""
    if n_documents <= n_read:
        return ""
    if saturation.empty:
        return (
            f"A sample with the text of {n_read:,} of {n_documents:,} documents was read; those drawn at random hold "
            "no name, so that the coverage is unknown."
        )
    last, whole = saturation.iloc[-1], saturation[~saturation.is_chosen].n_docs.max()
    beside = "" if last.n_docs == whole else ", the rest sentences rich in what may be names"
    return (
        f"They were found in a sample with about the text of {last.n_docs:,} of {n_documents:,} documents, {whole:,} "
        f"of them drawn by month and source{beside}; then they were counted everywhere. Expected coverage: "
        f"{last.coverage:.0%} of the places of names in the documents not drawn hold a name so found."
    )


def _drop_peoples(mentions: pd.DataFrame) -> pd.DataFrame:
    return mentions[mentions.kind != "NORP"]


def _saturate(
    found: pd.DataFrame, beside: pd.DataFrame, *, whole: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """The curve of the names ``found`` in ``whole`` documents, and what those ``beside`` them in ``sentences`` add."""
    curve = count_saturation(found, n_documents=len(whole))
    n_chars = sentences.text[~sentences.doc_id.isin(whole.doc_id)].str.len().sum()
    if curve.empty or n_chars == 0:
        return curve
    n_docs = pd.concat([found, beside]).groupby("entity").doc_id.nunique()
    last = {
        "n_docs": len(whole) + max(1, round(n_chars / whole.text.str.len().mean())),
        "n_names": float(len(n_docs)),
        "n_repeated": float((n_docs > 1).sum()),
        "coverage": _measure_coverage(found, set(beside.entity), sentences),
        "is_chosen": True,
    }
    return tables.make("saturation", pd.concat([curve, pd.DataFrame([last])], ignore_index=True))


def _measure_coverage(found: pd.DataFrame, known: set[str], sentences: pd.DataFrame) -> float:
    """The share of places (document and name) of ``found`` whose name is in another document, among those ``known``,
    or in a sentence that was chosen of the document itself."""
    chosen = dict(zip(sentences.doc_id, sentences.text, strict=True))
    is_own = [
        surface in chosen.get(doc_id, "") for doc_id, surface in zip(found.doc_id, found.surface, strict=True)
    ]  # fmt: skip
    places = found.assign(is_own=is_own).groupby(["doc_id", "entity"], as_index=False).is_own.any()
    is_known = places.is_own | places.entity.isin(known) | places.duplicated("entity", keep=False)
    return float(is_known.mean())
