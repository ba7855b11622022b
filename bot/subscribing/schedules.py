"""A chat's daily hour: made, moved, stopped and taken up again, always one run on a local date."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.delivery.plan import lateness_of
from bot.subscribing import time_rule
from config.limits import FIRST_WINDOW, UNDO_WITHIN
from storage import chats, schedules, topics
from storage.chats import Chat, ChatState
from storage.database import Database, Reader, Transaction
from storage.schedules import Cadence, Schedule, Timing

DEFAULT_TIME = time(8)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NextDigest:
    """When the next digest comes, and what that depends on."""

    at: datetime
    local_time: time
    zone: str
    days: int
    is_first: bool  # it then looks back over the days of `FIRST_WINDOW`


async def set_zone(
    database: Database, chat_id: int, zone: str, *, now: datetime, thread_id: int | None = None
) -> NextDigest | None:
    """Set a chat's time zone (IANA) and move its schedules there; a chat without one gets one.

    Return when the daily digest comes next, None where the reader has stopped it. ValueError for
    what is no zone.
    """
    time_rule.zone_of(zone)
    async with database.transaction() as tx:
        chat = await chats.set_zone(tx, chat_id, zone)
        return await _change(tx, chat, now=now, thread_id=thread_id, zone=zone)


async def set_time(
    database: Database,
    chat_id: int,
    local_time: time,
    *,
    now: datetime,
    thread_id: int | None = None,
) -> NextDigest | None:
    """Move the daily digest of a chat or a topic to another hour; a stopped one starts again.

    Return when it comes next, None where the chat has no zone yet or gets nothing.
    """
    async with database.transaction() as tx:
        chat = await chats.by_id(tx, chat_id)
        return await _change(
            tx, chat, now=now, thread_id=thread_id, local_time=local_time, wanted=True
        )


async def set_days(
    database: Database, chat_id: int, days: int, *, now: datetime, thread_id: int | None = None
) -> NextDigest | None:
    """Let the digest of a chat or a topic come on these days of the week; a stopped one starts.

    Return when it comes next, None where the chat has no zone yet or gets nothing.
    """
    async with database.transaction() as tx:
        chat = await chats.by_id(tx, chat_id)
        daily = await ensure_daily(tx, chat, now=now, thread_id=thread_id)
        if daily is not None:
            await schedules.set_days(tx, daily, days)
        return await _change(tx, chat, now=now, thread_id=thread_id, wanted=True)


async def tell_quiet_days(
    database: Database, chat_id: int, *, wanted: bool, thread_id: int | None = None
) -> None:
    """Say in one silent line that nothing is new, or nothing: for all schedules of a topic."""
    async with database.transaction() as tx:
        for schedule in await schedules.of_chat(tx, chat_id):
            if schedule.thread_id == thread_id:
                await schedules.set_tells_quiet(tx, schedule, wanted=wanted)


async def switch_daily(
    database: Database, chat_id: int, *, wanted: bool, now: datetime, thread_id: int | None = None
) -> NextDigest | None:
    """Stop the daily digest of a chat or a topic, pairs and hour kept, or take it up again.

    Return when it comes next, None where it does not.
    """
    async with database.transaction() as tx:
        chat = await chats.by_id(tx, chat_id)
        return await _change(tx, chat, now=now, thread_id=thread_id, wanted=wanted)


async def next_digest(
    reader: Reader, chat_id: int, *, thread_id: int | None = None
) -> NextDigest | None:
    """Tell when the next digest of a chat or a topic comes; None where none will."""
    schedule = await daily_of(reader, chat_id, thread_id=thread_id)
    return None if schedule is None else upcoming(schedule)


async def daily_of(
    reader: Reader, chat_id: int, *, thread_id: int | None = None
) -> Schedule | None:
    """Return the daily schedule of a chat or a topic, None where it has none yet."""
    found = await schedules.of_chat(reader, chat_id)
    own = (each for each in found if each.thread_id == thread_id)
    return next((each for each in own if each.cadence is Cadence.DAILY), None)


def upcoming(schedule: Schedule) -> NextDigest | None:
    """Tell when a schedule's next digest comes; None where it does not run."""
    if schedule.next_due_at is None:
        return None
    return NextDigest(
        at=schedule.next_due_at,
        local_time=schedule.local_time,
        zone=schedule.zone,
        days=schedule.days,
        is_first=schedule.window_end is None,
    )


async def ensure_daily(
    tx: Transaction, chat: Chat, *, now: datetime, thread_id: int | None = None
) -> Schedule | None:
    """Return the daily schedule, made for 08:00 where there is none; None without a zone."""
    if chat.zone is None:
        return None
    run = time_rule.next_run(DEFAULT_TIME, chat.zone, after=max(now, chat.muted_until or now))
    timing = Timing(DEFAULT_TIME, chat.zone, time_rule.tzdata_version(), run.at)
    return await schedules.add(tx, chat.id, timing, cadence=Cadence.DAILY, thread_id=thread_id)


