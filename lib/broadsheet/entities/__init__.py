"""Documents in, names and their network out."""

from broadsheet.entities.draw import draw_names, draw_network
from broadsheet.entities.network import count_names, find_pairs, judge_size, link_entities, place_entities
from broadsheet.entities.recognise import describe_entities, find_mentions, load_model
from broadsheet.entities.resolve import resolve_mentions

__all__ = [
    "count_names",
    "describe_entities",
    "draw_names",
    "draw_network",
    "find_mentions",
    "find_pairs",
    "judge_size",
    "link_entities",
    "load_model",
    "place_entities",
    "resolve_mentions",
]
