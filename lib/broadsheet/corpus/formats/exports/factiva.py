"""Factiva html: articles saved in "Article format", with field codes ("plus indexing") or as displayed.

The form follows public samples and their readers: nalimilan/R.TeMiS (tm.plugin.factiva, inst/factiva_test.html,
R/readFactivaHTML.R: a table with the codes HD, BY, WC, PD, SN, LA, LP, TD, AN ...) and koheiw/newspapers
(tests/data/factiva/german-ui.html, R/factiva.R: a headline, then one div each for words, date, time, source, its
code, language and copyright, then paragraphs). An article is a ``div`` of the classes "article enArticle" ("en" is
its language) and ends with "Document" and its accession number. The text form is in factiva_txt.py.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.formats.exports.articles import Article, give_articles, make_article, read_export
from broadsheet.corpus.formats.exports.fields import is_copyright, parse_date, parse_language
from broadsheet.errors import InputError

# the codes in the order in which an article has them
CODES = (
    *("SE", "HD", "CR", "CLM", "BY", "WC", "PD", "ET", "SN", "SC", "NGC", "GC", "ED", "PG", "VOL", "DLN", "LA", "CY"),
    *("CX", "LP", "TD", "ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN"),
)
ACCESSION = re.compile(
    r"(?:Document|Dokument|Documento|Documento n[º°]|文件|文書) ([A-Z][A-Z0-9]*(?:19|20)\d{6}[a-z0-9]{6,14})$"
)
WORDS = re.compile(
    r"[\d][\d.,  ]* ?(?:words?|mots?|Wörter|Wort|palabras?|parole|palavras|woorden|слов\w*|字|語|ord)$", re.IGNORECASE
)
TIME = re.compile(r"\d{1,2}[:.h]\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4})?$")
BY = re.compile(r"(?:by|von|par|por|di|door|de) (?=\S)|exclusive ", re.IGNORECASE)
_ARTICLE = "contains(concat(' ', normalize-space(@class), ' '), ' article ')"


def is_factiva_html(text: str) -> bool:
    """Whether an html page is a Factiva export: its title, which stands before long style sheets, or its articles."""
    title = re.search(r"<title>\s*(?:Dow Jones )?Factiva\s*</title>", text, re.IGNORECASE)
    return bool(title or (re.search(r"""class=["']article \w\wArticle""", text) and "articleParagraph" in text))


