"""What of a large corpus a model reads: a few documents at random, and the sentences that hold most names.

A sample by month and source (``choose_sample``) is fair, and says how much is missed. The sentences
(``choose_sentences``) are chosen because they hold, in little text, what may be the names of many documents.
``choose_reading`` shares out between both what a model may read.
"""

import heapq

import numpy as np
import pandas as pd
import polars as pl

from broadsheet.errors import InputError
from broadsheet.texts import Texts, scan_texts

MIN_DOCS = 2  # documents that must hold a run of large words before it is looked for
RUN = r"\b\p{Lu}[\w&'’.-]*\w(?: (?:(?:of|de|and) )?\p{Lu}[\w&'’.-]*\w)*"  # a rough name, for the choice only
SENTENCE_END = r"([.!?][\"”’)]?) ([\"“‘(]?\p{Lu})"
LONGEST = 1_000  # characters of a sentence: what is longer is a list or a table
PADDING = 40  # characters that any sentence costs, however short
N_CANDIDATES = 5  # sentences of each run that are thought of: more find no more
RANDOM_SHARE = 4  # one in so many documents that may be read is drawn at random before sentences are chosen
MOST_SEEN = 20  # times as many as are read: documents from which sentences are chosen


def choose_reading(
    documents: pd.DataFrame, *, n_read: int, texts: Texts | None = None, random_state: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a model reads that may read as much as ``n_read`` of ``documents``: (whole documents, sentences).

    A quarter is drawn (``choose_sample``). As much text as the rest has is for sentences (``choose_sentences``), and
    what these leave, for in a small corpus a few sentences hold every run, is for further documents, drawn too.

    Sentences are chosen without regard to what is drawn, from documents read whole as well, so that what they know of
    those is what they know of any document. They need not be read twice and are not counted as read.
    """
    kept = _keep_originals(documents)
    first = choose_sample(kept, n_documents=-(-n_read // RANDOM_SHARE), random_state=random_state)
    first = read_texts(first, texts=texts)
    seen = choose_sample(kept, n_documents=MOST_SEEN * n_read, random_state=random_state + 1)
    mean = first.text.str.len().mean() if len(first) else 0.0
    sentences = choose_sentences(seen, n_chars=int(mean * (n_read - len(first))), texts=texts)
    rest = kept[~kept.doc_id.isin(first.doc_id)]
    n_chars = sentences.text[sentences.doc_id.isin(rest.doc_id)].str.len().sum()
    n_more = _count_more(n_read - len(first), mean=mean, n_chars=n_chars, n_rest=len(rest))
    if n_more == 0:
        return first, sentences
    more = read_texts(choose_sample(rest, n_documents=n_more, random_state=random_state), texts=texts)
    return pd.concat([first, more]).sort_values("doc_id", ignore_index=True), sentences


def _count_more(n_left: int, *, mean: float, n_chars: int, n_rest: int) -> int:
    """How many documents of ``mean`` characters ``n_left`` such leave, when sentences of ``n_chars`` are taken off.

    The sentences are of ``n_rest`` documents; those of a document that is read whole cost nothing more.
    """
    left = n_left * mean - n_chars
    cost = mean - n_chars / max(n_rest, 1)
    if left < 0:
        return 0
    return min(n_left, int(left / cost)) if cost > 0 else n_left


def choose_sample(documents: pd.DataFrame, *, n_documents: int, random_state: int) -> pd.DataFrame:
    """``n_documents`` rows of documents (doc_id, date, source; copies are left out), in order of doc_id.

    Every month and source has its share of them, to the nearest whole document: documents are sorted by month and
    source, at random within, and every k-th is taken from a random start (systematic sampling, Cochran 1977,
    chapter 8). All of them when there are no more. Raises InputError when ``n_documents`` is under 1.
    """
    if n_documents < 1:
        raise InputError(f"n_documents is {n_documents}, expected 1 or more; 1,000 are enough for a first look.")
    frame = _keep_originals(documents)
    if len(frame) <= n_documents:
        return frame
    generator = np.random.default_rng(random_state)
    keys = pd.DataFrame(
        {
            "month": pd.to_datetime(frame.date).dt.strftime("%Y-%m").fillna(""),
            "source": frame.source.fillna(""),
            "chance": generator.random(len(frame)),
        }
    )
    order = keys.sort_values(["month", "source", "chance"], kind="stable").index.to_numpy()
    step = len(frame) / n_documents
    taken = np.floor((np.arange(n_documents) + generator.random()) * step).astype(np.int64)
    return frame.loc[np.sort(order[taken])].reset_index(drop=True)


def read_texts(documents: pd.DataFrame, *, texts: Texts) -> pd.DataFrame:
    """``documents``, a sample that fits into memory, with the column text from the files of the store."""
    found = np.full(len(documents), "", dtype=object)
    for rows, chunk in scan_texts(documents, texts):
        found[rows] = chunk.to_list()
    return documents.assign(text=found).astype({"text": "str"})


def choose_sentences(documents: pd.DataFrame, *, n_chars: int, texts: Texts | None = None) -> pd.DataFrame:
    """The sentences to read where not all can be: ``documents`` with a text of these sentences alone, a line each.

    They hold what may be the names of most documents. What may be a name is a run of large words, in two documents
    or more. A sentence is worth the sum of the documents of its runs, over its characters; once it is taken, its runs
    are worth nothing (greedy cover). Sentences are taken until they have ``n_chars`` characters. Needs two passes over
    the texts, so hand over a sample of a very large corpus (``choose_sample``). In order of doc_id.
    """
    frame = _keep_originals(documents)
    found = [_find_runs(rows, chunk) for rows, chunk in scan_texts(frame, texts)]
    if not found:
        return frame.assign(text="")
    taken = _take_worthiest(_list_worth(pl.concat(found)), n_chars)
    chosen = pl.DataFrame(taken, schema=["row", "number"], orient="row").cast(pl.Int64).sort("row", "number")
    frame = frame.loc[chosen["row"].unique(maintain_order=True).to_list()].reset_index(drop=True)
    chosen = chosen.with_columns(pl.col("row").rank("dense").cast(pl.Int64) - 1)
    text = np.full(len(frame), "", dtype=object)
    for rows, chunk in scan_texts(frame, texts):
        ours = _split(rows, chunk).join(chosen, on=["row", "number"], how="semi", maintain_order="left")
        for row, sentences in ours.group_by("row", maintain_order=True).agg("sentence").iter_rows():
            text[row] = "\n".join(sentences)
    return frame.assign(text=text).astype({"text": "str"})


def _split(rows: np.ndarray, texts: pl.Series) -> pl.DataFrame:
    """row, number and sentence of texts, roughly: what a wrong end costs is a little context."""
    lines = texts.fill_null("").str.replace_all(SENTENCE_END, "$1\n$2").str.split("\n")
    table = pl.DataFrame({"row": rows.astype(np.int64), "sentence": lines}).explode("sentence")
    return table.with_columns(number=pl.int_range(pl.len()).over("row"))


def _find_runs(rows: np.ndarray, texts: pl.Series) -> pl.DataFrame:
    """row, number, n_chars and run: each run of large words once for each sentence that holds it."""
    sentences = _split(rows, texts).with_columns(n_chars=pl.col("sentence").str.len_chars().cast(pl.Int64))
    sentences = sentences.filter(pl.col("n_chars") <= LONGEST)
    runs = sentences.select("row", "number", "n_chars", run=pl.col("sentence").str.extract_all(RUN))
    return runs.explode("run").drop_nulls("run").unique(["row", "number", "run"])


def _list_worth(runs: pl.DataFrame) -> pl.DataFrame:
    """row, number, n_chars, runs and their docs of the sentences that are among the worthiest of one of their runs."""
    spread = runs.group_by("run").agg(docs=pl.col("row").n_unique()).filter(pl.col("docs") >= MIN_DOCS)
    held = runs.join(spread, on="run").sort("row", "number", "run")
    held = held.with_columns(worth=pl.col("docs").sum().over("row", "number") / (pl.col("n_chars") + PADDING))
    best = held.sort("worth", "row", "number", descending=[True, False, False])
    best = best.group_by("run", maintain_order=True).head(N_CANDIDATES)
    kept = held.join(best, on=["row", "number"], how="semi", maintain_order="left")
    return kept.group_by("row", "number", "n_chars", maintain_order=True).agg("run", "docs")


def _take_worthiest(sentences: pl.DataFrame, n_chars: int) -> list[tuple[int, int]]:
    """(row, number) of the sentences whose runs are worth most for their length, one after the other (lazy greedy)."""
    places = list(sentences.select("row", "number").iter_rows())
    lengths, runs, docs = (sentences[column].to_list() for column in ("n_chars", "run", "docs"))
    met: set[str] = set()

    def value(at: int) -> float:
        new = sum(n for run, n in zip(runs[at], docs[at], strict=True) if run not in met)
        return new / (lengths[at] + PADDING)

    heap = [(-value(at), at) for at in range(len(places))]
    heapq.heapify(heap)
    taken: list[int] = []
    while heap and n_chars > 0:
        _, at = heapq.heappop(heap)
        now = value(at)
        if heap and now < -heap[0][0]:
            heapq.heappush(heap, (-now, at))
        elif now > 0:
            taken.append(at)
            met.update(runs[at])
            n_chars -= lengths[at]
    return [places[at] for at in taken]


def _keep_originals(documents: pd.DataFrame) -> pd.DataFrame:
    kept = documents[~documents.is_copy] if "is_copy" in documents else documents
    return kept.sort_values("doc_id", ignore_index=True)
