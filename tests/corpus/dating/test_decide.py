"""Evidence in ranks, conflicts on record, nothing invented: on the seeds, on toys, and on a planted corpus."""

import datetime
import gzip
import json
import os
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.cleaning.clean import Cleaned, clean_text
from broadsheet.corpus.dating import forms
from broadsheet.corpus.dating.decide import Dated, find_date
from broadsheet.study import PROJECT

DAY = date(2022, 12, 27)
STORY = (
    "Ferries to the outer islands sailed again after a week in which no ship could leave the harbour.\n\n"
    "Several hundred travellers had been stranded, the harbour master said.\n\n"
    "Fishermen mended their nets and waited for calmer weather in the north.\n"
)
HEADER = "Monday, March 20, 2023\n\n"
BYLINE = "By Ann Lee, December 27, 2022\n\n"


def dated(raw: str = STORY, *, metadata: dict | None = None, today: date | None = None, **record: str) -> Dated:
    return find_date({"raw": raw, "doc_id": "one"} | record, cleaned=clean_text(raw), metadata=metadata, today=today)


def reasons(found: Dated) -> list[str]:
    return [row["reason"] for row in found.notes]


@pytest.mark.parametrize(
    ("name", "expected", "evidence"),
    [
        ("kyiv-independent_2022-12-27", DAY, "byline: by Asami TerajimaDecember 27, 2022 10:40 pm"),
        ("unnamed-outlet_2022-12-29", date(2022, 12, 29), "photo caption, confirmed by 'Thursday' in the story"),
        ("menafn_2025-12-07", date(2025, 12, 7), "MENAFN article number: MENAFN07122025"),
        ("the-post-news_undated", None, ""),
        ("unnamed-outlet_undated", None, ""),
    ],
)
@pytest.mark.parametrize("stem", ["article", "000_a8496fb6dd0e7497", "003_20bdc9ae32607dc18"])
def test_the_seeds_are_dated_from_their_text_alone(name, expected, evidence, stem):
    raw = (PROJECT / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
    found = dated(raw, doc_id=stem, file=f"{stem}.txt")
    assert found.date == expected
    assert found.evidence.startswith(evidence)


def test_the_page_dates_of_the_seeds_are_conflicts_in_the_ledger():
    raw = (PROJECT / "seeds" / "kyiv-independent_2022-12-27.txt").read_text(encoding="utf-8")
    (row,) = dated(raw).notes
    assert (row["step"], row["action"]) == ("date", "flagged")
    assert row["reason"].startswith("conflict: byline: by Asami Terajima")
    assert row["text"] == "Monday, March 20, 2023" == raw[row["start"] : row["end"]]
    assert "2022-12-27" in row["reason"] and "2023-03-20" in row["reason"]


@pytest.mark.parametrize(
    ("kept", "evidence"),
    [
        (("metadata", "field", "byline", "url", "header"), "metadata.csv: on paper"),
        (("field", "byline", "url", "header"), "column pubdate: 2021-01-02"),
        (("byline", "url", "header"), "byline: By Ann Lee, January 3, 2021"),
        (("url", "header"), "url: 2021/01/04"),
        (("header", "crawl"), "page header, not confirmed: January 5, 2021"),
        (("crawl",), "day the page was fetched, not confirmed: 2021-01-06"),
        ((), ""),
    ],
)
def test_the_best_evidence_decides(kept, evidence):
    parts = {"header": "January 5, 2021\n\n", "byline": "By Ann Lee, January 3, 2021\n\n"}
    raw = "".join(words for part, words in parts.items() if part in kept) + STORY
    record = {
        "field": {"date": "2021-01-02", "date_evidence": "column pubdate: 2021-01-02"},
        "url": {"url": "https://news.example/2021/01/04/ferries"},
        "crawl": {"crawl_date": "2021-01-06"},
    }
    given = {key: value for part in kept for key, value in record.get(part, {}).items()}
    metadata = {"date": "2021-01-01", "note": "on paper"} if "metadata" in kept else None
    assert dated(raw, metadata=metadata, **given).evidence == evidence


def test_a_day_more_or_less_is_no_conflict():
    found = dated(BYLINE + STORY, url="https://news.example/2022/12/28/ferries")
    assert (found.date, found.notes) == (DAY, [])


def test_two_of_one_rank_that_disagree_leave_it_undated():
    found = dated(f"Published: May 3, 2021\n\nPublished: June 9, 2021\n\n{STORY}")
    assert (found.date, found.precision) == (None, "none")
    (reason,) = reasons(found)
    assert reason.startswith("conflict: published: Published: May 3, 2021 (2021-05-03) against")
    assert reason.endswith("neither is used")


def test_a_lower_one_that_agrees_with_one_of_them_decides():
    raw = f"Published: May 3, 2021\n\nPublished: June 9, 2021\n\n{STORY}"
    found = dated(raw, url="https://news.example/2021/06/09/ferries")
    assert found.date == date(2021, 6, 9)
    assert len(found.notes) == 1
    assert dated(raw, url="https://news.example/2021/07/01/ferries").date is None


def test_a_page_date_alone_is_used_and_flagged():
    found = dated(HEADER + STORY)
    assert found.date == date(2023, 3, 20)
    assert found.evidence == "page header, not confirmed: Monday, March 20, 2023"
    assert reasons(found) == ["date from the page header only, not confirmed"]


@pytest.mark.parametrize(
    "line",
    [
        "The storm of April 2, 2023 was the worst, and two boats were lost.",
        "On 2 April 2023 the mayor was buried at sea.",
        "ABERPORT, Dec 27 (Reuters) - The storm was the worst in years and two boats were lost in it.",
        "Since 2025 the harbour has had a new wall, which was paid for by the town.",
        "Key developments on Dec. 27:",
        "A ferry leaves the harbour, May 3, 2023. (Photo by Bob Ray / AFP)",
    ],
)
def test_a_page_date_that_the_story_belies_is_not_used(line):
    found = dated(f"{HEADER}{STORY}\n{line}\n" if "Dec" not in line else f"{HEADER}{line}\n\n{STORY}")
    assert found.date is None
    assert reasons(found)[0].startswith("conflict: page header: Monday, March 20, 2023 (2023-03-20), but the story")


@pytest.mark.parametrize(
    "line",
    [
        "The harbour will be closed on April 2, 2023 for the visit of the minister.",
        "The election is scheduled for 7 November 2024, officials said.",
        "The storm of March 2, 2019 was the worst, and two boats were lost.",
        "A wall is to be built by 2026, the town said.",
    ],
)
def test_plans_and_the_past_do_not_belie_a_page_date(line):
    assert dated(f"{HEADER}{STORY}\n{line}\n").date == date(2023, 3, 20)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("December 28, 2022\n\nABERPORT, Dec 27 (Reuters) - ", DAY),
        ("January 2, 2023\n\nABERPORT, Dec 31 (Reuters) - ", date(2022, 12, 31)),
        ("ABERPORT, Dec 27 (Reuters) - ", None),
        ("March 20, 2023\n\nABERPORT, Dec 27 (Reuters) - ", None),
    ],
)
def test_a_dateline_takes_its_year_only_from_what_agrees(head, expected):
    assert dated(head + STORY).date == expected


