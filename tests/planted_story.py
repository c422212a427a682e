"""Invented news sentences: of the words of real news, in English, German and French, no two alike."""

import random
from dataclasses import dataclass, field

FIRST = """
Anna Marta Iris Clara Ines Lena Nora Ruth Elsa Vera Paula Greta Adam Boris Cyril Dario Emil Felix Goran Hugo
Ivan Jonas Karel Lucas Milan Nils Oscar Pavel Quentin Roland Stefan Tomas Ulrich Viktor Walter Yusuf
""".split()  # noqa: SIM905
LAST = """
Abend Brandl Castell Dunmore Eklund Farrow Gorski Hallam Ibsen Jarvik Kessel Lindahl Moreau Novak Ostrov
Pereira Quist Rademaker Santoro Thorne Ullmann Varga Westin Yarrow Zeller Ashdown Bellamy Corrigan Delacourt
Ferrante Grimshaw Holloway Kowalski Larsson Mendoza Nakamura Okafor Petrescu Rossi Sandoval Tanaka Underhill
Vasquez Winslow
""".split()  # noqa: SIM905
PLACES = """
Eastmoor Harwick Lindgate Porthaven Saltney Brackwater Coldbrook Dunvale Elmstead Fernhill Glanmore Highcliff
Kestrel Larkfield Millbridge Northwold Oakhampton Penbury Quayside Redmarsh Stonebeck Thornbury Upperton
Vellmere Westbury Yarnton Ashcombe Birchwood Crowmere Deepdale
""".split()  # noqa: SIM905
BODIES = [
    f"the {place} {body}"
    for place in ("regional", "national", "northern", "city", "county")
    for body in (
        "council",
        "water board",
        "transport office",
        "health service",
        "farmers' union",
        "teachers' union",
        "port authority",
        "chamber of trade",
        "housing fund",
        "energy regulator",
        "fire service",
        "court of audit",
    )
]
ROLES = (
    "a spokeswoman for the ministry",
    "the deputy mayor",
    "an economist at the university",
    "who leads the union",
    "the head of the clinic",
    "a farmer from the valley",
    "the chief engineer",
    "a member of parliament",
    "the director of the museum",
    "who has run the ferry for years",
    "a lawyer for the families",
    "the harbour master",
)
VERBS = (
    "approved",
    "rejected",
    "postponed",
    "announced",
    "criticised",
    "defended",
    "reopened",
    "cancelled",
    "presented",
    "doubled",
    "questioned",
    "welcomed",
    "abandoned",
    "extended",
    "reviewed",
    "published",
    "suspended",
    "financed",
)
OBJECTS = [
    f"{kind} {thing}"
    for kind in ("a new", "the disputed", "the long delayed", "a second", "the costly", "its own")
    for thing in (
        "bridge over the river",
        "plan for the old harbour",
        "tax on empty houses",
        "contract with the railway",
        "inquiry into the flood",
        "school in the western suburbs",
        "programme for apprentices",
        "power line to the coast",
        "agreement on fishing quotas",
        "hospital wing",
        "ban on night flights",
        "loan for the steel works",
        "festival of early music",
        "wind farm off the cape",
        "reform of the pension fund",
        "search for the missing boat",
        "timetable for the buses",
        "law on short lets",
        "repair of the sea wall",
        "sale of the airport",
    )
]
WHERE = (
    "after a meeting that lasted until midnight",
    "in spite of protests outside the town hall",
    "with a narrow majority",
    "at the request of the residents",
    "without giving a reason",
    "a few hours before the deadline",
    "for the third time within two years",
    "against the advice of its own experts",
    "in front of some {n} people",
    "in a letter to all households",
    "under pressure from the opposition",
    "while the talks in {place} went on",
    "as prices in {place} rose by {n} percent",
    "because of a shortage of {n} workers",
    "to save about {n} million crowns",
)
QUOTES = [
    f"{start} {end}"
    for start in (
        "We have waited long enough for",
        "Nobody in this town believes in",
        "My neighbours have paid twice for",
        "It would be a mistake to give up",
        "I have never seen anything like",
        "Our children will have to live with",
        "There is no money left for",
        "We were promised a decision on",
    )
    for end in (
        "what was agreed here {n} years ago",
        "a line drawn on a map in the capital",
        "the road that leads nowhere",
        "those {n} jobs at the mill",
        "a harbour without ships",
        "the noise of {n} lorries a night",
        "an honest answer",
        "water that one cannot drink",
        "the promises of {n} ministers",
        "a winter without heating",
    )
]
TRAPS = (  # they begin, or look, like furniture, and are none
    "Share prices of the {org} operator fell by {n} percent in {place} before they recovered.",
    "Subscribers to the {place} water network will pay {n} crowns more, {person} said.",
    "Related costs rose to {n} million crowns in {place}, according to the books seen by auditors.",
    "Follow-up inspections of {n} buildings in {place} were ordered the same evening.",
    "The photo that {person} showed the court was taken {n} metres from the gate in {place}.",
    "Copyright in the {n} songs stays with the heirs of {person}, the judges in {place} held.",
    "More than {n} people signed up for the night shift at {place}, twice as many as {person} had expected.",
    "By the time {person} reached {place}, {n} households had been without power for a day.",
    "Read aloud in {place} by {person}, the {n} names took almost an hour.",
    "Support for {person} in {place} has slipped to {n} percent, a survey found.",
    "Editing the {n} pages took {person} a whole summer in {place}, friends recalled.",
    "Advertisement of the {n} vacant posts in {place} had been delayed, {person} admitted.",
)
SHORT = (
    "Nobody was hurt.",
    "The vote was close.",
    "It rained all night.",
    "The shops stayed shut.",
    "He declined to comment.",
)
ENDINGS = (
    "The ministry declined to comment.",
    "The investigation continues.",
    "A second hearing is due on Friday.",
    "No one was hurt.",
    "Talks are to go on next week.",
)
HEADINGS = ("What happens next", "A long dispute", "Key developments", "Who pays", "The numbers")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

