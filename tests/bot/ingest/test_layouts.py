"""Pastes in the layouts of agencies, newspapers and channels; every text here is invented."""

from datetime import UTC, datetime

import pytest

from bot.ingest import paste
from bot.ingest.paste import as_dict

RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)
LEAD = "Iran and Georgia opened a bus line between Tehran and Tbilisi, the ministry said."
MORE = "The bus runs twice a week."


def case(name: str, text: str, **expected: object) -> object:
    return pytest.param(text, expected, id=name)


LAYOUTS = [
    case(
        "a source line that gives the clock, and a byline that stands twice",
        f"Iran, Georgia open bus line\n\nSource: Xinhua\nEditor: huaxia\n2020-02-26 19:06:45\n"
        f"Jane Doe\nJane Doe\n\n{LEAD}\n\n{MORE}",
        byline="Jane Doe",
        published="2020-02-26T19:06:45+08:00",
        body=[LEAD, MORE],
    ),
    case(
        "an outlet glued to its date",
        f"Iran, Georgia open bus line\nBy Global TimesPublished: Feb 26, 2020 07:06 PM\n\n{LEAD}"
        f"\n\n{MORE}",
        published="2020-02-26T19:06:00+08:00",
        body=[LEAD, MORE],
    ),
    case(
        "signs of markup in the headline and a Russian dateline with its year",
        "Иран &lt;и&gt; Грузия: автобус\n\n"
        f"ТБИЛИСИ. 12 мая 2024 года. КазИнформ – {LEAD}\n\n{MORE}",
        title="Иран <и> Грузия: автобус",
        published="2024-05-12",
        body=[LEAD, MORE],
    ),
    case(
        "an agency under the name of its site",
        f"Автобус Тегеран - Тбилиси\n\nМосква. 3 марта. INTERFAX.RU - {LEAD}\n\n{MORE}",
        published="2025-03-03",
        body=[LEAD, MORE],
    ),
    case(
        "a dateline without its place",
        f"Iran, Georgia open bus line\n\nFeb 26 (Reuters) - {LEAD}\n\n{MORE}",
        published="2025-02-26",
        body=[LEAD, MORE],
    ),
    case(
        "dateline and date line in one, behind a headline in two lines",
        f"Iran and Georgia open the first bus line\nof both countries\n\n"
        f"ANKARA (AA) - 26 Şubat 2020 Çarşamba 19:06\n{LEAD}\n{MORE}",
        title="Iran and Georgia open the first bus line of both countries",
        published="2020-02-26T19:06:00+03:00",
        body=[LEAD, MORE],
    ),
    case(
        "two dates glued, an outlet beside the date, links to languages and channels at the end",
        f"Iran, Georgia open bus line\nKYODO NEWS - Aug 9, 2024 - 20:14 | World\n\n{LEAD}\n\n{MORE}"
        f"\n\nRead in Georgian on example.ge.\n\nSubscribe: t.me/example",
        outlet="Kyodo",
        published="2024-08-09T20:14:00+09:00",
        body=[LEAD, MORE],
    ),
    case(
        "a day glued to the year before it",
        f"Iran, Georgia open bus line\nPublished On 3 Nov 20243 Nov 2024\n\n{LEAD}\n\n{MORE}",
        published="2024-11-03",
        body=[LEAD, MORE],
    ),
    case(
        "foot lines of an agency that look wrapped",
        f"İran və Gürcüstan avtobus xətti açıb\n\n26.02.2020 [19:06]\n\n{LEAD}\n\n{MORE}\n\n"
        "AZERTAG.AZ :İran və Gürcüstan avtobus xətti açıb\n"
        "Məlumatdan istifadə etdikdə istinad mütləqdir.",
        published="2020-02-26T19:06:00",
        body=[LEAD, MORE],
    ),
    case(
        "breadcrumbs, a rubric and a counter",
        f"Home > News\nPolitics\nEXCLUSIVE\nIran, Georgia open bus line\n27 January 2023 | 16:40\n"
        f"Views: 12,345\n{LEAD}\n{MORE}",
        title="Iran, Georgia open bus line",
        published="2023-01-27T16:40:00",
        body=[LEAD, MORE],
    ),
    case(
        "byline and outlet above the headline",
        f"By Jane Doe\nExample Monitor\n\nIran and Georgia Open a Bus Line\n\nMarch 3, 2024\n\n"
        f"{LEAD}\n\n{MORE}",
        title="Iran and Georgia Open a Bus Line",
        byline="Jane Doe",
        outlet="Example Monitor",
        published="2024-03-03",
        body=[LEAD, MORE],
    ),
    case(
        "deck, byline in a city, zone and update",
        f"Iran and Georgia open bus line\nTickets are cheap, drivers are tired\n"
        f"Jane Doe in Tbilisi\nWed 26 Feb 2020 19.06 GMT\n"
        f"Last modified on Wed 26 Feb 2020 20.15 GMT\nShare\n{LEAD}\n{MORE}",
        title="Iran and Georgia open bus line",
        byline="Jane Doe",
        published="2020-02-26T19:06:00+00:00",
        updated="2020-02-26T20:15:00+00:00",
        body=[LEAD, MORE],
    ),
    case(
        "picture credit and caption below the headline",
        f"Iran and Georgia open bus line\n3 hours ago\nShare\nSave\nJane Doe\n"
        f"BBC News, Tbilisi\nGetty Images\nA bus waits in Tbilisi\n{LEAD}\n{MORE}\n"
        f"More on this story\nArmenia waits",
        byline="Jane Doe",
        outlet="BBC",
        published="2026-01-10T09:00:00+00:00",
        precision="hour",
        body=[LEAD, MORE],
    ),
    case(
        "time on a line of its own",
        f"Автобус из Тегерана в Тбилиси\n26 февраля 2020\n19:06\n"
        f"ТБИЛИСИ, 26 февраля. /ТАСС/. {LEAD}\nТеги: Иран",
        title="Автобус из Тегерана в Тбилиси",
        published="2020-02-26T19:06:00+03:00",
        dateline_place="Тбилиси",
        agency="ТАСС",
        body=[LEAD],
    ),
    case(
        "Russian page with an update and a channel",
        "Иран и Грузия открыли автобусный маршрут\n\n19:06 26.02.2020 (обновлено: 20:15 "
        "26.02.2020)\n\nТЕГЕРАН, 26 фев — РИА Новости. Иран и Грузия открыли автобусный маршрут "
        "между Тегераном и Тбилиси, сообщило министерство.\n\nЧитайте также: Армения ждет\n\n"
        "Поделиться\nПодписывайтесь на наш канал",
        published="2020-02-26T19:06:00+03:00",
        updated="2020-02-26T20:15:00+03:00",
        language="ru",
        countries=["GE", "IR"],
        body=[
            (
                "Иран и Грузия открыли автобусный маршрут между Тегераном и Тбилиси, сообщило "
                "министерство."
            )
        ],
    ),
    case(
        "Persian agency with a solar date",
        "سیاست خارجی\nایران و گرجستان خط اتوبوس راه انداختند\nچهارشنبه ۷ اسفند ۱۳۹۸ - ۱۹:۰۶\n"
        "کد خبر: 12345678\nتهران - ایرنا - ایران و گرجستان روز چهارشنبه خط اتوبوس تهران - تفلیس "
        "را راه انداختند.\nبرچسب‌ها: ایران\nنظر شما",
        title="ایران و گرجستان خط اتوبوس راه انداختند",
        published="2020-02-26T19:06:00+03:30",
        dateline_place="تهران",
        agency="ایرنا",
        language="fa",
        countries=["GE", "IR"],
        event_day="2020-02-26",
        body=["ایران و گرجستان روز چهارشنبه خط اتوبوس تهران - تفلیس را راه انداختند."],
    ),
    case(
        "Azerbaijani agency",
        "Azərbaycan və Gürcüstan yeni qatar açıb\nİqtisadiyyat\n26 Fevral 2020 19:06\n"
        "Bakı, 26 fevral, AZƏRTAC\nAzərbaycan və Gürcüstan Bakı ilə Tiflis arasında yeni qatar "
        "açıb.\nBölüşün:\n© Materiallardan istifadə edərkən istinad olunmalıdır",
        published="2020-02-26T19:06:00+04:00",
        agency="AZƏRTAC",
        language="az",
        topics=["transport"],
        body=["Azərbaycan və Gürcüstan Bakı ilə Tiflis arasında yeni qatar açıb."],
    ),
    case(
        "Turkish agency",
        "Türkiye ve Gürcistan ortak tatbikat yapacak\nAli Veli Kaya | 26.02.2020 - Güncelleme : "
        "27.02.2020\nANKARA (AA) - Milli Savunma Bakanlığı, Türkiye ve Gürcistan'ın ortak "
        "tatbikat yapacağını bildirdi.\nPaylaş",
        byline="Ali Veli Kaya",
        published="2020-02-26",
        agency="AA",
        language="tr",
        topics=["military"],
        body=[
            "Milli Savunma Bakanlığı, Türkiye ve Gürcistan'ın ortak tatbikat yapacağını bildirdi."
        ],
    ),
    case(
        "Arabic channel with a siren",
        "🔴 عاجل | وزيرا خارجية إيران والسعودية يلتقيان في بغداد\n\n🔹التقى وزيرا خارجية إيران "
        "والسعودية في بغداد وبحثا فتح السفارات.\n\nتابعنا على تلغرام",
        title="وزيرا خارجية إيران والسعودية يلتقيان في بغداد",
        language="ar",
        topics=["diplomacy"],
        body=["التقى وزيرا خارجية إيران والسعودية في بغداد وبحثا فتح السفارات."],
    ),
    case(
        "post of a channel with hashtags",
        f"🇮🇷🇬🇪 BREAKING | Iran, Georgia open bus line\n\n{LEAD}\n\n#Iran #Georgia\n"
        "@examplewire\nhttps://t.me/examplewire",
        title="Iran, Georgia open bus line",
        source_url=None,
        body=[LEAD],
    ),
    case(
        "Reuters copy with a summary, bullets and link marks",
        f"Iran and Georgia open bus line\nBy Jane Doe and Richard Roe\n"
        f"February 26, 2020 7:06 PM GMT+4 Updated 2 hours ago\n\nSummary\n"
        f"Bus line opened\n\nTBILISI/TEHRAN, Feb 26 (Reuters) - {LEAD}\n\n"
        f"The bus runs twice a week, opens new tab, it said.\n\n"
        f"Reporting by Jane Doe in Tbilisi; Editing by A. N. Other\n\nOur Standards: x",
        byline="Jane Doe and Richard Roe",
        published="2020-02-26T19:06:00+04:00",
        dateline_place="Tbilisi/Tehran",
        body=[LEAD, "The bus runs twice a week, it said."],
    ),
    case(
        "city alone on its line",
        f"Türkiye, Georgia discuss bus line\nOfficials meet in Ankara for talks\n"
        f"Jane Doe |26.02.2020 - Update : 27.02.2020\n\nANKARA\n\n{LEAD}\n\n"
        f"Anadolu Agency website contains only a portion of the news stories.",
        byline="Jane Doe",
        published="2020-02-26",
        dateline_place="Ankara",
        body=[LEAD],
    ),
    case(
        "lunar date beside ours",
        f"وزير الخارجية يستقبل نظيره الإيراني\nالأربعاء 1441/7/2 هـ الموافق 2020/02/26 م واس\n"
        f"{LEAD}\n// انتهى //",
        published="2020-02-26",
        body=[LEAD],
    ),
    case(
        "month and day named in the lead",
        f"Ministers meet in Tbilisi\n05/04/2025 - 19:06\nOn April 5 {LEAD}",
        published="2025-04-05T19:06:00",
        ambiguous_date=False,
    ),
    case(
        "hard-wrapped mail",
        "> Iran, Georgia open bus line\n>\n> February 26, 2020\n>\n"
        "> TEHRAN - Iran and Georgia opened a bus line between Tehran and Tbilisi on\n"
        "> Wednesday. The bus runs twice a week, the ministry said, and takes two\n"
        "> days for the way.\n>\n> Tickets cost 40 dollars.",
        title="Iran, Georgia open bus line",
        published="2020-02-26",
        body=[
            (
                "Iran and Georgia opened a bus line between Tehran and Tbilisi on Wednesday. The "
                "bus runs twice a week, the ministry said, and takes two days for the way."
            ),
            "Tickets cost 40 dollars.",
        ],
    ),
    case(
        "boxes of other headlines between paragraphs",
        f"Iran, Georgia open bus line\n12 March 2021 09:15\n{LEAD}\nRead more: Armenia waits\n"
        f"{MORE}\nAlso read:\nGeorgia sells more wine\nAdvertisement\nRelated:\n- Wine exports\n"
        "The ticket costs 40 dollars, the ministry said.\nMost read\n1. Armenia votes",
        body=[LEAD, MORE, "The ticket costs 40 dollars, the ministry said."],
    ),
    case(
        "headline again",
        f"Iran, Georgia open bus line\n12 March 2021\nIran, Georgia open bus line\n{LEAD}\n{MORE}",
        title="Iran, Georgia open bus line",
        body=[LEAD, MORE],
    ),
    case(
        "date at the foot",
        f"Iran, Georgia open bus line\n\n{LEAD}\n\n{MORE}\n\n26 February 2020 19:06",
        published="2020-02-26T19:06:00",
        body=[LEAD, MORE],
    ),
    case(
        "years in the headline are no date",
        f"Iran's 2025 budget and the war of 2026\n\n{LEAD} In 2020 it was not so.\n\n{MORE}",
        title="Iran's 2025 budget and the war of 2026",
        published=None,
        precision="none",
    ),
    case(
        "an order that nothing decides",
        f"Ministers meet in Tbilisi\n05/04/2025\n{LEAD}",
        ambiguous_date=True,
        precision="day",
    ),
    case(
        "the outlet's order of day and month",
        f"https://www.nytimes.com/x/ministers.html\nMinisters meet in Tbilisi\n05/04/2025\n{LEAD}",
        ambiguous_date=False,
        published="2025-05-04",
        outlet="New York Times",
    ),
    case(
        "entities and markup are text",
        f"Iran &amp; Georgia sign &lt;draft&gt;\n\n{LEAD} <b>Five</b> roads &amp; bridges.",
        title="Iran & Georgia sign <draft>",
        body=[f"{LEAD} <b>Five</b> roads & bridges."],
    ),
]


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_a_layout_is_read(text: str, expected: dict[str, object]):
    found = as_dict(text, RECEIVED)

    found["body"] = found["body"].split("\n\n")
    found["countries"] = sorted(found["countries"])
    assert {name: found[name] for name in expected} == expected


