"""Names without a model, and names of a large corpus, against the model reading everything: `make bench`.

Needs BROADSHEET_DATA, a folder with wikigold.jsonl.gz, re3d_open.jsonl.gz and reuters_train.jsonl.gz. Accuracy and
recall are asserted, seconds are printed.
"""

import gzip
import json
import os
import re
import time
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.entities.discover import (
    choose_more,
    choose_sample,
    count_by_dictionary,
    count_saturation,
    discover_names,
)
from broadsheet.entities.gazetteer import read_gazetteer
from broadsheet.entities.recognise import find_mentions, load_model
from broadsheet.entities.rules import MEASURED, find_by_rules

DATA = Path(os.environ.get("BROADSHEET_DATA", "/nowhere"))
KINDS = {"PER": "PERSON", "Person": "PERSON", "ORG": "ORG", "Organisation": "ORG", "LOC": "PLACE", "Location": "PLACE"}
CLOSE_LEFT = re.compile(r"[.,;:!?)\]}%'’]|'s|’s|n't|''")
N_SAMPLE, N_MORE, N_TOP = 150, 550, 500

pytestmark = pytest.mark.skipif(
    not (DATA / "wikigold.jsonl.gz").exists(), reason="BROADSHEET_DATA names no folder with the corpora"
)


def read_lines(name: str) -> list[dict]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_gold(name: str) -> tuple[pd.DataFrame, set[tuple]]:
    """(documents, gold spans): tokens joined as print does; "the" is no part of a name, here as in the rules."""
    texts, gold = {}, set()
    for row in read_lines(name):
        text = ""
        for sentence in row["sentences"]:
            text, spans = text + "\n" * bool(text), []
            for token in sentence["tokens"]:
                text += " " * bool(spans and not CLOSE_LEFT.fullmatch(token) and not text.endswith("("))
                spans.append((len(text), len(text) + len(token)))
                text += token
            for start, end, kind in join_tags(sentence["ner"], spans):
                shift = 4 if text[start:end].startswith(("the ", "The ")) else 0
                gold.add((row["id"], start + shift, end, kind))
        texts[row["id"]] = text
    return pd.DataFrame({"doc_id": list(texts), "text": list(texts.values()), "language": "en"}), gold


def join_tags(tags: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    found = []
    for tag, (start, end) in zip(tags, spans, strict=True):
        kind = KINDS.get(tag[2:], "")
        if tag.startswith("B-"):
            found.append((start, end, kind))
        elif tag.startswith("I-") and found:
            found[-1] = (found[-1][0], end, found[-1][2])
    return [name for name in found if name[2]]


def score(found: pd.DataFrame, gold: set[tuple]) -> dict[str, float]:
    """F1 in % of each kind and all, exact ends and kind."""
    rows = set(zip(found.doc_id, found.start, found.end, found.kind, strict=True))
    rows = {row for row in rows if row[3] in MEASURED}
    f1 = {}
    for kind in MEASURED:
        ours, true = ({row for row in side if kind in ("all", row[3])} for side in (rows, gold))
        f1[kind] = round(200 * len(ours & true) / (len(ours) + len(true)), 1)
    return f1


@pytest.mark.parametrize("name", ["wikigold", "re3d_open"])
def test_rules_beside_the_model(name):
    documents, gold = read_gold(name)
    read_gazetteer()
    model = load_model()
    for label, find in (("rules", find_by_rules), ("model", lambda table: find_mentions(table, model=model))):
        started = time.perf_counter()
        found = find(documents)
        seconds = time.perf_counter() - started
        rate = documents.text.str.count(r"\b\w\w+\b").sum() / seconds
        print(f"\n{name}: {label} F1 {score(found, gold)}, {rate:,.0f} words a second")
        if (name, label) == ("wikigold", "rules"):
            assert score(found, gold) == MEASURED  # what describe_rules says


def test_a_sample_and_a_dictionary_beside_the_model_over_everything():
    rows = [row for row in read_lines("reuters_train") if row["text"].strip()]
    documents = pd.DataFrame({"doc_id": [f"r{row['id']:05}" for row in rows], "text": [row["text"] for row in rows]})
    documents = documents.assign(language="en", source="Reuters", date=pd.to_datetime([row["date"] for row in rows]))
    model = load_model()
    started = time.perf_counter()
    everything = find_mentions(documents, model=model)
    of_model = time.perf_counter() - started

    started = time.perf_counter()
    sample = choose_sample(documents, n_documents=N_SAMPLE, random_state=0)
    found = find_mentions(sample, model=model)
    curve = count_saturation(found, n_documents=len(sample))
    rest = documents[~documents.doc_id.isin(sample.doc_id)]
    more = choose_more(rest, names=discover_names(found, sample), n_documents=N_MORE)
    read = pd.concat([sample, more])
    names = discover_names(pd.concat([found, find_mentions(more, model=model)]), read)
    before_pass = time.perf_counter()
    counted = count_by_dictionary(documents, names=names)
    ours, of_pass = time.perf_counter() - started, time.perf_counter() - before_pass

    frequent = everything.entity.value_counts().head(N_TOP).index
    spans = [
        set(zip(table.doc_id, table.start, table.end, strict=True))
        for table in (everything[everything.entity.isin(frequent)], counted, everything)
    ]
    recall = len(spans[0] & spans[1]) / len(spans[0])
    known = everything[~everything.doc_id.isin(sample.doc_id)].drop_duplicates(["doc_id", "entity"])
    coverage = known.entity.isin(found.entity.unique()).mean()
    print(
        f"\n{len(documents):,} stories: the model over everything {of_model:.0f} s; sample of {N_SAMPLE} + {N_MORE} "
        f"and dictionary {ours:.1f} s ({of_model / ours:.1f} times as fast; the pass alone {of_pass:.2f} s, "
        f"{of_model / of_pass:.0f} times)\nrecall of the mentions of the {N_TOP} most frequent entities {recall:.3f}, "
        f"of all mentions {len(spans[2] & spans[1]) / len(spans[2]):.3f}; places the model marks too "
        f"{len(spans[2] & spans[1]) / len(spans[1]):.3f}\n"
        f"coverage said after {N_SAMPLE} documents {curve.coverage.iloc[-1]:.3f}, true {coverage:.3f}"
    )
    assert recall >= 0.95
