"""Pages of many outlets, invented, copied as text: what is read of each."""

from datetime import date

import pytest

from broadsheet.corpus.clean import clean_text
from broadsheet.corpus.dating import find_date

DAY = date(2022, 12, 27)
TITLE = "Ferry service to the islands resumes after a week of storms"
STORY = (
    "Ferries to the outer islands sailed again after a week in which no ship could leave the harbour.\n\n"
    "Several hundred travellers had been stranded, the harbour master said.\n\n"
    "Fishermen mended their nets and waited for calmer weather in the north.\n"
)
PAGES = {
    "BBC": f"{TITLE}\n\nPublished27 December 2022\n\nShare\n\nBy Ann Lee\nBBC News\n\n{STORY}",
    "BBC, label on its own line": f"{TITLE}\n\nPublished\n27 December 2022\n\n{STORY}",
    "BBC, no label": f"{TITLE}\n27 December 2022\nAnn Lee\nHarbour correspondent\n\n{STORY}",
    "Guardian": f"{TITLE}\n\nTravellers were stranded for seven days before the wind fell at last.\n\n"
    f"Ann Lee in Aberport\n\nTue 27 Dec 2022 10.40 GMT\n\n{STORY}",
    "Guardian, last modified": f"{TITLE}\n\nAnn Lee\nTue 27 Dec 2022 10.40 GMT\nLast modified on Wed 28 Dec 2022 09.10 GMT\n\n{STORY}",
    "Guardian, long form": f"{TITLE}\n\nTuesday 27 December 2022 10.40 GMT\n\n{STORY}",
    "NYT": f"{TITLE}\n\nBy Ann Lee and Bob Ray\n\nDec. 27, 2022\n\n{STORY}",
    "NYT, published and updated": f"{TITLE}\n\nBy Ann Lee\n\nPublished Dec. 27, 2022Updated Dec. 28, 2022, 3:14 a.m. ET\n\n{STORY}",
    "Reuters, page": f"{TITLE}\n\nBy Ann Lee\n\nDecember 27, 2022 10:40 PM UTC · Updated 3 years ago\n\nABERPORT, Dec 27 (Reuters) - {STORY}",
    "Reuters, year at the top": f"December 28, 2022\n\n{TITLE}\n\nABERPORT, Dec 27 (Reuters) - {STORY}",
    "Reuters, no year": f"{TITLE}\n\nABERPORT, Dec 27 (Reuters) - {STORY}",
    "Reuters, old wire": f"{TITLE}\n\nABERPORT, March 3 - {STORY}",
    "AP": f"{TITLE}\n\nBy ANN LEE\nPublished 10:40 AM EST, December 27, 2022\n\nABERPORT (AP) — {STORY}",
    "AP, updated line below": f"{TITLE}\n\nBY ANN LEE\nPublished 10:40 AM EST, December 27, 2022\nUpdated 11:40 AM EST, December 29, 2022\n\n{STORY}",
    "AP, byline": f"{TITLE}\n\nBy ANN LEE\nDecember 27, 2022\n\nABERPORT (AP) — {STORY}",
    "AP, archive": f"{TITLE}\n\nABERPORT, Dec. 27, 2022 (AP) — {STORY}",
    "Al Jazeera": f"{TITLE}\n\nPublished On 27 Dec 2022\n\n{STORY}",
    "Al Jazeera, date alone": f"{TITLE}\n\nBy Ann Lee\n27 Dec 2022\n\n{STORY}",
    "CNN": f"{TITLE}\n\nBy Ann Lee, CNN\n 4 minute read \nPublished 10:40 AM EST, Tue December 27, 2022\n\n{STORY}",
    "CNN, updated only": f"{TITLE}\n\nBy Ann Lee, CNN\nUpdated 10:40 PM EST, Tue December 27, 2022\n\n{STORY}",
    "CNBC": f"{TITLE}\n\nPublished Tue, Dec 27 202210:40 AM EST\n\n{STORY}",
    "CNBC, capitals": f"{TITLE}\n\nPUBLISHED TUE, DEC 27 2022 10:40 AM EST | UPDATED WED, DEC 28 2022 11:00 AM EST\n\n{STORY}",
    "Washington Post": f"{TITLE}\n\nBy Ann Lee\nDecember 27, 2022 at 10:40 a.m. EST\n\n{STORY}",
    "Fox": f"{TITLE}\n\nBy Ann Lee | Fox News\nPublished December 27, 2022 10:40am EST\n\n{STORY}",
    "Daily Mail": f"{TITLE}\n\nBy ANN LEE\nPUBLISHED: 10:40 EST, 27 December 2022 | UPDATED: 11:00 EST, 29 December 2022\n\n{STORY}",
    "Independent": f"{TITLE}\n\nAnn Lee\nTuesday 27 December 2022 10:40 GMT\n\n{STORY}",
    "Sky": f"{TITLE}\n\nTuesday 27 December 2022 10:40, UK\n\n{STORY}",
    "Telegraph": f"{TITLE}\n\nBy Ann Lee\n27 December 2022 • 10:40am\n\n{STORY}",
    "HuffPost": f"{TITLE}\n\nBy Ann Lee\n27/12/2022 01:08pm GMT | Updated December 29, 2022\n\n{STORY}",
    "FT": f"{TITLE}\n\nAnn Lee in Aberport DECEMBER 27 2022\n\n{STORY}",
    "TASS, page": f"27 DEC, 10:40\n\n{TITLE}\n\nABERPORT, December 27. /TASS/. {STORY}",
    "TASS, page with year": f"27 DEC 2022, 10:40\n\n{TITLE}\n\nABERPORT, December 27. /TASS/. {STORY}",
    "Kyiv Post": f"{TITLE}\n\nby Kyiv Post | December 27, 2022, 10:40 am\n\n{STORY}",
    "Kyiv Post, old": f"{TITLE}\n\nBy Ann Lee. Published Dec. 27, 2022. Updated Dec. 28, 2022 at 9:15 am\n\n{STORY}",
    "Kyiv Independent": f"Monday, March 20, 2023\n\n{TITLE}\n\nby Ann LeeDecember 27, 2022 10:40 pm\n\n{STORY}",
    "Ukrinform": f"{TITLE}\n27.12.2022 10:40\nUkrinform\n\n{STORY}",
    "Ukrainska Pravda": f"{TITLE}\n\nUKRAINSKA PRAVDA - TUESDAY, 27 DECEMBER 2022, 10:40\n\n{STORY}",
    "Interfax-Ukraine": f"10:40 27.12.2022\n\n{TITLE}\n\n{STORY}",
    "UNN": f"KYIV. December 27, 2022. UNN. {STORY}",
    "DW": f"{TITLE}\n\nAnn Lee\n12/27/2022December 27, 2022\n\n{STORY}",
    "Xinhua": f"{TITLE}\n\nSource: Xinhua| 2022-12-27 10:40:15|Editor: huaxia\n\nABERPORT, Dec. 27 (Xinhua) -- {STORY}",
    "Xinhua, no year": f"{TITLE}\n\nABERPORT, Dec. 27 (Xinhua) -- {STORY}",
    "PR wire": f"{TITLE}\n\nABERPORT, Dec. 27, 2022 /PRNewswire/ -- {STORY}",
    "Globe wire": f"{TITLE}\n\nABERPORT, Wales, Dec. 27, 2022 (GLOBE NEWSWIRE) -- {STORY}",
    "NPR": f"{TITLE}\n\nDecember 27, 20225:00 AM ET\n\nBy Ann Lee\n\n{STORY}",
    "RFE/RL": f"{TITLE}\n\nDecember 27, 2022\n\nBy RFE/RL's Island Service\n\n{STORY}",
    "VOA": f"{TITLE}\n\nDecember 27, 2022 10:40 AM\n\nVOA News\n\n{STORY}",
    "Moscow Times, update only": f"{TITLE}\n\nUpdated: Dec. 27, 2022\n\n{STORY}",
    "Politico": f"{TITLE}\n\nBy ANN LEE\n\n12/27/2022 10:40 AM EST\n\n{STORY}",
    "Le Monde": f"{TITLE}\n\nPar Ann Lee\n\nPublié le 27 décembre 2022 à 10h40, modifié le 29 décembre 2022 à 08h00\n\n{STORY}",
    "Spiegel": f"{TITLE}\n\nVon Ann Lee\n27.12.2022, 10.40 Uhr\n\n{STORY}",
    "Tagesschau": f"{TITLE}\n\nStand: 27.12.2022 10:40 Uhr\n\n{STORY}",
    "El País": f"{TITLE}\n\nANN LEE\n27 dic 2022 - 10:40 CET\n\n{STORY}",
    "Corriere": f"{TITLE}\n\ndi Ann Lee\n27 dicembre 2022\n\n{STORY}",
    "Folha": f"{TITLE}\n\n27.dez.2022 às 10h40\n\n{STORY}",
    "Meduza": f"{TITLE}\n\n10:40, 27 декабря 2022\n\n{STORY}",
    "RIA": f"10:40 27.12.2022 (обновлено: 11:20 29.12.2022)\n\n{TITLE}\n\n{STORY}",
    "Pravda, Ukrainian": f"{TITLE}\n\nАнна Лі — вівторок, 27 грудня 2022, 10:40\n\n{STORY}",
    "Nexis, older text": f"The Herald\n\nDecember 27, 2022 Tuesday\n\n{TITLE}\n\nBYLINE: Ann Lee\n\n{STORY}\nLOAD-DATE: December 28, 2022\n",
    "Nexis, load date only": f"{TITLE}\n\n{STORY}\nLoad-Date: December 27, 2022\n",
    "Factiva": f"{TITLE}\n\nAnn Lee\n96 words\n27 December 2022\nThe Herald\nHRLD\n\n{STORY}\nDocument HRLD000020221227eicr00005\n",
    "MENAFN": f"Tuesday, 02 January 2024 12:17 GMT\n\n{TITLE}\n\n(MENAFN) {STORY}\nMENAFN27122022000045017640ID1110448134\n",
    "page date only": f"Tuesday, December 27, 2022\n\n{TITLE}\n\n{STORY}",
    "nothing": f"{TITLE}\n\nBy Ann Lee\n\n{STORY}",
    "a copyright year": f"{TITLE}\n\n{STORY}\n© 2022 The Herald\n",
    "numbers in two orders": f"{TITLE}\n\nBy Ann Lee\n03/04/2022 10:40\n\n{STORY}",
    "a law and its day": f"{TITLE}\n\nThe Harbour Act of March 3, 2021, allows the master to close the port at any time.\n\n{STORY}",
    "a study published on a day": f"{TITLE}\n\nPublished on 3 March 2021 in a journal of the sea, the study told of higher waves.\n\n{STORY}",
    "an archive photo": f"A ferry in the harbour, December 9, 2022. (Photo by Ann Lee / AFP)\n\n{TITLE}\n\n{STORY}",
    "a headline with a day": f"Remembering the great flood of January 31, 1953 on the coast\n\n{STORY}",
    "an event to come": f"{TITLE}\n\nThe harbour will be closed on January 10, 2023 for the visit of the minister.\n\n{STORY}",
    "a birthday": f"{TITLE}\n\nAnn Lee, who was born on 27 December 1950, had been harbour master for many years.\n\n{STORY}",
    "a list of years": f"{TITLE}\n\n1950 1960 1970\n1980 1990 2000\n\n{STORY}",
    "a phone number": f"{TITLE}\n\nCall 020 2022 1227 or 2022-1227.\n\n{STORY}",
}
UNDATED = {
    "Reuters, no year", "Reuters, old wire", "TASS, page", "Xinhua, no year", "nothing", "a copyright year",
    "numbers in two orders", "a law and its day", "a study published on a day", "an archive photo",
    "a headline with a day", "an event to come", "a birthday", "a list of years", "a phone number",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_dated_by_what_it_says_of_itself(page):
    found = find_date({"raw": PAGES[page], "doc_id": "one"}, cleaned=clean_text(PAGES[page]))
    assert (found.date, found.precision) == ((None, "none") if page in UNDATED else (DAY, "day")), found