@pytest.mark.parametrize(("given", "expected"), [("2022", DAY), ("2022-12", DAY), ("2022-11", date(2022, 11, 1))])
def test_a_year_or_month_that_is_given_is_completed_by_the_dateline(given, expected):
    assert dated(f"ABERPORT, Dec 27 (Reuters) - {STORY}", date=given).date == expected


@pytest.mark.parametrize(
    ("head", "evidence"),
    [
        ("December 2022\n\n", "page header, not confirmed: December 2022"),
        ("The Harbour Review\nDécembre 2022\n\n", "page header, not confirmed: Décembre 2022"),
        ("Published: December 2022\n\n", "published: Published: December 2022"),
    ],
)
def test_a_line_of_month_and_year_dates_to_the_month(head, evidence):
    found = dated(head + STORY)
    assert (found.date, found.precision, found.evidence) == (date(2022, 12, 1), "month", evidence)
    assert dated(f"{STORY}\n{head}").date is None


def test_a_caption_and_a_dateline_of_one_day_confirm_each_other():
    raw = f"A ferry leaves the harbour on Dec. 27, 2022. (Photo by Bob Ray / AFP)\n\nABERPORT, Dec 27 (AFP) - {STORY}"
    assert dated(raw).date == DAY


CAPTION = (
    "A ferry lies wrecked after a storm struck the coast, in Aberport, December 29, 2022. (Photo by Bob Ray / AFP)\n\n"
)
STORM = "The storm that wrecked a ferry and flooded the coast was the worst in years, sailors said.\n\n"


