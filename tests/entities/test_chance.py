from itertools import combinations
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from broadsheet.entities import chance, count_shuffled_edges, shuffle_names
from broadsheet.entities.chance import count_by_chance, expect_pairs, find_q, score_npmi, weigh_names
from broadsheet.entities.windows import Cells, cut_windows, find_shared
from broadsheet.errors import InputError
from planted import make_mentions, plant_pairs, shuffle

FINE = patch.object(chance, "GRADE", 1e-9)  # names are alike only where they weigh the same
corpora = st.lists(
    st.tuples(st.integers(0, 9), st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=4, unique=True)),
    min_size=5,
    max_size=60,
)


def cut(sentences: list[tuple[int, list[str]]]) -> tuple[Cells, int]:
    incidence = cut_windows(*make_mentions(sentences), windows=("sentence",))
    return incidence.cells["sentence"], len(incidence.names)


def naive_count(p: float, x: np.ndarray, n_docs: np.ndarray) -> float:
    """The probability of each pair to be as surprising as p, summed over the pairs one by one."""
    total = 0.0
    for a, b in combinations(range(len(x)), 2):
        tails = poisson.sf(np.arange(0, min(n_docs[a], n_docs[b])), x[a] * x[b])  # of 1, 2, ... documents
        total += max((tail for tail in tails if tail <= p * (1 + 1e-6)), default=0.0)
    return total


@settings(max_examples=20, deadline=None)
@given(degree=st.lists(st.integers(0, 1000), min_size=3, max_size=30).filter(lambda row: max(row) <= 0.45 * sum(row)))
def test_each_name_expects_as_many_partners_as_it_has(degree):
    x = expect_pairs(np.array(degree))
    expected = np.outer(x, x)
    np.fill_diagonal(expected, 0)
    assert expected.sum(axis=1) == pytest.approx(np.array(degree), rel=1e-3)


@settings(max_examples=30, deadline=None)
@given(
    degree=st.lists(st.integers(1, 30), min_size=2, max_size=12),
    n_docs=st.lists(st.integers(1, 20), min_size=12, max_size=12),
    p=st.lists(st.floats(1e-11, 0.05), min_size=1, max_size=9),
)
def test_what_chance_gives_agrees_with_a_loop_over_all_pairs(degree, n_docs, p):
    x, n_docs, p = np.array(degree) / 30, np.array(n_docs[: len(degree)]), np.sort(p)
    with FINE, patch.object(chance, "MANY_DOCUMENTS", 99):
        assert count_by_chance(p, x, n_docs) == pytest.approx([naive_count(some, x, n_docs) for some in p], rel=1e-4)


def test_names_counted_together_make_no_pair_more_surprising():
    generator = np.random.default_rng(0)
    x, n_docs = generator.lognormal(-2, 1, 200), generator.integers(1, 40, 200)
    p = np.sort(generator.random(500) ** 4 * 0.05)
    with FINE, patch.object(chance, "MANY_DOCUMENTS", 99):
        exact = count_by_chance(p, x, n_docs)
    ratio = count_by_chance(p, x, n_docs) / exact
    assert ratio.min() >= 0.99 and np.median(ratio) <= 1.1


def test_a_billion_pairs_are_counted_without_a_list():
    x, n_docs = np.repeat([0.001, 0.01], 25_000), np.repeat([1, 9], 25_000)
    rare, often = 25_000**2, 25_000 * 24_999 / 2  # pairs of a rare name with a frequent one, of two frequent ones
    more = poisson.sf(1, 1e-4)
    by_chance = count_by_chance(np.array([2e-8, 2e-5, 2e-4]), x, n_docs)
    assert by_chance[0] == pytest.approx(often * more, rel=1e-3)
    assert by_chance[1] == pytest.approx(
        by_chance[0] + rare * poisson.sf(0, 1e-5) + often * poisson.sf(0, 1e-6), rel=1e-3
    )
    assert by_chance[2] == pytest.approx(by_chance[1] + often * (poisson.sf(0, 1e-4) - more), rel=1e-3)


