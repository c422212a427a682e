"""How many topics: what was measured for each number that was tried."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from broadsheet import tables
from broadsheet.figures import COLUMN_MM, GREY, INK, PALE, draw_sentence, new_figure, say_below, styled

PANELS = {"npmi": "coherence\n(NPMI)", "stability": "stability", "exclusivity": "exclusivity", "score": "together"}
LEAST = 0.2  # that an axis reaches: what is 0 everywhere is drawn at the foot of one, not in the middle of nothing


@styled
def draw_k_curve(k_curve: pd.DataFrame) -> Figure:
    """Coherence, stability, exclusivity and the three together over the number of topics, with 95 % intervals.

    ``k_curve``: the table of that name. The proposed number is a dotted line and a black point; grey are its rivals,
    hollow the others, and the small print says how sharp the choice is. Axes begin at 0; that of NPMI, which may be
    below, has a line there. Raises InputError when the table is not of its shape.
    """
    curve = tables.check(k_curve, "k_curve").sort_values("n_topics")
    if curve.empty:
        return draw_sentence("No number of topics was tried: there are too few texts to compare any.")
    fig = new_figure(COLUMN_MM, 100)
    panels = fig.subplots(len(PANELS), 1, sharex=True)
    for panel, (name, words) in zip(panels, PANELS.items(), strict=True):
        _draw_panel(panel, curve, name)
        panel.set_ylabel(words)
    panels[-1].xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10], integer=True, min_n_ticks=1))
    for k, low in curve.loc[curve.is_chosen, ["n_topics", "score_low"]].itertuples(index=False):
        place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "ha": "center"}
        words, weight = (f"K = {k}", "bold") if low > 0 else (f"(K = {k})", "normal")
        panels[0].annotate(words, (k, 1), (0, 2), weight=weight, **place)
    panels[-1].set_xlabel("number of topics, K")
    fig.align_ylabels(panels)
    say_below(fig, _tell_choice(curve), "Lines: 95 % intervals.")
    return fig


def _tell_choice(curve: pd.DataFrame) -> str:
    """How sharp the choice is, in a sentence."""
    chosen = curve[curve.is_chosen]
    if chosen.empty:
        return "No number of topics is proposed."
    k, rivals = f"K = {chosen.n_topics.iloc[0]}", [str(k) for k in curve.n_topics[curve.is_rival & ~curve.is_chosen]]
    if not chosen.score_low.iloc[0] > 0:
        return f"No number of topics is carried: the three together may be 0. {k} (black) is a start, not a finding."
    if len(curve) == 1:
        return f"{k} is the only number that was tried."
    if not rivals:
        return f"Proposed (black): {k}, clearly ahead of all others (hollow)."
    named = f"{', '.join(rivals[:-1])} and {rivals[-1]}" if len(rivals) > 1 else rivals[0]
    further = " Hollow: clearly behind." if len(rivals) + 1 < len(curve) else ""
    return f"Proposed (black): {k}. Not clearly behind (grey): {named}.{further}"


def _draw_panel(panel, curve: pd.DataFrame, name: str) -> None:
    for k in curve.n_topics[curve.is_chosen]:
        panel.axvline(k, color=INK, linewidth=0.6, linestyle=(0, (1, 2)))
    panel.plot(curve.n_topics, curve[name], color=PALE, linewidth=1.2)
    rival = curve.is_rival & ~curve.is_chosen
    for rows, face, edge, size, width in (
        (curve[~rival & ~curve.is_chosen], "white", GREY, 3.2, 0.8),
        (curve[rival], GREY, GREY, 3.2, 0.8),
        (curve[curve.is_chosen], INK, INK, 4.4, 1.6),
    ):
        rows = rows[rows[name].notna()]
        if len(rows):  # an empty line that is not clipped would take room at the corner of the figure
            panel.vlines(rows.n_topics, rows[f"{name}_low"], rows[f"{name}_high"], color=edge, linewidth=width)
            panel.plot(rows.n_topics, rows[name], "o", ms=size, mfc=face, mec=edge, mew=0.7, zorder=3, clip_on=False)
    panel.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    panel.margins(x=0.04, y=0.12)
    low, high = panel.get_ylim()
    if not curve[[name, f"{name}_low"]].min(axis=None) < 0:
        panel.set_ylim(0, max(high, LEAST))
    else:
        panel.axhline(0, color=GREY, linewidth=0.5)
        panel.set_ylim(low, max(high, LEAST))
