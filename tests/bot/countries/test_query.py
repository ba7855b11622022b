"""What a reader's words are understood as."""

from datetime import date

import pytest

from bot.countries.query import Understanding, iso_codes, understand

TODAY = date(2020, 3, 2)


def read(text: str) -> Understanding:
    return understand(text, today=TODAY)


PAIRS = {
    "names": ("iran azerbaijan", "IR AZ"),
    "order is kept": ("azerbaijan iran", "AZ IR"),
    "codes": ("IR AZ", "IR AZ"),
    "small codes": ("ir az", "IR AZ"),
    "three letters": ("IRN/AZE", "IR AZ"),
    "flags": ("🇮🇷🇦🇿", "IR AZ"),
    "code among names": ("Iran and AZ", "IR AZ"),
    "hyphen": ("iran-azerbaijan", "IR AZ"),
    "no space": ("georgiaturkmenistan", "GE TM"),
    "capitals": ("Yerevan Tbilisi", "AM GE"),
    "seats": ("kremlin elysee", "RU FR"),
    "demonyms": ("Iranian Turkish", "IR TR"),
    "dots": ("U.S. - Iraq", "US IQ"),
    "us in small letters beside a country": ("us mexico", "US MX"),
    "persian": ("ایران و آذربایجان", "IR AZ"),
    "arabic with joined and": ("تركيا وإيران", "TR IR"),
    "russian cases": ("отношения Армении с Грузией", "AM GE"),
    "azerbaijani endings": ("İranla Türkiyə", "IR TR"),
    "turkish apostrophe": ("Irak'ın Suriye", "IQ SY"),
    "russian cases of two words": ("Южной Кореи и Саудовской Аравии", "KR SA"),
    "russian formal cases": ("между Соединенными Штатами и Ираном", "US IR"),
    "english genitive of two words": ("South Korea's trade with Sri Lanka", "KR LK"),
    "turkish endings of two words": ("Güney Kore'nin Suudi Arabistan'la", "KR SA"),
    "arabic and before two words": ("روسيا والولايات المتحدة", "RU US"),
    "initial for a word": ("s arabia n zealand", "SA NZ"),
    "region with an ending": ("Нагорном Карабахе", "AM AZ"),
    "undotted": ("ıran turkiye", "IR TR"),
    "chinese in one word": ("伊朗和土耳其", "IR TR"),
    "mixed scripts": ("иран Türkiyə", "IR TR"),
    "one name inside another": ("guinea equatorial guinea", "GN GQ"),
    "niger beside nigeria": ("niger nigeria", "NE NG"),
    "shared last word": ("south and north korea", "KR KP"),
    "turned round": ("Korea, Republic of; Japan", "KR JP"),
    "in brackets": ("American Samoa (US)", "AS"),
    "kosovo and the union": ("kosovo eu", "XK EU"),
    "province, not the state": ("east azerbaijan iraq", "IR IQ"),
    "place tag leads to the pair": ("karabakh", "AM AZ"),
    "abkhazia with georgia": ("abkhazia georgia", "GE"),
    "old name": ("burma siam", "MM TH"),
    "two names of one country": ("burma/myanmar", "MM"),
    "slip": ("azerbajan uzbekistn", "AZ UZ"),
    "slip in a second word": ("saudi arbia iran", "SA IR"),
    "three countries": ("iran armenia georgia", "IR AM GE"),
}


@pytest.mark.parametrize(("text", "codes"), PAIRS.values(), ids=PAIRS)
def test_countries_are_understood(text, codes):
    assert " ".join(read(text).codes) == codes
    assert read(text).question is None


NO_COUNTRY = {
    "greeting": "hello",
    "small words that are codes": "to me",
    "verb": "it is",
    "invented": "atlantis",
    "nothing": "",
    "signs": "?!.",
    "smiles": "🙂🙂",
    "ordinary word near a name": "mail",
    "an ocean": "indian ocean",
    "a state of the US": "new jersey",
}


@pytest.mark.parametrize("text", NO_COUNTRY.values(), ids=NO_COUNTRY)
def test_no_country_is_found_where_none_is_named(text):
    assert read(text).codes == ()


def test_a_name_of_two_countries_is_asked_with_the_partner_kept():
    question = read("korea japan").question
    assert question is not None
    assert question.word == "korea"
    assert question.choices == (("KR", "JP"), ("KP", "JP"))
    assert read("korea japan").codes == ()


