"""Which lines are date lines, and what they say."""

from datetime import UTC, datetime

import pytest

from bot.countries.solar import gregorian
from bot.ingest.dates import Moment, read, read_line

RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)


def shown(moment: Moment | None) -> str:
    if moment is None:
        return ""
    wall = moment.wall.isoformat(sep=" ", timespec="minutes")
    day = wall[:10] if moment.precision == "day" else wall
    return f"{day} {moment.zone or ''}".strip()


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("February 26, 2020 - 19:6", "2020-02-26 19:06"),
        ("Wed Feb 26 19:06:00 UTC 2020", "2020-02-26 19:06 Etc/UTC"),
        ("PublishedFeb 26, 202019:06", "2020-02-26 19:06"),
        ("26 February 2020 Peace and Security", "2020-02-26"),
        ("Print edition : February 26, 2020", "2020-02-26"),
        ("٢٦ شباط/فبراير ٢٠٢٠ - ١٩:٠٦", "2020-02-26 19:06"),
        ("26 de febrero del 2020", "2020-02-26"),
        ("2020年2月26日 19時06分", "2020-02-26 19:06"),
        ("- February, 26, 2020 - 19:06 - Defense news", "2020-02-26 19:06"),
        ("26.02.2020 [19:06]", "2020-02-26 19:06"),
        ("Transport 26 February 2020 19:06 (UTC +04:00)", "2020-02-26 19:06 Etc/GMT-4"),
        ("Source: Agency| 2020-02-26 19:06:45|Editor: nn", "2020-02-26 19:06"),
        ("26 February 2020 | 19:06", "2020-02-26 19:06"),
        ("2020-02-26T19:06:00+03:30", "2020-02-26 19:06 Asia/Tehran"),
        ("2020-02-26T19:06:00Z", "2020-02-26 19:06 Etc/UTC"),
        ("2020-February-26  19:06", "2020-02-26 19:06"),
        ("26 Feb 2020 - 7.06pm", "2020-02-26 19:06"),
        ("Feb 26 2020 at 7:06pm", "2020-02-26 19:06"),
        ("8:00 AM · Feb 26, 2020", "2020-02-26 08:00"),
        ("12:06 a.m., Feb. 26, 2020", "2020-02-26 00:06"),
        ("Wed 26 Feb 2020 19.06 GMT", "2020-02-26 19:06 Etc/UTC"),
        ("PUBLISHED WED, FEB 26 2020 7:06 PM EST", "2020-02-26 19:06 America/New_York"),
        ("Posted: Feb 26, 2020 / 07:06 PM IST", "2020-02-26 19:06 Asia/Kolkata"),
        ("26/02/2020 19:06 Tehran time", "2020-02-26 19:06 Asia/Tehran"),
        ("February 26, 2020, 19:06 Moscow", "2020-02-26 19:06 Europe/Moscow"),
        ("Washington, 26 February 2020", "2020-02-26"),
        ("February 26th, 2020", "2020-02-26"),
        ("25–26 February 2020", "2020-02-26"),
        ("26.02.20", "2020-02-26"),
        ("02/26/2020 7:06 PM", "2020-02-26 19:06"),
        ("26 ФЕВ, 19:06", "2025-02-26 19:06"),
        ("26 февраля 2020 г., 19:06 мск", "2020-02-26 19:06 Europe/Moscow"),
        ("26 fevral 2020-ci il 19:06", "2020-02-26 19:06"),
        ("26 Şubat 2020 Çarşamba 19:06", "2020-02-26 19:06"),
        ("Oluşturulma Tarihi: Şubat 26, 2020 19:06", "2020-02-26 19:06"),
        ("چهارشنبه ۷ اسفند ۱۳۹۸ - ۱۹:۰۶", "2020-02-26 19:06"),
        ("۱۹:۰۶ - ۱۳۹۸/۱۲/۰۷", "2020-02-26 19:06"),
        ("۷ اسفند ۱۳۹۸، ۱۹:۰۶ کد خبر: 83691234", "2020-02-26 19:06"),
        ("۷ حوت ۱۳۹۸", "2020-02-26"),
        ("Esfand 7, 1398", "2020-02-26"),
        ("نشر في: 26 فبراير ,2020: 07:06 م", "2020-02-26 19:06"),
        ("26 كانون الثاني 2020", "2020-01-26"),
        ("٢٦ فبراير ٢٠٢٠ ١٩:٠٦", "2020-02-26 19:06"),
        ("26 février 2020 à 19h06", "2020-02-26 19:06"),
        ("26. Februar 2020, 19:06 Uhr", "2020-02-26 19:06"),
        ("26 de febrero de 2020", "2020-02-26"),
        ("31 December, 23:50", "2025-12-31 23:50"),
        ("29 February", "2024-02-29"),
        ("January 12", "2026-01-12"),
        ("January 13", "2025-01-13"),
        ("3 hours ago", "2026-01-10 09:00 Etc/UTC"),
        ("3 часа назад", "2026-01-10 09:00 Etc/UTC"),
        ("۳ ساعت پیش", "2026-01-10 09:00 Etc/UTC"),
        ("منذ 3 ساعات", "2026-01-10 09:00 Etc/UTC"),
        ("2 saat əvvəl", "2026-01-10 10:00 Etc/UTC"),
        ("Yesterday, 19:06", "2026-01-09 19:06"),
    ],
)
def test_a_date_line_names_its_moment(line: str, published: str):
    found = read_line(line, received_at=RECEIVED)

    assert found is not None
    assert shown(found.published) == published


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        (
            "November 23, 20252:15 PM GMT+3Updated 20 hours ago",
            "2025-11-23 14:15 Etc/GMT-3",
            "2026-01-09 16:00 Etc/UTC",
        ),
        (
            "19:06 26.02.2020 (обновлено: 20:15 26.02.2020)",
            "2020-02-26 19:06",
            "2020-02-26 20:15",
        ),
        (
            "Giriş: 26.02.2020 - 19:06 Güncelleme: 27.02.2020 - 10:00",
            "2020-02-26 19:06",
            "2020-02-27 10:00",
        ),
        (
            "Issued on: 26/02/2020 - 19:06Modified: 26/02/2020 - 20:15",
            "2020-02-26 19:06",
            "2020-02-26 20:15",
        ),
        ("Feb 26, 2020 19:06 | Updated Feb 27", "2020-02-26 19:06", "2020-02-27"),
        ("Last modified on Wed 26 Feb 2020 20.15 GMT", "", "2020-02-26 20:15 Etc/UTC"),
    ],
)
def test_an_update_is_told_from_the_publication(line: str, published: str, updated: str):
    found = read_line(line, received_at=RECEIVED)

    assert found is not None
    assert (shown(found.published), shown(found.updated)) == (published, updated)


