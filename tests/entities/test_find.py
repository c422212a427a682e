import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import spacy

from broadsheet.entities import find, recognise
from broadsheet.entities.find import describe_sample, find_names
from broadsheet.entities.recognise import find_mentions
from broadsheet.entities.resolve import resolve_mentions
from broadsheet.entities.rules import Rules
from broadsheet.errors import InputError
from broadsheet.texts import Texts
from planted import make_documents, shuffle

NO_ALIASES = pd.DataFrame({"surface": [], "entity": [], "kind": []}, dtype="str")
RULES = Rules()


class Fixed:
    """Takes the third and fourth character of a line for a place."""

    def __init__(self):
        self.meta, self.nlp = {"lang": "zh", "name": "fixed", "version": "1"}, spacy.blank("zh")

    def pipe(self, lines, **options):
        for line, context in lines:
            parsed = self.nlp.make_doc(line)
            parsed.ents = [parsed.char_span(2, 4, label="GPE", alignment_mode="expand")]
            yield parsed, context


def plant(n_docs: int = 200) -> pd.DataFrame:
    """Stories of a cast of 40, the first in one story of two, the last in one of a hundred; each is told of twice."""
    generator = np.random.default_rng(0)
    names = [f"{first} {last}" for first in ("Anna", "Boris", "Carol", "David") for last in
             ("Quant", "Merl", "Ostrow", "Pilk", "Zarn", "Tolb", "Unger", "Vaskin", "Wirth", "Yanow")]  # fmt: skip
    chance = np.geomspace(0.5, 0.01, len(names))
    texts = []
    for _ in range(n_docs):
        there = [name for name, often in zip(names, chance, strict=True) if generator.random() < often]
        said = [f"The report says that {name} was seen. Much later spokesman {name} left." for name in there]
        texts.append(" ".join(["Nothing was new.", *said]))
    return make_documents(texts, dates=[f"2024-{1 + at % 12:02}-05" for at in range(n_docs)])


def test_a_small_corpus_is_read_whole():
    documents = plant(20)
    found, saturation = find_names(documents, model=RULES, n_read=20)
    pd.testing.assert_frame_equal(found, find_mentions(documents, model=RULES))
    assert saturation.n_docs.iloc[-1] == 20 and saturation.n_names.iloc[-1] == found.entity.nunique()
    assert describe_sample(saturation, n_read=20, n_documents=20) == ""


def test_of_a_large_corpus_a_sample_is_read_and_its_names_are_counted_everywhere():
    documents = plant()
    found, saturation = find_names(documents, model=RULES, n_read=20)
    truth = {
        (row.doc_id, row.start, row.surface) for row in find_mentions(documents, model=RULES).itertuples()
    }  # fmt: skip
    ours = set(zip(found.doc_id, found.start, found.surface, strict=True))
    assert ours <= truth and len(ours) >= 0.95 * len(truth)
    assert set(found.rule) == {"dictionary"}
    told = describe_sample(saturation, n_read=20, n_documents=len(documents))
    assert f"about the text of {saturation.n_docs.iloc[-1]} of 200 documents" in told
    assert f"{saturation.coverage.iloc[-1]:.0%}" in told


def test_the_coverage_of_a_sample_is_that_of_the_whole_corpus():
    documents = plant(400)
    places = find_mentions(documents, model=RULES).drop_duplicates(["doc_id", "entity"])
    missed = []
    for random_state in range(8):
        found, saturation = find_names(documents, model=RULES, n_read=16, random_state=random_state)
        missed.append(saturation.coverage.iloc[-1] - places.entity.isin(found.entity.unique()).mean())
    assert abs(np.mean(missed)) < 0.1


@pytest.mark.parametrize("n_read", [20, 60, 120, 190])
def test_what_was_read_is_what_is_said_and_as_much_as_was_asked(n_read, monkeypatch):
    documents, read = plant(), []
    plain = recognise.read_by_rules
    monkeypatch.setattr(recognise, "read_by_rules", lambda text, **options: read.append(text) or plain(text, **options))
    _, saturation = find_names(documents, model=RULES, n_read=n_read)
    n_docs = sum(map(len, read)) / documents.text.str.len().mean()
    assert n_docs == pytest.approx(n_read, rel=0.2) and saturation.n_docs.iloc[-1] == pytest.approx(n_docs, rel=0.15)
    assert saturation.n_docs.is_unique and saturation.is_chosen.sum() <= 1


def test_the_claim_is_the_share_of_places_known_in_documents_not_read(monkeypatch):
    """Rare names, most in one or two stories, so that much is missed; against the names of the documents not drawn."""
    generator = np.random.default_rng(3)
    chance = 0.5 / np.arange(1, 401) ** 0.9
    names = [f"{first}{middle}a {last}{end}o" for first in "BCDFG" for middle in "aeiou" for last in "KLMN"
             for end in "aeou"]  # fmt: skip
    texts = [" ".join(f"Spokesman {name} left." for name in np.array(names)[generator.random(400) < chance])
             for _ in range(200)]  # fmt: skip
    documents, drawn = make_documents(texts), []
    choose = find.choose_reading
    monkeypatch.setattr(find, "choose_reading", lambda *all, **more: drawn.append(choose(*all, **more)) or drawn[-1])
    places = find_mentions(documents, model=RULES).drop_duplicates(["doc_id", "entity"])
    for n_read in (60, 120):
        missed = []
        for random_state in range(8):
            found, saturation = find_names(documents, model=RULES, n_read=n_read, random_state=random_state)
            new = places[~places.doc_id.isin(drawn[-1][0].doc_id)]
            missed.append(saturation.coverage.iloc[-1] - new.entity.isin(found.entity).mean())
        assert abs(np.mean(missed)) < 0.02


