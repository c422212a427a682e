from collections import Counter

import pytest

from broadsheet.entities.across_documents import choose_owner, find_owners, join_spellings

PERSONS = {"Ada Orlovsky": 3, "Ada Orlovskyy": 5, "Bo Quill": 1}


def kinds_of(counts: dict, kind: str = "PERSON") -> dict:
    return dict.fromkeys(counts, kind)


def test_the_commonest_spelling_is_the_name():
    joined, refused = join_spellings(PERSONS, kinds=kinds_of(PERSONS), given={})
    assert joined == {"Ada Orlovsky": "Ada Orlovskyy", "Ada Orlovskyy": "Ada Orlovskyy", "Bo Quill": "Bo Quill"}
    assert refused == []


def test_what_aliases_say_of_one_spelling_holds_for_all_unless_they_say_two_things():
    given = {"Ada Orlovsky": "Ada O."}
    joined, _ = join_spellings(PERSONS, kinds=kinds_of(PERSONS), given=given)
    assert joined["Ada Orlovskyy"] == "Ada O."
    counts = PERSONS | {"Ada Orlovskiy": 1}
    given |= {"Ada Orlovskyy": "Ada P."}
    joined, refused = join_spellings(counts, kinds=kinds_of(counts), given=given)
    assert joined["Ada Orlovskiy"] == "Ada Orlovskiy"
    assert refused == [("Ada Orlovskiy", "aliases.csv keeps apart Ada O. and Ada P.")]


@pytest.mark.parametrize(("n", "owner"), [(8, "Ada Orr"), (7, "")])
def test_the_owner_has_four_in_five(n, owner):
    votes = Counter({"Ada Orr": n, "Bo Orr": 2})
    assert choose_owner(votes) == (owner, f"Ada Orr {n}, Bo Orr 2")


def test_surnames_of_several_words_and_other_spellings_have_owners_too():
    counts = {"Vincent van Gogh": 4, "Ada Orlovsky": 4}
    found = find_owners(["van Gogh", "Gogh", "Orlovskyy", "Quill"], n_full=counts, n_docs=counts, n_all=100)
    assert {bare: owner.entity for bare, owner in found.items()} == {
        "van Gogh": "Vincent van Gogh", "Gogh": "Vincent van Gogh", "Orlovskyy": "Ada Orlovsky"
    }  # fmt: skip


def test_one_document_is_enough_in_a_small_corpus_only():
    one = {"Ada Orr": 1}
    assert find_owners(["Orr"], n_full=one, n_docs=one, n_all=20)["Orr"].entity == "Ada Orr"
    assert find_owners(["Orr"], n_full=one, n_docs=one, n_all=21) == {}


def test_a_spelling_in_capitals_is_the_name_where_there_is_no_other():
    counts = {"ADA ORR": 5, "Ada Orr": 1, "BO QUILL": 1, "NATO": 2}
    joined, _ = join_spellings(counts, kinds=kinds_of(counts), given={})
    assert joined == {"ADA ORR": "Ada Orr", "Ada Orr": "Ada Orr", "BO QUILL": "BO QUILL", "NATO": "NATO"}
