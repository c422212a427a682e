"""Where articles lie: folders, globs, zip files that are not trusted, ranges of files."""

import gzip
import io
import os
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from broadsheet.corpus import read_corpus, sources
from broadsheet.corpus.index import find_pieces
from broadsheet.corpus.sources import Piece, corpus_folder, find_files, open_piece
from broadsheet.errors import InputError

STORY = "The river rose two metres in a day.\n"


def write(folder: Path, **files) -> Path:
    """Write files into ``folder``: keys are names with "__" for the dot, values text or bytes."""
    for name, content in files.items():
        file = folder / name.replace("__", ".")
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def write_zip(file: Path, **members) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name.replace("__", "."), content)
    return file


def read(path):
    """The texts by doc_id, and the reasons of the ledger by doc_id."""
    documents, ledger = read_corpus(path)
    dropped = ledger[ledger.action == "dropped"]
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    return texts, dict(zip(dropped.doc_id, dropped.reason, strict=True))


def names(path):
    return [piece.name for piece in find_pieces(path)]


# folders and globs


def test_a_folder_is_read_with_its_subfolders(tmp_path):
    (tmp_path / "2024" / "01").mkdir(parents=True)
    write(tmp_path / "2024" / "01", a__txt=STORY)
    assert names(tmp_path) == ["2024/01/a.txt"]


def test_sidecars_are_no_articles(tmp_path):
    write(tmp_path, a__txt=STORY, metadata__csv="file\n", aliases__csv="x\n", study__yaml="", README__md="Read me.")
    assert names(tmp_path) == ["a.txt"]


def test_a_glob_takes_what_fits(tmp_path):
    write(tmp_path, a__txt=STORY, b__txt=STORY, c__md=STORY)
    assert names(tmp_path / "*.txt") == ["a.txt", "b.txt"]


def test_sidecars_of_a_glob_or_file_stand_beside_it(tmp_path):
    write(tmp_path, a__txt=STORY)
    assert corpus_folder(tmp_path / "*.txt") == corpus_folder(tmp_path / "a.txt") == corpus_folder(tmp_path) == tmp_path


@pytest.mark.parametrize("name", ["articles [2024]", "a[12]", "b*"])
def test_a_file_in_a_folder_with_signs_of_a_glob_has_that_folder(tmp_path, name):
    (tmp_path / name).mkdir()
    write(tmp_path / name, a__txt=STORY)
    assert corpus_folder(tmp_path / name / "a.txt") == tmp_path / name


@pytest.mark.parametrize("name", ["README__md", "readme__txt", "metadata__csv", "aliases__csv"])
def test_what_is_named_like_a_sidecar_elsewhere_is_left_out_and_noted(tmp_path, name):
    (tmp_path / "old").mkdir()
    write(tmp_path / "old", **{name: "text\nOne.\n"})
    write_zip(tmp_path / "n.zip", **{name: "text\nTwo.\n"})
    write(tmp_path, a__txt=STORY)
    texts, dropped = read(tmp_path)
    assert set(texts) == {"a"}
    assert len(dropped) == 2
    assert all("is no article, and a sidecar only in the folder" in reason for reason in dropped.values())


@pytest.mark.parametrize("name", ["nowhere", "*.txt", "a.txt"])
def test_a_path_with_nothing_there_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"There is no corpus at .*expected a folder, a file or a glob"):
        find_files(tmp_path / name)


def test_an_empty_folder_is_refused_with_what_could_stand_there(tmp_path):
    with pytest.raises(InputError, match=r"holds no article: expected \.txt, \.md, .*\.docx.* or \.zip files"):
        find_files(tmp_path)


def test_a_corpus_of_unreadable_files_is_refused_with_the_reasons(tmp_path):
    write(tmp_path, a__txt=b"\0\1\2\3\0\0", b__txt="  \n", c__pdf="%PDF")
    with pytest.raises(InputError, match=r"(?s)Nothing in the corpus .* a: .*binary.*; b: no text in it; c: .*\.pdf"):
        read_corpus(tmp_path)


def test_a_file_that_cannot_be_opened_is_noted_and_the_others_are_read(tmp_path):
    write(tmp_path, a__txt=STORY)
    try:
        (tmp_path / "b.txt").symlink_to(tmp_path / "gone.txt")
    except OSError:
        pytest.skip("this system makes no links")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "b.txt")  # a link to a link to itself
    texts, dropped = read(tmp_path)
    assert set(texts) == {"a"}
    assert all(reason.startswith("cannot be read: ") for reason in dropped.values())


