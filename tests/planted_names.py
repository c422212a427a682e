"""A corpus of names whose bearers are known: titles, surnames, shared ones, transliterations, acronyms, wrong kinds."""

import re

import numpy as np
import pandas as pd

from broadsheet import tables
from broadsheet.words import split_sentences
from planted import make_documents

FORENAMES = [
    "Marta", "Oleg", "Ruth", "Viktor", "Samir", "Ingrid", "Pavel", "Noor", "Hugo", "Lena", "Tomas", "Amina",
    "Boris", "Clara", "Dev", "Elif"
]  # fmt: skip
SURNAMES = [
    "Velling", "Orlovsky", "Haddad", "Brandt", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Castellan", "Novitsky",
    "Ferreira", "Quill", "Dragomir", "Esposito", "Sandoval", "Whitlock", "Yilmaz", "Karpov", "Jarvinen", "Mbeki",
    "Rosenthal", "Underhill", "Petrenko", "Zielinski"
]  # fmt: skip
SHARED = ["Marlowe", "Kessler", "Adeyemi"]  # each is borne by two persons
TITLES = ["President", "Mr", "Dr", "Prime Minister", "Gen."]
ORGANISATIONS = {
    "Union of Coastal Fishermen": "UCF", "Bureau for Grain and Seed": "BGS", "Northern Rivers Commission": "NRC",
    "Central Harbour Trust": "CHT", "Deutsche Bankverein": "Bankverein", "Halden Motors Group": "Halden",
    "Orbis Shipping Corp": "Orbis Shipping", "National Weather Office": "NWO",
}  # fmt: skip
PLACES = ["Port Amber", "Dunmere", "Kalvik", "Estoria", "Lake Orun", "Sevrin", "Upper Tarn", "Westmark"]
LETTERS = {"P": "PERSON", "O": "ORG", "L": "PLACE", "N": "NORP"}
KINDS = ("PERSON", "ORG", "PLACE")


def mark(*texts: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(mentions, documents) from texts with names marked [P:Ada], [O:...], [L:...] or [N:...]."""
    plain, rows = [], []
    for doc, text in enumerate(texts):
        clean = ""
        for kind, name, other in re.findall(r"\[([POLN]):(.*?)\]|(.)", text, flags=re.DOTALL):
            if kind:
                rows.append((f"d{doc:03}", 0, len(clean), len(clean + name), name, name, LETTERS[kind], "model"))
            clean += name or other
        plain.append(clean)
        spans = split_sentences(clean)
        rows = [(*row[:1], _sentence_of(spans, row[2]), *row[2:]) if row[0] == f"d{doc:03}" else row for row in rows]
    columns = list(tables.TABLES["mentions"].columns)
    return tables.make("mentions", pd.DataFrame(rows, columns=columns)), make_documents(plain)


def _sentence_of(spans: list[tuple[int, int]], start: int) -> int:
    return next(number for number, (_, end) in enumerate(spans) if start < end)


def list_aliases(*rows: tuple[str, ...]) -> pd.DataFrame:
    columns = ["surface", "entity", "kind", "source", "doc_id"]
    return pd.DataFrame([(*row, "", "")[:5] for row in rows], columns=columns, dtype="str")


def plant_names(*, n_docs: int = 150, noise: float = 0.1, random_state: int = 0):
    """(mentions, documents, truth): what a model that mistakes one kind in ten would find, and whom each row means.

    A document names four to six entities, each in full first (but in one document of twelve), then in short. The
    spelling of a full name varies between documents, never within one.
    """
    generator = np.random.default_rng(random_state)
    people = [f"{FORENAMES[at % len(FORENAMES)]} {surname}" for at, surname in enumerate(SURNAMES)]
    people += [f"{FORENAMES[at]} {surname}" for at, surname in enumerate([*SHARED, *SHARED])]
    weights = {name: 1 / (1 + at) ** 0.5 for at, name in enumerate(people)}
    cast = [(name, "PERSON", weights[name]) for name in people]
    cast += [(name, "ORG", 0.5) for name in ORGANISATIONS] + [(name, "PLACE", 0.5) for name in PLACES]
    chance = np.array([weight for *_, weight in cast]) / sum(weight for *_, weight in cast)
    texts, rows = [], []
    for doc in range(n_docs):
        text, places = "", []
        for at in generator.choice(len(cast), size=generator.integers(4, 7), replace=False, p=chance):
            name, kind, _ = cast[at]
            for surface in spell_mentions(name, kind, generator):
                text += f"Then spoke {surface}.\n" if kind == "PERSON" else f"Word came from {surface}.\n"
                wrong = generator.choice(KINDS) if generator.random() < noise else kind
                places.append((len(text) - 2 - len(surface), surface, wrong, name))
        order = sorted(places)
        texts.append(text)
        rows += [
            {"doc_id": f"d{doc:03}", "sentence": number, "start": start, "end": start + len(surface),
             "surface": surface, "entity": surface, "kind": wrong, "rule": "model", "truth": name}
            for number, (start, surface, wrong, name) in enumerate(order)
        ]  # fmt: skip
    frame = pd.DataFrame(rows)
    kinds = {name: kind for name, kind, _ in cast}
    truth = frame[["doc_id", "start", "truth"]].assign(true_kind=frame.truth.map(kinds))
    return tables.make("mentions", frame), make_documents(texts), truth


def spell_mentions(name: str, kind: str, generator: np.random.Generator) -> list[str]:
    """One to four mentions of a name in a document: a full spelling first, short ones after."""
    n_short = int(generator.integers(0, 4))
    is_bare = generator.random() < 1 / 12
    if kind == "PLACE":
        return [name] * (1 + n_short)
    if kind == "ORG":
        return [name] * (not is_bare) + [ORGANISATIONS[name]] * max(n_short, is_bare)
    first, last = name.split()
    spelled = last
    if last.endswith("sky"):
        spelled = last.removesuffix("y") + generator.choice(["y", "yy", "iy", "yi", "ii"])
    full = f"{first} {spelled}"
    if generator.random() < 0.2:
        full = f"{first} {first[0]}. {spelled}"
    if generator.random() < 0.2:
        full = f"{generator.choice(TITLES)} {full}"
    return [full] * (not is_bare) + [spelled] * max(n_short, is_bare)


def score_b_cubed(found: pd.Series, truth: pd.Series) -> tuple[float, float, float]:
    """(precision, recall, F1) of Bagga and Baldwin's B-cubed: over mentions, the mean share of those found with it
    that belong to it, and of those that belong to it that were found with it."""
    both = pd.DataFrame({"found": found.to_numpy(), "truth": truth.to_numpy()})
    shared = both.groupby(["found", "truth"]).size().rename("n").reset_index()
    n_found, n_true = both.found.value_counts(), both.truth.value_counts()
    precision = float((shared.n**2 / shared.found.map(n_found)).sum() / len(both))
    recall = float((shared.n**2 / shared.truth.map(n_true)).sum() / len(both))
    return precision, recall, 2 * precision * recall / (precision + recall)
