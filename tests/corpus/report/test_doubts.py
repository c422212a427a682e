"""What stands on record: reasons by kind, evidence of dates, stories told more than once."""

import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.corpus import count_copies, count_evidence, count_groups, count_reasons
from broadsheet.corpus.ledger import note
from planted import shuffle
from toy import OUTLETS, toy_documents


def kinds_of(*reasons):
    rows = [note(f"d{at}", "read", "flagged", reason) for at, reason in enumerate(reasons)]
    return count_reasons(tables.make("ledger", rows)).kind.tolist()


def test_rows_of_one_kind_are_counted_together(recorded):
    counted = count_reasons(recorded[1])
    rows = counted[(counted.step == "read") & (counted.action == "dropped")]
    assert rows[["kind", "n_rows", "n_docs"]].values.tolist() == [["no text in it", 2, 2], ["broken row", 1, 1]]


def test_every_row_of_the_ledger_is_in_one_kind(recorded):
    assert count_reasons(recorded[1]).n_rows.sum() == len(recorded[1])


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        (("the same words as b", "the same words as Post: a story"), "the same words as …"),
        (("a near copy of b", "a near copy of c1"), "a near copy of …"),
        (("row broken: 3 of a.csv", "row broken: 4 of b.csv"), "row broken"),
        (("the date '1/2/24' can be read in two ways; it is not used", "the date '3' can be read in two ways; x"),
         "the date … can be read in two ways"),
        (("before first_date 2024-01-01 or undated", "before first_date 2023-11-30 or undated"),
         "before first_date … or undated"),
        (("a.csv holds no row", "sub/b.tsv holds no row"), "… holds no row"),
        (("binary file (it holds NUL bytes)", "binary file (a picture)"), "binary file"),
        (("holds 3 articles", "holds 1,200 articles"), "holds … articles"),
    ],
)  # fmt: skip
def test_the_words_of_a_single_case_are_no_kind(reasons, kind):
    assert kinds_of(*reasons) == [kind]


def test_different_reasons_stay_apart():
    assert len(kinds_of("no text in it", "no page: empty", "the file's end is missing")) == 3


def test_an_apostrophe_is_no_quotation():
    assert kinds_of("the file's bytes differ from the sender's") == ["the file's bytes differ from the sender's"]


def test_evidence_of_a_worked_example(recorded):
    counted = count_evidence(recorded[0], recorded[1]).set_index("evidence")
    assert counted.n_docs.to_dict() == {
        "column date": 4, "byline": 3, "metadata.csv": 1, "no evidence found": 1, "page header": 1,
    }  # fmt: skip
    assert counted.loc["column date", ["n_day", "n_month", "n_year", "n_none"]].tolist() == [3, 1, 0, 0]
    assert counted.loc["page header", ["n_day", "n_unconfirmed", "n_doubted"]].tolist() == [1, 1, 1]
    assert counted.loc["byline", ["n_unconfirmed", "n_doubted"]].tolist() == [0, 1]
    assert counted.loc["no evidence found", ["n_none", "n_doubted", "example"]].tolist() == [1, 1, ""]


def test_each_document_has_one_precision_and_one_kind_of_evidence(recorded):
    counted = count_evidence(recorded[0], recorded[1])
    assert counted.n_docs.sum() == 10
    assert (counted[["n_day", "n_month", "n_year", "n_none"]].sum(axis=1) == counted.n_docs).all()


def test_a_group_of_copies_names_its_outlets_days_and_likeness(recorded):
    group = count_groups(recorded[0].assign(title="Cranes"), recorded[1]).iloc[0]
    assert group[["group", "title", "n_copies", "n_same_words", "n_near"]].tolist() == ["b", "Cranes", 2, 1, 1]
    assert group.sources == "Ledger, Post"
    assert (group.first_date, group.last_date) == (pd.Timestamp("2024-01-05"), pd.Timestamp("2024-01-06"))


def test_a_story_told_once_is_no_group(recorded):
    assert len(count_groups(recorded[0], recorded[1])) == 1


def test_many_outlets_of_a_group_are_cut_short():
    documents = toy_documents(dict.fromkeys("abcdef", "One."), group="a", source=list("UVWXYZ"))
    documents["is_copy"] = documents.doc_id != "a"
    assert count_groups(documents, tables.make("ledger")).sources.tolist() == ["U, V, W, X and 2 more"]


def test_a_group_whose_representative_is_not_there_has_no_title():
    documents = toy_documents({"b": "One."}, group="a", is_copy=True)
    assert count_groups(documents, tables.make("ledger")).title.tolist() == [""]


def test_copies_of_an_outlet_are_of_its_own_or_of_others(recorded):
    counted = count_copies(recorded[0]).set_index("source")
    assert counted.loc["Post"].tolist() == [4, 1, 1, 0, 0.25]
    assert counted.loc["Ledger"].tolist() == [2, 1, 0, 1, 0.5]
    assert counted.n_docs.sum() == 10 and counted.n_copies.sum() == 2


def test_where_an_outlet_is_not_named_a_copy_is_neither_own_nor_other():
    documents = toy_documents({"a": "One.", "b": "One."}, group="a", is_copy=[False, True])
    assert count_copies(documents)[["n_copies", "n_of_own", "n_of_others"]].values.tolist() == [[1, 0, 0]]


def test_shuffled_tables_give_the_same_counts(recorded):
    documents, ledger, _ = recorded
    other, other_ledger = shuffle(documents), shuffle(ledger)
    pd.testing.assert_frame_equal(count_reasons(other_ledger), count_reasons(ledger))
    pd.testing.assert_frame_equal(count_evidence(other, other_ledger), count_evidence(documents, ledger))
    pd.testing.assert_frame_equal(count_groups(other, other_ledger), count_groups(documents, ledger))
    pd.testing.assert_frame_equal(count_copies(other), count_copies(documents))


def test_nothing_on_record_gives_empty_tables():
    documents, ledger = tables.make("documents"), tables.make("ledger")
    for counted in (count_reasons(ledger), count_evidence(documents, ledger), count_groups(documents, ledger)):
        assert len(counted) == 0
    assert len(count_copies(documents)) == 0
    assert count_copies(toy_documents()).source.tolist() == sorted(OUTLETS)
