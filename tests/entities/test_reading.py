import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.entities import reading
from broadsheet.entities.gazetteer import Gazetteer
from broadsheet.entities.reading import copy_line, count_forms, is_capitals, split_lines

ENGLISH = Gazetteer(
    places=frozenset({"Japan", "China", "US", "London", "New York"}), peoples=frozenset(),
    words=frozenset(["japan", "china", "us", "get", "lucky", "win", "in", "surprise", "defeat", "time", "london"]),
    names=frozenset(),
)  # fmt: skip


def copied(line: str, text: str = "", gazetteer=ENGLISH) -> str:
    return copy_line(line, forms=count_forms(text), gazetteer=gazetteer).text


def test_a_headline_in_capitals_is_written_as_english_writes_its_words():
    line = "JAPAN GET LUCKY WIN, CHINA IN SURPRISE DEFEAT BY THE US"
    assert copied(line).startswith("Japan get lucky win, China in surprise defeat")
    assert copied(line).endswith("US")


def test_what_the_article_writes_goes_before_what_english_writes():
    text = "Mr Win met NATO. Then Win saw a japan box."
    assert copied("WIN TELLS NATO OF JAPAN", text) == "Win Tells NATO Of japan"


def test_an_endless_ruler_of_signs_is_read_as_blanks():
    assert copied("Ada" + "=" * 5000 + "Bob") == "Ada" + " " * 5000 + "Bob"


def test_a_large_word_that_opens_a_sentence_says_nothing():
    assert copied("TIME WIN", 'Time flies. Win! "Win" said Time.') == "Time win"
    assert count_forms("Ada slept. Then Bob, Cyd (Dee) and Eve") == {
        **dict.fromkeys(["slept", "and", "Bob", "Cyd", "Eve"], 1), "Then Bob": 1,
    }  # fmt: skip


def test_names_of_several_words_are_known_from_the_article_or_the_gazetteer():
    assert copied("TIME FOR NEW YORK") == "Time For New York"
    assert copied("LUCKY WIN IN GIBSON WIN", "A lucky win. Gibson Win fell.") == "Lucky win in Gibson Win"


def test_without_a_gazetteer_words_of_a_headline_are_large():
    assert copied("MINISTER REIST", gazetteer=None) == "Minister Reist"


def test_a_place_in_capitals_before_a_dash_is_a_name_and_an_acronym_stays():
    assert copied("LONDON (AP) - NATO met at TIME magazine.") == "London (AP) - NATO met at TIME magazine."
    assert copied("DRENN - He left.", "Oskar Drenn came.") == "Drenn - He left."


@pytest.mark.parametrize(
    "line,text,parted",
    [
        ("some tiesRussia has", "", "some ties Russia has"), ("YouTube and McDonald", "", "YouTube and McDonald"),
        ("from KyivMoscow said", "to Kyiv and Moscow", "from Kyiv Moscow said"), ("an iPhone", "", "an iPhone"),
        ("deGrasse Tyson", "", "deGrasse Tyson"), ("oneTwo andThree", "", "one Two and Three"),
    ],
)  # fmt: skip
def test_glued_words_are_parted_where_they_are_words(line, text, parted):
    assert copied(line, text) == parted


@given(line=st.text("aB cDé.-Iİß1", max_size=40), text=st.text("aB cD\n", max_size=20))
def test_every_span_of_the_copy_is_as_long_in_the_line_but_for_blanks(line, text):
    copy = copy_line(line, forms=count_forms(text), gazetteer=ENGLISH)
    plain = "".join(char for at, char in enumerate(copy.text) if at not in copy.blanks)
    assert plain.lower() == line.lower() and len(plain) == len(line)
    for start in range(len(copy.text)):
        if start in copy.blanks:
            continue
        for end in range(start + 1, len(copy.text) + 1):
            first, last = copy.span(start, end)
            assert (
                line[first:last].lower()
                == "".join(copy.text[at] for at in range(start, end) if at not in copy.blanks).lower()
            )


@given(text=st.text("ab \n", max_size=60), longest=st.integers(2, 9))
def test_lines_stand_where_they_are_said_to_and_leave_out_nothing_but_blanks(text, longest):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "LONGEST_LINE", longest)
        lines = list(split_lines(text))
    assert all(text[at : at + len(line)] == line and len(line) <= longest for at, line in lines)
    assert "".join(line for _, line in lines).split() != [] or not text.split()
    assert sum(len(line.replace(" ", "")) for _, line in lines) == len("".join(text.split()))


@pytest.mark.parametrize(
    "line,capitals",
    [("KYIV FALLS SILENT", True), ("NATO", False), ("Kyiv falls", False), ("", False), ("A B C", False)],
)
def test_a_headline_in_capitals_has_two_words_and_hardly_a_small_letter(line, capitals):
    assert is_capitals(line) == capitals
