"""Factiva txt: articles that end with "Document" and an accession number, by codes or as displayed.

The form follows chennesy/factiva_parser (factiva_parse.ipynb: rtf turned to txt, a code such as HD or LP on a
line of its own, form feeds between articles), Piece-Of-Schmidt/roboT (read_factiva_functions.R: the display, split at
"Dokument" and the number) and matthewberryman/keywords (input.py). "Search Summary" may close the file; of that
part no public sample was found.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.formats.exports.articles import Article, give_articles, read_export
from broadsheet.corpus.formats.exports.factiva import (
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
from broadsheet.corpus.formats.exports.fields import is_copyright, join_wrapped, split_blocks, split_lines

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
    text, notes = read_export(stream, name=name, stem=stem)
    yield from notes
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
    return [part for chunk in chunks for part in _split_heads(chunk)], rest + lines[summary:]


def _split_heads(lines: list[str]) -> list[list[str]]:
    """The articles in lines that end with one accession number: more than one where another number is missing."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    words = [lines[at] for at in filled]
    codes = [CODE.match(line) for line in words]
    starts = []
    for n, code in enumerate(codes):
        if code and code[1] == "HD" and {"WC", "PD"} & {near[1] for near in codes[n + 1 : n + 12] if near}:
            starts.append(filled[n - 2 if n >= 2 and codes[n - 2] and codes[n - 2][1] == "SE" else n])
        if not any(codes) and _is_display(words, n):
            top = filled[n]
            while top > 0 and (lines[top - 1].strip() or top == filled[n]):  # up to the headline, blank lines above it
                top -= 1
            starts.append(top)
    ends = [*starts[1:], len(lines)]
    return [lines[:end] if not n else lines[starts[n] : end] for n, end in enumerate(ends)] if starts else [lines]


def parse_article(lines: list[str]) -> Article:
    """One article from its lines; without an accession number it is flagged as perhaps cut short."""
    codes = {match[1] for line in lines if (match := CODE.match(line))}
    coded = len(codes) > 3 and codes & {"HD", "PD", "SN"} and codes & {"LP", "TD"}
    article = make_coded(split_codes(lines)) if coded else _parse_display(lines)
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
    if count < 0:  # a language that is not known, or a line missing
        dates = (n for n, line in enumerate(words[:10]) if WORDS.match(line.strip()) or is_date_line(line.strip()))
        count = next(dates, min(1, len(words)))
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
    known = [read_facts([line.strip() for line in words[count : at + 1]]) for at in near]
    end = next((at + 1 for at, facts in zip(near, known, strict=True) if "LA" in facts), 0)
    if (
        not end
    ):  # the code of the source is the last line that is surely none of the story's, but a copyright may follow
        rights = [at for at in near if is_copyright(words[at])]
        coded = [at for at, facts in zip(near, known, strict=True) if list(facts)[-1:] == ["SC"]]
        end = 1 + (rights or coded or [count - 1])[0]
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
    last = body[at][: number.start()].strip()  # what stood right above the number was joined with it
    text = body[:at] + ([last] if last else [])
    if len(text) > 1 and len(text[-1]) <= 80 and not re.search(r"[.!?…:\"”’')]$", text[-1]):
        return text[:-1], [text[-1], number[0]]
    return text, [number[0]]
