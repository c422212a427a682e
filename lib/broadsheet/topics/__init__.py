"""A TermMatrix in, topics out: what they are, how good they are, where they stand."""

from broadsheet.topics.draw import draw_doc_topics, draw_topic_terms
from broadsheet.topics.compare import count_flow, count_leading, find_leading, match_topics, name_items
from broadsheet.topics.edits import describe_edits, edit_topics
from broadsheet.topics.fit import Topics, fit_topics, transform_topics
from broadsheet.topics.labels import find_topic, label_topics
from broadsheet.topics.passages import find_topic_passages, find_topic_units
from broadsheet.topics.quality import describe_topics, score_topics
from broadsheet.topics.saved import find_drift, from_bytes, read_topics, to_bytes
from broadsheet.topics.structure import describe_map, link_topics, place_documents

__all__ = [
    "Topics",
    "count_flow",
    "count_leading",
    "describe_edits",
    "describe_map",
    "describe_topics",
    "draw_doc_topics",
    "draw_topic_terms",
    "edit_topics",
    "find_drift",
    "find_leading",
    "find_topic",
    "find_topic_passages",
    "find_topic_units",
    "fit_topics",
    "from_bytes",
    "label_topics",
    "link_topics",
    "match_topics",
    "name_items",
    "place_documents",
    "read_topics",
    "score_topics",
    "to_bytes",
    "transform_topics",
]
