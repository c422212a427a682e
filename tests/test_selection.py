"""Which terms stay, and why the others do not."""

import numpy as np
import pandas as pd
import pytest

from broadsheet.errors import InputError
from broadsheet.selection import choose_terms, count_left_out, keep_terms, select_vocabulary
from broadsheet.vocabulary import count_vocabulary
from planted import make_documents, shuffle

DAYS = ["2024-05-01", "2024-05-02", "2024-05-03"]


def count(texts: list[str], source="Gazette", n_times: int = 3):
    """The vocabulary of the texts, each of them ``n_times``, on three days."""
    documents = make_documents(texts * n_times, dates=np.resize(DAYS, len(texts) * n_times).tolist(), source="")
    return count_vocabulary(documents.assign(source=np.resize(source, len(documents))), min_docs=1)


def keep(vocabulary, **options):
    kept, left_out = keep_terms(vocabulary, **{"min_docs": 1, "min_clusters": 1} | options)
    return set(kept.terms), dict(zip(left_out.term, left_out.reason, strict=True))


def test_every_term_is_kept_or_left_out_with_a_reason():
    vocabulary = count(["prime minister of May 2019", "minister said on Monday", "rates rose 12 points"])
    kept, left_out = keep_terms(vocabulary, min_docs=4)
    assert sorted([*kept.terms, *left_out.term]) == sorted(vocabulary.terms)
    assert kept.n.shape == kept.n_docs.shape == (len(vocabulary.cells), len(kept.terms))
    assert (left_out.reason != "").all()
    assert left_out.n_docs.is_monotonic_decreasing
    column = {term: at for at, term in enumerate(vocabulary.terms)}
    assert (kept.n != vocabulary.n[:, [column[term] for term in kept.terms]]).nnz == 0


def test_words_of_the_calendar_go_with_the_phrases_they_begin_or_end():
    _, left_out = keep(count(["ballot in June", "June ballot", "week of ballots", "election 2020", "the 1990s crash"]))
    for term in ("june", "june ballot", "in june", "week", "week of ballots", "election 2020"):
        assert left_out[term].startswith("a word of the calendar")
    assert left_out["1990s crash"] == "begins with a number"
    assert "ballot" not in left_out


def test_the_calendar_is_that_of_the_language():
    vocabulary = count(["mars, märz, march"])
    assert {"mars", "märz"} <= keep(vocabulary)[0]
    assert {"mars", "march"} <= keep(vocabulary, language="de")[0]
    assert "märz" in keep(vocabulary, language="de")[1]
    assert {"mars", "märz", "march"} <= keep(vocabulary, language="xx")[0]


def test_a_number_may_end_a_phrase_but_not_begin_it():
    kept, left_out = keep(count(["covid 19, covid, 19 spreads"]))
    assert "covid 19" in kept
    assert left_out["19 spreads"] == "begins with a number"


def test_rare_terms_go_by_documents_and_by_clusters():
    documents = make_documents(["bank bank rates", "rates oil", "rates oil"], dates=[DAYS[0], DAYS[1], DAYS[1]])
    _, left_out = keep(count_vocabulary(documents, n_gram=1, min_docs=1), min_docs=2, min_clusters=2)
    assert left_out == {"bank": "in fewer than 2 documents", "oil": "in fewer than 2 days or weeks"}


def test_a_word_of_one_source_goes_where_three_are_named():
    texts = ["alpha, rates", "rates", "rates"]
    three = count(texts, source=["A", "B", "C"], n_times=9)
    assert keep(three)[1]["alpha"] == "only in A"
    assert "rates" in keep(three)[0]
    assert "alpha" in keep(count(texts, source=["A", "B", "B"], n_times=9))[0]
    assert "alpha" in keep(count(texts, source=["A", "B", ""], n_times=9))[0]


def test_a_word_of_one_source_stays_while_that_may_be_chance():
    assert "alpha" in keep(count(["alpha, rates", "rates", "rates"], source=["A", "B", "C"], n_times=3))[0]
    assert "alpha" in keep(count(["alpha, rates", "alpha", "rates", "rates"], source=["A", "", "B", "C"], n_times=9))[0]


def test_what_stands_mostly_in_repeated_passages_goes():
    repeated = pd.Series({"subscribe": 0.7, "bank": 0.6})
    kept, left_out = keep(count(["subscribe bank rates"]), repeated=repeated)
    assert left_out["subscribe"] == "mostly in passages that are repeated word for word"
    assert "bank" not in left_out or left_out["bank"].startswith("nearly always in")
    assert "bank" in keep(count(["subscribe", "bank"]), repeated=repeated)[0]
    assert kept


def test_of_a_phrase_and_its_parts_the_part_that_is_nearly_always_in_it_goes():
    kept, left_out = keep(count(["prime minister", "the minister", "a minister"] * 4))
    assert left_out["prime"] == "nearly always in: prime minister"
    assert {"prime minister", "minister"} <= kept


