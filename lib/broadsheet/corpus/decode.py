"""Bytes in, text out: which encoding a file was written in."""

import re

from charset_normalizer import from_bytes

from broadsheet.errors import InputError


def decode(data: bytes) -> tuple[str, str]:
    """Bytes -> (text, note); the note is empty for plain UTF-8, else says what was assumed.

    UTF-8 first, then byte-order marks, then charset-normalizer; where its guess is a Latin
    alphabet, Windows-1252 is preferred if it reads like a western language, because the two
    cannot be told apart by decoding and 1252 is by far the commoner on the web.
    Raises InputError for binary data.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), f"byte-order mark, decoded as {encoding}"
            except UnicodeDecodeError:
                break
    if b"\0" in data:
        raise InputError("binary file (it holds NUL bytes), expected text; export it as UTF-8 .txt or take it away")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    guess = from_bytes(data).best()
    if guess is None or _control_share(str(guess)) > 0.02:
        raise InputError("binary file or unknown encoding, expected text; export it as UTF-8 .txt or take it away")
    encoding = "cp1252" if _reads_as_western(data, str(guess)) else guess.encoding
    return data.decode(encoding), f"not UTF-8, decoded as {encoding} (a guess: check accents and quotes)"


def _reads_as_western(data: bytes, guess: str) -> bool:
    """Whether Windows-1252 gives a text that its languages could have written.

    Against it speak signs beside letters that cp1250 and cp1254 put their own letters on
    ("Rz¹d", "Baþbakan"), and letters that stand together in Hungarian or Czech read wrongly only (õ with ö, ø with ý).
    A few accents are too little to guess from: then 1252 it is, unless they read as such signs.
    """
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    few = sum(byte > 127 for byte in data) <= 3
    if not few and any(ord(char) > 0x24F for char in guess if char.isalpha()):
        return False
    strange = re.search(r"[^\W\d_][¹³¿¼¾]|[¹³¿¼¾][^\W\d_]|[a-zç][þðÞÐ]|[þðÞÐ][a-zç]", western)
    mixed = any(re.search(one, western) and re.search(other, western) for one, other in (("[õû]", "ö"), ("ø", "[ýšž]")))
    return not (strange or mixed)


def _control_share(text: str) -> float:
    odd = sum(1 for char in text if ord(char) < 32 and char not in "\n\r\t\f")
    return odd / max(len(text), 1)
