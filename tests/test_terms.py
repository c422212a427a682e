"""Counting terms: against scikit-learn, against plain Python, and by hand."""

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from broadsheet.errors import InputError
from broadsheet.queries import parse_terms
from broadsheet.terms import (
    count_forms,
    count_items,
    count_named,
    count_terms,
    find_columns,
    find_doubts,
    find_terms,
    list_counts,
    tell_left_out,
)
from broadsheet.texts import Texts
from broadsheet.words import cut_units, stop_words
from toy import toy_documents

ALPHABET = "abeE ÄäßéØ'’-.,1_\n"
QUERIES = ["strike", "flood*", "river|harbour", "dock workers", "*house*", "reiker", "levee: levee*|sandbags"]


TEASER = "Subscribe to our evening letter for the best stories of the day"


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


@pytest.mark.parametrize(
    ("options", "said", "mended"),
    [
        (
            {"min_docs": 5},
            "min_docs is 5, and the most widespread term is in 3 of them: ask for 3 or fewer",
            {"min_docs": 3},
        ),
        (
            {"max_doc_share": 0.3},
            r"max_doc_share is 0.3, and each term that stands in 1 or more stands in 2 .*: ask for 0.667 or more",
            {"max_doc_share": 0.667},
        ),
        ({"stop_words": ["flood", "strike"]}, "they hold no word but stop words and what drop names", {}),
        ({"drop": ["flood", "strik*"]}, "they hold no word but stop words and what drop names", {"drop": ["flood"]}),
    ],
)
def test_no_term_left_says_which_limit_and_a_value_that_works(options, said, mended):
    units = units_of({"a": "flood strike", "b": "flood strike", "c": "flood"})
    with pytest.raises(InputError, match=f"No term is left of 3 documents: .*{said}"):
        count_terms(units, **options)
    assert len(count_terms(units, **mended).terms)


def test_one_document_shares_no_term():
    with pytest.raises(InputError, match=r"left of 1 document: min_docs is 2, and there is one\. Add others"):
        count_terms(units_of({"a": "Flood water."}), min_docs=2)


def test_no_documents_leave_no_term():
    with pytest.raises(InputError, match="No term is left of 0 documents"):
        count_terms(units_of({}))


def test_forms_of_a_lemma_are_one_column_under_the_most_frequent():
    units = units_of({"a": "Strikes, strikes and a strike.", "b": "They struck: one strike, one war. Wars."})
    matrix = count_terms(units, lemmas=True, stop_words=["and", "they", "one"])
    assert matrix.terms.tolist() == ["strike", "war"]
    assert matrix.counts.toarray().tolist() == [[3, 0], [2, 2]]


def test_a_word_one_form_of_which_is_a_stop_word_is_none():
    units = units_of({"a": "She goes, they went to the flood.", "b": "An agreement."})
    matrix = count_terms(units, lemmas=True, stop_words=["go", "goes", "she", "they", "to", "the", "an"])
    assert matrix.terms.tolist() == ["agreement", "flood"]


def test_lemmas_of_a_language_without_a_dictionary():
    with pytest.raises(InputError, match="There is no dictionary of lemmas for language 'xx'; set lemmas to false"):
        count_terms(units_of({"a": "flood"}), lemmas=True, language="xx")


def test_dropped_words_are_no_columns_and_in_no_phrase():
    texts = dict.fromkeys("abcdef", "The prime minister, sanctions, sanctioned: oil prices and crude oil")
    options = {"stop_words": ["the", "of", "and"], "phrases": True}
    every = count_terms(units_of(texts), **options)
    assert every.terms.tolist() == ["crude oil", "oil", "oil prices", "prime minister", "sanctioned", "sanctions"]
    some = count_terms(units_of(texts), **options, drop=["sanction*", "crude", "prime minister"])
    assert some.terms.tolist() == ["minister", "oil", "oil prices", "prime"]


def test_a_form_that_is_dropped_takes_its_lemma_along():
    units = units_of({"a": "Floods and flood.", "b": "War."})
    assert count_terms(units, drop=["floods"], lemmas=True).terms.tolist() == ["and", "war"]


def test_the_terms_of_a_matrix_are_counted_in_new_documents():
    texts = {f"{at}": f"The trade wars and the trade war of w{at} in Hong Kong, strikes" for at in range(8)}
    options = {"stop_words": ["the", "of", "and", "in"], "phrases": True, "lemmas": True}
    matrix = count_terms(units_of(texts), min_docs=2, **options)
    assert matrix.terms.tolist() == ["hong kong", "strikes", "trade war"]
    again = count_terms(units_of(texts), terms=matrix.terms, lemmas=True)
    assert (again.counts != matrix.counts).nnz == 0
    new = count_terms(units_of({"x": "A strike struck Hong Kong.", "y": "Trade war"}), terms=matrix.terms, lemmas=True)
    assert new.terms.tolist() == matrix.terms.tolist()
    assert new.counts.toarray().tolist() == [[1, 2, 0], [0, 0, 1]]


