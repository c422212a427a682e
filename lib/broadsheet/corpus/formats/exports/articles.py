"""Articles of an export on their way out: records, and the notes that every export ends with."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from broadsheet.corpus.formats.decode import decode, read_chunks
from broadsheet.corpus.formats.exports.fields import parse_date, parse_language
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

LIMIT = 2**28  # bytes of a text or a page held at once; databases give 500 articles a file, some megabytes


def read_export(stream: BinaryIO, *, name: str, stem: str) -> tuple[str, list[dict]]:
    """(text, notes) of a text or a page: notes say what encoding was guessed and where a damaged file breaks off.

    Raises InputError over 256 MB, and for what is no text.
    """
    parts, size, notes = [], 0, []
    try:
        for chunk in read_chunks(stream):
            parts.append(chunk)
            size += len(chunk)
            if size > LIMIT:
                raise InputError(
                    f"{name} has more than {LIMIT:,} bytes, expected a download of some hundred articles. Cut it."
                )
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        reason = f"damaged gzip file: {name} breaks off ({problem}); fetch or compress it again"
        notes.append(note(stem, "read", "flagged", reason))
    data = b"".join(parts)
    text, remark = decode(data[: data.rfind(b"\n") + 1] if notes else data)  # no half of a character at the end
    return text, notes + ([note(stem, "read", "changed", remark)] if remark else [])


@dataclass
class Article:
    """One article of an export: its record, and what of it goes to the ledger instead.

    ``unused`` names the fields that were left out, ``furniture`` holds lines of the database's own
    (copyright, publisher), ``captions`` what stands under its pictures, ``doubts`` reasons to flag it.
    """

    record: dict[str, str]
    unused: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def make_article(
    raw: str, *, database: str, date_field: str = "", date: str = "", language: str = "", **given
) -> Article:
    """An article from the words of its fields; ``given`` are title, source, author, url, doc_id, crawl_date."""
    record = {name: " ".join(value.split()) for name, value in given.items()}
    record |= {"raw": raw, "doc_id": record.get("doc_id", "")}
    if record.get("author"):
        record["author"] = record["author"].removeprefix("By ")
    article = Article(record)
    if date.strip():
        words = " ".join(date.split())
        record["date"] = parse_date(words) or words
        record["date_evidence"] = f"{database} {date_field}: {words}" if date_field else f"{database}: {words}"
    if language.strip():
        record["language"] = parse_language(language)
        if not record["language"]:
            article.unused.append(f"Language ({' '.join(language.split())} is no language known here)")
    return article


def give_articles(
    articles: Iterable[Article], *, name: str, stem: str, first: int, announced: int = 0, furniture: Iterable[str] = ()
) -> Iterator[dict]:
    """Records and notes of a file: one record or one "no text in it" an article, then the notes on the whole.

    The last notes say, once a file, what was cut as furniture of the database, which fields were not
    used, and whether as many articles were found as the file announces (``announced``, 0 = it does not say).
    Raises InputError when there is no article at all.
    """
    lines, unused, found = list(furniture), dict[str, None](), 0
    for found, article in enumerate(articles, start=1):
        number = first + found - 1
        yield from give_article(article, place=f"article {number} of {name}", default_id=f"{stem}-{number}")
        lines += article.furniture
        unused |= dict.fromkeys(article.unused)
    if not found:
        raise InputError(
            f"{name} looks like the export of a news database, but no article could be told apart in it. "
            f"Was it saved whole? Export it again, full text included."
        )
    if any(line.strip() for line in lines):
        text = "\n".join(dict.fromkeys(line for line in lines if line.strip()))
        yield note(stem, "read", "cut", "database furniture: cover, contents, search summary, copyright", text)
    if unused:
        yield note(stem, "read", "cut", f"fields not used: {', '.join(unused)}")
    if announced and announced != found:
        yield note(
            stem, "read", "flagged",
            f"not as many articles as the file announces: {name} announces {announced} and holds {found}. "
            f"Was it saved whole?",
        )  # fmt: skip


def give_article(article: Article, *, place: str, default_id: str) -> Iterator[dict]:
    """The record of an article, or the note that says it has no text; then its doubts and captions.

    ``default_id`` is the doc_id where the database gave none; ``place`` stands in the reasons.
    """
    record = article.record | {"doc_id": article.record["doc_id"] or default_id}
    doc_id, title = record["doc_id"], record.get("title", "")
    if record["raw"].strip():
        yield record
    else:
        yield note(doc_id, "read", "dropped", f"no text in it: {place}", title)
    for doubt in article.doubts:
        yield note(doc_id, "read", "flagged", f"{doubt}: {place}", title)
    for caption in article.captions:
        yield note(doc_id, "read", "cut", f"caption of a picture: {place}", caption)
