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
    assert read_aliases(tmp_path).columns.tolist() == ["surface", "entity", "kind"]
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
    assert read_aliases(tmp_path).values.tolist() == [["Velling", "Marta Velling", "PERSON"], ["State", "", ""]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("surface,entity\nA,B\n", "expected surface, entity and kind"),
        ("surface,entity,kind\nA,B,HUMAN\n", "gives 'A' the kind 'HUMAN', expected PERSON, ORG or PLACE"),
        ("surface,entity,kind\nA,B,ORG\nA,C,ORG\n", "names 'A' twice"),
        ("surface,entity,kind\nA,B,ORG\n ,C,ORG\n", "has no surface in row 2"),
    ],
)
def test_wrong_aliases_are_refused(tmp_path, text, message):
    (tmp_path / "aliases.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        read_aliases(tmp_path)