def test_q_is_what_chance_gives_by_what_there_is():
    x, n_docs = np.full(4, 0.1), np.full(4, 9)
    pairs = np.array([1, 2, 11])  # 0 and 1, 0 and 2, 2 and 3: of six pairs
    q = find_q(np.array([3, 3, 1]), pairs, x, n_docs)
    assert q == pytest.approx([6 * poisson.sf(2, 0.01) / 2] * 2 + [6 * poisson.sf(0, 0.01) / 3])
    assert find_q(np.array([1, 1, 1]), pairs, np.full(4, 0.5), n_docs).tolist() == [1, 1, 1]  # p is 0.22


def test_what_is_nearly_impossible_is_bounded_by_p():
    x, n_docs = np.full(10, 0.01), np.full(10, 50)
    assert find_q(np.array([12]), np.array([1]), x, n_docs) == pytest.approx(45 * poisson.sf(11, 1e-4), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    x=st.lists(st.floats(1e-4, 1), min_size=2, max_size=9),
    n_docs=st.lists(st.integers(1, 20), min_size=9, max_size=9),
    fine=st.booleans(),
)
def test_what_chance_gives_grows_with_p_and_is_never_too_little(x, n_docs, fine):
    x, n_docs, p = np.array(x), np.array(n_docs[: len(x)]), np.logspace(-16, -8, 200)
    with patch.multiple(chance, GRADE=1e-9 if fine else chance.GRADE, MANY_DOCUMENTS=99 if fine else 6):
        counted = count_by_chance(p, x, n_docs)
    assert (np.diff(counted) >= -1e-12 * counted[1:]).all()
    naive = np.array([naive_count(some, x, n_docs) for some in p[::10]])
    assert (counted[::10] >= naive * (1 - 1e-4)).all() and (counted <= p * len(x) * (len(x) - 1) / 2 * (1 + 1e-9)).all()


def test_partners_are_the_others_of_the_document_at_most():
    # in one document A meets B three times and C once; D stands alone; in a second A meets E
    sentences = [*[(0, ["A", "B"])] * 3, (0, ["A", "C"]), (0, ["D"]), (1, ["A", "E"]), (1, ["D"])]
    cells, n_names = cut(sentences)
    with patch.object(chance, "expect_pairs", lambda degree: degree):
        degree, n_docs = weigh_names(cells, n_names)
    usual = (3 + 2 + 1 + 1) / 5  # A has 2 + 1 partners in its documents, B at most 2 in one, C and E one
    assert degree.tolist() == pytest.approx([3, 2, usual, 0, usual]) and n_docs.tolist() == [2, 1, 1, 0, 1]


def test_no_partners_expect_no_pairs():
    assert expect_pairs(np.zeros(3)).tolist() == [0, 0, 0]


def test_without_hubs_and_with_documents_alike_it_is_the_configuration_model():
    generator = np.random.default_rng(0)
    names = [f"N{at:03}" for at in range(300)]
    cells, _ = cut([(doc, list(generator.choice(names, 3, replace=False))) for doc in range(3000)])
    (x, n_docs), k = weigh_names(cells, 300), np.bincount(cells.name)
    first, second = np.triu_indices(300, 1)
    plain = k[first] * k[second] * 3000 * 3 * 2 / k.sum() ** 2
    assert x[first] * x[second] == pytest.approx(plain, rel=0.02) and n_docs.tolist() == k.tolist()


def test_npmi_is_one_for_a_pair_that_is_always_together_and_0_for_chance():
    cells, _ = cut([(0, ["A", "B"]), (0, ["A", "C"]), (0, ["D", "C"]), (0, ["B"]), (0, ["X", "Y"]), *[(0, ["Z"])] * 3])
    pairs = find_shared(cells, 7)
    npmi = score_npmi(cells, pairs, np.ones(len(pairs)), 7)
    assert npmi[-1] == pytest.approx(1) and npmi[0] == pytest.approx(np.log(8 / 4) / np.log(8))
    assert score_npmi(cells, pairs[:1], np.array([8]), 7) == [1]


