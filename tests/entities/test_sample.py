from collections import Counter

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.entities.sample import (
    MIN_DOCS,
    PADDING,
    RUN,
    choose_reading,
    choose_sample,
    choose_sentences,
    read_texts,
)
from broadsheet.errors import InputError
from broadsheet.texts import Texts
from planted import make_documents, shuffle


def many(*, n_docs: int = 400) -> pd.DataFrame:
    """A year of two papers, one of which is three times as large."""
    dates = [f"2024-{1 + at % 12:02}-05" for at in range(n_docs)]
    documents = make_documents([f"Story {at}." for at in range(n_docs)], dates=dates)
    return documents.assign(source=["Herald" if at % 4 else "Post" for at in range(n_docs)])


def store(documents: pd.DataFrame, folder) -> Texts:
    frame = documents[["doc_id", "text"]]
    files = [folder / "a.parquet", folder / "b.parquet"]
    for file, part in zip(files, (frame[1::2], frame[::2]), strict=True):
        pq.write_table(pa.Table.from_pandas(part, preserve_index=False), file, row_group_size=2)
    return Texts(tuple(files))


def test_every_month_and_source_has_its_share_of_the_sample():
    documents = many()
    sample = choose_sample(documents, n_documents=40, random_state=0)
    assert len(sample) == 40 and sample.doc_id.is_unique
    keys = ["month", "source"]
    every, taken = (
        table.assign(month=table.date.dt.month).groupby(keys).size() for table in (documents, sample)
    )  # fmt: skip
    assert ((taken.reindex(every.index, fill_value=0) - every / 10).abs() < 1).all()


def test_the_sample_depends_on_random_state_alone():
    documents = many()
    one, same, other = (
        choose_sample(table, n_documents=30, random_state=state)
        for table, state in ((documents, 1), (shuffle(documents, 5), 1), (documents, 2))
    )
    pd.testing.assert_frame_equal(one, same)
    assert set(one.doc_id) != set(other.doc_id)


def test_every_document_is_as_likely_as_any_other():
    documents = many(n_docs=48)
    counted = Counter()
    for state in range(400):
        counted.update(choose_sample(documents, n_documents=12, random_state=state).doc_id)
    times = np.array([counted[doc_id] for doc_id in documents.doc_id])
    assert times.sum() == 4800 and abs(times - 100).max() < 45  # five standard deviations


def test_copies_are_left_out_and_undated_documents_are_not():
    documents = make_documents(["a", "b", "c"]).assign(is_copy=[False, True, False])
    assert choose_sample(documents, n_documents=5, random_state=0).doc_id.tolist() == ["d000", "d002"]


def test_no_sample_of_none():
    with pytest.raises(InputError, match="n_documents is 0, expected 1 or more"):
        choose_sample(many(), n_documents=0, random_state=0)
    assert choose_sample(many().head(0), n_documents=3, random_state=0).empty


def test_texts_come_from_the_store_in_the_order_of_documents(tmp_path):
    documents = make_documents(["one", "two", "three"])
    texts, bare = store(documents, tmp_path), documents.drop(columns="text")
    pd.testing.assert_frame_equal(read_texts(bare, texts=texts)[["doc_id", "text"]], documents[["doc_id", "text"]])


# the sentences

STORY = [
    "They met Orvela Quant. It was cold.",
    "They saw Orvela Quant in Paris. It rained.",
    "It was Orvela Quant again, all day and all of the long night, with nobody else in sight.",
    "He lives in Paris.",
    "She left Paris\non foot.",
    "Nobody at all was there.",
]


def test_sentences_worked_by_hand():
    documents = make_documents(STORY)
    chosen = choose_sentences(documents, n_chars=10_000)
    # "They", "It", "Orvela Quant" and "Paris" are runs of two or more documents, the latter two (and It) of three
    assert chosen.text.tolist() == ["They saw Orvela Quant in Paris.\nIt rained."]
    assert chosen.doc_id.tolist() == ["d001"]


def test_the_worthiest_sentence_for_its_length_comes_first_and_n_chars_ends_the_choice():
    documents = make_documents(STORY)
    assert choose_sentences(documents, n_chars=1).text.tolist() == ["They saw Orvela Quant in Paris."]
    assert choose_sentences(documents, n_chars=0).empty


