"""Disk in: every file gives records or a reason."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.read import (
    check_readable,
    corpus_folder,
    decode,
    find_files,
    fingerprint,
    read_aliases,
    read_metadata,
    read_records,
)
from broadsheet.errors import InputError
from toy import STEMS, write_toy

STORY = "The river rose two metres in a day.\n"


def write(folder: Path, **files) -> Path:
    """Write files into ``folder``: keys are names with "__" for the dot, values text or bytes."""
    for name, content in files.items():
        file = folder / name.replace("__", ".")
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def raws(path, **options):
    return {record["doc_id"]: record["raw"] for record in read_records(path, **options)[0]}


def reasons(path, **options):
    return {row["doc_id"]: row["reason"] for row in read_records(path, **options)[1]}


def jsonl(*rows):
    return "\n".join(json.dumps(row) for row in rows)


# what a corpus is


def test_the_toy_is_read_whole(tmp_path):
    records, ledger = read_records(write_toy(tmp_path))
    assert [record["doc_id"] for record in records] == list(STEMS)
    assert ledger == []


def test_a_folder_is_read_with_its_subfolders(tmp_path):
    (tmp_path / "2024" / "01").mkdir(parents=True)
    write(tmp_path / "2024" / "01", a__txt=STORY)
    assert [record["file"] for record in read_records(tmp_path)[0]] == ["2024/01/a.txt"]


def test_sidecars_are_no_articles(tmp_path):
    write(tmp_path, a__txt=STORY, metadata__csv="file\n", aliases__csv="x\n", study__yaml="", README__md="Read me.")
    assert [file.name for file in find_files(tmp_path)] == ["a.txt"]


def test_a_glob_takes_what_fits(tmp_path):
    write(tmp_path, a__txt=STORY, b__txt=STORY, c__md=STORY)
    assert set(raws(str(tmp_path / "*.txt"))) == {"a", "b"}


def test_sidecars_of_a_glob_or_file_stand_beside_it(tmp_path):
    write(tmp_path, a__txt=STORY)
    assert corpus_folder(tmp_path / "*.txt") == corpus_folder(tmp_path / "a.txt") == corpus_folder(tmp_path) == tmp_path


@pytest.mark.parametrize("name", ["articles [2024]", "a[12]", "b*"])
def test_a_file_in_a_folder_with_signs_of_a_glob_has_that_folder(tmp_path, name):
    (tmp_path / name).mkdir()
    write(tmp_path / name, a__txt=STORY, metadata__csv="file\na.txt\n")
    assert corpus_folder(tmp_path / name / "a.txt") == tmp_path / name
    assert read_metadata(tmp_path / name / "a.txt") == [{"file": "a.txt"}]


@pytest.mark.parametrize("name", ["README__md", "readme__txt", "metadata__csv", "aliases__csv", "study__yaml"])
def test_what_is_named_like_a_sidecar_in_a_subfolder_is_left_out_and_noted(tmp_path, name):
    (tmp_path / "old").mkdir()
    write(tmp_path / "old", **{name: "text\nOne.\n"})
    write(tmp_path, a__txt=STORY)
    records, ledger = read_records(tmp_path)
    assert [record["doc_id"] for record in records] == ["a"]
    assert [row["action"] for row in ledger] == ["dropped"]
    assert f"{name.replace('__', '.')} is no article, and a sidecar only in the folder" in ledger[0]["reason"]


@pytest.mark.parametrize("name", ["nowhere", "*.txt", "a.txt"])
def test_a_path_with_nothing_there_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"There is no corpus at .*expected a folder, a file or a glob"):
        find_files(tmp_path / name)


def test_an_empty_folder_is_refused_with_what_could_stand_there(tmp_path):
    with pytest.raises(InputError, match=r"holds no article: expected \.txt, \.md or \.csv, \.tsv, \.jsonl files"):
        find_files(tmp_path)


def test_a_corpus_of_unreadable_files_is_refused_with_the_reasons(tmp_path):
    write(tmp_path, a__txt=b"\0\1\2", b__txt="  \n")
    with pytest.raises(InputError, match=r"Nothing in the corpus .* a: binary file .*; b: no text in it"):
        read_records(tmp_path)


# ids


def test_files_of_one_stem_are_told_apart_by_their_paths(tmp_path):
    (tmp_path / "old").mkdir()
    write(tmp_path / "old", a__txt="Old.")
    write(tmp_path, a__txt="New.", b__txt="Other.")
    assert raws(tmp_path) == {"a.txt": "New.", "old/a.txt": "Old.", "b": "Other."}


def test_rows_of_one_id_are_numbered_and_noted(tmp_path):
    write(
        tmp_path, x__jsonl=jsonl({"id": 7, "text": "One."}, {"id": 7, "text": "Two."}, {"id": "7~2", "text": "Three."})
    )
    assert raws(tmp_path) == {"7": "One.", "7~3": "Two.", "7~2": "Three."}
    assert reasons(tmp_path) == {"7~3": "the id '7' was already taken"}


def test_rows_without_an_id_are_numbered(tmp_path):
    write(tmp_path, news__csv="text\nOne.\nTwo.\n")
    assert raws(tmp_path) == {"news-1": "One.", "news-2": "Two."}


# text files


def test_a_whitespace_only_article_is_dropped_and_noted(tmp_path):
    write(tmp_path, a__txt=STORY, b__txt=" \n\t\n", c__txt="")
    assert set(raws(tmp_path)) == {"a"}
    assert reasons(tmp_path) == {"b": "no text in it", "c": "no text in it"}


def test_a_binary_file_is_skipped_and_the_others_are_read(tmp_path):
    write(tmp_path, a__txt=STORY, b__txt=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", c__txt=STORY)
    assert set(raws(tmp_path)) == {"a", "c"}
    assert "binary file" in reasons(tmp_path)["b"]


def test_a_file_of_another_kind_is_skipped_with_what_is_read(tmp_path):
    write(tmp_path, a__txt=STORY, b__pdf=b"%PDF-1.7")
    assert reasons(tmp_path)["b"].startswith("files of this kind (.pdf) are not read; expected .txt, .md, .csv")


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_become_ours(tmp_path, ends):
    write(tmp_path, a__txt=ends.join(["One.", "Two.", ""]))
    assert raws(tmp_path) == {"a": "One.\nTwo.\n"}


WESTERN = "Le café de l’été coûte 5 €, dit Zoë. « Déjà vu », répond le garçon à l’hôtel."


def test_a_file_in_windows_1252_is_decoded_and_noted(tmp_path):
    write(tmp_path, a__txt=WESTERN.encode("cp1252"))
    assert raws(tmp_path) == {"a": WESTERN}
    assert reasons(tmp_path)["a"].startswith("not UTF-8, decoded as cp1252 (a guess")


def test_a_file_in_latin_1_is_decoded(tmp_path):
    text = "Der Fluß überschwemmte die Straßen von Köln und Düsseldorf."
    write(tmp_path, a__txt=text.encode("latin-1"))
    assert raws(tmp_path) == {"a": text}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8-sig"])
def test_a_byte_order_mark_is_obeyed_and_not_read(tmp_path, encoding):
    mark = "\ufeff" if encoding[-3:] in ("-be", "-le") else ""
    write(tmp_path, a__txt=(mark + WESTERN).encode(encoding))
    assert raws(tmp_path) == {"a": WESTERN}
    assert reasons(tmp_path)["a"].startswith("byte-order mark, decoded as utf-")


def test_plain_utf_8_is_no_matter_for_the_ledger(tmp_path):
    write(tmp_path, a__txt=WESTERN)
    assert read_records(tmp_path)[1] == []


@given(st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=50, deadline=None)
def test_any_utf_8_is_decoded_to_the_very_text(text):
    assert decode(text.encode()) == (text, "")


# tables


def test_a_csv_gives_a_record_a_row_with_the_columns_it_has(tmp_path):
    write(tmp_path, n__csv='id,Headline,Body,Publication Date\n1,Flood,"One, ""two""\nlines",2024-01-05\n')
    record = read_records(tmp_path)[0][0]
    assert record == {
        "doc_id": "1",
        "title": "Flood",
        "raw": 'One, "two"\nlines',
        "date": "2024-01-05",
        "file": "n.csv",
    }


@pytest.mark.parametrize(("name", "mark"), [("n__csv", ";"), ("n__csv", "\t"), ("n__tsv", "\t"), ("n__csv", "|")])
def test_columns_may_be_parted_in_other_ways(tmp_path, name, mark):
    write(tmp_path, **{name: f"id{mark}text\na{mark}One.\n"})
    assert raws(tmp_path) == {"a": "One."}


def test_a_csv_with_windows_line_ends_is_read(tmp_path):
    write(tmp_path, n__csv='id,text\r\na,"One.\r\nTwo."\r\n')
    assert raws(tmp_path) == {"a": "One.\nTwo."}


def test_a_csv_without_text_names_itself_its_columns_and_what_was_expected(tmp_path):
    write(tmp_path, n__csv="id,colour\na,red\n")
    expected = "n.csv has no text column: it has colour, id; expected one of text, body, content.*columns: {text: NAME}"
    with pytest.raises(InputError, match=expected):
        read_records(tmp_path)


def test_columns_of_other_names_can_be_mapped(tmp_path):
    write(tmp_path, n__csv="id,brødtekst,text\na,One.,no\n")
    assert raws(tmp_path, columns={"text": "brødtekst"}) == {"a": "One."}


def test_a_row_with_too_many_cells_is_read_and_flagged(tmp_path):
    write(tmp_path, n__csv="id,text\na,One, two.\nb,Three.\n")
    assert raws(tmp_path) == {"a": "One", "b": "Three."}
    assert "row 1 of n.csv has more cells than the head line" in reasons(tmp_path)["n-1"]


def test_a_very_long_cell_does_not_end_the_reading(tmp_path):
    write(tmp_path, n__csv=f"id,text\na,{'long ' * 40_000}\nb,Short.\n")
    assert {doc_id: len(raw) for doc_id, raw in raws(tmp_path).items()} == {"a": 199_999, "b": 6}


def test_a_table_without_rows_is_noted(tmp_path):
    write(tmp_path, a__txt=STORY, n__csv="id,text\n")
    assert reasons(tmp_path) == {"n": "n.csv holds no row"}


def test_a_broken_json_line_is_dropped_with_its_number_and_the_rest_is_read(tmp_path):
    write(tmp_path, n__jsonl='{"id": "a", "text": "One."}\n{"id": "b", "te\n\n[1]\n{"id": "c", "text": "Three."}\n')
    assert set(raws(tmp_path)) == {"a", "c"}
    assert "line 2 of n.jsonl is not a JSON object" in reasons(tmp_path)["n-2"]
    assert "line 4 of n.jsonl is not a JSON object" in reasons(tmp_path)["n-4"]


def test_missing_values_in_json_are_empty(tmp_path):
    write(tmp_path, n__jsonl='{"id": 1, "text": "One.", "title": null, "source": NaN}\n{"id": 2, "text": "Two."}')
    assert [(record["title"], record["source"]) for record in read_records(tmp_path)[0]] == [("", ""), ("", "")]


def test_half_a_character_in_json_is_replaced_and_noted(tmp_path):
    write(tmp_path, n__jsonl=r'{"id": "a", "text": "Half \ud83d."}' + "\n" + r'{"id": "b", "text": "\ud83d\ude00"}')
    assert raws(tmp_path) == {"a": "Half \ufffd.", "b": "😀"}
    assert list(reasons(tmp_path)) == ["n-1"]


@pytest.mark.parametrize("name", ["n__csv__gz", "n__jsonl__gz", "n__tsv__gz"])
def test_compressed_tables_are_read(tmp_path, name):
    text = jsonl({"id": "a", "text": "One."}) if "json" in name else "id,text\na,One.\n"
    text = text.replace(",", "\t") if "tsv" in name else text
    write(tmp_path, **{name: gzip.compress(text.encode())})
    assert raws(tmp_path) == {"a": "One."}


@pytest.mark.parametrize("name", ["a__txt__gz", "a__md__gz", "a__TXT__GZ"])
def test_compressed_texts_are_read(tmp_path, name):
    write(tmp_path, **{name: gzip.compress(STORY.encode())})
    assert raws(tmp_path) == {"a": STORY}


@pytest.mark.parametrize("rest", ['"Three.\nd,Four.\n', '"Three."s\nd,Four.\n'])
def test_an_unclosed_quote_ends_a_csv_with_a_note_and_swallows_no_row_before_it(tmp_path, rest):
    write(tmp_path, n__csv="id,text\na,One.\nb,Two.\nc," + rest)
    assert raws(tmp_path) == {"a": "One.", "b": "Two."}
    assert "n.csv breaks off after row 2" in reasons(tmp_path)["n-3"]


def test_an_unclosed_quote_in_a_sidecar_is_refused(tmp_path):
    write(tmp_path, metadata__csv='file,title\na.txt,"One\nb.txt,Two\n')
    with pytest.raises(InputError, match=r"metadata\.csv cannot be read as a table: .*is a quote not closed"):
        read_metadata(tmp_path)


def test_lines_of_a_jsonl_may_name_the_text_in_different_ways(tmp_path):
    rows = [{"id": "a", "text": "One."}, {"id": "b", "body": "Two."}, {"id": "c", "text": None, "body": "Three."}]
    write(tmp_path, n__jsonl=jsonl(*rows, {"id": "d", "colour": "red"}))
    assert raws(tmp_path) == {"a": "One.", "b": "Two.", "c": "Three."}
    assert reasons(tmp_path) == {"d": "no text in it"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["Ann Lee", "Bob Ray"], "Ann Lee, Bob Ray"),
        ([{"name": "Ann Lee"}, None, {"title": "Ledger"}], "Ann Lee, Ledger"),
        ({"name": "Ann Lee", "id": 4}, "Ann Lee"),
        ({"title": "Ledger"}, "Ledger"),
        ({"born": 1978, "in": "Ås"}, '{"born": 1978, "in": "Ås"}'),
        ([], ""),
    ],
)
def test_lists_and_objects_in_json_become_text(tmp_path, value, text):
    write(tmp_path, n__jsonl=jsonl({"id": "a", "text": "One.", "author": value}))
    assert read_records(tmp_path)[0][0]["author"] == text


def test_a_text_in_paragraphs_is_joined_by_line_ends(tmp_path):
    write(tmp_path, n__jsonl=jsonl({"id": "a", "text": ["One.", "Two."]}))
    assert raws(tmp_path) == {"a": "One.\nTwo."}


@pytest.mark.parametrize("read", [read_records, check_readable])
@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"text": "Bodi"},
            r"'Bodi', which is no column of the csv or jsonl files; there are Body, id, text\. .*'Body'",
        ),
        ({"title": "Kopf"}, r"'Kopf', which is no column of the csv or jsonl files; there are Body, id, text\."),
        ({"txet": "Body"}, r"'txet', which is no column of ours; there are doc_id, text, .*Did you mean 'text'"),
        ({"raw": "Body"}, "'raw', which is no column of ours"),
    ],
)
def test_a_mapping_that_fits_nothing_is_refused_with_what_there_is(tmp_path, read, columns, message):
    write(tmp_path, a__txt=STORY, n__csv="id,text,Body\na,One.,Two.\n")
    with pytest.raises(InputError, match=message):
        read(tmp_path, columns=columns)


def test_a_mapped_column_need_not_be_in_every_table(tmp_path):
    write(tmp_path, n__csv="id,Brod\na,One.\n", m__csv="id,text\nb,Two.\n")
    assert raws(tmp_path, columns={"text": "Brod"}) == {"a": "One.", "b": "Two."}
    check_readable(tmp_path, columns={"text": "Brod"})


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-20], lambda data: b"no gzip at all", lambda data: data[:15] + b"\xff" * 9 + data[24:]],
)
def test_a_damaged_gzip_is_skipped_and_the_others_are_read(tmp_path, damage):
    data = gzip.compress(jsonl(*[{"id": number, "text": f"Story {number}."} for number in range(50)]).encode())
    write(tmp_path, a__txt=STORY, n__jsonl__gz=damage(data))
    assert set(raws(tmp_path)) == {"a"}
    assert "n.jsonl.gz is a damaged gzip file" in reasons(tmp_path)["n"]


def test_rows_in_another_order_give_the_same_records(tmp_path):
    rows = [{"id": f"{number}", "text": f"Story {number}."} for number in range(12)]
    write(tmp_path, n__jsonl=jsonl(*rows))
    before = read_records(tmp_path)
    write(tmp_path, n__jsonl=jsonl(*rows[::-1]))
    assert read_records(tmp_path) == before


# sidecars


def test_metadata_without_a_column_that_names_articles_is_refused(tmp_path):
    write(tmp_path, metadata__csv="name,date\na,2024-01-01\n")
    with pytest.raises(InputError, match=r"metadata\.csv has the columns name, date, expected one called 'file'"):
        read_metadata(tmp_path)


def test_no_sidecars_are_no_rows(tmp_path):
    assert read_metadata(tmp_path) == []
    assert read_aliases(tmp_path).columns.tolist() == ["surface", "entity", "kind"]
    assert len(read_aliases(tmp_path)) == 0


def test_aliases_are_read_with_an_empty_entity_for_what_is_dropped(tmp_path):
    write(tmp_path, aliases__csv="surface,entity,kind\nVelling,Marta Velling,PERSON\nState,,\n")
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
    write(tmp_path, aliases__csv=text)
    with pytest.raises(InputError, match=message):
        read_aliases(tmp_path)


# fingerprint


def test_a_fingerprint_is_of_the_content_not_of_the_place(tmp_path):
    assert fingerprint(write_toy(tmp_path / "a")) == fingerprint(write_toy(tmp_path / "b"))


@pytest.mark.parametrize("name", ["article-01.txt", "metadata.csv", "new.txt", "aliases.csv"])
def test_a_fingerprint_changes_with_any_file(tmp_path, name):
    before = fingerprint(write_toy(tmp_path))
    with open(tmp_path / name, "a") as stream:
        stream.write("x")
    assert fingerprint(tmp_path) != before


def test_a_fingerprint_changes_with_a_name(tmp_path):
    before = fingerprint(write_toy(tmp_path))
    (tmp_path / "article-01.txt").rename(tmp_path / "article-00.txt")
    assert fingerprint(tmp_path) != before


def test_a_fingerprint_does_not_ask_what_can_be_read(tmp_path):
    write(tmp_path, a__txt=STORY, n__jsonl__gz=b"no gzip at all")
    assert len(fingerprint(tmp_path)) == 12


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Rząd ogłosił, że rozmowy zostały przerwane, a święta odwołane w całym mieście. " * 3, "cp1250"),
        ("Az elnök bejelentette, hogy a jövő héten szűkös lesz az árvíz elleni védelem. " * 3, "cp1250"),
        ("Ministerský předseda řekl, že příští týden začnou další jednání o míru. " * 3, "cp1250"),
        ("Le président français a déclaré à Paris que l’été sera très difficile. " * 3, "cp1252"),
        ("Der Präsident sagte, größere Städte würden früher öffnen. " * 3, "cp1252"),
        ("Café 5°C £5", "cp1252"),
        ("São Paulo", "cp1252"),
    ],
)
def test_a_text_in_an_older_encoding_is_read_as_it_was_written(tmp_path, text, encoding):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (record,), _ = read_records(tmp_path)
    assert record["raw"] == text
