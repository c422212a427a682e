"""How many topics: as many as two halves of the documents find again.

The documents are cut at random into halves, several times, and the default model is fitted to both. With too few topics
what is joined differs from half to half and its words keep no company; with too many a topic is cut into pieces that
share their words. So three things are asked together, none of which can be had by giving up another: do the top words
of one half keep company in the other (NPMI on texts not seen), are they the same (stability), are they a topic's own
(exclusivity).

What is measured is of the topics that are there: where sizes are uneven, two large topics score as high as those two
and six small ones. So of numbers that score as high as each other the largest is proposed, as it has found most; past
what the corpus carries the score falls.
"""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import t as student
from threadpoolctl import threadpool_limits

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.topics.coherence import score_company, score_exclusivity
from broadsheet.topics.fit import check_carries, name_words
from broadsheet.topics.groups import Trees, cut_trees, grow_trees, mean_rows
from broadsheet.topics.refits import find_top, match_words, sort_filled
from broadsheet.topics.weights import learn_factors, weigh

CANDIDATES = (*range(2, 21), 25, 30)
UNITS_EACH = 3  # a topic must have in each half for its number to be tried, on the mean
NEAR = 0.02  # of the highest score: what is lost by so little is not lost
CHANCE = 0.03  # NPMI: small corpora and vocabularies without topics reach .02 with the lower end of its interval
SAME = 1 / 9  # Jaccard: two of ten top words in common; halves with fewer have not found the same topics
MOST_UNITS = 5000  # of larger corpora so many are looked at, whole documents spread evenly
N_TOP = 10
SCORES = ["npmi", "stability", "exclusivity", "score"]


def choose_n_topics(
    matrix: TermMatrix, *, candidates: tuple[int, ...] = CANDIDATES, n_refits: int = 10, random_state: int = 0
) -> tuple[int, pd.DataFrame, str]:
    """(the number of topics of the default model that is proposed, the k_curve table, how sharp the choice is).

    ``n_refits`` times the documents (units, of fewer than five documents) are cut into halves. The score of a number
    is the geometric mean of NPMI (0 where negative), stability and exclusivity of ten top words, means over topics.
    Proposed is the largest number whose mean score is within 2 % of the highest, of numbers whose interval is above 0;
    where there is none, the highest, of equals the smallest, and the sentence says that no number was found. The
    interval begins at 0 where the three may be chance: NPMI with an interval not above .03, or a stability below 1 / 9,
    fewer than two words of ten. Intervals
    and differences are those of Nadeau and Bengio (2003) for repeated halves, which see much of the same texts:
    t x sd x root(1 / n_refits + 1). A rival is not behind the proposed number by more than the interval of the paired
    difference, and in one halving at least came within 2 % of it. Numbers for which a half has not three units a topic
    are not tried.

    The order of the rows of ``matrix`` changes nothing. Raises InputError when the texts carry no topics at all
    (``fit.check_carries``), ``n_refits`` is below 2, or a candidate is below 2.
    """
    if n_refits < 2:
        raise InputError(f"n_refits is {n_refits}, expected 2 or more: an interval needs two halvings. 10 is usual.")
    if not candidates or min(candidates) < 2:
        raise InputError(f"candidates are {list(candidates)}, expected numbers of topics, each 2 or more.")
    check_carries(matrix)
    counts, drawn = _thin_out(*sort_filled(matrix))
    halvings = _halve(drawn, n_refits=n_refits, random_state=random_state)
    most = _find_most(counts, halvings)
    tried = sorted({n for n in candidates if n <= most})
    if not tried:
        return 2, tables.make("k_curve"), _tell_too_small(counts.shape[0], min(candidates), most)
    with threadpool_limits(1):
        rows = [row for half in halvings for row in _score_halves(counts, half, tried)]
    scores = pd.DataFrame(rows, columns=["n_topics", *SCORES[:3]])
    scores["score"] = np.cbrt(scores.npmi.clip(lower=0) * scores.stability * scores.exclusivity)
    curve = _draw_up(scores)
    chosen = curve[curve.is_chosen].iloc[0]
    cut = sorted({n for n in candidates if n > most})
    return int(chosen.n_topics), curve, _tell(curve, chosen) + _tell_cut(cut, most, counts.shape[0])


def read_n_topics(n_topics: str, *, proposed: int) -> int:
    """The number that ``n_topics`` says, ``proposed`` for "auto". Raises InputError for another word."""
    if n_topics == "auto":
        return proposed
    if not n_topics.isdecimal():
        raise InputError(f"n_topics is {n_topics!r}, expected auto or a number, 2 or more.")
    return int(n_topics)


def _thin_out(counts: sparse.csr_matrix, drawn: np.ndarray) -> tuple[sparse.csr_matrix, np.ndarray]:
    if len(drawn) <= MOST_UNITS:
        return counts, drawn
    n_all = int(drawn.max()) + 1
    kept = np.unique(np.linspace(0, n_all - 1, round(n_all * MOST_UNITS / len(drawn))).round().astype(int))
    rows = np.isin(drawn, kept)
    return counts[rows], np.unique(drawn[rows], return_inverse=True)[1]


