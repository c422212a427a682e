"""Invented articles, written in the form of each database: what the readers must give back."""

import io
import textwrap
import zipfile
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

import docx
from hypothesis import strategies as st

RULER = "_" * 60


@dataclass(frozen=True)
class Story:
    title: str = "River rises two metres"
    source: str = "The Daily Quay"
    day: str = "2022-12-27"
    author: str = "Ada Stone"
    body: tuple[str, ...] = ("The river rose in a day.", "No one was hurt, the mayor said.")
    number: int = 1

    @property
    def words(self) -> str:
        """The day as an American paper prints it."""
        return f"December {int(self.day[8:])}, 2022"

    @property
    def british(self) -> str:
        return f"{int(self.day[8:])} December 2022"

    @property
    def accession(self) -> str:
        return f"DQUAY00020221227eict{self.number:05d}"

    @property
    def text(self) -> str:
        return "\n".join(self.body)


THREE = [
    Story(),
    Story(
        "Harbour opens again",
        "North Post",
        "2022-12-28",
        "Ben Ray",
        ("Ships came in at noon.", "They left by night."),
        2,
    ),
    Story("Council votes on tram", "North Post", "2022-12-29", "Cy Lane", ("Nine voted for it.", "Two did not."), 3),
]

_word = st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=1, max_size=9)
_mark = st.sampled_from(
    [
        *("Body", "LENGTH: 532 words", "Graphic", "Search Summary", "HD", "IN", "Subject", "BYLINE: x", "Full text"),
        *("End of Document", "Load-Date: soon", "Classification", "2 of 9 DOCUMENTS", "Document 2 of 9", "LP", "AN"),
        *("Author: unknown", "Location: the quay", "December 27, 2022", "27 December 2022", "532 words", "Title: none"),
    ]
)
_sentence = st.lists(_word, min_size=2, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")
bodies = st.tuples(_sentence, st.lists(st.one_of(_sentence, _mark), max_size=4), _sentence).map(
    lambda parts: (parts[0], *parts[1], parts[2])
)
stories = st.lists(bodies, min_size=1, max_size=4).map(
    lambda found: [
        replace(THREE[at % 3], title=f"Headline {at} of the week", body=body, number=at + 1)
        for at, body in enumerate(found)
    ]
)


def write_docx(lines: list[tuple[str, str]]) -> bytes:
    """A docx of (kind, text): kinds are "title", "bold" and "" for plain."""
    document = docx.Document()
    for kind, text in lines:
        paragraph = document.add_paragraph(style="Heading 1" if kind == "title" else None)
        paragraph.add_run(text).bold = kind == "bold" or None
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def nexis_lines(story: Story, *, title: str = "title", body: bool = True, end: bool = True) -> list[tuple[str, str]]:
    head = [(title, story.title), ("", story.source), ("", f"{story.words} Tuesday"), ("", "")]
    head += [("", f"Copyright 2022 {story.source} All Rights Reserved"), ("", "Section:\u00a0NEWS; Pg. 1")]
    head += [("", "Length:\u00a0532 words"), ("", f"Byline:\u00a0{story.author}")]
    tail = [("bold", "Classification"), ("", "Language: ENGLISH"), ("", "Publication-Type: Newspaper")]
    tail += [("", "Subject: FLOODS (90%)"), ("", "Load-Date:\u00a0December 30, 2022")]
    text = [("bold", "Body")] * body + [("", part) for part in story.body]
    return head + text + tail + [("bold", "End of Document")] * end


def nexis_cover(found: list[Story]) -> list[tuple[str, str]]:
    cover = [
        ("", "User Name: reader"),
        ("", "Date and Time: Monday, January 2, 2023 7:08:00 PM"),
        ("", "Job Number: 79564983"),
    ]
    cover += [("bold", f"Documents ({len(found)})")]
    for number, story in enumerate(found, start=1):
        cover += [("", f"{number}. {story.title}"), ("", "Client/Matter: -None-"), ("", "Search Terms: river")]
    return cover


def write_nexis_docx(found: list[Story]) -> bytes:
    return write_docx(nexis_cover(found) + [line for story in found for line in nexis_lines(story)])


def nexis_txt(story: Story, number: int, of: int) -> str:
    text = "\n\n".join(textwrap.fill(part, 78, break_on_hyphens=False) for part in story.body)
    return (
        f"\n                    {number} of {of} DOCUMENTS\n\n\n                    {story.source}\n\n"
        f"                 {story.words} Tuesday\n                    Late Edition\n\n{story.title}\n\n"
        f"BYLINE: {story.author}\n\nSECTION: NEWS; Pg. 6\n\nLENGTH: 677 words\n\n\n{text}\n\n"
        f"LOAD-DATE: December 30, 2022\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
        f"                    Copyright 2022 {story.source}\n                    All Rights Reserved\n"
    )


def write_nexis_txt(found: list[Story]) -> bytes:
    cover = "\n\nDownload Request: Selected Items: 1-3\nTime Of Request: Friday, March 20, 2023  16:51:31\n\n"
    return (cover + "".join(nexis_txt(story, at, len(found)) for at, story in enumerate(found, start=1))).encode()


def factiva_page(articles: str, foot: str = "") -> bytes:
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Factiva</title>\n<style>'
        + ".article {page-break-after:always;}" * 3000
        + f'</style></head><body><div id="navcontainer"><h1>Factiva</h1></div><form>{articles}</form>{foot}'
        '<div id="pageFooter"><span class="copyright">&copy; 2023 Factiva, Inc. All rights reserved.</span></div>'
        "</body></html>"
    ).encode()


