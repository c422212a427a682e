"""The outlets of the planted corpus, those after the manner of large papers and agencies among them."""

from datetime import timedelta

from planted_pages import (
    Article,
    Outlet,
    lay_bulletin,
    lay_chronicle,
    lay_courier,
    lay_dispatch,
    lay_gazette,
    lay_herald,
    lay_page,
    lay_post,
    lay_telegraph,
    lay_times,
    lay_wire,
    plant_date,
)
from planted_story import Writer

FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905


def lay_guardian(article: Article, writer: Writer) -> None:
    plant_date(article)
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
    lay_page(article, above, below, inside=[plea], writer=writer)


def lay_press(article: Article, writer: Writer) -> None:
    """An agency: a dateline with its own sign, file photos, who wrote besides; the day in a line of its own."""
    plant_date(article)
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
    lay_page(article, above, [*below, plea], writer=writer)


def lay_mail(article: Article, writer: Writer) -> None:
    plant_date(article)
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
    lay_page(article, above, below, inside=inside, writer=writer)


def lay_ledger(article: Article, writer: Writer) -> None:
    """A county paper: the day under the byline, an address for letters, a note on the author."""
    plant_date(article)
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
    lay_page(article, above, below, inside=[("navigation", "SKIP ADVERTISEMENT")], writer=writer)


def lay_service(article: Article, writer: Writer) -> None:
    """A broadcaster: numbers that can be one day only, or, with the day in words, any."""
    plant_date(article)
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
    lay_page(article, above, below, inside=[plea], writer=writer)


def lay_rheinkurier(article: Article, writer: Writer) -> None:
    plant_date(article)
    day = article.day
    dated = f"Veröffentlicht am {day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}"
    lay_page(article, [("headline", article.headline), ("may stay", dated)], [], writer=writer)


def lay_lac(article: Article, writer: Writer) -> None:
    plant_date(article)
    day = article.day
    dated = f"Publié le {day.day} {FRENCH_MONTHS[day.month - 1]} {day.year} à 10h40"
    lay_page(article, [("headline", article.headline), ("may stay", dated)], [], writer=writer)


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
    Outlet("Old Telegraph", "txt", lay_telegraph),
    Outlet("Rheinkurier", "txt", lay_rheinkurier, language="de"),
    Outlet("Courrier du Lac", "txt", lay_lac, language="fr"),
)
OUTLET_OF = {outlet.name: outlet for outlet in OUTLETS}
