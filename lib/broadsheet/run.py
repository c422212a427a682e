"""Run notebooks without a screen: plan, skip what is unchanged, execute, promote.

One driver process executes the notebooks in threads, each with its own kernel. Figures and
tables are written into a temporary folder and moved into place only when every cell of the
notebook ran.
"""

import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from threading import Event

from broadsheet.corpus.build import build_store
from broadsheet.corpus.index import fingerprint
from broadsheet.corpus.sidecars import read_aliases, read_metadata
from broadsheet.errors import InputError
from broadsheet.kernels import kill_kernels, make_kernel_manager, show_parts, show_progress
from broadsheet.study import (
    NOTEBOOKS,
    OF_THE_SEEDS,
    PROJECT,
    cache_folder,
    did_you_mean,
    plan_parameters,
    portable,
    read_config,
    read_parameters,
    reading_options,
    slug,
)

BUILD = PROJECT / "build"


@dataclass(frozen=True)
class Task:
    """One notebook to run: its file, what differs from its defaults, and its content key."""

    name: str
    file: Path
    parameters: dict
    key: str


@dataclass(frozen=True)
class Result:
    """How a task ended: done, unchanged, failed (1) or refused (2), with a line for the reader."""

    name: str
    state: str
    message: str


@dataclass(frozen=True)
class Plan:
    """A checked run: the study's name, its corpus, where its results go, and the tasks.

    ``build`` keeps what belongs to this place of results: executed notebooks, records, report;
    ``reading`` is how the corpus is read.
    """

    study: str
    corpus: Path
    out: Path
    build: Path
    study_file: str
    reading: dict
    tasks: list[Task]


def plan_run(
    corpus: str | Path,
    *,
    out: str | Path = PROJECT / "figures",
    only: list[str] | None = None,
    settings: list[str] | None = None,
    study_file: str = "",
) -> Plan:
    """Check everything that can be checked before a kernel starts.

    Raises InputError for a corpus that is not there or empty, a notebook or parameter nobody
    knows, and values of the wrong type.
    """
    corpus = Path(os.path.abspath(Path(corpus).expanduser()))
    config = read_config(corpus, study_file)
    read_metadata(corpus)
    read_aliases(corpus)
    digits = fingerprint(corpus, index=cache_folder(corpus) / "index.json")
    files = {file.stem: file for file in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}
    chosen = set(only or files)
    for name in sorted(chosen - set(files)):
        raise InputError(
            f"--only: there is no notebook {name!r}{did_you_mean(name, files)} There are {', '.join(files)}."
        )
    known = {name: read_parameters(file) for name, file in files.items()}
    parameters = plan_parameters(known, config, settings or [])
    where = portable(corpus)
    given = where if (PROJECT / where) == corpus else str(corpus)
    study = config.get("name") or slug(corpus)
    read_as = [config.get(key) for key in ("title", "columns", "more_columns")]
    common = [digits, study, *read_as, platform.python_version(), _project_digest()]
    tasks = []
    for name in sorted(chosen):
        values = parameters[name]
        if given != known[name]["corpus"]:
            values = {key: value for key, value in OF_THE_SEEDS.items() if key in known[name]} | values
            values |= {"corpus": given}
        key = _digest([*common, _cells(files[name]), values])
        tasks.append(Task(name, files[name], values, key))
    out = Path(os.path.abspath(out))
    place = "" if out == PROJECT / "figures" else "-" + hashlib.sha256(str(out).encode()).hexdigest()[:8]
    study_file = str(Path(study_file).resolve()) if study_file else ""
    plan = Plan(study, corpus, out, BUILD / f"{study}{place}", study_file, reading_options(corpus, config), tasks)
    _require_own_folder(plan)
    _require_writable(plan.build)
    return plan


