import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.corpus import keep_documents
from broadsheet.corpus.ledger import note
from toy import toy_documents

# doc_id, source, date, precision, language, evidence, text
RECORDED = (
    ("a", "Post", "2024-01-03", "day", "en", "byline: by Ann Lee, January 3, 2024", "The river rose in a day."),
    ("b", "Post", "2024-01-05", "day", "en", "byline: by Bo Hay, January 5, 2024", "Dock workers stopped all cranes."),
    ("c", "Ledger", "2024-01-05", "day", "en", "column date: 2024-01-05", "Dock workers stopped all cranes."),
    ("d", "Ledger", "2024-02-01", "month", "en", "column date: 2024-02", "Ships waited outside the harbour."),
    ("e", "", None, "none", "en", "", "Talks broke down after an hour."),
    ("f", "", "2024-03-01", "day", "", "page header, not confirmed: March 1, 2024", "Nine in ten voted."),
    ("g", "Zeitung", "2024-01-01", "year", "de", "metadata.csv: 2024", "Der Fluss stieg."),
    ("h", "Zeitung", "2024-02-02", "day", "de", "column date: 2024-02-02", "Die Kräne standen still."),
    ("i", "Post", "2024-01-06", "day", "en", "byline: by Bo Hay, January 6, 2024", "Dock workers stopped cranes."),
    ("j", "Post", "2024-04-01", "day", "en", "column date: 2024-04-01", "The strike ended on Monday."),
)


@pytest.fixture
def recorded():
    """Ten articles with all that can be on record, the ledger with the filter's rows, and what is kept.

    Three more were not read. Of "a", 10 + 30 characters were cut and a space was put in, of "b" 10
    were cut; "c" and "i" are copies of "b", in other words than its own the one; "g" and "h" are German.
    """
    doc_id, source, date, precision, language, evidence, text = (list(column) for column in zip(*RECORDED, strict=True))
    documents = toy_documents(
        dict(zip(doc_id, text, strict=True)),
        source=source,
        date=pd.to_datetime(date).astype("datetime64[s]"),
        date_precision=precision,
        language=language,
        date_evidence=evidence,
        group=["b" if name in "bci" else name for name in doc_id],
        is_copy=[name in "ci" for name in doc_id],
    )
    rows = [
        note("m", "read", "dropped", "no text in it"),
        note("n", "read", "dropped", "no text in it: row 3 of a.csv", "A headline"),
        note("o", "read", "dropped", "broken row: row 9 of a.csv cannot be read"),
        note("a", "read", "changed", "mojibake mended", "riverâ€™s", 60, 68),
        note("h", "read", "flagged", "language: given as de, reads like nl; kept as given"),
        note("a", "clean", "cut", "byline", "by Ann Lee", 0, 10),
        note("a", "clean", "cut", "photo caption", "A river in flood. Photo: AP 24", 10, 40),
        note("a", "clean", "changed", "glued words", "", 49, 49),
        note("b", "clean", "cut", "photo caption", "A crane.\n\n", 0, 10),
        note("a", "date", "flagged", "conflict: byline: January 3, 2024 against page header", "January 9", 50, 59),
        note("e", "date", "flagged", "the date '1/2/24' can be read in two ways; it is not used", "1/2/24"),
        note("f", "date", "flagged", "date from the page header only, not confirmed", "March 1, 2024"),
        note("c", "duplicate", "flagged", "the same words as b"),
        note("i", "duplicate", "flagged", "a near copy of b"),
    ]
    kept, left_out = keep_documents(documents, language="en")
    return documents, pd.concat([tables.make("ledger", rows), left_out], ignore_index=True), kept
