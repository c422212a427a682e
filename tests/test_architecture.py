"""Imports point down, and the disk is touched only where it may be."""

import ast
import re
import subprocess
import sys

import pytest

from broadsheet.study import PROJECT

LIB = PROJECT / "lib" / "broadsheet"
ROOMS = ("corpus", "topics", "trends", "entities")
# each layer may import the layers before it, and within itself where the pair stands in ALLOWED
LAYERS = [
    ["errors"],
    ["tables", "texts"],
    ["words"],
    ["evidence", "figures", "calendar_words"],
    ["explore", "workers", "cache"],
    ["queries", "tokens"],
    ["lexicon", "repeats"],
    ["phrases"],
    ["terms"],
    ["cells"],
    ["vocabulary"],
    ["selection"],
    [*ROOMS],
    ["study", "kernels"],
    ["run"],
    ["report", "verify"],
    ["__main__"],
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
WRITERS = {"figures.py", "run.py", "report.py", "kernels.py", "verify.py", "corpus/store.py", "cache.py"}
READERS = WRITERS | {"corpus/sources.py", "corpus/index.py", "corpus/sidecars.py", "study.py", "texts.py"}
READERS |= {"words.py", "workers.py", "topics/saved.py", "topics/embeddings.py"}
TOUCHES_DISK = re.compile(
    r"\bopen\(|\.(?:read_text|read_bytes|write_text|write_bytes|to_csv|to_parquet|unlink|mkdir|rglob|glob)\("
    r"|read_parquet\(|read_csv\(|shutil\.|tempfile\."
)
WRITES_DISK = re.compile(r"\.(?:write_text|write_bytes|unlink|mkdir)\(|shutil\.|os\.replace|tempfile\.|to_parquet\(")

MODULES = sorted(file.relative_to(LIB).as_posix() for file in LIB.rglob("*.py"))


def imports_of(module: str) -> set[str]:
    """Modules of ours that ``module`` imports, as dotted names below broadsheet."""
    found = set()
    for node in ast.walk(ast.parse((LIB / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "broadsheet":
            base = node.module.split(".")[1:]
            found |= {".".join(base)} if base else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("broadsheet.") for alias in node.names if "broadsheet." in alias.name}
    return found


def place(module: str) -> str:
    return module.split("/")[0].removesuffix(".py")


def test_every_module_has_a_layer():
    assert {place(module) for module in MODULES} - {"__init__"} == set(LEVEL)


@pytest.mark.parametrize("module", [module for module in MODULES if module != "__init__.py"])
def test_imports_point_down(module):
    here = place(module)
    for target in imports_of(module):
        there = target.split(".")[0]
        assert there == here or LEVEL[there] < LEVEL[here], f"{module} imports {target}"


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_do_not_know_each_other(room):
    others = set(ROOMS) - {room}
    for module in MODULES:
        if place(module) == room:
            assert not {target.split(".")[0] for target in imports_of(module)} & others, module


@pytest.mark.parametrize("module", [module for module in MODULES if "draw" in module])
def test_what_draws_is_handed_its_table(module):
    beside = {target for target in imports_of(module) if target.split(".")[1:2] == ["draw"]}
    assert imports_of(module) - beside <= {"figures", "tables"}


@pytest.mark.parametrize("module", [module for module in MODULES if "/" in module and "draw" not in module])
def test_what_measures_does_not_draw(module):
    is_door = module.endswith("__init__.py")
    assert is_door or not imports_of(module) & {"figures", "explore"}


@pytest.mark.parametrize("module", [module for module in MODULES if module not in READERS])
def test_the_disk_is_read_only_where_it_may_be(module):
    code = (LIB / module).read_text(encoding="utf-8")
    assert not TOUCHES_DISK.search(code), TOUCHES_DISK.search(code)


@pytest.mark.parametrize("module", [module for module in MODULES if module not in WRITERS])
def test_the_disk_is_written_only_where_it_may_be(module):
    code = (LIB / module).read_text(encoding="utf-8")
    assert not WRITES_DISK.search(code), WRITES_DISK.search(code)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_too_long_and_none_is_called_utils(module):
    assert len((LIB / module).read_text(encoding="utf-8").splitlines()) <= 400
    assert "util" not in module


def test_importing_the_package_is_light():
    heavy = "{'pandas', 'polars', 'numpy', 'matplotlib', 'sklearn', 'spacy', 'papermill'}"
    code = f"import sys, broadsheet; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_planning_a_run_does_not_load_the_runner():
    code = (
        "import sys; from broadsheet.run import plan_run; plan_run('seeds'); "
        "print(sorted({'papermill', 'spacy', 'sklearn', 'nbconvert'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.strip() == "[]"


def test_randomness_comes_in_through_random_state_only():
    loose = re.compile(
        r"np\.random\.(?!default_rng\(random_state\))|random\.(?!Random\(random_state\))(?:random|seed|choice|shuffle)\("
    )
    for module in MODULES:
        code = (LIB / module).read_text(encoding="utf-8")
        assert not loose.search(code), f"{module}: {loose.search(code)}"
