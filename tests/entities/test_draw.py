import itertools
from types import SimpleNamespace

import pandas as pd
import pytest

from broadsheet.entities import count_names, draw_names, draw_network, link_entities, place_entities
from broadsheet.figures import save
from planted import make_mentions, plant_pairs

ODD = "$5bn_Fund <script> & Co"


def network(sentences: list[tuple[int, list[str]]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    mentions, documents = make_mentions(sentences)
    edges = link_entities(mentions, documents)
    return place_entities(mentions, edges), edges


def labels(fig) -> list[str]:
    return [text.get_text() for text in fig.axes[0].texts]


@pytest.fixture(scope="module")
def sixty():
    mentions, documents, _ = plant_pairs()
    edges = link_entities(mentions, documents).head(400)
    nodes = place_entities(mentions, edges)
    assert len(nodes) == 60
    return nodes, edges


def test_sixty_names_are_all_labelled_and_stay_on_the_page(sixty):
    fig = draw_network(*sixty)
    fig.draw_without_rendering()
    boxes = [text.get_window_extent(fig.canvas.get_renderer()) for text in fig.axes[0].texts]
    assert sorted(labels(fig)) == sorted(sixty[0].entity)
    assert min(box.x0 for box in boxes) >= 0 and max(box.x1 for box in boxes) <= fig.bbox.x1


def test_every_edge_is_a_line_dashed_when_it_rests_on_one_document():
    fig = draw_network(*network([(0, ["Ada", "Bob"]), (1, ["Ada", "Bob"]), (1, ["Bob", "Cyd"])]))
    assert sorted(line.get_linestyle() for line in fig.axes[0].lines) == ["-", "--"]


def test_more_sentences_make_a_wider_line_but_never_wider_than_the_markers():
    fig = draw_network(*network([(doc, ["Ada", "Bob"]) for doc in range(200)] + [(0, ["Bob", "Cyd"])]))
    thin, wide = sorted(line.get_linewidth() for line in fig.axes[0].lines)
    assert thin < wide <= 5


def test_labels_stay_apart_where_there_is_room():
    fig = draw_network(*network([(0, ["Ada", "Bob"]), (0, ["Bob", "Cyd"]), (0, ["Cyd", "Dee"])]))
    fig.draw_without_rendering()
    boxes = [text.get_window_extent(fig.canvas.get_renderer()) for text in fig.axes[0].texts]
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])


def test_an_empty_network_and_no_names_can_be_drawn():
    nodes, edges = network([(0, ["Ada"])])
    assert edges.empty and labels(draw_network(nodes, edges)) == []
    assert labels(draw_names(count_names(make_mentions([(0, ["Ada"])])[0].head(0)))) == []


def test_the_most_widespread_names_stand_on_top_with_their_documents():
    mentions, _ = make_mentions([(0, ["Ada", "Bob"]), (1, ["Ada"]), (1, ["Cyd"]), (2, ["Ada", "Cyd"])])
    fig = draw_names(count_names(mentions), n_top=2)
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["Cyd", "Ada"]
    assert labels(fig) == ["2", "3"]


def test_sixty_names_have_room_each(sixty):
    fig = draw_names(sixty[0], n_top=60)
    fig.draw_without_rendering()
    boxes = [label.get_window_extent(fig.canvas.get_renderer()) for label in fig.axes[0].get_yticklabels()]
    assert all(one.y1 <= other.y0 + 1 for one, other in itertools.pairwise(boxes))


def test_names_that_look_like_mathematics_or_markup_are_drawn_as_they_stand():
    assert ODD in labels(draw_network(*network([(0, [ODD, "Bob"])])))


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_name_the_font_cannot_draw_is_its_code_point_and_the_caption_says_so(tmp_path):
    nodes, edges = network([(0, ["a \U000f1234 b", "Bob"])])
    facts = {"name": "s", "title": "s", "fingerprint": "f", "parameters": {}}
    study = SimpleNamespace(notebook="04", out=tmp_path, **facts)
    save(draw_network(nodes, edges), "n", study=study, data=edges, caption="c", alt="a")
    assert "U+F1234" in (tmp_path / "04-n.md").read_text(encoding="utf-8")
