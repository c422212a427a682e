"""The network over time: who joins whom, who stays, who leaves."""

import numpy as np
import pandas as pd

from broadsheet import tables
from broadsheet.entities.windows import count_shared, cut_windows, find_shared, list_shared
from broadsheet.errors import InputError

PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
PRECISIONS = {"day": ["day"], "week": ["day"], "month": ["day", "month"], "quarter": ["day", "month"],
              "year": ["day", "month", "year"]}  # fmt: skip
MIN_WINDOWS = 2  # one sentence is no relation that could join or leave


def link_by_period(mentions: pd.DataFrame, documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """The pairs of each period and what becomes of them: the edge_periods table, by period and pair.

    Only representative documents dated well enough for ``period`` (day, week, month, quarter, year) count, and only
    pairs with ``MIN_WINDOWS`` sentences in all of them. A pair joins where it did not share a sentence in the
    period before, stays where it did, and leaves (a row with 0 sentences) where it no longer does. The period before
    is the last with a document. In the first period change is empty, for nobody knows what was before.
    An InputError for another period.
    """
    if period not in PERIODS:
        raise InputError(f"period is {period!r}, expected one of {', '.join(PERIODS)}.")
    dated = documents[documents.date_precision.isin(PRECISIONS[period]) & documents.date.notna()]
    incidence = cut_windows(mentions, dated, windows=("sentence",))
    cells, n_names = incidence.cells["sentence"], len(incidence.names)
    pairs = find_shared(cells, n_names)
    pairs = pairs[count_shared(cells, pairs, n_names)[0] >= MIN_WINDOWS]
    if not len(pairs):
        return tables.make("edge_periods")
    days = pd.Series(incidence.date.astype("datetime64[D]").astype("datetime64[s]"))
    number, starts = pd.factorize(days.dt.to_period(PERIODS[period]).dt.start_time, sort=True)
    n_windows, n_docs = (np.zeros(len(pairs) * len(starts), dtype=np.int64) for _ in range(2))
    for at, document, times in list_shared(cells, pairs, n_names):
        place = at * len(starts) + number[document]
        np.add.at(n_windows, place, times)
        np.add.at(n_docs, place, 1)
    return _tell_changes(incidence.names, pairs, starts, n_windows, n_docs)


def _tell_changes(names: np.ndarray, pairs: np.ndarray, starts, n_windows: np.ndarray, n_docs: np.ndarray):
    """The rows of pairs (one after the other) and periods in which a pair is or just was."""
    there = n_windows.reshape(len(pairs), -1) > 0
    before = np.column_stack([np.zeros(len(pairs), dtype=bool), there[:, :-1]])
    pair, at = np.nonzero(there | before)
    change = np.where(~there[pair, at], "leaves", np.where(before[pair, at], "stays", np.where(at == 0, "", "joins")))
    cell = pair * there.shape[1] + at
    rows = pd.DataFrame({
        "source": names[pairs[pair] // len(names)], "target": names[pairs[pair] % len(names)],
        "period": starts[at], "n_windows": n_windows[cell], "n_docs": n_docs[cell], "change": change,
    })  # fmt: skip
    return tables.make("edge_periods", rows.iloc[np.lexsort((pairs[pair], at))])
