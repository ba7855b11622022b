"""Clocks: the zone that a date line writes, and the zone of a dateline's city."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.countries.folding import name_key
from bot.ingest.date_words import fold

# What the abbreviations mean in the news that we read: IST is India's there, CST Chicago's.
_NAMED = {
    "gmt": "Etc/UTC", "utc": "Etc/UTC", "z": "Etc/UTC", "bst": "Europe/London",
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York",
    "ct": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago",
    "mt": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver",
    "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "cet": "Europe/Paris", "cest": "Europe/Paris", "eet": "Europe/Athens", "eest": "Europe/Athens",
    "msk": "Europe/Moscow", "мск": "Europe/Moscow", "по москве": "Europe/Moscow",
    "trt": "Europe/Istanbul", "tsi": "Europe/Istanbul", "azt": "Asia/Baku", "amt": "Asia/Yerevan",
    "get": "Asia/Tbilisi", "irst": "Asia/Tehran", "irdt": "Asia/Tehran", "gst": "Asia/Dubai",
    "ist": "Asia/Kolkata", "pkt": "Asia/Karachi", "hkt": "Asia/Hong_Kong", "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul", "sgt": "Asia/Singapore", "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney", "по гринвичу": "Etc/UTC", "بتوقیت غرینتش": "Etc/UTC",
    "غرینتش": "Etc/UTC", "به وقت تهران": "Asia/Tehran",
}  # fmt: skip
_ZONE = re.compile(
    r"(?<![^\W\d_])(?:(?P<based>gmt|utc)\s*(?P<offset>[+\-−]\s*\d{1,2}(?::?\d{2})?)"
    r"|(?P<name>" + "|".join(sorted(_NAMED, key=len, reverse=True)) + r")(?!\.?[^\W\d_])"
    r"|(?P<city>[^\W\d_]{4,20}) time(?![^\W\d_]))"
    r"|(?<=\d)(?:\s?(?P<bare>[+\-−]\d{2}:?\d{2})|z)(?!\d)"
)
# The zone that stands for an offset without a name, where no whole-hour zone does.
_ODD_OFFSETS = {
    210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu",
    390: "Asia/Yangon", 570: "Australia/Darwin", -210: "America/St_Johns",
}  # fmt: skip


def find_written(folded: str) -> list[tuple[int, int, str]]:
    """Return (start, end, IANA name) of each zone written in a folded line, in order."""
    found = []
    for match in _ZONE.finditer(folded):
        zone = _zone_of(match)
        if zone:
            found.append((match.start(), match.end(), zone))
    return found


def _zone_of(match: re.Match[str]) -> str | None:
    if match["offset"] or match["bare"]:
        return of_offset(match["offset"] or match["bare"])
    if match["city"]:
        return of_place(match["city"])
    return _NAMED.get(match["name"] or "z")


def of_offset(text: str) -> str | None:
    """Return a zone with this offset (`+4`, `+03:30`, `-0500`); None if there is no such clock."""
    digits = re.sub(r"\D", "", text)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    total = (hours * 60 + minutes) * (1 if text.strip()[0] == "+" else -1)
    if total % 60:
        return _ODD_OFFSETS.get(total)
    if not -12 <= total // 60 <= 14:
        return None
    return f"Etc/GMT{-total // 60:+d}" if total else "Etc/UTC"


def same_offset(one: str, other: str, wall: datetime) -> bool:
    """Whether two zones show the same time at that wall time."""
    return _offset(one, wall) == _offset(other, wall)


def _offset(zone: str, wall: datetime) -> timedelta | None:
    return wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def to_utc(wall: datetime, zone: str | None) -> datetime:
    """Return the moment of a wall time in UTC; without a zone the wall time is taken as UTC."""
    return wall.replace(tzinfo=ZoneInfo(zone) if zone else UTC).astimezone(UTC)


@lru_cache(maxsize=512)
def of_place(name: str) -> str | None:
    """Return the zone of a city by its name in any language, the biggest one's; None if unknown."""
    key = name_key(fold(name[:60]))
    if len(key) < 3:
        return None
    text = _cities()
    place = text.find(f"|{key}|")
    if place < 0:
        return None
    start = text.rfind("\n", 0, place) + 1
    return text[start : text.index("\t", start)]


@cache
def _cities() -> str:
    """Return a line `zone TAB |name|name|` a city, biggest first: 2 MB, a tenth of a dictionary."""
    packed = files("bot.countries").joinpath("data/cities.txt.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines())
    return "\n".join(f"{zone}\t|{names}|" for _code, _name, zone, _capital, _people, names in rows)
