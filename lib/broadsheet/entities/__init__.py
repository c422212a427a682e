"""Documents in, names and their network out."""

from broadsheet.entities.audit import draw_check_sheet, find_flips, score_check_sheet
from broadsheet.entities.backbone import choose_centre, count_matrix, describe_backbone, keep_backbone, take_ego
from broadsheet.entities.captions import (
    caption_matrix,
    caption_names,
    caption_network,
    caption_saturation,
    caption_windows,
)
from broadsheet.entities.chance import STRATA, count_shuffled_edges, shuffle_names
from broadsheet.entities.communities import find_communities, join_communities
from broadsheet.entities.describe import describe_entities
from broadsheet.entities.draw import draw_matrix, draw_names, draw_network, draw_saturation, draw_windows, pick_windows
from broadsheet.entities.export import to_gexf, to_graphml
from broadsheet.entities.find import describe_sample, find_names
from broadsheet.entities.furniture import find_in_cut
from broadsheet.entities.gazetteer import read_gazetteer
from broadsheet.entities.kinds import keep_kinds
from broadsheet.entities.layout import place_entities
from broadsheet.entities.network import count_names, find_pairs, judge_size, link_entities
from broadsheet.entities.periods import link_by_period
from broadsheet.entities.quotes import mark_names
from broadsheet.entities.recognise import describe_model, find_mentions, load_model
from broadsheet.entities.resolve import resolve_mentions

__all__ = [
    "STRATA",
    "caption_matrix",
    "caption_names",
    "caption_network",
    "caption_saturation",
    "caption_windows",
    "choose_centre",
    "count_matrix",
    "count_names",
    "count_shuffled_edges",
    "describe_backbone",
    "describe_entities",
    "describe_model",
    "describe_sample",
    "draw_check_sheet",
    "draw_matrix",
    "draw_names",
    "draw_network",
    "draw_saturation",
    "draw_windows",
    "find_communities",
    "find_flips",
    "find_in_cut",
    "find_mentions",
    "find_names",
    "find_pairs",
    "join_communities",
    "judge_size",
    "keep_backbone",
    "keep_kinds",
    "link_by_period",
    "link_entities",
    "load_model",
    "mark_names",
    "pick_windows",
    "place_entities",
    "read_gazetteer",
    "resolve_mentions",
    "score_check_sheet",
    "shuffle_names",
    "take_ego",
    "to_gexf",
    "to_graphml",
]
