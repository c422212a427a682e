import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from broadsheet import tables
from broadsheet.errors import InputError
from broadsheet.topics import draw_topic_groups


def make_differences(shares: dict[str, list[float]], *, q: list[float], label: str = "a, b") -> pd.DataFrame:
    """Shares of each group, topic by topic; ``q`` of the topics, the same in all groups."""
    rows = [
        {"group": group, "item": f"topic {at + 1}: {label}", "share": share, "share_others": 0.2, "q": q[at]}
        for group, own in shares.items()
        for at, share in enumerate(own)
    ]
    table = pd.DataFrame(rows).assign(
        n=10, total=1234, n_others=20, total_others=100, n_clusters=9, n_clusters_others=9
    )
    table = table.assign(share_low=table.share - 0.02, share_high=table.share + 0.02, difference=table.share - 0.2)
    table = table.assign(low=table.difference - 0.03, high=table.difference + 0.03, ratio=table.share / 0.2)
    return tables.make("topic_differences", table.assign(ratio_low=table.ratio / 2, ratio_high=table.ratio * 2))


def points_of(axes) -> list[tuple[float, bool]]:
    """(x, is filled) of each point, in the order of topics from the top, then of places."""
    points = [
        (y, x, to_hex(line.get_markerfacecolor()) != "#ffffff")
        for line in axes.lines
        if line.get_linestyle() == "None"
        for x, y in zip(*line.get_data(), strict=True)
    ]
    return [(round(float(x), 6), filled) for _, x, filled in sorted(points)]


def test_two_groups_have_their_difference_beside_them():
    drawn = draw_topic_groups(make_differences({"x": [0.3, 0.2], "y": [0.1, 0.25]}, q=[0.0001, 0.4]), unit="document")
    shares, apart = drawn.axes[:2]
    assert points_of(shares) == [(0.3, True), (0.1, True), (0.2, False), (0.25, False)]
    assert points_of(apart) == [(10.0, True), (0.0, False)]  # percentage points of the first group
    beside = [label.get_text() for label in drawn.axes[1].child_axes[0].get_yticklabels()]
    assert beside == ["×1.50 (0.75 to 3.00), q < .001", "×1.00 (0.50 to 2.00), q = .400"]
    assert shares.get_xlabel() == "share of documents that the topic leads"
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == ["x, 1,234", "y, 1,234"]
    assert [label.get_text() for label in shares.get_yticklabels()] == ["topic 1: a, b", "topic 2: a, b"]
    assert drawn.get_supxlabel().startswith("Filled: the two differ")


def test_of_more_groups_each_is_set_against_all_others():
    drawn = draw_topic_groups(make_differences({"x": [0.3], "y": [0.1], "z": [0.2]}, q=[0.05]))
    assert len(drawn.axes) == 1 and points_of(drawn.axes[0]) == [(0.3, True), (0.1, True), (0.2, True)]
    assert drawn.get_supxlabel() == (
        "Filled: differs from all others (q at most .05); hollow: not shown to differ. Lines: 95 % intervals."
    )


def test_what_was_not_tested_has_points_alone():
    rows = make_differences({"x": [0.3], "y": [0.1]}, q=[np.nan])
    rows[["low", "high", "share_low", "share_high", "ratio_low", "ratio_high"]] = np.nan
    drawn = draw_topic_groups(rows)
    assert points_of(drawn.axes[0]) == [(0.3, False), (0.1, False)]
    assert drawn.axes[1].child_axes[0].get_yticklabels()[0].get_text() == "×1.5, not tested"
    assert drawn.get_supxlabel().endswith("No interval: too few days.")


@pytest.mark.parametrize(("n_topics", "n_groups"), [(1, 2), (5, 2), (20, 2), (60, 2), (3, 6), (20, 6)])
def test_long_names_neither_cover_each_other_nor_leave_the_picture(long_label, find_faults, n_topics, n_groups):
    shares = {f"The Daily Gazette of some city {at}": np.linspace(0, 0.9, n_topics).tolist() for at in range(n_groups)}
    drawn = draw_topic_groups(make_differences(shares, q=[0.01] * n_topics, label=long_label), unit="passage")
    assert find_faults(drawn) == []
    assert ("topics are drawn" in drawn.get_supxlabel()) == (n_topics * (2.4 + 1.9 * n_groups) > 198)


def test_no_groups_are_a_sentence_and_another_table_is_refused():
    assert draw_topic_groups(tables.make("topic_differences")).get_suptitle() == "No group to compare."
    with pytest.raises(InputError, match="topic_differences table has no column group"):
        draw_topic_groups(pd.DataFrame({"item": ["a"]}))
