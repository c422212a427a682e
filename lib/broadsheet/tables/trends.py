"""The tables of terms in time: columns, kinds, keys."""

from broadsheet.tables.shape import Table

TABLES: dict[str, Table] = {
    "shares": Table(
        ("group", "period", "item"),
        {
            "group": ("text", "source or other column's value the row is for; empty for all documents"),
            "period": ("day", "first day of the period; missing for the whole corpus"),
            "item": ("text", "term, topic or entity"),
            "n": ("whole", "occurrences in the period"),
            "total": ("whole", "words in the period, all documents"),
            "share": ("number", "n / total, or the standardised rate where the mix is held fixed"),
            "low": ("number", "lower end of the 95 % interval of share"),
            "high": ("number", "upper end of the 95 % interval of share"),
            "n_docs": ("whole", "documents of the period with the item"),
            "n_docs_total": ("whole", "documents of the period"),
            "doc_share": ("number", "n_docs / n_docs_total, standardised likewise"),
            "doc_low": ("number", "lower end of the 95 % interval of doc_share"),
            "doc_high": ("number", "upper end of the 95 % interval of doc_share"),
            "n_clusters": ("whole", "clusters of the period: days, or documents in periods of a day"),
            "n_sources": ("whole", "named sources of the period with the item"),
            "is_thin": ("flag", "fewer than 5 occurrences or 5 clusters: drawn grey"),
        },
    ),
    "changes": Table(
        ("item", "kind", "period"),
        {
            "item": ("text", "term, topic or entity"),
            "kind": ("text", "trend, step (change point) or burst"),
            "period": ("day", "first period of the change; of a trend the first of all"),
            "last_period": ("day", "last period of the change"),
            "direction": ("text", "up or down"),
            "effect": (
                "number",
                "log2 of a ratio of rates: later half to earlier of the fitted trend, after to before, in to out",
            ),
            "low": ("number", "lower end of the 95 % interval of effect; missing where there is none"),
            "high": ("number", "upper end of the 95 % interval of effect; missing where there is none"),
            "n": ("whole", "occurrences the change was looked for in"),
            "q": ("number", "Benjamini-Hochberg adjusted p over all items that were tested"),
            "passes": ("flag", "q is at most 0.05: the mark may be drawn"),
            "n_alarms": ("whole", "shuffled corpora in which a mark as strong was found"),
            "n_shuffles": ("whole", "shuffled corpora that were tried; 0 where none was needed"),
        },
    ),
    "rising": Table(
        ("item",),
        {
            "item": ("text", "word or phrase"),
            "direction": ("text", "up or down"),
            "effect": (
                "number",
                "log2 of the ratio of the fitted rates, middle of the later half of the time to that of the earlier",
            ),
            "low": ("number", "lower end of the 95 % interval of effect"),
            "high": ("number", "upper end of the 95 % interval of effect"),
            "score": ("number", "end of the interval nearest 0, 0 where it holds 0: the order of the table"),
            "z": ("number", "signed root of the likelihood ratio over its design effect, sources held fixed"),
            "q": ("number", "Benjamini-Hochberg adjusted p over all terms that were tested"),
            "n": ("whole", "occurrences"),
            "n_docs": ("whole", "documents with it"),
            "n_clusters": ("whole", "days or weeks with it"),
            "n_sources": ("whole", "named sources with it"),
        },
    ),
    "keyness": Table(
        ("item",),
        {
            "item": ("text", "word or phrase"),
            "n_target": ("whole", "occurrences in the target"),
            "n_reference": ("whole", "occurrences in the reference"),
            "log_ratio": ("number", "log2 of the ratio of the rates, 0.5 added to counts and words"),
            "low": (
                "number",
                "lower end of its 95 % interval, clustered by day or week; missing where untested (under 5 clusters)",
            ),
            "high": ("number", "upper end of its 95 % interval; missing likewise"),
            "score": ("number", "end of the interval nearest 0, 0 where it holds 0: the order of the table"),
            "g2": ("number", "log likelihood ratio G2 on tokens (Dunning 1993)"),
            "log_odds_z": ("number", "log-odds with informative Dirichlet prior, z (Monroe et al. 2008)"),
            "q": (
                "number",
                "Benjamini-Hochberg adjusted p of the clustered test over all terms tested; missing likewise",
            ),
            "n_docs_target": ("whole", "documents of the target with it"),
            "n_docs_reference": ("whole", "documents of the reference with it"),
            "n_clusters": ("whole", "days or weeks with it"),
            "dispersion": ("number", "Gries' DP over days (weeks) of a source: 0 spread as the text is, near 1 in one"),
        },
    ),
}