@pytest.mark.parametrize(
    ("lines", "is_confirmed"),
    [
        ("The storm struck the town on Thursday.", True),
        ("The storm struck the town on Thursday.\n\nIts mayor said on Thursday that nobody was hurt.", True),
        ("The storm struck the town on Friday.", False),
        ("The storm struck the town on Thursday.\n\nThe mayor spoke on Sunday.", False),
        ("The storm struck the town last Thursday.", False),
        ("The storm will reach the town on Thursday.", False),
        ("The mayor played cards on Thursday.", False),
        ("The storm struck the town on Thursday.\n\nThe mayor was buried on January 30, 2023.", False),
        ("The storm struck the town yesterday.", False),
        ("The storm struck the town on Thursday, a year after that of 2024.", False),
        ("The storm struck the town on Thursday. The next is feared for May 3, its master wrote.", False),
        ("", False),
    ],
)
def test_a_weekday_confirms_a_photo_only_if_the_story_is_of_one_piece(lines, is_confirmed):
    assert dated(f"{CAPTION}{STORM}{lines}\n").date == (date(2022, 12, 29) if is_confirmed else None)


@pytest.mark.parametrize(
    ("line", "is_confirmed"),
    [
        ("The storm reached the town on Dec. 29. By noon of Dec. 29 it was gone. It rose on Dec. 24.", True),
        ("The storm reached the town on Dec. 29. It rose on Dec. 24.", False),
        ("Since Dec. 29 there has been no ferry. Since Dec. 29 the inn is full. On May 3 a boat came.", False),
    ],
)
def test_a_day_named_without_a_year_confirms_a_photo_if_the_story_stays_near_it(line, is_confirmed):
    assert dated(f"{CAPTION}{STORM}{line}\n").date == (date(2022, 12, 29) if is_confirmed else None)


@pytest.mark.parametrize("word", ["FILE PHOTO: ", "File - ", "From the archive: "])
def test_a_photo_from_a_file_is_never_confirmed(word):
    assert dated(f"{word}{CAPTION}{STORM}The storm struck the town on Thursday.\n").date is None


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("JSON-LD datePublished: 2022-12-20", date(2022, 12, 20)),
        ("meta article:modified_time: 2022-12-20", DAY),
        ("text of the page, by htmldate: 2022-12-20", DAY),
    ],
)
def test_a_field_for_changes_or_a_guess_from_the_text_gives_way_to_a_byline(evidence, expected):
    assert dated(BYLINE + STORY, date="2022-12-20", date_evidence=evidence).date == expected


def test_an_update_is_used_alone_only_and_flagged():
    alone = dated(f"Updated 10:40 PM EST, Tue December 27, 2022\n\n{STORY}")
    assert (alone.date, reasons(alone)) == (DAY, ["date from the updated only, not confirmed"])
    both = dated(f"Published December 20, 2022\nUpdated December 27, 2022\n\n{STORY}")
    assert (both.date, both.notes) == (date(2022, 12, 20), [])


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/2022/12/27/ferries",
        "https://news.example/2022/dec/27/ferries",
        "https://news.example/world/2022-12-27/ferries",
        "https://news.example/ferries-2022-12-27/",
        "https://news.example/20221227/ferries.html",
        "https://news.example/ferries-december-27-2022",
        "https://news.example/article/ferries-idUSL1N0AB12320221227",
        "https://news.example/MENAFN27122022000045017640ID1110448134",
    ],
)
def test_an_address_that_carries_a_day_is_evidence(url):
    found = dated(url=url)
    assert (found.date, found.precision, found.evidence[:4]) == (DAY, "day", "url:")


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/uk-20121015",
        "https://news.example/20121015",
        "https://news.example/a-64200000",
        "https://news.example/article20221227x",
        "https://news.example/2022/99/99/ferries",
        "https://news.example/12345678901220221227",
        "https://news.example/ferries-idUSKBN2TB0VJ",
    ],
)
def test_a_number_that_only_looks_like_a_date_is_none(url):
    assert dated(url=url).date is None


