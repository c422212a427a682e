import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from broadsheet import tables
from broadsheet.cells import gather_cells
from broadsheet.corpus import keep_documents
from broadsheet.errors import InputError
from broadsheet.selection import keep_terms
from broadsheet.trends.rising import MAX_Q, check_rising, describe_check, describe_rising, find_rising
from broadsheet.trends.slopes import score_slopes
from broadsheet.vocabulary import count_vocabulary
from planted import make_documents, make_matrix, plant_days, shuffle

N_DAYS = 90
BACKGROUND = [f"{stem}{ending}" for stem in ("port", "mill", "farm", "road", "bank") for ending in "abcdefghijkl"]
TEASER = "subscribe tonight for exclusive gossip about royals"


def keep_passing(counts, **options):
    rising = find_rising(counts, **options)
    return rising[rising.q <= MAX_Q]


@pytest.fixture(scope="module")
def planted():
    """Documents of two papers over 90 days, and of a third that begins on day 45 and always writes "metro".

    "soars" becomes 8 times as frequent, "climbs" 4 times, "sinks" a third; "quake" fills the documents of
    one late day; one text with the teaser is reprinted over the last 30 days.
    """
    generator = np.random.default_rng(2)
    rows = []
    for day in range(N_DAYS):
        for source in ("Herald", "Courier", *(["Metro Post"] if day >= 45 else [])):
            for _ in range(3):
                words = list(generator.choice(BACKGROUND, 80))
                at = day / (N_DAYS - 1)
                rates = {"soars": 0.3 * 8**at, "climbs": 0.5 * 4**at, "sinks": 2 * 3**-at, "steady": 1.0, "quake": 0.1}
                for word, rate in rates.items():
                    words += [word] * generator.poisson(rate)
                words += ["quake"] * 9 * (day == 80) + ["metro"] * 2 * (source == "Metro Post")
                rows.append((day, source, " ".join(generator.permutation(words)), False))
        if day >= 60:
            rows.append((day, "Herald", TEASER, day > 60))
    table = pd.DataFrame(rows, columns=["day", "source", "text", "is_copy"])
    dates = (pd.Timestamp("2024-01-01") + pd.to_timedelta(table.day, unit="D")).dt.strftime("%Y-%m-%d")
    documents = make_documents(table.text.tolist(), dates=dates.tolist())
    first = documents.doc_id[table.text.eq(TEASER).idxmax()]
    group = documents.doc_id.where(table.text.ne(TEASER), first)
    return documents.assign(source=table.source, is_copy=table.is_copy, group=group)


@pytest.fixture(scope="module")
def vocabulary(planted):
    return keep_terms(count_vocabulary(keep_documents(planted)[0]))[0]


def test_what_was_planted_is_found_in_its_order_and_nothing_else(vocabulary):
    rising = keep_passing(vocabulary)
    truth = np.array([3, 2, -np.log2(3)]) / 2  # of half the time
    words = rising[~rising["item"].str.contains(" ")]
    assert words[["item", "direction"]].to_numpy().tolist() == [["soars", "up"], ["climbs", "up"], ["sinks", "down"]]
    assert ((words.low <= truth) & (words.high >= truth)).all()
    assert rising["item"].str.contains("soars|climbs|sinks").all()
    assert {"quake", "steady"} <= set(vocabulary.terms)


def test_the_words_of_a_late_paper_rise_only_where_sources_are_mixed(planted):
    counts = count_vocabulary(keep_documents(planted)[0])
    assert "metro" not in set(keep_passing(counts)["item"])
    assert "metro" in set(keep_passing(counts, hold_sources=False)["item"])


def test_copies_that_are_not_collapsed_would_rise(planted):
    counts = count_vocabulary(planted)
    assert "royals" in set(keep_passing(counts)["item"])


def test_the_order_of_the_documents_changes_nothing(planted, vocabulary):
    kept = keep_documents(shuffle(planted))[0]
    again = keep_terms(count_vocabulary(kept))[0]
    pd.testing.assert_frame_equal(find_rising(again), find_rising(vocabulary))