def factiva_coded(story: Story) -> str:
    def row(code: str, value: str) -> str:
        return f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>\n'

    paragraphs = [f'<p class="articleParagraph enarticleParagraph">{escape(part)}</p>\n' for part in story.body]
    rows = row("HD", f"<b class='enHeadline'>{escape(story.title)}</b>\n") + row("BY", f"By {story.author}")
    rows += row("WC", "532 words") + row("PD", story.british) + row("ET", "15:32") + row("SN", story.source)
    rows += row("SC", "DQUAY") + row("LA", "English") + row("CY", "(c) 2022 The publisher.")
    rows += row("LP", paragraphs[0]) + row("TD", "".join(paragraphs[1:])) + row("NS", "<br/>gflood : Floods")
    rows += row("PUB", "Quay Media") + row("AN", f"<br/>Document {story.accession}")
    return f'<div class="article enArticle"><table><tbody>{rows}</tbody></table><br/></div><br/>'


def factiva_display(story: Story) -> str:
    paragraphs = [f'<p class="articleParagraph enarticleParagraph">{escape(part)}</p>\n' for part in story.body]
    facts = [
        "532 words",
        story.british,
        "15:32",
        story.source,
        "DQUAY",
        "12",
        "English",
        "Copyright 2022 The publisher",
    ]
    return (
        f'<div id="article-{story.accession}" class="article"><div class="article enArticle"><p>\n</p><div>News</div>'
        f'<div id="hd"><span class="enHeadline counted">{story.number}) {escape(story.title)}</span>\n</div>'
        f'<div class="author">By {story.author}</div>'
        + "".join(f"<div>{fact}</div>" for fact in facts)
        + f"\n<p></p>\n{''.join(paragraphs)}<p>Quay Media Ltd</p><p>Document {story.accession}</p></div></div><br>"
    )


def factiva_txt_coded(story: Story) -> str:
    values = [("HD", story.title), ("BY", f"By {story.author}"), ("WC", "532 words"), ("PD", story.british)]
    values += [("SN", story.source), ("SC", "DQUAY"), ("LA", "English"), ("CY", "(c) 2022 The publisher.")]
    values += [("LP", story.body[0]), ("TD", "\n\n".join(story.body[1:])), ("IN", "i1 : Water | i2 : Boats")]
    values += [("NS", "gflood : Floods"), ("PUB", "Quay Media"), ("AN", f"Document {story.accession}")]
    return "".join(f"\n{code}\n\n{value}\n" for code, value in values) + "\f"


