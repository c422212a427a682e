"""Which names of different articles mean the same: one spelling key, and the owner of a bare surname or acronym."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from broadsheet.entities.spellings import Marks, drop_generation, find_marks, fold_word, spell_key, split_name
from broadsheet.entities.within_document import is_full_name

OWNER_SHARE = 0.8  # of the full names that end in a surname; below it nobody owns the bare one
FEW_DOCS = 20  # documents of a corpus that is likely about one matter
UNSURE = " (?)"


class Owner(NamedTuple):
    """Whose a bare name is: ``entity``, empty when nobody's; ``detail`` counts those that bear it."""

    entity: str
    detail: str


def join_spellings(
    counts: Mapping[str, int], *, kinds: Mapping[str, str], given: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """(name -> the entity it is counted under, refusals as (name, why)) for names with their mentions and kinds.

    Names of one spelling key are one, under the commonest spelling (the longest, the first of equals; one in capitals
    alone, from a headline, where there is no other) or what
    ``given``, the names aliases.csv joins, says of one of them. Refused: persons whose generation differs (Donald
    Trump, Donald Trump Jr.) or whose middle initials do (George H. W. Bush, George W. Bush), and names of which
    aliases.csv makes two.
    """
    clusters: dict[str, list[str]] = {}
    for name in sorted({*counts, *given}, key=lambda name: _rank(name, counts)):
        clusters.setdefault(spell_key(name, kind=kinds[name]), []).append(name)
    joined, refused = {}, []
    for names in clusters.values():
        meant = sorted({given[name] for name in names if name in given})
        if len(meant) > 1:
            joined |= {name: given.get(name, name) for name in names}
            refused += [(name, f"aliases.csv keeps apart {_list(meant)}") for name in names if name not in given]
            continue
        persons = _tell_apart(names, kinds)
        for same in persons:
            joined |= dict.fromkeys(same, next((given[name] for name in same if name in given), same[0]))
        if len(persons) > 1:
            several = _list(sorted(same[0] for same in persons))
            refused += [(same[0], f"{several} are several persons") for same in persons if same[0] not in given]
    return joined, refused


def _tell_apart(names: Iterable[str], kinds: Mapping[str, str]) -> list[list[str]]:
    """Names of one key by person. Where two have middle initials and not the same, or
    one has two of them, a name without is another."""
    marks = {name: find_marks(name) if kinds[name] == "PERSON" else Marks() for name in names}
    initials: dict[str, set] = {}
    for mark in marks.values():
        initials.setdefault(mark.generation, set()).add(mark.initials)
    persons: dict[Marks, list[str]] = {}
    for name, mark in marks.items():
        found = initials[mark.generation] - {()}
        several = len(found) > 1 or any(len(some) > 1 for some in found)  # H. W. is written to tell him from another
        persons.setdefault(mark if several else mark._replace(initials=()), []).append(name)
    return list(persons.values())


def _rank(name: str, counts: Mapping[str, int]) -> tuple[bool, int, int, str]:
    return " " in name and name.isupper(), -counts.get(name, 0), -len(name), name


def find_owners(
    bare: Iterable[str], *, n_full: Mapping[str, int], n_docs: Mapping[str, int], n_all: int
) -> dict[str, Owner]:
    """Bare surname -> its owner among the full names of persons, given with how often each stands in full, in how
    many documents, of ``n_all``.

    The owner has at least 80 % of the full mentions that end in the surname, in any of its spellings. A surname that
    a single document explains has none in a corpus of more than 20, where strangers share surnames.
    """
    bearers: dict[str, Counter] = {}
    for name, n in n_full.items():
        if is_full_name(name):
            words = [fold_word(word) for word in split_name(name)]
            n_words = len(drop_generation(words))
            for first in range(1, n_words):
                for last in {n_words, len(words)}:  # Trump may be Donald Trump Jr.; Trump Jr. is no other
                    bearers.setdefault(" ".join(words[first:last]), Counter())[name] += n
    found = {}
    for name in bare:
        here = bearers.get(" ".join(fold_word(word) for word in split_name(name)))
        if here and name not in here and (n_all <= FEW_DOCS or sum(n_docs[full] for full in here) > 1):
            found[name] = choose_owner(here)
    return found


def choose_owner(votes: Counter) -> Owner:
    """The one with at least 80 % of the votes, and a word on all of them."""
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    name, n = ranked[0]
    detail = ", ".join(f"{other} {count}" for other, count in ranked[:5]) + (" ..." if len(ranked) > 5 else "")
    return Owner(name if n >= OWNER_SHARE * votes.total() else "", detail)


def _list(names: Iterable[str]) -> str:
    return " and ".join(names)
