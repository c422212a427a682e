"""Every word and phrase in every cell, against CountVectorizer and a plain loop."""

import itertools
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet import texts as texts_module
from broadsheet import vocabulary
from broadsheet.cells import gather_cells
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.texts import Texts
from broadsheet.vocabulary import count_vocabulary
from planted import make_documents

DAYS = ["2024-05-01", "2024-05-02", None]
PIECES = [
    "Bank",
    "of",
    "England",
    "rates",
    "42",
    "b",
    ".",
    ",",
    "\n",
    "-",
    "’s",
    "Київ",
    "банк",
    "東京は",
    "_",
    "ÉTÉ",
    "é",
]
FEW = settings(max_examples=30, deadline=None)
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), min_size=1, max_size=7)


def as_table(counts) -> dict[tuple, tuple[int, int]]:
    """(cluster, source, side, term) -> (n, n_docs) of all that is not 0."""
    names = counts.cells[["cluster", "source", "side"]].itertuples(index=False, name=None)
    cells = dict(enumerate(names))
    n, n_docs = counts.n.toarray(), counts.n_docs.toarray()
    assert ((n > 0) == (n_docs > 0)).all()
    return {
        (*cells[row], counts.terms[column]): (int(n[row, column]), int(n_docs[row, column]))
        for row, column in zip(*np.nonzero(n), strict=True)
    }


def count_naively(documents, clusters, *, n_gram: int, min_docs: int, stop_words=()) -> dict[tuple, tuple[int, int]]:
    """What ``count_vocabulary`` says, by Python's re, a word at a time."""
    n, n_docs = Counter(), Counter()
    for document, cluster in zip(documents.itertuples(), clusters, strict=True):
        found = Counter()
        for line in document.text.lower().split("\n"):
            words = [(word[0], word.start(), word.end()) for word in re.finditer(r"\b\w\w+\b", line)]
            for size in range(1, n_gram + 1):
                for at in range(len(words) - size + 1):
                    part = words[at : at + size]
                    gaps = [line[left[2] : right[1]] for left, right in itertools.pairwise(part)]
                    is_phrase = all(gap.isspace() for gap in gaps)
                    is_edge = part[0][0] not in stop_words and part[-1][0] not in stop_words
                    if is_phrase and is_edge and any(re.search(r"[^\W\d_]", word) for word, _, _ in part):
                        found[" ".join(word for word, _, _ in part)] += 1
        for term, times in found.items():
            n[cluster, document.source, "", term] += times
            n_docs[cluster, document.source, "", term] += 1
    spread = Counter()
    for key, times in n_docs.items():
        spread[key[-1]] += times
    return {key: (n[key], n_docs[key]) for key in n if spread[key[-1]] >= min_docs}


def dated(found: list[str], source="Gazette") -> pd.DataFrame:
    return make_documents(found, dates=[DAYS[at % len(DAYS)] for at in range(len(found))], source=source)


def clusters_of(documents: pd.DataFrame) -> list[str]:
    return [
        f"document {doc_id}" if pd.isna(day) else str(day.date())
        for doc_id, day in zip(documents.doc_id, documents.date, strict=True)
    ]


def test_a_toy_is_counted_as_one_counts_it_by_hand():
    documents = make_documents(
        ["The Bank of England met. England waits.", "bank of England: the bank of\nEngland"], dates=["2024-05-01"] * 2
    )
    counts = count_vocabulary(documents, min_docs=2, stop_words=["the", "of"])
    assert counts.terms.tolist() == ["bank", "bank of england", "england"]
    assert counts.n.toarray().tolist() == [[3, 2, 4]]
    assert counts.n_docs.toarray().tolist() == [[2, 2, 2]]


@FEW
@given(TEXTS, st.integers(1, 3), st.integers(1, 3), st.sampled_from([(), ("of",), ("of", "bank")]))
def test_counts_are_those_of_a_plain_loop(found, n_gram, min_docs, stop_words):
    documents = dated(found)
    counts = count_vocabulary(documents, n_gram=n_gram, min_docs=min_docs, stop_words=stop_words)
    expected = count_naively(documents, clusters_of(documents), n_gram=n_gram, min_docs=min_docs, stop_words=stop_words)
    assert as_table(counts) == expected
    assert counts.terms.tolist() == sorted({key[-1] for key in expected})


@FEW
@given(TEXTS)
def test_words_are_those_of_count_vectorizer(found):
    documents = dated(found)
    counts = count_vocabulary(documents, n_gram=1, min_docs=1)
    peer = CountVectorizer(token_pattern=r"\b\w\w+\b")
    try:
        totals = np.asarray(peer.fit_transform(found).sum(axis=0)).ravel()
        expected = dict(zip(peer.get_feature_names_out(), totals, strict=True))
    except ValueError:  # it refuses an empty vocabulary
        expected = {}
    expected = {word: times for word, times in expected.items() if re.search(r"[^\W\d_]", word)}
    assert dict(zip(counts.terms, np.asarray(counts.n.sum(axis=0)).ravel(), strict=True)) == expected


