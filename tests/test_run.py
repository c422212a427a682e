"""The runner on notebooks of a few lines; test_notebooks.py runs the real ones."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from broadsheet import run
from broadsheet.__main__ import main
from broadsheet.errors import InputError
from broadsheet.run import normalise, plan_run, run_plan
from broadsheet.study import PROJECT

WRITE = """import os, pathlib
folder = pathlib.Path(os.environ["BROADSHEET_OUT"]) / "tiny"
folder.mkdir(parents=True)
for name in files:
    (folder / name).write_text(f"{name} {n}")"""


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A project of its own: notebooks/, build/, one article, and a way to write a notebook."""
    monkeypatch.setattr(run, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(run, "BUILD", run.PROJECT / "build" / "tests" / tmp_path.name)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "a.txt").write_text("Some words of a story.")

    class Bench:
        corpus, out, build = tmp_path / "tiny", tmp_path / "out", run.BUILD

        def write(self, *cells, name="01_tiny", parameters='corpus = "seeds"\nn = 1\nfiles = ["f.csv", "f.pdf"]'):
            first = new_code_cell(parameters, metadata={"tags": ["parameters"]})
            notebook = new_notebook(cells=[new_markdown_cell("# Tiny?"), first, *map(new_code_cell, cells)])
            notebook.metadata = json.loads((PROJECT / "notebooks" / "01_corpus.ipynb").read_text())["metadata"]
            nbformat.write(notebook, tmp_path / "notebooks" / f"{name}.ipynb")

        def run(self, *settings, force=False, **options):
            return run_plan(plan_run(self.corpus, out=self.out, settings=list(settings), **options), force=force)

        def files(self):
            return sorted(path.relative_to(self.out).as_posix() for path in self.out.rglob("*") if path.is_file())

    yield Bench()
    run.shutil.rmtree(run.BUILD, ignore_errors=True)


def test_results_are_put_in_place_and_nothing_else_is_left(bench):
    bench.write(WRITE)
    (result,) = bench.run()
    assert (result.state, result.message) == ("done", "1 figures and 0 tables")
    assert bench.files() == ["tiny/f.csv", "tiny/f.pdf"]
    assert [path.name for path in bench.out.iterdir()] == ["tiny"]


def test_an_unchanged_notebook_is_skipped_until_something_changes(bench):
    bench.write(WRITE)
    assert bench.run()[0].state == "done"
    assert bench.run()[0].state == "unchanged"
    assert bench.run(force=True)[0].state == "done"
    assert bench.run("n=2")[0].state == "done"
    (bench.corpus / "a.txt").write_text("Other words of a story.")
    assert bench.run("n=2")[0].state == "done"
    (bench.out / "tiny" / "f.csv").write_text("tampered with")
    assert bench.run("n=2")[0].state == "done"
    assert (bench.out / "tiny" / "f.csv").read_text() == "f.csv 2"


def test_what_a_notebook_no_longer_makes_is_taken_away(bench):
    bench.write(WRITE)
    bench.run()
    (bench.out / "tiny" / "mine.txt").write_text("not the runner's")
    bench.run("files=[g.csv]")
    assert bench.files() == ["tiny/g.csv", "tiny/mine.txt"]


def test_a_failed_notebook_is_kept_and_named_and_changes_nothing(bench):
    bench.write(WRITE, "1 / (n - 2)", "n")
    bench.run()
    before = {name: (bench.out / name).read_bytes() for name in bench.files()}
    (result,) = bench.run("n=2")
    assert result.state == "failed"
    assert "failed in cell [4]: ZeroDivisionError: division by zero." in result.message
    assert "failed/01_tiny.ipynb" in result.message
    kept = (plan_run(bench.corpus, out=bench.out).build / "failed" / "01_tiny.ipynb").read_text()
    assert "ZeroDivisionError" in kept
    assert {name: (bench.out / name).read_bytes() for name in bench.files()} == before


def test_a_failure_does_not_stop_the_others(bench):
    bench.write("1 / 0", name="01_bad")
    bench.write(WRITE, name="02_good")
    assert [(result.name, result.state) for result in bench.run()] == [("01_bad", "failed"), ("02_good", "done")]


@pytest.mark.parametrize("leave", ["raise SystemExit(0)", "import os; os._exit(0)"])
def test_leaving_early_is_no_success(bench, leave):
    bench.write(leave, WRITE)
    assert bench.run()[0].state == "failed"
    assert bench.files() == []


