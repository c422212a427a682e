"""Files in, documents and ledger out; filters that add up."""

import hashlib
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import corpus as corpora
from broadsheet import tables
from broadsheet.corpus import keep_documents, open_corpus, read_corpus
from broadsheet.errors import InputError
from toy import ARTICLES, OUTLETS, STEMS, toy_documents, write_toy

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
STORY = "The river rose two metres in a day and reached the lower streets."


@pytest.fixture(scope="module")
def seeds():
    return read_corpus(SEEDS)


def write(folder, metadata="", **texts):
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    if metadata:
        (folder / "metadata.csv").write_text(metadata)
    return folder


def noted(ledger, step):
    rows = ledger[ledger.step == step]
    return list(zip(rows.doc_id, rows.action, rows.reason, strict=True))


# the toy


def test_the_toy_comes_out_as_it_was_written(tmp_path):
    documents, ledger = read_corpus(write_toy(tmp_path))
    same = ["doc_id", "title", "text", "date", "date_precision", "source", "n_words", "group", "is_copy"]
    pd.testing.assert_frame_equal(documents[same], toy_documents()[same])
    assert len(ledger) == 0


def test_both_tables_are_tables_that_travel(tmp_path):
    documents, ledger = read_corpus(write_toy(tmp_path))
    assert tables.check(documents, "documents") is documents
    assert tables.check(ledger, "ledger") is ledger


