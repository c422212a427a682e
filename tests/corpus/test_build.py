"""From files to stored tables: the same whatever the parts, nothing done twice, nothing lost by a kill."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.corpus import read_corpus, stages, store
from broadsheet.corpus.build import build_store
from broadsheet.errors import InputError
from toy import ARTICLES, STEMS, write_toy

STORY = "The river rose two metres in a day and reached the lower streets of the town."


def write_lines(file: Path, rows) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def toy_rows():
    return [
        {"id": stem, "text": text, "date": day, "title": title, "source": f"Outlet {outlet}"}
        for stem, (day, outlet, title, text) in zip(STEMS, ARTICLES, strict=True)
    ]


def same(one, two):
    for first, second in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(first, second)


@pytest.fixture
def reads(monkeypatch):
    """The names of the files that readers are given, in order."""
    seen, read_stream = [], stages.read_stream

    def spy(stream, *, name, **options):
        seen.append(name)
        return read_stream(stream, name=name, **options)

    monkeypatch.setattr(stages, "read_stream", spy)
    return seen


def test_the_tables_do_not_depend_on_how_the_corpus_is_cut(tmp_path, monkeypatch):
    rows = toy_rows() + [row | {"id": f"copy-{row['id']}", "title": "Again"} for row in toy_rows()[:5]]
    corpus = write_lines(tmp_path / "n.jsonl", rows)
    whole = read_corpus(corpus)
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 900)
    monkeypatch.setattr(store, "PART_BYTES", 2_000)
    monkeypatch.setattr(stages, "CHUNK_ROWS", 2)
    cut = read_corpus(corpus, cache=tmp_path / "cache")
    assert len(list((tmp_path / "cache" / "documents").iterdir())) > 3
    same(whole, cut)
    assert whole[0].is_copy.sum() == 5


def test_two_processes_give_what_one_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_FILES", 6)
    corpus = write_toy(tmp_path / "toy")
    one = build_store(corpus, cache=tmp_path / "one", n_jobs=1)
    two = build_store(corpus, cache=tmp_path / "two", n_jobs=2)
    assert len(one.folders) == 4
    same((one.read_documents(), one.read_ledger()), (two.read_documents(), two.read_ledger()))


def test_an_unchanged_corpus_is_not_read_again(tmp_path, reads):
    corpus = write_toy(tmp_path / "toy")
    first = read_corpus(corpus, cache=tmp_path / "cache")
    assert len(reads) == 24
    told = []
    build_store(corpus, cache=tmp_path / "cache", advance=lambda *news: told.append(news))
    assert told == []  # nothing was even looked up part by part
    same(first, read_corpus(corpus, cache=tmp_path / "cache"))
    assert len(reads) == 24


def test_a_store_of_which_a_part_is_gone_is_mended(tmp_path, reads):
    corpus = write_toy(tmp_path / "toy")
    first = read_corpus(corpus, cache=tmp_path / "cache")
    reads.clear()
    for folder in (tmp_path / "cache" / "documents").iterdir():
        shutil.rmtree(folder)
    same(first, read_corpus(corpus, cache=tmp_path / "cache"))
    assert reads == []


def test_only_added_files_are_read(tmp_path, reads):
    corpus = write_toy(tmp_path / "toy")
    read_corpus(corpus, cache=tmp_path / "cache")
    reads.clear()
    (corpus / "a-new.txt").write_text(STORY)
    (corpus / "z-new.txt").write_text("Another story altogether, of a dog that ran after the train.")
    documents, ledger = read_corpus(corpus, cache=tmp_path / "cache")
    assert reads == ["a-new.txt", "z-new.txt"]
    same((documents, ledger), read_corpus(corpus))


def test_lines_added_to_a_large_file_are_read_alone(tmp_path, reads, monkeypatch):
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 2_000)
    monkeypatch.setattr(store, "PART_BYTES", 2_000)
    corpus = write_lines(tmp_path / "n.jsonl", toy_rows())
    read_corpus(corpus, cache=tmp_path / "cache")
    n_pieces = len(reads)
    write_lines(corpus, [*toy_rows(), {"id": "new", "text": STORY}])
    documents, _ = read_corpus(corpus, cache=tmp_path / "cache")
    assert "new" in set(documents.doc_id) and len(documents) == 25
    assert len(reads) == n_pieces + 1


def test_a_change_of_metadata_reads_no_file_again(tmp_path, reads):
    corpus = write_toy(tmp_path / "toy")
    read_corpus(corpus, cache=tmp_path / "cache")
    text = (corpus / "metadata.csv").read_text(encoding="utf-8")
    (corpus / "metadata.csv").write_text(text.replace("2024-04-29", "2024-04-30"), encoding="utf-8")
    reads.clear()
    documents, _ = read_corpus(corpus, cache=tmp_path / "cache")
    assert reads == []
    assert documents.date.max() == pd.Timestamp("2024-04-30")


def test_a_changed_mapping_of_columns_is_not_the_old_corpus(tmp_path):
    corpus = write_lines(
        tmp_path / "n.jsonl", [{"id": "a", "text": STORY, "lead": "Water everywhere, says the mayor."}]
    )
    assert read_corpus(corpus, cache=tmp_path / "cache")[0].text.tolist() == [STORY]
    documents, _ = read_corpus(corpus, cache=tmp_path / "cache", columns={"text": "lead"})
    assert documents.text.tolist() == ["Water everywhere, says the mayor."]


def test_ids_that_several_files_want_are_told_apart_and_noted(tmp_path):
    for name in ("a", "b", "c"):
        write_lines(tmp_path / f"{name}.jsonl", [{"id": "7", "text": f"{STORY} So said {name}."}])
    documents, ledger = read_corpus(tmp_path)
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    assert {doc_id: text[-2] for doc_id, text in texts.items()} == {"7": "a", "7~2": "b", "7~3": "c"}
    changed = ledger[ledger.reason.str.startswith("the id '7' was already taken; this one is of ")]
    assert changed.doc_id.tolist() == ["7~2", "7~3"]
    assert [reason[-7:] for reason in changed.reason] == ["b.jsonl", "c.jsonl"]


def test_cuts_are_noted_under_the_id_the_document_has_in_the_end(tmp_path):
    page = "by Ann Lee\n\nThe river rose two metres in a day and the town was under water.\n"
    for name in ("a", "b"):
        write_lines(tmp_path / f"{name}.jsonl", [{"id": "7", "text": page}])
    _, ledger = read_corpus(tmp_path)
    assert sorted(ledger[ledger.reason == "byline"].doc_id) == ["7", "7~2"]


def test_every_article_is_a_document_or_a_dropped_row(tmp_path):
    rows = [{"id": str(n), "text": STORY * (n % 3)} for n in range(30)]
    lines = [json.dumps(row) for row in rows]
    lines[7] = lines[7][:20]
    (tmp_path / "n.jsonl").write_text("\n".join(lines))
    documents, ledger = read_corpus(tmp_path)
    dropped = ledger[(ledger.step == "read") & (ledger.action == "dropped")]
    assert len(documents) + len(dropped) == 30
    assert dropped.reason.str.startswith("no text in it").sum() == 10


def test_a_reader_that_breaks_down_costs_its_file_only(tmp_path, monkeypatch):
    read_stream = stages.read_stream

    def broken(stream, *, name, **options):
        if name == "b.txt":
            raise RecursionError("too deep")
        return read_stream(stream, name=name, **options)

    monkeypatch.setattr(stages, "read_stream", broken)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{STORY} {name}")
    documents, ledger = read_corpus(tmp_path)
    assert documents.doc_id.tolist() == ["a", "c"]
    assert ledger.reason.tolist() == ["cannot be read: RecursionError: too deep"]


def test_a_corpus_without_an_article_is_refused_with_the_reasons(tmp_path):
    (tmp_path / "n.jsonl").write_text("{broken\n")
    with pytest.raises(
        InputError, match=r"Nothing in the corpus .* could be read as an article\. n-1: .*line 1 of n\.jsonl"
    ):
        read_corpus(tmp_path)


def test_progress_is_told_for_every_part_of_every_stage(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_FILES", 12)
    told = []
    build_store(write_toy(tmp_path / "toy"), cache=tmp_path / "cache", advance=lambda *news: told.append(news))
    stages_told = ["reading", "counting lines", "cleaning", "dating", "signing", "storing"]
    assert told == [(stage, done, 2) for stage in stages_told for done in (1, 2)]


RUN = """
import sys
from pathlib import Path
from broadsheet.corpus import index, store
from broadsheet.corpus.build import build_store
index.PIECE_BYTES = store.PART_BYTES = 20_000
build_store(sys.argv[1], cache=Path(sys.argv[2]), n_jobs=int(sys.argv[3]))
print("done")
"""


def many_rows(n=800):
    draw = random.Random(5)
    words = [f"word{number}" for number in range(400)]
    return [{"id": str(n), "text": " ".join(draw.choices(words, k=60)), "source": "Gazette"} for n in range(n)]


def test_a_run_that_is_killed_is_taken_up_where_it_stopped(tmp_path, monkeypatch):
    corpus, cache = write_lines(tmp_path / "n.jsonl", many_rows()), tmp_path / "cache"
    process = subprocess.Popen([sys.executable, "-c", RUN, str(corpus), str(cache), "1"])
    end = time.monotonic() + 60
    while len(list(cache.glob("clean/[!.]*"))) < 3:
        assert process.poll() is None and time.monotonic() < end, "it was not there to be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    process.wait()
    assert not list(cache.glob("documents/[!.]*"))
    made = {folder: folder.stat().st_ino for folder in cache.glob("*/[!.]*")}
    assert len(made) >= 3
    done = subprocess.run([sys.executable, "-c", RUN, str(corpus), str(cache), "1"], capture_output=True, text=True)
    assert done.stdout == "done\n", done.stderr
    assert {folder: folder.stat().st_ino for folder in made} == made  # nothing was made a second time
    same(read_corpus(corpus, cache=tmp_path / "other"), _read_small_parts(corpus, cache, monkeypatch))


def test_two_runs_at_once_do_not_harm_each_other(tmp_path, monkeypatch):
    corpus, cache = write_lines(tmp_path / "n.jsonl", many_rows()), tmp_path / "cache"
    command = [sys.executable, "-c", RUN, str(corpus), str(cache), "1"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        out, errors = run.communicate(timeout=120)
        assert out == "done\n", errors
    assert not list(cache.glob("*/.half-*"))
    same(read_corpus(corpus), _read_small_parts(corpus, cache, monkeypatch))


def _read_small_parts(corpus, cache, monkeypatch):
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 20_000)
    monkeypatch.setattr(store, "PART_BYTES", 20_000)
    return read_corpus(corpus, cache=cache)


def test_a_compressed_file_is_read_in_parts_too(tmp_path, monkeypatch):
    rows = many_rows(200)
    plain = write_lines(tmp_path / "n.jsonl", rows)
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "n.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    monkeypatch.setattr(store, "PART_BYTES", 20_000)
    monkeypatch.setattr(stages, "CHUNK_ROWS", 20)
    stored = build_store(tmp_path / "packed", cache=tmp_path / "cache")
    assert len(stored.folders) > 2
    documents, ledger = read_corpus(plain)
    same((documents, ledger), (stored.read_documents().astype(documents.dtypes), stored.read_ledger()))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": "Bodi"}, r"'Bodi', which is no column of the tables; there are Body, id, text\. Did you mean 'Body'"),
        ({"title": "Kopf"}, r"'Kopf', which is no column of the tables; there are Body, id, text\. Change it there\."),
        ({"txet": "Body"}, r"'txet', which is no column of ours; there are doc_id, text, .*Did you mean 'text'"),
        ({"raw": "Body"}, "'raw', which is no column of ours"),
    ],
)
def test_a_mapping_that_fits_nothing_is_refused_with_what_there_is(tmp_path, columns, message):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "n.csv").write_text("id,text,Body\na,One.,Two.\n")
    with pytest.raises(InputError, match=message):
        read_corpus(tmp_path, columns=columns)


def test_a_mapped_column_need_not_be_in_every_table(tmp_path):
    (tmp_path / "n.csv").write_text("id,Brod\na,One.\n")
    (tmp_path / "m.csv").write_text("id,text\nb,Two.\n")
    documents, _ = read_corpus(tmp_path, columns={"text": "Brod"})
    assert documents.text.tolist() == ["One.", "Two."]


def test_a_file_in_utf_16_is_not_cut_into_ranges(tmp_path, monkeypatch):
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 100)
    text = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in toy_rows())
    (tmp_path / "n.jsonl").write_text(text, encoding="utf-16")
    assert read_corpus(tmp_path)[0].doc_id.tolist() == list(STEMS)


def test_ledger_rows_of_reading_stand_under_the_document_they_happened_to(tmp_path):
    rows = [{"id": "x", "text": STORY}, {"id": "x", "text": "Second cafÃ© of the town, on the lower street."}]
    write_lines(tmp_path / "n.jsonl", [*rows, {"id": "x", "text": ""}])
    documents, ledger = read_corpus(tmp_path)
    assert documents.doc_id.tolist() == ["x", "x~2"]
    found = {row.reason.partition(" (")[0]: row.doc_id for row in ledger.itertuples()}
    assert found["mojibake mended"] == "x~2"
    assert found["no text in it"] == "x (dropped)"


def test_one_article_that_a_rule_breaks_down_on_costs_no_other(tmp_path, monkeypatch):
    def broken(raw, **options):
        if "two" in raw:
            raise ZeroDivisionError("a rule gone wrong")
        return clean_text(raw, **options)

    clean_text = stages.clean_text
    monkeypatch.setattr(stages, "clean_text", broken)
    write_lines(tmp_path / "n.jsonl", [{"id": n, "text": f"This is story {n} of the town."} for n in ("one", "two")])
    documents, ledger = read_corpus(tmp_path)
    assert documents.text.tolist() == ["This is story one of the town.", "This is story two of the town."]
    assert ledger.reason.tolist() == ["cannot be cleaned: ZeroDivisionError: a rule gone wrong"]


def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_kept(tmp_path, monkeypatch):
    def meddle(stream, **options):
        yield from read_stream(stream, **options)
        (tmp_path / "a.txt").write_text("Another story altogether, and a longer one.")

    read_stream = stages.read_stream
    (tmp_path / "a.txt").write_text(STORY)
    os.utime(tmp_path / "a.txt", (1_000_000_000, 1_000_000_000))
    monkeypatch.setattr(stages, "read_stream", meddle)
    with pytest.raises(InputError, match=r"a\.txt was changed while it was being read\. Run again"):
        read_corpus(tmp_path / "a.txt", cache=tmp_path / "cache")
    assert list((tmp_path / "cache" / "read").iterdir()) == []


def test_two_corpora_in_one_cache_are_told_apart(tmp_path):
    for name, word in (("a", "One"), ("b", "Two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(f"{word} river rose in the town.")
        os.utime(tmp_path / name / "x.txt", (1_000_000_000, 1_000_000_000))
    texts = [read_corpus(tmp_path / name, cache=tmp_path / "cache")[0].text[0] for name in ("a", "b", "a")]
    assert [text[:3] for text in texts] == ["One", "Two", "One"]


@pytest.mark.parametrize("stage", ["documents", "read", "sign"])
def test_a_damaged_store_is_made_anew(tmp_path, stage):
    corpus, cache = write_toy(tmp_path / "toy"), tmp_path / "cache"
    first = read_corpus(corpus, cache=cache)
    (file,) = (cache / stage).glob("*/rows-00000.parquet")
    file.write_bytes(file.read_bytes()[:100])
    if stage != "documents":
        shutil.rmtree(cache / "corpora")
        shutil.rmtree(cache / "documents")
    same(first, read_corpus(corpus, cache=cache))


def test_names_that_are_no_unicode_are_told_apart(tmp_path):
    try:
        for name in (b"\xe1\xe2.txt", b"\xe3\xe4.txt"):
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(f"by Ann Lee\n\n{STORY}")
    except (OSError, ValueError):
        pytest.skip("this system has no such names")
    documents, ledger = read_corpus(tmp_path)
    assert documents.doc_id.tolist() == ["%E1%E2", "%E3%E4"]
    assert sorted(ledger[ledger.reason == "byline"].doc_id) == ["%E1%E2", "%E3%E4"]
