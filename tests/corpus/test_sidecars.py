"""What stands beside the articles is read whole or refused with the place."""

import pytest

from broadsheet.corpus.sidecars import read_aliases, read_check_sheet, read_metadata, read_positions
from broadsheet.errors import InputError


def test_metadata_without_a_column_that_names_articles_is_refused(tmp_path):
    (tmp_path / "metadata.csv").write_text("name,date\na,2024-01-01\n")
    with pytest.raises(InputError, match=r"metadata\.csv has the columns name, date, expected one called 'file'"):
        read_metadata(tmp_path)


def test_no_sidecars_are_no_rows(tmp_path):
    assert read_metadata(tmp_path) == []
    assert read_aliases(tmp_path).columns.tolist() == ["surface", "entity", "kind", "source", "doc_id"]
    assert len(read_aliases(tmp_path)) == 0


def test_an_unclosed_quote_in_a_sidecar_is_refused(tmp_path):
    (tmp_path / "metadata.csv").write_text('file,title\na.txt,"One\nb.txt,Two\n')
    with pytest.raises(InputError, match=r"metadata\.csv cannot be read as a table: .*is a quote not closed"):
        read_metadata(tmp_path)


def test_metadata_may_be_parted_by_semicolons_and_written_in_another_encoding(tmp_path):
    (tmp_path / "metadata.csv").write_bytes("file;title\na.txt;Élysée\n".encode("cp1252"))
    assert read_metadata(tmp_path) == [{"file": "a.txt", "title": "Élysée"}]


def test_aliases_are_read_with_an_empty_entity_for_what_is_dropped(tmp_path):
    (tmp_path / "aliases.csv").write_text("surface,entity,kind\nVelling,Marta Velling,PERSON\nState,,\n")
    assert read_aliases(tmp_path)[["surface", "entity", "kind"]].values.tolist() == [
        ["Velling", "Marta Velling", "PERSON"], ["State", "", ""]
    ]  # fmt: skip


def test_one_surface_may_be_two_persons_in_two_outlets_or_documents(tmp_path):
    (tmp_path / "aliases.csv").write_text(
        "surface,entity,kind,source,doc_id,note\nKim,Kim Oren,PERSON,Gazette,,x\nKim,Kim Ulla,PERSON,,d1,\nKim,,,,,\n"
    )
    assert read_aliases(tmp_path).values.tolist() == [
        ["Kim", "Kim Oren", "PERSON", "Gazette", ""], ["Kim", "Kim Ulla", "PERSON", "", "d1"], ["Kim", "", "", "", ""]
    ]  # fmt: skip


