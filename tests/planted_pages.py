"""Pages of invented outlets: each lays out, dates and furnishes its articles in its own way."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from planted_story import Event, Writer

COPIES = ("exact copy", "edited copy", "cut copy", "copy with a lead")


@dataclass
class Article:
    """What is planted. ``page`` are (kind, line): kind "story" or a kind of furniture; ``prefix`` stands
    before the first words of the story (a dateline). ``date`` is "" where the page has no evidence."""

    doc_id: str
    group: str
    kind: str
    source: str
    language: str
    day: date
    story: list[str]
    headline: str
    event: Event
    author: str
    date: str = ""
    precision: str = "none"
    page: list[tuple[str, str]] = field(default_factory=list)
    prefix: str = ""
    is_dropped: bool = False
    gap: str = "\n"  # between its lines

    @property
    def furniture(self) -> list[tuple[str, str]]:
        cut = [(kind, line) for kind, line in self.page if kind != "story"]
        return cut + ([("dateline", self.prefix)] if self.prefix else [])

    @property
    def raw(self) -> str:
        lines, first = [], True
        for kind, line in self.page:
            lines.append(self.prefix + line if kind == "story" and first else line)
            first = first and kind != "story"
        return self.gap.join(lines) + "\n"


@dataclass(frozen=True)
class Outlet:
    """``lay_out`` puts an article on its page and says how the page dates it."""

    name: str
    form: str  # of its files
    lay_out: Callable[[Article, Writer], None]
    language: str = "en"
    share: int = 1  # of the articles


def lay_page(article: Article, above: list, below: list, *, inside: list = (), writer: Writer) -> None:
    story = [("story", line) for line in article.story]
    for item in inside:
        story.insert(writer.draw.randint(1, len(story) - 1), item)
    article.page = [*above, *story, *below]


def plant_date(article: Article, precision: str = "day") -> None:
    article.precision = precision
    first = {"day": "%Y-%m-%d", "month": "%Y-%m-01", "year": "%Y-01-01"}[precision]
    article.date = format(article.day, first)


def _crawled(article: Article, writer: Writer) -> str:
    """The day, years later, that the page was fetched."""
    return f"{article.day + timedelta(days=writer.draw.randint(200, 1500)):%A, %B %d, %Y}"


def _archive(article: Article, writer: Writer) -> str:
    day = article.day - timedelta(days=writer.draw.randint(300, 3000))
    place, written = article.event.places[0], f"{day:%B} {day.day}, {day.year}"
    return f"File photo: The harbour of {place}, {written}. (Photo by {writer.person()}/AFP)"


def _other_day(article: Article, writer: Writer) -> tuple[str, str]:
    """A sentence of the story that names a day which is not that of its publication."""
    day = article.day - timedelta(days=writer.draw.randint(40, 4000))
    person, place = article.event.people[0], article.event.places[0]
    return "story", f"{person} had first come to {place} on {day:%B} {day.day}, {day.year}, to look for work."


def _add_story(article: Article, writer: Writer) -> None:
    """In place of a decoy below the story: a day named in it."""
    if writer.draw.random() < 0.5 and article.kind not in COPIES:
        article.story = [*article.story, _other_day(article, writer)[1]]


def lay_courier(article: Article, writer: Writer) -> None:
    plant_date(article)
    _add_story(article, writer)
    name, day = article.author, article.day
    above = [
        ("navigation", "Home | News | Region"),
        ("page date", _crawled(article, writer)),
        ("headline", article.headline),
        ("byline", f"by {name} {day:%B} {day.day}, {day.year} {writer.draw.randint(1, 11)}:40 pm"),
        ("navigation", "Share"),
        ("headline", writer.reword(article.headline)),
        (
            "photo caption",
            f"{article.event.people[0]} speaks in {article.event.places[0]}. (Photo by {writer.person()}/Getty Images)",
        ),
    ]
    below = [
        ("navigation", f"Read also: {writer.headline(writer.event())}"),
        (
            "author note",
            f"{name} is a reporter at the Harbor Courier. She has lived {writer.draw.choice(['up north', 'abroad'])}.",
        ),
        ("legal text", f"© {day.year} The Harbor Courier. All rights reserved."),
    ]
    plea = ("subscription or sharing line", "Sign up for our morning newsletter and never miss a story")
    lay_page(article, above, below, inside=[plea] if writer.draw.random() < 0.5 else [], writer=writer)


def lay_times(article: Article, writer: Writer) -> None:
    """A dateline without a year, and the day of the page beside it."""
    plant_date(article)
    day, page = article.day, article.day + timedelta(days=writer.draw.randint(0, 2))
    article.prefix = f"{article.event.places[0].upper()}, {day:%b} {day.day} (Reuters) - "
    above = [
        ("page date", f"{page:%A, %B} {page.day}, {page.year}"),
        ("headline", article.headline),
    ]
    below = [
        ("note", f"(Reporting by {writer.person()}; Editing by {writer.person()})"),
        ("note", "Our Standards: The Thomson Reuters Trust Principles."),
        ("navigation", "Facebook"),
        ("navigation", "Twitter"),
        ("navigation", "Print"),
        ("subscription or sharing line", "Subscribe to the Westland Times for unlimited access"),
    ]
    lay_page(article, above, below, inside=[("navigation", "Advertisement")], writer=writer)


def lay_post(article: Article, writer: Writer) -> None:
    """The day stands in the file's name only; its own lines recur."""
    plant_date(article)
    above = [
        ("headline", article.headline),
        ("byline", f"By {article.author}, staff writer"),
        ("photo caption", _archive(article, writer)),
    ]
    below = [
        ("recurring", "The Northern Post has told the people of the coast what matters since the mill opened"),
        ("recurring", "Letters to the desk are answered in the order in which they arrive here"),
        ("legal text", "Copyright 2025 Northern Post Media Group. All rights reserved."),
    ]
    inside = [("navigation", f"RELATED: {writer.headline(writer.event())}")]
    lay_page(article, above, below, inside=inside, writer=writer)


