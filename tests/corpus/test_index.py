"""What changed is seen, what did not change is not read again."""

import os
import time

import pytest

from broadsheet.corpus import index
from broadsheet.corpus.index import find_pieces, fingerprint
from toy import write_toy

STORY = "The river rose two metres in a day.\n"


@pytest.fixture
def reads(monkeypatch):
    """The names of the files that are hashed, in order."""
    seen, hash_file = [], index._hash_file

    def spy(file, *, cut):
        seen.append(file.name)
        return hash_file(file, cut=cut)

    monkeypatch.setattr(index, "_hash_file", spy)
    return seen


def age(folder, seconds=60):
    """Make every file look as if it was written a while ago."""
    for file in folder.rglob("*"):
        os.utime(file, (time.time() - seconds,) * 2)


def test_an_unchanged_file_is_hashed_once(tmp_path, reads):
    corpus = write_toy(tmp_path / "toy")
    age(corpus)
    first = find_pieces(corpus, index=tmp_path / "index.json")
    assert len(reads) == 24
    assert find_pieces(corpus, index=tmp_path / "index.json") == first
    assert len(reads) == 24


def test_only_what_was_added_or_changed_is_hashed_again(tmp_path, reads):
    corpus = write_toy(tmp_path / "toy")
    age(corpus)
    find_pieces(corpus, index=tmp_path / "index.json")
    reads.clear()
    (corpus / "new.txt").write_text(STORY)
    (corpus / "article-03.txt").write_text(STORY)
    find_pieces(corpus, index=tmp_path / "index.json")
    assert reads == ["article-03.txt", "new.txt"]


def test_a_file_that_was_just_written_is_not_trusted(tmp_path, reads):
    """Its next change may fall into the same tick of the clock and keep its size."""
    (tmp_path / "a.txt").write_text("One.")
    before = find_pieces(tmp_path / "a.txt", index=tmp_path / "index.json")
    moment = (tmp_path / "a.txt").stat().st_mtime_ns
    (tmp_path / "a.txt").write_text("Two.")
    os.utime(tmp_path / "a.txt", ns=(moment, moment))
    assert find_pieces(tmp_path / "a.txt", index=tmp_path / "index.json")[0].digest != before[0].digest


@pytest.mark.parametrize("content", ["", "{", '{"version": 0, "files": {"a": 1}}', "[1]"])
def test_a_damaged_index_is_made_anew(tmp_path, content):
    corpus = write_toy(tmp_path / "toy")
    before = find_pieces(corpus)
    (tmp_path / "index.json").write_text(content)
    assert find_pieces(corpus, index=tmp_path / "index.json") == before


def test_a_fingerprint_is_of_the_content_not_of_the_place(tmp_path):
    assert fingerprint(write_toy(tmp_path / "a")) == fingerprint(write_toy(tmp_path / "b"))


@pytest.mark.parametrize("name", ["article-01.txt", "metadata.csv", "new.txt", "aliases.csv"])
def test_a_fingerprint_changes_with_any_file(tmp_path, name):
    before = fingerprint(write_toy(tmp_path))
    with open(tmp_path / name, "a") as stream:
        stream.write("x")
    assert fingerprint(tmp_path) != before


def test_a_fingerprint_changes_with_a_name(tmp_path):
    before = fingerprint(write_toy(tmp_path))
    (tmp_path / "article-01.txt").rename(tmp_path / "article-00.txt")
    assert fingerprint(tmp_path) != before


def test_a_fingerprint_does_not_ask_what_can_be_read(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "n.jsonl.gz").write_bytes(b"no gzip at all")
    (tmp_path / "n.zip").write_bytes(b"no zip at all")
    assert len(fingerprint(tmp_path)) == 12
