"""One style, one way to save: every figure with its data, caption, alt text and passport.

Figures are drawn at a journal's column width, readable in grey, and saved byte for byte the
same on every run.
"""

import hashlib
import json
import platform
import re
import textwrap
import unicodedata
import warnings
from functools import wraps
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, fontManager, get_font
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter
from PIL import Image

from broadsheet import tables
from broadsheet.errors import InputError

COLUMN_MM, PAGE_MM = 89, 183  # one and two columns of a journal page
DISPLAY_DPI, PRINT_DPI = 130, 300
SMALL = 6  # points; nothing on paper is smaller
INK, GREY, PALE = "#1a1a1a", "#767676", "#d9d9d9"
# Okabe and Ito's colours, in an order whose luminance differs too; each kind has a marker as well
KIND_STYLE = {"PERSON": ("#0072B2", "o"), "PLACE": ("#E69F00", "s"), "ORG": ("#7A3E65", "^")}
# DejaVu Sans comes with matplotlib; the others are asked for what it lacks, where they are installed
FALLBACK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Bengali",
    "Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Ethiopic", "Noto Emoji",
    "Microsoft YaHei", "Segoe UI Emoji", "Hiragino Sans", "Arial Unicode MS",
)  # fmt: skip
STYLE = {
    "font.family": ["DejaVu Sans", *(font for font in FALLBACK_FONTS if font in fontManager.get_font_names())],
    "font.size": 7,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.fontsize": 6.5,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "broadsheet",
    "text.parse_math": False,
}
PACKAGES = ("numpy", "scipy", "pandas", "polars", "scikit-learn", "spacy", "igraph", "matplotlib")


def styled(draw):
    """Decorate a draw_ function so that it draws in the one style."""

    @wraps(draw)
    def in_style(*args, **kwargs):
        with matplotlib.rc_context(STYLE):
            return draw(*args, **kwargs)

    return in_style


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """An empty figure of this size on paper; nothing is registered anywhere."""
    fig = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), layout="constrained")
    FigureCanvasAgg(fig)  # a canvas that can measure text
    return fig


def fit(label: str, width: int, *, lines: int = 3) -> str:
    """``label`` in lines of at most ``width`` characters, broken at spaces and after | / _ where it can be; what
    goes beyond ``lines`` lines ends in an ellipsis."""
    parts = re.sub(r"(?<=[|/_])(?=\S)", "\0 ", label)
    broken = "\n".join(textwrap.wrap(parts, width, max_lines=lines, placeholder=" …"))
    return broken.replace("\0 ", "").replace("\0", "") or label


def say_below(fig: Figure, *sentences: str) -> None:
    """Small print under the picture, over its whole width; empty sentences are left out."""
    width = int(fig.get_figwidth() * 25.4 / 1.27)
    words = fit(" ".join(sentence for sentence in sentences if sentence), width, lines=12)
    fig.supxlabel(words, x=0.01, ha="left", fontsize=SMALL)


def draw_sentence(sentence: str) -> Figure:
    """A figure with nothing but a sentence, at its top: what stands there instead of an empty picture."""
    fig = new_figure(COLUMN_MM, 30)
    fig.suptitle(fit(sentence, 60), x=0.02, ha="left", fontsize=7, color=INK)
    return fig


def date_axis(axes, *, most: int = 7) -> None:
    """At most ``most`` ticks on whole years, months or days; each year is said once, below its first tick.

    What a tick leaves unsaid (the year of a month, month and year of a day) stands in a second line where it
    begins in the picture.
    """
    locator = AutoDateLocator(minticks=min(3, most), maxticks=most)
    axes.xaxis.set_major_locator(locator)

    def label(value: float, _=None) -> str:
        left, right = sorted(axes.get_xlim())
        ticks = axes.xaxis.get_major_locator()()
        shown = [tick for tick in ticks if left <= tick <= right and tick == int(tick)]
        return _label_date(value, shown) if value in shown else ""

    axes.xaxis.set_major_formatter(FuncFormatter(label))


