"""Topics joined and cut by hand, and all that hangs on them made anew."""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse
from threadpoolctl import threadpool_limits

from broadsheet.errors import InputError
from broadsheet.terms import TermMatrix
from broadsheet.topics.compare import find_leading
from broadsheet.topics.fit import GROUPED, Topics, make_topics
from broadsheet.topics.groups import group_units, mean_rows
from broadsheet.topics.labels import find_topic
from broadsheet.topics.weights import weigh


def sort_edits(edits: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """(merge, split, labels) of lines of all three: "energy, power = Energy strikes" gives a label, "2 + 5" merges,
    "3: 2" splits.

    A label that a line gives may name the topic in the others, "Energy strikes + winter, cold": its words stand there
    in what is given back. Raises InputError for a line that is none of the three, and for a number that is given a
    label beside a merge or a split: numbers of before and after would be taken for each other.
    """
    merge, split, labels = [], [], []
    for line in edits:
        kinds = [kind for sign, kind in (("=", labels), ("+", merge), (":", split)) if sign in line]
        if not kinds:
            raise InputError(
                f"edits: {line!r} is no edit; expected '2 + 5' to merge, '3: 2' to split in two, or "
                f"'energy, power = Energy strikes' to give a label."
            )
        kinds[0].append(line)
    numbered = [line for line in labels if re.fullmatch(r"\s*\d+\s*", line.partition("=")[0])]
    if numbered and (merge or split):
        raise InputError(
            f"edits: {numbered[0]!r} names a topic by its number, and topics that were merged or split have other "
            f"numbers than before. Name it by some of its words, such as 'energy, power = Energy strikes'."
        )
    return _spell_out(merge, labels), _spell_out(split, labels), labels


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
    return apply_edits(topics, matrix, *read_edits(topics, merge=merge, split=split))


def read_edits(
    topics: Topics, *, merge: Iterable[str] = (), split: Iterable[str] = ()
) -> tuple[list[list[int]], dict[int, int]]:
    """(the topics of each merge, the parts of each topic that is split). InputError as ``edit_topics`` says."""
    groups, parts = _read_merge(topics, merge), _read_split(topics, split)
    named = [topic for group in groups for topic in group] + list(parts)
    twice = sorted({topic for topic in named if named.count(topic) > 1})
    if twice:
        raise InputError(f"merge and split name topic {twice[0]} twice. A topic can be in one merge or one split only.")
    if named and topics.model not in GROUPED:
        raise InputError(f"model is {topics.model!r}, and only topics of {', '.join(GROUPED)} can be merged or split.")
    return groups, parts


def apply_edits(topics: Topics, matrix: TermMatrix, groups: list[list[int]], parts: dict[int, int]) -> Topics:
    """What ``read_edits`` found, done: see ``edit_topics``."""
    if not groups and not parts:
        return topics
    named = [topic for group in groups for topic in group] + list(parts)
    leading, matrix = take_leading(topics, matrix)
    with threadpool_limits(1):
        weights = weigh(matrix.counts, topics.factors)
        components = [row for topic, row in enumerate(topics.components, start=1) if topic not in named]
        components += [_mean(weights[np.isin(leading, group)]) for group in groups]
        for topic, n_parts in parts.items():
            components += list(_cut(weights[leading == topic], topic, n_parts))
    if len(components) < 2:
        raise InputError(f"merge would leave {len(components)} topic, expected two or more to be left. Merge fewer.")
    model = {"factors": topics.factors, "mean": topics.mean, "model": topics.model, "min_fit": topics.min_fit}
    return replace(make_topics(matrix, np.array(components), **model), seeds=topics.seeds)


def describe_edits(
    topics: Topics, edited: Topics | None = None, *, merge: Iterable[str] = (), split: Iterable[str] = ()
) -> str:
    """One sentence for the methods: what was merged and split, and what came of it; "" for nothing.

    ``topics`` are those before, ``edited`` what ``edit_topics`` made of them: both are named by the labels they have,
    so label both first. What came of an edit are the new topics that lead most of the units; it is not told without
    ``edited``.
    """
    groups, parts = read_edits(topics, merge=merge, split=split)
    if not groups and not parts:
        return ""
    before = _name_topics(topics)
    after, flow = (_name_topics(edited), _count_new(topics, edited)) if edited else ({}, None)

    def name_results(named: list[int], n_results: int) -> str:
        led = flow.loc[flow.index.intersection(named)].sum().sort_index()
        return " into " + _join(after[topic] for topic in sorted(led.nlargest(n_results, keep="first").index))

    merged = [(f"{_join(before[topic] for topic in group)} merged", group, 1) for group in groups]
    cut = [(f"{before[topic]} split", [topic], n_parts) for topic, n_parts in parts.items()]
    told = [what + (name_results(*of) if edited else "") for what, *of in merged + cut]
    return f"By hand, {len(topics.components)} topics were edited: {'; '.join(told)}."


def _spell_out(lines: list[str], labels: list[str]) -> list[str]:
    """``lines`` with the words of a topic where they name it by one of ``labels``, the longest first."""
    given = [(label.strip(), words.strip()) for words, _, label in (line.partition("=") for line in labels)]
    for label, words in sorted(given, key=lambda pair: -len(pair[0])):
        name = re.compile(rf"(^|\+)\s*{re.escape(label)}\s*(?=\+|:\s*\d+\s*$|$)", re.IGNORECASE)
        lines = [name.sub(lambda found, words=words: f"{found[1]} {words} ".lstrip(), line) for line in lines]
    return lines


def _name_topics(topics: Topics) -> dict[int, str]:
    labels = topics.topic_terms.drop_duplicates("topic")
    return {row.topic: f"({row.label})" for row in labels.itertuples()}


def _join(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _count_new(topics: Topics, edited: Topics) -> pd.DataFrame:
    """Units by their leading topic before (rows) and after (columns, those that were not there before)."""
    known = {row.tobytes() for row in topics.components.astype(np.float64)}
    new = [
        topic for topic, row in enumerate(edited.components.astype(np.float64), start=1) if row.tobytes() not in known
    ]
    before, after = (find_leading(found.doc_topics, by_unit=True).topic for found in (topics, edited))
    return pd.crosstab(before, after).reindex(columns=new, fill_value=0)


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


def take_leading(topics: Topics, matrix: TermMatrix) -> tuple[np.ndarray, TermMatrix]:
    """(the leading topic of each unit, the units in the same order). InputError for a ``matrix`` of other units."""
    units = find_leading(topics.doc_topics, by_unit=True)
    order = np.lexsort((matrix.units, matrix.doc_ids.astype(str)))
    counts = sparse.csr_matrix(matrix.counts)[order]
    counts.eliminate_zeros()  # a zero that is stored has no logarithm
    matrix = TermMatrix(counts, matrix.doc_ids[order], matrix.units[order], matrix.terms)
    same = len(units) == len(order) and np.array_equal(matrix.terms.astype(str), topics.terms.astype(str))
    if not (same and (units.doc_id == matrix.doc_ids.astype(str)).all() and (units.unit == matrix.units).all()):
        raise InputError(
            f"The matrix has {len(order):,} unit{'s' * (len(order) != 1)} and {len(matrix.terms):,} terms, expected "
            f"the {len(units):,} units and {len(topics.terms):,} terms the topics were fitted to. "
            f"Give the matrix of the fit."
        )
    return units.topic.to_numpy(), matrix


def _mean(weights) -> np.ndarray:
    return mean_rows(weights, np.zeros(weights.shape[0], dtype=np.int64), 1)[0]


def _cut(weights, topic: int, n_parts: int) -> np.ndarray:
    n_units = weights.shape[0]
    groups = group_units(weights, n_topics=n_parts) if n_units >= n_parts else np.arange(n_units)
    if len(np.unique(groups)) < n_parts:
        raise InputError(
            f"split: topic {topic} leads {n_units} unit{'s' * (n_units != 1)}, too few or too much alike to tell "
            f"{n_parts} groups apart. Ask for fewer, or leave it whole."
        )
    return mean_rows(weights, groups, n_parts)
