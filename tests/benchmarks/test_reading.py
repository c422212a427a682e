"""Reading, side by side with named peers in one run: speed, memory, and what comes out.

Texts are those of BROADSHEET_DATA where it names a folder with reuters_train.jsonl.gz and
bbc_news.jsonl.gz, else generated ones. Results are compared before times are; times and memory are
printed, never asserted.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from broadsheet.corpus.build import build_store
from broadsheet.corpus.duplicates import find_duplicates
from broadsheet.corpus.language import find_languages
from broadsheet.corpus.signatures import sign_texts

MEGABYTES = int(os.environ.get("BROADSHEET_BENCH_MB", "200"))  # size of the file that is read into the store
STAGES = ("reading", "counting lines", "cleaning", "storing")


def load_texts() -> dict[str, list[dict]]:
    """Articles of each corpus at hand: id, title, text, date."""
    folder, found = Path(os.environ.get("BROADSHEET_DATA", "")), {}
    for name in ("reuters_train", "bbc_news"):
        if (folder / f"{name}.jsonl.gz").is_file():
            with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            found[name] = [{key: row.get(key) or "" for key in ("id", "title", "text", "date")} for row in rows]
    return found or {"generated": generate(8_000)}


def generate(n_docs: int) -> list[dict]:
    """Articles of some 400 words in sentences and paragraphs."""
    draw = np.random.default_rng(0)
    words = np.array("the of and to in was for on that with said by from at his he as has".split() * 40)
    words = np.concatenate([words, [f"{a}{b}{c}" for a in "bdfklmnprst" for b in "aeiou" for c in ("ring", "ton", "le")]])
    rows = []
    for number in range(n_docs):
        sentences = [" ".join(words[draw.integers(0, len(words), 18)]).capitalize() + "." for _ in range(22)]
        paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, 22, 3)]
        rows.append({"id": f"g{number}", "title": f"Story {number}", "text": "\n\n".join(paragraphs), "date": ""})
    return rows


@pytest.fixture(scope="module", params=load_texts().items(), ids=lambda item: item[0])
def large_file(request, tmp_path_factory):
    """A .jsonl file of MEGABYTES, the corpus over and over with one word changed in each round."""
    name, rows = request.param
    file = tmp_path_factory.mktemp(name) / "news.jsonl"
    size = number = 0
    with open(file, "w", encoding="utf-8") as out:
        while size < MEGABYTES * 1_000_000:
            for row in rows:
                copy = row | {"id": f"{number}-{row['id']}", "text": f"{row['text']} Edition {number}."}
                size += out.write(json.dumps(copy, ensure_ascii=False) + "\n")
            number += 1
    return file


def peak_memory(command: list[str]) -> tuple[float, float, float, str]:
    """Run a command: (seconds, largest RSS of one process, largest sum over all, what it printed), in MB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    largest = total = 0
    started, done = time.perf_counter(), threading.Event()

    def watch():
        nonlocal largest, total
        root = psutil.Process(process.pid)
        while not done.wait(0.1):
            sizes = []
            for each in [root, *root.children(recursive=True)]:
                try:
                    sizes.append(each.memory_info().rss)
                except psutil.Error:
                    continue
            largest, total = max([largest, *sizes]), max(total, sum(sizes))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = process.communicate()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    assert process.returncode == 0
    return seconds, largest / 1e6, total / 1e6, out


STORE = """
import sys, time
from pathlib import Path
from broadsheet.corpus.build import build_store
told, started = {}, time.perf_counter()
def advance(stage, done, total):
    told[stage] = time.perf_counter() - started
store = build_store(sys.argv[1], cache=Path(sys.argv[2]), n_jobs=2, advance=advance)
print(store.count_documents(), {stage: round(seconds, 1) for stage, seconds in told.items()})
"""
PANDAS = "import sys, pandas; print(len(pandas.read_json(sys.argv[1], lines=True)))"
NAIVE = r"""
import json, re, sys
n, texts = 0, []
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    kept = [part for part in row["text"].split("\n") if not re.search(r"(?i)^(by [A-Z]|read more|subscribe|share|image|photo|copyright|©)|\((photo|reuters|afp|getty).*\)$", part.strip())]
    texts.append(re.sub(r"\s+", " ", " ".join(kept)).strip())
print(len(texts))
"""


def test_a_jsonl_file_into_the_store(large_file, tmp_path):
    size = large_file.stat().st_size / 1e6
    seconds, largest, total, out = peak_memory([sys.executable, "-c", STORE, str(large_file), str(tmp_path / "cache")])
    n_documents = int(out.split()[0])
    print(f"\n{size:.0f} MB of jsonl, {n_documents:,} articles, read, cleaned, dated, signed, stored on two processes: "
          f"{seconds:.1f} s, {size / seconds:.1f} MB/s; RSS {largest:.0f} MB (largest process), {total:.0f} MB (all); "
          f"seconds until each stage was done: {out.partition(' ')[2].strip()}")  # fmt: skip
    for name, code in (("pandas.read_json (parses only)", PANDAS), ("naive loop (json, re)", NAIVE)):
        theirs, one, _, printed = peak_memory([sys.executable, "-c", code, str(large_file)])
        assert int(printed) == n_documents
        print(f"  {name}: {theirs:.1f} s, {size / theirs:.1f} MB/s, RSS {one:.0f} MB")


def test_a_second_reading(large_file, tmp_path):
    build_store(large_file, cache=tmp_path, n_jobs=2)
    started = time.perf_counter()
    build_store(large_file, cache=tmp_path, n_jobs=2)
    print(f"\nthe same file again, unchanged: {time.perf_counter() - started:.2f} s")
