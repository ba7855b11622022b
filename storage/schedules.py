"""The hours at which chats get their digests, and which of them are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage.database import Reader, Transaction
from storage.models.schedules import schedules
from storage.upsert import upsert

# The dates on which a schedule runs are one number. Days of the week are added up: 1 for Monday,
# 2 for Tuesday ... 64; above them stands a day of the month, 129 for the 1st and 159 for the 31st.
EVERY_DAY = 127
WEEKDAYS = 31
_MONTHLY = 128
LAST_OF_MONTH = _MONTHLY + 31


def monthly_on(day: int) -> int:
    """Write a day of the month, 1-31, as `days`; a month without it has its last one instead."""
    if not 1 <= day <= 31:
        raise ValueError(f"not a day of a month: {day}")
    return _MONTHLY + day


def month_day(days: int) -> int | None:
    """Read the day of the month from `days`, None where these are days of the week."""
    return days - _MONTHLY if days > _MONTHLY else None


class Cadence(StrEnum):
    """How often a schedule runs; a chat or topic has one of each at most, side by side."""

    DAILY = "daily"  # on each local date, or on some days of the week
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A chat's hour; `next_due_at` None means that it does not run, by choice or not."""

    id: int
    chat_id: int
    thread_id: int | None  # the forum topic that it is for
    cadence: Cadence
    local_time: time
    zone: str
    wanted: bool
    next_due_at: datetime | None
    last_day: date | None
    window_end: datetime | None
    days: int = EVERY_DAY
    tells_quiet: bool = False  # a day with nothing new is said in one silent line


@dataclass(frozen=True, slots=True)
class Timing:
    """When a schedule runs: its local time and zone, and the moment that follows from them."""

    local_time: time
    zone: str
    tzdata: str
    next_due_at: datetime | None


_FIELDS = (
    schedules.c.id,
    schedules.c.chat_id,
    schedules.c.thread_id,
    schedules.c.cadence,
    schedules.c.local_time,
    schedules.c.zone,
    schedules.c.wanted,
    schedules.c.next_due_at,
    schedules.c.last_day,
    schedules.c.window_end,
    schedules.c.days,
    schedules.c.tells_quiet,
)
_OF_CHAT = select(*_FIELDS).where(schedules.c.chat_id == bindparam("chat")).order_by(schedules.c.id)
_REWIND = (
    update(schedules)
    .where(schedules.c.id == bindparam("schedule"), schedules.c.window_end == bindparam("until"))
    .values(window_end=bindparam("start"))
)
_TIME = (
    update(schedules)
    .where(schedules.c.id == bindparam("schedule"))
    .values(
        local_time=bindparam("at"),
        zone=bindparam("in_zone"),
        tzdata=bindparam("release"),
        next_due_at=bindparam("next_due"),
        wanted=bindparam("is_wanted"),
        window_end=bindparam("until"),
    )
)
_SET_DAYS = (
    update(schedules)
    .where(schedules.c.id == bindparam("schedule"))
    .values(days=bindparam("on_days"))
)
_SET_TELLS_QUIET = (
    update(schedules)
    .where(schedules.c.id == bindparam("schedule"))
    .values(tells_quiet=bindparam("is_told"))
)
_PAUSE = update(schedules).where(schedules.c.chat_id == bindparam("chat")).values(next_due_at=None)
_PAUSE_TOPIC = _PAUSE.where(schedules.c.thread_id == bindparam("thread"))
_OTHER_TZDATA = (
    select(*_FIELDS)
    .where(schedules.c.tzdata != bindparam("release"), schedules.c.id > bindparam("after"))
    .order_by(schedules.c.id)
    .limit(bindparam("most"))
)
_ADD = upsert(schedules).on_conflict_do_nothing()


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        id=row.id,
        chat_id=row.chat_id,
        thread_id=row.thread_id or None,
        cadence=Cadence(row.cadence),
        local_time=row.local_time,
        zone=row.zone,
        wanted=row.wanted,
        next_due_at=row.next_due_at,
        last_day=row.last_day,
        window_end=row.window_end,
        days=row.days,
        tells_quiet=row.tells_quiet,
    )


async def of_chat(reader: Reader, chat_id: int) -> list[Schedule]:
    """Return a chat's schedules, oldest first."""
    return [_schedule(row) for row in await reader.rows(_OF_CHAT, {"chat": chat_id})]


async def add(  # noqa: PLR0913 - all that makes a schedule
    tx: Transaction,
    chat_id: int,
    timing: Timing,
    *,
    cadence: Cadence,
    thread_id: int | None = None,
    days: int = EVERY_DAY,
    tells_quiet: bool = False,
) -> Schedule:
    """Make a schedule that never ran; where the chat has one of this cadence, return that one."""
    values = {
        "chat_id": chat_id,
        "thread_id": thread_id or 0,
        "cadence": cadence,
        "local_time": timing.local_time,
        "zone": timing.zone,
        "tzdata": timing.tzdata,
        "next_due_at": timing.next_due_at,
        "wanted": True,
        "days": days,
        "tells_quiet": tells_quiet,
    }
    await tx.execute(_ADD, values)
    found = [
        schedule
        for schedule in await of_chat(tx, chat_id)
        if (schedule.cadence, schedule.thread_id) == (cadence, thread_id)
    ]
    return found[0]


async def change(
    tx: Transaction,
    schedule: Schedule,
    timing: Timing,
    *,
    wanted: bool,
    window_end: datetime | None,
) -> None:
    """Write when a schedule runs, whether it is wanted, and from where its next digest tells."""
    await tx.execute(
        _TIME,
        {
            "schedule": schedule.id,
            "at": timing.local_time,
            "in_zone": timing.zone,
            "release": timing.tzdata,
            "next_due": timing.next_due_at,
            "is_wanted": wanted,
            "until": window_end,
        },
    )


async def set_days(tx: Transaction, schedule: Schedule, days: int) -> None:
    """Let a schedule run on these dates; when that is next is for `change` to write."""
    await tx.execute(_SET_DAYS, {"schedule": schedule.id, "on_days": days})


async def set_tells_quiet(tx: Transaction, schedule: Schedule, *, wanted: bool) -> None:
    """Let a day with nothing new be said in one silent line, or not at all."""
    await tx.execute(_SET_TELLS_QUIET, {"schedule": schedule.id, "is_told": wanted})


async def pause(tx: Transaction, chat_id: int) -> None:
    """Let none of a chat's schedules run; what the reader chose is kept."""
    await tx.execute(_PAUSE, {"chat": chat_id})


async def pause_topic(tx: Transaction, chat_id: int, thread_id: int | None) -> None:
    """Let no schedule of one topic run; what was chosen is kept."""
    await tx.execute(_PAUSE_TOPIC, {"chat": chat_id, "thread": thread_id or 0})


async def rewind(tx: Transaction, windows: Iterable[tuple[int, datetime, datetime]]) -> None:
    """Give windows (schedule, start, end) back that nobody was told of; the next digest has them.

    A schedule whose window has moved further meanwhile is left as it is.
    """
    parameters = [
        {"schedule": schedule_id, "start": start, "until": end}
        for schedule_id, start, end in windows
    ]
    if parameters:
        await tx.execute(_REWIND, parameters)


async def with_other_tzdata(
    reader: Reader, release: str, *, after_id: int, limit: int
) -> list[Schedule]:
    """Return schedules reckoned with another release of zone data, by id, above `after_id`."""
    parameters = {"release": release, "after": after_id, "most": limit}
    return [_schedule(row) for row in await reader.rows(_OTHER_TZDATA, parameters)]
