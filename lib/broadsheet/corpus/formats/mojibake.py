"""Text that was decoded wrongly before it came here ("cafÃ©", "donâ€™t") is mended, and nothing else is."""

import re
from collections.abc import Iterator

# A letter that UTF-8 read as a one-byte encoding begins with (Windows-1252: Latin, Greek, Cyrillic, Arabic, Asian;
# MacRoman, 1251, 1253, 1257), then a sign that it goes on with; or a C1 control sign. Wider than needed, because
# ftfy's own, much slower test decides; one set of signs in front, because that is what re is quick at.
SUSPICIOUS = re.compile(
    "[ÂÃÄÅÆÇÈÉËÌÍÎÏÐÑØÙÚàáâãäåæçèéêëìíïð√‚вРСβā\x80-\x84\x86-\x9f]"
    "(?:[\x80-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™±∂≠®´≤≥¥µøÄЂѓЉЊЋЏђљњќћџё]|(?<=[Ã]) |(?<=[\x80-\x9f]))"
)
LOST_END = re.compile(r"â€(?=[\s.,;:!?)\]]|$)")  # a closing quote whose third byte, unknown to Windows-1252, is gone
# letters that news is not written in, but that UTF-8 misreadings of right text come out as
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\u0180-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u02af\ufffd\ue000-\uf8ff]")


def mend_lines(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Undo wrong decoding line by line: (text, [(the line as it stood, start, end in the new text)]).

    Follows ftfy's repair of encodings, without its other repairs (quotes, widths, ligatures,
    HTML). A line is left alone where the repair would bring letters that no news is written in.
    Costs next to nothing for text without a suspicious pair of signs.
    """
    if text.isascii() or not SUSPICIOUS.search(text):
        return text, []
    lines, mended, at = text.split("\n"), [], 0
    for number, line in enumerate(lines):
        whole = _mend(line) if SUSPICIOUS.search(line) else line
        if whole != line:
            mended.append((line, at, at + len(whole)))
            lines[number] = whole
        at += len(whole) + 1
    return "\n".join(lines), mended


def _mend(line: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding  # half a second, and seldom needed

    known = LOST_END.sub("”", line) if "â€œ" in line else line
    whole = fix_encoding(known, TextFixerConfig(unescape_html=False, replace_lossy_sequences=False)).replace(
        "\ufeff", ""
    )
    gained = len(STRANGE.findall(whole)) > len(STRANGE.findall(line))
    return line if gained or "\n" in whole or "\r" in whole else whole


def find_mended(record: dict) -> Iterator[tuple[str, str, int, int]]:
    """What is mended of a record, in place: (column, the line as it stood, start, end)."""
    for column in ("raw", "title", "author", "source"):
        text, mended = mend_lines(record.get(column, ""))
        if mended:
            record[column] = text
            for line, start, end in mended:
                yield (column, line, start, end) if column == "raw" else (column, line, -1, -1)
