"""LexisNexis txt, the older export: articles that begin "1 of 500 DOCUMENTS", with fields in capitals.

The form follows JBGruber/LexisNexisTools (inst/extdata/sample.TXT, R/lnt_read.R) with its German and French
words, koheiw/newspapers and the readers of AmCAT. After the number stand publication, date with edition,
headline, BYLINE:, SECTION:, LENGTH:, the text wrapped at about 80 characters, LOAD-DATE:, LANGUAGE:,
PUBLICATION-TYPE: and the copyright; files of American papers have the copyright above the publication, and
the oldest name HEADLINE: and BODY:.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.formats.exports.articles import Article, give_articles, make_article, read_export
from broadsheet.corpus.formats.exports.fields import is_copyright, join_wrapped, parse_date, split_blocks, split_lines

START = re.compile(
    r"\s*(?=.*(?:Do[ck]ument|DOCUMENT))(?:Dokument |Document )?(\d{1,5}) (?:of|von|de) (\d{1,5})(?: DOCUMENTS?)?\s*$"
)
LABEL = re.compile(r"([A-ZÄÖÜÉÈÀ]{2,}(?:[ -][A-ZÄÖÜÉÈÀ]+){0,3}):(?=\s|$)\s*")
HEAD = {
    "BYLINE": "author", "AUTOR": "author", "AUTEUR": "author", "VON": "author", "HEADLINE": "title",
    "SECTION": "Section", "RUBRIK": "Section", "RUBRIQUE": "Section", "LENGTH": "Length", "LÄNGE": "Length",
    "LONGUEUR": "Length", "DATELINE": "Dateline", "HIGHLIGHT": "Highlight", "SERIES": "Series", "BODY": "Body",
}  # fmt: skip
TAIL = {
    "LOAD-DATE": "crawl_date", "UPDATE": "crawl_date", "DATE-CHARGEMENT": "crawl_date", "LANGUAGE": "language",
    "SPRACHE": "language", "LANGUE": "language", "URL": "url", "PUBLICATION-TYPE": "Publication-Type",
    "TYPE-PUBLICATION": "Publication-Type", "PUB-TYPE": "Publication-Type", "DOCUMENT-TYPE": "Document-Type",
    "JOURNAL-CODE": "Journal-Code", "GRAPHIC": "Graphic", "GRAFIK": "Graphic", "SUBJECT": "Subject",
    "SUJET": "Subject", "ORGANIZATION": "Organization", "COMPANY": "Company", "TICKER": "Ticker",
    "INDUSTRY": "Industry", "PERSON": "Person", "GEOGRAPHIC": "Geographic", "COUNTRY": "Country", "STATE": "State",
    "CITY": "City", "CORRECTION-DATE": "Correction-Date", "NOTES": "Notes", "DISTRIBUTION": "Distribution",
    "ACC-NO": "Acc-No", "ISSN": "ISSN", "NAME": "Name", "TYPE": "Type",
}  # fmt: skip


def is_nexis_txt(text: str) -> bool:
    """Whether a text begins as a LexisNexis export does: "1 of 500 DOCUMENTS", a date below, a field in capitals."""
    lines = split_lines(text)
    if not any(_is_start(lines, at) for at, line in enumerate(lines) if START.match(line)):
        return False
    labels = {match[1] for line in lines if (match := LABEL.match(line.strip()))}
    return bool(labels & {"LENGTH", "LOAD-DATE", "LÄNGE", "LONGUEUR", "LANGUAGE", "SPRACHE", "LANGUE", "HEADLINE"})


def read_nexis_txt(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a LexisNexis txt; ``columns`` is not needed here. Raises InputError without an article."""
    text, notes = read_export(stream, name=name, stem=stem)
    yield from notes
    lines = split_lines(text)
    starts = find_starts(lines)
    ends = [*starts[1:], len(lines)]
    yield from give_articles(
        (parse_article(lines[start + 1 : end]) for start, end in zip(starts, ends, strict=False)),
        name=name, stem=stem, first=first, announced=count_announced([lines[at] for at in starts]),
        furniture=lines[: starts[0]] if starts else (),
    )  # fmt: skip


def find_starts(lines: list[str]) -> list[int]:
    """The lines "3 of 500 DOCUMENTS" that begin an article: a head follows, and others count to 500 as well.

    A story may hold such a line too; by itself it counts only as the first of the file or of a download.
    """
    found = [at for at, line in enumerate(lines) if START.match(line) and _is_start(lines, at)]
    counts = [START.match(lines[at]).groups() for at in found]
    return [
        at for at, (number, of) in zip(found, counts, strict=True)
        if at == found[0] or number == "1" or len({other for other, total in counts if total == of}) > 1
    ]  # fmt: skip


def count_announced(starts: list[str]) -> int:
    """How many articles the lines "3 of 500 DOCUMENTS" announce; a number that falls back begins another download."""
    total, before = 0, 0
    for line in starts:
        number, of = (int(part) for part in START.match(line).groups())
        total += of if number <= before or not before else 0
        before = number
    return total


