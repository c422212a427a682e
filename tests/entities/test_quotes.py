"""The sentences behind a pair, both names marked."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities.network import find_pairs, link_entities
from broadsheet.entities.quotes import mark_names
from planted import make_documents

TEXT = "Ada met Bob.\nCyd saw Ada and Bob, and Ada left."


def mentions_of(*rows: tuple[int, int, str], text: str = TEXT, lines: bool = True) -> pd.DataFrame:
    """Mentions (start, end, entity) in d000, a sentence a line."""
    return tables.make(
        "mentions",
        [
            {"doc_id": "d000", "sentence": text[:start].count("\n") if lines else 0, "start": start, "end": end,
             "surface": text[start:end], "entity": entity, "kind": "PERSON", "rule": "model"}
            for start, end, entity in rows
        ],
    )  # fmt: skip


NAMED = mentions_of((0, 3, "Ada"), (8, 11, "Bob"), (13, 16, "Cyd"), (21, 24, "Ada"), (29, 32, "Bob"), (38, 41, "Ada"))


def pairs_of(text: str, mentions: pd.DataFrame) -> pd.DataFrame:
    documents = make_documents([text])
    return find_pairs(documents, mentions, link_entities(mentions, documents))


def take_out(sentence: str, marks: tuple[tuple[int, int], ...]) -> str:
    """The sentence without its asterisks, by the places of the marks."""
    added = sorted([start for start, _ in marks] + [end for _, end in marks])
    for at in reversed(range(len(added))):
        place = added[at] + 2 * at
        assert sentence[place : place + 2] == "**"
        sentence = sentence[:place] + sentence[place + 2 :]
    return sentence


def test_both_names_are_marked_wherever_they_stand_in_the_sentence():
    marked = mark_names(pairs_of(TEXT, NAMED), NAMED).set_index(["item", "start"])
    assert marked.sentence["Ada -- Bob", 0] == "**Ada** met **Bob**."
    assert marked.sentence["Ada -- Bob", 13] == "Cyd saw **Ada** and **Bob**, and **Ada** left."
    assert marked.sentence["Bob -- Cyd", 13] == "**Cyd** saw Ada and **Bob**, and Ada left."
    assert marked.marks["Bob -- Cyd", 13] == ((0, 3), (16, 19))


def test_the_mark_is_on_the_words_that_stand_there_not_on_the_entity():
    text = "Putin and the West's NATO."
    mentions = mentions_of((0, 5, "Vladimir Putin"), (21, 25, "NATO"), text=text)
    (sentence,) = mark_names(pairs_of(text, mentions), mentions).sentence
    assert sentence == "**Putin** and the West's **NATO**."


def test_a_name_with_the_sign_between_names_is_told_apart():
    text = "x, y and z."
    for x, y in (("a -- b", "c"), ("a", "b -- c")):
        mentions = mentions_of((0, 1, x), (3, 4, y), (9, 10, "z"), text=text)
        marked = mark_names(pairs_of(text, mentions), mentions).set_index("item")
        assert marked.sentence["a -- b -- c"] == "**x**, **y** and z."


def test_marks_end_with_the_sentence_and_one_inside_another_is_one():
    mentions = mentions_of((0, 7, "Ada"), (2, 5, "Bob"), (8, 40, "Bob"))
    pairs = pairs_of(TEXT, NAMED).query("item == 'Ada -- Bob' and start == 0")
    assert mark_names(pairs, mentions).marks.tolist() == [((0, 7), (8, 12))]


@pytest.mark.parametrize("mentions", [NAMED.head(0), NAMED[NAMED.entity != "Bob"], NAMED.assign(doc_id="other")])
def test_a_pair_the_mentions_do_not_have_stays_unmarked(mentions):
    pairs = pairs_of(TEXT, NAMED).query("item == 'Ada -- Bob'")
    marked = mark_names(pairs, mentions)
    assert marked.sentence.tolist() == pairs["match"].tolist() and set(marked.marks) == {()}


def test_no_pairs_have_the_columns_all_the_same():
    marked = mark_names(tables.make("evidence"), NAMED)
    assert marked.empty and {"sentence", "marks"} <= set(marked) and tables.check(marked, "evidence") is marked


def test_arguments_and_their_order_do_not_matter():
    pairs, before = pairs_of(TEXT, NAMED), NAMED.copy()
    kept = pairs.copy()
    one, other = mark_names(pairs, NAMED), mark_names(pairs.iloc[::-1], NAMED.iloc[::-1])
    pd.testing.assert_frame_equal(one, other.iloc[::-1])
    pd.testing.assert_frame_equal(pairs, kept)
    pd.testing.assert_frame_equal(NAMED, before)


NAMES = st.sampled_from(["$5", "<b>", "**", "a*b", '"O\'"', "محمد", "习近平", "e\u0301", "x" * 400, "A -- B", "A", "B"])


@given(st.lists(st.tuples(NAMES, st.text("ab *\u05e9", max_size=4)), min_size=2, max_size=9))
@settings(max_examples=80, deadline=None)
def test_marks_removed_give_the_sentence_back(parts):
    text, rows = "", []
    for name, between in parts:
        rows.append((len(text), len(text) + len(name), name))
        text += name + between
    mentions = mentions_of(*rows, text=text, lines=False)
    entities = sorted({name for name, _ in parts})
    quoted = [
        {"item": f"{one} -- {other}", "doc_id": "d000", "start": 0, "end": len(text), "before": "", "match": text,
         "after": "", "date": pd.NaT, "date_precision": "none", "source": ""}
        for at, one in enumerate(entities)
        for other in entities[at + 1 :]
    ]  # fmt: skip
    for row in mark_names(tables.make("evidence", quoted), mentions).itertuples():
        assert take_out(row.sentence, row.marks) == row.match == text
        marked = [text[start:end] for start, end in row.marks]
        assert " -- ".join(sorted(set(marked))) == row.item
        assert len(marked) == sum(name in set(marked) for name, _ in parts)
        if "*" not in text:
            assert row.sentence.replace("**", "") == text