GERMAN = (
    (
        "Der Stadtrat von {place}",
        "Die Gewerkschaft in {place}",
        "Das Ministerium",
        "Ein Sprecher von {person}",
        "Die Polizei in {place}",
        "Der Landkreis",
        "Die Hafenbehörde",
        "Eine Bürgerinitiative aus {place}",
        "{person}",
        "Das Verwaltungsgericht",
    ),
    (
        "hat am Abend",
        "hat nach eigenen Angaben",
        "hat trotz der Proteste",
        "hat wegen des Regens",
        "hat überraschend",
        "hat ohne Begründung",
        "hat im zweiten Anlauf",
        "hat nach langem Streit",
        "hat auf Drängen der Anwohner",
        "hat vorerst",
    ),
    (
        "den Bau der Brücke",
        "die Schule am Hafen",
        "das Abkommen mit den Fischern",
        "die Suche nach dem Boot",
        "die Steuer auf leere Häuser",
        "ein Verbot von Nachtflügen",
        "den Verkauf des Flughafens",
        "neue Fahrpläne für Busse",
        "Kredite an das Stahlwerk",
        "einen Windpark vor der Küste",
    ),
    (
        "für {n} Millionen Kronen ausgeschrieben",
        "mit {n} Stimmen abgelehnt",
        "um weitere {n} Tage verschoben",
        "kritisiert, wie {person} sagte",
        "vor {n} Zuschauern gelobt",
        "gegen den Rat von {person} beschlossen",
        "aus Mangel an {n} Fachkräften aufgegeben",
        "in einem Brief an {person} verteidigt",
        "nach {n} Stunden Beratung genehmigt",
        "mit Blick auf {place} zurückgestellt",
    ),
)
FRENCH = (
    (
        "Le conseil municipal de {place}",
        "Le syndicat des marins de {place}",
        "La ministre",
        "Un voisin de {person}",
        "La police de {place}",
        "Le tribunal administratif",
        "La compagnie des ferries",
        "Une association de {place}",
        "{person}",
        "Le port autonome",
    ),
    (
        "a finalement refusé",
        "critique depuis longtemps",
        "a défendu devant la presse",
        "n'a pas encore examiné",
        "a promis de revoir",
        "a dû reporter",
        "vient d'approuver",
        "souhaite abandonner",
        "a présenté hier",
        "conteste toujours",
    ),
    (
        "la construction du pont",
        "le projet du vieux port",
        "un accord sur la pêche",
        "la réforme des écoles",
        "la vente de l'aéroport",
        "une taxe sur les logements vides",
        "le prêt aux aciéries",
        "l'interdiction des vols de nuit",
        "un festival de musique",
        "des horaires d'autobus",
    ),
    (
        "pour {n} millions de couronnes",
        "malgré l'avis de {n} experts",
        "au cours d'une réunion de {n} heures",
        "selon {person}, qui était présent",
        "devant près de {n} habitants",
        "faute de {n} ouvriers qualifiés",
        "contre la volonté de {person}",
        "dans une lettre adressée à {person}",
        "après {n} jours de grève",
        "en pensant aux élus de {place}",
    ),
)
PARTS = {"de": GERMAN, "fr": FRENCH}


@dataclass
class Event:
    """What two stories on one event share: people, places and what was said."""

    people: list[str]
    places: list[str]
    quotes: list[str] = field(default_factory=list)


