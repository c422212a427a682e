"""Keywords where there are none to find, and where they were planted, side by side with named peers.

Days (Reuters, 1987) or weeks (US economic news, 1995 to 2009) are shuffled between two halves of equal words: every
keyword is then false. Every test has the same counts and the same rule, Benjamini and Hochberg at 5 % over the terms of
five clusters or more. Peers: G2 on tokens, log-odds z (Monroe et al. 2008), and our own test with documents as the
sample. Planted: terms drawn at random lose three occurrences in four on one side.
"""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from broadsheet.cells import CellCounts
from broadsheet.corpus import keep_documents, read_corpus
from broadsheet.trends.keyness import score_keyness
from broadsheet.vocabulary import count_vocabulary
from broadsheet.words import stop_words

DATA = Path(os.environ.get("BROADSHEET_DATA", ""))
CORPORA = {"reuters_train.jsonl.gz": "day", "us_economic_news_1995_2009.jsonl.gz": "week"}
N_SHUFFLES, N_SHUFFLES_OF_DOCUMENTS = 50, 5
N_PLANTED = 300


def halve(vocabulary: CellCounts, order: pd.Index) -> CellCounts:
    """The clusters, put in ``order``, cut into halves of equal words: the later is the target."""
    words = vocabulary.cells.groupby("cluster").n_words.sum()[order].cumsum()
    is_later = vocabulary.cells.cluster.map(words > words.iloc[-1] / 2)
    return replace(vocabulary, cells=vocabulary.cells.assign(side=np.where(is_later, "target", "reference")))


def like(documents: CellCounts, vocabulary: CellCounts, *, cluster: str) -> CellCounts:
    """Cells of single documents on the sides that their days or weeks have in ``vocabulary``."""
    days = documents.cells.date
    if cluster == "week":
        days = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    sides = vocabulary.cells.groupby("cluster").side.first()
    return replace(documents, cells=documents.cells.assign(side=days.dt.strftime("%Y-%m-%d").map(sides)))


def count_keywords(keyness: pd.DataFrame) -> dict[str, int]:
    """Terms that pass, by each test."""
    tested = keyness.dropna(subset="q")
    p = {"G2": stats.chi2.sf(tested.g2, 1), "log-odds z": 2 * stats.norm.sf(tested.log_odds_z.abs())}
    passed = {name: int((stats.false_discovery_control(values) <= 0.05).sum()) for name, values in p.items()}
    return {"clustered": int((tested.q <= 0.05).sum()), **passed}


def plant(vocabulary: CellCounts, generator: np.random.Generator) -> tuple[CellCounts, np.ndarray]:
    """(counts in which ``N_PLANTED`` terms keep one occurrence in four in the reference, those terms)."""
    frequent = np.flatnonzero(np.asarray(vocabulary.n.sum(axis=0)).ravel() >= 100)
    chosen = np.sort(generator.choice(frequent, min(N_PLANTED, len(frequent)), replace=False))
    n = vocabulary.n.tolil()
    rows = np.flatnonzero(vocabulary.cells.side == "reference")
    n[np.ix_(rows, chosen)] = generator.binomial(vocabulary.n[rows][:, chosen].toarray(), 0.25)
    return replace(vocabulary, n=sparse.csr_matrix(n)), vocabulary.terms[chosen]


@pytest.mark.parametrize("name,cluster", CORPORA.items())
def test_shuffled_halves_have_no_keywords(name, cluster, tmp_path):
    if not (DATA / name).is_file():
        pytest.skip(f"BROADSHEET_DATA names no folder with {name}")
    documents, _ = keep_documents(read_corpus(DATA / name, cache=tmp_path)[0])
    options = {"min_docs": 10, "stop_words": stop_words("en")}
    vocabulary = count_vocabulary(documents, cluster=cluster, **options)
    single = count_vocabulary(documents, cluster="document", **options)
    clusters = pd.Index(sorted(set(vocabulary.cells.cluster)))
    generator = np.random.default_rng(0)

    started = time.perf_counter()
    keyness = score_keyness(halve(vocabulary, clusters))
    seconds = time.perf_counter() - started
    real = count_keywords(keyness)
    by_document = like(single, halve(vocabulary, clusters), cluster=cluster)
    real["by document"] = count_keywords(score_keyness(by_document))["clustered"]

    false = []
    for number in range(N_SHUFFLES):
        shuffled = halve(vocabulary, clusters[generator.permutation(len(clusters))])
        found = count_keywords(score_keyness(shuffled))
        if number < N_SHUFFLES_OF_DOCUMENTS:
            by_document = like(single, shuffled, cluster=cluster)
            found["by document"] = count_keywords(score_keyness(by_document))["clustered"]
        false.append(found)
    planted, terms = plant(shuffled, generator)
    passed = set(score_keyness(planted).query("q <= 0.05").item)

    print(f"\n{name}: {len(clusters)} {cluster}s, {len(keyness):,} terms in {seconds:.2f} s; {N_SHUFFLES} shuffles")
    for test, values in pd.DataFrame(false).items():
        told = f"{values.mean():.2f} false keywords per comparison (at most {values.max():.0f})"
        print(f"  {test:12} {told}; {real[test]:,} keywords in the real order")
    n_found = len(passed & set(terms))
    print(f"  planted: {n_found} of {len(terms)} terms found, and {len(passed - set(terms))} others")
    assert np.mean([found["clustered"] for found in false]) <= 0.1
