"""Nexis Uni (Lexis Advance) docx: many articles to a file, each from its headline to "End of Document".

The form follows public samples and their readers: koheiw/newspapers (tests/data/nexis/document.xml,
R/nexis-advance.R), pmyteh/R.TeMiS (tm.plugin.lexisnexis, R/readLexisNexisAdvance.R and R/support.R),
JBGruber/LexisNexisTools and LeidenUniversityLibrary/nexis-analysis. A cover lists the search ("Job Number:",
"Documents (7)", numbered titles); an article is headline, publication, date with edition, copyright, fields
("Section:", "Length:", "Byline:"), the heading "Body", the text, perhaps "Graphic" and "Classification",
"Load-Date:" and "End of Document". The older text form is in nexis_txt.py.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from broadsheet.corpus.formats.exports.articles import Article, give_articles, make_article
from broadsheet.corpus.formats.exports.fields import is_copyright, parse_date
from broadsheet.corpus.formats.plain import OFFICE_LIMIT, read_office
from broadsheet.errors import InputError

FIELD = re.compile(r"([A-ZÄÖÜÉ][^\W\d_]*(?:[ -][^\W\d_]+){0,3}):(?=\s|$)\s*")
HEAD_FIELDS = (
    *("Section", "Length", "Byline", "Dateline", "Highlight", "Series", "Distribution"),
    *("Rubrik", "Länge", "Autor", "Rubrique", "Longueur", "Auteur"),  # as they are named in German and French
)
_AUTHORS, _LANGUAGES = ("Byline", "Autor", "Auteur"), ("Language", "Sprache", "Langue")
TAIL_FIELDS = (
    *(
        "Load-Date",
        "Language",
        "Sprache",
        "Langue",
        "Publication-Type",
        "Journal Code",
        "Correction-Date",
        "Subject",
        "Company",
        "Person",
    ),
    *("Organization", "Ticker", "Industry", "Geographic", "Document-Type", "Pub-Type", "Name", "ISSN", "Acc-No", "URL"),
)
END = "End of Document"
HEAD_LINES = 30  # the most lines a headline, a date, a highlight and the fields above "Body" are taken to fill
_DOCUMENT = 4_000_000  # bytes of a docx looked at to recognise it


@dataclass(frozen=True)
class Line:
    """One paragraph of the docx: its words, and whether it is set as a headline of an article or a heading in it."""

    text: str
    title: bool = False
    heading: bool = False


def is_nexis_docx(data: bytes) -> bool:
    """Whether the bytes of a docx are a Nexis export: the marks of its articles, which no other document has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            if folder.getinfo("word/document.xml").file_size > OFFICE_LIMIT:
                return False
            xml = folder.read("word/document.xml")[:_DOCUMENT].decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return False
    paragraphs = {re.sub(r"<[^>]*>", "", part).replace("\u00a0", " ").strip() for part in xml.split("</w:p>")}
    paragraphs |= {"Body"} if 'w:name="Body"' in xml else set()
    if "Body" not in paragraphs and END not in paragraphs:
        return False
    marks = ("Load-Date:", "Length:", "Copyright ", "Job Number:", "Client/Matter:", "Publication-Type:")
    found = sum(any(text.startswith(mark) for text in paragraphs) for mark in marks)
    return found + ("Body" in paragraphs) + (END in paragraphs) >= 3


