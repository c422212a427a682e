from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import tables, trends
from broadsheet.cells import gather_cells
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.topics import count_flow, count_leading, find_leading, fit_topics, match_topics, name_items
from planted import make_documents, plant_topics, shuffle


def shares(*rows: tuple) -> pd.DataFrame:
    return tables.make("doc_topics", pd.DataFrame(rows, columns=["doc_id", "unit", "topic", "weight"]))


def words(topics: dict[int, dict[str, float]]) -> pd.DataFrame:
    rows = [
        {"topic": topic, "term": term, "weight": weight, "rank": rank, "label": ", ".join(terms)}
        for topic, terms in topics.items()
        for rank, (term, weight) in enumerate(terms.items(), start=1)
    ]
    return tables.make("topic_terms", rows)


TOY = shares(
    ("a", 1, 1, 0.9), ("a", 1, 2, 0.1), ("a", 2, 1, 0.2), ("a", 2, 2, 0.8), ("b", 1, 0, 1.0), ("c", 1, 1, 0.5),
    ("c", 1, 2, 0.5),
)  # fmt: skip
LABELS = words({1: {"war": 0.6, "tank": 0.4}, 2: {"peace": 0.7, "talks": 0.3}})


def test_the_leading_topic_is_that_of_the_largest_mean_share_and_the_first_of_equals():
    found = find_leading(TOY)
    assert list(found.itertuples(index=False, name=None)) == [
        ("a", 0, 1, pytest.approx(0.55)), ("b", 0, 0, 1.0), ("c", 0, 1, 0.5),
    ]  # fmt: skip
    units = find_leading(shuffle(TOY), by_unit=True)
    assert units.drop(columns="weight").to_numpy().tolist() == [["a", 1, 1], ["a", 2, 2], ["b", 1, 0], ["c", 1, 1]]
    assert len(find_leading(TOY.head(0))) == 0


def test_a_document_mostly_of_none_of_these_is_led_by_none():
    mixed = shares(("a", 1, 0, 1.0), ("a", 2, 0, 1.0), ("a", 3, 1, 1.0))
    assert find_leading(mixed).topic.tolist() == [0]


def test_flow_worked_by_hand():
    other = shares(("a", 0, 3, 1.0), ("b", 0, 3, 1.0), ("c", 0, 2, 0.7), ("c", 0, 1, 0.3), ("d", 0, 1, 1.0))
    assert count_flow(TOY, other).to_numpy().tolist() == [[0, 3, 1], [1, 2, 1], [1, 3, 1]]


def test_models_of_other_documents_have_no_flow():
    with pytest.raises(InputError, match="No document is in both models: one has 3, the other 1"):
        count_flow(TOY, shares(("z", 0, 1, 1.0)))


@given(seed=st.integers(0, 1000))
def test_every_document_flows_once_and_to_itself_along_the_diagonal(seed):
    generator = np.random.default_rng(seed)
    one, other = (
        shares(*[(f"d{at}", 0, topic, 1.0) for at, topic in enumerate(generator.integers(0, 4, 30))]) for _ in range(2)
    )
    flow = count_flow(one, other)
    assert flow.n_docs.sum() == 30 and flow.n_docs.gt(0).all()
    assert flow.groupby("topic_a").n_docs.sum().to_dict() == one.topic.value_counts().to_dict()
    own = count_flow(one, shuffle(one))
    assert (own.topic_a == own.topic_b).all()


def test_topics_are_matched_by_the_cosine_of_their_words():
    other = words({1: {"peace": 1.0}, 2: {"war": 0.8, "gun": 0.6}, 3: {"rain": 1.0}})
    found = match_topics(LABELS, other).set_index("topic")
    assert found.other.to_dict() == {1: 2, 2: 1}
    assert found.similarity[1] == pytest.approx(0.48 / np.hypot(0.6, 0.4))
    assert found.similarity[2] == pytest.approx(0.7 / np.hypot(0.7, 0.3))


def test_topics_without_a_word_in_common_are_nobodys_match():
    found = match_topics(LABELS, words({1: {"peace": 1.0}}))
    assert found.other.tolist() == [0, 1] and found.similarity[0] == 0
    assert match_topics(LABELS, words({1: {"rain": 1.0}, 2: {"snow": 1.0}})).other.tolist() == [0, 0]


