"""The names that people are shown, and the cities that the question of the clock offers."""

import pytest

from bot.countries.cities import cities, find_cities, find_city
from bot.countries.names import display_name

SHOWN = {
    ("TR", "en"): "Türkiye",
    ("CD", "en"): "DR Congo",
    ("XK", "en"): "Kosovo",
    ("EU", "en"): "European Union",
    ("KR", "en"): "South Korea",
    ("IR", "fa"): "ایران",
    ("AZ", "az"): "Azərbaycan",
    ("AZ", "az-Latn"): "Azərbaycan",
    ("RU", "ru"): "Россия",
    ("IR", "sw"): "Iran",
    ("QQ", "en"): "QQ",
}


@pytest.mark.parametrize(("key", "name"), SHOWN.items())
def test_countries_have_short_names(key, name):
    assert display_name(*key) == name


def test_a_country_offers_its_capital_first_and_one_city_a_zone():
    offered = cities("RU")
    assert offered[0].name == "Moscow"
    assert len({city.zone for city in offered}) == len(offered)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Tabriz", "Asia/Tehran"), ("تبریز", "Asia/Tehran"), ("баку", "Asia/Baku"), ("x", None)],
)
def test_a_typed_city_has_its_zone(typed, zone):
    city = find_city(typed)
    assert (city.zone if city else None) == zone


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("London", ["GB"]),  # the Canadian one is far smaller
        ("Birmingham", ["GB", "US"]),
        ("Hyderabad", ["IN", "PK"]),
        ("St Petersburg", ["RU", "US"]),  # the big one is Saint Petersburg
        ("Springfield", ["US", "US"]),  # one in Chicago's time, one in New York's
        ("Atlantis", []),
    ],
)
def test_a_city_name_that_fits_several_is_not_chosen_in_silence(typed, codes):
    assert [city.code for city in find_cities(typed)] == codes
