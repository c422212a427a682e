import pandas as pd
import pytest

from broadsheet.entities.lookback import find_spots, look_back
from planted_names import list_aliases, mark


def looked_back(*texts: str, aliases: tuple = ()) -> list[tuple[str, str, str]]:
    mentions = look_back(*mark(*texts), aliases=list_aliases(*aliases)).sort_values(["doc_id", "start"])
    return list(mentions[["surface", "kind", "rule"]].itertuples(index=False, name=None))


def test_a_full_name_the_model_overlooked_is_found_again():
    found = looked_back("[P:Ada Lovelace] wrote.", "Then came Ada Lovelace. AdaLovelace is a handle.")
    assert found[1:] == [("Ada Lovelace", "PERSON", "look-back")]


def test_a_single_word_is_not_guessed_unless_an_alias_asks_for_it():
    assert len(looked_back("[L:Reading] is a town.", "Reading is fun.")) == 1
    assert looked_back("Kyiv fell silent.", aliases=(("Kyiv", "Kyiv", "PLACE"),)) == [("Kyiv", "PLACE", "look-back")]


def test_a_place_the_world_knows_is_looked_for_when_it_was_found_twice_and_is_written_small_nowhere():
    def towns(*texts: str) -> list[str]:
        found = look_back(*mark(*texts), aliases=list_aliases(), places=frozenset({"Kyiv", "Reading"}))
        return found[found.rule == "look-back"].surface.tolist()

    assert towns("[L:Kyiv] fell.", "[L:Kyiv] rose.", "Kyiv held. The Kyiv Independent wrote.") == ["Kyiv"]
    assert towns("[L:Kyiv] fell.", "Kyiv held.") == []
    assert towns("[L:Reading] fell.", "[L:Reading] rose.", "Reading is fun, and reading pays.") == []
    assert towns("[O:Kyiv] fell.", "[O:Kyiv] rose.", "Kyiv held.") == []


def test_an_alias_of_another_document_asks_for_nothing_here():
    aliases = (("Kim", "Kim Oren", "PERSON", "", "d001"),)
    assert [row[0] for row in looked_back("Kim fell.", "Kim rose.", aliases=aliases)] == ["Kim"]


@pytest.mark.parametrize(
    ("text", "n"),
    [("Then left Bush.", 1), ("Laura Bush left.", 0), ("It was Bush Street.", 0), ("bush and tree", 0)],
)
def test_a_surname_is_found_again_beside_no_other_capital(text, n):
    assert len(looked_back(f"[P:George Bush] spoke.\n{text}")) == 1 + n
    assert len(looked_back("[P:George Bush] spoke.", text)) == 1


def test_the_surname_before_jr_is_found_again():
    found = looked_back("[P:Martin Luther King Jr.] spoke.\nThe word of King is that of King Jr.")
    assert [row[0] for row in found] == ["Martin Luther King Jr.", "King"]


def test_a_longer_name_takes_the_place_of_what_stands_inside_it():
    found = looked_back("[P:Kyrylo Budanov] spoke.", "Kyrylo [O:Budanov] left.")
    assert found[1] == ("Kyrylo Budanov", "PERSON", "look-back") and len(found) == 2


def test_a_mention_found_again_knows_its_sentence_and_overlaps_no_other():
    mentions = look_back(
        *mark("[P:Ada Lovelace King] slept. Ada Lovelace woke. [P:Ada Lovelace] left."), aliases=list_aliases()
    ).sort_values("start")
    assert mentions.sentence.tolist() == [0, 1, 2]
    assert (mentions.start.iloc[1:].to_numpy() >= mentions.end.iloc[:-1].to_numpy()).all()


def test_peoples_are_not_looked_for():
    assert len(looked_back("[N:North Koreans] left.", "North Koreans came.")) == 1


def test_places_are_counted_in_characters_and_whole_words():
    texts = pd.Series(["Élan über Ada Quill, Ada Quills, Ada", ""])
    assert list(find_spots(texts, ["Ada", "Ada Quill"])) == [
        [(10, "Ada Quill"), (10, "Ada"), (21, "Ada"), (33, "Ada")], []
    ]  # fmt: skip


def test_headlines_in_capitals_are_looked_back_for_names_and_surnames_the_text_writes_small_nowhere():
    text = "BIDEN MEETS ADA MERKEL IN MAY\n[P:Joe Biden] met [P:Ada Merkel]. [P:Theresa May] may go."
    found = looked_back(text)
    assert found[:2] == [("BIDEN", "PERSON", "look-back"), ("ADA MERKEL", "PERSON", "look-back")]
    assert len(found) == 5
    assert len(looked_back("[P:Joe Biden] left.", "BIDEN LEAVES TOWN")) == 1
    assert looked_back("ALL IS WELL\n[L:Kyiv] fell.") == [("Kyiv", "PLACE", "model")]


def test_a_place_before_a_person_known_without_it_is_cut_away():
    texts = ["of [O:Vermont Bernie Sanders], of [O:Vermont Ada Orr]", "[P:Bernie Sanders] won."]
    mentions, documents = mark(*texts)
    found = look_back(mentions, documents, aliases=list_aliases(), places=frozenset({"Vermont"}))
    assert found[["start", "end", "surface", "entity", "kind"]].to_numpy().tolist()[:2] == [
        [11, 25, "Bernie Sanders", "Bernie Sanders", "PERSON"],
        [30, 45, "Vermont Ada Orr", "Vermont Ada Orr", "ORG"],
    ]  # fmt: skip
    assert mentions.surface[0] == "Vermont Bernie Sanders" and found.dtypes.equals(mentions.dtypes)
