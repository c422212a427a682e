"""What topics are called: by their most exclusive words, as they were called before, or as the user says."""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from broadsheet.errors import InputError
from broadsheet.topics.compare import match_topics
from broadsheet.topics.fit import Topics

N_WORDS = 3  # in a label
N_CANDIDATES = 10  # top terms a label is chosen from
MIN_ALIKE = 0.5  # cosine from which a topic is the one it was before
MIN_PHRASE = 0.5  # of the score of a word, from which a phrase with it stands for it
MIN_OWN = 0.5  # of the weight of words that name a topic, over all topics


def label_topics(topics: Topics, *, labels: Iterable[str] = (), before: pd.DataFrame | None = None) -> Topics:
    """The topics with a short label each, in topic_terms.label.

    A label is three of the ten top terms: those with the largest weight x exclusivity (the part of a term's weight in
    all topics that is this one's), a phrase rather than one word of it, none in two forms. With ``before``, a
    topic_terms table of an earlier fit (``saved.read_labels``), a topic keeps the label of the topic it matches
    (``match_topics``, a cosine of at least ``MIN_ALIKE``). Each of ``labels`` names one topic, before all else,
    "energy, power, grid = Energy strikes": its words on the left (or its number, which another fit may change), the
    label on the right.

    Raises InputError for a label without "=", for words no topic has, for words of several topics, and for two
    labels of one topic.
    """
    known = _choose_words(topics)
    if before is not None:
        named = before.drop_duplicates("topic").set_index("topic").label
        found = match_topics(topics.topic_terms, before)
        found = found[found.similarity >= MIN_ALIKE]
        known |= dict(zip(found.topic, named.loc[found.other], strict=True))
    given: dict[int, str] = {}
    for line in labels:
        words, equals, label = (part.strip() for part in line.partition("="))
        if not (words and equals and label):
            raise InputError(f"labels: {line!r} is no label, expected 'energy, power, grid = Energy strikes'.")
        topic = find_topic(topics, words, parameter="labels")
        if topic in given:
            raise InputError(f"labels: {given[topic]!r} and {label!r} are both topic {topic}. Keep one of them.")
        given[topic] = label
    names = topics.topic_terms.topic.map(known | given).astype("str")
    return replace(topics, topic_terms=topics.topic_terms.assign(label=names))


def find_topic(topics: Topics, name: str, *, parameter: str = "topic") -> int:
    """The topic a user means: by its number, its label, or some of its words, "energy, power, grid".

    Words mean the topic with most of their weight, if it has more than ``MIN_OWN`` of it. Raises InputError, which
    begins with the name of the ``parameter``, for a number or word no topic has, and where no topic has enough.
    """
    labels = topics.topic_terms.drop_duplicates("topic").set_index("topic").label
    name = name.strip()
    if re.fullmatch(r"\d+", name):
        if int(name) not in labels.index:
            raise InputError(f"{parameter}: there is no topic {name}, expected 1 to {len(labels)}.")
        return int(name)
    called = labels.index[labels.str.casefold() == name.casefold()]
    if len(called) == 1:
        return int(called[0])
    words = list(dict.fromkeys(word.strip().lower() for word in name.split(",") if word.strip()))
    rows = topics.topic_terms[topics.topic_terms.term.isin(words)]
    lost = [word for word in words if word not in set(rows.term)]
    if not words or lost:
        near = get_close_matches((lost or [name])[0], sorted(set(topics.topic_terms.term)), n=3)
        told = (
            f"Near it are {', '.join(map(repr, near))}." if near else "Choose among its top terms, or give its number."
        )
        raise InputError(f"{parameter}: no topic has {', '.join(map(repr, lost or [name]))} among its terms. {told}")
    weights = rows.groupby("topic").weight.sum().round(9)
    best = int(weights.idxmax())
    if weights.max() <= MIN_OWN * weights.sum():
        among = ", ".join(f"{topic} ({labels[topic]})" for topic in weights.nlargest(3).index)
        raise InputError(
            f"{parameter}: {name!r} may be topic {among}; none has more than half of the weight of these words. "
            f"Name it by words of its own."
        )
    return best


def find_repeats(scores: pd.Series) -> dict[str, str]:
    """Terms that a longer one stands for: "prime" and "minister", where there is "prime minister".

    ``scores`` are those of terms (index), the best first. The longer term has at least ``MIN_PHRASE`` of the score;
    of several the best stands for the word.
    """
    phrases = [term for term in scores.index if " " in term]
    found = {}
    for term, score in scores.items():
        longer = [name for name in phrases if f" {term} " in f" {name} " and name != term]
        longer = [name for name in longer if scores[name] >= MIN_PHRASE * score]
        found |= {term: longer[0]} if longer else {}
    return found


def _choose_words(topics: Topics) -> dict[int, str]:
    """A label for each topic."""
    own = topics.components / topics.components.sum(axis=1, keepdims=True).clip(min=1e-12)
    own = own / own.sum(axis=0).clip(min=1e-12)
    column = pd.Series(np.arange(len(topics.terms)), index=topics.terms.astype(str))
    chosen = {}
    for topic, terms in topics.topic_terms.sort_values(["topic", "rank"]).groupby("topic"):
        top = terms.head(N_CANDIDATES)
        scores = (top.weight * own[topic - 1, column.loc[top.term].to_numpy()]).round(9)
        scores = scores.set_axis(top.term).sort_values(ascending=False, kind="stable")
        chosen[topic] = ", ".join(_take_different(scores))
    return chosen


def _take_different(scores: pd.Series) -> list[str]:
    """The first terms that do not repeat each other; a phrase stands for a word of it that leads it by little."""
    repeats, taken = find_repeats(scores), []
    for term in scores.index:
        name = repeats.get(term, term)
        if not any(_is_alike(name, other) for other in taken):
            taken.append(name)
    return taken[:N_WORDS]


def _is_alike(term: str, other: str) -> bool:
    """Whether they share a word but for its ending: "tory" and "tories", "oil" and "crude oil"."""
    return any(_share_stem(one, two) for one in term.split() for two in other.split())


def _share_stem(one: str, two: str) -> bool:
    shorter = min(len(one), len(two))
    size = min(shorter, max(3, shorter - 1))
    return one[:size] == two[:size]