def test_an_address_with_year_and_month_gives_the_month():
    found = dated(url="https://news.example/2022/12/ferries-sail-again")
    assert (found.date, found.precision) == (date(2022, 12, 1), "month")


@pytest.mark.parametrize(
    ("file", "doc_id", "expected"),
    [
        ("2022-12-27_ferries.txt", "2022-12-27_ferries", DAY),
        ("ferries_20221227.txt", "ferries_20221227", DAY),
        ("2022/12/27/ferries.html", "ferries", DAY),
        ("000_a8496fb6dd0e7497.txt", "000_a8496fb6dd0e7497", None),
        ("20221227.txt", "20221227", None),
        ("export_2022-12-27.jsonl", "a1", None),
        ("export_2022-12-27.csv", "export_2022-12-27-17", None),
        ("nexis_2022-12-27.docx", "nexis_2022-12-27-3", None),
        ("fetched_2022-12-27/ferries.txt", "ferries", None),
        ("articles.jsonl", "herald-2022-12-27-ferries", DAY),
    ],
)
def test_a_file_name_is_evidence_only_if_the_file_is_one_article(file, doc_id, expected):
    assert dated(file=file, doc_id=doc_id).date == expected


@pytest.mark.parametrize("given", ["0000-01-01", "0033-04-03", "1499-12-31", "2999-01-01", "December 27, 2999"])
def test_days_before_printing_or_in_the_future_are_refused_by_name(given):
    found = dated(date=given)
    assert found.date is None
    assert any(given in reason or given[-4:] in reason for reason in reasons(found))


def test_tomorrow_is_possible_and_the_day_after_is_not():
    today = datetime.date.today()
    assert dated(date=(today + timedelta(days=1)).isoformat()).date == today + timedelta(days=1)
    assert reasons(dated(date=(today + timedelta(days=2)).isoformat())) == [
        f"the date {today + timedelta(days=2)} is refused: before 1500 or in the future"
    ]


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2022, 12, 25), None), (date(2022, 12, 26), DAY), (date.max, DAY)]
)
def test_what_is_in_the_future_depends_on_the_day_that_is_given(today, expected):
    assert dated(date="2022-12-27", today=today).date == expected
    assert dated(HEADER + STORY + "Since 2030 it is open.\n", today=DAY).date is None


@pytest.mark.parametrize("given", ["9999-12", "9999", "0001-01", "2023-01"])
def test_a_date_that_is_refused_confirms_nothing(given):
    raw = "Dec 27, 2022\n12:40 GMT\nThe council opened the harbour again.\n\n" + STORY
    found = dated(raw, date=given, today=DAY)
    assert (found.date, found.evidence) == (DAY, "page header, not confirmed: Dec 27, 2022")
    assert reasons(found)[0] == f"the date {(given + '-01-01')[:10]} is refused: before 1500 or in the future"


@pytest.mark.parametrize(
    "head", ["ABERPORT, Feb 30 (AP) - ", "Key developments on Feb. 30:\n\n", "ABERPORT, Dec 99 (AP) - "]
)
def test_a_dateline_of_a_day_that_no_year_has_is_passed_over(head):
    assert dated(head + STORY, date="2022-12-27").date == DAY


NEXT_STEP = "write it as YYYY-MM-DD in the table, or give the date in metadata.csv"


@pytest.mark.parametrize("given", ["yesterday", "31.02.2022", "soon"])
def test_a_given_date_that_is_none_is_named(given):
    (reason,) = reasons(dated(date=given))
    assert reason == f"the date {given!r} is not understood; expected YYYY-MM-DD, YYYY-MM or YYYY; {NEXT_STEP}"


