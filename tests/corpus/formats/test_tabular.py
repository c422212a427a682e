"""Tables: text, Parquet and workbooks."""

import csv
import io
from datetime import datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.formats.tabular import find_delimiter, read_delimited, read_parquet_file, read_sheets, split_rows
from broadsheet.errors import InputError
from workbooks import workbook


def read(data: str | bytes, reader=read_delimited, **columns) -> list[dict]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(reader(stream, name="n.csv", stem="n", columns=columns))


def raws(*arguments, **columns) -> dict:
    return {item["doc_id"]: item["raw"] for item in read(*arguments, **columns) if "raw" in item}


def notes(*arguments, **columns) -> list[dict]:
    return [item for item in read(*arguments, **columns) if "raw" not in item]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.tuples(cells, cells, cells), max_size=8), st.sampled_from(",;\t|"))
@settings(max_examples=100, deadline=None)
def test_any_cells_that_csv_writes_are_read_again(rows, delimiter):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([("title", "text", "author"), *rows])
    found = [item for item in read(written.getvalue()) if "raw" in item]
    assert [(item["title"], item["raw"], item["author"]) for item in found] == [
        tuple(cell.strip() for cell in row) for row in rows
    ]


def test_a_row_becomes_a_record_with_the_columns_it_has():
    data = 'id,Headline,Body,Publication Date\n1,Flood,"One, ""two""\nlines",2024-01-05\n'
    assert read(data) == [
        {"doc_id": "1", "title": "Flood", "raw": 'One, "two"\nlines', "date": "2024-01-05",
         "date_evidence": "column Publication Date: 2024-01-05"}
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ";\t|,")
def test_columns_may_be_parted_in_other_ways(mark):
    assert raws(f"id{mark}text\na{mark}One.\n") == {"a": "One."}


def test_delimiters_in_quotes_do_not_count():
    assert find_delimiter('"id, number";"text, full, of commas"\n') == ";"


def test_the_line_that_excel_writes_for_itself_is_obeyed():
    assert raws("sep=;\nid;text\na;One, two\n") == {"a": "One, two"}


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_end_rows(ends):
    assert raws(ends.join(["id,text", "a,One.", "b,Two.", ""])) == {"a": "One.", "b": "Two."}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_may_be_in_another_encoding(encoding):
    text = "Der Fluss überschwemmte die Straßen von Köln und Düsseldorf."
    assert raws(f"id,text\na,{text}\n".encode(encoding)) == {"a": text}


def test_a_column_of_another_name_can_be_mapped():
    assert raws("id,brødtekst,text\na,One.,no\n", text="brødtekst") == {"a": "One."}


def test_a_table_without_text_names_its_columns_and_what_was_expected():
    expected = (
        r"n\.csv has no text column: it has colour, id; expected one of text, body, content.*columns: \{text: NAME\}"
    )
    with pytest.raises(InputError, match=expected):
        read("id,colour\na,red\n")


def test_a_head_line_without_end_is_refused():
    with pytest.raises(InputError, match=r"the head line of n\.csv cannot be read: .*is a quote not closed"):
        read('id,"text\na,One.\n')


@pytest.mark.parametrize(("data", "n_rows"), [("", 0), ("\n\n", 0), ("id,text\n", 0)])
def test_a_table_without_rows_is_a_note(data, n_rows):
    assert [(row["doc_id"], row["reason"]) for row in notes(data)] == [("n", "n.csv holds no row")]


def test_of_two_columns_with_one_name_the_first_is_read():
    assert raws("id,text,text\na,One.,Two.\n") == {"a": "One."}


@pytest.mark.parametrize(("row", "kind", "kept"), [("a,One, two.", "more", "One"), ("a,One", "fewer", "One")])
def test_a_row_with_other_cells_is_read_and_flagged(row, kind, kept):
    data = f"id,text{',title' if kind == 'fewer' else ''}\n{row}\nb,Three.{',T' if kind == 'fewer' else ''}\n"
    assert raws(data) == {"a": kept, "b": "Three."}
    (flag,) = notes(data)
    assert (flag["action"], flag["doc_id"]) == ("flagged", "n-1")
    assert flag["reason"].startswith(f"row with {kind} cells: row 1 of n.csv (line 2) has {kind} cells than the head")


@pytest.mark.parametrize(
    "broken",
    [
        'x,"Never closed, more\n',
        'x,"Closed "too" early"\n',
        'x,"Three."s\n',
        'x,"He said "no" today\nand ""left"" it"\n',
        '"x,One.\n',
    ],
)
@pytest.mark.parametrize("after", ["d,Four.\n", 'd,"Four."\n', 'd,"Four,\nfive."\n', ""])
def test_a_stray_quote_costs_its_own_row_only(broken, after):
    before = 'id,text\na,One.\nb,"Two,\nand a half."\n'
    found = raws(before + broken + after + 'e,"Six, seven."\n' * 3)
    assert [doc_id for doc_id in found if doc_id not in "d"] == ["a", "b", "e"]
    assert ("d" in found) == bool(after)
    (row,) = notes(before + broken + after + 'e,"Six, seven."\n' * 3)
    assert (row["action"], row["doc_id"], row["text"]) == ("dropped", "n-3", broken.split("\n")[0] + "\n")
    assert row["reason"].startswith("broken row: row 3 of n.csv (line 5) cannot be read: ")


