"""Rows in, records out: which column of a table is the text, the title, the date ..."""

import json
from collections.abc import Iterable, Iterator, Mapping

from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

HELD = 100_000  # rows without a text that are waited for; after that their file is not refused

COLUMN_NAMES = {  # ours -> the usual names, likeliest first; compared in lower case, blanks, dots and dashes as "_"
    "doc_id": ("doc_id", "id", "_id", "guid", "uuid", "article_id", "articleid", "document_id", "doc_no", "docid"),
    "raw": (
        "text", "body", "content", "article", "full_text", "fulltext", "article_text", "body_text", "maintext",
        "main_text", "article_body", "articlebody", "story", "story_text", "bodytext", "article_content",
        "content_text", "news_text", "text_content", "raw_text", "cleaned_text", "plain_text", "plaintext",
        "document", "paragraphs", "transcript", "texte", "volltext", "texto", "testo",
    ),
    "title": (
        "title", "headline", "headlines", "article_title", "news_title", "head_line", "hed", "heading", "title_text",
        "webtitle", "titre", "titel", "titulo", "título", "titolo",
    ),
    "date": (
        "date", "published", "pubdate", "publication_date", "publish_date", "published_at", "publishedat",
        "date_published", "datepublished", "date_publish", "published_date", "pub_date", "publishdate",
        "published_time", "publish_time", "publication_datetime", "date_publication", "publicationdate",
        "webpublicationdate", "firstpublished", "first_published", "article_date", "date_time", "datetime",
        "posted_at", "created_at", "created", "timestamp", "datum", "fecha",
    ),
    "date_precision": ("date_precision",),
    "source": (
        "source", "outlet", "publisher", "publication", "newspaper", "media_name", "source_name", "media", "site_name",
        "sitename", "publication_title", "publication_name", "news_source", "journal", "medium", "source_domain",
        "domain", "hostname", "site", "website",
    ),
    "author": (
        "author", "byline", "authors", "by_line", "author_name", "author_names", "writer", "journalist", "creator",
        "autor", "auteur",
    ),
    "language": ("language", "lang", "language_code", "lang_code", "langue", "sprache", "idioma"),
    "url": (
        "url", "link", "permalink", "article_url", "canonical_url", "source_url", "weburl", "web_url", "page_url",
        "story_url", "href", "uri", "urls",
    ),
    "crawl_date": (
        "crawl_date", "date_download", "crawled_at", "date_crawled", "crawldate", "download_date", "downloaded_at",
        "date_crawl", "scraped_at", "scrape_date", "fetched_at", "retrieved_at", "collected_at", "date_added",
    ),
}  # fmt: skip
# what an object is shown by; the last three are what XML, and a Mongo database, are exported with
TELLING = ("name", "title", "main", "original", "rendered", "text", "value", "#text", "$oid", "$date")

Plan = tuple[tuple[str, tuple[str, ...]], ...]


def match_columns(names: Iterable[str], columns: Mapping[str, str]) -> Plan:
    """For each of our columns, the columns of the table it is read from: (ours, (first, second, ...)).

    ``columns`` maps ours ("text" is raw) to the user's; such a column wins over all usual names. Names
    in it that are none of ours are further columns: see ``match_further``.
    """
    names = list(names)
    lower = _by_plain_name(names)
    plan = []
    for ours, usual in COLUMN_NAMES.items():
        mapped = columns.get("text" if ours == "raw" else ours)
        wanted = [mapped if mapped in names else None, *(lower.get(name) for name in usual)]
        found = tuple(dict.fromkeys(name for name in wanted if name is not None))
        if found:
            plan.append((ours, found))
    plan += [(name, (found,)) for name, found in match_further(names, columns).items()]
    return tuple(plan)


def find_further(columns: Iterable[str]) -> list[str]:
    """Those names in a mapping that are none of ours, but the user's own."""
    return [name for name in columns if name not in COLUMN_NAMES and name != "text"]


