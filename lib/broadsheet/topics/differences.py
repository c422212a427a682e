"""Whether topics have another share in one group of a corpus than in the others: how much, how sure, out of how many.

News comes in days, and what stands in a day hangs together: days (or weeks) are the sample, not texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, norm, t

from broadsheet import tables
from broadsheet.cells import CellCounts
from broadsheet.errors import InputError

MIN_CLUSTERS = 5  # of either side: fewer do not tell how days vary
MIN_DOCS = 5  # of a group that is drawn and tested
MOST_GROUPS = 6  # that can be told apart in a picture
MAX_Q = 0.05
Z = norm.ppf(0.975)


def choose_groups(documents: pd.DataFrame, *, by: str, most: int = MOST_GROUPS) -> tuple[pd.Series, list[str], str]:
    """(the group of each document, the groups to compare, a sentence that says which these are).

    The group is the value of column ``by``, "" where there is none. Compared are the groups with most documents, at
    least ``MIN_DOCS``, at most ``most``, ties by name; of two, other documents are in no group. Where fewer than two
    are left there is nothing to compare: the list is empty, and the sentence says why; "" names no column. Raises
    InputError for a column that is not there.
    """
    if not by:
        return pd.Series("", index=documents.index, dtype="str"), [], "No comparison: by is '', which names no column."
    if by not in documents.columns:
        raise InputError(
            f"by is {by!r}, expected a column of the documents: {', '.join(map(str, documents.columns))}; a further "
            f"column of your tables or metadata.csv comes with more_columns in study.yaml."
        )
    values = documents[by].astype("str").where(documents[by].notna(), "").str.strip()
    sizes = values[values != ""].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    groups = [str(name) for name in sizes.index[sizes >= MIN_DOCS]]
    if len(groups) < 2:
        n_large = f"{len(groups)} of {len(sizes):,} values with {MIN_DOCS} documents or more"
        found = "no value" if sizes.empty else n_large
        why = f"No comparison: the column {by!r} has {found}, and it takes two. Set by to another column."
        return values, [], why
    drawn = groups[:most]
    of = (f" of {len(sizes):,}", ", those with most documents") if len(sizes) > len(drawn) else ("", "")
    if len(drawn) == 2:  # a pair is compared with each other, and what is of neither is on no side
        values = values.where(values.isin(drawn), "")
    others = "with each other" if len(drawn) == 2 else "each with all others"
    return values, drawn, f"Compared are {len(drawn)}{of[0]} values of {by}{of[1]}, {others}."


def find_differences_refusal(counted: CellCounts, *, groups: Sequence[str], hold_sources: bool = False) -> str:
    """Why none of ``groups`` can be compared, in one sentence; "" when one can. Parameters: ``score_differences``."""
    cells = counted.cells[(counted.cells.side != "") & (counted.cells.n_words > 0)]
    n_ours = [cells.cluster[cells.side == group].nunique() for group in groups]
    n_theirs = [cells.cluster[cells.side != group].nunique() for group in groups]
    if max(map(min, zip(n_ours, n_theirs, strict=True)), default=0) < MIN_CLUSTERS:
        return (
            f"No comparison: it takes documents of {MIN_CLUSTERS} days or weeks on either side, undated ones counting "
            f"as a day each, and these parts do not have them. Choose wider parts, or another column."
        )
    if hold_sources and not any(set(cells.source[cells.side == group]) & set(cells.source[cells.side != group])
                                for group in groups):  # fmt: skip
        return (
            "No comparison: sources cannot be held fixed, as none is on both sides. Set hold_mix to false, or choose "
            "parts that have a source in common."
        )
    return ""


@dataclass(frozen=True)
class _Side:
    """One side; ``z`` is what one unit in a cell adds to the share, ``effective`` how many units the share rests on."""

    z: np.ndarray
    share: np.ndarray
    effective: float
    n: np.ndarray
    total: int


def score_differences(counted: CellCounts, *, groups: Sequence[str], hold_sources: bool = False) -> pd.DataFrame:
    """Compare the share of every topic in each of ``groups`` with that in all others: a ``topic_differences`` table.

    ``counted`` gathers the counts of ``count_leading`` into cells (``cells.gather_cells``), whose ``side`` names the
    group; a cell without a name is on no side. One count is one unit that the topic leads, and a share is of units.
    With ``hold_sources`` shares are compared within sources, which have the same weight on both sides (Mantel and
    Haenszel 1959); sources on one side only are left out.

    The difference is in shares, its 95 % interval Newcombe's (1998, method 10): from a score interval on each side
    (Wilson 1927), whose units are divided by a design effect (Korn and Graubard 1998) that comes from the squared
    residuals of whole clusters - what two sides do on one day counts once - and is at least 1. Student's t has the
    degrees of freedom of as many clusters of equal size as are as even (Kish 1965), less two. p is the level at which
    the interval would end at 0, q Benjamini and Hochberg's over all topics and groups. The ratio, 0.5 added to the
    units of the topic, has its interval on the scale of logarithms from the same ends (Zou and Donner 2008),
    widened where it is surer than the test (Miettinen 1976).

    A group with fewer than ``MIN_CLUSTERS`` clusters on either side is not tested: intervals and q are missing.
    Raises InputError for a group without a unit.
    """
    parts = [_compare(counted, group, hold_sources=hold_sources) for group in groups]
    if not parts:
        return tables.make("topic_differences")
    rows = pd.concat(parts, ignore_index=True)
    tested = rows.p.notna()
    rows["q"] = np.nan
    rows.loc[tested, "q"] = false_discovery_control(rows.p[tested]) if tested.any() else []
    return tables.make("topic_differences", rows)


def describe_differences(differences: pd.DataFrame, *, cluster: str, hold_sources: bool = False) -> str:
    """The methods sentences of a ``topic_differences`` table, as an author can paste them.

    Of two groups the one is compared with the other, which is one comparison a topic.
    """
    by_two = 2 if differences.group.nunique() == 2 else 1
    n_tested, n_found = int(differences.q.notna().sum()) // by_two, int((differences.q <= MAX_Q).sum()) // by_two
    untested = sorted(set(differences.group[differences.q.isna()]))
    held = " within sources (Mantel and Haenszel weights)" if hold_sources else ""
    return (
        f"Shares are of units that a topic leads, each group against all others{held}; 95 % intervals are Wilson's "
        f"(1927) and, of differences, Newcombe's (1998, method 10), on units divided by a design effect from the "
        f"residuals of whole {cluster}s (Korn and Graubard 1998; an undated document is one alone), with Student's t. "
        f"Of {n_tested:,} comparisons {n_found:,} have a false discovery rate of at most {MAX_Q:.0%} (Benjamini and "
        f"Hochberg 1995)."
        + (f" Not tested, with fewer than {MIN_CLUSTERS} {cluster}s: {', '.join(untested)}." if untested else "")
    )


def _compare(counted: CellCounts, group: str, *, hold_sources: bool) -> pd.DataFrame:
    """The rows of one group, topic by topic, with p."""
    kept = np.flatnonzero((counted.cells.side != "") & (counted.cells.n_words > 0))
    cells, n = counted.cells.iloc[kept].reset_index(drop=True), counted.n[kept].tocsc().astype(float)
    is_target, units = (cells.side == group).to_numpy(), cells.n_words.to_numpy(dtype=float)
    if not is_target.any():
        raise InputError(f"groups has {group!r}, which no unit is of; expected of {sorted(set(cells.side))[:10]}.")
    cluster = cells.cluster.factorize()[0]
    n_clusters = [len(set(cluster[side])) for side in (is_target, ~is_target)]
    stratum = cells.source.factorize()[0] if hold_sources else np.zeros(len(cells), dtype=int)
    weights = _weigh_strata(units, is_target, stratum)
    sides = [_sum_side(n, units, side, weights, stratum) for side in (is_target, ~is_target)]
    facts = {
        "group": group, "item": counted.terms, "n": sides[0].n, "total": sides[0].total, "share": sides[0].share,
        "n_others": sides[1].n, "total_others": sides[1].total, "share_others": sides[1].share,
        "n_clusters": n_clusters[0], "n_clusters_others": n_clusters[1],
    }  # fmt: skip
    is_tested = min(n_clusters) >= MIN_CLUSTERS and weights.any()
    names = ("share_low", "share_high", "low", "high", "ratio_low", "ratio_high", "p")
    missing = np.full(len(counted.terms), np.nan)
    found = _test(sides, n, units, is_target, stratum, cluster) if is_tested else [missing] * len(names)
    rows = pd.DataFrame(facts | dict(zip(names, found, strict=True)))
    return rows.assign(difference=rows.share - rows.share_others, ratio=_ratio(sides))


def _weigh_strata(units: np.ndarray, is_target: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """The weight of each stratum, the same on both sides; they sum to 1, or are 0 where none is on both sides."""
    size = int(stratum.max()) + 1
    ours, theirs = (np.bincount(stratum[side], units[side], size) for side in (is_target, ~is_target))
    weights = ours * theirs / (ours + theirs)
    return weights / max(weights.sum(), 1e-300)


def _sum_side(n, units, is_here, weights, stratum) -> _Side:
    size = np.bincount(stratum[is_here], units[is_here], len(weights))
    by_stratum = np.divide(weights, size, out=np.zeros(len(size)), where=size > 0)
    z = np.where(is_here, by_stratum[stratum], 0.0)
    variance = float(z**2 @ units)
    share = np.minimum(z @ n, 1) if variance else np.full(n.shape[1], np.nan)  # a sum of parts may be above by rounding
    return _Side(z, share, 1 / variance if variance else 0.0, is_here.astype(float) @ n, int(units[is_here].sum()))


def _test(sides: list[_Side], n, units, is_target, stratum, cluster) -> list[np.ndarray]:
    """share_low, share_high, low, high, ratio_low, ratio_high and p of every topic."""
    own = np.bincount(cluster, (sides[0].z + sides[1].z) ** 2 * units)
    n_even = own.sum() ** 2 / (own**2).sum()
    n_free = max(n_even - 2, 1)
    effects = _design_effects(sides, n, units, is_target, stratum, cluster) * n_even / n_free
    quantile = t.ppf(0.975, n_free)
    ours, theirs = (
        (side.share, *score_interval(side.share, side.effective / np.maximum(effects, 1), quantile)) for side in sides
    )
    alone = _bound_alone(sides[0], n, units, is_target, stratum, cluster)
    difference, low, high = subtract(ours, theirs)
    toward = np.where(difference > 0, difference - low, high - difference)
    statistic = quantile * np.abs(difference) / np.maximum(toward, 1e-300)
    ratio_low, ratio_high = _bound_ratio(sides, ours, theirs, statistic / quantile)
    return [*alone, low, high, ratio_low, ratio_high, 2 * t.sf(statistic, n_free)]


def _bound_alone(side: _Side, n, units, is_target, stratum, cluster) -> tuple[np.ndarray, np.ndarray]:
    """The interval of the share of one side, from its own clusters: what it has in common with the others is no less
    uncertain for that."""
    own = np.bincount(cluster, side.z**2 * units)
    n_even = own.sum() ** 2 / (own**2).sum()
    n_free = max(n_even - 1, 1)
    effects = _design_effects([side], n, units, is_target, stratum, cluster) * n_even / n_free
    return score_interval(side.share, side.effective / np.maximum(effects, 1), t.ppf(0.975, n_free))


def _design_effects(sides, n, units, is_target, stratum, cluster) -> np.ndarray:
    """Of each topic: the variance of the difference (of one side: the share) over clusters, by that of units alone."""
    block = 2 * stratum + is_target
    size = np.bincount(block, units)
    sign = sides[0].z - sum(side.z for side in sides[1:])
    squares = np.empty(n.shape[1])
    for item in range(n.shape[1]):  # one at a time: cells by topics would be the largest table of all
        counts = n[:, [item]].toarray().ravel()
        rate = np.bincount(block, counts) / np.maximum(size, 1)
        squares[item] = (np.bincount(cluster, sign * (counts - rate[block] * units)) ** 2).sum()
    middles = [(side.share * side.effective + 1) / (side.effective + 2) for side in sides]
    alone = sum(middle * (1 - middle) / side.effective for middle, side in zip(middles, sides, strict=True))
    return squares / alone


def score_interval(share: np.ndarray, total: np.ndarray | float, quantile: float = Z) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's (1927) interval of a share of ``total`` units."""
    middle = share + quantile**2 / (2 * total)
    half = quantile * np.sqrt(share * (1 - share) / total + quantile**2 / (4 * total**2))
    low, high = ((middle + sign * half) / (1 + quantile**2 / total) for sign in (-1, 1))
    return np.clip(low, 0, share), np.clip(high, share, 1)


