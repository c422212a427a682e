"""Further columns of a user's own: carried along when they are asked for, refused when no file has them."""

import gzip
import json

import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.corpus import open_corpus, read_corpus, stages
from broadsheet.errors import InputError
from workbooks import workbook

RIVER = "The river rose two metres in a day and reached the lower streets of the town."
DOCKS = "Dock workers stopped all cranes in the harbour, and the ships waited outside."
ROWS = [
    {"id": "a", "text": RIVER, "Section Name": "Home", "pages": 3},
    {"id": "b", "text": DOCKS, "Section Name": None, "pages": 12},
]


def write_csv(file, rows):
    pd.DataFrame(rows).to_csv(file, index=False)


def write_jsonl(file, rows):
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


def write_wrapped(file, rows):
    write_jsonl(file, [{"_source": row} for row in rows])


def write_json(file, rows):
    file.write_text(json.dumps({"articles": rows}))


def write_parquet(file, rows):
    pd.DataFrame(rows).to_parquet(file)


def write_sheet(file, rows):
    cells = [["" if cell is None else cell for cell in row.values()] for row in rows]
    file.write_bytes(workbook(News=[list(rows[0]), *cells]))


def write_gzip(file, rows):
    file.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


WRITERS = {
    "n.csv": write_csv,
    "n.jsonl": write_jsonl,
    "n.ndjson": write_wrapped,
    "n.json": write_json,
    "n.parquet": write_parquet,
    "n.xlsx": write_sheet,
    "n.jsonl.gz": write_gzip,
}


@pytest.mark.parametrize("name", WRITERS)
def test_columns_that_are_asked_for_stand_at_the_end_as_text(tmp_path, name):
    WRITERS[name](tmp_path / name, ROWS)
    documents, _ = read_corpus(tmp_path, more_columns=["section_name", "pages"])
    assert list(documents) == [*tables.TABLES["documents"].columns, "pages", "section_name"]
    assert documents[["doc_id", "section_name", "pages"]].values.tolist() == [["a", "Home", "3"], ["b", "", "12"]]
    assert tables.check(documents, "documents") is documents
    assert documents.section_name.dtype == documents.source.dtype


def test_columns_that_are_not_asked_for_are_left(tmp_path):
    write_csv(tmp_path / "n.csv", ROWS)
    documents, _ = read_corpus(tmp_path, more_columns=["pages"])
    assert "section_name" not in documents and "Section Name" not in documents


def test_all_other_columns_are_what_they_are_without_further_ones(tmp_path):
    write_csv(tmp_path / "n.csv", ROWS)
    more, ledger = read_corpus(tmp_path, more_columns=["pages"])
    fewer, same_ledger = read_corpus(tmp_path)
    pd.testing.assert_frame_equal(more.drop(columns="pages"), fewer)
    pd.testing.assert_frame_equal(ledger, same_ledger)


def test_metadata_gives_further_columns_to_files_that_have_none(tmp_path):
    (tmp_path / "a.txt").write_text(RIVER)
    (tmp_path / "b.txt").write_text(DOCKS)
    (tmp_path / "metadata.csv").write_text("file,Author Gender\na.txt,f\n")
    documents, _ = read_corpus(tmp_path, more_columns=["author_gender"])
    assert documents[["doc_id", "author_gender"]].values.tolist() == [["a", "f"], ["b", ""]]


def test_metadata_overrides_the_table_and_an_empty_cell_overrides_nothing(tmp_path):
    write_csv(tmp_path / "n.csv", [row | {"section": "Old"} for row in ROWS])
    (tmp_path / "metadata.csv").write_text("doc_id,section\na,New\nb,\n")
    documents, _ = read_corpus(tmp_path, more_columns=["section"])
    assert documents.section.tolist() == ["New", "Old"]


def test_a_column_of_one_file_is_empty_for_the_articles_of_the_others(tmp_path):
    write_csv(tmp_path / "n.csv", ROWS[:1])
    write_jsonl(
        tmp_path / "o.jsonl", [{"id": "c", "text": DOCKS, "country": "NL"}, {"id": "d", "text": DOCKS + " No."}]
    )
    documents, _ = read_corpus(tmp_path, more_columns=["pages", "country"])
    assert documents[["country", "pages"]].values.tolist() == [["", "3"], ["NL", ""], ["", ""]]


def test_a_column_can_be_ours_and_a_further_one(tmp_path):
    write_csv(tmp_path / "n.csv", [{"id": "a", "text": RIVER, "publisher": "Post"}])
    documents, _ = read_corpus(tmp_path, more_columns=["publisher"], columns={"text": "text"})
    assert documents[["source", "publisher"]].values.tolist() == [["Post", "Post"]]


