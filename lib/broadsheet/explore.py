"""Reading in a notebook: passages and articles with their marks, and menus to choose by."""

import re
from collections.abc import Callable, Iterable
from html import escape

import pandas as pd

from broadsheet.evidence import CONTEXT

LEAST = 30  # characters: fewer are not worth showing of a piece, nor leaving out


def explore(show: Callable[..., object], /, **choices: Iterable) -> None:
    """Offer menus for ``choices`` (name=values) and show the table or text ``show`` returns for them.

    The first value of each is shown at once, so that a stored notebook holds a result; in
    JupyterLab another choice replaces the table.
    """
    import ipywidgets
    from IPython.display import display

    menus = {name: ipywidgets.Dropdown(options=list(values), description=name) for name, values in choices.items()}
    box = ipywidgets.HBox(list(menus.values()))
    view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
    text = f"[in JupyterLab, run this cell to choose: {', '.join(menus)}]"
    display({"text/plain": text, "application/vnd.jupyter.widget-view+json": view}, raw=True)
    table = display(show(**{name: menu.value for name, menu in menus.items()}), display_id=True)

    def update(_change) -> None:
        table.update(show(**{name: menu.value for name, menu in menus.items()}))

    for menu in menus.values():
        menu.observe(update, names="value")


def show_evidence(evidence: pd.DataFrame, *, most: int = 12) -> None:
    """Show the first ``most`` rows of an evidence table as passages, the match marked.

    Where the table has a column ``marks`` (tuples of start and end, characters of the match, as
    ``entities.mark_names`` gives them) these places are marked, not the whole match; a row without any has none.
    """
    from IPython.display import display

    pieces, last = [], None
    for row in evidence.head(most).itertuples():
        if row.item != last:
            pieces.append(f"<h4>{escape(row.item)}</h4>")
            last = row.item
        pieces.append(
            f"<p>{_from_a_word(row.before)}{_mark_places(row)}{_to_a_word(row.after)} "
            f"<small>[{_tell_origin(row)}]</small></p>"
        )
    count = f"{min(most, len(evidence)):,} of {len(evidence):,} passages" if len(evidence) else "No passage to show."
    pieces.append(f"<p><small>{count}</small></p>")
    html = f"<div class='tex2jax_ignore mathjax_ignore'>{''.join(pieces)}</div>"
    display({"text/html": html, "text/plain": count}, raw=True)


def _mark_places(row) -> str:
    """The match with its places marked: the whole of it where the table names none."""
    text, at, pieces = row.match, 0, []
    for start, end in getattr(row, "marks", ((0, len(text)),)):
        pieces.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
        at = end
    return "".join([*pieces, escape(text[at:])])


def _from_a_word(before: str) -> str:
    """Context that was cut off begins with a whole word, after an ellipsis."""
    return escape("… " + before.split(" ", 1)[-1] if len(before) == CONTEXT else before)


def _to_a_word(after: str) -> str:
    return escape(after.rsplit(" ", 1)[0] + " …" if len(after) == CONTEXT else after)


class Shown:
    """Something to look at: HTML in a notebook, a line of plain text elsewhere."""

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def show_text(text: str) -> Shown:
    """A text as it stands: nothing in it becomes markup or a formula."""
    return Shown(f"<p class='tex2jax_ignore mathjax_ignore'>{escape(text)}</p>", text)


def show_articles(pieces: pd.DataFrame, *, most: int = 1500) -> Shown:
    """Articles with what was cut struck through, the rule beside it.

    ``pieces`` (doc_id, title, source, date, text, cut) are the raw texts in order: ``cut`` names the
    rule, or is empty where the text was kept. Of each article about ``most`` characters are
    shown, of a long piece only its beginning and end; 0 shows all.
    """
    shown, n_cuts = [], 0
    for _, article in pieces.groupby("doc_id", sort=False):
        first = article.iloc[0]
        n_cuts += int((article.cut != "").sum())
        body = "".join(
            _mark(text, cut) for text, cut in _shorten(list(zip(article.text, article.cut, strict=True)), most)
        )
        shown.append(
            f"<h4>{escape(first.title) or 'no headline'}</h4><p><small>{_tell_origin(first)}</small></p><p>{body}</p>"
        )
    n = pieces.doc_id.nunique()
    count = f"{n:,} article{'' if n == 1 else 's'}, {n_cuts:,} cuts and changes marked"
    html = f"<div class='tex2jax_ignore mathjax_ignore'>{''.join(shown)}<p><small>{count}</small></p></div>"
    return Shown(html, count)


def _shorten(pieces: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Pieces of about ``most`` characters in all: long ones lose their middle, so that each is seen."""
    if not most:
        return pieces
    longest, short, left = _fit([len(text) for text, _ in pieces], most), [], most
    for at, (text, cut) in enumerate(pieces):
        rest = sum(len(text) for text, _ in pieces[at:])
        if left < 0 and rest > LEAST:
            return [*short, (f" … [{rest:,} more characters]", "")]
        short.append((_leave_out(text, longest), cut))
        left -= len(short[-1][0])
    return short


def _fit(sizes: list[int], most: int) -> int:
    """The size that pieces may have so that, with longer ones shortened to it, ``most`` is kept to."""
    left = most
    for at, size in enumerate(sorted(sizes)):
        if size * (len(sizes) - at) > left:
            return left // (len(sizes) - at)
        left -= size
    return most


def _leave_out(text: str, longest: int) -> str:
    """The beginning and the end of a text, the number of characters between them in brackets."""
    half = max(longest // 2, LEAST)
    if len(text) <= 2 * half + LEAST:
        return text
    return f"{text[:half]} … [{len(text) - 2 * half:,} characters] … {text[-half:]}"


def _mark(text: str, cut: str) -> str:
    if not cut:
        return _break_lines(text)
    rule = escape(cut)
    if not text:
        return f"<ins title='{rule}'>&nbsp;</ins>"
    words = text.rstrip("\n")
    return f"<del title='{rule}'>{_break_lines(words)}</del> <small>[{rule}]</small> {_break_lines(text[len(words) :])}"


def _break_lines(text: str) -> str:
    """Lines as lines, and any number of empty ones as one."""
    return re.sub(r"\n\s*\n", "\n\n", escape(text)).replace("\n", "<br>")


def _tell_origin(article) -> str:
    return f"{escape(article.source) or 'outlet not named'}, {_tell_day(article)}, {escape(article.doc_id)}"


def _tell_day(article) -> str:
    """The date as finely as it is known."""
    if pd.isna(article.date):
        return "undated"
    return f"{article.date:%Y-%m-%d}"[: {"year": 4, "month": 7}.get(getattr(article, "date_precision", "day"), 10)]
