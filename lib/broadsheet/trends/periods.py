"""Documents placed in periods of time: which period suits, what is in none, where the gaps are.

A date is the calendar day the outlet printed, without a time zone. Weeks begin on Monday (ISO 8601).
"""

import pandas as pd

from broadsheet.errors import InputError

PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y", "all": ""}
FITS = {"day": {"day", "week", "month", "quarter", "year"}, "month": {"month", "quarter", "year"}, "year": {"year"}}
UNPLACED = {"month": "dated to the month", "year": "dated to the year", "none": "undated"}
MIN_DOCS, MIN_PERIODS = 5, 3  # a curve needs this many documents in this many periods
MOST_PERIODS = 120  # more points do not stand side by side on a page
MIN_PLACED = 0.9  # of the dated documents: a period that loses more is too fine for their dates


def choose_period(documents: pd.DataFrame, *, period: str = "auto") -> str:
    """The period for ``period`` "auto": the finest of day, week, month, quarter and year that suits.

    A period suits when it places nine in ten of the dated documents, makes at most ``MOST_PERIODS``
    periods from the first to the last, more than half of these hold ``MIN_DOCS`` documents, and in some there are
    two days (in periods longer than a day; else there is no interval). Where none suits it is year. Any other
    ``period`` of ``PERIODS`` is given back; InputError for what is none.
    """
    if period != "auto":
        _check_period(period)
        return period
    n_dated = int((_reasons(documents) != UNPLACED["none"]).sum())
    for finest in [name for name in PERIODS if name != "all"]:
        placed = place_in_time(documents, period=finest)
        clumped = finest != "day" and placed.groupby("period").date.nunique().max() == 1  # a paper of one day a week
        if n_dated and len(placed) >= MIN_PLACED * n_dated and _is_filled(placed.period, finest) and not clumped:
            return finest
    return "year"


def place_in_time(documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """The documents that belong to one period, with a column ``period`` (its first day), without their text.

    A date known to the month cannot be placed in a week: such documents are left out (``count_unplaced``).
    "all" is one period without a date that holds every document. InputError for an unknown period.
    """
    _check_period(period)
    columns = [column for column in documents.columns if column != "text"]
    if period == "all":
        return documents[columns].assign(period=pd.Series(pd.NaT, index=documents.index, dtype="datetime64[s]"))
    placed = documents.loc[_fits(documents, period), columns]
    return placed.assign(period=placed.date.dt.to_period(PERIODS[period]).dt.start_time.astype("datetime64[s]"))


def name_unplaced(documents: pd.DataFrame, *, period: str) -> pd.Series:
    """Why each document is in no period ("undated", "dated to the month", ...); "" when it is in one."""
    _check_period(period)
    return _reasons(documents).where((period != "all") & ~_fits(documents, period), "").astype("str")


def count_unplaced(documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """How many documents are in no period, and why: group, n_docs. What is beside the axis, not on it."""
    sizes = name_unplaced(documents, period=period).value_counts()
    groups = [group for group in UNPLACED.values() if group in sizes.index]
    return pd.DataFrame({"group": groups, "n_docs": [int(sizes[group]) for group in groups]}).astype(
        {"group": "str", "n_docs": "int64"}
    )


def list_gaps(periods: pd.Series, *, period: str) -> pd.Series:
    """First days of the periods without documents between two that have some: there a line must break.

    ``periods`` are first days, as in the column ``period`` of a ``shares`` table, in any order.
    """
    _check_period(period)
    there = pd.Series(periods).dropna()
    if period == "all" or there.empty:
        return pd.Series([], dtype="datetime64[s]")
    there = there.dt.to_period(PERIODS[period])
    every = pd.period_range(there.min(), there.max(), freq=PERIODS[period])
    return pd.Series(every.difference(pd.PeriodIndex(there)).start_time).astype("datetime64[s]")


def describe_period(documents: pd.DataFrame, *, period: str) -> str:
    """What a period is, how many there are and what is in none, in a few sentences; of "auto" also the rule."""
    chosen = choose_period(documents, period=period)
    starts = place_in_time(documents, period=chosen).period
    if chosen == "all":
        return "There is one period, which holds every document and has no date."
    if starts.empty:
        return f"No document is in a {chosen}. {_tell_unplaced(documents, period=chosen)}"
    begin = " (they begin on Monday, ISO 8601)" if chosen == "week" else ""
    why = f" {_tell_rule(starts, period=chosen)}" if period == "auto" else ""
    n_gaps = len(list_gaps(starts, period=chosen))
    n_periods = starts.nunique()
    return (
        f"{n_periods} {chosen}{'s' * (n_periods != 1)}{begin} with documents, from {show_day(starts.min())} to "
        f"{show_day(starts.max())}, and {n_gaps} between them without.{why} A date is the calendar day the outlet "
        f"printed, without a time zone. {_tell_unplaced(documents, period=chosen)}"
    )


def show_day(day: pd.Timestamp) -> str:
    """The day as YYYY-MM-DD, also where the year is one that Python's dates do not have (a slip, mostly)."""
    return str(day.to_datetime64().astype("datetime64[D]"))


def _tell_rule(starts: pd.Series, *, period: str) -> str:
    rule = (
        f"places nine in ten dated documents, makes at most {MOST_PERIODS} periods, and has {MIN_DOCS} documents in "
        f"more than half of them"
    )
    if _is_filled(starts, period):
        return f"The {period} was chosen: it is the finest period that {rule}."
    return f"The year was chosen as the longest: no period {rule}."


def _tell_unplaced(documents: pd.DataFrame, *, period: str) -> str:
    left = count_unplaced(documents, period=period)
    if left.empty:
        return "Every document is in one."
    parts = ", ".join(f"{row.n_docs} {row.group}" for row in left.itertuples())
    return f"In no {period}: {parts}, of {len(documents)} documents."


def _check_period(period: str) -> None:
    if period not in PERIODS:
        raise InputError(
            f"period is {period!r}, expected one of {', '.join(PERIODS)}; choose_period finds one for 'auto'."
        )


def _reasons(documents: pd.DataFrame) -> pd.Series:
    """UNPLACED's words for the precision of each date, "" for a day."""
    precision = documents.date_precision.where(documents.date.notna(), "none")
    return precision.map({"day": "", **UNPLACED}).fillna(UNPLACED["none"])


def _fits(documents: pd.DataFrame, period: str) -> pd.Series:
    exact = [name for name, fits in FITS.items() if period in fits]
    return documents.date.notna() & documents.date_precision.isin(exact)


def _is_filled(starts: pd.Series, period: str) -> bool:
    if starts.empty:
        return False
    sizes = starts.value_counts()
    first, last = pd.Series([sizes.index.min(), sizes.index.max()]).dt.to_period(PERIODS[period]).astype("int64")
    n_periods = last - first + 1
    return n_periods <= MOST_PERIODS and (sizes >= MIN_DOCS).sum() > n_periods / 2
