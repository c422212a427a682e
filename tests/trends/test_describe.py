"""The table of changes to be read."""

import pandas as pd

from broadsheet import tables
from broadsheet.trends.describe import list_changes

DAY, LATER = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-01")
CHANGE = {"period": DAY, "last_period": LATER, "direction": "up", "low": 0.0, "high": 2.0, "n": 9, "n_alarms": 0}


def changes(*rows: dict) -> pd.DataFrame:
    return tables.make("changes", [CHANGE | {"passes": False, "q": 0.5, "n_shuffles": 0} | row for row in rows])


def test_effects_are_factors_and_alarms_are_words():
    table = changes(
        {"item": "talks", "kind": "trend", "effect": 1.0},
        {"item": "talks", "kind": "step", "effect": -2.0, "n_alarms": 3, "n_shuffles": 200, "q": 0.01234},
    )
    listed = list_changes(table)
    assert listed.columns.tolist() == [
        *("item", "kind", "period", "last_period", "factor", "from", "to", "q", "passes", "as strong in shuffles")
    ]
    assert listed[["factor", "from", "to"]].values.tolist() == [[2.0, 1.0, 4.0], [0.25, 1.0, 4.0]]
    assert listed["as strong in shuffles"].tolist() == ["-", "3 of 200"]
    assert listed.q.tolist() == [0.5, 0.012]


def test_what_passes_stands_first_and_else_the_order_is_kept():
    rows = [
        {"item": item, "kind": "trend", "effect": 0.0, "passes": passes}
        for item, passes in [("a", False), ("b", True), ("c", False), ("d", True)]
    ]
    assert list_changes(changes(*rows))["item"].tolist() == ["b", "d", "a", "c"]
    listed = list_changes(changes(*rows), most=3)
    assert listed["item"].tolist() == ["b", "d", "a"] and listed.index.tolist() == [0, 1, 2]


def test_a_change_without_an_interval_stays_without():
    listed = list_changes(changes({"item": "a", "kind": "burst", "effect": 1.0, "low": None, "high": None}))
    assert listed["from"].isna().all() and listed["to"].isna().all()


def test_no_changes_list_none():
    assert list_changes(tables.make("changes")).empty
