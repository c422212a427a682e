"""The tables of topics: columns, kinds, keys."""

from broadsheet.tables.shape import Table

TABLES: dict[str, Table] = {
    "topic_terms": Table(
        ("topic", "term"),
        {
            "topic": ("whole", "1 is the topic with the largest share"),
            "term": ("text", "lower-case word"),
            "weight": ("number", "share of the topic's term weight, 0 to 1"),
            "rank": ("whole", "1 is the heaviest term of the topic"),
            "label": ("text", "what the topic is called: three of its top terms, or as the user says"),
        },
    ),
    "doc_topics": Table(
        ("doc_id", "unit", "topic"),
        {
            "doc_id": ("text", "document"),
            "unit": ("whole", "0 for a whole document, else the passage's number from 1"),
            "topic": ("whole", "topic"),
            "weight": ("number", "share of the topic in the unit; sums to 1 over topics"),
        },
    ),
    "topic_quality": Table(
        ("topic",),
        {
            "topic": ("whole", "topic"),
            "label": ("text", "what the topic is called: three of its top terms, or as the user says"),
            "n_docs": ("whole", "documents with at least one unit led by the topic"),
            "share": ("number", "mean weight over all units, 0 to 1"),
            "npmi": ("number", "mean NPMI of pairs of top terms within units, -1 to 1"),
            "stability": ("number", "mean Jaccard of its top terms over refits on part of the documents, 0 to 1"),
            "stability_low": ("number", "lower end of the range of 95 % of the refits"),
            "stability_high": ("number", "upper end of the range of 95 % of the refits"),
            "exclusivity": ("number", "mean share of its top terms' weight that is its own, 0 to 1"),
        },
    ),
    "topic_refits": Table(
        ("refit", "topic", "term"),
        {
            "refit": ("whole", "number of the refit, from 1"),
            "topic": ("whole", "topic of the fit to all documents"),
            "term": ("text", "one of the topic's top terms, or of those of its match in the refit"),
            "weight": ("number", "share of the match's term weight, 0 to 1; 0 where there is no match"),
            "is_own": ("flag", "a top term of the topic"),
            "is_top": ("flag", "a top term of its match"),
            "part": ("number", "share of the documents the refit has seen"),
        },
    ),
    "topic_bars": Table(
        ("topic", "term"),
        {
            "topic": ("whole", "topic"),
            "term": ("text", "one of its top terms"),
            "rank": ("whole", "1 is the heaviest term of the topic"),
            "weight": ("number", "share of the topic's term weight, 0 to 1"),
            "low": ("number", "lower end of its 95 % interval, sum of top terms held fixed; missing with one refit"),
            "high": ("number", "upper end of its 95 % interval; missing likewise"),
            "found": ("number", "share of refits in which it was a top term of the matching topic, 0 to 1"),
        },
    ),
    "k_curve": Table(
        ("n_topics",),
        {
            "n_topics": ("whole", "number of topics that was tried"),
            "npmi": ("number", "mean NPMI of top terms on the half of the documents the fit has not seen, -1 to 1"),
            "npmi_low": ("number", "lower end of its 95 % interval over random halves"),
            "npmi_high": ("number", "upper end of its 95 % interval"),
            "stability": ("number", "mean Jaccard of the top terms of topics matched between the halves, 0 to 1"),
            "stability_low": ("number", "lower end of its 95 % interval"),
            "stability_high": ("number", "upper end of its 95 % interval"),
            "exclusivity": ("number", "mean share of the top terms' weight that is the topic's own, 0 to 1"),
            "exclusivity_low": ("number", "lower end of its 95 % interval"),
            "exclusivity_high": ("number", "upper end of its 95 % interval"),
            "score": ("number", "the three together: what the choice is made by"),
            "score_low": ("number", "lower end of its 95 % interval"),
            "score_high": ("number", "upper end of its 95 % interval"),
            "is_chosen": ("flag", "the number of topics that is proposed"),
            "is_rival": ("flag", "behind the proposed one by less than the interval of the difference"),
        },
    ),
    "topic_tree": Table(
        ("node",),
        {
            "node": ("whole", "number of the join, from the number of topics + 1 on; the last holds all topics"),
            "left": ("whole", "topic, or node of an earlier join"),
            "right": ("whole", "topic, or node of an earlier join"),
            "height": ("number", "1 - mean cosine between topics of the two sides, rising from join to join"),
            "n_topics": ("whole", "topics it holds"),
        },
    ),
    "topic_map": Table(
        ("doc_id", "topic"),
        {
            "doc_id": ("text", "document; empty for the place of the topic itself"),
            "topic": ("whole", "topic the document gives most to, or that is placed"),
            "weight": (
                "number",
                "mean share of that topic in the units of the document that fit any; of a topic, in all units",
            ),
            "x": ("number", "place on the map"),
            "y": ("number", "place on the map"),
        },
    ),
    "topic_flow": Table(
        ("topic_a", "topic_b"),
        {
            "topic_a": ("whole", "leading topic in one model; 0 is none of these"),
            "topic_b": ("whole", "leading topic in the other; 0 is none of these"),
            "n_docs": ("whole", "documents led by both"),
        },
    ),
    "topic_differences": Table(
        ("group", "item"),
        {
            "group": ("text", "source or other column's value that is compared with all others"),
            "item": ("text", "topic, as ``name_items`` calls it"),
            "n": ("whole", "units of the group that the topic leads"),
            "total": ("whole", "units of the group"),
            "share": ("number", "n / total, or with the weights of the sources held the same on both sides"),
            "share_low": ("number", "lower end of its 95 % interval; missing where untested (under 5 clusters)"),
            "share_high": ("number", "upper end of its 95 % interval; missing likewise"),
            "n_others": ("whole", "units of all others that the topic leads"),
            "total_others": ("whole", "units of all others"),
            "share_others": ("number", "n_others / total_others, weighted likewise"),
            "difference": ("number", "share - share_others"),
            "low": ("number", "lower end of its 95 % interval; missing likewise"),
            "high": ("number", "upper end of its 95 % interval; missing likewise"),
            "ratio": ("number", "share by share_others, 0.5 added to the units of the topic"),
            "ratio_low": ("number", "lower end of its 95 % interval; missing likewise"),
            "ratio_high": ("number", "upper end of its 95 % interval; missing likewise"),
            "q": ("number", "Benjamini-Hochberg adjusted p over all topics and groups tested; missing likewise"),
            "n_clusters": ("whole", "days or weeks of the group"),
            "n_clusters_others": ("whole", "days or weeks of all others"),
        },
    ),
}
