"""A column of dates proves its order, or nothing."""

import json

import polars as pl
import pytest

from broadsheet.corpus import read_corpus
from broadsheet.corpus.dating.columns import find_column_orders, spell_date


def column(*dates, file="n.csv"):
    return pl.DataFrame(
        {"file": [file] * len(dates), "date": list(dates)}, schema={"file": pl.String, "date": pl.String}
    )


@pytest.mark.parametrize(
    ("dates", "orders"),
    [
        (["03/04/2022", "27/12/2022"], {"/": "dmy"}),
        (["03/04/2022", "12/27/2022"], {"/": "mdy"}),
        (["03/04/2022", "27/12/2022", "12/27/2022"], {}),
        (["03/04/2022", "05/06/2022"], {}),
        (["1.2.2021", "31.12.2021 10:40"], {".": "dmy"}),
        (["03/04/2022", "27.12.2022"], {".": "dmy"}),
        (["2022-12-27", "", "December 27, 2022"], {}),
    ],
)
def test_a_column_proves_its_order_or_nothing(dates, orders):
    found, notes = find_column_orders([column(*dates[:1]), column(*dates[1:])])
    assert found.get("n.csv", {}) == orders
    assert len(notes) == len(orders)


def test_one_file_proves_nothing_for_another():
    found, _ = find_column_orders([column("03/04/2022", file="a"), column("27/12/2022", file="b")])
    assert found == {"b": {"/": "dmy"}}


def test_only_a_date_of_two_meanings_is_spelled_out():
    assert spell_date({"date": "03/04/2022"}, {"/": "dmy"})["date"] == "2022-04-03"
    assert spell_date({"date": "03/04/2022"}, {"/": "mdy"})["date"] == "2022-03-04"
    assert spell_date({"date": "03/04/2022"}, {".": "dmy"}) == {"date": "03/04/2022"}
    assert spell_date({"date": "27/12/2022"}, {"/": "dmy"}) == {"date": "27/12/2022"}


def test_no_day_of_a_year_is_lost_from_a_table_written_day_first(tmp_path):
    days = [day for month in range(1, 13) for day in (f"{number:02}.{month:02}.2021" for number in range(1, 29))]
    rows = [
        {"id": day, "text": f"The council met on the bridge, for the {n}th time.", "date": day}
        for n, day in enumerate(days)
    ]
    (tmp_path / "n.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    documents, ledger = read_corpus(tmp_path)
    expected = {day: f"{day[6:]}-{day[3:5]}-{day[:2]}" for day in days}
    assert dict(zip(documents.doc_id, documents.date.astype(str), strict=True)) == expected
    assert ledger.reason[ledger.step == "date"].tolist() == [
        "order of dates: 336 dates such as 1.2.2000 are read day first, as their column proves"
    ]


def test_metadata_proves_its_order_too(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Story {name} of the town, told on the bridge.")
    (tmp_path / "metadata.csv").write_text("file,date\na.txt,03/04/2022\nb.txt,27/12/2022\n")
    assert read_corpus(tmp_path)[0].date.astype(str).tolist() == ["2022-04-03", "2022-12-27"]