def test_a_stray_quote_does_not_swallow_a_long_file():
    lines = [f"{number},Story number {number}.\n" for number in range(20_000)]
    lines[5] = '5,"Story number 5.\n'
    found = raws("id,text\n" + "".join(lines))
    assert len(found) == 19_999
    assert "5" not in found


def test_many_stray_quotes_cost_a_row_each():
    lines = [f"{number},{chr(34) if number % 3 == 0 else ''}Story {number}.\n" for number in range(3000)]
    data = "id,text\n" + "".join(lines)
    assert len(raws(data)) == 2000
    assert len(notes(data)) == 1000


def test_a_row_that_ran_over_whole_rows_is_given_back():
    rows = list(split_rows(iter(["a,b\n", '1,"x\n', "2,y\n", '3,",z\n']), delimiter=","))
    assert [cells for _, cells, _, _ in rows][:3] == [["a", "b"], [], ["2", "y"]]


def test_a_very_long_cell_does_not_end_the_reading():
    assert {doc_id: len(raw) for doc_id, raw in raws(f"id,text\na,{'long ' * 40_000}\nb,Short.\n").items()} == {
        "a": 199_999,
        "b": 6,
    }


def test_nul_bytes_are_taken_out_and_noted_once():
    data = "id,text\na,O\0ne is a row and its text goes on.\nb,T\0wo is another.\n"
    assert raws(data) == {"a": "One is a row and its text goes on.", "b": "Two is another."}
    assert [row["reason"] for row in notes(data)] == ["NUL characters taken out of the cells of n.csv"]


def parquet(**columns) -> bytes:
    written = io.BytesIO()
    pd.DataFrame(columns).to_parquet(written)
    return written.getvalue()


def test_a_parquet_file_gives_a_record_a_row():
    data = parquet(id=[7, 8], text=["One.", None], published=[datetime(2024, 1, 5), None], colour=["red", "blue"])
    assert read(data, read_parquet_file) == [
        {"doc_id": "7", "raw": "One.", "date": "2024-01-05", "date_evidence": "column published: 2024-01-05"},
        {"doc_id": "8", "raw": "", "date": ""},
    ]


def test_a_parquet_file_of_many_batches_keeps_its_order():
    data = parquet(text=[f"Story {number}." for number in range(2500)])
    assert list(raws(data, read_parquet_file)) == [f"n-{number}" for number in range(1, 2501)]


def test_a_cell_of_a_parquet_file_that_python_cannot_hold_costs_its_own_row_only():
    dates = pa.array([0, 2**60, 0], pa.timestamp("ms"))
    written = io.BytesIO()
    pq.write_table(pa.table({"text": ["One.", "Two.", "Three."], "date": dates}), written)
    one, two, three = read(written.getvalue(), read_parquet_file)
    assert (one["raw"], three["raw"], three["doc_id"]) == ("One.", "Three.", "n-3")
    assert (two["doc_id"], two["action"]) == ("n-2", "dropped")
    assert two["reason"].startswith("cannot be read: row 2 of n.csv (")


def test_what_is_no_parquet_is_refused():
    with pytest.raises(InputError, match=r"cannot be read as a Parquet file .*write it again"):
        read(b"no parquet at all", read_parquet_file)


def test_a_parquet_file_without_text_is_refused_with_its_columns():
    with pytest.raises(InputError, match="has no text column: it has colour"):
        read(parquet(colour=["red"]), read_parquet_file)


def test_a_workbook_is_read_sheet_after_sheet_with_dates_as_iso():
    data = workbook(May=[["id", "text", "date"], [7, "One.", ("date", 45296)]], June=[["text"], ["Two."]])
    assert read(data, read_sheets) == [
        {"doc_id": "7", "raw": "One.", "date": "2024-01-05", "date_evidence": "column date: 2024-01-05"},
        {"raw": "Two.", "doc_id": "n-2"},
    ]


def test_a_sheet_without_text_beside_one_with_is_a_note_that_counts_its_rows():
    data = workbook(Data=[["text"], ["One."]], Notes=[["colour"], ["red"], ["blue"]], About=[["made by us"]], Empty=[])
    assert raws(data, read_sheets) == {"n-1": "One."}
    assert [(row["action"], row["reason"].partition(";")[0]) for row in notes(data, read_sheets)] == [
        ("dropped", "no text column: 2 rows not read"),
        ("flagged", "no text column: 0 rows not read"),
    ]
    assert (
        "; sheet 'Notes' of n.csv has no text column: it has colour; expected" in notes(data, read_sheets)[0]["reason"]
    )


def test_a_workbook_without_text_is_refused():
    with pytest.raises(InputError, match=r"n\.csv has no text column: it has colour"):
        read(workbook(Data=[["colour"], ["red"]]), read_sheets)


def test_what_is_no_workbook_is_refused():
    with pytest.raises(InputError, match=r"cannot be read as a workbook .*save it again as \.xlsx or \.csv"):
        read(b"no workbook at all", read_sheets)
