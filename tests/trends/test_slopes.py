import numpy as np
import pandas as pd
import pytest
from scipy import optimize, sparse
from scipy.stats import t as student

from broadsheet.cells import CellCounts, gather_cells
from broadsheet.errors import InputError
from broadsheet.trends import slopes
from broadsheet.trends.slopes import find_trend_refusal, score_slopes
from planted import make_documents, make_matrix, plant_days, shuffle


def make_counts(
    n: np.ndarray, words: np.ndarray, *, source: np.ndarray | None = None, day: np.ndarray | None = None
) -> CellCounts:
    """Cells from counts (cells x terms) and words; one cell a day and source "" where nothing else is said."""
    day = np.arange(len(n)) if day is None else day
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(day, unit="D")
    cells = pd.DataFrame({"cluster": days.strftime("%Y-%m-%d"), "unit": "day", "date": days, "source": "", "side": ""})
    cells = cells.assign(source="" if source is None else source, n_words=words, n_docs=5)
    terms = np.array([f"t{at:05}" for at in range(n.shape[1])], dtype=object)
    present = sparse.csr_matrix((n > 0).astype(np.int64))
    return CellCounts(cells, terms, sparse.csr_matrix(n), present)


def fit_by_loop(n: np.ndarray, words: np.ndarray, source: np.ndarray, day: np.ndarray) -> dict[str, float]:
    """One term, one cell after the other: levels and slope by a general optimiser, the interval by root finding."""
    date = (day - day.min()) / (day.max() - day.min())
    numbers = sorted(set(source))

    def log_likelihood(slope: float) -> float:
        total = 0.0
        for name in numbers:
            here = source == name
            weight = words[here] * np.exp(slope * date[here])
            mean = n[here].sum() * weight / weight.sum()
            total += (n[here] * np.log(mean)).sum() - mean.sum()
        return total

    best = optimize.minimize_scalar(lambda slope: -log_likelihood(slope), bounds=(-10, 10), options={"xatol": 1e-10})
    clusters = sorted(set(day))
    even = {"squares": 0.0, "poisson": 0.0}
    far = {"squares": 0.0, "poisson": 0.0}
    score = variance = alike = 0.0
    for name in numbers:
        alike += n[source == name].sum() * date[source == name].var()
    for cluster in clusters:
        residual = weighted = 0.0
        for at in np.flatnonzero(day == cluster):
            mine = source == source[at]
            share = words[at] / words[mine].sum()
            away = date[at] - (words[mine] * date[mine]).sum() / words[mine].sum()
            expected = n[mine].sum() * share
            residual += n[at] - expected
            weighted += away * (n[at] - expected)
            even["poisson"] += expected * (1 - share)
            far["poisson"] += away**2 * expected * (1 - share)
            score += away * n[at]
            variance += away**2 * expected
        even["squares"] += residual**2
        far["squares"] += weighted**2
    design = max(1, even["squares"] / even["poisson"], far["squares"] / far["poisson"] / 3)
    design = max(1, design * (len(clusters) - 1 - score**2 / (design * max(variance, alike))) / (len(clusters) - 2))
    top = log_likelihood(best.x)
    z = np.sign(best.x) * np.sqrt(2 * (top - log_likelihood(0.0)) / design)
    drop = student.ppf(0.975, len(clusters) - 2) ** 2 * design / 2

    def rest(slope: float) -> float:
        return top - log_likelihood(slope) - drop

    low, high = optimize.brentq(rest, best.x - 10, best.x), optimize.brentq(rest, best.x, best.x + 10)
    return {"z": z} | {
        name: value / np.log(2) / 2 for name, value in (("effect", best.x), ("low", low), ("high", high))
    }


def keep_days(matrix, documents: pd.DataFrame, n: int) -> tuple:
    """(matrix, documents) of the first n days."""
    kept = documents.date.isin(sorted(documents.date.unique())[:n]).to_numpy()
    rows = type(matrix)(matrix.counts[kept], matrix.doc_ids[kept], matrix.units[kept], matrix.terms)
    return rows, documents[kept]


@pytest.fixture(scope="module")
def two_sources():
    """(n, words, source, day): 30 days, the second source from day 10 on, days that hang together."""
    generator = np.random.default_rng(3)
    day = np.concatenate([np.arange(30), np.arange(10, 30)])
    source = np.repeat(["Herald", "Courier"], [30, 20])
    words = generator.integers(300, 5000, 50)
    rates = np.outer(words, np.geomspace(0.002, 0.02, 12)) * np.exp2(np.outer(day / 29, np.linspace(-3, 3, 12)))
    factor = generator.gamma(4, 1 / 4, (30, 12))[day]
    return generator.poisson(rates * factor), words, source, day


