"""The question where a reader's clock stands: cities as buttons, and the way to any other."""

from collections.abc import Sequence

from bot.countries.cities import City, cities
from bot.countries.names import display_name
from bot.render import dates
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.i18n import Catalogue
from bot.render.message import Button, Message, Rows
from storage.dyad import Scope

CITIES_A_COUNTRY = 3
_OFFERED = 6
_WIDE = 3
_LABEL = 24


def zone_rows(catalogue: Catalogue, scopes: Sequence[Scope], *, here: bool = False) -> Rows:
    """Offer the cities of the followed countries as time zones, and the way to any other.

    With `here` that may be the place where the reader is.
    """
    codes = dict.fromkeys(code for scope in scopes for code in scope.codes)
    found: dict[str, City] = {}
    # Every country's first city comes before any country's second.
    for place in range(CITIES_A_COUNTRY):
        for of_country in map(cities, codes):
            for city in of_country[place : place + 1]:
                found.setdefault(city.zone, city)
    buttons = [Button(city.name, data=encode("tz", city.zone)) for city in found.values()]
    others = [Button(catalogue.text("settings.other_city"), data=encode("tz", "other"))]
    if here:
        others.append(Button(catalogue.text("zone.button.here"), data=encode("tz", "here")))
    return (*rows_of(buttons[:_OFFERED], wide=_WIDE), tuple(others))


def which_city_message(catalogue: Catalogue, named: Sequence[City]) -> Message:
    """Ask which of several cities of one name is meant."""
    labels = [_label(catalogue, city) for city in named]
    buttons = [
        Button(
            label if labels.count(label) == 1 else _clock(catalogue, city),
            data=encode("tz", city.zone),
        )
        for label, city in zip(labels, named, strict=True)
    ]
    return Message(catalogue.html("zone.which", city=named[-1].name), rows_of(buttons, wide=2))


def _label(catalogue: Catalogue, city: City) -> str:
    """Name a city with its country, by the code where the name would be too long for a button."""
    full = f"{city.name}, {display_name(city.code, catalogue.language)}"
    return full if len(full) <= _LABEL else f"{city.name[: _LABEL - 4]}, {city.code}"


def _clock(catalogue: Catalogue, city: City) -> str:
    """Name a city by whose clock it keeps, where its country has several of that name."""
    name = city.name[: _LABEL - 4]
    return catalogue.text("zone.button.clock", city=name, clock=dates.zone_city(city.zone))
