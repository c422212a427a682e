"""Counts of named terms -> shares over time, or a reason why there is no curve."""

from broadsheet.trends.draw import draw_documents, draw_rates, draw_shares
from broadsheet.trends.shares import PERIODS, describe_shares, find_refusal, share_terms

__all__ = [
    "PERIODS",
    "describe_shares",
    "draw_documents",
    "draw_rates",
    "draw_shares",
    "find_refusal",
    "share_terms",
]
