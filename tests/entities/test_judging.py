import pytest

from broadsheet.entities.gazetteer import Gazetteer
from broadsheet.entities.judging import Name, has_title, judge_kind, judge_names

WORLD = Gazetteer(
    places=frozenset({"Paris", "New Zealand", "Vermont"}), peoples=frozenset({"Ukrainian", "Texan"}),
    words=frozenset({"regarding"}), names=frozenset(),
)  # fmt: skip


@pytest.mark.parametrize(
    "surface,kind,judged",
    [
        ("Ukrainian", "PLACE", "NORP"), ("Texan", "PERSON", "NORP"), ("Paris", "ORG", "PLACE"),
        ("Paris", "PERSON", "PERSON"), ("New Zealand", "PERSON", "PLACE"), ("P-38 Lightning", "PERSON", "NORP"),
        ("G7", "ORG", "ORG"), ("ISIL", "NORP", "ORG"), ("COVID-19", "ORG", "NORP"), ("Kherson Oblast", "ORG", "PLACE"),
        ("River", "ORG", "ORG"), ("Ada", "PERSON", "PERSON"),
    ],
)  # fmt: skip
def test_the_gazetteer_and_the_name_itself_correct_a_kind(surface, kind, judged):
    assert judge_kind(surface, kind=kind, gazetteer=WORLD) == judged


@pytest.mark.parametrize("before,title", [("so Mr. ", True), ("the president ", True), ("so ", False), ("", False)])
def test_a_title_stands_right_before_its_name(before, title):
    assert has_title(before) == title


def judged(text: str, **kinds: str) -> dict[str, str]:
    """Names of a text by kind; every name stands in it once."""
    names = [Name(text.find(name), text.find(name) + len(name), kind, name) for name, kind in kinds.items()]
    found = judge_names(names, text, gazetteer=WORLD)
    assert all(text[name.start : name.end] == name.entity for name in found)
    return {f"{name.entity} {name.start}": name.kind for name in found}


def test_a_person_of_one_word_is_the_place_of_that_name_but_for_titles_and_longer_names():
    assert judged("Paris fell.", Paris="PERSON") == {"Paris 0": "PLACE"}
    assert judged("Mr Paris fell.", Paris="PERSON") == {"Paris 3": "PERSON"}
    assert judged("Vermont met Ada Vermont.", **{"Vermont": "PERSON", "Ada Vermont": "PERSON"})["Vermont 0"] == "PERSON"


def test_the_last_word_of_a_person_is_that_person_unless_the_world_knows_it():
    labels = {"Pelosi": "PLACE", "Nancy Pelosi": "PERSON"}
    assert judged("Pelosi fell. Nancy Pelosi rose.", **labels)["Pelosi 0"] == "PERSON"
    labels = {"Paris": "PLACE", "Ada Paris": "PERSON"}
    assert judged("Paris fell. Ada Paris rose.", **labels)["Paris 0"] == "PLACE"
    labels = {"IBM": "ORG", "Ada IBM": "PERSON"}
    assert judged("IBM fell. Ada IBM rose.", **labels)["IBM 0"] == "ORG"


def test_the_portfolio_of_a_minister_is_no_organisation():
    assert judged("Finance Minister Roe", Finance="ORG") == {"Finance 0": "NORP"}
    assert judged("the secretary of State", State="ORG") == {"State 17": "NORP"}
    assert judged("the State said", State="ORG") == {"State 4": "ORG"}


@pytest.mark.parametrize("before,is_cut", [("Vermont", True), ("Regarding", True), ("Ann", False)])
def test_plain_words_and_places_before_a_known_person_are_cut_away(before, is_cut):
    long = f"{before} Bernie Sanders"
    names = [Name(0, 14, "PERSON", "Bernie Sanders"), Name(20, 20 + len(long), "ORG", long)]
    _, second = judge_names(names, f"Bernie Sanders ran. {long} won.", gazetteer=WORLD)
    assert second == (Name(21 + len(before), 20 + len(long), "PERSON", "Bernie Sanders") if is_cut else names[1])


def test_no_names_stay_none():
    assert judge_names([], "", gazetteer=WORLD) == []
