"""Reading, side by side with named peers in one run: speed, memory, and what comes out.

Texts are those of BROADSHEET_DATA where it names a folder with reuters_train.jsonl.gz and
bbc_news.jsonl.gz, else generated ones. Results are compared before times are; times and memory are
printed, never asserted. BROADSHEET_BENCH_MB is the size of the large file (200).
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
from broadsheet.corpus.cleaning.clean import clean_text
from broadsheet.corpus.duplicates import find_duplicates
from broadsheet.corpus.formats.stream import read_stream
from broadsheet.corpus.language import find_languages
from broadsheet.corpus.signatures import sign_texts

MEGABYTES = int(os.environ.get("BROADSHEET_BENCH_MB", "200"))
SMALL_WORDS = ["the", "of", "and", "to", "in", "was", "for", "on", "that", "with", "said", "by", "from", "at", "he"]
STORE = """
import sys, time
from pathlib import Path
from broadsheet.corpus.build import build_store
from broadsheet.corpus.store import read_rows
told, started = {}, time.perf_counter()
def advance(stage, done, total):
    told[stage] = round(time.perf_counter() - started, 1)
store = build_store(sys.argv[1], cache=Path(sys.argv[2]), n_jobs=2, advance=advance)
print(sum(len(read_rows(file, ["doc_id"])) for file in store.files), told)
"""
PANDAS = "import sys, pandas; print(len(pandas.read_json(sys.argv[1], lines=True)))"
NAIVE = r"""
import json, re, sys
furniture = re.compile(r"(?i)^(?:by [a-z]|read more|subscribe|share|image|photo|copyright|©)|\((?:photo|getty).*\)$")
n = 0
for line in open(sys.argv[1], encoding="utf-8"):
    kept = [part for part in json.loads(line)["text"].split("\n") if not furniture.search(part.strip())]
    re.sub(r"\s+", " ", " ".join(kept)).strip()
    n += 1
