"""Wrong decoding is undone; right text is left as it is."""

import pytest

from broadsheet.corpus.formats.mojibake import find_mended, mend_lines

RIGHT = [
    "Le président a déclaré à Paris que l’été sera « très difficile » : 5 € de plus, à l’hôtel… À bientôt !",
    "L’ÉQUIPE EST ARRÊTÉE… À L’ÂGE DE 40 ANS — DÉJÀ « BLESSÉ »",
    "Die größten Städte öffnen früher, „sagte“ der Präsident – für 20 € ÜBER MASS.",
    "Президент України заявив: «Переговори тривають» – у Києві. Її й ґанок, ЇЖАК.",
    "Президент России сказал: «Да» — и уехал. Сёстры, РЁБРА, В…",
    "Thủ tướng nói: “Đây là…” – ở Hà Nội. ĐẠI HỘI ĐẢNG CỘNG SẢN, NGUYỄN VĂN Ấ",
    "O governo anunciou: “não há razão” – SÃO PAULO, À ESPERA… AÇÃO",
    "El Niño causó daños; ESPAÑA… ¿Qué? ¡Sí! PELÉ’S",
    "Premierul român a spus: „Da” – în țară, ȘTEFAN și Îl",
    "Rząd ogłosił: „Łódź” – źle. Vláda řekla: „Ne“ – Český, ŠKODA…",
    "Başbakan “evet” dedi: İSTANBUL’DA ŞİŞLİ – ÇÖZÜM…",
    "Ο πρωθυπουργός είπε: «Ναι» – ΑΘΗΝΑ…",
    "中文新闻“测试”……日本の新聞「テスト」",
    "قال الرئيس: «نعم» – في القاهرة…",
    "Åsa sa: ”ja” – på ön. Færøerne, SÆR… ÅR’",
]
BROKEN = [  # how it was read wrongly, as which encoding
    ("Le café de l’été coûte 5 €, déjà", "cp1252"),
    ("The president – a man of letters – said it’s over…", "cp1252"),
    ("Große Straßen in München", "latin-1"),
    ("Переговоры тривали", "cp1251"),
    ("Más — aquí", "cp1252"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_left_alone(text):
    assert mend_lines(text) == (text, [])


@pytest.mark.parametrize(("text", "encoding"), BROKEN)
def test_text_read_in_a_wrong_encoding_is_mended(text, encoding):
    broken = text.encode().decode(encoding)
    assert mend_lines(broken) == (text, [(broken, 0, len(text))])


def test_only_the_broken_line_is_mended_and_its_place_given():
    broken = "“Right” — here.\nThe cafÃ© on the quay.\nAnd “here” & &amp; ﬁne."
    text, mended = mend_lines(broken)
    assert text == "“Right” — here.\nThe café on the quay.\nAnd “here” & &amp; ﬁne."
    ((line, start, end),) = mended
    assert (line, text[start:end]) == ("The cafÃ© on the quay.", "The café on the quay.")


def test_places_count_in_the_mended_text():
    text, mended = mend_lines("cafÃ©\n\ncafÃ© noir")
    assert [text[start:end] for _, start, end in mended] == ["café", "café noir"]


def test_a_closing_quote_that_lost_its_last_byte_is_one_again():
    assert mend_lines("â€œWe left,â€ she said.")[0] == "“We left,” she said."


def test_control_signs_of_windows_become_what_they_were():
    assert mend_lines("it\x92s \x93over\x94")[0] == "it’s “over”"


@pytest.mark.parametrize("text", ["Subject: ï¿½ï¿½", "Nguyá»…n", "ARRÊTÉ… \ufffd"])
def test_what_cannot_be_mended_is_left_as_it_is(text):
    assert mend_lines(text) == (text, [])


def test_mending_twice_is_mending_once():
    once = mend_lines("cafÃ© donâ€™t Â£5")[0]
    assert mend_lines(once) == (once, [])


def test_the_title_is_mended_without_a_place():
    record = {"raw": "cafÃ©", "title": "DonÂ´t: cafÃ©"}
    found = list(find_mended(record))
    assert record["raw"] == "café"
    assert [(column, start, end) for column, _, start, end in found] == [("raw", 0, 4), ("title", -1, -1)]
