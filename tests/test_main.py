import subprocess
import sys

import pytest

from broadsheet.__main__ import main
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


def test_an_option_that_is_none_is_exit_code_2(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["run", "seeds", "--frce"])


def test_the_module_and_the_script_are_the_same_command():
    module = subprocess.run([sys.executable, "-m", "broadsheet", "--help"], capture_output=True, text=True, check=True)
    assert module.stdout.startswith("usage: broadsheet")
    for command in ("run", "report", "verify", "notebooks"):
        assert command in module.stdout