@pytest.mark.parametrize("word", ["congo", "virgin islands", "guinea", "korea", "yugoslavia"])
def test_names_of_several_countries_are_asked(word):
    question = read(word).question
    assert question is not None
    assert len(question.choices) > 1


def test_a_slip_as_near_to_two_countries_is_asked():
    question = read("austrlia").question
    assert question is not None
    assert {codes[0] for codes in question.choices} == {"AT", "AU"}


def test_an_unknown_word_beside_a_country_is_told():
    understood = read("iran foobaristan")
    assert understood.codes == ("IR",)
    assert understood.unknown == ("foobaristan",)
    assert not understood.complete


def test_the_same_country_twice_is_told():
    assert read("iran ایران").same_twice
    assert read("iran IR").codes == ("IR",)
    assert not read("tehran, iran").same_twice


def test_dates_and_countries_come_from_one_sentence():
    understood = read("what happened between iran and azerbaijan in 2020?")
    assert understood.codes == ("IR", "AZ")
    assert understood.first_day == date(2020, 1, 1)
    assert understood.last_day == date(2020, 12, 31)
    assert understood.complete


@pytest.mark.parametrize("word", ["defence", "military", "#defence", "оборона", "savunma", "دفاع"])
def test_a_topic_is_understood_in_the_readers_word(word):
    understood = read(f"iran azerbaijan {word}")
    assert (understood.codes, understood.topic) == (("IR", "AZ"), "military")
    assert understood.complete


@pytest.mark.parametrize(
    "text",
    [
        "iran azerbaijan",
        "latest news between Iran and Azerbaijan, please",
        "последние новости Ирана и Азербайджана",
        "İran və Azərbaycan arasında son xəbərlər",
        "İran ve Azerbaycan arasında son haberler",
        "آخرین اخبار بین ایران و آذربایجان",
        "آخر الأخبار بين إيران وأذربيجان",
        "what is going on between iran and azerbaijan?",
        "что нового между Ираном и Азербайджаном",
        "İran və Azərbaycan arasında nə baş verir",
        "İran ve Azerbaycan arasında neler oluyor",
        "در سال ۱۳۹۸ بین ایران و آذربایجان چه اتفاقی افتاد",
        "العلاقات الإيرانية الأذربيجانية",
    ],
)
def test_fillers_leave_a_query_complete(text):
    understood = read(text)
    assert understood.codes == ("IR", "AZ")
    assert understood.complete


def test_an_articles_text_is_no_complete_query():
    assert not read("Iran, Azerbaijan to broaden military cooperation on shared railways").complete
    assert not read("iran azerbaijan " * 60).complete


def test_codes_are_for_scoring_only_where_nothing_is_asked():
    assert iso_codes("iran azerbaijan") == ["IR", "AZ"]
    assert iso_codes("korea japan") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Taiwan, China", ("TW",)),
        ("taiwan china", ("TW", "CN")),
        ("Republic of Congo", ("CG",)),
        ("Congo (Democratic Republic)", ("CD",)),
        ("Guinea Senegal", ("GN", "SN")),
        ("us and them", ()),
        ("tell us about oman", ("OM",)),
        ("astara", ("AZ", "IR")),
        ("beljam", ("BE",)),
    ],
)
def test_what_stands_beside_a_name_decides_it(text, codes):
    understood = read(text)
    assert understood.codes == codes
    assert understood.question is None


def test_a_small_code_beside_a_name_is_offered():
    suggestion = read("iran az").suggestion
    assert suggestion is not None
    assert suggestion.choices == (("IR", "AZ"),)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("hezbollah israel", ("IL", "LB")),
        ("israel hamas", ("IL", "PS")),
        ("erdogan aliyev", ("TR", "AZ")),
        ("taliban pakistan", ("PK", "AF")),
    ],
)
def test_homes_of_groups_and_leaders_are_offered(text, choice):
    suggestion = read(text).suggestion
    assert suggestion is not None
    assert suggestion.choices == (choice,)


@pytest.mark.parametrize("text", ["taliban", "alabama", "spoon", "romance", "protest", "arena"])
def test_words_that_look_like_countries_are_not_taken_for_them(text):
    assert read(text).codes in {(), ("US",)}


@pytest.mark.parametrize("word", ["service", "sale", "letter", "corn", "planned", "river", "hint"])
def test_ordinary_words_beside_a_country_are_left_over(word):
    understood = read(f"iran {word}")
    assert understood.codes == ("IR",)
    assert understood.question is None
