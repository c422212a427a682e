"""The tables that travel between rooms: columns, kinds, keys, and one check at the door.

Every public function takes and gives plain pandas DataFrames of these shapes. The same
tables are written as Parquet into ``figures/<study>/tables/`` and are a public contract.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from broadsheet.errors import InputError

DTYPES = {
    "text": "str",
    "whole": "int64",
    "number": "float64",
    "day": "datetime64[s]",
    "flag": "bool",
}


@dataclass(frozen=True)
class Table:
    """One definition: ``columns`` maps a name to (kind, meaning); ``key`` is unique."""

    key: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]


TABLES: dict[str, Table] = {
    "documents": Table(
        ("doc_id",),
        {
            "doc_id": ("text", "the id column as text, or the file's stem"),
            "title": ("text", "headline; empty when none was found"),
            "text": ("text", "clean body: raw text less what the ledger says was cut"),
            "date": ("day", "publication day (first day of a month or year); missing if unknown"),
            "date_precision": ("text", "day, month, year or none"),
            "date_evidence": ("text", "the words the date was read from"),
            "source": ("text", "outlet; empty when unknown"),
            "author": ("text", "byline; empty when unknown"),
            "language": ("text", "ISO 639-1 code as given, else as found by its letters; empty when unknown"),
            "url": ("text", "address as given"),
            "n_words": ("whole", "word tokens in text (two or more word characters)"),
            "group": ("text", "doc_id of the representative of its copies and near copies; itself when alone"),
            "is_copy": ("flag", "true for every member of a group but the representative"),
        },
    ),
    "ledger": Table(
        (),
        {
            "doc_id": ("text", "the document, or the file that gave none"),
            "step": ("text", "read, clean, date, duplicate or filter"),
            "action": ("text", "dropped, cut, changed or flagged"),
            "reason": ("text", "the rule, in words"),
            "text": ("text", "what was cut or changed, as it stood"),
            "start": ("whole", "first character in the raw text; -1 when no span is meant"),
            "end": ("whole", "one past the last character in the raw text; -1 likewise"),
        },
    ),
    "topic_terms": Table(
        ("topic", "term"),
        {
            "topic": ("whole", "1 is the topic with the largest share"),
            "term": ("text", "lower-case word"),
            "weight": ("number", "share of the topic's term weight, 0 to 1"),
            "rank": ("whole", "1 is the heaviest term of the topic"),
            "label": ("text", "the topic's top terms, joined"),
        },
    ),
    "doc_topics": Table(
        ("doc_id", "unit", "topic"),
        {
            "doc_id": ("text", "document"),
            "unit": ("whole", "0 for a whole document, else the passage's number from 1"),
            "topic": ("whole", "topic"),
            "weight": ("number", "share of the topic in the unit; sums to 1 over topics"),
        },
    ),
    "topic_quality": Table(
        ("topic",),
        {
            "topic": ("whole", "topic"),
            "label": ("text", "the topic's top terms, joined"),
            "n_docs": ("whole", "documents with at least one unit led by the topic"),
            "share": ("number", "mean weight over all units, 0 to 1"),
            "npmi": ("number", "mean NPMI of pairs of top terms within units, -1 to 1"),
            "stability": ("number", "mean Jaccard of its top terms over refits on subsamples, 0-1"),
            "exclusivity": ("number", "mean share of its top terms' weight that is its own, 0 to 1"),
        },
    ),
    "shares": Table(
        ("group", "period", "item"),
        {
            "group": ("text", "source or other column's value the row is for; empty for all documents"),
            "period": ("day", "first day of the period; missing for the whole corpus"),
            "item": ("text", "term, topic or entity"),
            "n": ("whole", "occurrences in the period"),
            "total": ("whole", "words in the period, all documents"),
            "share": ("number", "n / total, or the standardised rate where the mix is held fixed"),
            "low": ("number", "lower end of the 95 % interval of share"),
            "high": ("number", "upper end of the 95 % interval of share"),
            "n_docs": ("whole", "documents of the period with the item"),
            "n_docs_total": ("whole", "documents of the period"),
            "doc_share": ("number", "n_docs / n_docs_total, standardised likewise"),
            "doc_low": ("number", "lower end of the 95 % interval of doc_share"),
            "doc_high": ("number", "upper end of the 95 % interval of doc_share"),
            "n_clusters": ("whole", "clusters of the period: days, or documents in periods of a day"),
            "n_sources": ("whole", "named sources of the period with the item"),
            "is_thin": ("flag", "fewer than 5 occurrences or 5 clusters: drawn grey"),
        },
    ),
    "changes": Table(
        ("item", "kind", "period"),
        {
            "item": ("text", "term, topic or entity"),
            "kind": ("text", "trend, step (change point) or burst"),
            "period": ("day", "first period of the change; of a trend the first of all"),
            "last_period": ("day", "last period of the change"),
            "direction": ("text", "up or down"),
            "effect": (
                "number",
                "log2 of a ratio of rates: later half to earlier of the fitted trend, after to before, in to out",
            ),
            "low": ("number", "lower end of the 95 % interval of effect; missing where there is none"),
            "high": ("number", "upper end of the 95 % interval of effect; missing where there is none"),
            "n": ("whole", "occurrences the change was looked for in"),
            "q": ("number", "Benjamini-Hochberg adjusted p over all items that were tested"),
            "passes": ("flag", "q is at most 0.05: the mark may be drawn"),
            "n_alarms": ("whole", "shuffled corpora in which a mark as strong was found"),
            "n_shuffles": ("whole", "shuffled corpora that were tried; 0 where none was needed"),
        },
    ),
    "rising": Table(
        ("item",),
        {
            "item": ("text", "word or phrase"),
            "direction": ("text", "up or down"),
            "effect": (
                "number",
                "log2 of the ratio of the fitted rates, middle of the later half of the time to that of the earlier",
            ),
            "low": ("number", "lower end of the 95 % interval of effect"),
            "high": ("number", "upper end of the 95 % interval of effect"),
            "score": ("number", "end of the interval nearest 0, 0 where it holds 0: the order of the table"),
            "z": ("number", "signed root of the likelihood ratio over its design effect, sources held fixed"),
            "q": ("number", "Benjamini-Hochberg adjusted p over all terms that were tested"),
            "n": ("whole", "occurrences"),
            "n_docs": ("whole", "documents with it"),
            "n_clusters": ("whole", "days or weeks with it"),
            "n_sources": ("whole", "named sources with it"),
        },
    ),
    "keyness": Table(
        ("item",),
        {
            "item": ("text", "word or phrase"),
            "n_target": ("whole", "occurrences in the target"),
            "n_reference": ("whole", "occurrences in the reference"),
            "log_ratio": ("number", "log2 of the ratio of the rates, 0.5 added to counts and words"),
            "low": (
                "number",
                "lower end of its 95 % interval, clustered by day or week; missing where untested (under 5 clusters)",
            ),
            "high": ("number", "upper end of its 95 % interval; missing likewise"),
            "score": ("number", "end of the interval nearest 0, 0 where it holds 0: the order of the table"),
            "g2": ("number", "log likelihood ratio G2 on tokens (Dunning 1993)"),
            "log_odds_z": ("number", "log-odds with informative Dirichlet prior, z (Monroe et al. 2008)"),
            "q": (
                "number",
                "Benjamini-Hochberg adjusted p of the clustered test over all terms tested; missing likewise",
            ),
            "n_docs_target": ("whole", "documents of the target with it"),
            "n_docs_reference": ("whole", "documents of the reference with it"),
            "n_clusters": ("whole", "days or weeks with it"),
            "dispersion": ("number", "Gries' DP over days (weeks) of a source: 0 spread as the text is, near 1 in one"),
        },
    ),
    "mentions": Table(
        ("doc_id", "start"),
        {
            "doc_id": ("text", "document"),
            "sentence": ("whole", "number of the sentence in the document, from 0"),
            "start": ("whole", "first character in documents.text"),
            "end": ("whole", "one past the last character in documents.text"),
            "surface": ("text", "documents.text[start:end]"),
            "entity": ("text", "the name it was resolved to"),
            "kind": ("text", "PERSON, ORG or PLACE"),
            "rule": (
                "text",
                "what decided, in order: model, rules, dictionary, look-back, title, alias, surname, acronym, "
                "spelling, vote",
            ),
        },
    ),
    "merges": Table(
        (),
        {
            "surface": ("text", "the name as it stands in the articles, white space made one"),
            "entity": ("text", "what it was joined to, or would be; empty when dropped by aliases.csv"),
            "kind": ("text", "PERSON, ORG or PLACE; NORP (a people or language) where that is why it was dropped"),
            "rule": ("text", "what decided, as in mentions.rule, or why it was suggested"),
            "action": ("text", "merged, refused, suggested, split, retyped or dropped"),
            "n_mentions": ("whole", "mentions it is about; 0 for a row of aliases.csv that met none"),
            "n_docs": ("whole", "documents with such a mention"),
            "detail": ("text", "candidates with their counts, kinds with their votes, or the reason"),
        },
    ),
    "names": Table(
        ("surface",),
        {
            "surface": ("text", "a name as it is written"),
            "entity": ("text", "the name it mostly was resolved to"),
            "kind": ("text", "the kind it mostly had"),
            "n_mentions": ("whole", "mentions of it in the documents that were read"),
            "n_docs": ("whole", "documents read that mention it"),
            "share": ("number", "share of its places in these documents that were read as a name"),
            "is_ambiguous": ("flag", "a single word that mostly is no name: not looked for"),
        },
    ),
    "saturation": Table(
        ("n_docs",),
        {
            "n_docs": ("whole", "documents read, or as much text as so many have"),
            "n_names": ("number", "names expected in so many documents"),
            "n_repeated": ("number", "of them in 2 documents or more"),
            "coverage": ("number", "expected share of places of names in unread documents whose name is known, 0 to 1"),
            "is_chosen": ("flag", "all that was read, sentences chosen for their names too, not documents at random"),
        },
    ),
    "nodes": Table(
        ("entity",),
        {
            "entity": ("text", "resolved name"),
            "kind": ("text", "PERSON, ORG or PLACE"),
            "n_mentions": ("whole", "mentions of it"),
            "n_docs": ("whole", "documents that mention it"),
            "community": ("whole", "group of names that stand together, 1 is the largest; 0 for none"),
            "community_stability": ("number", "share of seeds that put it with most of its group; missing for none"),
            "x": ("number", "position of the drawing"),
            "y": ("number", "position of the drawing"),
        },
    ),
    "edges": Table(
        ("source", "target"),
        {
            "source": ("text", "entity, before target in code-point order"),
            "target": ("text", "entity"),
            "n_windows": ("whole", "sentences that name both"),
            "n_docs": ("whole", "documents with such a sentence"),
            "n_sources": ("whole", "named outlets with such a sentence"),
            "expected": ("number", "documents with such a sentence if names met at random, each as many as it does"),
            "npmi": ("number", "normalised pointwise mutual information, -1 to 1"),
            "q": ("number", "false-discovery rate of n_docs above expected, over all pairs; missing where too few"),
            "in_paragraph": ("whole", "paragraphs that name both"),
            "in_document": ("whole", "documents that name both"),
            "q_paragraph": ("number", "q of the documents with such a paragraph; missing where too few name two"),
            "q_document": ("number", "q of in_document; missing likewise"),
            "support": ("text", "windows in which it is more than chance: some of 'sentence paragraph document'"),
            "first_date": ("day", "earliest dated document with such a sentence"),
            "last_date": ("day", "latest dated document with such a sentence"),
        },
    ),
    "edge_periods": Table(
        ("period", "source", "target"),
        {
            "source": ("text", "entity, before target in code-point order"),
            "target": ("text", "entity"),
            "period": ("day", "first day of the period"),
            "n_windows": ("whole", "sentences of the period that name both; 0 in the period it leaves"),
            "n_docs": ("whole", "documents of the period with such a sentence"),
            "change": ("text", "joins (not there in the period before), stays, or leaves (there before, no longer)"),
        },
    ),
    "evidence": Table(
        (),
        {
            "item": ("text", "term, topic, entity or 'a -- b'"),
            "doc_id": ("text", "document"),
            "start": ("whole", "first character of the match in documents.text"),
            "end": ("whole", "one past its last character"),
            "before": ("text", "what stands before it"),
            "match": ("text", "documents.text[start:end]"),
            "after": ("text", "what stands after it"),
            "date": ("day", "the document's date (first day of a month or year); missing if unknown"),
            "date_precision": ("text", "day, month, year or none"),
            "source": ("text", "the document's outlet; empty when unknown"),
        },
    ),
}


def make(name: str, rows: Iterable[Mapping] | pd.DataFrame = ()) -> pd.DataFrame:
    """Build the table ``name`` from rows, in column order and with the right kinds.

    Extra columns are left out, a missing column is an InputError. No rows give the
    empty table, typed all the same.
    """
    definition = TABLES[name]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty:
        frame = pd.DataFrame({column: [] for column in definition.columns})
    _require_columns(frame, name)
    typed = {column: frame[column].astype(DTYPES[kind]) for column, (kind, _) in definition.columns.items()}
    return check(pd.DataFrame(typed).reset_index(drop=True), name)


def check(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return ``table`` unchanged if it is a ``name`` table, else raise InputError.

    Checked: every column is there, each has its kind, the key is unique and present.
    Further columns are allowed.
    """
    _require_columns(table, name)
    definition = TABLES[name]
    for column, (kind, _) in definition.columns.items():
        if not _KIND_TESTS[kind](table[column].dtype):
            raise InputError(
                f"{name}.{column} holds {table[column].dtype}, expected {kind} "
                f"({DTYPES[kind]}). Build the table with tables.make({name!r}, rows)."
            )
    key = list(definition.key)
    named = [column for column in key if definition.columns[column][0] != "day"]  # "all" is a period without a day
    if table[named].isna().any(axis=None):
        raise InputError(f"{name} has a row without {' and '.join(named)}, which must name every row.")
    if key and table.duplicated(key).any():
        twice = table.loc[table.duplicated(key), key].iloc[0].to_dict()
        raise InputError(f"{name} has two rows for {twice}; {key} must name one row.")
    return table


def _require_columns(table: pd.DataFrame, name: str) -> None:
    missing = [column for column in TABLES[name].columns if column not in table]
    if missing:
        raise InputError(
            f"The {name} table has no column {', '.join(missing)}; it has {', '.join(map(str, table)) or 'none'}. "
            f"The columns of every table are listed in broadsheet.tables.TABLES."
        )


_KIND_TESTS = {
    "text": pd.api.types.is_string_dtype,
    "whole": pd.api.types.is_integer_dtype,
    "number": pd.api.types.is_float_dtype,
    "day": pd.api.types.is_datetime64_dtype,
    "flag": pd.api.types.is_bool_dtype,
}
