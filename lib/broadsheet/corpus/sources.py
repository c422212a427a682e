"""Where the articles of a corpus lie: files, members of zip files, ranges of large files.

A *piece* is what one reader reads in one go. Small files are one piece each; a large .jsonl
file is cut at line ends into several, so that they can be read side by side.
"""

import glob
import gzip
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from broadsheet.corpus.formats.stream import KEEPS_GZIP, SUFFIXES, default_stem
from broadsheet.errors import InputError

SIDECARS = (
    "metadata.csv", "aliases.csv", "aliases-draft.csv", "check-sheet.csv", "positions.csv", "study.yaml",
    "readme.md", "readme.txt", "readme",
)  # fmt: skip
BOMB_RATIO, BOMB_BYTES = 200, 50_000_000  # texts shrink 3 to 20 times; a zip bomb some 1000 times


@dataclass(frozen=True)
class Piece:
    """Bytes ``start`` to ``stop`` (-1: the end) of a file or zip member, and how to call what is in it.

    ``name`` is relative to the corpus ("2022/a.txt", "news.zip/a.txt"), ``stem`` the default id,
    ``digest`` the SHA-256 of the bytes, ``first`` the number of the first line. A ``problem``
    says why the piece must not be opened.
    """

    path: str
    name: str
    digest: str
    stem: str = ""
    member: str = ""
    start: int = 0
    stop: int = -1
    first: int = 1
    size: int = 0
    mtime: int = 0
    problem: str = ""

    @property
    def identity(self) -> tuple:
        """All that what is read from the piece depends on: not where the corpus lies."""
        return (self.name, self.stem, self.digest, self.member, self.start, self.stop, self.first, self.problem)


def find_files(path: str | Path) -> list[Path]:
    """List the files of a corpus: a folder (with its subfolders), one file, or a glob; in order.

    Sidecars (metadata.csv, aliases.csv, study.yaml, README) in ``corpus_folder(path)`` are not
    articles and are left out, as is what operating systems leave behind (.DS_Store, Thumbs.db, ._a.txt).
    Raises InputError when the path does not exist or holds no file.
    """
    path = Path(path)
    if path.is_dir():
        found = list(_walk(path, set()))
    elif path.is_file():
        found = [path]
    else:
        found = [file for name in glob.glob(str(path), recursive=True) if (file := Path(name)).is_file()]
        if not found:
            raise InputError(
                f"There is no corpus at {str(path)!r}: expected a folder, a file or a glob such as "
                f"'articles/*.txt'. Check the spelling, or give the full path."
            )
    folder = corpus_folder(path)
    found = [file for file in found if not is_left_behind(file.name)]
    files = sorted(file for file in found if file.parent != folder or file.name.lower() not in SIDECARS)
    if not files:
        raise InputError(
            f"The corpus {str(path)!r} holds no article: expected {', '.join(SUFFIXES)} or .zip files. "
            f"Put some there, or point to another folder."
        )
    return files


def _walk(folder: Path, seen: set[str]) -> Iterator[Path]:
    """The files of a folder and its subfolders, linked ones too, each folder once; itself if it cannot be opened."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in listed:
        yield from _walk(Path(entry.path), seen) if _is_folder(entry) else [Path(entry.path)]


def _is_folder(entry: os.DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def corpus_folder(path: str | Path) -> Path:
    """The folder beside or in which the sidecars of a corpus stand."""
    path = Path(path)
    if path.is_dir():
        return path
    if path.is_file():
        return path.parent
    while glob.has_magic(str(path)):
        path = path.parent
    return path


def is_left_behind(name: str) -> bool:
    """Whether a file is no one's work: what the desktops of macOS and Windows leave in folders."""
    return name in (".DS_Store", "Thumbs.db", "desktop.ini") or name.startswith("._")


def relative_name(file: Path, folder: Path) -> str:
    """A file's name as it stands in tables: relative to the corpus, with forward slashes; odd bytes as %E1."""
    name = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
    return re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", name)


