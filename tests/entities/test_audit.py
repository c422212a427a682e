import pandas as pd
import pytest
from scipy.stats import binomtest

from broadsheet.entities.audit import draw_check_sheet, find_flips, score_check_sheet
from broadsheet.entities.resolve import resolve_mentions
from broadsheet.errors import InputError
from planted import shuffle
from planted_names import list_aliases, mark, plant_names


def test_names_whose_kind_flips_are_listed_with_their_votes():
    mentions, documents = mark("[O:Wagner] [O:Wagner] [P:Ada]", "[P:Wagner]")
    resolved, _ = resolve_mentions(mentions, documents, aliases=list_aliases())
    assert find_flips(mentions, resolved).to_numpy().tolist() == [["Wagner", "ORG", 3, 1, 2, "ORG 2, PERSON 1"]]


def test_no_flips_are_an_empty_table():
    mentions, documents = mark("[P:Ada]")
    resolved, _ = resolve_mentions(mentions, documents, aliases=list_aliases())
    assert find_flips(mentions, resolved).empty and find_flips(mentions.head(0), resolved.head(0)).empty


def test_the_sheet_has_its_rows_in_order_each_with_the_name_marked_in_its_sentence():
    mentions, documents, _ = plant_names(n_docs=30)
    sheet = draw_check_sheet(mentions, documents, n=20, random_state=3)
    assert len(sheet) == 20 and (sheet.right == "").all() and not sheet.duplicated(["doc_id", "start"]).any()
    assert all(f"**{row['name']}**" in row.sentence for _, row in sheet.iterrows())
    assert sheet.sentence.str.match(r"(Then spoke|Word came from) \*\*.*\*\*\.$").all()
    other = draw_check_sheet(shuffle(mentions, 1), shuffle(documents, 1), n=20, random_state=3)
    pd.testing.assert_frame_equal(sheet, other)
    assert not sheet.equals(draw_check_sheet(mentions, documents, n=20, random_state=4))


def test_fewer_mentions_than_asked_for_are_all_drawn_and_none_give_an_empty_sheet():
    mentions, documents = mark("[P:Ada] met [P:Bob].")
    assert draw_check_sheet(mentions, documents, random_state=0)["name"].tolist() == ["Ada", "Bob"]
    assert draw_check_sheet(mentions.head(0), documents, random_state=0).empty
    with pytest.raises(InputError, match="n is 0, expected 1 or more"):
        draw_check_sheet(mentions, documents, n=0, random_state=0)


def test_precision_comes_with_wilsons_interval_by_kind():
    sheet = pd.DataFrame(
        {"kind": ["PERSON"] * 8 + ["ORG"] * 4, "right": ["yes"] * 6 + ["No", ""] + ["1", True, "x", 0]}
    ).assign(doc_id="d", start=range(12), entity="E")
    scored = score_check_sheet(sheet, sheet).set_index("kind")
    assert scored.loc["all", ["n", "n_right", "n_open"]].tolist() == [11, 9, 1]
    for kind, (right, n) in {"all": (9, 11), "PERSON": (6, 7), "ORG": (3, 4)}.items():
        low, high = binomtest(right, n).proportion_ci(method="wilson")
        assert scored.loc[kind, ["precision", "low", "high"]].tolist() == pytest.approx([right / n, low, high])


def test_a_kind_nobody_judged_has_no_precision():
    sheet = pd.DataFrame({"kind": ["PERSON", "ORG"], "right": ["yes", None], "doc_id": "d", "start": 0, "entity": "E"})
    assert score_check_sheet(sheet, sheet).set_index("kind").loc["ORG", ["precision", "low"]].isna().all()


def test_a_sheet_with_other_words_or_none_is_refused():
    sheet = pd.DataFrame({"doc_id": ["d1"], "name": ["Ada"], "kind": ["PERSON"], "right": ["perhaps"]})
    with pytest.raises(InputError, match=r"says 'perhaps' in the column right for 'Ada' \(d1\); write yes or no"):
        score_check_sheet(sheet, sheet)
    with pytest.raises(InputError, match="is not filled in: write yes or no"):
        score_check_sheet(sheet.assign(right=""), sheet)


def test_each_kind_has_its_share_of_the_sheet_and_no_article_fills_it():
    mentions, documents, _ = plant_names(n_docs=100)
    for random_state in range(5):
        sheet = draw_check_sheet(mentions, documents, n=50, random_state=random_state)
        expected = 50 * mentions.kind.value_counts(normalize=True)
        assert ((sheet.kind.value_counts() - expected).abs() < 2).all()
        assert len(sheet) == 50 and sheet.doc_id.value_counts().max() <= 5


def test_a_sheet_survives_a_csv_file(tmp_path):
    mentions, documents = mark('[P:Ada "The Pen" Orr], she said; [O:Orr, Bell & Co].', "[L:Kyiv] fell.")
    sheet = draw_check_sheet(mentions, documents, random_state=0)
    sheet.assign(right=["yes", "no", " Yes "]).to_csv(tmp_path / "sheet.csv", index=False)
    read = pd.read_csv(tmp_path / "sheet.csv")
    pd.testing.assert_frame_equal(read.drop(columns="right"), sheet.drop(columns="right"), check_dtype=False)
    assert score_check_sheet(read, mentions).set_index("kind").n_right.to_dict() == {
        "all": 2,
        "ORG": 0,
        "PERSON": 1,
        "PLACE": 1,
    }


def test_a_row_whose_mention_has_changed_since_is_not_counted():
    mentions, documents = mark("[P:Ada Orr] met [P:Bob Lee].")
    sheet = draw_check_sheet(mentions, documents, random_state=0).assign(right=["yes", "no"])
    mended = mentions.assign(entity=["Ada Orr", "Robert Lee"])
    assert score_check_sheet(sheet, mentions).loc[0, ["n", "n_right", "n_gone"]].tolist() == [2, 1, 0]
    assert score_check_sheet(sheet, mended).loc[0, ["n", "n_right", "n_gone"]].tolist() == [1, 1, 1]
