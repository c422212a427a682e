"""False alarms and finds: marks of change where nothing changes and where a change was planted.

Nothing changes where whole days (Reuters) or weeks (US economic news) have been shuffled, or where rates were made
constant. A corpus has 20 terms; what counts is the share of corpora with any mark, and the share of terms with one.
Peers take the same rates of the same periods: Kleinberg's automaton as it is, and PELT (ruptures, least squares on
standardised rates, penalty 2 ln n). `make bench` prints the figures; finds and false alarms have to keep to the goals.
"""

import gzip
import json
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import ruptures

from broadsheet import tables
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.trends.bursts import find_bursts
from broadsheet.trends.changes import find_changes
from broadsheet.trends.periods import place_in_time
from broadsheet.trends.shuffles import Clusters, Sums, count_alarms, deal_blocks, sum_periods
from broadsheet.trends.steps import weigh_best_split
from planted import plant_days

DATA = Path(os.environ.get("BROADSHEET_DATA", ""))
N_TERMS = 20
N_UNTREATED = 20  # corpora the peers are tried on: PELT takes seconds for each
N_DAYS = 420  # 60 weeks
RATES = {f"t{at:02}": rate for at, rate in enumerate(np.geomspace(2e-5, 2e-3, N_TERMS))}


def read(name: str) -> tuple[TermMatrix, pd.DataFrame]:
    """(matrix of all words in 20 documents or more, documents) of a corpus of JSON lines with days."""
    if not (DATA / name).is_file():
        pytest.skip(f"BROADSHEET_DATA names no folder with {name}")
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        rows = pd.DataFrame([json.loads(line) for line in lines]).drop_duplicates("text")
    blank = dict.fromkeys(("title", "date_evidence", "author", "language", "url", "group"), "")
    rows = rows.assign(doc_id=rows.id.astype(str), date=pd.to_datetime(rows.date), date_precision="day", **blank)
    rows = rows.assign(is_copy=False, source="", n_words=rows.text.str.count(r"\b\w\w+\b")).sort_values("doc_id")
    matrix = count_terms(rows[["doc_id", "text"]].assign(unit=0), min_docs=20)
    return matrix, tables.make("documents", rows)


def shuffle_dates(documents: pd.DataFrame, generator: np.random.Generator, *, days: int) -> pd.DataFrame:
    """Whole days, or weeks of seven ``days``, change places; a document keeps its day of the week."""
    first = documents.date - pd.to_timedelta(documents.date.dt.day_of_week if days == 7 else 0, unit="D")
    units = np.sort(first.unique())
    moved = pd.Series(generator.permutation(units), index=units)
    return documents.assign(date=first.map(moved).astype("datetime64[s]") + (documents.date - first))


def choose_terms(matrix: TermMatrix, generator: np.random.Generator) -> TermMatrix:
    chosen = np.sort(generator.choice(len(matrix.terms), N_TERMS, replace=False))
    return TermMatrix(matrix.counts[:, chosen], matrix.doc_ids, matrix.units, matrix.terms[chosen])


def mark_untreated(matrix: TermMatrix, documents: pd.DataFrame, *, period: str) -> tuple[float, float]:
    """The share of terms that Kleinberg's automaton and PELT mark, thresholds as they come."""
    placed = place_in_time(documents, period=period)
    number, starts = pd.factorize(placed.set_index("doc_id").period.loc[matrix.doc_ids], sort=True)
    n, n_words = np.zeros((len(starts), len(matrix.terms))), np.zeros(len(starts))
    np.add.at(n, number, matrix.counts.toarray())
    np.add.at(n_words, number, documents.set_index("doc_id").n_words.loc[matrix.doc_ids].to_numpy())
    sums = Sums(n_words[None, :, None], n[None], np.zeros((1, *n.shape)), np.ones(len(starts), dtype=int))
    bursts, steps = 0, 0
    for at, column in enumerate(n.T):
        bursts += len(find_bursts(sums, at)) > 0
        rates = column / n_words
        signal = (rates - rates.mean()) / max(rates.std(), 1e-300)
        steps += len(ruptures.Pelt(model="l2", min_size=2, jump=1).fit_predict(signal, pen=2 * np.log(len(rates)))) > 1
    return bursts / len(matrix.terms), steps / len(matrix.terms)


