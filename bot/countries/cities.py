"""Cities with their IANA zones, for the question where a reader's clock stands."""

import gzip
from collections import defaultdict
from collections.abc import Iterator
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
    return _spellings().get(name_key(text))


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


class _Spellings:
    """Spellings with their cities, biggest first; nearly all have a single one."""

    def __init__(self) -> None:
        self._first: dict[str, City] = {}
        self._all: dict[str, tuple[City, ...]] = {}

    def add(self, spelling: str, city: City) -> None:
        first = self._first.setdefault(spelling, city)
        if first is not city:
            self._all[spelling] = (*self._all.get(spelling, (first,)), city)

    def get(self, spelling: str) -> tuple[City, ...]:
        found = self._all.get(spelling)
        if found is None and spelling in self._first:
            found = (self._first[spelling],)
        return found or ()

    def put(self, spelling: str, named: tuple[City, ...]) -> None:
        self._first[spelling] = named[0]
        self._all.pop(spelling, None)
        if len(named) > 1:
            self._all[spelling] = named

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)


@cache
def _spellings() -> _Spellings:
    """Read every spelling with its cities.

    A city's other name counts only where that city is bigger than those which are called so:
    "St Petersburg" may be the Russian one.
    """
    own, named = _Spellings(), _Spellings()
    for code, name, zone, _capital, people, names in _lines():
        city = City(name, zone, code, int(people))
        own.add(name_key(name), city)
        for spelling in names.split("|"):
            named.add(spelling, city)
    for name in own:
        called = own.get(name)
        bigger = [city for city in named.get(name) if city.people > called[0].people]
        named.put(name, (*dict.fromkeys(bigger), *called))
    return named
