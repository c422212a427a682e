"""Does everything come out as it was stored? Run it elsewhere and compare, row by row."""

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from broadsheet.errors import InputError
from broadsheet.run import plan_run, run_plan
from broadsheet.study import PROJECT

DIGITS = 4


def verify_study(corpus: str | Path, *, out: str | Path = PROJECT / "figures", jobs: int = 2, **options) -> list[str]:
    """Run a study into a temporary folder and list what differs from its stored results.

    Compared are the .csv of every figure and every table, at four significant digits.
    ``options`` are those of ``plan_run``. A notebook that does not run is a difference too.
    Raises InputError when nothing is stored.
    """
    stored = plan_run(corpus, out=out, **options)
    folder = stored.out / stored.study
    if not folder.is_dir():
        raise InputError(f"Nothing is stored in {folder.name!r} to compare with. Run 'broadsheet run PATH' first.")
    with tempfile.TemporaryDirectory(prefix="broadsheet-", dir=_build()) as fresh:
        plan = plan_run(corpus, out=fresh, **options)
        failed = [result for result in run_plan(plan, jobs=jobs, force=True) if result.state != "done"]
        shutil.rmtree(plan.build, ignore_errors=True)
        if failed:
            return [f"{result.name}: {result.message}" for result in failed]
        return compare_folders(folder, Path(fresh) / plan.study)


def compare_folders(stored: Path, fresh: Path) -> list[str]:
    """One line for each result that is missing, new or different in ``fresh``."""
    names = {
        file.relative_to(folder).as_posix(): None
        for folder in (stored, fresh)
        for file in sorted(folder.rglob("*"))
        if file.suffix in (".csv", ".parquet")
    }
    lines = []
    for name in sorted(names):
        if not (fresh / name).is_file():
            lines.append(f"{name}: stored, but no longer made")
        elif not (stored / name).is_file():
            lines.append(f"{name}: made, but not stored")
        else:
            difference = compare_tables(_read(stored / name), _read(fresh / name))
            lines += [f"{name}: {difference}"] if difference else []
    return lines


def compare_tables(stored: pd.DataFrame, fresh: pd.DataFrame) -> str:
    """The first difference of two tables in words; "" when they agree at four digits."""
    if list(stored) != list(fresh):
        return f"columns {', '.join(fresh)}, stored are {', '.join(stored)}"
    if len(stored) != len(fresh):
        return f"{len(fresh)} rows, stored are {len(stored)}"
    for column in stored:
        before, after = stored[column], fresh[column]
        if pd.api.types.is_float_dtype(before) and pd.api.types.is_float_dtype(after):
            same = np.isclose(before, after, rtol=0.5 * 10 ** (1 - DIGITS), atol=1e-9, equal_nan=True)
        else:
            same = (before == after) | (before.isna() & after.isna())
        if not same.all():
            row = int(np.flatnonzero(~np.asarray(same))[0])
            now, then = after[row], before[row]
            return f"{int((~same).sum())} of {len(same)} rows of {column}; row {row} is {now!r}, stored is {then!r}"
    return ""


def _read(file: Path) -> pd.DataFrame:
    content = BytesIO(file.read_bytes())
    return pd.read_parquet(content) if file.suffix == ".parquet" else pd.read_csv(content)


def _build() -> Path:
    folder = PROJECT / "build"
    folder.mkdir(exist_ok=True)
    return folder
