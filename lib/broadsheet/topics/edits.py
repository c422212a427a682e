"""Topics joined and cut by hand, and all that hangs on them made anew."""

import re
from collections.abc import Iterable

import numpy as np
from threadpoolctl import threadpool_limits

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.topics.compare import find_leading
from broadsheet.topics.fit import Topics, make_topics
from broadsheet.topics.groups import group_units, mean_rows
from broadsheet.topics.labels import find_topic
from broadsheet.topics.weights import weigh

CAN_BE_EDITED = ("default", "clusters")


def sort_edits(edits: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """(merge, split, labels) of lines of all three: "energy, power = Energy strikes" gives a label, "2 + 5" merges,
    "3: 2" splits. Raises InputError for a line that is none of them."""
    merge, split, labels = [], [], []
    for line in edits:
        kinds = [kind for sign, kind in (("=", labels), ("+", merge), (":", split)) if sign in line]
        if not kinds:
            raise InputError(
                f"edits: {line!r} is no edit; expected '2 + 5' to merge, '3: 2' to split in two, or "
                f"'energy, power = Energy strikes' to give a label."
            )
        kinds[0].append(line)
    return merge, split, labels


def edit_topics(topics: Topics, matrix: TermMatrix, *, merge: Iterable[str] = (), split: Iterable[str] = ()) -> Topics:
    """The topics after some were merged or split by hand: shares, words and numbers are made anew.

    ``matrix`` is that of the fit. ``merge`` lists topics to make one of, "2 + 5" or "rugby, lions + chelsea, arsenal";
    ``split`` topics to cut in so many, "3: 2" or "shares, firm: 2". A topic is named by its number before any edit, its
    label or its words (``labels.find_topic``); words find it in another fit too. Merged topics have the mean weights of
    the units that any of them leads; a topic is split by grouping the units it leads (``groups.group_units``). The
    other topics stay what they are, but their shares of a unit may change a little, and numbers go by share again.
    Labels are those of a new fit: give them afterwards (``labels.label_topics``).

    Raises InputError for what names no topic, a topic that is named twice, a model that has no groups (nmf, lda), a
    split into more than its units carry, fewer than two topics that would be left, and a ``matrix`` of other units.
    """
    merged, parts = _read_merge(topics, merge), _read_split(topics, split)
    if not merged and not parts:
        return topics
    named = [topic for group in merged for topic in group] + list(parts)
    twice = sorted({topic for topic in named if named.count(topic) > 1})
    if twice:
        raise InputError(f"merge and split name topic {twice[0]} twice. A topic can be in one merge or one split only.")
    if topics.model not in CAN_BE_EDITED:
        raise InputError(
            f"model is {topics.model!r}, and only topics of {' and '.join(CAN_BE_EDITED)} can be merged or split."
        )
    leading, matrix = _find_leading_units(topics, matrix)
    with threadpool_limits(1):
        weights = weigh(matrix.counts, topics.factors)
        components = [row for topic, row in enumerate(topics.components, start=1) if topic not in named]
        components += [_mean(weights[np.isin(leading, group)]) for group in merged]
        for topic, n_parts in parts.items():
            components += list(_cut(weights[leading == topic], topic, n_parts))
    if len(components) < 2:
        raise InputError(f"merge would leave {len(components)} topic, expected two or more to be left. Merge fewer.")
    return make_topics(
        matrix, np.array(components), factors=topics.factors, mean=topics.mean, model=topics.model,
        min_fit=topics.min_fit,
    )  # fmt: skip


def describe_edits(topics: Topics, *, merge: Iterable[str] = (), split: Iterable[str] = ()) -> str:
    """One sentence for the methods: what was merged and split in ``topics``, as they were before; "" for nothing."""
    labels = topics.topic_terms.drop_duplicates("topic").set_index("topic").label
    told = [f"{' and '.join(f'({labels[topic]})' for topic in group)} merged" for group in _read_merge(topics, merge)]
    told += [f"({labels[topic]}) split in {n_parts}" for topic, n_parts in _read_split(topics, split).items()]
    return f"By hand, {len(topics.components)} topics were edited: {'; '.join(told)}." if told else ""


def _read_merge(topics: Topics, merge: Iterable[str]) -> list[list[int]]:
    groups = []
    for line in merge:
        names = [name for name in line.split("+") if name.strip()]
        if len(names) < 2:
            raise InputError(f"merge: {line!r} names {len(names)} topic, expected two or more, such as '2 + 5'.")
        groups.append([find_topic(topics, name, parameter="merge") for name in names])
    return groups


def _read_split(topics: Topics, split: Iterable[str]) -> dict[int, int]:
    parts: dict[int, int] = {}
    for line in split:
        found = re.fullmatch(r"(.+):\s*(\d+)\s*", line)
        if not found or int(found[2]) < 2:
            raise InputError(f"split: {line!r} is no split, expected a topic and 2 or more, such as '3: 2'.")
        topic = find_topic(topics, found[1], parameter="split")
        if topic in parts:
            raise InputError(f"merge and split name topic {topic} twice. A topic can be in one merge or split only.")
        parts[topic] = int(found[2])
    return parts


def _find_leading_units(topics: Topics, matrix: TermMatrix) -> tuple[np.ndarray, TermMatrix]:
    """(the leading topic of each unit, the units in the same order)."""
    units = find_leading(topics.doc_topics, by_unit=True)
    order = np.lexsort((matrix.units, matrix.doc_ids.astype(str)))
    matrix = TermMatrix(matrix.counts[order], matrix.doc_ids[order], matrix.units[order], matrix.terms)
    same = len(units) == len(order) and np.array_equal(matrix.terms.astype(str), topics.terms.astype(str))
    if not (same and (units.doc_id == matrix.doc_ids.astype(str)).all() and (units.unit == matrix.units).all()):
        raise InputError(
            f"The matrix has {len(order):,} units and {len(matrix.terms):,} terms, expected the {len(units):,} units "
            f"and {len(topics.terms):,} terms the topics were fitted to. Give the matrix of the fit."
        )
    return units.topic.to_numpy(), matrix


def _mean(weights) -> np.ndarray:
    return mean_rows(weights, np.zeros(weights.shape[0], dtype=np.int64), 1)[0]


def _cut(weights, topic: int, n_parts: int) -> np.ndarray:
    n_units = weights.shape[0]
    groups = group_units(weights, n_topics=n_parts) if n_units >= n_parts else np.arange(n_units)
    if len(np.unique(groups)) < n_parts:
        raise InputError(
            f"split: topic {topic} leads {n_units} units, too few or too much alike to tell {n_parts} groups apart. "
            f"Ask for fewer, or leave it whole."
        )
    return mean_rows(weights, groups, n_parts)
