"""Corpora whose truth is known because it was planted: topics, rates, pairs of names."""

import numpy as np
import pandas as pd
from scipy import sparse

from broadsheet import tables
from broadsheet.terms import TermMatrix


def make_documents(texts: list[str], *, dates: list[str | None] | None = None, source: str = "Gazette") -> pd.DataFrame:
    """The documents table for ``texts``: doc_id d000, d001, ...; a date of None is undated."""
    dates = [None] * len(texts) if dates is None else list(dates)
    doc_ids = [f"d{at:03}" for at in range(len(texts))]
    frame = pd.DataFrame({"doc_id": doc_ids, "text": texts, "group": doc_ids, "is_copy": False})
    frame = frame.assign(title="", date_evidence="", source=source, author="", language="en", url="")
    frame["date"] = pd.to_datetime(pd.Series(dates, dtype="str"))
    frame["date_precision"] = np.where(frame.date.notna(), "day", "none")
    frame["n_words"] = frame.text.str.count(r"\b\w\w+\b")
    return tables.make("documents", frame)


def plant_topics(*, n_topics: int = 4, n_docs: int = 60, n_words: int = 60, random_state: int = 0):
    """(units, truth): each document draws three words in four from its topic's own twelve
    words, the rest from thirty words that all share; ``truth`` is the topic of each unit."""
    generator = np.random.default_rng(random_state)
    truth = np.arange(n_docs) % n_topics
    own = [[f"topic{topic}word{word}" for word in range(12)] for topic in range(n_topics)]
    shared = [f"shared{word}" for word in range(30)]
    texts = [
        " ".join(
            generator.choice(own[topic] if generator.random() < 0.75 else shared) for _ in range(n_words)
        )
        for topic in truth
    ]  # fmt: skip
    units = pd.DataFrame({"doc_id": [f"d{at:03}" for at in range(n_docs)], "unit": 0, "text": texts})
    return units.assign(start=0, end=units.text.str.len()), truth


def plant_rates(
    rates: dict[str, float | list[float]],
    *,
    n_periods: int = 4,
    n_days: int = 12,
    n_docs_a_day: int = 3,
    burst: float = 0.0,
    random_state: int = 0,
) -> tuple[TermMatrix, pd.DataFrame]:
    """(matrix, documents): each item occurs at its rate per word (one, or one for each
    period), in months of ``n_days`` days.

    Documents have 100 to 900 words. With ``burst`` the rate of a day is gamma distributed
    around the true one with this coefficient of variation: counts of a day hang together and
    are negative binomial.
    """
    generator = np.random.default_rng(random_state)
    days = [f"2024-{month + 1:02}-{day + 1:02}" for month in range(n_periods) for day in range(n_days)]
    documents = make_documents(["" for day in days for _ in range(n_docs_a_day)], dates=np.repeat(days, n_docs_a_day))
    documents["n_words"] = generator.integers(100, 900, len(documents))
    counts = []
    for rate in rates.values():
        daily = np.repeat(np.broadcast_to(rate, n_periods), n_days) * (
            generator.gamma(burst**-2, burst**2, len(days)) if burst else np.ones(len(days))
        )
        counts.append(generator.poisson(np.repeat(daily, n_docs_a_day) * documents.n_words))
    return make_matrix(documents, dict(zip(rates, counts, strict=True))), documents


def make_matrix(documents: pd.DataFrame, counts: dict[str, list[int] | np.ndarray]) -> TermMatrix:
    """The counts of each item in each document, in the order of ``documents``."""
    table = np.array(list(counts.values()), dtype=np.int64).reshape(len(counts), len(documents)).T
    units, items = np.zeros(len(documents), dtype=np.int64), np.array(list(counts), dtype=object)
    return TermMatrix(sparse.csr_matrix(table), documents.doc_id.to_numpy(dtype=object), units, items)