def test_a_given_date_that_can_be_read_in_two_ways_says_so_and_what_to_do():
    (reason,) = reasons(dated(date="03/04/2022"))
    assert reason == f"the date '03/04/2022' is not understood: it can be read in two ways; {NEXT_STEP}"


@pytest.mark.parametrize("given", ["2023", "2023-03"])
def test_a_page_date_within_the_year_or_month_of_the_field_is_confirmed(given):
    found = dated(HEADER + STORY, date=given)
    assert (found.date, found.precision, found.notes) == (date(2023, 3, 20), "day", [])
    assert found.evidence == f"page header, confirmed by date column: {given}: Monday, March 20, 2023"


def test_a_page_date_outside_the_year_of_the_field_is_not_used():
    found = dated(HEADER + STORY, date="2022")
    assert (found.date, found.precision) == (date(2022, 1, 1), "year")
    assert len(found.notes) == 1


def test_the_day_of_fetching_confirms_nothing():
    found = dated(date="2023", crawl_date="2023-03-20")
    assert (found.date, found.precision, found.notes) == (date(2023, 1, 1), "year", [])


def test_a_conflict_with_metadata_names_its_day_and_not_its_whole_note():
    found = dated(date="2022-12-27", metadata={"date": "2021-05-03", "note": "a long note on where this was seen"})
    (reason,) = reasons(found)
    assert reason == (
        "conflict: metadata.csv (2021-05-03) against date column: 2022-12-27 (2022-12-27); the first is used"
    )


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("Key developments on Dec. 27:", True),
        ("Key developments on Dec. 27", True),
        ("Oakhampton on Dec. 27:", True),
        ("Tuesday, Dec. 27", True),
        ("ABERPORT, Dec. 27", True),
        ("The next meeting is scheduled for Dec. 27.", False),
        ("The next meeting is scheduled for Dec. 27", False),
        ("Dividend payable on Dec. 27", False),
        ("Pay April 30, May 29, Dec. 27", False),
        ("The mayor said on Dec. 27:", False),
    ],
)
def test_a_short_sentence_with_a_day_is_no_heading(line, is_heading):
    found = dated(f"{STORY}\n{line}\n", date="2022-05-03")
    assert (found.date, len(found.notes)) == (date(2022, 5, 3), int(is_heading))


def test_a_page_of_many_dates_asks_for_each_of_them_once(monkeypatch):
    asked = []
    read = forms._read_around
    monkeypatch.setattr(forms, "_read_around", lambda text, at, *rest: asked.append(at) or read(text, at, *rest))
    dated("".join(f"May {day % 28 + 1}, {1900 + day % 120}\n" for day in range(5000)), crawl_date="2021-01-01")
    assert len(asked) < 1500


def test_numbers_in_two_orders_are_flagged_and_another_date_of_the_article_settles_them():
    raw = f"By Ann Lee\n03/04/2022 10:40\n\n{STORY}"
    assert reasons(dated(raw)) == ["the date '03/04/2022 10:40' can be read in two ways; it is not used"]
    assert dated(f"{raw}\nThe last storm was on 28/02/2022.\n").date == date(2022, 4, 3)


def test_a_weekday_that_does_not_fit_is_flagged():
    found = dated(date="Monday, December 27, 2022")
    assert found.date == DAY
    assert reasons(found)[0].startswith("the weekday does not fit the date 2022-12-27")


@pytest.mark.parametrize("given", ["1672137600", "1672137600000", "1672137600.0"])
def test_seconds_and_milliseconds_in_a_date_column_are_read(given):
    assert dated(date=given).date == DAY


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        ("day", (DAY, "day")),
        ("month", (date(2022, 12, 1), "month")),
        ("year", (date(2022, 1, 1), "year")),
        ("none", (None, "none")),
    ],
)
def test_metadata_says_how_precise_its_date_is(precision, expected):
    found = dated(metadata={"date": "2022-12-27", "date_precision": precision})
    assert (found.date, found.precision) == expected


def test_metadata_that_says_there_is_no_date_is_believed():
    found = dated(BYLINE + STORY, metadata={"date": "", "date_precision": "none", "note": "no day on the page"})
    assert (found.date, found.evidence) == (None, "metadata.csv: no day on the page")


