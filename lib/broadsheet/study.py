"""A study: a corpus, its name, and the parameters of each notebook, read and checked.

Parameters come from three places, the later winning: the notebook's ``parameters`` cell,
study.yaml beside the corpus, ``--set`` on the command line. Names and types are checked
before anything runs.
"""

import ast
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path

from broadsheet.corpus.index import fingerprint
from broadsheet.corpus.sources import corpus_folder
from broadsheet.errors import InputError

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = PROJECT / "notebooks"
KEYS = ("name", "title", "columns", "more_columns", "scheduler", "parameters", "notebooks")
OF_THE_SEEDS = {"terms": []}  # defaults that speak of the seeds' articles, and what stands for them elsewhere
TYPE_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list"}


@dataclass(frozen=True)
class Study:
    """What a notebook needs to know of the study it runs in.

    ``corpus`` is where the articles are, ``out`` where figures go, ``reading`` how the corpus is
    read (see ``read_corpus``), ``parameters`` the values this notebook runs with.
    """

    name: str
    title: str
    notebook: str
    corpus: Path
    reading: dict
    parameters: dict
    fingerprint: str
    out: Path


def open_study(notebook: str, values: Mapping) -> Study:
    """Open the study that ``notebook`` runs in; call it with ``globals()``.

    ``values`` gives the parameters by name, as they stand in the notebook now. A relative
    ``corpus`` starts at the project folder. The environment variables BROADSHEET_OUT and
    BROADSHEET_STUDY, set by the runner, say where figures go and which study.yaml holds.
    """
    names = read_parameters(NOTEBOOKS / f"{notebook}.ipynb")
    parameters = {name: values[name] for name in names if name in values}
    corpus = locate(parameters["corpus"])
    config = read_config(corpus, os.environ.get("BROADSHEET_STUDY", ""))
    name = config.get("name") or slug(corpus)
    return Study(
        name=name,
        title=config.get("title") or name,
        notebook=notebook,
        corpus=corpus,
        reading=reading_options(corpus, config),
        parameters=parameters | {"corpus": portable(corpus)},
        fingerprint=fingerprint(corpus, index=cache_folder(corpus) / "index.json"),
        out=Path(os.environ.get("BROADSHEET_OUT") or PROJECT / "figures") / name,
    )


def locate(corpus: str | Path) -> Path:
    """Where a corpus is: as given when absolute, else from the project folder."""
    path = Path(corpus).expanduser()
    return path if path.is_absolute() else PROJECT / path


def cache_folder(corpus: Path) -> Path:
    """Where the store of a corpus is kept: below build/cache, or the environment's BROADSHEET_CACHE."""
    place = Path(os.environ.get("BROADSHEET_CACHE") or PROJECT / "build" / "cache")
    return place / f"{slug(corpus)}-{sha256(str(corpus).encode()).hexdigest()[:8]}"


def reading_options(corpus: Path, config: Mapping) -> dict:
    """How a corpus is read, as ``read_corpus`` takes it: columns, more_columns, cache and the scheduler's address.

    study.yaml's ``scheduler`` goes before the environment's DASK_SCHEDULER_ADDRESS.
    """
    scheduler = str(config.get("scheduler") or os.environ.get("DASK_SCHEDULER_ADDRESS", ""))
    return {
        "columns": config.get("columns") or {}, "more_columns": config.get("more_columns") or [],
        "cache": cache_folder(corpus), "scheduler": scheduler,
    }  # fmt: skip


def portable(corpus: Path) -> str:
    """A corpus path that says nothing about the machine: from the project folder, or its name."""
    return corpus.relative_to(PROJECT).as_posix() if corpus.is_relative_to(PROJECT) else corpus.name


def slug(corpus: Path) -> str:
    """A study's name when it has none: the folder's or file's name in letters, digits, dashes.

    >>> slug(Path("My Articles (2024)"))
    'my-articles-2024'
    """
    last = corpus.name if "*" not in corpus.name else corpus.parent.name
    return re.sub(r"[^\w]+", "-", last.split(".")[0].lower()).strip("-") or "study"


