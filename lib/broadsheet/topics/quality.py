"""How far a topic can be trusted."""

import pandas as pd

from broadsheet import tables
from broadsheet.terms import TermMatrix
from broadsheet.topics.coherence import mean_npmi, score_exclusivity
from broadsheet.topics.fit import Topics
from broadsheet.topics.labels import find_repeats
from broadsheet.topics.refits import share_found

START = "100 dimensions, started from Ward's tree or, of fewer than 400 units, from non-negative factors"
HOW = {
    "default": f"spherical k-means in latent semantic space ({START}), shares by "
    "non-negative least squares on the mean weights of the groups,",
    "clusters": f"spherical k-means in latent semantic space ({START})",
    "embeddings": "spherical k-means of the vectors of a sentence encoder (100 leading directions, started from Ward's "
    "tree), shares by non-negative least squares on the mean term weights of the groups,",
    "nmf": "non-negative matrix factorisation (Frobenius norm, NNDSVD start) of the weights",
    "lda": "latent Dirichlet allocation (variational Bayes)",
}


def score_topics(
    matrix: TermMatrix, topics: Topics, topic_refits: pd.DataFrame, *, n_top_terms: int = 10
) -> pd.DataFrame:
    """Score each topic by its ``n_top_terms`` top terms: the topic_quality table.

    npmi: mean over pairs of top terms, co-occurrence within units (Bouma 2009; Roeder et al. 2015 call it C_NPMI with
    documents as windows). stability: mean Jaccard of the top terms with those of the matching topic of each refit in
    ``topic_refits`` (``refit_topics``), and the range that holds 95 % of the refits. exclusivity: mean over top terms
    of the topic's part of the term's weight in all topics, weights of a topic adding up to 1. For npmi and exclusivity
    a word that a phrase among the top terms stands for does not count (``labels.find_repeats``): it would keep company
    with itself. Topic 0, none of these,
    has no row, as it has no words: the shares miss its share to add up to 1.
    """
    groups = dict(iter(topics.topic_terms.groupby("topic")))
    tops = [_take_top(terms, n_top_terms) for terms in groups.values()]
    place = pd.Index(topics.terms.astype(str))
    wide = topics.doc_topics.pivot(index=["doc_id", "unit"], columns="topic", values="weight").fillna(0.0)
    leading = wide.idxmax(axis=1).reset_index(name="topic")
    found = share_found(topic_refits)
    columns = {
        "topic": list(groups),
        "label": [terms.label.iloc[0] for terms in groups.values()],
        "n_docs": [leading.loc[leading.topic == topic, "doc_id"].nunique() for topic in groups],
        "share": [wide[topic].mean() if topic in wide else 0.0 for topic in groups],
        "npmi": mean_npmi(matrix, tops),
        "stability": found.mean().loc[list(groups)].to_numpy(),
        "stability_low": found.quantile(0.025).loc[list(groups)].to_numpy(),
        "stability_high": found.quantile(0.975).loc[list(groups)].to_numpy(),
        "exclusivity": score_exclusivity(topics.components, [place.get_indexer(top) for top in tops]),
    }
    return tables.make("topic_quality", pd.DataFrame(columns))


def _take_top(topic_terms: pd.DataFrame, n_top_terms: int) -> list[str]:
    top = topic_terms.sort_values("rank").head(n_top_terms)
    repeats = find_repeats(top.set_index("term").weight)
    return [term for term in top.term if term not in repeats]


def describe_topics(matrix: TermMatrix, topics: Topics, topic_quality: pd.DataFrame, *, unit: str) -> str:
    """The methods sentence an author can paste."""
    n_units, n_docs = matrix.counts.shape[0], len(set(matrix.doc_ids))
    fits_none = topics.doc_topics.loc[topics.doc_topics.topic == 0, "weight"].sum() / max(n_units, 1)
    return (
        f"Topics were fitted by {HOW[topics.model]} to {len(matrix.terms):,} terms in {n_units:,} "
        f"unit{'s' * (n_units != 1)} (unit: {unit}) from {n_docs:,} document{'s' * (n_docs != 1)}, with "
        f"K = {len(topic_quality)}; {fits_none:.1%} of the units fit none (cosine with their mix of "
        f"topics, over the root of K - 1, below {topics.min_fit:g}). "
        f"Mean NPMI of top terms within units is {topic_quality.npmi.mean():.2f}; mean Jaccard stability of top terms "
        f"over refits on random parts of the texts is {topic_quality.stability.mean():.2f} (lowest topic "
        f"{topic_quality.stability.min():.2f})."
    )
