"""Pages of invented outlets: each lays out, dates and furnishes its articles in its own way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from planted_story import Event, Writer

COPIES = ("exact copy", "edited copy", "cut copy", "copy with a lead")
FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905


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


def _lay(article: Article, above: list, below: list, *, inside: list = (), writer: Writer) -> None:
    story = [("story", line) for line in article.story]
    for item in inside:
        story.insert(writer.draw.randint(1, len(story) - 1), item)
    article.page = [*above, *story, *below]


def _evidence(article: Article, precision: str = "day") -> None:
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
    _evidence(article)
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
    _lay(article, above, below, inside=[plea] if writer.draw.random() < 0.5 else [], writer=writer)


def lay_times(article: Article, writer: Writer) -> None:
    """A dateline without a year, and the day of the page beside it."""
    _evidence(article)
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
    _lay(article, above, below, inside=[("navigation", "Advertisement")], writer=writer)


def lay_post(article: Article, writer: Writer) -> None:
    """The day stands in the file's name only; its own lines recur."""
    _evidence(article)
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
    _lay(article, above, below, inside=inside, writer=writer)


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
    _lay(article, above, below, writer=writer)


def lay_herald(article: Article, writer: Writer) -> None:
    _evidence(article)
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
    _lay(article, above, below, writer=writer)


def lay_dispatch(article: Article, writer: Writer) -> None:
    """Dated by metadata.csv, to the day, the month or the year; the page tells only when it was fetched."""
    _evidence(article, writer.draw.choices(["day", "month", "year"], [8, 1, 1])[0])
    above = [("page date", _crawled(article, writer)), ("headline", article.headline)]
    below = [
        ("navigation", "You may also like"),
        ("end mark", "-ENDS-"),
    ]
    _lay(article, above, below, writer=writer)


def lay_chronicle(article: Article, writer: Writer) -> None:
    """Fields of JSON date it; in the body stands furniture, and days of other events."""
    _evidence(article)
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
    _lay(article, above, below, writer=writer)


def lay_gazette(article: Article, writer: Writer) -> None:
    _evidence(article)
    article.prefix = "(Valley Gazette) - " if writer.draw.random() < 0.5 else ""
    below = [
        ("legal text", "This material may not be published, broadcast, rewritten or redistributed without permission.")
    ]
    _lay(article, [], below, inside=[("navigation", "Story continues below advertisement")], writer=writer)


def lay_wire(article: Article, writer: Writer) -> None:
    _evidence(article)
    _lay(article, [], [], writer=writer)


def lay_rheinkurier(article: Article, writer: Writer) -> None:
    _evidence(article)
    day = article.day
    dated = f"Veröffentlicht am {day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}"
    _lay(article, [("headline", article.headline), ("may stay", dated)], [], writer=writer)


def lay_lac(article: Article, writer: Writer) -> None:
    _evidence(article)
    day = article.day
    dated = f"Publié le {day.day} {FRENCH_MONTHS[day.month - 1]} {day.year} à 10h40"
    _lay(article, [("headline", article.headline), ("may stay", dated)], [], writer=writer)


# pages after the manner of large papers and agencies: forms that are theirs, words that are invented


def lay_guardian(article: Article, writer: Writer) -> None:
    _evidence(article)
    day, place, photo = article.day, article.event.places[0], writer.person()
    above = [
        ("headline", article.headline),
        ("byline", f"{article.author} in {place}"),
        ("page date", f"{day:%a} {day.day} {day:%b} {day.year} 10.40 GMT"),
        ("page date", f"Last modified on {day:%a} {day.day} {day:%b} {day.year} 18.02 GMT"),
        ("navigation", "View image in fullscreen"),
        (
            "photo caption",
            f"{article.event.people[0]} at the town hall of {place}. Photograph: {photo}/AFP/Getty Images",
        ),
    ]
    below = [
        ("note", f"This article was amended on {day.day} {day:%B} {day.year} to correct the name of {photo}."),
        ("navigation", "Explore more on these topics"),
        ("navigation", "Share"),
        ("navigation", "Reuse this content"),
        ("navigation", "Most viewed"),
    ]
    plea = ("subscription or sharing line", "Sign up to First Light, our free daily email newsletter")
    _lay(article, above, below, inside=[plea], writer=writer)


def lay_press(article: Article, writer: Writer) -> None:
    """An agency: a dateline with its own sign, file photos, who wrote besides; the day in a line of its own."""
    _evidence(article)
    day, other, people = article.day, article.day - timedelta(days=400), article.event.people
    article.prefix = f"{article.event.places[0].upper()}, Westland (AP) — "
    above = [
        ("headline", article.headline),
        (
            "photo caption",
            f"FILE - {people[0]} leaves the town hall, {other:%B} 3, {other.year}. (AP Photo/{writer.person()}, File)",
        ),
        ("byline", f"By {article.author.upper()}"),
        ("page date", f"Updated 10:40 AM EST, {day:%B} {day.day}, {day.year}"),
    ]
    below = [
        ("end mark", "___"),
        (
            "note",
            f"Associated Press writers {writer.person()} in {article.event.places[2]} and {writer.person()}"
            " contributed to this report.",
        ),
    ]
    plea = (
        "subscription or sharing line",
        f"Follow AP's coverage of {article.event.places[0]} at https://press.example/{article.event.places[0].lower()}",
    )
    _lay(article, above, [*below, plea], writer=writer)