async def restart(
    tx: Transaction, chat: Chat, *, now: datetime, topic: tuple[int | None] | None = None
) -> None:
    """Let the schedules of a chat, or of one topic, run again, as far as they are wanted.

    The time away is told of as far back as a first digest looks, not for months.
    """
    closed = await topics.closed(tx, chat.id)
    for schedule in await schedules.of_chat(tx, chat.id):
        if topic is not None and schedule.thread_id not in topic:
            continue
        told = schedule.window_end
        runs = schedule.wanted and schedule.thread_id not in closed
        await schedules.change(
            tx,
            schedule,
            _timing(schedule, now=now, runs=runs, muted_until=chat.muted_until),
            wanted=schedule.wanted,
            window_end=told and max(told, now - FIRST_WINDOW),
        )


async def pause(
    database: Database,
    chat_id: int,
    until: datetime | None,
    *,
    now: datetime,
    thread_id: int | None = None,
) -> NextDigest | None:
    """Push nothing to a chat before `until`, or end its pause with None.

    Return when its next digest comes, which then covers the pause; None where none will.
    """
    async with database.transaction() as tx:
        chat = await chats.set_muted(tx, chat_id, until)
        for schedule in await schedules.of_chat(tx, chat_id):
            # A first digest that is put off looks back from where it would have, not from later.
            if schedule.window_end is None and schedule.next_due_at and until is not None:
                start = schedule.next_due_at - UNDO_WITHIN - FIRST_WINDOW
                timing = _timing(schedule, now=now, runs=True, muted_until=until)
                await schedules.change(
                    tx, schedule, timing, wanted=schedule.wanted, window_end=start
                )
        return await _change(tx, chat, now=now, thread_id=thread_id)


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
    runs = schedule.next_due_at is not None
    timing = _timing(schedule, now=now, runs=runs, muted_until=chat.muted_until)
    if schedule.next_due_at is not None and schedule.next_due_at <= now:
        timing = replace(timing, next_due_at=schedule.next_due_at)
    await schedules.change(
        tx, schedule, timing, wanted=schedule.wanted, window_end=schedule.window_end
    )


async def _change(  # noqa: PLR0913 - what of a schedule may change
    tx: Transaction,
    chat: Chat,
    *,
    now: datetime,
    thread_id: int | None = None,
    local_time: time | None = None,
    zone: str | None = None,
    wanted: bool | None = None,
) -> NextDigest | None:
    """Change a chat's schedules in the given ways; return when its daily one runs next.

    The zone is the whole chat's; an hour, or whether it is wanted, is that of one topic.
    """
    await ensure_daily(tx, chat, now=now, thread_id=thread_id)
    is_of_all = local_time is None and wanted is None
    closed = await topics.closed(tx, chat.id)
    for schedule in await schedules.of_chat(tx, chat.id):
        if not is_of_all and schedule.thread_id != thread_id:
            continue
        is_wanted = schedule.wanted if wanted is None else wanted
        moved = replace(
            schedule, local_time=local_time or schedule.local_time, zone=zone or schedule.zone
        )
        runs = is_wanted and chat.state is ChatState.ACTIVE and schedule.thread_id not in closed
        timing = _timing(moved, now=now, runs=runs, muted_until=chat.muted_until)
        await schedules.change(
            tx, schedule, timing, wanted=is_wanted, window_end=schedule.window_end
        )
    return await next_digest(tx, chat.id, thread_id=thread_id)


def _timing(
    schedule: Schedule, *, now: datetime, runs: bool, muted_until: datetime | None
) -> Timing:
    """Reckon when a schedule runs next, given its time and zone as they are to be."""
    release = time_rule.tzdata_version()
    if muted_until is not None and muted_until > now:
        # The run at the very end of a pause is the first that is wanted.
        first = muted_until - timedelta(microseconds=1)
        run = time_rule.next_run(
            schedule.local_time, schedule.zone, after=first, days=schedule.days
        )
        return Timing(schedule.local_time, schedule.zone, release, run.at if runs else None)
    # One that did not run until now has missed nothing that it would have to catch up on.
    lateness = timedelta() if schedule.next_due_at is None else lateness_of(schedule)
    run = time_rule.run_after_change(
        schedule.local_time,
        schedule.zone,
        now=now,
        last_day=schedule.last_day,
        lateness=lateness,
        days=schedule.days,
    )
    return Timing(schedule.local_time, schedule.zone, release, run.at if runs else None)
