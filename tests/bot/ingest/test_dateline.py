"""Datelines at the head of a paragraph."""

import pytest

from bot.ingest.dateline import read_dateline


@pytest.mark.parametrize(
    ("text", "place", "agency", "rest"),
    [
        ("TEHRAN - Officials met", "Tehran", None, "Officials met"),
        ("TEHRAN -Officials met", "Tehran", None, "Officials met"),
        ("TEHRAN, Iran — Officials met", "Tehran", None, "Officials met"),
        ("TEHRAN (Tasnim) – Officials met", "Tehran", "Tasnim", "Officials met"),
        ("TEHRAN, Feb. 26 (Xinhua) -- Officials met", "Tehran", "Xinhua", "Officials met"),
        ("Tehran, Feb 26, IRNA - Officials met", "Tehran", "IRNA", "Officials met"),
        ("ANKARA, Nov 23 (Reuters) - Officials met", "Ankara", "Reuters", "Officials met"),
        ("VIENNA/TEHRAN, Feb 26 (Reuters) - Officials", "Vienna/Tehran", "Reuters", "Officials"),
        ("ST. PETERSBURG, Fla. (AP) — Officials met", "St. Petersburg", "AP", "Officials met"),
        ("MOSCOW, December 31. /TASS/. Officials met", "Moscow", "TASS", "Officials met"),
        ("YEREVAN, FEBRUARY 26, ARMENPRESS. Officials", "Yerevan", "ARMENPRESS", "Officials"),
        ("YEREVAN. – Officials met", "Yerevan", None, "Officials met"),
        ("Yerevan/Mediamax/. Officials met", "Yerevan", "Mediamax", "Officials met"),
        ("TBILISI, DFWatch – Officials met", "Tbilisi", "DFWatch", "Officials met"),
        ("ISLAMABAD: Officials met", "Islamabad", None, "Officials met"),
        ("NUR-SULTAN, Feb 26 (Kazinform) Officials", "Nur-Sultan", "Kazinform", "Officials"),
        ("(Reuters) - Officials met", None, "Reuters", "Officials met"),
        ("Baku, February 26, AZERTAC", "Baku", "AZERTAC", ""),
        ("BAKU, Azerbaijan, Feb. 26", "Baku", None, ""),
        ("ANKARA-AA", "Ankara", "AA", ""),
        ("Bakı. 26 fevral. APA. Nazirlər görüşüb", "Bakı", "APA", "Nazirlər görüşüb"),
        ("ANKARA (AA) - Bakanlar görüştü", "Ankara", "AA", "Bakanlar görüştü"),
        ("МОСКВА, 26 фев — РИА Новости. Министры", "Москва", "РИА Новости", "Министры"),
        (
            "Баку. 26 февраля. ИНТЕРФАКС-АЗЕРБАЙДЖАН - Министры",
            "Баку",
            "ИНТЕРФАКС-АЗЕРБАЙДЖАН",
            "Министры",
        ),
        ("تهران - ایرنا - وزیران دیدار کردند", "تهران", "ایرنا", "وزیران دیدار کردند"),
        ("خبرگزاری فارس - تهران: وزیران", "تهران", "فارس", "وزیران"),
        ("طهران - 26 فبراير (رويترز) - قالت", "طهران", "رويترز", "قالت"),
    ],
)
def test_a_dateline_is_parted_from_the_text(text, place, agency, rest):
    found = read_dateline(text)

    assert found is not None
    assert (found.place, found.agency, text[found.end :]) == (place, agency, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Iran - a country of eighty million",
        "NATO - the alliance - said so",
        "BREAKING - Iran says",
        "On Feb. 26, Iran said",
        "In Baku, 26 February, officials met - said one",
        "Iran, Azerbaijan to broaden military cooperation",
        "President: No limit to cooperation",
        "Gould Inc (GLD) - Offering of shares",
        "SHARE THIS ARTICLE",
        "Jane Doe Feb 26, 2020",
        "",
    ],
)
def test_a_sentence_has_no_dateline(text: str):
    assert read_dateline(text) is None