def test_bad_input_met_by_a_notebook_is_refused_with_its_sentence(bench, capsys):
    bench.write('from broadsheet.errors import InputError\nraise InputError("n is 1, expected 2.")')
    assert bench.run()[0].state == "refused"
    assert main(["run", str(bench.corpus), "--out", str(bench.out)]) == 2
    assert capsys.readouterr().err == "broadsheet: 01_tiny: n is 1, expected 2.\n"


def test_parameters_arrive_with_their_types(bench):
    bench.write(
        'assert (n, files, word, share) == (7, ["007", "$5bn"], "007", 1.0), (n, files, word, share)',
        parameters='corpus = "seeds"\nn = 1\nfiles = []\nword = ""\nshare = 0.5',
    )
    assert bench.run("n=7", 'files=["007", "$5bn"]', "word=007", "share=1")[0].message == "0 figures and 0 tables"


def test_kernels_talk_over_ipc(bench):
    bench.write(
        'from ipykernel.connect import get_connection_info\nassert \'"transport": "ipc"\' in get_connection_info()'
    )
    (result,) = bench.run()
    assert result.state == ("done" if os.name == "posix" else "failed")


def test_an_executed_notebook_is_stored_without_what_changes(bench):
    bench.write("n", WRITE, "print('a')\nprint('b')")
    bench.run()
    file = run.executed_file(plan_run(bench.corpus, out=bench.out), "01_tiny")
    first = file.read_bytes()
    time.sleep(0.01)
    bench.run(force=True)
    assert file.read_bytes() == first
    code = [cell for cell in json.loads(first)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(set(cell["metadata"]) <= {"tags"} for cell in code)


def test_pieces_of_one_stream_are_joined():
    piece = {"output_type": "stream", "name": "stdout"}
    cell = {"cell_type": "code", "metadata": {}, "outputs": [piece | {"text": "a"}, piece | {"text": ["b", "c"]}]}
    (joined,) = normalise({"cells": [cell], "metadata": {}})["cells"][0]["outputs"]
    assert joined["text"] == "abc"


def test_a_folder_that_cannot_be_written_is_refused(bench, tmp_path):
    bench.write(WRITE)
    (tmp_path / "file").write_text("")
    bench.out = tmp_path / "file" / "out"
    with pytest.raises(InputError, match=r"cannot write into .*Not a directory.*folder you may write to"):
        bench.run()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"only": ["01_tinny"]}, r"no notebook '01_tinny'. Did you mean '01_tiny'\?"),
        ({"settings": ["m=1"]}, "'m' is no parameter of any notebook"),
        ({"study_file": "nowhere.yaml"}, "no study file 'nowhere.yaml'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_any_kernel(bench, options, message):
    bench.write(WRITE)
    with pytest.raises(InputError, match=message):
        plan_run(bench.corpus, out=bench.out, **options)
    assert not bench.out.exists()


def test_a_corpus_that_is_not_there_is_refused(bench, tmp_path):
    with pytest.raises(InputError, match=r"no corpus at .*nowhere"):
        plan_run(tmp_path / "nowhere")


TERMS = 'corpus = "seeds"\nterms = ["peace", "NATO"]\nn = 1'


def test_terms_of_the_seeds_are_not_asked_of_another_corpus(bench):
    bench.write("terms", parameters=TERMS)
    bench.write("n", name="02_none", parameters='corpus = "seeds"\nn = 1')
    first, second = plan_run(bench.corpus, out=bench.out).tasks
    assert first.parameters == {"terms": [], "corpus": str(bench.corpus)}
    assert second.parameters == {"corpus": str(bench.corpus)}
    (seeds,) = plan_run(PROJECT / "seeds", out=bench.out, only=["01_tiny"]).tasks
    assert seeds.parameters == {}


@pytest.mark.parametrize("given", [["strike"], ["peace", "NATO"]])  # the second are the seeds', but asked for
def test_terms_that_study_yaml_or_set_gives_are_kept(bench, given):
    bench.write("terms", parameters=TERMS)
    (task,) = plan_run(bench.corpus, out=bench.out, settings=[f"terms={given}"]).tasks
    assert task.parameters["terms"] == given
    (bench.corpus / "study.yaml").write_text(f"parameters:\n  terms: {given}\n")
    (task,) = plan_run(bench.corpus, out=bench.out).tasks
    assert task.parameters["terms"] == given
    (task,) = plan_run(bench.corpus, out=bench.out, settings=["terms=[]"]).tasks
    assert task.parameters["terms"] == []


def test_jobs_below_one_are_refused(bench):
    bench.write(WRITE)
    with pytest.raises(InputError, match="--jobs is 0, expected 1 or more"):
        run_plan(plan_run(bench.corpus, out=bench.out), jobs=0)


def test_results_of_two_corpora_never_share_a_folder(bench, tmp_path):
    bench.write(WRITE)
    bench.run()
    other = tmp_path / "elsewhere" / "tiny"
    other.mkdir(parents=True)
    (other / "b.txt").write_text("Words of another story.")
    with pytest.raises(InputError, match=r"out/tiny holds the results of another corpus, '.*tiny'"):
        plan_run(other, out=bench.out)


def test_a_folder_of_results_that_was_deleted_is_free_for_good(bench, tmp_path):
    bench.write(WRITE)
    bench.write(
        WRITE.replace("in files", "in ['second.csv']").replace("mkdir(parents", "mkdir(exist_ok=True, parents"),
        name="02_more",
    )
    bench.run()
    run.shutil.rmtree(bench.out)
    bench.corpus = tmp_path / "elsewhere" / "tiny"
    bench.corpus.mkdir(parents=True)
    (bench.corpus / "b.txt").write_text("Words of another story.")
    assert bench.run(only=["01_tiny"])[0].state == "done"
    assert [result.state for result in bench.run()] == ["unchanged", "done"]


def test_the_passports_of_another_corpus_protect_their_folder_too(bench):
    bench.write(WRITE)
    folder = bench.out / "tiny"
    folder.mkdir(parents=True)
    (folder / "01_corpus-cuts.json").write_text(json.dumps({"parameters": {"corpus": "somebody-elses"}}))
    with pytest.raises(InputError, match="holds the results of another corpus, 'somebody-elses'"):
        bench.run()


def test_a_notebook_named_twice_runs_once(bench):
    bench.write(WRITE)
    plan = plan_run(bench.corpus, out=bench.out, only=["01_tiny", "01_tiny"])
    assert [result.state for result in run_plan(plan)] == ["done"]


def test_what_was_executed_for_one_place_is_kept_apart_from_another(bench, tmp_path):
    bench.write(WRITE, "n")
    bench.run()
    first = plan_run(bench.corpus, out=bench.out)
    second = plan_run(bench.corpus, out=tmp_path / "other", settings=["n=2"])
    run_plan(second)
    assert "n = 2" not in run.executed_file(first, "01_tiny").read_text()
    assert "n = 2" in run.executed_file(second, "01_tiny").read_text()


def test_a_staging_folder_of_a_run_killed_days_ago_is_swept(bench):
    bench.write(WRITE)
    for name, age in ((".broadsheet-old", 2 * 86_400), (".broadsheet-new", 60)):
        (bench.out / name).mkdir(parents=True)
        os.utime(bench.out / name, (time.time() - age, time.time() - age))
    bench.run()
    assert sorted(path.name for path in bench.out.iterdir()) == [".broadsheet-new", "tiny"]


def _heed_interrupts():
    """A child of a background process would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to a process as POSIX systems do it")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_ends_its_kernels_and_keeps_nothing(sent, tmp_path):
    """The real command, in a process of its own; the corpus never ends its first notebook in time."""
    corpus, out = tmp_path / "stopped", tmp_path / "out"
    corpus.mkdir()
    draw = random.Random(1)
    for number in range(300):  # no copies of each other, so that each of them is read for names
        towns = ("".join(draw.choices("bdfgklmnprst", k=7)).capitalize() for _ in range(60))
        (corpus / f"a{number}.txt").write_text(" ".join(f"Ann Lee met Bob Ray in {town} on Monday." for town in towns))
    command = [sys.executable, "-m", "broadsheet", "run", str(corpus), "--out", str(out), "--only", "04_entities"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_interrupts)
    while not list(out.glob(".broadsheet-*/04_entities")) and process.poll() is None:
        time.sleep(0.1)
    time.sleep(4)
    process.send_signal(sent)
    _, said = process.communicate(timeout=30)
    run.shutil.rmtree(plan_run(corpus, out=out).build, ignore_errors=True)
    assert process.returncode == 130
    assert said == "broadsheet: stopped; notebooks that had finished keep their results, the others changed nothing\n"
    assert list(out.iterdir()) == []
