import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import choose, choose_n_topics
from broadsheet.topics.choose import _draw_up, _tell, read_n_topics
from planted import plant_topics, shuffle


def count_planted(n_topics: int, n_docs: int = 120, random_state: int = 0) -> TermMatrix:
    return count_terms(plant_topics(n_topics=n_topics, n_docs=n_docs, random_state=random_state)[0])


def count_noise(n_docs: int, n_words: int, random_state: int = 0) -> TermMatrix:
    words = np.random.default_rng(random_state).choice([f"word{at}" for at in range(n_words)], (n_docs, 40))
    texts = [" ".join(row) for row in words]
    return count_terms(pd.DataFrame({"doc_id": [f"d{at:03}" for at in range(n_docs)], "unit": 0, "text": texts}))


@pytest.mark.parametrize("n_topics", [3, 7])
def test_planted_numbers_are_proposed(n_topics):
    found, curve, sentence = choose_n_topics(count_planted(n_topics), candidates=tuple(range(2, 10)), n_refits=3)
    assert found == n_topics
    assert curve.n_topics[curve.is_chosen].tolist() == [found] and sentence.startswith(f"K = {found} ")
    assert curve.n_topics.tolist() == list(range(2, 10))


def test_the_curve_holds_its_means_and_no_score_leaves_its_range():
    _, curve, _ = choose_n_topics(count_planted(4), candidates=(2, 3, 4, 5), n_refits=3)
    for name in ("npmi", "stability", "exclusivity", "score"):
        assert ((curve[f"{name}_low"] <= curve[name]) & (curve[name] <= curve[f"{name}_high"])).all()
    assert curve[["stability", "exclusivity", "score"]].stack().between(0, 1).all()
    assert not (curve.is_chosen & curve.is_rival).any()


def test_the_curve_worked_by_hand():
    rows = [(2, 0.3, 0.5, 0.5, 0.4), (2, 0.5, 0.5, 0.5, 0.6), (3, 0.1, 0.2, 0.2, 0.1), (3, 0.3, 0.2, 0.2, 0.3)]
    curve = _draw_up(pd.DataFrame(rows, columns=["n_topics", "npmi", "stability", "exclusivity", "score"]))
    reach = 12.7062 * np.sqrt(0.02) * np.sqrt(1 / 2 + 1)  # t of one degree of freedom, the deviation of .3 and .5
    assert curve.score.tolist() == pytest.approx([0.5, 0.2]) and curve.is_chosen.tolist() == [True, False]
    assert curve.npmi_low.tolist() == pytest.approx([max(-1, 0.4 - reach), max(-1, 0.2 - reach)])
    assert not curve.is_rival.any()  # .3 behind in both halvings: the difference has no spread


def test_numbers_that_take_turns_are_rivals():
    rows = [(2, 0.5, 0.5, 0.5, 0.6), (2, 0.5, 0.5, 0.5, 0.2), (3, 0.5, 0.5, 0.5, 0.3), (3, 0.5, 0.5, 0.5, 0.4)]
    curve = _draw_up(pd.DataFrame(rows, columns=["n_topics", "npmi", "stability", "exclusivity", "score"]))
    assert curve.is_chosen.tolist() == [True, False] and curve.is_rival.tolist() == [False, True]


def test_a_number_that_is_far_behind_in_every_halving_is_no_rival():
    """Its scores vary so much that the interval of the difference holds 0, yet it never came near."""
    rows = [(2, 0.5, 0.5, 0.5, 0.1), (2, 0.5, 0.5, 0.5, 0.7), (3, 0.5, 0.5, 0.5, 0.8), (3, 0.5, 0.5, 0.5, 0.8)]
    frame = pd.DataFrame(rows, columns=["n_topics", "npmi", "stability", "exclusivity", "score"])
    assert _draw_up(frame).is_rival.tolist() == [False, False]
    frame.loc[1, "score"] = 0.79  # within 2 % of .8, once
    assert _draw_up(frame).is_rival.tolist() == [True, False]


def draw_up_flat(scores: list[float]) -> pd.DataFrame:
    """The curve of two halvings that give the same score to each number of topics, from 2 on."""
    rows = [(n_topics, 0.5, 0.5, 0.5, score) for n_topics, score in enumerate(scores, start=2) for _ in range(2)]
    return _draw_up(pd.DataFrame(rows, columns=["n_topics", "npmi", "stability", "exclusivity", "score"]))


