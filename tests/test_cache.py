import os
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import cache
from broadsheet.cache import add_to_cache, digest, digest_code, read_cached

COLUMNS = ["start", "kind"]


def make_rows(*rows: tuple[str, int, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["key", *COLUMNS])


def read(folder, *keys: str) -> list[tuple]:
    return sorted(read_cached(folder, keys=keys, columns=COLUMNS).itertuples(index=False, name=None))


def files_of(folder) -> list:
    return sorted(folder.glob("*.parquet"))


def test_what_was_added_is_read_again_and_nothing_else(tmp_path):
    add_to_cache(tmp_path, make_rows(("a", 1, "ORG"), ("a", 5, "PLACE"), ("b", 2, "ORG")))
    assert read(tmp_path, "a") == [("a", 1, "ORG"), ("a", 5, "PLACE")]
    assert read(tmp_path, "b", "c") == [("b", 2, "ORG")]


def test_an_empty_cache_has_no_row_but_the_columns(tmp_path):
    found = read_cached(tmp_path / "none", keys=["a"], columns=COLUMNS)
    assert found.empty and list(found) == ["key", *COLUMNS]


def test_adding_nothing_makes_no_file(tmp_path):
    add_to_cache(tmp_path / "none", make_rows())
    assert not (tmp_path / "none").exists()


def test_a_key_that_two_programs_added_is_read_once(tmp_path):
    add_to_cache(tmp_path, make_rows(("a", 1, "ORG")))
    add_to_cache(tmp_path, make_rows(("a", 1, "ORG"), ("b", 2, "ORG")))
    assert len(files_of(tmp_path)) == 2 and read(tmp_path, "a", "b") == [("a", 1, "ORG"), ("b", 2, "ORG")]


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "other columns"])
def test_a_damaged_file_is_taken_away_and_its_keys_are_new(tmp_path, damage):
    add_to_cache(tmp_path, make_rows(*[("a", at, f"kind{at}") for at in range(500)]))
    add_to_cache(tmp_path, make_rows(("b", 1, "ORG")))
    file = next(file for file in files_of(tmp_path) if len(pd.read_parquet(file)) == 500)
    content = file.read_bytes()
    if damage == "other columns":
        pd.DataFrame({"key": ["a"]}).to_parquet(file)
    else:
        flipped = content[:600] + bytes([content[600] ^ 255]) + content[601:]
        file.write_bytes({"cut": content[: len(content) // 2], "flipped": flipped, "emptied": b""}[damage])
    assert read(tmp_path, "a", "b") == [("b", 1, "ORG")]
    assert not file.exists()


def test_many_small_files_become_one_with_the_same_rows(tmp_path):
    for at in range(cache.MANY_SMALL + 1):
        add_to_cache(tmp_path, make_rows((f"k{at:02}", at, "ORG"), ("shared", 0, "ORG")))
    assert len(files_of(tmp_path)) == 1
    rows = read(tmp_path, "shared", *(f"k{at:02}" for at in range(cache.MANY_SMALL + 1)))
    assert rows == sorted([(f"k{at:02}", at, "ORG") for at in range(cache.MANY_SMALL + 1)] + [("shared", 0, "ORG")])


@settings(max_examples=25, deadline=None)
@given(keys=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=20), most=st.integers(1, 5))
def test_a_file_has_few_rows_and_never_a_part_of_a_key(tmp_path_factory, keys, most):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "FILE_ROWS", most)
        add_to_cache(folder, make_rows(*[(key, at, "ORG") for at, key in enumerate(keys)]))
    held = [pd.read_parquet(file).key.tolist() for file in files_of(folder)]
    assert sorted(key for some in held for key in some) == sorted(keys)
    assert all(len(some) <= most or len(set(some)) == 1 for some in held)
    assert sum(len(set(some)) for some in held) == len(set(keys))


def test_what_was_not_asked_for_longest_goes_first_when_space_is_short(tmp_path, monkeypatch):
    for at, key in enumerate("abc"):
        add_to_cache(tmp_path, make_rows((key, at, "ORG")))
        for file in files_of(tmp_path):
            os.utime(file, (at, at))
    assert read(tmp_path, "a") and read(tmp_path, "b")  # c is now the oldest
    os.utime(next(file for file in files_of(tmp_path) if "c" in set(pd.read_parquet(file).key)), (0, 0))
    monkeypatch.setattr(cache, "MOST_BYTES", 3 * files_of(tmp_path)[0].stat().st_size + 100)
    add_to_cache(tmp_path, make_rows(("d", 4, "ORG")))
    assert [row[0] for row in read(tmp_path, *"abcd")] == ["a", "b", "d"]


def test_two_programs_at_once_lose_nothing_and_leave_no_halves(tmp_path):
    code = (
        "import sys, pandas as pd; from pathlib import Path; from broadsheet.cache import add_to_cache, read_cached\n"
        "for at in range(25):\n"
        "    rows = pd.DataFrame({'key': [f'{sys.argv[2]}{at}', f'both{at}'], 'start': at, 'kind': 'ORG'})\n"
        "    add_to_cache(Path(sys.argv[1]), rows)\n"
        "    read_cached(Path(sys.argv[1]), keys=[f'both{at}'], columns=['start', 'kind'])\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in ("one", "two")]
    assert [program.wait() for program in running] == [0, 0]
    found = read_cached(tmp_path, keys=[f"both{at}" for at in range(25)], columns=COLUMNS)
    assert found.key.is_unique and (found.start == found.key.str.removeprefix("both").astype(int)).all()
    assert not list(tmp_path.glob(".half-*"))


def test_digests_tell_values_code_and_versions_apart(tmp_path):
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("a = 1\n", encoding="utf-8")
    two.write_text("a = 2\n", encoding="utf-8")
    assert digest("a", "b") == digest("a", "b") != digest("ab", "")
    assert digest("\ud800") != digest("?")
    assert digest_code([str(one)]) != digest_code([str(two)])
    assert digest_code([str(one)]) != digest_code([str(one)], libraries=["pandas"])