def tell(what: str, tables_found: list[pd.DataFrame], untreated: list[tuple[float, float]], seconds: float) -> float:
    """Print the shares and give back that of corpora with any mark."""
    corpora = float(np.mean([found.passes.any() for found in tables_found]))
    terms = np.mean([found[found.passes].item.nunique() / N_TERMS for found in tables_found])
    kinds = pd.concat(tables_found).query("passes").kind.value_counts().to_dict()
    kleinberg, pelt = np.mean(untreated, axis=0)
    print(
        f"\n{what}, {len(tables_found)} corpora of {N_TERMS} terms with nothing to find: any mark in {corpora:.1%} "
        f"({kinds}), {terms:.2%} of terms; untreated Kleinberg {kleinberg:.0%} of terms, PELT {pelt:.0%}; "
        f"{seconds / len(tables_found):.2f} s a corpus"
    )
    return corpora


@pytest.mark.parametrize(
    ("name", "period", "days", "n_corpora"),
    [
        ("reuters_train.jsonl.gz", "day", 1, 200),
        ("us_economic_news_1995_2009.jsonl.gz", "quarter", 7, 100),
        ("us_economic_news_1995_2009.jsonl.gz", "month", 7, 40),
    ],
)
def test_shuffled_corpora_get_no_marks(name, period, days, n_corpora):
    matrix, documents = read(name)
    real = [find_changes(choose_terms(matrix, np.random.default_rng(at)), documents, period=period) for at in range(5)]
    found, untreated, started = [], [], time.perf_counter()
    for at in range(n_corpora):
        generator = np.random.default_rng(at)
        chosen, shuffled = choose_terms(matrix, generator), shuffle_dates(documents, generator, days=days)
        found.append(find_changes(chosen, shuffled, period=period, random_state=at))
        if at < N_UNTREATED:
            untreated.append(mark_untreated(chosen, shuffled, period=period))
    share = tell(f"{name} by {period}", found, untreated, time.perf_counter() - started)
    marked = np.mean([table[table.passes].item.nunique() / N_TERMS for table in real])
    print(f"in the real order {marked:.0%} of terms are marked")
    assert share <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / n_corpora)


@pytest.mark.parametrize("growth", [1, 10])
def test_generated_corpora_get_no_marks(growth, n_corpora=100):
    """Rates of days vary by 0, 50, 100 or 150 %, corpus after corpus; the text stays or grows from start to end."""
    n_docs = np.linspace(1, growth, N_DAYS).astype(int) if growth > 1 else 3
    found, untreated, started = [], [], time.perf_counter()
    for at in range(n_corpora):
        planted = plant_days(RATES, n_days=N_DAYS, n_docs_a_day=n_docs, burst=at % 4 / 2, random_state=at)
        found.append(find_changes(*planted, period="week"))
        if at < N_UNTREATED:
            untreated.append(mark_untreated(*planted, period="week"))
    share = tell(f"generated, text grows {growth}-fold", found, untreated, time.perf_counter() - started)
    assert share <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / n_corpora)


