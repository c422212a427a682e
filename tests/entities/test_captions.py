import pandas as pd

from broadsheet import tables
from broadsheet.entities import (
    caption_matrix,
    caption_names,
    caption_network,
    caption_saturation,
    caption_windows,
    count_matrix,
    pick_windows,
)


def make_edges(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """edges from (source, target, support), each with one sentence in one document."""
    frame = pd.DataFrame(rows, columns=["source", "target", "support"])
    ones = dict.fromkeys(["n_windows", "n_docs", "n_sources", "in_paragraph", "in_document"], 1)
    halves = dict.fromkeys(["expected", "npmi", "q", "q_paragraph", "q_document"], 0.5)
    return tables.make("edges", frame.assign(**ones, **halves, first_date=pd.NaT, last_date=pd.NaT))


NAMES = pd.DataFrame({"entity": list("ABCDEFG"), "kind": "ORG", "n_mentions": 2, "n_docs": 1})
EDGES = make_edges([("A", "B", "sentence paragraph document"), ("A", "C", "document"), ("B", "C", "")])


def test_the_names_of_a_figure_are_counted_and_the_first_told():
    told = caption_names(NAMES, n_top=25, n_documents=1, reading="Names by hand.")
    assert told["caption"].startswith("The first 7 of 7 names in 1 article, by articles")
    assert told["caption"].endswith("Names by hand.")
    assert told["alt"] == "Names by number of articles; the first are A, B, C, D, E and 2 more."


def test_saturation_is_told_as_the_last_row_has_it():
    rows = [{"n_docs": 1, "n_names": 3.0, "n_repeated": 0.0, "coverage": 0.2, "is_chosen": False},
            {"n_docs": 9, "n_names": 1234.0, "n_repeated": 50.0, "coverage": 0.876, "is_chosen": False}]  # fmt: skip
    told = caption_saturation(tables.make("saturation", rows), reading="")
    assert "chosen" not in told["caption"]
    rows[1]["is_chosen"] = True
    chosen = caption_saturation(tables.make("saturation", rows), reading="")
    assert "with sentences chosen for their names beside 1 article read whole. 1,234 names" in chosen["caption"]
    assert told["alt"].startswith("1,234 names in the text of 9 articles, 50 of them in two or more; 88 % of")
    assert caption_saturation(tables.make("saturation"), reading="")["alt"] == "No name was found."


def test_a_network_says_which_pairs_are_drawn():
    told = caption_network(
        EDGES.head(2), n_documents=4, selection="Two of three.", verdict="Too small.", reading="By hand."
    )
    assert told["caption"].startswith("Names that share a sentence in 4 articles. Two of three. Width grows")
    assert told["caption"].endswith("Too small. By hand.")
    assert told["alt"] == "A network of 3 names and 2 lines; first by evidence: A -- B, A -- C."


def test_windows_are_counted_by_how_many_support_a_pair():
    told = caption_windows(pick_windows(EDGES), reading="")
    assert told["alt"] == "3 pairs: 1 more than chance in all three windows, 1 in some, 1 in none or untested."


def test_nothing_is_told_as_nothing():
    nothing = tables.make("edges")
    told = caption_network(nothing, n_documents=0, selection="", verdict="", reading="")
    assert told["alt"] == "A network of 0 names and 0 lines; first by evidence: none."
    assert caption_windows(pick_windows(nothing), reading="")["alt"].startswith("0 pairs: 0 more")
    assert caption_matrix(count_matrix(EDGES, most=3), reading="")["alt"] == "A square of 3 names: C, A, B."
