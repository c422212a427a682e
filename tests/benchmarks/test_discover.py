"""Names without a model, and names of a large corpus, against the model reading everything: `make bench`.

Needs BROADSHEET_DATA, a folder with wikigold.jsonl.gz, re3d_open.jsonl.gz, reuters_train.jsonl.gz, bbc_news.jsonl.gz
and us_economic_news_1995_2009.jsonl.gz. Accuracy and recall are asserted, seconds are printed.
"""

import gzip
import json
import os
import re
import time
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.entities.find import find_names
from broadsheet.entities.gazetteer import read_gazetteer
from broadsheet.entities.recognise import find_mentions, load_model
from broadsheet.entities.rules import MEASURED, Rules

DATA = Path(os.environ.get("BROADSHEET_DATA", "/nowhere"))
KINDS = {"PER": "PERSON", "Person": "PERSON", "ORG": "ORG", "Organisation": "ORG", "LOC": "PLACE", "Location": "PLACE"}
CLOSE_LEFT = re.compile(r"[.,;:!?)\]}%'’]|'s|’s|n't|''")
N_TOP = 500

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
    for label, model in (("rules", Rules()), ("model", load_model())):
        started = time.perf_counter()
        found = find_mentions(documents, model=model)
        seconds = time.perf_counter() - started
        rate = documents.text.str.count(r"\b\w\w+\b").sum() / seconds
        print(f"\n{name}: {label} F1 {score(found, gold)}, {rate:,.0f} words a second")
        if (name, label) == ("wikigold", "rules"):
            assert score(found, gold) == MEASURED  # what describe_rules says


def read_news(name: str, most: int) -> pd.DataFrame:
    rows = [row for row in read_lines(name) if row["text"].strip()]
    documents = pd.DataFrame(
        {"doc_id": [f"r{at:05}" for at in range(len(rows))], "text": [row["text"] for row in rows]}
    )
    documents = documents.assign(language="en", source=[row.get("source") or name for row in rows])
    documents["date"] = pd.to_datetime([row.get("date") for row in rows])
    return documents.sample(min(most, len(documents)), random_state=0).sort_values("doc_id", ignore_index=True)


@pytest.mark.parametrize(
    "name,most,n_read",
    [("reuters_train", 20_000, 450), ("bbc_news", 2_000, 90), ("us_economic_news_1995_2009", 2_000, 120)],
)
def test_a_sample_and_a_dictionary_beside_the_model_over_everything(name, most, n_read):
    documents, model = read_news(name, most), load_model()
    find_mentions(documents.head(3), model=model)  # what is loaded once is no part of either time
    clocks = [(time.perf_counter(), time.process_time())]
    everything = find_mentions(documents, model=model)
    clocks.append((time.perf_counter(), time.process_time()))
    counted, saturation = find_names(documents, model=model, n_read=n_read)
    clocks.append((time.perf_counter(), time.process_time()))
    (wall, cpu), (our_wall, our_cpu) = (
        [end - start for start, end in zip(*clocks[at : at + 2], strict=True)] for at in (0, 1)
    )

    frequent = everything.entity.value_counts().head(N_TOP).index
    top, ours, every = (
        set(zip(table.doc_id, table.start, table.end, strict=True))
        for table in (everything[everything.entity.isin(frequent)], counted, everything)
    )
    recall = len(top & ours) / len(top)
    places = everything[everything.kind != "NORP"].drop_duplicates(["doc_id", "entity"])
    print(
        f"\n{name}, {len(documents):,} stories: the model over everything {wall:.0f} s (processor {cpu:.0f} s); the "
        f"text of {n_read} and the dictionary {our_wall:.1f} s ({our_cpu:.1f} s): {wall / our_wall:.1f} "
        f"({cpu / our_cpu:.1f}) times as fast\n"
        f"recall of the mentions of the {N_TOP} most frequent entities {recall:.3f}, of all mentions "
        f"{len(every & ours) / len(every):.3f}; places the model marks too {len(every & ours) / len(ours):.3f}\n"
        f"coverage said {saturation.coverage.iloc[-1]:.3f}, true {places.entity.isin(set(counted.entity)).mean():.3f}"
    )
    assert recall >= 0.95
