"""Phrases against a plain loop, planted company, and words that keep none."""

import itertools
import math
import re
from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import phrases
from broadsheet.errors import InputError
from broadsheet.lexicon import know_words
from broadsheet.phrases import find_inside, find_phrases
from broadsheet.terms import count_terms
from broadsheet.tokens import read_tokens
from broadsheet.words import cut_units
from toy import toy_documents

STOPS = ["of", "the"]


def units_of(texts):
    return cut_units(toy_documents({f"{at:04}": text for at, text in enumerate(texts)}), unit="document")


def found_in(texts, **options):
    tokens = read_tokens(units_of(texts), marks=True)
    return find_phrases(tokens, know_words(tokens, stop_words=STOPS), **options).terms.to_list()


def find_naively(texts, *, min_together):
    """All phrases by dictionaries of counts, one window after the other."""
    runs = [re.findall(r"\w\w+|[^\w\s]+|\w|\n", text.lower() + "\n") for text in texts]
    runs = [list(run) for all_ in runs for is_word, run in itertools.groupby(all_, lambda t: len(t) > 1) if is_word]
    n = {
        size: Counter(tuple(run[at : at + size]) for run in runs for at in range(len(run) - size + 1))
        for size in (1, 2)
    }
    total = n[1].total()
    n[2] = Counter({pair: count for pair, count in n[2].items() if count >= min_together})

    def npmi(both, one, other):
        return math.log(both * total / (one * other)) / math.log(total / both)

    def is_edge(word):
        return word not in STOPS and re.search(r"[^\W\d_]", word)

    near = {pair: npmi(count, n[1][pair[:1]], n[1][pair[1:]]) for pair, count in n[2].items()}
    pairs = {pair for pair in near if all(map(is_edge, pair)) and near[pair] >= phrases.MIN_NPMI}
    triples = Counter()
    for run in runs:
        for at in range(len(run) - 2):
            bound = {tuple(run[at - 1 : at + 1]) if at else (), tuple(run[at + 2 : at + 4])}
            triples[tuple(run[at : at + 3])] += not bound & pairs
    for (one, two, three), count in triples.items():
        left, right = (one, two), (two, three)
        if count < min_together or not (is_edge(one) and is_edge(three) and left in near and right in near):
            continue
        closer = left if near[left] > near[right] else right
        score = min(npmi(count, n[2][left], n[1][three,]), npmi(count, n[1][one,], n[2][right]))
        if score >= phrases.MIN_NPMI and count >= phrases.MIN_HELD * n[2][closer]:
            pairs.add((one, two, three))
    return sorted(" ".join(phrase) for phrase in pairs)


WORDS = st.sampled_from(["hong", "kong", "trade", "war", "bank", "of", "the", "england", "1987", "said"])
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=7).map(" ".join), min_size=1, max_size=12)


@given(SENTENCES, st.sampled_from([" ", ". ", "\n"]), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_phrases_are_those_of_a_plain_loop(sentences, between, min_together):
    texts = [between.join(sentences), *sentences, "bank of england " * 3, "hong kong. trade war"]
    assert sorted(found_in(texts, min_together=min_together)) == find_naively(texts, min_together=min_together)


def noise(n_docs, *, planted=""):
    """Each text has fifty words drawn by lot from a hundred and, where it is given, ``planted`` in the middle."""
    generator = np.random.default_rng(0)
    words = [f"w{chr(97 + at // 10)}{chr(97 + at % 10)}" for at in range(100)]
    drawn = (generator.choice(words, 50) for _ in range(n_docs))
    return [" ".join([*row[:25], *planted.split(), *row[25:]]) for row in drawn]


def test_words_by_lot_make_no_phrase():
    assert found_in(noise(200)) == []


@pytest.mark.parametrize("planted", ["hong kong", "bank of england", "gross domestic product"])
def test_planted_company_is_found(planted):
    assert planted in found_in(noise(50, planted=planted))


def test_no_phrase_runs_over_a_mark_a_line_or_a_document():
    texts = ["Hong. Kong\nHong\nKong (hong) kong, the end of hong", "kong"] * 5
    assert found_in(texts) == []


def test_a_name_does_not_fall_apart():
    texts = [f"{text}. {'Leader. Michael. ' * 6}" for text in noise(40, planted="tory leader michael howard")]
    assert found_in(texts) == ["michael howard", "tory leader"]


def test_a_word_that_lives_in_its_phrase_has_no_column_of_its_own():
    matrix = count_terms(units_of(["Hong Kong: trade war, trade, war"] * 10), phrases=True, stop_words=["and"])
    assert matrix.terms.tolist() == ["hong kong", "trade", "war"]
    assert matrix.counts.toarray()[0].tolist() == [1, 2, 2]


def test_words_go_for_longer_phrases_only_where_these_stay():
    terms = pl.Series(["hong", "hong kong", "hong kong port", "kong", "port", "trade"])
    inside = find_inside(terms, np.array([10, 10, 9, 20, 30, 5]))
    assert dict(zip(terms, inside.tolist(), strict=True)) == {
        "hong": True,  # 9 of 10 in the longest
        "hong kong": True,
        "hong kong port": False,
        "kong": False,
        "port": False,
        "trade": False,
    }


def test_shuffled_texts_give_the_same_phrases_and_counts():
    units = cut_units(toy_documents(), unit="document")
    one = count_terms(units, phrases=True, stop_words=STOPS)
    other = count_terms(units.sample(frac=1, random_state=1), phrases=True, stop_words=STOPS)
    assert one.terms.tolist() == other.terms.tolist()
    assert any(" " in term for term in one.terms)
    assert (one.counts != other.counts).nnz == 0


def test_no_texts_have_no_phrases():
    assert found_in([]) == found_in(["", "..."]) == []


def test_too_many_words_for_phrases_are_refused(monkeypatch):
    monkeypatch.setattr(phrases, "MAX_WORDS", 3)
    with pytest.raises(InputError, match=r"5 different words .*, expected 3 or fewer\. Raise min_docs"):
        found_in(["one flood two floods"])
