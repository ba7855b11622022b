"""Read date lines: which lines are one, and the moments that they name."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.ingest import outlets, zones
from bot.ingest.date_scan import Day, Scan, Stamp, scan
from bot.ingest.date_words import NOISE, fold
from bot.ingest.document import Precision
from bot.ingest.furniture import why_furniture

# A date line has hardly a letter beside its date; a headline or a sentence has many more.
_LONGEST, _MOST_LETTERS = 120, 6
# "Talks today." is no date line.
_MOST_BESIDE_AGO = 2
# Beside a full date with a time of day a section's name may stand ("Transport 26 February ...").
_MOST_BESIDE_A_TIME = 24
# A page's date may lie a little ahead: zones, and evening editions of tomorrow's paper.
_AHEAD = timedelta(days=2)
_LANGUAGES = ["en", "ru", "az", "fa", "tr", "ar", "fr", "de"]
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment on the source's own clock; `zone` only where the line writes it."""

    wall: datetime
    precision: Precision
    zone: str | None = None
    ambiguous: tuple[date, date] | None = None
    is_solar: bool = False
    is_afghan: bool = False


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a date line says."""

    published: Moment | None
    updated: Moment | None
    beside: str = ""  # the words beside the date, folded


def read(line: str) -> datetime | None:
    """Return the publication moment that a line names, as written; None for any other text.

    It is aware where the line writes a zone, else on the source's own clock.
    """
    now = SystemClock().now()
    found = read_line(line, received_at=now) or _in_pieces(line, now)
    moment = (found.published or found.updated) if found else _in_dateline(line, now)
    if moment is None:
        return None
    return moment.wall.replace(tzinfo=ZoneInfo(moment.zone)) if moment.zone else moment.wall


def read_line(
    line: str, *, received_at: datetime, day_first: bool | None = None
) -> DateLine | None:
    """Return what a line says if it is a date line, else None.

    A missing year and "3 hours ago" count from `received_at`; `day_first` settles 05/04/2025.
    """
    if not 4 <= len(line) <= _LONGEST or not _has_number(line):
        return None
    found = scan(line)
    if found.published.is_empty and found.updated.is_empty:
        return _by_dateparser(line, found)
    if not _is_date_line(line, found):
        return None
    if found.published.time_of_day and found.published.zone is None:
        found.published.zone = _city_clock(found.rest)
    published = resolve(found.published, received_at, day_first=day_first, weekday=found.weekday)
    updated = resolve(_with_day(found.updated, published), received_at, day_first=day_first)
    if published is None and updated is None:
        return None
    return DateLine(published, updated, _beside(found.rest))


def _in_pieces(line: str, now: datetime) -> DateLine | None:
    """Read `Jane Doe | 26.02.2020 - Update: 26.02.2020` by the piece that is a date line."""
    pieces = re.split(r"\s*[|•·]\s*", line[:_LONGEST])
    read_ones = (read_line(piece, received_at=now) for piece in pieces if len(pieces) > 1)
    return next((found for found in read_ones if found and found.published), None)


def read_time_line(line: str, before: DateLine) -> DateLine | None:
    """Return a date line completed by a line with a time only ("19:06", "Updated 7:06 p.m. ET")."""
    found = scan(line) if len(line) <= 40 else None
    if found is None or not (found.published.is_empty and found.updated.is_empty):
        return None
    words = [word for word in _WORD.findall(found.rest) if word not in NOISE]
    if sum(map(len, words)) > _MOST_LETTERS or before.published is None:
        return None
    wall = before.published.wall
    if found.updated.time_of_day:
        moment = datetime.combine(wall.date(), found.updated.time_of_day)
        return replace(before, updated=Moment(moment, Precision.MINUTE, found.updated.zone))
    if found.published.time_of_day is None or before.published.precision is not Precision.DAY:
        return None
    published = replace(
        before.published,
        wall=datetime.combine(wall.date(), found.published.time_of_day),
        precision=Precision.MINUTE,
        zone=found.published.zone or _city_clock(found.rest),
    )
    return replace(before, published=published)


def _has_number(line: str) -> bool:
    return any(sign.isdigit() for sign in line) or not scan(line).published.is_empty


def _is_date_line(line: str, found: Scan) -> bool:
    words = [word for word in _WORD.findall(found.rest) if word not in NOISE]
    words = [word for word in words if not outlets.known(name=word)]
    letters = sum(map(len, words))
    if found.published.day is None and found.updated.day is None:
        return letters <= _MOST_BESIDE_AGO
    if outlets.known(name=_beside(found.rest)):
        return True
    if letters <= _MOST_LETTERS:
        # "Budget on March 17." is a sentence.
        return letters <= _MOST_BESIDE_AGO or not line.rstrip().endswith(".")
    if len(words) <= 2 and zones.of_place(" ".join(words)):
        return True  # "Washington, 26 February 2020"
    if words and why_furniture(" ".join(found.rest.split()), "section"):
        return True  # "26 February 2020 Peace and Security"
    stamp = found.published
    is_full = stamp.day is not None and stamp.day.year is not None and stamp.time_of_day is not None
    return (
        is_full
        and letters <= _MOST_BESIDE_A_TIME
        and len(words) <= 3
        and not line.rstrip().endswith((".", "!", "?"))
    )


def _beside(rest: str) -> str:
    return " ".join(rest.split()).strip(" .,:;|/–—-()[]").removeprefix("by ")


def _city_clock(rest: str) -> str | None:
    """Return the zone of a city that stands beside the time ("19:06 Moscow")."""
    words = [word for word in _WORD.findall(rest) if word not in NOISE]
    return zones.of_place(words[0]) if len(words) == 1 and len(words[0]) > 3 else None


def _with_day(updated: Stamp, published: Moment | None) -> Stamp:
    """Complete an update that names a time only, or a day without its year, by the publication."""
    if published is None or updated.ago is not None:
        return updated
    day, wall = updated.day, published.wall
    if day is None and updated.time_of_day:
        return replace(updated, day=Day(wall.month, wall.day, wall.year))
    if day and day.year is None and not day.is_solar:
        is_next_year = (day.month, day.day) < (wall.month, wall.day)
        return replace(updated, day=replace(day, year=wall.year + is_next_year))
    return updated


def resolve(
    stamp: Stamp,
    received_at: datetime,
    *,
    day_first: bool | None = None,
    weekday: int | None = None,
) -> Moment | None:
    """Return the moment of a stamp; None if it names no day."""
    if stamp.day is None:
        return _relative(stamp, received_at)
    day, other = _pick_day(stamp.day, received_at, day_first=day_first, weekday=weekday)
    return Moment(
        wall=datetime.combine(day, stamp.time_of_day or time()),
        precision=Precision.MINUTE if stamp.time_of_day else Precision.DAY,
        zone=stamp.zone,
        ambiguous=(day, other) if other else None,
        is_solar=stamp.day.is_solar,
        is_afghan=stamp.day.is_afghan,
    )


def _relative(stamp: Stamp, received_at: datetime) -> Moment | None:
    if stamp.ago is None:
        return None
    moment = (received_at - stamp.ago).astimezone(UTC).replace(tzinfo=None)
    if not stamp.ago_in_days:
        return Moment(moment, Precision.HOUR, "Etc/UTC")
    if stamp.time_of_day:
        return Moment(
            datetime.combine(moment.date(), stamp.time_of_day), Precision.MINUTE, stamp.zone
        )
    return Moment(datetime.combine(moment.date(), time()), Precision.DAY)


def _pick_day(
    day: Day, received_at: datetime, *, day_first: bool | None, weekday: int | None
) -> tuple[date, date | None]:
    """Return the day, and the other reading where nothing decides between the two."""
    latest = (received_at + _AHEAD).date()
    if day.year is None:
        return day_without_year(day, latest), None
    first = day.on(day.year)
    if day.swapped is None or day_first is True:
        return first, None
    if day_first is False:
        return day.swapped, None
    readings = [reading for reading in (first, day.swapped) if reading <= latest]
    if weekday is not None:
        readings = [reading for reading in readings if reading.weekday() == weekday] or readings
    if len(readings) == 1:
        return readings[0], None
    return first, day.swapped


def day_without_year(day: Day, latest: date) -> date:
    """Return the newest such day that is not after `latest`."""
    year = latest.year - 621 if day.is_solar else latest.year
    for back in range(9):  # 29 February may be eight years away
        try:
            found = day.on(year - back)
        except ValueError:
            continue
        if found <= latest:
            return found
    raise ValueError(f"no such day: {day}")


def _in_dateline(line: str, now: datetime) -> Moment | None:
    from bot.ingest.dateline import read_dateline  # noqa: PLC0415

    found = read_dateline(line)
    return resolve(found.stamp, now) if found and found.stamp else None


def _by_dateparser(line: str, found: Scan) -> DateLine | None:
    """Ask dateparser about a short line with a number, a year and a word we don't know."""
    words = [word for word in _WORD.findall(found.rest) if word not in NOISE]
    if len(line) > 60 or not 1 <= len(words) <= 3 or not re.search(r"(19|20)\d\d", fold(line)):
        return None
    import dateparser  # noqa: PLC0415

    settings = {"STRICT_PARSING": True, "PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY"}
    moment: datetime | None = dateparser.parse(line, languages=_LANGUAGES, settings=settings)
    if moment is None:
        return None
    has_time = found.published.time_of_day is not None
    return DateLine(
        Moment(moment.replace(tzinfo=None), Precision.MINUTE if has_time else Precision.DAY), None
    )
