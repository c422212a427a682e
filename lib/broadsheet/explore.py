"""Reading in a notebook: passages with their marks, and menus to choose by."""

from collections.abc import Callable, Iterable
from html import escape

import pandas as pd

from broadsheet.evidence import CONTEXT


def explore(show: Callable[..., pd.DataFrame], /, **choices: Iterable) -> None:
    """Offer menus for ``choices`` (name=values) and show the table ``show`` returns for them.

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
    """Show the first ``most`` rows of an evidence table as passages, the match marked."""
    from IPython.display import display

    pieces, last = [], None
    for row in evidence.head(most).itertuples():
        if row.item != last:
            pieces.append(f"<h4>{escape(row.item)}</h4>")
            last = row.item
        when = f"{row.date:%Y-%m-%d}" if pd.notna(row.date) else "undated"
        pieces.append(
            f"<p>{_from_a_word(row.before)}<mark>{escape(row.match)}</mark>{_to_a_word(row.after)} "
            f"<small>[{escape(row.source) or 'outlet not named'}, {when}, {escape(row.doc_id)}]</small></p>"
        )
    count = f"{min(most, len(evidence)):,} of {len(evidence):,} passages"
    pieces.append(f"<p><small>{count}</small></p>")
    display({"text/html": "".join(pieces), "text/plain": count}, raw=True)


def _from_a_word(before: str) -> str:
    """Context that was cut off begins with a whole word, after an ellipsis."""
    return escape("… " + before.split(" ", 1)[-1] if len(before) == CONTEXT else before)


def _to_a_word(after: str) -> str:
    return escape(after.rsplit(" ", 1)[0] + " …" if len(after) == CONTEXT else after)