def test_terms_keep_their_order_and_those_that_are_nowhere_are_empty():
    matrix = count_terms(units_of({"a": "Flood and strike."}), terms=["strike", "volcano", "new york", "flood"])
    assert matrix.terms.tolist() == ["strike", "volcano", "new york", "flood"]
    assert matrix.counts.toarray().tolist() == [[1, 0, 0, 1]]


def test_repeated_passages_are_left_out_on_request_and_their_words_kept_elsewhere():
    texts = {
        f"{at}": f"Story w{at}. Subscribe to our evening letter for the best stories of the day" for at in range(6)
    }
    units = units_of(texts | {"x": "The evening of the letter."})
    matrix = count_terms(units, repeats=False)
    assert matrix.terms.tolist() == ["evening", "letter", "of", "story", "the", *(f"w{at}" for at in range(6))]
    assert "subscribe" in count_terms(units).terms


@pytest.mark.parametrize("unit", ["document", "paragraph", "passage"])
def test_units_of_texts_on_the_disk_are_counted_as_those_in_memory(stored, unit):
    bare, documents, texts = stored
    units, written = (
        cut_units(documents, unit=unit, n_sentences=2),
        cut_units(bare.sample(frac=1, random_state=1), unit=unit, n_sentences=2, texts=texts),
    )
    pd.testing.assert_frame_equal(
        units.drop(columns="text").sort_values(["doc_id", "unit"], ignore_index=True)[written.columns], written
    )
    options = {"min_docs": 2, "phrases": True, "repeats": False}
    ours, theirs = (
        count_terms(written.sample(frac=1, random_state=2), texts=texts, **options),
        count_terms(units, **options),
    )
    assert (ours.terms.tolist(), ours.doc_ids.tolist()) == (theirs.terms.tolist(), theirs.doc_ids.tolist())
    assert (ours.counts != theirs.counts).nnz == 0


def test_columns_are_found_by_name_and_what_has_none_gets_a_hint():
    matrix = count_terms(units_of({"a": "Flood, flood and levees."}), stop_words=["and"])
    assert find_columns(matrix, ["Levees", "flood"]).tolist() == [1, 0]
    with pytest.raises(InputError, match=r"No column counts 'flod': .* A near spelling of 'flod' is 'flood' \(2\)\."):
        find_columns(matrix, ["flood", "flod"])
    with pytest.raises(InputError, match=r"No column counts 'qqqq', 'zzzz': .* Choose among the terms"):
        find_columns(matrix, ["qqqq", "zzzz"])


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
    assert count_named(documents, terms=[query]).counts.toarray().tolist() == [[expected]]
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
    assert counted.counts.toarray().ravel().tolist() == expected


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


@given(
    st.text(alphabet="abAB äÄ.-\n|", max_size=60),
    st.sampled_from(["ab", "a*", "*b", "ab|ä*", "a b", "a NOT a b", "/a.b/"]),
)
@settings(max_examples=30, deadline=None)
def test_every_count_has_its_evidence(text, query):
    documents = toy_documents({"a": text})
    assert count_named(documents, terms=[query]).counts.sum() == len(find_terms(documents, terms=[query]))


def test_named_counts_stand_in_the_order_of_documents_and_terms():
    documents = toy_documents({"b": "Flood in town, flood.", "a": "Strike."})
    matrix = count_named(documents, terms=["strike", "flood", "volcano"])
    assert matrix.counts.toarray().tolist() == [[0, 2, 0], [1, 0, 0]]
    assert (matrix.doc_ids.tolist(), matrix.units.tolist()) == (["b", "a"], [0, 0])
    assert matrix.terms.tolist() == ["strike", "flood", "volcano"]


def test_more_terms_than_are_counted_at_once():
    terms = [f"w{number}" for number in range(150)]
    documents = toy_documents({"a": " ".join(terms[::2]), "b": "w149 w149"})
    expected = [[1 - number % 2 for number in range(150)], [0] * 149 + [2]]
    assert count_named(documents, terms=terms).counts.toarray().tolist() == expected


def test_named_counts_of_no_documents_have_no_rows():
    matrix = count_named(toy_documents({}), terms=["flood", "strike"])
    assert (matrix.counts.shape, len(matrix.doc_ids)) == ((0, 2), 0)


