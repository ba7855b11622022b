"""When a schedule is due: one run on each local date, whatever the clocks of its zone do.

A local time that a change of clocks leaves out is shifted forward by the gap (02:30 comes at
03:30), and of a time that comes twice the first one counts (fold=0). Cron triggers skip and double
whole days instead.
"""

import zoneinfo
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.schedules import EVERY_DAY, Cadence, month_day

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


@cache
def _names() -> dict[str, str]:
    names = zoneinfo.available_timezones()
    return {name.lower(): name for name in names if "/" in name or name in ("UTC", "GMT")}


def zone_named(text: str) -> str | None:
    """Return the IANA zone that somebody typed, in any letters (`europe/berlin`), else None."""
    typed = text.strip().lower().replace(" ", "_")
    # Listing all zones reads the disk, so it is done only for what looks like one.
    return _names().get(typed) if "/" in typed or typed in ("utc", "gmt") else None


def is_on(day: date, days: int) -> bool:
    """Tell whether a date is one of these (see `storage.schedules` for how they are written)."""
    wanted = month_day(days)
    if wanted is None:
        return bool(days >> day.weekday() & 1)
    return day.day == min(wanted, monthrange(day.year, day.month)[1])


# Subscribers share few times and zones, so a tick over 100,000 of them computes a few hundred.
@lru_cache(maxsize=8192)
def run_on(day: date, local_time: time, zone: str) -> Run:
    """Return the run of one local date."""
    # fold=0 takes the offset before the change: the first of two, and past a gap by its length.
    local = datetime.combine(day, local_time, tzinfo=zone_of(zone))
    return Run(day, local.astimezone(UTC))


@lru_cache(maxsize=8192)
def next_run(local_time: time, zone: str, *, after: datetime, days: int = EVERY_DAY) -> Run:
    """Return the first run later than `after` on one of these days."""
    # The run of the date before can still lie ahead, where a gap pushed it over midnight.
    day = after.astimezone(zone_of(zone)).date() - DAY
    while not is_on(day, days) or (run := run_on(day, local_time, zone)).at <= after:
        day += DAY
    return run


@lru_cache(maxsize=8192)
def last_run(local_time: time, zone: str, *, until: datetime, days: int = EVERY_DAY) -> Run:
    """Return the latest run on one of these days that is not later than `until`."""
    day = until.astimezone(zone_of(zone)).date() + DAY
    while not is_on(day, days) or (run := run_on(day, local_time, zone)).at > until:
        day -= DAY
    return run


def _turn_of(day: date, cadence: Cadence) -> tuple[int, ...]:
    """Name the day, week or month of which a schedule of this cadence tells once."""
    if cadence is Cadence.WEEKLY:
        return day.isocalendar()[:2]
    return (day.year, day.month) if cadence is Cadence.MONTHLY else (day.toordinal(),)


def run_after_change(  # noqa: PLR0913 - all that a run depends on
    local_time: time,
    zone: str,
    *,
    now: datetime,
    last_day: date | None,
    lateness: timedelta,
    days: int = EVERY_DAY,
    cadence: Cadence = Cadence.DAILY,
) -> Run:
    """Return the next run of a schedule whose time, days or zone have just changed.

    `last_day` is the local date of its last run, None where it never ran. That date gets no second
    run, and a date (for a weekly one a week, for a monthly one a month) without one gets it at once
    where the new time has passed within `lateness`.
    """
    if last_day is None:
        return next_run(local_time, zone, after=now, days=days)
    latest = last_run(local_time, zone, until=now, days=days)
    is_owed = latest.day > last_day and _turn_of(latest.day, cadence) != _turn_of(last_day, cadence)
    if is_owed and now - latest.at <= lateness:
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
