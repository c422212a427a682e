"""Pairs of names in 200,000 documents beside a networkx loop, and what each test of chance lets through.

Results must agree before times are compared; times and memory are printed, never asserted.
"""

import threading
import time
from itertools import combinations
from pathlib import Path

import networkx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.special import gammainc
from scipy.stats import binom, false_discovery_control

from broadsheet.entities import count_shuffled_edges, link_entities, place_entities
from broadsheet.entities.chance import LEVEL, STRATA, expect_pairs, find_q, weigh_names
from broadsheet.entities.windows import (
    count_shared,
    count_together,
    cut_windows,
    find_shared,
    list_shared,
    trace_shared,
)
from planted import make_mentions, plant_pairs

N_NAMES = 20_000


def measure(what: str, function):
    """The result; its seconds, those of the processor and peak memory above what was there are printed."""
    top, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            top[0] = max(top[0], resident())

    before, watcher = resident(), threading.Thread(target=watch)
    watcher.start()
    started, used = time.perf_counter(), time.process_time()
    result = function()
    seconds, used = time.perf_counter() - started, time.process_time() - used
    done.set()
    watcher.join()
    print(f"\n{what}: {seconds:.2f} s, processor {used:.2f} s, {max(0.0, top[0] - before):,.0f} MB")
    return result


def resident() -> float:
    """Megabytes of this process in memory; 0 where the system does not tell."""
    file = Path("/proc/self/statm")
    return int(file.read_text().split()[1]) * 4096 / 1e6 if file.exists() else 0.0


