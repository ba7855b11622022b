"""Zones in words."""

import pytest

from bot.render import dates


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
