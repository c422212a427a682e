"""An HTML report of a run: a gallery of its figures, and each executed notebook as a page."""

import json
import os
import shutil
import tempfile
from html import escape
from pathlib import Path

from broadsheet.run import Plan, executed_file

STYLE = """
body { font: 16px/1.5 Georgia, serif; color: #1a1a1a; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
figure { margin: 0 0 2.5rem; padding-top: 1rem; border-top: 1px solid #d9d9d9 }
img { max-width: 100%; height: auto }
figcaption, nav { font-size: .9rem }
small { color: #595959 }
"""


def build_report(plan: Plan) -> Path:
    """Write the report of a finished run: the path of its index.html.

    The folder holds everything it shows and may be moved or zipped; it is replaced as a whole.
    """
    target = plan.build / "report"
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".report-", dir=target.parent))
    fresh.chmod(0o755)
    for task in plan.tasks:
        page = _notebook_page(executed_file(plan, task.name))
        (fresh / f"{task.name}.html").write_text(page, encoding="utf-8")
    names = {task.name for task in plan.tasks}
    passports = sorted((plan.out / plan.study).glob("*.json"))
    passports = [passport for passport in passports if passport.stem.partition("-")[0] in names]
    figures = [_figure(passport, fresh) for passport in passports]
    links = " · ".join(f'<a href="{task.name}.html">{task.name}</a>' for task in plan.tasks)
    index = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(plan.study)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{escape(plan.study)}</h1><nav>Notebooks: {links}</nav>{''.join(figures)}</html>\n"
    )
    (fresh / "index.html").write_text(index, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    os.replace(fresh, target)
    return target / "index.html"


def _notebook_page(executed: Path) -> str:
    import nbformat
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")  # a report needs no network
    page, _ = exporter.from_notebook_node(nbformat.read(executed, as_version=4))
    return page


def _figure(passport: Path, folder: Path) -> str:
    facts = json.loads(passport.read_text(encoding="utf-8"))
    for suffix in (".png", ".pdf", ".csv"):
        shutil.copyfile(passport.with_suffix(suffix), folder / f"{passport.stem}{suffix}")
    caption, _, alt = passport.with_suffix(".md").read_text(encoding="utf-8").partition("\n\n*Alt text:* ")
    data = f"{facts['data']['rows']} rows, data {facts['data']['hash']}"
    words = escape(caption.removeprefix(f"**{passport.stem}.** "))
    return (
        f'<figure id="{passport.stem}"><img src="{passport.stem}.png" alt="{escape(alt.strip())}">'
        f"<figcaption><b>{passport.stem}</b> {words} <small>{data} · "
        f'<a href="{passport.stem}.csv">CSV</a> · <a href="{passport.stem}.pdf">PDF</a></small></figcaption></figure>'
    )