def _label_date(value: float, ticks: list[float]) -> str:
    date, at = num2date(value), ticks.index(value)
    before = num2date(ticks[at - 1]) if at else None
    year = f"{date:%Y}" if before is None or before.year != date.year else ""
    if min(np.diff(ticks), default=1) >= 365:
        return f"{date:%Y}"
    if min(np.diff(ticks), default=1) >= 28:
        return f"{date:%b}\n{year}".strip()
    month = f"{date:%b}" if year or before.month != date.month else ""
    return f"{date.day}\n{month} {year}".strip()


def save(fig: Figure, name: str, *, study, data: pd.DataFrame, caption: str, alt: str) -> None:
    """Write a figure with all that defends it, then show it.

    Into ``study.out``, under ``<notebook>-<name>``: .pdf, .svg, .png (300 dpi), the plotted
    ``data`` as .csv, ``caption`` and ``alt`` as .md and .tex, and a .json passport. ``alt``
    says in words what can be seen. A table without rows gives a figure that says so, if it has no
    sentence of its own above. A character
    that no font here can draw stands in the picture as its code point (U+4E2D), which the caption
    says; the data keep it. Raises InputError when caption or alt text is missing, or the folder
    cannot be written.
    """
    if data.empty and not fig.get_suptitle():
        fig.text(0.5, 0.5, "nothing to draw: the table has no rows", ha="center", va="center", color=GREY)
    if not caption.strip() or not alt.strip():
        raise InputError(f"The figure {name!r} needs a caption and alt text; one of them is empty.")
    caption += _spell_out(fig)
    stem = f"{study.notebook}-{name}"
    written = {
        ".pdf": _render(fig, "pdf", metadata={"CreationDate": None, "Producer": None, "Creator": None}),
        ".svg": _render(fig, "svg", metadata={"Date": None, "Creator": None}),
        ".png": _render(fig, "png", dpi=PRINT_DPI, metadata={"Software": None}),
        ".csv": _csv(data),
        ".md": f"**{stem}.** {caption}\n\n*Alt text:* {alt}\n".encode(),
        ".tex": _latex(stem, caption, alt).encode(),
        ".json": _passport(stem, study, data),
    }
    for suffix, content in written.items():
        _write(study.out / f"{stem}{suffix}", content)
    text = f"Figure {stem}: {len(data)} rows, data {data_hash(data)}"
    _show(_lighten(_render(fig, "png", dpi=DISPLAY_DPI, metadata={"Software": None})), text, alt)


def save_table(table: pd.DataFrame, name: str, *, study, definition: str = "") -> None:
    """Write a travelling table to ``tables/<name>.parquet`` in ``study.out``.

    It is checked as ``definition`` (by default the table called ``name``).
    """
    buffer = BytesIO()
    tables.check(table, definition or name).to_parquet(buffer, index=False)
    _write(study.out / "tables" / f"{name}.parquet", buffer.getvalue())


def save_csv(table: pd.DataFrame, name: str, *, study) -> None:
    """Write a table for a spreadsheet to ``tables/<name>.csv`` in ``study.out``: UTF-8 with the mark that Excel needs,
    days as YYYY-MM-DD, what is missing empty."""
    _write(study.out / "tables" / f"{name}.csv", b"\xef\xbb\xbf" + _csv(table))


def save_bytes(content: bytes, name: str, *, study) -> None:
    """Write a file for another program (a network for Gephi) into ``tables/`` of ``study.out``; ``name`` is whole."""
    _write(study.out / "tables" / name, content)


def data_hash(data: pd.DataFrame) -> str:
    """Eight hexadecimal digits of the data at four significant digits, so that another
    processor's last bits do not matter."""
    return hashlib.sha256(_csv(data, digits=4)).hexdigest()[:8]


def _csv(data: pd.DataFrame, digits: int = 8) -> bytes:
    numbers = data.select_dtypes("float").columns
    rounded = data.assign(**{name: data[name].round(9) + 0.0 for name in numbers})
    return rounded.to_csv(index=False, float_format=f"%.{digits}g", lineterminator="\n").encode()