def make_corpus(n_docs: int, random_state: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(mentions, documents): about eight sentences a document, 1.6 names a sentence, some names far more often."""
    generator = np.random.default_rng(random_state)
    n_sentences = np.maximum(generator.poisson(8, n_docs), 1)
    doc = np.repeat(np.arange(n_docs), n_sentences)
    sentence = np.arange(len(doc)) - np.repeat(np.cumsum(n_sentences) - n_sentences, n_sentences)
    n_here = np.minimum(generator.poisson(1.6, len(doc)), 6)
    place = np.arange(n_here.sum()) - np.repeat(np.cumsum(n_here) - n_here, n_here)
    weights = np.arange(1, N_NAMES + 1) ** -0.9
    code = generator.choice(N_NAMES, size=len(place), p=weights / weights.sum())
    names = pd.Series([f"Name {at:05}" for at in range(N_NAMES)], dtype="str")
    ids = pd.Series([f"d{at:06}" for at in range(n_docs)], dtype="str")
    doc, sentence = np.repeat(doc, n_here), np.repeat(sentence, n_here)
    mentions = pd.DataFrame({"doc_id": ids.take(doc).array, "sentence": sentence, "start": sentence * 60 + place * 9})
    mentions["entity"] = names.take(code).array
    lines = ["x" * 59] * (n_sentences.max() + 1)
    texts = [("\n" if at % 3 else " ").join(lines[:n]) for at, n in enumerate(n_sentences.tolist())]
    documents = pd.DataFrame({"doc_id": ids, "group": ids, "is_copy": False, "text": pd.Series(texts, dtype="str")})
    documents["source"] = pd.Series(["Courier", "Gazette", "Herald", ""], dtype="str").take(np.arange(n_docs) % 4).array
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n_docs) % 700, unit="D")
    return mentions, documents.assign(date=days.astype("datetime64[s]"))


def count_all(mentions: pd.DataFrame, documents: pd.DataFrame):
    """Pairs that share a sentence, counted in all three windows, with documents, outlets and dates."""
    incidence = cut_windows(mentions, documents)
    cells, n_names = incidence.cells, len(incidence.names)
    pairs = find_shared(cells["sentence"], n_names)
    count_shared(cells["paragraph"], pairs, n_names)
    return incidence, pairs, trace_shared(incidence, pairs), count_together(cells["document"], pairs, n_names)


def loop_over(mentions: pd.DataFrame) -> networkx.Graph:
    graph = networkx.Graph()
    for _, names in mentions.groupby("doc_id", sort=False).entity:
        for a, b in combinations(sorted(set(names)), 2):
            if graph.has_edge(a, b):
                graph[a][b]["weight"] += 1
            else:
                graph.add_edge(a, b, weight=1)
    return graph


def test_pairs_of_200_000_documents_against_a_networkx_loop():
    mentions, documents = make_corpus(200_000)
    count_all(mentions.head(1000), documents.head(200))
    told = f"{len(documents):,} documents, {len(mentions):,} mentions"
    incidence, pairs, _, in_document = measure(
        f"{told}: pairs in three windows", lambda: count_all(mentions, documents)
    )
    cells = incidence.cells["document"]
    x = sparse.csr_matrix((np.ones(len(cells.name), dtype=np.int32), (cells.window, cells.name)))
    measure("scipy X'X, documents only, without names, sentences and dates", lambda: x.T @ x)
    edges = measure("link_entities: the whole table", lambda: link_entities(mentions, documents))
    assert len(edges) == len(pairs)
    measure("one shuffled corpus, counted and tested", lambda: count_shuffled_edges(mentions, documents, n_shuffles=1))
    measure(
        "one shuffled within weeks, outlets and months",
        lambda: count_shuffled_edges(mentions, documents, within=STRATA, n_shuffles=1),
    )
    graph = measure("networkx loop over pairs of documents only", lambda: loop_over(mentions))
    names = incidence.names
    some = np.random.default_rng(0).choice(len(pairs), 20_000, replace=False)
    assert all(
        graph[names[pairs[at] // len(names)]][names[pairs[at] % len(names)]]["weight"] == in_document[at] for at in some
    )


def test_a_million_pairs_tested():
    generator = np.random.default_rng(0)
    names, documents = make_corpus(20_000)
    incidence = cut_windows(names, documents, windows=("sentence",))
    n_names = len(incidence.names)
    pairs = np.sort(generator.choice(n_names**2, 10**6, replace=False))
    n, cells = generator.integers(1, 9, 10**6), incidence.cells["sentence"]
    measure(
        f"1,000,000 pairs tested, of {n_names * (n_names - 1) // 2:,} of {n_names:,} names",
        lambda: find_q(n, pairs, *weigh_names(cells, n_names)),
    )
    n_docs = np.minimum(generator.zipf(1.8, 50_000), 5000)
    x = n_docs * generator.lognormal(-6, 0.7, 50_000)
    pairs = np.sort(generator.choice(50_000**2, 10**6, replace=False))
    measure("1,000,000 pairs tested, of 1,249,975,000 of 50,000 names", lambda: find_q(n, pairs, x, n_docs))


def test_a_layout_of_500_names():
    generator = np.random.default_rng(0)
    ends = generator.integers(0, 500, (1500, 2)).tolist() + [[at, at + 1] for at in range(499)]
    pairs = sorted({tuple(sorted(pair)) for pair in ends if pair[0] != pair[1]})
    edges = pd.DataFrame([(f"N{a:03}", f"N{b:03}") for a, b in pairs], columns=["source", "target"])
    mentions, _ = make_mentions([(0, [f"N{at:03}"]) for at in range(500)])
    nodes = measure(f"layout of 500 names, {len(edges):,} edges", lambda: place_entities(mentions, edges))
    again = place_entities(mentions.sample(frac=1, random_state=1), edges.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(again, nodes)


def filter_disparity(n: np.ndarray, first: np.ndarray, second: np.ndarray, n_names: int) -> np.ndarray:
    """Serrano, Boguna and Vespignani's (2009) p of each edge, the smaller of its two ends."""
    strength = np.bincount(first, n, n_names) + np.bincount(second, n, n_names)
    degree = np.bincount(first, minlength=n_names) + np.bincount(second, minlength=n_names)
    return np.minimum(*[(1 - n / strength[end]) ** np.maximum(degree[end] - 1, 0) for end in (first, second)])


def choose(mentions: pd.DataFrame, documents: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """The pairs that each rule keeps."""
    incidence = cut_windows(mentions, documents)
    cells, n_names, names = incidence.cells["sentence"], len(incidence.names), incidence.names
    pairs = find_shared(cells, n_names)
    (n, n_docs), squares = count_shared(cells, pairs, n_names), np.zeros(len(pairs))
    for at, _, times in list_shared(cells, pairs, n_names):
        np.add.at(squares, at, times**2)
    first, second = np.divmod(pairs, n_names)
    size, k = np.bincount(cells.window), np.bincount(cells.name)
    plain = k[first] * k[second] * (size * (size - 1)).sum() / size.sum() ** 2
    npmi = np.log(n * len(size) / (k[first] * k[second])) / -np.log(n / len(size))
    weights = expect_pairs(np.bincount(cells.name, size[cells.window] - 1, n_names))
    x, most = weigh_names(cells, n_names)
    independent = binom.sf(n - 1, len(size), k[first] * k[second] / len(size) ** 2)
    effect = squares / n  # Kish's, of the sentences of a document
    rules = {
        "count >= 2": n >= 2,
        "NPMI >= .2": npmi >= 0.2,
        "disparity filter, p <= .05": filter_disparity(n, first, second, n_names) <= LEVEL,
        "binomial, BH": adjust(independent, n_names) <= LEVEL,
        "configuration model, Poisson, BH": adjust(gammainc(n, plain), n_names) <= LEVEL,
        "the same, design effect": adjust(gammainc(n / effect, plain / effect), n_names) <= LEVEL,
        "without self-pairs, design effect": adjust(
            gammainc(n / effect, weights[first] * weights[second] / effect), n_names
        )
        <= LEVEL,
        "ours in documents, BH": adjust(gammainc(n_docs, x[first] * x[second]), n_names) <= LEVEL,
        "ours": find_q(n_docs, pairs, x, most) <= LEVEL,
    }
    return {
        rule: {(names[a], names[b]) for a, b in zip(first[kept], second[kept], strict=True)}
        for rule, kept in rules.items()
    }


def adjust(p: np.ndarray, n_names: int) -> np.ndarray:
    """Benjamini and Hochberg's (1995) adjusted p over all pairs of names; those not given have p = 1."""
    unseen = n_names * (n_names - 1) // 2 - len(p)
    return false_discovery_control(np.append(p, np.ones(unseen)))[: len(p)]


def plant_casts(*, random_state: int):
    """Nothing planted: every document repeats a random cast of four in ten to thirty sentences."""
    generator = np.random.default_rng(random_state)
    names, sentences = [f"Name{at:02}" for at in range(60)], []
    for doc in range(80):
        cast = generator.choice(names, 4, replace=False)
        sentences += [(doc, list(generator.choice(cast, 2, replace=False))) for _ in range(generator.integers(10, 30))]
    return *make_mentions(sentences), set()


def plant_rare(*, random_state: int):
    """Thirty pairs of three thousand names that stand together in five sentences more, in 300 documents of two to sixty
    names: most names are in one or two documents."""
    generator = np.random.default_rng(random_state)
    weights = np.arange(2, 3002.0) ** -0.9
    names, sentences = np.array([f"Name{at:04}" for at in range(3000)]), []
    for doc, n_here in enumerate(np.clip(generator.lognormal(2, 0.8, 300), 2, 60).astype(int)):
        cast = names[generator.choice(3000, n_here, replace=False, p=weights / weights.sum())]
        share = np.arange(1, n_here + 1.0) ** -0.8
        for _ in range(int(n_here * generator.uniform(0.8, 2.5)) + 1):
            n_names = min(n_here, 1 + generator.poisson(0.8))
            sentences.append((doc, list(generator.choice(cast, n_names, replace=False, p=share / share.sum()))))
    pairs = {tuple(sorted(pair)) for pair in names[generator.permutation(200)[:60]].reshape(30, 2).tolist()}
    sentences += [(int(generator.integers(300)), list(pair)) for pair in sorted(pairs) for _ in range(5)]
    return *make_mentions(sentences), pairs


@pytest.mark.parametrize("plant", [plant_pairs, plant_rare, plant_casts])
def test_what_each_rule_lets_through(plant):
    totals: dict[str, np.ndarray] = {}
    for random_state in range(5):
        mentions, documents, pairs = plant(random_state=random_state)
        for rule, chosen in choose(mentions, documents).items():
            totals[rule] = totals.get(rule, 0) + np.array([len(chosen & pairs), len(chosen), len(pairs)])
    print(f"\n{plant.__name__}")
    for rule, (n_true, n_chosen, n_planted) in totals.items():
        precision, recall = n_true / max(n_chosen, 1), n_true / max(n_planted, 1)
        print(f"{rule:34} {n_chosen:6,} pairs, precision {precision:.2f}, recall {recall:.2f}")
    n_true, n_chosen, n_planted = totals["ours"]
    assert n_true >= 0.95 * n_chosen - 1 and n_true >= 0.7 * n_planted
