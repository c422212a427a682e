import re
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from broadsheet import tables
from broadsheet.explore import _mark_places, explore, show_articles, show_evidence, show_text


@pytest.fixture(autouse=True)
def shell():
    """``display`` prints, and captures nothing, unless an IPython shell is there."""
    InteractiveShell.instance()
    yield
    InteractiveShell.clear_instance()


DAY = pd.Timestamp("2024-05-01")


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
        "date_precision": "none",
        "source": "",
    }
    return tables.make("evidence", [plain | row for row in rows])


def html(table: pd.DataFrame, **options) -> str:
    with capture_output() as shown:
        show_evidence(table, **options)
    return shown.outputs[0].data["text/html"]


def test_evidence_is_quoted_with_the_match_marked():
    shown = html(
        evidence({"before": "a just ", "after": " now", "source": "Gazette", "date": DAY, "date_precision": "day"})
    )
    assert "<p>a just <mark>peace</mark> now <small>[Gazette, 2024-05-01, d1]</small></p>" in shown


def test_a_date_is_told_as_finely_as_it_is_known():
    assert "[outlet not named, 2024-05, d1]" in html(evidence({"date": DAY, "date_precision": "month"}))
    assert "[outlet not named, 2024, d1]" in html(evidence({"date": DAY, "date_precision": "year"}))


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
    assert "No passage to show." in html(tables.make("evidence"))


def test_places_named_by_the_table_are_marked_instead_of_the_whole_match():
    table = evidence({"match": "Ada & Bob met", "before": "x "}, {"match": "Cyd <left>", "start": 9})
    shown = html(table.assign(marks=[((0, 3), (6, 9)), ()]))
    assert "<p>x <mark>Ada</mark> &amp; <mark>Bob</mark> met <small>" in shown
    assert "<p>Cyd &lt;left&gt; <small>" in shown and shown.count("<mark>") == 2


@given(st.text(max_size=30), st.data())
def test_marks_do_not_change_what_is_read(text, data):
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6).filter(lambda ends: len(ends) % 2 == 0)))
    marks = tuple(zip(ends[::2], ends[1::2], strict=True))
    row = next(evidence({"match": text}).assign(marks=[marks]).itertuples())
    shown = _mark_places(row)
    assert unescape(re.sub(r"</?mark>", "", shown)) == text
    assert [unescape(mark) for mark in re.findall(r"<mark>(.*?)</mark>", shown, re.S)] == [text[a:b] for a, b in marks]


def test_evidence_is_no_formula():
    shown = html(evidence({"match": "$5bn to $6bn"}))
    assert shown.startswith("<div class='tex2jax_ignore mathjax_ignore'>") and shown.endswith("</div>")


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


# articles with their cuts


def pieces(*parts: tuple[str, str], **columns) -> pd.DataFrame:
    rows = [
        {"doc_id": "d1", "title": "", "source": "", "date": pd.NaT, "text": text, "cut": cut} for text, cut in parts
    ]
    return pd.DataFrame(rows).assign(**columns)


def words(shown) -> str:
    """What is read on the page."""
    return unescape(re.sub(r"<[^>]*>", "", shown.html.replace("<br>", "\n")))


def test_what_was_cut_is_struck_through_beside_its_rule():
    shown = show_articles(pieces(("by Ann Lee\n", "byline"), ("The river rose.", "")))
    assert "<del title='byline'>by Ann Lee</del> <small>[byline]</small> <br>The river rose.</p>" in shown.html


def test_an_article_is_headed_by_its_title_and_origin():
    shown = show_articles(pieces(("One.", ""), title="Flood", source="Post", date=pd.Timestamp("2024-05-01")))
    assert "<h4>Flood</h4><p><small>Post, 2024-05-01, d1</small></p><p>One.</p>" in shown.html


def test_an_article_without_title_outlet_and_date_says_so():
    assert (
        "<h4>no headline</h4><p><small>outlet not named, undated, d1</small></p>"
        in show_articles(pieces(("One.", ""))).html
    )


def test_a_space_put_in_is_marked():
    shown = show_articles(pieces(("closer ties", ""), ("", "glued words"), ("Russia said", "")))
    assert "closer ties<ins title='glued words'>&nbsp;</ins>Russia said" in shown.html


@pytest.mark.parametrize("column", ["text", "cut", "title", "source", "doc_id"])
def test_an_article_never_becomes_markup(column):
    hostile = "<script>alert(1)</script>' onmouseover='x &amp;"
    for cut in ("byline", ""):
        shown = show_articles(pieces(("One.", cut)).assign(**{column: hostile})).html
        assert "<script" not in shown and "' onmouseover" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#x27; onmouseover=&#x27;x &amp;amp;" in shown


def test_the_plain_form_is_one_short_line_that_counts():
    both = pd.concat([pieces(("A" * 5000, "byline"), ("B", "")), pieces(("", "glued words"), ("C", ""), doc_id="d2")])
    assert repr(show_articles(both)) == "2 articles, 2 cuts and changes marked"
    assert repr(show_articles(pieces(("A", "")))) == "1 article, 0 cuts and changes marked"


def test_a_long_article_loses_the_middles_of_its_long_pieces_only():
    shown = show_articles(pieces(("A" * 4000 + "Z", ""), ("Photo by Jo", "photo caption"), ("B" * 3000, "")), most=1000)
    text = words(shown)
    assert "Photo by Jo" in text and "characters] … " in text and "Z" in text
    assert 900 < len(text) < 1250


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["", "byline"])), min_size=1, max_size=30))
def test_characters_shown_and_left_out_are_all_there_are(parts):
    article = pieces(*(("x" * size, cut) for size, cut in parts))
    text = words(show_articles(article, most=300)).split("d1", 1)[1]
    left_out = sum(int(number.replace(",", "")) for number in re.findall(r"\[([\d,]+) (?:more )?characters\]", text))
    assert text.count("x") + left_out == sum(size for size, _ in parts)
    assert text.count("x") <= 300 + 90


def test_the_whole_article_is_shown_on_request():
    shown = words(show_articles(pieces(("A" * 4000, ""), ("B" * 4000, "byline")), most=0))
    assert "A" * 4000 in shown and "B" * 4000 in shown and "…" not in shown


def test_lines_stay_lines_and_empty_ones_are_one():
    assert "One.<br><br>Two.<br>Three." in show_articles(pieces(("One.\n\n \n\nTwo.\nThree.", ""))).html


def test_no_articles_are_shown_as_none():
    assert repr(show_articles(pieces(("", "")).head(0))) == "0 articles, 0 cuts and changes marked"


def test_a_text_is_shown_as_it_stands():
    shown = show_text("<b>$5bn</b> to $6bn")
    assert "&lt;b&gt;$5bn&lt;/b&gt; to $6bn" in shown._repr_html_() and "mathjax_ignore" in shown.html
    assert repr(shown) == "<b>$5bn</b> to $6bn"


def test_explore_shows_articles_too():
    with capture_output() as shown:
        explore(lambda article: show_articles(pieces(("One.", ""), doc_id=article)), article=["d7"])
    assert "d7" in shown.outputs[1].data["text/html"]
    assert shown.outputs[1].data["text/plain"] == "1 article, 0 cuts and changes marked"
