"""A TermMatrix in, topics out: what they are, how good they are, where they stand."""

from broadsheet.topics.draw import draw_doc_topics, draw_topic_terms
from broadsheet.topics.fit import Topics, fit_topics, transform_topics
from broadsheet.topics.quality import describe_topics, find_topic_passages, score_topics

__all__ = [
    "Topics",
    "describe_topics",
    "draw_doc_topics",
    "draw_topic_terms",
    "find_topic_passages",
    "fit_topics",
    "score_topics",
    "transform_topics",
]
