from itertools import combinations
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from broadsheet.terms import count_terms
from broadsheet.topics.coherence import mean_npmi, score_company, score_exclusivity


def naive_npmi(windows: list[set], terms: list) -> float:
    found = []
    for a, b in combinations(terms, 2):
        both = sum(a in window and b in window for window in windows) / len(windows)
        p_a, p_b = (sum(term in window for window in windows) / len(windows) for term in (a, b))
        found.append(-1.0 if both == 0 else 1.0 if both == 1 else log(both / (p_a * p_b)) / -log(both))
    return sum(found) / len(found)


def test_npmi_worked_by_hand():
    matrix = count_terms(pd.DataFrame({"doc_id": list("abcd"), "unit": 0, "text": ["xx yy", "xx yy", "xx", "zz"]}))
    by_hand = log(0.5 / (0.75 * 0.5)) / log(2)
    assert mean_npmi(matrix, [["xx", "yy"], ["xx", "zz"]]) == pytest.approx([by_hand, -1])  # -1: never together


def test_words_that_always_stand_together_have_an_npmi_of_one():
    matrix = count_terms(pd.DataFrame({"doc_id": list("abc"), "unit": 0, "text": ["xx yy", "xx yy", "zz"]}))
    assert mean_npmi(matrix, [["xx", "yy"]]) == pytest.approx([1])


def test_one_term_has_no_npmi():
    matrix = count_terms(pd.DataFrame({"doc_id": list("ab"), "unit": 0, "text": ["xx yy", "yy"]}))
    assert np.isnan(mean_npmi(matrix, [["xx"]])).all()


@given(
    st.lists(st.lists(st.integers(0, 2), min_size=6, max_size=6), min_size=2, max_size=12), st.permutations(range(6))
)
def test_company_agrees_with_a_naive_loop(rows, order):
    windows = [{column for column, count in enumerate(row) if count} for row in rows]
    tops = [order[:2], order[1:5]]  # lists may share columns, and stand in any order
    by_loop = [naive_npmi(windows, top) for top in tops]
    assert score_company(sparse.csr_matrix(rows), [np.array(top) for top in tops]) == pytest.approx(by_loop)


def test_exclusivity_is_a_part_of_the_weight_worked_by_hand():
    components = np.array([[4.0, 6.0, 0.0], [0.0, 1.0, 4.0]])  # .4 .6 0 and 0 .2 .8 of their topics
    bb = 0.6 / (0.6 + 0.2)  # the part of the second word that is the first topic's; the others are in one topic each
    found = score_exclusivity(components, [np.array([1, 0]), np.array([2, 1])])
    assert found == pytest.approx([(1 + bb) / 2, (1 - bb + 1) / 2])


def test_a_list_without_columns_has_neither_company_nor_exclusivity():
    none = np.array([], dtype=int)
    assert np.isnan(score_exclusivity(np.ones((2, 3)), [none, np.array([0])])).tolist() == [True, False]
    assert np.isnan(score_company(sparse.csr_matrix(np.ones((2, 3))), [none, np.array([0, 1])])).tolist() == [
        True,
        False,
    ]