def test_those_that_pass_over_all_terms_tested_stand_first_by_the_end_nearest_0():
    rates = {f"t{at:03}": 0.004 * np.exp2(np.arange(60) / 59 * (at % 7 - 3) / 3) for at in range(300)}
    counts = gather_cells(*plant_days(rates, n_days=60, burst=0.4))
    slopes = score_slopes(counts)
    slopes["q"] = false_discovery_control(slopes.p)
    rising = find_rising(counts)
    assert set(rising["item"]) == set(slopes["item"])
    n_passing = int((slopes.q <= MAX_Q).sum())
    assert 20 < n_passing < 280
    first = rising.head(n_passing)
    assert set(first["item"]) == set(slopes["item"][slopes.q <= MAX_Q])
    assert (first.score == np.where(first.direction == "up", first.low, first.high)).all()
    assert (np.sign(rising.effect) == np.where(rising.direction == "up", 1, -1)).all()
    assert first.score.abs().is_monotonic_decreasing


def test_shuffled_days_hardly_ever_have_a_rising_word(vocabulary):
    check = check_rising(vocabulary, n_shuffles=50, random_state=1)
    assert check.n_found[check.block == 1].mean() <= 0.1
    pd.testing.assert_frame_equal(check, check_rising(vocabulary, n_shuffles=50, random_state=1))


def test_the_check_counts_what_a_shuffled_corpus_shows():
    counts = gather_cells(*plant_days({"up": 0.002 * 16 ** (np.arange(40) / 39), "flat": 0.004}, n_days=40))
    check = check_rising(counts, n_shuffles=50)
    assert check[["block", "shuffle"]].to_numpy().tolist() == [[block, at] for block in (1, 6) for at in range(50)]
    assert set(check.n_tested) == {2} and set(check.unit) == {"day"}
    rising = find_rising(counts)
    assert rising["item"].tolist() == ["up", "flat"] and (rising.q <= MAX_Q).tolist() == [True, False]


def test_what_lasts_for_days_is_found_by_chance_and_the_blocks_show_it():
    generator = np.random.default_rng(0)
    lasting = np.repeat(np.exp(generator.normal(0, 0.7, (18, 40))), 10, axis=0)  # 40 terms, ten days alike
    rates = {f"t{at:02}": 0.004 * lasting[:, at] for at in range(40)}
    check = check_rising(gather_cells(*plant_days(rates, n_days=180)), n_shuffles=40)
    single, blocks = check.groupby("block").n_found.mean()
    assert single < 0.3
    assert blocks > 1


def test_the_false_alarm_rates_are_one_sentence():
    check = pd.DataFrame(
        {"unit": "week", "block": [1, 1, 1, 1, 13, 13], "n_tested": 9, "n_found": [0, 0, 2, 0, 0, 150]}
    )
    assert describe_check(check) == (
        "0.5 false terms per corpus with single weeks shuffled (1 of 4 shuffles had any), 75.0 with blocks of 13 weeks "
        "shuffled (1 of 2 shuffles had any)"
    )


def test_the_methods_sentences_say_what_was_tested(planted, vocabulary):
    left_out = pd.DataFrame(
        {"term": ["york", "white", "x"], "reason": ["in: new york", "in: white house", "rare"], "n_docs": 5}
    )
    rising = find_rising(vocabulary)
    told = describe_rising(rising, vocabulary, left_out=left_out)
    n_tested = len(score_slopes(vocabulary, min_clusters=10))
    assert f"Of {len(vocabulary.terms):,} words and phrases, the {n_tested:,} that stand in 10 days or more" in told
    assert "over 90 days. Left out before: 2 in a longer term; 1 rare. The trend" in told
    assert f"{((rising.direction == 'up') & (rising.q <= MAX_Q)).sum()} terms rose and" in told
    assert "each source with a level" not in describe_rising(rising, vocabulary, hold_sources=False)
    planted = planted.assign(date_precision=planted.date_precision.where(planted.index > 1, "month"))
    told = describe_rising(rising, count_vocabulary(planted))
    assert "; 2 documents without a day took no part" in told and "without words" not in told
    planted.loc[2, ["source", "text", "n_words"]] = ["Flyer", "", 0]
    told = describe_rising(rising, count_vocabulary(planted))
    assert "; 2 documents without a day took no part; 1 document of a source and day without words took no" in told


def test_no_term_is_a_typed_table_and_too_few_days_are_an_error():
    documents = plant_days({"flat": 0.004}, n_days=30)[1]
    never = gather_cells(make_matrix(documents, {"never": np.zeros(len(documents), dtype=int)}), documents)
    pd.testing.assert_frame_equal(find_rising(never), tables.make("rising"))
    assert (check_rising(never, n_shuffles=3).n_found == 0).all()
    for ask in (find_rising, check_rising):
        with pytest.raises(InputError, match="fall into 4 days; a trend needs 10"):
            ask(gather_cells(*plant_days({"war": 0.01}, n_days=4)))
