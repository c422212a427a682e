"""Counts of terms -> shares over time, changes, what rose and fell, keyness; or a reason why not."""

from broadsheet.trends.captions import (
    caption_curves,
    caption_documents,
    caption_groups,
    caption_keyness,
    caption_rates,
    caption_rising,
)
from broadsheet.trends.changes import choose_clusters, describe_changes, find_changes, find_changes_refusal
from broadsheet.trends.describe import describe_shares, list_changes
from broadsheet.trends.draw import (
    draw_documents,
    draw_groups,
    draw_keyness,
    draw_rates,
    draw_rising,
    draw_shares,
    pick_ranked,
)
from broadsheet.trends.keyness import describe_keyness, find_keyness_refusal, score_keyness
from broadsheet.trends.periods import PERIODS, choose_period, describe_period
from broadsheet.trends.refusals import find_refusal
from broadsheet.trends.rising import check_rising, describe_check, describe_rising, find_rising
from broadsheet.trends.shares import check_intervals, share_terms, share_unplaced
from broadsheet.trends.sides import can_hold_sources, choose_sides, describe_sides, name_sides
from broadsheet.trends.slopes import find_trend_refusal

__all__ = [
    "PERIODS",
    "can_hold_sources",
    "caption_curves",
    "caption_documents",
    "caption_groups",
    "caption_keyness",
    "caption_rates",
    "caption_rising",
    "check_intervals",
    "check_rising",
    "choose_clusters",
    "choose_period",
    "choose_sides",
    "describe_changes",
    "describe_check",
    "describe_keyness",
    "describe_period",
    "describe_rising",
    "describe_shares",
    "describe_sides",
    "draw_documents",
    "draw_groups",
    "draw_keyness",
    "draw_rates",
    "draw_rising",
    "draw_shares",
    "find_changes",
    "find_changes_refusal",
    "find_keyness_refusal",
    "find_refusal",
    "find_rising",
    "find_trend_refusal",
    "list_changes",
    "name_sides",
    "pick_ranked",
    "score_keyness",
    "share_terms",
    "share_unplaced",
]
