import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from broadsheet import tables
from broadsheet.explore import explore, show_evidence


@pytest.fixture(autouse=True)
def shell():
    """``display`` prints, and captures nothing, unless an IPython shell is there."""
    InteractiveShell.instance()
    yield
    InteractiveShell.clear_instance()


def evidence(*rows: dict) -> pd.DataFrame:
    plain = {
        "item": "peace",
        "doc_id": "d1",
        "start": 0,
        "end": 5,
        "before": "",
        "match": "peace",
        "after": "",
        "date": pd.NaT,
        "source": "",
    }
    return tables.make("evidence", [plain | row for row in rows])


def html(table: pd.DataFrame, **options) -> str:
    with capture_output() as shown:
        show_evidence(table, **options)
    return shown.outputs[0].data["text/html"]


def test_evidence_is_quoted_with_the_match_marked():
    shown = html(
        evidence({"before": "a just ", "after": " now", "source": "Gazette", "date": pd.Timestamp("2024-05-01")})
    )
    assert "<p>a just <mark>peace</mark> now <small>[Gazette, 2024-05-01, d1]</small></p>" in shown


def test_evidence_without_date_and_outlet_says_so():
    assert "[outlet not named, undated, d1]" in html(evidence({}))


@pytest.mark.parametrize("column", ["item", "before", "match", "after", "source", "doc_id"])
def test_text_from_the_corpus_never_becomes_markup(column):
    shown = html(evidence({column: "<script>R&D"}))
    assert "&lt;script&gt;R&amp;D" in shown and "<script>" not in shown


def test_evidence_stops_at_most_and_says_how_much_there_is():
    shown = html(evidence(*({"start": at} for at in range(5))), most=2)
    assert shown.count("<mark>") == 2 and "2 of 5 passages" in shown


def test_each_item_has_one_heading():
    shown = html(evidence({}, {"start": 9}, {"item": "war"}))
    assert shown.count("<h4>") == 2 and shown.index("<h4>peace") < shown.index("<h4>war")


def test_no_evidence_is_shown_as_none():
    assert "0 of 0 passages" in html(tables.make("evidence"))


def test_explore_shows_the_table_of_the_first_choices_at_once():
    with capture_output() as shown:
        explore(lambda topic, first: pd.DataFrame({"seen": [topic * first]}), topic=[3, 4], first=[7, 8])
    menu, table = shown.outputs
    assert menu.data["text/plain"] == "[in JupyterLab, run this cell to choose: topic, first]"
    assert "21" in table.data["text/plain"]


def test_another_choice_replaces_the_table(monkeypatch):
    import ipywidgets

    made, made_with = [], ipywidgets.Dropdown
    monkeypatch.setattr(ipywidgets, "Dropdown", lambda **options: made.append(made_with(**options)) or made[-1])
    asked = []
    with capture_output():
        explore(lambda topic: asked.append(topic) or pd.DataFrame({"topic": [topic]}), topic=[1, 2])
        made[0].value = 2
    assert asked == [1, 2]
