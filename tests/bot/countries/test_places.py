"""Where somebody is tells whose clock is theirs: the nearest place of GeoNames has the zone."""

import pytest

from bot.countries.places import Places, zone_at

POINTS = {
    "Tehran": (35.70, 51.42, "Asia/Tehran"),
    "Baku": (40.38, 49.89, "Asia/Baku"),
    "Nakhchivan, which is apart from Baku": (39.21, 45.41, "Asia/Baku"),
    "a Kurdish town of Iran, an hour's drive from Iraq": (36.155, 45.479, "Asia/Tehran"),
    "half an hour off: Kathmandu": (27.71, 85.32, "Asia/Kathmandu"),
    "Samoa, beyond the date line": (-13.83, -171.76, "Pacific/Apia"),
    "Eucla's odd quarter of an hour is nobody's town": (-31.95, 115.86, "Australia/Perth"),
    "Lord Howe has no town of 500": (-33.87, 151.21, "Australia/Sydney"),
}


@pytest.mark.parametrize(("latitude", "longitude", "zone"), POINTS.values(), ids=POINTS)
def test_the_zone_of(latitude, longitude, zone):
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize("point", [(90, 0), (-90, 0), (0, 180), (0, -180)])
def test_the_ends_of_the_map_have_a_zone_too(point):
    assert zone_at(*point)


def test_the_date_line_is_no_border():
    places = Places([(0, 179.9, "East"), (0, -170, "West")])
    assert places.zone_at(0, -179.9) == "East"


def test_without_places_there_is_no_zone():
    assert Places().zone_at(0, 0) is None
