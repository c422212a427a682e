"""Lines that recur over many articles of a source: furniture found by counting, not by a list.

What is counted is in how many *different* articles of a source a line stands. One wire story printed five times is
one article: articles are told apart by their longest line, which copies share. Counting needs no more
than ``SAMPLE`` different articles of a source, those whose fingerprints are the smallest numbers. That is a random
sample (the numbers are hashes), the same however the corpus is cut into partitions, and it bounds the table for any
size of corpus: a "bottom-k sample", see Cohen and Kaplan (2007), Summarizing data using bottom-k sketches.

A line is not asked for its words but for its place. In the middle of a story stand section headings ("Key points"),
fragments of hard-wrapped text ("said.") and short paragraphs ("Terms were not disclosed."), so there
only full lines count; a short line must stand after the last sentence, and in a fifth of all articles.
"""

from collections.abc import Iterable

import polars as pl

from broadsheet.corpus.cleaning.page import LONGEST_RECURRING, hash_line

SAMPLE = 500  # different articles of a source that are looked at
FEWEST = 5  # different articles a line must stand in
SHARE = 0.02  # and the share of the source's articles
SHORT_SHARE = 0.2  # for two or three words, or a sentence such as "The ministry declined to comment."
LONGEST_SHORT = 3
AT_ONCE = 500_000  # rows that wait before they are merged: merging each small table by itself would take long
COPIED = 0.5  # an article of which more than this recurs is a version of another, and does not count
COUNTS = {
    "source": pl.String,
    "article": pl.UInt64,
    "n_characters": pl.UInt32,
    "line": pl.UInt64,
    "line_characters": pl.UInt32,
    "is_short": pl.Boolean,
}


def count_lines(raws: list[str], sources: list[str]) -> pl.DataFrame:
    """Raw texts and their sources -> the lines of a sample of them that could recur.

    One row is one line of one article: source, article (hash of its longest line), n_characters of the
    article, line (hash), line_characters, is_short. An article without such a line has one row, its line missing.
    Tables of several partitions are put together by ``merge_counts``, in any order.
    """
    lines = _place_lines(pl.DataFrame({"source": sources, "raw": raws}, schema={"source": pl.String, "raw": pl.String}))
    articles = lines.group_by("doc").agg(
        pl.col("source").first(),
        pl.col("words").sort_by("size", "words").last().alias("longest"),
        pl.col("size").sum().alias("n_characters"),
    )
    articles = articles.with_columns(_hash(articles["longest"]).alias("article"))
    articles = _keep_smallest(articles).select("doc", "article", "n_characters")
    could = lines.filter(_could_recur()).select("doc", "source", "words", "size", "is_short")
    rows = articles.join(lines.select("doc", "source").unique(), on="doc").join(
        could.drop("source"), on="doc", how="left", maintain_order="none"
    )
    unique = rows.select("words").unique().drop_nulls()
    unique = unique.with_columns(_hash(unique["words"]).alias("line"))
    return _tidy(rows.join(unique, on="words", how="left").rename({"size": "line_characters"}))


