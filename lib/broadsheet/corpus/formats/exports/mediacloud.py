"""Media Cloud csv: the stories a search found, their headlines and addresses but not their texts.

The old columns follow mediacloud/web-tools and the story lists that its users write with mediacloud/api-client
(stories_id, publish_date, title, url, language, ap_syndicated, themes, media_id, media_name, media_url). Those of the
search of today (id, indexed_date, language, media_name, media_url, publish_date, title, url) are the fields of a story
in its programming interface; no public sample of the file itself was found.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.formats.columns import match_further
from broadsheet.corpus.formats.decode import peek
from broadsheet.corpus.formats.exports.articles import give_article, make_article
from broadsheet.corpus.formats.exports.fields import decode_head, first_line, parse_date
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

TEXTS = ("text", "story_text", "full_text", "content", "body")
OURS = {  # ours -> the columns of Media Cloud, the first that is there
    "text": (*TEXTS, "title"), "title": ("title",), "date": ("publish_date",), "source": ("media_name", "media_url"),
    "language": ("language",), "url": ("url",), "doc_id": ("stories_id", "id"), "crawl_date": ("indexed_date",),
}  # fmt: skip


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
    from broadsheet.corpus.formats.tabular import read_delimited

    start, stream = peek(stream, 2**16)
    names = next(csv.reader([first_line(decode_head(start))]), [])
    if not is_mediacloud(names):
        raise InputError(
            f"{name} has the columns {', '.join(names)}, expected those of Media Cloud (stories_id, title, url)."
        )
    plain = {column.strip().lower(): column for column in names}
    found = {ours: next((plain[one] for one in usual if one in plain), "") for ours, usual in OURS.items()}
    found = {ours: column for ours, column in found.items() if column}
    found |= {ours: theirs for ours, theirs in columns.items() if theirs in names}  # a mapping may be for other files
    own = match_further(names, columns)
    found |= own
    if found["text"] == found.get("title"):
        yield note(stem, "read", "flagged", "Media Cloud exports hold headlines only: the headline stands for the text")
    number = first - 1
    for item in read_delimited(stream, name=name, stem=stem, columns=found, first=first):
        if "raw" not in item:
            yield item
            continue
        number += 1
        for given in _give(item, found.get("date", ""), f"article {number} of {name}"):
            yield given | {name: item.get(name, "") for name in own} if "raw" in given else given
    unused = [column for column in names if column.strip() and column not in found.values()]
    if unused:
        yield note(stem, "read", "cut", f"fields not used: {', '.join(unused)}")


def _give(row: dict, date_field: str, place: str) -> Iterator[dict]:
    fields = {ours: row.get(ours, "") for ours in ("title", "date", "source", "language", "url", "doc_id")}
    seen = parse_date(row.get("crawl_date", ""))
    article = make_article(row["raw"], database="Media Cloud", date_field=date_field, crawl_date=seen, **fields)
    yield from give_article(article, place=place, default_id=row["doc_id"])