def test_a_story_without_dates_has_none():
    assert dated() == Dated(None, "none", "", [])
    assert dated("") == Dated(None, "none", "", [])


def test_wikinews_is_dated_by_its_datelines_and_not_without():
    if not os.environ.get("BROADSHEET_DATA"):
        pytest.skip("BROADSHEET_DATA is not set: the development corpora are elsewhere")
    with gzip.open(Path(os.environ["BROADSHEET_DATA"]) / "wikinews.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    right, wrong = 0, 0
    for article in articles:
        line = article["dateline"]
        found = dated(f"{line}\n\n{article['text']}" if line else article["text"]).date
        right += bool(line) and str(found) == article["date"]
        wrong += not line and found is not None and str(found) != article["date"]
    assert right >= 0.98 * sum(1 for article in articles if article["dateline"]) > 0
    assert wrong <= 1


LINES = st.sampled_from(
    [
        *(STORY, HEADER, BYLINE, CAPTION, STORM, "Updated 1 May 2020", "Published\n", "On Thursday a storm came."),
        *(
            "31/12/2021",
            "2999-12-31",
            "ABERPORT, Feb 29 (AP) -",
            "Key developments on Dec. 27:",
            "0000-00-00",
            "May 2020",
        ),
        "MENAFN31122020123456789",
    ]
)


@given(st.lists(LINES | st.text(max_size=30), max_size=8).map("\n".join), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_it_and_every_note_points_at_its_words(raw, url, given_date):
    found = find_date({"raw": raw, "doc_id": url, "url": url, "date": given_date}, cleaned=Cleaned(raw, "", "", ()))
    assert (found.date is None) == (found.precision == "none")
    assert all(row["start"] == -1 or raw[row["start"] : row["end"]] == row["text"] for row in found.notes)


WRITTEN = st.sampled_from(["{0:04}-{1:02}-{2:02}", "{0:04}-{1:02}", "{0:04}", "{1}/{2}/{0:04}", "Dec {2}, {0:04}"])
ANY_DATE = st.builds(
    str.format,
    WRITTEN,
    st.sampled_from([1, 2, 1499, 1500, 2022, 9998, 9999]) | st.integers(1, 9999),
    st.integers(1, 12),
    st.integers(1, 31),
)
FRAMES = (
    "{}\n12:40 GMT\n",
    "By Ann Lee, {}\n",
    "Updated {}\n",
    "ABERPORT, {} (AP) - ",
    "In the harbour, {}. Photo: AP\n",
)
FRAMES += (
    "News on {}:\n",
    "The storm of {} was the worst.\n",
    "ABERPORT, Feb 29 (AP) - ",
    "ABERPORT, Feb 30 (AP) - ",
    "ABERPORT, Dec 31 (AP) - ",
)


@given(
    st.lists(st.builds(str.format, st.sampled_from(FRAMES), ANY_DATE), max_size=4).map("".join),
    st.sampled_from(["", "9999-12"]) | ANY_DATE,
    st.sampled_from(["", "none"]) | ANY_DATE,
    st.sampled_from(["", "day", "month", "year", "none"]),
    st.sampled_from(["column pubdate", "meta modified", "text of the page"]),
    st.none() | st.dates(),
)
@settings(max_examples=300, deadline=None)
def test_no_mix_of_dates_of_any_year_breaks_it(head, field, row, precision, place, today):
    raw = head + STORY
    record = {"raw": raw, "date": field, "date_evidence": f"{place}: {field}", "crawl_date": row, "url": f"/{field}/a"}
    found = find_date(record, cleaned=clean_text(raw), metadata={"date": row, "date_precision": precision}, today=today)
    latest = (today or date.today()).toordinal() + 1
    assert found.date is None or (found.date.year >= 1500 and found.date.toordinal() <= latest)


OUTLETS = (
    "By Ann Lee\n{0:%B} {0.day}, {0.year}\n",
    "by Ann Lee{0:%B} {0.day}, {0.year} 10:40 pm\n",
    "Published {0.day} {0:%B} {0.year}\n",
    "Ann Lee\n{0:%a} {0.day} {0:%b} {0.year} 10.40 GMT\n",
    "Published On {0.day} {0:%b} {0.year}\n",
    "Published 10:40 AM EST, {0:%a} {0:%B} {0.day}, {0.year}\n",
    "by The Herald | {0:%B} {0.day}, {0.year}, 10:40 am\n",
    "By ANN LEE\nPUBLISHED: 10:40 EST, {0.day} {0:%B} {0.year} | UPDATED: 11:00 EST, {0.day} {0:%B} {0.year}\n",
    "ABERPORT, {0:%b}. {0.day}, {0.year} /Newswire/ -- {1}",
    "{1}\nMENAFN{0:%d%m%Y}000045017640ID1110448134\n",
)
DECOYS = (
    "A ferry in the harbour, {0:%B} {0.day}, {0.year}. (Photo by Bob Ray / AFP)\n",
    "The storm of {0:%B} {0.day}, {0.year} was the worst, and two boats were lost.\n",
    "The harbour will be closed until {0:%B} {0.day}, {0.year}, the town said.\n",
    "Its master, born on {0.day} {0:%B} {0.year}, was not at home.\n",
    "The strike began on {0:%A}.\n",
    "© {0.year} The Herald\n",
)


def plant(draw: random.Random, *, has_evidence: bool) -> tuple[str, date]:
    """An invented article: its outlet's way of dating, and decoys (photo, page, other days of the story)."""
    day = date(1995, 1, 1) + timedelta(days=draw.randrange(11_000))
    sentences = STORY.strip().split("\n\n")
    head, *body = sentences
    for decoy in draw.sample(DECOYS, draw.randrange(1, 5)):
        other = day + timedelta(days=draw.choice([-4000, -900, -40, -6, 9, 300]))
        body.insert(draw.randrange(len(body) + 1), decoy.format(other).strip())
    style = draw.choice(OUTLETS) if has_evidence else "By Ann Lee\n"
    page_date = (
        f"{day + timedelta(days=draw.randrange(3, 400)):%A, %B %d, %Y}\n\n"
        if has_evidence and draw.random() < 0.5
        else ""
    )
    text = "\n\n".join([head, *body]) + "\n"
    written = style.format(day, text)
    return page_date + "Ferry service to the islands resumes\n\n" + (
        written if "{1}" in style else f"{written}\n{text}"
    ), day


@pytest.mark.parametrize("seed", range(4))
def test_planted_articles_are_dated_right(seed):
    draw = random.Random(seed)
    planted = [plant(draw, has_evidence=True) for _ in range(100)]
    right = [dated(raw).date == day for raw, day in planted]
    assert sum(right) >= 99, next(raw for (raw, _), is_right in zip(planted, right, strict=True) if not is_right)


@pytest.mark.parametrize("seed", range(4))
def test_planted_articles_without_evidence_get_no_day(seed):
    draw = random.Random(seed)
    found = [dated(plant(draw, has_evidence=False)[0]) for _ in range(100)]
    assert [one.evidence for one in found if one.date] == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_other_lines_does_not_matter(draw):
    head, *body = STORY.strip().split("\n\n")
    others = [*body, "Nobody was hurt in the storm.", "The nets are dry again, for now at least.", "The inn is full."]
    draw.shuffle(others)
    found = dated(HEADER + BYLINE + "\n\n".join([head, *others]))
    assert (found.date, found.evidence, len(found.notes)) == (DAY, "byline: By Ann Lee, December 27, 2022", 1)


@pytest.mark.parametrize("day_fetched", ["2020-08-09", "2020-10-09"])
def test_the_day_a_page_was_fetched_makes_no_month_a_day(day_fetched):
    raw = "The council met on the bridge and voted for the new budget of the year. It was late."
    record = {"raw": raw, "doc_id": "x", "date": "2020-08", "date_evidence": "Nexis: August 2020"}
    found = find_date(record | {"crawl_date": day_fetched}, cleaned=clean_text(raw))
    assert (found.date, found.precision) == (date(2020, 8, 1), "month")
