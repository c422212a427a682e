"""The tables of names and their network: columns, kinds, keys."""

from broadsheet.tables.shape import Table

TABLES: dict[str, Table] = {
    "mentions": Table(
        ("doc_id", "start"),
        {
            "doc_id": ("text", "document"),
            "sentence": ("whole", "number of the sentence in the document, from 0"),
            "start": ("whole", "first character in documents.text"),
            "end": ("whole", "one past the last character in documents.text"),
            "surface": ("text", "documents.text[start:end]"),
            "entity": ("text", "the name it was resolved to"),
            "kind": ("text", "PERSON, ORG or PLACE"),
            "rule": (
                "text",
                "what decided, in order: model, rules, dictionary, look-back, title, alias, surname, acronym, "
                "spelling, vote",
            ),
        },
    ),
    "merges": Table(
        (),
        {
            "surface": ("text", "the name as it stands in the articles, white space made one"),
            "entity": ("text", "what it was joined to, or would be; empty when dropped by aliases.csv"),
            "kind": ("text", "PERSON, ORG or PLACE; NORP (a people or language) where that is why it was dropped"),
            "rule": ("text", "what decided, as in mentions.rule, or why it was suggested"),
            "action": ("text", "merged, refused, suggested, split, retyped or dropped"),
            "n_mentions": ("whole", "mentions it is about; 0 for a row of aliases.csv that met none"),
            "n_docs": ("whole", "documents with such a mention"),
            "detail": ("text", "candidates with their counts, kinds with their votes, or the reason"),
        },
    ),
    "names": Table(
        ("surface",),
        {
            "surface": ("text", "a name as it is written"),
            "entity": ("text", "the name it mostly was resolved to"),
            "kind": ("text", "the kind it mostly had"),
            "n_mentions": ("whole", "mentions of it in the documents that were read"),
            "n_docs": ("whole", "documents read that mention it"),
            "share": ("number", "share of its places in these documents that were read as a name"),
            "is_ambiguous": ("flag", "a single word that mostly is no name: not looked for"),
        },
    ),
    "saturation": Table(
        ("n_docs",),
        {
            "n_docs": ("whole", "documents read, or as much text as so many have"),
            "n_names": ("number", "names expected in so many documents"),
            "n_repeated": ("number", "of them in 2 documents or more"),
            "coverage": ("number", "expected share of places of names in unread documents whose name is known, 0 to 1"),
            "is_chosen": ("flag", "all that was read, sentences chosen for their names too, not documents at random"),
        },
    ),
    "nodes": Table(
        ("entity",),
        {
            "entity": ("text", "resolved name"),
            "kind": ("text", "PERSON, ORG or PLACE"),
            "n_mentions": ("whole", "mentions of it"),
            "n_docs": ("whole", "documents that mention it"),
            "community": ("whole", "group of names that stand together, 1 is the largest; 0 for none"),
            "community_stability": ("number", "share of seeds that put it with most of its group; missing for none"),
            "x": ("number", "position of the drawing"),
            "y": ("number", "position of the drawing"),
        },
    ),
    "edges": Table(
        ("source", "target"),
        {
            "source": ("text", "entity, before target in code-point order"),
            "target": ("text", "entity"),
            "n_windows": ("whole", "sentences that name both"),
            "n_docs": ("whole", "documents with such a sentence"),
            "n_sources": ("whole", "named outlets with such a sentence"),
            "expected": ("number", "documents with such a sentence if names met at random, each as many as it does"),
            "npmi": ("number", "normalised pointwise mutual information, -1 to 1"),
            "q": ("number", "false-discovery rate of n_docs above expected, over all pairs; missing where too few"),
            "in_paragraph": ("whole", "paragraphs that name both"),
            "in_document": ("whole", "documents that name both"),
            "q_paragraph": ("number", "q of the documents with such a paragraph; missing where too few name two"),
            "q_document": ("number", "q of in_document; missing likewise"),
            "support": ("text", "windows in which it is more than chance: some of 'sentence paragraph document'"),
            "first_date": ("day", "earliest dated document with such a sentence"),
            "last_date": ("day", "latest dated document with such a sentence"),
        },
    ),
    "edge_periods": Table(
        ("period", "source", "target"),
        {
            "source": ("text", "entity, before target in code-point order"),
            "target": ("text", "entity"),
            "period": ("day", "first day of the period"),
            "n_windows": ("whole", "sentences of the period that name both; 0 in the period it leaves"),
            "n_docs": ("whole", "documents of the period with such a sentence"),
            "change": ("text", "joins (not there in the period before), stays, or leaves (there before, no longer)"),
        },
    ),
}
