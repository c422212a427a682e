"""Of what kind an entity is: the majority of its mentions over the corpus, peoples and languages among the kinds."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set

import pandas as pd

KIND_ORDER = ("PERSON", "PLACE", "ORG", "NORP")  # breaks ties of votes
WHERE = re.compile(r"\b(?:in|near|at|from|of|to|around|outside) (?:the )?\Z", re.IGNORECASE)
WHERE_SHARE = 0.2  # of the mentions of a place that stand behind such a word, at the least


def choose_kind(votes: Mapping[str, int]) -> str:
    """The kind with most votes; a tie goes to PERSON before PLACE before ORG before NORP."""
    most = max(votes.values(), default=0)
    return next((kind for kind in KIND_ORDER if votes.get(kind, 0) == most), "NORP")


def count_votes(ballots: Iterable[tuple[str, str, int]]) -> dict[str, Counter]:
    """(name, kind, votes) summed: name -> votes of each kind."""
    votes: defaultdict[str, Counter] = defaultdict(Counter)
    for name, kind, n in ballots:
        votes[name][kind] += n
    return dict(votes)


def spell_votes(votes: Mapping[str, int]) -> str:
    """ "ORG 5, PERSON 2", the most first."""
    return ", ".join(f"{kind} {n}" for kind, n in sorted(votes.items(), key=lambda item: (-item[1], item[0])) if n)


def find_places(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, kinds: Mapping[str, str], places: Set[str]
) -> list[str]:
    """Entities that were voted persons or organisations, and are places: those in ``places``, the names the world
    knows, which no full name of a person holds; an organisation only when one mention in five follows "in", "near"
    and the like, because teams and governments go by the names of cities."""
    persons = {word for entity, kind in kinds.items() if kind == "PERSON" and " " in entity for word in entity.split()}
    asked = {name for name, kind in kinds.items() if kind in ("PERSON", "ORG") and name in places} - persons
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    seen, behind = Counter(), Counter()
    rows = mentions[mentions.entity.isin(asked)]
    for doc_id, start, entity in zip(rows.doc_id, rows.start, rows.entity, strict=True):
        seen[entity] += 1
        behind[entity] += bool(WHERE.search(texts[doc_id][max(start - 14, 0) : start]))
    return sorted(name for name in asked if kinds[name] == "PERSON" or behind[name] >= WHERE_SHARE * seen[name] > 0)
