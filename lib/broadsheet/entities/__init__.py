"""Documents in, names and their network out."""

from broadsheet.entities.audit import draw_check_sheet, find_flips, score_check_sheet
from broadsheet.entities.backbone import count_matrix, keep_backbone, take_ego
from broadsheet.entities.chance import count_shuffled_edges, shuffle_names
from broadsheet.entities.communities import find_communities, join_communities
from broadsheet.entities.draw import draw_names, draw_network
from broadsheet.entities.export import to_gexf, to_graphml
from broadsheet.entities.gazetteer import read_gazetteer
from broadsheet.entities.layout import place_entities
from broadsheet.entities.network import count_names, find_pairs, judge_size, link_entities
from broadsheet.entities.periods import link_by_period
from broadsheet.entities.recognise import describe_entities, find_mentions, load_model
from broadsheet.entities.resolve import resolve_mentions

__all__ = [
    "count_matrix",
    "count_names",
    "count_shuffled_edges",
    "describe_entities",
    "draw_check_sheet",
    "draw_names",
    "draw_network",
    "find_communities",
    "find_flips",
    "find_mentions",
    "find_pairs",
    "join_communities",
    "judge_size",
    "keep_backbone",
    "link_by_period",
    "link_entities",
    "load_model",
    "place_entities",
    "read_gazetteer",
    "resolve_mentions",
    "score_check_sheet",
    "shuffle_names",
    "take_ego",
    "to_gexf",
    "to_graphml",
]