def test_files_written_in_another_order_give_the_same_tables(tmp_path):
    write_toy(tmp_path / "one")
    (tmp_path / "two").mkdir()
    for file in random.Random(4).sample(sorted((tmp_path / "one").iterdir()), 25):
        (tmp_path / "two" / file.name).write_bytes(file.read_bytes())
    lines = (tmp_path / "two" / "metadata.csv").read_text().splitlines()
    (tmp_path / "two" / "metadata.csv").write_text("\n".join([lines[0], *lines[:0:-1]]))
    for one, two in zip(read_corpus(tmp_path / "one"), read_corpus(tmp_path / "two"), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_a_table_in_another_order_gives_the_same_tables(tmp_path):
    rows = [f'{stem},"{text}",{day}' for stem, (day, _, _, text) in zip(STEMS, ARTICLES, strict=True)]
    (tmp_path / "n.csv").write_text("\n".join(["id,text,date", *rows]))
    before = read_corpus(tmp_path)
    (tmp_path / "n.csv").write_text("\n".join(["id,text,date", *random.Random(5).sample(rows, len(rows))]))
    for one, two in zip(before, read_corpus(tmp_path), strict=True):
        pd.testing.assert_frame_equal(one, two)


# metadata


def test_metadata_overrides_what_a_file_says(tmp_path):
    write(tmp_path, "doc_id,title,source\nn,New title,Post\n")
    (tmp_path / "a.csv").write_text(f"id,title,text,language\nn,Old title,{STORY},en\n")
    documents, _ = read_corpus(tmp_path)
    assert documents[["title", "source", "language"]].values.tolist() == [["New title", "Post", "en"]]


def test_an_empty_cell_of_metadata_overrides_nothing(tmp_path):
    write(tmp_path, "doc_id,title,date\nn,,2024-01-05\n")
    (tmp_path / "a.csv").write_text(f"id,title,text\nn,Old title,{STORY}\n")
    assert read_corpus(tmp_path)[0].title.tolist() == ["Old title"]


def test_metadata_that_names_absent_files_is_flagged(tmp_path):
    write(tmp_path, "file,date\na.txt,2024-01-05\nb.txt,2024-01-06\n", a=STORY)
    documents, ledger = read_corpus(tmp_path)
    assert documents.doc_id.tolist() == ["a"]
    assert noted(ledger, "read") == [("b.txt", "flagged", "metadata.csv names it, but no such article was read")]


def test_a_wrong_sha256_is_flagged_and_a_right_one_is_not(tmp_path):
    right = hashlib.sha256(STORY.encode()).hexdigest()
    write(tmp_path, f"file,sha256\na.txt,{right}\nb.txt,{'0' * 64}\n", a=STORY, b=STORY)
    assert noted(read_corpus(tmp_path)[1], "read") == [
        ("b", "flagged", "its bytes differ from the sha256 in metadata.csv")
    ]


# dates


def test_an_ambiguous_date_stays_undated_and_is_flagged(tmp_path):
    documents, ledger = read_corpus(write(tmp_path, "file,date\na.txt,03/04/2022\n", a=STORY))
    assert documents.date.isna().all()
    assert documents[["date_precision", "date_evidence"]].values.tolist() == [["none", ""]]
    assert "the date '03/04/2022' is not understood" in noted(ledger, "date")[0][2]


@pytest.mark.parametrize(
    ("date", "precision", "expected"),
    [
        ("2024-03-17", "", ("2024-03-17", "day")),
        ("2024-03", "", ("2024-03-01", "month")),
        ("2024", "", ("2024-01-01", "year")),
        ("2024-03-17", "month", ("2024-03-01", "month")),
        ("2024-03-17", "year", ("2024-01-01", "year")),
        ("2024", "day", ("2024-01-01", "year")),
    ],
)
def test_a_date_is_the_first_day_of_what_it_means_and_never_finer_than_given(tmp_path, date, precision, expected):
    documents, _ = read_corpus(write(tmp_path, f"file,date,date_precision\na.txt,{date},{precision}\n", a=STORY))
    assert (f"{documents.date[0]:%Y-%m-%d}", documents.date_precision[0]) == expected


def test_an_unknown_precision_is_flagged(tmp_path):
    _, ledger = read_corpus(write(tmp_path, "file,date,date_precision\na.txt,2024-03-17,week\n", a=STORY))
    assert noted(ledger, "date") == [("a", "flagged", "date_precision 'week' is none of day, month, year, none")]


def test_a_date_of_no_precision_is_not_used_and_flagged(tmp_path):
    documents, ledger = read_corpus(write(tmp_path, "file,date,date_precision\na.txt,2024-03-17,none\n", a=STORY))
    assert documents.date.isna().all()
    assert noted(ledger, "date") == [("a", "flagged", "date_precision is none: the date '2024-03-17' is not used")]


def test_the_note_of_metadata_is_the_evidence_of_the_date(tmp_path):
    write(tmp_path, "file,date,note\na.txt,2024-03-17,seen on page one\nb.txt,2024-03-18,\n", a=STORY, b=STORY)
    assert read_corpus(tmp_path)[0].date_evidence.tolist() == [
        "metadata.csv: seen on page one",
        "metadata.csv: 2024-03-18",
    ]


# cleaning and copies


def test_every_cut_is_in_the_ledger_with_its_place(tmp_path):
    raw = f"River rises in Eastmoor\nby Ann Lee\n{STORY}\nSubscribe to our newsletter\n"
    documents, ledger = read_corpus(write(tmp_path, a=raw))
    assert documents[["title", "author", "text"]].values.tolist() == [
        ["River rises in Eastmoor", "Ann Lee", f"{STORY}\n"]
    ]
    assert ledger.reason.tolist() == ["headline in the text", "byline", "subscription or sharing line"]
    assert all(raw[row.start : row.end] == row.text for row in ledger.itertuples())


def test_copies_are_kept_and_flagged(tmp_path):
    documents, ledger = read_corpus(write(tmp_path, a=STORY, b=STORY.upper(), c=f"{STORY} Again."))
    assert documents.is_copy.tolist() == [False, True, False]
    assert documents.group.tolist() == ["a", "a", "c"]
    assert noted(ledger, "duplicate") == [("b", "flagged", "the same words as a")]


def test_copies_are_found_behind_different_furniture(tmp_path):
    write(tmp_path, a=f"{STORY}\nShare this article", b=f"Water in the streets\n(Ledger) – {STORY}\n© 2024 Ledger")
    assert read_corpus(tmp_path)[0].is_copy.tolist() == [False, True]


# the seeds

FURNITURE = [
    "Getty",
    "Legal Disclaimer",
    "Asami Terajima",
    "MENAFN",
    "Join 10",
    "March 20",
    "02 January 2024",
    "Image Credit",
    "Photo by",
    "(The Post News)",
    "thepostnews.net",
    "Ogirenko",
    "PA Graphics",
    "What's Hot",
    "Share our dream",
    "Olga Rudenko",
    "as is",
    "Rescuers work",
]
SENTENCES = {
    "kyiv-independent_2022-12-27": [
        "Key developments on Dec. 27:",
        "The two men’s deepening ties have raised Ukraine’s alert level",
        "were cut off from power, according to Zelensky.",
    ],
    "menafn_2025-12-07": ["Russia unleashed a large-scale overnight", 'since "it does take two to tango".'],
    "the-post-news_undated": ["On Wednesday, the Kremlin once again rejected", "calculated and methodical approach"],
    "unnamed-outlet_2022-12-29": [
        "Kyiv and Moscow are far from reaching any kind",
        "Does this mean Russia now has",
        "haul.",
    ],
    "unnamed-outlet_undated": ["NATO Secretary General Mark Rutte has expressed", "appears increasingly challenging."],
}


@pytest.mark.parametrize("words", FURNITURE)
def test_furniture_of_the_seeds_is_gone_from_the_texts_and_stands_in_the_ledger(seeds, words):
    documents, ledger = seeds
    assert not documents.text.str.contains(words, regex=False).any()
    assert ledger.text.str.contains(words, regex=False).any()


@pytest.mark.parametrize("doc_id", SENTENCES)
def test_the_story_of_a_seed_is_there_from_its_first_words_to_its_last(seeds, doc_id):
    text = seeds[0].set_index("doc_id").text[doc_id]
    assert [words for words in SENTENCES[doc_id] if words not in text] == []


@pytest.mark.parametrize("doc_id", SENTENCES)
def test_every_word_of_a_seed_is_in_its_text_or_in_the_ledger(seeds, doc_id):
    documents, ledger = seeds
    raw = (SEEDS / f"{doc_id}.txt").read_text(encoding="utf-8")
    cuts = ledger[(ledger.doc_id == doc_id) & (ledger.step == "clean")]
    pieces = [documents.set_index("doc_id").text[doc_id], *cuts.text]
    assert sorted(re.findall(r"\w+", raw)) == sorted(word for piece in pieces for word in re.findall(r"\w+", piece))


def test_the_seeds_are_dated_as_their_metadata_says(seeds):
    documents, _ = seeds
    dates = documents.set_index("doc_id").date.dt.strftime("%Y-%m-%d")
    assert dates.dropna().to_dict() == {
        "kyiv-independent_2022-12-27": "2022-12-27",
        "menafn_2025-12-07": "2025-12-07",
        "unnamed-outlet_2022-12-29": "2022-12-29",
    }


def test_the_bytes_of_the_seeds_are_those_of_their_metadata(seeds):
    assert not seeds[1].reason.str.contains("sha256").any()


# filters

DOCUMENTS = toy_documents()
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "first_date": st.sampled_from(["2024-01-03", "2024-02-01", "2024-03-15"]),
        "last_date": st.sampled_from(["2024-03-28", "2024-04-29", "2030-01-01"]),
        "sources": st.sampled_from([list(OUTLETS), [OUTLETS[0]], (OUTLETS[1],)]),
        "language": st.sampled_from(["en", ""]),
        "copies": st.booleans(),
    },
)


