"""Topics on paper: their words, where and when they stand, how many there are, what is near, what another K does."""

from broadsheet.topics.draw.documents import draw_doc_topics
from broadsheet.topics.draw.flow import draw_topic_flow
from broadsheet.topics.draw.groups import draw_topic_groups
from broadsheet.topics.draw.k_curve import draw_k_curve
from broadsheet.topics.draw.structure import draw_topic_map, draw_topic_tree
from broadsheet.topics.draw.time import draw_topic_curves, draw_topic_periods
from broadsheet.topics.draw.words import draw_topic_terms

__all__ = [
    "draw_doc_topics",
    "draw_k_curve",
    "draw_topic_curves",
    "draw_topic_flow",
    "draw_topic_groups",
    "draw_topic_map",
    "draw_topic_periods",
    "draw_topic_terms",
    "draw_topic_tree",
]
