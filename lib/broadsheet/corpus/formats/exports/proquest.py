"""ProQuest txt and spreadsheets: articles between ruled lines with named fields, or one article a row.

The text form follows chennesy/pq_parser (pq_parser.ipynb names the fields), Alex Hanna's reader of Ethnic NewsWatch
files, KatieMurenbeeld/VIP_NLP ("Document 1 of 84") and the R readers that find "Full text:", "ProQuest document ID:"
and the closing "Bibliography" and contact lines: a ruler of underscores, the headline, "Publication info:",
"Abstract:", "Links:", "Full text:", then "Subject:" ... "Title:", "Publication title:" ... "Database:". The columns
of the spreadsheet (Title, Abstract, StoreId, ArticleType, Authors, pubdate, pubtitle, language, DocumentURL,
startPage, issn ..., "Full text" where the licence gives it) are as its users name them; no public sample was found.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from broadsheet.corpus.formats.columns import match_further
from broadsheet.corpus.formats.decode import decode
from broadsheet.corpus.formats.exports.articles import Article, give_articles, make_article, read_export
from broadsheet.corpus.formats.exports.fields import join_wrapped, split_blocks, split_lines
from broadsheet.corpus.formats.plain import read_office
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

RULER = re.compile(r"\s*_{20,}\s*$")
_FIELDS = """
Publication info|Abstract|Abstract (English)|Links|Full text|Full Text|Subject|Location|People|Company|Credit|Database
Company / organization|Identifier / keyword|Title|Alternate title|Author|Publication title|Publication year|Year|Volume
Publication date|Section|Column|Pages|First page|Start page|Publisher|Place of publication|Country of publication|Issue
Publication subject|ISSN|e-ISSN|ISBN|Source type|Language of publication|Language|Document type|Document feature|Series
Dateline|DOI|ProQuest document ID|Document URL|Copyright|Last updated|Number of pages|Classification|Edition
"""
FIELDS = sorted(re.split(r"[|\n]", _FIELDS.strip()), key=len, reverse=True)
LABEL = re.compile(rf"({'|'.join(map(re.escape, FIELDS))}):(?=\s|$)\s*")
ANY_LABEL = re.compile(r"[A-Z][A-Za-z/ -]{1,40}:(?=\s|$)")
csv.field_size_limit(2**31 - 1)  # else a cell of more than 131,072 characters ends the reading of its file
_FOOT = ("Bibliography", "Contact us at", "Contact ProQuest", "Terms and Conditions", "Database copyright")
_NOT_THERE = re.compile(r"\[?(?:full text )?(?:is )?not available\.?\]?$|none available\.?$", re.IGNORECASE)
_CELLS = {
    "text": ("full text", "fulltext", "full_text"), "title": ("title",), "abstract": ("abstract",),
    "date": ("pubdate", "publication date"), "source": ("pubtitle", "publication title"),
    "author": ("authors", "author"), "url": ("documenturl", "document url"), "language": ("language",),
    "doc_id": ("storeid", "proquest document id"), "year": ("year",),
}  # fmt: skip


def is_proquest_txt(text: str) -> bool:
    """Whether a text begins as a ProQuest export: a ruler and its fields, at least three of them."""
    lines = split_lines(text)
    named = {match[1].lower() for line in lines if (match := LABEL.match(line))}
    if {"proquest document id", "document url"} <= named or {"proquest document id", "publication title"} <= named:
        return True
    ruled = any(RULER.match(line) for line in lines)
    return ruled and "full text" in named and bool({"publication info", "links", "publication title"} & named)


def is_proquest_table(head: Iterable[str]) -> bool:
    """Whether the head line of a spreadsheet is ProQuest's: StoreId beside one of its other own columns."""
    names = {str(name).strip().lower() for name in head}
    return "storeid" in names and bool({"pubtitle", "documenturl", "articletype", "pubdate"} & names)