def _render(fig: Figure, kind: str, **options) -> bytes:
    buffer = BytesIO()
    with matplotlib.rc_context(STYLE):
        fig.savefig(buffer, format=kind, **options)
    return buffer.getvalue()


def _spell_out(fig: Figure) -> str:
    """Put a code point for every character that no font here can draw; the sentence that says so, or ""."""
    missing = find_missing(fig)
    if not missing:
        return ""
    codes = str.maketrans({char: f" U+{ord(char):04X} " for char in missing})
    for axis in (axis for axes in fig.findobj(Axes) for axis in (axes.xaxis, axes.yaxis)):
        labels = [label.get_text() for label in axis.get_ticklabels()]
        if missing & set("".join(labels)):
            axis.set_ticks(axis.get_ticklocs(), [spell_label(label, codes) for label in labels])
    for text in fig.findobj(Text):
        text.set_text(spell_label(text.get_text(), codes))
    named = ", ".join(f"{char} (U+{ord(char):04X})" for char in sorted(missing))
    fonts = " and ".join(sorted({_name_font(char) for char in missing}))
    return f" In the picture code points stand for characters that no font here can draw: {named}; {fonts} would help."


def find_missing(fig: Figure) -> set[str]:
    """Characters of the figure's texts that none of the fonts has; those that show nothing by themselves need none."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fig.draw_without_rendering()  # ticks get their labels
        fonts = [get_font(findfont(family)) for family in STYLE["font.family"]]
    chars = set("".join(text.get_text() for text in fig.findobj(Text)))
    shown = {char for char in chars if unicodedata.category(char) not in ("Cc", "Cf")}
    return {char for char in shown if not any(font.get_char_index(ord(char)) for font in fonts)}


def spell_label(label: str, codes: dict) -> str:
    """``label`` with code points; one without a missing character keeps its every space and line."""
    changed = label.translate(codes)
    return label if changed == label else "\n".join(" ".join(line.split()) for line in changed.split("\n"))


def _name_font(char: str) -> str:
    """A font that has ``char``; those of ``FALLBACK_FONTS`` are used as soon as they are installed."""
    script = unicodedata.name(char, "").split(" ")[0]
    if script in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}:
        return "Noto Sans CJK"
    if unicodedata.category(char) == "So":
        return "Noto Emoji"
    return f"Noto Sans {script.title()}" if script else "the font the text was written with"


def _lighten(png: bytes) -> bytes:
    """The picture in 64 colours, a third of the size: notebooks stay small."""
    buffer = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def _passport(stem: str, study, data: pd.DataFrame) -> bytes:
    facts = {
        "figure": stem,
        "study": study.name,
        "notebook": study.notebook,
        "corpus": {"name": study.title, "fingerprint": study.fingerprint},
        "parameters": study.parameters,
        "data": {"rows": len(data), "columns": list(data.columns), "hash": data_hash(data)},
        "versions": {"python": platform.python_version(), "broadsheet": version("broadsheet")}
        | {package: version(package) for package in PACKAGES},
    }
    return (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode()


def _latex(stem: str, caption: str, alt: str) -> str:
    return (
        f"\\begin{{figure}}\n  \\centering\n  \\includegraphics[alt={{{_tex(alt)}}}]{{{stem}.pdf}}\n"
        f"  \\caption{{{_tex(caption)}}}\n  \\label{{fig:{stem}}}\n\\end{{figure}}\n"
    )


def _tex(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(char, f"\\{char}" if char in "&%$#_{}" else char) for char in text)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as problem:
        raise InputError(
            f"Cannot write {path.name} into {path.parent.name!r}: {problem.strerror}. Give a folder you may write to "
            f"(broadsheet run PATH --out DIR)."
        ) from problem


def _show(png: bytes, text: str, alt: str) -> None:
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is not None:
        display({"image/png": png, "text/plain": text}, raw=True, metadata={"image/png": {"alt": alt}})
