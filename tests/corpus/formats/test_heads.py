"""The columns of a file, told from its beginning."""

import io
import json

import pandas as pd
import pytest

from broadsheet.corpus.formats.heads import read_column_names


def names(data: str | bytes, name: str) -> set[str]:
    return read_column_names(io.BytesIO(data.encode() if isinstance(data, str) else data), name=name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("n.csv", "id,brødtekst\na,One.\n"),
        ("n.csv", "sep=;\nid;brødtekst\na;One.\n"),
        ("n.tsv", "id\tbrødtekst\na\tOne.\n"),
        ("n.csv", "id,brødtekst\r\na,One.\r\n".encode("cp1252")),
        ("n.csv.gz", "id,brødtekst\na,One.\n".encode("utf-16")),
        ("n.jsonl", '{"id": "a"}\n{broken\n[1]\n{"brødtekst": "One."}\n'),
        ("n.ndjson", json.dumps({"id": "a", "brødtekst": "x" * 900_000}) + "\n" + '{"cut": "' + "y" * 900_000),
    ],
)
def test_the_columns_are_those_of_the_head(name, data):
    assert names(data, name) == {"id", "brødtekst"}


def test_the_columns_of_a_parquet_file_are_read():
    written = io.BytesIO()
    pd.DataFrame({"id": ["a"], "text": ["One."]}).to_parquet(written)
    assert names(written.getvalue(), "n.parquet") == {"id", "text"}


@pytest.mark.parametrize("name", ["n.txt", "n.html", "n.csv", "n.jsonl", "n.parquet", "n.pdf"])
@pytest.mark.parametrize("data", [b"", b"\0\1\2\3"])
def test_what_has_no_columns_has_no_names(name, data):
    assert names(data, name) == set()