@pytest.mark.parametrize(
    "line",
    [
        "Iran and Azerbaijan sign deal on 26 February 2020",
        "On Feb. 26, Iran said",
        "Iran's 2025 budget and the war of 2026",
        "March 8 protests in Tehran",
        "Budget on March 17.",
        "Talks today.",
        "Election 2024",
        "2 min read",
        "12.5 percent",
        "31.02.2020",
        "20:20",
        "",
    ],
)
def test_other_lines_are_no_date_lines(line: str):
    assert read_line(line, received_at=RECEIVED) is None


def test_an_undecided_order_keeps_both_readings():
    found = read_line("05/04/2025", received_at=RECEIVED)

    assert found is not None
    assert found.published is not None
    assert [str(day) for day in found.published.ambiguous or ()] == ["2025-04-05", "2025-05-04"]


@pytest.mark.parametrize(
    ("line", "day_first", "day"),
    [
        pytest.param("05/04/2025", True, "2025-04-05", id="the source writes the day first"),
        pytest.param("05/04/2025", False, "2025-05-04", id="the source writes the month first"),
        pytest.param("Sunday 05/04/2025", None, "2025-05-04", id="the weekday decides"),
        pytest.param("11/01/2026", None, "2026-01-11", id="the other reading is far ahead"),
        pytest.param("05.04.2025", None, "2025-04-05", id="dots mean day first"),
    ],
)
def test_an_order_that_something_decides_is_not_asked(line, day_first, day):
    found = read_line(line, received_at=RECEIVED, day_first=day_first)

    assert found is not None
    assert found.published is not None
    assert (str(found.published.wall.date()), found.published.ambiguous) == (day, None)


def test_the_outside_view_reads_datelines_too():
    moment = read("MOSCOW, December 31, 2024. /TASS/.")

    assert moment == datetime(2024, 12, 31)  # noqa: DTZ001


def test_solar_years_agree_with_another_package():
    jdatetime = pytest.importorskip("persiantools.jdatetime")

    for year in range(1300, 1471):
        assert gregorian(year, 12, 29) == jdatetime.JalaliDate(year, 12, 29).to_gregorian()
