"""What became of a corpus: counts for the first table of every notebook."""

import pandas as pd

MOST_SOURCES = 15
MOST_BINS = 60
STEPS = (("D", "day"), ("W-SUN", "week"), ("M", "month"), ("Q", "quarter"), ("Y", "year"))


def summarise_corpus(documents: pd.DataFrame, ledger: pd.DataFrame, kept: pd.DataFrame | None = None) -> pd.DataFrame:
    """fact, count: what was read, dropped, kept by the filters, dated, copied.

    ``documents`` and ``ledger`` are those of ``read_corpus``; ``kept`` those of
    ``keep_documents``, if a filter was applied. articles found = read + not readable.
    """
    kept = documents if kept is None else kept
    unreadable = ledger[(ledger.step == "read") & (ledger.action == "dropped")]
    facts = {
        "articles found": len(documents) + len(unreadable),
        "not readable (see the ledger)": len(unreadable),
        "left out by filters, copies among them": len(documents) - len(kept),
        "articles kept": len(kept),
        "of these dated to the day": int((kept.date_precision == "day").sum()),
        "of these dated to the month or year": int(kept.date_precision.isin(["month", "year"]).sum()),
        "of these undated": int(kept.date.isna().sum()),
        "named outlets": int(kept.source[kept.source != ""].nunique()),
        "words": int(kept.n_words.sum()),
    }
    return pd.DataFrame({"fact": list(facts), "count": list(facts.values())})


def count_cuts(documents: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """What cleaning cut, by rule: rule, n_docs, n_cuts, n_characters, share of all raw characters.

    One count of n_cuts is one span in the ledger. The first row, "kept", is what is left.
    """
    cuts = ledger[(ledger.step == "clean") & (ledger.action == "cut")]
    sizes = (cuts.end - cuts.start).rename("n_characters")
    by_rule = (
        cuts.assign(n_characters=sizes)
        .groupby("reason")
        .agg(n_docs=("doc_id", "nunique"), n_cuts=("doc_id", "size"), n_characters=("n_characters", "sum"))
        .reset_index(names="rule")
        .sort_values(["n_characters", "rule"], ascending=[False, True])
    )
    inserted = int(((ledger.step == "clean") & (ledger.action == "changed")).sum())
    n_kept = int(documents.text.str.len().sum()) - inserted
    kept = pd.DataFrame({"rule": ["kept"], "n_docs": [len(documents)], "n_cuts": [0], "n_characters": [n_kept]})
    counted = pd.concat([kept, by_rule], ignore_index=True)
    return counted.assign(share=counted.n_characters / max(int(counted.n_characters.sum()), 1))


def count_coverage(documents: pd.DataFrame) -> pd.DataFrame:
    """source, step, period, n_docs: documents of each outlet by day, week, ... or undated.

    The step is the finest that gives at most ``MOST_BINS`` bins between the first and last
    date and that no dated document is too coarse for. Undated ones have no period; outlets beyond the
    ``MOST_SOURCES`` largest are counted together.
    """
    rows = documents.assign(source=documents.source.where(documents.source != "", "outlet not named"))
    largest = (
        rows.source.value_counts(sort=False)
        .sort_index()
        .sort_values(ascending=False, kind="stable")
        .index[:MOST_SOURCES]
    )
    rows["source"] = rows.source.where(
        rows.source.isin(largest), f"{rows.source.nunique() - len(largest)} smaller outlets"
    )
    dated = rows.date.dropna()
    coarsest = next((at for at, name in ((4, "year"), (2, "month")) if (rows.date_precision == name).any()), 0)
    code, step = next(
        (each for each in STEPS[coarsest:] if len(dated) == 0 or _n_bins(dated, each[0]) <= MOST_BINS), STEPS[-1]
    )
    rows["period"] = rows.date.dt.to_period(code).dt.start_time.astype("datetime64[s]")
    counted = rows.groupby(["source", "period"], dropna=False).size().reset_index(name="n_docs")
    return counted.assign(step=step)[["source", "step", "period", "n_docs"]]


def describe_corpus(documents: pd.DataFrame, ledger: pd.DataFrame, kept: pd.DataFrame) -> str:
    """A data-card sentence an author can paste.

    Words, outlets and dates are those of ``kept``; copies and cuts are counted over ``documents``,
    what could not be read over the whole ``ledger``.
    """
    dated = kept.date.dropna()
    span = f"{dated.min():%Y-%m-%d} to {dated.max():%Y-%m-%d}" if len(dated) else "none dated"
    dropped = int(((ledger.step == "read") & (ledger.action == "dropped")).sum())
    share = 1 - count_cuts(documents, ledger[ledger.doc_id.isin(documents.doc_id)]).share.iloc[0]
    n_outlets = kept.source[kept.source != ""].nunique()
    return (
        f"Of {len(documents):,} articles read, {len(kept):,} are kept ({int(kept.n_words.sum()):,} words) from "
        f"{n_outlets} named outlets; {int((kept.source == '').sum())} name none. {len(dated)} of the kept are dated "
        f"({span}), {len(kept) - len(dated)} are not. {int(documents.is_copy.sum())} of the articles read are exact "
        f"copies of another, and {dropped} further files or rows were not read. Rules cut {share:.1%} of the "
        f"characters read as furniture (captions, bylines, legal text and the like); every cut is recorded with its "
        f"place."
    )


def _n_bins(dated: pd.Series, code: str) -> int:
    return (dated.max().to_period(code) - dated.min().to_period(code)).n + 1
