import itertools

import pandas as pd
import pytest

from broadsheet.errors import InputError
from broadsheet.trends.draw import draw_documents
from planted_tables import HEBREW, LONG, ODD, find_overlaps, plant_counts, read_words, smallest_print

pytestmark = pytest.mark.filterwarnings("error::UserWarning")
ITEMS = ["peace", LONG, HEBREW, ODD, *(f"term{at:02}" for at in range(12))]
REASON = "No curve: of 5 documents 3 can be placed in a month, and 0 of 2 such periods have 5 documents or more."


def numbers(fig) -> list[str]:
    return [text.get_text() for text in fig.axes[0].texts]


def test_documents_stand_by_date_the_undated_last_and_missing_rows_are_zeros():
    counts, documents = plant_counts(["war", "peace"], n_docs=4)
    fig = draw_documents(counts, documents, REASON, items=["peace", "war"])
    dates = [label.get_text().split("\n")[0] for label in fig.axes[0].get_xticklabels()]
    assert dates == ["2023-01-02", "2023-01-05", "2023-01-08", "undated"]
    expected = [
        str(counts.n[(counts.doc_id == doc_id) & (counts["item"] == item)].sum())
        for item, doc_id in itertools.product(["peace", "war"], documents.doc_id)
    ]
    assert numbers(fig) == expected


def test_the_order_of_the_documents_changes_nothing():
    counts, documents = plant_counts(["war", "peace"], n_docs=6)
    mixed = draw_documents(counts.iloc[::-1], documents.iloc[::-1], REASON, items=["war", "peace"])
    assert numbers(mixed) == numbers(draw_documents(counts, documents, REASON, items=["war", "peace"]))


def test_the_area_of_a_dot_is_the_rate():
    counts = pd.DataFrame({"doc_id": ["d000", "d001"], "item": "war", "n": [6, 6]})
    documents = plant_counts(["war"], n_docs=3)[1].assign(n_words=[100, 300, 100])
    sizes = [float(dot.get_sizes()[0]) for dot in draw_documents(counts, documents, REASON).axes[0].collections]
    assert sizes[0] / sizes[1] == pytest.approx(3) and len(sizes) == 2


def test_a_term_that_occurs_nowhere_is_a_row_of_zeros():
    counts, documents = plant_counts(["war"], n_docs=3)
    assert numbers(draw_documents(counts, documents, REASON, items=["never"])) == ["0", "0", "0"]


def test_of_forty_eight_documents_forty_are_drawn_and_of_sixteen_terms_fourteen_and_the_figure_says_so():
    fig = draw_documents(*plant_counts(ITEMS, n_docs=48), REASON, items=ITEMS)
    assert len(numbers(fig)) == 14 * 30 and fig.get_figheight() * 25.4 <= 230
    words = " ".join(read_words(fig).split())
    assert "14 of 16 terms are drawn; all are in the data." in words
    assert "30 of 48 documents, evenly over those with a term, are drawn; all are in the data." in words


@pytest.mark.parametrize("n_docs", [1, 5, 6, 7, 48])
@pytest.mark.parametrize("n_items", [1, 6])
def test_nothing_overlaps_and_the_reason_fits(n_docs, n_items):
    counts, documents = plant_counts(ITEMS[:n_items], n_docs=n_docs)
    named = documents.assign(source="The Evening Telegraph of the Northern Provinces and Isles")
    fig = draw_documents(counts, named, REASON * 3, items=ITEMS[:n_items])
    assert find_overlaps(fig) == [] and smallest_print(fig) >= 6
    assert " ".join(fig._suptitle.get_text().split()) == REASON * 3


def test_without_documents_or_terms_there_is_the_reason_and_a_sentence():
    counts, documents = plant_counts(["war"], n_docs=2)
    assert "There is no document." in read_words(draw_documents(counts, documents.head(0), REASON)).replace("\n", " ")
    words = read_words(draw_documents(counts.head(0), documents, REASON)).replace("\n", " ")
    assert words == f"{REASON} There is no term to count."


def test_documents_of_another_shape_are_refused():
    counts, documents = plant_counts(["war"], n_docs=2)
    with pytest.raises(InputError, match="documents table has no column n_words"):
        draw_documents(counts, documents.drop(columns="n_words"), REASON)
