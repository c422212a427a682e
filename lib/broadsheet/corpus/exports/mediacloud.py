"""Media Cloud csv: the stories a search found, their headlines and addresses but not their texts.

The columns follow mediacloud/web-tools and the story lists its users publish (stories_id, publish_date, title, url,
language, ap_syndicated, themes, media_id, media_name, media_url; minet has the same) and, for the search of today,
mediacloud/web-search with mc-providers (id, indexed_date, language, media_name, media_url, publish_date, title, url).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.exports.articles import make_article
from broadsheet.corpus.exports.fields import parse_date
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

TEXTS = ("text", "story_text", "full_text", "content", "body")
_USED = {
    "stories_id",
    "id",
    "publish_date",
    "indexed_date",
    "title",
    "url",
    "language",
    "media_name",
    "media_url",
    *TEXTS,
}


def is_mediacloud(head: Iterable[str]) -> bool:
    """Whether the head line of a csv is one of Media Cloud: the columns of its stories and its media."""
    names = {name.strip().lower() for name in head}
    old = {"stories_id", "title", "url"} <= names and bool({"media_id", "media_name"} & names)
    return old or {"id", "title", "url", "publish_date", "media_name", "media_url"} <= names


def read_mediacloud(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a Media Cloud csv, row by row; the headline is the text too, if there is no text column.

    ``columns`` maps our names (text, title, date, source, url, language) to the file's where they differ.
    Raises InputError when the head line is none of Media Cloud.
    """
    rows = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline=""), strict=True)
    head = [cell.strip().lower() for cell in next(rows, [])]
    if not is_mediacloud(head):
        raise InputError(
            f"{name} has the columns {', '.join(head)}, expected those of Media Cloud (stories_id, title, url)."
        )
    mapped = {columns[ours].strip().lower(): ours for ours in columns}
    texts = [at for at, column in enumerate(head) if column in TEXTS or mapped.get(column) == "text"]
    if not texts:
        yield note(stem, "read", "flagged", "Media Cloud exports hold headlines only: the headline stands for the text")
    at, number = 0, first - 1
    try:
        for at, row in enumerate(rows, start=2):
            if not any(cell.strip() for cell in row):
                continue
            number += 1
            yield from _give_row(row, head, texts, mapped, place=f"article {number} of {name} (row {at})", stem=stem)
    except csv.Error as problem:
        yield note(stem, "read", "dropped", f"csv breaks off: {name} after row {at}: {problem}; is a quote not closed?")
    unused = [column for column in head if column and column not in _USED and column not in mapped]
    if unused:
        yield note(stem, "read", "cut", f"fields not used: {', '.join(unused)}")


def _give_row(row, head, texts, mapped, *, place, stem) -> Iterator[dict]:
    cells = [_mend(cell) for cell in row]
    given = {column: cell for column, cell in zip(head, cells, strict=False) if cell.strip()}
    given |= {mapped[column]: cell for column, cell in given.items() if column in mapped}
    story = "\n".join(text for at in texts if at < len(cells) and (text := cells[at].strip()))
    column = next((key for key in ("date", "publish_date") if key in given), "")
    article = make_article(
        (story or given.get("title", "") if not texts else story).replace("\r\n", "\n").replace("\r", "\n"),
        database="Media Cloud", date_field="publish_date", title=given.get("title", ""), date=given.get(column, ""),
        source=given.get("source") or given.get("media_name") or given.get("media_url", ""), url=given.get("url", ""),
        language=given.get("language", ""), doc_id=given.get("stories_id") or given.get("id", ""),
        crawl_date=parse_date(given.get("indexed_date", "")),
    )  # fmt: skip
    doc_id, title = article.record["doc_id"] or stem, article.record["title"]
    if article.record["raw"].strip():
        yield article.record
    else:
        yield note(doc_id, "read", "dropped", f"no text in it: {place}", title)
    if len(row) != len(head):
        reason = (
            f"not as many cells as the head line: {place} has {len(row)}, expected {len(head)}; is a quote missing?"
        )
        yield note(doc_id, "read", "flagged", reason, title)
    if cells != list(row):
        yield note(doc_id, "read", "changed", f"not UTF-8, decoded as cp1252 (a guess): {place}", title)


def _mend(cell: str) -> str:
    """A cell with bytes that were no UTF-8 read as Windows-1252, the commonest other encoding of a csv."""
    if cell.isascii() or not any("\udc80" <= char <= "\udcff" for char in cell):
        return cell
    return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