def match_further(names: Iterable[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Of the names in ``columns`` that are none of ours, those that the table has: name -> its column there."""
    wanted = find_further(columns)
    if not wanted:
        return {}
    names = list(names)
    lower = _by_plain_name(names)
    found = {name: name if name in names else lower.get(plain_name(name)) for name in wanted}
    return {name: theirs for name, theirs in found.items() if theirs is not None}


def read_rows(
    rows: Iterable[tuple[int, dict] | dict], *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records from numbered rows, in order; notes among the rows are handed through.

    A row by itself decides which columns it has: lines of a jsonl file need not have the same
    names, and where the first is missing (None) the next is taken. A row without any text
    column is a note, and so is one that cannot be read. Raises InputError when no row of a file
    has a text column; the rows of a later piece of a large file (``first`` > 1) are notes then.
    """
    plans: dict[tuple, Plan] = {}
    waiting: list[str] | None = [] if first == 1 else None  # ids of rows without a text; None once a row had one
    for item in rows:
        if item.__class__ is dict:
            yield item
            continue
        number, row = item
        try:
            record = _read_row(row, plans, columns)
        except Exception as problem:  # whatever is wrong with a cell, the next row is not to pay
            reason = f"cannot be read: row {number} of {name} ({type(problem).__name__}: {problem})"
            yield note(f"{stem}-{number}", "read", "dropped", reason)
            continue
        if not record.get("doc_id"):
            record["doc_id"] = f"{stem}-{number}"
        if "raw" not in record and waiting is not None:
            waiting.append(record["doc_id"])
            if len(waiting) <= HELD:
                continue
        if waiting is not None:
            yield from map(_no_text, waiting if "raw" in record else waiting[:-1])
            waiting = None
        yield record if "raw" in record else _no_text(record["doc_id"])
    if waiting:
        raise InputError(describe_missing(name, {key for names in plans for key in names}))


def describe_missing(name: str, names: Iterable[str]) -> str:
    """The words for a table without a text column: what it has, what was expected, the next step."""
    has = ", ".join(sorted(map(str, names))[:50]) or "none"
    return (
        f"{name} has no text column: it has {has}; expected one of {', '.join(COLUMN_NAMES['raw'][:12])}. "
        "Rename one, or map it in study.yaml (columns: {text: NAME})"
    )


def as_text(value, joint: str = ", ") -> str:
    """A cell as text: a list joined, of an object its name or title, a date as ISO, else its JSON."""
    if isinstance(value, str):
        return value.strip()
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, list | tuple):
        return joint.join(filter(None, (as_text(part, joint) for part in value)))
    if isinstance(value, dict):
        told = next((value[key] for key in TELLING if value.get(key)), None)
        return as_text(told, joint) if told else json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if hasattr(value, "isoformat"):
        return value.isoformat().removesuffix("T00:00:00")
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)


def plain_name(name) -> str:
    """The name of a column in lower case, with "_" for blanks, dots, dashes and colons."""
    lower = str(name).strip().lower()
    return lower.replace(" ", "_").replace("-", "_").replace(".", "_").replace(":", "_")


def _by_plain_name(names: Iterable[str]) -> dict[str, str]:
    lower: dict[str, str] = {}
    for name in names:
        lower.setdefault(plain_name(name), name)
    return lower


def _read_row(row: dict, plans: dict[tuple, Plan], columns: Mapping[str, str]) -> dict:
    """The record of a row, without raw where it has no text column; ``plans`` are those of rows before it."""
    names = tuple(row)
    plan = plans.get(names)
    if plan is None:
        if len(plans) > 10_000:  # objects whose keys are data
            plans.clear()
        plan = plans[names] = match_columns(names, columns)
    record = _fill(row, plan)
    if "raw" not in record and (inner := _unwrap(row, columns)):
        return inner | {ours: value for ours, value in record.items() if value or ours not in inner}
    return record


def _fill(row: dict, plan: Plan) -> dict:
    record = {}
    for ours, names in plan:
        name = names[0]
        value = row[name]
        if value is None or value != value:  # NaN is missing too
            for name in names[1:]:
                value = row[name]
                if value is not None:
                    break
            else:
                record[ours] = ""
                continue
        text = value.strip() if value.__class__ is str else as_text(value, "\n" if ours == "raw" else ", ")
        record[ours] = text
        if ours == "date" and text:
            record["date_evidence"] = f"column {name}: {text}"
    return record


def _unwrap(row: dict, columns: Mapping[str, str]) -> dict | None:
    """The record of an article that stands one object deeper ({"_source": {...}}), if there is one."""
    for value in row.values():
        if isinstance(value, dict):
            inner = _fill(value, match_columns(value, columns))
            if inner.get("raw"):
                return inner
    return None


def _no_text(doc_id: str) -> dict:
    return note(doc_id, "read", "dropped", "no text in it")