def factiva_txt_display(story: Story) -> str:
    facts = [
        f"By {story.author}",
        "532 words",
        story.british,
        story.source,
        "DQUAY",
        "English",
        "Copyright 2022 The publisher",
    ]
    text = "\n\n".join(story.body)
    return "\n".join(
        ["", "News", story.title, *facts, "", text, "", "Quay Media Ltd", "", f"Document {story.accession}", "", ""]
    )


def proquest_txt(story: Story) -> str:
    url = f"https://www.proquest.com/docview/27{story.number:08d}"
    named = {
        "Subject": "Floods; Rivers", "Title": story.title, "Publication title": f"{story.source}; Quay City",
        "Publication year": "2022", "Publication date": f"Dec {int(story.day[8:])}, 2022", "Section": "News",
        "Publisher": "Quay Media", "ISSN": "12345678", "Source type": "Newspaper", "Language of publication": "English",
        "Document type": "News", "ProQuest document ID": f"27{story.number:08d}", "Document URL": url,
        "Copyright": "Copyright Quay Media Dec 2022", "Last updated": "2022-12-30", "Database": "Global Newsstream",
        "Author": story.author,
    }  # fmt: skip
    fields = "\n\n".join(f"{name}: {words}" for name, words in named.items())
    info = f"Publication info: {story.source} ; Quay City. {story.british}: A.1."
    text = "\n".join(story.body)
    return f"\n\n{story.title}\n\n{info}\n\n{url}\n\nLinks: {url}\n\nFull text: {text}\n\n{fields}\n\n"


def write_proquest_txt(found: list[Story]) -> bytes:
    articles = RULER.join(proquest_txt(story) for story in found)
    foot = (
        "Contact us at: http://www.proquest.com/go/contactsupport Copyright © 2023 ProQuest LLC. All rights reserved.\n"
    )
    return f"{RULER}{articles}{RULER}\n\n{foot}".replace("\n", "\r\n").encode("utf-8-sig")


PROQUEST_HEAD = [
    *("Title", "Abstract", "StoreId", "ArticleType", "Authors", "copyright", "pubdate", "pubtitle"),
    *("year", "language", "DocumentURL", "issn"),
]


def proquest_rows(found: list[Story]) -> list[list[str]]:
    rows = [[*PROQUEST_HEAD, "Full text"]]
    for story in found:
        when = f"Dec {int(story.day[8:])}, 2022"
        row = [
            story.title,
            "In short.",
            f"27{story.number:08d}",
            "Newspaper",
            story.author,
            "Copyright Quay",
            when,
            story.source,
        ]
        rows.append(
            [*row, "2022", "English", f"https://www.proquest.com/docview/27{story.number:08d}", "1234-5678", story.text]
        )
    return rows


def write_xlsx(rows: list[list[str]]) -> bytes:
    """The smallest workbook with one sheet of text cells."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for row in rows
    )
    kind = "http://schemas.openxmlformats.org"
    main, office = f"{kind}/spreadsheetml/2006/main", f"{kind}/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kind}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kind}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kind}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as folder:
        for name, text in parts.items():
            folder.writestr(name, text)
    return stream.getvalue()


def read(reader, data: bytes, *, name: str = "export", **options) -> tuple[list[dict], list[dict]]:
    """(records, notes) of a reader over ``data``."""
    given = list(reader(io.BytesIO(data), name=name, stem="export", columns=options.pop("columns", {}), **options))
    assert all(isinstance(value, str) for row in given if "raw" in row for value in row.values())
    return [row for row in given if "raw" in row], [row for row in given if "step" in row]


def reasons(notes: list[dict], action: str = "") -> list[str]:
    return [row["reason"] for row in notes if not action or row["action"] == action]


def same(records: list[dict], found: list[Story]) -> None:
    """Check titles, days and bodies of records against the stories they were written from."""
    assert [record["title"] for record in records] == [story.title for story in found]
    assert [record["date"] for record in records] == [story.day for story in found]
    assert [record["raw"] for record in records] == [story.text for story in found]
