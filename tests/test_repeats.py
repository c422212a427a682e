"""Passages that many documents repeat, against a plain loop and a planted teaser."""

import itertools
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import repeats
from broadsheet import texts as texts_module
from broadsheet.errors import InputError
from broadsheet.repeats import drop_repeated, share_repeated
from broadsheet.tokens import read_tokens
from planted import make_documents

TEASER = "Subscribe to our evening letter for the best stories of the day."


def share_naively(texts: list[str], terms: list[str], *, n_words: int, min_docs: int) -> dict[str, float]:
    words = [[(w[0], w.start(), w.end()) for w in re.finditer(r"\b\w\w+\b", text.lower())] for text in texts]
    plain = [["0" if word.isdigit() else word for word, _, _ in found] for found in words]
    passages = [
        {
            at: tuple(found[at : at + n_words])
            for at in range(len(found) - n_words + 1)
            if 2 * found[at : at + n_words].count("0") <= n_words
        }
        for found in plain
    ]
    n_docs = Counter(passage for found in passages for passage in set(found.values()))
    n, inside = Counter(), Counter()
    for text, found, here in zip(texts, words, passages, strict=True):
        covered = {at + step for at, passage in here.items() if n_docs[passage] >= min_docs for step in range(n_words)}
        for size in (1, 2, 3):
            for at in range(len(found) - size + 1):
                part = found[at : at + size]
                term = " ".join(word for word, _, _ in part)
                gaps = [text[left[2] : right[1]] for left, right in itertools.pairwise(part)]
                if all(gap.isspace() and "\n" not in gap for gap in gaps):
                    n[term] += 1
                    inside[term] += covered >= set(range(at, at + size))
    return {term: inside[term] / n[term] if n[term] else 0.0 for term in terms}


def test_a_teaser_is_found_in_the_documents_that_have_it():
    texts = [f"Report {name} tells of stories elsewhere. {TEASER}" for name in ("alpha", "beta", "gamma")]
    documents = make_documents([*texts, "The best of stories is told in the evening."])
    shares = share_repeated(documents, terms=["subscribe", "evening", "evening letter", "alpha", "absent"], min_docs=3)
    assert shares.to_dict() == {"subscribe": 1, "evening": 0.75, "evening letter": 1, "alpha": 0, "absent": 0}


def test_all_numbers_are_one_word():
    documents = make_documents([f"The leading index fell {n} points to close at {n + 99} again" for n in (11, 22, 33)])
    shares = share_repeated(documents, terms=["leading index", "again"], min_docs=3)
    assert shares.tolist() == [1, 1]


def test_a_table_of_numbers_is_no_passage():
    documents = make_documents(["gold 11 22 33 44 55 66 77"] * 3)
    assert share_repeated(documents, terms=["gold"], min_docs=3).tolist() == [0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["aa", "bb", "12", "13", "c", ".", "\n"]), max_size=14), max_size=8))
def test_shares_are_those_of_a_plain_loop(found):
    texts = [" ".join(["", *pieces]) for pieces in found] + ["aa"]
    terms = ["aa", "bb", "aa bb", "bb aa", "aa bb aa", "aa 12", "zz"]
    shares = share_repeated(make_documents(texts), terms=terms, n_words=3, min_docs=2)
    assert shares.to_dict() == share_naively(texts, terms, n_words=3, min_docs=2)


def test_the_size_of_chunks_and_of_the_table_changes_nothing(monkeypatch):
    texts = [f"{name} tells stories of {name}. {TEASER}" for name in ("alpha", "beta", "gamma")] * 2
    terms = ["subscribe", "stories", "alpha", "tells stories"]
    expected = share_repeated(make_documents(texts), terms=terms, min_docs=4)
    assert expected.tolist() == [1, 0.5, 0, 0]
    monkeypatch.setattr(texts_module, "CHUNK_BYTES", 1)
    monkeypatch.setattr(repeats, "MAX_BITS", 2)
    assert share_repeated(make_documents(texts), terms=terms, min_docs=4).equals(expected)


def test_without_documents_or_terms_nothing_is_repeated():
    assert share_repeated(make_documents(["bank"]).iloc[1:], terms=["bank"]).tolist() == [0]
    assert share_repeated(make_documents(["bank"]), terms=[]).empty


@pytest.mark.parametrize(("n_words", "min_docs"), [(1, 5), (7, 1)])
def test_a_passage_of_one_word_or_in_one_document_is_refused(n_words, min_docs):
    with pytest.raises(InputError, match=f"n_words is {n_words} and min_docs is {min_docs}, expected 2 or more"):
        share_repeated(make_documents(["bank"]), terms=["bank"], n_words=n_words, min_docs=min_docs)


def drop_naively(texts: list[str], *, n_words: int, min_docs: int) -> list[list[str]]:
    """The words of each text outside the passages that stand in ``min_docs`` of them."""
    words = [re.findall(r"\b\w\w+\b", text.lower()) for text in texts]
    passages = [[tuple(found[at : at + n_words]) for at in range(len(found) - n_words + 1)] for found in words]
    n_docs = Counter(passage for found in passages for passage in set(found))
    kept = []
    for found, here in zip(words, passages, strict=True):
        gone = {at + step for at, passage in enumerate(here) if n_docs[passage] >= min_docs for step in range(n_words)}
        kept.append([word for at, word in enumerate(found) if at not in gone])
    return kept


@given(st.lists(st.lists(st.sampled_from(["aa", "bb", "11", "22", ".", "x"]), max_size=12), max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_is_dropped_is_what_a_plain_loop_drops(found):
    texts = [" ".join(pieces) for pieces in found] + ["aa bb 11"]
    units = make_documents(texts)[["doc_id", "text"]].assign(unit=0)
    tokens = drop_repeated(read_tokens(units, marks=True), n_words=3, min_docs=2)
    kept = [
        [word for word in tokens.words.gather(part).to_list() if re.match(r"\w\w", word)]
        for piece in tokens.pieces
        for part in np.split(piece.codes, np.cumsum(piece.lengths)[:-1])
    ]
    assert kept == drop_naively(texts, n_words=3, min_docs=2)


def test_numbers_that_differ_make_no_repeated_passage():
    texts = [
        f"The company said net profit was {at} million dollars after a loss a year before it" for at in range(10, 20)
    ]
    tokens = read_tokens(make_documents(texts)[["doc_id", "text"]].assign(unit=0), marks=True)
    dropped = drop_repeated(tokens)
    assert all((one.codes == other.codes).all() for one, other in zip(tokens.pieces, dropped.pieces, strict=True))
