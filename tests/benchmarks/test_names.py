"""Names found, side by side with spaCy's plain pipeline in one run: `make bench` prints precision, recall and F1.

Gold is wikigold (CC BY 4.0; PER, ORG and LOC, its MISC ignored) and re3d where BROADSHEET_DATA names a folder with
them. A name counts if its ends and its kind are the annotators' (strict, as at CoNLL-2003). In re3d, which
annotates descriptions ("the town of Dabiq"), one counts if it lies in a span of its kind, and a span if a name of its
kind lies in it (lenient). Nothing is asserted but that we are no worse than the plain pipeline.
"""

import gzip
import json
import os
import time
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.entities import find_mentions, load_model, resolve_mentions
from broadsheet.entities.recognise import KINDS
from planted import make_documents

LABELS = KINDS | {"Person": "PERSON", "Organisation": "ORG", "Location": "PLACE"}
CLOSING = {*".,;:!?)]}%’'", "''", "'s", "'d", "'m", "'re", "'ve", "'ll", "n't"}
OPENING = {*"([{$", "``"}
PARAGRAPH = 4  # sentences
NO_ALIASES = pd.DataFrame({"surface": [], "entity": [], "kind": []}, dtype="str")
Spans = set[tuple[str, int, int, str]]


def read_gold(name: str) -> tuple[pd.DataFrame, Spans]:
    """(documents, gold spans) from tokens, put together to sentences as English is printed."""
    file = Path(os.environ.get("BROADSHEET_DATA", ""), f"{name}.jsonl.gz")
    if not file.is_file():
        pytest.skip(f"BROADSHEET_DATA names no folder with {file.name}")
    texts, gold = [], set()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            text = ""
            for at, sentence in enumerate(json.loads(line)["sentences"]):
                text += ("\n\n" if at % PARAGRAPH == 0 else " ") if text else ""
                text, spans = join_tokens(text, sentence["tokens"], sentence["ner"])
                gold |= {(f"d{number:03}", start, end, LABELS[label]) for start, end, label in spans if label in LABELS}
            texts.append(text)
    return make_documents(texts), gold


def join_tokens(text: str, tokens: list[str], labels: list[str]) -> tuple[str, list[tuple[int, int, str]]]:
    spans, glue, quoted = [], True, False
    for token, label in zip(tokens, labels, strict=True):
        text += "" if glue or token in CLOSING or (token == '"' and quoted) else " "
        quoted ^= token == '"'
        glue = token in OPENING or (token == '"' and quoted)
        if label[:1] == "I" and spans and spans[-1][2] == label[2:]:
            spans[-1] = (spans[-1][0], len(text) + len(token), label[2:])
        elif label != "O":
            spans.append((len(text), len(text) + len(token), label[2:]))
        text += token
    return text, spans


def find_plainly(documents: pd.DataFrame, model) -> Spans:
    """What the pipeline finds in whole texts, as it comes."""
    parsed = zip(documents.doc_id, model.pipe(documents.text), strict=True)
    return {
        (doc_id, name.start_char, name.end_char, KINDS[name.label_])
        for doc_id, text in parsed
        for name in text.ents
        if name.label_ in KINDS
    }


def take_spans(mentions: pd.DataFrame) -> Spans:
    return set(mentions[["doc_id", "start", "end", "kind"]].itertuples(index=False, name=None))


def score(found: Spans, gold: Spans, *, lenient: bool) -> tuple[float, float, float]:
    """Precision, recall and F1, in percent."""
    right = {span for span in found if span in gold or (lenient and any(map(lies_in, [span] * len(gold), gold)))}
    met = right if not lenient else {span for span in gold if any(lies_in(name, span) for name in found)}
    precision, recall = len(right) / max(len(found), 1), len(met) / max(len(gold), 1)
    return 100 * precision, 100 * recall, 200 * precision * recall / max(precision + recall, 1e-9)


def lies_in(name: tuple, span: tuple) -> bool:
    return name[0] == span[0] and name[3] == span[3] and span[1] <= name[1] and name[2] <= span[2]


def tell(what: str, found: Spans, gold: Spans, *, lenient: bool) -> float:
    """Print a line of scores; returned is the F1 of all kinds."""
    cells = []
    for kind in ("PERSON", "ORG", "PLACE", ""):
        of_kind = [{span for span in spans if kind in ("", span[3])} for spans in (found, gold)]
        precision, recall, f1 = score(*of_kind, lenient=lenient)
        cells.append(f"{kind or 'all'} {f1:.1f} ({precision:.1f} / {recall:.1f})")
    print(f"    {what:28} {', '.join(cells)}")
    return f1


@pytest.mark.parametrize("name,lenient", [("wikigold", False), ("re3d_open", True)])
def test_names_against_the_plain_pipeline(name, lenient):
    documents, gold = read_gold(name)
    model = load_model()
    print(f"\n{name}, {'lenient' if lenient else 'strict'} F1 (precision / recall), {len(gold):,} names:")
    plain = tell("spaCy, plain", find_plainly(documents, model), gold, lenient=lenient)
    started = time.perf_counter()
    found = find_mentions(documents, model=model)
    seconds = time.perf_counter() - started
    tell("find_mentions", take_spans(found[found.kind != "NORP"]), gold, lenient=lenient)
    mentions, _ = resolve_mentions(found, documents, aliases=NO_ALIASES)
    ours = tell("find_mentions and resolved", take_spans(mentions), gold, lenient=lenient)
    print(f"    {documents.n_words.sum() / seconds:,.0f} words a second, {model.meta['name']} {model.meta['version']}")
    assert ours >= plain


def test_ten_articles_more_cost_ten_articles(tmp_path):
    documents, _ = read_gold("wikigold")
    model = load_model()
    seconds = []
    for n_docs in (len(documents) - 10, len(documents), len(documents)):
        started = time.perf_counter()
        found = find_mentions(documents.head(n_docs), model=model, cache=tmp_path)
        seconds.append(time.perf_counter() - started)
    first, more, again = seconds
    print(f"\n{len(documents) - 10} articles {first:.2f} s, 10 more {more:.2f} s, the same again {again:.2f} s")
    pd.testing.assert_frame_equal(found, find_mentions(documents, model=model))
