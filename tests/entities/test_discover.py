from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import tables
from broadsheet.entities import discover
from broadsheet.entities.discover import (
    count_by_dictionary,
    count_saturation,
    discover_names,
    find_plain_words,
    scan_by_dictionary,
)
from broadsheet.errors import InputError
from broadsheet.texts import Texts
from broadsheet.words import split_sentences
from planted import make_documents, shuffle
from planted_names import mark


def name(*surfaces: str, kind: str = "PLACE") -> pd.DataFrame:
    return tables.make(
        "names",
        [
            {
                "surface": surface, "entity": surface, "kind": kind, "n_mentions": 1, "n_docs": 1, "share": 1.0,
                "is_ambiguous": False,
            }
            for surface in surfaces
        ],
    )  # fmt: skip


def mention(documents: pd.DataFrame, *surfaces: str, kind: str = "ORG") -> pd.DataFrame:
    """Every place of the surfaces, by plain search."""
    rows = [
        {
            "doc_id": row.doc_id, "sentence": 0, "start": at, "end": at + len(surface), "surface": surface,
            "entity": surface, "kind": kind, "rule": "model",
        }
        for row in documents.itertuples()
        for surface in surfaces
        for at in range(len(row.text))
        if row.text.startswith(surface, at)
    ]  # fmt: skip
    return tables.make("mentions", rows)


def store(documents: pd.DataFrame, folder) -> Texts:
    frame = documents[["doc_id", "text"]]
    files = [folder / "a.parquet", folder / "b.parquet"]
    for file, part in zip(files, (frame[1::2], frame[::2]), strict=True):
        pq.write_table(pa.Table.from_pandas(part, preserve_index=False), file, row_group_size=2)
    return Texts(tuple(files))


def test_a_surface_stands_for_the_entity_and_kind_it_mostly_had():
    documents = make_documents(["Merkel came. Merkel went. Merkel sat."])
    mentions = mention(documents, "Merkel").assign(
        entity=["Angela Merkel", "Angela Merkel", "Max Merkel"], kind=["PERSON", "ORG", "PERSON"]
    )
    names = discover_names(mentions, documents)
    assert names[["surface", "entity", "n_mentions", "n_docs", "share"]].values.tolist() == [
        ["Merkel", "Angela Merkel", 3, 1, 1.0]
    ]


def test_a_single_word_that_mostly_is_no_name_is_not_looked_for():
    documents = make_documents(
        ["In May Theresa May resigned. May is warm. May and June. Acme May fell.", "Apple grew."]
    )
    read = mention(documents, "Theresa May", "Apple")
    one = mention(documents, "May").query("start == 3")  # the first of the four places outside "Theresa May"
    names = discover_names(pd.concat([read, one]), documents).set_index("surface")
    assert names.is_ambiguous.to_dict() == {"Apple": False, "May": True, "Theresa May": False}
    assert names.share["May"] == 1 / 4
    counted = count_by_dictionary(documents, names=names.reset_index())
    assert Counter(counted.entity) == {"Theresa May": 1, "Apple": 1}


def test_a_place_that_is_mostly_a_last_name_is_a_person():
    documents = make_documents(["Bill Clinton came. Clinton went. Denzel Washington" + " in Washington" * 4])
    read = [
        mention(documents, "Bill Clinton", "Denzel Washington", kind="PERSON"),
        mention(documents, "Clinton", kind="PLACE").query("start == 19"),
        mention(documents, "Washington", kind="PLACE").query("start > 60"),
    ]
    kinds = discover_names(pd.concat(read), documents).set_index("surface").kind
    assert kinds["Clinton"] == "PERSON" and kinds["Washington"] == "PLACE"


def test_no_mentions_make_no_dictionary():
    documents = make_documents(["a"])
    names = discover_names(tables.make("mentions"), documents)
    assert names.empty and count_by_dictionary(documents, names=names).empty


def test_places_worked_by_hand():
    documents = make_documents(
        ["“New York’s mayor”, in New Yorker. Yorkshire: York.\nNew\nYork, U.S.A. or U.S. (York)."]
    )
    counted = count_by_dictionary(documents, names=name("New York", "York", "U.S."))
    assert list(zip(counted.surface, counted.sentence, strict=True)) == [
        ("New York", 0), ("York", 1), ("York", 3), ("U.S.", 3), ("York", 3)
    ]  # fmt: skip
    assert set(counted.rule) == {"dictionary"}


