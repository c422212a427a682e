"""Files in, documents and a ledger out."""

from broadsheet.corpus.assemble import open_corpus, read_corpus
from broadsheet.corpus.draw import draw_coverage, draw_cuts, draw_lengths
from broadsheet.corpus.keep import keep_documents
from broadsheet.corpus.report.card import describe_corpus, describe_languages
from broadsheet.corpus.report.coverage import count_coverage, count_lengths, find_outliers
from broadsheet.corpus.report.doubts import count_copies, count_evidence, count_groups, count_reasons
from broadsheet.corpus.report.reading import choose_articles, count_cuts, mark_articles
from broadsheet.corpus.report.summary import report_corpus, summarise_corpus
from broadsheet.corpus.sidecars import read_aliases, read_check_sheet, read_positions

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
    "open_corpus",
    "read_aliases",
    "read_check_sheet",
    "read_corpus",
    "read_positions",
    "report_corpus",
    "summarise_corpus",
]