def test_fits_tests_and_intervals_equal_those_of_a_loop_over_terms(two_sources):
    n, words, source, day = two_sources
    found = score_slopes(make_counts(n, words, source=source, day=day))
    assert len(found) == n.shape[1]
    for row in found.itertuples():
        expected = fit_by_loop(n[:, int(row.item[1:])].astype(float), words, source, day)
        for name, value in expected.items():
            assert getattr(row, name) == pytest.approx(value, abs=2e-3), (row.item, name)


def test_a_doubling_without_noise_is_a_doubling():
    day = np.arange(33)
    n = np.round(1000 * np.exp2(day / 32)).astype(np.int64)[:, None]
    found = score_slopes(make_counts(n, np.full(33, 10_000))).iloc[0]
    assert found.effect == pytest.approx(0.5, abs=1e-3)  # of half the time
    assert found.low < 0.5 < found.high < 0.53


def test_p_is_above_a_twentieth_just_where_the_interval_holds_0():
    generator = np.random.default_rng(5)
    n = generator.poisson(3 * np.exp2(np.outer(np.arange(40) / 39, generator.normal(0, 0.8, 400))))
    found = score_slopes(make_counts(n, np.full(40, 1000)))
    holds = (found.low <= 0) & (found.high >= 0)
    assert 50 < holds.sum() < 350
    assert (holds == (found.p > 0.05)).all()


def test_the_level_holds_where_days_have_means_of_their_own():
    generator = np.random.default_rng(7)
    for n_days, n_terms in ((40, 30_000), (200, 8_000)):
        words = generator.integers(500, 5000, n_days)
        rates = np.outer(words, generator.choice([0.001, 0.004, 0.02], n_terms))
        n = generator.poisson(rates * generator.gamma(2, 1 / 2, (n_days, n_terms)))
        p = score_slopes(make_counts(n, words)).p
        assert 0.03 < (p < 0.05).mean() < 0.07
        assert (p < 0.001).mean() <= 0.002


def test_a_corpus_that_grows_makes_no_trend():
    generator = np.random.default_rng(1)
    words = np.geomspace(300, 6000, 15).astype(int)
    n = generator.poisson(np.outer(words, np.full(30_000, 0.002)) * generator.gamma(1, 1, (15, 30_000)))
    p = score_slopes(make_counts(n, words)).p
    assert (p < 0.05).mean() < 0.07
    assert p.min() > 1e-6


def test_the_interval_covers_the_truth():
    generator = np.random.default_rng(11)
    words = generator.integers(500, 5000, 60)
    rates = np.outer(words * np.exp2(np.arange(60) / 59 * 1.5), generator.choice([0.001, 0.01], 3000))
    found = score_slopes(make_counts(generator.poisson(rates * generator.gamma(3, 1 / 3, rates.shape)), words))
    assert 0.92 < ((found.low <= 0.75) & (found.high >= 0.75)).mean() < 0.98  # of half the time


def test_a_source_that_comes_late_makes_no_trend_unless_sources_are_mixed():
    generator = np.random.default_rng(13)
    day = np.concatenate([np.arange(60), np.arange(40, 60)])
    source = np.repeat(["Herald", "Courier"], [60, 20])
    n = generator.poisson(np.where(source == "Courier", 30.0, 1.0)[:, None], (80, 50))
    counts = make_counts(n, np.full(80, 1000), source=source, day=day)
    assert (score_slopes(counts, hold_sources=False).p < 1e-6).all()
    assert (score_slopes(counts).p > 1e-3).all()


def test_a_source_of_one_day_says_nothing():
    generator = np.random.default_rng(17)
    day, source = np.append(np.arange(30), 29), np.append(np.repeat("Herald", 30), "Flyer")
    n = generator.poisson(2.0, (31, 5))
    without = score_slopes(make_counts(n[:30], np.full(30, 900)))
    n[30] = 5000
    found = score_slopes(make_counts(n, np.full(31, 900), source=source, day=day))
    assert np.allclose(found.effect, without.effect)
    assert (found.p >= without.p - 1e-9).all()


def test_one_day_far_from_all_others_does_not_decide():
    generator = np.random.default_rng(19)
    day = np.append(0, np.arange(20_000, 20_060))
    n = generator.poisson(1.0, (61, 3))
    n[0] = 60
    assert (score_slopes(make_counts(n, np.full(61, 1000), day=day)).p > 0.05).all()


