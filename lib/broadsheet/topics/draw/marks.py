"""What the pictures of topics share: names that fit, and the words below a picture."""

import textwrap
from collections.abc import Iterable
from unicodedata import east_asian_width

import pandas as pd

from broadsheet import tables

HIGHEST_MM = 232  # what a journal page holds above a caption
NONE = "none of these"


def measure(text: str) -> int:
    """How wide ``text`` is, in letters; a Chinese, Japanese or Korean one is two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def cut(text: str, width: int) -> str:
    """``text``, or as much of it as ``width`` letters hold, with an ellipsis."""
    if measure(text) <= width:
        return text
    while measure(text) >= width:
        text = text[:-1]
    return text.rstrip(" ,;") + "…"


def wrap(text: str, width: int, *, lines: int = 2) -> str:
    """``text`` in at most ``lines`` lines of ``width`` letters, broken at spaces; what goes beyond is cut."""
    broken = textwrap.wrap(text, width, break_long_words=False)
    kept = [*broken[: lines - 1], " ".join(broken[lines - 1 :])] if len(broken) > lines else broken
    return "\n".join(cut(line, width) for line in kept)


def name_topics(topics: Iterable[int], topic_quality: pd.DataFrame) -> list[str]:
    """Number and label of each of ``topics``, as all pictures name them; topic 0 by its meaning.

    Raises InputError when topic_quality has no row for one of them.
    """
    labels = dict(zip(topic_quality.topic, topic_quality.label, strict=True))
    missing = [topic for topic in topics if topic and topic not in labels]
    if missing:
        raise tables.InputError(
            f"topic_quality has no row for topic {missing[0]}, which is to be drawn; it has {len(labels)} topics. "
            f"Score the topics that the other table is of."
        )
    return [f"{topic} {labels[topic]}" if topic else NONE for topic in topics]