def test_coverage_worked_by_hand():
    rows = [("a", "Ann"), ("a", "Bo"), ("a", "Cy"), ("b", "Ann"), ("b", "Di"), ("b", "Ed")]
    found = pd.DataFrame(rows, columns=["doc_id", "entity"]).assign(surface=lambda table: table.entity)
    sentences = pd.DataFrame({"doc_id": ["a", "z"], "text": ["Cy left.", "Ed and Bo met."]})
    # Ann is in both, Bo was read elsewhere, Cy in the sentence chosen of a; Di and Ed are known from b alone
    assert find._measure_coverage(found, {"Bo"}, sentences) == pytest.approx(4 / 6)


def test_a_sample_costs_what_a_sample_costs(monkeypatch):
    documents, read = plant(), []
    plain = recognise.read_by_rules
    monkeypatch.setattr(recognise, "read_by_rules", lambda text, **options: read.append(text) or plain(text, **options))
    find_names(documents, model=RULES, n_read=20)
    assert 0.03 < sum(map(len, read)) / documents.text.str.len().sum() < 0.15


def test_it_is_the_same_for_shuffled_documents_and_from_the_store(tmp_path):
    documents = plant(60)
    file = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pandas(documents[["doc_id", "text"]], preserve_index=False), file, row_group_size=9)
    bare = documents.drop(columns="text")
    for n_read in (10, 60):
        expected = find_names(documents, model=RULES, n_read=n_read, random_state=1)
        shuffled = find_names(shuffle(documents, 3), model=RULES, n_read=n_read, random_state=1)
        stored = find_names(bare, model=RULES, n_read=n_read, random_state=1, texts=Texts((file,)))
        for others in (shuffled, stored):
            for one, other in zip(expected, others, strict=True):
                pd.testing.assert_frame_equal(one, other)


def test_the_cache_is_used_in_both_ways(tmp_path, monkeypatch):
    documents = plant(40)
    for n_read in (8, 40):
        expected = find_names(documents, model=RULES, n_read=n_read, cache=tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr("broadsheet.entities.recognise._read_by_rules", None)
            again = find_names(documents, model=RULES, n_read=n_read, cache=tmp_path)
        pd.testing.assert_frame_equal(expected[0], again[0])


def test_what_was_counted_can_be_resolved():
    documents = plant(60)
    found, _ = find_names(documents, model=RULES, n_read=12)
    mentions, _ = resolve_mentions(found, documents, aliases=NO_ALIASES)
    every, _ = resolve_mentions(find_mentions(documents, model=RULES), documents, aliases=NO_ALIASES)
    ours, all_read = (set(zip(table.entity, table.kind, strict=True)) for table in (mentions, every))
    assert {("Anna Quant", "PERSON"), ("Anna Merl", "PERSON")} <= ours <= all_read


@pytest.mark.parametrize("n_read", [0, -3])
def test_no_document_to_read_is_refused(n_read):
    with pytest.raises(InputError, match=f"n_read is {n_read}, expected 1 or more documents .* such as 5000"):
        find_names(plant(4), model=RULES, n_read=n_read)


@pytest.mark.parametrize("n_read", [1, 2, 100])
@pytest.mark.parametrize(
    "texts",
    [
        [""] * 5,
        ["nothing here is a name"] * 5,
        ["He saw Rome."] + ["nothing here"] * 4,
        ["PRESIDENT PUTIN MET ZELENSKY IN KYIV", "RAIN IN KYIV"] * 3,
        ["\u5317\u4eac\u3002\u4ed6\u53bb\u5317\u4eac\u3002"] * 5,
        ["ولد في بغداد"] * 5,
        ["Путин приехал в Москву. Путин устал."] * 5,
    ],
)
@pytest.mark.parametrize("mode", ["rules", "model"])
def test_texts_with_hardly_a_name_give_a_true_table(texts, n_read, mode, model):
    documents = make_documents(texts)
    found, saturation = find_names(documents, model=RULES if mode == "rules" else model, n_read=n_read)
    texts = dict(zip(documents.doc_id, documents.text, strict=True))
    assert all(texts[row.doc_id][row.start : row.end] == row.surface for row in found.itertuples())
    assert list(saturation) == ["n_docs", "n_names", "n_repeated", "coverage", "is_chosen"]
    assert isinstance(describe_sample(saturation, n_read=n_read, n_documents=len(documents)), str)


@pytest.mark.parametrize("mode", ["rules", "model"])
def test_no_documents_give_empty_tables(mode, model):
    found, saturation = find_names(plant(1).head(0), model=RULES if mode == "rules" else model, n_read=5)
    assert found.empty and "surface" in found and saturation.empty


def test_a_script_without_capitals_is_sampled_too():
    documents = make_documents(["\u4ed6\u53bb\u5317\u4eac\u3002"] * 12).assign(language="zh")

    found, saturation = find_names(documents, model=Fixed(), n_read=8)
    assert found.doc_id.nunique() == 12 and saturation.coverage.iloc[-1] == 1
