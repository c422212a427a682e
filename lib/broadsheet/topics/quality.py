"""How far a topic can be trusted, and the passages that stand behind it."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.feature_extraction.text import TfidfTransformer

from broadsheet import tables
from broadsheet.evidence import quote
from broadsheet.terms import TermMatrix
from broadsheet.topics.fit import factorise

PART = 0.8  # of the units, drawn for each refit
REFIT = {"max_iter": 200, "tol": 1e-4}  # gives the top terms of a full fit on planted topics


def score_topics(
    matrix: TermMatrix,
    topic_terms: pd.DataFrame,
    doc_topics: pd.DataFrame,
    *,
    n_top_terms: int = 10,
    n_refits: int = 20,
    random_state: int = 0,
) -> pd.DataFrame:
    """Score each topic by its ``n_top_terms`` heaviest terms: the topic_quality table.

    npmi: mean over pairs of top terms, co-occurrence within units (Bouma 2009; Roeder et al.
    2015 call it C_NPMI with documents as windows). stability: mean Jaccard of the top terms
    with the best matching topic of ``n_refits`` fits on random 80 % of the units (after Greene
    et al. 2014). exclusivity: mean over top terms of the topic's part of the term's weight.
    """
    groups = dict(iter(topic_terms.groupby("topic")))
    tops = {topic: terms.sort_values("rank").term.head(n_top_terms).tolist() for topic, terms in groups.items()}
    stability = _stability(matrix, tops, n_refits=n_refits, random_state=random_state)
    wide = doc_topics.pivot(index=["doc_id", "unit"], columns="topic", values="weight")
    leading = wide.idxmax(axis=1).reset_index(name="topic")
    term_weight = topic_terms.pivot(index="term", columns="topic", values="weight").fillna(0.0)
    own = term_weight.div(term_weight.sum(axis=1), axis=0)
    rows = [
        {
            "topic": topic,
            "label": groups[topic].label.iloc[0],
            "n_docs": leading.loc[leading.topic == topic, "doc_id"].nunique(),
            "share": wide[topic].mean(),
            "npmi": mean_npmi(matrix, terms),
            "stability": stability[topic],
            "exclusivity": own.loc[terms, topic].mean(),
        }
        for topic, terms in tops.items()
    ]
    return tables.make("topic_quality", rows)


def mean_npmi(matrix: TermMatrix, terms: list[str]) -> float:
    """Mean NPMI over all pairs of ``terms``; a pair never seen together counts -1."""
    columns = np.searchsorted(matrix.terms.astype(str), np.array(terms, dtype=str))
    seen = (matrix.counts[:, columns] > 0).astype(float)
    together = (seen.T @ seen).toarray() / seen.shape[0]
    alone = np.diag(together)
    first, second = np.triu_indices(len(terms), k=1)
    joint = together[first, second]
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / (alone[first] * alone[second])) / -np.log(joint)
    npmi = np.where(joint == 0, -1.0, np.where(joint == 1, 1.0, npmi))
    return float(npmi.mean()) if len(npmi) else float("nan")


def find_topic_passages(
    documents: pd.DataFrame,
    units: pd.DataFrame,
    doc_topics: pd.DataFrame,
    topic_terms: pd.DataFrame,
    *,
    n_each: int = 3,
) -> pd.DataFrame:
    """The ``n_each`` units with the largest share of each topic, as an evidence table.

    ``units`` are those the topics were fitted on. The item is "topic N: label".
    """
    labels = topic_terms.drop_duplicates("topic").set_index("topic").label
    top = doc_topics.assign(rounded=doc_topics.weight.round(6)).sort_values(
        ["topic", "rounded", "doc_id", "unit"], ascending=[True, False, True, True]
    )
    top = top.groupby("topic").head(n_each).merge(units[["doc_id", "unit", "start", "end"]], on=["doc_id", "unit"])
    top["item"] = [f"topic {topic}: {labels[topic]}" for topic in top.topic]
    return quote(documents, top[["item", "doc_id", "start", "end"]])


def describe_topics(matrix: TermMatrix, topic_quality: pd.DataFrame, *, unit: str) -> str:
    """The methods sentence an author can paste."""
    return (
        f"Topics were fitted by non-negative matrix factorisation (Frobenius norm, NNDSVD start) of sublinear tf-idf "
        f"weights of {len(matrix.terms):,} terms in {matrix.counts.shape[0]:,} units (unit: {unit}) from "
        f"{len(set(matrix.doc_ids)):,} documents, with K = {len(topic_quality)}. "
        f"Mean NPMI of top terms within units is {topic_quality.npmi.mean():.2f}; mean Jaccard stability of top terms "
        f"over refits on random 80 % of the units is {topic_quality.stability.mean():.2f} (lowest topic "
        f"{topic_quality.stability.min():.2f})."
    )


def _stability(matrix: TermMatrix, tops: dict[int, list[str]], *, n_refits: int, random_state: int) -> dict[int, float]:
    generator = np.random.default_rng(random_state)
    n_units, agreement = matrix.counts.shape[0], {topic: [] for topic in tops}
    n_top = max(map(len, tops.values()))
    names = matrix.terms.astype(str)
    for _ in range(n_refits):
        rows = np.sort(generator.choice(n_units, size=max(len(tops), round(PART * n_units)), replace=False))
        weights = TfidfTransformer(sublinear_tf=True).fit_transform(matrix.counts[rows])
        _, terms = factorise(weights, n_topics=len(tops), random_state=random_state, **REFIT)
        refit = [_top_terms(row / max(row.sum(), 1e-12), names, n_top) for row in terms]
        jaccard = np.array(
            [[len(set(top) & other) / len(set(top) | other) for other in refit] for top in tops.values()]
        )
        for row, column in zip(*linear_sum_assignment(-jaccard), strict=True):
            agreement[list(tops)[row]].append(jaccard[row, column])
    return {topic: float(np.mean(values)) for topic, values in agreement.items()}


def _top_terms(weights: np.ndarray, names: np.ndarray, n_top: int) -> set[str]:
    top = np.lexsort((names, -weights.round(9)))[:n_top]
    return set(names[top[weights[top].round(9) > 0]])
