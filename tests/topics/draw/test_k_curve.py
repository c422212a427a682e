import numpy as np
import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.topics import draw_k_curve


def make_curve(n_topics, *, chosen: int, rivals=(), low: float = 0.4) -> pd.DataFrame:
    curve = pd.DataFrame({"n_topics": n_topics})
    for at, name in enumerate(("npmi", "stability", "exclusivity", "score")):
        curve[name] = 0.5 + 0.01 * at - 0.001 * curve.n_topics
        curve[f"{name}_low"], curve[f"{name}_high"] = low, 0.6
    return tables.make(
        "k_curve", curve.assign(is_chosen=curve.n_topics == chosen, is_rival=curve.n_topics.isin(rivals))
    )


def points_of(panel) -> list[list[int]]:
    """The numbers drawn hollow, grey and black."""
    return [line.get_xdata().tolist() for line in panel.lines if line.get_marker() == "o"]


def said(fig) -> str:
    return fig.get_supxlabel().replace("\n", " ")


def test_four_panels_have_every_number_and_the_chosen_one_is_black():
    curve = make_curve([2, 3, 4, 5, 8], chosen=4, rivals=[3, 5])
    fig = draw_k_curve(curve.sample(frac=1, random_state=0))
    assert [panel.get_ylabel() for panel in fig.axes] == ["coherence\n(NPMI)", "stability", "exclusivity", "together"]
    for panel, name in zip(fig.axes, ("npmi", "stability", "exclusivity", "score"), strict=True):
        assert points_of(panel) == [[2, 8], [3, 5], [4]]
        line = next(line for line in panel.lines if line.get_marker() == "None" and len(line.get_xdata()) == 5)
        assert np.array_equal(line.get_ydata(), curve[name])
        drawn = [segment.tolist() for lines in panel.collections for segment in lines.get_segments()]
        assert sorted(drawn) == [[[k, 0.4], [k, 0.6]] for k in (2, 3, 4, 5, 8)]
        assert panel.get_ylim()[0] == 0
    assert [text.get_text() for text in fig.axes[0].texts] == ["K = 4"]


def test_the_small_print_says_how_sharp_the_choice_is():
    near = "Proposed (black): K = 4. Not clearly behind (grey): 3 and 5."
    assert f"{near} Hollow: clearly behind." in said(draw_k_curve(make_curve([2, 3, 4, 5], chosen=4, rivals=[3, 5])))
    assert f"{near} Lines:" in said(draw_k_curve(make_curve([3, 4, 5], chosen=4, rivals=[3, 5])))
    assert "K = 4, clearly ahead of all others (hollow)." in said(draw_k_curve(make_curve([2, 4], chosen=4)))
    assert "K = 4 is the only number that was tried." in said(draw_k_curve(make_curve([4], chosen=4)))
    assert "No number of topics is proposed." in said(draw_k_curve(make_curve([2, 4], chosen=9)))


def test_a_score_that_may_be_0_is_no_finding():
    fig = draw_k_curve(make_curve([2, 3], chosen=2, rivals=[3], low=0.0))
    assert "K = 2 (black) is a start, not a finding." in said(fig)
    assert [text.get_text() for text in fig.axes[0].texts] == ["(K = 2)"]


def test_coherence_below_0_has_a_line_at_0_and_what_is_0_everywhere_lies_at_the_foot():
    curve = make_curve([2, 3], chosen=2, rivals=[3], low=0.0)
    none = {"score": 0.0, "score_low": 0.0, "score_high": 0.0}
    panels = draw_k_curve(curve.assign(npmi=-0.5, npmi_low=-0.7, npmi_high=-0.3, **none)).axes
    assert [sum(list(line.get_ydata()) == [0, 0] for line in panel.lines) for panel in panels[:3]] == [1, 0, 0]
    assert panels[0].get_ylim()[0] < -0.7 and panels[0].get_ylim()[1] > 0
    assert panels[3].get_ylim() == (0, 0.2)


@pytest.mark.parametrize("n_topics", [[3], [2, 3], list(range(2, 31)), [10, 100, 200]])
def test_nothing_covers_anything(n_topics, find_faults):
    curve = make_curve(n_topics, chosen=n_topics[0], rivals=n_topics[1:])
    assert find_faults(draw_k_curve(curve)) == []


def test_missing_values_leave_gaps_and_no_number_is_a_sentence():
    curve = make_curve([2, 3], chosen=2)
    fig = draw_k_curve(curve.assign(npmi=[0.1, np.nan], npmi_low=np.nan, npmi_high=np.nan))
    assert points_of(fig.axes[0]) == [[2]]
    assert "too few texts" in draw_k_curve(tables.make("k_curve")).get_suptitle()
    with pytest.raises(InputError, match="k_curve table has no column is_rival"):
        draw_k_curve(curve.drop(columns="is_rival"))
