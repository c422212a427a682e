"""Captions and alt texts, word for word, from tables of a few rows."""

import pandas as pd

from broadsheet import tables, trends

JAN, FEB = "2024-01-01", "2024-02-01"


def shares(*rows: tuple) -> pd.DataFrame:
    """A ``shares`` table of rows (group, first day, item, n), 1,000 words and 12 documents each."""
    table = pd.DataFrame(rows, columns=["group", "period", "item", "n"])
    table["period"] = pd.to_datetime(table.period)
    table = table.assign(total=1000, share=table.n / 1000, low=0.0, high=1.0, n_docs=1, n_docs_total=12)
    table = table.assign(doc_share=0.1, doc_low=0.0, doc_high=1.0, n_clusters=9, n_sources=1, is_thin=False)
    return tables.make("shares", table)


def test_rates_are_named_term_by_term():
    told = trends.caption_rates(
        shares(("", None, "talks", 3), ("", None, "peace", 0)), cluster="auto", terms=["talks: talk*", "peace"]
    )
    assert told["alt"] == "Rates per 10,000 words: talks 30.0; peace 0.0."
    assert "over all 12 documents, with 95 % intervals" in told["caption"]
    assert told["caption"].endswith(" Terms: talks: talk*; peace.")


def test_the_cluster_of_the_rates_is_the_one_asked_for_and_one_cluster_has_no_interval():
    table = shares(("", None, "talks", 3))
    assert "the documents of a week are one cluster" in trends.caption_rates(table, cluster="week", terms=[])["caption"]
    alone = table.assign(low=float("nan"), high=float("nan"))
    assert "without intervals" in trends.caption_rates(alone, cluster="auto", terms=[])["caption"]


def test_documents_are_told_with_the_reason_and_the_most_frequent_term():
    counts = pd.DataFrame({"doc_id": ["a", "b", "a"], "item": ["talks", "talks", "peace"], "n": [1000, 1, 2]})
    told = trends.caption_documents(counts, "No curve: too few.", terms=["talks", "peace"])
    assert told["alt"] == "1,003 occurrences of 2 terms in 2 documents, the most of talks."
    assert told["caption"].endswith(" No curve: too few. Terms: talks; peace.")


def test_one_is_no_plural_and_none_names_no_term():
    counts = pd.DataFrame({"doc_id": ["a"], "item": ["talks"], "n": [1]})
    one = trends.caption_documents(counts, "", terms=["talks"])
    assert one["alt"] == "1 occurrence of 1 term in 1 document, the most of talks."
    none = trends.caption_documents(counts[:0], "", terms=["a", "b"])
    assert none["alt"] == "0 occurrences of 2 terms in 0 documents."


def test_curves_are_told_by_period_with_the_sentence_on_changes():
    table = shares(("", JAN, "talks", 3), ("", FEB, "talks", 4), ("", JAN, "peace", 0), ("", FEB, "peace", 0))
    told = trends.caption_curves(
        table, period="month", hold_mix=True, changes="No change was looked for.", terms=["talks", "peace"]
    )
    assert told["alt"] == (
        "2 terms in 2 months: talks from 30.0 per 10,000 words (2024-01-01) to 40.0 (2024-02-01), "
        "peace from 0.0 per 10,000 words (2024-01-01) to 0.0 (2024-01-01)."
    )
    assert "by month, the mix of sources held fixed, with 95 % intervals" in told["caption"]
    assert "No change was looked for. Terms: talks; peace." in told["caption"]
    never = trends.caption_curves(
        table[table["item"] == "peace"], period="month", hold_mix=False, changes="", terms=["peace"]
    )
    assert never["alt"].startswith("1 term in 2 months: peace from 0.0") and "held" not in never["caption"]


def test_groups_are_named_up_to_eight():
    papers = shares(("Gazette", JAN, "talks", 3), ("Courier", JAN, "talks", 3))
    two = trends.caption_groups(papers, period="week", by="source")
    assert two["alt"] == "1 term for 2 values of source: Gazette, Courier."
    assert "by week, for each value of source" in two["caption"]
    ten = trends.caption_groups(shares(*((f"s{at}", JAN, "talks", 3) for at in range(10))), period="week", by="author")
    assert ten["alt"] == "1 term for 10 values of author: s0, s1, s2, s3, s4, s5, s6, s7 and 2 more."
    assert trends.caption_groups(tables.make("shares"), period="week", by="source")["alt"].endswith("source: none.")


def test_only_what_passes_is_named_of_rising_and_keyness():
    rising = pd.DataFrame({"item": ["oil", "tax", "sun"], "direction": ["up", "down", "up"], "q": [0.01, 0.05, 0.06]})
    told = trends.caption_rising(rising, methods="Tested.", check="0.0 false terms")
    assert told == {
        "caption": "Tested. Where nothing rises: 0.0 false terms.",
        "alt": "Terms that changed most surely: oil up, tax down.",
    }
    keyness = pd.DataFrame({"item": ["oil", "tax", "sun"], "log_ratio": [1.0, -2.0, 3.0], "q": [0.01, 0.05, None]})
    told = trends.caption_keyness(keyness, methods="Compared.")
    assert told == {
        "caption": "Compared.",
        "alt": "Terms that set the two sides apart most surely: oil (target), tax (reference).",
    }
    nothing = trends.caption_keyness(keyness[2:], methods="Compared.")
    assert nothing["alt"] == "Terms that set the two sides apart most surely: none."