def read_nexis_docx(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a Nexis Uni docx; ``columns`` is not needed here.

    An article without its "End of Document", or without its heading "Body", is told by its headline
    and date. Raises InputError for a file that is no docx or holds no article.
    """
    lines = read_lines(stream, name)
    starts = find_starts(lines)
    cover = lines[: starts[0]] if starts else lines
    announced = [int(match[1]) for line in cover if (match := re.match(r"Documents? \((\d+)\)$", line.text))]
    ends = [*starts[1:], len(lines)]
    yield from give_articles(
        (parse_article(lines[start:end]) for start, end in zip(starts, ends, strict=False)),
        name=name, stem=stem, first=first, announced=sum(announced), furniture=[line.text for line in cover],
    )  # fmt: skip


def read_lines(stream: BinaryIO, name: str) -> list[Line]:
    """The paragraphs of a docx that say something, those of tables too, in order."""
    import docx
    from docx.oxml.ns import qn

    data = read_office(stream, name)
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except Exception as problem:  # python-docx lets through what zip, xml and the package parts raise
        raise InputError(
            f"{name} is no whole docx ({type(problem).__name__}: {problem}). "
            f"Export it again, or save it as docx in Word."
        ) from problem
    lines = []
    for paragraph in body.iter(qn("w:p")):
        style, level = paragraph.style or "", paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        title = style in ("Heading1", "Title") or (level is not None and level.get(qn("w:val")) == "0")
        mark = paragraph.find(qn("w:bookmarkStart"))
        is_body = (
            mark is not None and mark.get(qn("w:name")) == "Body"
        )  # whatever the heading is called in the language
        texts = "Body" if is_body else paragraph.text.replace("\u00a0", " ").strip()
        heading = style.startswith("Heading") or (texts == "Graphic" and _is_bold(paragraph))
        lines += [Line(text.strip(), title, heading) for text in texts.split("\n") if text.strip()]
    return lines


def _is_bold(paragraph) -> bool:
    return not paragraph.xpath(".//w:r[w:t][not(w:rPr/w:b)]")


def find_starts(lines: list[Line]) -> list[int]:
    """Where articles begin: told by the style of a headline, by the "End of Document" above it, or by the "Body" below.

    The words "Body" and "End of Document" may stand in a story: they count only where the head of an article is,
    that is a date, a copyright or fields such as "Length:".
    """
    starts = set()
    for at, line in enumerate(lines):
        if line.title and not (at and lines[at - 1].title and at - 1 in starts) and _is_head(lines, at):
            starts.add(at)
        if line.text == END and _is_head(lines, at + 1):
            starts.add(at + 1)
    for at, line in enumerate(lines):
        if line.text == "Body":
            start = _find_head(lines, at)
            if start >= 0 and not any(start - 2 <= known <= at for known in starts):
                starts.add(start)
    return sorted(starts)


def _is_head(lines: list[Line], start: int) -> bool:
    """Whether an article begins here: a date within five lines, and near it "Body", a field or a copyright.

    A date in a language that is not read does no harm: then fields or a copyright stand within the first six lines.
    """
    if start >= len(lines):
        return False
    at = next((at for at in range(start + 1, min(start + 6, len(lines))) if is_date_line(lines[at].text)), -1)
    near = lines[at + 1 : at + 6] if at >= 0 else lines[start + 2 : start + 7]
    return any(_is_head_line(line.text) or (at >= 0 and line.text == "Body") for line in near) or (
        at >= 0 and lines[start].title
    )


def _find_head(lines: list[Line], body: int) -> int:
    """The line of the headline above a heading "Body", -1 when what stands above is no head of an article."""
    above = range(body - 1, max(body - HEAD_LINES, -1), -1)
    if not any(_is_head_line(lines[at].text) for at in list(above)[:12]):
        return -1
    at = next((at for at in above if lines[at].text == END or is_date_line(lines[at].text)), -1)
    if at < 1 or lines[at].text == END:  # no date that is read: headline, publication and date stand above the fields
        top = body - 1
        while top > 0 and _is_head_line(lines[top - 1].text):
            top -= 1
        return top - 3 if top >= 3 and _is_head_line(lines[top].text) else -1
    return at - 2 if at >= 2 and lines[at - 2].text != END else at - 1


def is_date_line(text: str) -> bool:
    """Whether a line is the date of an article: short, no field, a date at its beginning or after a weekday."""
    if len(text) > 150 or FIELD.match(text) or is_copyright(text):
        return False
    return bool(parse_date(" ".join(text.split()[:5])) or (_MONTH_ONLY.match(text) and parse_date(text)))


_MONTH_ONLY = re.compile(r"[^\W\d_]{3,10},? \d{4}$")


def _is_head_line(text: str) -> bool:
    match = FIELD.match(text)
    return is_copyright(text) or bool(match and match[1] in HEAD_FIELDS)


def parse_article(lines: list[Line]) -> Article:
    """One article from its paragraphs, headline first."""
    head, body, tail = split_article(lines)
    at = _find_date(head)
    names = 1 + next((n for n, line in enumerate(head[1:at]) if not line.title), 0)
    fields, graphic = read_fields(head[at + 1 :] + tail)
    article = make_article(
        "\n".join(line.text for line in body), database="Nexis",
        title=" ".join(line.text for line in head[:names]), source=head[names].text if names < at else "",
        date=head[at].text if at < len(head) else "",
        author="; ".join(fields.pop(name) for name in _AUTHORS if name in fields), url=fields.pop("URL", ""),
        language="; ".join(fields.pop(name) for name in _LANGUAGES if name in fields),
        crawl_date=parse_date(fields.pop("Load-Date", "")),
    )  # fmt: skip
    article.furniture += [line.text for line in head[at:] + tail if is_copyright(line.text)]
    article.unused += (["Classification"] if any(line.text == "Classification" for line in tail) else []) + list(fields)
    article.captions += ["\n".join(graphic)] if graphic else []
    if not any(line.text == END for line in tail):
        article.doubts.append("no 'End of Document' after it, perhaps cut short")
    return article


def read_fields(lines: list[Line]) -> tuple[dict[str, str], list[str]]:
    """(fields, captions) of the lines around a story; a line that is no field is taken for the edition."""
    fields: dict[str, str] = {}
    section, graphic = "", []
    for line in lines:
        match = FIELD.match(line.text)
        if line.text in ("Graphic", "Classification", "Body"):
            section = line.text
        elif section == "Graphic" and not (match and match[1] == "Load-Date"):
            graphic.append(line.text)
        elif match:
            fields.setdefault(match[1], line.text[match.end() :])
        elif not is_copyright(line.text) and line.text != END:
            fields.setdefault("Edition", line.text)
    return fields, graphic


def _find_date(head: list[Line]) -> int:
    """The date line of a head, or the line it must be: the one above the first field, below the publication."""
    at = next((at for at, line in enumerate(head) if at and is_date_line(line.text)), -1)
    if at >= 0:
        return at
    first = next((at for at, line in enumerate(head) if _is_head_line(line.text)), len(head))
    return first - 1 if first >= 3 else len(head)


def split_article(lines: list[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """The head (headline to fields), the body and the tail (Graphic, Classification, Load-Date, End of Document)."""
    date = next((at for at, line in enumerate(lines[:6]) if at and is_date_line(line.text)), 0)
    near = range(date, min(date + 12, len(lines)))
    fields = 1 + max((at for at in near if _is_head_line(lines[at].text)), default=date)
    body = next((at for at in range(date, min(HEAD_LINES, len(lines))) if lines[at].text == "Body"), -1)
    end = _find_tail(lines, (body if body >= 0 else fields - 1) + 1)
    if body >= 0:
        return lines[:body], lines[body + 1 : end], lines[end:]
    return lines[:fields], lines[fields:end], lines[end:]


def _find_tail(lines: list[Line], start: int) -> int:
    """The line after the last one of the story; every mark counts only where nothing but database lines follow."""
    end = len(lines)
    while end > start and lines[end - 1].text == END:
        end -= 1
    loaded = next(
        (at for at in range(end - 1, max(end - 4, start - 1), -1) if lines[at].text.startswith("Load-Date:")), end
    )
    end = loaded if all(_is_tail_field(line.text) for line in lines[loaded:end]) else end
    section = max((at for at in range(start, end) if lines[at].text == "Classification"), default=-1)
    named = [bool(FIELD.match(line.text)) for line in lines[section + 1 : end]]
    if section >= 0 and (not named or (named[0] and 2 * sum(named) >= len(named))):
        end = section
    else:  # the heading may be missing: two fields at least that no story ends with
        fields = end
        while fields > start and _is_tail_field(lines[fields - 1].text):
            fields -= 1
        end = fields if end - fields >= 2 else end
    graphic = max((at for at in range(start, end) if lines[at].text == "Graphic" and lines[at].heading), default=-1)
    return graphic if graphic >= 0 else end


def _is_tail_field(text: str) -> bool:
    match = FIELD.match(text)
    return bool(match and match[1] in TAIL_FIELDS)
