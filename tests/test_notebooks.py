"""The rules every notebook keeps, and the notebooks on another corpus with other parameters."""

import ast
import json
import re
import shutil
import statistics

import pytest
import yaml
from papermill import inspect_notebook

from broadsheet.run import plan_run, run_plan
from broadsheet.study import NOTEBOOKS, PROJECT, read_parameters
from toy import write_toy

FILES = sorted(NOTEBOOKS.glob("*.ipynb"))
SUFFIXES = {".pdf", ".svg", ".png", ".csv", ".md", ".tex", ".json"}
TOY_SETTINGS = ["02_topics.unit=document", "02_topics.n_topics=2", "03_trends.terms=[strike*, flood*]"]


def cells(file, kind="code"):
    found = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


every = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_there_are_notebooks_and_nothing_else():
    assert [file.stem for file in FILES] == ["01_corpus", "02_topics", "03_trends", "04_entities"]


@every
def test_the_title_is_a_question(file):
    first = source(cells(file, "markdown")[0])
    assert first.startswith("# ") and first.split("\n")[0].endswith("?")


@every
def test_the_first_code_cell_is_the_only_parameters_cell(file):
    tagged = [at for at, cell in enumerate(cells(file)) if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == [0]
    assert read_parameters(file)["corpus"] == "seeds"


@every
def test_every_parameter_is_explained_in_its_line(file):
    for line in source(cells(file)[0]).split("\n"):
        assert not re.match(r"\w+ =", line) or line.partition("  # ")[2].strip(), line


@every
def test_papermill_reads_the_same_parameters(file):
    assert list(inspect_notebook(file)) == list(read_parameters(file))


@every
def test_cells_are_short_calls(file):
    lengths = [len(source(cell).split("\n")) for cell in cells(file)]
    assert 12 <= len(lengths) <= 20
    assert lengths[0] <= 20 and max(lengths[1:]) <= 15  # the parameters are a list, a line each
    assert statistics.median(lengths) <= 4


@every
def test_cells_define_nothing_and_hide_nothing(file):
    for cell in cells(file):
        code = source(cell)
        tree = ast.parse(code)
        assert not any(
            isinstance(node, ast.FunctionDef | ast.ClassDef | ast.For | ast.While) for node in ast.walk(tree)
        )
        assert not code.rstrip().endswith(";")
        assert not any(word in code for word in ("input(", "!pip", "%pip", "subprocess", "sys.path", "/home/"))


@every
def test_each_figure_is_followed_by_what_it_shows_and_where_it_deceives(file):
    found = json.loads(file.read_text(encoding="utf-8"))["cells"]
    figures = [at for at, cell in enumerate(found) if "figures.save(" in source(cell)]
    assert len(figures) >= 2
    for at in figures:
        following = found[at + 1]
        assert following["cell_type"] == "markdown"
        assert "**What it shows.**" in source(following) and "**Where it deceives.**" in source(following)


@every
def test_it_ends_with_limits_and_checks(file):
    headings = [line for cell in cells(file, "markdown") for line in source(cell).split("\n") if line.startswith("## ")]
    assert headings[-2:] == ["## Limits, and a sentence for the methods section", "## Checks"]
    checks = source(cells(file)[-1])
    assert all(line.startswith(("assert ", "texts = ")) for line in checks.split("\n")) and checks.count("assert ") >= 3


@every
def test_outputs_are_stored_whole_and_clean(file):
    code = cells(file)
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        for output in cell["outputs"]:
            assert output["output_type"] in ("display_data", "execute_result"), output
            text = "".join(output["data"]["text/plain"])
            assert " at 0x" not in text and "Figure(" not in text
    assert "/home/" not in file.read_text() and "/tmp/" not in file.read_text()


@every
def test_it_is_small(file):
    n_figures = sum("figures.save(" in source(cell) for cell in cells(file))
    assert file.stat().st_size <= 60_000 + 30_000 * n_figures


def test_the_study_of_the_seeds_is_the_notebooks_defaults():
    assert all(task.parameters == {} for task in plan_run(PROJECT / "seeds").tasks)


def test_the_model_study_yaml_is_valid_when_its_comments_are_taken_away(tmp_path):
    text = (PROJECT / "seeds" / "study.yaml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") if ":" in line else "" for line in text.split("\n") if not line.startswith("# A ")]
    config = yaml.safe_load("\n".join(line for line in lines if not line.startswith("Everything")))
    assert set(config) == {"name", "title", "columns", "more_columns", "scheduler", "parameters", "notebooks"}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / "a.txt").write_text("Some words of a story.")
    assert [task.parameters for task in plan_run(tmp_path, out=tmp_path / "out").tasks][2]["terms"] == [
        "talks: talk*|negotiat*",
        "energy|power",
    ]


@pytest.fixture(scope="module")
def toy_runs(tmp_path_factory):
    """All notebooks on the toy, twice, with other parameters: the two folders of results."""
    corpus = write_toy(tmp_path_factory.mktemp("toy"))
    folders = []
    for name in ("first", "second"):
        out = tmp_path_factory.mktemp(name)
        plan = plan_run(corpus, out=out, settings=TOY_SETTINGS)
        results = run_plan(plan, force=True)
        shutil.rmtree(plan.build)
        assert [result.state for result in results] == ["done"] * len(FILES), results
        folders.append(out / plan.study)
    return folders


def test_another_corpus_gets_every_figure_with_all_that_defends_it(toy_runs):
    stems = {file.stem for file in toy_runs[0].glob("*.json")}
    assert stems == {
        "01_corpus-coverage", "01_corpus-cuts", "01_corpus-lengths", "02_topics-choice", "02_topics-words",
        "02_topics-documents", "02_topics-time", "02_topics-groups", "02_topics-tree", "02_topics-map",
        "02_topics-flow",
        "03_trends-curves", "03_trends-rates", "03_trends-groups", "03_trends-rising", "03_trends-keyness",
        "04_entities-names", "04_entities-saturation", "04_entities-network", "04_entities-windows",
        "04_entities-matrix", "04_entities-ego", "04_entities-time",
    }  # fmt: skip
    for stem in stems:
        assert {file.suffix for file in toy_runs[0].glob(f"{stem}.*")} == SUFFIXES


def test_a_second_run_is_the_same_byte_for_byte(toy_runs):
    first, second = (
        {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()} for folder in toy_runs
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_parameters_of_the_run_stand_in_the_passport(toy_runs):
    passport = json.loads((toy_runs[0] / "02_topics-words.json").read_text(encoding="utf-8"))
    assert passport["parameters"]["n_topics"] == "2" and passport["parameters"]["unit"] == "document"


def test_a_corpus_without_dates_or_names_is_drawn_as_what_it_is(tmp_path):
    corpus = tmp_path / "bare"
    corpus.mkdir()
    for name, words in (("a", "the river rose over the fields"), ("b", "the dogs barked all night long")):
        (corpus / f"{name}.txt").write_text(f"{words} and nobody saw it coming that day. it was wet and cold.")
    plan = plan_run(corpus, out=tmp_path / "out", only=["01_corpus", "03_trends", "04_entities"])
    results = run_plan(plan)
    shutil.rmtree(plan.build)
    assert [result.state for result in results] == ["done"] * 3, results
