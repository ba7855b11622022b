"""A chat's hours: made, moved, stopped and taken up again, always one run on a local date."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.delivery.turns import first_window_of, lateness_of
from bot.subscribing import time_rule
from config.limits import UNDO_WITHIN
from storage import chats, closed_topics, schedules
from storage.chats import Chat, ChatState
from storage.database import Database, Reader, Transaction
from storage.schedules import EVERY_DAY, Cadence, Schedule, Timing, monthly_on

DEFAULT_TIME = time(8)
DEFAULT_DAYS = {Cadence.DAILY: EVERY_DAY, Cadence.WEEKLY: 1, Cadence.MONTHLY: monthly_on(1)}
# What stands in a schedule whose chat has no zone yet; it does not run before there is one.
_NO_ZONE = "UTC"
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NextDigest:
    """When the next digest comes, and what that depends on."""

    at: datetime
    local_time: time
    zone: str
    days: int
    cadence: Cadence
    first_window: timedelta | None  # how far it looks back where it is the first one


async def set_zone(
    database: Database, chat_id: int, zone: str, *, now: datetime, thread_id: int | None = None
) -> NextDigest | None:
    """Set a chat's time zone (IANA) and move its schedules there; a chat without one gets one.

    Return what comes next, None where nothing is wanted. ValueError for what is no zone.
    """
    time_rule.zone_of(zone)
    async with database.transaction() as tx:
        chat = await chats.set_zone(tx, chat_id, zone)
        await ensure_daily(tx, chat, now=now, thread_id=thread_id)
        for schedule in await schedules.of_chat(tx, chat.id):
            moved = replace(schedule, zone=zone)
            await _reckon(tx, chat, moved, now=now, before=schedule)
        return await next_digest(tx, chat.id, thread_id=thread_id)


@dataclass(frozen=True, slots=True)
class Change:
    """What of one schedule changes; None leaves it as it is."""

    local_time: time | None = None
    days: int | None = None
    wanted: bool = True
    ends_daily: bool = False  # and the daily one stops: this one comes instead of it


async def change(
    database: Database,
    chat_id: int,
    changed: Change,
    *,
    now: datetime,
    cadence: Cadence = Cadence.DAILY,
    thread_id: int | None = None,
) -> NextDigest | None:
    """Change one schedule of a chat or a topic; one that was off or not there starts.

    Return when it comes next; None where it is off now, or has to wait for the chat's zone.
    """
    async with database.transaction() as tx:
        chat = await chats.by_id(tx, chat_id)
        before = await _ensure(tx, chat, cadence, now=now, thread_id=thread_id)
        days = before.days if changed.days is None else changed.days
        await schedules.set_days(tx, before, days)
        moved = replace(
            before if before.wanted else _shortened(before, now=now),
            local_time=changed.local_time or before.local_time,
            days=days,
            wanted=changed.wanted,
        )
        if changed.ends_daily:
            place = await of_place(tx, chat_id, thread_id=thread_id)
            if (daily := place.get(Cadence.DAILY)) is not None:
                off = replace(daily, wanted=False)
                await _reckon(tx, chat, off, now=now, before=daily)
        return await _reckon(tx, chat, moved, now=now, before=before)


def _shortened(schedule: Schedule, *, now: datetime) -> Schedule:
    """Let the time in which a schedule was off be told of as far back as a first digest looks."""
    told = schedule.window_end
    return replace(schedule, window_end=told and max(told, now - first_window_of(schedule)))


async def tell_quiet_days(
    database: Database, chat_id: int, *, wanted: bool, thread_id: int | None = None
) -> None:
    """Say in one silent line that nothing is new, or nothing: for all schedules of a topic."""
    async with database.transaction() as tx:
        for schedule in await schedules.of_chat(tx, chat_id):
            if schedule.thread_id == thread_id:
                await schedules.set_tells_quiet(tx, schedule, wanted=wanted)


async def next_digest(
    reader: Reader, chat_id: int, *, thread_id: int | None = None
) -> NextDigest | None:
    """Tell when the next digest of a chat or a topic comes, of whichever cadence."""
    return soonest(await of_place(reader, chat_id, thread_id=thread_id))


async def of_place(
    reader: Reader, chat_id: int, *, thread_id: int | None = None
) -> dict[Cadence, Schedule]:
    """Return the schedules of a chat outside of topics, or of one topic."""
    found = await schedules.of_chat(reader, chat_id)
    return {each.cadence: each for each in found if each.thread_id == thread_id}


def soonest(found: Mapping[Cadence, Schedule]) -> NextDigest | None:
    """Tell which of a place's digests comes first; None where none will."""
    coming = [digest for each in found.values() if (digest := upcoming(each))]
    return min(coming, key=lambda digest: digest.at, default=None)


def upcoming(schedule: Schedule) -> NextDigest | None:
    """Tell when a schedule's next digest comes; None where it does not run."""
    if schedule.next_due_at is None:
        return None
    return NextDigest(
        at=schedule.next_due_at,
        local_time=schedule.local_time,
        zone=schedule.zone,
        days=schedule.days,
        cadence=schedule.cadence,
        first_window=first_window_of(schedule) if schedule.window_end is None else None,
    )