def list_members(file: Path, name: str, digest: str) -> list[Piece]:
    """The members of a zip file as pieces; those that must not be opened carry a problem.

    Nothing is ever unpacked to the disk. Refused are names that climb out of the zip, zips
    within it, locked members, and zip bombs (50 MB and more that shrank over 200 times).
    """
    whole = Piece(str(file), name, digest, size=file.stat().st_size)
    try:
        with zipfile.ZipFile(file) as opened:
            listed = [info for info in opened.infolist() if not info.is_dir()]
            members = [info for info in listed if not is_left_behind(info.filename.rpartition("/")[2])]
    except (zipfile.BadZipFile, OSError) as problem:
        return [replace(whole, problem=f"damaged zip file ({problem}); make it again")]
    if not members:
        return [replace(whole, problem="an empty zip file; put articles into it")]
    return [
        replace(whole, name=f"{name}/{info.filename}", member=info.filename, size=info.file_size, problem=problem)
        for info, problem in sorted(_judge(members), key=lambda judged: judged[0].filename)
    ]


def _judge(members: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Each member with the reason why it must not be opened, or ""."""
    bearers, seen = Counter(info.filename for info in members), Counter()
    for info in members:
        seen[info.filename] += 1
        number, n = seen[info.filename], bearers[info.filename]
        twin = f"number {number} of {n} files of one name in the zip file, the last is read; rename it"
        yield info, twin if number < n else _find_problem(info)


def _find_problem(info: zipfile.ZipInfo) -> str:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if ".." in parts or parts[:1] == ("/",) or (parts[:1] and parts[0].endswith(":")):
        return "a path that climbs out of the zip file; rename it within the zip"
    if info.filename.lower().endswith(".zip"):
        return "a zip file within a zip file; unpack it beside the other"
    if info.flag_bits & 1:
        return "locked with a password; make a zip file without one"
    if info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(info.compress_size, 1):
        sizes = f"{info.compress_size:,} bytes that unpack to {info.file_size:,}"
        return f"a zip bomb: {sizes}; unpack it by hand if it is none"
    return ""


def name_pieces(pieces: Iterable[Piece]) -> list[Piece]:
    """Give every piece its stem: the file's, or its relative name where two files share a stem.

    What is named like a sidecar, but stands elsewhere than the sidecars do, is no article.
    """
    pieces = [_refuse_sidecar(piece) for piece in pieces]
    stems = {piece.name: default_stem(piece.name.rpartition("/")[2]) for piece in pieces}
    bearers = Counter(stems.values())
    return [replace(piece, stem=stem if bearers[stem := stems[piece.name]] == 1 else piece.name) for piece in pieces]


def _refuse_sidecar(piece: Piece) -> Piece:
    name = piece.name.rpartition("/")[2]
    if piece.problem or name.lower() not in SIDECARS:
        return piece
    return replace(
        piece, problem=f"{name} is no article, and a sidecar only in the folder of the corpus; not used here"
    )


@contextmanager
def open_piece(piece: Piece) -> Iterator[BinaryIO]:
    """An open binary stream over the bytes of a piece, decompressed.

    Raises InputError for a piece with a problem, OSError or zipfile.BadZipFile when it cannot be opened.
    """
    if piece.problem:
        raise InputError(piece.problem)
    with ExitStack() as stack:
        if piece.member:
            opened = stack.enter_context(zipfile.ZipFile(piece.path))
            stream = stack.enter_context(opened.open(piece.member))
        else:
            stream = stack.enter_context(open(piece.path, "rb"))
        if piece.stop >= 0:
            stream = io.BufferedReader(_Range(stream, piece.start, piece.stop), buffer_size=1 << 20)
        lower = piece.name.lower()
        if lower.endswith(".gz") and not lower.endswith(KEEPS_GZIP):
            stream = stack.enter_context(gzip.GzipFile(fileobj=stream))
        yield stream


def require_unchanged(piece: Piece) -> None:
    """Raise InputError when the file of a piece is no longer the one its digest was made of."""
    if piece.mtime and not piece.problem and os.stat(piece.path).st_mtime_ns != piece.mtime:
        raise InputError(f"{piece.name} was changed while it was being read. Run again when it is whole.")


class _Range(io.RawIOBase):
    """A view of some bytes of an open file."""

    def __init__(self, stream: BinaryIO, start: int, stop: int) -> None:
        stream.seek(start)
        self.stream, self.left = stream, stop - start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self.stream.read(min(len(buffer), self.left))
        buffer[: len(data)] = data
        self.left -= len(data)
        return len(data)
