"""When a schedule is due: one run on each local date, whatever the clocks of its zone do.

A local time that a change of clocks leaves out is shifted forward by the gap (02:30 comes at
03:30), and of a time that comes twice the first one counts (fold=0). Cron triggers skip and double
whole days instead.
"""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.schedules import EVERY_DAY

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a schedule: the local date that it belongs to, and its moment in UTC.

    A gap just before midnight can push the moment into the next date; the run keeps its own.
    """

    day: date
    at: datetime


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Return an IANA zone by its name; ValueError for a name that isn't one."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"not an IANA time zone: {name[:60]!r}") from error


def is_on(day: date, days: int) -> bool:
    """Tell whether a date is on one of these days of the week."""
    return bool(days >> day.weekday() & 1)


# Subscribers share few times and zones, so a tick over 100,000 of them computes a few hundred.
@lru_cache(maxsize=8192)
def run_on(day: date, local_time: time, zone: str) -> Run:
    """Return the run of one local date."""
    # fold=0 takes the offset before the change: the first of two, and past a gap by its length.
    local = datetime.combine(day, local_time, tzinfo=zone_of(zone))
    return Run(day, local.astimezone(UTC))


@lru_cache(maxsize=8192)
def next_run(local_time: time, zone: str, *, after: datetime, days: int = EVERY_DAY) -> Run:
    """Return the first run later than `after` on one of these days of the week."""
    # The run of the date before can still lie ahead, where a gap pushed it over midnight.
    day = after.astimezone(zone_of(zone)).date() - DAY
    while (run := run_on(day, local_time, zone)).at <= after or not is_on(day, days):
        day += DAY
    return run


def last_run(local_time: time, zone: str, *, until: datetime, days: int = EVERY_DAY) -> Run:
    """Return the latest run on one of these days that is not later than `until`."""
    day = until.astimezone(zone_of(zone)).date() + DAY
    while (run := run_on(day, local_time, zone)).at > until or not is_on(day, days):
        day -= DAY
    return run


def run_after_change(
    local_time: time,
    zone: str,
    *,
    now: datetime,
    last_day: date | None,
    lateness: timedelta,
    days: int = EVERY_DAY,
) -> Run:
    """Return the next run of a schedule whose time or zone has just changed.

    `last_day` is the local date of its last run, None where it never ran. That date gets no second
    run, and a date without one gets it at once where the new time has passed within `lateness`.
    """
    if last_day is None:
        return next_run(local_time, zone, after=now, days=days)
    latest = last_run(local_time, zone, until=now, days=days)
    if latest.day > last_day and now - latest.at <= lateness:
        return latest
    ahead = next_run(local_time, zone, after=now, days=days)
    if ahead.day > last_day:
        return ahead
    return next_run(local_time, zone, after=run_on(last_day, local_time, zone).at, days=days)


@cache
def tzdata_version() -> str:
    """Name the release of the time zone data in use, such as `2026a`.

    The machine's own data goes before the package's, as it does in `zoneinfo`.
    """
    for folder in zoneinfo.TZPATH:
        listing = Path(folder, "tzdata.zi")
        if listing.is_file():
            with listing.open(encoding="utf-8") as lines:
                return lines.readline().removeprefix("# version").strip()
        if Path(folder, "UTC").is_file():
            return f"unnamed data of {folder}"
    return metadata.version("tzdata")
