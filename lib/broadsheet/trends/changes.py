"""Where the rates of named items change: trends, change points, bursts, each with its false-alarm rate."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from broadsheet import tables
from broadsheet.cells import CellCounts, gather_cells, name_clusters
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.trends.bursts import find_bursts, weigh_heaviest_burst
from broadsheet.trends.periods import place_in_time
from broadsheet.trends.shuffles import Clusters, count_alarms, measure_shuffles, sum_periods, take_periods
from broadsheet.trends.slopes import score_slopes
from broadsheet.trends.steps import compare_rates, find_splits, weigh_best_split

ALPHA = 0.05
KINDS = ("trend", "step", "burst")
CLUSTERS = ("auto", "document", "day", "week")
MIN_PERIODS, MIN_CLUSTERS = 8, 10  # of fewer, hardly an order of the days is unlike another
LONG = 104  # weeks: from two years on the weeks exchange their places, where a period is longer than a week


def find_changes(
    matrix: TermMatrix,
    documents: pd.DataFrame,
    *,
    period: str,
    cluster: str = "auto",
    n_shuffles: int = 200,
    random_state: int = 0,
) -> pd.DataFrame:
    """Counts of named items in documents -> the ``changes`` table.

    An item has a row for each kind of change it was tested for, passing or not, in the order of the columns of
    ``matrix`` and of time; an item that never occurs in a document that can be placed has none. An item in too few
    documents or days (``slopes``) has no trend, but is counted as tested.

    - trend: the rate rises or falls all along (``slopes.score_slopes``); effect is last to first.
    - step: the best change point (``steps``); effect is the segment after it to the one before it.
    - burst: the heaviest burst (``bursts``), if there is one; effect is inside to outside of all bursts.

    The strength of a step and of a burst is compared with what it is when whole clusters - days, or weeks if
    ``cluster`` is "week" or if it is "auto", periods are longer than a week and ``LONG`` weeks have documents -
    exchange their places in time: p = (1 + n_alarms) / (1 + n_shuffles). The p of all items and kinds together
    are adjusted (Benjamini and Hochberg 1995); a row passes with q at most ``ALPHA``, and only then may it be
    marked. What passes is not the same at every place in time: a trend leans, a step or burst is stronger than the
    same days make it in another order. One change can pass as several kinds: a slope has a best split, a long step
    a heaviest burst. Where a period is one cluster, a burst of one period cannot pass, as every order has it.
    ``n_shuffles`` is raised, where it is smaller, to 20 for each item and kind, less 1: with fewer, one real change
    among them could never pass.

    Where an item's best step or heaviest burst passes, it can have more: at most three steps, each tested in its
    own segment if those before it passed; every burst, against the heaviest of each shuffle. Their q is their p
    times tests over tests passed (Benjamini and Bogomolov 2014), and they have rows only if they pass.

    Intervals (95 %) are clustered and hold for a place chosen beforehand; as the place was searched for, effects
    are rather too large. Periods without documents are left out: they tell nothing. Undated documents and those
    dated more coarsely than the period take no part; those known to a month stand with its first day. Where
    ``find_changes_refusal`` refuses the corpus, the table is empty. Raises InputError for an unknown ``cluster``,
    for weeks in periods of a day, and if ``n_shuffles`` is less than 1.
    """
    if n_shuffles < 1:
        raise InputError(f"n_shuffles is {n_shuffles}, expected 1 or more; 200 is usual.")
    dated = _place(documents, period=period)
    cluster = choose_clusters(dated, period=period, cluster=cluster)
    if _refuse_documents(dated, documents, period=period, cluster=cluster):
        return tables.make("changes")
    cells, clusters, periods = _gather(matrix, dated, cluster=cluster)
    if not len(cells.terms):
        return tables.make("changes")
    n_shuffles = max(n_shuffles, int(np.ceil(len(KINDS) * len(cells.terms) / ALPHA)) - 1)
    changes = pd.DataFrame(_test_items(cells, clusters, n_shuffles=n_shuffles, random_state=random_state))
    changes["period"], changes["last_period"] = periods[changes["first"]], periods[changes["last"]]
    changes["direction"] = np.where(changes.effect >= 0, "up", "down")
    return tables.make("changes", changes.assign(passes=changes.q <= ALPHA))


def find_changes_refusal(matrix: TermMatrix, documents: pd.DataFrame, *, period: str, cluster: str = "auto") -> str:
    """Why no changes, or not those of some items, can be looked for, in plain sentences; "" when all can.

    It takes ``MIN_PERIODS`` periods with documents and ``MIN_CLUSTERS`` days (or weeks), and an item that occurs.
    """
    dated = _place(documents, period=period)
    refusal = _refuse_documents(
        dated, documents, period=period, cluster=choose_clusters(dated, period=period, cluster=cluster)
    )
    if refusal:
        return refusal
    n = np.asarray(matrix.counts[pd.Index(matrix.doc_ids).isin(dated.doc_id)].sum(0)).ravel()
    absent = [f"{term!r}" for term, times in zip(matrix.terms, n, strict=True) if times == 0]
    if not absent:
        return ""
    return f"No changes of {', '.join(absent)}: never found in the {len(dated)} documents that can be placed."


def describe_changes(changes: pd.DataFrame, documents: pd.DataFrame, *, period: str, cluster: str = "auto") -> str:
    """The methods sentences an author can paste; takes what ``find_changes`` took."""
    if changes.empty:
        return "No change was looked for."
    dated = _place(documents, period=period)
    cluster = choose_clusters(dated, period=period, cluster=cluster)
    n_clusters, n_items = name_clusters(dated, cluster=cluster).nunique(), changes.item.nunique()
    marked = changes[changes.passes].kind.value_counts()
    found = ", ".join(f"{marked.get(kind, 0)} {kind}{'' if marked.get(kind, 0) == 1 else 's'}" for kind in KINDS)
    return (
        f"Changes of {n_items} items were looked for by {period} in {len(dated)} of {len(documents)} documents (the "
        f"others are not dated finely enough) of {n_clusters} {cluster}s: a quasi-Poisson log-linear trend with "
        f"variance clustered by {cluster}, the best change point (binary segmentation, least squares weighted by "
        f"words; Truong et al. 2020), and the heaviest burst of Kleinberg's (2003) two-state automaton (s = 2, "
        f"gamma = 1). Change points and bursts were compared with those of {changes.n_shuffles.max()} corpora in which "
        f"whole {cluster}s had exchanged their places in time; p is the share of these with a mark as strong, the real "
        f"one included. The p of all items and kinds were adjusted together (Benjamini and Hochberg 1995) and marks "
        f"drawn at q <= {ALPHA}: {found}. With nothing to find, about one corpus in twenty gets a mark at all."
    )


def choose_clusters(documents: pd.DataFrame, *, period: str, cluster: str = "auto") -> str:
    """ "day" or "week": what exchanges its place as a whole, and what tests of all words take as one.

    For "auto" see ``find_changes``. "document", which intervals may take, is too small here: it stands for the day.
    Raises InputError for an unknown cluster, and for weeks in periods of a day.
    """
    if cluster not in CLUSTERS:
        raise InputError(f"cluster is {cluster!r}, expected one of {', '.join(CLUSTERS)}.")
    if cluster == "week" and period == "day":
        raise InputError(
            "cluster is 'week' and period 'day', but a week does not fit into a day; choose period 'week'."
        )
    if cluster != "auto":
        return "day" if cluster == "document" else cluster
    dated = documents[documents.date_precision == "day"]
    is_long = period not in ("day", "week") and name_clusters(dated, cluster="week").nunique() >= LONG
    return "week" if is_long else "day"


def _place(documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """The documents that stand in one period and have words, with that period.

    One known to its month only becomes one of the month's first day: alone it would be a cluster the size of a
    document, that could change places with a day.
    """
    placed = place_in_time(documents, period=period)[["doc_id", "period"]]
    dated = documents.merge(placed[placed.period.notna()], on="doc_id")
    return dated[dated.n_words > 0].assign(date_precision="day")


def _refuse_documents(dated: pd.DataFrame, documents: pd.DataFrame, *, period: str, cluster: str) -> str:
    if period == "all":
        return "No changes: period is 'all', which is one period without dates."
    n_periods, n_clusters = dated.period.nunique(), name_clusters(dated, cluster=cluster).nunique()
    if n_periods >= MIN_PERIODS and n_clusters >= MIN_CLUSTERS:
        return ""
    return (
        f"No changes were looked for: {len(dated)} of {len(documents)} documents can be placed, in {n_periods} "
        f"periods (by {period}) and on {n_clusters} {cluster}s; it takes {MIN_PERIODS} periods and {MIN_CLUSTERS} "
        f"{cluster}s to tell a change from chance."
    )


def _gather(matrix: TermMatrix, dated: pd.DataFrame, *, cluster: str) -> tuple[CellCounts, Clusters, np.ndarray]:
    """(cells, the same summed over sources in the order of time, the first days of the periods), items that occur."""
    kept = pd.Index(matrix.doc_ids).isin(dated.doc_id)
    occurs = np.asarray(matrix.counts[kept].sum(0)).ravel() > 0
    rows = TermMatrix(
        matrix.counts[kept][:, occurs], matrix.doc_ids[kept], matrix.units[kept], np.asarray(matrix.terms)[occurs]
    )
    cells = gather_cells(rows, dated, cluster=cluster)
    # a week that lies in two months stands in that of its first document
    first = dated.period.groupby(name_clusters(dated, cluster=cluster)).min()
    order = first.reset_index(name="period").set_axis(["cluster", "period"], axis=1).sort_values(["period", "cluster"])
    place = pd.Series(np.arange(len(order)), index=order.cluster.to_numpy())
    n, n_words = np.zeros((len(order), len(cells.terms))), np.zeros(len(order))
    at = place.loc[cells.cells.cluster].to_numpy()
    np.add.at(n, at, cells.n.toarray())
    np.add.at(n_words, at, cells.cells.n_words)
    number, periods = pd.factorize(order.period)
    return cells, Clusters(number, n_words, n), periods


def _test_items(cells: CellCounts, clusters: Clusters, *, n_shuffles: int, random_state: int) -> Iterator[dict]:
    """The rows of the table, with the numbers of their first and last period."""
    shuffling = {"n_shuffles": n_shuffles, "random_state": random_state}
    shuffled = measure_shuffles(clusters, [weigh_best_split, weigh_heaviest_burst], **shuffling)
    real = sum_periods(clusters)
    alarms = [
        count_alarms(values, measure(real)[0])
        for values, measure in zip(shuffled, (weigh_best_split, weigh_heaviest_burst), strict=True)
    ]
    trends = score_slopes(cells, hold_sources=False).set_index("item").reindex(cells.terms)
    p = np.vstack([trends.p.fillna(1.0), *((1 + n_alarms) / (1 + n_shuffles) for n_alarms in alarms)])
    q = false_discovery_control(p.ravel()).reshape(p.shape)
    price = p.size / max(1, (q <= ALPHA).sum())  # what the p of an item's further changes is multiplied by
    for at, item in enumerate(cells.terms):
        curve = real.n[0, :, at], real.n_words[0]
        facts = {"item": item, "n": int(clusters.n[:, at].sum())}
        trend = trends.iloc[at]
        if np.isfinite(trend.p):
            span = {"kind": "trend", "first": 0, "last": int(clusters.period[-1]), "n_alarms": 0, "n_shuffles": 0}
            yield facts | span | {"q": q[0, at]} | {name: trend[name] for name in ("effect", "low", "high")}
        first = {"n_alarms": int(alarms[0][at]), "q": float(q[1, at])}
        for step in _find_steps(clusters, at, curve, first, price=price, **shuffling):
            yield facts | {"kind": "step", "n_shuffles": n_shuffles} | step
        first = {"n_alarms": int(alarms[1][at]), "q": float(q[2, at])}
        for burst in _find_bursts(clusters, at, curve, first, shuffled[1][:, at], price=price):
            yield facts | {"kind": "burst", "n_shuffles": n_shuffles} | burst


def _find_steps(
    clusters: Clusters, item: int, curve: tuple, best: dict, *, price: float, n_shuffles: int, random_state: int
) -> list[dict]:
    """The item's best step; if it passes, those that follow within the segments, up to the first that does not."""
    splits = find_splits(*curve)
    steps = [best | {"first": next(splits)[1]}]
    for first, at, end in splits if best["q"] <= ALPHA else ():
        segment = take_periods(clusters, first, end, item)
        (shuffled,) = measure_shuffles(segment, [weigh_best_split], n_shuffles=n_shuffles, random_state=random_state)
        n_alarms = int(count_alarms(shuffled, weigh_best_split(sum_periods(segment))[0])[0])
        q = max(steps[-1]["q"], price * (1 + n_alarms) / (1 + n_shuffles))
        if q > ALPHA:
            break
        steps.append({"first": at, "n_alarms": n_alarms, "q": q})
    edges = [0, *sorted(step["first"] for step in steps), int(clusters.period[-1]) + 1]
    for step in steps:
        start, at, end = edges[edges.index(step["first"]) - 1 :][:3]
        before, after = _lies_between(clusters, start, at), _lies_between(clusters, at, end)
        step |= {"last": end - 1} | compare_rates(clusters, item, into=after, out_of=before)
    return sorted(steps, key=lambda step: step["first"])


def _find_bursts(
    clusters: Clusters, item: int, curve: tuple, heaviest: dict, shuffled: np.ndarray, *, price: float
) -> list[dict]:
    """The item's heaviest burst; if it passes, the others that are heavier than chance makes the heaviest."""
    found = find_bursts(*curve)
    quiet = np.ones(len(clusters.period), dtype=bool)
    for first, end, _ in found:
        quiet &= ~_lies_between(clusters, first, end)
    bursts = []
    for first, end, weight in found:
        n_alarms = int(count_alarms(shuffled, weight))
        q = max(heaviest["q"], price * (1 + n_alarms) / (1 + len(shuffled))) if bursts else heaviest["q"]
        if bursts and q > ALPHA:
            break
        effect = compare_rates(clusters, item, into=_lies_between(clusters, first, end), out_of=quiet)
        bursts.append({"first": first, "last": end - 1, "n_alarms": n_alarms, "q": q} | effect)
    return sorted(bursts, key=lambda burst: burst["first"])


def _lies_between(clusters: Clusters, first: int, end: int) -> np.ndarray:
    return (clusters.period >= first) & (clusters.period < end)
