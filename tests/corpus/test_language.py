"""The language of a text, or none."""

import pytest

from broadsheet.corpus.language import find_languages

PARAGRAPHS = {
    "en": "The council voted on Tuesday to close the old bridge over the river until the spring, after engineers "
    "found cracks in two of its four pillars.",
    "de": "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss bis zum Frühjahr zu sperren, "
    "nachdem Ingenieure Risse in zwei der vier Pfeiler gefunden hatten.",
    "fr": "Le conseil municipal a décidé mardi de fermer le vieux pont sur la rivière jusqu'au printemps, après que "
    "des ingénieurs ont découvert des fissures dans deux de ses quatre piliers.",
    "es": "El ayuntamiento decidió el martes cerrar el viejo puente sobre el río hasta la primavera, después de que "
    "los ingenieros encontraran grietas en dos de sus cuatro pilares.",
    "uk": "Міська рада у вівторок вирішила закрити старий міст через річку до весни, після того як інженери знайшли "
    "тріщини у двох із чотирьох опор. Мешканці роками просили про ремонт.",
    "ru": "Городской совет во вторник решил закрыть старый мост через реку до весны, после того как инженеры "
    "обнаружили трещины в двух из четырёх опор. Жители годами просили о ремонте.",
    "sr": "Градско веће је у уторак одлучило да затвори стари мост преко реке до пролећа, пошто су инжењери пронашли "
    "пукотине на два од четири стуба. Становници су годинама тражили поправку.",
    "no": "Kommunestyret vedtok tirsdag å stenge den gamle broen over elven til våren, etter at ingeniører fant "
    "sprekker i to av de fire pilarene. Beboerne sier at de har bedt om det i årevis.",
    "da": "Byrådet besluttede tirsdag at lukke den gamle bro over åen indtil foråret, efter at ingeniører fandt "
    "revner i to af de fire piller. Beboerne siger, at de har bedt om det i årevis.",
    "zh": "市议会星期二决定关闭河上的旧桥直到明年春天，因为工程师在四个桥墩中的两个上发现了裂缝。"
    "居民们说，他们多年来一直要求维修这座桥。",
    "ar": "قرر مجلس المدينة يوم الثلاثاء إغلاق الجسر القديم فوق النهر حتى الربيع، بعد أن عثر المهندسون على شقوق في "
    "اثنتين من دعاماته الأربع. وقال السكان إنهم طالبوا بالإصلاحات منذ سنوات.",
    "th": "สภาเมืองมีมติเมื่อวันอังคารให้ปิดสะพานเก่าข้ามแม่น้ำจนถึงฤดูใบไม้ผลิ หลังจากวิศวกรพบรอยร้าวที่เสาสองในสี่ต้น",
}


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_paragraph_is_told_in_either_case(language):
    text = PARAGRAPHS[language]
    assert find_languages([text, text.upper(), text * 20]) == [language] * 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n" * 1000,
        "The council closed the bridge.",
        "市议会决定关闭旧桥。",
        "12 345.67 89,000 " * 60,
        "Shr 27 cts vs 29 cts\nNet 13.1 mln vs 14.2 mln\nRevs 104.6 mln vs 110.3 mln\nAvg shrs 50.1 mln vs 49.7 mln",
        "Smith, Garcia, Müller, Dupont, Rossi, Kowalski, Novak, Andersson, Nguyen, Kim, Tanaka, Ivanov, Silva, Murphy, "
        "Jansen, Haddad, Cohen, Horvat, Papadopoulos, Yilmaz, Popescu, Nagy",
        "x" * 5000,
    ],
)
def test_where_nothing_can_be_told_there_is_no_language(text):
    assert find_languages([text]) == [""]


def test_croatian_that_could_be_bosnian_is_not_told():
    text = (
        "Gradsko vijeće u utorak je odlučilo zatvoriti stari most preko rijeke do proljeća, nakon što su inženjeri "
        "pronašli pukotine na dva od četiri stupa."
    )
    assert find_languages([text]) == [""]


def test_only_the_beginning_counts():
    assert find_languages([PARAGRAPHS["de"] * 10 + PARAGRAPHS["en"] * 40]) == ["de"]


def test_each_text_is_told_alone_and_in_order():
    texts = [*PARAGRAPHS.values(), ""]
    assert find_languages(texts) == [*PARAGRAPHS, ""]
    assert find_languages(texts[::-1]) == ["", *list(PARAGRAPHS)[::-1]]


def test_no_texts_have_no_languages():
    assert find_languages([]) == []