print(n)
"""


def load_texts() -> dict[str, list[dict]]:
    """Articles of each corpus at hand: id, title, text, date."""
    folder, found = Path(os.environ.get("BROADSHEET_DATA", "")), {}
    for name in ("reuters_train", "bbc_news"):
        if (folder / f"{name}.jsonl.gz").is_file():
            with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            found[name] = [{key: row.get(key) or "" for key in ("id", "title", "text", "date")} for row in rows]
    return found or {"generated": generate(4_000)}


def generate(n_docs: int) -> list[dict]:
    """Articles of some 400 words in sentences and paragraphs."""
    draw = np.random.default_rng(0)
    names = [f"{start}{middle}{end}" for start in "bdfklmnprst" for middle in "aeiou" for end in ("ring", "ton", "le")]
    words, rows = np.array([*SMALL_WORDS * 10, *names]), []
    for number in range(n_docs):
        sentences = [" ".join(draw.choice(words, 18)).capitalize() + "." for _ in range(22)]
        paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, 22, 3)]
        rows.append({"id": f"g{number}", "title": f"Story {number}", "text": "\n\n".join(paragraphs), "date": ""})
    return rows


CORPORA = load_texts()


@pytest.fixture(scope="module", params=CORPORA)
def large_file(request, tmp_path_factory):
    """A .jsonl file of MEGABYTES: the corpus again and again, each time with its sentences dealt anew.

    So no article is a copy of another, and each has the lines, the length and the words of real ones.
    """
    rows, draw = CORPORA[request.param], np.random.default_rng(0)
    articles = [[re.split(r"(?<=[.!?]) ", line) for line in row["text"].split("\n")] for row in rows]
    deck = np.array([sentence for lines in articles for line in lines for sentence in line if sentence], dtype=object)
    file = tmp_path_factory.mktemp(request.param) / "news.jsonl"
    size = edition = 0
    with open(file, "w", encoding="utf-8") as out:
        while size < MEGABYTES * 1_000_000:
            dealt = iter(draw.permutation(deck))
            for row, lines in zip(rows, articles, strict=True):
                text = "\n".join(" ".join(next(dealt) for sentence in line if sentence) for line in lines)
                new = row | {"id": f"{edition}-{row['id']}", "text": text.strip() or "Nothing was said."}
                size += out.write(json.dumps(new, ensure_ascii=False) + "\n")
            edition += 1
    return file


def measure(*command: str) -> tuple[float, float, float, str]:
    """Run a command: seconds, largest RSS of one process and of all together (MB), and what it printed."""
    process = subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.PIPE, text=True)
    peaks, done = [(0, 0)], threading.Event()

    def watch():
        root = psutil.Process(process.pid)
        while not done.wait(0.1):
            sizes = []
            for each in [root, *root.children(recursive=True)]:
                try:
                    sizes.append(each.memory_info().rss)
                except psutil.Error:
                    continue
            peaks.append((max(sizes, default=0), sum(sizes)))

    watcher, started = threading.Thread(target=watch), time.perf_counter()
    watcher.start()
    out, _ = process.communicate()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    assert process.returncode == 0
    return seconds, max(one for one, _ in peaks) / 1e6, max(total for _, total in peaks) / 1e6, out


def test_a_jsonl_file_into_the_store(large_file, tmp_path):
    size = large_file.stat().st_size / 1e6
    seconds, one, total, out = measure(STORE, str(large_file), str(tmp_path / "cache"))
    n, _, stages = out.strip().partition(" ")
    print(f"\n{size:.0f} MB of jsonl ({large_file.parent.name}), {int(n):,} articles, read, cleaned, dated, signed and")
    print(f"  stored on two processes: {seconds:.1f} s, {size / seconds:.1f} MB/s; RSS {one:.0f} MB (largest process),")
    print(f"  {total:.0f} MB (all); seconds until each stage was done: {stages}")
    for name, code in (("pandas.read_json, parses only", PANDAS), ("a naive loop of json and re", NAIVE)):
        theirs, one, _, printed = measure(code, str(large_file))
        assert int(printed) == int(n)
        print(f"  {name}: {theirs:.1f} s, {size / theirs:.1f} MB/s, RSS {one:.0f} MB")
    started = time.perf_counter()
    build_store(large_file, cache=tmp_path / "cache")
    print(f"  the same again, unchanged: {time.perf_counter() - started:.2f} s")


@pytest.mark.parametrize("name", CORPORA)
def test_stages_of_one_core(name):
    texts = [row["text"] for row in CORPORA[name] if row["text"]]
    size = sum(map(len, texts)) / 1e6
    print(f"\n{name}, {len(texts):,} texts, {size:.1f} million characters, one core")
    for what, work in (
        ("clean", lambda: [clean_text(text) for text in texts]),
        ("languages", lambda: find_languages(texts)),
        ("signatures", lambda: sign_texts(texts)),
    ):
        started = time.process_time()
        work()
        seconds = time.process_time() - started
        print(f"  {what}: {seconds:.2f} s, {size / seconds:.1f} MB/s, {len(texts) / seconds:,.0f} texts/s")


def test_near_copies_of_100000_articles():
    source = CORPORA.get("bbc_news") or next(iter(CORPORA.values()))
    parts = [row["text"].split() for row in source if len(row["text"].split()) > 60]
    draw, texts = np.random.default_rng(0), []
    for _ in range(100_000):  # five stretches of five articles: none is a copy of another
        chosen = [parts[at] for at in draw.integers(0, len(parts), 8)]
        texts.append(
            " ".join(" ".join(words[(at := int(draw.integers(0, len(words) - 50))) : at + 50]) for words in chosen)
        )
    started = time.perf_counter()
    signed = sign_texts(texts)
    signing = time.perf_counter() - started
    frame = pd.DataFrame({"doc_id": [f"d{n:06}" for n in range(len(texts))], "date": pd.NaT, "n_words": 400})
    started = time.perf_counter()
    grouped = find_duplicates(
        frame.assign(date=pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]"), signature=signed)
    )
    seconds = time.perf_counter() - started
    print(
        f"\n100,000 signatures of 400 words: {signing:.1f} s; groups: {seconds:.1f} s ({grouped.is_copy.sum()} copies)"
    )


PAGE = """<html lang="en"><head><title>{title} | The Harbour Post</title>
<meta property="article:published_time" content="{date}T09:30:00Z"></head><body><nav><a href="/">Home</a>
<a href="/news">News</a></nav><article><h1>{title}</h1>{paragraphs}</article><aside>Most read: ten other stories of
today that have nothing to do with this one</aside><footer>Copyright The Harbour Post. All rights reserved.</footer>
</body></html>"""


def test_web_pages_against_trafilatura_alone():
    import io

    import trafilatura

    pages, dates = [], []
    for number, row in enumerate(next(iter(CORPORA.values()))[:300]):
        dates.append(f"2023-{1 + number % 12:02}-{1 + number % 28:02}")
        paragraphs = "".join(f"<p>{part}</p>" for part in row["text"].split("\n") if part.strip())
        pages.append(PAGE.format(title=row["title"] or "A story", date=dates[-1], paragraphs=paragraphs).encode())
    started = time.perf_counter()
    theirs = [trafilatura.bare_extraction(page, with_metadata=True, include_comments=False) for page in pages]
    peer = time.perf_counter() - started
    started = time.perf_counter()
    ours = [list(read_stream(io.BytesIO(page), name="a.html", stem="a", columns={})) for page in pages]
    seconds = time.perf_counter() - started
    pairs = [
        (mine[0], their) for mine, their in zip(ours, theirs, strict=True) if their and their.text and "raw" in mine[0]
    ]
    same = np.mean([mine["raw"].split() == their.text.split() for mine, their in pairs])
    found = {
        "broadsheet": [mine[0].get("date", "")[:10] for mine in ours],
        "trafilatura": [page.date for page in theirs],
    }
    right = {name: np.mean([one == two for one, two in zip(days, dates, strict=True)]) for name, days in found.items()}
    print(
        f"\n{len(pages)} pages: broadsheet {seconds:.1f} s, trafilatura {peer:.1f} s; the same main text in {same:.1%}"
    )
    print(f"  right dates: {right['broadsheet']:.1%}, {right['trafilatura']:.1%}")