def test_ninety_in_a_hundred_is_nearly_always():
    assert "prime" in keep(count(["prime minister"] * 9 + ["prime"], n_times=1))[1]
    assert "prime" in keep(count(["prime minister"] * 8 + ["prime"], n_times=1))[0]


def test_a_part_goes_for_a_phrase_that_is_kept_only():
    kept, left_out = keep(count(["prime minister"]), repeated=pd.Series({"prime minister": 1.0}))
    assert kept == {"prime", "minister"}
    assert set(left_out) == {"prime minister"}


def test_parts_of_parts_go_for_the_longest():
    kept, left_out = keep(count(["new york times"]))
    assert kept == {"new york times"}
    assert set(left_out.values()) == {"nearly always in: new york times"}


def test_a_word_twice_in_a_phrase_counts_twice():
    assert keep(count(["bora bora"]))[0] == {"bora bora"}


def test_an_empty_vocabulary_stays_empty():
    kept, left_out = keep_terms(count([""]))
    assert len(kept.terms) == len(left_out) == 0
    assert list(left_out.columns) == ["term", "reason", "n_docs"]


def test_a_share_that_is_none_is_refused():
    with pytest.raises(InputError, match=r"max_repeated is 1.5, expected a share above 0, at most 1"):
        keep_terms(count(["bank"]), max_repeated=1.5)


def test_a_vocabulary_is_selected_without_stop_words_the_calendar_and_what_is_repeated():
    teaser = "sign up for our letter and read all about it every morning"
    own = [f"tells report{at}" for at in range(12)]
    texts = [f"The union met on Monday.\n{first}.\n{teaser if at < 8 else 'Quiet.'}" for at, first in enumerate(own)]
    vocabulary, left_out = select_vocabulary(make_documents(texts, dates=np.resize(DAYS, 12).tolist()))
    reasons = dict(zip(left_out.term, left_out.reason, strict=True))
    assert "monday" in reasons and reasons["monday"].startswith("a word of the calendar")
    assert reasons["letter"] == "mostly in passages that are repeated word for word"
    assert "tells" in vocabulary.terms and not {"the", "on", "report1", "letter"} & set(vocabulary.terms)
    assert "the" not in reasons and "report1" not in reasons  # stop words and what is rare are not counted at all


def test_a_vocabulary_has_the_sides_and_clusters_that_were_asked_for():
    documents = make_documents(["strike"] * 6, dates=["2024-05-06", "2024-05-07", "2024-05-13"] * 2)
    side = pd.Series(["target", "reference"] * 3)
    vocabulary, left_out = select_vocabulary(documents, cluster="week", side=side, language="zz")
    assert set(vocabulary.cells.cluster) == {"2024-05-06", "2024-05-13"}
    assert set(vocabulary.cells.side) == {"target", "reference"}
    assert left_out.reason.tolist() == ["in fewer than 3 days or weeks"]


def test_reasons_are_counted_by_kind_the_most_first():
    reasons = ["nearly always in: new york", "begins with a number", "nearly always in: bora bora", "only in A"]
    counted = count_left_out(pd.DataFrame({"reason": reasons}))
    assert counted.values.tolist() == [
        ["nearly always in a longer term", 2],
        ["begins with a number", 1],
        ["only in A", 1],
    ]
    nothing = count_left_out(keep_terms(count([""]))[1])
    assert nothing.empty and nothing.columns.tolist() == ["reason", "n_terms"]


def test_terms_that_nobody_named_are_neither_rare_nor_everywhere():
    # of ten documents: oil in 4 weighs 4 log(10 / 4) = 3.67, tax in 5 3.47, gold in 1 2.30, city in 10 0
    documents = make_documents(["city oil tax"] + ["the city oil tax"] * 3 + ["city tax gold"] + ["city june"] * 5)
    assert choose_terms(documents, n_terms=2) == ["oil", "tax"]
    assert choose_terms(documents) == ["oil", "tax", "gold", "city"]  # no stop word, no month
    assert choose_terms(shuffle(documents)) == ["oil", "tax", "gold", "city"]


def test_terms_of_one_weight_come_in_the_order_of_the_alphabet():
    assert choose_terms(make_documents(["pear fig", "fig pear", "plum"])) == ["plum", "fig", "pear"]


def test_a_language_without_stop_words_leaves_them_among_the_terms():
    assert "the" in choose_terms(make_documents(["the strike", "strike"]), language="zz")


def test_where_there_is_no_word_terms_are_to_be_named():
    with pytest.raises(InputError, match="No word is left of 2 documents to choose terms from; name terms of your own"):
        choose_terms(make_documents(["the and", "a 12"]))
