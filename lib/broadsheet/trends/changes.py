"""Where the rates of named items change: trends, change points, bursts, each with its false-alarm rate."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from broadsheet import tables
from broadsheet.cells import CellCounts, gather_cells, name_clusters
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.trends.bursts import find_bursts, weigh_best_burst
from broadsheet.trends.periods import name_unplaced, place_in_time
from broadsheet.trends.shares import hold_sources
from broadsheet.trends.shuffles import (
    Clusters,
    Sums,
    count_alarms,
    measure_shuffles,
    sum_periods,
    take_item,
    take_periods,
)
from broadsheet.trends.slopes import MIN_CLUSTERS, MIN_DOCS, MIN_TERM_CLUSTERS, keep_tested, score_slopes
from broadsheet.trends.steps import compare_rates, find_splits, weigh_best_split

ALPHA = 0.05
KINDS = ("trend", "step", "burst")
SHUFFLED = (weigh_best_split, weigh_best_burst)  # the strengths of the last two
CLUSTERS = ("auto", "document", "day", "week")
MIN_PERIODS = 8  # of fewer, hardly an order of the days is unlike another
LONG = 104  # weeks: from two years on the weeks exchange their places, where a period is longer than a week


def find_changes(
    matrix: TermMatrix,
    documents: pd.DataFrame,
    *,
    period: str,
    cluster: str = "auto",
    hold_mix: bool = False,
    n_shuffles: int = 200,
    random_state: int = 0,
) -> pd.DataFrame:
    """Counts of named items in documents -> the ``changes`` table.

    An item has a row for each kind of change it was tested for, passing or not, in the order of the columns of
    ``matrix`` and of time. An item in fewer than ``MIN_DOCS`` documents that can be placed, or fewer than
    ``MIN_TERM_CLUSTERS`` days (weeks), is not tested and has none (``find_changes_refusal`` names it).

    - trend: the rate rises or falls all along (``slopes.score_slopes``); effect is later half to earlier.
    - step: the best change point (``steps``); effect is the segment after it to the one before it.
    - burst: the strongest burst (``bursts``), if there is one; effect is inside to outside of all bursts.

    ``hold_mix`` is that of ``share_terms``: only sources with words in every period take part, and one that grows or
    shrinks makes no change. A trend then has a level for each source; for steps and bursts the words of a source
    weigh by its own rate of the item over that of all (indirect standardisation), so effects are rather too small
    where the mix and the rates changed at the same time. Without it a change of the mix is a change as any other.

    The strength of a step and of a burst is compared with what it is when whole clusters - days, or weeks if
    ``cluster`` is "week" or if it is "auto", periods are longer than a week and ``LONG`` weeks have documents -
    exchange their places in time: p = (1 + n_alarms) / (1 + n_shuffles). The p of all items and kinds together
    are adjusted (Benjamini and Hochberg 1995); a row passes with q at most ``ALPHA``, and only then may it be
    marked. What passes is not the same at every place in time: a trend leans, a step or burst is stronger than the
    same days make it in another order. That takes days (weeks) to be independent of each other: a subject that lasts
    passes too often. (Blocks of neighbouring days in place of days do not help: to them a plateau or a burst is nothing
    but such a subject, and they find few; ``tests/benchmarks/test_changes.py``.) One change can pass as several kinds:
    a slope has a best split, a long step a strongest burst. Where a period is one cluster, a burst of one period cannot
    pass, as every order has it.
    ``n_shuffles`` is raised, where it is smaller, to 20 for each item and kind, less 1: with fewer, one real change
    among them could never pass.

    Where an item's best step or strongest burst passes, it can have more: at most three steps, each tested in its
    own segment if those before it passed; every burst, against the strongest of each shuffle. Their q is their p
    times tests over tests passed (Benjamini and Bogomolov 2014), and they have rows only if they pass.

    Intervals (95 %) are clustered and hold for a place chosen beforehand; as the place was searched for, effects
    are rather too large. Periods without documents are left out: they tell nothing. Undated documents and those
    dated more coarsely than the period take no part; those known to a month stand with its first day. Where
    ``find_changes_refusal`` refuses the corpus, the table is empty. Raises InputError for an unknown ``cluster``,
    for weeks in periods of a day, and if ``n_shuffles`` is less than 1.
    """
    if n_shuffles < 1:
        raise InputError(f"n_shuffles is {n_shuffles}, expected 1 or more; 200 is usual.")
    dated = _place(documents, period=period, hold_mix=hold_mix)
    cluster = choose_clusters(dated, period=period, cluster=cluster)
    if _refuse_documents(dated, documents, period=period, cluster=cluster, hold_mix=hold_mix):
        return tables.make("changes")
    cells = _count_cells(matrix, dated, cluster=cluster)
    clusters, periods = _sum_sources(cells, dated, cluster=cluster, hold_mix=hold_mix)
    if not len(cells.terms):
        return tables.make("changes")
    n_shuffles = max(n_shuffles, int(np.ceil(len(KINDS) * len(cells.terms) / ALPHA)) - 1)
    trends = score_slopes(cells, hold_sources=hold_mix)
    changes = pd.DataFrame(_test_items(trends, clusters, n_shuffles=n_shuffles, random_state=random_state))
    changes["period"], changes["last_period"] = periods[changes["first"]], periods[changes["last"]]
    changes["direction"] = np.where(changes.effect >= 0, "up", "down")
    return tables.make("changes", changes.assign(passes=changes.q <= ALPHA))


def find_changes_refusal(
    matrix: TermMatrix, documents: pd.DataFrame, *, period: str, cluster: str = "auto", hold_mix: bool = False
) -> str:
    """Why no changes, or not those of some items, can be looked for, in plain sentences; "" when all can.

    It takes ``MIN_PERIODS`` periods with documents and ``MIN_CLUSTERS`` days (or weeks), and an item that is in
    ``MIN_DOCS`` documents and ``MIN_TERM_CLUSTERS`` days (weeks). Takes what ``find_changes`` took.
    """
    dated = _place(documents, period=period, hold_mix=hold_mix)
    cluster = choose_clusters(dated, period=period, cluster=cluster)
    refusal = _refuse_documents(dated, documents, period=period, cluster=cluster, hold_mix=hold_mix)
    if refusal:
        return refusal
    n = np.asarray(matrix.counts[pd.Index(matrix.doc_ids).isin(dated.doc_id)].sum(0)).ravel()
    is_tested = np.isin(matrix.terms.astype(str), _count_cells(matrix, dated, cluster=cluster).terms.astype(str))
    absent, rare = (", ".join(map(repr, matrix.terms[~is_tested & here])) for here in (n == 0, n > 0))
    sentences = []
    if absent:
        sentences.append(f"No changes of {absent}: never found in the {len(dated)} documents that can be placed.")
    if rare:
        sentences.append(
            f"No changes of {rare}: a change takes an item in {MIN_DOCS} documents and {MIN_TERM_CLUSTERS} {cluster}s."
        )
    return " ".join(sentences)


def describe_changes(
    changes: pd.DataFrame, documents: pd.DataFrame, *, period: str, cluster: str = "auto", hold_mix: bool = False
) -> str:
    """The methods sentences an author can paste; takes what ``find_changes`` took."""
    if changes.empty:
        return "No change was looked for."
    dated = _place(documents, period=period, hold_mix=hold_mix)
    cluster = choose_clusters(dated, period=period, cluster=cluster)
    left_out = _tell_left_out(documents, dated, period=period)
    n_items = changes.item.nunique()
    marked = changes[changes.passes].kind.value_counts()
    found = ", ".join(f"{marked.get(kind, 0)} {kind}{'' if marked.get(kind, 0) == 1 else 's'}" for kind in KINDS)
    mix = (
        f"The mix of sources was held fixed over the {dated.source.nunique()} with words in every period: each had a "
        f"level of its own in the trend, and its words weighed by its own rate in change points and bursts (indirect "
        f"standardisation)."
        if hold_mix
        else "The mix of sources was not held fixed: a source that comes, goes or grows can make a change."
    )
    return (
        f"Changes of {n_items} item{'' if n_items == 1 else 's'} were looked for by {period} in {len(dated)} of "
        f"{len(documents)} documents{left_out} of {_tell_clusters(dated, cluster)}: a quasi-Poisson log-linear trend "
        f"with variance clustered by {cluster}, the best change point (binary segmentation, least squares weighted by "
        f"words; Truong et al. 2020), and the strongest burst of Kleinberg's (2003) two-state automaton (s = 2, "
        f"gamma = 1), its weight over a design effect from the residuals of {cluster}s. {mix} "
        f"Change points and bursts were compared with those of {changes.n_shuffles.max()} corpora in which "
        f"whole {cluster}s had exchanged their places in time; p is the share of these with a mark as strong, the real "
        f"one included. The p of all items and kinds were adjusted together (Benjamini and Hochberg 1995) and marks "
        f"drawn at q <= {ALPHA}: {found}. With nothing to find, about one corpus in twenty gets a mark at all, if "
        f"{cluster}s are independent of each other; where a subject lasts for several, it is more."
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


def _place(documents: pd.DataFrame, *, period: str, hold_mix: bool) -> pd.DataFrame:
    """The documents that take part, with their ``period``; ``known`` is what their dates are known to.

    One known to its month only becomes one of the month's first day: alone it would be a cluster the size of a
    document, that could change places with a day.
    """
    placed = place_in_time(documents, period=period)
    placed = placed[placed.period.notna()]
    if hold_mix:
        placed = placed[placed.source.isin(hold_sources(placed).index)]
    return placed[placed.n_words > 0].assign(known=placed.date_precision, date_precision="day")


def _refuse_documents(
    dated: pd.DataFrame, documents: pd.DataFrame, *, period: str, cluster: str, hold_mix: bool
) -> str:
    if period == "all":
        return "No changes: period is 'all', which is one period without dates."
    n_periods, n_clusters = dated.period.nunique(), name_clusters(dated, cluster=cluster).nunique()
    if n_periods >= MIN_PERIODS and n_clusters >= MIN_CLUSTERS:
        return ""
    held = " and are of a source with words in every period (hold_mix is true)" if hold_mix else ""
    return (
        f"No changes were looked for: {len(dated)} of {len(documents)} documents can be placed{held}, in {n_periods} "
        f"periods (by {period}) and on {_tell_clusters(dated, cluster)}; it takes {MIN_PERIODS} periods and "
        f"{MIN_CLUSTERS} {cluster}s to tell a change from chance."
    )


def _tell_clusters(dated: pd.DataFrame, cluster: str) -> str:
    """How many clusters there are, and how many documents stand in one because their day is not known."""
    n, n_coarse = name_clusters(dated, cluster=cluster).nunique(), int((dated.known != "day").sum())
    if n_coarse and n_coarse == len(dated):
        return f"{n} {' or '.join(sorted(f'{known}s' for known in set(dated.known)))} (no document has a day)"
    told = f"{n} {cluster}{'' if n == 1 else 's'}"
    return f"{told} ({n_coarse} documents of a month or year stand with its first day)" if n_coarse else told


def _tell_left_out(documents: pd.DataFrame, dated: pd.DataFrame, *, period: str) -> str:
    """The documents that took no part, counted by why, in brackets; "" when all did."""
    reasons = name_unplaced(documents, period=period)
    reasons = reasons.mask((reasons == "") & (documents.n_words == 0), "without words")
    reasons = reasons.mask((reasons == "") & ~documents.doc_id.isin(dated.doc_id), "of sources not in every period")
    sizes = reasons[reasons != ""].value_counts().sort_index()
    return f" ({', '.join(f'{n} {why}' for why, n in sizes.items())} took no part)" if len(sizes) else ""


def _count_cells(matrix: TermMatrix, dated: pd.DataFrame, *, cluster: str) -> CellCounts:
    """The cells of the items that are tested."""
    kept = pd.Index(matrix.doc_ids).isin(dated.doc_id)
    rows = TermMatrix(matrix.counts[kept], matrix.doc_ids[kept], matrix.units[kept], matrix.terms)
    return keep_tested(gather_cells(rows, dated, cluster=cluster))


def _sum_sources(
    cells: CellCounts, dated: pd.DataFrame, *, cluster: str, hold_mix: bool
) -> tuple[Clusters, np.ndarray]:
    """(the cells summed over sources, in the order of time; the first days of the periods)."""
    # a week that lies in two months stands in that of its first document
    first = dated.period.groupby(name_clusters(dated, cluster=cluster)).min()
    order = first.reset_index(name="period").set_axis(["cluster", "period"], axis=1).sort_values(["period", "cluster"])
    place = pd.Series(np.arange(len(order)), index=order.cluster.to_numpy())
    at = place.loc[cells.cells.cluster].to_numpy()
    n = np.zeros((len(order), len(cells.terms)))
    np.add.at(n, at, cells.n.toarray())
    source = pd.factorize(cells.cells.source, sort=True)[0] if hold_mix else np.zeros(len(at), dtype=int)
    n_words = np.zeros((len(order), source.max() + 1))
    np.add.at(n_words, (at, source), cells.cells.n_words.to_numpy(dtype=float))
    if hold_mix:
        n_words = _weigh_words(n_words, cells, source)
    number, periods = pd.factorize(order.period)
    return Clusters(number, n_words, n), periods


def _weigh_words(n_words: np.ndarray, cells: CellCounts, source: np.ndarray) -> np.ndarray:
    """Words of clusters x sources -> of clusters x items, each source's times its own rate of the item over all's.

    Own rates are drawn towards that of all as if by one more occurrence, so that none is 0.
    """
    n = np.zeros((n_words.shape[1], len(cells.terms)))
    np.add.at(n, source, cells.n.toarray())
    overall = n.sum(0) / n_words.sum()
    own = (n + 1) / (n_words.sum(0)[:, None] + 1 / overall)
    weighed = n_words @ (own / overall)
    return weighed * n_words.sum() / weighed.sum(0)


def _test_items(trends: pd.DataFrame, clusters: Clusters, *, n_shuffles: int, random_state: int) -> Iterator[dict]:
    """The rows of the table, with the numbers of their first and last period."""
    shuffling = {"n_shuffles": n_shuffles, "random_state": random_state}
    shuffled = measure_shuffles(clusters, list(SHUFFLED), **shuffling)
    real = sum_periods(clusters)
    alarms = [count_alarms(values, measure(real)[0]) for values, measure in zip(shuffled, SHUFFLED, strict=True)]
    p = np.vstack([trends.p, *((1 + n_alarms) / (1 + n_shuffles) for n_alarms in alarms)])
    q = false_discovery_control(p.ravel()).reshape(p.shape)
    price = p.size / max(1, (q <= ALPHA).sum())  # what the p of an item's further changes is multiplied by
    for at, trend in enumerate(trends.itertuples()):
        facts = {"item": trend.item, "n": trend.n}
        span = {"kind": "trend", "first": 0, "last": int(clusters.period[-1]), "n_alarms": 0, "n_shuffles": 0}
        yield facts | span | {"q": q[0, at], "effect": trend.effect, "low": trend.low, "high": trend.high}
        best = {"n_alarms": int(alarms[0][at]), "q": float(q[1, at])}
        for step in _find_steps(clusters, at, real, best, price=price, **shuffling):
            yield facts | {"kind": "step", "n_shuffles": n_shuffles} | step
        best = {"n_alarms": int(alarms[1][at]), "q": float(q[2, at])}
        for burst in _find_bursts(clusters, at, real, best, shuffled[1][:, at], price=price):
            yield facts | {"kind": "burst", "n_shuffles": n_shuffles} | burst


def _find_steps(
    clusters: Clusters, item: int, real: Sums, best: dict, *, price: float, n_shuffles: int, random_state: int
) -> list[dict]:
    """The item's best step; if it passes, those that follow within the segments, up to the first that does not."""
    splits = find_splits(real.n[0, :, item], take_item(real.n_words[0], item))
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
    clusters: Clusters, item: int, real: Sums, best: dict, shuffled: np.ndarray, *, price: float
) -> list[dict]:
    """The item's strongest burst; if it passes, the others that are stronger than chance makes the strongest."""
    found = find_bursts(real, item)
    quiet = np.ones(len(clusters.period), dtype=bool)
    for first, end, *_ in found:
        quiet &= ~_lies_between(clusters, first, end)
    bursts = []
    for first, end, _, strength in found:
        n_alarms = int(count_alarms(shuffled, strength))
        q = max(best["q"], price * (1 + n_alarms) / (1 + len(shuffled))) if bursts else best["q"]
        if bursts and q > ALPHA:
            break
        effect = compare_rates(clusters, item, into=_lies_between(clusters, first, end), out_of=quiet)
        bursts.append({"first": first, "last": end - 1, "n_alarms": n_alarms, "q": q} | effect)
    return sorted(bursts, key=lambda burst: burst["first"])


def _lies_between(clusters: Clusters, first: int, end: int) -> np.ndarray:
    return (clusters.period >= first) & (clusters.period < end)
