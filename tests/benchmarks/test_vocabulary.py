"""Period x terms and documents x terms against named peers in one run, and what phrases cost.

Texts are Reuters-21578 when BROADSHEET_DATA names a folder with reuters_train.jsonl.gz, else
20,000 generated ones. Results must agree before times are compared; times are printed, never
asserted. Wall time over all processors the tools use, and processor seconds of the whole process.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet.repeats import share_repeated
from broadsheet.selection import keep_terms
from broadsheet.terms import count_terms
from broadsheet.vocabulary import count_vocabulary
from broadsheet.words import stop_words
from planted import make_documents

SHORT_DOCS, SHORT_WORDS = 1_000_000, 40
PHRASE_DOCS = 200_000


def timed(function, repeat: int = 3):
    """The result, median seconds on the clock and median processor seconds of ``repeat`` calls."""
    clock, processor = [], []
    for _ in range(repeat):
        started, used = time.perf_counter(), time.process_time()
        result = function()
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    return result, float(np.median(clock)), float(np.median(processor))


def tell(what: str, ours: tuple[float, float], **peers: tuple[float, float]) -> None:
    print(f"\n{what}: broadsheet {ours[0]:.2f} s ({ours[1]:.2f} s of processor)")
    for peer, (clock, processor) in peers.items():
        print(f"    {peer} {clock:.2f} s ({processor:.2f}), ratio {clock / ours[0]:.1f} ({processor / ours[1]:.1f})")


def read_texts() -> tuple[list[str], list[str]]:
    """(texts, days)"""
    file = Path(os.environ.get("BROADSHEET_DATA", ""), "reuters_train.jsonl.gz")
    if file.is_file():
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return [row["text"] for row in rows], [row["date"] for row in rows]
    generator = np.random.default_rng(0)
    words = np.array([f"{stem}{n}" for n in range(2500) for stem in ("trade", "bank", "oil", "ab")])
    texts = [" ".join(words[(generator.zipf(1.3, size=120) - 1) % len(words)]) for _ in range(20_000)]
    days = pd.date_range("2024-01-01", periods=35).strftime("%Y-%m-%d").to_numpy()
    return texts, sorted(generator.choice(days, len(texts)))


def make_short(texts: list[str], n_docs: int) -> list[str]:
    """``n_docs`` texts of ``SHORT_WORDS`` words, dealt from the sentences of ``texts``."""
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n", text) if part.strip()]
    dealt = np.random.default_rng(0).integers(0, len(sentences), (n_docs, 4))
    return [" ".join(" ".join(sentences[at] for at in row).split()[:SHORT_WORDS]) for row in dealt]


def sum_periods(counts, periods: np.ndarray) -> sparse.csr_matrix:
    number, names = pd.factorize(periods, sort=True)
    to_periods = (np.ones(len(number), dtype=np.int64), (number, np.arange(len(number))))
    return sparse.csr_matrix(to_periods, shape=(len(names), len(number))) @ counts


@pytest.fixture(scope="module")
def documents():
    texts, days = read_texts()
    return make_documents(texts, dates=days)


def test_periods_by_terms(documents):
    table = pl.DataFrame({"text": documents.text.to_list(), "period": documents.date.dt.strftime("%G-%V").to_list()})

    def ours():
        cells = count_vocabulary(documents, n_gram=1, min_docs=1)
        return cells.terms, sum_periods(cells.n, cells.cells.date.dt.strftime("%G-%V").to_numpy())

    def vectorizer():
        peer = CountVectorizer()
        return peer, sum_periods(peer.fit_transform(documents.text), table["period"].to_numpy())

    def database():
        words = r"SELECT period, unnest(regexp_extract_all(lower(text), '\w\w+')) AS term FROM periods"
        connection = duckdb.connect()
        connection.register("periods", table.to_arrow())
        return connection.sql(f"SELECT period, term, count(*) AS n FROM ({words}) GROUP BY ALL").pl()

    (terms, counts), *seconds = timed(ours)
    (peer, theirs), *peer_seconds = timed(vectorizer)
    rows, *database_seconds = timed(database)
    lettered = [(word, at) for word, at in sorted(peer.vocabulary_.items()) if re.search(r"[^\W\d_]", word)]
    assert terms.tolist() == [word for word, _ in lettered]
    assert (counts != theirs[:, [at for _, at in lettered]]).nnz == 0
    if all(text.isascii() for text in table["text"]):  # \w of RE2 is ASCII
        assert rows.filter(pl.col("term").str.contains(r"\p{L}"))["n"].sum() == counts.sum()
    tell(f"period x terms, {len(documents):,} texts", seconds, CountVectorizer=peer_seconds, duckdb=database_seconds)
    print("    broadsheet also counts the documents with each term, by day; its peers count occurrences only")


def test_cells_to_periods_cost_next_to_nothing(documents):
    cells = count_vocabulary(documents, n_gram=1, min_docs=1)
    _, *seconds = timed(lambda: sum_periods(cells.n, cells.cells.date.dt.strftime("%G-%V").to_numpy()))
    print(f"\n{cells.n.shape[0]} days to periods, {cells.n.shape[1]:,} terms: {1000 * seconds[0]:.0f} ms")


def test_a_million_short_documents_by_terms():
    units = make_units(make_short(read_texts()[0], SHORT_DOCS))
    ours, *seconds = timed(lambda: count_terms(units), repeat=1)
    peer = CountVectorizer()
    theirs, *peer_seconds = timed(lambda: peer.fit_transform(units.text), repeat=1)
    lettered = [at for word, at in sorted(peer.vocabulary_.items()) if re.search(r"[^\W\d_]", word)]
    assert (ours.counts != theirs[:, lettered]).nnz == 0
    tell(f"documents x terms, {len(units):,} texts of {SHORT_WORDS} words", seconds, CountVectorizer=peer_seconds)


def make_units(texts: list[str]) -> pd.DataFrame:
    units = pd.DataFrame({"doc_id": [f"d{at:07}" for at in range(len(texts))], "unit": 0, "text": texts})
    return units.astype({"doc_id": "str", "text": "str"})


@pytest.mark.parametrize("kind", ["Reuters", "short"])
def test_words_and_phrases_to_three(kind):
    """In a process of its own, so that the memory is that of this task."""
    paths = {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, __file__, kind], capture_output=True, text=True, env=os.environ | paths)
    assert done.returncode == 0, done.stderr
    print("\n" + done.stdout.strip())


def count_phrases(kind: str) -> None:
    import resource  # not on Windows

    texts, days = read_texts()
    if kind == "short":
        texts, days = make_short(texts, PHRASE_DOCS), np.resize(pd.unique(pd.Series(days)), PHRASE_DOCS)
    documents = make_documents(texts, dates=list(days))
    del texts
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    vocabulary, *seconds = timed(lambda: count_vocabulary(documents, stop_words=stop_words("en")), repeat=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(documents):,} {kind} texts, {len(vocabulary.terms):,} words and phrases to three, "
        f"{len(vocabulary.cells)} cells: {seconds[0]:.2f} s ({seconds[1]:.2f}), {before:.0f} -> {peak:.0f} MB at most"
    )
    repeated, *seconds = timed(lambda: share_repeated(documents, terms=vocabulary.terms), repeat=1)
    print(f"    passages that repeat: {seconds[0]:.2f} s ({seconds[1]:.2f})")
    (kept, left_out), *seconds = timed(lambda: keep_terms(vocabulary, repeated=repeated), repeat=1)
    print(f"    {len(kept.terms):,} kept, {len(left_out):,} left out: {seconds[0]:.2f} s ({seconds[1]:.2f})")


if __name__ == "__main__":
    count_phrases(sys.argv[1])