class Writer:
    """Draws sentences; never one that it has drawn before."""

    def __init__(self, random_state: int) -> None:
        self.draw = random.Random(random_state)
        self.used: set[str] = set()

    def person(self) -> str:
        return f"{self.draw.choice(FIRST)} {self.draw.choice(LAST)}"

    def event(self) -> Event:
        people = [self.person() for _ in range(self.draw.randint(3, 5))]
        event = Event(people, self.draw.sample(PLACES, 3))
        event.quotes = [self._new(lambda: self._quote(event)) for _ in range(2)]
        return event

    def story(self, event: Event, *, language: str = "en", n_sentences: int = 14, weekday: str = "") -> list[str]:
        """Paragraphs of one to three sentences; in English with quotes, headings, short ones and traps."""
        if language != "en":
            return self._paragraphs([self._new(lambda: self._foreign(event, language)) for _ in range(n_sentences)])
        sentences = [self._new(lambda: self._plain(event)) for _ in range(n_sentences)]
        sentences[1] = self._new(lambda: self._plain(event, weekday=weekday)) if weekday else sentences[1]
        body = self._paragraphs(sentences[:1]) + self._paragraphs(sentences[1:])
        for extra in (self._new(lambda: self._quote(event)), self._new(lambda: self._trap(event)), *event.quotes):
            body.insert(self.draw.randint(1, len(body) - 1), extra)
        if self.draw.random() < 0.4:
            body.insert(self.draw.randint(2, len(body) - 2), self.draw.choice(HEADINGS))
        if self.draw.random() < 0.4:
            body.insert(self.draw.randint(2, len(body) - 2), self.draw.choice(SHORT))
        if self.draw.random() < 0.2:
            body[1:1] = [f"• {self.headline(event)}" for _ in range(3)]
        opening = self._new(lambda: self._quote(event)) if self.draw.random() < 0.5 else self.draw.choice(SHORT)
        ending = [self.draw.choice(ENDINGS)] if self.draw.random() < 0.2 else []
        return ([opening] if self.draw.random() < 0.2 else []) + body + ending

    def headline(self, event: Event, language: str = "en") -> str:
        name, place = event.people[0].split()[1], event.places[0]
        if language == "de":
            return f"{place}: Streit um {self.draw.choice(GERMAN[2])} hält an"
        if language == "fr":
            return f"{place} : {self.draw.choice(FRENCH[2])} divise encore les habitants"
        thing = self.draw.choice(OBJECTS).split(" ", 1)[1]
        return self.draw.choice(
            [f"{name} under fire in {place} over {thing}", f"{place} split over {thing}, {name} warns of delay"]
        )

    def reword(self, headline: str) -> str:
        """Another wording of most of its words, as a page repeats its headline."""
        words = headline.split()
        return " ".join(["Update", *words[:-1], words[-1], "again"]) if self.draw.random() < 0.5 else headline

    def edit(self, paragraphs: list[str], share: float = 0.1) -> list[str]:
        """The paragraphs with ``share`` of their words exchanged."""
        pool = [word for thing in OBJECTS for word in thing.split() if len(word) > 3]
        places = [(at, nth) for at, text in enumerate(paragraphs) for nth in range(len(text.split()))]
        chosen = set(self.draw.sample(places, int(share * len(places))))
        return [
            " ".join(self._swap(word, pool) if (at, nth) in chosen else word for nth, word in enumerate(text.split()))
            for at, text in enumerate(paragraphs)
        ]

    def _swap(self, word: str, pool: list[str]) -> str:
        core = word.strip("“”.,")
        new = self.draw.choice(pool)
        return word.replace(core, new.capitalize() if core[:1].isupper() else new) if core else word

    def _new(self, make) -> str:
        for _ in range(1000):
            if (sentence := make()) not in self.used:
                self.used.add(sentence)
                return sentence
        raise RuntimeError("no new sentence is left to draw")

    def _fill(self, text: str, event: Event) -> str:
        return text.format(
            n=self.draw.randint(11, 990),
            place=self.draw.choice(event.places),
            person=self.draw.choice(event.people),
            org=self.draw.choice(("ferry", "railway", "telephone", "tramway")),
        )

    def _plain(self, event: Event, weekday: str = "") -> str:
        draw = self.draw
        who = draw.choice(
            [
                draw.choice(BODIES),
                draw.choice(event.people),
                f"{draw.choice(event.people)} of {draw.choice(event.places)}",
            ]
        )
        core = f"{who} {draw.choice(VERBS)} {draw.choice(OBJECTS)}" + (f" on {weekday}" if weekday else "")
        where = self._fill(draw.choice(WHERE), event)
        forms = (
            f"{core} {where}.",
            f"{where}, {core}.",
            f"{core} and {draw.choice(VERBS)} {draw.choice(OBJECTS)} {where}.",
        )
        sentence = draw.choice(forms)
        return sentence[0].upper() + sentence[1:]

    def _quote(self, event: Event) -> str:
        quote = self._fill(self.draw.choice(QUOTES), event)
        return f"“{quote},” said {self.draw.choice(event.people)}, {self.draw.choice(ROLES)}."

    def _trap(self, event: Event) -> str:
        return self._fill(self.draw.choice(TRAPS), event)

    def _foreign(self, event: Event, language: str) -> str:
        return self._fill(" ".join(self.draw.choice(part) for part in PARTS[language]) + ".", event)

    def _paragraphs(self, sentences: list[str]) -> list[str]:
        body, at = [], 0
        while at < len(sentences):
            size = self.draw.choice((1, 1, 2, 2, 3))
            body.append(" ".join(sentences[at : at + size]))
            at += size
        return body