def run_plan(plan: Plan, *, jobs: int = 2, force: bool = False) -> list[Result]:
    """Execute a plan: one Result a notebook, in order.

    The corpus is read first, once for all notebooks. Raises InputError when nothing of it is
    readable, or ``plan.out`` cannot be written.
    """
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}, expected 1 or more.")
    results = {}
    waiting = []
    for task in plan.tasks:
        if not force and _is_unchanged(plan, task):
            results[task.name] = Result(task.name, "unchanged", "unchanged, kept (--force runs it again)")
        else:
            waiting.append(task)
    stop = Event()
    if waiting:
        with show_parts() as advance_parts:
            build_store(plan.corpus, advance=advance_parts, **plan.reading)
        with (
            _staging(plan) as stage,
            show_progress([t.name for t in waiting]) as advance,
            ThreadPoolExecutor(jobs) as pool,
        ):
            futures = [pool.submit(_run_task, plan, task, stage / task.name, advance, stop) for task in waiting]
            try:
                while wait(futures, timeout=0.3).not_done:  # a wait without end would not hear Ctrl-C
                    pass
                results |= {future.result().name: future.result() for future in futures}
            except KeyboardInterrupt:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                kill_kernels()
                raise
    return [results[task.name] for task in plan.tasks]


def run_in_place() -> list[Result]:
    """Execute every notebook on its defaults and store the normalised outputs in it."""
    plan = plan_run(PROJECT / "seeds")
    for task in plan.tasks:
        if task.parameters:
            raise InputError(f"seeds/study.yaml gives {task.name} {task.parameters}, expected the notebook's defaults.")
    results = run_plan(plan, force=True)
    for task, result in zip(plan.tasks, results, strict=True):
        if result.state == "done":
            shutil.copyfile(executed_file(plan, task.name), task.file)
    return results


def executed_file(plan: Plan, notebook: str) -> Path:
    """Where the executed copy of a notebook is kept."""
    return plan.build / "notebooks" / f"{notebook}.ipynb"


def normalise(notebook: dict) -> dict:
    """An executed notebook without what changes from run to run: ids, times, widget models.

    Counts run from 1, neighbouring pieces of one stream are joined, cell ids follow the order.
    """
    count = 0
    for at, cell in enumerate(notebook["cells"], start=1):
        tags = cell["metadata"].get("tags")
        cell["id"] = f"cell-{at:02d}"
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] != "code":
            continue
        count += 1
        cell["execution_count"] = count
        cell["outputs"] = _join_streams(cell["outputs"])
        for output in cell["outputs"]:
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
            if "execution_count" in output:
                output["execution_count"] = count
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _run_task(plan: Plan, task: Task, stage: Path, advance, stop: Event) -> Result:
    import papermill

    target = stage / f"{task.name}.ipynb"
    stage.mkdir()
    try:
        papermill.execute_notebook(
            str(task.file),
            str(target),
            parameters=task.parameters,
            kernel_name="python3",
            progress_bar=False,
            kernel_manager_class=make_kernel_manager(
                {"BROADSHEET_OUT": str(stage / "out"), "BROADSHEET_STUDY": plan.study_file}
            ),
            on_cell_executed=lambda **_: advance(task.name),
        )
        _require_every_cell(target)
        if stop.is_set():
            raise RuntimeError("stopped")
    except Exception as problem:
        return _keep_failure(plan, task, target, problem)
    files = _promote(plan, task, stage / "out" / plan.study)
    _store_executed(target, executed_file(plan, task.name))
    n_tables = sum(name.endswith(".parquet") for name in files)
    n_figures = sum(name.endswith(".pdf") for name in files)
    return Result(task.name, "done", f"{n_figures} figures and {n_tables} tables")


def _keep_failure(plan: Plan, task: Task, target: Path, problem: Exception) -> Result:
    kept = plan.build / "failed" / f"{task.name}.ipynb"
    if target.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(target, kept)
    name, value = getattr(problem, "ename", type(problem).__name__), getattr(problem, "evalue", str(problem))
    if name == "InputError":
        return Result(task.name, "refused", value)
    cell = f" in cell [{problem.exec_count}]" if hasattr(problem, "exec_count") else ""
    where = f" The failed notebook is {kept.relative_to(PROJECT)}." if kept.is_file() else ""
    return Result(task.name, "failed", f"failed{cell}: {name}: {value}.{where}")


def _require_every_cell(target: Path) -> None:
    """A kernel that exits early counts as success for papermill; here it does not."""
    cells = json.loads(target.read_text(encoding="utf-8"))["cells"]
    silent = [cell for cell in cells if cell["cell_type"] == "code" and cell["execution_count"] is None]
    if silent:
        first = "".join(silent[0]["source"]).strip().split("\n")[0]
        raise RuntimeError(f"{len(silent)} cells did not run, the first is {first!r}")


