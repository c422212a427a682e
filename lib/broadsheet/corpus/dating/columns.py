"""What a column of dates proves: whether 03/04/2022 is the third of April or the fourth of March.

One date by itself does not tell, and is not used. A column does: where some days are over 12 in one place
and none in the other, all its dates are written so. Without this days 13 to 31 would be kept
and days 1 to 12 lost, a third of a year, and never the same third of a month.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from broadsheet.corpus.dating.parse import parse_date
from broadsheet.corpus.ledger import note

NUMBERS = r"^\s*(?<one>\d{1,2})(?<mark>[./-])(?<two>\d{1,2})[./-]\d{4}(?:\D|$)"
WORDS = {"dmy": "day first", "mdy": "month first"}


def find_column_orders(columns: Iterable[pl.DataFrame]) -> tuple[dict[str, dict[str, str]], list[dict]]:
    """Tables of file and date -> for each file, mark ("/", ".", "-") -> "dmy" or "mdy", and a ledger row for each.

    A column that proves both, or nothing, is left out.
    """
    found = [_count(column) for column in columns]
    if not found:
        return {}, []
    counted = pl.concat(found).group_by("file", "mark").agg(pl.col("one", "two").max(), pl.col("n").sum())
    orders, notes = {}, []
    for file, mark, one, two, n in counted.sort("file", "mark").iter_rows():
        order = "dmy" if one > 12 >= two else "mdy" if two > 12 >= one else ""
        if order:
            orders.setdefault(file, {})[mark] = order
            reason = (
                f"order of dates: {n} dates such as 1{mark}2{mark}2000 are read {WORDS[order]}, as their column proves"
            )
            notes.append(note(file, "date", "changed", reason))
    return orders, notes


def spell_date(row: Mapping[str, str], orders: Mapping[str, str]) -> dict[str, str]:
    """A row with its date as YYYY-MM-DD, where its numbers have two meanings and the column's order decides."""
    text = row.get("date") or ""
    order = next((order for mark, order in orders.items() if mark in text), "")
    if not order or parse_date(text)[1] == "day":
        return dict(row)
    day, precision = parse_date(text, order=order)
    if precision != "day":
        return dict(row)
    evidence = f"{row.get('date_evidence') or f'date column: {text}'} ({WORDS[order]}, as the column proves)"
    return row | {"date": day.isoformat(), "date_evidence": evidence}


def _count(column: pl.DataFrame) -> pl.DataFrame:
    parts = column.select("file", pl.col("date").str.extract_groups(NUMBERS).alias("parts")).unnest("parts")
    numbers = parts.drop_nulls("mark").with_columns(pl.col("one", "two").cast(pl.Int64))
    return numbers.group_by("file", "mark").agg(pl.col("one", "two").max(), pl.len().alias("n"))
