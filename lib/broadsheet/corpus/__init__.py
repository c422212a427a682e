"""Files in, documents and a ledger out."""

from broadsheet.corpus.assemble import read_corpus
from broadsheet.corpus.card import describe_corpus, describe_languages
from broadsheet.corpus.coverage import count_coverage, count_lengths, find_outliers
from broadsheet.corpus.doubts import count_copies, count_evidence, count_groups, count_reasons
from broadsheet.corpus.draw import draw_coverage, draw_cuts, draw_lengths
from broadsheet.corpus.keep import keep_documents
from broadsheet.corpus.reading import choose_articles, count_cuts, mark_articles
from broadsheet.corpus.sidecars import read_aliases
from broadsheet.corpus.summary import report_corpus, summarise_corpus

__all__ = [
    "choose_articles",
    "count_copies",
    "count_coverage",
    "count_cuts",
    "count_evidence",
    "count_groups",
    "count_lengths",
    "count_reasons",
    "describe_corpus",
    "describe_languages",
    "draw_coverage",
    "draw_cuts",
    "draw_lengths",
    "find_outliers",
    "keep_documents",
    "mark_articles",
    "read_aliases",
    "read_corpus",
    "report_corpus",
    "summarise_corpus",
]
