"""Copies, exact and near, and their representatives."""

import gzip
import json
import os
import random
import re
from itertools import combinations, product
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.duplicates import find_duplicates
from broadsheet.corpus.signatures import SIGNATURE, sign_texts
from broadsheet.errors import InputError
from toy import group_documents, toy_documents

WORDS = ["".join(sounds) for sounds in product(("ba", "di", "ko", "lu", "me", "no", "ra", "su"), repeat=4)]
TEXT = "The river rose in Eastmoor."


def groups(texts, **columns):
    found = group_documents(toy_documents(texts, **columns))
    return dict(zip(found.doc_id, found.group, strict=True))


def story(n_words, *, seed):
    """Invented words: two stories share hardly three in a row."""
    return random.Random(seed).choices(WORDS, k=n_words)


def edit(words, *, share, seed):
    """Replace, insert or delete as many words as the share says, at random places."""
    rng = random.Random(seed)
    edited = []
    places = set(rng.sample(range(len(words)), round(share * len(words))))
    for place, word in enumerate(words):
        what = rng.choice(["replace", "insert", "delete"]) if place in places else "keep"
        edited += {"replace": ["other"], "insert": ["another", word], "delete": [], "keep": [word]}[what]
    return edited


def are_copies(one, other):
    return len(set(groups({"a": " ".join(one), "b": " ".join(other)}).values())) == 1


def days(*texts):
    return pd.to_datetime(list(texts)).astype("datetime64[s]")


def test_the_toy_holds_no_copy():
    assert not group_documents(toy_documents()).is_copy.any()


@pytest.mark.parametrize(
    "copy",
    [TEXT, TEXT.upper(), "  The river\n\nrose  in Eastmoor", "“The river rose – in Eastmoor!”"],
)
def test_case_spacing_and_punctuation_make_no_difference(copy):
    assert groups({"a": TEXT, "b": copy}) == {"a": "a", "b": "a"}


@pytest.mark.parametrize(
    "other",
    [TEXT + " Again.", "In Eastmoor the river rose.", "The rivers rose in Eastmoor.", "The river rose in East moor."],
)
def test_other_words_or_another_order_are_no_copy(other):
    assert groups({"a": TEXT, "b": other}) == {"a": "a", "b": "b"}


def test_the_earliest_dated_represents_the_group():
    dates = days("2024-03-01", "2024-01-01", "2024-02-01")
    assert groups(dict.fromkeys("abc", TEXT), date=dates) == {"a": "b", "b": "b", "c": "b"}


def test_an_undated_text_represents_only_undated_ones():
    assert groups({"a": TEXT, "b": TEXT}, date=days(None, "2024-01-01")) == {"a": "b", "b": "b"}


def test_of_one_day_the_first_by_id_represents():
    assert groups({"b": TEXT, "a": TEXT}, date=days("2024-01-01", "2024-01-01")) == {"b": "a", "a": "a"}


def test_all_but_the_representative_are_copies():
    found = group_documents(toy_documents(dict.fromkeys("abc", TEXT)))
    assert found.is_copy.tolist() == [False, True, True]


def test_texts_without_any_word_are_alone():
    assert groups({"a": "...", "b": "...", "c": ""}) == {"a": "a", "b": "b", "c": "c"}


def test_shuffled_documents_give_the_same_groups():
    texts = {f"{number}": TEXT if number % 3 else f"Story {number}" for number in range(9)}
    documents = toy_documents(texts)
    shuffled = group_documents(documents.sample(frac=1, random_state=3)).sort_values("doc_id", ignore_index=True)
    pd.testing.assert_frame_equal(shuffled, group_documents(documents))


def test_no_documents_have_no_copies():
    assert len(group_documents(toy_documents({}))) == 0


@pytest.mark.parametrize("n_words", [60, 150, 400, 1000])
def test_a_tenth_of_the_words_edited_leaves_a_copy(n_words):
    found = [
        are_copies(words, edit(words, share=0.1, seed=seed))
        for seed in range(25)
        for words in [story(n_words, seed=seed)]
    ]
    assert sum(found) >= 24


@pytest.mark.parametrize("n_words", [100, 300, 900])
def test_another_headline_and_a_cut_tail_leave_a_copy(n_words):
    words = story(n_words, seed=1)
    for left in (0.5, 0.6, 0.7):
        assert are_copies(words, story(8, seed=2) + words[: round(left * n_words)])