@FEW
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(found, shuffler):
    documents = dated(found)
    order = list(range(len(documents)))
    shuffler.shuffle(order)
    one = count_vocabulary(documents, min_docs=1)
    other = count_vocabulary(documents.iloc[order].reset_index(drop=True), min_docs=1)
    assert as_table(one) == as_table(other)
    pd.testing.assert_frame_equal(one.cells, other.cells)
    assert one.terms.tolist() == other.terms.tolist()


@pytest.mark.parametrize(("chunk_bytes", "merge"), [(1, 1), (40, 3), (100, 1000)])
def test_the_size_of_chunks_changes_nothing(monkeypatch, chunk_bytes, merge):
    documents = dated(["bank of england rates", "rates of the bank rose", "bank of england", "no rates", ""] * 3)
    expected = as_table(count_vocabulary(documents, min_docs=3))
    assert {key[-1] for key in expected} >= {"bank of england", "of england"}
    monkeypatch.setattr(texts_module, "CHUNK_BYTES", chunk_bytes)
    monkeypatch.setattr(vocabulary, "MERGE", merge)
    assert as_table(count_vocabulary(documents, min_docs=3)) == expected


def test_phrases_that_share_a_slot_are_still_told_apart(monkeypatch):
    monkeypatch.setattr(vocabulary, "MAX_BITS", 1)
    documents = dated(["one two three four five", "six seven eight nine ten", "one two three"] * 3)
    expected = count_naively(documents, clusters_of(documents), n_gram=3, min_docs=4)
    assert as_table(count_vocabulary(documents, min_docs=4)) == expected


def test_texts_on_the_disk_count_as_texts_in_the_table(tmp_path):
    documents = dated(["bank of england", "the bank of england", "rates rise"])
    documents[["doc_id", "text"]][::-1].to_parquet(tmp_path / "texts.parquet")
    counts = count_vocabulary(documents.drop(columns="text"), min_docs=2, texts=Texts((tmp_path / "texts.parquet",)))
    assert as_table(counts) == as_table(count_vocabulary(documents, min_docs=2))


def test_cells_are_those_that_gathering_a_matrix_gives():
    documents = dated(["bank rates", "rates rise", "bank", "rates"]).assign(source=["A", "B", "A", ""])
    side = pd.Series(["target", "reference", "target", ""], index=documents.index)
    counts = count_vocabulary(documents, cluster="week", side=side, n_gram=1, min_docs=1)
    units = documents[["doc_id", "text"]].assign(unit=0)
    expected = gather_cells(count_terms(units), documents, cluster="week", side=side)
    pd.testing.assert_frame_equal(counts.cells, expected.cells)
    assert counts.terms.tolist() == expected.terms.tolist()
    assert (counts.n != expected.n).nnz == (counts.n_docs != expected.n_docs).nnz == 0


def test_a_stop_word_may_stand_in_the_middle_of_a_phrase_only():
    documents = make_documents(["state of the union of states"])
    counts = count_vocabulary(documents, min_docs=1, stop_words=["of", "the"])
    assert counts.terms.tolist() == ["state", "states", "union", "union of states"]


def test_a_phrase_of_numbers_alone_is_none():
    documents = make_documents(["2019 2020 covid 19 19"])
    phrases = [term for term in count_vocabulary(documents, min_docs=1).terms if " " in term]
    assert phrases == ["2019 2020 covid", "2020 covid", "2020 covid 19", "covid 19", "covid 19 19"]


@pytest.mark.parametrize("found", [[], [""], ["", " . \n 1 22 !"]])
def test_documents_without_words_have_cells_and_no_terms(found):
    documents = make_documents(["", *found]).iloc[1:]
    counts = count_vocabulary(documents, min_docs=1)
    assert counts.n.shape == counts.n_docs.shape == (len(found), 0)
    assert len(counts.terms) == 0


def test_what_cannot_be_counted_is_refused():
    documents = make_documents(["bank"])
    with pytest.raises(InputError, match=r"n_gram is 4, expected 1 \(words only\), 2 or 3"):
        count_vocabulary(documents, n_gram=4)
    with pytest.raises(InputError, match="min_docs is 0, expected 1 or more"):
        count_vocabulary(documents, min_docs=0)
    with pytest.raises(InputError, match="cluster is 'hour'"):
        count_vocabulary(documents, cluster="hour")


def test_too_many_words_for_the_keys_are_refused(monkeypatch):
    monkeypatch.setattr(vocabulary, "MAX_WORDS", 2)
    with pytest.raises(InputError, match="2 different words stand in at least min_docs = 1"):
        count_vocabulary(make_documents(["bank rates"]), min_docs=1)