@given(OPTIONS, st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_kept_and_dropped_are_all_in_whatever_order(options, seed):
    shuffled = DOCUMENTS.sample(frac=1, random_state=seed)
    kept, ledger = keep_documents(shuffled, **options)
    assert sorted([*kept.doc_id, *ledger.doc_id]) == list(STEMS)
    again, same = keep_documents(DOCUMENTS, **options)
    pd.testing.assert_frame_equal(kept.sort_values("doc_id", ignore_index=True), again)
    pd.testing.assert_frame_equal(ledger, same)


def test_no_filter_keeps_all():
    kept, ledger = keep_documents(DOCUMENTS)
    pd.testing.assert_frame_equal(kept, DOCUMENTS)
    pd.testing.assert_frame_equal(ledger, tables.make("ledger"))


def test_both_ends_of_a_span_are_kept():
    kept, _ = keep_documents(DOCUMENTS, first_date="2024-01-05", last_date="2024-01-16")
    assert sorted(kept.date.dt.strftime("%d")) == ["05", "08", "16"]


@pytest.mark.parametrize(("bound", "words"), [("first_date", "before"), ("last_date", "after")])
def test_a_bound_leaves_out_what_is_undated_and_says_so(bound, words):
    documents = toy_documents(
        {"a": "One.", "b": "Two."}, date=pd.to_datetime(["2024-01-01", None]).astype("datetime64[s]")
    )
    kept, ledger = keep_documents(documents, **{bound: "2024-01-01"})
    assert kept.doc_id.tolist() == ["a"]
    assert ledger.reason.tolist() == [f"{words} {bound} 2024-01-01 or undated"]


@pytest.mark.parametrize(
    ("precision", "first", "last", "reason"),
    [
        ("month", "2024-03-01", "2024-03-31", ""),
        ("month", "2024-03-02", "", "dated too coarsely for first_date 2024-03-02"),
        ("month", "", "2024-03-30", "dated too coarsely for last_date 2024-03-30"),
        ("month", "2024-04-01", "", "before first_date 2024-04-01"),
        ("month", "", "2024-02-29", "after last_date 2024-02-29"),
        ("year", "2024-01-01", "2024-12-31", ""),
        ("year", "2024-01-02", "", "dated too coarsely"),
        ("year", "", "2024-12-30", "dated too coarsely"),
        ("day", "2024-01-01", "2024-03-01", ""),
    ],
)
def test_a_month_or_year_is_kept_only_if_all_of_it_lies_within_the_bounds(precision, first, last, reason):
    date = "2024-01-01" if precision == "year" else "2024-03-01"
    documents = toy_documents(
        {"a": "One.", "b": "Two."},
        date=pd.to_datetime([date, first or last]).astype("datetime64[s]"),
        date_precision=[precision, "day"],
    )
    kept, ledger = keep_documents(documents, first_date=first, last_date=last)
    assert ("a" in set(kept.doc_id)) == (not reason)
    assert [row.reason.startswith(reason) for row in ledger.itertuples()] == [True] * bool(reason)


def test_documents_of_unknown_language_stay():
    documents = toy_documents(dict.fromkeys("abc", "Text."), language=["en", "", "de"])
    assert keep_documents(documents, language="en")[0].doc_id.tolist() == ["a", "b"]


COPIES = toy_documents(
    dict.fromkeys("abcd", STORY),
    source=["Post", "Ledger", "Ledger", "Echo"],
    group=["a"] * 3 + ["d"],
    is_copy=[False, True, True, False],
)


def test_copies_are_left_out_unless_asked_for():
    assert keep_documents(COPIES)[0].doc_id.tolist() == ["a", "d"]
    assert keep_documents(COPIES, copies=True)[0].doc_id.tolist() == list("abcd")


def test_a_copy_stands_in_where_its_representative_is_left_out():
    kept, ledger = keep_documents(COPIES, sources=["Ledger"])
    assert kept.doc_id.tolist() == ["b"]
    assert dict(zip(ledger.doc_id, ledger.reason, strict=True))["c"] == "a copy of a document that is kept"


def test_filtering_changes_no_argument():
    before = COPIES.copy()
    keep_documents(COPIES, sources=["Ledger"])
    pd.testing.assert_frame_equal(COPIES, before)


def test_an_unknown_source_is_refused_with_those_there_are():
    with pytest.raises(InputError, match=r"No document is from 'Echo'; the sources are \['Norhaven Post', 'The East"):
        keep_documents(DOCUMENTS, sources=["Echo", OUTLETS[0]])


def test_reversed_dates_are_refused():
    with pytest.raises(InputError, match="first_date 2024-03-01 is after last_date 2024-02-01; exchange them"):
        keep_documents(DOCUMENTS, first_date="2024-03-01", last_date="2024-02-01")


@pytest.mark.parametrize("text", ["2024", "2024-03", "03/04/2024", "soon"])
@pytest.mark.parametrize("bound", ["first_date", "last_date"])
def test_a_bound_that_is_no_day_is_refused(bound, text):
    with pytest.raises(InputError, match=f"{bound} is '{text}', expected a day such as 2022-12-27"):
        keep_documents(DOCUMENTS, **{bound: text})


def test_filters_that_leave_nothing_say_which():
    with pytest.raises(InputError, match="leave none of the 24 documents: before first_date 2025-01-01 or undated"):
        keep_documents(DOCUMENTS, first_date="2025-01-01")


def test_metadata_for_a_file_of_many_articles_is_flagged_and_changes_none(tmp_path):
    (tmp_path / "all.csv").write_text("id,text\na,The river rose on Monday.\nb,The docks stood still.\n")
    (tmp_path / "metadata.csv").write_text("file,source\nall.csv,Post\n")
    documents, ledger = read_corpus(tmp_path)
    assert documents.source.tolist() == ["", ""]
    assert ledger.reason.str.contains("holds 2 articles; name each by its doc_id").sum() == 1


def test_two_rows_of_metadata_for_one_article_are_flagged(tmp_path):
    (tmp_path / "a.txt").write_text("The river rose on Monday.")
    (tmp_path / "metadata.csv").write_text("file,source\na.txt,Post\na.txt,Ledger\n")
    documents, ledger = read_corpus(tmp_path)
    assert documents.source.tolist() == ["Ledger"]
    assert ledger.reason.str.contains("more than one row").sum() == 1


def test_sidecars_are_found_beside_a_glob_with_brackets(tmp_path):
    (tmp_path / "a1.txt").write_text("The river rose on Monday.")
    (tmp_path / "metadata.csv").write_text("file,source\na1.txt,Post\n")
    documents, _ = read_corpus(tmp_path / "a[0-9].txt")
    assert documents.source.tolist() == ["Post"]


def test_documents_of_unknown_language_are_taken_to_be_of_the_language_asked_for(tmp_path):
    (tmp_path / "all.csv").write_text(
        "id,text,lang\na,Der Fluss stieg.,\nb,Die Stadt schlief.,de-AT\nc,The end.,en_GB\n"
    )
    documents, _ = read_corpus(tmp_path)
    assert documents.language.tolist() == ["", "de", "en"]
    kept, _ = keep_documents(documents, language="de")
    assert (kept.doc_id.tolist(), kept.language.tolist()) == (["a", "b"], ["de", "de"])


# texts left on the disk


def test_a_corpus_that_is_opened_is_the_one_that_is_read_less_its_texts(tmp_path):
    corpus, cache = write_toy(tmp_path / "toy"), tmp_path / "cache"
    (corpus / "article-99.txt").write_text("Talks went on.\n\nPhoto: Ann Lee / Reuters\n")
    documents, ledger, texts = open_corpus(corpus, cache=cache)
    whole, whole_ledger = read_corpus(corpus, cache=cache)
    pd.testing.assert_frame_equal(documents, whole.drop(columns="text"))
    rest = whole_ledger[whole_ledger.step != "clean"].reset_index(drop=True)
    assert len(rest) < len(whole_ledger)
    pd.testing.assert_frame_equal(ledger, rest)
    stored = pd.concat([pd.read_parquet(file) for file in texts.files]).set_index("doc_id").text
    assert stored.loc[whole.doc_id].tolist() == whole.text.tolist()


def test_a_damaged_store_is_opened_anew(tmp_path):
    corpus, cache = write_toy(tmp_path / "toy"), tmp_path / "cache"
    before = open_corpus(corpus, cache=cache)
    for file in before[2].files:
        file.write_bytes(b"torn")
    after = open_corpus(corpus, cache=cache)
    for one, two in zip(before[:2], after[:2], strict=True):
        pd.testing.assert_frame_equal(one, two)
    assert all(file.stat().st_size > 4 for file in after[2].files)


def test_filters_and_counts_need_no_texts(tmp_path):
    corpus, cache = write_toy(tmp_path / "toy"), tmp_path / "cache"
    documents, ledger, _ = open_corpus(corpus, cache=cache)
    whole, whole_ledger = read_corpus(corpus, cache=cache)
    filters = {"first_date": "2024-02-01"}
    kept, out = keep_documents(documents, **filters)
    whole_kept, whole_out = keep_documents(whole, **filters)
    pd.testing.assert_frame_equal(kept, whole_kept.drop(columns="text"))
    pd.testing.assert_frame_equal(out, whole_out)
    rows, whole_rows = pd.concat([ledger, out]), pd.concat([whole_ledger, whole_out])
    for count in (corpora.summarise_corpus, corpora.report_corpus):
        pd.testing.assert_frame_equal(count(documents, rows, kept), count(whole, whole_rows, whole_kept))
    for count in (corpora.count_coverage, corpora.count_lengths, corpora.find_outliers, corpora.count_copies):
        pd.testing.assert_frame_equal(count(documents), count(whole))
    for count in (corpora.count_evidence, corpora.count_groups):
        pd.testing.assert_frame_equal(count(documents, ledger), count(whole, whole_ledger))
    assert corpora.describe_languages(documents) == corpora.describe_languages(whole)
    card = corpora.describe_corpus(documents, rows, kept)
    assert "Rules cut" not in card and corpora.describe_corpus(whole, whole_rows, whole_kept).startswith(card)


@pytest.mark.parametrize("count", [corpora.count_cuts, corpora.choose_articles, corpora.mark_articles])
def test_what_needs_the_texts_says_so(count):
    documents = toy_documents().drop(columns="text")
    with pytest.raises(InputError, match=r"24 documents have no column text.*Read the corpus with read_corpus"):
        count(documents, tables.make("ledger"))
