"""What bad input gets: the rest is read, the ledger says what was not and why, the counts add up."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from broadsheet import run
from broadsheet.__main__ import main
from broadsheet.corpus import keep_documents, read_corpus, report_corpus, summarise_corpus
from broadsheet.corpus.cleaning.clean import restore_text
from broadsheet.errors import InputError
from planted_damage import ANY, BROKEN_LINE, LONG_LINE, N_LINES, OF_METADATA, PNG, STORY, cases, plant_damage, sentence

RSS_LIMIT = 1_000_000_000  # bytes, for a corpus of any size
NAMES = sorted(cases())


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("damage") / "corpus"
    plant_damage(folder)
    return folder


@pytest.fixture(scope="module")
def tables(corpus) -> tuple[pd.DataFrame, pd.DataFrame]:
    return read_corpus(corpus)


def ids_of(name: str) -> re.Pattern:
    """The ids of what stands in a file: its stem, and what is put behind it."""
    stem = name.rpartition("/")[2].partition(".")[0]
    return re.compile(rf"{stem}(good|bad)?([-:~.].*)?")


def of_file(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[table.doc_id.map(lambda doc_id: bool(ids_of(name).fullmatch(doc_id)))]


# one row a problem, and nothing else lost


@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_read_of_a_bad_file_is_read_and_what_not_is_one_row_each(name, tables):
    documents, ledger = tables
    case = cases()[name]
    n_read = len(of_file(documents, name))
    assert n_read == case.n_read or (case.n_read == ANY and n_read > 20)
    rows = of_file(ledger[ledger.step.isin(["read", "date"])], name)
    rows = rows[~rows.doc_id.isin([doc_id for doc_id, *_ in OF_METADATA])]
    told = sorted(zip(rows.step, rows.action, rows.reason, strict=True))
    assert len(told) == len(case.rows), told
    for step, action, pattern in case.rows:
        assert [row for row in told if row[:2] == (step, action) and re.search(pattern, row[2])], (pattern, told)


def test_every_row_of_the_ledger_is_about_a_file_of_the_corpus(tables):
    ids = set(tables[1].doc_id) | set(tables[0].doc_id)
    known = [ids_of(name) for name in NAMES]
    assert sorted(doc_id for doc_id in ids if not any(form.fullmatch(doc_id) for form in known)) == ["absent.txt"]


def test_a_metadata_csv_that_names_what_is_not_there_or_one_file_twice_is_flagged(tables):
    ledger = tables[1]
    for doc_id, *row in OF_METADATA:
        mine = ledger[(ledger.doc_id == doc_id) & (ledger.reason.str.contains("metadata.csv"))]
        assert mine[["step", "action", "reason"]].to_numpy().tolist() == [row]
    sources = tables[0].set_index("doc_id").source
    assert (sources["good"], sources["nul"], sources["wide"]) == ("Third", "Fourth", "")


def test_only_the_broken_line_of_fifty_thousand_is_missing(tables):
    ids = set(of_file(tables[0], "long.jsonl").doc_id)
    assert {f"long-{at}" for at in range(1, N_LINES + 1)} - ids == {f"long-{BROKEN_LINE}"}


def test_bytes_that_were_mended_come_out_as_they_were_meant(tables):
    texts = tables[0].set_index("doc_id").text
    assert texts["nul"] == texts["good"] == STORY
    assert texts["wide"] == STORY.replace("well", "spring") and texts["silent"] == STORY.replace("well", "pump")
    assert "Crème brûlée is served at the café,” said Zoë" in texts["garbled"]
    assert texts["latin"].startswith("Am Abend öffnete das Café über der Straße")


def test_dates_that_cannot_be_are_no_dates(tables):
    dated = of_file(tables[0], "dates.jsonl")
    assert dated.date.isna().all() and set(dated.date_precision) == {"none"}


def test_text_and_ledger_give_back_what_was_read(tables):
    documents, ledger = tables
    texts = documents.set_index("doc_id").text
    cut = ledger[ledger.step == "clean"]
    meant = {"good": STORY, "wide": STORY.replace("well", "spring"), "bombgood": sentence(74_000)}
    for doc_id, raw in meant.items():
        assert restore_text(texts[doc_id], cut[cut.doc_id == doc_id].to_dict("records")) == raw


def test_a_reason_is_one_line(tables):
    assert tables[1].reason[tables[1].reason.str.contains("\n")].tolist() == []


# counts


def test_found_is_not_readable_and_left_out_and_kept(tables):
    documents, ledger = tables
    kept, left_out = keep_documents(documents)
    n_dropped = sum(row[1] == "dropped" for case in cases().values() for row in case.rows)
    n_read = sum(case.n_read for case in cases().values() if case.n_read != ANY) + len(
        of_file(documents, "cut.jsonl.gz")
    )
    counts = summarise_corpus(documents, ledger, kept).set_index("fact")["count"]
    assert counts["not readable (see the ledger)"] == n_dropped
    assert len(documents) == n_read and counts["articles found"] == n_read + n_dropped
    assert counts["articles kept"] + counts["left out by filters, copies among them"] == n_read
    report = report_corpus(documents, pd.concat([ledger, left_out]), kept)
    articles = report[report.about == "articles"].set_index("fact")["count"]
    assert articles["found"] == articles["not read"] + articles["read"] == n_read + n_dropped
    assert articles[articles.index.str.startswith("not read: ")].sum() == n_dropped


# twice the same


def test_two_readings_give_the_same_bytes(corpus, tables, tmp_path):
    for number, (documents, ledger) in enumerate([tables, read_corpus(corpus, cache=tmp_path / "cache")]):
        documents.to_parquet(tmp_path / f"documents-{number}.parquet")
        ledger.to_parquet(tmp_path / f"ledger-{number}.parquet")
    for table in ("documents", "ledger"):
        one, two = ((tmp_path / f"{table}-{number}.parquet").read_bytes() for number in (0, 1))
        assert one == two


# memory


def test_a_line_of_500_mb_is_passed_over_in_bounded_memory(corpus, tmp_path):
    if not Path("/proc/self/status").is_file():
        pytest.skip("this system does not tell the peak of one program's memory")
    for name in ("line.jsonl.gz", "endless.txt.gz", "good.txt"):
        (tmp_path / name).write_bytes((corpus / name).read_bytes())
    with open(tmp_path / "hole.jsonl", "wb") as sparse:  # a file with a hole: NUL bytes that take no room
        sparse.write(b'{"text": "')
        sparse.truncate(LONG_LINE // 5)
    code = (
        "import re, sys; from broadsheet.corpus import read_corpus; documents, ledger = read_corpus(sys.argv[1]);"
        "print(len(documents), len(ledger), re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    n_read, n_rows, rss = map(int, told.split())
    assert (n_read, n_rows) == (3, 3)
    assert rss * 1024 < RSS_LIMIT // 2


# entries of a folder that are no files, or not as they seem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_in_the_folder_is_noted_and_does_not_hang(kind, tmp_path):
    (tmp_path / "good.txt").write_text(STORY)
    os.mkfifo(tmp_path / "odd.txt") if kind == "pipe" else os.symlink("/dev/zero", tmp_path / "odd.txt")
    code = (
        "import sys; from broadsheet.corpus import read_corpus; documents, ledger = read_corpus(sys.argv[1]);"
        "print(documents.doc_id.tolist(), ledger[['doc_id', 'action']].to_numpy().tolist())"
    )
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=20)
    assert told.stdout.strip() == "['good'] [['odd', 'dropped']]"


def test_a_linked_folder_is_not_passed_over_in_silence(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.txt").write_text(STORY)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "near.txt").write_text(sentence(1))
    try:
        (tmp_path / "corpus" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("this system lets one make no links")
    documents, ledger = read_corpus(tmp_path / "corpus")
    assert "far" in set(documents.doc_id) or ledger.reason.str.contains("link").any()


def test_a_link_that_leads_nowhere_is_one_row(tmp_path):
    (tmp_path / "good.txt").write_text(STORY)
    try:
        (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    except OSError:
        pytest.skip("this system lets one make no links")
    documents, ledger = read_corpus(tmp_path)
    assert documents.doc_id.tolist() == ["good"]
    assert ledger[["doc_id", "action"]].to_numpy().tolist() == [["lost", "dropped"]]
    assert ledger.reason[0].startswith("cannot be read: No such file")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_one_name_none_vanishes(tmp_path):
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as opened:
        opened.writestr("a.txt", sentence(1))
        opened.writestr("a.txt", sentence(2))
    documents, ledger = read_corpus(tmp_path)
    assert len(documents) + (ledger.action == "dropped").sum() == 2


def test_names_with_line_ends_quotes_and_odd_bytes_are_ids_all_the_same(tmp_path):
    names = ["two\nlines.txt", 'a "quoted", name.txt', "ümläut.txt"] if os.name == "posix" else ["ümläut.txt"]
    for at, name in enumerate(names):
        (tmp_path / name).write_text(sentence(at))
    if sys.platform.startswith("linux"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(sentence(9))
        names.append("caf%E9.txt")
    documents, ledger = read_corpus(tmp_path)
    assert sorted(documents.doc_id) == sorted(name.removesuffix(".txt") for name in names)
    assert len(ledger) == 0


# metadata.csv


def test_a_metadata_csv_that_is_none_is_an_error_that_names_it(tmp_path):
    (tmp_path / "good.txt").write_text(STORY)
    (tmp_path / "metadata.csv").write_bytes(PNG)
    with pytest.raises(InputError, match=r"metadata\.csv.*binary file"):
        read_corpus(tmp_path)


def test_rows_of_metadata_csv_that_name_nothing_are_one_row(tmp_path):
    (tmp_path / "good.txt").write_text(STORY)
    (tmp_path / "metadata.csv").write_text("file,source\n,First\n,Second\ngood.txt,Third\n")
    documents, ledger = read_corpus(tmp_path)
    assert documents.source.tolist() == ["Third"]
    assert ledger[["doc_id", "action"]].to_numpy().tolist() == [["metadata.csv", "flagged"]]


@pytest.mark.parametrize("name", ["sub/good.txt", "./sub/good.txt", "sub\\good.txt"])
def test_metadata_csv_may_write_paths_as_any_system_does(name, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "good.txt").write_text(STORY)
    (tmp_path / "metadata.csv").write_text(f"file,source\n{name},First\n")
    documents, ledger = read_corpus(tmp_path)
    assert (documents.source.tolist(), len(ledger)) == (["First"], 0)


# the command line


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A build folder for this test alone."""
    folder = run.PROJECT / "build" / "tests" / tmp_path.name
    monkeypatch.setattr(run, "BUILD", folder)
    yield folder
    run.shutil.rmtree(folder, ignore_errors=True)