@settings(max_examples=20, deadline=None)
@given(sentences=corpora, seed=st.integers(0, 9))
def test_a_shuffle_moves_names_between_documents_only(sentences, seed):
    mentions, _ = make_mentions(sentences)
    mixed = shuffle_names(mentions, random_state=seed)
    same = [column for column in mentions if column != "entity"]
    pd.testing.assert_frame_equal(mixed[same], mentions[same])
    parts = [some.groupby(["doc_id", mentions.entity]).entity.nunique() for some in (mentions, mixed)]
    assert (parts[1] == 1).all()  # a name of a document has one new name there
    dealt = mixed.drop_duplicates().assign(old=mentions.entity).drop_duplicates(["doc_id", "old"]).entity
    there = mentions.drop_duplicates(["doc_id", "entity"]).entity
    pd.testing.assert_series_equal(dealt.value_counts().sort_index(), there.value_counts().sort_index())


def test_a_shuffle_of_many_names_is_exact_and_parts_those_who_stood_together():
    mentions, documents, _ = plant_pairs(n_names=300)
    mixed = shuffle_names(mentions)
    for place in (["doc_id"], ["doc_id", "sentence"]):
        sizes = [some.groupby(place).entity.nunique() for some in (mentions, mixed)]
        pd.testing.assert_series_equal(*sizes)
    n_docs = [some.groupby("entity").doc_id.nunique() for some in (mentions, mixed)]
    pd.testing.assert_series_equal(*n_docs)
    pd.testing.assert_frame_equal(shuffle_names(mentions), mixed)
    assert not shuffle_names(mentions, random_state=1).equals(mixed)
    assert count_shuffled_edges(mixed, documents) <= 1


def test_a_name_that_fills_a_document_changes_places_with_one_that_does():
    often = [(doc, [name, f"{name}{at}"]) for doc, name in enumerate("ABCD") for at in range(8)]
    mentions, _ = make_mentions([*often, *[(4 + at, [f"X{at}"]) for at in range(30)]])
    n_sentences = shuffle_names(mentions).groupby(["doc_id", "entity"]).sentence.nunique()
    assert sorted(n_sentences[n_sentences == 8].index.get_level_values("entity")) == list("ABCD")


