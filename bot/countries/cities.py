"""Cities with their IANA zones, for the question where a reader's clock stands."""

import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.countries.folding import name_key

OFFERED = 6
# Of several cities of one name the biggest is meant if it is so many times bigger than the next.
CLEARLY_BIGGER = 10
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class City:
    """A city as it is shown; `zone` is the IANA name of its clock, `people` are thousands."""

    name: str
    zone: str
    code: str
    people: int


def cities(code: str) -> tuple[City, ...]:
    """Return the capital and the big cities of a country, at most one a zone after the capital."""
    offered: list[City] = []
    for city in _by_country().get(code, ()):
        if not offered or city.zone not in {shown.zone for shown in offered}:
            offered.append(city)
    return tuple(offered[:OFFERED])


def find_city(text: str) -> City | None:
    """Return the city that a reader typed, the biggest of its name; None if there is none."""
    return next(iter(_named(text)), None)


def _named(text: str) -> tuple[City, ...]:
    if len(text) > LONGEST_NAME or "\n" in text:
        return ()  # not worth loading the names for
    return _by_name().get(name_key(text), ())


def find_cities(text: str) -> tuple[City, ...]:
    """Return the cities that a reader may have meant, biggest first and one a zone.

    It is a single one where that is clear, and none where no city is called so.
    """
    named = _named(text)
    key = name_key(text[:LONGEST_NAME])
    biggest = max((city.people for city in named if name_key(city.name) == key), default=0)
    of_zone: dict[str, City] = {}
    for city in named:
        if city.people * CLEARLY_BIGGER > biggest:
            of_zone.setdefault(city.zone, city)
    return tuple(of_zone.values())[:OFFERED]
    if len(text) > LONGEST_NAME or "\n" in text:
        return None  # not worth loading the names for
    return _by_name().get(name_key(text))


def _lines() -> list[list[str]]:
    packed = files("bot.countries").joinpath("data/cities.txt.gz").read_bytes()
    return [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]


@cache
def _by_country() -> dict[str, tuple[City, ...]]:
    found: dict[str, list[City]] = defaultdict(list)
    for code, name, zone, capital, people, _names in _lines():
        place = 0 if capital else len(found[code])
        found[code].insert(place, City(name, zone, code, int(people)))
    return {code: tuple(of_country) for code, of_country in found.items()}


@cache
def _by_name() -> dict[str, tuple[City, ...]]:
    """Every spelling -> its cities, biggest first.

    A city's other name counts only where that city is bigger than those which are called so:
    "St Petersburg" may be the Russian one.
    """
    own: dict[str, tuple[City, ...]] = {}
    other: dict[str, tuple[City, ...]] = {}
    for code, name, zone, _capital, people, names in _lines():
        city = City(name, zone, code, int(people))
        own[name_key(name)] = (*own.get(name_key(name), ()), city)
        for spelling in names.split("|"):
            other[spelling] = (*other.get(spelling, ()), city)
    for name, cities_of_name in own.items():
        biggest = cities_of_name[0].people
        bigger = (city for city in other.get(name, ()) if city.people > biggest)
        own[name] = (*dict.fromkeys(bigger), *cities_of_name)
    return other | own
