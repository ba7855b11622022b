"""Zones and rhythms in words."""

import pytest

from bot.render import dates
from bot.render.i18n import catalogue
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, WEEKDAYS, monthly_on


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Berlin", "Berlin"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("Etc/GMT-4", "UTC+4"),
        ("Etc/GMT+10", "UTC-10"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_named_by_its_city_or_its_offset(zone: str, name: str) -> None:
    assert dates.zone_city(zone) == name


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (EVERY_DAY, "daily"),
        (WEEKDAYS, "on weekdays"),
        (64 + 15, "from Sunday to Thursday"),
        (32 + 64 + 7, "from Saturday to Wednesday"),
        (2 + 4 + 8, "from Tuesday to Thursday"),
        (1 + 4 + 16, "on Monday, Wednesday, Friday"),
        (32 + 64, "on Saturday, Sunday"),
        (64 + 1, "on Sunday, Monday"),
        (1 + 2 + 8 + 64, "on Sunday, Monday, Tuesday, Thursday"),
        (16, "weekly on Friday"),
        (monthly_on(15), "monthly on day 15"),
        (LAST_OF_MONTH, "on the last day of each month"),
    ],
)
def test_a_rhythm_in_words(days, words):
    assert dates.rhythm(catalogue("en"), days) == words
