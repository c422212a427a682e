import re

from broadsheet import run
from broadsheet.report import build_report
from broadsheet.run import plan_run, run_plan
from broadsheet.study import PROJECT


def test_a_report_holds_every_figure_with_caption_and_alt_text(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "BUILD", tmp_path / "build")
    plan = plan_run(PROJECT / "seeds", out=tmp_path / "out", only=["01_corpus"])
    assert run_plan(plan)[0].state == "done"
    index = build_report(plan)
    page = index.read_text(encoding="utf-8")
    assert set(re.findall(r'<figure id="([^"]+)"', page)) == {
        "01_corpus-coverage",
        "01_corpus-cuts",
        "01_corpus-lengths",
    }
    assert all(len(alt) > 20 for alt in re.findall(r'<img src="[^"]+" alt="([^"]*)"', page))
    for target in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert (index.parent / target).is_file(), target
    assert "What is in this corpus" in (index.parent / "01_corpus.html").read_text(encoding="utf-8")
