"""What phrases, lemmas and repeats cost beside counting words, and beside counting all n-grams: `make bench` prints it.

Texts are Reuters-21578 of the folder that BROADSHEET_DATA names. Times are printed, never asserted.
"""

import gzip
import json
import os
import time
from pathlib import Path

import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet.terms import count_terms
from broadsheet.words import stop_words

FILE = Path(os.environ.get("BROADSHEET_DATA", ""), "reuters_train.jsonl.gz")
MIN_DOCS = 5


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    if not FILE.is_file():
        pytest.skip("BROADSHEET_DATA names no folder with reuters_train.jsonl.gz")
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return pd.DataFrame({"doc_id": [str(row["id"]) for row in rows], "unit": 0, "text": [row["text"] for row in rows]})


def timed(function):
    clock, processor = time.perf_counter(), time.process_time()
    result = function()
    return result, f"{time.perf_counter() - clock:.2f} s ({time.process_time() - processor:.2f} s of processor)"


def test_what_phrases_cost(units):
    options = {"stop_words": stop_words("en"), "min_docs": MIN_DOCS}
    count_terms(units.head(100), phrases=True)  # what is made once
    words, seconds = timed(lambda: count_terms(units, **options))
    print(f"\n{len(units):,} documents, words: {seconds}, {len(words.terms):,} terms")
    extras = (
        {"phrases": True},
        {"lemmas": True},
        {"repeats": False},
        {"phrases": True, "lemmas": True, "repeats": False},
    )
    for extra in extras:
        matrix, seconds = timed(lambda extra=extra: count_terms(units, **options, **extra))
        print(f"    {extra}: {seconds}, {len(matrix.terms):,} terms")
        if extra == {"phrases": True}:
            assert {"bank of england", "hong kong", "interest rates", "crude oil"} <= set(matrix.terms)
    vectorizer = CountVectorizer(ngram_range=(1, 3), min_df=MIN_DOCS, stop_words=sorted(stop_words("en")))
    counts, seconds = timed(lambda: vectorizer.fit_transform(units.text))
    print(f"    CountVectorizer, all n-grams of one to three words: {seconds}, {counts.shape[1]:,} terms")
