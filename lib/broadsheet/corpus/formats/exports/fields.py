"""What the fields of a news database say: dates and languages as words, paragraphs as wrapped lines.

The words follow the samples named in the modules of the single databases: a date stands in the
language of the article or of the person who saved it, so month names of seven languages are known.
"""

import re
from datetime import date

_MONTHS = """
january jan januar januari janvier janv enero ene gennaio gen janeiro
february feb februar februari février fevrier févr fevr febrero febbraio fevereiro fev
march mar märz maerz marz mrz maart mrt mars marzo março marco
april apr avril avr abril abr aprile
may mai mei mayo maggio maio mag
june jun juni juin junio giugno giu junho
july jul juli juillet juil julio luglio lug julho
august aug août aout augustus agosto ago
september sep sept septembre septiembre settembre set setembro
october oct oktober okt octobre octubre ottobre ott outubro out
november nov novembre noviembre novembro
december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro
"""
MONTHS = {name: number for number, names in enumerate(_MONTHS.split("\n")[1:-1], 1) for name in names.split()}
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>(?:1[6-9]|20)\d\d)"
_DATES = [
    re.compile(rf"(?<!\d){_YEAR}[-/](?P<month>\d\d)[-/](?P<day>\d\d)(?!\d)"),
    re.compile(rf"^{_YEAR}(?P<month>\d\d)(?P<day>\d\d)$"),
    re.compile(rf"(?<!\d){_YEAR}年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日"),
    re.compile(rf"(?<![^\W\d_]){_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}(?:st|nd|rd|th|er)?\.? ?(?:de )?{_MONTH},? ?(?:de )?{_YEAR}(?!\d)"),
]
_COARSE = [
    re.compile(rf"{_YEAR}-(?P<month>\d\d)$"),
    re.compile(rf"{_MONTH},? (?:de )?{_YEAR}$"),
    re.compile(rf"(?:(?:spring|summer|autumn|fall|winter),? )?{_YEAR}$"),
]

_LANGUAGES = {
    "af": "afrikaans", "ar": "arabic arabisch arabe árabe العربية", "bg": "bulgarian bulgarisch български",
    "ca": "catalan català", "cs": "czech tschechisch čeština", "da": "danish dänisch dansk",
    "de": "german deutsch allemand alemán tedesco duits alemão", "el": "greek griechisch ελληνικά",
    "en": "english englisch anglais inglés inglese engels inglês", "es": "spanish spanisch espagnol español spagnolo",
    "et": "estonian", "fa": "persian farsi", "fi": "finnish finnisch suomi",
    "fr": "french französisch français francés francese frans francês", "he": "hebrew", "hi": "hindi", "hr": "croatian",
    "hu": "hungarian ungarisch magyar", "id": "indonesian bahasa", "it": "italian italienisch italien italiano",
    "ja": "japanese japanisch 日本語", "ko": "korean koreanisch 한국어", "lt": "lithuanian", "lv": "latvian",
    "ms": "malay",
    "nl": "dutch niederländisch néerlandais nederlands flemish", "no": "norwegian norwegisch norsk",
    "pl": "polish polnisch polski", "pt": "portuguese portugiesisch portugais português", "ro": "romanian rumänisch",
    "ru": "russian russisch russe ruso русский", "sk": "slovak", "sl": "slovenian slovene", "sr": "serbian",
    "sv": "swedish schwedisch svenska", "th": "thai", "tr": "turkish türkisch türkçe", "uk": "ukrainian",
    "ur": "urdu", "vi": "vietnamese", "zh": "chinese chinesisch chinois chino 中文",
}  # fmt: skip
LANGUAGES = {name: code for code, names in _LANGUAGES.items() for name in names.split()}


def parse_date(words: str) -> str:
    """The date in a field as YYYY-MM-DD, or YYYY-MM or YYYY when it says no more; "" when it cannot be read.

    A day is found anywhere in the words ("Tuesday, December 27, 2022, Late Edition"), a month or
    a year only if the words say nothing else. Days such as 02/03/2022 are not guessed at.

    >>> parse_date("May 2, 2002, Thursday,, FINAL EDITION"), parse_date("29 décembre 2011"), parse_date("Dec 2022")
    ('2002-05-02', '2011-12-29', '2022-12')
    """
    plain = " ".join(words.split())
    for pattern in _DATES:
        for match in pattern.finditer(plain):
            found = _as_day(**match.groupdict())
            if found:
                return found
    for pattern in _COARSE:
        match = pattern.match(plain) if pattern is not _COARSE[2] else pattern.match(plain.lower())
        month = _as_month(match.groupdict().get("month", "")) if match else 0
        if match and (month or "month" not in match.groupdict()):
            return match["year"] + (f"-{month:02d}" if month else "")
    return ""


def parse_language(words: str) -> str:
    """The first language a field names as an ISO 639-1 code, "" when it is none of those known here.

    >>> parse_language("ENGLISH; SPANISH"), parse_language("Deutsch"), parse_language("pt-BR"), parse_language("elvish")
    ('en', 'de', 'pt', '')
    """
    name = re.split(r"[;,|(/-]", words.strip().lower())[0].strip()
    if name in _LANGUAGES:
        return name
    first = name.split()[0] if name else ""
    return LANGUAGES.get(name) or LANGUAGES.get(first, "")


def join_wrapped(block: list[str]) -> str:
    """One paragraph from the lines of a block, or the lines as they are when they are no wrapped lines.

    Databases that wrap do it at about 80 characters; a line over 100 is a paragraph by itself.
    """
    lines = [line.strip() for line in block if line.strip()]
    return ("\n" if any(len(line) > 100 for line in lines) else " ").join(lines)


def split_blocks(lines: list[str]) -> list[list[str]]:
    """The runs of lines between blank lines."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def split_lines(text: str) -> list[str]:
    """The lines of a text whatever its line ends; a form feed ends a line too, no-break spaces become spaces."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\u00a0", " ")
    return plain.split("\n")


def decode_head(head: bytes) -> str:
    """The first bytes of a file as text: what tells an export is ASCII, so other signs may come out wrong here."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def first_line(text: str) -> str:
    """What stands before the first line end of any kind, without blanks around it."""
    return re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0].strip()


def is_copyright(line: str) -> bool:
    """Whether a line claims rights, as databases print it: "Copyright 2022 The Paper", "All Rights Reserved".

    >>> is_copyright("Copyright 2022 The Paper"), is_copyright("Copyright law is older than 1900.")
    (True, False)
    """
    return bool(_RIGHTS.match(line.strip()) or _RIGHTS_NAMED.match(line.strip()))


_RIGHTS = re.compile(
    r"(?:copyright|\(c\)|©)[\s()c©,:]*\d{4}\b|©|copyright:? ?©|(?:copyright.{0,80})?all rights reserved"
    r"|alle rechte vorbehalten|tous droits réservés",
    re.IGNORECASE,
)
_RIGHTS_NAMED = re.compile(r"(?:Copyright|COPYRIGHT),? (?:[A-Z&][\w.&'’-]*,? ){1,8}(?:19|20)\d\d\b")


def _as_day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), _as_month(month), int(day)).isoformat()
    except ValueError:
        return ""


def _as_month(month: str) -> int:
    if month.isdigit():
        return int(month) if 1 <= int(month) <= 12 else 0
    return MONTHS.get(month.lower(), 0)
