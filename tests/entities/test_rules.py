import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.entities import find_mentions
from broadsheet.entities.rules import MEASURED, Rules, describe_rules
from broadsheet.words import split_sentences
from planted import make_documents, shuffle

TEXT = """Kyiv said on Monday that President Volodymyr Zelensky met Dr. Karin von Hippel of the Bank of England.

The Ukrainian leader thanked Acme Widgets Corp and John F. Kennedy Jr. in Odesa, and Hippel's answer pleased NATO."""


def find_by_rules(documents: pd.DataFrame) -> pd.DataFrame:
    return find_mentions(documents, model=Rules())


def found(text: str) -> list[tuple[str, str]]:
    mentions = find_by_rules(make_documents([text]))
    return list(zip(mentions.surface, mentions.kind, strict=True))


def test_a_story_worked_by_hand():
    assert found(TEXT) == [
        ("Kyiv", "PLACE"), ("Volodymyr Zelensky", "PERSON"), ("Karin von Hippel", "PERSON"), ("Bank of England", "ORG"),
        ("Ukrainian", "NORP"), ("Acme Widgets Corp", "ORG"), ("John F. Kennedy Jr.", "PERSON"), ("Odesa", "PLACE"),
        ("Hippel", "PERSON"), ("NATO", "ORG"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text,names",
    [
        ("Former Secretary of State Antony Blinken left.", [("Antony Blinken", "PERSON")]),
        ("Iraqi Foreign Minister Tariq Aziz left.", [("Iraqi", "NORP"), ("Tariq Aziz", "PERSON")]),
        ("We asked Bashar al-Assad and Kim Jong-un.", [("Bashar al-Assad", "PERSON"), ("Kim Jong-un", "PERSON")]),
        ("a London-based bank", [("London", "PLACE")]),
        ("the Ukraine-Belarus border", [("Ukraine", "PLACE"), ("Belarus", "PLACE")]),
        ("the European Court of Justice ruled", [("European Court of Justice", "ORG")]),
        ("the Securities and Exchange Commission said", [("Securities and Exchange Commission", "ORG")]),
        ("a writer at the Baltimore Sun", [("Baltimore Sun", "ORG")]),
        ("they crossed the Dnipro River", [("Dnipro River", "PLACE")]),
        ("spokeswoman Orvela Quant agreed", [("Orvela Quant", "PERSON")]),
        ("he lives in Zorgville", [("Zorgville", "PLACE")]),
        ("a Senior Ukrainian official", [("Ukrainian", "NORP")]),
        ("U.S. President George Bush spoke", [("U.S.", "PLACE"), ("George Bush", "PERSON")]),
    ],
)  # fmt: skip
def test_cues_tell_names_and_their_kinds(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    ["Showers continued. Analysts agreed.", "On Monday in May he left.", "“Police came,” he said.", "", "\n\n", "..."],
)
def test_a_word_that_opens_a_sentence_and_a_day_are_no_names(text):
    assert found(text) == []


def test_of_headings_only_known_places_and_peoples_are_read():
    heading = "NATO Chief Doubts Putin Peace Commitment After Kyiv Strike"
    assert found(heading) == [("Kyiv", "PLACE")]
    assert found("JAPAN GETS LUCKY WIN OVER RUSSIANS") == [("JAPAN", "PLACE"), ("RUSSIANS", "NORP")]


def test_a_bare_surname_is_the_person_of_the_document_even_where_it_is_a_city():
    assert found("David Bolton spoke. Bolton left.")[-1] == ("Bolton", "PERSON")
    assert found("David Bolton spoke. He lives in Bolton.")[-1] == ("Bolton", "PLACE")
    assert found("They like Bolton.") == [("Bolton", "PLACE")]


def test_no_name_runs_over_a_line_end():
    assert found("a talk by Angela\nMerkel Schmidt followed") == [("Merkel Schmidt", "PERSON")]


def test_long_names_and_long_runs_end():
    documents = make_documents(["He met " + "A" * 400 + " Bcd there.", "Russian " * 3000])
    assert set(find_by_rules(documents).kind) <= {"PERSON", "ORG", "PLACE", "NORP"}


pieces = st.sampled_from(
    ["the", "of", "and", "Kyiv", "Mr.", "President", "Angela", "Merkel", "Bank", "NATO", "said", "U.S.", ",", ".", "\n",
     "“", "”", "al-Assad", "van", "Ukrainian", "Москва", "東京", "É", "&", "-", "London-based"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=25))
def test_every_mention_is_its_text_in_its_sentence_and_none_overlap(tokens):
    text = " ".join(tokens)
    mentions = find_by_rules(make_documents([text]))
    spans = split_sentences(text)
    for row in mentions.itertuples():
        first, last = spans[row.sentence]
        assert first <= row.start < row.end <= last and text[row.start : row.end] == row.surface == row.entity
        assert row.surface[0].isalnum() and "\n" not in row.surface
    assert (mentions.start.to_numpy()[1:] >= mentions.end.to_numpy()[:-1]).all()


def test_the_order_of_documents_changes_nothing():
    documents = make_documents([TEXT, "David Bolton spoke.", "They like Bolton."])
    pd.testing.assert_frame_equal(find_by_rules(documents), find_by_rules(shuffle(documents, 3)))


def test_no_documents_give_the_empty_table():
    mentions = find_by_rules(make_documents(["x"]).head(0))
    assert mentions.empty and "surface" in mentions


def test_rules_mode_says_what_it_is_and_how_good():
    sentence = describe_rules()
    assert sentence.startswith("Names in rules mode") and f"F1 is {MEASURED['all']:.0f} of 100" in sentence
    assert sentence.count(".") == 1 and "wikigold" in sentence


def test_mentions_of_rules_say_so_and_are_cached_apart_from_those_of_a_model(tmp_path, model):
    documents = make_documents([TEXT, "nothing here"])
    one = find_mentions(documents, model=Rules(), cache=tmp_path)
    assert set(one.rule) == {"rules"}
    assert set(find_mentions(documents, model=model, cache=tmp_path).rule) == {"model"}
    assert len(list((tmp_path / "mentions").iterdir())) == 2
    pd.testing.assert_frame_equal(one, find_mentions(documents, model=Rules(), cache=tmp_path))
    pd.testing.assert_frame_equal(one, find_by_rules(documents))


@pytest.mark.parametrize("text", ["\u5317\u4eac\u3002", "ولد في بغداد", "мэр сказал", "\U0001f600", "A"])
def test_text_of_another_script_has_mentions_or_none(text):
    mentions = find_by_rules(make_documents([text]))
    assert all(text[row.start : row.end] == row.surface for row in mentions.itertuples())
