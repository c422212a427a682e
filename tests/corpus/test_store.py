"""What is made once is not made again, is whole or not there, and never out of date."""

import os
import time

import polars as pl
import pytest

from broadsheet.corpus import store
from broadsheet.corpus.sources import Piece
from broadsheet.corpus.stages import LEDGER
from broadsheet.corpus.store import clear_stale, digest, make_once, part_files, plan_parts, read_chunks

NO_NOTES = pl.DataFrame(schema=LEDGER)


def chunk(*values):
    return pl.DataFrame({"value": list(values)}, schema={"value": pl.String}), NO_NOTES


def values(folder):
    return [value for file in part_files(folder) for table in read_chunks(file) for value in table["value"]]


def pieces(*names, size=1_000):
    return [Piece(path=name, name=name, digest="00" * 32, size=size) for name in names]


def plan(found, file):
    return [[piece.name for piece in part] for part in plan_parts(found, plan=file)]


# folders


def test_a_folder_is_made_once(tmp_path):
    assert values(make_once(tmp_path / "read" / "k", [chunk("a", "b"), chunk("c")])) == ["a", "b", "c"]

    def never():
        raise AssertionError("what is there is not made again")
        yield

    assert values(make_once(tmp_path / "read" / "k", never())) == ["a", "b", "c"]


def test_chunks_come_back_as_they_were_written_even_empty_ones(tmp_path):
    folder = make_once(tmp_path / "k", [chunk("a"), chunk(), chunk("b", "c")])
    assert [len(table) for table in read_chunks(part_files(folder)[0])] == [1, 0, 2]


def test_rows_roll_over_into_files_of_bounded_size(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART_BYTES", 100)
    folder = make_once(tmp_path / "k", (chunk(f"{number:060}") for number in range(5)), roll=True)
    assert [file.name for file in part_files(folder)] == [f"rows-0000{at}.parquet" for at in range(3)]
    assert values(folder) == [f"{number:060}" for number in range(5)]


def test_what_fails_leaves_nothing(tmp_path):
    def broken():
        yield chunk("a")
        raise RuntimeError("out of luck")

    with pytest.raises(RuntimeError, match="out of luck"):
        make_once(tmp_path / "read" / "k", broken())
    assert list((tmp_path / "read").iterdir()) == []


def test_when_two_make_the_same_folder_both_have_it(tmp_path):
    folder = tmp_path / "read" / "k"

    def slow():
        yield chunk("a")
        make_once(folder, [chunk("a")])  # the other run is faster

    assert values(make_once(folder, slow())) == ["a"]
    assert [file.name for file in folder.parent.iterdir()] == ["k"]


def test_what_nobody_asked_for_in_a_week_is_taken_away(tmp_path):
    for name in ("old", "asked", "new"):
        make_once(tmp_path / "read" / name, [chunk("a")])
    (tmp_path / "read" / ".half-x").mkdir()
    long_ago = time.time() - 8 * 86_400
    for name in ("old", "asked", ".half-x"):
        os.utime(tmp_path / "read" / name, (long_ago, long_ago))
    make_once(tmp_path / "read" / "asked", [])
    clear_stale(tmp_path)
    assert sorted(file.name for file in (tmp_path / "read").iterdir()) == ["asked", "new"]


def test_a_digest_tells_values_apart_and_knows_them_again():
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert len({digest("a", "b"), digest("ab"), digest(["a", "b"]), digest("a"), digest()}) == 5
    assert len(digest("half a character \ud83d")) == 16


# plans


def test_pieces_are_packed_in_order_up_to_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART_BYTES", 2_500)
    assert plan(pieces(*"abcde"), tmp_path / "p") == [["a", "b"], ["c", "d"], ["e"]]
    monkeypatch.setattr(store, "MOST_FILES", 3)
    assert plan(pieces(*"vwxyz", size=1), tmp_path / "q") == [["v", "w", "x"], ["y", "z"]]


def test_a_piece_larger_than_the_bound_is_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART_BYTES", 500)
    assert plan(pieces(*"ab"), tmp_path / "p") == [["a"], ["b"]]


def test_pieces_that_were_added_make_a_part_of_their_own(tmp_path):
    plan(pieces(*"bd"), tmp_path / "p")
    assert plan(pieces(*"abcd"), tmp_path / "p") == [["b", "d"], ["a", "c"]]


def test_where_one_piece_is_gone_or_changed_the_others_of_its_part_are_packed_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART_BYTES", 2_000)
    plan(pieces(*"abcd"), tmp_path / "p")
    assert plan(pieces(*"abd"), tmp_path / "p") == [["a", "b"], ["d"]]


def test_many_small_parts_are_packed_together(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_SMALL", 3)
    for stop in range(1, 4):
        assert len(plan(pieces(*"abcde"[:stop]), tmp_path / "p")) == stop
    assert plan(pieces(*"abcd"), tmp_path / "p") == [["a"], ["b"], ["c"], ["d"]]
    assert plan(pieces(*"abcde"), tmp_path / "p") == [["a", "b", "c", "d", "e"]]


@pytest.mark.parametrize("content", ["", "{", "[[1]]"])
def test_a_damaged_plan_is_made_anew(tmp_path, content):
    (tmp_path / "p").write_text(content)
    assert plan(pieces(*"ab"), tmp_path / "p") == [["a", "b"]]
