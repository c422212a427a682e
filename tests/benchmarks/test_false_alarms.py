"""Rising words where nothing rises, and how fast all words are ranked, side by side with named peers.

Weeks (US economic news, 1995 to 2009) or days (Reuters, 1987) are shuffled: every trend is then false. The peer is
the token-level Poisson trend (score test, sources held), on the same terms and by the same rule, Benjamini and
Hochberg at 5 %. `make bench` prints the figures; false alarms and finds have to keep to the goals, seconds are only
printed. PELT (ruptures, least squares on standardised rates, penalty 2 ln n) is timed on a sample of the terms.
"""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import ruptures
from scipy import sparse, stats

from broadsheet.cells import CellCounts
from broadsheet.corpus import keep_documents, read_corpus
from broadsheet.repeats import share_repeated
from broadsheet.selection import keep_terms
from broadsheet.trends.rising import MIN_CLUSTERS, check_rising, describe_check, describe_rising, find_rising
from broadsheet.trends.slopes import deal_dates, keep_tested, lay_calendar
from broadsheet.vocabulary import count_vocabulary
from broadsheet.words import stop_words

DATA = Path(os.environ.get("BROADSHEET_DATA", ""))
LONG, SHORT = "us_economic_news_1995_2009.jsonl.gz", "reuters_train.jsonl.gz"
N_SHUFFLES, N_SHUFFLES_OF_PEER = 200, 20
N_TERMS, N_PERIODS, N_PELT = 44_000, 100, 200


def passes_poisson(counts: CellCounts, calendar) -> np.ndarray:
    """Terms with a trend if every token were on its own."""
    n_by_source = (calendar.to_source @ counts.n).toarray()
    shares = calendar.words / calendar.words.sum(axis=0)
    means = calendar.dates @ shares
    variance = (shares * (calendar.dates[:, None] - means) ** 2).sum(axis=0) @ n_by_source
    score = calendar.dates[calendar.cluster] @ counts.n - means @ n_by_source
    p = 2 * stats.norm.sf(np.abs(score) / np.sqrt(variance))
    return stats.false_discovery_control(p) <= 0.05


@pytest.mark.parametrize(("name", "cluster", "least_kept"), [(LONG, "week", 0.5), (SHORT, "day", 0.0)])
def test_nothing_rises_in_shuffled_weeks_and_days(name, cluster, least_kept, tmp_path):
    if not (DATA / name).is_file():
        pytest.skip(f"BROADSHEET_DATA names no folder with {name}")
    documents = keep_documents(read_corpus(DATA / name, cache=tmp_path)[0])[0]
    everything = count_vocabulary(documents, cluster=cluster, stop_words=stop_words("en"))
    kept, left_out = keep_terms(everything, repeated=share_repeated(documents, terms=everything.terms))
    for vocabulary, what in ((everything, "all terms"), (kept, "terms kept")):
        started = time.perf_counter()
        rising = find_rising(vocabulary).query("q <= 0.05")
        seconds = time.perf_counter() - started
        check = check_rising(vocabulary, n_shuffles=N_SHUFFLES)
        counts = keep_tested(vocabulary, min_clusters=MIN_CLUSTERS)
        calendar = lay_calendar(counts.cells, hold_sources=True)
        poisson = set(counts.terms[passes_poisson(counts, calendar)])
        generator = np.random.default_rng(0)
        orders = [generator.permutation(len(calendar.dates)) for _ in range(N_SHUFFLES_OF_PEER)]
        false = np.mean([passes_poisson(counts, deal_dates(calendar, order)).sum() for order in orders])
        share = len(poisson & set(rising["item"])) / len(poisson)
        print(f"\n{name}, {len(calendar.dates)} {cluster}s, {len(counts.terms):,} terms ({what}): {len(rising)} found")
        print(f"({seconds:.2f} s), {describe_check(check)}; Poisson {len(poisson)} found, of which ours {share:.0%}, ")
        print(f"{false:.1f} false terms per shuffled corpus")
        assert check.n_found[check.block == 1].mean() <= 0.1
        assert share >= least_kept
    print(rising.head(15)[["item", "direction", "effect", "low", "high", "n", "n_docs"]].to_string())
    print(describe_rising(rising, kept, left_out=left_out))


@pytest.mark.parametrize("is_dense", [True, False])
def test_all_terms_of_a_large_vocabulary_are_ranked(is_dense):
    generator = np.random.default_rng(0)
    rates = np.full(N_TERMS, 20.0) if is_dense else 2000 / np.arange(20, N_TERMS + 20)
    n = generator.poisson(rates, (N_PERIODS, N_TERMS))
    days = pd.date_range("2000-01-03", periods=N_PERIODS, freq="7D")
    cells = pd.DataFrame({"cluster": days.strftime("%Y-%m-%d"), "unit": "week", "date": days, "source": "", "side": ""})
    cells = cells.assign(n_words=500_000, n_docs=1000)
    terms = np.array([f"t{at:05}" for at in range(N_TERMS)], dtype=object)
    counts = CellCounts(cells, terms, sparse.csr_matrix(n), sparse.csr_matrix(n))
    started = time.process_time()
    find_rising(counts)
    seconds = time.process_time() - started

    rates = n[:, generator.choice(N_TERMS, N_PELT, replace=False)].astype(float)
    rates = (rates - rates.mean(axis=0)) / np.maximum(rates.std(axis=0), 1e-9)
    started = time.process_time()
    for column in rates.T:
        ruptures.Pelt(model="l2").fit(column).predict(pen=2 * np.log(N_PERIODS))
    pelt = (time.process_time() - started) * N_TERMS / N_PELT
    kind = "dense" if is_dense else "as in news"
    what = f"{N_TERMS:,} terms x {N_PERIODS} periods ({kind})"
    print(f"\n{what}: broadsheet {seconds:.2f} CPU s, PELT {pelt:.0f} CPU s (from {N_PELT} terms)")
