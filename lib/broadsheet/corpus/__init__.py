"""Files in, documents and a ledger out."""

from broadsheet.corpus.assemble import keep_documents, read_corpus
from broadsheet.corpus.draw import draw_coverage, draw_cuts
from broadsheet.corpus.read import read_aliases
from broadsheet.corpus.summary import count_coverage, count_cuts, describe_corpus, summarise_corpus

__all__ = [
    "count_coverage",
    "count_cuts",
    "describe_corpus",
    "draw_coverage",
    "draw_cuts",
    "keep_documents",
    "read_aliases",
    "read_corpus",
    "summarise_corpus",
]
