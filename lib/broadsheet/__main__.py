"""The command line: ``broadsheet run PATH`` and its companions (also ``python -m broadsheet``)."""

import argparse
import signal
import sys
import time
from pathlib import Path

from broadsheet.errors import InputError


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code is 0, 1 (a notebook failed, a result differs) or 2 (bad input)."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopping a service is stopping by hand
    try:
        return options.command(options)
    except InputError as problem:
        print(f"broadsheet: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "broadsheet: stopped; notebooks that had finished keep their results, the others changed nothing",
            file=sys.stderr,
        )
        return 130


def _run(options) -> int:
    from broadsheet.corpus.build import build_store
    from broadsheet.run import run_plan

    started = time.monotonic()
    plan = _plan(options)
    results = run_plan(plan, jobs=options.jobs, force=options.force)
    code = _tell(results)
    if any(result.state in ("done", "unchanged") for result in results):
        n_read, n_not = build_store(plan.corpus, **plan.reading).count()
        print(f"corpus: {n_read:,} articles read, {n_not:,} files or rows not (01_corpus says why)")
        print(f"{plan.study}: results in {_short(plan.out / plan.study)} ({time.monotonic() - started:.0f} s)")
    return code


def _notebooks(options) -> int:
    from broadsheet.run import run_in_place

    return _tell(run_in_place())


def _report(options) -> int:
    from broadsheet.report import build_report
    from broadsheet.run import run_plan

    plan = _plan(options)
    code = _tell(run_plan(plan, jobs=options.jobs))
    if code == 0:
        print(f"report: {_short(build_report(plan))}")
    return code


def _verify(options) -> int:
    from broadsheet.verify import verify_study

    differences = verify_study(options.path, jobs=options.jobs, **_choices(options))
    print("\n".join(differences) or "every stored figure and table came out the same at four digits")
    return 1 if differences else 0


def _aliases(options) -> int:
    from broadsheet.corpus import keep_documents, read_aliases, read_corpus
    from broadsheet.corpus.sources import corpus_folder
    from broadsheet.corpus.store import write_atomically
    from broadsheet.entities import find_mentions, load_model, resolve_mentions
    from broadsheet.entities.audit import find_flips
    from broadsheet.entities.drafts import draft_aliases, spell_table
    from broadsheet.entities.gazetteer import read_gazetteer
    from broadsheet.study import locate, read_config, reading_options

    corpus = locate(Path(options.path).absolute())
    aliases = read_aliases(corpus)
    draft = corpus_folder(corpus) / "aliases-draft.csv"
    if draft.exists() and not options.force:
        raise InputError(
            f"{draft.name} is there already, perhaps with your work in it; rename it to aliases.csv, or give --force."
        )
    config = read_config(corpus, options.study)
    chosen = _read_choices("04_entities", config)
    documents, _ = read_corpus(corpus, **reading_options(corpus, config))
    filters = ("first_date", "last_date", "sources", "language", "copies")
    kept, _ = keep_documents(documents, **{name: chosen[name] for name in filters})
    found = find_mentions(kept, model=load_model(chosen["ner_model"], language=chosen["language"]))
    mentions, merges = resolve_mentions(found, kept, aliases=aliases, places=read_gazetteer().places)
    rows = draft_aliases(merges, find_flips(found, mentions), aliases=aliases)
    write_atomically(draft, spell_table(rows))
    print(
        f"{_short(draft)}: {len(rows) - len(aliases)} rows to judge. Take away the # before what is right, "
        "rename it to aliases.csv"
    )
    return 0


def _read_choices(notebook: str, config: dict) -> dict:
    """The parameters of a notebook, as study.yaml changes them."""
    from broadsheet.study import NOTEBOOKS, plan_parameters, read_parameters

    known = read_parameters(NOTEBOOKS / f"{notebook}.ipynb")
    shared = {name: value for name, value in (config.get("parameters") or {}).items() if name in known}
    own = {notebook: (config.get("notebooks") or {}).get(notebook)}
    return known | plan_parameters({notebook: known}, {"parameters": shared, "notebooks": own}, [])[notebook]


def _plan(options):
    from broadsheet.run import plan_run

    return plan_run(options.path, **_choices(options))


def _choices(options) -> dict:
    chosen = {"only": _names(options.only), "settings": options.set, "study_file": options.study}
    return chosen | ({"out": options.out} if options.out else {})


def _tell(results) -> int:
    refused = {result.message for result in results if result.state == "refused"}
    for result in results:
        stream = sys.stderr if result.state == "failed" else sys.stdout
        if result.state != "refused":
            print(f"{result.name}: {result.message}", file=stream)
    for message in sorted(refused):
        names = ", ".join(result.name for result in results if result.message == message)
        print(f"broadsheet: {names}: {message}", file=sys.stderr)
    return 1 if any(result.state == "failed" for result in results) else 2 if refused else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="broadsheet", description="Read a news corpus at a distance.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", _run, "run the notebooks on a corpus; figures and tables go to figures/STUDY")
    run.add_argument("--force", action="store_true", help="run unchanged notebooks again too")
    _command(commands, "report", _report, "run what changed and write an HTML report to build/STUDY/report")
    _command(commands, "verify", _verify, "run everything elsewhere and compare with the stored figures and tables")
    text = "write aliases-draft.csv beside a corpus: names to join, split or retype, for you to judge"
    aliases = commands.add_parser("aliases", help=text, description=text, allow_abbrev=False)
    aliases.add_argument("path", metavar="PATH", help="a folder, file or glob of articles")
    aliases.add_argument("--force", action="store_true", help="write over a draft that is there already")
    aliases.add_argument("--study", default="", metavar="FILE", help="a study.yaml elsewhere than beside the corpus")
    aliases.set_defaults(command=_aliases)
    notebooks = commands.add_parser(
        "notebooks", help="re-execute the notebooks on their defaults and store the outputs"
    )
    notebooks.set_defaults(command=_notebooks)
    return parser


def _command(commands, name: str, function, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.add_argument("path", metavar="PATH", help="a folder, file or glob of articles")
    command.add_argument(
        "--only", default="", metavar="NAMES", help="notebooks, separated by commas: 02_topics,03_trends"
    )
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter, e.g. 02_topics.n_topics=8"
    )
    command.add_argument("--out", default="", metavar="DIR", help="where figures/STUDY goes (default: figures)")
    command.add_argument("--study", default="", metavar="FILE", help="a study.yaml elsewhere than beside the corpus")
    command.add_argument("--jobs", type=int, default=2, metavar="N", help="notebooks at a time (default: 2)")
    command.set_defaults(command=function)
    return command


def _names(text: str) -> list[str]:
    return [name.strip().removesuffix(".ipynb") for name in text.split(",") if name.strip()]


def _short(path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(main())
