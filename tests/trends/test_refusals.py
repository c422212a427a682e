import re

import pandas as pd
import pytest

from broadsheet.errors import InputError
from broadsheet.trends import find_refusal
from planted import make_documents

MONTHS = [f"2024-0{month}-{day:02}" for month in (1, 2, 3) for day in range(1, 6)]


def dated(dates: list[str | None], **columns) -> pd.DataFrame:
    return make_documents(["words"] * len(dates), dates=dates).assign(**columns)


def test_a_curve_needs_three_periods_of_five_documents():
    assert find_refusal(dated(MONTHS), period="month") == ""
    refusal = find_refusal(dated(MONTHS[:-1]), period="month")
    assert "of 14 documents 14 can be placed in a month, and 2 of 3 such periods have 5 documents" in refusal


def test_periods_of_a_day_take_documents_as_clusters():
    days = [f"2024-01-{day:02}" for day in (1, 2, 3) for _ in range(5)]
    assert find_refusal(dated(days), period="day") == ""
    assert "no day has documents of two days, which hang together" in find_refusal(
        dated(days), period="day", cluster="day"
    )


def test_periods_of_one_day_each_have_no_interval_and_are_refused_with_the_next_step():
    monthly = dated([f"2024-0{month}-01" for month in (1, 2, 3) for _ in range(5)])
    refusal = find_refusal(monthly, period="month")
    assert refusal.startswith("No curve: no month has documents of two days")
    assert refusal.endswith("choose a longer period (quarter, year) or a shorter cluster.")
    assert find_refusal(monthly.assign(date_precision="month"), period="month") == ""  # clusters of their own


@pytest.mark.parametrize(
    "dates,period,why",
    [
        ([], "month", "there are no documents"),
        (
            [None, None],
            "week",
            r"none of 2 documents can be placed in a week \(2 undated\); give dates in metadata.csv or",
        ),
        ([None], "year", r"\(1 undated\); give dates in metadata.csv\.$"),
        (
            ["2024-01-05"] * 40,
            "month",
            "all 40 dated documents are of one day, 2024-01-05; add documents of other days",
        ),
        (["2024-01-05"] * 40, "day", "all 40 dated documents are of one day, 2024-01-05"),
        (
            ["2024-01-05", "2024-01-09"],
            "year",
            "are in one year, which is longer than the corpus; choose a shorter period",
        ),
        (MONTHS, "all", "period is 'all'"),
    ],
)
def test_what_time_does_not_allow_is_said_in_a_sentence(dates, period, why):
    refusal = find_refusal(dated(dates) if dates else dated(MONTHS)[:0], period=period)
    assert re.match(f"No curve: .*{why}", refusal), refusal


@pytest.mark.parametrize(
    "settings,columns,why",
    [
        ({"by": "source"}, {}, "by is 'source', but all 15 documents have the same source, 'Gazette'; set by to ''."),
        ({"by": "author"}, {}, "by is 'author', but all 15 documents have no author; set by to ''."),
        ({"hold_mix": True}, {}, "hold_mix is true, but the documents have one source, 'Gazette'; set"),
        ({"hold_mix": True}, {"source": ""}, "the documents have no named source; set"),
        ({"hold_mix": True}, {"source": [*"AAAAABBBBBCCCCC"]}, "none of 3 sources has words in each of 3 months"),
        ({"hold_mix": True}, {"source": [*"ABABCABABCABABC"]}, ""),
    ],
)
def test_groups_and_a_mix_need_more_than_one_source(settings, columns, why):
    refusal = find_refusal(dated(MONTHS, **columns), period="month", **settings)
    assert why in refusal and bool(refusal) == bool(why)


def test_unknown_parameters_are_refused():
    for settings in ({"period": "decade"}, {"period": "month", "by": "x"}, {"period": "month", "cluster": "x"}):
        with pytest.raises(InputError, match="expected"):
            find_refusal(dated(MONTHS), **settings)
