import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import nnls
from scipy.stats import binomtest
from sklearn.preprocessing import normalize

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import (
    edit_topics,
    find_drift,
    fit_topics,
    label_topics,
    read_topics,
    saved,
    to_bytes,
    transform_topics,
)
from broadsheet.topics.fit import MODELS
from broadsheet.topics.saved import _wilson, place_new, read_labels, score_unseen
from broadsheet.topics.weights import weigh
from broadsheet.words import cut_units
from planted import make_documents, plant_topics, shuffle

COUNTING = {"stop_words": ["shared1"], "drop": [], "phrases": False, "lemmas": False, "repeats": False}
READING = {"unit": "document", "n_sentences": 4, "language": "en", **COUNTING}


@pytest.fixture(scope="module")
def fitted():
    units, _ = plant_topics(n_topics=3, n_docs=60)
    units.loc[0, "text"] = "2022 , !"  # of none of these
    matrix = count_terms(units)
    return matrix, fit_topics(matrix, n_topics=3)


def save(topics, folder, **options):
    path = folder / "model.npz"
    path.write_bytes(to_bytes(topics, **options))
    return path


def led_by_none(n: int, total: int) -> pd.DataFrame:
    rows = {"doc_id": [f"d{at:04}" for at in range(total)], "unit": 0, "topic": np.arange(total) >= n, "weight": 1.0}
    return tables.make("doc_topics", pd.DataFrame(rows))


@pytest.mark.parametrize("model", MODELS)
def test_what_is_read_is_what_was_saved_to_the_last_digit(fitted, model, tmp_path):
    matrix, _ = fitted
    topics = label_topics(fit_topics(matrix, n_topics=3, model=model), labels=["topic0word0 = Überschrift, ü = “x”"])
    found, reading = read_topics(save(topics, tmp_path, reading=READING))
    assert reading == READING and (found.model, found.min_fit) == (topics.model, topics.min_fit)
    for name in ("terms", "factors", "mean", "components"):
        before, after = getattr(topics, name), getattr(found, name)
        assert before.dtype == after.dtype and np.array_equal(before, after), name
    pd.testing.assert_frame_equal(found.topic_terms, topics.topic_terms, check_exact=True)
    pd.testing.assert_frame_equal(found.doc_topics, topics.doc_topics, check_exact=True)
    new = transform_topics(topics, matrix)
    pd.testing.assert_frame_equal(transform_topics(found, matrix), new, check_exact=True)


def test_a_model_that_was_read_can_be_edited_like_the_one_that_was_saved(fitted, tmp_path):
    matrix, topics = fitted
    found, _ = read_topics(save(topics, tmp_path))
    one, other = (edit_topics(model, matrix, merge=["1 + 2"]).doc_topics for model in (topics, found))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_the_same_topics_are_the_same_bytes_and_hold_nothing_that_could_run(fitted):
    content = to_bytes(fitted[1], reading=READING)
    assert content == to_bytes(fitted[1], reading=READING)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "about.json" in names and all(name.endswith(".npy") for name in names if name != "about.json")
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        assert all(archive[name].dtype.kind in "if" for name in archive.files if name != "about.json")


def test_new_documents_counted_by_the_terms_of_a_saved_model_get_their_topic(fitted, tmp_path):
    topics, _ = read_topics(save(fitted[1], tmp_path))
    new = pd.DataFrame({"doc_id": ["n1", "n2"], "unit": 0, "text": ["topic1word1 topic1word2 unheard", "unheard of"]})
    found = transform_topics(topics, count_terms(new, terms=topics.terms))
    own = topics.topic_terms.topic[topics.topic_terms.term == "topic1word1"].iloc[0]
    heaviest = found.sort_values("weight").groupby("doc_id").topic.last()
    assert heaviest.to_dict() == {"n1": own, "n2": 0}


def test_a_saved_model_refuses_counts_of_another_vocabulary(fitted, tmp_path):
    topics, _ = read_topics(save(fitted[1], tmp_path))
    other = count_terms(pd.DataFrame({"doc_id": ["n1"], "unit": 0, "text": ["rain and snow"]}))
    with pytest.raises(InputError, match=r"The matrix counts 3 terms, expected the \d+ terms of the model"):
        transform_topics(topics, other)


@pytest.mark.parametrize("content", [b"", b"no zip file", b"PK\x03\x04 cut off"], ids=["empty", "text", "cut"])
def test_what_is_no_model_is_refused(content, tmp_path):
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"model\.npz is no saved model of topics that can be read here"):
        read_topics(path)