def read_factiva_html(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a Factiva html; ``columns`` is not needed here. Raises InputError without an article."""
    from lxml import html

    text, notes = read_export(stream, name=name, stem=stem)
    yield from notes
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        raise InputError(f"{name} is empty, expected a page of articles saved from Factiva.")
    page = html.fromstring(text.replace("\0", ""))
    found = page.xpath(f"//div[{_ARTICLE}][not(.//div[{_ARTICLE}])]")
    articles = [parse_article(division) for division in found]
    for division in found:
        division.clear(keep_tail=True)
    rest = squeeze(" ".join(page.xpath("//body//text()[not(ancestor::script or ancestor::style)]")))
    yield from give_articles(
        articles, name=name, stem=stem, first=first, announced=count_announced(rest), furniture=[rest]
    )


def count_announced(text: str) -> int:
    """How many articles the search summary announces ("Results Found 123"), 0 when it does not say."""
    match = re.search(r"Results Found\s+([\d.,]+)|Found ([\d.,]+) (?:results|articles|documents)", text, re.IGNORECASE)
    return int(re.sub(r"\D", "", match[1] or match[2])) if match else 0


def parse_article(division) -> Article:
    """One article from its ``div``: a table of codes, or divs in the order of the display."""
    coded = {}
    for row in division.xpath(".//tr[td]"):
        cells = row.xpath("./td")
        code = squeeze(cells[0].text_content())
        if len(cells) > 1 and code in CODES:
            coded.setdefault(code, _paragraphs(cells[1]))
    if "HD" in coded or "AN" in coded:
        return make_coded(coded)
    return _parse_display(division)


def make_coded(coded: Mapping[str, list[str]]) -> Article:
    """An article from the paragraphs of each code; codes without a place in a record are named as unused."""
    words = {code: squeeze(" ".join(lines)) for code, lines in coded.items()}
    number = ACCESSION.match(words.get("AN", ""))
    article = make_article(
        "\n".join([*coded.get("LP", ()), *coded.get("TD", ())]), database="Factiva", date_field="PD",
        title=words.get("HD", ""), author=words.get("BY", ""), date=words.get("PD", ""), source=words.get("SN", ""),
        language=words.get("LA", ""), doc_id=number[1] if number else words.get("AN", ""),
    )  # fmt: skip
    article.captions += [words["ART"]] if words.get("ART") else []
    article.furniture += [words["CY"]] if words.get("CY") else []
    used = ("LP", "TD", "HD", "BY", "PD", "SN", "LA", "AN", "ART", "CY")
    article.unused += [code for code in words if code not in used]
    return article


def _paragraphs(cell) -> list[str]:
    found = cell.xpath(".//p") or [cell]
    return [text for text in (squeeze(part.text_content()) for part in found) if text]


def _parse_display(division) -> Article:
    head = division.xpath(".//*[contains(@class, 'Headline')]")
    title = squeeze(head[0].text_content()) if head else ""
    if head and "counted" in head[0].get("class", ""):
        title = re.sub(r"^\d+\) ", "", title)
    above, below, after, seen = [], [], [], False
    for part in division.iter("div", "span", "b"):
        text = squeeze(part.text_content())
        seen = seen or part in head
        if part.tag != "div" or part.xpath(".//div") or not text or (head and head[0] in part.iter()):
            continue
        if after or WORDS.match(text) or is_date_line(text):
            after.append(text)
        else:
            (below if seen else above).append(text)
    found = [(part.get("class", ""), squeeze(part.text_content())) for part in division.iter("p")]
    return make_display(
        title, section=" ".join(above), author=" ".join(below), after=after,
        body=[text for kind, text in found if "articleParagraph" in kind and text],
        foot=[text for kind, text in found if not kind and text and text != title],
    )  # fmt: skip


def make_display(
    title: str, *, section: str, author: str, after: list[str], body: list[str], foot: list[str]
) -> Article:
    """An article in the order it is displayed in.

    ``section`` stands above the headline and ``author`` below it, ``after`` holds the lines from the word
    count to the copyright, ``foot`` the publisher and the accession number.
    """
    facts = read_facts(after)
    number = next((match[1] for line in reversed(foot) if (match := ACCESSION.match(line))), "")
    article = make_article(
        "\n".join(body), database="Factiva", date_field="PD", title=title, author=author, doc_id=number,
        date=facts.get("PD", ""), source=facts.get("SN", ""), language=facts.get("LA", ""),
    )  # fmt: skip
    article.furniture += [facts["CY"]] if facts.get("CY") else []
    article.furniture += [line for line in foot if not ACCESSION.match(line)]
    article.unused += ["SE"] if section else []
    article.unused += [code for code in facts if code not in ("PD", "SN", "LA", "CY")]
    return article


def read_facts(lines: list[str]) -> dict[str, str]:
    """The display lines by their codes: WC, PD, ET, SN, SC, then ED or PG, LA and CY, in this order.

    >>> read_facts(["229 words", "1 April 2017", "The Paper", "TPAPER", "12", "English", "Copyright 2017"])["SN"]
    'The Paper'
    """
    facts: dict[str, str] = {}
    for line in lines:
        if WORDS.match(line) and not facts:
            facts["WC"] = line
        elif "PD" not in facts and is_date_line(line):
            facts["PD"] = line
        elif "ET" not in facts and "SN" not in facts and TIME.match(line):
            facts["ET"] = line
        elif "SN" not in facts:
            facts["SN"] = line
        elif "SC" not in facts and re.fullmatch(r"[A-Z0-9]{1,10}", line):
            facts["SC"] = line
        elif "LA" not in facts and parse_language(line) and len(line.split()) <= 2:
            facts["LA"] = line
        elif "LA" in facts or is_copyright(line):
            facts["CY"] = f"{facts['CY']} {line}" if "CY" in facts else line
        else:
            facts.setdefault("PG", line)
    return facts


def is_date_line(line: str) -> bool:
    """Whether a line is a date and little else, as PD is displayed."""
    return len(line) <= 40 and bool(parse_date(line))


def squeeze(text: str) -> str:
    """The words of a text with single spaces: pages break lines anywhere."""
    return " ".join(text.split())
