"""Names the model overlooked: where a name it found elsewhere stands again, word for word."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

import pandas as pd
import polars as pl

from broadsheet import tables
from broadsheet.entities.aliases import Alias, find_alias, index_aliases
from broadsheet.entities.reading import is_capitals
from broadsheet.entities.spellings import clean_name, last_name
from broadsheet.entities.votes import choose_kind, count_votes
from broadsheet.entities.within_document import is_full_name
from broadsheet.words import split_sentences

Place = tuple[int, str, str]  # first character, name as written there, kind
CAPITAL_BESIDE = re.compile(r"[^\W\d_a-z]\w*[-\s]\Z"), re.compile(r"[-\s][^\W\d_a-z]")


class Sought(NamedTuple):
    """What is looked for: ``known`` names, and ``towns`` among them, with their kinds; ``aliases`` by surface and
    scope, and the surfaces ``asked`` of them; ``surnames`` by document."""

    known: Mapping[str, str]
    towns: Mapping[str, str]
    aliases: Mapping[tuple, Alias]
    asked: Set[str]
    surnames: Mapping[str, Set[str]]


def look_back(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, aliases: pd.DataFrame, places: Set[str] = frozenset()
) -> pd.DataFrame:
    """``mentions`` and, with the rule "look-back", those the model overlooked; none overlaps another.

    Looked for are, in every document, names of two or more words found somewhere, surfaces that aliases.csv keeps,
    and the one-word ``places`` (names the world knows as places) that were found twice or more, mostly as places,
    and are written small nowhere ("Kyiv", not "Reading", nor "Kyiv Independent"); in documents with a person's full
    name also the bare surname. Neither counts beside another word with a capital ("Laura Bush", "Bush Street").
    A longer name takes the place of shorter mentions inside it. In headlines in capitals the same names and surnames
    are looked for in capitals. A place before a person that stands elsewhere without it is cut away ("Vermont Bernie
    Sanders").
    """
    mentions = _cut_places(mentions, places)
    sought = _list_sought(mentions, documents, aliases, places)
    names = sorted({*sought.known, *sought.asked, *(name for some in sought.surnames.values() for name in some)})
    if not names:
        return mentions
    spots = {
        doc_id: list(zip(rows.start, rows.end, rows.index, strict=True)) for doc_id, rows in mentions.groupby("doc_id")
    }
    capitals = _find_in_capitals(documents, sought)
    rows, replaced = [], set()
    for document, found in zip(documents.itertuples(), find_spots(documents.text, names), strict=True):
        wanted = [*_choose_spots(document, found, sought), *capitals.get(document.doc_id, ())]
        free, inside = _settle(wanted, spots.get(document.doc_id, ()))
        rows += _write_rows(document, free)
        replaced |= inside
    kept = mentions[~mentions.index.isin(replaced)]
    return pd.concat([kept, tables.make("mentions", rows)], ignore_index=True) if rows else mentions


def _list_sought(mentions: pd.DataFrame, documents: pd.DataFrame, aliases: pd.DataFrame, places: Set[str]) -> Sought:
    towns = _find_towns(mentions, documents, places)
    known = _known_names(mentions) | towns
    asked = {row.surface: row.kind for row in aliases.itertuples() if row.entity}
    return Sought(known, towns, index_aliases(aliases), asked.keys(), _surnames(mentions, known | asked))


def _choose_spots(document, found: Sequence[tuple[int, str]], sought: Sought) -> Iterator[Place]:
    """Of all places with a word that is looked for those where it is a name, with its kind."""
    surnames = sought.surnames.get(document.doc_id, ())
    for start, name in found:
        alias = None
        if name in sought.asked:
            alias = find_alias(sought.aliases, name, doc_id=document.doc_id, source=document.source)
        kind = alias.kind if alias else sought.known.get(name, "PERSON" if name in surnames else "")
        is_one_word = not alias and (name in sought.towns or name not in sought.known)
        if kind and not (is_one_word and _beside_a_capital(document.text, start, start + len(name))):
            yield start, name, kind


def _write_rows(document, places: Sequence[Place]) -> list[dict]:
    """Rows of mentions for what was found again in a document."""
    sentences = split_sentences(document.text, language=document.language or "en") if places else []
    return [
        {
            "doc_id": document.doc_id, "start": start, "end": start + len(name), "surface": name, "entity": name,
            "sentence": next((at for at, (_, end) in enumerate(sentences) if start < end), 0),
            "kind": kind, "rule": "look-back",
        }
        for start, name, kind in places
    ]  # fmt: skip


def find_spots(texts: pd.Series, names: list[str]) -> Iterator[list[tuple[int, str]]]:
    """For each text the places (first character, name) of whole-word matches, the longest of a place first.

    One Aho-Corasick pass over all names; it counts bytes, which are turned into characters.
    """
    column = pl.Series(texts.to_list(), dtype=pl.String)
    offsets = column.str.find_many(names, overlapping=True)
    found = column.str.extract_many(names, overlapping=True)
    for text, starts, matches in zip(texts, offsets, found, strict=True):
        encoded = text.encode()
        plain = len(encoded) == len(text)
        places = [(at if plain else len(encoded[:at].decode()), name) for at, name in zip(starts, matches, strict=True)]
        whole = [(at, name) for at, name in places if _is_whole(text, at, at + len(name))]
        yield sorted(whole, key=lambda place: (place[0], -len(place[1])))


def _find_in_capitals(documents: pd.DataFrame, sought: Sought) -> dict[str, list[Place]]:
    """Document -> (start, name as written, kind) in its lines in capitals: names of two or more words that are known,
    and surnames of its persons that it writes small nowhere ("MAY")."""
    lines = [
        (document.doc_id, found.start(), found.group(), document.text)
        for document in documents.itertuples()
        for found in re.finditer(r".+", document.text)
        if found.group().isupper() and is_capitals(found.group())  # the first is quick
    ]
    kinds = {name.upper(): kind for name, kind in sought.known.items() if " " in name}
    names = sorted({*kinds, *(name.upper() for doc_id, *_ in lines for name in sought.surnames.get(doc_id, ()))})
    spots: dict[str, list[Place]] = {}
    if not names or not lines:
        return spots
    places = find_spots(pd.Series([line for *_, line, _ in lines], dtype="str"), names)
    for (doc_id, offset, _, text), found in zip(lines, places, strict=True):
        surnames = sought.surnames.get(doc_id, ())
        here = {name.upper() for name in surnames if not re.search(rf"\b{re.escape(name.lower())}\b", text)}
        spots.setdefault(doc_id, []).extend(
            (offset + at, name, kinds.get(name, "PERSON")) for at, name in found if name in kinds or name in here
        )
    return spots


def _cut_places(mentions: pd.DataFrame, places: Set[str]) -> pd.DataFrame:
    """Mentions without the place that runs into a person's name known from elsewhere."""
    if mentions.empty or not places:
        return mentions
    persons = {name for name, kind in _known_names(mentions).items() if kind == "PERSON"}
    cuts = {}
    for surface in mentions.surface[mentions.surface.str.count(" ") > 1].unique():
        words = surface.split(" ")
        for at in (1, 2):
            if " ".join(words[:at]) in places and " ".join(words[at:]) in persons and len(words) > at + 1:
                cuts[surface] = " ".join(words[at:])
    if not cuts:
        return mentions
    short = mentions.surface.map(cuts)
    is_cut = short.notna()
    cut = mentions.assign(
        start=mentions.start.where(~is_cut, mentions.end - short.str.len().fillna(0).astype("int64")),
        surface=mentions.surface.where(~is_cut, short),
        entity=mentions.entity.where(~is_cut, short),
        kind=mentions.kind.where(~is_cut, "PERSON"),
    )
    return cut.astype(mentions.dtypes.to_dict())


def _is_whole(text: str, start: int, end: int) -> bool:
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(char.isalnum() or char == "_" for char in around)


def _beside_a_capital(text: str, start: int, end: int) -> bool:
    before, after = CAPITAL_BESIDE
    return bool(before.search(text[max(start - 40, 0) : start]) or after.match(text[end : end + 2]))


def _settle(wanted: Sequence[Place], spots: Sequence[tuple]) -> tuple[list[Place], set]:
    """(places that overlap no mention, mentions inside a longer name found): the first and longest place wins."""
    owner = {at: (start, end, row) for start, end, row in spots for at in range(start, end)}
    free, inside, taken = [], set(), set()
    for start, name, kind in sorted(wanted, key=lambda place: (place[0], -len(place[1]))):
        span = range(start, start + len(name))
        over = {owner[at] for at in span if at in owner}
        within = all(start <= first and last <= span.stop and last - first < len(name) for first, last, _ in over)
        if within and taken.isdisjoint(span):
            free.append((start, name, kind))
            inside |= {row for *_, row in over}
            taken.update(span)
    return free, inside


def _known_names(mentions: pd.DataFrame) -> dict[str, str]:
    """Names of two or more words -> their commonest kind; peoples ("North Koreans") are none."""
    counted = mentions.groupby(["surface", "kind"]).size()
    votes = count_votes((clean_name(surface, kind=kind), kind, n) for (surface, kind), n in counted.items())
    kinds = {name: choose_kind(counted) for name, counted in votes.items() if " " in name}
    return {name: kind for name, kind in kinds.items() if kind != "NORP"}


def _find_towns(mentions: pd.DataFrame, documents: pd.DataFrame, places: Set[str]) -> dict[str, str]:
    """One-word places that the model found twice or more, mostly as places, and that no text writes small -> PLACE."""
    one_word = mentions[mentions.surface.isin(places) & ~mentions.surface.str.contains(" ")]
    counted = one_word.assign(is_place=one_word.kind == "PLACE").groupby("surface").is_place.agg(["size", "mean"])
    names = sorted(counted.index[(counted["size"] >= 2) & (counted["mean"] > 0.5)])
    if not names:
        return {}
    small = {name for found in find_spots(documents.text, [name.lower() for name in names]) for _, name in found}
    return {name: "PLACE" for name in names if name.lower() not in small}


def _surnames(mentions: pd.DataFrame, known: Mapping[str, str]) -> dict[str, set[str]]:
    """Document -> last words, as written, of the full names of persons in it."""
    found: dict[str, set[str]] = {}
    for doc_id, surface, kind in mentions[["doc_id", "surface", "kind"]].drop_duplicates().itertuples(index=False):
        name = clean_name(surface, kind=kind)
        last = last_name(name.split()).rstrip(",")
        if known.get(name) == "PERSON" and is_full_name(name) and len(last) > 2:
            found.setdefault(doc_id, set()).add(last)
    return found
