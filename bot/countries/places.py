"""The zone of the nearest place to a point on the map; the point itself is used and forgotten."""

import gzip
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files


class Places:
    """Places with their zones, in the order of their latitudes."""

    def __init__(self, places: Iterable[tuple[float, float, str]] = ()) -> None:
        self._places = sorted(places)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[tuple[float, float, str]]:
        return iter(self._places)

    def add(self, latitude: float, longitude: float, zone: str) -> None:
        """Put one more place in its order."""
        place = (latitude, longitude, zone)
        self._places.insert(bisect_left(self._places, place), place)

    def zone_at(self, latitude: float, longitude: float) -> str | None:
        """Return the zone of the nearest place; None where there is no place at all."""
        middle = bisect_left(self._places, (latitude,))
        nearest, found = math.inf, None
        for side in (range(middle, len(self._places)), range(middle - 1, -1, -1)):
            for number in side:
                place = self._places[number]
                # Nothing further off in latitude alone can be nearer.
                if abs(place[0] - latitude) > nearest:
                    break
                distance = _degrees(latitude, longitude, place[0], place[1])
                if distance < nearest:
                    nearest, found = distance, place[2]
        return found


def _degrees(latitude: float, longitude: float, other: float, other_longitude: float) -> float:
    """Return how far two points lie apart, in degrees of a great circle."""
    one, two = math.radians(latitude), math.radians(other)
    across = math.radians(longitude - other_longitude)
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(across)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def zone_at(latitude: float, longitude: float) -> str | None:
    """Return the IANA zone of the place of GeoNames that is nearest to a point."""
    return _places().zone_at(latitude, longitude)


@cache
def _places() -> Places:
    packed = files("bot.countries").joinpath("data/places.txt.gz").read_bytes()
    lines = (line.split("\t") for line in gzip.decompress(packed).decode().splitlines())
    return Places(
        (float(latitude), float(longitude), zone)
        for zone, points in lines
        for latitude, longitude in (point.split(",") for point in points.split(" "))
    )