def test_the_first_notebook_runs_on_all_of_it(corpus, tables, tmp_path, build, capsys):
    assert main(["run", str(corpus), "--only", "01_corpus", "--out", str(tmp_path / "out")]) == 0, (
        capsys.readouterr().err
    )
    stored = pd.read_parquet(next((tmp_path / "out").rglob("ledger.parquet")))
    reasons = set(tables[1].reason[tables[1].action == "dropped"])
    assert reasons <= set(stored.reason)


UNREADABLE = {
    "picture.txt": PNG,
    "blank.txt": b" \n",
    "scan.pdf": b"%PDF-1.4",
    "void.jsonl": b"",
    "torn.docx": b"PK\3\4",
}


def test_a_corpus_with_nothing_readable_is_an_error_that_says_why(tmp_path):
    for name, content in UNREADABLE.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(
        InputError, match=r"(?s)Nothing in the corpus .* could be read as an article\. blank: no text in it"
    ):
        read_corpus(tmp_path)


def test_a_run_on_nothing_readable_is_one_sentence_exit_code_2_and_no_file(tmp_path, build, capfd):
    (tmp_path / "corpus").mkdir()
    for name, content in UNREADABLE.items():
        (tmp_path / "corpus" / name).write_bytes(content)
    assert main(["run", str(tmp_path / "corpus"), "--only", "01_corpus", "--out", str(tmp_path / "out")]) == 2
    told = capfd.readouterr().err
    assert "Nothing in the corpus" in told and told.count("\n") == 1
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == []
