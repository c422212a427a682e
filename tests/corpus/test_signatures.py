"""Signatures: the same bytes for the same text, wherever and beside whatever it is signed."""

import hashlib
import os
import random
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.signatures import NO_SPECIFIC, SIGNATURE, SPECIFICS, sign_texts

STORY = "The river rose by 2.4 metres in Eastmoor on Friday. Mayor Ada Lind said 1,200 people had left their homes."
WORDS = [f"w{number}" for number in range(400)]
TEXTS = st.text(alphabet="abc ABC.,'é\n1水ſß", max_size=60)


def read(texts):
    return np.frombuffer(b"".join(sign_texts(texts)), dtype=SIGNATURE)


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def specifics(text):
    sample = read([text])["specifics"][0]
    return set(sample[sample < NO_SPECIFIC].tolist())


def test_a_signature_is_the_same_bytes_in_every_version_and_on_every_machine():
    digest = hashlib.sha256(b"".join(sign_texts([STORY, "水位上升了", ""]))).hexdigest()
    assert digest[:16] == "8a9b8b435394ec2d"


def test_a_signature_does_not_hang_on_the_hash_seed_of_a_process():
    code = f"from broadsheet.corpus.signatures import sign_texts; print(sign_texts([{STORY!r}])[0].hex())"
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == sign_texts([STORY])[0].hex()


@given(st.lists(TEXTS, max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_text_is_signed_alike_alone_and_among_others(texts):
    assert list(sign_texts(texts)) == [sign_texts([text])[0] for text in texts]


def test_texts_of_megabytes_are_signed_like_short_ones():
    long = " ".join(random.Random(1).choices(WORDS, k=400_000))
    assert list(sign_texts([STORY, long, STORY, ""])) == [sign_texts([text])[0] for text in (STORY, long, STORY, "")]


@pytest.mark.parametrize("copy", [STORY.upper(), STORY.lower(), f"  {STORY}\n\n", STORY.replace(" ", "\n— ")])
def test_case_spacing_and_punctuation_leave_the_words_as_they_are(copy):
    one, other = read([STORY, copy])
    assert one["exact"] == other["exact"]
    assert (one["minhash"] == other["minhash"]).all()


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_exact_hash_agrees_where_the_words_do(one, other):
    def spell(text):
        return re.findall(r"\w+", text.lower().replace("水", " 水 "))

    first, second = read([one, other])["exact"]
    assert (first == second) == (spell(one) == spell(other))


def test_shingles_are_three_words_in_a_row():
    assert read([STORY, "one two three", "one two", "", "..."])["n_shingles"].tolist() == [20, 1, 0, 0, 0]


def test_the_order_and_number_of_shingles_make_no_difference_to_the_minhash():
    one, other = read(["a b c d e a b c d e a b", "c d e a b c d e a b c d e a b c"])
    assert one["exact"] != other["exact"]
    assert (one["minhash"] == other["minhash"]).all()


def test_equal_slots_estimate_the_similarity_of_the_sets_of_shingles():
    rng = random.Random(3)
    story = rng.choices(WORDS, k=300)
    texts = [" ".join(story[:at] + rng.choices(WORDS, k=300 - at)) for at in range(0, 301, 10)]
    signed = read(texts)
    estimated = (signed["minhash"] == signed["minhash"][-1]).mean(axis=1)
    last = shingles(texts[-1])
    exact = np.array([len(shingles(text) & last) / len(shingles(text) | last) for text in texts])
    assert abs(estimated - exact).max() < 0.15  # 3.4 standard errors
    assert abs((estimated - exact).mean()) < 0.03


def test_the_words_of_scripts_without_spaces_are_their_characters():
    one, other = read(["水位上升了两米", "水位上升了三米"])
    assert one["n_shingles"] == 5
    assert 0 < (one["minhash"] == other["minhash"]).mean() < 1


def test_numbers_and_names_within_sentences_are_specific():
    assert specifics("It rose by 2.4 metres to 10/16") == specifics("From 10/16 it fell 2.4 again")
    assert len(specifics("The mayor of Eastmoor met Lind, Osten and the mayor of Westmoor. Then she left.")) == 4
    assert specifics("2.4") != specifics("24")
    assert specifics("They left. The mayor stayed") == set()


def test_of_many_specifics_a_sample_is_kept():
    assert len(specifics(" ".join(map(str, range(1000))))) == SPECIFICS


def test_no_texts_have_no_signatures():
    assert len(sign_texts([])) == 0