@pytest.mark.parametrize(
    ("scores", "found", "rivals"),
    [
        ([0.5, 0.5, 0.5], 4, [2, 3]),
        ([0.5, 0.49, 0.489], 3, [2]),  # 2 % of .5 is .01
        ([0.4, 0.5, 0.489], 3, []),
        ([0.0, 0.0, 0.0], 2, [3, 4]),  # none is carried: the fewest, as a start
    ],
)
def test_the_largest_number_within_2_percent_of_the_highest_score_is_proposed(scores, found, rivals):
    curve = draw_up_flat(scores)
    assert curve.n_topics[curve.is_chosen].tolist() == [found]
    assert curve.n_topics[curve.is_rival].tolist() == rivals


def test_a_number_that_may_be_0_is_not_proposed_for_being_large():
    rows = [(2, 0.5, 0.5, 0.5, 0.4), (2, 0.5, 0.5, 0.5, 0.4), (3, 0.5, 0.5, 0.5, 0.8), (3, 0.5, 0.5, 0.5, 0.1)]
    curve = _draw_up(pd.DataFrame(rows, columns=["n_topics", "npmi", "stability", "exclusivity", "score"]))
    assert curve.n_topics[curve.is_chosen].tolist() == [2] and curve.n_topics[curve.is_rival].tolist() == [3]


def plant_uneven(sizes: list[int]) -> TermMatrix:
    """The units of as many planted topics, so many of each."""
    units, truth = plant_topics(n_topics=len(sizes), n_docs=max(sizes) * len(sizes))
    rank = pd.Series(truth).groupby(truth).cumcount()
    return count_terms(units[rank.to_numpy() < np.array(sizes)[truth]])


def test_small_topics_are_found_beside_large_ones():
    found, curve, sentence = choose_n_topics(plant_uneven([120, 60, 40, 30, 24, 20]), candidates=tuple(range(2, 10)))
    assert abs(found - 6) <= 1
    assert (curve.score.max() - curve.score[0]) < 0.05  # two topics score as high as six
    assert f"K = {found} " in sentence and "can be defended as well" in sentence


def test_the_sentence_names_the_rivals():
    curve = draw_up_flat([0.5, 0.49, 0.4])
    assert _tell(curve, curve.iloc[1]).startswith(
        "K = 3 is the largest number within 2 % of the highest score, that of 2; 2 is not clearly behind (by more "
        "than the interval of the difference, or in every halving) and can be defended as well; in two halves of the "
        "documents 7 of 10 top words"
    )
    curve = draw_up_flat([0.5, 0.5, 0.5])
    assert "that of 2; 2 and 3 are not clearly behind" in _tell(curve, curve.iloc[2])
    curve = draw_up_flat([0.4, 0.5, 0.4])
    assert _tell(curve, curve.iloc[1]).startswith("K = 3 is clearly ahead of all others tried; in two")
    curve = draw_up_flat([0.5])
    assert _tell(curve, curve.iloc[0]).startswith("K = 2 is the only number that was tried")


@pytest.mark.parametrize(("npmi", "stability"), [(0.03, 0.5), (0.5, 0.11)])
def test_what_may_be_chance_is_not_carried(npmi, stability):
    """The score does not vary, but one of the three is as low as in words drawn at random."""
    rows = [(2, npmi, stability, 1.0, 0.25)] * 2 + [(3, 0.04, 0.12, 1.0, 0.17)] * 2
    curve = _draw_up(pd.DataFrame(rows, columns=["n_topics", "npmi", "stability", "exclusivity", "score"]))
    assert curve.score_low.tolist() == pytest.approx([0, 0.17]) and curve.is_chosen.tolist() == [False, True]
    alone = _draw_up(pd.DataFrame(rows[:2], columns=["n_topics", "npmi", "stability", "exclusivity", "score"]))
    words = "keep no company in the other (NPMI 0.03)" if npmi < 0.5 else "may not be in the other (stability 0.11)"
    assert words in _tell(alone, alone.iloc[0])


@pytest.mark.parametrize("random_state", range(3))
def test_no_number_is_found_in_frequent_words_drawn_at_random(random_state):
    """Sixty words, the first in nearly every text: they keep company, as chance has it."""
    rate = 1 / np.arange(1, 61)
    counts = np.random.default_rng(random_state).multinomial(200, rate / rate.sum(), size=20)
    names = np.array([f"d{at:02}" for at in range(20)], dtype=object)
    matrix = TermMatrix(sparse.csr_matrix(counts), names, np.zeros(20, dtype=int), np.arange(60).astype(str))
    assert choose_n_topics(matrix, candidates=(2, 3))[2].startswith("No number of topics is carried")


@pytest.mark.parametrize(("n_docs", "n_words"), [(40, 60), (120, 300)])
def test_no_number_is_found_in_noise(n_docs, n_words):
    found, curve, sentence = choose_n_topics(count_noise(n_docs, n_words), candidates=(2, 4, 8), n_refits=3)
    assert sentence.startswith("No number of topics is carried") and "not as found" in sentence
    assert found <= 8 and curve.score_low.max() == 0


