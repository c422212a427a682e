from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.topics import edit_topics, find_leading, fit_topics, refit_topics, refits, score_terms
from broadsheet.topics.fit import MODELS
from broadsheet.topics.refits import find_top, match_words, share_found, sort_filled
from planted import plant_topics, shuffle


@pytest.fixture(scope="module")
def fitted():
    units, _ = plant_topics(n_docs=40)
    matrix = count_terms(units)
    return units, matrix, fit_topics(matrix, n_topics=4)


def make_refits(rows: list[tuple]) -> pd.DataFrame:
    names = ["refit", "topic", "term", "weight", "is_own", "is_top"]
    return tables.make("topic_refits", pd.DataFrame(rows, columns=names).assign(part=0.8))


@pytest.fixture
def by_hand(fitted):
    terms = [(1, "aa", 0.4, 1), (1, "bb", 0.2, 2), (1, "cc", 0.1, 3)]
    topic_terms = pd.DataFrame(terms, columns=["topic", "term", "weight", "rank"]).assign(label="x")
    refits_table = make_refits(
        [
            (1, 1, "aa", 0.8, True, True),
            (1, 1, "bb", 0.4, True, True),
            (2, 1, "aa", 0.1, True, True),
            (2, 1, "bb", 0.2, True, False),
            (2, 1, "zz", 0.7, False, True),
        ]
    )
    return replace(fitted[2], topic_terms=topic_terms), refits_table


def test_jaccard_worked_by_hand(by_hand):
    assert share_found(by_hand[1])[1].tolist() == pytest.approx([1, 1 / 3])


def test_intervals_worked_by_hand(by_hand):
    bars = score_terms(*by_hand)
    # the sum of both words is held at .6: aa has .4 and .2 in the refits, and the deviation of these is .2 / root 2
    reach = 1.959964 * 0.2 / np.sqrt(2) * np.sqrt(0.8 / 0.2)
    assert bars.term.tolist() == ["aa", "bb"]  # cc was no top term
    assert bars.low.tolist() == pytest.approx([max(0, 0.4 - reach), 0])
    assert bars.high.tolist() == pytest.approx([0.4 + reach, 0.2 + reach])
    assert bars.found.tolist() == [1, 0.5]


def test_a_term_that_every_refit_puts_lower_is_unsure_by_as_much(by_hand):
    rows = [
        (refit, 1, term, weight, True, term == "aa") for refit in (1, 2) for term, weight in (("aa", 0.6), ("bb", 0))
    ]
    bars = score_terms(by_hand[0], make_refits(rows))
    reach = 1.959964 * 0.2 * np.sqrt(0.8 / 0.2)  # both refits say .6 and 0, the fit .4 and .2
    assert bars.high.tolist() == pytest.approx([min(1, 0.4 + reach), 0.2 + reach])


def test_a_refit_without_a_match_counts_as_weight_0(by_hand):
    rows = [(1, 1, "aa", 0.4, True, True), (1, 1, "bb", 0.2, True, True)]
    rows += [(2, 1, term, 0.0, True, False) for term in ("aa", "bb")]
    bars = score_terms(by_hand[0], make_refits(rows))
    assert (bars.high - bars.weight).tolist() == pytest.approx(
        [min(0.6, 1.959964 * weight / np.sqrt(2) * 2) for weight in (0.4, 0.2)]
    )


def test_a_word_that_a_phrase_stands_for_has_no_bar(fitted):
    terms = [(1, "minister", 0.3, 1), (1, "prime minister", 0.2, 2), (1, "prime", 0.19, 3), (1, "oil", 0.1, 4)]
    topic_terms = pd.DataFrame(terms, columns=["topic", "term", "weight", "rank"]).assign(label="x")
    rows = [(refit, 1, term, weight, True, True) for refit in (1, 2) for _, term, weight, _ in terms]
    bars = score_terms(replace(fitted[2], topic_terms=topic_terms), make_refits(rows))
    assert bars.term.tolist() == ["prime minister", "oil"] and bars["rank"].tolist() == [2, 4]


def test_refits_repeat_what_was_merged_and_split():
    units, _ = plant_topics(n_docs=120)
    matrix = count_terms(units)
    topics = fit_topics(matrix, n_topics=4)
    merge = ["topic0word0 + topic2word0"]
    edited = edit_topics(topics, matrix, merge=merge)
    top = {"n_top_terms": 24, "n_refits": 4}  # the words of both
    found, naive = refit_topics(matrix, topics, merge=merge, **top), refit_topics(matrix, edited, **top)
    assert found.groupby("refit").topic.nunique().eq(3).all()
    assert share_found(found)[1].mean() > 0.9 > 0.8 > share_found(naive)[1].mean()
    own = edited.topic_terms[(edited.topic_terms.topic == 1) & (edited.topic_terms["rank"] <= 24)]
    assert set(found.term[found.is_own & (found.topic == 1)]) == set(own.term)
    again = refit_topics(matrix, edited, split=["topic0word0, topic2word0: 2"], n_refits=2)
    assert again.topic.max() == 4


def test_a_topic_that_a_part_cannot_split_stays_whole_there():
    matrix = count_terms(plant_topics(n_docs=30)[0])
    topics = fit_topics(matrix, n_topics=4)
    n_units = (find_leading(topics.doc_topics).topic == 1).sum()
    found = refit_topics(matrix, topics, split=[f"1: {n_units}"], n_refits=3)
    assert found.topic.max() == 3 + n_units and found.groupby(["refit", "topic"]).is_own.any().all()


def test_edits_that_cannot_be_are_refused_before_any_refit(fitted):
    with pytest.raises(InputError, match="merge: there is no topic 9"):
        refit_topics(*fitted[1:], merge=["1 + 9"])
    with pytest.raises(InputError, match="model is 'nmf', and only topics of default, clusters"):
        refit_topics(fitted[1], replace(fitted[2], model="nmf"), merge=["1 + 2"])


