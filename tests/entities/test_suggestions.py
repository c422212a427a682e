from broadsheet.entities.suggestions import suggest_merges
from planted_names import mark


def suggested(*texts: str) -> list[tuple[str, str, str]]:
    found = suggest_merges(mark(*texts)[0])
    return sorted(found[["surface", "entity", "rule"]].itertuples(index=False, name=None))


def test_each_rule_suggests_the_rarer_or_shorter_name_for_the_other():
    assert suggested("[O:Federal Reserve] [O:Fed]") == [("Fed", "Federal Reserve", "abbreviation")]
    assert suggested("[L:United Kingdom] [L:UK]") == [("UK", "United Kingdom", "acronym")]
    assert suggested("[P:Ada Mia Orr] [P:Ada Mia Orr] [P:Ada Orr]") == [("Ada Orr", "Ada Mia Orr", "middle name")]
    assert suggested("[P:Michael Chang] [P:M. Chang]") == [("M. Chang", "Michael Chang", "initial")]
    assert suggested("[L:Estoria] [L:Estoria] [L:Estorla]") == [("Estorla", "Estoria", "one letter")]
    assert suggested("[P:Ada Orr] [P:Orr]") == [("Orr", "Ada Orr", "surname")]


def test_a_son_is_not_suggested_for_his_father():
    assert suggested("[P:Ada Orr] [P:Ada Orr Jr.]") == suggested("[P:George W. Bush] [P:George H. W. Bush]") == []
    assert suggested("[P:Ada Orr Jr.] [P:Orr]") == [("Orr", "Ada Orr Jr.", "surname")]


def test_a_head_word_of_two_organisations_suggests_nothing():
    assert suggested("[O:World Bank] [O:Bank]") == [("Bank", "World Bank", "head word")]
    assert suggested("[O:World Bank] [O:Savings Bank] [O:Bank]") == []


def test_short_names_one_letter_apart_are_not_suggested():
    assert suggested("[L:Iran] [L:Iraq] [L:Kyiv] [L:Kiev]") == []


def test_the_most_widespread_candidate_is_suggested_and_the_others_are_told():
    found = suggest_merges(mark("[O:Grain Bureau] [O:Grain Bureau] [O:Green Bay] [O:GB]")[0])
    assert found[["surface", "entity", "detail"]].to_numpy().tolist() == [["GB", "Grain Bureau", "also Green Bay"]]


def test_no_mentions_suggest_nothing():
    assert suggest_merges(mark("none")[0]).empty
