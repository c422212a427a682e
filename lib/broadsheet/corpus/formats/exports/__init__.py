"""Exports of news databases: which reader a file needs, told from its name and its first bytes."""

import csv
from collections.abc import Callable, Iterator

from broadsheet.corpus.formats.exports.factiva import is_factiva_html, read_factiva_html
from broadsheet.corpus.formats.exports.factiva_txt import is_factiva_txt, read_factiva_txt
from broadsheet.corpus.formats.exports.fields import decode_head, first_line
from broadsheet.corpus.formats.exports.mediacloud import is_mediacloud, read_mediacloud
from broadsheet.corpus.formats.exports.nexis import is_nexis_docx, read_nexis_docx
from broadsheet.corpus.formats.exports.nexis_txt import is_nexis_txt, read_nexis_txt
from broadsheet.corpus.formats.exports.proquest import (
    is_proquest_table,
    is_proquest_txt,
    is_workbook,
    read_proquest_table,
    read_proquest_txt,
    read_workbook,
)
from broadsheet.errors import InputError

Reader = Callable[..., Iterator[dict]]


def find_export(name: str, head: bytes) -> Reader | None:
    """The reader of a news-database export, None for any other file.

    ``head`` holds the first 64 KB, already decompressed; for docx, xls and xlsx the whole file. A reader is called as
    ``read(stream, name=..., stem=..., columns=..., first=1)`` and yields records and notes. Nexis Uni (docx, and the
    older txt), Factiva (html, txt), ProQuest (txt, csv, xls, xlsx) and Media Cloud (csv) are told apart.
    """
    kind = name.lower().removesuffix(".gz").rpartition(".")[2]
    if kind == "docx":
        return read_nexis_docx if is_nexis_docx(head) else None
    if kind in ("xls", "xlsx"):
        return read_proquest_table if _has_proquest_sheet(head, name) else None
    if kind in ("htm", "html", "xhtml"):
        return read_factiva_html if is_factiva_html(decode_head(head)) else None
    if kind in ("csv", "tsv"):
        return _find_table(decode_head(head))
    if kind == "txt":
        return _find_text(decode_head(head))
    return None


def _find_text(text: str) -> Reader | None:
    for is_form, reader in ((is_nexis_txt, read_nexis_txt), (is_proquest_txt, read_proquest_txt)):
        if is_form(text):
            return reader
    return read_factiva_txt if is_factiva_txt(text) else None


def _find_table(text: str) -> Reader | None:
    line = first_line(text)
    for sign in ",;\t":
        try:
            names = next(csv.reader([line], delimiter=sign), [])
        except csv.Error:
            continue
        if is_proquest_table(names):
            return read_proquest_table
        if sign == "," and is_mediacloud(names):
            return read_mediacloud
    return None


def _has_proquest_sheet(data: bytes, name: str) -> bool:
    try:
        rows = read_workbook(data, name, n_rows=1) if is_workbook(data) else []
    except InputError:
        return False
    return bool(rows) and is_proquest_table(rows[0])
