"""Media Cloud csv: headlines and addresses, old columns and new."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.corpus.formats.exports.mediacloud import read_mediacloud
from broadsheet.errors import InputError
from corpus.formats.exports.written import read, reasons

OLD = "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url"
NEW = "id,indexed_date,language,media_name,media_url,publish_date,title,url"
ROW = {
    "stories_id": "1190", "id": "ab12", "publish_date": "2022-12-27 08:15:00", "title": "River rises", "url": "http://q.com/1",
    "language": "en", "ap_syndicated": "False", "themes": "floods", "media_id": "9", "media_name": "The Daily Quay",
    "media_url": "http://q.com", "indexed_date": "2022-12-28T01:02:03",
}  # fmt: skip


def write(head: str, rows: list[dict]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, head.split(","), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize(("head", "doc_id", "seen"), [(OLD, "1190", ""), (NEW, "ab12", "2022-12-28")])
def test_a_list_gives_headlines_as_texts_and_says_so(head, doc_id, seen):
    records, notes = read(read_mediacloud, write(head, [ROW]))
    assert records == [
        {
            "raw": "River rises", "title": "River rises", "doc_id": doc_id, "source": "The Daily Quay",
            "language": "en", "url": "http://q.com/1", "date": "2022-12-27", "crawl_date": seen,
            "date_evidence": "Media Cloud publish_date: 2022-12-27 08:15:00",
        }
    ]  # fmt: skip
    assert reasons(notes, "flagged") == ["Media Cloud exports hold headlines only: the headline stands for the text"]
    more = "ap_syndicated, themes, media_id, " if head == OLD else ""
    assert reasons(notes, "cut") == [f"fields not used: {more}media_url"]


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"])).filter(str.strip), max_size=8))
def test_whatever_the_headlines_say_they_come_back(titles):
    records, _ = read(read_mediacloud, write(NEW, [ROW | {"title": title} for title in titles]))
    assert [record["raw"] for record in records] == [title.strip() for title in titles]


def test_a_row_without_a_headline_is_dropped_with_its_place():
    records, notes = read(read_mediacloud, write(OLD, [ROW | {"title": " "}, ROW]), name="list.csv")
    assert len(records) == 1
    assert reasons(notes, "dropped") == ["no text in it: article 1 of list.csv"]


def test_a_text_column_is_used_where_there_is_one():
    records, notes = read(read_mediacloud, write(NEW + ",text", [ROW | {"text": "The river\nrose."}]))
    assert records[0]["raw"] == "The river\nrose." and not reasons(notes, "flagged")


def test_a_column_of_the_user_is_used():
    records, _ = read(read_mediacloud, write(OLD, [ROW]), columns={"source": "themes"})
    assert records[0]["source"] == "floods"


def test_bad_rows_are_noted_and_reading_goes_on():
    data = write(NEW, [ROW]) + b'cd34,,en,Post\n"ef56,,en\nef57,,en,Post,http://p.com,2022-01-02,Late,http://p.com/2\n'
    records, notes = read(read_mediacloud, data, name="list.csv")
    assert [record["title"] for record in records] == ["River rises", "Late"]
    assert "no text in it: article 2 of list.csv" in reasons(notes, "dropped")
    assert any("is a quote not closed?" in reason for reason in reasons(notes, "dropped"))


def test_a_list_in_utf_16_is_read():
    records, _ = read(read_mediacloud, write(NEW, [ROW]).decode().encode("utf-16"))
    assert [record["title"] for record in records] == ["River rises"]


def test_another_table_is_refused():
    with pytest.raises(InputError, match="has the columns a, b, expected those of Media Cloud"):
        read(read_mediacloud, b"a,b\n1,2\n", name="list.csv")
