"""Ids are unique whatever the files want; metadata finds its article; copies are told with their likeness."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.identify import find_places, give_ids, match_metadata
from broadsheet.corpus.signatures import sign_texts
from broadsheet.corpus.sources import Piece

STORY = "The river rose two metres in a day and reached the lower streets of the town before the morning came. " * 4
HEAD = {"doc_id": pl.String, "file": pl.String, "row": pl.Int64}


def head(*rows):
    return pl.DataFrame(rows, schema=HEAD, orient="row")


def signed(*texts):
    columns = {"date": [None] * len(texts), "n_words": [len(text.split()) for text in texts]}
    table = pl.DataFrame(columns, schema={"date": pl.Date, "n_words": pl.Int64})
    return table.with_columns(pl.Series("signature", sign_texts(list(texts)), pl.Binary))


@given(st.lists(st.sampled_from(["a", "b", "a~2", "a~3", "b~2"]), max_size=12))
@settings(max_examples=200, deadline=None)
def test_ids_are_unique_and_the_first_keeps_its_own(wanted):
    heads = head(*((doc_id, "n.csv", row) for row, doc_id in enumerate(wanted)))
    ids, notes = give_ids(heads)
    assert len(set(ids)) == len(wanted)
    for doc_id in set(wanted):
        assert ids[wanted.index(doc_id)] == doc_id
    assert {note["doc_id"] for note in notes} == {new for new, old in zip(ids, wanted, strict=True) if new != old}


def test_who_is_first_depends_on_file_and_row_only():
    rows = [("7", "b.csv", 1), ("7", "a.csv", 9), ("7", "a.csv", 10)]
    for order in (rows, rows[::-1]):
        ids = dict(zip(order, give_ids(head(*order))[0], strict=True))
        assert [ids[row] for row in rows] == ["7~3", "7", "7~2"]


def test_a_row_of_metadata_goes_to_the_part_that_holds_its_article():
    heads = [head(("a", "a.txt", 0)), head(("17", "n.csv", 0), ("18", "n.csv", 1))]
    metadata = [{"file": "a.txt", "title": "A"}, {"doc_id": "18", "title": "B"}]
    rows, notes = match_metadata(metadata, heads, [])
    assert rows == [{"a.txt": metadata[0]}, {"18": metadata[1]}]
    assert notes == []


def test_what_fits_no_article_or_too_many_or_another_file_is_noted():
    heads = [head(("a", "a.txt", 0), ("17", "n.csv", 0), ("18", "n.csv", 1))]
    metadata = [{"file": "n.csv"}, {"file": "gone.txt"}, {"file": "a.txt", "sha256": "ff"}, {"title": "nameless"}]
    rows, notes = match_metadata(metadata, heads, [Piece("a.txt", "a.txt", digest="00")])
    assert list(rows[0]) == ["a.txt"]
    assert sorted((note["doc_id"], note["reason"]) for note in notes) == [
        ("a", "its bytes differ from the sha256 in metadata.csv"),
        ("gone.txt", "metadata.csv names it, but no such article was read"),
        ("metadata.csv", "metadata.csv has 1 rows that name no article; give each a file or doc_id"),
        ("n.csv", "metadata.csv names it, but it holds 2 articles; name each by its doc_id"),
    ]


def test_places_come_back_part_by_part_and_copies_across_parts_are_told():
    other = "Nobody in the village had seen the dog since the feast, and nobody missed it much either, they said. " * 4
    parts = [head(("x", "a.txt", 0)), head(("y", "b.txt", 0), ("z", "c.txt", 0))]
    near = STORY.replace("metres", "feet")
    places, notes = find_places(parts, iter([signed(STORY), signed(other, near)]))
    assert [len(table) for table in places] == [1, 2]
    assert places[0]["group"].to_list() == ["x"] and places[1]["group"].to_list() == ["y", "x"]
    assert places[1]["is_copy"].to_list() == [False, True]
    assert [note["doc_id"] for note in notes] == ["z"]
    assert notes[0]["reason"].startswith("a near copy of x (")


def test_an_id_of_several_articles_takes_no_metadata_and_names_are_compared_as_unicode_composes_them():
    heads = [head(("x", "n.csv", 0), ("x", "n.csv", 1), ("u", "Zu\u0308rich.txt", 0))]
    rows, notes = match_metadata([{"doc_id": "x", "title": "A"}, {"file": "Z\u00fcrich.txt", "title": "B"}], heads, [])
    assert list(rows[0].values()) == [{"file": "Z\u00fcrich.txt", "title": "B"}]
    reason = "metadata.csv names it, but 2 articles have this id; give each its own"
    assert [note["reason"] for note in notes] == [reason]
