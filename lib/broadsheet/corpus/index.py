"""What lies in a corpus and whether it changed: sizes, times and digests of its files.

An index is kept beside the store: a file whose size and time are those of the last look is not
read again. A re-read of an unchanged corpus thus costs one look at each file's entry.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG

from broadsheet.corpus.formats.decode import find_mark, find_silent_utf16
from broadsheet.corpus.sources import (
    Piece,
    corpus_folder,
    find_files,
    list_members,
    name_pieces,
    relative_name,
)
from broadsheet.corpus.store import write_atomically

PIECE_BYTES = 16_000_000  # large .jsonl files are read in ranges of this size
SETTLED_SECONDS = 2  # a file touched so shortly before the look may change again under the same time
VERSION = 2


def find_pieces(path: str | Path, *, index: Path | None = None) -> list[Piece]:
    """Every piece of the corpus at ``path``, in order of name and place.

    ``index`` is the .json file that keeps the digests from one look to the next; it is
    replaced as a whole. Raises InputError when there is no corpus.
    """
    folder = corpus_folder(path)
    known = _read_index(index)
    looked, pieces = {}, []
    for file in find_files(path):
        name = relative_name(file, folder)
        looked[name] = entry = _look(file, known.get(name))
        pieces += _pieces_of(file, name, entry)
    if index is not None and looked != known:
        write_atomically(index, json.dumps({"version": VERSION, "files": looked}).encode())
    return name_pieces(pieces)


DECIDING = ("metadata.csv", "aliases.csv", "check-sheet.csv", "positions.csv")  # sidecars that change a result


def fingerprint(path: str | Path, *, index: Path | None = None) -> str:
    """Twelve hexadecimal digits that change when a file of the corpus or a sidecar does.

    SHA-256 over names (relative to the corpus) and bytes of every file. study.yaml is left
    out: what it sets is recorded as parameters.
    """
    folder = corpus_folder(path)
    digest = hashlib.sha256()
    for piece in find_pieces(path, index=index):
        digest.update(piece.name.encode("utf-8", "surrogatepass") + b"\0" + bytes.fromhex(piece.digest))
    for file in (folder / name for name in DECIDING):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _read_index(index: Path | None) -> dict[str, dict]:
    try:
        found = json.loads(index.read_text(encoding="utf-8")) if index is not None else {}
    except (OSError, ValueError):
        return {}
    return found["files"] if isinstance(found, dict) and found.get("version") == VERSION else {}


def _look(file: Path, known: dict | None) -> dict:
    """size, mtime, digest and the cuts (start, first line, digest) of a file; hashed only if it changed."""
    try:
        entry = file.stat()
        if not S_ISREG(entry.st_mode):  # a pipe would be waited for without end
            raise OSError(
                0, "it is no regular file, but a pipe, a device or a folder that cannot be opened; take it away"
            )
        place = os.path.abspath(file)
        seen = {"path": place, "size": entry.st_size, "mtime": entry.st_mtime_ns}
        if known and known.get("settled") and seen.items() <= known.items():
            return known
        digest, cuts = _hash_file(file, cut=file.name.lower().endswith((".jsonl", ".ndjson")))
    except OSError as problem:  # a dangling link, a file one may not read: noted when it is read
        return {"size": 0, "mtime": 0, "settled": False, "digest": "00" * 32, "cuts": [], "problem": problem.strerror}
    settled = time.time() - entry.st_mtime > SETTLED_SECONDS
    return seen | {"settled": settled, "digest": digest, "cuts": cuts}


def _hash_file(file: Path, *, cut: bool) -> tuple[str, list]:
    """SHA-256 of a file and, where it is cut, of each range between line ends."""
    whole, part = hashlib.sha256(), hashlib.sha256()
    cuts, start, first, n_lines, n_bytes = [], 0, 1, 0, 0
    with open(file, "rb") as stream:
        head = stream.read(1 << 12)
        cut = cut and not (find_mark(head) or find_silent_utf16(head))  # there a line end is no single byte
        stream.seek(0)
        while block := stream.read(1 << 20):
            whole.update(block)
            if not cut:
                continue
            while (line_end := _find_cut(block, start + PIECE_BYTES - n_bytes)) >= 0:
                head, block = block[: line_end + 1], block[line_end + 1 :]
                part.update(head)
                n_bytes += len(head)
                n_lines += head.count(b"\n")
                cuts.append([start, n_bytes, first, part.hexdigest()])
                start, first, part = n_bytes, n_lines + 1, hashlib.sha256()
            part.update(block)
            n_bytes += len(block)
            n_lines += block.count(b"\n")
    if cuts and n_bytes > start:
        cuts.append([start, n_bytes, first, part.hexdigest()])
    return whole.hexdigest(), cuts


def _find_cut(block: bytes, wanted: int) -> int:
    """The first line end in a block from place ``wanted`` on; -1 if that lies behind the block or there is none."""
    return block.find(b"\n", max(wanted, 0)) if wanted < len(block) else -1


def _pieces_of(file: Path, name: str, entry: dict) -> Iterator[Piece]:
    if name.lower().endswith(".zip") and not entry.get("problem"):
        yield from list_members(file, name, entry["digest"])
        return
    whole = Piece(str(file), name, entry["digest"], size=entry["size"], mtime=entry["mtime"])
    if entry.get("problem"):
        yield replace(whole, problem=f"cannot be read: {entry['problem']}")
    elif not entry["cuts"]:
        yield whole
    for start, stop, first, digest in entry["cuts"]:
        yield replace(whole, digest=digest, start=start, stop=stop, first=first, size=stop - start)
