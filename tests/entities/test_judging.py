import pytest

from broadsheet.entities.gazetteer import Gazetteer
from broadsheet.entities.judging import Name, has_title, judge_kind, judge_names

WORLD = Gazetteer(
    places=frozenset({"Paris", "New Zealand", "Vermont", "U.S."}), peoples=frozenset({"Ukrainian", "Texan"}),
    words=frozenset({"regarding"}), names=frozenset(),
)  # fmt: skip


@pytest.mark.parametrize(
    "surface,kind,judged",
    [
        ("Ukrainian", "PLACE", "NORP"), ("Texan", "PERSON", "NORP"), ("Paris", "ORG", "PLACE"),
        ("Paris", "PERSON", "PERSON"), ("New Zealand", "PERSON", "PLACE"), ("P-38 Lightning", "PERSON", "NORP"),
        ("G7", "ORG", "ORG"), ("ISIL", "NORP", "ORG"), ("COVID-19", "ORG", "NORP"), ("Kherson Oblast", "ORG", "PLACE"),
        ("Kherson Airport", "PERSON", "PLACE"), ("US Open", "ORG", "NORP"), ("Munich Olympics", "PLACE", "NORP"),
        ("Open", "ORG", "ORG"), ("Child Support Agency", "NORP", "ORG"), ("Oak University", "PLACE", "ORG"),
        ("Leeds United", "PERSON", "ORG"), ("Oak City", "PLACE", "PLACE"), ("University", "PERSON", "PERSON"),
        ("J. Orr", "ORG", "PERSON"), ("J O'Neill", "PLACE", "PERSON"), ("J. McOrr", "ORG", "PERSON"),
        ("J.P. Orr", "ORG", "ORG"),
        ("FC Basel", "ORG", "ORG"), ("U.S. Steel", "ORG", "ORG"), ("E Regarding", "ORG", "ORG"),
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


@pytest.mark.parametrize(
    "surface,kind,name,judged_kind",
    [
        ("Mr Balls", "ORG", "Balls", "PERSON"), ("Dr. Ada Orr", "PLACE", "Ada Orr", "PERSON"),
        ("Ms Van de Orr", "NORP", "Van de Orr", "PERSON"), ("Sir O'Neill", "ORG", "O'Neill", "PERSON"),
        ("Mr Orr's Fund", "ORG", "Mr Orr's Fund", "ORG"), ("Gen. Orr Hospital", "ORG", "Gen. Orr Hospital", "ORG"),
        ("Ukrainian Ada Orr", "PERSON", "Ada Orr", "PERSON"), ("MEP Ada Orr", "PERSON", "Ada Orr", "PERSON"),
        ("MEP Orr", "PERSON", "MEP Orr", "PERSON"), ("Ukrainian Air Force", "ORG", "Ukrainian Air Force", "ORG"),
        ("ADA MARY ORR", "PERSON", "ADA MARY ORR", "PERSON"),
    ],
)  # fmt: skip
def test_honorifics_make_a_person_and_like_labels_are_no_part_of_the_name(surface, kind, name, judged_kind):
    found = judge_names([Name(5, 5 + len(surface), kind, surface)], f"Then {surface} rose.", gazetteer=WORLD)
    assert found == [Name(5 + len(surface) - len(name), 5 + len(surface), judged_kind, name)]


def test_whom_the_text_calls_mr_or_names_alone_is_a_person_in_full_too():
    assert judged("Bernie Ebbers left. Mr Ebbers said no.", **{"Bernie Ebbers": "ORG"})["Bernie Ebbers 0"] == "PERSON"
    labels = {"Perttu Ahola": "ORG", "Ahola": "PERSON"}
    assert judged("Ahola spoke. Then Perttu Ahola", **labels)["Perttu Ahola 18"] == "PERSON"
    assert judged("Paris rose. Mr Paris said no.", Paris="PLACE")["Paris 0"] == "PLACE"
    assert judged("Regarding Orr. Mr Orr", **{"Regarding Orr": "ORG"})["Regarding Orr 0"] == "ORG"
    assert judged("Bernie Ebbers left.", **{"Bernie Ebbers": "ORG"})["Bernie Ebbers 0"] == "ORG"


def test_a_title_alone_names_nobody_but_who_is_called_so():
    assert judged("The Corporal left.", Corporal="PERSON") == {"Corporal 4": "NORP"}
    assert judged("Major left. John Major", **{"Major": "PERSON", "John Major": "PERSON"})["Major 0"] == "PERSON"


def test_a_company_has_the_and_co_behind_it():
    text = "Then Wells Fargo and Co rose and Company fell."
    assert judge_names([Name(5, 16, "ORG", "Wells Fargo")], text, gazetteer=WORLD) == [
        Name(5, 23, "ORG", "Wells Fargo and Co")
    ]
    place = [Name(5, 16, "PLACE", "Wells Fargo")]
    assert judge_names(place, text, gazetteer=WORLD) == place
