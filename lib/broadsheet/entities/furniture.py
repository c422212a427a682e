"""The names in what cleaning cut from the texts: what an uncleaned corpus would have added to the network."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from broadsheet.entities.recognise import find_mentions

COLUMNS = {"entity": "str", "kind": "str", "n_mentions": "int64", "n_docs": "int64"}
MOST_READ = 2_000  # different pieces of text that are read; of more a sample is


def find_in_cut(
    ledger: pd.DataFrame, *, model, language: str = "en", cache: Path | None = None, random_state: int = 0
) -> tuple[pd.DataFrame, str]:
    """The names in the text that cleaning cut: (table, the sentence that tells of it).

    ``ledger`` holds what was cut in the rows of step "clean", action "cut" (of ``read_corpus``; ``open_corpus`` leaves
    them in the store). One row of the table is a name as ``model`` reads it, nothing joined: entity, kind, n_mentions
    (every piece of text counts, however often it was cut) and n_docs, most mentions first; peoples and works are left
    out. The sentence also has the pairs of names that share a sentence of one piece. Of more than 2,000 different
    pieces as many are drawn at random, and the sentence says so.
    """
    cut = ledger[(ledger.step == "clean") & (ledger.action == "cut") & (ledger.text.str.strip() != "")]
    every = np.sort(cut.text.unique().astype(object))
    drawn = every
    if len(every) > MOST_READ:
        drawn = np.sort(np.random.default_rng(random_state).choice(every, MOST_READ, replace=False))
    pieces = pd.DataFrame({"doc_id": drawn, "text": drawn, "language": language}).astype("str")
    found = find_mentions(pieces, model=model, cache=cache)
    found = found[found.kind != "NORP"]
    placed = cut[["doc_id", "text"]].merge(found.rename(columns={"doc_id": "text"}), on="text")
    names = placed.groupby(["entity", "kind"], as_index=False).agg(
        n_mentions=("start", "size"), n_docs=("doc_id", "nunique")
    )
    names = names.sort_values(["n_mentions", "n_docs", "entity", "kind"], ascending=[False, False, True, True])
    left_in = "left in, they"
    if len(drawn) < len(every):
        left_in = f"{len(drawn):,} of these, drawn at random, were read; left in, they alone"
    told = (
        f"Cleaning cut {len(cut):,} pieces of text, {len(every):,} of them different; {left_in} would have added "
        f"{len(placed):,} mentions of {names.entity.nunique():,} names and {_count_pairs(found):,} pairs of names that "
        "share a sentence."
    )
    return names.reset_index(drop=True).astype(COLUMNS)[list(COLUMNS)], told


def _count_pairs(found: pd.DataFrame) -> int:
    """Different pairs of names that share a sentence."""
    sentences = found.groupby(["doc_id", "sentence"]).entity.unique()
    return len({pair for names in sentences for pair in combinations(sorted(names), 2)})