def test_nothing_to_choose_from_gives_no_sentence():
    for texts in (["nobody here"], ["", ""], ["\u5317\u4eac\u3002"] * 4):
        documents = make_documents(texts)
        for table in (documents, documents.head(0)):
            chosen = choose_sentences(table, n_chars=100)
            assert chosen.empty and "text" in chosen


def test_sentences_are_the_same_for_shuffled_documents_and_from_the_store(tmp_path):
    documents = make_documents(STORY * 3)
    expected = choose_sentences(documents, n_chars=60)
    pd.testing.assert_frame_equal(choose_sentences(shuffle(documents, 4), n_chars=60), expected)
    bare = choose_sentences(documents.drop(columns="text"), n_chars=60, texts=store(documents, tmp_path))
    pd.testing.assert_frame_equal(bare[["doc_id", "text"]], expected[["doc_id", "text"]])


def test_runs_know_capitals_of_every_script_and_no_other_letters():
    found = pl.Series(["Émile Zola met Сергей Лавров, and Bank of England fell in london"]).str.extract_all(RUN)
    assert found[0].to_list() == ["Émile Zola", "Сергей Лавров", "Bank of England"]


words = st.sampled_from(["Ada", "Bea", "Cy Dee", "met", "and", "slept", "Rome", "Rome."])


@settings(max_examples=30)
@given(st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=3, max_size=9))
def test_the_choice_is_the_greedy_one_and_covers_every_run(lines):
    """Against a plain loop over all sentences; here each document is one sentence."""
    documents = make_documents([line.replace(". ", " ") for line in lines])
    runs = [set(pl.Series([text]).str.extract_all(RUN)[0].to_list()) for text in documents.text]
    docs = {run: n for run, n in Counter(run for held in runs for run in held).items() if n >= MIN_DOCS}
    left, value = dict(docs), []
    while left:
        worth = [sum(left.get(run, 0) for run in held) / (len(text) + PADDING)
                 for held, text in zip(runs, documents.text, strict=True)]  # fmt: skip
        value.append(max(worth))
        for run in runs[worth.index(max(worth))]:
            left.pop(run, None)
    chosen = choose_sentences(documents, n_chars=10_000)
    held = [set(pl.Series([text]).str.extract_all(RUN)[0].to_list()) for text in chosen.text]
    assert len(chosen) == len(value) and set(docs) <= set().union(*held)


# both


def count_chars(documents: pd.DataFrame, whole: pd.DataFrame, sentences: pd.DataFrame) -> int:
    return whole.text.str.len().sum() + sentences.text[~sentences.doc_id.isin(whole.doc_id)].str.len().sum()


@pytest.mark.parametrize("n_read", [8, 40, 200, 399, 400, 1000])
def test_what_the_sentences_leave_is_spent_on_further_documents(n_read):
    documents = make_documents([f"Quill met Orvela in May. {'So it went on and on. ' * 9}" for _ in range(400)])
    whole, sentences = choose_reading(documents, n_read=n_read, random_state=0)
    read = count_chars(documents, whole, sentences) / documents.text.str.len().mean()
    assert min(n_read, 400) - 1 <= read <= n_read
    assert whole.doc_id.is_unique and whole.doc_id.is_monotonic_increasing
    assert whole.text.tolist() == documents.set_index("doc_id").text[whole.doc_id].tolist()


def test_where_sentences_take_all_a_quarter_is_drawn():
    documents = make_documents([f"Quill{at} met Orvela{at}. Later Quill{at} left." for at in range(100)] * 4)
    whole, sentences = choose_reading(documents, n_read=20, random_state=0)
    assert len(whole) == 5 and len(sentences) > 15
    assert count_chars(documents, whole, sentences) <= 21.5 * documents.text.str.len().mean()


def test_the_reading_is_the_same_for_shuffled_documents_and_from_the_store(tmp_path):
    documents = make_documents([*STORY, "x", ""] * 9).assign(is_copy=[at % 7 == 0 for at in range(72)])
    expected = choose_reading(documents, n_read=30, random_state=4)
    bare = choose_reading(
        documents.drop(columns="text"), n_read=30, random_state=4, texts=store(documents, tmp_path)
    )  # fmt: skip
    shuffled = choose_reading(shuffle(documents, 4), n_read=30, random_state=4)
    for ours in (bare, shuffled):
        for one, other in zip(ours, expected, strict=True):
            pd.testing.assert_frame_equal(one[["doc_id", "text"]], other[["doc_id", "text"]])
    assert not set(expected[0].doc_id) & set(documents.doc_id[documents.is_copy])
