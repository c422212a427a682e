"""Non-negative matrix factorisation (Lee and Seung 1999) of sublinear tf-idf, started from an
NNDSVD (Boutsidis and Gallopoulos 2008). ``random_state`` enters only through the randomised
SVD of that start.
"""

import warnings

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix


def fit_topics(matrix: TermMatrix, *, n_topics: int, random_state: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit ``n_topics`` topics: (topic_terms, doc_topics) as defined in ``broadsheet.tables``.

    topic_terms holds every term with a weight in the topic, its share of the topic's whole
    term weight. doc_topics has one row per unit and topic; a unit that shares no term with
    any topic has no rows. Topics are numbered by their share, the largest first.
    Raises InputError when there are fewer distinct units than topics, or when topics come
    out empty (more were asked for than the corpus carries).
    """
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(matrix.counts)
    _check_size(weights, n_topics)
    units, terms = factorise(weights, n_topics=n_topics, random_state=random_state)
    empty = int((units.sum(axis=0) <= 0).sum() + (terms.sum(axis=1) <= 0).sum())
    if empty:
        raise InputError(f"n_topics is {n_topics}, but {empty} came out empty. Ask for {n_topics - empty} or fewer.")
    units = units * terms.sum(axis=1)
    terms = terms / terms.sum(axis=1, keepdims=True)
    filled = units.sum(axis=1) > 0
    shares = units[filled] / units[filled].sum(axis=1, keepdims=True)
    order = np.argsort(-shares.mean(axis=0).round(9), kind="stable")
    return (
        _topic_terms(terms[order], matrix.terms),
        _doc_topics(shares[:, order], matrix.doc_ids[filled], matrix.units[filled]),
    )


def factorise(
    weights: sparse.csr_matrix, *, n_topics: int, random_state: int, max_iter: int = 1000, tol: float = 1e-5
) -> tuple[np.ndarray, np.ndarray]:
    """W (n_units x n_topics) and H (n_topics x n_terms) with weights ~ W H, both non-negative.

    The fit ends after ``max_iter`` iterations, or when the violation of the optimum has fallen
    to ``tol`` of that of the first.
    """
    model = NMF(n_topics, init="nndsvd", random_state=random_state, max_iter=max_iter, tol=tol)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        units = model.fit_transform(weights)
    return units, model.components_


def _check_size(weights: sparse.csr_matrix, n_topics: int) -> None:
    rows = {tuple(row.indices) + tuple(row.data.round(9)) for row in weights if row.nnz}
    carried = min(len(rows), weights.shape[1])
    if carried < 2:
        raise InputError(
            f"There is too little text for topics: only {len(rows)} different units with words and {weights.shape[1]} "
            f"terms, and two topics need two of each. Use shorter passages or more documents."
        )
    if not 2 <= n_topics <= carried:
        raise InputError(
            f"n_topics is {n_topics}, expected 2 to {carried}: there are {len(rows)} different units with words "
            f"and {weights.shape[1]} terms. Use shorter passages, more documents, or fewer topics."
        )


def _topic_terms(weights: np.ndarray, terms: np.ndarray) -> pd.DataFrame:
    rows = []
    for topic, row in enumerate(weights, start=1):
        top = np.lexsort((terms.astype(str), -row.round(9)))
        top = [term for term in top if row[term].round(9) > 0]
        label = ", ".join(terms[top[:3]])
        rows += [
            {"topic": topic, "term": terms[term], "weight": row[term], "rank": rank, "label": label}
            for rank, term in enumerate(top, start=1)
        ]
    return tables.make("topic_terms", rows)


def _doc_topics(shares: np.ndarray, doc_ids: np.ndarray, units: np.ndarray) -> pd.DataFrame:
    n_units, n_topics = shares.shape
    return tables.make(
        "doc_topics",
        pd.DataFrame(
            {
                "doc_id": np.repeat(doc_ids, n_topics),
                "unit": np.repeat(units, n_topics),
                "topic": np.tile(np.arange(1, n_topics + 1), n_units),
                "weight": shares.ravel(),
            }
        ),
    )
