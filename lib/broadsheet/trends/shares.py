"""Shares of items in periods: of the words and of the documents, each with its interval."""

import numpy as np
import pandas as pd
from scipy import sparse

from broadsheet import tables
from broadsheet.cells import CLUSTERS, name_clusters
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.trends.intervals import Sample, bootstrap_rate, estimate_rates, plain_sample
from broadsheet.trends.periods import name_unplaced, place_in_time

MIN_HITS = 5  # fewer occurrences, or clusters, are too few to be drawn in full
UNNAMED = "not named"


def share_terms(
    matrix: TermMatrix,
    documents: pd.DataFrame,
    *,
    period: str,
    by: str = "",
    hold_mix: bool = False,
    cluster: str = "auto",
) -> pd.DataFrame:
    """Counts of items in documents -> the ``shares`` table, in the order of group, item (as given) and period.

    ``matrix`` holds the counts of whole documents (``terms.count_named``, ``terms.count_items``); documents
    that are no longer in ``documents`` count nowhere, so denominators follow every filter. ``period`` is one
    of ``PERIODS``; documents whose date is too coarse for it are left out (``share_unplaced`` has them). A period
    without documents has no row, and where there is no item there is none; an item that does not occur in a period
    has n = 0 and its upper bound.

    ``by`` names a column of ``documents``: a group for each of its values, over the words of that group only.
    ``hold_mix`` gives each source the share of words (of documents) it has in all periods together (direct
    standardisation); only sources with words in every period take part, in every column of the table. A source with
    fewer than two clusters in a period is set against its own rate over all periods there.

    Intervals are those of ``intervals.estimate_rates``. ``cluster`` is what hangs together: document, day or
    week; "auto" is the document in periods of a day, the day in longer ones.

    Raises InputError for an unknown period, column or cluster, for documents that were not counted, and where no
    mix can be held fixed.
    """
    cluster = choose_cluster(cluster, period=period)
    groups = _name_groups(documents, by, hold_mix=hold_mix)
    if not len(matrix.terms):
        return tables.make("shares")
    documents = documents.assign(row=_places(matrix, documents), group=groups)
    placed = place_in_time(documents, period=period)
    placed = placed.sort_values("doc_id")  # sums of fractions hang on their order, if only in the last digit
    parts = [_share_group(matrix, part, cluster, hold_mix) for _, part in placed.groupby("group", sort=True)]
    return tables.make("shares", pd.concat(parts, ignore_index=True) if parts else ())


