"""Counts of named terms -> shares over time, or a reason why there is no curve."""

from broadsheet.trends.describe import describe_shares
from broadsheet.trends.draw import draw_documents, draw_rates, draw_shares
from broadsheet.trends.periods import PERIODS
from broadsheet.trends.refusals import find_refusal
from broadsheet.trends.shares import share_terms

__all__ = [
    "PERIODS",
    "describe_shares",
    "draw_documents",
    "draw_rates",
    "draw_shares",
    "find_refusal",
    "share_terms",
]
