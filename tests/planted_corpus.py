"""A corpus of invented articles whose truth is known: story, furniture, dates, copies, languages."""

import csv
import html
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from planted_outlets import OUTLET_OF, OUTLETS
from planted_pages import COPIES, Article, Outlet
from planted_story import WEEKDAYS, Event, Writer

TOLD = ("doc_id source language date precision group kind is_dropped story headline furniture").split()  # noqa: SIM905


def plant_corpus(folder: Path, *, n_articles: int = 300, random_state: int = 0) -> pd.DataFrame:
    """Write a corpus into ``folder``; the truth, a row for each article.

    Columns: doc_id, source, language, date ("" when the page has no evidence), precision, group,
    kind, is_dropped, story (its paragraphs), furniture ((kind, line) ...), headline, raw (as it lies in the
    file; "" for web pages, of which the reader takes the main text) and form. One article in six is a
    copy of another, one in twelve tells of another's event in other words, two in a hundred are empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(random_state)
    articles = _draw_articles(writer, n_articles)
    for outlet in OUTLETS:
        own = [article for article in articles if article.source == outlet.name]
        _WRITERS[outlet.form](folder, outlet, own)
    _write_metadata(folder, articles)
    return pd.DataFrame([_tell_truth(article) for article in articles])


def _tell_truth(article: Article) -> dict:
    form = OUTLET_OF[article.source].form
    return {name: getattr(article, name) for name in TOLD} | {
        "raw": "" if form == "html" else article.raw,
        "form": form,
    }


def _draw_articles(writer: Writer, n_articles: int) -> list[Article]:
    draw, originals = writer.draw, []
    pool = [outlet for outlet in OUTLETS for _ in range(outlet.share)]
    english = [outlet for outlet in pool if outlet.language == "en"]
    articles = []
    for at in range(n_articles):
        chance = draw.random() if originals else 1
        outlet = draw.choice(english if chance < 0.25 else pool)
        if chance < 0.17:
            made = _copy(writer, draw.choice(originals), at, outlet)
        elif chance < 0.25:
            twin = draw.choice(originals)
            made = replace(_draw_one(writer, at, outlet, twin.event, day=twin.day), kind="event pair")
        else:
            made = _draw_one(writer, at, outlet)
            if chance < 0.27:
                made = replace(made, kind="empty", is_dropped=True, story=[])
        if not made.is_dropped:
            outlet.lay_out(made, writer)
            if made.kind not in COPIES and made.language == "en" and made.source != "Old Telegraph":
                originals.append(made)
        articles.append(made)
    return articles


def _draw_one(
    writer: Writer, at: int, outlet: Outlet, event: Event | None = None, *, day: date | None = None
) -> Article:
    event, draw = event or writer.event(), writer.draw
    day = day or date(2019, 1, 1) + timedelta(days=draw.randrange(2000))
    doc_id = _name(outlet, at, day)
    story = writer.story(
        event, language=outlet.language, n_sentences=draw.randint(9, 20), weekday=WEEKDAYS[day.weekday()]
    )
    headline = writer.headline(event, outlet.language)
    article = Article(
        doc_id, doc_id, "alone", outlet.name, outlet.language, day, story, headline, event, writer.person()
    )
    narrow = outlet.form == "docx" or outlet.name == "Old Telegraph"
    return replace(article, gap="\n" if narrow else draw.choice(("\n", "\n\n")))


def _copy(writer: Writer, original: Article, at: int, outlet: Outlet) -> Article:
    draw, kind, story = writer.draw, writer.draw.choice(COPIES), list(original.story)
    headline = original.headline if kind in ("exact copy", "edited copy") else writer.headline(original.event)
    if kind == "edited copy":
        story = writer.edit(story)
    if kind == "cut copy":
        story = story[: max(4, round(len(story) * draw.uniform(0.5, 0.7)))]
    if kind == "copy with a lead":
        story = [*writer.story(original.event, n_sentences=2)[:1], *story]
    day = original.day + timedelta(days=draw.randint(1, 3))
    made = _draw_one(writer, at, outlet, original.event, day=day)
    return replace(made, group=original.group, kind=kind, story=story, headline=headline)


def _name(outlet: Outlet, at: int, day: date) -> str:
    slug = "".join(word[0] for word in outlet.name.lower().split())
    return f"{slug}_{day:%Y-%m-%d}_{at:05}" if outlet.name == "Northern Post" else f"{slug}{at:05}"


# files


def _write_txt(folder: Path, outlet: Outlet, articles: list[Article]) -> None:
    """In UTF-8, one language in the code page of its day, one outlet with the line ends of Windows."""
    place = folder / outlet.name.lower().replace(" ", "-")
    place.mkdir(exist_ok=True)
    encoding = "cp1252" if outlet.language == "de" else "utf-8"
    newline = "\r\n" if outlet.name == "Westland Times" else "\n"
    for article in articles:
        text = article.raw if article.page else " \n\n"
        (place / f"{article.doc_id}.txt").write_text(text, encoding=encoding, newline=newline)


def _write_zip(folder: Path, outlet: Outlet, articles: list[Article]) -> None:
    with zipfile.ZipFile(folder / "dispatch.zip", "w", zipfile.ZIP_DEFLATED) as opened:
        for article in articles:
            opened.writestr(f"{article.doc_id}.txt", article.raw if article.page else "")


def _write_docx(folder: Path, outlet: Outlet, articles: list[Article]) -> None:
    from docx import Document

    for article in articles:
        document = Document()
        for kind, line in article.page:
            document.add_paragraph(line, style="Title" if kind == "headline" else None)
        document.save(folder / f"{article.doc_id}.docx")


def _write_jsonl(folder: Path, outlet: Outlet, articles: list[Article]) -> None:
    rows = [
        {
            "id": article.doc_id,
            "headline": article.headline,
            "body": article.raw if article.page else None,
            "published": f"{article.day}T10:40:00+01:00",
            "byline": article.author,
            "outlet": article.source,
            "url": f"https://chronicle.example/news/{article.doc_id}",
            "scraped_at": "2025-11-30T04:00:00Z",
        }
        for article in articles
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "chronicle.jsonl").write_text(text, encoding="utf-8", newline="\n")


def _write_csv(folder: Path, outlet: Outlet, articles: list[Article]) -> None:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(["id", "title", "content", "publication date", "publisher"])
    for article in articles:
        written = f"{article.day.day} {article.day:%B} {article.day.year}"
        table.writerow([article.doc_id, article.headline, article.raw if article.page else "", written, article.source])
    (folder / "gazette.csv").write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def _write_html(folder: Path, outlet: Outlet, articles: list[Article]) -> None:
    for article in articles:
        body = "\n".join(f"<p>{html.escape(line)}</p>" for line in article.story)
        page = (
            _PAGE.format(
                headline=html.escape(article.headline),
                day=article.day,
                author=article.author,
                body=body,
                later=f"{article.day + timedelta(days=700):%A, %B %d, %Y}",
                place=article.event.places[0],
            )
            if article.page
            else "<html><body></body></html>"
        )
        (folder / f"{article.doc_id}.html").write_text(page, encoding="utf-8", newline="\n")


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>{headline} | Metro Wire</title><meta property="og:site_name" content="Metro Wire">
<meta property="article:published_time" content="{day}T08:15:00Z">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{day}T08:15:00Z"}}</script></head>
<body><header><nav><a href="/">Home</a> <a href="/coast">Coast</a></nav><div class="date">{later}</div></header>
<main><article><h1>{headline}</h1><p class="byline">By {author}</p>
<figure><img src="a.jpg"><figcaption>The quay at {place}, seen from above</figcaption></figure>
{body}
</article></main>
<aside class="related"><h3>Most read</h3><ul><li><a href="/1">Ten ways to cook a turnip</a></li></ul></aside>
<footer><p>© 2025 Metro Wire. All rights reserved.</p></footer></body></html>
"""
_WRITERS = {
    "txt": _write_txt,
    "zip": _write_zip,
    "docx": _write_docx,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "html": _write_html,
}


def _write_metadata(folder: Path, articles: list[Article]) -> None:
    """The outlet of every file that does not name its own; the dates of one outlet."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["doc_id", "source", "date"])
    for article in articles:
        if OUTLET_OF[article.source].form in ("jsonl", "csv") or article.is_dropped:
            continue
        written = article.date[: {"day": 10, "month": 7, "year": 4}.get(article.precision, 0)]
        table.writerow([article.doc_id, article.source, written if article.source == "Prairie Dispatch" else ""])
    (folder / "metadata.csv").write_text(out.getvalue(), encoding="utf-8")
