"""A tiny invented corpus: 24 texts, January to April 2024, two outlets, a harbour strike and a flood.

Every text is clean as it stands: no rule of cleaning touches it, and no two are alike.
"""

import csv
from pathlib import Path

import pandas as pd

from broadsheet import tables
from broadsheet.corpus.duplicates import find_duplicates
from broadsheet.corpus.signatures import sign_texts
from broadsheet.words import count_words

OUTLETS = ("Norhaven Post", "The Eastmoor Ledger")

# (day, outlet, title, text)
ARTICLES = (
    ("2024-01-03", 0, "Dockers stop work in Norhaven",
     "Dock workers in Norhaven stopped all cranes on Wednesday to demand higher wages. "
     "Union leader Marta Velling said the strike would last until port director Oskar Drenn made an offer. "
     "Velling and Drenn have not met since December."),
    ("2024-01-08", 1, "Ships wait outside the harbour",
     "More than forty ships waited outside the harbour as the strike entered its second week. "
     "Port director Oskar Drenn called the demands of the union impossible. "
     "Marta Velling answered that Drenn had not read them."),
    ("2024-01-16", 0, "First talks in the strike fail",
     "Talks between the dock union and the port company broke down after an hour. "
     "Marta Velling left the room first, and Oskar Drenn followed without a word."),
    ("2024-01-05", 1, "River rises in Eastmoor",
     "The river rose two metres in a day and reached the lower streets of Eastmoor. "
     "Mayor Ines Calloway told families near the bridge to leave their homes. "
     "Calloway said the flood could be the worst since 1978."),
    ("2024-01-19", 0, "Levee holds for now",
     "Engineers piled sandbags on the levee of Eastmoor while the river kept rising. "
     "Engineer Tomas Reiker said the levee would hold for a day at most. "
     "Mayor Ines Calloway thanked Reiker and the volunteers."),
    ("2024-01-27", 1, "Flood reaches the old town",
     "Water from the river covered the market square of Eastmoor on Saturday morning. "
     "Mayor Ines Calloway opened the school as a shelter for three hundred people."),
    ("2024-02-01", 0, "Strike spreads to the oil terminal",
     "The harbour strike spread to the oil terminal, where workers blocked the gates. "
     "Marta Velling promised that the union would not block food or medicine. "
     "Oskar Drenn asked the courts to open the terminal."),
    ("2024-02-09", 1, "Court rules on the blocked gates",
     "A court ordered the union to clear the gates of the oil terminal by Monday. "
     "Oskar Drenn welcomed the order, while Marta Velling said the strike would go on."),
    ("2024-02-20", 0, "Wages at the heart of the dispute",
     "Dock workers in Norhaven earn less than those in any other harbour on the coast. "
     "Union leader Marta Velling wants wages to rise by a tenth over two years. "
     "Drenn offers half of that."),
    ("2024-02-06", 1, "Flood water stands in the fields",
     "Flood water still stood in the fields around Eastmoor, and farmers counted dead cattle. "
     "Engineer Tomas Reiker warned that the levee had two new cracks. "
     "Reiker will report to Ines Calloway on Friday."),
    ("2024-02-14", 0, "Mayor asks for help after the flood",
     "Mayor Ines Calloway asked the government for forty pumps and two hundred soldiers. "
     "Governor Paula Osten promised both after a call with Calloway. "
     "The river fell by a hand overnight."),
    ("2024-02-26", 1, "Soldiers fill sandbags in Eastmoor",
     "Two hundred soldiers filled sandbags along the river as more rain fell on Eastmoor. "
     "Tomas Reiker showed Governor Paula Osten the cracks in the levee."),
    ("2024-03-02", 0, "Union votes to carry on",
     "Nine in ten members of the dock union voted to carry on with the strike in Norhaven. "
     "Marta Velling called the vote a message to Oskar Drenn. "
     "Drenn did not comment on the vote."),
    ("2024-03-11", 1, "Shops run short as the harbour stands still",
     "Shops in Norhaven ran short of fruit and coffee because the harbour stood still. "
     "Governor Paula Osten urged Marta Velling and Oskar Drenn to return to talks."),
    ("2024-03-21", 0, "Secret talks at the harbour",
     "The dock union and the port company met in secret at a hotel near the harbour. "
     "Oskar Drenn brought a new offer on wages, and Marta Velling took it to her members."),
    ("2024-03-05", 1, "Levee breaks in the night",
     "The levee of Eastmoor broke in the night and the river took eleven houses. "
     "Engineer Tomas Reiker had warned Mayor Ines Calloway of the cracks a month before. "
     "Nobody was hurt in the flood."),
    ("2024-03-14", 0, "Who pays for the flood",
     "Families who lost their houses in the flood asked who would pay for them. "
     "Mayor Ines Calloway said the town could not, and Governor Paula Osten said the state might."),
    ("2024-03-28", 1, "Engineer defends the levee",
     "Engineer Tomas Reiker told the council that the levee was built for a smaller river. "
     "Calloway asked Reiker why nobody had said so before the flood."),
    ("2024-04-04", 0, "Strike ends in Norhaven",
     "The harbour strike ended on Thursday when the union accepted higher wages. "
     "Marta Velling and Oskar Drenn shook hands in front of the first ship. "
     "Velling called it a good day for dock workers."),
    ("2024-04-12", 1, "Cranes move again",
     "Cranes moved again in Norhaven, and dock workers unloaded ships through the night. "
     "Port director Oskar Drenn said the harbour would need a month to recover from the strike."),
    ("2024-04-23", 0, "What the strike has cost",
     "The strike cost the harbour ninety million crowns, a report of the port company found. "
     "Marta Velling said that wages would have cost Drenn far less."),
    ("2024-04-02", 1, "River back in its bed",
     "The river was back in its bed, and families in Eastmoor shovelled mud from their kitchens. "
     "Mayor Ines Calloway walked from house to house with Engineer Tomas Reiker."),
    ("2024-04-17", 0, "A new levee for Eastmoor",
     "Governor Paula Osten promised Eastmoor a new levee, a metre higher than the old one. "
     "Tomas Reiker will draw the plans, and Ines Calloway will find the land. "
     "The river will be watched by night."),
    ("2024-04-29", 1, "School reopens after the flood",
     "The school of Eastmoor reopened after three months as a shelter from the flood. "
     "Mayor Ines Calloway rang the bell herself on Monday morning."),
)  # fmt: skip

