import pandas as pd
import pytest

from broadsheet import tables
from broadsheet.entities import furniture
from broadsheet.entities.furniture import find_in_cut
from broadsheet.entities.rules import Rules

PIECES = [
    ("d1", "clean", "cut", "President Vladimir Putin met Orvela Corp in Kyiv."),
    ("d2", "clean", "cut", "President Vladimir Putin met Orvela Corp in Kyiv."),
    ("d2", "clean", "cut", "A Ukrainian in Kyiv. Photo: Dr. Karin Hippel."),
    ("d2", "clean", "changed", "Mr. Boris Nobody"),
    ("d3", "read", "cut", "Mr. Boris Nobody"),
    ("d3", "clean", "cut", "  \n"),
]


def make_ledger(pieces: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    rows = pd.DataFrame(pieces, columns=["doc_id", "step", "action", "text"])
    return tables.make("ledger", rows.assign(reason="photo caption", start=0, end=1))


def test_names_of_the_pieces_worked_by_hand():
    names, told = find_in_cut(make_ledger(PIECES), model=Rules())
    assert names.to_numpy().tolist() == [
        ["Kyiv", "PLACE", 3, 2], ["Orvela Corp", "ORG", 2, 2], ["Vladimir Putin", "PERSON", 2, 2],
        ["Karin Hippel", "PERSON", 1, 1],
    ]  # fmt: skip
    assert told == (
        "Cleaning cut 3 pieces of text, 2 of them different; left in, they would have added 8 mentions of 4 names and "
        "3 pairs of names that share a sentence."
    )


@pytest.mark.parametrize("pieces", [[], [("d1", "clean", "cut", "nobody here")], PIECES[3:5]])
def test_where_nothing_was_cut_there_is_the_empty_table(pieces):
    names, told = find_in_cut(make_ledger(pieces), model=Rules())
    assert names.empty and list(names) == ["entity", "kind", "n_mentions", "n_docs"]
    assert "added 0 mentions of 0 names and 0 pairs" in told


def test_of_many_pieces_some_are_read_and_the_sentence_says_so(monkeypatch):
    monkeypatch.setattr(furniture, "MOST_READ", 5)
    ledger = make_ledger([(f"d{at}", "clean", "cut", f"Item {at}: Mr. Boris Pilk in Kyiv.") for at in range(20)])
    names, told = find_in_cut(ledger, model=Rules(), random_state=1)
    assert names.set_index("entity").n_mentions.to_dict() == {"Boris Pilk": 5, "Kyiv": 5}
    assert "20 of them different; 5 of these, drawn at random, were read; left in, they alone would have" in told
    again, _ = find_in_cut(ledger.sample(frac=1, random_state=2), model=Rules(), random_state=1)
    pd.testing.assert_frame_equal(names, again)
