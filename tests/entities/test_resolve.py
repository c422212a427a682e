import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities import resolve_mentions
from broadsheet.words import split_sentences
from planted import make_documents, shuffle


def mark(*texts: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(mentions, documents) from texts with names marked [P:Ada], [O:...] or [L:...]."""
    plain, rows = [], []
    for doc, text in enumerate(texts):
        clean = ""
        for kind, name, other in re.findall(r"\[([POL]):(.*?)\]|(.)", text, flags=re.DOTALL):
            if kind:
                rows.append((f"d{doc:03}", 0, len(clean), len(clean + name), name, name, KIND[kind], "model"))
            clean += name or other
        plain.append(clean)
        spans = split_sentences(clean)
        rows = [(*row[:1], sentence_of(spans, row[2]), *row[2:]) if row[0] == f"d{doc:03}" else row for row in rows]
    columns = list(tables.TABLES["mentions"].columns)
    return tables.make("mentions", pd.DataFrame(rows, columns=columns)), make_documents(plain)


KIND = {"P": "PERSON", "O": "ORG", "L": "PLACE"}


def sentence_of(spans: list[tuple[int, int]], start: int) -> int:
    return next(number for number, (_, end) in enumerate(spans) if start < end)


def list_aliases(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["surface", "entity", "kind"], dtype="str")


def resolved(*texts: str, aliases: tuple = ()) -> list[tuple[str, str, str, str]]:
    mentions, _ = resolve_mentions(*mark(*texts), aliases=list_aliases(*aliases))
    return list(mentions[["surface", "entity", "kind", "rule"]].itertuples(index=False, name=None))


def test_a_surname_becomes_the_one_full_name_in_its_document():
    found = resolved("[P:Ada Lovelace] wrote. [O:Lovelace] slept.", "[P:Lovelace] elsewhere.")
    assert found[1] == ("Lovelace", "Ada Lovelace", "PERSON", "surname")
    assert found[2] == ("Lovelace", "Lovelace", "PERSON", "model")


def test_a_surname_of_two_persons_stays_what_it_is():
    found = resolved("[P:Bill Clinton] met [P:Hillary Clinton]. [P:Clinton] spoke.")
    assert found[2][1:] == ("Clinton", "PERSON", "model")


def test_the_last_word_of_a_place_is_no_surname():
    assert resolved("[L:New York] and [P:York] differ.")[1][1] == "York"


def test_an_alias_joins_spellings_whatever_their_case():
    aliases = (("Zelenskyy", "Volodymyr Zelensky", "PERSON"),)
    found = resolved("[O:ZELENSKYY] spoke.", aliases=aliases)
    assert found == [("ZELENSKYY", "Volodymyr Zelensky", "PERSON", "alias")]


def test_a_surname_reaches_the_alias_of_its_full_name():
    aliases = (("Robert Zimmerman", "Bob Dylan", "PERSON"),)
    found = resolved("[P:Robert Zimmerman] sang. [P:Zimmerman] left.", aliases=aliases)
    assert found[1] == ("Zimmerman", "Bob Dylan", "PERSON", "surname, alias")


def test_full_names_that_aliases_join_count_as_one_person():
    aliases = (("Al Capone", "Alphonse Capone", "PERSON"), ("Alphonse Capone", "Alphonse Capone", "PERSON"))
    found = resolved("[P:Al Capone], born [P:Alphonse Capone]. [P:Capone] fled.", aliases=aliases)
    assert {entity for _, entity, _, _ in found} == {"Alphonse Capone"}


def test_an_alias_without_entity_drops_the_name_and_the_ledger_says_so():
    aliases = list_aliases(("Reuters", "", ""))
    mentions, ledger = resolve_mentions(*mark("[O:Reuters] says [P:Ada] left."), aliases=aliases)
    assert mentions.entity.tolist() == ["Ada"]
    assert ledger[["doc_id", "action", "text"]].iloc[0].tolist() == ["d000", "dropped", "Reuters"]


def test_every_mention_is_kept_or_in_the_ledger():
    mentions, documents = mark("[O:Reuters] says [P:Ada] left.", "[O:Reuters] again.")
    kept, ledger = resolve_mentions(mentions, documents, aliases=list_aliases(("reuters", "", "")))
    assert len(kept) + len(ledger) == len(mentions) and len(ledger) == 2


def test_a_full_name_the_model_overlooked_is_found_again():
    found = resolved("[P:Ada Lovelace] wrote.", "Then came Ada Lovelace. AdaLovelace is a handle.")
    assert found[1:] == [("Ada Lovelace", "Ada Lovelace", "PERSON", "look-back")]


def test_a_single_word_the_model_overlooked_is_not_guessed():
    assert len(resolved("[L:Reading] is a town.", "Reading is fun.")) == 1


def test_a_single_word_is_found_again_when_an_alias_asks_for_it():
    found = resolved("Then Kyiv fell silent.", aliases=(("Kyiv", "Kyiv", "PLACE"),))
    assert [row[:3] for row in found] == [("Kyiv", "Kyiv", "PLACE")]


def test_a_mention_found_again_knows_its_sentence_and_overlaps_no_other():
    mentions, _ = resolve_mentions(*mark("[P:Ada Lovelace King] slept. Ada Lovelace woke. [P:Ada Lovelace] left."),
                                   aliases=list_aliases())  # fmt: skip
    assert mentions.sentence.tolist() == [0, 1, 2]
    assert (mentions.start.iloc[1:].to_numpy() >= mentions.end.iloc[:-1].to_numpy()).all()


def test_the_kind_of_a_name_is_the_majority_over_the_corpus():
    found = resolved("[O:Wagner] [O:Wagner]", "[P:Wagner]")
    assert [row[2:] for row in found] == [("ORG", "model"), ("ORG", "model"), ("ORG", "vote")]


def test_a_tied_vote_goes_to_person_before_place_before_organisation():
    assert {row[2] for row in resolved("[O:Jordan] [L:Jordan]", "[P:Jordan]")} == {"PERSON"}


def test_an_alias_outvotes_the_majority():
    found = resolved("[P:Wagner] [P:Wagner Group]", aliases=(("Wagner Group", "Wagner", "ORG"),))
    assert {row[2] for row in found} == {"ORG"}


def test_spellings_that_differ_in_case_take_the_commonest():
    assert {row[1] for row in resolved("[O:NATO] [O:NATO] [O:Nato]")} == {"NATO"}


def test_a_mention_is_still_the_text_between_its_ends():
    mentions, documents = mark("[P:Ada Lovelace] wrote. [O:Lovelace] slept.", "Ada Lovelace woke.")
    texts = documents.set_index("doc_id").text
    kept, _ = resolve_mentions(mentions, documents, aliases=list_aliases())
    assert len(kept) == 3
    assert all(texts[row.doc_id][row.start : row.end] == row.surface for row in kept.itertuples())


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_mentions_documents_and_aliases_changes_nothing(seed):
    mentions, documents = mark(
        "[P:Ada Lovelace] met [O:Nato]. [P:Lovelace] slept.", "[O:NATO] and [L:Nato], Ada Lovelace.", "[O:Reuters]"
    )
    aliases = list_aliases(("Reuters", "", ""), ("Lovelace", "Ada Lovelace", "PERSON"))
    expected = resolve_mentions(mentions, documents, aliases=aliases)
    other = resolve_mentions(shuffle(mentions, seed), shuffle(documents, seed), aliases=shuffle(aliases, seed))
    for one, two in zip(expected, other, strict=True):
        pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("texts", [("no name",), ("",)])
def test_no_mentions_give_empty_tables(texts):
    mentions, ledger = resolve_mentions(
        tables.make("mentions"), make_documents(list(texts)), aliases=list_aliases(("Reuters", "", ""))
    )
    assert mentions.empty and ledger.empty and "rule" in mentions