def test_planted_changes_are_found_at_their_place(n_corpora=100):
    """A step to twice the rate for the last third, a plateau in the middle third, a burst of 5 in 3 of 60 weeks."""
    weeks = np.arange(N_DAYS) // 7
    planted = {
        "t15": np.where(weeks >= 40, 2, 1),
        "t17": np.where((weeks >= 20) & (weeks < 40), 2, 1),
        "t12": np.where((weeks >= 30) & (weeks < 33), 5, 1),
    }
    rates = {item: rate * planted.get(item, 1) for item, rate in RATES.items()}
    finds = []
    for at in range(n_corpora):
        matrix, documents = plant_days(rates, n_days=N_DAYS, burst=0.5, random_state=at)
        changes = find_changes(matrix, documents, period="week").query("passes")
        week = (changes.period - documents.date.min()).dt.days // 7
        last = (changes.last_period - documents.date.min()).dt.days // 7
        step = week[(changes.item == "t15") & (changes.kind == "step")]
        plateau = week[(changes.item == "t17") & (changes.kind == "step")]
        burst = (changes.item == "t12") & (changes.kind == "burst")
        finds.append(
            {
                "step": len(step) > 0,
                "step within 3 weeks": (step - 40).abs().min() <= 3,
                "both edges of a plateau within 3 weeks": all((plateau - edge).abs().min() <= 3 for edge in (20, 40)),
                "burst": burst.any(),
                "burst holds its 3 weeks": ((week[burst] <= 30) & (last[burst] >= 32)).any(),
                "false": len(set(changes.item) - set(planted)) / max(1, changes.item.nunique()),
            }
        )
    shares = pd.DataFrame(finds).astype(float).mean()
    print(f"\nplanted, {n_corpora} corpora: {shares.round(3).to_dict()}")
    assert shares["step within 3 weeks"] >= 0.9
    assert shares["burst holds its 3 weeks"] >= 0.9
    assert shares["false"] <= 0.1


def test_what_lasts_is_marked_too_often_but_blocks_of_days_would_find_no_plateau(n_items=300, n_shuffles=199):
    """Rates of 140 days that hang on the day before (correlation .8, log sd .25, .5), and a doubled plateau.

    Blocks are of 12 neighbouring days. Why ``find_changes`` shuffles single days, and says what that takes.
    """
    generator = np.random.default_rng(0)
    period, n_words = np.arange(140) // 7, np.full((140, 1), 3000.0)
    lasting = [generator.normal(size=n_items)]
    for _ in range(139):
        lasting.append(0.8 * lasting[-1] + 0.6 * generator.normal(size=n_items))
    plateau = np.where((period >= 7) & (period < 14), 2.0, 1.0)[:, None] * generator.gamma(4, 1 / 4, (140, n_items))
    shares = {}
    for what, rates in (
        ("independent", generator.gamma(4, 1 / 4, (140, n_items))),
        ("lasting .25", np.exp(0.25 * np.array(lasting))),
        ("lasting .5", np.exp(0.5 * np.array(lasting))),
        ("plateau", plateau),
    ):
        for n in (40, 400):
            clusters = Clusters(period, n_words, generator.poisson(n * rates / rates.sum(0)).astype(float))
            real = weigh_best_split(sum_periods(clusters))[0]
            for size in (1, 12):
                orders = np.vstack([deal_blocks(generator, 140, size=size) for _ in range(n_shuffles)])
                alarms = count_alarms(weigh_best_split(sum_periods(clusters, orders)), real)
                shares[what, n, size] = float((1 + alarms <= 0.05 * (1 + n_shuffles)).mean())
    told = pd.Series(shares).rename_axis(["rates", "n", "block"]).unstack("block")
    print(f"\nsteps with p <= .05, days or blocks of days shuffled:\n{told.to_string()}")
    assert told.loc["independent", 1].max() <= 0.08
    assert told.loc[("plateau", 400), 1] >= 0.75
    assert told.loc[("plateau", 400), 12] <= 0.25


def test_time_of_fifty_items():
    rates = {f"t{at:02}": rate for at, rate in enumerate(np.geomspace(2e-5, 2e-3, 50))}
    matrix, documents = plant_days(rates, n_days=700, burst=0.5)
    for n_shuffles in (200, 3000):
        started = time.perf_counter()
        found = find_changes(matrix, documents, period="week", n_shuffles=n_shuffles)
        tried = found.n_shuffles.max()
        print(f"\n50 items x 100 weeks x {tried} shuffles: {time.perf_counter() - started:.2f} s")