def _promote(plan: Plan, task: Task, stage: Path) -> dict[str, str]:
    """Move what the notebook wrote into place, take away what it no longer makes, record both."""
    out = plan.out / plan.study
    mine = sorted(file.relative_to(stage).as_posix() for file in stage.rglob("*") if file.is_file())
    old = _read_record(plan, task).get("files", {})
    for relative in mine:
        (out / relative).parent.mkdir(parents=True, exist_ok=True)
        os.replace(stage / relative, out / relative)
    for relative in set(old) - set(mine):
        (out / relative).unlink(missing_ok=True)
    files = {relative: _file_digest(out / relative) for relative in mine}
    record = _record_file(plan, task)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(
        json.dumps({"key": task.key, "corpus": str(plan.corpus), "files": files}, indent=1), encoding="utf-8"
    )
    return files


def _is_unchanged(plan: Plan, task: Task) -> bool:
    """The same content made the files that are still there, and the executed copy is kept."""
    record, out = _read_record(plan, task), plan.out / plan.study
    return (
        record.get("key") == task.key
        and executed_file(plan, task.name).is_file()
        and all(
            (out / name).is_file() and _file_digest(out / name) == digest for name, digest in record["files"].items()
        )
    )


def _require_writable(build: Path) -> None:
    try:
        build.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(
            f"Executed notebooks are kept in build/ of the project, which cannot be written ({problem.strerror}). "
            f"Clone the project to a folder you may write to."
        ) from problem


def _require_own_folder(plan: Plan) -> None:
    """Results of two corpora never share a folder: the records and passports there name their corpus."""
    folder = plan.out / plan.study
    records = [_read_json(file) for file in (plan.build / "records").glob("*.json")]
    owners = {r.get("corpus") for r in records if any((folder / name).is_file() for name in r.get("files", {}))}
    passports = [_read_json(file).get("parameters", {}).get("corpus") for file in folder.glob("[0-9]*-*.json")]
    strangers = sorted(owners - {None, str(plan.corpus)}) + sorted(set(passports) - {None, portable(plan.corpus)})
    if strangers:
        raise InputError(
            f"{plan.out.name}/{plan.study} holds the results of another corpus, {strangers[0]!r}. Give this one a "
            f"name of its own in its study.yaml, or another --out; or delete that folder, if it is not needed."
        )


def _record_file(plan: Plan, task: Task) -> Path:
    return plan.build / "records" / f"{task.name}.json"


def _read_record(plan: Plan, task: Task) -> dict:
    return _read_json(_record_file(plan, task))


def _read_json(file: Path) -> dict:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _store_executed(source: Path, target: Path) -> None:
    import nbformat

    notebook = normalise(json.loads(source.read_text(encoding="utf-8")))
    target.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(nbformat.from_dict(notebook), version=4)
    half = target.with_suffix(".part")
    half.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    os.replace(half, target)


def _join_streams(outputs: list[dict]) -> list[dict]:
    joined: list[dict] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] = "".join(last["text"]) + "".join(output["text"])
        else:
            joined.append(output)
    return joined


@contextmanager
def _staging(plan: Plan) -> Iterator[Path]:
    """A temporary folder beside the results, on the same disk; gone afterwards in any case."""
    try:
        plan.out.mkdir(parents=True, exist_ok=True)
        for left in plan.out.glob(".broadsheet-*"):  # of runs that were killed, a day ago or more
            if time.time() - left.stat().st_mtime > 86_400:
                shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=".broadsheet-", dir=plan.out))
    except OSError as problem:
        raise InputError(
            f"--out: cannot write into {str(plan.out)!r} ({problem.strerror}); give a folder you may write to."
        ) from problem
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _project_digest() -> str:
    """One digest of the package's code, the pinned requirements and the language models that are installed."""
    files = [*sorted((PROJECT / "lib").rglob("*.py")), PROJECT / "requirements.txt"]
    models = sorted(
        f"{found.name} {found.version}" for found in distributions() if "_core_" in found.name.replace("-", "_")
    )
    return _digest([models, *(file.read_text(encoding="utf-8") for file in files)])


def _cells(notebook: Path) -> list:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [[cell["cell_type"], "".join(cell["source"])] for cell in cells]


def _digest(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _file_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