def test_a_file_that_was_cut_or_changed_inside_is_refused(fitted, tmp_path):
    path, content = tmp_path / "model.npz", to_bytes(fitted[1])
    for at in (len(content) // 3, len(content) // 2):
        path.write_bytes(content[:at] + bytes(100) + content[at + 100 :])
        with pytest.raises(InputError, match=r"model\.npz is no saved model of topics"):
            read_topics(path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(path, "w") as other:
        for name in archive.namelist():
            swapped = archive.read("mean.npy" if name == "components.npy" else name)
            other.writestr(name, swapped)
    with pytest.raises(InputError, match=r"3 labels and \d+ terms, but other components"):
        read_topics(path)


def test_another_zip_file_another_version_and_no_file_are_refused(fitted, tmp_path):
    path = tmp_path / "other.npz"
    np.savez(path, numbers=np.arange(3))
    with pytest.raises(InputError, match=r"other\.npz is no saved model of topics"):
        read_topics(path)
    content = io.BytesIO(to_bytes(fitted[1]))
    with zipfile.ZipFile(content) as archive, zipfile.ZipFile(path, "w") as newer:
        for name in archive.namelist():
            newer.writestr(name, archive.read(name).replace(b'"version": 2', b'"version": 9'))
    with pytest.raises(InputError, match="version 9, expected 2"):
        read_topics(path)
    with pytest.raises(InputError, match=r"There is no saved model 'none.npz'"):
        read_topics(tmp_path / "none.npz")


@pytest.mark.parametrize(("n", "total"), [(0, 10), (3, 10), (10, 10), (57, 400)])
def test_the_interval_of_a_share_is_that_of_scipy(n, total):
    peer = binomtest(n, total).proportion_ci(method="wilson")
    assert _wilson(n, total) == pytest.approx((peer.low, peer.high), abs=1e-9)


@pytest.mark.parametrize(
    ("n", "total", "is_drift"), [(0, 100, False), (8, 100, False), (20, 100, True), (2, 10, False), (3, 3, True)]
)
def test_drift_is_many_more_that_fit_none_than_chance_makes(fitted, n, total, is_drift):
    topics = fitted[1]  # 1 of 60 fits none
    found = find_drift(topics, led_by_none(n, total))
    assert bool(found) == is_drift
    if is_drift:
        assert found.startswith(
            f"Drift: {n} of {total} new documents ({n / total:.0%}) fit none of the topics, against 2%"
        )


def test_documents_of_a_topic_the_model_never_saw_are_drift_and_others_are_not():
    units, truth = plant_topics(n_topics=4, n_docs=240)
    seen, half = truth != 3, np.arange(240) < 120
    topics = fit_topics(count_terms(units[seen & half]), n_topics=3)
    same, strange = (
        transform_topics(topics, count_terms(units[rows], terms=topics.terms)) for rows in (seen & ~half, ~seen)
    )
    assert find_drift(topics, same) == "" and "fit none of the topics" in find_drift(topics, strange)


def test_no_new_document_is_refused(fitted):
    with pytest.raises(InputError, match="There is no new document to look for drift in"):
        find_drift(fitted[1], fitted[1].doc_topics.head(0))


@pytest.fixture(scope="module")
def halves():
    """(topics fitted to 90 articles of three topics, matrix, 40 others of the same, 40 of a fourth topic)."""
    units, truth = plant_topics(n_topics=4, n_docs=220)
    documents, known = make_documents(units.text.tolist()), truth < 3
    old, same, strange = documents[known].head(90), documents[known].tail(40), documents[~known].tail(40)
    matrix = count_terms(cut_units(old, unit="document"), **COUNTING)
    return fit_topics(matrix, n_topics=3), matrix, same, strange


def test_new_documents_are_read_as_those_of_the_fit(halves, tmp_path):
    topics, matrix, same, strange = halves
    path = save(topics, tmp_path, reading=READING | {"fits": score_unseen(topics, matrix)})
    found, reading = read_topics(path)
    doc_topics, drift = place_new(found, same, reading=reading)
    counted = count_terms(cut_units(same, unit="document"), terms=topics.terms, **COUNTING)
    pd.testing.assert_frame_equal(doc_topics, transform_topics(topics, counted), check_exact=True)
    assert drift == "" and "Drift: " in place_new(found, strange, reading=reading)[1]
    mixed, _ = place_new(found, shuffle(same), reading=reading)
    pd.testing.assert_frame_equal(doc_topics, mixed, check_exact=True)


def test_new_documents_may_be_passages_and_have_their_texts_apart(halves):
    topics, _, same, _ = halves
    whole = same.assign(text=same.text.str.replace(" shared", ". Shared"))
    found, _ = place_new(topics, whole, reading=READING | {"unit": "passage", "n_sentences": 2})
    assert found.unit.min() == 1 and found.groupby("doc_id").unit.nunique().gt(1).all()


def test_a_reading_that_does_not_say_how_is_refused(halves):
    topics, _, same, _ = halves
    with pytest.raises(InputError, match="does not say how its texts were read: n_sentences, stop_words, drop, "):
        place_new(topics, same, reading={"unit": "document", "language": "en", "counted": ["words"]})


def test_new_documents_of_another_language_and_none_are_refused(halves):
    topics, _, same, _ = halves
    french = same.assign(language=["fr"] * 30 + ["en"] * 5 + [""] * 5)
    with pytest.raises(
        InputError, match=r"30 of 35 new documents are of another language than the topics, 'en' \(fr\)"
    ):
        place_new(topics, french, reading=READING)
    assert len(place_new(topics, same.assign(language=["fr"] * 4 + ["en"] * 36), reading=READING)[0])
    with pytest.raises(InputError, match=r"There is no new document\. Check the path and the filters"):
        place_new(topics, same.head(0), reading=READING)


def test_the_fit_of_unseen_documents_is_that_of_a_naive_loop(halves):
    topics, matrix, _, _ = halves
    weights = weigh(matrix.counts, topics.factors).toarray().astype(float)
    leading = np.array([rows.topic[rows.weight.idxmax()] for _, rows in topics.doc_topics.groupby("doc_id")])
    fold, expected = np.arange(90) % 5, []
    for at in range(90):
        rest = fold != fold[at]
        common = normalize(weights[rest].mean(axis=0)[None])[0]
        means = normalize([weights[rest & (leading == topic)].mean(axis=0) for topic in (1, 2, 3)])
        apart = normalize([mean - (mean @ common) * common for mean in means])
        mix = nnls(apart.T, weights[at])[0]
        expected.append(weights[at] @ (mix @ apart) / np.linalg.norm(mix @ apart) / np.sqrt(2))
    assert score_unseen(topics, matrix) == pytest.approx(sorted(expected), abs=1e-4)


def test_unseen_fits_are_the_same_in_any_order_and_few_enough_to_be_kept(halves, monkeypatch):
    topics, matrix, _, _ = halves
    order = np.random.default_rng(0).permutation(90)
    mixed = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units[order], matrix.terms)
    fits = score_unseen(topics, matrix)
    assert fits == score_unseen(topics, mixed)
    monkeypatch.setattr(saved, "MOST_KEPT", 10)
    kept = score_unseen(topics, matrix)
    assert len(kept) == 10 and (kept[0], kept[-1]) == (fits[0], fits[-1])


def test_models_whose_topics_are_no_means_have_no_unseen_fits(halves):
    _, matrix, _, _ = halves
    assert score_unseen(fit_topics(matrix, n_topics=3, model="nmf"), matrix) == []


@pytest.mark.parametrize(
    ("down", "n", "is_drift"), [(0.0, 60, False), (0.03, 60, False), (0.1, 60, True), (0.4, 60, True), (0.35, 1, False)]
)
def test_documents_that_fit_worse_are_drift_though_all_fit_some(fitted, down, n, is_drift):
    before = np.linspace(0.1, 0.5, 60)
    fits = (before - down)[-n:]
    worse = np.mean([new < old for new in fits for old in before])
    found = find_drift(fitted[1], led_by_none(0, n), fits=fits, fits_before=before)
    assert bool(found) == is_drift
    assert (worse >= 0.6) == (is_drift or n == 1)  # of a single document it may be chance
    if is_drift:
        assert "fit the topics worse than documents of the kind they were fitted to, in " in found
    assert find_drift(fitted[1], led_by_none(0, n), fits=fits) == ""


def test_those_that_fit_none_are_held_against_unseen_documents(fitted):
    topics, before = fitted[1], np.repeat([0.01, 0.2], [12, 48])  # a fifth of unseen documents would fit none
    assert find_drift(topics, led_by_none(20, 100))
    assert find_drift(topics, led_by_none(20, 100), fits=[0.2] * 100, fits_before=before) == ""
    assert find_drift(topics, led_by_none(60, 100), fits=[0.2] * 100, fits_before=before)


def test_a_label_is_kept_from_a_saved_model(fitted, tmp_path):
    path = save(label_topics(fitted[1], labels=["topic0word0 = War"]), tmp_path)
    again = label_topics(fit_topics(fitted[0], n_topics=3), before=read_labels(path))
    assert "War" in set(again.topic_terms.label[again.topic_terms.term == "topic0word0"])
    assert read_labels("") is None
    with pytest.raises(InputError, match=r"There is no saved model 'none\.npz'"):
        read_labels(tmp_path / "none.npz")