def merge_counts(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Tables of ``count_lines`` -> one such table, as if all articles had been counted at once.

    Tables are taken one by one, so a generator that reads them from disk needs little more memory than the result.
    """
    merged, waiting, n_waiting = pl.DataFrame(schema=COUNTS), [], 0
    for table in tables:
        waiting.append(table)
        n_waiting += len(table)
        if n_waiting >= max(AT_ONCE, len(merged)):
            merged, waiting, n_waiting = _tidy(_keep_smallest(pl.concat([merged, *waiting]))), [], 0
    return _tidy(_keep_smallest(pl.concat([merged, *waiting])))


def find_recurring(counts: pl.DataFrame) -> dict[str, frozenset[int]]:
    """A table of ``count_lines`` or ``merge_counts`` (or several, concatenated) -> the recurring lines of each source.

    A line recurs when it stands in at least five different articles of a source and in 2 % of them (a short one in
    20 %). Articles of an unknown source ("") count only where no source is known at all. Lines come as
    ``page.hash_line``, as ``clean_text`` takes them.
    """
    counts = _tidy(_keep_smallest(counts))
    if (counts["source"] != "").any():
        counts = counts.filter(pl.col("source") != "")
    own = counts.join(_find_versions(counts), on=["source", "article"], how="anti")
    found = _recur(own, counts).group_by("source").agg("line")
    return {source: frozenset(lines) for source, lines in sorted(found.iter_rows())}


def _place_lines(texts: pl.DataFrame) -> pl.DataFrame:
    """Each filled line with its article, its words and size, and whether it stands in the head or the tail."""
    lines = (
        texts.with_row_index("doc")
        .with_columns(pl.col("raw").str.split("\n").alias("words"))
        .drop("raw")
        .explode("words")
        .with_columns(pl.col("words").str.strip_chars())
        .filter(pl.col("words") != "")
        .with_columns(
            pl.col("words").str.len_chars().alias("size"),
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
            pl.col("words").str.contains(r"[.!?]['\"”’)]*$").alias("is_sentence"),
            (pl.col("words").str.count_matches(" ", literal=True) + 1).alias("n_words"),
        )
    )
    story = pl.when(pl.col("is_sentence") & (pl.col("n_words") >= 8)).then(pl.col("at"))
    return lines.with_columns(
        (pl.col("at") < story.min().over("doc")).fill_null(False).alias("in_head"),
        (pl.col("at") > story.max().over("doc")).fill_null(False).alias("in_tail"),
        ((pl.col("n_words") <= LONGEST_SHORT) | (pl.col("is_sentence") & (pl.col("n_words") < 8))).alias("is_short"),
    )


def _could_recur() -> pl.Expr:
    """Full lines anywhere, headings outside the story, short lines after it, without figures.

    Never quotes, and never what begins in small letters: it is a piece of a wrapped paragraph.
    """
    n_words, tail = pl.col("n_words"), pl.col("in_tail")
    full = (n_words > 8) | ((n_words == 8) & pl.col("is_sentence"))
    heading = (n_words > LONGEST_SHORT) & (pl.col("size") >= 20) & (pl.col("in_head") | tail)
    short = (n_words >= 2) & (n_words <= LONGEST_SHORT) & tail & ~pl.col("words").str.contains(r"\d")
    is_piece = pl.col("words").str.contains(r"^[\"“‘'\p{Ll}]")
    return (pl.col("size") <= LONGEST_RECURRING) & (full | heading | short) & ~is_piece


def _keep_smallest(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the SAMPLE articles of each source with the smallest fingerprints."""
    rank = pl.col("article").rank("dense").over("source")
    return rows.filter(rank <= SAMPLE)


def _tidy(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for a line of an article, whichever copy of the article it was read from; in a fixed order."""
    keys = ["source", "article", "line"]
    rows = rows.with_columns(pl.col("n_characters").max().over("source", "article"))
    rows = rows.group_by(keys).agg(
        pl.col("n_characters").max(), pl.col("line_characters").max(), pl.col("is_short").min()
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in COUNTS.items()).sort(keys)


def _recur(rows: pl.DataFrame, everything: pl.DataFrame) -> pl.DataFrame:
    """(source, line) of the lines of ``rows`` in enough articles of ``everything``."""
    totals = everything.group_by("source").agg(pl.col("article").n_unique().alias("n_articles"))
    found = rows.drop_nulls("line").group_by("source", "line").agg(pl.len().alias("n"), pl.col("is_short").min())
    share = pl.when(pl.col("is_short")).then(SHORT_SHARE).otherwise(SHARE)
    enough = (pl.col("n") >= FEWEST) & (pl.col("n") >= share * pl.col("n_articles"))
    return found.join(totals, on="source").filter(enough).select("source", "line")


def _find_versions(counts: pl.DataFrame) -> pl.DataFrame:
    """(source, article) of articles that consist mostly of recurring lines: versions of one story."""
    recurring = counts.join(_recur(counts, counts), on=["source", "line"])
    size = recurring.group_by("source", "article").agg(
        pl.col("line_characters").sum().alias("n"), pl.col("n_characters").max()
    )
    return size.filter(pl.col("n") > COPIED * pl.col("n_characters")).select("source", "article")


def _hash(words: pl.Series) -> pl.Series:
    return pl.Series([hash_line(line) for line in words.to_list()], dtype=pl.UInt64)
