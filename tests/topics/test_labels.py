from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.terms import count_terms
from broadsheet.topics import find_topic, fit_topics, label_topics, name_items
from broadsheet.topics.labels import _take_different, find_repeats
from planted import plant_topics, shuffle

NEWS = [
    "war tank tanks army war tank front", "war army tank front tanks", "army war front tanks tank",
    "prime minister vote party votes", "party vote prime minister votes", "prime minister party vote votes",
] * 3  # fmt: skip


def fit(texts: list[str], **options):
    units = pd.DataFrame({"doc_id": [f"d{at:02}" for at in range(len(texts))], "unit": 0, "text": texts})
    texts = units.text + " extra" + units.index.astype(str)
    return fit_topics(count_terms(units.assign(text=texts), min_docs=2, phrases=True), n_topics=2, **options)


def labels_of(topics) -> list[str]:
    return topics.topic_terms.drop_duplicates("topic").sort_values("topic").label.tolist()


@pytest.fixture(scope="module")
def topics():
    return fit(NEWS)


@pytest.fixture(scope="module")
def planted():
    return fit_topics(count_terms(plant_topics()[0]), n_topics=4)


def test_a_label_has_three_of_the_ten_top_terms_and_no_word_in_two_forms(topics):
    for _, terms in label_topics(topics).topic_terms.groupby("topic"):
        label = terms.label.iloc[0].split(", ")
        assert len(label) == 3 and set(label) <= set(terms.term[terms["rank"] <= 10])
        assert not {"tank", "tanks"} <= set(label) and not {"vote", "votes"} <= set(label)


@pytest.mark.parametrize(
    ("scores", "label"),
    [
        ({"oil": 1.0, "crude oil": 0.6, "opec": 0.5, "barrels": 0.4}, ["crude oil", "opec", "barrels"]),
        ({"oil": 1.0, "crude oil": 0.4, "opec": 0.3, "barrels": 0.2}, ["oil", "opec", "barrels"]),
        ({"tory": 1.0, "tories": 0.9, "labour": 0.8, "laboured": 0.7, "vote": 0.6}, ["tory", "labour", "vote"]),
        ({"un": 1.0, "unit": 0.9, "eu": 0.8}, ["un", "eu"]),
        ({"war": 1.0}, ["war"]),
    ],
)
def test_what_a_label_is_made_of(scores, label):
    assert _take_different(pd.Series(scores)) == label


@pytest.mark.parametrize(
    ("scores", "repeats"),
    [
        (
            {"minister": 1.0, "prime minister": 0.6, "prime": 0.5},
            {"minister": "prime minister", "prime": "prime minister"},
        ),
        ({"oil": 1.0, "crude oil": 0.4}, {}),
        ({"news corp": 1.0, "bbc news corp": 0.5, "new": 0.1}, {"news corp": "bbc news corp"}),
        ({"war": 1.0, "cold war": 0.9, "war crimes": 0.8}, {"war": "cold war"}),
        ({}, {}),
    ],
)
def test_a_phrase_stands_for_a_word_that_leads_it_by_little(scores, repeats):
    assert find_repeats(pd.Series(scores, dtype=float)) == repeats


def test_of_words_of_like_weight_the_more_exclusive_come_first(topics):
    names = ["shared", "flood", "rain", "river", "vote"]
    weights = {1: [0.3, 0.25, 0.25, 0.2, 0.0], 2: [0.45, 0.0, 0.0, 0.15, 0.4]}
    rows = [
        {"topic": topic, "term": term, "weight": weight, "rank": rank, "label": ""}
        for topic, row in weights.items()
        for rank, (weight, term) in enumerate(sorted(zip(row, names, strict=True), key=lambda pair: -pair[0]), start=1)
        if weight
    ]
    toy = replace(
        topics, terms=np.array(names, dtype=object), components=np.array(list(weights.values())),
        topic_terms=tables.make("topic_terms", rows),
    )  # fmt: skip
    # weight x own: .25 flood and rain, .3 x .4 shared, .2 x .57 river; .4 vote, .45 x .6 shared, .15 x .43 river
    assert labels_of(label_topics(toy)) == ["flood, rain, shared", "vote, shared, river"]