# ids


def test_files_of_one_stem_are_told_apart_by_their_paths(tmp_path):
    (tmp_path / "old").mkdir()
    write(tmp_path / "old", a__txt="Old.")
    write(tmp_path, a__txt="New.", b__txt="Other.")
    assert read(tmp_path)[0] == {"a.txt": "New.", "old/a.txt": "Old.", "b": "Other."}


# gzip and zip


@pytest.mark.parametrize("name", ["a__txt__gz", "a__md__gz", "a__TXT__GZ"])
def test_compressed_texts_are_read(tmp_path, name):
    write(tmp_path, **{name: gzip.compress(STORY.encode())})
    assert read(tmp_path)[0] == {"a": STORY}


def test_members_of_a_zip_file_are_read_like_files(tmp_path):
    packed = gzip.compress(b'{"id": "c", "text": "Three."}\n')
    write_zip(tmp_path / "n.zip", **{"x/a__txt": STORY, "b__csv": "id,text\nb,Two.\n", "c__jsonl__gz": packed})
    assert names(tmp_path) == ["n.zip/b.csv", "n.zip/c.jsonl.gz", "n.zip/x/a.txt"]
    assert read(tmp_path)[0] == {"a": STORY, "b": "Two.", "c": "Three."}
    assert read(tmp_path / "n.zip")[0] == {"a": STORY, "b": "Two.", "c": "Three."}


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"])
def test_a_path_that_climbs_out_of_a_zip_is_not_read(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as opened:
        opened.writestr("a.txt", STORY)
        opened.writestr(name, "Evil.")
    texts, dropped = read(tmp_path)
    assert texts == {"a": STORY}
    assert [reason.partition(";")[0] for reason in dropped.values()] == ["a path that climbs out of the zip file"]


def test_a_zip_bomb_is_not_opened_and_the_rest_is_read(tmp_path):
    write_zip(tmp_path / "n.zip", **{"a__txt": STORY, "bomb__txt": b"0" * 60_000_000})
    texts, dropped = read(tmp_path)
    assert texts == {"a": STORY}
    assert dropped["bomb"].startswith("a zip bomb: 58,")
    assert "unpack to 60,000,000" in dropped["bomb"]


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path):
    file = write_zip(tmp_path / "n.zip", **{"a__txt": STORY, "b__txt": "long " * 100_000})
    data = bytearray(file.read_bytes())
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):  # the size in the directory and before the member
        place = data.rfind(mark) + at
        data[place : place + 4] = struct.pack("<I", 100)
    file.write_bytes(data)
    texts, dropped = read(tmp_path)
    assert set(texts) == {"a"}
    assert "b" in dropped


def test_a_damaged_zip_a_locked_member_and_a_zip_in_a_zip_are_noted(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as opened:
        opened.writestr("x.txt", STORY)
    file = write_zip(tmp_path / "n.zip", **{"a__txt": STORY, "in__zip": inner.getvalue(), "locked__txt": "Secret."})
    data = bytearray(file.read_bytes())
    data[data.rfind(b"PK\1\2") + 8] |= 1  # the last member's flag: encrypted
    file.write_bytes(data)
    write(tmp_path, m__zip=b"PK no zip at all")
    write_zip(tmp_path / "o.zip")
    texts, dropped = read(tmp_path)
    assert texts == {"a": STORY}
    assert [dropped[name].partition(";")[0].partition(" (")[0] for name in sorted(dropped)] == [
        "a zip file within a zip file",
        "locked with a password",
        "damaged zip file",
        "an empty zip file",
    ]


def test_a_member_with_damaged_bytes_is_noted_and_the_others_are_read(tmp_path):
    file = write_zip(tmp_path / "n.zip", **{"a__txt": STORY, "b__txt": "".join(map(str, range(5000)))})
    data = bytearray(file.read_bytes())
    at = data.rfind(b"PK\1\2") - 900
    data[at : at + 40] = b"\xff" * 40
    file.write_bytes(data)
    texts, dropped = read(tmp_path)
    assert set(texts) == {"a"}
    assert set(dropped) == {"b"}


# ranges


def test_the_ranges_of_a_file_are_its_bytes_cut_at_line_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 100)
    lines = [f'{{"id": "{number}", "text": "Story {"very " * (number % 7)}{number}."}}\n' for number in range(40)]
    write(tmp_path, n__jsonl="".join(lines))
    pieces = find_pieces(tmp_path)
    assert len(pieces) > 10
    read_back = []
    for piece in pieces:
        with open_piece(piece) as stream:
            found = stream.read()
        assert found.count(b"\n") >= 1 and found.endswith(b"\n")
        assert lines[piece.first - 1].encode() == found[: found.index(b"\n") + 1]
        read_back.append(found)
    assert b"".join(read_back) == "".join(lines).encode()
    assert read(tmp_path)[0] == {str(n): f"Story {'very ' * (n % 7)}{n}." for n in range(40)}