def test_lemmas_are_those_of_the_documents():
    documents = toy_documents({"a": "The workers work.", "b": "A worker worked."})
    assert count_named(documents, terms=["worker"], lemmas=True).counts.toarray().tolist() == [[1], [1]]
    assert find_terms(documents, terms=["work"], lemmas=True)["match"].tolist() == ["work", "worked"]


@pytest.fixture
def stored(tmp_path):
    """(documents without texts, the same with them, their texts in two files)."""
    documents = toy_documents()
    rows = pl.from_pandas(documents[["doc_id", "text"]])
    files = (tmp_path / "one.parquet", tmp_path / "other.parquet")
    rows[15:].write_parquet(files[0], row_group_size=4)
    rows[:15].write_parquet(files[1])
    return documents.drop(columns="text"), documents, Texts(files)


def test_texts_on_the_disk_are_counted_and_found_as_those_in_memory(stored):
    bare, documents, texts = stored
    terms = ["flood*", "the harbour NOT the harbour company", "workers|velling"]
    mixed = bare.sample(frac=1, random_state=3)
    ours, theirs = count_named(mixed, terms=terms, texts=texts), count_named(documents.loc[mixed.index], terms=terms)
    assert theirs.counts.nnz > 10
    assert (ours.counts != theirs.counts).nnz == 0
    pd.testing.assert_frame_equal(find_terms(bare, terms=terms, texts=texts), find_terms(documents, terms=terms))
    pd.testing.assert_series_equal(count_forms(bare, texts=texts), count_forms(documents))


def test_a_term_that_is_nowhere_gives_an_empty_evidence_table():
    found = find_terms(toy_documents(), terms=["volcano"])
    assert len(found) == 0
    assert "match" in found


def many_floods():
    """Three months and no date, two sources of unequal size; every text holds the word twice, one ten times."""
    dates = [*(f"2024-0{1 + at % 3}-{1 + at % 28:02}" for at in range(60)), None, None, None]
    texts = {f"d{at:02}": "Flood here, flood there." for at in range(63)} | {"d07": "flood " * 10}
    sources = ["Post" if at % 15 == 4 else "Gazette" for at in range(63)]
    return toy_documents(texts, date=pd.to_datetime(pd.Series(dates)).astype("datetime64[s]"), source=sources)


def test_at_most_so_many_matches_a_month_each_from_another_document_and_all_sources():
    documents = many_floods()
    found = find_terms(documents, terms=["flood", "here"], most=5)
    month = found.date.dt.strftime("%Y-%m").fillna("none")
    assert found.groupby(["item", month]).size().tolist() == [5, 5, 5, 5, 5, 5, 5, 3]
    assert found[found["item"] == "here"].doc_id.is_unique
    dated = found[found.date.notna()]
    assert (dated.groupby(["item", month]).doc_id.nunique() == 5).all()
    there = documents.groupby(documents.date.dt.month).source.nunique()
    shown = dated.groupby(["item", dated.date.dt.month]).source.nunique()
    assert shown["flood"].tolist() == shown["here"].tolist() == there.tolist()
    assert 2 in there.tolist()


def test_second_matches_of_a_document_fill_up_where_documents_are_few():
    documents = toy_documents({"a": "Flood, flood, flood, flood.", "b": "Flood and flood."})
    found = find_terms(documents, terms=["flood"], most=4)
    assert sorted(zip(found.doc_id, found.start, strict=True)) == [("a", 0), ("a", 7), ("b", 0), ("b", 10)]