def test_labels_do_not_hang_on_the_order_of_the_documents():
    units = plant_topics()[0]
    one, other = (label_topics(fit_topics(count_terms(table), n_topics=4)) for table in (units, shuffle(units)))
    assert labels_of(one) == labels_of(other)


def test_labelling_changes_nothing_but_the_label_and_not_the_topics_given(topics):
    before = topics.topic_terms.copy()
    found = label_topics(topics, labels=["war, army = The war"])
    pd.testing.assert_frame_equal(topics.topic_terms, before)
    pd.testing.assert_frame_equal(found.topic_terms.drop(columns="label"), before.drop(columns="label"))
    assert found.doc_topics is topics.doc_topics
    assert label_topics(found, labels=["war, army = The war"]).topic_terms.equals(found.topic_terms)


def test_a_label_of_the_user_follows_its_words_into_a_fit_of_other_documents(topics):
    given = ["war, tank, front = The war", "party, vote = Elections = polls"]
    first, again = (label_topics(found, labels=given) for found in (topics, fit(NEWS[:12] + NEWS[3:6] * 4)))
    assert sorted(labels_of(first)) == sorted(labels_of(again)) == ["Elections = polls", "The war"]
    for found in (first, again):
        assert set(found.topic_terms.label[found.topic_terms.term == "war"]) == {"The war"}
    assert "topic 1: Elections = polls" in name_items(again.topic_terms).values()  # the larger one there


def test_topics_keep_the_labels_of_an_earlier_fit_where_they_match(topics):
    before = label_topics(topics, labels=["war = The war"]).topic_terms
    again = label_topics(fit(NEWS[3:]), before=before)
    assert set(again.topic_terms.label[again.topic_terms.term == "war"]) == {"The war"}
    rain = ["rain flood river wet", "flood river rain wet", "river rain flood wet"] * 3
    other = label_topics(fit(NEWS[3:6] * 3 + rain), before=before)
    assert set(other.topic_terms.label[other.topic_terms.term == "rain"]).isdisjoint({"The war"})


def test_what_the_user_says_goes_before_what_was(topics):
    before = label_topics(topics, labels=["war = The war"]).topic_terms
    assert "Fights" in labels_of(label_topics(topics, before=before, labels=["war = Fights"]))


@pytest.mark.parametrize(
    "name", ["2", " 2 ", "topic1word0, topic1word1", "TOPIC1WORD0", "topic1word0, topic0word2, topic1word2"]
)
def test_a_topic_is_found_by_number_words_or_label(planted, name):
    own = planted.topic_terms[planted.topic_terms.term == "topic1word0"].topic.iloc[0]
    assert find_topic(planted, name) == (2 if name.strip() == "2" else own)
    called = label_topics(planted, labels=[f"{name} = Of its own"])
    assert find_topic(called, "of its OWN") == find_topic(planted, name)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["Energy strikes"], "labels: 'Energy strikes' is no label, expected 'energy, power, grid = Energy strikes'"),
        (["= Energy"], "is no label"),
        (["9 = Nine"], "labels: there is no topic 9, expected 1 to 2."),
        (["tenk = War"], r"no topic has 'tenk' among its terms. Near it are 'tank'"),
        (["qqqq = War"], "no topic has 'qqqq' among its terms. Choose among its top terms, or give its number."),
        (["war = A", "army = B"], r"labels: 'A' and 'B' are both topic \d. Keep one of them."),
        ([", = A"], "no topic has ',' among its terms"),
    ],
)
def test_labels_that_name_no_topic_are_refused(topics, labels, message):
    with pytest.raises(InputError, match=message):
        label_topics(topics, labels=labels)


def test_words_of_several_topics_name_none(planted):
    words = ", ".join(f"topic{topic}word{word}" for topic in range(4) for word in range(2))
    with pytest.raises(InputError, match=r"may be topic \d \(.*none has more than half of the weight of these words"):
        find_topic(planted, words)
