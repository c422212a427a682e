import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.entities import count_shuffled_edges, shuffle_names
from broadsheet.entities.chance import adjust, expect_pairs, expect_shared, score_npmi
from broadsheet.entities.windows import cut_windows, find_shared
from planted import make_mentions, plant_pairs


def naive_adjust(p: list[float], n_tests: int) -> list[float]:
    every = sorted([*p, *[1.0] * (n_tests - len(p))])
    scaled = [value * n_tests / rank for rank, value in enumerate(every, start=1)]
    return [min(1, *(scaled[at] for at in range(n_tests) if every[at] >= value)) for value in p]


@settings(max_examples=20, deadline=None)
@given(degree=st.lists(st.integers(0, 1000), min_size=3, max_size=30).filter(lambda row: max(row) <= 0.45 * sum(row)))
def test_each_name_expects_as_many_partners_as_it_has(degree):
    x = expect_pairs(np.array(degree))
    expected = np.outer(x, x)
    np.fill_diagonal(expected, 0)
    assert expected.sum(axis=1) == pytest.approx(np.array(degree), rel=1e-3)


def test_benjamini_and_hochberg_agree_with_a_naive_loop():
    p = np.random.default_rng(0).random(30) ** 4
    assert adjust(p, n_tests=100) == pytest.approx(naive_adjust(list(p), 100))


def test_adjusting_needs_no_memory_for_the_pairs_that_were_never_seen():
    assert adjust(np.array([1e-12]), n_tests=10**15).tolist() == [1.0]


def test_no_partners_expect_no_pairs():
    assert expect_pairs(np.zeros(3)).tolist() == [0, 0, 0]


def test_without_hubs_and_with_windows_alike_it_is_the_configuration_model():
    generator = np.random.default_rng(0)
    names = [f"N{at:03}" for at in range(300)]
    mentions, documents = make_mentions([(0, list(generator.choice(names, 3, replace=False))) for _ in range(3000)])
    cells = cut_windows(mentions, documents).cells["sentence"]
    pairs, k = find_shared(cells, 300), np.bincount(cells.name)
    plain = k[pairs // 300] * k[pairs % 300] * 3000 * 3 * 2 / k.sum() ** 2
    assert expect_shared(cells, pairs, 300) == pytest.approx(plain, rel=0.02)


def test_npmi_is_one_for_a_pair_that_is_always_together_and_0_for_chance():
    mentions, documents = make_mentions([(0, ["A", "B"]), (0, ["A", "C"]), (0, ["D", "C"]), (0, ["B"]), (0, ["X", "Y"]),
                                         *[(0, ["Z"])] * 3])  # fmt: skip
    cells = cut_windows(mentions, documents).cells["sentence"]
    pairs = find_shared(cells, 7)
    npmi = score_npmi(cells, pairs, np.ones(len(pairs)), 7)
    assert npmi[-1] == pytest.approx(1) and npmi[0] == pytest.approx(np.log(8 / 4) / np.log(8))
    assert score_npmi(cells, pairs[:1], np.array([8]), 7) == [1]


@settings(max_examples=20, deadline=None)
@given(
    sentences=st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=3, unique=True)),
        min_size=10,
        max_size=30,
    ),
    seed=st.integers(0, 9),
)
def test_a_shuffle_keeps_the_sizes_of_sentences_and_the_totals_of_names(sentences, seed):
    mentions, _ = make_mentions(sentences)
    mixed = shuffle_names(mentions, random_state=seed)
    pd.testing.assert_series_equal(
        mixed.entity.value_counts().sort_index(), mentions.entity.value_counts().sort_index()
    )
    n_here = mixed.groupby(["doc_id", "sentence"]).entity.nunique()
    assert n_here.sum() >= 0.9 * len(mentions)  # a name in nearly all sentences may be left twice in one


def test_a_shuffle_of_many_names_is_exact_and_parts_those_who_stood_together():
    mentions, documents, _ = plant_pairs()
    mixed = shuffle_names(mentions)
    sizes = [some.groupby(["doc_id", "sentence"]).entity.nunique() for some in (mentions, mixed)]
    pd.testing.assert_series_equal(*sizes)
    pd.testing.assert_frame_equal(shuffle_names(mentions), mixed)
    assert not shuffle_names(mentions, random_state=1).equals(mixed)
    assert count_shuffled_edges(mixed, documents) <= 1


def test_a_name_twice_in_a_sentence_stays_one_name_when_shuffled():
    mentions, _ = make_mentions([(0, ["A", "A", "B"]), (1, ["C"]), (2, ["D"])])
    assert (shuffle_names(mentions).groupby(["doc_id", "sentence"]).entity.nunique() == [2, 1, 1]).all()


def test_the_number_of_shuffled_edges_is_the_same_each_time():
    mentions, documents, _ = plant_pairs(n_names=20)
    assert count_shuffled_edges(mentions, documents, n_shuffles=3) == count_shuffled_edges(
        mentions, documents, n_shuffles=3
    )
