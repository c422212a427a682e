"""How far a topic can be trusted, and the passages that stand behind it."""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits

from broadsheet import tables
from broadsheet.evidence import quote
from broadsheet.terms import TermMatrix
from broadsheet.topics.fit import Topics, fit_components, name_words
from broadsheet.topics.topic_words import npmi
from broadsheet.topics.weights import learn_factors, weigh

PART = 0.8  # of the units, drawn for each refit
HOW = {
    "default": "spherical k-means in latent semantic space (100 dimensions, started from Ward's tree), shares by "
    "non-negative least squares on the mean weights of the groups,",
    "clusters": "spherical k-means in latent semantic space (100 dimensions, started from Ward's tree)",
    "nmf": "non-negative matrix factorisation (Frobenius norm, NNDSVD start) of the weights",
    "lda": "latent Dirichlet allocation (variational Bayes)",
}


def score_topics(
    matrix: TermMatrix, topics: Topics, *, n_top_terms: int = 10, n_refits: int = 20, random_state: int = 0
) -> pd.DataFrame:
    """Score each topic by its ``n_top_terms`` top terms: the topic_quality table.

    npmi: mean over pairs of top terms, co-occurrence within units (Bouma 2009; Roeder et al. 2015 call it C_NPMI with
    documents as windows). stability: mean Jaccard of the top terms with the best matching topic of ``n_refits`` fits
    of the same model on random 80 % of the units (after Greene et al. 2014). exclusivity: mean over top terms of the
    topic's part of the term's weight in all topics, weights of a topic adding up to 1. Topic 0, none of these, has no
    row: the shares miss its share to add up to 1.
    """
    groups = dict(iter(topics.topic_terms.groupby("topic")))
    tops = {topic: terms.sort_values("rank").term.head(n_top_terms).tolist() for topic, terms in groups.items()}
    stability = _stability(matrix, topics, tops, n_refits=n_refits, random_state=random_state)
    wide = topics.doc_topics.pivot(index=["doc_id", "unit"], columns="topic", values="weight").fillna(0.0)
    leading = wide.idxmax(axis=1).reset_index(name="topic")
    weights = topics.components / topics.components.sum(axis=1, keepdims=True)
    own = pd.DataFrame((weights / weights.sum(axis=0).clip(min=1e-12)).T, index=topics.terms.astype(str))
    rows = [
        {
            "topic": topic,
            "label": groups[topic].label.iloc[0],
            "n_docs": leading.loc[leading.topic == topic, "doc_id"].nunique(),
            "share": wide[topic].mean() if topic in wide else 0.0,
            "npmi": coherence,
            "stability": stability[topic],
            "exclusivity": own.loc[terms, topic - 1].mean(),
        }
        for (topic, terms), coherence in zip(tops.items(), mean_npmi(matrix, list(tops.values())), strict=True)
    ]
    return tables.make("topic_quality", rows)


def mean_npmi(matrix: TermMatrix, tops: list[list[str]]) -> list[float]:
    """Mean NPMI over all pairs of each list of terms; a pair never seen together counts -1, one term has none (NaN)."""
    terms = sorted(set().union(*tops))
    columns = pd.Index(matrix.terms.astype(str)).get_indexer(terms)
    seen = (matrix.counts[:, columns] > 0).astype(np.float64)
    pairs = pd.DataFrame(npmi((seen.T @ seen).toarray() / seen.shape[0]), index=terms, columns=terms)
    upper = [pairs.loc[top, top].to_numpy()[np.triu_indices(len(top), k=1)] for top in tops]
    return [float(values.mean()) if len(values) else float("nan") for values in upper]


def find_topic_passages(
    documents: pd.DataFrame,
    units: pd.DataFrame,
    doc_topics: pd.DataFrame,
    topic_terms: pd.DataFrame,
    *,
    n_each: int = 3,
) -> pd.DataFrame:
    """The ``n_each`` units with the largest share of each topic, as an evidence table.

    ``units`` are those the topics were fitted on. The item is "topic N: label"; topic 0, none of these, has none.
    """
    labels = topic_terms.drop_duplicates("topic").set_index("topic").label
    top = doc_topics[doc_topics.topic > 0]
    top = top.assign(rounded=top.weight.round(6)).sort_values(
        ["topic", "rounded", "doc_id", "unit"], ascending=[True, False, True, True]
    )
    top = top.groupby("topic").head(n_each).merge(units[["doc_id", "unit", "start", "end"]], on=["doc_id", "unit"])
    top["item"] = [f"topic {topic}: {labels[topic]}" for topic in top.topic]
    return quote(documents, top[["item", "doc_id", "start", "end"]])


def describe_topics(matrix: TermMatrix, topics: Topics, topic_quality: pd.DataFrame, *, unit: str) -> str:
    """The methods sentence an author can paste."""
    fits_none = topics.doc_topics.loc[topics.doc_topics.topic == 0, "weight"].sum() / max(matrix.counts.shape[0], 1)
    return (
        f"Topics were fitted by {HOW[topics.model]} to {len(matrix.terms):,} terms in {matrix.counts.shape[0]:,} units "
        f"(unit: {unit}) from {len(set(matrix.doc_ids)):,} documents, with K = {len(topic_quality)}; "
        f"{fits_none:.1%} of the units fit none (cosine below {topics.min_fit:g}). "
        f"Mean NPMI of top terms within units is {topic_quality.npmi.mean():.2f}; mean Jaccard stability of top terms "
        f"over refits on random 80 % of the units is {topic_quality.stability.mean():.2f} (lowest topic "
        f"{topic_quality.stability.min():.2f})."
    )


def _stability(
    matrix: TermMatrix, topics: Topics, tops: dict[int, list[str]], *, n_refits: int, random_state: int
) -> dict[int, float]:
    generator = np.random.default_rng(random_state)
    counts, n_top = matrix.counts[matrix.counts.getnnz(axis=1) > 0], max(map(len, tops.values()))
    agreement = []
    for _ in range(n_refits):
        size = max(len(tops), round(PART * counts.shape[0]))
        rows = np.sort(generator.choice(counts.shape[0], size=size, replace=False))
        refit = _refit(counts[rows], matrix.terms.astype(str), topics.model, len(tops), n_top)
        jaccard = np.array(
            [[len(set(top) & other) / len(set(top) | other) for other in refit] for top in tops.values()]
        )
        best = np.zeros(len(tops))
        found = linear_sum_assignment(-jaccard)
        best[found[0]] = jaccard[found]
        agreement.append(best)
    return dict(zip(tops, np.mean(agreement, axis=0).tolist(), strict=True))


def _refit(counts: sparse.csr_matrix, names: np.ndarray, model: str, n_topics: int, n_top: int) -> list[set[str]]:
    """The top terms of each topic of a fit to other units."""
    with threadpool_limits(1):
        weights = weigh(counts, learn_factors(counts))
        components = fit_components(counts, weights, n_topics=n_topics, model=model)
        scores = name_words(counts, components, np.asarray(weights.mean(axis=0)).ravel(), model=model)
    scores = (scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-12)).round(9)
    return [set(names[[term for term in np.lexsort((names, -row))[:n_top] if row[term] > 0]]) for row in scores]