def test_small_sources_share_a_level_with_those_of_their_time(monkeypatch):
    monkeypatch.setattr(slopes, "MOST_SOURCES", 4)
    names = np.repeat(["A", "B", "C", "D", *(f"late{at}" for at in range(20)), *(f"early{at}" for at in range(20))], 2)
    days = np.concatenate([np.tile([0, 50], 4), np.tile([40, 41], 20), np.tile([5, 6], 20)])
    words = np.where(np.isin(names, ["A", "B", "C", "D"]), 10_000, 10)
    cells = make_counts(np.ones((len(names), 1), dtype=int), words, source=names, day=days).cells
    levels = pd.Series(slopes._number_sources(cells)).groupby(names).first()
    assert levels[["A", "B", "C", "D"]].nunique() == 4
    assert len(set(levels)) <= 8
    assert not set(levels.filter(like="late")) & set(levels.filter(like="early"))


def test_the_order_and_the_copies_of_cells_of_documents_change_nothing():
    matrix, documents = plant_days({"war": 0.01, "peace": 0.003}, n_days=30, burst=0.5)
    found = score_slopes(gather_cells(matrix, documents))
    pd.testing.assert_frame_equal(score_slopes(gather_cells(matrix, shuffle(documents))), found)
    counts = gather_cells(matrix, documents)
    order = np.random.default_rng(0).permutation(len(counts.cells))
    shuffled = CellCounts(counts.cells.iloc[order], counts.terms, counts.n[order], counts.n_docs[order])
    pd.testing.assert_frame_equal(score_slopes(shuffled), found)


def test_documents_without_a_day_take_no_part():
    matrix, documents = plant_days({"war": 0.01, "peace": 0.003}, n_days=30)
    coarse = documents.index % 3 == 0
    documents.loc[coarse, "date_precision"] = "month"
    rows = np.flatnonzero(~coarse)
    dated = type(matrix)(matrix.counts[rows], matrix.doc_ids[rows], matrix.units[rows], matrix.terms)
    expected = score_slopes(gather_cells(dated, documents[~coarse]))
    pd.testing.assert_frame_equal(score_slopes(gather_cells(matrix, documents)), expected)


def test_what_a_cluster_is_does_not_hang_on_its_name():
    matrix, documents = plant_days({"war": 0.01}, n_days=30)
    mondays = documents.assign(date=documents.date.min() + 7 * (documents.date - documents.date.min()))
    assert "fall into 9 days" in find_trend_refusal(gather_cells(*keep_days(matrix, mondays, 9)))
    named = documents.assign(doc_id=["2020-01-06", *documents.doc_id[1:]])
    named.loc[0, "date_precision"] = "none"
    named.loc[0, "date"] = pd.NaT
    ids = named.doc_id.to_numpy(dtype=object)
    cells = gather_cells(type(matrix)(matrix.counts, ids, matrix.units, matrix.terms), named).cells
    assert cells.cluster.tolist()[-1] == "document 2020-01-06"
    assert cells.n_docs.tolist() == [2] + [3] * 29 + [1]
    assert cells.unit.tolist() == ["day"] * 30 + ["document"]
    assert find_trend_refusal(gather_cells(matrix, documents, cluster="document")).endswith("instead of by week.")


def test_rare_terms_are_not_tested_and_none_may_be_left():
    documents = make_documents([""] * 20, dates=[f"2020-01-{day + 1:02}" for day in range(20)])
    documents["n_words"] = 100
    matrix = make_matrix(documents, {"often": [1] * 20, "once": [9] + [0] * 19, "never": [0] * 20})
    found = score_slopes(gather_cells(matrix, documents))
    assert found["item"].tolist() == ["often"]
    assert found[["n", "n_docs", "n_clusters", "n_sources"]].iloc[0].tolist() == [20, 20, 20, 1]
    assert score_slopes(gather_cells(matrix, documents), min_clusters=21).empty


def test_too_few_days_are_refused_in_words():
    matrix, documents = plant_days({"war": 0.01}, n_days=9)
    counts = gather_cells(matrix, documents)
    assert "they fall into 9 days; a trend needs 10" in find_trend_refusal(counts)
    with pytest.raises(InputError, match="27 documents 27 have a day"):
        score_slopes(counts)
    weeks = gather_cells(*plant_days({"war": 0.01}, n_days=30), cluster="week")
    assert "they fall into 5 weeks" in find_trend_refusal(weeks)
    assert find_trend_refusal(gather_cells(*plant_days({"war": 0.01}, n_days=10))) == ""


def test_the_interval_of_a_term_of_the_last_days_only_is_open():
    n = np.zeros((40, 2), dtype=int)
    n[30:] = [1, 100]
    found = score_slopes(make_counts(n, np.full(40, 1000))).set_index("item")
    assert (found.low > 0).all() and (found.low < found.effect).all()
    assert (found.high == np.inf).all() and np.isfinite(found.effect).all()
    falls = score_slopes(make_counts(n[::-1], np.full(40, 1000))).set_index("item")
    assert np.allclose(falls[["effect", "low", "high"]], -found[["effect", "high", "low"]])
