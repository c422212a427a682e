import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.topics import edit_topics, find_drift, fit_topics, label_topics, read_topics, to_bytes, transform_topics
from broadsheet.topics.fit import MODELS
from broadsheet.topics.saved import _wilson
from planted import plant_topics

READING = {"unit": "passage", "n_sentences": 4, "language": "en", "lemmas": False}


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


def test_another_zip_file_another_version_and_no_file_are_refused(fitted, tmp_path):
    path = tmp_path / "other.npz"
    np.savez(path, numbers=np.arange(3))
    with pytest.raises(InputError, match=r"other\.npz is no saved model of topics"):
        read_topics(path)
    content = io.BytesIO(to_bytes(fitted[1]))
    with zipfile.ZipFile(content) as archive, zipfile.ZipFile(path, "w") as newer:
        for name in archive.namelist():
            newer.writestr(name, archive.read(name).replace(b'"version": 1', b'"version": 9'))
    with pytest.raises(InputError, match="version 9, expected 1"):
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
