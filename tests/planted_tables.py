"""Tables as the analyses of terms give them, made up, for what only draws; and what overlaps on paper."""

import itertools

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from broadsheet import tables
from planted import make_documents

LONG = "central bank digital currency|e-krona|digital euro (60 signs)"
HEBREW = "שיחות השלום"
ODD = "talks: $5bn to $6bn_<script> & Co"


def plant_shares(
    items: list[str],
    *,
    periods: pd.DatetimeIndex | None = None,
    groups: list[str] | None = None,
    rate: float = 8e-4,
    n_words: int = 60_000,
    random_state: int = 0,
) -> pd.DataFrame:
    """The ``shares`` table of items in periods (months of 2023 by default; [NaT] for none) and groups ("" by
    default): Poisson counts, items rarer from the first to the last, Wilson-like intervals."""
    periods = pd.date_range("2023-01-01", periods=12, freq="MS") if periods is None else periods
    keys = pd.MultiIndex.from_product([groups or [""], periods, items], names=["group", "period", "item"])
    frame = keys.to_frame(index=False)
    generator = np.random.default_rng(random_state)
    place = frame["item"].map({item: at for at, item in enumerate(items)})
    volume = frame.groupby(["group", "period"], dropna=False).ngroup()
    frame["total"] = generator.integers(n_words // 2, n_words + 1, volume.max() + 1)[volume]
    frame["n_docs_total"] = (frame.total // 400).clip(lower=1)
    wave = 1 + 0.5 * np.sin(np.arange(len(frame)) / len(items) / 4)
    frame["n"] = generator.poisson(frame.total * rate * wave / (1 + place) ** 1.5)
    frame["n_docs"] = np.minimum(np.ceil(frame.n * 0.7), frame.n_docs_total).astype(int)
    frame["n_clusters"] = np.minimum(frame.n_docs_total, 20)
    frame["n_sources"] = np.minimum(frame.n_docs, 3)
    frame["is_thin"] = (frame.n < 5) | (frame.n_clusters < 5)
    for names, n, total in ((("share", "low", "high"), frame.n, frame.total / 2),
                            (("doc_share", "doc_low", "doc_high"), frame.n_docs, frame.n_docs_total)):  # fmt: skip
        frame[list(names)] = np.column_stack(_wilson(n / (2 * total if names[0] == "share" else total), total))
    return tables.make("shares", frame)


def plant_unplaced(items: list[str]) -> pd.DataFrame:
    """The ``shares`` table of documents that are in no period."""
    groups = ["dated to the month", "dated to the year", "undated"]
    return plant_shares(items, periods=pd.DatetimeIndex([pd.NaT]), groups=groups, n_words=30_000)


def plant_changes(items: list[str]) -> pd.DataFrame:
    """The ``changes`` table: a trend, a step and a burst of the first item, a trend of the second, one that does
    not pass of the third; months of 2023."""
    first, second, third = (items * 3)[:3]
    rows = [
        (first, "trend", "2023-01", "2023-12", "up", 1.2, 0.7, 1.7, 0.0004, True, 0, 0),
        (first, "step", "2023-06", "2023-12", "up", 1.5, np.nan, np.nan, 0.002, True, 0, 200),
        (first, "burst", "2023-09", "2023-10", "up", 2.0, np.nan, np.nan, 0.01, True, 1, 200),
        (second, "trend", "2023-01", "2023-12", "down", -0.6, -1.0, -0.2, 0.031, True, 0, 0),
        (third, "step", "2023-04", "2023-12", "up", 0.4, np.nan, np.nan, 0.4, False, 60, 200),
    ]
    names = [column for column in tables.TABLES["changes"].columns if column != "n"]
    frame = pd.DataFrame(rows, columns=names).assign(n=100)
    frame = frame.drop_duplicates(["item", "kind", "period"])
    return tables.make(
        "changes", frame.assign(period=pd.to_datetime(frame.period), last_period=pd.to_datetime(frame.last_period))
    )


def plant_rising(items: list[str], *, q: float = 0.01, random_state: int = 0) -> pd.DataFrame:
    """The ``rising`` table: every second item falls, the effects shrink from the first to the last."""
    effect = _effects(items)
    frame = pd.DataFrame({"item": items, "effect": effect, "low": effect - 0.4, "high": effect + 0.4, "q": q})
    n = np.random.default_rng(random_state).integers(5, 3000, len(items))
    frame = frame.assign(n=n, n_docs=n // 2 + 1, n_clusters=9, n_sources=2, z=3 * effect, score=_nearest(frame))
    return tables.make("rising", frame.assign(direction=np.where(effect > 0, "up", "down")))


def plant_keyness(items: list[str], *, q: float = 0.01, random_state: int = 0) -> pd.DataFrame:
    """The ``keyness`` table: every second item is the reference's, the ratios shrink from the first to the last."""
    effect = _effects(items)
    frame = pd.DataFrame({"item": items, "log_ratio": effect, "low": effect - 0.4, "high": effect + 0.4, "q": q})
    n = np.random.default_rng(random_state).integers(5, 3000, (2, len(items)))
    frame = frame.assign(n_target=n[0], n_reference=n[1], n_docs_target=n[0] // 2, n_docs_reference=n[1] // 2)
    return tables.make(
        "keyness", frame.assign(score=_nearest(frame), g2=30.0, log_odds_z=3.0, n_clusters=9, dispersion=0.4)
    )


def plant_counts(items: list[str], *, n_docs: int, random_state: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(doc_id, item, n without zeros; documents): a document every third day of 2023, the last one undated."""
    days = pd.date_range("2023-01-02", periods=n_docs, freq="3D").strftime("%Y-%m-%d")
    documents = make_documents(["word " * 300] * n_docs, dates=[*days[:-1], None])
    n = np.random.default_rng(random_state).poisson(6 / (1 + np.arange(len(items))), (n_docs, len(items)))
    keys = pd.MultiIndex.from_product([documents.doc_id, items], names=["doc_id", "item"])
    counts = keys.to_frame(index=False).assign(n=n.ravel())
    return counts[counts.n > 0].reset_index(drop=True), documents


def read_words(fig) -> str:
    """All that is written in a figure; the labels of ticks only once it was drawn."""
    return "\n".join(text.get_text() for text in fig.findobj(Text) if text.get_text().strip())


def find_overlaps(fig) -> list[tuple[str, str]]:
    """Pairs of texts that lie over each other, and texts that leave the paper (paired with "paper")."""
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _seen(fig)]
    paper = fig.bbox
    out = [
        (words, "paper")
        for words, box in boxes
        if box.x0 < paper.x0 - 1 or box.y0 < paper.y0 - 1 or box.x1 > paper.x1 + 1 or box.y1 > paper.y1 + 1
    ]
    return out + [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]


def smallest_print(fig) -> float:
    """The smallest text of a figure in points."""
    return min(text.get_fontsize() for text in _seen(fig))


def _seen(fig) -> list[Text]:
    """Texts that can be seen: neither empty nor a tick label beyond the end of its axis."""
    found = []
    for axes in fig.findobj(Axes):
        x0, y0, x1, y1 = axes.bbox.extents
        shown = axes.get_visible()
        for axis, low, high, at in ((axes.xaxis, x0, x1, 0), (axes.yaxis, y0, y1, 1)):
            for tick in axis.get_major_ticks():
                for label in (tick.label1, tick.label2):
                    where = axes.transData.transform((tick.get_loc(), tick.get_loc()))[at]
                    if not (shown and tick.get_visible() and low <= where <= high):
                        found.append(label)
    return [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip() and text not in found]


def _effects(items: list[str]) -> np.ndarray:
    place = np.arange(len(items))
    return np.where(place % 2, -1, 1) * 4 / (1 + place / 6)


def _nearest(frame: pd.DataFrame) -> pd.Series:
    return np.where(frame.low > 0, frame.low, np.where(frame.high < 0, frame.high, 0.0))


def _wilson(share: pd.Series, total: pd.Series):
    middle, half = (
        (share + 1.92 / total) / (1 + 3.84 / total),
        1.96 * np.sqrt(share * (1 - share) / total + 0.96 / total**2) / (1 + 3.84 / total),
    )
    return share, (middle - half).clip(lower=0), (middle + half).clip(upper=1)
