"""Which mentions mean the same: surnames within a document, votes on kinds, the user's aliases."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd
import polars as pl

from broadsheet import tables
from broadsheet.words import split_sentences

KIND_ORDER = ("PERSON", "PLACE", "ORG")  # breaks ties of the vote


def resolve_mentions(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, aliases: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Resolve names: (mentions, ledger rows of what aliases.csv dropped).

    In this order: *look-back*, places where the model overlooked a name of two or more words
    it found elsewhere, or a surface of ``aliases`` (surface, entity, kind; an empty entity
    drops); *alias* by surface, any case; *surname*, a single word that ends exactly one full
    name of a person in the same document becomes that person, unless the model read a place;
    *alias* again, by the entity found; spellings that differ in case take the commonest;
    *vote*, the kind of an entity is the majority over the corpus, unless an alias sets it.
    ``rule`` names what decided.
    """
    known = {_fold(row.surface): row for row in aliases.itertuples()}
    mentions = pd.concat([mentions, find_overlooked(mentions, documents, aliases=aliases)], ignore_index=True)
    mentions = mentions.sort_values(["doc_id", "start"], ignore_index=True)
    full_names = _full_names(mentions, known)
    rows, dropped = [], []
    for mention in mentions.to_dict("records"):
        row = _resolve(mention, known, full_names)
        (rows if row["entity"] else dropped).append(row)
    spelling = _commonest(Counter((_fold(row["entity"]), row["entity"]) for row in rows))
    for row in rows:
        row["entity"] = spelling[_fold(row["entity"])]
    _vote(rows, {row.entity: row.kind for row in aliases.itertuples() if row.entity})
    ledger = [
        {
            "doc_id": row["doc_id"], "step": "filter", "action": "dropped", "reason": "aliases.csv drops this name",
            "text": row["surface"], "start": -1, "end": -1,
        }
        for row in dropped
    ]  # fmt: skip
    return tables.make("mentions", rows), tables.make("ledger", ledger)


def find_overlooked(mentions: pd.DataFrame, documents: pd.DataFrame, *, aliases: pd.DataFrame) -> pd.DataFrame:
    """Mentions the model missed: exact words of names of two or more words found elsewhere in
    the corpus, or of a surface that aliases.csv keeps. None overlaps a mention already there."""
    named = mentions[mentions.entity.str.contains(" ")]
    kinds = dict(named.groupby(["entity", "kind"]).size().sort_values(kind="stable").index)
    kinds |= {row.surface: row.kind for row in aliases.itertuples() if row.entity}
    if not kinds:
        return tables.make("mentions")
    spans: dict[str, list[range]] = {}
    for doc_id, start, end in zip(mentions.doc_id, mentions.start, mentions.end, strict=True):
        spans.setdefault(doc_id, []).append(range(start, end))
    rows = []
    for document, places in zip(documents.itertuples(), _find_names(documents.text, sorted(kinds)), strict=True):
        taken = {at for span in spans.get(document.doc_id, ()) for at in span}
        sentences = split_sentences(document.text, language=document.language or "en") if places else []
        for start, name in places:
            span = range(start, start + len(name))
            if not taken.isdisjoint(span):
                continue
            taken.update(span)
            rows.append(
                {
                    "doc_id": document.doc_id, "start": start, "end": span.stop, "surface": name, "entity": name,
                    "sentence": next(number for number, (_, end) in enumerate(sentences) if start < end),
                    "kind": kinds[name], "rule": "look-back",
                }
            )  # fmt: skip
    return tables.make("mentions", rows)


def _find_names(texts: pd.Series, names: list[str]) -> Iterator[list[tuple[int, str]]]:
    """For each text the places (first character, name) of whole-word matches, the longest of a place first.

    One Aho-Corasick pass over all names; it counts bytes, which are turned into characters.
    """
    column = pl.Series(texts.to_list(), dtype=pl.String)
    offsets = column.str.find_many(names, overlapping=True)
    found = column.str.extract_many(names, overlapping=True)
    for text, starts, matches in zip(texts, offsets, found, strict=True):
        encoded = text.encode()
        places = [(len(encoded[:at].decode()), name) for at, name in zip(starts, matches, strict=True)]
        whole = [(at, name) for at, name in places if _is_whole(text, at, at + len(name))]
        yield sorted(whole, key=lambda place: (place[0], -len(place[1])))


def _is_whole(text: str, start: int, end: int) -> bool:
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(char.isalnum() or char == "_" for char in around)


def _resolve(mention: dict, known: dict, full_names: dict) -> dict:
    alias = known.get(_fold(mention["entity"]))
    if alias is not None:
        rule = "alias" if mention["rule"] == "model" else f"{mention['rule']}, alias"
        return mention | {"entity": alias.entity, "kind": alias.kind, "rule": rule}
    candidates = full_names.get((mention["doc_id"], _fold(mention["entity"])), set())
    if len(candidates) != 1 or mention["kind"] == "PLACE":  # Denzel Washington is not the city
        return mention
    full = next(iter(candidates))
    alias = known.get(_fold(full))
    if alias is not None:
        return mention | {"entity": alias.entity, "kind": alias.kind, "rule": "surname, alias"}
    return mention | {"entity": full, "kind": "PERSON", "rule": "surname"}


def _full_names(mentions: pd.DataFrame, known: dict) -> dict[tuple[str, str], set[str]]:
    """(document, folded last word) -> the full names of persons in it that end so.

    Names that aliases.csv joins count as one.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in mentions.sort_values(["doc_id", "start"]).itertuples():
        alias = known.get(_fold(row.entity))
        is_person = (alias.kind if alias is not None and alias.entity else row.kind) == "PERSON"
        words = row.entity.split()
        if is_person and 2 <= len(words) <= 4:
            meant = alias.entity if alias is not None else _fold(row.entity)
            found.setdefault((row.doc_id, _fold(words[-1])), {}).setdefault(meant, row.entity)
    return {key: set(names.values()) for key, names in found.items()}


def _vote(rows: list[dict], fixed: dict[str, str]) -> None:
    votes: dict[str, Counter] = {}
    for row in rows:
        votes.setdefault(row["entity"], Counter())[row["kind"]] += 1
    winner = {
        entity: fixed.get(entity) or max(KIND_ORDER, key=lambda kind: (counted[kind], -KIND_ORDER.index(kind)))
        for entity, counted in votes.items()
    }
    for row in rows:
        if row["kind"] != winner[row["entity"]]:
            row |= {"kind": winner[row["entity"]], "rule": "vote" if row["entity"] not in fixed else "alias"}


def _commonest(counted: Counter) -> dict[str, str]:
    best: dict[str, str] = {}
    for (folded, spelling), _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(folded, spelling)
    return best


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split())
