from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.entities.spans import split_span, trim_span


def split(surface: str, kind: str, **options) -> list[str]:
    return [surface[start:end] for start, end in split_span(surface, kind=kind, **options)]


@pytest.mark.parametrize(
    "surface,name",
    [
        ("the Kremlin’s", "Kremlin"), ("“Nord Stream”", "Nord Stream"), ("U.S.", "U.S."), ("Paris.", "Paris"),
        ("James'", "James"), ("The", "The"), ("...", ""), ("O’Brien", "O’Brien"), ("Theresa May", "Theresa May"),
        ("Near Paris", "Paris"), ("ex-Yukos", "Yukos"), ("pro-Kremlin", "Kremlin"), ("Ex-Lax", "Ex-Lax"),
        ("Standard & Poor's", "Standard & Poor's"), ("Lloyd’s", "Lloyd’s"), ("Boyd's", "Boyd"),
        ("World Health Organization (WHO", "World Health Organization"),
        ("Doe, Roe and Co.", "Doe, Roe and Co."), ("Ford Motor Co", "Ford Motor Co"), ("Bank of", "Bank"),
    ],
)  # fmt: skip
def test_articles_possessives_brackets_and_marks_are_no_part_of_a_name(surface, name):
    start, end = trim_span(surface, kind="ORG")
    assert surface[start:end] == name


@pytest.mark.parametrize(
    "surface,name",
    [
        ("Mr. Smith and", "Smith"), ("Prime Minister John Major", "John Major"), ("Jared and", "Jared"),
        ("Prime Minister Major", "Major"), ("President", "President"), ("Lt. Gen. Jubal Early’s", "Jubal Early"),
        ("spokesman Ray Long", "Ray Long"), ("van Gogh", "van Gogh"),
        ("Martin Luther King Jr.", "Martin Luther King Jr."),
        ("LL Cool J.", "LL Cool J."), ("al-Assad", "al-Assad"),
    ],
)  # fmt: skip
def test_titles_and_small_words_are_no_part_of_a_person(surface, name):
    start, end = trim_span(surface, kind="PERSON")
    assert surface[start:end] == name


def test_titles_are_english_and_stay_in_other_languages():
    assert split("Director Moya", "PERSON", english=False) == ["Director Moya"]


def test_commas_part_places_and_persons_but_no_organisations():
    assert split("Windsor, Vermont", "PLACE") == ["Windsor", "Vermont"]
    assert split("Ada, Bob", "PERSON") == ["Ada", "Bob"]
    assert split("Sammy Davis, Jr.", "PERSON") == ["Sammy Davis, Jr."]
    assert split("Doe, Roe & Co", "ORG") == ["Doe, Roe & Co"]


def test_what_has_no_capital_is_no_name_but_scripts_without_capitals_have_names():
    assert split("senate", "ORG") == [] and split("\u5317\u4eac", "PLACE") == []
    assert split("\u5317\u4eac", "PLACE", english=False) == ["\u5317\u4eac"]


def test_the_vowel_signs_of_an_abugida_are_no_marks():
    delhi = "\u0926\u093f\u0932\u094d\u0932\u0940"
    assert split(f"{delhi}.", "PLACE", english=False) == [delhi]


@given(surface=st.text("aB'’.,-() 1S", max_size=30), kind=st.sampled_from(["PERSON", "ORG", "PLACE", "NORP"]))
def test_names_lie_in_order_in_their_span_and_trimming_twice_changes_nothing(surface, kind):
    spans = list(split_span(surface, kind=kind))
    assert all(0 <= start < end <= len(surface) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for start, end in spans:
        assert trim_span(surface[start:end], kind=kind) == (0, end - start)


@pytest.mark.parametrize(
    "surface,kind,names",
    [
        ("Chiang Mai - Bangkok", "PLACE", ["Chiang Mai", "Bangkok"]), ("Orr -- Bo", "PERSON", ["Orr", "Bo"]),
        ("RESEARCH ALERT - Orr", "ORG", ["Orr"]), ("Trax - Version", "ORG", ["Trax - Version"]),
        ("Orr Corp. Goldman Sachs", "ORG", ["Orr Corp", "Goldman Sachs"]), ("Orr Inc.", "ORG", ["Orr Inc."]),
        ("SARAJEVO 1996-08-30", "PLACE", ["SARAJEVO"]), ("Georgia 6-7", "PLACE", ["Georgia"]),
        ("Interfax news agency", "ORG", ["Interfax"]), ("Radio 4", "ORG", ["Radio 4"]),
        ("O - B, C", "PLACE", ["O", "B", "C"]), ("Orr - The", "PERSON", ["Orr"]), ("Orr 6-4", "PERSON", ["Orr"]),
        ("Bay-Orr", "PLACE", ["Bay-Orr"]),
    ],
)  # fmt: skip
def test_dashes_dates_scores_and_small_words_are_no_part_of_a_name(surface, kind, names):
    assert split(surface, kind) == names
