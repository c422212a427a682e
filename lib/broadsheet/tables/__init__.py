"""The tables that travel between rooms: columns, kinds, keys, and one check at the door.

Every public function takes and gives plain pandas DataFrames of these shapes. The same
tables are written as Parquet into ``figures/<study>/tables/`` and are a public contract.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from broadsheet.errors import InputError
from broadsheet.tables import corpus, entities, topics, trends
from broadsheet.tables.shape import Table

DTYPES = {
    "text": "str",
    "whole": "int64",
    "number": "float64",
    "day": "datetime64[s]",
    "flag": "bool",
}

TABLES: dict[str, Table] = corpus.TABLES | topics.TABLES | trends.TABLES | entities.TABLES


def make(name: str, rows: Iterable[Mapping] | pd.DataFrame = ()) -> pd.DataFrame:
    """Build the table ``name`` from rows, in column order and with the right kinds.

    Extra columns are left out, a missing column is an InputError. No rows give the
    empty table, typed all the same.
    """
    definition = TABLES[name]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty:
        frame = pd.DataFrame({column: [] for column in definition.columns})
    _require_columns(frame, name)
    typed = {column: frame[column].astype(DTYPES[kind]) for column, (kind, _) in definition.columns.items()}
    return check(pd.DataFrame(typed).reset_index(drop=True), name)


def check(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return ``table`` unchanged if it is a ``name`` table, else raise InputError.

    Checked: every column is there, each has its kind, the key is unique and present.
    Further columns are allowed.
    """
    _require_columns(table, name)
    definition = TABLES[name]
    for column, (kind, _) in definition.columns.items():
        if not _KIND_TESTS[kind](table[column].dtype):
            raise InputError(
                f"{name}.{column} holds {table[column].dtype}, expected {kind} "
                f"({DTYPES[kind]}). Build the table with tables.make({name!r}, rows)."
            )
    key = list(definition.key)
    named = [column for column in key if definition.columns[column][0] != "day"]  # "all" is a period without a day
    if table[named].isna().any(axis=None):
        raise InputError(f"{name} has a row without {' and '.join(named)}, which must name every row.")
    if key and table.duplicated(key).any():
        twice = table.loc[table.duplicated(key), key].iloc[0].to_dict()
        raise InputError(f"{name} has two rows for {twice}; {key} must name one row.")
    return table


def _require_columns(table: pd.DataFrame, name: str) -> None:
    missing = [column for column in TABLES[name].columns if column not in table]
    if missing:
        raise InputError(
            f"The {name} table has no column {', '.join(missing)}; it has {', '.join(map(str, table)) or 'none'}. "
            f"The columns of every table are listed in broadsheet.tables.TABLES."
        )


_KIND_TESTS = {
    "text": pd.api.types.is_string_dtype,
    "whole": pd.api.types.is_integer_dtype,
    "number": pd.api.types.is_float_dtype,
    "day": pd.api.types.is_datetime64_dtype,
    "flag": pd.api.types.is_bool_dtype,
}
