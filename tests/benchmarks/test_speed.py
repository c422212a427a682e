"""Side by side with named peers in one run: `make bench` prints seconds and the ratio.

Results must agree before times are compared; times are printed, never asserted.
"""

import itertools
import time
from collections import Counter

import networkx
import numpy as np
import pandas as pd

from broadsheet.entities import link_entities


def timed(function, repeat: int = 3):
    """The result, and the median seconds of ``repeat`` calls."""
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - started)
    return result, float(np.median(seconds))


def tell(what: str, ours: float, peer: str, theirs: float) -> None:
    print(f"\n{what}: broadsheet {ours:.3f} s, {peer} {theirs:.3f} s, ratio {theirs / ours:.1f}")


def test_pairs_against_a_networkx_loop():
    generator = np.random.default_rng(0)
    sizes = generator.integers(2, 6, size=20_000)
    names = [f"Name {number:04}" for number in range(3000)]
    windows = [sorted({names[at] for at in generator.zipf(1.5, size=size) % len(names)}) for size in sizes]
    rows = [
        (f"d{at // 5:05}", at % 5, place, name)
        for at, window in enumerate(windows)
        for place, name in enumerate(window)
    ]
    mentions = pd.DataFrame(rows, columns=["doc_id", "sentence", "place", "entity"])
    mentions["start"] = mentions.sentence * 10 + mentions.place
    ids = mentions.doc_id.unique()
    texts = pd.DataFrame({"doc_id": ids, "text": "x" * 60, "source": "a", "date": pd.Timestamp("2024-01-01")})
    ours, seconds = timed(lambda: link_entities(mentions, texts))

    def loop():
        graph = networkx.Graph()
        counted = Counter(pair for window in windows for pair in itertools.combinations(window, 2))
        graph.add_weighted_edges_from((a, b, n) for (a, b), n in counted.items())
        return graph

    graph, peer_seconds = timed(loop)
    assert ours.set_index(["source", "target"]).n_windows.to_dict() == {
        tuple(sorted((a, b))): n for a, b, n in graph.edges(data="weight")
    }
    tell(f"pairs in {len(windows):,} sentences (ours with expected, q, documents)", seconds, "networkx", peer_seconds)
