"""Files of one article: .txt, .md and .docx."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from broadsheet.corpus.formats.decode import decode, read_chunks
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

TEXT_LIMIT = 64 * 2**20  # bytes: 16 million characters have at most that many
OFFICE_LIMIT = 2**28  # bytes of a .docx, and of what it unpacks to
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how Word files of old begin, and new ones with a password
PLACEHOLDERS = ("word document", "untitled", "document1", "microsoft word")  # titles that programs give


def read_text(stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1) -> Iterator[dict]:
    """The one record of a plain text file, and a note where its encoding was guessed.

    Raises InputError for binary data; a file too long for an article is a note, and is not read on.
    """
    data = read_limited(stream, TEXT_LIMIT)
    if data is None:
        reason = f"article too long: {name} has more than {TEXT_LIMIT:,} bytes; split it into its articles"
        yield note(stem, "read", "dropped", reason)
        return
    raw, remark = decode(data)
    if remark:
        yield note(stem, "read", "changed", remark)
    yield {"doc_id": stem, "raw": raw}


def read_docx(stream: BinaryIO, *, name: str, stem: str, columns: Mapping[str, str], first: int = 1) -> Iterator[dict]:
    """The one record of a Word file: paragraphs and cells of tables in order, one a line.

    The title is the first paragraph of style Title, else the file's own title, else the first
    heading. The day the file was made is no publication date and is not used. Raises InputError
    for what is no .docx and for one that unpacks to more than 256 MB.
    """
    from docx import Document

    data = read_office(stream, name)
    if data.startswith(OLE):
        raise InputError(f"{name} is locked with a password or an old .doc; save it again as .docx without a password")
    try:
        document = Document(io.BytesIO(data))
        lines = list(_docx_lines(document))
        own = document.core_properties
        title, author = own.title or "", own.author or ""
    except Exception as problem:  # python-docx raises whatever its parsers do
        raise InputError(f"{name} cannot be read as a Word file ({problem}); save it again as .docx") from problem
    styled = {style: text for style, text in reversed(lines) if text}
    if title.strip().lower().startswith(PLACEHOLDERS):
        title = ""
    yield {
        "doc_id": stem,
        "raw": "\n".join(text for _, text in lines).strip("\n"),
        "title": (styled.get("Title") or title or styled.get("Heading 1") or "").strip(),
        "author": "" if author == "python-docx" else author.strip(),
    }


def read_limited(stream: BinaryIO, limit: int) -> bytes | None:
    """All bytes of a stream; None when there are more than ``limit``."""
    parts, size = [], 0
    for chunk in read_chunks(stream):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            return None
    return b"".join(parts)


def read_office(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a .docx, .xls or .xlsx. Raises InputError when it is, or unpacks to, more than 256 MB."""
    data = read_limited(stream, OFFICE_LIMIT)
    if data is None:
        raise InputError(f"{name} has more than {OFFICE_LIMIT:,} bytes; save it as text or csv, in parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:  # an .xls of old is none, and whoever opens it says what else is wrong
        return data
    if unpacked > OFFICE_LIMIT:
        raise InputError(f"{name} unpacks to {unpacked:,} bytes, expected at most {OFFICE_LIMIT:,}; not opened")
    return data


def _docx_lines(parent) -> Iterator[tuple[str, str]]:
    """(style, text) of each paragraph, those of table cells in their place."""
    from docx.text.paragraph import Paragraph

    for part in parent.iter_inner_content():
        if isinstance(part, Paragraph):
            yield (part.style.name if part.style is not None else ""), part.text
            continue
        for row in part.rows:
            seen = set()
            for cell in row.cells:
                if cell._tc not in seen:  # a merged cell is given once for each column it covers
                    seen.add(cell._tc)
                    yield from _docx_lines(cell)
