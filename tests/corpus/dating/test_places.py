"""Pages of many outlets, invented, copied as text: what is read of each."""

from datetime import date

import pytest

from broadsheet.corpus.cleaning.clean import clean_text
from broadsheet.corpus.dating.decide import find_date

DAY = date(2022, 12, 27)
TITLE = "Ferry service to the islands resumes after a week of storms"
STORY = (
    "Ferries to the outer islands sailed again after a week in which no ship could leave the harbour.\n\n"
    "Several hundred travellers had been stranded, the harbour master said.\n\n"
    "Fishermen mended their nets and waited for calmer weather in the north.\n"
)
PAGES = {  # paragraphs, joined by empty lines
    "BBC": [TITLE, "Published27 December 2022", "Share", "By Ann Lee\nBBC News", STORY],
    "BBC, label on its own line": [TITLE, "Published\n27 December 2022", STORY],
    "BBC, no label": [f"{TITLE}\n27 December 2022\nAnn Lee\nHarbour correspondent", STORY],
    "Guardian": [
        TITLE,
        "Travellers were stranded for seven days before the wind fell at last.",
        "Ann Lee in Aberport",
        "Tue 27 Dec 2022 10.40 GMT",
        STORY,
    ],
    "Guardian, last modified": [
        TITLE,
        "Ann Lee\nTue 27 Dec 2022 10.40 GMT\nLast modified on Wed 28 Dec 2022 09.10 GMT",
        STORY,
    ],
    "Guardian, long form": [TITLE, "Tuesday 27 December 2022 10.40 GMT", STORY],
    "NYT": [TITLE, "By Ann Lee and Bob Ray", "Dec. 27, 2022", STORY],
    "NYT, published and updated": [
        TITLE,
        "By Ann Lee",
        "Published Dec. 27, 2022Updated Dec. 28, 2022, 3:14 a.m. ET",
        STORY,
    ],
    "Reuters, page": [
        TITLE,
        "By Ann Lee",
        "December 27, 2022 10:40 PM UTC · Updated 3 years ago",
        f"ABERPORT, Dec 27 (Reuters) - {STORY}",
    ],
    "Reuters, year at the top": ["December 28, 2022", TITLE, f"ABERPORT, Dec 27 (Reuters) - {STORY}"],
    "Reuters, no year": [TITLE, f"ABERPORT, Dec 27 (Reuters) - {STORY}"],
    "Reuters, old wire": [TITLE, f"ABERPORT, March 3 - {STORY}"],
    "AP": [TITLE, "By ANN LEE\nPublished 10:40 AM EST, December 27, 2022", f"ABERPORT (AP) — {STORY}"],
    "AP, updated line below": [
        TITLE,
        "BY ANN LEE\nPublished 10:40 AM EST, December 27, 2022\nUpdated 11:40 AM EST, December 29, 2022",
        STORY,
    ],
    "AP, byline": [TITLE, "By ANN LEE\nDecember 27, 2022", f"ABERPORT (AP) — {STORY}"],
    "AP, archive": [TITLE, f"ABERPORT, Dec. 27, 2022 (AP) — {STORY}"],
    "Al Jazeera": [TITLE, "Published On 27 Dec 2022", STORY],
    "Al Jazeera, date alone": [TITLE, "By Ann Lee\n27 Dec 2022", STORY],
    "CNN": [TITLE, "By Ann Lee, CNN\n 4 minute read \nPublished 10:40 AM EST, Tue December 27, 2022", STORY],
    "CNN, updated only": [TITLE, "By Ann Lee, CNN\nUpdated 10:40 PM EST, Tue December 27, 2022", STORY],
    "CNBC": [TITLE, "Published Tue, Dec 27 202210:40 AM EST", STORY],
    "CNBC, capitals": [TITLE, "PUBLISHED TUE, DEC 27 2022 10:40 AM EST | UPDATED WED, DEC 28 2022 11:00 AM EST", STORY],
    "Washington Post": [TITLE, "By Ann Lee\nDecember 27, 2022 at 10:40 a.m. EST", STORY],
    "Fox": [TITLE, "By Ann Lee | Fox News\nPublished December 27, 2022 10:40am EST", STORY],
    "Daily Mail": [
        TITLE,
        "By ANN LEE\nPUBLISHED: 10:40 EST, 27 December 2022 | UPDATED: 11:00 EST, 29 December 2022",
        STORY,
    ],
    "Independent": [TITLE, "Ann Lee\nTuesday 27 December 2022 10:40 GMT", STORY],
    "Sky": [TITLE, "Tuesday 27 December 2022 10:40, UK", STORY],
    "Telegraph": [TITLE, "By Ann Lee\n27 December 2022 • 10:40am", STORY],
    "HuffPost": [TITLE, "By Ann Lee\n27/12/2022 01:08pm GMT | Updated December 29, 2022", STORY],
    "FT": [TITLE, "Ann Lee in Aberport DECEMBER 27 2022", STORY],
    "TASS, page": ["27 DEC, 10:40", TITLE, f"ABERPORT, December 27. /TASS/. {STORY}"],
    "TASS, page with year": ["27 DEC 2022, 10:40", TITLE, f"ABERPORT, December 27. /TASS/. {STORY}"],
    "Kyiv Post": [TITLE, "by Kyiv Post | December 27, 2022, 10:40 am", STORY],
    "Kyiv Post, old": [TITLE, "By Ann Lee. Published Dec. 27, 2022. Updated Dec. 28, 2022 at 9:15 am", STORY],
    "Kyiv Independent": ["Monday, March 20, 2023", TITLE, "by Ann LeeDecember 27, 2022 10:40 pm", STORY],
    "Ukrinform": [f"{TITLE}\n27.12.2022 10:40\nUkrinform", STORY],
    "Ukrainska Pravda": [TITLE, "UKRAINSKA PRAVDA - TUESDAY, 27 DECEMBER 2022, 10:40", STORY],
    "Interfax-Ukraine": ["10:40 27.12.2022", TITLE, STORY],
    "UNN": [f"KYIV. December 27, 2022. UNN. {STORY}"],
    "DW": [TITLE, "Ann Lee\n12/27/2022December 27, 2022", STORY],
    "Xinhua": [TITLE, "Source: Xinhua| 2022-12-27 10:40:15|Editor: huaxia", f"ABERPORT, Dec. 27 (Xinhua) -- {STORY}"],
    "Xinhua, no year": [TITLE, f"ABERPORT, Dec. 27 (Xinhua) -- {STORY}"],
    "PR wire": [TITLE, f"ABERPORT, Dec. 27, 2022 /PRNewswire/ -- {STORY}"],
    "Globe wire": [TITLE, f"ABERPORT, Wales, Dec. 27, 2022 (GLOBE NEWSWIRE) -- {STORY}"],
    "NPR": [TITLE, "December 27, 20225:00 AM ET", "By Ann Lee", STORY],
    "RFE/RL": [TITLE, "December 27, 2022", "By RFE/RL's Island Service", STORY],
    "VOA": [TITLE, "December 27, 2022 10:40 AM", "VOA News", STORY],
    "Moscow Times, update only": [TITLE, "Updated: Dec. 27, 2022", STORY],
    "Politico": [TITLE, "By ANN LEE", "12/27/2022 10:40 AM EST", STORY],
    "Le Monde": [
        TITLE,
        "Par Ann Lee",
        "Publié le 27 décembre 2022 à 10h40, modifié le 29 décembre 2022 à 08h00",
        STORY,
    ],
    "Spiegel": [TITLE, "Von Ann Lee\n27.12.2022, 10.40 Uhr", STORY],
    "Tagesschau": [TITLE, "Stand: 27.12.2022 10:40 Uhr", STORY],
    "El País": [TITLE, "ANN LEE\n27 dic 2022 - 10:40 CET", STORY],
    "Corriere": [TITLE, "di Ann Lee\n27 dicembre 2022", STORY],
    "Folha": [TITLE, "27.dez.2022 às 10h40", STORY],
    "Meduza": [TITLE, "10:40, 27 декабря 2022", STORY],
    "RIA": ["10:40 27.12.2022 (обновлено: 11:20 29.12.2022)", TITLE, STORY],
    "Pravda, Ukrainian": [TITLE, "Анна Лі — вівторок, 27 грудня 2022, 10:40", STORY],
    "Nexis, older text": [
        "The Herald",
        "December 27, 2022 Tuesday",
        TITLE,
        "BYLINE: Ann Lee",
        f"{STORY}\nLOAD-DATE: December 28, 2022\n",
    ],
    "Nexis, load date only": [TITLE, f"{STORY}\nLoad-Date: December 27, 2022\n"],
    "Factiva": [
        TITLE,
        "Ann Lee\n96 words\n27 December 2022\nThe Herald\nHRLD",
        f"{STORY}\nDocument HRLD000020221227eicr00005\n",
    ],
    "MENAFN": [
        "Tuesday, 02 January 2024 12:17 GMT",
        TITLE,
        f"(MENAFN) {STORY}\nMENAFN27122022000045017640ID1110448134\n",
    ],
    "page date only": ["Tuesday, December 27, 2022", TITLE, STORY],
    "nothing": [TITLE, "By Ann Lee", STORY],
    "a copyright year": [TITLE, f"{STORY}\n© 2022 The Herald\n"],
    "numbers in two orders": [TITLE, "By Ann Lee\n03/04/2022 10:40", STORY],
    "a law and its day": [
        TITLE,
        "The Harbour Act of March 3, 2021, allows the master to close the port at any time.",
        STORY,
    ],
    "a study published on a day": [
        TITLE,
        "Published on 3 March 2021 in a journal of the sea, the study told of higher waves.",
        STORY,
    ],
    "an archive photo": ["A ferry in the harbour, December 9, 2022. (Photo by Ann Lee / AFP)", TITLE, STORY],
    "a headline with a day": ["Remembering the great flood of January 31, 1953 on the coast", STORY],
    "an event to come": [TITLE, "The harbour will be closed on January 10, 2023 for the visit of the minister.", STORY],
    "a birthday": [TITLE, "Ann Lee, who was born on 27 December 1950, had been harbour master for many years.", STORY],
    "a list of years": [TITLE, "1950 1960 1970\n1980 1990 2000", STORY],
    "a phone number": [TITLE, "Call 020 2022 1227 or 2022-1227.", STORY],
}
PAGES |= {
    "Dawn": [TITLE, STORY, "Published in Dawn, December 27th, 2022"],
    "The Hindu": [TITLE, "December 27, 2022 10:40 am | Updated December 29, 2022 11:00 am IST - ABERPORT", STORY],
    "CBS": [TITLE, "BY ANN LEE", "UPDATED ON: DECEMBER 27, 2022 / 10:40 AM EST / CBS NEWS", STORY],
    "CBS, old": [TITLE, "DECEMBER 27, 2022 / 10:40 AM / CBS NEWS", STORY],
    "NBC": [TITLE, "Dec. 27, 2022, 10:40 AM EST / Updated Dec. 29, 2022, 11:00 AM EST", "By Ann Lee", STORY],
    "Reuters, 2018": [TITLE, "Ann Lee", "DECEMBER 27, 2022 / 10:40 AM / UPDATED 3 YEARS AGO", STORY],
    "France 24": [TITLE, "Issued on: 27/12/2022 - 10:40Modified: 29/12/2022 - 10:38", STORY],
    "Euronews": [TITLE, "By Ann Lee\nPublished on 27/12/2022 - 10:40•Updated 11:00", STORY],
    "Anadolu": [TITLE, "Ann Lee |27.12.2022 - Update : 29.12.2022", STORY],
    "Straits Times": [TITLE, "PUBLISHEDDEC 27, 2022, 10:40 PM SGT", STORY],
    "South China Morning Post": [TITLE, "Ann Lee\nPublished: 10:40am, 27 Dec 2022", STORY],
    "ABC": [TITLE, "Posted Tue 27 Dec 2022 at 10:40pm, updated Thu 29 Dec 2022 at 9:00am", STORY],
    "CBC": [TITLE, "Ann Lee · CBC News · Posted: Dec 27, 2022 10:40 AM ET | Last Updated: December 29, 2022", STORY],
    "USA Today": [TITLE, "Ann Lee\nPublished 10:40 a.m. ET Dec. 27, 2022 | Updated 5:22 p.m. ET Dec. 29, 2022", STORY],
    "Economist": ["Ferries | After the storm", TITLE, "Dec 27th 2022 | ABERPORT", STORY],
    "a blog": [TITLE, "Posted on December 27, 2022 by Ann Lee", STORY],
    "a blog, name first": [TITLE, "Posted by Ann Lee on December 27, 2022", STORY],
    "a letter": [TITLE, "Ann Lee, December 27, 2022", STORY],
    "ISO": [TITLE, "2022-12-27T10:40:00Z", STORY],
    "a log": [TITLE, "Date: Tue, 27 Dec 2022 10:40:00 +0000", STORY],
    "old wire clock": ["27-DEC-2022 15:01:01.79", TITLE, STORY],
    "a message quoted": [TITLE, STORY, "— Ann Lee (@annlee) March 3, 2021", STORY],
    "a chronicle": [TITLE, STORY, "Aberport, March 31, 2021 – Two boats were lost in the storm of that year.", STORY],
    "a promise": [
        "By Christmas Day, December 25, 2022, the ferries were to sail again, the harbour master said.",
        STORY,
    ],
    "a range": [TITLE, "The harbour was closed between March 1, 2021 and April 2, 2021.", STORY],
}
UNDATED = {
    "Reuters, no year", "Reuters, old wire", "TASS, page", "Xinhua, no year", "nothing", "a copyright year",
    "numbers in two orders", "a law and its day", "a study published on a day", "an archive photo",
    "a headline with a day", "an event to come", "a birthday", "a list of years", "a phone number",
    "a message quoted", "a chronicle", "a promise", "a range",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_dated_by_what_it_says_of_itself(page):
    raw = "\n\n".join(PAGES[page])
    found = find_date({"raw": raw, "doc_id": "one"}, cleaned=clean_text(raw))
    assert (found.date, found.precision) == ((None, "none") if page in UNDATED else (DAY, "day")), found
