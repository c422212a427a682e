"""The data card: a corpus in sentences that an author can paste, every number from the tables."""

import pandas as pd

from broadsheet.corpus.report.doubts import count_evidence, count_reasons
from broadsheet.corpus.report.reading import count_cuts
from broadsheet.corpus.report.summary import count_languages, count_sources, name_some, name_span

MIXED_SHARE = 0.02  # of the articles in other languages than the most frequent one


def describe_languages(documents: pd.DataFrame) -> str:
    """Whether a corpus is of one language, and how to keep one if not (articles not told are left aside)."""
    known = count_languages(documents).drop("not known", errors="ignore")
    if known.empty:
        return "The language of no article is known."
    main, others = known.index[0], known.iloc[1:]
    if others.sum() <= MIXED_SHARE * known.sum():
        return f"One language: {known.iloc[0]:,} of the {known.sum():,} articles whose language is known are {main}."
    return (
        f"Mixed languages: {others.sum():,} of the {known.sum():,} articles whose language is known are not "
        f'{main}: {name_some(others)}. The parameter "language" keeps one of them: language = "{main}" or '
        f'language = "{others.index[0]}"; language = "" keeps all.'
    )


def describe_corpus(documents: pd.DataFrame, ledger: pd.DataFrame, kept: pd.DataFrame) -> str:
    """A data card: what was read and left out, from whom, when, in which language, how dated, copied, cut.

    ``ledger`` holds the rows of ``read_corpus`` and of ``keep_documents``, which gave ``kept``. Words,
    outlets, languages and dates are those of ``kept``; copies and cuts are counted over ``documents``. Where
    these have no texts (``open_corpus``) nothing is said of cuts.
    """
    as_read = documents[documents.doc_id.isin(kept.doc_id)]  # before a filter filled in the languages not known
    parts = (
        _describe_reading(documents, ledger),
        _describe_kept(documents, ledger, kept),
        f"Languages: {name_some(count_languages(as_read)) or 'none'}.",
        _describe_dates(kept, ledger),
        _describe_copies(documents, ledger),
        _describe_cuts(documents, ledger) if "text" in documents else "",
    )
    return " ".join(filter(None, parts))


def _describe_reading(documents: pd.DataFrame, ledger: pd.DataFrame) -> str:
    unread = ledger[(ledger.step == "read") & (ledger.action == "dropped")]
    why = f" ({_name_kinds(unread)})" if len(unread) else ""
    n = len(documents) + len(unread)
    return f"Of {n:,} articles found, {len(unread):,} were not read{why} and {len(documents):,} were."


def _describe_kept(documents: pd.DataFrame, ledger: pd.DataFrame, kept: pd.DataFrame) -> str:
    n_out = len(documents) - len(kept)
    why = f" ({_name_kinds(ledger[ledger.step == 'filter'])})" if n_out else ""
    sources = count_sources(kept)
    outlets = f"{len(sources)} named outlets ({name_some(sources)})" if len(sources) else "no named outlet"
    return (
        f"Filters left out {n_out:,}{why}; {len(kept):,} are kept ({kept.n_words.sum():,} words), from {outlets}; "
        f"{(kept.source == '').sum():,} name none."
    )


def _describe_dates(kept: pd.DataFrame, ledger: pd.DataFrame) -> str:
    dated = kept[kept.date.notna()]
    doubted = (
        f"Articles with a doubt or conflict about the date on record: {count_evidence(kept, ledger).n_doubted.sum():,}."
    )
    if dated.empty:
        return f"None of the articles kept is dated. {doubted}"
    evidence = count_evidence(dated, ledger)
    kinds = name_some(evidence.set_index("evidence").n_docs, len(evidence))
    coarse = int(dated.date_precision.isin(["month", "year"]).sum())
    return (
        f"Dated: {len(dated):,} of the articles kept ({name_span(dated)}; to the month or year only: {coarse:,}); "
        f"undated: {len(kept) - len(dated):,}. Dates were read from: {kinds}; not confirmed, of the last resort: "
        f"{evidence.n_unconfirmed.sum():,}. {doubted}"
    )


def _describe_copies(documents: pd.DataFrame, ledger: pd.DataFrame) -> str:
    copies = documents[documents.is_copy]
    told = ledger[(ledger.step == "duplicate") & ledger.reason.str.startswith("the same words")].doc_id
    n_same = int(copies.doc_id.isin(told).sum())
    return (
        f"Copies among the articles read: {len(copies):,} (word for word {n_same:,}, nearly {len(copies) - n_same:,}) "
        f"of {copies.group.nunique():,} stories, found by MinHash signatures over three-word shingles."
    )


def _describe_cuts(documents: pd.DataFrame, ledger: pd.DataFrame) -> str:
    share = 1 - count_cuts(documents, ledger[ledger.doc_id.isin(documents.doc_id)]).share.iloc[0]
    return (
        f"Rules cut {share:.1%} of the characters read as furniture (captions, bylines, legal text and the like); "
        f"every cut is recorded with its place."
    )


def _name_kinds(rows: pd.DataFrame) -> str:
    reasons = count_reasons(rows).groupby("kind").n_rows.sum().sort_values(ascending=False, kind="stable")
    return name_some(reasons)