def test_every_line_is_kept_or_named_as_dropped():
    text = "\n".join(
        [
            "Politics",
            "Iran, Georgia open bus line",
            "26 February 2020",
            LEAD,
            "Share",
            MORE,
            "Tags: x",
        ]
    )
    document = paste.read([text], received_at=RECEIVED)

    kept = [document.title, *document.paragraphs, *(line for line, _ in document.dropped)]
    assert sorted(kept) == sorted(text.split("\n"))


def cut_at_words(text: str, units: int) -> list[str]:
    parts = []
    while len(text) > units:
        end = text.rfind(" ", 0, units)
        parts.append(text[:end])
        text = text[end + 1 :]
    return [*parts, text]


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(lambda text: cut_at_words(text, 4096), id="at a space"),
        pytest.param(lambda text: [text[:4096], text[4096:8192], text[8192:]], id="inside a word"),
    ],
)
def test_parts_of_a_cut_message_are_one_text(cut):
    paragraphs = [f"{LEAD} Item {number} of the list was read out." for number in range(90)]
    text = "\n\n".join(["Iran, Georgia open bus line", *paragraphs])

    whole = paste.read([text], received_at=RECEIVED)
    parted = paste.read(cut(text), received_at=RECEIVED)

    assert len(cut(text)) == 3
    assert parted.body == whole.body