def _is_start(lines: list[str], at: int) -> bool:
    """Whether the head of an article follows within twelve lines: a date, or a field that only a head has."""
    for line in [line for line in lines[at + 1 : at + 36] if line.strip()][:12]:
        label = LABEL.match(line.strip())
        if label or START.match(line):
            return bool(label and label[1] in HEAD)
        if is_date_line(line):
            return True
    return False


def is_date_line(line: str) -> bool:
    """Whether a line of the head is its date: short, no field, a date within its first words."""
    short = len(line.strip()) <= 90 and not LABEL.match(line.strip()) and not is_copyright(line)
    return short and bool(parse_date(" ".join(line.split()[:5])) or parse_date(" ".join(line.split()[:2])))


def parse_article(lines: list[str]) -> Article:
    """One article from its lines, those between two "1 of 500 DOCUMENTS"."""
    source, date, unused, rights, rest = split_masthead(lines)
    title, fields, body = split_head(split_blocks(rest))
    body, tail, more = split_tail(body)
    fields |= {TAIL.get(label, label.capitalize()): words for label, words in tail}
    article = make_article(
        "\n".join(join_wrapped(block) for block in body), database="Nexis", source=source, date=date,
        title=title, author=fields.pop("author", ""), language=fields.pop("language", ""), url=fields.pop("url", ""),
        crawl_date=parse_date(fields.pop("crawl_date", "")),
    )  # fmt: skip
    article.captions += [fields.pop("Graphic")] if fields.get("Graphic") else []
    article.furniture += rights + more
    article.unused += unused + [name for name in fields if name != "Body"]
    return article


def split_masthead(lines: list[str]) -> tuple[str, str, list[str], list[str], list[str]]:
    """(publication, date line, unused fields, copyright lines, the lines after) of an article."""
    filled = [at for at, line in enumerate(lines) if line.strip()][:8]
    at = next((at for at in filled if is_date_line(lines[at])), -1)
    if at < 0:  # no date that is read: it stands below the publication, before the headline
        blocks = split_blocks(lines)
        labels = [LABEL.match(block[0].strip()) for block in blocks[:5]]
        if len(blocks) < 4 or any(labels[:3]) or not any(labels):
            return "", "", [], [], lines
        at = lines.index(blocks[1][0])
    above = [line.strip() for line in lines[:at] if line.strip()]
    rights = [line for line in above if is_copyright(line)]
    names = [line for line in above if not is_copyright(line)]
    after = at + 1
    while after < len(lines) and lines[after].strip():  # the edition stands right below the date
        after += 1
    edition = ["Edition"] if after > at + 1 else []
    return " ".join(names), lines[at].strip(), edition, rights, lines[after:]


def split_head(blocks: list[list[str]]) -> tuple[str, dict[str, str], list[list[str]]]:
    """(headline, fields, the blocks of the text and what follows) of the blocks below the date.

    A field counts once and only in the run of fields at the top, so that a story may say "LENGTH: ten metres".
    """
    labels = [_label(block) for block in blocks]
    top = next((at for at, label in enumerate(labels[:6]) if label in HEAD), -1)
    if top < 0:
        return (join_wrapped(blocks[0]), {}, blocks[1:]) if blocks else ("", {}, [])
    fields: dict[str, str] = {}
    end = at = top
    while at < len(blocks) and labels[at] and labels[at] not in fields:
        fields[labels[at]] = ""
        at += 1
        end = at if labels[at - 1] in HEAD else end
        if labels[at - 1] == "BODY":
            break
    named = {
        HEAD.get(label, label.capitalize()): _words(block)
        for label, block in zip(labels[top:end], blocks[top:end], strict=True)
    }
    start = [named["Body"].split("\n")] if named.get("Body") else []
    title = " ".join(join_wrapped(block) for block in blocks[:top])
    return named.pop("title", "") or title, named, start + blocks[end:]


def split_tail(blocks: list[list[str]]) -> tuple[list[list[str]], list[tuple[str, str]], list[str]]:
    """(text, fields, copyright lines): the fields at the end are the longest run of them, each of them once."""
    end = len(blocks)
    rights: list[str] = []
    while end and is_copyright(blocks[end - 1][0]) and len(blocks[end - 1]) <= 6:
        end -= 1
        rights += [line.strip() for line in blocks[end]]
    start, seen = end, set()
    while start and (label := _label(blocks[start - 1])) and label not in seen:
        seen.add(label)
        start -= 1
    while start < end and _label(blocks[start]) not in TAIL:
        start += 1
    return blocks[:start], [(_label(block), _words(block)) for block in blocks[start:end]], rights


def _label(block: list[str]) -> str:
    match = LABEL.match(block[0].strip())
    return match[1] if match else ""


def _words(block: list[str]) -> str:
    first = block[0].strip()
    return join_wrapped([first[LABEL.match(first).end() :], *block[1:]])
