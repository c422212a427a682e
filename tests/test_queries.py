"""The language of terms: by hand, and against plain Python in several scripts."""

import re
from itertools import pairwise

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import InputError
from broadsheet.queries import find_spans, parse_terms, tell_forms

VOCABULARY = pd.Series({"Rates": 1, "rate": 4, "rates": 2, "rating": 1, "US": 3, "us": 5, "see": 2, "seen": 1})
SCRIPTS = "aB äÄßẞİiıI сС жЖ ءبت 中国ー हि é\u0301s\u017f-.’\n_1"


def find(term, text, **options):
    (query,) = parse_terms([term], **options)
    return [text[start:end] for start, end in find_spans(pl.Series([text]), query)[0]]


def fold(text):
    """Lower case a character at a time, as Unicode's simple folding: ß is not ss, İ is only itself."""
    folds = ((char.casefold(), char.lower(), char) for char in text)
    return "".join(next(one for one in choices if len(one) == 1) for choices in folds)


def cut_words(text):
    """(start, end) of the words of a text, a character at a time."""
    spans, start = [], None
    for at, char in enumerate(text + " "):
        part = char.isalnum() or char == "_" or char in "\u0301िी्"
        if part and start is None:
            start = at
        if not part and start is not None:
            spans.append((start, at))
            start = None
    return spans


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("/strik(e|ing)/", "Strike, striking, strikes.", ["Strike", "striking", "strike"]),
        (r"/\d+ (dead|hurt)/", "It left 12 dead and 3 hurt.", ["12 dead", "3 hurt"]),
        ("/(?-i:US)/", "US and us.", ["US"]),
        ("aid|/(?-i:US)/", "Aid for us from the US", ["Aid", "US"]),
        ("/a: b|c/", "a: b, c", ["a: b", "c"]),
        (r"/1\/2|x/", "1/2 x", ["1/2", "x"]),
        ("half: /x/", "x", ["x"]),
        ("9/11", "9/11", ["9/11"]),
        ("power NOT power plant|power cut", "Power, power plant, a power cut, power.", ["Power", "power"]),
        ("power NOT /power (plant|cut)s?/", "Power plants; power.", ["power"]),
        ("/a+/ NOT b", "aa b a", ["aa", "a"]),
        ("cut power NOT power plant", "They cut power plant jobs and cut power.", ["cut power"]),
        ("power NOT power", "Power", []),
        ("notes NOT note|noted", "notes note", ["notes"]),
        ("not now", "Not now, not NOW", ["Not now", "not NOW"]),
        ("हिंदी", "यह हिंदी है।", ["हिंदी"]),
        ("café", "A café au lait.", ["café"]),
        ("Straße", "STRASSE, straße, STRAẞE", ["straße", "STRAẞE"]),
        ("istanbul", "İstanbul, Istanbul", ["Istanbul"]),
        ("нефт*", "Нефть и нефтяные цены", ["Нефть", "нефтяные"]),
        ("*国*", "在中国人 国", ["在中国人", "国"]),
        ("سلام", "سلام، والسلام", ["سلام"]),
    ],
)
def test_a_term_finds_what_it_says(term, text, expected):
    assert find(term, text) == expected


def test_case_counts_on_request():
    assert find("US", "US, us, Us", match_case=True) == ["US"]
    assert find("US NOT US dollar", "US, us, US dollar, US Dollar", match_case=True) == ["US", "US"]


@pytest.mark.parametrize("term", ["*a*", "*б", "a*", "ab", "ß", "i", "с", "中国", "ب*", "a b", "*हि"])
@given(text=st.text(alphabet=SCRIPTS, max_size=30))
@settings(max_examples=40, deadline=None)
def test_words_of_any_script_are_found_as_by_plain_python(term, text):
    words = [re.compile(re.escape(fold(word)).replace(r"\*", r".*"), re.DOTALL) for word in term.split()]
    tokens, expected, at = cut_words(text), [], 0
    while at < len(tokens):
        run = tokens[at : at + len(words)]
        fits = len(run) == len(words) and all(
            word.fullmatch(fold(text[low:high])) for word, (low, high) in zip(words, run, strict=True)
        )
        if fits and not any(text[left[1] : right[0]].strip() for left, right in pairwise(run)):
            expected.append((run[0][0], run[-1][1]))
            at += len(words) - 1
        at += 1
    (query,) = parse_terms([term])
    assert find_spans(pl.Series([text]), query) == [expected]
    assert not expected or pl.Series([text]).str.contains(query.needed).all()


@given(text=st.text(alphabet="abc \n", max_size=30))
@settings(max_examples=60, deadline=None)
def test_what_overlaps_an_excluded_match_is_not_found(text):
    def spans(pattern):
        return [match.span() for match in re.finditer(pattern, text)]

    excluded = spans(r"\bb\s+c\b")
    expected = [
        (low, high)
        for low, high in spans(r"\b(?:a\s+b|b)\b")
        if not any(set(range(low, high)) & set(range(*span)) for span in excluded)
    ]
    (query,) = parse_terms(["a b|b NOT b c"])
    assert find_spans(pl.Series([text]), query) == [expected]


