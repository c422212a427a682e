"""Counting terms: against scikit-learn, against plain Python, and by hand."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet.errors import InputError
from broadsheet.terms import count_named, count_terms, find_terms, term_label, term_pattern
from broadsheet.words import cut_units, stop_words
from toy import toy_documents

ALPHABET = "abeE ÄäßéØ'’-.,1_\n"
QUERIES = ["strike", "flood*", "river|harbour", "dock workers", "*house*", "reiker", "levee: levee*|sandbags"]


def units_of(texts):
    return cut_units(toy_documents(texts), unit="document", n_sentences=1)


def sklearn_counts(texts, **options):
    vectorizer = CountVectorizer(**options)
    counts = vectorizer.fit_transform(texts).toarray()
    names = vectorizer.get_feature_names_out()
    lettered = [column for column, name in enumerate(names) if re.search(r"[^\W\d_]", name)]
    return counts[:, lettered], names[lettered].tolist()


def test_counts_of_a_worked_example():
    matrix = count_terms(units_of({"a": "Flood, flood and strike.", "b": "Strike in 1978!"}))
    assert matrix.terms.tolist() == ["and", "flood", "in", "strike"]
    assert matrix.counts.toarray().tolist() == [[1, 2, 0, 1], [0, 0, 1, 1]]
    assert matrix.doc_ids.tolist() == ["a", "b"]


def test_the_toy_is_counted_as_scikit_learn_counts_it():
    documents = toy_documents()
    counts, names = sklearn_counts(documents.text)
    matrix = count_terms(cut_units(documents, unit="document", n_sentences=1))
    assert matrix.terms.tolist() == names
    assert np.array_equal(matrix.counts.toarray(), counts)


@given(st.lists(st.text(alphabet=ALPHABET, max_size=40), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_text_is_counted_as_scikit_learn_counts_it(texts):
    try:
        counts, names = sklearn_counts(texts)
    except ValueError:  # an empty vocabulary
        names = []
    assume(names)
    matrix = count_terms(units_of({f"{number}": text for number, text in enumerate(texts)}))
    assert matrix.terms.tolist() == names
    assert np.array_equal(matrix.counts.toarray(), counts)


@pytest.mark.parametrize(("min_docs", "max_doc_share"), [(1, 0.5), (2, 1.0), (3, 0.6)])
def test_limits_on_documents_are_those_of_scikit_learn(min_docs, max_doc_share):
    documents = toy_documents()
    counts, names = sklearn_counts(documents.text, min_df=min_docs, max_df=max_doc_share)
    units = cut_units(documents, unit="document", n_sentences=1)
    matrix = count_terms(units, min_docs=min_docs, max_doc_share=max_doc_share)
    assert matrix.terms.tolist() == names
    assert np.array_equal(matrix.counts.toarray(), counts)


def test_limits_count_documents_also_where_units_are_passages():
    documents = toy_documents({"a": "Flood now. Flood then. Flood here. Flood there.", "b": "Strike now. Strike then."})
    units = cut_units(documents, unit="passage", n_sentences=1)
    assert count_terms(units, min_docs=2).terms.tolist() == ["now", "then"]


def test_stop_words_are_not_counted():
    matrix = count_terms(units_of({"a": "The flood and the strike."}), stop_words=stop_words("en"))
    assert matrix.terms.tolist() == ["flood", "strike"]


def test_shuffled_units_give_the_same_matrix():
    units = cut_units(toy_documents(), unit="passage", n_sentences=1)
    one, other = count_terms(units), count_terms(units.sample(frac=1, random_state=2))
    assert (one.counts != other.counts).nnz == 0
    assert one.doc_ids.tolist() == other.doc_ids.tolist()
    assert one.units.tolist() == other.units.tolist()
    assert one.terms.tolist() == other.terms.tolist()


def test_a_unit_without_terms_keeps_its_row():
    matrix = count_terms(units_of({"a": "...", "b": "Flood."}))
    assert matrix.counts.toarray().tolist() == [[0], [1]]


def test_no_term_left_says_where_they_went():
    with pytest.raises(InputError, match=r"of 3 words in 1 documents, 1 are no stop words, .* at least 2 documents"):
        count_terms(units_of({"a": "the flood and"}), stop_words=["the", "and"], min_docs=2)


@pytest.mark.parametrize("share", [0, -0.1, 1.5])
def test_a_share_outside_nought_to_one_is_refused(share):
    with pytest.raises(InputError, match=f"max_doc_share is {share}"):
        count_terms(units_of({"a": "flood"}), max_doc_share=share)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("flood", "Flood, FLOOD and floods; after-flood.", 3),
        ("flood*", "Flood, floods, flooding; bloodflood.", 3),
        ("*flood", "flood bloodflood floods", 2),
        ("flood|river", "The river, the flood, the rivers.", 2),
        ("dock workers", "Dock  workers and dock\nworkers, dock-workers.", 2),
        ("U.S.", "U.S. troops left the U.S.; the U.S.A. and USA did not.", 2),
        ("C++", "C++ is older; C is oldest.", 1),
        ("$5bn", "It cost $5bn, not 5bn.", 1),
        ("R&D", "R&D costs; RD, R and D do not.", 1),
        ("9/11", "After 9/11 and 19/11.", 1),
        ("new york|york", "New York and York.", 2),
        ("Fluß", "Der Fluß, die Flüsse.", 1),
    ],
)
def test_a_query_matches_whole_words_in_any_case(query, text, expected):
    documents = toy_documents({"a": text})
    assert count_named(documents, terms=[query]).n.tolist() == [expected]
    assert len(find_terms(documents, terms=[query])) == expected


def naive_matches(text, query):
    """Try every word start with every alternative, in plain Python."""
    found, at = [], 0
    alternatives = [part.strip().lower().split() for part in query.rpartition(":")[2].split("|")]
    tokens = [(match.start(), match.end(), match[0].lower()) for match in re.finditer(r"\w+", text)]
    while at < len(tokens):
        for words in alternatives:
            run = tokens[at : at + len(words)]
            fits = len(run) == len(words) and all(
                re.fullmatch(word.replace("*", r"\w*"), token[2]) for word, token in zip(words, run, strict=True)
            )
            gaps = [text[left[1] : right[0]] for left, right in pairwise(run)]
            if fits and not any(gap.strip() for gap in gaps):
                found.append((run[0][0], run[-1][1]))
                at += len(words) - 1
                break
        at += 1
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_named_counts_agree_with_plain_python(query):
    documents = toy_documents()
    counted = count_named(documents, terms=[query])
    expected = [len(naive_matches(text, query)) for text in documents.text]
    assert sum(expected) > 0
    assert counted.n.tolist() == expected


@pytest.mark.parametrize("query", QUERIES)
def test_found_terms_agree_with_plain_python(query):
    documents = toy_documents()
    found = find_terms(documents, terms=[query])
    expected = {
        (document.doc_id, start, end)
        for document in documents.itertuples()
        for start, end in naive_matches(document.text, query)
    }
    assert set(zip(found.doc_id, found.start, found.end, strict=True)) == expected


@given(st.text(alphabet="abAB äÄ.-\n|", max_size=60), st.sampled_from(["ab", "a*", "*b", "ab|ä*", "a b"]))
@settings(max_examples=30, deadline=None)
def test_every_count_has_its_evidence(text, query):
    documents = toy_documents({"a": text})
    assert count_named(documents, terms=[query]).n.sum() == len(find_terms(documents, terms=[query]))


def test_named_counts_hold_zeros_and_words():
    documents = toy_documents({"a": "Flood in town.", "b": "Strike."})
    counted = count_named(documents, terms=["flood", "strike"])
    assert counted[["doc_id", "item", "n", "n_words"]].values.tolist() == [
        ["a", "flood", 1, 3],
        ["b", "flood", 0, 1],
        ["a", "strike", 0, 3],
        ["b", "strike", 1, 1],
    ]


def test_named_counts_of_no_documents_are_an_empty_table():
    counted = count_named(toy_documents({}), terms=["flood"])
    assert counted.columns.tolist() == ["doc_id", "item", "n", "n_words"]
    assert len(counted) == 0


def test_a_term_that_is_nowhere_gives_an_empty_evidence_table():
    found = find_terms(toy_documents(), terms=["volcano"])
    assert len(found) == 0
    assert "match" in found


def test_a_label_before_a_colon_names_the_query():
    assert term_label("talks: talk*|negotiat*") == "talks"
    assert term_label(" talk* ") == "talk*"
    assert count_named(toy_documents(), terms=["water: flood|river"]).item.unique().tolist() == ["water"]


@pytest.mark.parametrize("query", ["", "flood|", "|flood", "label: ", "*", "flood| |river"])
def test_an_empty_part_of_a_query_is_refused(query):
    with pytest.raises(InputError, match="has an empty part; expected words such as"):
        term_pattern(query)


@pytest.mark.parametrize("terms", [[], ["flood", "flood"], ["a: flood", "a: strike"]])
def test_terms_need_names_of_their_own(terms):
    with pytest.raises(InputError, match="expected one or more, each under its own name"):
        count_named(toy_documents(), terms=terms)
