"""Filters: which documents an analysis reads, and a ledger row for each that it does not."""

import re

import numpy as np
import pandas as pd

from broadsheet import tables
from broadsheet.corpus.dating.parse import parse_date
from broadsheet.corpus.ledger import note
from broadsheet.errors import InputError

KEPT = -1


def keep_documents(
    documents: pd.DataFrame,
    *,
    first_date: str = "",
    last_date: str = "",
    sources: list[str] | tuple[str, ...] = (),
    language: str = "",
    copies: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Filter: (kept, ledger rows of what was left out, with the reason).

    ``first_date`` and ``last_date`` (YYYY-MM-DD, both inclusive) leave out undated documents
    too, and those of a month or year that does not lie within them as a whole. ``sources`` and
    ``language`` keep exact matches; documents of unknown language stay and are taken to be of
    ``language``.
    Unless ``copies``, one document of each group of copies is kept: the representative, or the
    next in order where the other filters leave that out.
    Raises InputError for a date that is none, reversed dates, or when nothing is left.
    """
    first, last = _bound(first_date, "first_date"), _bound(last_date, "last_date")
    if first is not None and last is not None and first > last:
        raise InputError(f"first_date {first_date} is after last_date {last_date}; exchange them.")
    known = set(documents.source.unique())
    unknown = sorted(set(sources) - known)
    if unknown:
        raise InputError(f"No document is from {unknown[0]!r}; the sources are {sorted(known - {''})}.")
    _require_language(language, documents)
    date, nothing = documents.date, pd.Series(False, index=documents.index)
    end = _last_day(documents)
    bounds = " and ".join(
        f"{name} {day}" for name, day in (("first_date", first_date), ("last_date", last_date)) if day
    )
    coarse = (nothing if first is None else date < first) | (nothing if last is None else end > last)
    tests = {
        f"before first_date {first_date} or undated": nothing if first is None else ~(end >= first),
        f"after last_date {last_date} or undated": nothing if last is None else ~(date <= last),
        f"dated too coarsely for {bounds}: its month or year reaches beyond": coarse,
        f"source is not in {list(sources)}": ~documents.source.isin(sources) if sources else nothing,
        f"language is not {language}": ~documents.language.isin([language, ""]) if language else nothing,
    }
    reasons = [*tests, "a copy of a document that is kept"]
    why = np.full(len(documents), KEPT, dtype=np.int8)  # the place in reasons of the first that holds
    for at, out in enumerate(tests.values()):
        why[out.to_numpy() & (why == KEPT)] = at
    if not copies:
        why[_find_copies(documents, why == KEPT)] = len(tests)
    if (why != KEPT).all():
        raise InputError(
            f"The filters leave none of the {len(documents)} documents: "
            f"{'; '.join(sorted(reasons[at] for at in np.unique(why)))}. Widen them (first_date, last_date, sources, "
            f"language; on the command line --set NAME=VALUE)."
        )
    kept = documents if (why == KEPT).all() else documents[why == KEPT]
    kept = kept.reset_index(drop=True)
    if language and (kept.language == "").any():
        kept["language"] = kept.language.where(kept.language != "", language)
    return kept, _tell_dropped(documents.doc_id, why, reasons)


def _find_copies(documents: pd.DataFrame, keep: np.ndarray) -> np.ndarray:
    """Places of the documents to keep that tell what a better one of their group tells."""
    order = {"is_copy": True, "date": True, "n_words": False, "doc_id": True}
    told_twice = documents.group.isin(documents.group[documents.is_copy].unique()).to_numpy()
    places = np.flatnonzero(keep & told_twice)
    members = documents[["group", *order]].iloc[places].set_axis(places)
    best = members.sort_values(list(order), ascending=list(order.values()))
    return best.index[best.duplicated("group")].to_numpy()


def _tell_dropped(doc_ids: pd.Series, why: np.ndarray, reasons: list[str]) -> pd.DataFrame:
    """The ledger of what was left out, in order of doc_id."""
    dropped = doc_ids.reset_index(drop=True)[why != KEPT].sort_values()
    reason = pd.Series(reasons, dtype="str").take(why[dropped.index]).set_axis(dropped.index)
    rows = note("", "filter", "dropped", "") | {"doc_id": dropped, "reason": reason}
    return tables.make("ledger", pd.DataFrame(rows, index=dropped.index))


def _require_language(language: str, documents: pd.DataFrame) -> None:
    """Refuse a language that is no code, or that no document has though others have one."""
    found = documents.language[documents.language != ""].value_counts()
    if not language or language in found.index or (len(found) == 0 and re.fullmatch("[a-z]{2,3}", language)):
        return
    there = ", ".join(f"{code} {n}" for code, n in sorted(found.items())) or "none told"
    raise InputError(
        f"language is {language!r}, expected an ISO 639-1 code that documents have: {there}. Set it in study.yaml or "
        f'with --set language=CODE; "" keeps all.'
    )


def _last_day(documents: pd.DataFrame) -> pd.Series:
    """The last day a document can be from: its date, or the end of its month or year."""
    date, precision = documents.date, documents.date_precision
    month_end, year_end = date + pd.offsets.MonthEnd(0), date + pd.offsets.YearEnd(0)
    return date.mask(precision == "month", month_end).mask(precision == "year", year_end)


def _bound(text: str, name: str) -> pd.Timestamp | None:
    if not text:
        return None
    found, precision = parse_date(text)
    if precision != "day":
        raise InputError(f"{name} is {text!r}, expected a day such as 2022-12-27.")
    return pd.Timestamp(found)
