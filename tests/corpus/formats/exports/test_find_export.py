"""Exports are recognised, and nothing else is taken for one."""

import gzip
import json
import os
from pathlib import Path

import pytest

from broadsheet.corpus.formats.exports import find_export
from broadsheet.corpus.formats.exports.factiva import read_factiva_html
from broadsheet.corpus.formats.exports.factiva_txt import read_factiva_txt
from broadsheet.corpus.formats.exports.mediacloud import read_mediacloud
from broadsheet.corpus.formats.exports.nexis import read_nexis_docx
from broadsheet.corpus.formats.exports.nexis_txt import read_nexis_txt
from broadsheet.corpus.formats.exports.proquest import read_proquest_table, read_proquest_txt
from corpus.formats.exports.written import (
    THREE,
    Story,
    factiva_coded,
    factiva_display,
    factiva_page,
    factiva_txt_coded,
    factiva_txt_display,
    nexis_lines,
    proquest_rows,
    write_docx,
    write_nexis_docx,
    write_nexis_txt,
    write_proquest_txt,
    write_xlsx,
)

LONG = [Story(body=("The river rose again. " * 9000,)), *THREE]
MEDIA = b"stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url\n"


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("River.DOCX", write_nexis_docx(THREE), read_nexis_docx),
        ("one.docx", write_docx(nexis_lines(THREE[0])), read_nexis_docx),
        ("a.txt", write_nexis_txt(LONG), read_nexis_txt),
        ("a.TXT.gz", write_nexis_txt(THREE), read_nexis_txt),
        ("a.txt", write_nexis_txt(THREE).decode().encode("utf-16"), read_nexis_txt),
        ("a.html", factiva_page("".join(map(factiva_coded, LONG))), read_factiva_html),
        ("a.htm", factiva_page("".join(map(factiva_display, LONG))), read_factiva_html),
        ("a.html", factiva_display(THREE[0]).encode(), read_factiva_html),
        ("a.txt", "".join(map(factiva_txt_coded, LONG)).encode(), read_factiva_txt),
        ("a.txt", "".join(map(factiva_txt_display, LONG)).encode(), read_factiva_txt),
        ("a.txt", write_proquest_txt(LONG), read_proquest_txt),
        ("a.xlsx", write_xlsx(proquest_rows(THREE)), read_proquest_table),
        ("a.csv", "\n".join(map(",".join, proquest_rows(THREE))).encode(), read_proquest_table),
        ("a.csv", MEDIA, read_mediacloud),
        (
            "a.csv",
            b"\xef\xbb\xbfid,indexed_date,language,media_name,media_url,publish_date,title,url\r\n",
            read_mediacloud,
        ),
    ],
)
def test_every_documented_form_is_recognised(name, data, reader):
    assert find_export(name, data if name.lower().endswith(("docx", "xlsx")) else data[:65536]) is reader


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b""),
        ("a.txt", b"Two of 10 documents were lost.\n\nLENGTH: ten metres, said the mayor on December 27, 2022.\n"),
        ("a.txt", b"The report in full text.\n\nTitle: a life\n\nAuthor: unknown\n"),
        ("a.txt", b"RIVER RISES\nBy Ada Stone\n27 December 2022\n\nIt rose 532 words\nfast.\n"),
        ("a.txt", b"12 words\n\n27 December 2022\n\nA poem in English.\n"),
        ("a.txt", b"1 of 3 DOCUMENTS\n\nwere found on December 27, 2022.\n"),
        ("a.csv", b"id,date,title,text,url\n1,2022-01-01,a,b,c\n"),
        ("a.csv", b"title,storeid,price\nShoes,4,9\n"),
        ("a.csv", b'"not closed'),
        (
            "a.html",
            b"<html><head><title>Factiva and its users</title></head><body><article>It is old.</article></body>",
        ),
        ("a.html", b'<div class="article"><p>Body</p></div>'),
        ("a.docx", write_docx([("title", "Minutes"), ("bold", "Body"), ("", "Copyright 2022"), ("", "We met.")])),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.xlsx", write_xlsx([["id", "text"], ["1", "a"]])),
        ("a.xls", b"\xd0\xcf\x11\xe0 broken"),
        ("a.pdf", write_nexis_txt(THREE)),
    ],
)
def test_nothing_else_is_taken_for_an_export(name, data):
    assert find_export(name, data) is None


def test_no_article_of_the_development_corpora_is_taken_for_an_export():
    if not os.environ.get("BROADSHEET_DATA"):
        pytest.skip("BROADSHEET_DATA is not set: the development corpora are elsewhere")
    for file in ("wikinews.jsonl.gz", "reuters_train.jsonl.gz"):
        with gzip.open(Path(os.environ["BROADSHEET_DATA"]) / file, "rt", encoding="utf-8") as lines:
            for line in lines:
                assert find_export("a.txt", json.loads(line)["text"].encode()) is None, line[:200]