def subtract(ours: tuple, theirs: tuple) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(difference, low, high) of two (value, low, high) that are independent (Newcombe 1998, method 10)."""
    difference = ours[0] - theirs[0]
    low = difference - np.hypot(ours[0] - ours[1], theirs[2] - theirs[0])
    high = difference + np.hypot(ours[2] - ours[0], theirs[0] - theirs[1])
    return difference, low, high


def _ratio(sides: list[_Side]) -> np.ndarray:
    ours, theirs = (_smooth(side) for side in sides)
    return ours / theirs


def _smooth(side: _Side) -> np.ndarray:
    """The share with 0.5 added to the units of the topic, as Walter (1975) does for rates."""
    return (side.share * side.effective + 0.5) / (side.effective + 0.5)


def _bound_ratio(sides: list[_Side], ours: tuple, theirs: tuple, sure: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the interval of the ratio; ``sure`` is the test's statistic by its quantile: above 1 it passes."""
    with np.errstate(divide="ignore"):  # the log of a lower end that is 0
        logs = [
            [np.log(ends) for ends in (middle, np.minimum(low, middle), np.maximum(high, middle))]
            for middle, (_, low, high) in zip(map(_smooth, sides), (ours, theirs), strict=True)
        ]
    log_ratio, low, high = subtract(*logs)
    at_least = np.abs(log_ratio) / np.maximum(sure, 1e-300)
    toward = np.where(log_ratio > 0, log_ratio - low, high - log_ratio)
    wider = np.maximum(toward, at_least)
    low = np.where(log_ratio > 0, log_ratio - wider, low)
    high = np.where(log_ratio > 0, high, log_ratio + wider)
    with np.errstate(over="ignore"):  # of a topic that neither side has, nothing is known
        return np.exp(low), np.exp(high)
