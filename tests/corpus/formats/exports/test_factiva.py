"""Factiva html: both forms of the page, coded and displayed."""

import pytest
from hypothesis import given, settings

from broadsheet.corpus.formats.exports.factiva import read_factiva_html
from broadsheet.errors import InputError
from corpus.formats.exports.written import (
    THREE,
    Story,
    factiva_coded,
    factiva_display,
    factiva_page,
    read,
    reasons,
    same,
    stories,
)

FORMS = pytest.mark.parametrize("write", [factiva_coded, factiva_display])


@FORMS
def test_a_page_gives_its_articles_with_their_metadata(write):
    records, notes = read(read_factiva_html, factiva_page("".join(map(write, THREE))))
    same(records, THREE)
    assert records[2] | {"raw": ""} == {
        "raw": "", "doc_id": "DQUAY00020221227eict00003", "title": "Council votes on tram", "source": "North Post",
        "author": "Cy Lane", "date": "2022-12-29", "date_evidence": "Factiva PD: 29 December 2022", "language": "en",
    }  # fmt: skip
    cut, unused = notes
    assert "© 2023 Factiva" in cut["text"] and "2022 The publisher" in cut["text"]
    assert unused["reason"].startswith("fields not used: ") and "WC, ET, SC" in unused["reason"]


@FORMS
@settings(max_examples=20, deadline=None)
@given(found=stories)
def test_whatever_the_stories_say_they_come_back(write, found):
    records, notes = read(read_factiva_html, factiva_page("".join(map(write, found))))
    same(records, found)
    assert not reasons(notes, "flagged") + reasons(notes, "dropped")


def test_marked_search_words_and_broken_lines_leave_the_text_whole():
    page = factiva_page(factiva_display(Story(body=("The XX ship\n came.",)))).replace(
        b"XX", b"<b>steam-</b><b>driven</b>"
    )
    (record,), _ = read(read_factiva_html, page)
    assert record["raw"] == "The steam-driven ship came."


def test_a_page_in_french_is_read():
    page = factiva_page(factiva_coded(THREE[0])).decode()
    page = page.replace("enArticle", "frArticle").replace("532 words", "532 mots").replace("English", "Français")
    (record,), _ = read(read_factiva_html, page.replace("27 December 2022", "27 décembre 2022").encode())
    assert (record["date"], record["language"]) == ("2022-12-27", "fr")


def test_a_page_in_german_with_another_encoding_is_read():
    page = factiva_page(factiva_display(Story(body=("Das Wasser fällt.", "Es ist kühl.")))).decode()
    page = page.replace("532 words", "532 Wörter").replace("December", "Dezember").replace("English", "Deutsch")
    page = page.replace("<p>Document ", "<p>Dokument ").replace('charset="utf-8"', 'charset="windows-1252"')
    (record,), notes = read(read_factiva_html, page.encode("cp1252"))
    assert (record["date"], record["language"], record["doc_id"][:5]) == ("2022-12-27", "de", "DQUAY")
    assert record["raw"] == "Das Wasser fällt.\nEs ist kühl."
    assert "decoded as cp1252" in reasons(notes, "changed")[0]


def test_the_search_summary_is_furniture_and_its_count_is_compared():
    rows = "<tr><td>Text</td><td>river</td></tr><tr><td>Results Found</td><td>1,204</td></tr>"
    summary = f"<div>Search Summary<table>{rows}</table></div>"
    records, notes = read(
        read_factiva_html, factiva_page("".join(map(factiva_coded, THREE)), summary), name="page.html"
    )
    same(records, THREE)
    assert "river" in notes[0]["text"]
    assert reasons(notes, "flagged") == [
        "not as many articles as the file announces: page.html announces 1204 and holds 3. Was it saved whole?"
    ]


@FORMS
def test_an_article_without_a_text_is_dropped_with_its_reason(write):
    page = factiva_page(write(Story(body=("",))) + write(THREE[1]))
    records, notes = read(read_factiva_html, page)
    same(records, THREE[1:2])
    assert reasons(notes, "dropped") == ["no text in it: article 1 of export"]
    assert [row["doc_id"] for row in notes if row["action"] == "dropped"] == ["DQUAY00020221227eict00001"]


@FORMS
def test_a_page_cut_in_the_middle_keeps_what_it_holds(write):
    page = factiva_page("".join(map(write, THREE)))
    records, _ = read(read_factiva_html, page[: page.index(b"Two did not.")])
    assert [record["title"] for record in records] == [story.title for story in THREE]


@pytest.mark.parametrize("page", [b"", b"<html><title>Factiva</title><p>Sign in</p>"])
def test_a_page_without_an_article_is_refused(page):
    with pytest.raises(InputError, match=r"is empty|no article could be told apart"):
        read(read_factiva_html, page)
