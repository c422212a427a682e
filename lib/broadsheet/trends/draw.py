"""Shares on paper: curves where they can be defended, single documents where not."""

from textwrap import shorten

import pandas as pd
from matplotlib.figure import Figure

from broadsheet.figures import COLUMN_MM, GREY, INK, PAGE_MM, PALE, date_axis, new_figure, styled

PER = 10_000  # rates are drawn per this many words
THIN = 5  # fewer occurrences than this are drawn hollow


@styled
def draw_shares(shares: pd.DataFrame) -> Figure:
    """A panel a term: rate per 10,000 words with its interval; the volume of text below.

    Periods without documents break the line. Points with fewer than five occurrences are
    hollow.
    """
    items = sorted(shares["item"].unique())
    fig = new_figure(PAGE_MM, 24 * len(items) + 24)
    panels = fig.subplots(len(items) + 1, 1, sharex=True, height_ratios=[1] * len(items) + [0.5])
    spacing = shares.period.drop_duplicates().sort_values().diff().min() * 1.9
    for panel, item in zip(panels, items, strict=False):
        rows = shares[shares["item"] == item].sort_values("period")
        run = (rows.period.diff() > spacing).cumsum()
        for _, part in rows.groupby(run):
            panel.fill_between(part.period, part.low * PER, part.high * PER, color=PALE, linewidth=0)
            if len(part) == 1:
                panel.vlines(part.period, part.low * PER, part.high * PER, color=PALE, linewidth=3)
            panel.plot(part.period, part.share * PER, color=INK)
        thin = rows.n < THIN
        panel.plot(rows.period, rows.share * PER, "o", ms=2.6, color=INK)
        panel.plot(rows.period[thin], rows.share[thin] * PER, "o", ms=2.6, mfc="white", color=INK)
        panel.set_title(item, loc="left")
        panel.set_ylim(bottom=0)
    panels[0].set_title(f"occurrences per {PER:,} words, 95 % interval", loc="right")
    volume = shares.drop_duplicates("period")
    panels[-1].vlines(volume.period, 0, volume.n_docs_total, color=GREY, linewidth=2)
    panels[-1].set_title("documents", loc="left")
    date_axis(panels[-1])
    panels[-1].set_ylim(bottom=0)
    return fig


@styled
def draw_documents(counts: pd.DataFrame, documents: pd.DataFrame, reason: str, *, most: int = 40) -> Figure:
    """What is drawn instead of a curve: a column a document, a row a term, the count in a dot.

    Documents stand in the order of their dates, undated ones last; the spacing is no time
    axis. A dot's area is the rate per 10,000 words. At most ``most`` documents are drawn,
    which is said, and ``reason`` is the title.
    """
    ordered = documents.sort_values(["date", "doc_id"], na_position="last").head(most)
    items = list(dict.fromkeys(counts["item"]))
    wide = counts.set_index(["item", "doc_id"])
    turned = len(ordered) > 8
    fig = new_figure(PAGE_MM, (76 if turned else 40) + 8 * len(items))
    axes = fig.subplots()
    rates = PER * wide.n / wide.n_words.clip(lower=1)
    largest = max(float(rates.max()), 1e-9)
    for row, item in enumerate(items):
        for column, doc_id in enumerate(ordered.doc_id):
            n = int(wide.n[item, doc_id])
            if n:
                axes.scatter(column, row, s=260 * rates[item, doc_id] / largest, color=PALE, edgecolor=GREY, lw=0.6)
            axes.text(column, row, f"{n}", ha="center", va="center", color=INK if n else GREY)
    first_undated = int(ordered.date.notna().sum())
    if 0 < first_undated < len(ordered):
        axes.axvline(first_undated - 0.5, color=GREY, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.set_xticks(range(len(ordered)), [_column_label(row, turned=turned) for row in ordered.itertuples()])
    axes.tick_params(axis="x", rotation=90 if turned else 0)
    if len(ordered) < len(documents):
        axes.set_xlabel(f"the first {len(ordered)} of {len(documents):,} documents")
    axes.set_yticks(range(len(items)), items)
    axes.set(xlim=(-0.6, len(ordered) - 0.4), ylim=(len(items) - 0.4, -0.6))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    fig.suptitle("\n".join(_wrap(reason)), x=0.01, ha="left", fontsize=7.5)
    return fig


@styled
def draw_rates(shares: pd.DataFrame) -> Figure:
    """Rate of each term over all documents (period "all"), with its interval."""
    rows = shares.sort_values(["share", "item"]).reset_index(drop=True)
    fig = new_figure(COLUMN_MM, 22 + 6 * len(rows))
    axes = fig.subplots()
    axes.hlines(rows.index, rows.low * PER, rows.high * PER, color=GREY)
    axes.plot(rows.share * PER, rows.index, "o", ms=4, color=INK, linestyle="none", clip_on=False)
    axes.set_yticks(rows.index, rows["item"])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(left=0)
    axes.margins(x=0.05)
    interval = "95 % interval" if rows.low.notna().any() else "too few texts for an interval"
    axes.set_xlabel(f"occurrences per {PER:,} words, {interval}")
    return fig


def _column_label(row, *, turned: bool) -> str:
    when = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}.get(row.date_precision)
    date = row.date.strftime(when) if when and pd.notna(row.date) else "undated"
    source = row.source or "outlet not named"
    return f"{date} {shorten(source, 30, placeholder=' …')}" if turned else "\n".join([date, *_wrap(source, 16)])


def _wrap(text: str, width: int = 115) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
