from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities.discover import (
    choose_more,
    choose_sample,
    count_by_dictionary,
    count_saturation,
    discover_names,
    read_texts,
    scan_by_dictionary,
)
from broadsheet.errors import InputError
from broadsheet.texts import Texts
from broadsheet.words import split_sentences
from planted import make_documents, shuffle


def name(*surfaces: str, kind: str = "PLACE") -> pd.DataFrame:
    return tables.make(
        "names",
        [
            {
                "surface": surface, "entity": surface, "kind": kind, "n_mentions": 1, "n_docs": 1, "share": 1.0,
                "is_ambiguous": False,
            }
            for surface in surfaces
        ],
    )  # fmt: skip


def mention(documents: pd.DataFrame, *surfaces: str, kind: str = "ORG") -> pd.DataFrame:
    """Every place of the surfaces, by plain search."""
    rows = [
        {
            "doc_id": row.doc_id, "sentence": 0, "start": at, "end": at + len(surface), "surface": surface,
            "entity": surface, "kind": kind, "rule": "model",
        }
        for row in documents.itertuples()
        for surface in surfaces
        for at in range(len(row.text))
        if row.text.startswith(surface, at)
    ]  # fmt: skip
    return tables.make("mentions", rows)


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


# the sample


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


def test_further_documents_are_those_rich_in_runs_not_yet_known():
    texts = [
        "they met Orvela Quant",
        "they met Orvela Quant",
        "it was Orvela Quant again",
        "in Paris",
        "in Paris",
        "in Paris",
    ]
    documents = make_documents([*texts, "nobody at all was there"])
    chosen = choose_more(documents, names=name("Paris"), n_documents=5)
    assert chosen.doc_id.tolist() == ["d000"]  # one is enough: the run is known then
    assert choose_more(documents, names=name("Nowhere"), n_documents=5).doc_id.tolist() == ["d000", "d003"]
    assert choose_more(documents, names=name("Nowhere"), n_documents=1).doc_id.tolist() == ["d003"]  # fewer words
    assert choose_more(documents.head(0), names=name(), n_documents=5).empty


# the dictionary


def test_a_surface_stands_for_the_entity_and_kind_it_mostly_had():
    documents = make_documents(["Merkel came. Merkel went. Merkel sat."])
    mentions = mention(documents, "Merkel").assign(
        entity=["Angela Merkel", "Angela Merkel", "Max Merkel"], kind=["PERSON", "ORG", "PERSON"]
    )
    names = discover_names(mentions, documents)
    assert names[["surface", "entity", "n_mentions", "n_docs", "share"]].values.tolist() == [
        ["Merkel", "Angela Merkel", 3, 1, 1.0]
    ]


def test_a_single_word_that_mostly_is_no_name_is_not_looked_for():
    documents = make_documents(
        ["In May Theresa May resigned. May is warm. May and June. Acme May fell.", "Apple grew."]
    )
    read = mention(documents, "Theresa May", "Apple")
    one = mention(documents, "May").query("start == 3")  # the first of the four places outside "Theresa May"
    names = discover_names(pd.concat([read, one]), documents).set_index("surface")
    assert names.is_ambiguous.to_dict() == {"Apple": False, "May": True, "Theresa May": False}
    assert names.share["May"] == 1 / 4
    counted = count_by_dictionary(documents, names=names.reset_index())
    assert Counter(counted.entity) == {"Theresa May": 1, "Apple": 1}


def test_no_mentions_make_no_dictionary():
    documents = make_documents(["a"])
    names = discover_names(tables.make("mentions"), documents)
    assert names.empty and count_by_dictionary(documents, names=names).empty


def test_places_worked_by_hand():
    documents = make_documents(
        ["“New York’s mayor”, in New Yorker. Yorkshire: York.\nNew\nYork, U.S.A. or U.S. (York)."]
    )
    counted = count_by_dictionary(documents, names=name("New York", "York", "U.S."))
    assert list(zip(counted.surface, counted.sentence, strict=True)) == [
        ("New York", 0), ("York", 1), ("York", 3), ("U.S.", 3), ("York", 3)
    ]  # fmt: skip
    assert set(counted.rule) == {"dictionary"}


def search(text: str, surfaces: list[str]) -> list[tuple[int, str]]:
    """The oracle: letter by letter, the longest whole word that starts here."""
    found, at = [], 0
    while at < len(text):
        fitting = [
            surface for surface in surfaces
            if text.startswith(surface, at) and not any(
                char.isalnum() or char == "_" for char in text[max(at - 1, 0) : at] + text[at + len(surface) :][:1]
            )
        ]  # fmt: skip
        if fitting:
            found.append((at, max(fitting, key=len)))
        at += len(max(fitting, key=len)) if fitting else 1
    return found