STEMS = tuple(f"article-{number:02}" for number in range(1, len(ARTICLES) + 1))


def write_toy(folder: Path) -> Path:
    """Write the 24 texts as .txt files and metadata.csv (file, source, title, date) into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "metadata.csv", "w", encoding="utf-8", newline="") as stream:
        metadata = csv.writer(stream)
        metadata.writerow(["file", "source", "title", "date"])
        for stem, (day, outlet, title, text) in zip(STEMS, ARTICLES, strict=True):
            (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
            metadata.writerow([f"{stem}.txt", OUTLETS[outlet], title, day])
    return folder


def toy_documents(texts: dict[str, str] | None = None, **columns: list) -> pd.DataFrame:
    """The documents table of the 24 texts, or of ``texts`` (doc_id -> text), dated 2024-01-01 on.

    ``columns`` replaces whole columns: ``toy_documents({"a": "One."}, source=["X"])``.
    """
    if texts is None:
        texts = dict(zip(STEMS, (article[3] for article in ARTICLES), strict=True))
        days, sources = [article[0] for article in ARTICLES], [OUTLETS[article[1]] for article in ARTICLES]
        titles = [article[2] for article in ARTICLES]
    else:
        days, sources, titles = pd.date_range("2024-01-01", periods=len(texts)), [""] * len(texts), [""] * len(texts)
    frame = pd.DataFrame({"doc_id": list(texts), "text": pd.Series(list(texts.values()), dtype="str")})
    frame = frame.assign(title=titles, date=pd.to_datetime(days), date_precision="day", date_evidence="toy")
    frame = frame.assign(source=sources, author="", language="en", url="", group=frame.doc_id, is_copy=False)
    return tables.make("documents", frame.assign(n_words=count_words(frame.text)).assign(**columns))


def group_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """``find_duplicates`` for documents (doc_id, text, date, n_words): their texts are signed first."""
    signed = documents[["doc_id", "date", "n_words"]].assign(signature=sign_texts(documents.text.to_list()))
    return find_duplicates(signed)
