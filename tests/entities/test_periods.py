from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.entities import link_by_period
from broadsheet.errors import InputError
from planted import make_mentions, shuffle

corpora = st.lists(
    st.tuples(st.integers(0, 5), st.lists(st.sampled_from("ABCD"), min_size=1, max_size=3, unique=True)), min_size=1
)


def make_dated(sentences, days: list[str | None]):
    mentions, documents = make_mentions(sentences, n_docs=len(days))
    documents["date"] = pd.to_datetime(pd.Series(days)).astype("datetime64[s]")
    documents["date_precision"] = np.where(documents.date.isna(), "none", "day")
    return mentions, documents


def list_rows(edges: pd.DataFrame) -> list[tuple]:
    return [
        (row.source + row.target, f"{row.period:%Y-%m-%d}", row.n_windows, row.n_docs, row.change)
        for row in edges.itertuples()
    ]


def test_the_toy_worked_by_hand():
    sentences = [(0, ["A", "B"]), (1, ["A", "B"]), (1, ["A", "B"]), (2, ["B", "C"]), (3, ["B", "C"]), (3, ["C", "D"])]
    edges = link_by_period(
        *make_dated(sentences, ["2024-01-05", "2024-01-20", "2024-02-01", "2024-04-01"]), period="month"
    )
    assert list_rows(edges) == [
        ("AB", "2024-01-01", 3, 2, ""),
        ("AB", "2024-02-01", 0, 0, "leaves"),
        ("BC", "2024-02-01", 1, 1, "joins"),
        ("BC", "2024-04-01", 1, 1, "stays"),  # nothing was published in March
    ]


@settings(max_examples=20, deadline=None)
@given(sentences=corpora)
def test_counts_and_changes_agree_with_nested_loops(sentences):
    days = ["2024-01-01", "2024-01-09", "2024-02-01", "2024-02-02", "2024-03-05", "2024-05-05"]
    mentions, documents = make_dated(sentences, days)
    counted = Counter((pair, days[doc][:7]) for doc, names in sentences for pair in combinations(sorted(names), 2))
    months = sorted({day[:7] for day in days})
    naive = []
    for at, month in enumerate(months):
        for pair in sorted({pair for pair, _ in counted}):
            now, before = counted[pair, month], counted[pair, months[at - 1]] if at else 0
            if sum(counted[pair, some] for some in months) >= 2 and (now or before):
                change = "" if not at else ("stays" if before else "joins") if now else "leaves"
                naive.append(("".join(pair), f"{month}-01", now, change))
    edges = link_by_period(shuffle(mentions), shuffle(documents), period="month")
    assert [row[:3] + row[4:] for row in list_rows(edges)] == naive


def test_what_is_dated_too_coarsely_or_not_at_all_is_in_no_period():
    mentions, documents = make_dated([(doc, ["A", "B"]) for doc in range(4)], ["2024-01-01"] * 3 + [None])
    documents.loc[2, "date_precision"] = "month"
    assert link_by_period(mentions, documents, period="week").n_windows.tolist() == [2]
    assert link_by_period(mentions, documents, period="quarter").n_windows.tolist() == [3]


def test_one_sentence_is_no_relation_and_no_dates_are_no_periods():
    mentions, documents = make_dated([(0, ["A", "B"]), (1, ["A", "C"])], ["2024-01-01", None])
    for some, kept in ((mentions, documents), (mentions.head(0), documents), (mentions, documents.tail(1))):
        edges = link_by_period(some, kept, period="month")
        assert edges.empty and "change" in edges


def test_an_unknown_period_is_refused():
    with pytest.raises(InputError, match="period is 'decade', expected one of day, week, month, quarter, year"):
        link_by_period(*make_dated([(0, ["A", "B"])], ["2024-01-01"]), period="decade")
