"""Cities with their IANA zones, for the question where a reader's clock stands."""

import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.countries.folding import name_key

OFFERED = 6


@dataclass(frozen=True, slots=True)
class City:
    """A city as it is shown; `zone` is the IANA name of its clock."""

    name: str
    zone: str
    code: str


def cities(code: str) -> tuple[City, ...]:
    """Return the capital and the big cities of a country, at most one a zone after the capital."""
    offered: list[City] = []
    for city in _by_country().get(code, ()):
        if not offered or city.zone not in {shown.zone for shown in offered}:
            offered.append(city)
    return tuple(offered[:OFFERED])


def find_city(text: str) -> City | None:
    """Return the city that a reader typed, the biggest of its name; None if there is none."""
    return _by_name().get(name_key(text[:100]))


def _lines() -> list[list[str]]:
    packed = files("bot.countries").joinpath("data/cities.txt.gz").read_bytes()
    return [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]


@cache
def _by_country() -> dict[str, tuple[City, ...]]:
    found: dict[str, list[City]] = defaultdict(list)
    for code, name, zone, capital, _names in _lines():
        place = 0 if capital else len(found[code])
        found[code].insert(place, City(name, zone, code))
    return {code: tuple(of_country) for code, of_country in found.items()}


@cache
def _by_name() -> dict[str, City]:
    """Every spelling -> its biggest city; a city's own name goes before another's other name."""
    own: dict[str, City] = {}
    other: dict[str, City] = {}
    for code, name, zone, _capital, names in _lines():
        city = City(name, zone, code)
        own.setdefault(name_key(name), city)
        for spelling in names.split("|"):
            other.setdefault(spelling, city)
    return other | own