def is_part(beside: str, char: str) -> bool:
    return (beside.isalnum() or beside == "_") and not {beside, char} & set("東京北去他")


def search(text: str, surfaces: list[str]) -> list[tuple[int, str]]:
    """The oracle: letter by letter, the longest whole word that starts here."""
    found, at, padded = [], 0, f" {text} "
    while at < len(text):
        fitting = [
            surface
            for surface in surfaces
            if text.startswith(surface, at)
            and not is_part(padded[at], surface[0])
            and not is_part(padded[at + len(surface) + 1], surface[-1])
        ]
        if fitting:
            found.append((at, max(fitting, key=len)))
        at += len(max(fitting, key=len)) if fitting else 1
    return found


pieces = st.sampled_from(["New York", "York", "Łódź", "東京", "é", " ", "’s", "\n", "x", "-", "🙂", "New", "_", ". "])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(pieces, max_size=12).map("".join), min_size=1, max_size=4))
def test_the_pass_finds_what_a_search_letter_by_letter_does(texts):
    surfaces = ["New York", "York", "Łódź", "東京", "New York York"]
    documents = make_documents(texts)
    counted = count_by_dictionary(documents, names=name(*surfaces))
    expected = [
        (row.doc_id, at, surface) for row in documents.itertuples() for at, surface in search(row.text, surfaces)
    ]
    assert list(zip(counted.doc_id, counted.start, counted.surface, strict=True)) == expected
    texts = documents.set_index("doc_id").text
    for row in counted.itertuples():
        first, last = split_sentences(texts[row.doc_id])[row.sentence]
        assert texts[row.doc_id][row.start : row.end] == row.surface and first <= row.start < row.end <= last


def test_the_store_gives_what_the_table_gives(tmp_path):
    documents = make_documents(["Łódź and Paris.", "Paris", "nothing", "", "In Paris, Łódź"])
    texts, bare = store(documents, tmp_path), documents.drop(columns="text")
    names = name("Paris", "Łódź")
    expected = count_by_dictionary(documents, names=names)
    assert len(expected) == 5
    pd.testing.assert_frame_equal(count_by_dictionary(bare, names=names, texts=texts), expected)
    pd.testing.assert_frame_equal(count_by_dictionary(shuffle(documents, 2), names=names), expected)
    assert len(list(scan_by_dictionary(bare, names=name("Paris"), texts=texts))) == 2  # a file at a time


def test_plain_words_are_those_that_mostly_stand_outside_names():
    documents = make_documents(["President Ada Quill left. The Bank of Ada fell. President Bank?", "The bank."])
    mentions = mention(documents, "Ada Quill", "Bank of Ada")
    assert find_plain_words(mentions, documents) == {"President", "The"}  # Bank is in a name as often as not
    assert find_plain_words(tables.make("mentions"), documents) >= {"Ada", "Bank"}


@pytest.mark.parametrize(
    "text,is_found",
    [
        ("President Group said", True), ("the Group said", True), ("Zarn Group said", False),
        ("Group Zarn said", False), ("Zarn. Group said", True), ("J. Group said", False), ("Group, Zarn", True),
        ("Zarn's Group said", True), ("Zarn-Group", False), ("Paris Group said", True), ("Group Paris", True),
        ("Zarn\nGroup", True),
    ],
)  # fmt: skip
def test_a_name_beside_an_unknown_large_word_is_part_of_a_longer_one(text, is_found):
    documents = make_documents([text])
    counted = count_by_dictionary(documents, names=name("Group", "Paris"), plain=frozenset(["President"]))
    assert ("Group" in counted.surface.tolist()) == is_found
    assert "Group" in count_by_dictionary(documents, names=name("Group")).surface.tolist()


def test_among_capitals_a_large_word_says_nothing():
    documents = make_documents(["LONDON INTERBANK RATES", "LONDON Interbank"])
    counted = count_by_dictionary(documents, names=name("LONDON"), plain=frozenset())
    assert counted.doc_id.tolist() == ["d000"]