@pytest.mark.parametrize("n_words", [100, 300, 900])
def test_an_added_lead_leaves_a_copy(n_words):
    words = story(n_words, seed=1)
    assert are_copies(words, story(n_words // 3, seed=2) + words)


def test_stories_that_share_their_background_are_no_copies():
    background = story(150, seed=1)
    assert not are_copies(story(150, seed=2) + background, story(150, seed=3) + background)


REPORT = """The Eastmoor Water Board said on {day} that the level of the river stood at {level} metres at noon, {change}
metres above the day before, while {homes} homes in the lower town were without power. In its daily report the board
said that {pumps} pumps were at work and that it expects the water to fall to {later} metres by the end of the week.
Residents can call the board on {phone} at any hour, a spokesman said, and the next report is due tomorrow."""
ONE_DAY = {"day": "Monday", "level": 4.2, "change": 0.31, "homes": 120, "pumps": 14, "later": 3.9, "phone": 5550101}
NEXT_DAY = {"day": "Tuesday", "level": 4.6, "change": 0.42, "homes": 215, "pumps": 19, "later": 4.1, "phone": 5550101}


def test_one_form_with_other_numbers_is_another_story():
    assert groups({"a": REPORT.format(**ONE_DAY), "b": REPORT.format(**NEXT_DAY)}) == {"a": "a", "b": "b"}


def test_one_form_with_the_same_numbers_is_a_copy():
    report = REPORT.format(**ONE_DAY)
    copy = report.replace("while", "and").replace("at any hour, ", "").replace("at noon", "at 12").upper()
    assert groups({"a": report, "b": copy}) == {"a": "a", "b": "a"}


def test_in_a_short_text_one_other_number_makes_another_story():
    note = "The bank said it will lend {} crowns to the three towns on the river at the usual rate, and that it "
    note += "expects to be paid back by the end of the year after next, a spokesman said, as it was before."
    assert groups({"a": note.format(250), "b": note.format(275)}) == {"a": "a", "b": "b"}
    assert groups({"a": note.format(250), "b": note.format(250) + " No more."}) == {"a": "a", "b": "a"}


def test_texts_of_less_than_thirty_words_have_exact_copies_only():
    words = story(29, seed=1)
    assert not are_copies(words, [*words[:28], "other"])
    assert are_copies(words, words)


def test_texts_without_spaces_between_words_have_near_copies_too():
    rng = random.Random(1)
    text = "".join(chr(rng.randrange(0x4E00, 0x6E00)) for _ in range(300))
    assert groups({"a": text, "b": text[:120] + "水位" + text[125:]}) == {"a": "a", "b": "a"}


def test_of_one_day_the_fuller_version_represents_the_cut_one():
    texts = {"a": " ".join(story(300, seed=1)[:180]), "b": " ".join(story(300, seed=1))}
    assert groups(texts, date=days("2024-01-01", "2024-01-01")) == {"a": "b", "b": "b"}
    assert groups(texts, date=days("2024-01-01", "2024-01-02")) == {"a": "a", "b": "a"}


def test_similarity_is_the_share_of_the_shorter_text_in_the_representative():
    words = story(400, seed=1)
    cut = " ".join(words[:240] + story(60, seed=2))  # 238 of 298 shingles
    found = group_documents(toy_documents({"a": " ".join(words), "b": cut, "c": " ".join(words), "d": "Alone."}))
    assert found.similarity.tolist() == pytest.approx([1, 238 / 298, 1, 1], abs=0.1)
    assert found.group.tolist() == ["a", "a", "a", "d"]


def test_only_exact_copies_have_a_similarity_of_one():
    words = story(300, seed=1)
    texts = {"a": " ".join(words), "b": " ".join(words[:200]), "c": " ".join(words).upper()}
    assert group_documents(toy_documents(texts)).similarity.tolist() == [1, 0.99, 1]


def test_copies_that_were_edited_apart_are_one_group():
    texts = {name: " ".join(edit(story(300, seed=1), share=0.1, seed=seed)) for seed, name in enumerate("bcdef")}
    assert set(groups({"a": " ".join(story(300, seed=1))} | texts).values()) == {"a"}
    assert set(groups(texts | {"z": " ".join(story(300, seed=1))}).values()) == {"b"}


def test_a_chain_of_versions_does_not_join_its_ends():
    words = story(1000, seed=1)
    texts = {f"{number:02}": " ".join(words[number * 40 : number * 40 + 300]) for number in range(17)}
    found = groups(texts, date=pd.date_range("2024-01-01", periods=17).astype("datetime64[s]"))
    assert found["01"] == "00"
    assert found["16"] != found["00"]
    assert all(shared(texts[name], texts[head]) > 0.3 for name, head in found.items())


def shared(one, other):
    first, second = shingles(one), shingles(other)
    return len(first & second) / min(len(first), len(second))


def jaccard(one, other):
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_groups_agree_with_a_comparison_of_all_pairs(seed):
    rng = random.Random(seed)
    texts = {}
    for number in range(12):
        base = story(rng.randrange(60, 300), seed=seed + number // 3)
        texts[f"{number:02}"] = " ".join(edit(base, share=rng.choice([0, 0.03, 0.1, 0.5]), seed=seed + number))
    found = groups(texts)
    for one, other in combinations(texts, 2):
        alike, all_alike = shared(texts[one], texts[other]), jaccard(texts[one], texts[other])
        if alike > 0.85 and all_alike > 0.45 and found[one] != found[other]:
            # then one of them is too unlike the other's representative
            assert min(shared(texts[one], texts[found[other]]), shared(texts[other], texts[found[one]])) < 0.6
        if alike < 0.2:
            assert found[one] != found[other]


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_groups_do_not_depend_on_the_order_of_rows(seed, rng):
    texts = {
        f"{number}": " ".join(edit(story(120, seed=seed + number % 3), share=0.08, seed=seed + number))
        for number in range(9)
    }
    documents = toy_documents(texts | {"x": texts["4"], "y": "...", "z": ""})
    order = list(documents.index)
    rng.shuffle(order)
    shuffled = group_documents(documents.loc[order]).loc[documents.index]
    pd.testing.assert_frame_equal(shuffled, group_documents(documents))
    sizes = shuffled.groupby("group").is_copy.agg(["size", "sum"])
    assert (sizes["sum"] == sizes["size"] - 1).all()


def test_a_copy_is_found_among_hundreds_on_one_form():
    rng = random.Random(1)
    form = story(200, seed=1)
    texts = {
        f"{number:03}": " ".join(form[:150] + [str(rng.randrange(10**6)) for _ in range(30)] + story(60, seed=number))
        for number in range(300)
    }
    texts["copy"] = " ".join(edit(texts["123"].split(), share=0.03, seed=1))
    found = groups(texts)
    assert found["copy"] == found["123"]
    assert sum(head != name for name, head in found.items()) == 1


def test_signatures_may_come_from_anywhere_arrow_reads():
    documents = toy_documents({"a": TEXT, "b": "Alone.", "c": TEXT})
    signed = documents[["doc_id", "date", "n_words"]].assign(signature=sign_texts(documents.text.to_list()))
    expected = find_duplicates(signed)
    for kind in (pa.binary(), pa.large_binary(), pa.binary(SIGNATURE.itemsize)):
        arrow = signed.astype({"signature": pd.ArrowDtype(kind)})
        pd.testing.assert_frame_equal(find_duplicates(arrow), expected)
        pd.testing.assert_frame_equal(find_duplicates(arrow.iloc[[0, 2]]), expected.iloc[[0, 2]])
        assert find_duplicates(arrow.iloc[1:]).group.tolist() == ["b", "c"]


def test_signatures_of_another_version_are_refused():
    signed = toy_documents({"a": TEXT})[["doc_id", "date", "n_words"]].assign(signature=[b"short"])
    with pytest.raises(InputError, match=r"signatures of texts are 5 bytes long, expected 316: .* Read the corpus"):
        find_duplicates(signed)


def development_texts(name):
    if not os.environ.get("BROADSHEET_DATA"):
        pytest.skip("BROADSHEET_DATA is not set: the development corpora are elsewhere")
    with gzip.open(Path(os.environ["BROADSHEET_DATA"]) / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize("name", ["bbc_news", "reuters_train"])
def test_every_body_that_comes_twice_in_a_corpus_is_found(name):
    texts = {f"{number:05}": text for number, text in enumerate(development_texts(name))}
    found = groups(texts)
    heads = {}
    for doc_id, text in texts.items():
        spelt = tuple(re.findall(r"\w+", text.lower()))
        assert not spelt or heads.setdefault(spelt, found[doc_id]) == found[doc_id]
    assert len(set(found.values())) < len(texts)


@pytest.mark.parametrize("name", ["bbc_news", "wikinews"])
def test_copies_planted_in_a_corpus_are_found_and_little_else(name):
    texts = {f"{number:05}": text for number, text in enumerate(development_texts(name))}
    before = groups(texts)
    sources = [doc_id for doc_id, text in texts.items() if 60 <= len(text.split()) <= 1000][:250]
    planted = {f"copy {doc_id}": " ".join(edit(texts[doc_id].split(), share=0.1, seed=1)) for doc_id in sources}
    found = groups(texts | planted, date=days(*["2024-01-01"] * len(texts), *["2024-01-02"] * len(planted)))
    assert sum(found[f"copy {doc_id}"] == found[doc_id] for doc_id in sources) >= 0.98 * len(sources)
    joined = [(doc_id, head) for doc_id, head in found.items() if doc_id != head]
    right = [before[doc_id.removeprefix("copy ")] == before[head] for doc_id, head in joined]
    assert sum(right) >= 0.98 * len(joined)