@pytest.mark.parametrize("most", [None, 1, 4])
def test_the_choice_of_matches_is_the_same_in_any_order(most):
    documents = many_floods()
    shuffled = documents.sample(frac=1, random_state=1)
    one, other = (find_terms(table, terms=["flood", "here"], most=most) for table in (documents, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_a_choice_is_part_of_all_matches_and_says_what_it_leaves_out():
    documents = many_floods()
    terms = ["flood", "volcano"]
    every, some = find_terms(documents, terms=terms), find_terms(documents, terms=terms, most=2)
    assert len(every.merge(some)) == len(some) == 8
    counts = count_named(documents, terms=terms)
    assert tell_left_out(every, counts, most=None) == "All 134 matches are shown."
    assert tell_left_out(some, counts, most=2) == (
        "8 of 134 matches are shown, at most 2 for each term and month, of as many documents and sources as possible; "
        "left out are some of flood (8 of 134)."
    )


def test_most_is_one_or_more():
    with pytest.raises(InputError, match="most is 0, expected 1 or more, or None"):
        find_terms(toy_documents(), terms=["flood"], most=0)


def test_items_of_any_table_are_counted_by_row():
    rows = pd.DataFrame(
        {"doc_id": ["b", "a", "b", "x", "b"], "entity": ["Osten", "Velling", "Osten", "Osten", "Velling"]}
    )
    matrix = count_items(rows, toy_documents({"c": "", "b": "", "a": ""}))
    assert matrix.terms.tolist() == ["Osten", "Velling"]
    assert matrix.doc_ids.tolist() == ["c", "b", "a"]
    assert matrix.counts.toarray().tolist() == [[0, 0], [2, 1], [0, 1]]


def test_topics_are_items_too_and_no_rows_make_no_columns():
    rows = pd.DataFrame({"doc_id": ["a", "a"], "topic": [2, 1]})
    matrix = count_items(rows, toy_documents({"a": ""}), item="topic")
    assert (matrix.terms.tolist(), matrix.counts.toarray().tolist()) == (["1", "2"], [[1, 1]])
    assert count_items(rows.head(0), toy_documents({"a": ""}), item="topic").counts.shape == (1, 0)


def test_items_need_their_column():
    with pytest.raises(
        InputError, match="rows has no column 'entity', expected doc_id and entity; it has doc_id, topic"
    ):
        count_items(pd.DataFrame({"doc_id": ["a"], "topic": [1]}), toy_documents({"a": ""}))


def test_counts_are_listed_by_term_and_document_without_zeros():
    documents = toy_documents({"b": "Flood, flood.", "a": "A strike after the flood.", "c": "Nothing."})
    listed = list_counts(count_named(documents, terms=["strike", "flood", "never"]))
    assert listed.values.tolist() == [["a", "strike", 1], ["b", "flood", 2], ["a", "flood", 1]]
    assert listed.columns.tolist() == ["doc_id", "item", "n"]


def test_counts_of_nothing_list_nothing():
    listed = list_counts(count_named(toy_documents({"a": "One."}), terms=["never"]))
    assert listed.empty and listed.dtypes.astype("str").tolist() == ["str", "str", "int64"]


def test_forms_are_the_words_as_written():
    forms = count_forms(toy_documents({"a": "US aid, us and Us; a flood.", "b": "Flood aid"}))
    assert forms.to_dict() == {"Flood": 1, "US": 1, "Us": 1, "aid": 2, "and": 1, "flood": 1, "us": 1}
    assert forms.index.tolist() == sorted(forms.index)
    assert len(count_forms(toy_documents({}))) == 0


DOUBTFUL = {
    "a": "The flood levee, the river and the Governor: floods, floodgates. The US and the EU.",
    "b": "The flood levee of the Dock workers in 东京新闻. Power plant.",
}


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("the|of the", "is of stop words only: it stands nearly everywhere, whatever the subject."),
        ("levey", "is found nowhere. A near spelling of 'levey' is 'levee' (2)."),
        ("govenor*", "is found nowhere. A near spelling of 'govenor' is 'governor' (1)."),
        ("gates", "is found nowhere. Inside longer words there is 'floodgates' (1); '*gates*' finds these."),
        ("新闻", "is found nowhere. Inside longer words there is '东京新闻' (1); '*新闻*' finds these."),
        ("workers dock", "is found nowhere. Its words occur, but not in this order."),
        ("/xyz+/", "is found nowhere."),
        ("qqqqqq zzzzzz|xxxxxx*", "is found nowhere."),
        ("power NOT power plant", "is found nowhere. It may stand where NOT excludes it."),
    ],
)
def test_a_doubtful_term_gets_a_plain_sentence(term, said):
    assert doubts_of([term, "river"]) == [f"The term {term!r} {said}"]


def doubts_of(terms, **options):
    documents = toy_documents(DOUBTFUL)
    match_case = options.get("match_case", False)
    counts = count_named(documents, terms=terms, match_case=match_case)
    queries = parse_terms(terms, match_case=match_case)
    return find_doubts(queries, counts, count_forms(documents), **options)


def test_another_case_is_named_where_case_counts():
    assert doubts_of(["us", "US", "Flood"], match_case=True) == [
        "The term 'us' is found nowhere. In another case there is 'US' (1).",
        "The term 'Flood' is found nowhere. In another case there is 'flood' (2).",
    ]


def test_a_term_that_occurs_gives_no_doubt_nor_does_a_language_without_stop_words():
    assert doubts_of(["flood", "the river"]) == []
    assert doubts_of(["the"], language="xx") == []


@pytest.mark.parametrize("terms", [[], ["flood", "flood"]])
def test_terms_need_names_of_their_own(terms):
    with pytest.raises(InputError, match="expected one or more, each under its own name"):
        count_named(toy_documents(), terms=terms)
