import subprocess
import sys

import pytest

from broadsheet.__main__ import main
from broadsheet.corpus import read_aliases
from broadsheet.study import PROJECT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "no/such/folder"], "There is no corpus at"),
        (["run", "seeds", "--set", "02_topics.n_topic=8"], "Did you mean 'n_topics'?"),
        (["run", "seeds", "--only", "02_topic"], "Did you mean '02_topics'?"),
        (["run", "seeds", "--jobs", "0"], "--jobs is 0, expected 1 or more"),
        (["run", "seeds", "--study", "no.yaml"], "There is no study file 'no.yaml'"),
        (["verify", "seeds", "--out", "no/such/folder"], "Nothing is stored in 'ukraine-war'"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments, message, capsys, monkeypatch):
    monkeypatch.chdir(PROJECT)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert message in captured.err and captured.err.count("\n") == 1
    assert captured.out == ""


def test_an_empty_folder_is_refused(tmp_path, capsys):
    assert main(["run", str(tmp_path)]) == 2
    assert "holds no article: expected .txt, .md, " in capsys.readouterr().err


TEXT = (
    "The Federal Reserve met. Bill Clinton and Hillary Clinton spoke in Chicago. Clinton left. The Fed cut its rate. "
    "Officials of the Federal Reserve said that the Fed would act again."
)


def test_a_draft_of_aliases_is_written_once_and_can_be_read_when_renamed(tmp_path, capsys):
    corpus = tmp_path / "articles"
    corpus.mkdir()
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "aliases.csv").write_text("surface,entity,kind\nBob,Bob Orr,PERSON\n", encoding="utf-8")
    assert main(["aliases", str(corpus)]) == 0
    draft = corpus / "aliases-draft.csv"
    assert f"{draft}: " in capsys.readouterr().out and "could be Bill Clinton or Hillary" in draft.read_text("utf-8")
    before = draft.read_bytes()
    assert main(["aliases", str(corpus)]) == 2
    assert "is there already, perhaps with your work in it" in capsys.readouterr().err
    assert main(["aliases", str(corpus), "--force"]) == 0
    assert draft.read_bytes() == before
    draft.replace(corpus / "aliases.csv")
    assert read_aliases(corpus)[["surface", "entity"]].iloc[0].tolist() == ["Bob", "Bob Orr"]


def test_a_draft_for_no_corpus_or_wrong_aliases_is_refused(tmp_path, capsys):
    assert main(["aliases", str(tmp_path / "none")]) == 2
    assert "There is no corpus at" in capsys.readouterr().err
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "aliases.csv").write_text("surface,entity,kind\nA,B,ORG\nB,A,ORG\n", encoding="utf-8")
    assert main(["aliases", str(tmp_path)]) == 2
    assert "leads in a circle" in capsys.readouterr().err and not (tmp_path / "aliases-draft.csv").exists()


def test_an_option_that_is_none_is_exit_code_2(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["run", "seeds", "--frce"])


def test_the_module_and_the_script_are_the_same_command():
    module = subprocess.run([sys.executable, "-m", "broadsheet", "--help"], capture_output=True, text=True, check=True)
    assert module.stdout.startswith("usage: broadsheet")
    for command in ("run", "report", "verify", "aliases", "notebooks"):
        assert command in module.stdout