def test_more_topics_than_units_carry_are_not_tried():
    found, curve, sentence = choose_n_topics(count_planted(3, n_docs=30), n_refits=2)
    assert curve.n_topics.max() == 5 and found <= 5
    assert "More than 5 were not tried: 30 units are too few for 3 a topic in each half" in sentence


def test_copies_carry_no_more_topics_than_one_of_them():
    units, _ = plant_topics(n_topics=3, n_docs=18)
    copies = pd.concat([units.assign(doc_id=units.doc_id + letter) for letter in "abcdefgh"])
    _, curve, _ = choose_n_topics(count_terms(copies), n_refits=2)
    assert curve.n_topics.max() <= 6


def test_few_units_are_not_compared():
    found, curve, sentence = choose_n_topics(count_planted(2, n_docs=8), n_refits=2)
    assert found == 2 and curve.empty and list(curve) == list(tables.TABLES["k_curve"].columns)
    assert sentence.startswith("8 units are too few to compare numbers of topics: halves carry 1")


@pytest.mark.parametrize("texts", [["strike wage"], ["strike wage"] * 60], ids=["one", "copies"])
def test_a_corpus_of_one_text_carries_no_topics(texts):
    units = pd.DataFrame({"doc_id": [f"d{at:02}" for at in range(len(texts))], "unit": 0, "text": texts})
    with pytest.raises(InputError, match=r"too little text for topics: 1 different document with words, expected 3"):
        choose_n_topics(count_terms(units))


def test_empty_units_carry_no_topics():
    matrix = count_planted(2, n_docs=20)
    empty = TermMatrix(sparse.csr_matrix(matrix.counts.shape, dtype=int), matrix.doc_ids, matrix.units, matrix.terms)
    with pytest.raises(InputError, match="too little text for topics: 0 different documents with words"):
        choose_n_topics(empty)


def test_of_five_documents_two_topics_are_proposed_and_of_two_none():
    assert choose_n_topics(count_planted(2, n_docs=5))[0] == 2
    with pytest.raises(InputError, match="too little text for topics: 2 different documents with words"):
        choose_n_topics(count_planted(2, n_docs=2))


def test_the_order_of_the_rows_changes_nothing():
    units, _ = plant_topics(n_docs=60)
    one, other = (choose_n_topics(count_terms(each), candidates=(2, 4), n_refits=2) for each in (units, shuffle(units)))
    assert one[0] == other[0] and one[2] == other[2]
    pd.testing.assert_frame_equal(one[1], other[1])


def test_another_random_state_cuts_other_halves():
    matrix = count_planted(4, n_docs=60)
    first, again, other = (
        choose_n_topics(matrix, candidates=(3, 4), n_refits=2, random_state=seed)[1] for seed in (1, 1, 2)
    )
    assert first.equals(again) and not first.equals(other)


def test_documents_are_not_cut_in_two(monkeypatch):
    units, _ = plant_topics(n_docs=60)
    seen = []
    monkeypatch.setattr(choose, "_score_halves", lambda counts, half, tried: seen.append(half) or [(2, 0.5, 0.5, 0.5)])
    choose_n_topics(count_terms(units.assign(doc_id=[f"d{at // 6}" for at in range(60)], unit=np.arange(60))))
    assert len(seen) == 10
    for half in seen:
        assert half.sum() == 30 and set(half.reshape(10, 6).sum(axis=1)) == {0, 6}


def test_of_many_units_some_are_looked_at(monkeypatch):
    monkeypatch.setattr(choose, "MOST_UNITS", 120)
    found, curve, _ = choose_n_topics(count_planted(4, n_docs=300), candidates=(2, 3, 4, 5, 6, 30), n_refits=3)
    assert abs(found - 4) <= 1 and curve.n_topics.max() == 6  # 120 units carry no 30


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"n_refits": 1}, "n_refits is 1, expected 2 or more"),
        ({"candidates": (1, 2)}, r"candidates are \[1, 2\], expected numbers of topics, each 2 or more"),
        ({"candidates": ()}, r"candidates are \[\], expected numbers"),
    ],
)
def test_bad_parameters_are_refused(how, message):
    with pytest.raises(InputError, match=message):
        choose_n_topics(count_planted(2, n_docs=20), **how)


def test_a_number_is_taken_as_it_is_and_auto_as_proposed():
    assert read_n_topics("auto", proposed=4) == 4 and read_n_topics("12", proposed=4) == 12
    for wrong in ("many", "-3", "2.5", ""):
        with pytest.raises(InputError, match=f"n_topics is '{wrong}', expected auto or a number, 2 or more"):
            read_n_topics(wrong, proposed=4)
