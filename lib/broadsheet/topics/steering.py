"""Topics steered by words that the user names: seed words."""

import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, find_columns
from broadsheet.topics.compare import find_leading, name_items
from broadsheet.topics.fit import Topics, find_seeds

N_TOP = 10  # top terms of a topic among which its seed words are looked for


def read_seed_words(lines: Iterable[str], matrix: TermMatrix) -> tuple[list[list[str]], list[str]]:
    """(the seed words of each topic, its name or "") of lines such as "energy, power = Energy" or "energy, power".

    Raises InputError for a line without words, a word of two lines, and words that ``matrix`` does not count, with
    near spellings.
    """
    seeds, names = [], []
    for line in lines:
        words, equals, name = (part.strip() for part in line.partition("="))
        words = unicodedata.normalize("NFC", words).lower()
        seed = list(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
        if not seed or bool(equals) != bool(name):
            raise InputError(
                f"seed_words: {line!r} is no list of words, expected 'energy, power, grid' or 'energy, power = Energy'."
            )
        seeds.append(seed)
        names.append(name)
    every = [word for seed in seeds for word in seed]
    twice = [word for word in dict.fromkeys(every) if every.count(word) > 1]
    if twice:
        raise InputError(f"seed_words: {twice[0]!r} is in two lines. A word can steer one topic only.")
    try:
        find_columns(matrix, every)
    except InputError as problem:
        raise InputError(f"seed_words: {problem}") from problem
    return seeds, names


def find_seeded(topics: Topics) -> pd.DataFrame:
    """What became of ``topics.seeds``: seed (its words), topic, n_top, in their order.

    The topic is that which gives the words the largest part of its weight, one for each seed, so that the parts add up
    to the most (Kuhn 1955); n_top of the words are among its ``N_TOP`` top terms. With none, the
    seed has no topic of its own.
    """
    own = topics.components / topics.components.sum(axis=1, keepdims=True).clip(min=1e-12)
    parts = [own[:, columns].sum(axis=1) for columns in find_seeds(topics.terms, topics.seeds)]
    matched = np.argmax(parts, axis=1) if parts else np.zeros(0, dtype=np.int64)  # of more seeds than topics
    if parts:
        rows, columns = linear_sum_assignment(-np.array(parts).round(9))
        matched[rows] = columns
    matched = matched + 1
    top = topics.topic_terms[topics.topic_terms["rank"] <= N_TOP]
    n_top = [
        len(set(seed) & set(top.term[top.topic == topic])) for seed, topic in zip(topics.seeds, matched, strict=True)
    ]
    columns = {"seed": [", ".join(seed) for seed in topics.seeds], "topic": matched, "n_top": n_top}
    return pd.DataFrame(columns).astype({"seed": "str", "topic": "int64", "n_top": "int64"})


def label_seeds(topics: Topics, names: Iterable[str]) -> list[str]:
    """Lines for ``label_topics``: the name of each seed that has a topic of its own, "" being none."""
    seeded = find_seeded(topics)
    return [f"{row.topic} = {name}" for row, name in zip(seeded.itertuples(), names, strict=True) if name and row.n_top]


def describe_seeds(topics: Topics, matrix: TermMatrix) -> str:
    """One sentence for the methods: what became of each of ``topics.seeds``; "" where there are none.

    Said are how many of its words are among the top terms of its topic, and how many of the units with any of its
    words the topic leads. ``matrix`` is that of the fit.
    """
    titles = name_items(topics.topic_terms)
    leading = find_leading(topics.doc_topics, by_unit=True).set_index(["doc_id", "unit"]).topic
    led = leading.reindex(pd.MultiIndex.from_arrays([matrix.doc_ids.astype(str), matrix.units])).to_numpy()
    told = []
    for row, columns in zip(find_seeded(topics).itertuples(), find_seeds(matrix.terms, topics.seeds), strict=True):
        has_any = sparse.csr_matrix(matrix.counts)[:, columns].getnnz(axis=1) > 0
        told.append(
            f"{row.seed} ({titles[row.topic]}; {row.n_top} of {len(columns)} words among its top {N_TOP}, and it leads "
            f"{(led[has_any] == row.topic).mean():.0%} of the {has_any.sum():,} units with any)"
            if row.n_top
            else f"{row.seed} (no topic of its own: no word among the top {N_TOP} of the nearest, {titles[row.topic]}; "
            f"the others are changed all the same: ask for a topic more, or take the words away)"
        )
    n_carried = int((find_seeded(topics).n_top > 0).sum())
    return f"Seed words steered {n_carried} of {len(topics.components)} topics: {'; '.join(told)}." if told else ""
