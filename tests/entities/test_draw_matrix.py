import numpy as np
import pandas as pd
import pytest

from broadsheet.entities import draw_matrix
from broadsheet.errors import InputError


def square(counts, names: list[str] | None = None) -> pd.DataFrame:
    """The table that count_matrix makes, from numbers."""
    counts = np.asarray(counts)
    names = names or [f"Name Surname {at}" for at in range(len(counts))]
    called = pd.Index(names, dtype="str", name="entity")
    return pd.DataFrame(counts, index=called, columns=called.rename(None))


def plant_counts(n: int, most: int, random_state: int = 0) -> np.ndarray:
    counts = np.triu(np.random.default_rng(random_state).integers(0, most, (n, n)), 1)
    return counts + counts.T


def numbers(fig) -> dict[tuple[int, int], str]:
    return {(round(y), round(x)): text.get_text() for text in fig.axes[0].texts for x, y in [text.get_position()]}


def test_each_number_stands_in_its_cell_and_nothing_where_nothing_is_shared():
    fig = draw_matrix(square([[0, 3, 0], [3, 0, 12], [0, 12, 0]], ["Ada", "Bob", "Cyd"]))
    assert numbers(fig) == {(0, 1): "3", (1, 0): "3", (1, 2): "12", (2, 1): "12"}
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["Ada", "Bob", "Cyd"]
    assert [label.get_text() for label in fig.axes[0].get_xticklabels()] == ["Ada", "Bob", "Cyd"]


def test_more_sentences_are_darker_and_the_print_stays_readable():
    fig = draw_matrix(square([[0, 1, 40], [1, 0, 5], [40, 5, 0]]))
    (image,) = fig.axes[0].images
    shades = image.cmap(image.norm(np.asarray(image.get_array())))[..., 0]
    assert shades[0, 1] > shades[1, 2] > shades[0, 2]
    for (row, column), text in zip(numbers(fig), fig.axes[0].texts, strict=True):
        assert abs(shades[row, column] - (1.0 if text.get_color() == "white" else 0.1)) > 0.4


@pytest.mark.parametrize(("n", "most"), [(1, 1), (2, 9), (8, 2000), (30, 9), (30, 20000)])
def test_numbers_stay_in_their_cells_and_names_on_the_page(n, most):
    names = [f"International Committee of the Cross {at}" for at in range(n - 1)] + ["W" * 400]
    fig = draw_matrix(square(plant_counts(n, most), names))
    fig.draw_without_rendering()
    assert fig.get_figwidth() * 25.4 <= 183.01
    cell = fig.axes[0].get_window_extent().width / n
    assert all(text.get_window_extent().width <= cell for text in fig.axes[0].texts)
    rows, columns = fig.axes[0].get_yticklabels(), fig.axes[0].get_xticklabels()
    assert all(label.get_window_extent().x0 >= 0 for label in rows)
    assert all(label.get_window_extent().y1 <= fig.bbox.y1 for label in columns)
    assert all(label.get_window_extent().height <= cell for label in rows)


def test_thirty_names_are_printed_in_five_points_or_more():
    fig = draw_matrix(square(plant_counts(30, 99)))
    assert min(label.get_fontsize() for label in fig.axes[0].get_yticklabels()) >= 5
    assert min(text.get_fontsize() for text in fig.axes[0].texts) >= 5


def test_names_are_drawn_as_they_stand():
    names = ["$5_a $6", "<script>", "محمد"]
    fig = draw_matrix(square(plant_counts(3, 5), names))
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == names


def test_no_names_are_a_sentence_and_nothing_shared_a_white_picture():
    nothing = draw_matrix(square(np.zeros((0, 0), dtype=int), []))
    assert nothing.get_suptitle() == "No matrix: no two names share a sentence."
    assert numbers(draw_matrix(square([[0, 0], [0, 0]]))) == {}


def test_a_table_that_is_not_square_is_refused():
    counts = square([[0, 1], [1, 0]])
    with pytest.raises(InputError, match="2 rows and 1 columns, expected one of each for every name"):
        draw_matrix(counts.iloc[:, :1])
    with pytest.raises(InputError, match="in one order: take the table of count_matrix"):
        draw_matrix(counts.iloc[::-1])