def _halve(drawn: np.ndarray, *, n_refits: int, random_state: int) -> list[np.ndarray]:
    """For each halving which rows are in the first half."""
    n_all = int(drawn.max(initial=-1)) + 1
    generator = np.random.default_rng(random_state)
    return [np.isin(drawn, generator.permutation(n_all)[: n_all // 2]) for _ in range(n_refits)]


def _find_most(counts: sparse.csr_matrix, halvings: list[np.ndarray]) -> int:
    """The largest number of topics that can be tried; copies of a text count once."""
    print_of_row = (counts @ np.cos(np.arange(counts.shape[1]) ** 2)).round(5)
    sides = [side for half in halvings for side in (half, ~half)]
    return min(len(np.unique(print_of_row[side])) for side in sides) // UNITS_EACH


def _score_halves(counts: sparse.csr_matrix, half: np.ndarray, tried: list[int]) -> list[tuple]:
    """A row for each number of topics: NPMI on the other half, stability, exclusivity; a topic without words has 0."""
    sides = [counts[half], counts[~half]]
    weights = [weigh(side, learn_factors(side)) for side in sides]
    grown = [grow_trees(rows) for rows in weights]
    rows = []
    for n_topics in tried:
        (a, words_a), (b, words_b) = (_name_topics(*each, n_topics) for each in zip(sides, weights, grown, strict=True))
        company = score_company(sides[1], words_a) + score_company(sides[0], words_b)
        stability = match_words(words_a, words_b)[1].sum() / max(len(words_a), len(words_b))
        own = score_exclusivity(a, words_a) + score_exclusivity(b, words_b)
        rows.append((n_topics, np.nan_to_num(company).mean(), stability, np.nan_to_num(own).mean()))
    return rows


def _name_topics(
    counts: sparse.csr_matrix, weights: sparse.csr_matrix, grown: Trees, n_topics: int
) -> tuple[np.ndarray, list[np.ndarray]]:
    groups = cut_trees(grown, n_topics=n_topics)
    components = mean_rows(weights, groups, int(groups.max()) + 1)
    mean = np.asarray(weights.mean(axis=0)).ravel()
    scores = name_words(counts, components, mean, model="default")
    return components, find_top(scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-12), N_TOP)


def _draw_up(scores: pd.DataFrame) -> pd.DataFrame:
    """The curve: means over halvings with intervals, the proposed number and its rivals."""
    by_number = scores.groupby("n_topics")
    curve = by_number[SCORES].mean()
    n_refits = len(scores) // len(curve)
    reach = student.ppf(0.975, n_refits - 1) * np.sqrt(1 / n_refits + 1)
    spread = by_number[SCORES].std() * reach
    floor = {"npmi": -1.0}
    for name in SCORES:
        curve[f"{name}_low"] = (curve[name] - spread[name]).clip(lower=floor.get(name, 0.0))
        curve[f"{name}_high"] = (curve[name] + spread[name]).clip(upper=1.0)
    curve["score_low"] = curve.score_low.where((curve.npmi_low > CHANCE) & (curve.stability >= SAME), 0.0)
    chosen = _pick(curve.round(9), curve.score_low > 0)
    wide = np.stack([each.score.to_numpy() for _, each in by_number])
    behind = wide[list(curve.index).index(chosen)] - wide
    curve["is_chosen"] = curve.index == chosen
    is_near = (behind <= NEAR * wide[curve.is_chosen]).any(axis=1)
    curve["is_rival"] = is_near & (behind.mean(axis=1) <= reach * behind.std(axis=1, ddof=1)) & ~curve.is_chosen
    return tables.make("k_curve", curve.reset_index())


def _pick(curve: pd.DataFrame, is_carried: pd.Series) -> int:
    """The proposed number of topics, the index of both; where all scores are 0, as in short texts, the smallest."""
    score = curve.score
    if not is_carried.any():
        return score.idxmax()
    return score.index[is_carried & (score >= (1 - NEAR) * score[is_carried].max())].max()


def _tell(curve: pd.DataFrame, chosen: pd.Series) -> str:
    n_topics, rivals = int(chosen.n_topics), [str(n) for n in curve.n_topics[curve.is_rival]]
    shared = (
        f"in two halves of the documents {10 * _words(chosen.stability):.0f} of 10 top words of a topic are the same"
    )
    if chosen.score_low <= 0:
        why = (
            f"the top words of one half of the documents keep no company in the other (NPMI {chosen.npmi:.2f})"
            if chosen.npmi_low <= CHANCE
            else f"the topics of one half of the documents may not be in the other (stability {chosen.stability:.2f})"
        )
        return (
            f"No number of topics is carried: {why}. K = {n_topics} is put forward as a start, not as found; read the "
            f"passages, add documents."
        )
    if len(curve) == 1:
        return f"K = {n_topics} is the only number that was tried; {shared}."
    if not rivals:
        return f"K = {n_topics} is clearly ahead of all others tried; {shared}."
    carried = curve[curve.score_low > 0].set_index("n_topics").score.round(9)
    why = "has the highest score that is surely above 0"
    if carried.idxmax() != n_topics:
        why = f"is the largest number within {100 * NEAR:.0f} % of the highest score, that of {carried.idxmax()}"
    return (
        f"K = {n_topics} {why}; {_list(rivals)} {'is' if len(rivals) == 1 else 'are'} not clearly behind (by more "
        f"than the interval of the difference, or in every halving) and can be defended as well; {shared}."
    )


def _list(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _words(jaccard: float) -> float:
    """The share of words that two lists of one length have in common."""
    return 2 * jaccard / (1 + jaccard)


def _tell_cut(cut: list[int], most: int, n_units: int) -> str:
    if not cut:
        return ""
    return f" More than {most} were not tried: {n_units:,} units are too few for {UNITS_EACH} a topic in each half."


def _tell_too_small(n_units: int, least: int, most: int) -> str:
    return (
        f"{n_units} units are too few to compare numbers of topics: halves carry {most} at {UNITS_EACH} units a topic, "
        f"the smallest asked for is {least}. K = 2 is put forward as the fewest, not as found."
    )
