import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.entities.spellings import (
    clean_name,
    find_marks,
    fold,
    is_acronym,
    last_name,
    may_be_one,
    spell_initials,
    spell_key,
)


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("President Zelensky's", "Zelensky"), ("Prime Minister Rishi  Sunak", "Rishi Sunak"), ("Mr. Orr", "Orr"),
        ("the Quills’", "Quills"),
        ("Lance Corporal Orr", "Orr"), ("Lance Orr", "Lance Orr"), ("Brig. Gen. Orr", "Orr"), ("Cmdr Orr", "Orr"),
        ("Adm. Orr", "Orr"), ("President", "President"), ("Pope Francis", "Pope Francis"), ("'s", "'s"),
    ],
)  # fmt: skip
def test_titles_and_possessives_are_no_part_of_a_person(surface, name):
    assert clean_name(surface, kind="PERSON") == name


def test_titles_are_part_of_other_names():
    assert clean_name("General Motors", kind="ORG") == "General Motors"


def test_a_house_keeps_the_possessive_it_is_named_by():
    assert [clean_name(name, kind="ORG") for name in ("Moody's", "McDonald’s", "Woody's")] == [
        "Moody's", "McDonald’s", "Woody"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        ["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyj", "Zelenskii"],
        ["Mikhail Khodorkovsky", "Mihail Hodorkovskiy"],
        ["Yulia Tymoshenko", "Julia Timoshenko", "Iuliia Tymoshenko"],
        ["Alexei Navalny", "Aleksey Navalniy"],
        ["Yevgeny Prigozhin", "Evgeniy Prigozhin"],
        ["Gerhard Schröder", "Gerhard Schroeder", "Gerhard Schroder"],
        ["Bashar al-Assad", "Bashar Assad", "Bashar al Assad"],
        ["Ben Bernanke", "Ben S. Bernanke"],
        ["António Guterres", "Antonio Guterres"],
        ["O’Brien Marsh", "O'Brien Marsh"],
    ],
)
def test_spellings_of_one_person_have_one_key(spellings):
    assert len({spell_key(name, kind="PERSON") for name in spellings}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("Vladimir Putin", "Volodymyr Putin"), ("Ian Smith", "Jan Smith"), ("Li Peng", "Ly Peng"), ("Kyiv", "Kiev"),
        ("Joe Orr", "Jo Orr"), ("Cameroon", "Cameron"), ("Ann Lee", "An Le"), ("Maria Quill", "Mario Quill"),
        ("Lee", "Le"),
    ],
)  # fmt: skip
def test_names_of_two_persons_have_two_keys(pair):
    assert spell_key(pair[0], kind="PERSON") != spell_key(pair[1], kind="PERSON")


@pytest.mark.parametrize(
    ("one", "other"),
    [("U.S. Navy", "US Navy"), ("Apple Inc.", "Apple"), ("Ford Motor Co", "Ford Motor"), ("A & B", "A and B Ltd")],
)
def test_an_organisation_is_known_without_dots_and_legal_form(one, other):
    assert spell_key(one, kind="ORG") == spell_key(other, kind="ORG")


def test_marks_are_initials_between_and_generations_behind():
    assert find_marks("George H. W. Bush") == (("h", "w"), "")
    assert find_marks("Martin L. King, Jr.") == (("l",), "jr")
    assert find_marks("M. Chang") == find_marks("Malcolm X") == find_marks("Elizabeth II") == ((), "")
    assert find_marks("Trump Jr.") == find_marks("Donald Trump Jr.") == ((), "jr")


@pytest.mark.parametrize("name", ["George H.W. Bush", "George H. W. Bush", "George HW Bush", "George H. W Bush"])
def test_initials_may_be_written_as_one_word(name):
    assert find_marks(name) == (("h", "w"), "") and spell_key(name, kind="PERSON") == "george bush"


def test_capitals_in_a_headline_are_no_initials():
    assert find_marks("MARIA DE SOUZA") == find_marks("Jan III Sobieski") == ((), "")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Donald Trump", "Donald Trump Jr.", False), ("Donald Trump, Jr", "Donald J. Trump Jr.", True),
        ("Hank Orr Sr.", "Hank Orr Jr.", False), ("Hank Orr II", "Hank Orr III", False),
        ("George W. Bush", "George H. W. Bush", False), ("George H.W. Bush", "George H. W. Bush", True),
        ("George Bush", "George W. Bush", True), ("Ada Orr", "Ada Orr", True),
    ],
)  # fmt: skip
def test_marks_of_father_and_son_are_two_persons_and_missing_initials_are_none(one, other, expected):
    assert may_be_one(find_marks(one), find_marks(other)) == may_be_one(find_marks(other), find_marks(one)) == expected


def test_jr_is_no_last_name_unless_there_is_no_other():
    names = ["Sammy Davis Jr.", "Martin Luther King, Jr.", "Hank Orr III", "Ada Orr", "Trump Jr.", "Jr."]
    found = [last_name(name.split()).rstrip(",") for name in names]
    assert found == ["Davis", "King", "Orr", "Orr", "Trump", "Jr."]


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Organisation for Security and Co-operation in Europe", "osce"), ("United States of America", "usa"),
        ("Department of Transportation", "dot"), ("General Motors Corp", "gm"),
        ("Securities and Exchange Commission", "sec"),
    ],
)  # fmt: skip
def test_a_long_name_knows_its_acronyms(name, acronym):
    assert acronym in spell_initials(name)


def test_what_holds_an_acronym_or_is_one_word_has_none():
    assert spell_initials("U.S. Steel") == spell_initials("Europe") == frozenset()


def test_acronyms_are_capitals_with_or_without_dots():
    assert [is_acronym(name) for name in ("OSCE", "U.S.", "U.S", "Nato", "A", "ABCDEFG", "G7")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


@given(name=st.text(min_size=1).filter(str.strip))
def test_any_text_has_a_key_that_does_not_depend_on_case_accents_or_white_space(name):
    for kind in ("PERSON", "ORG", "PLACE"):
        assert spell_key(name, kind=kind) == spell_key(f" {name} ", kind=kind)
    assert fold(name) and clean_name(name, kind="PERSON")