def test_one_refit_gives_no_interval(by_hand):
    bars = score_terms(by_hand[0], by_hand[1].query("refit == 1"))
    assert bars.low.isna().all() and bars.high.isna().all() and bars.weight.notna().all()


def test_planted_words_lie_in_their_intervals_and_are_found_again(fitted):
    _, matrix, topics = fitted
    bars = score_terms(topics, refit_topics(matrix, topics, n_refits=5))
    assert (bars.groupby("topic").size() == 10).all()
    assert ((bars.low <= bars.weight) & (bars.weight <= bars.high)).all()
    assert bars.found.mean() > 0.8


@pytest.mark.parametrize("model", MODELS)
def test_a_refit_sees_four_documents_in_five_with_the_model_of_the_fit(model, fitted, monkeypatch):
    seen, fit = [], refits.fit_components

    def spy(counts, weights, **how):
        seen.append((counts.shape[0], weights.shape[0], how["model"], how["n_topics"]))
        return fit(counts, weights, **how)

    monkeypatch.setattr(refits, "fit_components", spy)
    refit_topics(fitted[1], replace(fitted[2], model=model), n_refits=2)
    assert seen == [(32, 32, model, 4)] * 2  # of 40


def test_documents_are_drawn_whole(fitted, monkeypatch):
    units = fitted[0].assign(doc_id=[f"d{at // 4}" for at in range(40)], unit=np.arange(40))
    seen = []
    monkeypatch.setattr(refits, "_refit", lambda counts, *how: seen.append(counts.shape[0]) or np.ones((4, 78)))
    refit_topics(count_terms(units), fitted[2], n_refits=3)
    assert seen == [32] * 3  # eight documents of four units


def test_of_few_documents_units_are_drawn(fitted):
    few = count_terms(fitted[0].assign(doc_id=[f"d{at // 10}" for at in range(40)], unit=np.arange(40)))
    assert len(set(sort_filled(few)[1])) == 40  # units of four documents
    assert len(set(sort_filled(fitted[1])[1])) == 40
    five = count_terms(fitted[0].assign(doc_id=[f"d{at // 8}" for at in range(40)], unit=np.arange(40)))
    assert len(set(sort_filled(five)[1])) == 5


def test_of_many_units_a_smaller_part_is_drawn_and_the_intervals_allow_for_it(fitted, monkeypatch):
    _, matrix, topics = fitted
    monkeypatch.setattr(refits, "MOST_UNITS", 20)
    found = refit_topics(matrix, topics, n_refits=2)
    assert found.part.unique().tolist() == [0.5]
    bars, as_if = score_terms(topics, found), score_terms(topics, found.assign(part=0.8))
    reach, reach_as_if = ((table.high - table.weight).to_numpy() for table in (bars, as_if))
    assert reach_as_if == pytest.approx(2 * reach)  # the root of .8 / .2 to that of .5 / .5


def test_the_order_of_the_rows_changes_nothing(fitted):
    units, matrix, topics = fitted
    mixed = replace(topics, topic_terms=shuffle(topics.topic_terms), doc_topics=shuffle(topics.doc_topics))
    other = refit_topics(count_terms(shuffle(units)), mixed, n_refits=2)
    pd.testing.assert_frame_equal(refit_topics(matrix, topics, n_refits=2), other)


def test_the_same_random_state_gives_the_same_refits_another_one_others(fitted):
    first, again, other = (refit_topics(*fitted[1:], n_refits=2, random_state=seed) for seed in (1, 1, 2))
    assert first.equals(again) and not first.equals(other)


def test_a_topic_without_a_match_is_found_nowhere(fitted, monkeypatch):
    monkeypatch.setattr(refits, "_refit", lambda counts, *how: np.eye(3, 78))
    found = refit_topics(*fitted[1:], n_refits=1)
    lost = found.groupby("topic").is_top.any()
    assert lost.sum() == 3 and (share_found(found).to_numpy() >= 0).all()
    assert (found.weight[found.topic == lost.idxmin()] == 0).all()


def test_no_refit_is_refused(fitted):
    with pytest.raises(InputError, match="n_refits is 0, expected 1 or more; 20 is usual"):
        refit_topics(*fitted[1:], n_refits=0)


def test_two_units_are_too_few_to_leave_one_out(fitted):
    few = count_terms(fitted[0].head(2))
    with pytest.raises(InputError, match="Only 2 of the units have words, expected 3 or more"):
        refit_topics(few, fitted[2])
    four = count_terms(fitted[0].head(4))
    assert refit_topics(four, fit_topics(four, n_topics=2), n_refits=2).part.unique().tolist() == [0.75]


def test_top_words_have_a_score_and_equals_stand_in_order():
    assert [top.tolist() for top in find_top(np.array([[0.1, 0.3, 0.3, 0.0], [0, 0, 0, 1]]), 3)] == [[1, 2, 0], [3]]


@given(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=4))
def test_matches_are_the_best_of_all_pairings(sets):
    tops = [np.array(sorted(words)) for words in sets]
    others = [np.array([0, 1, 2]), np.array([2, 3, 4]), np.array([5, 6]), np.array([0, 7])]
    place, similarity = match_words(tops, others)

    def jaccard(top, other):
        return len(set(top) & set(other)) / len(set(top) | set(other))

    best = max(
        sum(jaccard(top, others[at]) for top, at in zip(tops, pairing, strict=False))
        for pairing in permutations(range(4), len(tops))
    )
    assert similarity.sum() == pytest.approx(best) and len(set(place)) == len(tops)
