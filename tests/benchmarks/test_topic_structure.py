"""What is done with topics once they are fitted, on labelled news: `make bench` prints it.

Needs BROADSHEET_DATA, a folder with bbc_news.jsonl.gz (2,225 articles of five sections). NMI is against the sections.
"""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import normalized_mutual_info_score

from broadsheet.terms import TermMatrix, count_terms
from broadsheet.topics import (
    edit_topics,
    find_drift,
    find_leading,
    fit_topics,
    label_topics,
    link_topics,
    match_topics,
    transform_topics,
)
from broadsheet.words import find_stop_words

DATA = Path(os.environ.get("BROADSHEET_DATA", "/nowhere"))
N_SECTIONS = 5

pytestmark = pytest.mark.skipif(
    not (DATA / "bbc_news.jsonl.gz").exists(), reason="BROADSHEET_DATA names no folder with the corpora"
)


def count(units: pd.DataFrame, **options) -> TermMatrix:
    return count_terms(units, stop_words=find_stop_words("en"), min_docs=5, max_doc_share=0.5, phrases=True, **options)


@pytest.fixture(scope="module")
def bbc():
    with gzip.open(DATA / "bbc_news.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [f"{row['title']}\n{row['text']}" for row in rows]
    units = pd.DataFrame({"doc_id": [f"d{at:05}" for at in range(len(rows))], "unit": 0, "text": texts})
    return units, np.array([row["category"] for row in rows])


@pytest.fixture(scope="module")
def fitted(bbc):
    matrix = count(bbc[0])
    return matrix, fit_topics(matrix, n_topics=10)


def test_topics_merged_along_their_tree_are_the_sections(bbc, fitted):
    matrix, topics = fitted
    tree, groups = link_topics(topics), {topic: [topic] for topic in range(1, 11)}
    for join in tree.head(10 - N_SECTIONS).itertuples():
        groups[join.node] = groups.pop(join.left) + groups.pop(join.right)
    merge = [" + ".join(map(str, group)) for group in groups.values() if len(group) > 1]
    merged = edit_topics(topics, matrix, merge=merge)
    before, after = (
        normalized_mutual_info_score(bbc[1], find_leading(found.doc_topics).topic) for found in (topics, merged)
    )
    print(f"\nBBC: 10 topics NMI {before:.3f}, merged along the tree to {len(merged.components)}: {after:.3f}")
    assert len(merged.components) == N_SECTIONS and after >= 0.88


def test_labels_over_subsamples(bbc, fitted):
    matrix, topics = fitted
    generator, kept = np.random.default_rng(0), []
    first = label_topics(topics).topic_terms
    for _ in range(4):
        rows = np.sort(generator.choice(len(bbc[0]), size=int(0.8 * len(bbc[0])), replace=False))
        part = TermMatrix(matrix.counts[rows], matrix.doc_ids[rows], matrix.units[rows], matrix.terms)
        refit = fit_topics(part, n_topics=10)
        other = label_topics(refit).topic_terms
        labels = [terms.drop_duplicates("topic").set_index("topic").label.str.split(", ") for terms in (first, other)]
        matches = match_topics(first, other)
        kept += [
            len({*labels[0][row.topic]} & {*(labels[1][row.other] if row.other else [])}) / 3
            for row in matches.itertuples()
        ]
        carried = label_topics(refit, before=first).topic_terms
        assert set(carried.label) & set(first.label) >= set(
            first.label[first.topic.isin(matches.topic[matches.similarity >= 0.5])]
        )
    print(f"\nBBC, 10 topics on 80 %: {np.mean(kept):.2f} of the three words of a label stay the same")
    assert np.mean(kept) >= 0.7


@pytest.mark.parametrize("n_docs", [40, 80, 150, 250, 350, 500])
def test_few_articles_are_sorted_as_well_as_by_plain_factors(bbc, n_docs):
    scores = {"default": [], "nmf": []}
    for seed in range(10):
        rows = np.sort(np.random.default_rng(seed).choice(len(bbc[0]), size=n_docs, replace=False))
        matrix = count_terms(bbc[0].iloc[rows], stop_words=find_stop_words("en"), min_docs=2, max_doc_share=0.5)
        for model, nmi in scores.items():
            topics = fit_topics(matrix, n_topics=N_SECTIONS, model=model, min_fit=-1)
            nmi.append(normalized_mutual_info_score(bbc[1][rows], find_leading(topics.doc_topics).topic))
    default, nmf = (np.mean(nmi) for nmi in scores.values())
    print(f"\n{n_docs} articles of BBC, 5 topics, 10 samples: NMI {default:.3f}, nmf {nmf:.3f}")
    assert default >= nmf - 0.01


@pytest.mark.parametrize("n_topics", [2, 3, 5, 10])
def test_words_at_random_fit_none_and_articles_and_even_mixes_of_them_fit(bbc, n_topics):
    """What MIN_FIT was set by. Random: the words of all articles shuffled between them. Of two topics an even mix is
    the corpus at large, so that there is nothing to ask of articles and mixes there."""
    generator = np.random.default_rng(0)
    order = generator.permutation(len(bbc[0]))
    seen, others = bbc[0].iloc[order[:1400]], bbc[0].iloc[order[1400:]]
    topics = fit_topics(count(seen), n_topics=n_topics)
    new = count(others, terms=topics.terms)
    words = generator.permutation(np.repeat(new.counts.indices, new.counts.data))
    texts = np.split(words, np.cumsum(np.asarray(new.counts.sum(axis=1)).ravel())[:-1])
    shuffled = np.array([np.bincount(text, minlength=len(topics.terms)) for text in texts])
    other = generator.permutation(len(others))
    sections = pd.Series(bbc[1], index=bbc[0].doc_id).loc[new.doc_ids].to_numpy()
    mixed = (new.counts + new.counts[other])[sections != sections[other]].tocsr()
    mixed.data = generator.binomial(mixed.data, 0.5)
    none = []
    for counts in (shuffled, new.counts, mixed):
        rows = TermMatrix(counts, new.doc_ids[: counts.shape[0]], new.units[: counts.shape[0]], new.terms)
        none.append((find_leading(transform_topics(topics, rows)).topic == 0).mean())
    print(f"\nBBC, {n_topics} topics, none: random {none[0]:.0%}, articles {none[1]:.0%}, mixes {none[2]:.0%}")
    assert none[0] >= 0.8 and ((none[1] <= 0.1 and none[2] <= 0.15) or n_topics == 2)


@pytest.mark.parametrize("section", ["business", "entertainment", "politics", "sport", "tech"])
def test_a_section_the_model_never_saw_is_drift(bbc, section):
    units, sections = bbc
    topics = fit_topics(count(units[sections != section]), n_topics=N_SECTIONS - 1)
    new = transform_topics(topics, count(units[sections == section], terms=topics.terms))
    share = (find_leading(new).topic == 0).mean()
    print(f"\nwithout {section}: {share:.0%} of its articles fit none")
    assert find_drift(topics, new)


@pytest.mark.parametrize(("n_docs", "n_topics"), [(1112, 5), (1112, 20), (300, 10), (100, 5)])
@pytest.mark.parametrize("random_state", [0, 1])
def test_articles_of_the_same_kind_are_no_drift(bbc, n_docs, n_topics, random_state):
    order = np.random.default_rng(random_state).permutation(len(bbc[0]))
    topics = fit_topics(count(bbc[0].iloc[order[:n_docs]]), n_topics=n_topics)
    new = transform_topics(topics, count(bbc[0].iloc[order[n_docs : 2 * n_docs]], terms=topics.terms))
    print(
        f"\n{n_docs} articles, {n_topics} topics: {(find_leading(new).topic == 0).mean():.1%} of as many new fit none"
    )
    assert find_drift(topics, new) == ""
