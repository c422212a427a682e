import json

import pytest

from broadsheet.errors import InputError
from broadsheet.study import (
    NOTEBOOKS,
    PROJECT,
    Raw,
    cache_folder,
    convert,
    did_you_mean,
    locate,
    open_study,
    plan_parameters,
    portable,
    read_config,
    read_parameters,
    slug,
)

KNOWN = {
    "01_corpus": {"corpus": "seeds", "language": "en", "sources": []},
    "02_topics": {"corpus": "seeds", "language": "en", "n_topics": 4, "max_doc_share": 1.0, "first_date": ""},
}


def write_notebook(path, source, tags=("parameters",)):
    cell = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    return path


def test_a_setting_for_one_notebook_reaches_it_alone():
    assert plan_parameters(KNOWN, {}, ["02_topics.n_topics=8"]) == {"01_corpus": {}, "02_topics": {"n_topics": 8}}


def test_a_setting_without_a_notebook_reaches_all_that_know_it():
    assert plan_parameters(KNOWN, {}, ["language=de"]) == {
        "01_corpus": {"language": "de"},
        "02_topics": {"language": "de"},
    }


def test_the_command_line_wins_over_study_yaml():
    config = {"parameters": {"language": "fr"}, "notebooks": {"02_topics": {"n_topics": 6, "language": "uk"}}}
    plan = plan_parameters(KNOWN, config, ["02_topics.n_topics=8"])
    assert plan == {"01_corpus": {"language": "fr"}, "02_topics": {"language": "uk", "n_topics": 8}}


def test_a_value_equal_to_the_default_is_no_change():
    assert plan_parameters(KNOWN, {}, ["02_topics.n_topics=4"])["02_topics"] == {}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("02_topics.n_topic=8", r"'n_topic' is no parameter of 02_topics. Did you mean 'n_topics'\? Parameters are"),
        ("03_topic.n_topics=8", r"no notebook '03_topic'. Did you mean '02_topics'\?"),
        ("langage=de", r"'langage' is no parameter of any notebook. Did you mean 'language'"),
        ("n_topics", "has no value, expected NAME=VALUE"),
        ("02_topics.n_topics=many", "02_topics.n_topics is 'many', expected a whole number such as 4"),
        ("02_topics.n_topics=8.5", "is 8.5, expected a whole number"),
        ("02_topics.n_topics=true", "is True, expected a whole number"),
        ("02_topics.n_topics=[", "no valid YAML value"),
        ("01_corpus.sources=[1, 2]", "expected a list of texts"),
        ("corpus=elsewhere", "'corpus' is no parameter"),
    ],
)
def test_what_is_misspelt_or_mistyped_is_refused(setting, message):
    with pytest.raises(InputError, match=message):
        plan_parameters(KNOWN, {}, [setting])


def test_text_stays_as_it_was_typed():
    assert convert(Raw("007"), "", "x") == "007"
    assert convert(Raw("true"), "", "x") == "true"
    assert convert(Raw("2022-12-01"), "", "x") == "2022-12-01"


def test_a_date_in_study_yaml_is_text_again():
    (value,) = __import__("yaml").safe_load("[2022-12-01]")
    assert convert(value, "", "x") == "2022-12-01"


def test_a_whole_number_passes_for_a_number():
    assert convert(Raw("1"), 0.5, "x") == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "no valid YAML"),
        ("- a\n- b", "holds list, expected keys"),
        ("nmae: x", r"key 'nmae'. Did you mean 'name'\?"),
        ("name: a/b", "becomes a folder"),
        ("notebooks: 3", "notebooks is 3, expected lines"),
        ("more_columns: section", r"more_columns is 'section', expected a list of names such as \[section, country\]"),
        ("more_columns: [section, 7]", r"more_columns is \['section', 7\], expected a list"),
    ],
)
def test_a_broken_study_yaml_is_named(tmp_path, text, message):
    (tmp_path / "study.yaml").write_text(text)
    with pytest.raises(InputError, match=message):
        read_config(tmp_path)