def test_a_name_that_stands_for_itself_and_a_chain_are_no_circle(tmp_path):
    (tmp_path / "aliases.csv").write_text(
        "surface,entity,kind\nBig Al,Al Alban,PERSON\nAl Alban,Albert Alban,PERSON\nAlbert Alban,Albert Alban,PERSON\n"
    )
    assert len(read_aliases(tmp_path)) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("surface,entity\nA,B\n", "expected surface, entity and kind"),
        ("surface,entity,kind\nOrr,Orr, Ada,PERSON\n", r"more cells in row 1 than .*, at 'PERSON'; put .*into quotes"),
        ("surface,entity,kind\nA,B,HUMAN\n", "gives 'A' the kind 'HUMAN', expected PERSON, ORG or PLACE"),
        ("surface,entity,kind\nA,B,ORG\nA,C,ORG\n", "names 'A' twice"),
        ("surface,entity,kind\nA,B,ORG\n ,C,ORG\n", "has no surface in row 2"),
        ("surface,entity,kind\nA,B,ORG\na,,\n", "names 'a' twice, in row 1 as 'B' .ORG. and in row 2 as 'dropped'"),
        ("surface,entity,kind\nA,X,ORG\nB,X,PERSON\n", "gives 'X' the kind ORG in row 1 and PERSON in row 2"),
        ("surface,entity,kind\nA,B,ORG\nB,,\n", "joins 'A' to 'B' in row 1, and drops 'B' in row 2"),
        ("surface,entity,kind\nA,B,ORG\nB,A,ORG\n", r"leads in a circle, A -> B -> A \(rows 1, 2\)"),
        ("surface,entity,kind\nX,C,ORG\nC,B,ORG\nb,A,ORG\nA,c,ORG\n", r"leads in a circle, C -> b -> A -> C"),
    ],
)
def test_wrong_aliases_are_refused(tmp_path, text, message):
    (tmp_path / "aliases.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        read_aliases(tmp_path)


@pytest.mark.parametrize(
    "raw",
    [
        "surface;entity;kind\nÉlysée;Palais de l’Élysée;PLACE\n".encode("cp1252"),
        "surface;entity;kind\nÉlysée;Palais de l’Élysée;PLACE\n".encode("utf-8-sig"),
        "surface\tentity\tkind\nÉlysée\tPalais de l’Élysée\tPLACE\n".encode("utf-16"),
        "sep=;\nsurface;entity;kind\nÉlysée;Palais de l’Élysée;place\n".encode(),
        '\r\n\r\nSurface,Entity,Kind\r\n\r\n"Élysée","Palais de l’Élysée",Place\r\n'.encode(),
    ],
)  # fmt: skip
def test_aliases_may_come_from_any_spreadsheet(tmp_path, raw):
    (tmp_path / "aliases.csv").write_bytes(raw)
    assert read_aliases(tmp_path).values.tolist() == [["Élysée", "Palais de l’Élysée", "PLACE", "", ""]]


def test_dense_letters_outside_ascii_are_guessed_and_not_taken_for_cp1252(tmp_path):
    lines = "surface,entity,kind\nЗеленский,Владимир Зеленский,PERSON\nПрезидент Зеленский,Владимир Зеленский,PERSON\n"
    (tmp_path / "aliases.csv").write_bytes(lines.encode("cp1251"))
    assert read_aliases(tmp_path).entity.unique().tolist() == ["Владимир Зеленский"]


def test_a_check_sheet_is_read_when_it_is_there_and_refused_without_its_columns(tmp_path):
    assert read_check_sheet(tmp_path) is None
    (tmp_path / "check-sheet.csv").write_text("doc_id,start,name,entity,kind,right\na,0,Orr,Bob Orr,PERSON,yes\n")
    assert read_check_sheet(tmp_path).to_dict("records") == [
        {"doc_id": "a", "start": "0", "name": "Orr", "entity": "Bob Orr", "kind": "PERSON", "right": "yes"}
    ]
    (tmp_path / "check-sheet.csv").write_text("doc_id,name\na,Orr\n")
    with pytest.raises(
        InputError, match=r"check-sheet\.csv has no column entity, kind, right, start; start from check_sheet\.csv"
    ):
        read_check_sheet(tmp_path)


def test_an_empty_check_sheet_is_refused(tmp_path):
    (tmp_path / "check-sheet.csv").write_text("")
    with pytest.raises(InputError, match=r"has no column doc_id, entity, kind, name, right, start"):
        read_check_sheet(tmp_path)


def test_positions_are_read_as_numbers_or_refused(tmp_path):
    assert read_positions(tmp_path) is None
    (tmp_path / "positions.csv").write_text("entity,kind,x,y\nOrr,PERSON,1.5,-2\nOrr,PERSON,9,9\n")
    assert read_positions(tmp_path).to_dict("records") == [{"entity": "Orr", "x": 1.5, "y": -2.0}]
    (tmp_path / "positions.csv").write_text("entity,x,y\nOrr,left,2\n")
    with pytest.raises(InputError, match=r"positions\.csv has a place that is no number .*'left'"):
        read_positions(tmp_path)
    (tmp_path / "positions.csv").write_text("entity,x\nOrr,1\n")
    with pytest.raises(InputError, match=r"positions\.csv has no column y; copy nodes\.csv"):
        read_positions(tmp_path)