def read_config(corpus: Path, file: str | Path = "") -> dict:
    """study.yaml beside the corpus, or ``file``: a dict with some of ``KEYS``.

    Raises InputError for YAML that is none, and for keys that mean nothing.
    """
    path = Path(file) if file else corpus_folder(corpus) / "study.yaml"
    if not path.is_file():
        if file:
            raise InputError(f"There is no study file {str(file)!r}. Check the spelling, or leave --study away.")
        return {}
    import yaml

    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        where = str(problem).replace("\n", " ")
        raise InputError(f"{path.name} is no valid YAML: {where}. Compare it with seeds/study.yaml.") from problem
    if not isinstance(config, dict):
        raise InputError(f"{path.name} holds {type(config).__name__}, expected keys such as 'name:' and 'title:'.")
    for key in config:
        if key not in KEYS:
            raise InputError(f"{path.name} has the key {key!r}{did_you_mean(key, KEYS)} Keys are {', '.join(KEYS)}.")
    for key in ("columns", "parameters", "notebooks"):
        if not isinstance(config.get(key) or {}, dict):
            raise InputError(f"{path.name}: {key} is {config[key]!r}, expected lines of 'name: value' below it.")
    more = config.get("more_columns") or []
    if not (isinstance(more, list) and all(isinstance(column, str) and column.strip() for column in more)):
        raise InputError(f"{path.name}: more_columns is {more!r}, expected a list of names such as [section, country].")
    name = str(config.get("name") or "")
    if name and not re.fullmatch(r"[\w-]+", name):
        raise InputError(f"{path.name}: the name {name!r} becomes a folder; use letters, digits, - and _ only.")
    return config | ({"name": name} if name else {})


def read_parameters(notebook: Path) -> dict:
    """The names and default values of a notebook's parameters cell, in order.

    The cell is parsed, not run: it holds ``name = literal`` lines and comments only.
    Raises InputError when there is no such cell or a line is something else.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        raise InputError(f"{notebook.name} has {len(tagged)} cells tagged 'parameters', expected one.")
    try:
        lines = ast.parse("".join(tagged[0]["source"])).body
        return {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    except (SyntaxError, AttributeError, ValueError) as problem:
        raise InputError(f"{notebook.name}: the parameters cell may only hold 'name = literal' lines.") from problem


def plan_parameters(known: dict[str, dict], config: dict, settings: list[str]) -> dict[str, dict]:
    """What each notebook runs with where it differs from its defaults; what is ``OF_THE_SEEDS``, wherever it is given.

    ``known`` maps a notebook to its defaults, ``settings`` are "02_topics.n_topics=8" or, for
    every notebook that knows the name, "language=de". Raises InputError for a notebook or
    name nobody knows ("did you mean"), and for values of the wrong type.
    """
    plan: dict[str, dict] = {notebook: {} for notebook in known}
    for name, value in (config.get("parameters") or {}).items():
        _set(plan, known, "", name, value, "study.yaml")
    for notebook, values in (config.get("notebooks") or {}).items():
        if not isinstance(values or {}, dict):
            raise InputError(f"study.yaml: {notebook} is {values!r}, expected lines of 'name: value' below it.")
        for name, value in (values or {}).items():
            _set(plan, known, notebook, name, value, "study.yaml")
    for setting in settings:
        target, equals, text = setting.partition("=")
        if not equals:
            raise InputError(f"--set {setting!r} has no value, expected NAME=VALUE such as 02_topics.n_topics=8.")
        notebook, _, name = target.rpartition(".")
        _set(plan, known, notebook, name, Raw(text), "--set")
    return {
        notebook: {
            name: value for name, value in values.items() if value != known[notebook][name] or name in OF_THE_SEEDS
        }
        for notebook, values in plan.items()
    }


class Raw(str):
    """A value as typed on the command line, still to be read as YAML (or kept, for text)."""


def _set(plan, known, notebook: str, name: str, value, origin: str) -> None:
    if notebook and notebook not in known:
        hint = did_you_mean(notebook, known)
        raise InputError(f"{origin}: there is no notebook {notebook!r}{hint} There are {', '.join(known)}.")
    targets = [notebook] if notebook else [each for each in known if name in known[each]]
    names = sorted({each for notebook in ([notebook] if notebook else known) for each in known[notebook]} - {"corpus"})
    if name not in names:
        where = notebook or "any notebook"
        raise InputError(
            f"{origin}: {name!r} is no parameter of {where}{did_you_mean(name, names)} "
            f"Parameters are {', '.join(names)}."
        )
    for target in targets:
        plan[target][name] = convert(value, known[target][name], f"{origin}: {target}.{name}")


def convert(value, default, where: str):
    """``value`` in the type of ``default``, or InputError; 3 passes for 3.0 and for "3", nothing else bends."""
    if isinstance(value, Raw):
        value = str(value) if isinstance(default, str) else _read_yaml(value, where)
    if isinstance(value, date) and isinstance(default, str):
        value = value.isoformat()
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(default, str) and type(value) is int:
        value = str(value)
    if type(value) is not type(default):
        wanted = TYPE_WORDS.get(type(default), type(default).__name__)
        raise InputError(f"{where} is {value!r}, expected {wanted} such as {default!r}.")
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise InputError(f"{where} is {value!r}, expected a list of texts such as {default!r}; quote each of them.")
    return value


def did_you_mean(word: str, known) -> str:
    """'. Did you mean X?' when something known is spelt nearly alike, else '.'."""
    close = get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f". Did you mean {close[0]!r}?" if close else "."


def _read_yaml(text: str, where: str):
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise InputError(f"{where} is {text!r}, which is no valid YAML value.") from problem
