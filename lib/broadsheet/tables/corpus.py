"""The tables of a corpus: columns, kinds, keys."""

from broadsheet.tables.shape import Table

TABLES: dict[str, Table] = {
    "documents": Table(
        ("doc_id",),
        {
            "doc_id": ("text", "the id column as text, or the file's stem"),
            "title": ("text", "headline; empty when none was found"),
            "text": ("text", "clean body: raw text less what the ledger says was cut"),
            "date": ("day", "publication day (first day of a month or year); missing if unknown"),
            "date_precision": ("text", "day, month, year or none"),
            "date_evidence": ("text", "the words the date was read from"),
            "source": ("text", "outlet; empty when unknown"),
            "author": ("text", "byline; empty when unknown"),
            "language": ("text", "ISO 639-1 code as given, else as found by its letters; empty when unknown"),
            "url": ("text", "address as given"),
            "n_words": ("whole", "word tokens in text (two or more word characters)"),
            "group": ("text", "doc_id of the representative of its copies and near copies; itself when alone"),
            "is_copy": ("flag", "true for every member of a group but the representative"),
        },
    ),
    "ledger": Table(
        (),
        {
            "doc_id": ("text", "the document, or the file that gave none"),
            "step": ("text", "read, clean, date, duplicate or filter"),
            "action": ("text", "dropped, cut, changed or flagged"),
            "reason": ("text", "the rule, in words"),
            "text": ("text", "what was cut or changed, as it stood"),
            "start": ("whole", "first character in the raw text; -1 when no span is meant"),
            "end": ("whole", "one past the last character in the raw text; -1 likewise"),
        },
    ),
    "evidence": Table(
        (),
        {
            "item": ("text", "term, topic, entity or 'a -- b'"),
            "doc_id": ("text", "document"),
            "start": ("whole", "first character of the match in documents.text"),
            "end": ("whole", "one past its last character"),
            "before": ("text", "what stands before it"),
            "match": ("text", "documents.text[start:end]"),
            "after": ("text", "what stands after it"),
            "date": ("day", "the document's date (first day of a month or year); missing if unknown"),
            "date_precision": ("text", "day, month, year or none"),
            "source": ("text", "the document's outlet; empty when unknown"),
        },
    ),
}
