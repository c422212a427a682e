"""Captions and alt texts, word for word, from tables of a few rows."""

import pandas as pd

from broadsheet import tables, topics


def make_shares() -> pd.DataFrame:
    rows = {"item": ["war", "war", "oil", "oil"], "period": pd.to_datetime(["2020-01-01", "2020-02-01"] * 2)}
    rows |= {"group": "", "share": [0.1, 0.4, 0.9, 0.6], "n": 1, "total": 2, "n_docs": 1, "n_docs_total": 2}
    table = pd.DataFrame(rows).assign(low=0.0, high=1.0, doc_share=0.5, doc_low=0.0, doc_high=1.0)
    return tables.make("shares", table.assign(n_clusters=5, n_sources=1, is_thin=False))


def test_time_is_told_by_the_highest_share_of_each_topic():
    told = topics.caption_periods(make_shares(), period="month", unit="passage")
    assert told["caption"] == (
        "Share of passages that each topic leads, by month, on a scale of square roots; a dot where the 95 % interval "
        "does not hold the topic's share of all months. Below: passages a month."
    )
    peaks = "highest: war with 40% (2020-02-01); oil with 90% (2020-01-01)."
    assert told["alt"] == f"Heat map of 2 topics by 2 months; {peaks}"
    curves = topics.caption_curves(make_shares(), period="month", unit="passage", changes="None.", hold_mix=True)
    assert curves["alt"] == f"Curves of 2 topics over 2 months; {peaks}"
    assert curves["caption"].startswith(
        "Share of passages that each topic leads, by month, the mix of sources held fixed"
    )
    assert curves["caption"].endswith("or five clusters. None.")


def test_no_time_has_a_caption_too():
    told = topics.caption_curves(tables.make("shares"), period="year", unit="document")
    assert told["alt"] == "Curves of 0 topics over 0 years; highest: none."


def test_groups_are_told_by_the_differences_that_pass_the_largest_first():
    rows = {"group": ["x", "x", "y", "y"], "item": ["war", "oil"] * 2, "difference": [0.1, -0.3, -0.1, 0.3]}
    table = pd.DataFrame(rows | {"q": [0.01, 0.02, 0.01, 0.02]})
    others = [name for name in tables.TABLES["topic_differences"].columns if name not in table]
    table = tables.make("topic_differences", table.assign(**dict.fromkeys(others, 1)))
    told = topics.caption_groups(table, unit="document", compared="Compared are two.", methods="So it was.")
    assert told["caption"] == (
        "Share of documents that each topic leads, by group, with 95 % intervals; filled where q is at most .05. "
        "Compared are two. So it was."
    )
    assert told["alt"] == (
        "2 topics in 2 groups; largest differences that pass: oil in x -30.0 points; war in x +10.0 points."
    )
    none = topics.caption_groups(table.assign(q=0.5), unit="document", compared="", methods="")
    assert none["alt"].endswith("largest differences that pass: none.")
