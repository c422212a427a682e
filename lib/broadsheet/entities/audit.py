"""How far the names of this corpus can be trusted: whose kind flips, and a sheet to check by hand."""

import numpy as np
import pandas as pd

from broadsheet.entities.votes import spell_votes
from broadsheet.errors import InputError
from broadsheet.words import split_sentences

Z = 1.959963984540054  # of a 95 % interval
YES, NO = {"yes", "y", "true", "1", "1.0", "x", "right"}, {"no", "n", "false", "0", "0.0", "wrong"}


def find_flips(mentions_raw: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Entities the model gave more than one kind, or another than they were resolved to.

    One row each, most flipped first: entity, kind, n_mentions (that the model found), n_flipped (of another kind
    than ``kind``), n_docs, votes ("ORG 5, PLACE 1").
    """
    raw = mentions_raw[["doc_id", "start", "kind"]].rename(columns={"kind": "raw_kind"})
    both = mentions.merge(raw, on=["doc_id", "start"])
    rows = [
        (entity, kind, len(group), int((group.raw_kind != kind).sum()), group.doc_id.nunique(),
         spell_votes(group.raw_kind.value_counts().to_dict()))
        for (entity, kind), group in both.groupby(["entity", "kind"])
        if (group.raw_kind != kind).any()
    ]  # fmt: skip
    flips = pd.DataFrame(rows, columns=["entity", "kind", "n_mentions", "n_flipped", "n_docs", "votes"])
    return flips.sort_values(["n_flipped", "entity"], ascending=[False, True], ignore_index=True)


def draw_check_sheet(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, n: int = 50, random_state: int
) -> pd.DataFrame:
    """``n`` mentions, to be judged by hand: write yes or no into the empty column ``right``.

    Drawn systematically from a random start over mentions by kind and document, so that each kind has its share of
    the sheet and no article fills it.

    One row each: doc_id, start, sentence (the name between **), name, entity, kind, right. A mention is right when
    the name is whole, means ``entity`` and is of that ``kind``. All mentions where there are fewer than ``n``.
    """
    if n < 1:
        raise InputError(f"n is {n}, expected 1 or more mentions to check.")
    ordered = mentions.sort_values(["kind", "doc_id", "start"], ignore_index=True)
    size = min(n, len(ordered))
    steps = np.random.default_rng(random_state).random() + np.arange(size)
    chosen = np.minimum((steps * len(ordered) / max(size, 1)).astype("int64"), len(ordered) - 1)
    drawn = ordered.iloc[chosen].sort_values(["doc_id", "start"])
    texts = documents.set_index("doc_id")
    rows = [
        (row.doc_id, row.start, _mark(texts.loc[row.doc_id], row.start, row.end), row.surface, row.entity, row.kind, "")
        for row in drawn.itertuples()
    ]
    return pd.DataFrame(rows, columns=["doc_id", "start", "sentence", "name", "entity", "kind", "right"])


def score_check_sheet(sheet: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Precision of this corpus's names from a filled sheet: kind, n, n_right, precision, low, high, n_open, n_gone.

    The first row is all kinds. The interval is Wilson's (1927), 95 %; rows not judged are counted in ``n_open`` alone,
    and in ``n_gone`` those that ``mentions`` no longer have as they were judged (since an alias, say, was added).
    Raises InputError for a word that is neither yes nor no, and for a sheet nobody has filled.
    """
    said = sheet.right.map(lambda value: "" if pd.isna(value) else str(value).strip().lower())
    wrong = sheet[~said.isin(YES | NO | {""})]
    if len(wrong):
        first = wrong.iloc[0]
        raise InputError(
            f"The check sheet says {first.right!r} in the column right for {first['name']!r} ({first.doc_id}); "
            "write yes or no."
        )
    if not said.isin(YES | NO).any():
        raise InputError(
            "The check sheet is not filled in: write yes or no into the column right, then score it again."
        )
    said = said.where(_is_there(sheet, mentions), "gone")
    rows = []
    for kind in ["all", *sorted(set(sheet.kind))]:
        here = said[sheet.kind.eq(kind) | (kind == "all")]
        n, n_right = int(here.isin(YES | NO).sum()), int(here.isin(YES).sum())
        precision = n_right / n if n else np.nan
        rows.append((kind, n, n_right, precision, *_wilson(n_right, n), (here == "").sum(), (here == "gone").sum()))
    return pd.DataFrame(rows, columns=["kind", "n", "n_right", "precision", "low", "high", "n_open", "n_gone"])


def _is_there(sheet: pd.DataFrame, mentions: pd.DataFrame) -> np.ndarray:
    """Which rows of the sheet are mentions still, of the same entity and kind."""
    columns = ["doc_id", "start", "entity", "kind"]
    known = set(mentions[columns].astype("str").itertuples(index=False, name=None))
    return np.array(
        [row in known for row in sheet[columns].astype("str").itertuples(index=False, name=None)], dtype=bool
    )


def _wilson(n_right: int, n: int) -> tuple[float, float]:
    if n == 0:
        return np.nan, np.nan
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    reach = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low, high = (middle - reach) / (1 + Z**2 / n), (middle + reach) / (1 + Z**2 / n)
    return max(0.0, float(low)), min(1.0, float(high))


def _mark(document: pd.Series, start: int, end: int) -> str:
    """The sentence around a mention, with the name between asterisks."""
    spans = split_sentences(document.text, language=document.language or "en")
    first, last = next((span for span in spans if start < span[1]), (start, end))
    text = document.text
    return " ".join(f"{text[min(first, start) : start]}**{text[start:end]}**{text[end : max(last, end)]}".split())