# saturation


def spread_mentions(rows: list[str]) -> pd.DataFrame:
    documents = make_documents(rows)
    return mention(documents, *sorted(set("".join(rows))))


def test_the_curve_is_the_mean_over_all_samples_of_a_size():
    rows = ["AB", "A", "CA", "", "BD"]
    mentions = spread_mentions(rows)
    curve = count_saturation(mentions, n_documents=5).set_index("n_docs")
    for size in range(1, 6):
        samples = [Counter("".join(rows[at] for at in chosen)) for chosen in combinations(range(5), size)]
        assert curve.n_names[size] == pytest.approx(np.mean([len(sample) for sample in samples]))
        repeated = np.mean([sum(n > 1 for n in sample.values()) for sample in samples])
        assert curve.n_repeated[size] == pytest.approx(repeated)


def test_coverage_of_a_smaller_sample_is_that_of_the_documents_not_in_it():
    rows = ["AB", "A", "CA", "", "BD"]
    curve = count_saturation(spread_mentions(rows), n_documents=5).set_index("n_docs")
    for size in range(1, 5):
        known = [
            (rows[left], "".join(rows[at] for at in chosen))
            for chosen in combinations(range(5), size) for left in set(range(5)) - set(chosen)
        ]  # fmt: skip
        places = [(letter, text) for story, text in known for letter in story]
        assert curve.coverage[size] == pytest.approx(np.mean([letter in text for letter, text in places]))


def test_the_estimate_meets_the_planted_coverage():
    missed = []
    for seed in range(6):
        chance = 0.5 / np.arange(1, 2001) ** 0.9  # of each of 2,000 names to be in a document
        holds = np.random.default_rng(seed).random((300, 2000)) < chance
        where, which = np.nonzero(holds)
        rows = pd.DataFrame({"doc_id": where, "start": which, "end": which + 1, "entity": which})
        rows = rows.astype({"doc_id": "str", "entity": "str"}).assign(sentence=0, surface="x", kind="ORG", rule="model")
        curve = count_saturation(tables.make("mentions", rows), n_documents=300)
        assert curve.coverage.is_monotonic_increasing and curve.n_names.is_monotonic_increasing
        assert (curve.n_repeated <= curve.n_names).all() and curve.n_names.iloc[-1] == holds.any(axis=0).sum()
        missed.append(curve.coverage.iloc[-1] - chance[holds.any(axis=0)].sum() / chance.sum())
    assert abs(np.mean(missed)) < 0.015 and np.abs(missed).max() < 0.04  # of a coverage of three quarters


def test_without_names_there_is_no_curve_and_too_few_documents_are_refused():
    assert count_saturation(tables.make("mentions"), n_documents=7).empty
    with pytest.raises(InputError, match="n_documents is 1, but the mentions are of 2 documents"):
        count_saturation(spread_mentions(["A", "A"]), n_documents=1)


@settings(max_examples=30)
@given(st.integers(1, 60), st.data())
def test_chances_are_those_of_scipy(n_documents, data):
    from scipy.stats import hypergeom

    size = data.draw(st.integers(1, n_documents))
    widths = np.arange(n_documents + 1)
    for number in (0, 1):
        ours = discover._draw(number, n_documents, widths, size)
        assert ours == pytest.approx(hypergeom.pmf(number, n_documents, widths, size), abs=1e-10)


def test_a_name_of_a_script_without_blanks_is_found_inside_a_line():
    documents = make_documents(["\u4ed6\u53bb\u5317\u4eac\u3002Beijing\u5317\u4eac"])
    assert count_by_dictionary(documents, names=name("\u5317\u4eac")).start.tolist() == [2, 12]


def test_the_beginning_of_a_longer_name_is_not_looked_for():
    mentions, documents = mark(
        "[P:George W.] Bush met [O:U.N.] chiefs.", "[P:George W.] Bush left the [O:U.N.].", "The [O:U.N.] Council met."
    )
    ambiguous = discover_names(mentions, documents).set_index("surface").is_ambiguous
    assert ambiguous["George W."] and not ambiguous["U.N."]
