"""Bytes in, text out: which encoding a file was written in, and lines without holding the file."""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from broadsheet.errors import InputError

LINE_LIMIT = 64 * 2**20  # bytes: a longer line is no article, and is never held in memory
CHUNK = 2**20
SAMPLE = 2**16  # bytes that a guess is made from: more is slower, not better

MARKS = (  # the long ones first: the mark of utf-32-le begins with that of utf-16-le
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
BINARY = "binary file (it holds NUL bytes), expected text; export it as UTF-8 .txt or take it away"
UNKNOWN = "binary file or unknown encoding, expected text; export it as UTF-8 .txt or take it away"


@dataclass(frozen=True)
class LongLine:
    """What stands for a line that is longer than the limit: its length and its first bytes."""

    n_bytes: int
    head: bytes


def decode(data: bytes) -> tuple[str, str]:
    """Bytes -> (text, note); the note is empty for plain UTF-8, else says what was assumed.

    UTF-8 first, then byte-order marks, then charset-normalizer; where its guess is a Latin
    alphabet, Windows-1252 is preferred if it reads like a western language, because the two
    cannot be told apart by decoding and 1252 is by far the commoner on the web. A few stray
    NUL bytes are taken out. Raises InputError for binary data.
    """
    if data.startswith(b"%PDF-"):
        raise InputError("a PDF, expected text; export it as text, or take it away")
    encoding = find_mark(data)
    if encoding:
        try:
            return data.decode(encoding), f"byte-order mark, decoded as {encoding}"
        except UnicodeDecodeError:
            pass
    silent = find_silent_utf16(data[:SAMPLE]) if b"\0" in data[:SAMPLE] else ""
    if silent:
        return data.decode(silent, "replace"), f"no byte-order mark, decoded as {silent} (a guess: check it)"
    n_nul = data.count(b"\0")
    if n_nul:
        refuse_binary(data)
        data = data.replace(b"\0", b"")
    try:
        text, remark = data.decode("utf-8"), ""
    except UnicodeDecodeError:
        encoding = guess_encoding(data)
        text, remark = data.decode(encoding, _errors_for(encoding)), describe_guess(encoding)
    return text, "; ".join(filter(None, [remark, f"{n_nul} NUL bytes taken out" if n_nul else ""]))


def describe_guess(encoding: str) -> str:
    """The words of the ledger for a guessed encoding."""
    if encoding == "utf-8":
        return "not all UTF-8, its other bytes decoded as cp1252 (a guess: check accents and quotes)"
    return f"not UTF-8, decoded as {encoding} (a guess: check accents and quotes)"


def find_mark(head: bytes) -> str:
    """The encoding that a byte-order mark names; empty when there is none."""
    return next((encoding for mark, encoding in MARKS if head.startswith(mark)), "")


def find_silent_utf16(head: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" where every second byte is nearly always NUL; else empty."""
    pairs = len(head) // 2
    even, odd = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs < 4 or max(even, odd) < 0.5 * pairs or min(even, odd) > 0.02 * pairs:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def refuse_binary(data: bytes) -> None:
    """Raise InputError where NUL bytes or other control bytes are too many for a text."""
    n_nul = data.count(b"\0")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # it may end within a character
        share_allowed = 0.1
    except UnicodeDecodeError:
        share_allowed = 0.01
    if n_nul > share_allowed * len(data) or _control_share(data.replace(b"\0", b"").decode("latin-1")) > 0.02:
        raise InputError(BINARY)


def guess_encoding(data: bytes) -> str:
    """The likeliest encoding of bytes that are not all UTF-8: utf-8 still, where most of their signs are.

    Raises InputError for binary data.
    """
    text = data.decode("utf-8", "replace")
    n_bad = text.count("\ufffd")
    if len(re.findall(r"[^\x00-\x7f\ufffd]", text)) >= 3 * n_bad:  # no other encoding looks like UTF-8 by chance
        return "utf-8"
    from charset_normalizer import from_bytes  # a second to import, and seldom needed

    sample = data if len(data) <= SAMPLE else _telling_part(data.split(b"\n"))
    guess = from_bytes(sample).best()
    if guess is None or _control_share(str(guess)) > 0.02:
        raise InputError(UNKNOWN)
    return "cp1252" if _reads_as_western(sample, str(guess)) else guess.encoding


def plain_stream(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """The stream as UTF-8 without a byte-order mark, and what was assumed (empty for UTF-8).

    Only UTF-16 and UTF-32 are recoded here, because their lines cannot be cut as bytes.
    Raises InputError when the beginning is binary.
    """
    head, stream = peek(stream, SAMPLE)
    encoding = find_mark(head) or find_silent_utf16(head)
    if not encoding:
        if b"\0" in head:
            refuse_binary(head)
        return stream, ""
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
        return stream, ""
    return join_chunks(_recode(read_chunks(stream), encoding)), f"byte-order mark or NUL bytes, decoded as {encoding}"


def peek(stream: BinaryIO, n_bytes: int) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and a stream that begins with them again."""
    if stream.seekable():
        start = stream.tell()
        head = _read_some(stream, n_bytes)
        stream.seek(start)
        return head, stream
    head = _read_some(stream, n_bytes)
    return head, join_chunks(chain([head], read_chunks(stream)))


def read_chunks(stream: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    """Pieces of a stream. A damaged gzip stream gives all that stands before the damage, then raises."""
    read = getattr(stream, "read1", stream.read)  # read() would throw away what it had when the damage came
    while chunk := read(size):
        yield chunk


def read_batches(stream: BinaryIO, *, limit: int = LINE_LIMIT) -> Iterator[list[bytes | LongLine]]:
    """Lines of a stream in lists, without their "\\n"; memory is bounded by ``limit`` bytes a line."""
    parts: list[bytes] = []
    size = 0
    for chunk in read_chunks(stream, min(CHUNK, limit)):  # so that no line within a piece is too long
        lines: list = chunk.split(b"\n")
        if len(lines) == 1:
            size += len(chunk)
            parts = [*parts, chunk] if size <= limit else [(parts or [chunk])[0][:1000]]
            continue
        size += len(lines[0])
        whole = b"".join([*parts, lines[0]]) if size <= limit else LongLine(size, (parts or lines)[0][:1000])
        lines[0] = whole
        parts = [lines.pop()]
        size = len(parts[0])
        yield lines
    if size:
        yield [b"".join(parts) if size <= limit else LongLine(size, parts[0][:1000])]


def decode_lines(lines: list[bytes], encoding: str) -> tuple[list[str], str]:
    """Lines as text: UTF-8 each, else in ``encoding``; ("" is guessed from these lines first).

    Returns the lines and the encoding, still "" when all were UTF-8.
    """
    data = b"\n".join(lines)
    try:
        return data.decode("utf-8").split("\n"), encoding
    except UnicodeDecodeError:
        encoding = encoding or guess_from_lines(lines)
    return [decode_line(line, encoding) for line in lines], encoding


def decode_line(line: bytes, encoding: str) -> str:
    """One line as text: UTF-8 if it is, else in ``encoding``, bytes that it does not know as U+FFFD."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(encoding or "utf-8", _errors_for(encoding))


def guess_from_lines(lines: Iterable[bytes | LongLine]) -> str:
    """The encoding of lines some of which are not UTF-8; utf-8 when no other can be told."""
    try:
        return guess_encoding(_telling_part([line for line in lines if isinstance(line, bytes)]))
    except InputError:
        return "utf-8"


def join_chunks(chunks: Iterator[bytes]) -> BinaryIO:
    """A stream from pieces of bytes."""
    return io.BufferedReader(_Chunks(chunks), CHUNK)


class _Chunks(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes]):
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._rest:
            piece = next(self._chunks, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        n_bytes = min(len(buffer), len(self._rest))
        buffer[:n_bytes] = self._rest[:n_bytes]
        self._rest = self._rest[n_bytes:]
        return n_bytes


def _recode(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _read_some(stream: BinaryIO, n_bytes: int) -> bytes:
    parts, missing = [], n_bytes
    read = getattr(stream, "read1", stream.read)
    while missing > 0:
        try:
            piece = read(min(missing, CHUNK))
        except Exception:  # damaged further on: whoever reads on will meet it again
            break
        if not piece:
            break
        parts.append(piece)
        missing -= len(piece)
    return b"".join(parts)


def _errors_for(encoding: str) -> str:
    return "windows" if encoding in ("", "utf-8") else "replace"


def _decode_stray(problem: UnicodeDecodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 as Windows-1252: they come from what was pasted into a page of UTF-8."""
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


codecs.register_error("windows", _decode_stray)


def _telling_part(lines: list[bytes]) -> bytes:
    """Up to 64 KB of the lines that are not UTF-8: only they tell an encoding from another."""
    found, size = [], 0
    for line in lines:
        if line.isascii() or is_utf8(line):
            continue
        found.append(line[:SAMPLE])
        size += len(line)
        if size > SAMPLE:
            break
    return b"\n".join(found)


def is_utf8(line: bytes) -> bool:
    """Whether bytes are whole UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
    return len(re.findall(r"[\x00-\x08\x0b\x0e-\x1f]", text)) / max(len(text), 1)
