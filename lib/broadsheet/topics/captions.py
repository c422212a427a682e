"""Caption and alt text of each figure of topics, from the tables it draws: a dict for ``figures.save``."""

from collections.abc import Iterable

import pandas as pd

MOST_NAMED = 8  # topics that an alt text names


def caption_terms(topic_bars: pd.DataFrame, topic_quality: pd.DataFrame, *, methods: str) -> dict[str, str]:
    """Of ``draw_topic_terms``; ``methods`` is the sentence of ``describe_topics``."""
    has_intervals = "low" in topic_bars and topic_bars.low.notna().any()
    intervals = ", with 95 % intervals (jackknife over refits)" if has_intervals else ""
    ranks = topic_bars.groupby("topic")["rank"]
    is_left_out = (ranks.max() > ranks.size()).any()
    repeats = "; a word that a phrase among them stands for has no bar" if is_left_out else ""
    named = (
        f"topic {row.topic}: {row.label} ({row.share:.0%} of the text, stability {row.stability:.2f})"
        for row in _in_order(topic_quality)
    )
    return {
        "caption": f"The heaviest terms of each topic, as shares of its term weight{intervals}{repeats}; above them "
        f"the topic's share of the text, its NPMI and its stability. Each panel has its own scale. {methods}",
        "alt": f"Bars of the heaviest terms of {_count(len(_in_order(topic_quality)), 'topic')}: {_list(named)}.",
    }


def caption_documents(doc_topics: pd.DataFrame, topic_quality: pd.DataFrame, *, unit: str) -> dict[str, str]:
    """Of ``draw_doc_topics``; ``unit`` is what the topics were fitted to: passage, paragraph or document."""
    n_docs = doc_topics.doc_id.nunique()
    over = "" if unit == "document" else f", the mean over its {unit}s"
    fits_none = doc_topics.loc[doc_topics.topic == 0, "weight"].sum() / max(doc_topics.weight.sum(), 1)
    return {
        "caption": f"Share of each topic in each of {_count(n_docs, 'document')}{over}; rows stand in the order of the "
        f"leading topic. {_percent(fits_none)} of the {unit}s fit no topic.",
        "alt": f"Heat map of {_count(n_docs, 'document')} by {_count(len(_in_order(topic_quality)), 'topic')}; largest "
        f"are {_list((f'{row.label} with {row.share:.0%}' for row in _in_order(topic_quality)), most=3)}.",
    }


def caption_k_curve(k_curve: pd.DataFrame, *, choice: str) -> dict[str, str]:
    """Of ``draw_k_curve``; ``choice`` is the sentence of ``choose_n_topics``."""
    curve = k_curve.sort_values("n_topics")
    if curve.empty:
        return {"caption": choice, "alt": "No curve, as no number of topics was tried."}
    names = [name for name in ("npmi", "stability", "exclusivity") if curve[name].notna().any()]
    best = _list(f"{name} is highest at {curve.n_topics[curve[name].round(6).idxmax()]}" for name in names)
    return {
        "caption": f"Coherence (NPMI on documents that the fit has not seen), stability and exclusivity of the topics, "
        f"and the three together, for {_count(len(curve), 'number')} of topics from {curve.n_topics.min()} to "
        f"{curve.n_topics.max()}, with 95 % intervals. {choice}",
        "alt": f"Curves over the number of topics; {best}; "
        f"proposed: {_list(str(k) for k in curve.n_topics[curve.is_chosen])}.",
    }


def caption_tree(topic_tree: pd.DataFrame, topic_quality: pd.DataFrame) -> dict[str, str]:
    """Of ``draw_topic_tree``."""
    labels = topic_quality.set_index("topic").label
    pairs = topic_tree[topic_tree[["left", "right"]].isin(labels.index).all(axis=1)].sort_values("node")
    named = (f"{labels[row.left]} with {labels[row.right]} at {row.height:.2f}" for row in pairs.itertuples())
    return {
        "caption": "Topics joined by average linkage on the distance of their words, 1 - cosine of the weights once "
        "what is common to the corpus is taken out; at 1 topics are no nearer to each other than to the corpus.",
        "alt": f"Tree of {_count(len(_in_order(topic_quality)), 'topic')}; joined first: {_list(named, most=3)}.",
    }


def caption_map(topic_map: pd.DataFrame, topic_quality: pd.DataFrame, *, fit: str) -> dict[str, str]:
    """Of ``draw_topic_map``; ``fit`` is the sentence of ``describe_map``."""
    documents = topic_map[topic_map.doc_id != ""]
    mixed = (documents.weight < 0.5).mean() if len(documents) else 0.0
    return {
        "caption": "Documents at the mean of the places of their topics, each weighing its share, those of one topic "
        "laid apart in a spiral round it; topics placed by the distances of their words. Only distances between topics "
        f"count. {fit}",
        "alt": f"Map of {_count(len(documents), 'document')} around {_count(len(_in_order(topic_quality)), 'topic')}; "
        f"{_percent(mixed)} of the documents have no topic with half of them.",
    }


def caption_flow(topic_flow: pd.DataFrame, quality_a: pd.DataFrame, quality_b: pd.DataFrame) -> dict[str, str]:
    """Of ``draw_topic_flow``."""
    sizes = [topic_flow.groupby(side).n_docs.transform("sum") for side in ("topic_a", "topic_b")]
    same = topic_flow[(2 * topic_flow.n_docs > pd.concat(sizes, axis=1).max(axis=1)) & (topic_flow.topic_a > 0)]
    same = same[same.topic_b > 0]
    new = [row.label for row in _in_order(quality_b) if row.topic not in set(same.topic_b)]
    n_docs, n_a, n_b = topic_flow.n_docs.sum(), len(_in_order(quality_a)), len(_in_order(quality_b))
    verb = "is" if len(same) == 1 else "are"
    return {
        "caption": f"Where {_count(n_docs, 'document')} go, by leading topic, from {_count(n_a, 'topic')} (left) to "
        f"{n_b} (right); dark: more than half of the documents of both ends.",
        "alt": f"{len(same)} of {_count(n_a, 'topic')} on the left {verb} found again among {n_b} on the right, with "
        f"{_percent(same.n_docs.sum() / max(n_docs, 1))} of the documents; not found before: {_list(new)}.",
    }


def _in_order(topic_quality: pd.DataFrame) -> list:
    """The rows of the topics proper, by number."""
    return list(topic_quality[topic_quality.topic > 0].sort_values("topic").itertuples())


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if 0 < share < 0.01 else f"{share:.0%}"


def _list(names: Iterable[str], *, most: int = MOST_NAMED) -> str:
    names = list(names)
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more if names else "none"
