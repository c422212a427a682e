"""A TermMatrix in, topics out: what they are, how good they are, where they stand."""

from broadsheet.topics.captions import (
    caption_documents,
    caption_flow,
    caption_k_curve,
    caption_map,
    caption_terms,
    caption_tree,
)
from broadsheet.topics.captions_groups import caption_curves, caption_groups, caption_periods
from broadsheet.topics.choose import choose_n_topics, read_n_topics
from broadsheet.topics.compare import count_flow, count_leading, find_leading, match_topics, name_items
from broadsheet.topics.differences import (
    choose_groups,
    describe_differences,
    find_differences_refusal,
    score_differences,
)
from broadsheet.topics.draw import (
    draw_doc_topics,
    draw_k_curve,
    draw_topic_curves,
    draw_topic_flow,
    draw_topic_groups,
    draw_topic_map,
    draw_topic_periods,
    draw_topic_terms,
    draw_topic_tree,
)
from broadsheet.topics.edits import describe_edits, edit_topics, sort_edits
from broadsheet.topics.embeddings import embed_units
from broadsheet.topics.fit import Topics, count_possible, fit_topics, transform_topics
from broadsheet.topics.labels import find_topic, label_topics
from broadsheet.topics.passages import find_topic_passages, find_topic_units
from broadsheet.topics.quality import describe_topics, score_topics
from broadsheet.topics.refits import refit_topics, score_terms
from broadsheet.topics.saved import (
    find_drift,
    from_bytes,
    place_new,
    read_labels,
    read_topics,
    score_unseen,
    to_bytes,
)
from broadsheet.topics.steering import describe_seeds, find_seeded, label_seeds, read_seed_words
from broadsheet.topics.structure import describe_map, link_topics, place_documents

__all__ = [
    "Topics",
    "caption_curves",
    "caption_documents",
    "caption_flow",
    "caption_groups",
    "caption_k_curve",
    "caption_map",
    "caption_periods",
    "caption_terms",
    "caption_tree",
    "choose_groups",
    "choose_n_topics",
    "count_flow",
    "count_leading",
    "count_possible",
    "describe_differences",
    "describe_edits",
    "describe_map",
    "describe_seeds",
    "describe_topics",
    "draw_doc_topics",
    "draw_k_curve",
    "draw_topic_curves",
    "draw_topic_flow",
    "draw_topic_groups",
    "draw_topic_map",
    "draw_topic_periods",
    "draw_topic_terms",
    "draw_topic_tree",
    "edit_topics",
    "embed_units",
    "find_differences_refusal",
    "find_drift",
    "find_leading",
    "find_seeded",
    "find_topic",
    "find_topic_passages",
    "find_topic_units",
    "fit_topics",
    "from_bytes",
    "label_seeds",
    "label_topics",
    "link_topics",
    "match_topics",
    "name_items",
    "place_documents",
    "place_new",
    "read_labels",
    "read_n_topics",
    "read_seed_words",
    "read_topics",
    "refit_topics",
    "score_differences",
    "score_terms",
    "score_topics",
    "score_unseen",
    "sort_edits",
    "to_bytes",
    "transform_topics",
]
