"""Reading when something is to be published: `tomorrow 09:00`, `3 March 09:00 Baku`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.countries.cities import find_city
from bot.errors import BadInput
from bot.ingest.date_words import TODAY, WEEKDAYS, fold
from bot.ingest.dates import read_line

LONGEST_AHEAD = timedelta(days=366)
_TIME = re.compile(r"(?<![\d.:-])(\d{1,2})[:.](\d{2})(?![\d.:-])")
_SLASHED = re.compile(r"\d/\d|\d\.\d{1,2}\.(?!\d{4}\b)")
_YEAR = re.compile(r"\d{4}")
_TOMORROW = frozenset({"tomorrow", "فردا", "sabah", "yarın", "yarin", "завтра", "غدا", "غداً"})
_EDGES = " ,;\n\t"


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment to come, and the IANA zone in which it was meant."""

    at: datetime
    zone: str


def read_moment(text: str, *, now: datetime, zone: str | None) -> Planned:
    """Read a day and an hour on the clock of `zone`, or of a city that stands behind them.

    An hour without a day is the next time that it strikes. BadInput for what can't be read, for a
    moment in the past or more than a year ahead, and where nothing tells whose clock is meant.
    """
    found = _TIME.search(text)
    if found is None:
        raise BadInput("schedule.unreadable")
    hour, minute = int(found.group(1)), int(found.group(2))
    if hour > 23 or minute > 59:
        raise BadInput("schedule.unreadable")
    day_words, place = _parted(text[: found.start()], text[found.end() :])
    zone = _zone(place) if place else zone
    if zone is None:
        raise BadInput("schedule.no_zone")
    planned = _on_clock(day_words, time(hour, minute), now=now, zone=zone)
    if planned <= now:
        raise BadInput("schedule.past")
    if planned - now > LONGEST_AHEAD:
        raise BadInput("schedule.far")
    return Planned(planned, zone)


def _parted(before: str, behind: str) -> tuple[str, str]:
    """Part the words into those of the day and those of the place; an hour may come first."""
    before, behind = before.strip(_EDGES), behind.strip(_EDGES)
    if before or not behind:
        return before, behind
    is_day = fold(behind) in _TOMORROW | set(TODAY) or fold(behind) in WEEKDAYS
    return (behind, "") if is_day or behind[0].isdecimal() else ("", behind)


def _zone(place: str) -> str:
    if place.upper() in ("UTC", "GMT", "Z"):
        return "UTC"
    city = find_city(place)
    if city is None:
        raise BadInput("schedule.unreadable")
    return city.zone


def _on_clock(words: str, at: time, *, now: datetime, zone: str) -> datetime:
    today = now.astimezone(ZoneInfo(zone)).date()
    day = _day(words, today, now) if words else today
    moment = _utc(day, at, zone)
    if not words and moment <= now:
        return _utc(day + timedelta(days=1), at, zone)
    return moment


def _utc(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _day(words: str, today: date, now: datetime) -> date:
    word = fold(words)
    if word in TODAY:
        return today
    if word in _TOMORROW:
        return today + timedelta(days=1)
    if word in WEEKDAYS:
        ahead = (WEEKDAYS[word] - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead)
    # Of 3/4 a line that looks back would take the day that has been; here either may be meant.
    found = None if _SLASHED.search(words) else read_line(words, received_at=now)
    if found is None or found.published is None or found.published.ambiguous:
        raise BadInput("schedule.unreadable")
    day = found.published.wall.date()
    if day < today and any(map(str.isdecimal, words)) and not _YEAR.search(words):
        # A date line without a year looks back, a plan ahead; but who types the day before
        # yesterday has made a slip.
        coming = date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
        return coming if coming - today < today - day else day
    return day