@given(seed=st.integers(0, 1000))
def test_no_other_matching_has_more_in_common(seed):
    generator = np.random.default_rng(seed)
    one, other = (
        words({topic: dict(zip("abcdef", generator.random(6), strict=True)) for topic in (1, 2, 3)}) for _ in range(2)
    )
    wide = [table.pivot(index="topic", columns="term", values="weight").to_numpy() for table in (one, other)]
    alike = [[a @ b / np.sqrt((a @ a) * (b @ b)) for b in wide[1]] for a in wide[0]]
    best = max(sum(alike[at][to] for at, to in enumerate(order)) for order in permutations(range(3)))
    assert match_topics(one, other).similarity.sum() == pytest.approx(best, abs=1e-6)


def test_the_topics_of_half_the_documents_are_those_of_the_other_half():
    units, _ = plant_topics(n_topics=5, n_docs=200)
    half = np.arange(200) % 2 == 0
    one, other = (fit_topics(count_terms(part), n_topics=5).topic_terms for part in (units[half], units[~half]))
    found = match_topics(one, other)
    own, theirs = (terms.groupby("topic").term.first().str[:6] for terms in (one, other))
    assert own.loc[found.topic].tolist() == theirs.loc[found.other].tolist() and found.similarity.gt(0.8).all()


def test_items_are_named_by_number_and_label():
    assert name_items(LABELS) == {0: "none of these", 1: "topic 1: war, tank", 2: "topic 2: peace, talks"}


def test_units_are_counted_by_their_leading_topic_and_documents_sized_in_units():
    documents = make_documents(["x", "y", "z", "no unit"]).assign(doc_id=list("cabe"))
    counts, sized = count_leading(TOY, LABELS, documents)
    assert counts.terms.tolist() == ["topic 1: war, tank", "topic 2: peace, talks", "none of these"]
    assert counts.doc_ids.tolist() == sized.doc_id.tolist() == ["c", "a", "b"]
    assert counts.counts.toarray().tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert sized.n_words.tolist() == [1, 2, 1] and documents.n_words.tolist() != sized.n_words.tolist()


def test_documents_that_were_filtered_away_count_nowhere():
    counts, sized = count_leading(TOY, LABELS, make_documents(["x"]).assign(doc_id="a"))
    assert counts.counts.toarray().tolist() == [[1, 1]] and len(sized) == 1


@pytest.fixture(scope="module")
def in_time():
    """(documents, topics): 60 days of three documents; topic 0 has 50 documents of the first half, then 10, each
    of the others 20 and then 40; two sources by turns."""
    units, truth = plant_topics(n_topics=3, n_docs=180)
    of_topic = [np.flatnonzero(truth == topic) for topic in range(3)]
    halves = [
        np.concatenate([docs[part] for docs, part in zip(of_topic, parts, strict=True)])
        for parts in ((slice(50), slice(20), slice(20)), (slice(50, 60), slice(20, 60), slice(20, 60)))
    ]
    order = np.concatenate([np.random.default_rng(0).permutation(half) for half in halves])
    days = pd.date_range("2024-01-02", periods=60).repeat(3).strftime("%Y-%m-%d")
    documents = make_documents(units.text.iloc[order].tolist(), dates=days.tolist())
    documents["source"] = np.where(np.arange(180) % 2 == 0, "Courier", "Gazette")
    return documents, fit_topics(count_terms(documents.assign(unit=0)), n_topics=3)


def test_shares_of_topics_over_time_are_those_of_the_documents_with_their_intervals(in_time):
    documents, topics = in_time
    counts, sized = count_leading(topics.doc_topics, topics.topic_terms, documents)
    shares = trends.share_terms(counts, sized, period="month")
    assert shares.groupby("period").n.sum().tolist() == [90, 87, 3]
    assert sorted(shares.n[shares.period == "2024-01-01"]) == [20, 20, 50]
    assert shares.share.tolist() == pytest.approx(shares.doc_share.tolist())
    assert (shares.low <= shares.share).all() and (shares.share <= shares.high).all()


def test_a_topic_of_one_half_is_a_difference_of_halves_and_none_of_sources(in_time):
    documents, topics = in_time
    counts, sized = count_leading(topics.doc_topics, topics.topic_terms, documents)
    found = {
        target: trends.score_keyness(
            gather_cells(counts, sized, cluster="day", side=trends.choose_sides(sized, target=target))
        ).set_index("item")
        for target in ("2024-01", "source: Courier")
    }
    planted = topics.topic_terms[topics.topic_terms.term == "topic0word0"].topic.iloc[0]
    name = name_items(topics.topic_terms)[planted]
    assert found["2024-01"].log_ratio[name] == pytest.approx(np.log2(50.5 / 10.5), abs=0.05)
    assert found["2024-01"].q[name] < 0.001 and found["2024-01"].low[name] > 1
    assert found["source: Courier"].q.gt(0.05).all()