def test_exports_of_databases_that_are_tables_have_further_columns_too(tmp_path):
    story = {"stories_id": "7", "title": RIVER, "url": "https://post.example/7", "media_id": "1", "media_name": "Post"}
    write_csv(tmp_path / "cloud.csv", [story | {"themes": "weather"}])
    quest = {"StoreId": "9", "Title": "Docks", "fullText": DOCKS, "pubdate": "Jan 5, 2024", "pubtitle": "Ledger"}
    write_csv(tmp_path / "quest.csv", [quest | {"documentType": "News", "section": "Business"}])
    documents, ledger = read_corpus(tmp_path, more_columns=["themes", "section"])
    assert documents[["source", "section", "themes"]].values.tolist() == [
        ["Post", "", "weather"],
        ["Ledger", "Business", ""],
    ]
    assert not ledger.reason.str.contains("themes|section").any()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["pags"], r"more_columns names 'pags', which is no column of a table or of metadata\.csv; there are "
         r"Section Name, doc_id, id, pages, section, text\. Did you mean 'pages'"),
        (["mood"], "names 'mood', which is no column"),
        (["title"], "names 'title', which Broadsheet uses itself; take it out, or rename it in your files"),
        (["Date"], "names 'Date', which Broadsheet uses itself"),
        (["file"], "names 'file', which Broadsheet uses itself"),
        (["is_copy"], "names 'is_copy', which Broadsheet uses itself"),
        (["pages", "Pages"], "names 'pages' and 'Pages', which are one"),
    ],
)  # fmt: skip
def test_names_that_mean_nothing_or_something_else_are_refused(tmp_path, more, message):
    write_csv(tmp_path / "n.csv", ROWS)
    (tmp_path / "metadata.csv").write_text("doc_id,section\na,Home\n")
    with pytest.raises(InputError, match=message):
        read_corpus(tmp_path, more_columns=more)


def test_a_corpus_without_any_table_has_no_further_columns(tmp_path):
    (tmp_path / "a.txt").write_text(RIVER)
    with pytest.raises(InputError, match=r"'section', which is no column of a table or of .*; there are none"):
        read_corpus(tmp_path, more_columns=["section"])


def test_a_column_that_few_lines_of_json_have_is_found(tmp_path):
    rows = [{"id": f"{at}", "text": f"{RIVER * 500} {at}"} for at in range(40)]
    write_jsonl(tmp_path / "n.jsonl", [*rows, {"id": "last", "text": DOCKS, "country": "NL"}])
    documents, _ = read_corpus(tmp_path, more_columns=["country"])
    assert set(documents.country) == {"", "NL"}


def test_a_workbook_beside_other_tables_can_be_mapped(tmp_path):
    write_csv(tmp_path / "n.csv", ROWS)
    write_sheet(tmp_path / "o.xlsx", [{"id": "c", "Brod": RIVER + " Twice."}])
    documents, _ = read_corpus(tmp_path, columns={"text": "Brod"})
    assert documents.doc_id.tolist() == ["a", "b", "c"]


def test_the_store_is_used_again_for_the_same_further_columns_only(tmp_path, monkeypatch):
    corpus, cache = tmp_path / "n.csv", tmp_path / "cache"
    write_csv(corpus, ROWS)
    reads, read_stream = [], stages.read_stream
    monkeypatch.setattr(
        stages, "read_stream", lambda *given, **options: reads.append(1) or read_stream(*given, **options)
    )
    first, _ = read_corpus(corpus, cache=cache, more_columns=["pages", "section_name"])
    again, _, _ = open_corpus(corpus, cache=cache, more_columns=["section_name", "pages"])
    assert len(reads) == 1
    pd.testing.assert_frame_equal(first.drop(columns="text"), again)
    assert list(read_corpus(corpus, cache=cache, more_columns=["pages"])[0])[-1] == "pages"
    assert list(read_corpus(corpus, cache=cache)[0])[-1] == "is_copy"
    assert len(reads) == 3


def test_a_change_of_a_further_column_in_metadata_is_seen(tmp_path):
    corpus, cache = tmp_path / "corpus", tmp_path / "cache"
    corpus.mkdir()
    write_csv(corpus / "n.csv", ROWS)
    for section in ("Home", "Abroad"):
        (corpus / "metadata.csv").write_text(f"doc_id,section\na,{section}\n")
        documents, _ = read_corpus(corpus, cache=cache, more_columns=["section"])
        assert documents.section.tolist() == [section, ""]
