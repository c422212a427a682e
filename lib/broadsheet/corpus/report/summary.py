"""What became of a corpus: the first table of every notebook, and the corpus report."""

import pandas as pd

from broadsheet.corpus.report.doubts import count_evidence, count_reasons

MOST_REASONS = 8
MOST_NAMED = 5
FORMS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


def summarise_corpus(documents: pd.DataFrame, ledger: pd.DataFrame, kept: pd.DataFrame | None = None) -> pd.DataFrame:
    """fact, count: what was read, dropped, kept by the filters, dated, copied.

    ``documents`` and ``ledger`` are those of ``read_corpus``; ``kept`` those of
    ``keep_documents``, if a filter was applied. articles found = read + not readable.
    """
    kept = documents if kept is None else kept
    n_unread = int(_not_read(ledger).sum())
    facts = {
        "articles found": len(documents) + n_unread,
        "not readable (see the ledger)": n_unread,
        "left out by filters, copies among them": len(documents) - len(kept),
        "articles kept": len(kept),
        "of these dated to the day": int((kept.date_precision == "day").sum()),
        "of these dated to the month or year": int(kept.date_precision.isin(["month", "year"]).sum()),
        "of these undated": int(kept.date.isna().sum()),
        "named outlets": int(kept.source[kept.source != ""].nunique()),
        "words": int(kept.n_words.sum()),
    }
    return pd.DataFrame({"fact": list(facts), "count": list(facts.values())})


def report_corpus(documents: pd.DataFrame, ledger: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """The corpus report: about, fact, count, detail.

    ``ledger`` holds the rows of ``read_corpus`` and those of ``keep_documents``, which gave
    ``kept``. The rows about "articles" always add up: found = not read + read, read =
    left out + kept. One article not read is one row "dropped" of the step "read". Copies
    and languages are counted over all that was read, dates, outlets and words over what is kept.
    """
    unread, left_out = ledger[_not_read(ledger)], ledger[ledger.step == "filter"]
    rows = [
        ("articles", "found", len(documents) + len(unread), ""),
        *_tell_reasons("not read", unread, len(unread)),
        ("articles", "read", len(documents), ""),
        *_tell_reasons("left out", left_out, len(documents) - len(kept)),
        ("articles", "kept", len(kept), ""),
        *_tell_dates(kept, ledger),
        *_tell_copies(documents),
        *(("languages", name, n, f"{n / len(documents):.1%}") for name, n in count_languages(documents).items()),
        *_tell_outlets(kept),
        ("words", "in the articles kept", int(kept.n_words.sum()), _tell_words(kept)),
    ]
    report = pd.DataFrame(rows, columns=["about", "fact", "count", "detail"])
    return report.astype({"about": "str", "fact": "str", "count": "int64", "detail": "str"})


def count_languages(documents: pd.DataFrame) -> pd.Series:
    """Documents of each language, the most frequent first; those whose language cannot be told are "not known"."""
    named = documents.language.where(documents.language != "", "not known")
    return named.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")


def count_sources(documents: pd.DataFrame) -> pd.Series:
    """Documents of each named outlet, the largest first."""
    named = documents.source[documents.source != ""]
    return named.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")


def name_some(counts: pd.Series, most: int = MOST_NAMED) -> str:
    """Names and numbers in a line: "A 12, B 7 and 3 more"."""
    more = f" and {len(counts) - most} more" if len(counts) > most else ""
    return ", ".join(f"{name} {n:,}" for name, n in counts.head(most).items()) + more


def name_span(documents: pd.DataFrame) -> str:
    """First and last date, each as finely as it is known: "1789 to 2024-03-01"; empty when none is dated."""
    dated = documents[documents.date.notna()].sort_values(["date", "date_precision"])
    ends = dated.iloc[[0, -1][: len(dated)]].itertuples()
    return " to ".join(dict.fromkeys(f"{row.date:{FORMS[row.date_precision]}}" for row in ends))


def _not_read(ledger: pd.DataFrame) -> pd.Series:
    return (ledger.step == "read") & (ledger.action == "dropped")


def _tell_reasons(fact: str, rows: pd.DataFrame, n: int) -> list[tuple]:
    """A line for all, then one for each kind of reason; the rare kinds together."""
    reasons = count_reasons(rows)
    told = [
        ("articles", f"{fact}: {row.kind}", row.n_rows, row.example if row.example != row.kind else "")
        for row in reasons.head(MOST_REASONS).itertuples()
    ]
    rare = reasons[MOST_REASONS:]
    if len(rare):
        told.append(("articles", f"{fact}: {len(rare)} rarer reasons", int(rare.n_rows.sum()), "see the ledger"))
    return [("articles", fact, n, ""), *told]


def _tell_dates(kept: pd.DataFrame, ledger: pd.DataFrame) -> list[tuple]:
    evidence = count_evidence(kept, ledger)
    return [
        ("dates", "dated", int(kept.date.notna().sum()), name_span(kept)),
        ("dates", "dated to the day", int((kept.date_precision == "day").sum()), ""),
        ("dates", "dated to the month or year only", int(kept.date_precision.isin(["month", "year"]).sum()), ""),
        ("dates", "undated", int(kept.date.isna().sum()), ""),
        ("dates", "not confirmed (last resort)", int(evidence.n_unconfirmed.sum()), "among the dated ones"),
        ("dates", "with a doubt or conflict", int(evidence.n_doubted.sum()), "dated or not; ledger, step date"),
    ]


def _tell_copies(documents: pd.DataFrame) -> list[tuple]:
    copies = documents[documents.is_copy]
    return [
        ("copies", "stories told more than once", int(copies.group.nunique()), "groups of copies"),
        ("copies", "copies of them", len(copies), "articles read, the representatives not among them"),
    ]


def _tell_outlets(kept: pd.DataFrame) -> list[tuple]:
    sources = count_sources(kept)
    return [
        ("outlets", "named", len(sources), name_some(sources)),
        ("outlets", "articles that name none", int((kept.source == "").sum()), ""),
    ]


def _tell_words(kept: pd.DataFrame) -> str:
    if kept.empty:
        return ""
    return f"{kept.n_words.min():,} to {kept.n_words.max():,} an article, median {kept.n_words.median():,.0f}"