async def ensure_daily(
    tx: Transaction, chat: Chat, *, now: datetime, thread_id: int | None = None
) -> None:
    """Give a place without any schedule a daily one at 08:00, as soon as its zone is known."""
    if chat.zone and not await of_place(tx, chat.id, thread_id=thread_id):
        await _ensure(tx, chat, Cadence.DAILY, now=now, thread_id=thread_id)


async def _ensure(
    tx: Transaction, chat: Chat, cadence: Cadence, *, now: datetime, thread_id: int | None
) -> Schedule:
    """Return a schedule of a place, made at the hour of its daily one where there is none."""
    place = await of_place(tx, chat.id, thread_id=thread_id)
    if cadence in place:
        return place[cadence]
    known = place.get(Cadence.DAILY) or next(iter(place.values()), None)
    local_time = known.local_time if known else DEFAULT_TIME
    zone, days = chat.zone or _NO_ZONE, DEFAULT_DAYS[cadence]
    run = time_rule.next_run(local_time, zone, after=max(now, chat.muted_until or now), days=days)
    runs = chat.zone is not None and chat.state is ChatState.ACTIVE
    timing = Timing(local_time, zone, time_rule.tzdata_version(), run.at if runs else None)
    return await schedules.add(
        tx,
        chat.id,
        timing,
        cadence=cadence,
        thread_id=thread_id,
        days=days,
        tells_quiet=bool(known and known.tells_quiet),
    )


async def restart(
    tx: Transaction, chat: Chat, *, now: datetime, topic: tuple[int | None] | None = None
) -> None:
    """Let the schedules of a chat, or of one topic, run again, as far as they are wanted."""
    for schedule in await schedules.of_chat(tx, chat.id):
        if topic is None or schedule.thread_id in topic:
            await _reckon(tx, chat, _shortened(schedule, now=now), now=now, before=schedule)


async def pause(
    database: Database,
    chat_id: int,
    until: datetime | None,
    *,
    now: datetime,
    thread_id: int | None = None,
) -> NextDigest | None:
    """Push nothing to a chat before `until`, or end its pause with None.

    Return what comes next, which then covers the pause; None where nothing will.
    """
    async with database.transaction() as tx:
        chat = await chats.set_muted(tx, chat_id, until)
        for schedule in await schedules.of_chat(tx, chat_id):
            start = schedule.window_end
            # A first digest that is put off looks back from where it would have, not from later.
            if start is None and schedule.next_due_at and until is not None:
                start = schedule.next_due_at - UNDO_WITHIN - first_window_of(schedule)
            kept = replace(schedule, window_end=start)
            await _reckon(tx, chat, kept, now=now, before=schedule)
        return await next_digest(tx, chat.id, thread_id=thread_id)


async def recompute(database: Database, *, now: datetime) -> int:
    """Reckon schedules anew that were reckoned with other zone data; return how many they were.

    Moments that have come already are left: the tick is about to take them.
    """
    release, after_id, count = time_rule.tzdata_version(), 0, 0
    while True:
        async with database.transaction() as tx:
            found = await schedules.with_other_tzdata(tx, release, after_id=after_id, limit=_CHUNK)
            for schedule in found:
                chat = await chats.by_id(tx, schedule.chat_id)
                await _recompute(tx, schedule, chat, now=now)
        if not found:
            return count
        after_id, count = found[-1].id, count + len(found)


async def _recompute(tx: Transaction, schedule: Schedule, chat: Chat, *, now: datetime) -> None:
    timing = _timing(schedule, chat, now=now, before=schedule)
    if schedule.next_due_at is None or schedule.next_due_at <= now:
        timing = replace(timing, next_due_at=schedule.next_due_at)
    await schedules.change(
        tx, schedule, timing, wanted=schedule.wanted, window_end=schedule.window_end
    )


async def _reckon(
    tx: Transaction, chat: Chat, schedule: Schedule, *, now: datetime, before: Schedule
) -> NextDigest | None:
    """Write a schedule as it is to be, given what it was; return when it comes next."""
    timing = _timing(schedule, chat, now=now, before=before)
    may_run = chat.state is ChatState.ACTIVE and chat.zone is not None
    if not (schedule.wanted and may_run) or schedule.thread_id in await closed_topics.closed(
        tx, chat.id
    ):
        timing = replace(timing, next_due_at=None)
    await schedules.change(
        tx, schedule, timing, wanted=schedule.wanted, window_end=schedule.window_end
    )
    return upcoming(replace(schedule, next_due_at=timing.next_due_at))


def _timing(schedule: Schedule, chat: Chat, *, now: datetime, before: Schedule) -> Timing:
    """Reckon when a schedule runs next, given its time, days and zone as they are to be."""
    release = time_rule.tzdata_version()
    local_time, zone, days = schedule.local_time, schedule.zone, schedule.days
    if chat.muted_until is not None and chat.muted_until > now:
        # The run at the very end of a pause is the first that is wanted.
        first = chat.muted_until - timedelta(microseconds=1)
        run = time_rule.next_run(local_time, zone, after=first, days=days)
        return Timing(local_time, zone, release, run.at)
    # One that did not run until now has missed nothing that it would have to catch up on.
    lateness = timedelta() if before.next_due_at is None else lateness_of(schedule)
    run = time_rule.run_after_change(
        local_time,
        zone,
        now=now,
        last_day=schedule.last_day,
        lateness=lateness,
        days=days,
        cadence=schedule.cadence,
    )
    return Timing(local_time, zone, release, run.at)
