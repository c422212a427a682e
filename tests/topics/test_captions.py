"""Captions and alt texts, word for word, from tables of a few rows."""

import pandas as pd
import pytest

from broadsheet import tables, topics


@pytest.fixture
def quality():
    rows = {"topic": [1, 2], "label": ["oil", "talks"], "n_docs": 1, "share": [0.6, 0.4], "npmi": 0.1}
    table = pd.DataFrame(rows).assign(stability=[0.5, 0.25], stability_low=0.0, stability_high=1.0, exclusivity=0.5)
    return tables.make("topic_quality", table)


def test_terms_are_told_topic_by_topic(quality):
    bars = pd.DataFrame({"topic": [1], "term": "oil", "rank": 1, "weight": 0.5, "low": 0.4, "high": 0.6, "found": 1.0})
    told = topics.caption_terms(tables.make("topic_bars", bars), quality, methods="Topics were fitted.")
    assert told["alt"] == (
        "Bars of the heaviest terms of 2 topics: topic 1: oil (60% of the text, stability 0.50); topic 2: talks (40% "
        "of the text, stability 0.25)."
    )
    assert "with 95 % intervals" in told["caption"] and told["caption"].endswith(" Topics were fitted.")
    unsure = topics.caption_terms(bars.assign(low=float("nan")), quality, methods="")
    assert "interval" not in unsure["caption"]
    assert "has no bar" not in unsure["caption"]
    fewer = topics.caption_terms(bars.assign(rank=2), quality, methods="")
    assert "; a word that a phrase among them stands for has no bar; above them" in fewer["caption"]


def test_documents_are_told_with_those_that_fit_none(quality):
    rows = [("a", 1, 1, 0.8), ("a", 1, 2, 0.2), ("a", 2, 0, 1.0), ("b", 1, 1, 1.0), ("b", 1, 2, 0.0)]
    doc_topics = tables.make("doc_topics", pd.DataFrame(rows, columns=["doc_id", "unit", "topic", "weight"]))
    told = topics.caption_documents(doc_topics, quality, unit="passage")
    assert "in each of 2 documents, the mean over its passages" in told["caption"]
    assert told["caption"].endswith("33% of the passages fit no topic.")
    assert told["alt"] == "Heat map of 2 documents by 2 topics; largest are oil with 60%; talks with 40%."
    assert ", the mean over" not in topics.caption_documents(doc_topics, quality, unit="document")["caption"]


def test_the_curve_is_told_by_its_heights_and_without_numbers_by_the_choice():
    curve = pd.DataFrame({"n_topics": [3, 2], "npmi": [0.1, 0.2], "stability": [0.9, 0.8], "exclusivity": 0.5})
    curve = curve.assign(score=0.5, is_chosen=[False, True], is_rival=False)
    for name in ("npmi", "stability", "exclusivity", "score"):
        curve = curve.assign(**{f"{name}_low": 0.0, f"{name}_high": 1.0})
    told = topics.caption_k_curve(tables.make("k_curve", curve), choice="K = 2 is ahead.")
    assert told["alt"] == (
        "Curves over the number of topics; npmi is highest at 2; stability is highest at 3; exclusivity is highest at "
        "2; proposed: 2."
    )
    assert "for 2 numbers of topics from 2 to 3" in told["caption"] and told["caption"].endswith(" K = 2 is ahead.")
    none = topics.caption_k_curve(tables.make("k_curve"), choice="Too few.")
    assert none == {"caption": "Too few.", "alt": "No curve, as no number of topics was tried."}


def test_the_tree_is_told_by_its_first_joins(quality):
    rows = {"node": [3], "left": [1], "right": [2], "height": [0.75], "n_topics": [2]}
    told = topics.caption_tree(tables.make("topic_tree", pd.DataFrame(rows)), quality)
    assert told["alt"] == "Tree of 2 topics; joined first: oil with talks at 0.75."


def test_the_map_is_told_with_its_mixed_documents_and_its_fit(quality):
    rows = [("", 1, 0.6, 0.0, 0.0), ("", 2, 0.4, 1.0, 0.0), ("a", 1, 0.9, 0.1, 0.0), ("b", 2, 0.4, 0.5, 0.0)]
    table = tables.make("topic_map", pd.DataFrame(rows, columns=["doc_id", "topic", "weight", "x", "y"]))
    told = topics.caption_map(table, quality, fit="r = .9.")
    assert told["alt"] == ("Map of 2 documents around 2 topics; 50% of the documents have no topic with half of them.")
    assert told["caption"].endswith("Only distances between topics count. r = .9.")


def test_the_flow_is_told_by_what_is_found_again(quality):
    rows = pd.DataFrame([(0, 0, 50), (1, 1, 30), (2, 1, 20)], columns=["topic_a", "topic_b", "n_docs"])
    told = topics.caption_flow(tables.make("topic_flow", rows), quality, quality)
    assert "Where 100 documents go, by leading topic, from 2 topics (left) to 2 (right)" in told["caption"]
    assert told["alt"] == (
        "1 of 2 topics on the left is found again among 2 on the right, with 30% of the documents; not found before: "
        "talks."
    )


def test_a_topic_that_is_cut_into_halves_is_not_found_twice():
    flow = pd.DataFrame({"topic_a": [1, 1, 2], "topic_b": [1, 2, 3], "n_docs": [2, 2, 3]})
    quality_a, quality_b = (pd.DataFrame({"topic": range(1, n + 1), "label": list("abc"[:n])}) for n in (2, 3))
    told = topics.caption_flow(flow, quality_a, quality_b)["alt"]
    assert told.startswith("1 of 2 topics on the left is found again among 3") and told.endswith("before: a; b.")
