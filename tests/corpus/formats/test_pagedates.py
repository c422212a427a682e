"""The day of a web page, and the element that says so."""

import json

import pytest
from lxml.html import fromstring

from broadsheet.corpus.formats.pagedates import find_page_date, parse_day


def page(head: str = "", body: str = ""):
    return fromstring(f"<html><head>{head}</head><body>{body}<p>The river rose.</p></body></html>")


def ld(value) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


ARTICLE = {"@type": "NewsArticle", "datePublished": "2022-12-27T10:40:00Z", "dateModified": "2022-12-29"}
COMMENT = {"@type": "Comment", "datePublished": "2023-01-01"}
META = '<meta property="article:published_time" content="2022-12-27T10:40">'
CHANGED = '<meta property="article:modified_time" content="2023-02-01">'


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2022-12-27", "2022-12-27"),
        ("2022-12-27T10:40:00+02:00", "2022-12-27"),
        ("2022-12-27 23:59", "2022-12-27"),
        ("2022/12/27", "2022-12-27"),
        ("20221227", "2022-12-27"),
        ("2022-1-7", "2022-01-07"),
        ("Tue, 27 Dec 2022 10:40:00 GMT", "2022-12-27"),
        ("December 27, 2022", "2022-12-27"),
        ("27th December 2022", "2022-12-27"),
        ("1887-03-01", "1887-03-01"),
        ("2022-02-31", ""),
        ("2022-13-01", ""),
        ("27/12/2022", ""),
        ("2022", ""),
        ("1672137600", ""),
        ("", ""),
    ],
)
def test_a_date_for_machines_is_read(value, day):
    assert parse_day(value) == day


@pytest.mark.parametrize(
    ("head", "evidence"),
    [
        (ld(ARTICLE), "JSON-LD datePublished: 2022-12-27T10:40:00Z"),
        (ld([COMMENT, ARTICLE]), "JSON-LD datePublished: 2022-12-27T10:40:00Z"),
        (ld({"@graph": [{"@type": "WebPage"}, ARTICLE]}), "JSON-LD datePublished: 2022-12-27T10:40:00Z"),
        (ld('{"datePublished": "2022-12-27", broken'), "JSON-LD datePublished: 2022-12-27"),
        (META, "meta article:published_time: 2022-12-27T10:40"),
        ('<meta name="parsely-pub-date" content="2022-12-27">', "meta parsely-pub-date: 2022-12-27"),
        ('<meta name="sailthru.date" content="2022-12-27 10:40">', "meta sailthru.date: 2022-12-27 10:40"),
        ('<meta name="DC.date.issued" content="2022-12-27">', "meta DC.date.issued: 2022-12-27"),
        ('<meta itemprop="datePublished" content="2022-12-27">', "meta datePublished: 2022-12-27"),
        (CHANGED + META, "meta article:published_time: 2022-12-27T10:40"),
        (META + ld(ARTICLE), "JSON-LD datePublished: 2022-12-27T10:40:00Z"),
    ],
)
def test_the_element_that_agrees_is_named(head, evidence):
    assert find_page_date(page(head), found="2022-12-27") == ("2022-12-27", evidence)


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ('<time datetime="2022-12-27" pubdate>27 Dec</time>', "time element, datePublished"),
        ('<time itemprop="datePublished" datetime="2022-12-27">27 Dec</time>', "time element, datePublished"),
        ('<span itemprop="datePublished">27 December 2022</span>', "itemprop datePublished"),
        ('<time datetime="2022-12-27">27 Dec</time>', "time element"),
    ],
)
def test_elements_of_the_body_are_named_too(body, element):
    day, evidence = find_page_date(page(body=body), found="2022-12-27")
    assert (day, evidence.partition(":")[0]) == ("2022-12-27", element)


@pytest.mark.parametrize("found", [None, "2022-12-29", "2021-05-05"])
def test_an_article_s_own_date_stands_where_htmldate_has_nothing_a_last_change_or_a_day_without_support(found):
    assert find_page_date(page(ld(ARTICLE)), found=found)[0] == "2022-12-27"


@pytest.mark.parametrize(
    "page_of_another",
    [
        page(body='<aside><time itemprop="datePublished" datetime="2022-12-27">x</time></aside>'),
        page(body='<ul><li><time pubdate datetime="2022-12-27">x</time></li></ul>'),
        page(ld({"@type": "NewsArticle", "datePublished": "1970-01-01T00:00:00Z"})),
        page(ld([ARTICLE, ARTICLE | {"datePublished": "2020-02-02"}])),
        page(ld({"@type": "NewsArticle", "dateCreated": "2022-12-20"})),
    ],
)
def test_a_day_that_may_be_another_article_s_does_not_overrule_htmldate(page_of_another):
    assert find_page_date(page_of_another, found="2021-05-05")[0] == "2021-05-05"


def test_htmldate_decides_between_elements_that_mean_the_publication():
    head = '<meta name="date" content="2022-12-28">' + ld(ARTICLE)
    assert find_page_date(page(head), found="2022-12-28") == ("2022-12-28", "meta date: 2022-12-28")


def test_a_day_in_the_address_is_evidence():
    urls = ["https://ledger.example/2022/12/28/flood"]
    assert find_page_date(page(META), found="2022-12-28", urls=urls) == (
        "2022-12-28",
        "address of the page: 2022/12/28",
    )
    link = page('<link rel="canonical" href="https://ledger.example/2022-12-28-flood">')
    assert find_page_date(link, found="2022-12-28") == ("2022-12-28", "address of the page: 2022-12-28")


def test_a_date_of_the_last_change_is_said_to_be_one():
    assert find_page_date(page(CHANGED), found="2023-02-01") == (
        "2023-02-01",
        "meta article:modified_time: 2023-02-01 (of the last change)",
    )


def test_one_of_several_days_in_time_elements_is_said_to_be_one():
    body = '<time datetime="2019-01-01">a</time><time datetime="2019-01-02">b</time>'
    assert find_page_date(page(body=body), found="2019-01-01") == (
        "2019-01-01",
        "time element: 2019-01-01 (one of 2 days in time elements)",
    )


def test_a_find_in_the_text_is_said_to_be_htmldate_s():
    assert find_page_date(page(body="<p>27 December 2022</p>"), found="2022-12-27") == (
        "2022-12-27",
        "text of the page, by htmldate: 2022-12-27",
    )


@pytest.mark.parametrize("head", ["", CHANGED, '<meta name="date" content="soon">', ld("[]"), ld("not json")])
def test_a_page_that_nothing_dates_has_no_date(head):
    assert find_page_date(page(head), found=None) == ("", "")
