"""Which mentions mean the same entity, and of what kind it is; every step leaves its rule behind."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

import pandas as pd

from broadsheet import tables
from broadsheet.entities.across_documents import UNSURE, Owner, choose_owner, find_owners, join_spellings
from broadsheet.entities.aliases import Alias, fill_aliases, find_alias, index_aliases
from broadsheet.entities.lookback import look_back
from broadsheet.entities.merges import Refusal, find_replaced, list_merges
from broadsheet.entities.spellings import LEGAL_FORMS, clean_name, fold, is_acronym, last_name, split_name
from broadsheet.entities.suggestions import suggest_merges
from broadsheet.entities.votes import choose_kind, count_votes, find_places
from broadsheet.entities.within_document import Join, is_full_name, join_within

MANY = 10  # times as often as its long form in the corpus, and a head word is a name of its own
SEEN = 5  # full mentions from which on one may own a surname that two bear in an article
ENOUGH = 3  # mentions of a bare name without a full one from which on their own kinds decide what it is
PERSON_RULES = {"surname", "initial", "forename"}
GROUP_RULES = {"acronym", "long form"}  # a head word (Bank, Fed) is another name's too in another document
Spot = tuple[str, str]  # document, name: one name has one sense in one document


@dataclass
class Sense:
    """What a name means in a document, and by which rules; ``alias`` where aliases.csv says so."""

    entity: str
    votes: Counter
    alias: Alias | None = None
    rules: list[str] = field(default_factory=list)
    detail: str = ""


def resolve_mentions(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, aliases: pd.DataFrame, places: Set[str] = frozenset()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Resolve names: (mentions, merges), the second telling of every step of the first.

    In this order: ``look_back`` for names the model overlooked; titles and possessives are taken off; ``aliases``
    (surface, entity, kind; also source and doc_id, to say where) joins, splits, retypes and drops; ``join_within``
    one document; ``join_spellings`` over all; a bare surname, acronym or short name goes to its owner in the corpus
    where there is one (``choose_owner``), else a surname is an entity of its own, marked "(?)"; the kind of an entity
    is the majority of its mentions, unless an alias gives it, and one that is mostly a people or language (NORP
    among the raw kinds) is dropped. ``places`` are names that the world knows as places, a vote of their own
    (``find_places``). Names that are merely similar are suggested, never joined.
    """
    aliases = fill_aliases(aliases)
    documents = documents.sort_values("doc_id")
    rows = look_back(
        mentions.sort_values(["doc_id", "start"], ignore_index=True), documents, aliases=aliases, places=places
    )
    rows = rows.sort_values(["doc_id", "start"], ignore_index=True)
    senses, names = _list_senses(rows, documents, aliases)
    kept = {spot: sense for spot, sense in senses.items() if sense.alias is None or sense.alias.entity}
    refused = [*_join_within(kept), *_join_spellings(kept), *_join_owners(kept)]
    found = [senses[spot] for spot in zip(rows.doc_id.tolist(), names, strict=True)]
    rows["entity"] = pd.Series([sense.entity for sense in found], dtype="str")
    kinds = _vote(kept, rows, documents, places)
    resolved = _spell_out(rows, names, found, kinds)
    public = tables.make("mentions", resolved[(resolved.entity != "") & (resolved.kind != "NORP")])
    replaced = find_replaced(mentions, resolved)
    return public, list_merges(resolved, refused, suggest_merges(public), replaced=replaced, aliases=aliases)