def read_proquest_txt(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a ProQuest txt; ``columns`` is not needed here. Raises InputError without an article.

    Where there is no full text the abstract stands for it, and the article is flagged.
    """
    text, notes = read_export(stream, name=name, stem=stem)
    yield from notes
    chunks, rest = split_articles(split_lines(text))
    numbers = [int(match[1]) for line in rest if (match := re.match(r"\s*Document \d+ of (\d+)\s*$", line))]
    yield from give_articles(
        (parse_article(chunk) for chunk in chunks),
        name=name, stem=stem, first=first, announced=max(numbers, default=0), furniture=rest,
    )  # fmt: skip


def split_articles(lines: list[str]) -> tuple[list[list[str]], list[str]]:
    """(the lines of each article, the lines that belong to none: contents, "Document 1 of 9", contact).

    A ruler inside a story parts no article: what has no fields of its own belongs to the text before it.
    """
    chunks: list[list[str]] = [[]]
    for line in lines:
        if RULER.match(line):
            chunks.append([])
        else:
            chunks[-1].append(line)
    articles: list[list[str]] = []
    rest: list[str] = []
    for chunk in chunks:
        top = next((at for at, line in enumerate(chunk) if line.strip()), len(chunk))
        if _NUMBERED.match("".join(chunk[top : top + 1])):
            rest.append(chunk[top])
            chunk = chunk[top + 1 :]
        named = _labels(chunk)
        if articles and _is_open(articles[-1]) and not {"full text", "abstract", "publication info"} & named:
            articles[-1] += ["", *chunk] if not _is_foot(chunk) else []
            rest += chunk if _is_foot(chunk) else []
        elif len(named) >= 2 and not _is_foot(chunk):
            articles.append(chunk)
        else:
            rest += chunk
    return articles, rest


_NUMBERED = re.compile(r"\s*Document \d+ of \d+\s*$")


def _labels(chunk: list[str]) -> set[str]:
    return {match[1].lower() for line in chunk if (match := LABEL.match(line))}


def _is_open(chunk: list[str]) -> bool:
    """Whether an article has its text but not yet the fields that close it."""
    return not {"proquest document id", "document url", "publication title", "database", "copyright"} & _labels(chunk)


def _is_foot(chunk: list[str]) -> bool:
    first = next((line.strip() for line in chunk if line.strip()), "")
    return first.startswith(_FOOT)


def parse_article(lines: list[str]) -> Article:
    """One article from the lines between two rulers."""
    blocks = split_blocks(lines)
    start = next((at for at, block in enumerate(blocks) if _label(block) == "full text"), len(blocks))
    end = _find_fields(blocks, start + 1)
    heading = blocks[:1] if start and not _label(blocks[0]) else []
    fields: dict[str, str] = {}
    loose, label = [], ""
    for block in blocks[len(heading) : start] + blocks[end:]:
        named = ANY_LABEL.match(block[0])
        if named:
            label = block[0].split(":")[0].strip().lower()
            fields.setdefault(label, _words(block))
        elif label == "abstract":
            fields[label] += "\n" + "\n".join(block)
        elif not _LINK.match(block[0].strip()):
            loose.append(block)
    body = [_words(blocks[start]).split("\n"), *blocks[start + 1 : end]] if start < len(blocks) else loose
    text = "\n".join(line.strip() for block in body for line in block if line.strip())
    return _make(text, heading[0] if heading else [], fields)


_LINK = re.compile(r"https?://\S+$")


def _make(text: str, heading: list[str], fields: dict[str, str]) -> Article:
    abstract = fields.pop("abstract", "")
    text, doubts = choose_text(text, abstract)
    article = make_article(
        text, database="ProQuest", title=fields.pop("title", "") or join_wrapped(heading),
        author=fields.pop("author", ""),
        date_field="Publication date" if "publication date" in fields else "Publication year",
        date=fields.pop("publication date", "") or fields.pop("publication year", "") or fields.pop("year", ""),
        source=(fields.pop("publication title", "") or fields.get("publication info", "")).split(";")[0],
        language=fields.pop("language of publication", "") or fields.pop("language", ""),
        doc_id=fields.pop("proquest document id", ""), url=fields.pop("document url", ""),
    )  # fmt: skip
    article.furniture += [f"Copyright: {fields.pop('copyright')}"] if fields.get("copyright") else []
    article.doubts += doubts
    article.unused += (["Abstract"] if abstract and not doubts else []) + [label.capitalize() for label in fields]
    return article


def choose_text(text: str, abstract: str) -> tuple[str, list[str]]:
    """(the text, doubts): the abstract where ProQuest gives no full text."""
    if text.strip() and not _NOT_THERE.match(text.strip()):
        return text, []
    kept = "" if _NOT_THERE.match(abstract.strip()) else abstract
    return kept, ["abstract only, ProQuest gives no full text"] if kept.strip() else []


def _find_fields(blocks: list[list[str]], start: int) -> int:
    """The block after the story: from there on every block is a named field, each of them once, known ones first."""
    at, seen = len(blocks), set()
    while at > start and ANY_LABEL.match(blocks[at - 1][0]):
        label = blocks[at - 1][0].split(":")[0].lower()
        if label in seen:
            break
        seen.add(label)
        at -= 1
    while at < len(blocks) and not _label(blocks[at]):
        at += 1
    return at


def _label(block: list[str]) -> str:
    match = LABEL.match(block[0].strip())
    return match[1].lower() if match else ""


def _words(block: list[str]) -> str:
    """What a field says, its lines kept: the first without the name of the field."""
    first = block[0].strip()
    return "\n".join(line.strip() for line in [first[ANY_LABEL.match(first).end() :], *block[1:]])


def read_proquest_table(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a ProQuest csv, xls or xlsx.

    ``columns`` maps our names (text, title, date, ...) to the file's where they differ. Where there is no full
    text the abstract stands for it, and the article is flagged. Raises InputError for a file without such rows.
    """
    data, rows, remark = read_office(stream, name), [], ""
    try:
        if is_workbook(data):
            rows = read_workbook(data, name)
        else:
            text, remark = decode(data)
            rows.extend(split_csv(text))
    except csv.Error as problem:
        reason = f"csv breaks off: {name} after row {len(rows)}: {problem}; is a quote not closed?"
        yield note(f"{stem}-{first + len(rows) - 1}", "read", "dropped", reason)
    if remark:
        yield note(stem, "read", "changed", remark)
    head = [str(cell).strip() for cell in rows[0]] if rows else []
    articles = [parse_row(head, row, columns) for row in rows[1:] if any(str(cell).strip() for cell in row)]
    yield from give_articles(articles, name=name, stem=stem, first=first)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as an xls or an xlsx does."""
    return data.startswith((b"\xd0\xcf\x11\xe0", b"PK\x03\x04"))


def read_workbook(data: bytes, name: str, *, n_rows: int | None = None) -> list[list[str]]:
    """The rows of the first sheet as text; days as YYYY-MM-DD, whole numbers without a point."""
    import python_calamine

    try:
        rows = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python(nrows=n_rows)
    except Exception as problem:  # calamine has an exception of its own for every kind of damage
        raise InputError(
            f"{name} cannot be read as a spreadsheet ({problem}). Save it again as xlsx or csv."
        ) from problem
    return [[_cell(value) for value in row] for row in rows]


def _cell(value) -> str:
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def split_csv(text: str) -> Iterator[Sequence[str]]:
    """The rows of a csv; the delimiter is the one that makes the head line ProQuest's, a comma otherwise."""
    start = text.lstrip("\ufeff")
    line = start.split("\n", 1)[0]
    sign = next((sign for sign in ",;\t" if is_proquest_table(next(csv.reader([line], delimiter=sign), []))), ",")
    yield from csv.reader(io.StringIO(start, newline=""), delimiter=sign)


def parse_row(head: Sequence[str], row: Sequence[str], columns: Mapping[str, str]) -> Article:
    """One article from a row, by the names in the head line."""
    cells = {name.lower(): str(cell).strip() for name, cell in zip(head, row, strict=False) if str(cell).strip()}
    used: set[str] = set()

    def get(ours: str) -> str:
        names = [columns[ours].strip().lower()] if ours in columns else _CELLS[ours]
        used.update(names)
        return next((cells[name] for name in names if name in cells), "")

    text, doubts = choose_text(get("text"), get("abstract"))
    dated = get("date")
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    article = make_article(
        "\n".join(line for line in lines if line), database="ProQuest", date_field="pubdate" if dated else "year",
        date=dated or get("year"), doc_id=get("doc_id"),
        **{ours: get(ours) for ours in ("title", "source", "author", "url", "language")},
    )  # fmt: skip
    own = {name: theirs.lower() for name, theirs in match_further(head, columns).items()}
    article.record |= {name: cells.get(theirs, "") for name, theirs in own.items()}
    used.update(own.values())
    article.doubts += doubts
    article.furniture += [cells["copyright"]] if "copyright" in cells else []
    article.unused += [
        name for name in head if name and name.lower() in cells and name.lower() not in used | {"copyright"}
    ]
    return article