def lay_bulletin(article: Article, writer: Writer) -> None:
    """No evidence: a weekday, an archive photo."""
    above = [
        ("headline", article.headline),
        ("byline", f"By {article.author}"),
        ("photo caption", _archive(article, writer)),
    ]
    below = [
        ("subscription or sharing line", "Follow us on Facebook and Instagram"),
        ("navigation", "Related Articles"),
        ("recurring", "Lakeside Bulletin reporters live where you live and shop where you shop"),
    ]
    _add_story(article, writer)
    lay_page(article, above, below, writer=writer)


def lay_herald(article: Article, writer: Writer) -> None:
    plant_date(article)
    day = article.day
    above = [
        ("headline", article.headline),
        ("byline", f"By {article.author}"),
        ("page date", f"Published: {day.day} {day:%B} {day.year}"),
    ]
    below = [
        ("note", f"{writer.person()} contributed to this report."),
        ("legal text", f"© {day.year} Seaport Herald Ltd. All rights reserved."),
    ]
    lay_page(article, above, below, writer=writer)


def lay_dispatch(article: Article, writer: Writer) -> None:
    """Dated by metadata.csv, to the day, the month or the year; the page tells only when it was fetched."""
    plant_date(article, writer.draw.choices(["day", "month", "year"], [8, 1, 1])[0])
    above = [("page date", _crawled(article, writer)), ("headline", article.headline)]
    below = [
        ("navigation", "You may also like"),
        ("end mark", "-ENDS-"),
    ]
    lay_page(article, above, below, writer=writer)


def lay_chronicle(article: Article, writer: Writer) -> None:
    """Fields of JSON date it; in the body stands furniture, and days of other events."""
    plant_date(article)
    _add_story(article, writer)
    above = [
        ("photo caption", f"Image source, {writer.person()}"),
        ("photo caption", f"Image caption, {article.event.people[0]} on the quay at {article.event.places[0]}"),
    ]
    below = [
        ("navigation", f"Read more: {writer.headline(writer.event())}"),
        ("recurring", "Do you live in the valley? Tell the Daily Chronicle what you make of it all"),
        ("subscription or sharing line", "Download our app and get alerts for the news that you care about"),
    ]
    lay_page(article, above, below, writer=writer)


def lay_gazette(article: Article, writer: Writer) -> None:
    plant_date(article)
    article.prefix = "(Valley Gazette) - " if writer.draw.random() < 0.5 else ""
    below = [
        ("legal text", "This material may not be published, broadcast, rewritten or redistributed without permission.")
    ]
    lay_page(article, [], below, inside=[("navigation", "Story continues below advertisement")], writer=writer)


def lay_wire(article: Article, writer: Writer) -> None:
    plant_date(article)
    lay_page(article, [], [], writer=writer)


def lay_telegraph(article: Article, writer: Writer) -> None:
    """Plain text with lines of 66 signs; the headline says what the lead says again."""
    plant_date(article)
    day = article.day
    if article.kind not in COPIES:
        again = article.headline.replace(" under fire", " is under fire").replace(" split", " is split")
        article.story = [f"{again}, a letter to {writer.draw.randint(11, 990)} households says.", *article.story]
    article.story = [line for paragraph in article.story for line in textwrap.wrap(paragraph, 66)]
    above = [
        ("headline", article.headline),
        ("byline", f"By {article.author}"),
        ("page date", f"{day:%B} {day.day}, {day.year}"),
    ]
    lay_page(article, above, [], writer=writer)
