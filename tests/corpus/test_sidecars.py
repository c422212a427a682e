"""What stands beside the articles is read whole or refused with the place."""

import pytest

from broadsheet.corpus.sidecars import read_aliases, read_metadata
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
