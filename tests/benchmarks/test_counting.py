"""Counting terms, side by side with named peers in one run: `make bench` prints seconds and ratios.

Texts are Reuters-21578 when BROADSHEET_DATA names a folder with reuters_train.jsonl.gz, else 20,000
generated ones. Results must agree before times are compared; times and memory are printed, never asserted.
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
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet.queries import parse_terms
from broadsheet.terms import count_named, count_terms

WORDS = (
    "trad*", "bank*", "oil", "dollar*", "price*", "share*", "stock*", "rate*", "tax*", "wheat", "yen", "gold", "japan",
    "german*", "opec", "profit", "loss", "dividend*", "merger*", "takeover*", "export*", "import*", "tariff*",
    "inflation", "deficit*", "surplus*", "coffee", "sugar", "soybean*", "corn*", "barrel*", "econom*",
)  # fmt: skip
PHRASES = (
    "interest rate*", "last year", "central bank", "prime minister", "crude oil|petroleum", "money supply",
    "balance of payments", "federal reserve", "white house", "european community|EC", "trade deficit*", "net loss",
    "tender offer*", "U.S.", "saudi arabia", "stock split*", "net profit*", "united states",
)  # fmt: skip
TERMS = [*WORDS, *PHRASES]
N_SHORT, SHORT_WORDS, FILE_DOCS, GROUP_DOCS = 1_000_000, 52, 100_000, 2_000
COUNT_STORE = """
import json, resource, sys, time
import numpy as np, polars as pl
from pathlib import Path
from broadsheet.terms import count_named
from broadsheet.texts import Texts

def peak():
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss of Linux counts the process that started this one
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

files = tuple(sorted(Path(sys.argv[1]).glob("*.parquet")))
columns = [pl.read_parquet(file, columns=["doc_id", "source", "n_words"]) for file in files]
documents = pl.concat(columns).to_arrow().to_pandas()
del columns
before = peak()
started = time.perf_counter()
matrix = count_named(documents, terms=json.loads(sys.argv[2]), texts=Texts(files))
seconds = time.perf_counter() - started
print(json.dumps([np.asarray(matrix.counts.sum(axis=0)).ravel().tolist(), seconds, before, peak()]))
"""


def timed(function, repeat: int = 3):
    """The result, and the median seconds of ``repeat`` calls."""
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - started)
    return result, float(np.median(seconds))


def tell(what: str, ours: float, **peers: float) -> None:
    beside = ", ".join(f"{peer} {seconds:.3f} s (ratio {seconds / ours:.1f})" for peer, seconds in peers.items())
    print(f"\n{what}: broadsheet {ours:.3f} s, {beside}")


@pytest.fixture(scope="module")
def documents():
    file = Path(os.environ.get("BROADSHEET_DATA", ""), "reuters_train.jsonl.gz")
    if file.is_file():
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
    else:
        generator = np.random.default_rng(0)
        stems = [term.strip("*") for term in WORDS]
        words = np.array([f"{stem}{n or ''}" for n in range(300) for stem in (*stems, *" ".join(PHRASES).split())])
        texts = [" ".join(words[(generator.zipf(1.3, size=120) - 1) % len(words)]) for _ in range(20_000)]
    ids = [f"d{number:06}" for number in range(len(texts))]
    return pd.DataFrame({"doc_id": ids, "unit": 0, "text": pd.Series(texts, dtype="str")})


def total(matrix) -> list[int]:
    return np.asarray(matrix.counts.sum(axis=0)).ravel().tolist()


def ask_duckdb(table: pa.Table, patterns: list[str]):
    """A function that counts with duckdb, one query for all terms: faster than one a term."""
    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("create table texts as select text from given")
    sums = ", ".join("sum(len(regexp_extract_all(text, ?)))" for _ in patterns)
    return lambda: [int(n) for n in connection.execute(f"select {sums} from texts", patterns).fetchone()]


def test_all_terms_against_count_vectorizer(documents):
    ours, seconds = timed(lambda: count_terms(documents))
    vectorizer = CountVectorizer()
    theirs, peer_seconds = timed(lambda: vectorizer.fit_transform(documents.text))
    lettered = [at for word, at in vectorizer.vocabulary_.items() if re.search(r"[^\W\d_]", word)]
    assert ours.counts.sum() == theirs[:, lettered].sum()
    tell(f"documents x terms, {len(documents):,} texts", seconds, CountVectorizer=peer_seconds)


def test_named_terms_against_re_and_duckdb(documents):
    ours, seconds = timed(lambda: count_named(documents, terms=TERMS), repeat=5)
    patterns = [query.pattern for query in parse_terms(TERMS)]
    compiled = [re.compile(pattern) for pattern in patterns]

    def loop():
        return [sum(len(pattern.findall(text)) for text in documents.text.tolist()) for pattern in compiled]

    by_re, re_seconds = timed(loop, repeat=1)
    ask = ask_duckdb(pa.table({"text": documents.text}), patterns)
    by_duckdb, duckdb_seconds = timed(ask)
    assert total(ours) == by_re == by_duckdb
    assert min(by_re) > 0
    tell(f"{len(TERMS)} named terms, {len(documents):,} texts", seconds, re=re_seconds, duckdb=duckdb_seconds)


@pytest.fixture(scope="module")
def store(documents, tmp_path_factory):
    """A million short documents in files like those of the store, cut at random from the texts."""
    folder, generator = tmp_path_factory.mktemp("store"), np.random.default_rng(0)
    words = np.array(" ".join(documents.text).split(), dtype=object)
    for first in range(0, N_SHORT, FILE_DOCS):
        starts = generator.integers(0, len(words) - SHORT_WORDS, FILE_DOCS)
        rows = pa.table(
            {
                "doc_id": [f"doc-{first + at:07}" for at in range(FILE_DOCS)],
                "text": [" ".join(words[start : start + SHORT_WORDS]) for start in starts],
                "source": np.resize(["Gazette", "Post", "Courier"], FILE_DOCS),
                "n_words": np.full(FILE_DOCS, SHORT_WORDS),
            }
        )
        file = folder / f"rows-{first // FILE_DOCS:05}.parquet"
        pq.write_table(rows, file, row_group_size=GROUP_DOCS, compression="lz4")
    return folder


def test_a_million_documents_from_the_store(store):
    done = subprocess.run(
        [sys.executable, "-c", COUNT_STORE, str(store), json.dumps(TERMS)], capture_output=True, text=True, check=True
    )
    ours, seconds, before, peak = json.loads(done.stdout)
    texts = pl.concat([pl.read_parquet(file, columns=["text"]) for file in sorted(store.glob("*.parquet"))])
    ask = ask_duckdb(texts.to_arrow(), [query.pattern for query in parse_terms(TERMS)])
    theirs, duckdb_seconds = timed(ask, repeat=1)
    assert ours == theirs
    size = int(texts["text"].str.len_bytes().sum()) / 1e6
    tell(
        f"{len(TERMS)} named terms, {len(texts):,} texts of {size:.0f} MB from the store",
        seconds,
        duckdb=duckdb_seconds,
    )
    print(f"peak memory of the process that counted: {peak:.0f} MB; before it counted {before:.0f} MB")
