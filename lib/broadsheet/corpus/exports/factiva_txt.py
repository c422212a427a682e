"""Factiva txt: articles that end with "Document" and an accession number, by codes or as displayed.

The form follows chennesy/factiva_parser (factiva_parse.ipynb: rtf turned to txt, a code such as HD or LP on a
line of its own, form feeds between articles), Piece-Of-Schmidt/roboT (read_factiva_functions.R: the display, split at
"Dokument" and the number) and matthewberryman/keywords (input.py). "Search Summary" may close the file.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.decode import decode
from broadsheet.corpus.exports.articles import Article, give_articles
from broadsheet.corpus.exports.factiva import (
    ACCESSION,
    BY,
    CODES,
    WORDS,
    count_announced,
    is_date_line,
    make_coded,
    make_display,
    read_facts,
    squeeze,
)
from broadsheet.corpus.exports.fields import is_copyright, join_wrapped, split_blocks, split_lines
from broadsheet.corpus.ledger import note

CODE = re.compile(rf"\s*({'|'.join(CODES)})(?:\s*$|\t\s*|\s{{2,}})")
_BODY = CODES.index("TD")
_INDEXED = ("CO", "IN", "NS", "RE")  # their words are "code : Descriptor", which a story hardly is


def is_factiva_txt(text: str) -> bool:
    """Whether a text begins as a Factiva export: the codes of a head in their order, or the lines of the display."""
    lines = [line for line in split_lines(text) if line.strip()]
    codes = [match[1] for line in lines if (match := CODE.match(line))]
    if {"HD", "PD", "SN"} <= set(codes) and {"LP", "TD", "WC", "LA"} & set(codes):
        return codes.index("HD") < codes.index("PD") < codes.index("SN")
    return any(_is_display(lines, at) for at, line in enumerate(lines) if WORDS.match(line.strip()))


def read_factiva_txt(
    stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1
) -> Iterator[dict]:
    """Records and notes of a Factiva txt; ``columns`` is not needed here. Raises InputError without an article."""
    text, remark = decode(stream.read())
    if remark:
        yield note(stem, "read", "changed", remark)
    chunks, rest = split_articles(split_lines(text))
    yield from give_articles(
        (parse_article(chunk) for chunk in chunks),
        name=name, stem=stem, first=first, announced=count_announced(" ".join(rest)), furniture=rest,
    )  # fmt: skip


def split_articles(lines: list[str]) -> tuple[list[list[str]], list[str]]:
    """(the lines of each article, the lines that belong to none).

    An article ends with its accession number; the last may have lost it, and then still has the head of one.
    """
    last = max((at for at, line in enumerate(lines) if ACCESSION.match(_value(line))), default=-1)
    below = range(last + 1, len(lines))
    summary = next((at for at in reversed(below) if lines[at].strip() == "Search Summary"), len(lines))
    chunks: list[list[str]] = [[]]
    for line in lines[:summary]:
        chunks[-1].append(line)
        if ACCESSION.match(_value(line)):
            chunks.append([])
    rest = [] if _has_head(chunks[-1]) else chunks.pop()
    return chunks, rest + lines[summary:]


def parse_article(lines: list[str]) -> Article:
    """One article from its lines; without an accession number it is flagged as perhaps cut short."""
    codes = [match[1] for line in lines if (match := CODE.match(line))]
    article = make_coded(split_codes(lines)) if "HD" in codes and len(codes) > 3 else _parse_display(lines)
    if not article.record["doc_id"]:
        article.doubts.append("no accession number after it, perhaps cut short")
    return article


def split_codes(lines: list[str]) -> dict[str, list[str]]:
    """The paragraphs of each code. Codes have an order, so that a story may hold a line "IN" or "BY".

    Codes up to TD count at their first place in that order, those after it at their last.
    """
    starts: dict[str, int] = {}
    rank = -1
    for at, line in enumerate(lines):
        match = CODE.match(line)
        here = CODES.index(match[1]) if match else -1
        if rank < here <= _BODY:
            starts[match[1]], rank = at, here
    end, floor = len(lines), max(starts.values(), default=0)
    rank = len(CODES)
    for at in range(len(lines) - 1, floor, -1):
        match = CODE.match(lines[at])
        if match and _BODY < CODES.index(match[1]) < rank and _is_index(match[1], lines[at:end]):
            starts[match[1]], rank, end = at, CODES.index(match[1]), at
    order = sorted(starts, key=starts.__getitem__)
    ends = [starts[code] for code in order[1:]] + [len(lines)]
    return {code: _paragraphs(lines[starts[code] : end]) for code, end in zip(order, ends, strict=True)}


def _is_index(code: str, lines: list[str]) -> bool:
    words = squeeze(" ".join([_value(lines[0]), *lines[1:]]))
    if code in _INDEXED:
        return bool(re.match(r"\S{1,12} : ", words))
    return bool(ACCESSION.match(words)) if code == "AN" else len(words) < 400


def _paragraphs(lines: list[str]) -> list[str]:
    found = [join_wrapped(block) for block in split_blocks([_value(lines[0]), *lines[1:]])]
    return [line for paragraph in found for line in paragraph.split("\n")]


def _value(line: str) -> str:
    match = CODE.match(line)
    return line[match.end() :].strip() if match else line.strip()


def _has_head(lines: list[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    codes = {match[1] for line in filled if (match := CODE.match(line))}
    return {"HD", "PD"} <= codes or any(_is_display(filled, at) for at in range(len(filled)))


def _is_display(filled: list[str], at: int) -> bool:
    """Whether the head of a displayed article has its word count at ``at``: date, source, code and language follow."""
    if not WORDS.match(filled[at].strip()) or not is_date_line("".join(filled[at + 1 : at + 2]).strip()):
        return False
    facts = read_facts([line.strip() for line in filled[at : at + 10]])
    return "SC" in facts and "LA" in facts


def _parse_display(lines: list[str]) -> Article:
    filled = [at for at, line in enumerate(lines) if line.strip()]
    words = [lines[at] for at in filled]
    count = next((n for n in range(len(words)) if _is_display(words, n)), -1)
    if count < 0:
        count = next((n for n, line in enumerate(words) if WORDS.match(line.strip())), len(words))
    end = _find_head_end(words, count)
    above = [line.strip() for line in words[:count]]
    section, title, author = split_title(above)
    blocks = split_blocks(lines[filled[end] :] if end < len(filled) else [])
    body = [line for block in blocks for line in join_wrapped(block).split("\n")]
    body, foot = split_foot(body)
    after = [line.strip() for line in words[count:end]]
    return make_display(title, section=section, author=author, after=after, body=body, foot=foot)


def _find_head_end(words: list[str], count: int) -> int:
    """The first line below the language and the copyright, which close the head of a displayed article."""
    near = range(count, min(count + 10, len(words)))
    facts = ((at, read_facts([line.strip() for line in words[count : at + 1]])) for at in near)
    end = next((at + 1 for at, known in facts if "LA" in known), min(count + 3, len(words)))
    while end < len(words) and (is_copyright(words[end]) or re.match(r"\s*\([cC]\) ", words[end])):
        end += 1
    return end


def split_title(above: list[str]) -> tuple[str, str, str]:
    """(section, headline, author) of the lines above the word count: the headline is the longest but the byline."""
    named = [line for line in above if not BY.match(line)] or above
    if not named:
        return "", "", ""
    at = above.index(max(named, key=len))
    return " ".join(above[:at]), above[at], " ".join(above[at + 1 :])


def split_foot(body: list[str]) -> tuple[list[str], list[str]]:
    """(text, publisher and accession number): the publisher is a short last line that ends like no sentence."""
    at = next((at for at in range(len(body) - 1, -1, -1) if ACCESSION.search(body[at])), len(body))
    if at == len(body):
        return body, []
    number = ACCESSION.search(body[at])
    rest = body[at][: number.start()].strip()  # a publisher right above the number was joined with it
    text, foot = body[:at], [line for line in (rest, number[0]) if line]
    if not rest and len(text) > 1 and len(text[-1]) <= 80 and not re.search(r"[.!?…:\"”’')]$", text[-1]):
        return text[:-1], [text[-1], *foot]
    return text, foot
