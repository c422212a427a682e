from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities import windows
from broadsheet.entities.windows import (
    count_shared,
    count_together,
    cut_windows,
    find_shared,
    keep_representatives,
    list_shared,
    trace_shared,
)
from broadsheet.texts import Texts
from planted import make_documents, make_mentions, shuffle

# documents of lines of sentences of names
corpora = st.lists(
    st.lists(st.lists(st.lists(st.sampled_from("ABCDEF"), max_size=4), min_size=1, max_size=3), min_size=1, max_size=3),
    min_size=1,
    max_size=5,
)


def write(corpus) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(mentions, documents) of a corpus: sentences end in a full stop, paragraphs are lines."""
    rows, texts = [], []
    for number, document in enumerate(corpus):
        text, sentence = "", 0
        for line in document:
            for names in line:
                for name in names:
                    rows.append((f"d{number:03}", sentence, len(text), len(text) + 1, name, name, "PERSON", "model"))
                    text += f"{name} "
                text += ". "
                sentence += 1
            text += "\n"
        texts.append(text)
    frame = pd.DataFrame(rows, columns=list(tables.TABLES["mentions"].columns))
    return tables.make("mentions", frame), make_documents(texts)


def list_windows(corpus, kind: str) -> list[tuple[int, set[str]]]:
    """(document, names) of each window, as nested loops find them."""
    if kind == "document":
        return [(at, {name for line in doc for names in line for name in names}) for at, doc in enumerate(corpus)]
    if kind == "paragraph":
        return [(at, {name for names in line for name in names}) for at, doc in enumerate(corpus) for line in doc]
    return [(at, set(names)) for at, doc in enumerate(corpus) for line in doc for names in line]


def count_naively(corpus, kind: str) -> dict[tuple[str, str], Counter]:
    """Windows with both names of each pair, a count for each document."""
    found = defaultdict(Counter)
    for document, names in list_windows(corpus, kind):
        for pair in combinations(sorted(names), 2):
            found[pair][document] += 1
    return found


def name_pairs(pairs: np.ndarray, names: np.ndarray) -> list[tuple[str, str]]:
    return [(names[pair // len(names)], names[pair % len(names)]) for pair in pairs.tolist()]


@settings(max_examples=40, deadline=None)
@given(corpus=corpora, seed=st.integers(0, 9))
def test_all_windows_agree_with_nested_loops(corpus, seed):
    mentions, documents = write(corpus)
    incidence = cut_windows(shuffle(mentions, seed), shuffle(documents, seed))
    n_names = len(incidence.names)
    for kind, cells in incidence.cells.items():
        naive = count_naively(corpus, kind)
        pairs = find_shared(cells, n_names)
        assert name_pairs(pairs, incidence.names) == sorted(naive)
        n, n_docs = count_shared(cells, pairs, n_names)
        assert n.tolist() == [naive[pair].total() for pair in sorted(naive)]
        assert n_docs.tolist() == [len(naive[pair]) for pair in sorted(naive)]
        assert count_together(cells, pairs, n_names).tolist() == n.tolist()


@settings(max_examples=12, deadline=None)
@given(corpus=corpora, sources=st.lists(st.sampled_from(["", "Gazette", "Herald"]), min_size=5, max_size=5))
def test_traces_agree_with_nested_loops(corpus, sources):
    mentions, documents = write(corpus)
    documents["source"] = sources[: len(documents)]
    days = pd.Series(pd.date_range("2024-01-01", periods=len(documents))[::-1])
    days[0] = pd.NaT
    documents["date"] = days.to_numpy("datetime64[s]")
    incidence = cut_windows(mentions, documents)
    naive = count_naively(corpus, "sentence")
    traces = trace_shared(incidence, find_shared(incidence.cells["sentence"], len(incidence.names)))
    for at, pair in enumerate(sorted(naive)):
        there = documents.iloc[list(naive[pair])]
        assert (traces.n[at], traces.n_docs[at]) == (naive[pair].total(), len(there))
        assert traces.n_sources[at] == len(set(there.source) - {""})
        days = np.array([traces.first_date[at], traces.last_date[at]]).astype("datetime64[D]").astype("datetime64[s]")
        expected = pd.Series([there.date.min(), there.date.max()], dtype="datetime64[s]")
        pd.testing.assert_series_equal(pd.Series(days), expected)


def test_the_size_of_the_pieces_changes_no_count(monkeypatch):
    generator = np.random.default_rng(0)
    sentences = [
        (doc, list(generator.choice([f"N{at:02}" for at in range(30)], 6, replace=False)))
        for doc in range(20)
        for _ in range(8)
    ]
    incidence = cut_windows(*make_mentions(sentences))
    cells, n_names = incidence.cells, len(incidence.names)
    pairs = find_shared(cells["sentence"], n_names)
    whole = [count_shared(cells[kind], pairs, n_names) for kind in windows.WINDOWS]
    traces = trace_shared(incidence, pairs)
    monkeypatch.setattr(windows, "PAIRS_AT_ONCE", 7)  # which also makes crowds
    assert len(list(list_shared(cells["document"], pairs, n_names))) > 100
    assert find_shared(cells["sentence"], n_names).tolist() == pairs.tolist()
    for kind, (n, n_docs) in zip(windows.WINDOWS, whole, strict=True):
        again = count_shared(cells[kind], pairs, n_names)
        assert again[0].tolist() == n.tolist() and again[1].tolist() == n_docs.tolist()
        assert count_together(cells[kind], pairs, n_names).tolist() == n.tolist()
        assert count_together(cells[kind], pairs[-1:], n_names).tolist() == n[-1:].tolist()
    for name, values in vars(trace_shared(incidence, pairs)).items():
        assert values.tolist() == getattr(traces, name).tolist()


def test_a_copy_is_no_evidence_but_stands_in_for_a_representative_that_is_not_there():
    mentions, documents = make_mentions([(0, ["Ada", "Bob"]), (1, ["Ada", "Bob"]), (2, ["Ada", "Bob"])])
    documents["group"], documents["is_copy"] = ["d002", "d002", "d002"], [True, True, False]
    assert keep_representatives(documents).doc_id.tolist() == ["d002"]
    assert keep_representatives(documents.head(2)).doc_id.tolist() == ["d000"]
    incidence = cut_windows(mentions, documents)
    assert trace_shared(incidence, find_shared(incidence.cells["sentence"], 2)).n.tolist() == [1]


def test_mentions_of_documents_that_are_not_given_do_not_count():
    mentions, documents = make_mentions([(0, ["Ada", "Bob"]), (1, ["Bob", "Cyd"])])
    assert cut_windows(mentions, documents.head(1)).names.tolist() == ["Ada", "Bob"]


def test_line_ends_are_counted_in_characters_not_bytes():
    documents = make_documents(["Zoë 😀.\nAda.\nBob.", "no name"])
    rows = [("d000", at, start, start + 3, name, name, "PERSON", "model")
            for at, (start, name) in enumerate([(0, "Zoë"), (7, "Ada"), (12, "Bob")])]  # fmt: skip
    mentions = tables.make("mentions", pd.DataFrame(rows, columns=list(tables.TABLES["mentions"].columns)))
    cells = cut_windows(mentions, documents).cells["paragraph"]
    assert cells.window.tolist() == [0, 1, 2]
    documents.loc[0, "text"] = "Zoë 😀. Ada.\nBob."
    assert cut_windows(mentions, documents).cells["paragraph"].window.tolist() == [0, 0, 1]


def test_texts_may_lie_in_files(tmp_path):
    mentions, documents = write([[[["A", "B"]], [["C"]]], [[["A"], ["C"]]]])
    shuffle(documents)[["doc_id", "text"]].to_parquet(tmp_path / "part.parquet")
    there = cut_windows(mentions, documents.drop(columns="text"), Texts((tmp_path / "part.parquet",)))
    here = cut_windows(mentions, documents)
    assert there.cells["paragraph"].window.tolist() == here.cells["paragraph"].window.tolist()


def test_no_mentions_and_no_documents_give_no_cells_and_no_pairs():
    mentions, documents = make_mentions([(0, ["Ada", "Bob"])])
    for some, kept in ((mentions.head(0), documents), (mentions, documents.head(0))):
        incidence = cut_windows(some, kept)
        assert not len(incidence.names)
        for cells in incidence.cells.values():
            pairs = find_shared(cells, 0)
            assert (
                not len(pairs)
                and not len(count_shared(cells, pairs, 0)[0])
                and not len(count_together(cells, pairs, 0))
            )


@pytest.mark.parametrize("n_docs", [1, 500])
def test_fifty_thousand_names_need_no_table_of_all_their_pairs(n_docs):
    n_names = 50_000  # all pairs would be 1.25 thousand millions
    doc = np.arange(n_names) % n_docs
    place = np.arange(n_names) // n_docs
    names = pd.Series([f"Name {at:05}" for at in range(n_names)], dtype="str")
    documents = make_documents(["x" * 10 * n_names] * n_docs if n_docs == 1 else ["x" * 1000] * n_docs)
    mentions = pd.DataFrame({"doc_id": documents.doc_id.to_numpy()[doc], "sentence": place // 2, "start": place * 9})
    incidence = cut_windows(mentions.assign(entity=names), documents)
    pairs = find_shared(incidence.cells["sentence"], n_names)
    assert len(pairs) == n_names // 2
    assert count_together(incidence.cells["document"], pairs[:100], n_names).tolist() == [1] * 100
