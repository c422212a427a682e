"""A network on paper: what each sign says, and no name on another."""

import itertools
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox
from PIL import ImageColor

from broadsheet import tables
from broadsheet.entities import draw_network, find_communities, join_communities, link_entities, place_entities
from broadsheet.entities.draw.network import GROUP_FACES, NO_FACE, OTHER_FACE
from broadsheet.errors import InputError
from broadsheet.figures import save
from planted import make_mentions, plant_pairs, shuffle

ODD = "$5bn_Fund <script> & Co"
FORENAMES = ["Maria", "Alexander", "Jo", "Christopher", "Li", "Recep Tayyip", "Elizabeth", "Tom"]
SURNAMES = ["Smith", "Papadopoulos", "Ng", "von Hippel", "Zelensky", "Rosenthal", "Bank of Commerce"]


def network(sentences: list[tuple[int, list[str]]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    mentions, documents = make_mentions(sentences)
    edges = link_entities(mentions, documents)
    nodes = place_entities(mentions, edges)
    return join_communities(nodes, find_communities(edges)), edges


def plant_hubs(n_names: int, n_edges: int, *, names: list[str] | None = None, random_state: int = 0):
    """(nodes, edges): each name is joined to one that was there, mostly to the first few; then more pairs likewise."""
    generator = np.random.default_rng(random_state)
    names = names or [f"{FORENAMES[at % 8]} {SURNAMES[at % 7]} {at}" for at in range(n_names)]
    weights = 1 / np.arange(1, n_names + 1) ** 1.2
    pairs = {(int(generator.choice(at, p=weights[:at] / weights[:at].sum())), at) for at in range(1, n_names)}
    while len(pairs) < n_edges:
        pairs.add(tuple(sorted(generator.choice(n_names, 2, replace=False, p=weights / weights.sum()).tolist())))
    return network([
        (int(generator.integers(60)), [names[one], names[two]])
        for one, two in sorted(pairs) for _ in range(int(generator.integers(1, 9)))
    ])  # fmt: skip


def labels(fig) -> list[str]:
    return [text.get_text() for text in fig.axes[0].texts]


def key(fig) -> list[str]:
    return [text.get_text() for legend in fig.axes[1].artists for text in legend.get_texts()]


def markers(fig) -> list[Bbox]:
    """The boxes of the markers as they are drawn."""
    axes, boxes = fig.axes[0], []
    for part in axes.collections:
        if isinstance(part, PathCollection):
            reach = np.sqrt(part.get_sizes()) / 2 * fig.dpi / 72
            points = axes.transData.transform(part.get_offsets())
            boxes += [Bbox([point - r, point + r]) for point, r in zip(points, reach, strict=True)]
    return boxes


def find_faults(fig, dpi: int) -> list[str]:
    """Names that cover a name or a marker or leave the picture, measured as drawn at ``dpi``."""
    fig.set_dpi(dpi)
    fig.draw_without_rendering()
    named = [(text.get_text(), text.get_window_extent()) for text in fig.axes[0].texts]
    faults = [f"{a} x {b}" for at, (a, one) in enumerate(named) for b, two in named[:at] if one.overlaps(two)]
    faults += [f"{name} x marker" for name, box in named for other in markers(fig) if box.overlaps(other)]
    frame = fig.axes[0].get_window_extent()
    return faults + [name for name, box in named if Bbox.union([box, frame]).extents != pytest.approx(frame.extents)]


@pytest.fixture(scope="module")
def hub():
    return plant_hubs(45, 44)


@pytest.fixture(scope="module")
def eighty():
    return plant_hubs(80, 120)


@pytest.fixture(scope="module")
def sixty():
    mentions, documents, _ = plant_pairs()
    edges = link_entities(mentions, documents).head(100)
    return place_entities(mentions, edges), edges


@pytest.mark.parametrize("name", ["hub", "eighty", "sixty"])
def test_no_name_covers_another_or_a_marker_or_leaves_the_picture(name, request):
    nodes, edges = request.getfixturevalue(name)
    fig = draw_network(nodes, edges)
    assert sorted(label.replace("\n", " ") for label in labels(fig)) == sorted(nodes.entity)
    assert {text.get_fontsize() >= 5 for text in fig.axes[0].texts} == {True}
    assert [find_faults(fig, dpi) for dpi in (72, 130, 300)] == [[], [], []]


def test_names_in_a_heap_get_smaller_before_any_is_left_out_and_the_picture_says_how_many():
    generator = np.random.default_rng(0)
    nodes, edges = plant_hubs(45, 44)
    heaped = nodes.assign(x=generator.normal(0, 1, 45).round(3), y=generator.normal(0, 1, 45).round(3))
    heaped.loc[0, ["x", "y"]] = 40.0  # far from all others
    fig = draw_network(heaped, edges)
    assert [find_faults(fig, dpi) for dpi in (72, 300)] == [[], []]
    n_left_out = 45 - len(labels(fig))
    assert {text.get_fontsize() for text in fig.axes[0].texts} == {5.0} and 0 < n_left_out < 45
    assert [text.get_text() for text in fig.axes[1].texts] == [
        f"{n_left_out} of 45 names have no room in the picture; the table of nodes has them."
    ]


def test_a_picture_of_few_names_says_of_none_that_it_is_left_out():
    assert not draw_network(*network([(0, ["Ada", "Bob"])])).axes[1].texts


def test_the_order_of_the_tables_changes_no_label_and_no_mark(hub, tmp_path):
    facts = {"name": "s", "title": "s", "fingerprint": "f", "parameters": {}}
    for folder, tabled in (("a", hub), ("b", [shuffle(table) for table in hub])):
        study = SimpleNamespace(notebook="04", out=tmp_path / folder, **facts)
        save(draw_network(*tabled), "n", study=study, data=hub[1], caption="c", alt="a")
    assert (tmp_path / "a/04-n.png").read_bytes() == (tmp_path / "b/04-n.png").read_bytes()


def test_nothing_is_changed_by_drawing(hub):
    before = [table.copy() for table in hub]
    draw_network(*hub, centre=hub[0].entity[0])
    for table, was in zip(hub, before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def mark_edges(*rows: tuple[str, float, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(nodes, edges): a path of names whose edges have these (support, q, documents)."""
    names = [chr(65 + at) * 3 for at in range(len(rows) + 1)]
    nodes, edges = network([(0, [one, two]) for one, two in itertools.pairwise(names)])
    frame = pd.DataFrame(rows, columns=["support", "q", "n_docs"])
    return nodes, tables.make("edges", edges.sort_values("source").reset_index(drop=True).assign(**frame))


def styles(fig) -> list[str]:
    """Of the lines, from left to right in the alphabet of their first ends."""
    return [line.get_linestyle() for line in fig.axes[0].lines]


def test_a_line_is_solid_where_three_windows_agree_dashed_for_fewer_dotted_for_none():
    fig = draw_network(*mark_edges(("sentence paragraph document", 0.01, 3), ("sentence", 0.01, 3), ("", 0.2, 3)))
    assert styles(fig) == ["-", "--", ":"]
    assert [label for label in key(fig) if "chance" in label] == [
        "more than chance in sentence, paragraph, document",
        "more than chance in one or two of these",
        "not more than chance in any",
    ]


def test_where_nothing_was_tested_a_line_is_dashed_for_two_documents_and_dotted_for_one():
    fig = draw_network(*mark_edges(("", np.nan, 2), ("", np.nan, 1)))
    assert styles(fig) == ["--", ":"]
    assert [label for label in key(fig) if "test" in label] == [
        "too few to test; in two documents or more",
        "too few to test; in one document",
    ]


def test_more_sentences_make_a_wider_line_but_never_wider_than_the_markers():
    fig = draw_network(*network([(doc, ["Ada", "Bob"]) for doc in range(200)] + [(0, ["Bob", "Cyd"])]))
    thin, wide = sorted(line.get_linewidth() for line in fig.axes[0].lines)
    assert thin < wide <= 4
    assert {"1 sentence", "200 sentences", "1 document", "200 documents"} <= set(key(fig))


def test_more_documents_make_a_larger_marker():
    nodes, edges = network([(doc, ["Ada", "Bob"]) for doc in range(5)] + [(0, ["Bob", "Cyd"])])
    part = draw_network(nodes, edges).axes[0].collections[0]
    assert part.get_sizes()[0] == part.get_sizes()[1] > part.get_sizes()[2] > 0  # Ada and Bob, then Cyd


def test_the_kind_is_a_shape_and_the_group_a_face():
    nodes, edges = network([(0, [f"A{at}", f"B{at}"]) for at in range(6)])
    nodes = nodes.assign(community=[1, 2, 3, 4, 5, 0] * 2, kind=["PERSON"] * 6 + ["ORG"] * 6)
    parts = [part for part in draw_network(nodes, edges).axes[0].collections if isinstance(part, PathCollection)]
    shapes = [len(part.get_paths()[0].vertices) for part in parts]
    assert len(parts) == 2 and shapes[0] != shapes[1]
    faces = [to_hex(face) for face in parts[0].get_facecolors()]
    assert faces == [face.lower() for face in (*GROUP_FACES, to_hex(OTHER_FACE), NO_FACE)]
    assert to_hex(parts[0].get_edgecolors()[5]) == NO_FACE != to_hex(parts[0].get_edgecolors()[4])


def test_the_key_names_each_group_by_its_most_widespread_name():
    nodes, edges = network([(doc, ["Ada", "Bob"]) for doc in range(2)] + [(0, ["Bob", "Cyd"])])
    said = key(draw_network(nodes.assign(community=[1, 1, 0]), edges))
    assert "Bob and 1 more" in said and "in no group for sure" in said and "a smaller group" not in said


def test_the_faces_of_the_groups_are_apart_in_grey():
    luminance = [np.dot(ImageColor.getrgb(face), [0.299, 0.587, 0.114]) for face in GROUP_FACES]
    assert min(np.diff([*luminance, 255])) > 30


def test_the_centre_stands_in_the_middle_in_bold_with_dark_lines():
    nodes, edges = network([(0, ["Ada", "Bob", "Cyd"]), (1, ["Ada", "Dee"])])
    fig = draw_network(nodes, edges, centre="Ada")
    axes = fig.axes[0]
    point = nodes.set_index("entity").loc["Ada", ["x", "y"]].to_numpy(dtype=float)
    assert axes.transAxes.inverted().transform(axes.transData.transform(point)) == pytest.approx([0.5, 0.5])
    assert {text.get_text(): text.get_weight() for text in axes.texts} == {
        "Ada": "bold", "Bob": "normal", "Cyd": "normal", "Dee": "normal"
    }  # fmt: skip
    assert sorted(to_hex(line.get_color()) for line in axes.lines) == ["#1a1a1a"] * 3 + ["#767676"]


def test_a_centre_that_is_no_node_and_a_table_of_another_shape_are_refused():
    nodes, edges = network([(0, ["Ada", "Bob"])])
    with pytest.raises(InputError, match=r"centre is 'Zoe', expected a name of nodes\.entity; draw the nodes of take_"):
        draw_network(nodes, edges, centre="Zoe")
    with pytest.raises(InputError, match="support"):
        draw_network(nodes, edges.drop(columns="support"))


def test_a_network_without_pairs_is_a_sentence():
    nodes, edges = network([(0, ["Ada"])])
    assert edges.empty and draw_network(nodes, edges).get_suptitle() == "No network: no two names share a sentence."


def test_names_that_look_like_mathematics_or_markup_are_drawn_as_they_stand(tmp_path):
    names = [ODD, "a\\b^{c}_d", '"O\'Neil"', "محمد بن سلمان", "בנימין נתניהו"]
    nodes, edges = network([(0, ["Bob", name]) for name in names])
    facts = {"name": "s", "title": "s", "fingerprint": "f", "parameters": {}}
    fig = draw_network(nodes, edges)
    assert sorted(label.replace("\n", " ") for label in labels(fig)) == sorted(["Bob", *names])
    save(fig, "n", study=SimpleNamespace(notebook="04", out=tmp_path, **facts), data=edges, caption="c", alt="a")
    drawn = (tmp_path / "04-n.svg").read_text(encoding="utf-8")
    assert "<script" not in drawn and "&lt;script&gt;" in drawn


def test_long_names_are_cut_in_the_picture_and_whole_in_the_table():
    names = ["W" * 60, "International Committee of the Red Cross and Red Crescent", "The very long name " * 21 + "x"]
    nodes, edges = network([(0, ["Bob", name]) for name in names])
    fig = draw_network(nodes, edges)
    assert set(nodes.entity) == {"Bob", *names} and sum("…" in label for label in labels(fig)) == 3
    assert find_faults(fig, 300) == []


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_name_the_font_cannot_draw_is_its_code_point_which_covers_nothing_and_the_caption_says_so(tmp_path):
    nodes, edges = network([(0, ["Bob", *(f"a{at} \U000f1234\U000f1235\U000f1236" for at in range(12))])])
    facts = {"name": "s", "title": "s", "fingerprint": "f", "parameters": {}}
    fig = draw_network(nodes, edges)
    study = SimpleNamespace(notebook="04", out=tmp_path, **facts)
    save(fig, "n", study=study, data=edges, caption="c", alt="a")
    assert "U+F1234" in (tmp_path / "04-n.md").read_text(encoding="utf-8")
    assert any(re.search(r"U\+F1234 U\+F1235", label) for label in labels(fig))
    assert find_faults(fig, 300) == []


def test_a_name_that_stands_off_has_a_line_to_its_marker(eighty):
    fig = draw_network(*eighty)
    (leaders,) = (part for part in fig.axes[0].collections if isinstance(part, LineCollection))
    ends = fig.axes[0].transData.transform(np.array(leaders.get_segments()).reshape(-1, 2)).reshape(-1, 2, 2)
    fig.draw_without_rendering()
    names = [text.get_window_extent().padded(2) for text in fig.axes[0].texts]
    signs = [box.padded(2) for box in markers(fig)]
    assert len(ends) and all(any(box.contains(*end) for box in names) for end in ends[:, 1])
    assert all(any(box.contains(*start) for box in signs) for start in ends[:, 0])