def plant_own_names(kind: str, *, boost: float = 30, random_state: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nothing planted but that each name is ``boost`` times as likely in one of four outlets (weeks, months)."""
    generator = np.random.default_rng(random_state)
    names, sentences = np.array([f"N{at:03}" for at in range(200)]), []
    own, home = generator.integers(0, 4, 200), generator.integers(0, 4, 1000)
    for doc in range(1000):
        weights = np.where(own == home[doc], boost, 1) / np.arange(1, 201)
        cast = generator.choice(names, generator.integers(2, 7), replace=False, p=weights / weights.sum())
        sentences += [(doc, list(generator.choice(cast, 2, replace=False))) for _ in cast]
    mentions, documents = make_mentions(sentences, n_docs=1000)
    source = pd.Series([f"Outlet {at}" if kind == "source" else "" for at in home], dtype="str")
    days = home * {"source": 0, "week": 7, "month": 32}[kind]
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D")  # a Monday; four weeks are of one month
    return mentions, documents.assign(source=source, date=dates.astype("datetime64[s]"))


def count_real(mentions: pd.DataFrame, documents: pd.DataFrame) -> int:
    incidence = cut_windows(mentions, documents, windows=("sentence",))
    return chance._count_passing(incidence.cells["sentence"], len(incidence.names))


@pytest.mark.parametrize("kind", ["source", "week", "month"])
def test_pairs_that_an_outlet_a_week_or_a_month_makes_are_seen_when_names_are_dealt_within_it(kind):
    planted = plant_own_names(kind)
    n_real = count_real(*planted)
    assert n_real >= 20  # all of them false alarms
    assert count_shuffled_edges(*planted) <= 1
    other = "source" if kind == "month" else "month"  # there is only one of these
    assert count_shuffled_edges(*planted, within=(other,)) <= 1
    for within in ((kind,), chance.STRATA):
        assert 0.5 * n_real <= count_shuffled_edges(*planted, within=within) <= 1.5 * n_real


def test_where_outlets_do_not_matter_dealing_within_them_makes_no_pair():
    mentions, documents = plant_own_names("source", boost=1)
    assert count_shuffled_edges(mentions, documents, within=chance.STRATA) <= 1
    mentions, documents, pairs = plant_pairs()
    documents["source"] = pd.Series(["Courier", "Gazette"], dtype="str").take(np.arange(len(documents)) % 2).array
    assert count_real(mentions, documents) >= 0.7 * len(pairs)
    assert count_shuffled_edges(mentions, documents, within=("source",)) <= 1


def test_strata_are_outlets_and_months_and_those_with_few_documents_are_dealt_together():
    mentions, documents = make_mentions([(doc, ["Ada", "Bob"]) for doc in range(45)], n_docs=60)
    source = ["Courier"] * 20 + ["Gazette"] * 10 + [""] * 15 + ["Herald"] * 15  # of the last nobody is named
    dates = pd.Series(
        [*["2024-01-05"] * 10, *["2024-01-31"] * 2, *["2024-02-01"] * 8, *[None] * 25, *["2024-01-05"] * 15]
    )
    documents = documents.assign(
        source=pd.Series(source, dtype="str"), date=pd.to_datetime(dates).astype("datetime64[s]")
    )
    incidence = cut_windows(mentions, documents, windows=("sentence",))
    order = documents.sort_values(["source", "doc_id"]).index

    def strata(*within):
        stratum = pd.Series(chance._find_strata(incidence, within), index=order).sort_index()
        return [{*part} for part in (stratum[:12], stratum[12:20], stratum[20:30], stratum[30:45], stratum[45:])]

    january, february, gazette, unnamed, herald = strata("source", "month")
    assert february == herald == {0} and len({*january, *gazette, *unnamed, 0}) == 4
    january, february, gazette, unnamed, herald = strata("month")
    assert january == herald != gazette == unnamed and february == {0}
    with patch.object(chance, "ENOUGH_TO_DEAL", 13):  # the January of the Courier and the Gazette's months are too few
        january, february, gazette, unnamed, herald = strata("source", "month")
        assert january == february == gazette == {0} != unnamed
    with patch.object(chance, "ENOUGH_TO_DEAL", 16):  # now no outlet has enough, but those without a date have
        january, february, gazette, unnamed, herald = strata("source", "month")
        assert gazette == unnamed != {0} == january == february == herald
    assert len(set.union(*strata())) == 1
    with patch.object(chance, "ENOUGH_TO_DEAL", 2):  # the last of January is in the week of the first of February
        january, february, *_ = strata("week")
        assert len(january) == 2 and february < january
        assert len(strata("week", "month")[0] | strata("week", "month")[1]) == 3


@settings(max_examples=30, deadline=None)
@given(sentences=corpora, stratum=st.lists(st.integers(0, 3), min_size=10, max_size=10), seed=st.integers(0, 9))
def test_names_dealt_within_strata_stay_in_them(sentences, stratum, seed):
    cells, n_names = cut(sentences)
    where = np.array(stratum)[cells.document]
    dealt = chance._deal(cells.document, cells.name, np.random.default_rng(seed), np.array(stratum))
    first = np.unique(cells.document.astype(np.int64) * n_names + cells.name, return_index=True)[
        1
    ]  # of all cells of a name
    assert sorted(zip(where[first], dealt[first], strict=True)) == sorted(
        zip(where[first], cells.name[first], strict=True)
    )
    alone = np.bincount(np.array(stratum)[np.unique(cells.document)], minlength=4) == 1
    for document in np.flatnonzero(alone[stratum]):
        ours = cells.document == document
        assert {*dealt[ours]} == {*cells.name[ours]}


def test_names_are_dealt_within_outlets_weeks_and_months_only():
    with pytest.raises(
        InputError, match=r"within is \('day',\), expected some of \('week', 'source', 'month'\), or \(\)"
    ):
        count_shuffled_edges(*make_mentions([(0, ["Ada", "Bob"])]), within=("day",))


def test_the_number_of_shuffled_edges_is_the_same_each_time_and_whatever_the_order():
    mentions, documents = plant_own_names("source")
    found = [
        count_shuffled_edges(*some, within=("source",), n_shuffles=2, random_state=seed)
        for some, seed in (
            ((mentions, documents), 0),
            ((shuffle(mentions), shuffle(documents)), 0),
            ((mentions, documents), 1),
        )
    ]
    assert found[0] == found[1] > 10 and found[0] != found[2]
