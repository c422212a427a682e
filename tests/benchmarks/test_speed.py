"""Side by side with named peers in one run: `make bench` prints seconds and the ratio.

Texts are Reuters-21578 when BROADSHEET_DATA names a folder with reuters_train.jsonl.gz, else
20,000 generated ones. Results must agree before times are compared; times are printed, never
asserted.
"""

import gzip
import itertools
import json
import os
import re
import time
from collections import Counter
from pathlib import Path

import networkx
import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet.entities import link_entities
from broadsheet.terms import count_named, count_terms, term_pattern

STEMS = ("trad", "bank", "oil", "dollar", "price", "share", "stock", "rate", "tax", "wheat")
PHRASES = ("interest rate", "last year", "central bank", "prime minister", "crude oil|petroleum")
TERMS = [*(f"{stem}*" for stem in STEMS), *PHRASES]


def timed(function, repeat: int = 3):
    """The result, and the median seconds of ``repeat`` calls."""
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - started)
    return result, float(np.median(seconds))


def tell(what: str, ours: float, peer: str, theirs: float) -> None:
    print(f"\n{what}: broadsheet {ours:.3f} s, {peer} {theirs:.3f} s, ratio {theirs / ours:.1f}")


@pytest.fixture(scope="module")
def documents():
    file = Path(os.environ.get("BROADSHEET_DATA", ""), "reuters_train.jsonl.gz")
    if file.is_file():
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
    else:
        generator = np.random.default_rng(0)
        words = np.array([f"{stem}{n}" for n in range(2500) for stem in ("trade", "bank", "oil", "ab")])
        texts = [" ".join(words[(generator.zipf(1.3, size=120) - 1) % len(words)]) for _ in range(20_000)]
    ids = [f"d{number:06}" for number in range(len(texts))]
    return pd.DataFrame({"doc_id": ids, "unit": 0, "text": texts})


def test_all_terms_against_count_vectorizer(documents):
    ours, seconds = timed(lambda: count_terms(documents))
    vectorizer = CountVectorizer()
    theirs, peer_seconds = timed(lambda: vectorizer.fit_transform(documents.text))
    lettered = [at for word, at in vectorizer.vocabulary_.items() if re.search(r"[^\W\d_]", word)]
    assert ours.counts.sum() == theirs[:, lettered].sum()
    tell(f"documents x terms, {len(documents):,} texts", seconds, "CountVectorizer", peer_seconds)


def test_named_terms_against_re(documents):
    ours, seconds = timed(lambda: count_named(documents, terms=TERMS))
    patterns = {term: re.compile(term_pattern(term)) for term in TERMS}

    def loop():
        return {term: sum(len(pattern.findall(text)) for text in documents.text) for term, pattern in patterns.items()}

    theirs, peer_seconds = timed(loop, repeat=1)
    assert ours.groupby("item").n.sum().to_dict() == theirs
    tell(f"{len(TERMS)} named terms, {len(documents):,} texts", seconds, "re", peer_seconds)


def test_pairs_against_a_networkx_loop():
    generator = np.random.default_rng(0)
    sizes = generator.integers(2, 6, size=20_000)
    names = [f"Name {number:04}" for number in range(3000)]
    windows = [sorted({names[at] for at in generator.zipf(1.5, size=size) % len(names)}) for size in sizes]
    rows = [
        (f"d{at // 5:05}", at % 5, place, name)
        for at, window in enumerate(windows)
        for place, name in enumerate(window)
    ]
    mentions = pd.DataFrame(rows, columns=["doc_id", "sentence", "place", "entity"])
    mentions["start"] = mentions.sentence * 10 + mentions.place
    ids = mentions.doc_id.unique()
    texts = pd.DataFrame({"doc_id": ids, "text": "x" * 60, "source": "a", "date": pd.Timestamp("2024-01-01")})
    ours, seconds = timed(lambda: link_entities(mentions, texts))

    def loop():
        graph = networkx.Graph()
        counted = Counter(pair for window in windows for pair in itertools.combinations(window, 2))
        graph.add_weighted_edges_from((a, b, n) for (a, b), n in counted.items())
        return graph

    graph, peer_seconds = timed(loop)
    assert ours.set_index(["source", "target"]).n_windows.to_dict() == {
        tuple(sorted((a, b))): n for a, b, n in graph.edges(data="weight")
    }
    tell(f"pairs in {len(windows):,} sentences (ours with expected, q, documents)", seconds, "networkx", peer_seconds)
