"""The data card: each number against a count by hand."""

from broadsheet import tables
from broadsheet.corpus import describe_corpus, describe_languages, keep_documents
from toy import toy_documents


def test_every_number_of_the_data_card_is_that_of_a_count_by_hand(recorded):
    documents, _, kept = recorded
    n_words = 5 + 5 + 5 + 6 + 4 + 5  # of a, b, d, e, f, j; a single letter is no word
    assert kept.n_words.sum() == n_words
    n_kept = sum(map(len, documents.text)) - 1
    assert describe_corpus(*recorded) == (
        "Of 13 articles found, 3 were not read (no text in it 2, broken row 1) and 10 were. Filters left out 4 (a"
        " copy of a document that is kept 2, language is not en 2); 6 are kept (30 words), from 2 named outlets "
        "(Post 3, Ledger 1); 2 name none. Languages: en 5, not known 1. Dated: 5 of the articles kept (2024-01-03"
        " to 2024-04-01; to the month or year only: 1); undated: 1. Dates were read from: byline 2, column date "
        "2, page header 1; not confirmed, of the last resort: 1. Articles with a doubt or conflict about the date"
        " on record: 3. Copies among the articles read: 2 (word for word 1, nearly 1) of 1 stories, found by "
        f"MinHash signatures over three-word shingles. Rules cut {50 / (n_kept + 50):.1%} of the characters read "
        "as furniture (captions, bylines, legal text and the like); every cut is recorded with its place."
    )


def test_a_corpus_kept_whole_has_no_reasons_in_brackets():
    documents, ledger = toy_documents(), tables.make("ledger")
    card = describe_corpus(documents, ledger, documents)
    assert card.startswith("Of 24 articles found, 0 were not read and 24 were. Filters left out 0; 24 are kept (")
    assert "2024-01-03 to 2024-04-29" in card and "Rules cut 0.0%" in card


def test_the_card_of_an_undated_corpus_without_outlets_says_so(recorded):
    documents, ledger, _ = recorded
    kept = documents[documents.doc_id == "e"]
    card = describe_corpus(documents, ledger, kept)
    assert "1 are kept (6 words), from no named outlet; 1 name none" in card
    assert "None of the articles kept is dated. Articles with a doubt or conflict about the date on record: 1." in card


def test_a_language_that_the_filter_filled_in_is_still_not_known(recorded):
    documents, ledger, kept = recorded
    assert kept.language.tolist() == ["en"] * 6
    assert "Languages: en 5, not known 1." in describe_corpus(documents, ledger, kept)


def test_a_mixed_corpus_is_flagged_with_the_way_to_filter_it(recorded):
    assert describe_languages(recorded[0]) == (
        'Mixed languages: 2 of the 9 articles whose language is known are not en: de 2. The parameter "language" '
        'keeps one of them: language = "en" or language = "de"; language = "" keeps all.'
    )


def test_the_way_to_filter_works(recorded):
    assert keep_documents(recorded[0][recorded[0].language != ""], language="de")[0].doc_id.tolist() == ["g", "h"]


def test_one_stray_language_in_fifty_is_not_mixed_and_two_are():
    documents = toy_documents({f"d{at:02}": "One." for at in range(50)})
    assert describe_languages(documents.assign(language=["de"] + ["en"] * 49)).startswith("One language: 49 of the 50")
    assert describe_languages(documents.assign(language=["de", "fr"] + ["en"] * 48)).startswith("Mixed languages: 2 of")


def test_a_corpus_of_unknown_language_says_so():
    assert describe_languages(toy_documents({"a": "One."}, language="")) == "The language of no article is known."