@pytest.mark.parametrize("regex", ["ab|b", "a+b?", "[ab]+ c", "(?:a|b)c", "a.c", "^b", "c$", "ba*"])
@given(text=st.text(alphabet="abcAB \n", max_size=30))
@settings(max_examples=15, deadline=None)
def test_a_regular_expression_finds_what_python_finds(regex, text):
    (query,) = parse_terms([f"/{regex}/"])
    expected = [match.span() for match in re.finditer(regex, text, re.IGNORECASE)]
    if regex == "c$":  # Python's $ also stands before a last line end
        expected = [match.span() for match in re.finditer(r"c\Z", text, re.IGNORECASE)]
    assert find_spans(pl.Series([text]), query) == [expected]


def test_a_term_is_called_as_it_is_written_or_by_the_words_before_its_colon():
    queries = parse_terms(["talks: talk*|negotiat*", " talk* ", "x: y: /a: b/", "/a: c/", "oil NOT oil paint"])
    assert [query.label for query in queries] == ["talks", "talk*", "x: y", "/a: c/", "oil NOT oil paint"]


def test_a_term_that_is_read_already_stays_as_it_is():
    (query,) = parse_terms(["US"], match_case=True)
    assert parse_terms([query, "oil"])[0] is query


def test_lemmas_stand_for_the_words_of_the_corpus_with_the_same_lemma():
    (query,) = parse_terms(["interest rates|rat*"], lemmas=True, vocabulary=VOCABULARY)
    assert dict(query.forms) == {"interest": ("interest",), "rates": ("rate", "rates")}
    assert tell_forms([query]) == ["In 'interest rates|rat*', 'rates' stands for rate, rates."]
    assert find("interest rates", "Interest rate, interest RATES", lemmas=True, vocabulary=VOCABULARY) == [
        "Interest rate",
        "interest RATES",
    ]


def test_a_word_that_is_a_form_of_another_says_so():
    (query,) = parse_terms(["saw"], lemmas=True, vocabulary=VOCABULARY)
    assert tell_forms([query]) == ["In 'saw', 'saw' stands for saw, see, seen."]


def test_lemmas_with_case_stay_in_the_same_kind_of_case():
    queries = parse_terms(["US", "Rate"], lemmas=True, vocabulary=VOCABULARY, match_case=True)
    assert [dict(query.forms) for query in queries] == [{"US": ("US",)}, {"Rate": ("Rate", "Rates")}]


def test_lemmas_reach_what_is_excluded():
    assert find("rate NOT rate cuts", "rate, rates cut", lemmas=True, vocabulary=VOCABULARY) == ["rate", "rates"]
    vocabulary = pd.Series({"cut": 1, "cuts": 1, "rates": 1})
    assert find("rate NOT rate cuts", "rate, rates cut", lemmas=True, vocabulary=vocabulary) == ["rate"]


@pytest.mark.parametrize(
    "query", ["", "flood|", "|flood", "label: ", "*", "flood| |river", "a NOT ", "NOT a", "a NOT b|"]
)
def test_an_empty_part_is_refused(query):
    with pytest.raises(InputError, match="has an empty part; expected words such as"):
        parse_terms([query])


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("/strik(e/", r"The term '/strik\(e/' makes no regular expression: unclosed group. Correct it"),
        ("/a)|(b/", "unopened group"),
        ("/(?x)a #c/", "unclosed group"),
        ("/(?=a)b/", r"look-ahead and look-behind, .* are not supported; exclude with NOT instead"),
        (r"/(a)\1/", r"references back to a group \(\\1\) are not supported"),
        ("/a{1000}{1000}/", "it is too large"),
        ("|".join(f"w{n}*" for n in range(3000)), "it is too large; write fewer alternatives"),
        ("a NOT /[z-a]/", "invalid character class range"),
        ("/dev", "begins a regular expression with / but does not end it"),
        ("a NOT b NOT c", "has NOT twice"),
    ],
)
def test_what_is_no_regular_expression_is_refused_in_plain_words(term, said):
    with pytest.raises(InputError, match=said):
        parse_terms([term])


@pytest.mark.parametrize("regex", ["x*", r"\b", "^", "(?m)$", "a?|b", r"\B", "x NOT y*"])
def test_a_regular_expression_that_matches_nothing_at_all_is_refused(regex):
    term = regex.replace("x NOT y*", "x/ NOT /y*")
    with pytest.raises(InputError, match="matches the empty text"):
        parse_terms([f"/{term}/"])


@pytest.mark.parametrize("terms", [[], ["flood", "flood"], ["a: flood", "a: strike"]])
def test_terms_need_names_of_their_own(terms):
    with pytest.raises(InputError, match="expected one or more, each under its own name"):
        parse_terms(terms)


def test_lemmas_need_words_and_a_dictionary():
    with pytest.raises(InputError, match="lemmas needs vocabulary"):
        parse_terms(["rate"], lemmas=True)
    with pytest.raises(InputError, match="no dictionary of lemmas for language 'xx'"):
        parse_terms(["rate"], lemmas=True, vocabulary=VOCABULARY, language="xx")


def test_a_phrase_may_stand_in_quotes_as_elsewhere():
    quoted, plain = parse_terms(
        ['rates: "interest rate"|oil NOT "oil painting"', "x: interest rate|oil NOT oil painting"]
    )
    assert (quoted.pattern, quoted.excluded) == (plain.pattern, plain.excluded)


@pytest.mark.parametrize(
    ("term", "hint"),
    [
        ("(oil|gas) price*", "write them out, as 'oil price"),
        ("inflation AND oil", "AND or OR"),
        ("a b OR c", "a|b for either"),
    ],
)
def test_habits_of_other_search_boxes_get_a_hint(term, hint):
    with pytest.raises(InputError, match=re.escape(hint)):
        parse_terms([term])
