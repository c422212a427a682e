"""What the documents name exists, and what exists is named."""

import re

import pytest

from broadsheet import study
from broadsheet.__main__ import _parser

PROJECT = study.PROJECT
README = (PROJECT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "seeds/README.md")
VERBS = set(re.findall(r"^([a-z]+):.*## ", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))
NOTEBOOKS = {file.stem for file in study.NOTEBOOKS.glob("*.ipynb")}


def commands():
    (actions,) = (action for action in _parser()._actions if action.dest != "help")
    return actions.choices


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_picture_is_there(document):
    file = PROJECT / document
    for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target


def test_every_make_verb_is_named_and_every_named_verb_is_there():
    named = set(re.findall(r"\bmake ([a-z]+)\b", README)) - {"help"}
    listed = set(re.findall(r"`([a-z]+)`", README.split("the other verbs:")[1].split(".\n")[0]))
    assert listed == VERBS - {"help"}
    assert named <= VERBS


def test_every_notebook_is_in_the_table_and_the_reverse():
    assert set(re.findall(r"\(notebooks/(\w+)\.ipynb\)", README)) == NOTEBOOKS


def test_every_command_is_named_and_the_reverse():
    assert set(re.findall(r"broadsheet (run|report|verify|notebooks|aliases)\b", README)) == set(commands())


def test_every_option_of_run_is_named_and_the_reverse():
    options = {name for action in commands()["run"]._actions for name in action.option_strings} - {"-h", "--help"}
    table = README.split("`broadsheet run PATH` takes:")[1].split("It exits")[0]
    assert set(re.findall(r"^\| `(--\w+)", table, re.M)) == options


def test_every_figure_the_table_names_is_drawn_by_its_notebook_and_the_reverse():
    for name in NOTEBOOKS:
        row = next(line for line in README.splitlines() if f"(notebooks/{name}.ipynb)" in line)
        named = set(re.findall(r"`(\w+)`", row.split("|")[3]))
        cells = study.json.loads((study.NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        saves = [source for cell in cells if "figures.save(" in (source := "".join(cell["source"]))]
        drawn = set()
        for source in saves:
            name_argument = source.split("figures.save(")[1].split("study=study")[0]
            drawn |= set(re.findall(r'"(\w+)"', name_argument))
        assert drawn == named, name


def test_every_folder_of_the_house_is_there_and_named():
    house = README.split("## The house")[1]
    assert set(re.findall(r"^    (\w+/)", house, re.M)) == {"seeds/", "lib/", "notebooks/", "figures/", "tests/"}
    assert all((PROJECT / folder).is_dir() for folder in re.findall(r"^    (\w+/)", house, re.M))


def test_every_module_contributing_names_is_there():
    trunk = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Where things go")[1].split("##")[0]
    modules = set(re.findall(r"`(\w+)`", trunk.split("Imports point down")[0])) - {"broadsheet"}
    lib = PROJECT / "lib" / "broadsheet"
    assert modules <= {path.stem for path in lib.iterdir()}


def test_every_seed_is_described():
    seeds = (PROJECT / "seeds" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (\S+\.txt)", seeds, re.M)) == {file.name for file in (PROJECT / "seeds").glob("*.txt")}


@pytest.mark.parametrize("document", [*DOCUMENTS, "Makefile", "requirements.in", "requirements.txt"])
def test_no_document_names_a_machine_or_a_registry(document):
    text = (PROJECT / document).read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work)/|--(?:extra-)?index-url|https?://\S*/simple", text)


def test_the_lock_pins_and_hashes_every_requirement_and_all_direct_ones():
    lock = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", lock)
    assert all("==" in entry.split("\n")[0] and "--hash=sha256:" in entry for entry in entries)
    direct = re.findall(r"^([a-z0-9-]+)[~=]=", (PROJECT / "requirements.in").read_text(encoding="utf-8"), re.M)
    assert set(direct) <= {entry.split("==")[0] for entry in entries}