pieces = st.sampled_from(["New York", "York", "Łódź", "東京", "é", " ", "’s", "\n", "x", "-", "🙂", "New", "_", ". "])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(pieces, max_size=12).map("".join), min_size=1, max_size=4))
def test_the_pass_finds_what_a_search_letter_by_letter_does(texts):
    surfaces = ["New York", "York", "Łódź", "東京", "New York York"]
    documents = make_documents(texts)
    counted = count_by_dictionary(documents, names=name(*surfaces))
    expected = [
        (row.doc_id, at, surface) for row in documents.itertuples() for at, surface in search(row.text, surfaces)
    ]
    assert list(zip(counted.doc_id, counted.start, counted.surface, strict=True)) == expected
    texts = documents.set_index("doc_id").text
    for row in counted.itertuples():
        first, last = split_sentences(texts[row.doc_id])[row.sentence]
        assert texts[row.doc_id][row.start : row.end] == row.surface and first <= row.start < row.end <= last


def test_the_store_gives_what_the_table_gives(tmp_path):
    documents = make_documents(["Łódź and Paris.", "Paris", "nothing", "", "In Paris, Łódź"])
    texts, bare = store(documents, tmp_path), documents.drop(columns="text")
    names = name("Paris", "Łódź")
    expected = count_by_dictionary(documents, names=names)
    assert len(expected) == 5
    pd.testing.assert_frame_equal(count_by_dictionary(bare, names=names, texts=texts), expected)
    pd.testing.assert_frame_equal(count_by_dictionary(shuffle(documents, 2), names=names), expected)
    assert len(list(scan_by_dictionary(bare, names=name("Paris"), texts=texts))) == 2  # a file at a time
    pd.testing.assert_frame_equal(
        read_texts(bare, texts=texts)[["doc_id", "text"]], documents[["doc_id", "text"]], check_dtype=False
    )


# saturation


def spread_mentions(rows: list[str]) -> pd.DataFrame:
    documents = make_documents(rows)
    return mention(documents, *sorted(set("".join(rows))))


def test_the_curve_is_the_mean_over_all_samples_of_a_size():
    rows = ["AB", "A", "CA", "", "BD"]
    mentions = spread_mentions(rows)
    curve = count_saturation(mentions, n_documents=5).set_index("n_docs")
    for size in range(1, 6):
        samples = [Counter("".join(rows[at] for at in chosen)) for chosen in combinations(range(5), size)]
        assert curve.n_names[size] == pytest.approx(np.mean([len(sample) for sample in samples]))
        repeated = np.mean([sum(n > 1 for n in sample.values()) for sample in samples])
        assert curve.n_repeated[size] == pytest.approx(repeated)


def test_coverage_of_a_smaller_sample_is_that_of_the_documents_not_in_it():
    rows = ["AB", "A", "CA", "", "BD"]
    curve = count_saturation(spread_mentions(rows), n_documents=5).set_index("n_docs")
    for size in range(1, 5):
        known = [
            (rows[left], "".join(rows[at] for at in chosen))
            for chosen in combinations(range(5), size) for left in set(range(5)) - set(chosen)
        ]  # fmt: skip
        places = [(letter, text) for story, text in known for letter in story]
        assert curve.coverage[size] == pytest.approx(np.mean([letter in text for letter, text in places]))


def test_the_estimate_meets_the_planted_coverage():
    missed = []
    for seed in range(6):
        chance = 0.5 / np.arange(1, 2001) ** 0.9  # of each of 2,000 names to be in a document
        holds = np.random.default_rng(seed).random((300, 2000)) < chance
        where, which = np.nonzero(holds)
        rows = pd.DataFrame({"doc_id": where, "start": which, "end": which + 1, "entity": which})
        rows = rows.astype({"doc_id": "str", "entity": "str"}).assign(sentence=0, surface="x", kind="ORG", rule="model")
        curve = count_saturation(tables.make("mentions", rows), n_documents=300)
        assert curve.coverage.is_monotonic_increasing and curve.n_names.is_monotonic_increasing
        assert (curve.n_repeated <= curve.n_names).all() and curve.n_names.iloc[-1] == holds.any(axis=0).sum()
        missed.append(curve.coverage.iloc[-1] - chance[holds.any(axis=0)].sum() / chance.sum())
    assert abs(np.mean(missed)) < 0.015 and np.abs(missed).max() < 0.04  # of a coverage of three quarters


def test_without_names_there_is_no_curve_and_too_few_documents_are_refused():
    assert count_saturation(tables.make("mentions"), n_documents=7).empty
    with pytest.raises(InputError, match="n_documents is 1, but the mentions are of 2 documents"):
        count_saturation(spread_mentions(["A", "A"]), n_documents=1)