def share_unplaced(matrix: TermMatrix, documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """The documents that are in no period, as a ``shares`` table: a group for each reason, period missing."""
    reasons = name_unplaced(documents, period=period)
    return share_terms(matrix, documents.assign(unplaced=reasons)[reasons != ""], period="all", by="unplaced")


def hold_sources(placed: pd.DataFrame) -> pd.Series:
    """Words of each source that has words in every period of ``placed`` (``place_in_time``), sorted by name.

    These are the sources whose mix can be held fixed; there may be none.
    """
    named = placed[placed.source != ""]
    words = named.pivot_table(index="period", columns="source", values="n_words", aggfunc="sum", dropna=False)
    everywhere = words.reindex(placed.period.unique()).fillna(0).gt(0).all()
    return words.loc[:, everywhere].sum().astype("int64")


def choose_cluster(cluster: str, *, period: str) -> str:
    """What "auto" is in this period: document in days, day in what is longer. InputError for an unknown one."""
    if cluster not in ("auto", *CLUSTERS):
        raise InputError(f"cluster is {cluster!r}, expected one of auto, {', '.join(CLUSTERS)}.")
    return cluster if cluster != "auto" else "document" if period == "day" else "day"


def check_intervals(
    matrix: TermMatrix,
    documents: pd.DataFrame,
    *,
    item: str,
    period: str,
    cluster: str = "auto",
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    """The interval of one item beside a BCa bootstrap over clusters: period, share, low, high, bca_low, bca_high.

    The bootstrap is a check for items that occur often: it has no interval for what was never found, and with
    few occurrences it is too narrow (``tests/benchmarks/test_coverage.py``).
    """
    if item not in list(matrix.terms):
        raise InputError(f"item is {item!r}, expected one of {', '.join(map(str, matrix.terms[:20]))}.")
    shares = share_terms(matrix, documents, period=period, cluster=cluster)
    shares = shares.loc[shares["item"] == item, ["period", "share", "low", "high"]].reset_index(drop=True)
    counted = matrix.counts[:, [list(matrix.terms).index(item)]].toarray().ravel()[_places(matrix, documents)]
    placed = place_in_time(documents.assign(n=counted), period=period)
    named = name_clusters(placed, cluster=choose_cluster(cluster, period=period))
    sums = placed.groupby(["period", named.rename("cluster")], dropna=False)[["n", "n_words"]].sum()
    bounds = [
        bootstrap_rate(part.n.to_numpy(), part.n_words.to_numpy(), n_resamples=n_resamples, random_state=random_state)
        for _, part in sums.groupby("period", dropna=False)
    ]
    shares[["bca_low", "bca_high"]] = np.array(bounds, dtype=float).reshape(-1, 2)
    return shares


def _places(matrix: TermMatrix, documents: pd.DataFrame) -> np.ndarray:
    """The row of ``matrix`` for each document."""
    rows = pd.Index(matrix.doc_ids)
    if not rows.is_unique:
        twice = rows[rows.duplicated()][0]
        raise InputError(f"The counts have {twice!r} twice; expected a row a document: count documents, not passages.")
    place = rows.get_indexer(pd.Index(documents.doc_id.to_numpy(dtype=object)))
    if (place < 0).any():
        missing = documents.doc_id[place < 0]
        raise InputError(
            f"{len(missing)} of {len(documents)} documents were not counted, {missing.iloc[0]!r} the first; "
            f"count the same documents, or more of them."
        )
    return place


def _name_groups(documents: pd.DataFrame, by: str, *, hold_mix: bool) -> pd.Series:
    if not by:
        return pd.Series("", index=documents.index, dtype="str")
    if by not in documents.columns:
        raise InputError(f"by is {by!r}, expected a column of the documents: {', '.join(map(str, documents.columns))}.")
    if hold_mix and by == "source":
        raise InputError(
            "by is 'source' and hold_mix is true: a source alone has no mix to hold fixed. Set hold_mix to false, or "
            "by to another column."
        )
    values = documents[by].astype("str")
    return values.where(documents[by].notna() & (values.str.strip() != ""), UNNAMED)


def _share_group(matrix: TermMatrix, placed: pd.DataFrame, cluster: str, hold_mix: bool) -> pd.DataFrame:
    """The rows of one group, item by item."""
    group = placed.group.iloc[0]
    if hold_mix:
        placed = placed[placed.source.isin(_require_held(placed, group).index)]
    number, periods = pd.factorize(placed.period, sort=True, use_na_sentinel=False)
    names = pd.MultiIndex.from_arrays([number, name_clusters(placed, cluster=cluster).to_numpy()])
    clusters = pd.factorize(names, sort=True)[0]
    counts = matrix.counts[placed.row.to_numpy()]
    present = counts.astype(bool).astype(np.int64)
    words, ones = placed.n_words.to_numpy(), np.ones(len(placed), dtype=np.int64)
    add = sparse.csr_matrix((ones, (number, np.arange(len(number)))), shape=(len(periods), len(number)))
    n, n_docs = (add @ counts).toarray(), (add @ present).toarray()
    n_clusters = pd.Series(clusters).groupby(number).nunique().to_numpy()
    share, low, high = estimate_rates(counts, words, _sample(placed, number, clusters, words, hold_mix))
    doc_share, doc_low, doc_high = estimate_rates(present, ones, _sample(placed, number, clusters, ones, hold_mix))
    facts = {
        "n": n, "total": (add @ words)[:, None], "share": share, "low": low, "high": high,
        "n_docs": n_docs, "n_docs_total": (add @ ones)[:, None],
        "doc_share": doc_share, "doc_low": doc_low, "doc_high": doc_high,
        "n_clusters": n_clusters[:, None], "n_sources": _count_sources(placed, number, present),
        "is_thin": (n < MIN_HITS) | (n_clusters[:, None] < MIN_HITS) | np.isnan(share),
    }  # fmt: skip
    rows = pd.DataFrame({name: np.broadcast_to(values, n.shape).ravel(order="F") for name, values in facts.items()})
    items, starts = np.repeat(matrix.terms, len(periods)), np.tile(np.asarray(periods), len(matrix.terms))
    return rows.assign(group=group, period=starts, item=items)


def _sample(
    placed: pd.DataFrame, number: np.ndarray, clusters: np.ndarray, sizes: np.ndarray, hold_mix: bool
) -> Sample:
    """The sample of ``estimate_rates``; the weights of the sources are their shares of ``sizes``."""
    if not hold_mix:
        return plain_sample(number, clusters)
    stratum, sources = pd.factorize(placed.source, sort=True)
    total = np.bincount(stratum, sizes, len(sources))
    return Sample(number, clusters, stratum, total / total.sum())


def _require_held(placed: pd.DataFrame, group: str) -> pd.Series:
    held = hold_sources(placed)
    if held.empty or placed.source.nunique() < 2:
        found = ", ".join(repr(name) for name in sorted(placed.source.unique())[:5])
        which = f" of {group!r}" if group else ""
        why = "none of these has words in every period" if held.empty else "one source has no mix to hold fixed"
        raise InputError(
            f"hold_mix is true, but the documents{which} are of {placed.source.nunique()} sources ({found}) and {why}. "
            f"Choose a longer period, narrow the dates or the sources, or set hold_mix to false."
        )
    return held


def _count_sources(placed: pd.DataFrame, number: np.ndarray, present: sparse.csr_matrix) -> np.ndarray:
    """Named sources with the item, periods x items."""
    code, sources = pd.factorize(placed.source, sort=True)
    named = np.flatnonzero(placed.source.to_numpy() != "")
    n_periods = int(number.max()) + 1
    block = code[named] * n_periods + number[named]
    ones = np.ones(len(named), dtype=np.int64)
    add = sparse.csr_matrix((ones, (block, named)), shape=(len(sources) * n_periods, len(placed)))
    there = (add @ present).tocoo()
    n_sources = np.zeros((n_periods, present.shape[1]), dtype=np.int64)
    np.add.at(n_sources, (there.row % n_periods, there.col), 1)
    return n_sources
