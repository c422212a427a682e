"""Which documents are compared with which: two sides of a corpus, named in plain words."""

import re
from difflib import get_close_matches

import numpy as np
import pandas as pd

from broadsheet.cells import name_clusters
from broadsheet.errors import InputError

DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
PERIOD = re.compile(rf"(?P<day>{DAY})|(?P<first>{DAY})?\s*\.\.\s*(?P<last>{DAY})?")
EXAMPLES = "'source: Gazette', 'section: Politics | Business', '2022-12', '2022-12-01..2022-12-31' or '2022..'"


def choose_sides(documents: pd.DataFrame, *, target: str = "", reference: str = "") -> pd.Series:
    """For each document "target", "reference" or "" (neither), with the index of ``documents``.

    ``target`` and ``reference`` are a column and its values ("source: Gazette | Courier", "doc_id: a | b") or a
    period ("2022", "2022-12", "2022-12-01..2022-12-31", either end open). One that is empty is all other documents.
    Both empty: the later half of the documents against the earlier, by words, a day being on one side only;
    nothing is on a side where there are not two days.

    Documents that are undated, or of a month or year that lies on both sides, are on no side of a comparison of
    periods, those whose value in the column is not known on no side of a comparison by it: they may belong to either.

    Raises InputError for a column or value no document has (with near spellings), a date that is none, reversed dates,
    and for sides that are empty or overlap.
    """
    target, reference = target.strip(), reference.strip()
    if not target and not reference:
        return _halve(documents)
    chosen = [_choose(documents, *one) for one in (("target", target), ("reference", reference)) if one[1]]
    if len(chosen) == 1:
        chosen.append(_all_others(documents, target or reference, *chosen[0]))
    (one, _), (other, _) = chosen
    _refuse_overlap(documents, one & other, target, reference)
    return _name(documents, *((one, other) if target else (other, one)))


def can_hold_sources(documents: pd.DataFrame, *, target: str = "", reference: str = "") -> bool:
    """Whether a comparison can hold the mix of sources fixed: there are several, and they are not what is compared."""
    compared = any(side.partition(":")[0].strip() == "source" for side in (target, reference))
    return documents.source.nunique() > 1 and not compared


def name_sides(target: str, reference: str) -> tuple[str, str]:
    """What the two sides of ``choose_sides`` are called on paper: (target, reference)."""
    if not target.strip() and not reference.strip():
        return "the later half", "the earlier half"
    return target.strip() or "all others", reference.strip() or "all others"


def describe_sides(documents: pd.DataFrame, sides: pd.Series, *, cluster: str = "day") -> str:
    """One sentence: what is on either side, in documents, words and clusters, and how many are on neither."""
    clusters = name_clusters(documents, cluster=cluster)
    told = []
    for side in ("target", "reference"):
        here = documents[sides == side]
        is_dated = here.date_precision == "day"
        n, days = clusters[here.index[is_dated]].nunique(), here.date[is_dated]
        span = f", {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""
        if cluster != "document" and not is_dated.all():
            span += f", {(~is_dated).sum():,} not dated to the day, each a cluster of its own"
        held = "" if cluster == "document" else f" in {n:,} {cluster}{'' if n == 1 else 's'}"
        told.append(f"{_count(len(here))} with {here.n_words.sum():,} words{held}{span}")
    neither = documents[sides == ""]
    undated = int((neither.date_precision != "day").sum())
    why = f" ({undated:,} of them not dated to the day)" if undated else ""
    return f"Target: {told[0]}; reference: {told[1]}; {_count(len(neither))} on neither side{why}."


def _count(n: int) -> str:
    return f"{n:,} document{'' if n == 1 else 's'}"


def _name(documents: pd.DataFrame, on_target, on_reference) -> pd.Series:
    names = np.where(on_target, "target", np.where(on_reference, "reference", ""))
    return pd.Series(names, index=documents.index, name="side", dtype="str")


def _halve(documents: pd.DataFrame) -> pd.Series:
    dated = documents.date.notna().to_numpy()
    words = documents[dated].groupby("date").n_words.sum().cumsum()
    if len(words) < 2:
        dated = np.zeros(len(documents), dtype=bool)
        return _name(documents, dated, dated)
    ends = words.iloc[:-1]  # the last day is always on the later side
    last = (ends - words.iloc[-1] / 2).abs().idxmin()
    later = (documents.date > last).to_numpy()
    return _name(documents, dated & later, dated & (_last_day(documents) <= last).to_numpy())


