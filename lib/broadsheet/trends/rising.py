"""What rose and what fell, over the whole vocabulary: nobody has to name a term."""

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from broadsheet import tables
from broadsheet.cells import CellCounts
from broadsheet.selection import count_left_out
from broadsheet.trends.shuffles import deal_blocks
from broadsheet.trends.slopes import deal_dates, fit_slopes, keep_tested, lay_calendar, name_unit, score_slopes

MIN_CLUSTERS = 10  # in fewer days or weeks, hardly any slope could be told from chance; each test costs the others
MAX_Q = 0.05


def find_rising(vocabulary: CellCounts, *, hold_sources: bool = True) -> pd.DataFrame:
    """Counts of all words and phrases in cells of days or weeks -> the ``rising`` table.

    A row is a term of ``vocabulary`` that stands in ``MIN_CLUSTERS`` days or weeks and was tested for a rise or fall
    in time (``slopes.score_slopes``); q is its p adjusted over all of them (Benjamini and Hochberg 1995), and a term
    passes with q of at most ``MAX_Q``. Those that pass stand first, in the order of the end of the effect's
    interval nearest 0, the strongest first, up or down; so a rare term with a wide interval does not lead. Terms
    that cannot be news are to be left out before (``selection.keep_terms``). Raises InputError where there
    are too few days or weeks (``slopes.find_trend_refusal``).
    """
    slopes = score_slopes(vocabulary, hold_sources=hold_sources, min_clusters=MIN_CLUSTERS)
    is_up = slopes.effect > 0
    nearest = slopes.low.where(is_up, slopes.high)
    rows = slopes.assign(
        q=_adjust(slopes.p.to_numpy()),
        direction=np.where(is_up, "up", "down"),
        score=nearest.where(np.sign(nearest) == np.sign(slopes.effect), 0.0),
    )
    order = {"fails": rows.q > MAX_Q, "size": rows.score.abs().round(9)}
    rows = rows.assign(**order).sort_values(["fails", "size", "item"], ascending=[True, False, True])
    return tables.make("rising", rows)


def check_rising(
    vocabulary: CellCounts, *, hold_sources: bool = True, n_shuffles: int = 200, random_state: int = 0
) -> pd.DataFrame:
    """How many terms would pass where nothing rises: unit, block, shuffle, n_tested, n_found of each shuffled corpus.

    The dates of the days (or weeks: ``unit``) are dealt out anew; the documents of a day stay together, and with their
    source. All that is found then is false. ``n_shuffles`` times each is a block of its own, which takes days to be
    independent of each other; as many times blocks of about the root of their number (``block``) stay together, so
    that a subject that lasts for some days still does. Blocks leave few orders and a part of what changed for good:
    what is found then is rather too much.
    """
    counts = keep_tested(vocabulary, min_clusters=MIN_CLUSTERS)
    calendar = lay_calendar(counts.cells, hold_sources=hold_sources)
    n_clusters = len(calendar.dates)
    generator = np.random.default_rng(random_state)
    rows = []
    for block in (1, round(n_clusters**0.5)):
        for shuffle in range(n_shuffles):
            order = deal_blocks(generator, n_clusters, size=block)
            z = fit_slopes(counts.n, deal_dates(calendar, order))["z"]
            n_found = int((_adjust(2 * student.sf(np.abs(z), n_clusters - 2)) <= MAX_Q).sum())
            rows.append((name_unit(counts.cells), block, shuffle, len(counts.terms), n_found))
    return pd.DataFrame(rows, columns=["unit", "block", "shuffle", "n_tested", "n_found"])


def describe_check(check: pd.DataFrame) -> str:
    """The false-alarm rates in one sentence, from ``check_rising``."""
    told = []
    for (unit, block), part in check.groupby(["unit", "block"]):
        how = f" false terms per corpus with single {unit}s" if block == 1 else f" with blocks of {block} {unit}s"
        n_any = int((part.n_found > 0).sum())
        told.append(f"{round(float(part.n_found.mean()), 2)}{how} shuffled ({n_any} of {len(part)} shuffles had any)")
    return ", ".join(told)


def describe_rising(
    rising: pd.DataFrame,
    vocabulary: CellCounts,
    *,
    hold_sources: bool = True,
    left_out: pd.DataFrame | None = None,
) -> str:
    """The methods sentences an author can paste.

    ``vocabulary`` and ``hold_sources`` are those of ``find_rising``; ``left_out`` is the table of
    ``selection.keep_terms``.
    """
    counts = keep_tested(vocabulary, min_clusters=MIN_CLUSTERS)
    found = rising.direction[rising.q <= MAX_Q]
    unit, n_clusters = name_unit(counts.cells), counts.cells.cluster.nunique()
    held = ", each source with a level of its own" if hold_sources else ""
    return (
        f"Of {len(vocabulary.terms):,} words and phrases, the {len(counts.terms):,} that stand in {MIN_CLUSTERS} "
        f"{unit}s or more were tested for a trend over {n_clusters:,} {unit}s"
        f"{_tell_left_out(vocabulary.cells)}. {_describe_left_out(left_out)}"
        f"The trend is log-linear, with words as exposure{held}; the test is the likelihood ratio of Poisson counts "
        f"over a design effect estimated from the residuals of {unit}s, never below 1 (quasi-likelihood, Wedderburn "
        f"1974), with {n_clusters - 2:,} degrees of freedom. {(found == 'up').sum():,} terms rose and "
        f"{(found == 'down').sum():,} fell at a false discovery rate of {MAX_Q:.0%} over all terms tested "
        f"(Benjamini and Hochberg 1995). They are ranked by the end nearest 0 of the 95 % interval of the effect, log2 "
        f"of the fitted rate in the middle of the later half of the time over that in the middle of the earlier half. "
        f"The intervals themselves are not adjusted. All this holds if {unit}s are independent of each other; where a "
        f"subject lasts for several, more is found by chance."
    )


def _tell_left_out(cells: pd.DataFrame) -> str:
    """The documents that took no part, counted by why."""
    without_day = int(cells.n_docs[cells.unit == "document"].sum())
    without_words = int(cells.n_docs[(cells.unit != "document") & (cells.n_words == 0)].sum())
    unit = name_unit(cells)
    told = [
        f"; {n:,} document{'' if n == 1 else 's'} {why} took no part"
        for n, why in (
            (without_day, "without a day"),
            (without_words, f"of a source and {unit} without words"),
        )
        if n
    ]
    return "".join(told)


def _describe_left_out(left_out: pd.DataFrame | None) -> str:
    if left_out is None or left_out.empty:
        return ""
    reasons = (f"{row.n_terms:,} {row.reason}" for row in count_left_out(left_out).itertuples())
    return f"Left out before: {'; '.join(reasons)}. "


def _adjust(p: np.ndarray) -> np.ndarray:
    return false_discovery_control(p) if len(p) else p
