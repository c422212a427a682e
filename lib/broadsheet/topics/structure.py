"""How topics lie to each other: a tree by their words, a map by their documents."""

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import average
from scipy.spatial.distance import squareform
from sklearn.manifold import smacof

from broadsheet import tables
from broadsheet.topics.compare import sum_shares
from broadsheet.topics.fit import Topics
from broadsheet.topics.shares import set_apart

WIDEST = 0.25  # of the way to the next topic: as far as documents of one topic are laid apart
GOLDEN = np.pi * (3 - np.sqrt(5))  # the angle from seed to seed that leaves no gap


def link_topics(topics: Topics) -> pd.DataFrame:
    """The similarity tree of the topics: the topic_tree table, a row a join, the nearest topics first.

    Average linkage (Sokal and Michener 1958) on 1 - cosine of the weights of terms, once what is common to the corpus
    is taken out of them; so a height of 1 says that topics are no nearer to each other than to the corpus at large.
    """
    joins = average(squareform(_distances(topics)))
    n_topics = len(topics.components)
    columns = {"node": n_topics + 1 + np.arange(len(joins)), "height": joins[:, 2], "n_topics": joins[:, 3]}
    sides = np.sort(joins[:, :2].astype(np.int64) + 1, axis=1)
    return tables.make("topic_tree", pd.DataFrame(columns | {"left": sides[:, 0], "right": sides[:, 1]}))


def place_documents(topics: Topics) -> pd.DataFrame:
    """A map of the documents: the topic_map table, topics first, then documents by doc_id.

    Topics are placed so that their distances come near those of the tree (least squares of distances, de Leeuw 1977,
    from the start of Torgerson 1952). A document stands at the mean of the topics' places, each weighing its share:
    near its topic if one leads, between two that share it. So that those of one topic do not lie on each other, they
    are laid round its place in a spiral, the fullest in the middle; by less the less one topic leads, by at most a
    quarter of the way to the next topic, and not at all if two share evenly. A document of none has no place.
    """
    places = _place_topics(_distances(topics))
    rows, sums = sum_shares(topics.doc_topics, by_unit=False)
    shares = np.zeros((len(rows), len(places)))
    shares[:, : sums.shape[1] - 1] = sums[:, 1:]  # the last topics may have no share at all
    own = {"doc_id": "", "topic": np.arange(1, len(places) + 1), "weight": shares.sum(axis=0) / sums.sum()}
    is_placed = shares.sum(axis=1) > 0
    shares = shares[is_placed] / shares[is_placed].sum(axis=1, keepdims=True)
    documents = {"doc_id": rows.doc_id[is_placed], "topic": shares.round(6).argmax(axis=1) + 1}
    documents["weight"] = shares.max(axis=1, initial=0)
    at = shares @ places + _spread(shares, places)
    frames = [
        pd.DataFrame(rows).assign(x=spots[:, 0], y=spots[:, 1]) for rows, spots in ((own, places), (documents, at))
    ]
    return tables.make("topic_map", pd.concat(frames))


def describe_map(topics: Topics, topic_map: pd.DataFrame) -> str:
    """One sentence: how well distances between topics on the map keep to those of their words."""
    places = topic_map.loc[topic_map.doc_id == "", ["x", "y"]].to_numpy()
    if len(places) < 3:
        return "With two topics the map is a line; across it, points are only laid apart."
    pairs = np.triu_indices(len(places), k=1)
    drawn = np.linalg.norm(places[pairs[0]] - places[pairs[1]], axis=1)
    r = np.corrcoef(drawn, _distances(topics)[pairs])[0, 1] if np.ptp(drawn) > 0 else 0.0
    return (
        f"Distances on the map correlate with distances between the topics' words at r = {r:.2f}: what stands close "
        f"may lie apart in the directions that paper lacks. Points about a number are only laid apart."
    )


def _distances(topics: Topics) -> np.ndarray:
    """Topics x topics: 1 - cosine of the weights of terms without what is common to the corpus, 0 to 2."""
    own = set_apart(topics.components, topics.mean)
    apart = (1 - own @ own.T).astype(float).round(6).clip(min=0.0)  # a last digit must not decide a join
    np.fill_diagonal(apart, 0.0)
    return (apart + apart.T) / 2


def _spread(shares: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Documents x 2: how far each is moved from its place, in a spiral of seeds (Vogel 1979) for each topic."""
    best = np.sort(shares.round(6), axis=1)
    leading, leads_by = shares.round(6).argmax(axis=1), best[:, -1] - best[:, -2]
    gaps = np.linalg.norm(places[:, None] - places, axis=2)
    np.fill_diagonal(gaps, np.inf)
    order = np.lexsort((-best[:, -1], leading))  # of equals, the first by doc_id
    sizes = np.bincount(leading, minlength=len(places))
    rank = np.empty(len(shares))
    rank[order] = np.arange(len(shares)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    far = WIDEST * gaps.min(axis=1)[leading] * leads_by * np.sqrt(rank / sizes[leading])
    return far[:, None] * np.column_stack([np.cos(GOLDEN * rank), np.sin(GOLDEN * rank)])


def _place_topics(apart: np.ndarray) -> np.ndarray:
    centre = np.eye(len(apart)) - 1 / len(apart)
    sizes, vectors = np.linalg.eigh(-centre @ apart**2 @ centre / 2)
    vectors, sizes = vectors[:, ::-1][:, :2], sizes[::-1][:2].clip(min=0.0)
    vectors *= np.sign(vectors[np.abs(vectors.round(6)).argmax(axis=0), [0, 1]])  # a mirrored map is the same map
    start = vectors * np.sqrt(sizes)
    if len(apart) < 3:
        return start.round(6)
    placed, _ = smacof(apart, n_components=2, init=start, n_init=1, max_iter=300, eps=1e-9, normalized_stress=False)
    return placed.round(6)