def _choose(documents: pd.DataFrame, side: str, wanted: str) -> tuple[np.ndarray, np.ndarray]:
    """(which documents are meant, of which documents it is known whether they are)."""
    period = PERIOD.fullmatch(wanted.removeprefix("date:").strip())
    if period:
        (start, end), last = _bounds(period, side, wanted), _last_day(documents)
        inside = ((documents.date >= start) & (last <= end)).to_numpy()
        known = inside | ((last < start) | (documents.date > end)).to_numpy()
        if not inside.any():
            raise InputError(_no_day(documents[known], side, wanted, len(documents)))
        return inside, known
    column, colon, listed = (part.strip() for part in wanted.partition(":"))
    if not colon or column not in documents.columns.drop("text", errors="ignore"):
        raise InputError(_unknown_column(documents, side, wanted, column))
    values = documents[column].astype("str")
    known = (documents[column].notna() & (values != "")).to_numpy()
    names = [name.strip() for name in listed.split("|")]
    for name in names:
        if not (known & (values == name)).any():
            raise InputError(_unknown_value(side, column, name, values[known]))
    return known & values.isin(names).to_numpy(), known


def _last_day(documents: pd.DataFrame) -> pd.Series:
    """The last day a document can be from: its date, or the end of its month or year."""
    date, precision = documents.date, documents.date_precision
    month_end, year_end = date + pd.offsets.MonthEnd(0), date + pd.offsets.YearEnd(0)
    return date.mask(precision == "month", month_end).mask(precision == "year", year_end)


def _bounds(period: re.Match, side: str, wanted: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of a period; a month or year stands for all its days."""
    found = period.groupdict()
    first, last = found["day"] or found["first"], found["day"] or found["last"]
    if not first and not last:
        raise InputError(f"{side} is {wanted!r}, a period without any date; expected {EXAMPLES}.")
    try:
        start = pd.Period(first).start_time if first else pd.Timestamp.min
        end = pd.Period(last).end_time if last else pd.Timestamp.max
    except ValueError:
        raise InputError(f"{side} is {wanted!r}, which holds no date of the calendar; expected {EXAMPLES}.") from None
    if start > end:
        raise InputError(f"{side} is {wanted!r}, whose first date is after its last; exchange them.")
    return start, end


def _all_others(documents: pd.DataFrame, wanted: str, inside: np.ndarray, known: np.ndarray):
    """The documents that are known not to be meant, likewise."""
    others = known & ~inside
    if not others.any():
        n = int((~known).sum())
        why = f" ({_count(n)} not dated finely enough, or without a value there, may be on either side)" if n else ""
        raise InputError(
            f"Nothing is left to compare with: no other document than those of {wanted!r} is known to be one{why}. "
            f"Compare by another column, or by a period; expected {EXAMPLES}."
        )
    return others, known


def _no_day(dated: pd.DataFrame, side: str, wanted: str, n: int) -> str:
    span = f", from {dated.date.min():%Y-%m-%d} to {dated.date.max():%Y-%m-%d}" if len(dated) else ""
    return (
        f"{side}: no document is dated within {wanted!r}; of {_count(n)} {len(dated):,} are dated finely enough{span}. "
        f"Choose a period within it, or a column."
    )


def _unknown_column(documents: pd.DataFrame, side: str, wanted: str, column: str) -> str:
    hints = [
        f" Did you mean '{name}: {wanted}'?"
        for name in documents.columns.drop("text", errors="ignore")
        if (documents[name].astype("str") == wanted).any()
    ] + [f" Did you mean the column {name!r}?" for name in get_close_matches(column, list(documents.columns), n=1)]
    return (
        f"{side} is {wanted!r}, expected a column of the documents and its values, or a period: {EXAMPLES}."
        f"{(*hints, '')[0]}"
    )


def _unknown_value(side: str, column: str, name: str, values: pd.Series) -> str:
    there = {str(value).casefold(): str(value) for value in sorted(set(values))}
    near = [there[key] for key in get_close_matches(name.casefold(), list(there), n=3)]
    most = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    listed = ", ".join(most.index[:10]) + (" ..." if len(most) > 10 else "")
    hint = f"near it are {', '.join(near)}" if near else f"there are {listed}" if len(most) else "the column is empty"
    return f"{side}: no document has {name!r} in the column {column}; {hint}."


def _refuse_overlap(documents: pd.DataFrame, both: np.ndarray, target: str, reference: str) -> None:
    if both.any():
        raise InputError(
            f"target {target!r} and reference {reference!r} share {_count(int(both.sum()))}, "
            f"{documents.doc_id[both].min()!r} among them; give each document one side, or leave reference empty for "
            f"all others."
        )