def test_a_line_longer_than_a_range_is_one_range(tmp_path, monkeypatch):
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 50)
    write(tmp_path, n__jsonl='{"text": "' + "long " * 100 + '"}\n{"text": "Short."}')
    assert [(piece.first, piece.size) for piece in find_pieces(tmp_path)] == [(1, 513), (2, 18)]


def test_line_numbers_in_the_ledger_count_in_the_whole_file(tmp_path, monkeypatch):
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 60)
    lines = ['{"text": "A story of some words."}'] * 9 + ["{broken"] + ['{"text": "Another story of words."}'] * 5
    write(tmp_path, n__jsonl="\n".join(lines))
    texts, dropped = read(tmp_path)
    assert list(dropped) == ["n-10"] and "line 10 of n.jsonl" in dropped["n-10"]
    assert len(texts) == 14 and "n-15" in texts


def test_a_piece_with_a_problem_is_not_opened():
    with pytest.raises(InputError, match="too odd"), open_piece(Piece("nowhere", "a", "00", problem="too odd")):
        pass


def test_every_kind_that_is_read_is_named_to_the_user():
    assert {".txt", ".md", ".csv", ".tsv", ".jsonl", ".json", ".parquet", ".html", ".warc", ".docx"} <= set(
        sources.SUFFIXES
    )


# what is no plain file


def test_a_pipe_is_noted_and_not_waited_for(tmp_path):
    write(tmp_path, a__txt=STORY)
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes")
    os.mkfifo(tmp_path / "pipe.txt")
    texts, dropped = read(tmp_path)
    assert set(texts) == {"a"}
    assert dropped["pipe"].startswith("cannot be read: it is no regular file, but a pipe")


def test_a_folder_that_is_linked_in_is_read_and_a_loop_is_gone_through_once(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    write(tmp_path / "here", a__txt=STORY)
    write(tmp_path / "there", b__txt=STORY + "More.")
    try:
        (tmp_path / "here" / "more").symlink_to(tmp_path / "there", target_is_directory=True)
        (tmp_path / "there" / "back").symlink_to(tmp_path / "here", target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links")
    assert set(read(tmp_path / "here")[0]) == {"a", "b"}


def test_of_two_members_of_one_name_the_last_is_read_and_the_others_are_noted(tmp_path):
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(3):
            opened.writestr("a.txt", f"{STORY}{number}")
    documents, ledger = read_corpus(tmp_path)
    assert documents.text.tolist() == [f"{STORY}2"]
    reason = "of 3 files of one name in the zip file, the last is read; rename it (n.zip/a.txt)"
    assert sorted(ledger.reason) == [f"number {number} {reason}" for number in (1, 2)]


def test_a_reason_names_the_file_where_the_id_does_not(tmp_path):
    write_zip(tmp_path / "n.zip", **{"a__txt": STORY, "b__txt": " "})
    write(tmp_path, c__csv="id,text\n17,\n18,One.\n", d__txt=" ")
    _, dropped = read(tmp_path)
    assert dropped == {
        "17": "no text in it (c.csv)", "b": "no text in it (n.zip/b.txt)", "d": "no text in it"
    }  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\n \n", gzip.compress(b"")])
def test_an_empty_jsonl_is_noted(tmp_path, content):
    name = "n__jsonl" if len(content) < 10 else "n__jsonl__gz"
    write(tmp_path, a__txt=STORY, **{name: content})
    assert read(tmp_path)[1]["n"].startswith("no text in it: n.jsonl")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("b__docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 99, "b.docx is locked with a password or an old .doc"),
        ("b__txt", b"%PDF-1.4 %\xe2\xe3\xcf\xd3 some words of a story", "a PDF, expected text"),
    ],
)
def test_what_looks_like_another_kind_says_so(tmp_path, name, data, reason):
    write(tmp_path, a__txt=STORY, **{name: data})
    assert read(tmp_path)[1]["b"].startswith(reason)
