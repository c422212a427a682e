"""The names of a corpus of any size: all of it read, or a sample read and its names counted everywhere."""

from pathlib import Path

import pandas as pd

from broadsheet import tables
from broadsheet.entities.discover import count_by_dictionary, count_saturation, discover_names, find_plain_words
from broadsheet.entities.recognise import find_mentions
from broadsheet.entities.sample import choose_sample, choose_sentences, read_texts
from broadsheet.errors import InputError
from broadsheet.texts import Texts

RANDOM_SHARE = 4  # one in so many documents read is drawn at random, of the others as much text is chosen
MOST_SEEN = 20  # times as many as are read: documents from which sentences are chosen


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
    ``find_mentions`` does. Else it reads a quarter of that number drawn by period and source (``choose_sample``), and
    from others, as much text as the rest has, the sentences that hold most of what may be names
    (``choose_sentences``; further documents where a script has no capitals). The names found are then counted in every
    document, those read too, so that one count is the same thing everywhere (``count_by_dictionary``, rule
    "dictionary").

    Saturation is that of the documents read (``count_saturation``), peoples and works left out. Of a sample, its last
    row is of all that was read, and its coverage is measured: the share of places of names in the documents drawn
    whose name was found elsewhere too. Texts are those of the documents, or of the files of the store (``texts``),
    which are never all in memory. ``cache`` is that of ``find_mentions``. Raises InputError when ``n_read`` is under 1.
    """
    if n_read < 1:
        raise InputError(f"n_read is {n_read}, expected 1 or more documents that the model may read, such as 5000.")
    if len(documents) <= n_read:
        read = read_texts(documents, texts=texts)
        found = find_mentions(read, model=model, cache=cache)
        return found, count_saturation(_drop_peoples(found), n_documents=len(read))
    drawn = choose_sample(documents, n_documents=-(-n_read // RANDOM_SHARE), random_state=random_state)
    drawn = read_texts(drawn, texts=texts)
    rest = documents[~documents.doc_id.isin(drawn.doc_id)]
    seen = choose_sample(rest, n_documents=MOST_SEEN * n_read, random_state=random_state)
    n_chars = int(drawn.text.str.len().mean() * (n_read - len(drawn))) if len(drawn) else 0
    chosen = choose_sentences(seen, n_chars=n_chars, texts=texts)
    if chosen.empty and n_read > len(drawn):  # a script without capitals: further documents, as they come
        chosen = choose_sample(seen, n_documents=n_read - len(drawn), random_state=random_state)
        chosen = read_texts(chosen, texts=texts)
    parts = [find_mentions(read, model=model, cache=cache) for read in (drawn, chosen)]
    every, read = pd.concat(parts, ignore_index=True), pd.concat([drawn, chosen], ignore_index=True)
    names, plain = discover_names(every, read), find_plain_words(every, read)
    saturation = _saturate(*map(_drop_peoples, parts), n_drawn=len(drawn), n_read=n_read)
    return count_by_dictionary(documents, names=names, plain=plain, texts=texts), saturation


def describe_sample(saturation: pd.DataFrame, *, n_read: int, n_documents: int) -> str:
    """How much was read to find the names, in a sentence: for captions; "" when ``find_names`` read all."""
    if n_documents <= n_read:
        return ""
    coverage = f"{saturation.coverage.iloc[-1]:.0%}" if len(saturation) else "none"
    return (
        f"They were found in a sample with the text of {n_read:,} of {n_documents:,} documents, one in {RANDOM_SHARE} "
        "drawn by month and source, the rest sentences rich in what may be names; then they were counted everywhere. "
        f"Expected coverage: {coverage} of all places of names hold a name so found."
    )


def _drop_peoples(mentions: pd.DataFrame) -> pd.DataFrame:
    return mentions[mentions.kind != "NORP"]


def _saturate(drawn: pd.DataFrame, chosen: pd.DataFrame, *, n_drawn: int, n_read: int) -> pd.DataFrame:
    curve = count_saturation(drawn, n_documents=n_drawn)
    if curve.empty or n_read <= n_drawn:
        return curve
    spread = drawn.groupby("entity").doc_id.nunique()
    is_known = (spread > 1) | spread.index.isin(chosen.entity)
    n_docs = pd.concat([drawn, chosen]).groupby("entity").doc_id.nunique()
    last = {
        "n_docs": n_read,
        "n_names": float(len(n_docs)),
        "n_repeated": float((n_docs > 1).sum()),
        "coverage": float(spread[is_known].sum() / spread.sum()),
    }
    return tables.make("saturation", pd.concat([curve, pd.DataFrame([last])], ignore_index=True))