def _spell_out(rows: pd.DataFrame, names: list[str], found: list[Sense], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Each mention with what was made of it; further columns are for the ledger of merges."""
    said = (rows[column].tolist() for column in ("surface", "kind", "rule"))
    further = pd.DataFrame(
        {
            "name": names,
            "kind": [kinds.get(sense.entity, "") for sense in found],
            "detail": [sense.detail for sense in found],
            "rule": [
                _spell_rule(rule, _add_title(surface, name, sense.rules), kinds.get(sense.entity) != kind)
                for surface, kind, rule, name, sense in zip(*said, names, found, strict=True)
            ],
            "scoped": [sense.alias is not None and sense.alias.scoped for sense in found],
        }
    ).astype({"name": "str", "kind": "str", "detail": "str", "rule": "str", "scoped": "bool"})
    return rows.assign(raw_kind=rows.kind, **{name: further[name] for name in further})


def _list_senses(
    rows: pd.DataFrame, documents: pd.DataFrame, aliases: pd.DataFrame
) -> tuple[dict[Spot, Sense], list[str]]:
    """(each name of each document with the kinds its mentions have, the name of each row)."""
    index = index_aliases(aliases)
    sources = dict(zip(documents.doc_id, documents.source, strict=True))
    senses: dict[Spot, Sense] = {}
    names: dict[tuple[str, str, str], str] = {}
    called = rows.loc[rows.kind == "PERSON", "surface"].unique()
    persons = {clean_name(surface, kind="PERSON") for surface in called}
    counted = rows.groupby(["doc_id", "surface", "kind", rows.rule == "look-back"], sort=True).size()
    for (doc_id, surface, kind, is_found), n in counted.items():
        where = {"doc_id": doc_id, "source": sources[doc_id]}
        whole, person = " ".join(surface.split()), clean_name(surface, kind="PERSON")
        clean = person if person in persons else clean_name(surface, kind=kind)
        alias = find_alias(index, whole, **where)
        name, alias = (whole, alias) if alias else (clean, find_alias(index, clean, **where))
        names[doc_id, surface, kind] = name
        sense = senses.setdefault((doc_id, name), Sense(name, Counter(), alias))
        if alias:
            sense.entity, sense.rules = alias.entity, ["alias"]
        sense.votes[kind] += 0 if is_found else n  # what was found again has no kind of its own
    columns = (rows[column].tolist() for column in ("doc_id", "surface", "kind"))
    return senses, [names[key] for key in zip(*columns, strict=True)]


def _join_within(senses: Mapping[Spot, Sense]) -> list[Refusal]:
    votes = count_votes(
        (name, _name_kind(name, kind), n) for (_, name), sense in senses.items() for kind, n in sense.votes.items()
    )
    kinds = {name: choose_kind(counted) for name, counted in votes.items()}
    by_document: dict[str, list[str]] = {}
    for doc_id, name in sorted(senses):
        by_document.setdefault(doc_id, []).append(name)
    alone = _count_alone(senses, kinds)
    where, bearers = _list_documents(senses), _count_bearers(votes, kinds)
    refused = []
    for doc_id, names in by_document.items():
        here = {name: senses[doc_id, name] for name in names}
        given = {name: sense.alias.entity for name, sense in here.items() if sense.alias}
        types = {name: sense.alias.kind if sense.alias else kinds[name] for name, sense in here.items()}
        joins = join_within(
            types, may_be_person=lambda name, here=here: _may_be_person(here[name].votes, alone.get(name)), given=given
        )
        joins = [_weigh(join, here, votes, where, bearers) for join in joins]
        targets = {join.name: join.target for join in joins if join.target}
        for join in joins:
            sense, target = here[join.name], join.target
            if not target:
                refused.append(Refusal(doc_id, join.name, join.rule, " or ".join(join.candidates)))
                if join.rule in PERSON_RULES and types[join.name] == "PERSON":
                    sense.entity, sense.rules = join.name + UNSURE, [*sense.rules, f"{join.rule}, unsure"]
                continue
            while target in targets:
                target = targets[target]
            alias = here[target].alias
            sense.entity = here[target].entity if alias else target
            sense.rules += [join.rule, "alias"] if alias else [join.rule]
            sense.detail = "".join(join.candidates)
    return refused


def _weigh(
    join: Join,
    here: Mapping[str, Sense],
    votes: Mapping[str, Counter],
    where: Mapping[str, set[str]],
    bearers: Mapping[str, Counter],
) -> Join:
    """A join of one document as the corpus bears it out: a head word that is a name of its own is refused, a surname
    of several goes to the one whose it is everywhere."""
    if join.target and join.rule == "head word" and (why := _doubt_head(join, votes, where)):
        return join._replace(target="", candidates=(why,))
    if not join.target and join.rule == "surname" and (owner := _choose_bearer(join, here, bearers)):
        return Join(join.name, owner.entity, "surname in corpus", (owner.detail,))
    return join


def _list_documents(senses: Mapping[Spot, Sense]) -> dict[str, set[str]]:
    where: dict[str, set[str]] = {}
    for doc_id, name in senses:
        where.setdefault(name, set()).add(doc_id)
    return where


def _doubt_head(join: Join, votes: Mapping[str, Counter], where: Mapping[str, set[str]]) -> str:
    """Why a head word is not the long name ("Fed" is not New York Fed): it stands without it in more documents than
    with it, or ten times as often; empty where nothing speaks against it."""
    n_with = len(where[join.name] & where[join.target])
    n_without = len(where[join.name]) - n_with
    if n_without > n_with:
        return f"{join.target}, but {n_without} documents have {join.name} without it"
    n_short, n_long = votes[join.name].total(), votes[join.target].total()
    return f"{join.target} stands {n_long} times, {join.name} {n_short}" if n_short > MANY * n_long else ""


def _count_bearers(votes: Mapping[str, Counter], kinds: Mapping[str, str]) -> dict[str, Counter]:
    """Last word -> how often each full name of a person stands that ends in it."""
    bearers: dict[str, Counter] = {}
    for name, counted in votes.items():
        if kinds[name] == "PERSON" and is_full_name(name):
            bearers.setdefault(last_name(split_name(name)), Counter())[name] = counted.total()
    return bearers


def _choose_bearer(join: Join, here: Mapping[str, Sense], bearers: Mapping[str, Counter]) -> Owner | None:
    """Of several that bear a surname in one document the one whose it is in the corpus (Joe Biden, not Hunter Biden):
    at least 80 % of all full names that end in it, and in this document named in full as often as any other."""
    everywhere = bearers.get(last_name(split_name(join.name)))
    owner = choose_owner(everywhere) if everywhere else Owner("", "")
    if owner.entity not in join.candidates or everywhere[owner.entity] < SEEN:
        return None
    most = max(here[name].votes.total() for name in join.candidates)
    return owner if here[owner.entity].votes.total() == most else None


def _count_alone(senses: Mapping[Spot, Sense], kinds: Mapping[str, str]) -> dict[str, Counter]:
    """Name -> the kinds it has in documents where no person's full name ends in it."""
    bearers = {
        (doc_id, last_name(split_name(name)))
        for doc_id, name in senses
        if kinds[name] == "PERSON" and is_full_name(name)
    }
    return count_votes(
        (name, kind, n)
        for (doc_id, name), sense in senses.items()
        if (doc_id, last_name(split_name(name))) not in bearers
        for kind, n in sense.votes.items()
    )


def _may_be_person(here: Counter, alone: Counter | None) -> bool:
    """Whether a bare name, with its kinds here and where it stands alone, may be the surname of a person named here.

    What is called a place here must be a person elsewhere: Denzel Washington is not the city. What is called an
    organisation or a people here must not be one elsewhere.
    """
    kind = choose_kind(here)
    if kind == "PERSON":
        return True
    elsewhere = choose_kind(alone) if alone and alone.total() else ""
    return elsewhere == "PERSON" or (kind != "PLACE" and not elsewhere)


def _join_spellings(senses: Mapping[Spot, Sense]) -> list[Refusal]:
    sure = {spot: sense for spot, sense in senses.items() if not sense.entity.endswith(UNSURE)}
    counts: Counter = Counter()
    for (_, name), sense in sure.items():
        counts[sense.entity] += max(1, sense.votes.total()) if name == sense.entity else 0
    everywhere = {name: sense.alias for (_, name), sense in sure.items() if sense.alias and not sense.alias.scoped}
    given = {name: alias.entity for name, alias in everywhere.items()}
    given |= {sense.alias.entity: sense.alias.entity for sense in sure.values() if sense.alias}
    fixed = {name: alias.kind for name, alias in everywhere.items()}
    fixed |= {sense.alias.entity: sense.alias.kind for sense in sure.values() if sense.alias}
    votes = _count_kinds(sure)
    kinds = {name: fixed.get(name) or choose_kind(votes.get(name, {})) for name in {*counts, *given}}
    joined, refused = join_spellings(counts, kinds=kinds, given=given)
    for sense in sure.values():
        if joined[sense.entity] != sense.entity:
            sense.entity, sense.rules = joined[sense.entity], [*sense.rules, "spelling"]
    where = {name: doc_id for (doc_id, name) in sure}
    return [Refusal(where[name], name, "spelling", why) for name, why in refused if name in where]


def _join_owners(senses: Mapping[Spot, Sense]) -> list[Refusal]:
    """Surnames, acronyms and short names that their own document does not explain go to their owner in the corpus."""
    fixed = {sense.alias.entity for sense in senses.values() if sense.alias}
    open_ones = {
        spot: sense
        for spot, sense in senses.items()
        if sense.entity not in fixed and not set(sense.rules) - {"spelling"} and not is_full_name(sense.entity)
    }
    persons = _find_surname_owners(senses, open_ones)
    groups = _find_group_owners(senses, open_ones)
    refused = []
    for (doc_id, name), sense in sorted(open_ones.items()):
        rule, owner = "short name in corpus", groups.get(sense.entity)
        if owner is None:
            rule, owner = "surname in corpus", persons.get(sense.entity)
        if owner is None:
            continue
        sense.detail = owner.detail
        if owner.entity:
            sense.entity, sense.rules = owner.entity, [*sense.rules, rule]
        else:
            refused.append(Refusal(doc_id, name, rule, owner.detail))
            if rule == "surname in corpus":
                sense.entity, sense.rules = sense.entity + UNSURE, [*sense.rules, "surname, unsure"]
    return refused


def _find_surname_owners(senses: Mapping[Spot, Sense], open_ones: Mapping[Spot, Sense]) -> dict[str, Owner]:
    votes = _count_kinds(senses)
    n_full, n_docs = Counter(), Counter()
    for _, entity, n in _full_mentions(senses, votes):
        n_full[entity] += n
        n_docs[entity] += 1
    called = count_votes((name, kind, n) for (_, name), sense in senses.items() for kind, n in sense.votes.items())
    bare = set()
    for (_, name), sense in open_ones.items():
        alone = votes[sense.entity]
        judged = alone if alone.total() >= ENOUGH else called[name]
        if choose_kind(judged) == "PERSON":
            bare.add(sense.entity)
    return find_owners(sorted(bare), n_full=n_full, n_docs=n_docs, n_all=len({doc_id for doc_id, _ in senses}))


def _full_mentions(senses: Mapping[Spot, Sense], votes: Mapping[str, Counter]) -> Iterator[tuple[str, str, int]]:
    """(document, person, mentions) where a person's full name stands, however it is spelled there."""
    counted: Counter = Counter()
    for (doc_id, name), sense in senses.items():
        if is_full_name(name) and choose_kind(votes[sense.entity]) == "PERSON":
            counted[doc_id, sense.entity] += sense.votes.total()
    return ((doc_id, entity, n) for (doc_id, entity), n in counted.items())


def _find_group_owners(senses: Mapping[Spot, Sense], open_ones: Mapping[Spot, Sense]) -> dict[str, Owner]:
    """Acronym or short name -> the long one it has in the documents that have both, at least two of them; for an
    acronym of three letters or more one is enough."""
    said: dict[str, Counter] = {}
    for (_, name), sense in senses.items():
        if GROUP_RULES & set(sense.rules):
            said.setdefault(fold(name), Counter())[sense.entity] += 1
    found = {}
    for name in {sense.entity for sense in open_ones.values()}:
        votes = said.get(fold(name), Counter())
        if votes.total() > 1 or (votes and is_acronym(name) and len(fold(name)) > 2):
            found[name] = choose_owner(votes)
    return found


def _vote(
    senses: Mapping[Spot, Sense], rows: pd.DataFrame, documents: pd.DataFrame, places: Set[str]
) -> dict[str, str]:
    fixed = {sense.entity: sense.alias.kind for sense in senses.values() if sense.alias}
    votes = _count_kinds(senses)
    unsure = {sense.entity: "PERSON" for sense in senses.values() if sense.entity.endswith(UNSURE)}
    kinds = {entity: choose_kind(counted) for entity, counted in votes.items()}
    kinds |= dict.fromkeys(find_places(rows, documents, kinds=kinds, places=places), "PLACE")
    return kinds | fixed | unsure


def _count_kinds(senses: Mapping[Spot, Sense]) -> dict[str, Counter]:
    """The votes on each entity; a bare name that was joined to a person votes for a person, one that was joined to
    the long name of a company for an organisation, and so does what ends in a legal form ("Inc")."""
    return count_votes(
        (sense.entity, _count_as(name, sense, kind), n)
        for (_, name), sense in senses.items()
        for kind, n in sense.votes.items()
    )


def _count_as(name: str, sense: Sense, kind: str) -> str:
    if PERSON_RULES & set(sense.rules):
        return "PERSON"
    return "ORG" if "long form" in sense.rules and kind == "PERSON" else _name_kind(name, kind)


def _name_kind(name: str, kind: str) -> str:
    """No person is called "Inc"."""
    words = split_name(name)
    return "ORG" if kind == "PERSON" and len(words) > 1 and words[-1] in LEGAL_FORMS else kind


def _add_title(surface: str, name: str, rules: list[str]) -> list[str]:
    return ["title", *rules] if len(name.split()) < len(surface.split()) else rules


def _spell_rule(first: str, rules: list[str], is_retyped: bool) -> str:
    """The rules that decided, in their order; what found the name stands only where nothing else did."""
    said = [*([first] if first == "look-back" or not rules else []), *rules]
    return "vote" if is_retyped and said == [first] and first != "look-back" else ", ".join(said)
