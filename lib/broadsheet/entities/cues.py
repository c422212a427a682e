"""Words that give the kind of a name away: titles, first and last words, the words before and after. English."""


def split_cues(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTICLES = split_cues(
    """
    de da di del della der den dos du van von bin ibn al el la le ter ten af zu
    """
)
HEAD_LINKS = split_cues("of for and & the on in")
TITLES = split_cues(
    """
    Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Lord Lady Dame Prof Prof. Professor President Premier Chancellor Minister
    Secretary Senator Sen. Sen Rep. Congressman Congresswoman Governor Gov. Gov Mayor Judge Justice King Queen
    Prince Princess Pope Archbishop Bishop Cardinal Rabbi Imam Sheikh Sheik Ayatollah Emperor Sultan Emir General
    Gen. Gen Colonel Col. Col Major Captain Capt. Lieutenant Lt. Lt Sergeant Sgt. Admiral Adm. Marshal Brigadier
    Commander Ambassador Chairman Chairwoman Spokesman Spokeswoman Director Treasurer Coach Detective Inspector
    Officer Representative Commissioner Envoy Deputy Speaker Analyst Economist Reverend Rev. Rev Saint Father Sister
    Comrade Doctor Attorney Leader Chief Brig. Brig Cpl. Cpl Corporal Cmdr. Cmdr Maj. Maj Adm Pvt. Pvt Vice-Admiral
    """
)
BEFORE_TITLES = split_cues(
    """
    Prime Vice Foreign Defence Defense Finance Interior Deputy Former Chief Executive Managing Major Lieutenant
    Brigadier Attorney Acting Trade Economy Economics Agriculture Energy Oil Health Justice Environment Transport
    Treasury State Crown First Assistant Press Senior Under Field Home Labour Labor Education Culture Information
    Opposition House Senate Staff Intelligence Security Affairs
    """
)
LOWER_TITLES = split_cues(
    """
    president premier chancellor minister secretary senator governor mayor judge king queen prince princess pope
    general colonel captain lieutenant ambassador chairman chairwoman spokesman spokeswoman director coach leader
    analyst economist trader dealer manager partner striker midfielder defender goalkeeper winger batsman bowler
    seed champion singer actor actress author writer professor lawyer officer commissioner envoy editor activist
    husband wife son daughter brother sister father mother teammate compatriot veteran named
    """
)
SAYS = split_cues(
    """
    said says told added asked replied scored beat won died wrote declined argued explained recalled noted insisted
    denied testified resigned born
    """
)
SUFFIXES = split_cues(
    """
    Jr Jr. Sr Sr. II III IV
    """
)
ORG_TAILS = split_cues(
    """
    Corp Corp. Inc Inc. Ltd Ltd. Co Co. Plc PLC plc AG SA NV AB ASA Oy GmbH SpA LLC LLP Bros Bros. Company Companies
    Corporation Group Holding Holdings Industries International Bank Bancorp Bancshares Banks Trust Fund Partners
    Associates Systems Technologies Technology Laboratories Labs Airlines Airways Motors Electric Electronics
    Petroleum Oil Gas Steel Energy Resources Mines Mining Foods Brewery Insurance Securities Capital Investments
    Financial Communications Telecom Television Radio News Times Post Journal Tribune Herald Guardian Press Gazette
    Magazine Records Entertainment Pictures Studios University College School Institute Academy Museum Library
    Hospital Church Ministry Department Agency Authority Commission Committee Council Court Parliament Congress
    Senate Assembly Cabinet Government Administration Bureau Board Office Service Services Police Army Navy Force
    Forces Guard Guards Corps Brigade Regiment Battalion Division Party Union Federation Association Organization
    Organisation Society Foundation Alliance League Club United City Rovers Wanderers Albion Athletic Rangers Celtic
    FC Team Band Orchestra Exchange Nations Community Coalition Movement Front Brigades Network Center Centre
    Conference Chamber Reserve Treasury Syndicate Cooperative Sox Dodgers Yankees Broncos Cowboys Giants Mets Reds
    Braves Cubs Tigers Lions Bears Eagles Bulls Lakers Knicks Raiders Packers Vikings Dolphins Jets
    """
)
ORG_HEADS = split_cues(
    """
    Bank University Ministry Department Council Court Institute Church Association Federation Board Office College
    School Academy Chamber Organization Organisation Union League Party Army House Bureau Commission Committee
    Center Centre Society Foundation Front Movement Agency Authority Parliament Order Museum Conference
    Confederation Directorate Faculty Brotherhood Soldiers Friends Doctors Supreme Communist
    """
)
PLACE_TAILS = split_cues(
    """
    River Lake Sea Ocean Bay Gulf Island Islands Peninsula Coast County Province State District Region Territory
    Valley Mountain Mountains Hills Desert Strait Canal Street Road Avenue Square Park Bridge Airport Stadium
    Station Port Harbor Harbour Beach Village Town Governorate Heights Forest Creek Canyon Falls Palace Castle
    Cathedral Hotel Hall Tower Highway Oblast Krai Raion
    """
)
PLACE_HEADS = split_cues(
    """
    Mount Mt Mt. Lake Cape Fort Port San Santa Santo Los Las El Rio Puerto Nova Isle Gulf
    """
)
SIDES = split_cues(
    """
    North South East West Northern Southern Eastern Western Central Upper Lower Greater New Southeast Southwest
    Northeast Northwest
    """
)
CALENDAR = split_cues(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Christmas Easter Ramadan I
    I'm I've AM PM GMT EST TV CEO GDP GNP
    """
)
HONORIFICS = split_cues(
    """
    Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Lady Dame Prof. Professor Sen. Rep. Gov. Gen. Col.
    """
)
LONE_ORGS = split_cues(
    """
    Congress Parliament Senate Pentagon Kremlin Treasury Interpol Hezbollah Hamas Taliban Knesset Bundesbank
    """
)
AT_PLACE = split_cues(
    """
    in near from at to across outside around inside
    """
)
