import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from broadsheet.terms import count_terms
from broadsheet.topics.weights import COMPANY, LEAST_TELLING, N_ROWS, count_company, learn_factors, score_telling, weigh
from planted import plant_topics


def spread(*terms: set[int], n_units: int) -> sparse.csr_matrix:
    """Counts of 1 for each term in the units named."""
    table = np.array([[int(unit in term) for term in terms] for unit in range(n_units)])
    return sparse.csr_matrix(table)


def test_words_that_always_come_together_count_once_the_others_alone():
    footer = [set(range(0, 40))] * 20
    company = count_company(spread(*footer, set(range(30, 90)), set(range(100, 140)), n_units=200))
    assert company[:20].tolist() == [20] * 20
    assert company[20:].tolist() == pytest.approx([1, 1], abs=0.3)


def test_company_is_the_sum_of_powers_of_jaccard():
    generator = np.random.default_rng(0)
    base = set(range(0, 400))
    terms = [set(generator.choice(400, 380, replace=False).tolist()) for _ in range(30)] + [base]
    naive = [sum((len(a & b) / len(a | b)) ** N_ROWS for b in terms) for a in terms]
    assert np.mean(count_company(spread(*terms, n_units=400))) == pytest.approx(np.mean(naive), rel=0.15)


def test_without_company_the_weights_are_sublinear_tf_idf_of_scikit_learn():
    counts = sparse.csr_matrix(np.random.default_rng(0).poisson(0.5, (60, 12)))
    idf = np.log(61 / (1 + np.bincount(counts.indices, minlength=12))) + 1
    ours = weigh(counts, idf.astype(np.float32)).toarray()
    assert ours == pytest.approx(TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray(), abs=1e-6)


def test_a_footer_weighs_what_one_word_of_it_would():
    plain = [set(range(at, 200, 7)) for at in range(7)]
    one, twenty = (spread(*plain, *[set(range(0, 9))] * n, n_units=200) for n in (1, 20))
    of_one, of_twenty = (weigh(counts, learn_factors(counts)).toarray()[0, 7:] for counts in (one, twenty))
    assert np.linalg.norm(of_twenty) == pytest.approx(np.linalg.norm(of_one), rel=0.05)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 8), st.integers(1, 8))
def test_rows_have_length_one_or_are_empty_and_counts_stay_as_they_were(seed, n_units, n_terms):
    counts = sparse.csr_matrix(np.random.default_rng(seed).poisson(0.4, (n_units, n_terms)))
    before = counts.toarray()
    lengths = np.linalg.norm(weigh(counts, learn_factors(counts)).toarray(), axis=1)
    assert np.allclose(lengths, counts.getnnz(axis=1) > 0, atol=1e-6)
    assert (counts.toarray() == before).all()


def tell_naively(weights: np.ndarray) -> np.ndarray:
    """Unit by unit: the cosine is that of products of two different units, over the terms that keep no company."""
    n, terms = len(weights), range(weights.shape[1])
    phi = np.corrcoef((weights > 0).T)
    apart = []
    for term in terms:
        rest = weights[:, [other for other in terms if phi[term, other] <= COMPANY]]
        products, has = rest @ rest.T, np.flatnonzero(weights[:, term])
        own = np.mean([products[a, b] for a in has for b in has if a != b])
        between = np.mean([products[a, b] for a in has for b in range(n) if a != b])
        everyone = np.mean([products[a, b] for a in range(n) for b in range(n) if a != b])
        apart.append(1 - between / np.sqrt(own * everyone) - 0.5 / np.sqrt(len(has)))
    return np.clip(np.array(apart) / (np.median(apart) / 2), LEAST_TELLING, 1) ** 2


def test_what_terms_tell_agrees_with_a_naive_loop_over_units():
    generator = np.random.default_rng(0)
    kinds = generator.integers(0, 2, 200)
    rates = np.where(np.arange(27) % 2 == kinds[:, None], 0.3, 0.03)
    rates[:, 24:] = 0.2  # of both kinds alike
    counts = sparse.csr_matrix(generator.random((200, 27)) < rates).astype(np.int64)
    counts = counts[counts.getnnz(axis=1) > 0]
    weights = weigh(counts, learn_factors(counts))
    telling = score_telling(weights)
    assert telling == pytest.approx(tell_naively(weights.toarray().astype(float)), abs=1e-3)
    assert telling[24:].max() < 0.1 and np.median(telling[:24]) == 1


def test_half_a_footer_tells_nothing_words_of_topics_do():
    units, _ = plant_topics(n_topics=5, n_docs=800)
    counts, generator = count_terms(units).counts, np.random.default_rng(0)
    footer = (generator.random((800, 1)) < 0.1) & (generator.random((800, 20)) < 0.6)
    counts = sparse.hstack([counts, sparse.csr_matrix(footer.astype(counts.dtype))], format="csr")
    telling = score_telling(weigh(counts, learn_factors(counts)))
    assert telling[-20:].max() < 0.25
    assert np.median(telling[:-20]) == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 60), st.integers(1, 8))
def test_telling_is_between_its_bounds_and_the_weights_stay_as_they_were(seed, n_units, n_terms):
    counts = sparse.csr_matrix(np.random.default_rng(seed).poisson(0.8, (n_units, n_terms)))
    weights = weigh(counts, learn_factors(counts))
    before = weights.toarray()
    telling = score_telling(weights)
    assert (telling >= np.float32(LEAST_TELLING**2) - 1e-6).all() and (telling <= 1).all()
    assert (weights.toarray() == before).all()


def test_no_units_and_no_words_are_no_trouble():
    assert count_company(sparse.csr_matrix((3, 2), dtype=np.int64)).tolist() == [1, 1]
    assert weigh(sparse.csr_matrix((0, 2), dtype=np.int64), np.ones(2, dtype=np.float32)).shape == (0, 2)
    for n_units in (0, 1, 3):
        assert score_telling(sparse.csr_matrix((n_units, 2), dtype=np.float32)).tolist() == [1, 1]
    assert score_telling(sparse.csr_matrix(np.ones((50, 3), dtype=np.float32))).tolist() == [1, 1, 1]  # all alike