def test_no_study_yaml_is_no_error_but_a_named_one_must_be_there(tmp_path):
    assert read_config(tmp_path) == {}
    with pytest.raises(InputError, match="no study file"):
        read_config(tmp_path, tmp_path / "other.yaml")


def test_parameters_are_read_without_running_them(tmp_path):
    source = 'n = 4  # help\nnames = ["a"]  # help\nshare = -0.5\n'
    assert read_parameters(write_notebook(tmp_path / "n.ipynb", source)) == {"n": 4, "names": ["a"], "share": -0.5}


@pytest.mark.parametrize("source", ["n = print(4)", "print(4)", "n ="])
def test_a_parameters_cell_holds_literals_only(tmp_path, source):
    with pytest.raises(InputError, match="may only hold 'name = literal'"):
        read_parameters(write_notebook(tmp_path / "n.ipynb", source))


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path):
    with pytest.raises(InputError, match="0 cells tagged 'parameters'"):
        read_parameters(write_notebook(tmp_path / "n.ipynb", "n = 4", tags=()))


def test_a_study_takes_the_values_that_stand_in_the_notebook(monkeypatch, tmp_path):
    monkeypatch.setenv("BROADSHEET_OUT", str(tmp_path))
    monkeypatch.delenv("BROADSHEET_STUDY", raising=False)
    values = read_parameters(NOTEBOOKS / "02_topics.ipynb") | {"n_topics": 9, "unrelated": 1}
    study = open_study("02_topics", values)
    assert study.parameters["n_topics"] == 9 and "unrelated" not in study.parameters
    assert study.out == tmp_path / "ukraine-war" and study.title == "Five articles on the war in Ukraine"


def test_a_study_without_a_name_is_called_like_its_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("BROADSHEET_STUDY", raising=False)
    corpus = tmp_path / "My Articles"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Some words of a story.")
    study = open_study("01_corpus", {"corpus": str(corpus)})
    assert (study.name, study.title) == ("my-articles", "my-articles")


def test_a_passport_does_not_name_the_machine(tmp_path):
    assert portable(PROJECT / "seeds") == "seeds"
    assert portable(tmp_path / "articles") == "articles"


def test_a_relative_corpus_starts_at_the_project(tmp_path):
    assert locate("seeds") == PROJECT / "seeds"
    assert locate(tmp_path) == tmp_path


def test_a_glob_is_named_after_its_folder(tmp_path):
    assert slug(tmp_path / "Nachrichten 2024" / "*.txt") == "nachrichten-2024"


def test_nothing_is_suggested_for_a_word_like_no_other():
    assert did_you_mean("xyz", ["language"]) == "."


def test_how_a_corpus_is_read_comes_from_its_study_and_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("BROADSHEET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://here:8786")
    corpus = tmp_path / "news"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Some words of a story.")
    reading = open_study("01_corpus", {"corpus": str(corpus)}).reading
    assert (reading["columns"], reading["more_columns"], reading["scheduler"]) == ({}, [], "tcp://here:8786")
    assert reading["cache"].parent == tmp_path / "cache" and reading["cache"].name.startswith("news-")
    lines = "columns: {text: Body}\nmore_columns: [section]\nscheduler: tcp://there:8786\n"
    (corpus / "study.yaml").write_text(lines)
    reading = open_study("01_corpus", {"corpus": str(corpus)}).reading
    assert (reading["columns"], reading["more_columns"]) == ({"text": "Body"}, ["section"])
    assert reading["scheduler"] == "tcp://there:8786"


def test_two_corpora_of_one_name_have_stores_of_their_own(tmp_path):
    assert cache_folder(tmp_path / "a" / "news") != cache_folder(tmp_path / "b" / "news")


def test_a_whole_number_passes_for_text_and_nothing_else_does():
    assert convert(8, "auto", "study.yaml: 02_topics.n_topics") == "8"
    with pytest.raises(InputError, match=r"n_topics is True, expected text such as 'auto'"):
        convert(True, "auto", "study.yaml: 02_topics.n_topics")