def plant_bursts(
    rates: np.ndarray,
    *,
    n_docs: int,
    hangs: str,
    own_lengths: bool = False,
    n_days: int = 20,
    random_state: int = 0,
) -> tuple[sparse.csr_matrix, pd.DataFrame, np.ndarray]:
    """(counts, rows, doc_shares): items that occur at their ``rates`` per word (periods x items).

    ``rows`` has words, period and day (numbered through) of each of ``n_docs`` documents a period; lengths are
    log-normal around 300 words. ``hangs`` is what varies by its own gamma factor of mean and variance 1:
    "document", "day" or "" (Poisson); "run" is a document of 300 words with three or with none. ``doc_shares``
    are the true shares of documents with the item. With ``own_lengths`` each item is counted in documents of its
    own, whose lengths ``rows`` does not tell.
    """
    generator = np.random.default_rng(random_state)
    period = np.repeat(np.arange(len(rates)), n_docs)
    shape = (len(period), rates.shape[1] if own_lengths else 1)
    words = np.maximum(20, generator.lognormal(np.log(300) - 0.7**2 / 2, 0.7, shape)).astype(np.int64)
    day = period * n_days + generator.integers(0, n_days, len(period))
    factor, there = np.ones((1, 1)), np.minimum(rates * 100, 0.9)  # the share of documents with a run
    if hangs == "run":
        factor = (generator.random((len(period), rates.shape[1])) < there[period]) / there[period]
    elif hangs:
        unit = day if hangs == "day" else np.arange(len(period))
        factor = generator.gamma(1, 1, (unit.max() + 1, rates.shape[1]))[unit]
    counts = generator.poisson(rates[period] * words * factor)
    expected = rates[:, :, None] * np.quantile(words, (np.arange(400) + 0.5) / 400)
    if hangs == "run":
        doc_shares = there * (1 - np.exp(-expected / there[:, :, None])).mean(axis=2)
    else:
        doc_shares = 1 - (1 / (1 + expected) if hangs else np.exp(-expected)).mean(axis=2)
    rows = pd.DataFrame({"words": words[:, 0], "period": period, "day": day})
    return sparse.csr_matrix(counts), rows, doc_shares


def plant_days(
    rates: dict[str, float | np.ndarray],
    *,
    n_days: int,
    n_docs_a_day: int | np.ndarray = 3,
    burst: float = 0.0,
    random_state: int = 0,
) -> tuple[TermMatrix, pd.DataFrame]:
    """(matrix, documents): each item occurs at its rate per word (one, or one for each day), on successive days
    from Monday, 2020-01-06, in documents of 100 to 900 words. ``burst`` as in ``plant_rates``."""
    generator = np.random.default_rng(random_state)
    per_day = np.broadcast_to(n_docs_a_day, n_days)
    days = pd.date_range("2020-01-06", periods=n_days).strftime("%Y-%m-%d").to_numpy()
    documents = make_documents([""] * int(per_day.sum()), dates=np.repeat(days, per_day).tolist())
    documents["n_words"] = generator.integers(100, 900, len(documents))
    counts = np.empty((len(documents), len(rates)), dtype=np.int64)
    for column, rate in enumerate(rates.values()):
        factor = generator.gamma(burst**-2, burst**2, n_days) if burst else np.ones(n_days)
        daily = np.broadcast_to(rate, n_days) * factor
        counts[:, column] = generator.poisson(np.repeat(daily, per_day) * documents.n_words)
    doc_ids = documents.doc_id.to_numpy(dtype=object)
    items = np.array(list(rates), dtype=object)
    return TermMatrix(sparse.csr_matrix(counts), doc_ids, np.zeros(len(documents), dtype=np.int64), items), documents


def plant_pairs(
    *, n_names: int = 60, n_pairs: int = 15, n_docs: int = 100, n_together: int = 12, random_state: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame, set[tuple[str, str]]]:
    """(mentions, documents, pairs): names of unequal frequency fall at random over the sentences
    of documents of unequal length, one to four a sentence; each planted pair stands together in
    ``n_together`` more sentences."""
    generator = np.random.default_rng(random_state)
    names = [f"Name{at:02}" for at in range(n_names)]
    weights = 1 / np.arange(5, n_names + 5)
    sentences = []
    for doc in range(n_docs):
        for _ in range(int(generator.integers(2, 30))):
            n_here = int(generator.integers(1, 5))
            sentences.append((doc, list(generator.choice(names, n_here, replace=False, p=weights / weights.sum()))))
    shuffled = [str(name) for name in generator.permutation(names)]
    pairs = {tuple(sorted(shuffled[2 * at : 2 * at + 2])) for at in range(n_pairs)}
    for pair in sorted(pairs):
        sentences += [(int(generator.integers(n_docs)), list(pair)) for _ in range(n_together)]
    return *make_mentions(sentences, n_docs=n_docs), pairs


def make_mentions(
    sentences: list[tuple[int, list[str]]], *, n_docs: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(mentions, documents) from (number of the document, names of the sentence); a sentence is a line."""
    lines: list[list[str]] = [[] for _ in range(n_docs or max(doc for doc, _ in sentences) + 1)]
    offsets = [0] * len(lines)
    rows = []
    for doc, names in sentences:
        at = offsets[doc]
        for name in names:
            rows.append((f"d{doc:03}", len(lines[doc]), at, at + len(name), name, name, "PERSON", "model"))
            at += len(name) + 1
        lines[doc].append(" ".join(names))
        offsets[doc] = at
    mentions = pd.DataFrame(rows, columns=list(tables.TABLES["mentions"].columns))
    return tables.make("mentions", mentions), make_documents(["\n".join(doc) for doc in lines])


def shuffle(table: pd.DataFrame, random_state: int = 0) -> pd.DataFrame:
    """The rows of ``table`` in another order, numbered afresh."""
    return table.sample(frac=1, random_state=random_state).reset_index(drop=True)
