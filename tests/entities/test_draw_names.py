"""Who is named, in which source; and a name in the room there is."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities.draw.names import ROOM, draw_names, shorten
from broadsheet.entities.network import count_names
from broadsheet.errors import InputError
from planted import make_mentions, shuffle

MENTIONS, _ = make_mentions([(0, ["Ada", "Bob"]), (1, ["Ada"]), (2, ["Ada", "Cyd"])])
NAMES = count_names(MENTIONS)
ODD = ["$5bn_Fund $6", "<script> & Co", 'O\'Brien "Q"', "שלום עולם", "محمد بن سلمان", "x" * 400, "Long " * 80]


def by_source(*groups: tuple[str, int, dict[str, int]], **columns) -> pd.DataFrame:
    """A shares table of the whole corpus: (source, its documents, documents with each name)."""
    rows = [
        {"group": group, "period": pd.NaT, "item": item, "n": 2 * n, "total": 100 * n_all, "share": 0.02 * n / n_all,
         "low": 0.0, "high": 1.0, "n_docs": n, "n_docs_total": n_all, "doc_share": n / n_all,
         "doc_low": 0.5 * n / n_all, "doc_high": min(1.0, 2 * n / n_all), "n_clusters": n_all, "n_sources": 1,
         "is_thin": n < 3}
        for group, n_all, counts in groups
        for item, n in counts.items()
    ]  # fmt: skip
    return tables.make("shares", pd.DataFrame(rows).assign(**columns))


TWO = by_source(("Post", 10, {"Ada": 5, "Bob": 1, "Cyd": 0}), ("Ledger", 20, {"Ada": 10, "Bob": 4, "Cyd": 3}))


def titles(fig) -> list[str]:
    return [axes.get_title(loc="left") for axes in fig.axes[1:]]


def points(axes) -> dict[tuple[float, float], str]:
    """(percent, row) of each point and the colour of its inside."""
    return {
        (round(x, 6), y): line.get_markerfacecolor()
        for line in axes.lines
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


def test_each_source_is_a_panel_with_its_documents_the_largest_first():
    fig = draw_names(NAMES, shares=TWO)
    assert titles(fig) == ["Ledger\n20 documents", "Post\n10 documents"]


def test_a_point_is_the_share_of_the_documents_of_the_source_with_its_interval():
    ledger, post = draw_names(NAMES, shares=TWO).axes[1:]
    assert set(points(ledger)) == {(50.0, 2), (20.0, 1), (15.0, 0)}  # Ada stands on top
    assert set(points(post)) == {(50.0, 2), (10.0, 1), (0.0, 0)}
    lines = sorted(line.tolist() for line in ledger.collections[0].get_segments())
    np.testing.assert_allclose(lines, [[[7.5, 0], [30, 0]], [[10, 1], [40, 1]], [[25, 2], [100, 2]]])
    assert ledger.get_xlim() == post.get_xlim() == (0, 100)


def test_a_thin_point_is_hollow():
    _, post = draw_names(NAMES, shares=TWO).axes[1:]
    assert points(post)[10.0, 1] == "white" != points(post)[50.0, 2]


@pytest.mark.parametrize("groups", [0, 1])
def test_one_source_or_none_leaves_the_names_alone(groups):
    one = TWO[TWO.group == "Post"].head(3 * groups)
    assert len(draw_names(NAMES, shares=one).axes) == len(draw_names(NAMES).axes) == 1


def test_of_many_sources_five_are_drawn_and_that_is_said():
    many = by_source(*((f"S{at}", 10 + at, {"Ada": at}) for at in range(8)))
    fig = draw_names(NAMES, shares=many)
    assert [title.split("\n")[0] for title in titles(fig)] == ["S7", "S6", "S5", "S4", "S3"]
    assert "5 of 8 sources are drawn" in " ".join(fig.get_supxlabel().split())


def test_documents_without_a_source_stand_last_however_many():
    fig = draw_names(NAMES, shares=by_source(("not named", 90, {"Ada": 9}), ("Post", 2, {"Ada": 1})))
    assert [title.split("\n")[0] for title in titles(fig)] == ["Post", "not named"]


def test_a_source_of_one_document_has_a_point_and_no_line():
    alone = by_source(("Post", 1, {"Ada": 1}), ("Ledger", 9, {"Ada": 4}))
    alone.loc[alone.group == "Post", ["doc_low", "doc_high"]] = np.nan
    fig = draw_names(NAMES, shares=alone)
    assert titles(fig)[1] == "Post\n1 document" and list(points(fig.axes[2])) == [(100.0, 2)]
    assert "has no interval" in " ".join(fig.get_supxlabel().split())


def test_periods_and_names_that_are_not_drawn_leave_the_panels_as_they_are():
    more = by_source(("Post", 10, {"Zoe": 10}), ("Third", 99, {"Ada": 5}))
    in_time = more[more.group == "Third"].assign(period=pd.Timestamp("2024-01-01"))
    both = pd.concat([TWO, more[more.group == "Post"], in_time])
    fig = draw_names(NAMES, shares=both)
    assert titles(fig) == titles(draw_names(NAMES, shares=TWO))
    assert points(fig.axes[2]) == points(draw_names(NAMES, shares=TWO).axes[2])


def test_the_order_of_the_shares_changes_nothing_and_they_are_not_changed():
    before, mixed = TWO.copy(), shuffle(TWO)
    one, other = draw_names(NAMES, shares=TWO), draw_names(NAMES, shares=mixed)
    assert titles(one) == titles(other)
    assert [points(axes) for axes in one.axes[1:]] == [points(axes) for axes in other.axes[1:]]
    pd.testing.assert_frame_equal(TWO, before)


def test_no_names_are_a_sentence():
    assert draw_names(NAMES.head(0), shares=TWO).get_suptitle() == "No name was found."


def test_shares_of_another_shape_are_refused():
    with pytest.raises(InputError, match="shares table has no column doc_low"):
        draw_names(NAMES, shares=TWO.drop(columns="doc_low"))


def test_odd_names_and_sources_stay_on_the_page_and_apart():
    mentions, _ = make_mentions([(at, [name]) for at, name in enumerate(ODD)])
    shares = by_source(*((name, 9, dict.fromkeys(ODD, 4)) for name in ODD))
    fig = draw_names(count_names(mentions), shares=shares)
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    labels = [label.get_window_extent(renderer) for label in fig.axes[0].get_yticklabels()]
    heads = [axes._left_title.get_window_extent(renderer) for axes in fig.axes[1:]]
    assert min(box.x0 for box in labels) >= 0 and max(box.x1 for box in heads) <= fig.bbox.x1 + 1
    assert not any(one.overlaps(other) for one, other in itertools.combinations(heads, 2))
    assert "$5bn_Fund $6" in [label.get_text() for label in fig.axes[0].get_yticklabels()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Byron", "Ada Byron"),
        ("Ada\n Byron", "Ada Byron"),
        ("x" * 400, "x" * (ROOM - 1) + "…"),
        ("e\u0301" * ROOM, "e\u0301" * ROOM),  # a letter and its mark take the room of one
        ("a \U000f1234", "a \U000f1234"),
        ("\U000f1234" * 9, "\U000f1234" * 4 + "…"),  # no font has it: a code point is to stand for each
    ],
)
def test_a_name_is_cut_to_its_room(name, expected):
    assert shorten(name) == expected


@given(st.text(max_size=80), st.integers(1, 40))
def test_a_shortened_name_is_the_name_or_begins_like_it(name, room):
    line, short = " ".join(name.split()), shorten(name, room)
    assert short == line or (short.endswith("…") and line.startswith(short[:-1]) and len(short) <= len(line))
