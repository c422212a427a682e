"""What stands on record against a corpus: reasons in the ledger, how dates are known, what is told twice."""

import re

import pandas as pd

CASE = re.compile(  # words and numbers of a single case
    r"(?<=^the same words as ).*|(?<=^a near copy of ).*"
    r"|(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|\S+\.[a-z]\w{1,7}\b|\d{4}-\d\d-\d\d|\b\d[\d,]*\b"
)
KIND_END = re.compile(r": |; | \(")
LONGEST_EXAMPLE = 120
MOST_NAMED = 4  # outlets named in a cell


def count_reasons(ledger: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows by kind: step, action, kind, n_rows, n_docs, example (one reason as it stands).

    ``kind`` is the reason up to its first colon, semicolon or bracket, with "…" for the words and numbers
    of a single case.
    """
    rows = ledger.assign(kind=_kind(ledger.reason))
    counted = rows.groupby(["step", "action", "kind"]).agg(
        n_rows=("doc_id", "size"), n_docs=("doc_id", "nunique"), example=("reason", "min")
    )
    order = {"step": True, "action": True, "n_rows": False, "kind": True}
    counted = counted.reset_index().sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    return counted.assign(example=counted.example.str.slice(0, LONGEST_EXAMPLE).astype("str"))


def count_evidence(documents: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """How dates are known: evidence, n_docs, n_day, n_month, n_year, n_none, n_unconfirmed, n_doubted, example.

    ``evidence`` is the place a date was read from (what ``date_evidence`` says before its first
    colon). ``n_unconfirmed`` counts dates of the last resort, ``n_doubted`` documents with a row of
    the step "date" in the ledger. Each document is in one row.
    """
    place, _, words = _split(documents.date_evidence)
    rows = pd.DataFrame({f"n_{name}": documents.date_precision == name for name in ("day", "month", "year", "none")})
    rows["n_unconfirmed"] = place.str.endswith(", not confirmed")
    rows["n_doubted"] = documents.doc_id.isin(ledger.doc_id[ledger.step == "date"])
    rows["evidence"] = place.str.removesuffix(", not confirmed").where(place != "", "no evidence found")
    rows["example"] = words.str.slice(0, LONGEST_EXAMPLE)
    numbers = [column for column in rows if column.startswith("n_")]
    grouped = rows.groupby("evidence")
    counted = grouped[numbers].sum().astype("int64")
    counted.insert(0, "n_docs", grouped.size())
    counted["example"] = grouped.example.min()
    counted = counted.reset_index()
    return counted.sort_values(["n_docs", "evidence"], ascending=[False, True], ignore_index=True)


def count_groups(documents: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Stories told more than once: group, title, n_copies, n_same_words, n_near, sources, first_date, last_date.

    One row a group of copies, the largest first; ``group`` is the doc_id of its representative.
    ``n_same_words`` and ``n_near`` tell from the ledger how the copies resemble it.
    """
    told = ledger[(ledger.step == "duplicate") & ledger.reason.str.startswith("the same words")].doc_id
    members = documents[documents.group.isin(documents.group[documents.is_copy])]
    is_same = members.is_copy & members.doc_id.isin(told)
    rows = members.assign(is_same=is_same, is_near=members.is_copy & ~is_same)
    grouped = rows.groupby("group")
    counted = grouped.agg(
        n_copies=("is_copy", "sum"), n_same_words=("is_same", "sum"), n_near=("is_near", "sum"),
        sources=("source", _name_sources), first_date=("date", "min"), last_date=("date", "max"),
    ).reset_index()  # fmt: skip
    titles = documents.set_index("doc_id").title
    counted.insert(1, "title", counted.group.map(titles).fillna("").astype("str"))
    return counted.sort_values(["n_copies", "group"], ascending=[False, True], ignore_index=True)


def count_copies(documents: pd.DataFrame) -> pd.DataFrame:
    """Copies by outlet: source, n_docs, n_copies, n_of_own, n_of_others, share (n_copies / n_docs).

    ``n_of_own`` counts copies whose representative is from the same outlet, ``n_of_others`` those
    whose is from another one; where an outlet is not named it is neither.
    """
    original = documents.group.map(documents.set_index("doc_id").source).astype("str")
    known = (documents.source != "") & (original != "") & original.notna()
    own, other = known & (original == documents.source), known & (original != documents.source)
    rows = documents.assign(source=documents.source.where(documents.source != "", "outlet not named"))
    rows = rows.assign(n_copies=rows.is_copy, n_of_own=rows.is_copy & own, n_of_others=rows.is_copy & other)
    grouped = rows.groupby("source")
    counted = grouped[["n_copies", "n_of_own", "n_of_others"]].sum().astype("int64")
    counted.insert(0, "n_docs", grouped.size())
    counted = counted.reset_index().assign(share=lambda rows: rows.n_copies / rows.n_docs)
    return counted.sort_values(["n_copies", "source"], ascending=[False, True], ignore_index=True)


def _kind(reasons: pd.Series) -> pd.Series:
    kinds = {reason: CASE.sub("…", KIND_END.split(reason, maxsplit=1)[0]) for reason in set(reasons)}
    return reasons.map(kinds).astype("str")


def _split(column: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """What stands before the first ": ", the colon, and what stands after it."""
    if column.empty:
        return (column.astype("str"),) * 3
    parts = column.astype("str").str.partition(": ")
    return parts[0], parts[1], parts[2].where(parts[1] != "", parts[0])


def _name_sources(sources: pd.Series) -> str:
    named = sorted(set(sources.where(sources != "", "outlet not named")))
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more
