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


@pytest.mark.parametrize(
    ("names", "persons"),
    [
        (["Donald Trump", "Donald J. Trump", "Donald Trump Jr.", "Donald J. Trump Jr."], [0, 0, 2, 2]),
        (["Hank Orr Sr.", "Hank Orr Jr."], [0, 1]), (["Hank Orr II", "Hank Orr III", "Hank Orr"], [0, 1, 2]),
        (["George W. Bush", "George H.W. Bush", "George H. W. Bush"], [0, 1, 1]),
        (["John Kennedy", "John F. Kennedy", "John N. Kennedy"], [0, 1, 2]),
    ],
)  # fmt: skip
def test_father_and_son_stay_two_and_the_refusal_is_told(names, persons):
    counts = {name: 9 - at for at, name in enumerate(names)}
    joined, refused = join_spellings(counts, kinds=kinds_of(counts), given={})
    assert [joined[name] for name in names] == [names[at] for at in persons]
    several = [names[at] for at in sorted(set(persons))]
    assert refused == [(name, f"{' and '.join(sorted(several))} are several persons") for name in several]


def test_an_alias_of_the_son_is_not_the_fathers():
    counts = {"Donald Trump": 9, "Donald Trump Jr.": 3, "Donald J. Trump Jr.": 1}
    joined, refused = join_spellings(counts, kinds=kinds_of(counts), given={"Donald Trump Jr.": "Don Junior"})
    assert [joined[name] for name in counts] == ["Donald Trump", "Don Junior", "Don Junior"]
    assert refused == [("Donald Trump", "Donald Trump and Donald Trump Jr. are several persons")]


def test_a_surname_with_jr_has_an_owner_of_that_generation_only():
    counts = {"Donald Trump": 9, "Donald Trump Jr.": 2, "Sammy Davis Jr.": 4}
    found = find_owners(["Trump", "Trump Jr.", "Davis", "Davis Sr."], n_full=counts, n_docs=counts, n_all=100)
    assert {bare: owner.entity for bare, owner in found.items()} == {
        "Trump": "Donald Trump", "Trump Jr.": "Donald Trump Jr.", "Davis": "Sammy Davis Jr."
    }  # fmt: skip


def test_a_spelling_in_capitals_is_the_name_where_there_is_no_other():
    counts = {"ADA ORR": 5, "Ada Orr": 1, "BO QUILL": 1, "NATO": 2}
    joined, _ = join_spellings(counts, kinds=kinds_of(counts), given={})
    assert joined == {"ADA ORR": "Ada Orr", "Ada Orr": "Ada Orr", "BO QUILL": "BO QUILL", "NATO": "NATO"}
