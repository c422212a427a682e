import pytest

from broadsheet.entities import keep_kinds
from broadsheet.errors import InputError
from planted_names import mark


def test_only_names_of_the_kinds_asked_for_are_kept():
    mentions, _ = mark("[P:Ada] of [O:Orr Ltd] left [L:Kyiv].")
    assert keep_kinds(mentions, ["PERSON", "PLACE"]).surface.tolist() == ["Ada", "Kyiv"]
    assert keep_kinds(mentions.head(0), ["ORG"]).empty


def test_an_unknown_kind_and_none_are_refused():
    mentions, _ = mark("[P:Ada] left.")
    with pytest.raises(InputError, match="kinds has 'PERSONS', expected some of PERSON, ORG, PLACE"):
        keep_kinds(mentions, ["PERSON", "PERSONS"])
    with pytest.raises(InputError, match="kinds is empty, expected some of"):
        keep_kinds(mentions, [])
