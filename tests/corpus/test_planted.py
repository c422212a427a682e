"""Everything planted in an invented corpus is found again, and nothing of a story is lost."""

import csv
import io
import itertools
import random
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.corpus import keep_documents, read_corpus, stages, store, summarise_corpus
from broadsheet.corpus.cleaning.clean import restore_text
from planted import make_documents
from planted_corpus import plant_corpus
from planted_story import Writer
from toy import group_documents

N_ARTICLES = 600
OF_THE_TAIL = {"recurring line", "author note"}  # a note on the author is cut with all that stands below it
SENSIBLE = {  # kind of furniture -> the rules under which a reader would look for it
    "headline": {"headline in the text"},
    "byline": {"byline"},
    "dateline": {"dateline"},
    "page date": {"page date"},
    "photo caption": {"photo caption"},
    "subscription or sharing line": {"subscription or sharing line"} | OF_THE_TAIL,
    "navigation": {"navigation", "subscription or sharing line"} | OF_THE_TAIL,
    "legal text": {"legal text"} | OF_THE_TAIL,
    "author note": {"author note"},
    "note": {"correction or agency note"} | OF_THE_TAIL,
    "end mark": {"end mark"},
    "recurring": {"recurring line"},
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("planted") / "corpus"


@pytest.fixture(scope="module")
def truth(corpus) -> pd.DataFrame:
    return plant_corpus(corpus, n_articles=N_ARTICLES)


@pytest.fixture(scope="module")
def tables(corpus, truth) -> tuple[pd.DataFrame, pd.DataFrame]:
    return read_corpus(corpus)


@pytest.fixture(scope="module")
def found(truth, tables) -> pd.DataFrame:
    """A row for each article that was read: the truth, and as ``got_...`` what came out."""
    got = tables[0].set_index("doc_id").add_prefix("got_")
    return truth[~truth.is_dropped].merge(got, left_on="doc_id", right_index=True, validate="one_to_one")


@pytest.fixture(scope="module")
def edits(tables) -> dict[str, list[dict]]:
    """Per article the ledger rows of cleaning, in order of place."""
    rows = tables[1][tables[1].step == "clean"].sort_values(["start", "end"], kind="stable")
    return {doc_id: own.to_dict("records") for doc_id, own in rows.groupby("doc_id")}


def filled(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


# nothing lost


def test_the_planted_corpus_holds_what_these_tests_are_about(truth):
    assert set(truth.form) == {"txt", "jsonl", "csv", "html", "docx", "zip"}
    assert set(truth.language) == {"en", "de", "fr"}
    assert truth.kind.value_counts().min() >= 5 and len(set(truth.kind)) == 7
    assert (truth.date == "").sum() >= 20 and set(truth.precision) == {"day", "month", "year", "none"}
    assert sum(map(len, truth.furniture)) > 5 * N_ARTICLES


def test_every_article_is_read_or_noted_as_dropped(truth, tables):
    documents, ledger = tables
    dropped = ledger[(ledger.step == "read") & (ledger.action == "dropped")]
    assert sorted(documents.doc_id) == sorted(truth.doc_id[~truth.is_dropped])
    assert sorted(dropped.doc_id) == sorted(truth.doc_id[truth.is_dropped])


def test_the_counts_of_the_summary_add_up(truth, tables):
    kept, left_out = keep_documents(tables[0])
    counts = summarise_corpus(*tables, kept).set_index("fact")["count"]
    assert counts["articles found"] == N_ARTICLES
    assert counts["not readable (see the ledger)"] == truth.is_dropped.sum()
    assert counts["articles kept"] + counts["left out by filters, copies among them"] == (~truth.is_dropped).sum()
    assert counts["left out by filters, copies among them"] == len(left_out)


def test_no_paragraph_of_a_story_is_lost_or_changed(found):
    lost = [(row.doc_id, line) for row in found.itertuples() for line in row.story if line not in filled(row.got_text)]
    assert lost == []


def test_the_paragraphs_of_a_story_keep_their_order(found):
    for row in found.itertuples():
        assert [line for line in filled(row.got_text) if line in set(row.story)] == row.story


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_paragraph_of_other_corpora_is_lost(seed, tmp_path):
    truth = plant_corpus(tmp_path / "c", n_articles=120, random_state=seed)
    texts = read_corpus(tmp_path / "c")[0].set_index("doc_id").text
    for row in truth[~truth.is_dropped].itertuples():
        assert [line for line in row.story if line not in filled(texts[row.doc_id])] == []


# furniture


def test_what_stays_beside_the_story_is_furniture_and_little_of_it(found):
    pages = found[found.form != "html"]
    stayed = {
        row.doc_id: [line for line in filled(row.got_text) if line not in row.story] for row in pages.itertuples()
    }
    planted = {row.doc_id: [line.strip() for _, line in row.furniture] for row in pages.itertuples()}
    meant = {row.doc_id: [line for kind, line in row.furniture if kind == "may stay"] for row in pages.itertuples()}
    assert [line for doc_id, lines in stayed.items() for line in lines if line not in planted[doc_id]] == []
    too_much = [line for doc_id, lines in stayed.items() for line in lines if line not in meant[doc_id]]
    assert len(too_much) <= 0.02 * sum(map(len, planted.values())), too_much[:10]


def test_planted_furniture_is_in_the_ledger_under_a_rule_that_fits(found, edits):
    n, wrong = 0, []
    for row in found.itertuples():
        for kind, line in row.furniture:
            if kind == "may stay":
                continue
            rules = {edit["reason"] for edit in edits.get(row.doc_id, ()) if line.strip() in edit["text"]}
            n += 1
            if not rules & SENSIBLE[kind]:
                wrong.append((row.source, kind, line, rules))
    assert len(wrong) <= 0.02 * n, wrong[:10]


def test_text_and_ledger_give_the_raw_text_of_every_article(found, edits):
    for row in found[found.form != "html"].itertuples():
        raw = row.raw if row.form in ("txt", "zip") else row.raw.strip("\n")  # the blank ends of cells are no text
        assert restore_text(row.got_text, edits.get(row.doc_id, ())) == raw


def test_headlines_become_titles(found):
    assert (found.headline == found.got_title).mean() >= 0.98, found[found.headline != found.got_title].doc_id.tolist()


# dates


def test_planted_dates_are_found(found):
    planted = found[found.date != ""]
    got = planted.got_date.dt.strftime("%Y-%m-%d")
    right = (got == planted.date) & (planted.got_date_precision == planted.precision)
    assert right.mean() >= 0.98, planted[~right][["doc_id", "date", "got_date", "got_date_evidence"]].to_string()
    assert (planted.got_date_evidence != "").all()


def test_no_date_is_invented(found):
    bare = found[found.date == ""]
    assert bare.got_date.isna().all(), bare[bare.got_date.notna()][["doc_id", "got_date_evidence"]].to_string()
    assert set(bare.got_date_precision) == {"none"}


# copies


def pairs(groups: pd.Series) -> set[tuple]:
    """Pairs of articles (the index) that are in one group."""
    together = groups.groupby(groups).groups.values()
    return {pair for ids in together for pair in itertools.combinations(sorted(ids), 2)}


def test_planted_copies_are_found_and_nothing_else_is_joined(found):
    ids = found.set_index("doc_id")
    planted, got = pairs(ids.group), pairs(ids.got_group)
    assert len(planted) > 80
    assert len(planted & got) >= 0.98 * len(planted), sorted(planted - got)
    assert len(planted & got) >= 0.98 * len(got), sorted(got - planted)


def test_of_copies_with_one_word_in_ten_exchanged_98_percent_are_found_and_no_others_joined():
    writer, n = Writer(0), 1000
    stories = [writer.story(writer.event(), n_sentences=writer.draw.randint(9, 20)) for _ in range(n)]
    texts = ["\n".join(story) for story in [*stories, *map(writer.edit, stories)]]
    group = group_documents(make_documents(texts)).group
    assert pairs(group) <= {(at, n + at) for at in range(n)}
    assert len(pairs(group)) >= 0.98 * n


def test_every_exact_copy_is_found_whatever_stands_around_it(found):
    groups = found.set_index("doc_id").got_group
    exact = found[found.kind == "exact copy"]
    assert [row.doc_id for row in exact.itertuples() if groups[row.doc_id] != groups[row.group]] == []


def test_two_stories_on_one_event_are_never_joined(found):
    twins = set(found.doc_id[found.kind == "event pair"])
    groups = found.set_index("doc_id")
    for one, other in pairs(groups.got_group):
        assert not ({one, other} & twins) or groups.group[one] == groups.group[other]


def test_one_article_of_each_group_represents_it(tables):
    documents = tables[0]
    assert (documents[~documents.is_copy].doc_id == documents[~documents.is_copy].group).all()
    assert documents.group.nunique() == (~documents.is_copy).sum() == len(keep_documents(documents)[0])


# languages, outlets


def test_languages_and_outlets_are_those_that_were_planted(found):
    assert found[found.language != found.got_language].doc_id.tolist() == []
    assert found[found.source != found.got_source].doc_id.tolist() == []


# the same, however it is read


def assert_same(one, other):
    for left, right in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_another_partitioning_gives_the_same_tables(corpus, tables, monkeypatch):
    monkeypatch.setattr(store, "PART_BYTES", 30_000)
    monkeypatch.setattr(store, "MOST_FILES", 23)
    monkeypatch.setattr("broadsheet.corpus.index.PIECE_BYTES", 20_000)
    monkeypatch.setattr(stages, "CHUNK_ROWS", 7)
    assert_same(tables, read_corpus(corpus))


def shuffle_rows(text: str, draw: random.Random) -> str:
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    draw.shuffle(rows)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


def test_another_order_of_files_members_rows_and_lines_gives_the_same_tables(corpus, tables, tmp_path):
    draw, folder = random.Random(4), tmp_path / "shuffled"
    files = [file for file in sorted(corpus.rglob("*")) if file.is_file()]
    for file in draw.sample(files, len(files)):
        target = folder / file.relative_to(corpus)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    for table in ("gazette.csv", "metadata.csv"):
        text = (corpus / table).read_bytes().decode("utf-8-sig")
        (folder / table).write_text(shuffle_rows(text, draw), encoding="utf-8", newline="")
    lines = (corpus / "chronicle.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "chronicle.jsonl").write_bytes(b"".join(draw.sample(lines, len(lines))))
    with zipfile.ZipFile(corpus / "dispatch.zip") as old, zipfile.ZipFile(folder / "dispatch.zip", "w") as new:
        for name in draw.sample(old.namelist(), len(old.namelist())):
            new.writestr(name, old.read(name))
    assert_same(tables, read_corpus(folder))


def test_clean_texts_read_again_lose_nothing_more(tables, tmp_path):
    documents = tables[0]
    for row in documents.itertuples():
        (tmp_path / f"{row.doc_id}.txt").write_text(row.text, encoding="utf-8", newline="\n")
    documents[["doc_id", "source"]].to_csv(tmp_path / "metadata.csv", index=False)
    again, ledger = read_corpus(tmp_path)
    assert ledger[ledger.step == "clean"][["doc_id", "reason", "text"]].to_numpy().tolist() == []
    assert again.text.tolist() == documents.text.tolist()