def lay_mail(article: Article, writer: Writer) -> None:
    _evidence(article)
    day, name = article.day, article.author
    later = f"{day + timedelta(days=1):%d %B %Y}"
    above = [
        ("headline", article.headline),
        ("byline", f"By {name.upper()} FOR THE DOCKSIDE MAIL"),
        ("page date", f"PUBLISHED: 10:40, {day.day} {day:%B} {day.year} | UPDATED: 11:00, {later}"),
        ("navigation", f"{writer.draw.randint(2, 900)} shares"),
        ("navigation", f"{writer.draw.randint(2, 90)} View comments"),
    ]
    inside = [
        ("photo caption", f"Pictured: {article.event.people[1]} arrives in {article.event.places[1]}"),
        ("navigation", f"READ MORE: {writer.headline(writer.event())}"),
    ]
    below = [("navigation", "Share or comment on this article:"), ("navigation", article.headline)]
    _lay(article, above, below, inside=inside, writer=writer)


def lay_ledger(article: Article, writer: Writer) -> None:
    """A county paper: the day under the byline, an address for letters, a note on the author."""
    _evidence(article)
    day, name = article.day, article.author
    mail = name.lower().replace(" ", ".")
    above = [
        ("headline", article.headline),
        ("byline", f"By {name}"),
        ("page date", f"{day:%b}. {day.day}, {day.year}"),
        ("navigation", "Listen to this article · 4:12 min"),
        (
            "photo caption",
            f"The mill in {article.event.places[0]} on the day of the vote.Credit...{writer.person()} for The Ledger",
        ),
    ]
    below = [
        (
            "author note",
            f"{name} covers the schools of the county. Reach her at {mail}@ledger.example or 555-0123.",
        ),
        (
            "legal text",
            f"A version of this article appears in print on {day:%B} {day.day}, {day.year}, Section A, Page"
            f" {writer.draw.randint(1, 20)} of the county edition with the headline: {article.headline}.",
        ),
        ("navigation", f"See more on: {article.event.places[0]}, {article.event.people[0]}"),
        ("navigation", f"Read {writer.draw.randint(2, 90)} comments"),
    ]
    _lay(article, above, below, inside=[("navigation", "SKIP ADVERTISEMENT")], writer=writer)


def lay_service(article: Article, writer: Writer) -> None:
    """A broadcaster: numbers that can be one day only, or, with the day in words, any."""
    _evidence(article)
    day = article.day
    above = [
        ("headline", article.headline),
        ("page date", f"Issued on: {day.day} {day:%b} {day.year} - 10:40"),
        ("navigation", f"{writer.draw.randint(1, 9)} min read"),
        ("photo caption", f"People queue for bread in {article.event.places[0]} © {writer.person()}, AFP"),
        ("byline", f"By: {article.author}"),
    ]
    below = [
        ("note", "(with AFP)"),
        ("subscription or sharing line", "Daily newsletter: receive essential news every morning"),
        ("note", "Source: World Service and news agencies"),
    ]
    plea = ("navigation", f"Read more {writer.headline(writer.event())}")
    _lay(article, above, below, inside=[plea], writer=writer)


OUTLETS = (
    Outlet("Harbor Courier", "txt", lay_courier, share=3),
    Outlet("Westland Times", "txt", lay_times, share=2),
    Outlet("Northern Post", "txt", lay_post, share=2),
    Outlet("Lakeside Bulletin", "txt", lay_bulletin, share=2),
    Outlet("Seaport Herald", "docx", lay_herald),
    Outlet("Prairie Dispatch", "zip", lay_dispatch, share=2),
    Outlet("Daily Chronicle", "jsonl", lay_chronicle, share=3),
    Outlet("Valley Gazette", "csv", lay_gazette, share=2),
    Outlet("Metro Wire", "html", lay_wire),
    Outlet("Capital Guardian", "txt", lay_guardian),
    Outlet("Union Press", "txt", lay_press),
    Outlet("Dockside Mail", "txt", lay_mail),
    Outlet("Morning Ledger", "txt", lay_ledger),
    Outlet("World Service", "txt", lay_service),
    Outlet("Rheinkurier", "txt", lay_rheinkurier, language="de"),
    Outlet("Courrier du Lac", "txt", lay_lac, language="fr"),
)
OUTLET_OF = {outlet.name: outlet for outlet in OUTLETS}
