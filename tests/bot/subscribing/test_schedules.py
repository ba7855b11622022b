"""A daily, a weekly and a monthly digest side by side, each with its own hour and window."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.delivery.turns import turn_of
from bot.subscribing import schedules as hours
from bot.subscribing import subscriptions, time_rule
from bot.subscribing.schedules import Change
from storage import chats, due, taking
from storage.dyad import Scope
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, Cadence, monthly_on
from storage.taking import Step

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, 07:30 in Tehran
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def chat(database):
    async with database.transaction() as tx:
        return await chats.ensure(tx, 1002, kind="private", language="en", today=NOW.date())


@pytest.fixture
async def reader_in_tehran(database, chat):
    await subscriptions.subscribe(database, chat.id, Scope.parse("AZ-IR"), now=NOW)
    await hours.set_zone(database, chat.id, "Asia/Tehran", now=NOW)
    return chat


async def place(database, chat):
    async with database.reader() as reader:
        return await hours.of_place(reader, chat.id)


async def ran(database, schedule, at: datetime) -> None:
    """Let a schedule have run at its due moment."""
    zone, days = schedule.zone, schedule.days
    following = time_rule.next_run(schedule.local_time, zone, after=at, days=days)
    day = time_rule.last_run(schedule.local_time, zone, until=at, days=days).day
    async with database.transaction() as tx:
        step = Step(schedule.next_due_at, following.at, day, at - MINUTE)
        await taking.take(tx, step, [schedule.id])


async def test_daily_weekly_and_monthly_stand_side_by_side(database, reader_in_tehran):
    chat_id = reader_in_tehran.id
    weekly = await hours.change(database, chat_id, Change(), now=NOW, cadence=Cadence.WEEKLY)
    monthly = await hours.change(
        database,
        chat_id,
        Change(local_time=time(19, 30), days=LAST_OF_MONTH),
        now=NOW,
        cadence=Cadence.MONTHLY,
    )
    found = await place(database, reader_in_tehran)
    assert [(each.days, each.local_time) for each in found.values()] == [
        (EVERY_DAY, time(8)),
        (1, time(8)),
        (LAST_OF_MONTH, time(19, 30)),
    ]
    assert weekly.at == NOW + timedelta(minutes=30)  # this very Monday
    assert monthly.at == datetime(2020, 3, 31, 15, 0, tzinfo=UTC)  # summer time by then


async def test_what_comes_next_is_the_soonest_of_them(database, reader_in_tehran):
    chat_id = reader_in_tehran.id
    friday = Change(days=16, ends_daily=True)
    await hours.change(database, chat_id, friday, now=NOW, cadence=Cadence.WEEKLY)
    async with database.reader() as reader:
        coming = await hours.next_digest(reader, chat_id)
    assert (coming.cadence, coming.at.date()) == (Cadence.WEEKLY, date(2020, 3, 6))


async def test_a_zone_moves_all_of_them(database, reader_in_tehran):
    chat_id = reader_in_tehran.id
    await hours.change(database, chat_id, Change(), now=NOW, cadence=Cadence.WEEKLY)
    await hours.set_zone(database, chat_id, "Europe/Berlin", now=NOW)
    found = await place(database, reader_in_tehran)
    assert {each.zone for each in found.values()} == {"Europe/Berlin"}
    assert {each.next_due_at.hour for each in found.values()} == {7}


async def test_what_was_chosen_before_the_zone_waits_for_it(database, chat):
    await subscriptions.subscribe(database, chat.id, Scope.parse("AZ-IR"), now=NOW)
    asked = Change(local_time=time(18), days=16)
    assert await hours.change(database, chat.id, asked, now=NOW, cadence=Cadence.WEEKLY) is None
    coming = await hours.set_zone(database, chat.id, "Asia/Tehran", now=NOW)
    assert coming.at == datetime(2020, 3, 6, 14, 30, tzinfo=UTC)
    assert list(await place(database, chat)) == [Cadence.WEEKLY]


async def test_another_day_does_not_bring_this_weeks_digest_twice(database, reader_in_tehran):
    chat_id = reader_in_tehran.id
    await hours.change(database, chat_id, Change(), now=NOW, cadence=Cadence.WEEKLY)
    weekly = (await place(database, reader_in_tehran))[Cadence.WEEKLY]
    await ran(database, weekly, weekly.next_due_at)
    wednesday = NOW + 2 * DAY
    tuesday = Change(days=2)
    coming = await hours.change(database, chat_id, tuesday, now=wednesday, cadence=Cadence.WEEKLY)
    assert coming.at.date() == date(2020, 3, 10)


async def test_one_that_was_off_for_long_looks_back_as_far_as_a_first_one(
    database, reader_in_tehran
):
    chat_id, later = reader_in_tehran.id, NOW + 100 * DAY
    monthly = Cadence.MONTHLY
    await hours.change(database, chat_id, Change(), now=NOW, cadence=monthly)
    await ran(database, (await place(database, reader_in_tehran))[monthly], NOW + 30 * DAY)
    await hours.change(database, chat_id, Change(wanted=False), now=NOW + 31 * DAY, cadence=monthly)
    await hours.change(database, chat_id, Change(), now=later, cadence=monthly)
    found = (await place(database, reader_in_tehran))[monthly]
    assert found.window_end == later - 31 * DAY


FIRST = {Cadence.DAILY: 7 * DAY, Cadence.WEEKLY: 7 * DAY, Cadence.MONTHLY: 31 * DAY}
PATIENCE = {Cadence.DAILY: 6, Cadence.WEEKLY: 48, Cadence.MONTHLY: 48}


@pytest.mark.parametrize("cadence", Cadence)
async def test_each_has_its_own_window_and_its_own_patience(database, reader_in_tehran, cadence):
    await hours.change(
        database, reader_in_tehran.id, Change(days=monthly_on(2)), now=NOW, cadence=cadence
    )
    at = NOW + timedelta(minutes=30)
    async with database.reader() as reader:
        found, _ = await due.due(reader, now=at, limit=9)
    (alike,) = (each for each in found if each.cadence is cadence)
    patience = timedelta(hours=PATIENCE[cadence])
    turn = turn_of(alike, now=at + patience, rule=time_rule)
    assert (turn.window.until, turn.window.until - turn.window.after) == (
        at - MINUTE,
        FIRST[cadence],
    )
    assert turn.reason is None
    assert turn_of(alike, now=at + patience + MINUTE, rule=time_rule).reason == "late"


async def test_quiet_days_are_told_where_the_place_wants_it(database, reader_in_tehran):
    await hours.tell_quiet_days(database, reader_in_tehran.id, wanted=True)
    weekly = Cadence.WEEKLY
    await hours.change(database, reader_in_tehran.id, Change(), now=NOW, cadence=weekly)
    found = await place(database, reader_in_tehran)
    assert [each.tells_quiet for each in found.values()] == [True, True]
