from datetime import UTC, datetime, time, timedelta

import pytest

from bot.errors import BadInput
from bot.subscribing import schedules as hours
from bot.subscribing import subscriptions, time_rule
from bot.subscribing.schedules import Change
from bot.subscribing.subscriptions import overview
from config.limits import SUBSCRIPTIONS_OF_A_CHAT
from storage import chats, deliveries, schedules, taking
from storage.chats import ChatState
from storage.deliveries import NewDelivery, State
from storage.dyad import Scope
from storage.schedules import Cadence
from storage.taking import Step

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)
PAIR = Scope.parse("AZ-IR")


@pytest.fixture
async def chat(database):
    async with database.transaction() as tx:
        return await chats.ensure(tx, 1001, kind="private", language="en", today=NOW.date())


@pytest.fixture
async def reader_in_tehran(database, chat):
    await subscriptions.subscribe(database, chat.id, PAIR, now=NOW)
    await hours.set_zone(database, chat.id, "Asia/Tehran", now=NOW)
    return chat


async def seen(database, chat):
    async with database.reader() as reader:
        return await overview(reader, chat.id)


async def ran(database, schedule, at: datetime) -> None:
    """Let a schedule have run at its due moment."""
    following = time_rule.next_run(schedule.local_time, schedule.zone, after=at)
    async with database.transaction() as tx:
        day = time_rule.last_run(schedule.local_time, schedule.zone, until=at).day
        step = Step(schedule.next_due_at, following.at, day, at - timedelta(minutes=1))
        await taking.take(tx, step, [schedule.id])


async def test_the_first_subscription_asks_for_the_zone(database, chat):
    found = await subscriptions.subscribe(database, chat.id, PAIR, now=NOW)
    assert found.is_new
    assert found.needs_zone
    assert found.next is None


async def test_with_the_zone_comes_the_first_digest_at_eight(database, chat):
    await subscriptions.subscribe(database, chat.id, PAIR, now=NOW)
    digest = await hours.set_zone(database, chat.id, "Asia/Tehran", now=NOW)
    assert digest.at == NOW + timedelta(minutes=30)
    assert digest.local_time == time(8)
    assert digest.first_window == timedelta(days=7)


async def test_a_second_subscription_asks_nothing(database, reader_in_tehran):
    found = await subscriptions.subscribe(
        database, reader_in_tehran.id, Scope.parse("AM-AZ"), now=NOW
    )
    assert not found.needs_zone
    assert found.next.zone == "Asia/Tehran"


async def test_subscribing_twice_changes_nothing(database, reader_in_tehran):
    found = await subscriptions.subscribe(database, reader_in_tehran.id, PAIR, now=NOW)
    assert not found.is_new
    assert (await seen(database, reader_in_tehran)).scopes == (PAIR,)


async def test_the_list_of_a_chat_has_an_end(database, chat):
    codes = [f"{a}{b}" for a in "ABCDEFGH" for b in "ABCDEFGH"]
    for code in codes[:SUBSCRIPTIONS_OF_A_CHAT]:
        await subscriptions.subscribe(database, chat.id, Scope.of(code), now=NOW)
    with pytest.raises(BadInput):
        await subscriptions.subscribe(database, chat.id, Scope.of("ZZ"), now=NOW)
    assert len((await seen(database, chat)).scopes) == SUBSCRIPTIONS_OF_A_CHAT


async def test_unsubscribing_says_what_is_left(database, reader_in_tehran):
    other = Scope.parse("AM-AZ")
    await subscriptions.subscribe(database, reader_in_tehran.id, other, now=NOW)
    found = await subscriptions.unsubscribe(database, reader_in_tehran.id, PAIR)
    assert (found.was_there, found.left) == (True, (other,))
    again = await subscriptions.unsubscribe(database, reader_in_tehran.id, PAIR)
    assert not again.was_there


async def test_stopping_ends_everything_and_keeps_the_choices(database, reader_in_tehran):
    async with database.transaction() as tx:
        await deliveries.add(
            tx,
            [NewDelivery("k", reader_in_tehran.id, None, None, None, 2, NOW, NOW)],
        )
    await subscriptions.stop(database, reader_in_tehran.id)
    found = await seen(database, reader_in_tehran)
    assert found.chat.state is ChatState.STOPPED
    assert found.scopes == (PAIR,)
    assert found.schedules[Cadence.DAILY].wanted
    assert found.next is None
    async with database.reader() as reader:
        (row,) = await deliveries.of_chat(reader, reader_in_tehran.id)
    assert (row.state, row.reason) == (State.SKIPPED, "left")


async def test_a_chat_that_comes_back_gets_its_next_digest_at_its_hour(database, reader_in_tehran):
    await subscriptions.stop(database, reader_in_tehran.id)
    later = NOW + timedelta(hours=3)
    found = await subscriptions.resume(database, reader_in_tehran.id, now=later)
    assert found.chat.state is ChatState.ACTIVE
    assert found.next.at == NOW + timedelta(days=1, minutes=30)


async def test_who_comes_back_after_months_is_told_of_the_last_week_only(
    database, reader_in_tehran
):
    daily = (await seen(database, reader_in_tehran)).schedules[Cadence.DAILY]
    await ran(database, daily, daily.next_due_at)
    await subscriptions.stop(database, reader_in_tehran.id)
    later = NOW + timedelta(days=100)
    found = await subscriptions.resume(database, reader_in_tehran.id, now=later)
    assert found.schedules[Cadence.DAILY].window_end == later - timedelta(days=7)


async def test_subscribing_again_takes_a_stopped_chat_up(database, reader_in_tehran):
    await subscriptions.stop(database, reader_in_tehran.id)
    found = await subscriptions.subscribe(database, reader_in_tehran.id, PAIR, now=NOW)
    assert found.next is not None
    assert (await seen(database, reader_in_tehran)).chat.state is ChatState.ACTIVE


async def test_a_zone_chosen_while_stopped_does_not_start_anything(database, reader_in_tehran):
    await subscriptions.stop(database, reader_in_tehran.id)
    assert await hours.set_zone(database, reader_in_tehran.id, "Europe/Berlin", now=NOW) is None


async def test_another_hour_counts_from_the_next_run_on(database, reader_in_tehran):
    digest = await hours.change(
        database, reader_in_tehran.id, Change(local_time=time(9, 15)), now=NOW
    )
    assert digest.at == datetime(2020, 3, 2, 5, 45, tzinfo=UTC)


async def test_another_hour_on_a_day_that_had_its_digest_counts_from_tomorrow(
    database, reader_in_tehran
):
    daily = (await seen(database, reader_in_tehran)).schedules[Cadence.DAILY]
    await ran(database, daily, daily.next_due_at)
    later = NOW + timedelta(hours=2)
    digest = await hours.change(
        database, reader_in_tehran.id, Change(local_time=time(18)), now=later
    )
    assert digest.at == datetime(2020, 3, 3, 14, 30, tzinfo=UTC)


async def test_an_hour_without_a_zone_waits_for_the_zone(database, chat):
    assert await hours.change(database, chat.id, Change(local_time=time(9)), now=NOW) is None


async def test_what_is_no_zone_changes_nothing(database, reader_in_tehran):
    with pytest.raises(ValueError, match="not an IANA"):
        await hours.set_zone(database, reader_in_tehran.id, "Mars/Olympus", now=NOW)
    assert (await seen(database, reader_in_tehran)).chat.zone == "Asia/Tehran"


async def test_the_daily_digest_can_be_stopped_alone_and_taken_up_again(database, reader_in_tehran):
    chat_id = reader_in_tehran.id
    assert await hours.change(database, chat_id, Change(wanted=False), now=NOW) is None
    found = await subscriptions.subscribe(database, chat_id, Scope.parse("GE"), now=NOW)
    assert found.next is None
    assert not found.needs_zone
    again = await hours.change(database, chat_id, Change(wanted=True), now=NOW)
    assert again.at == NOW + timedelta(minutes=30)


async def test_a_digest_taken_up_after_its_hour_comes_tomorrow(database, reader_in_tehran):
    chat_id = reader_in_tehran.id
    await hours.change(database, chat_id, Change(wanted=False), now=NOW)
    later = NOW + timedelta(hours=2)
    again = await hours.change(database, chat_id, Change(wanted=True), now=later)
    assert again.at == NOW + timedelta(days=1, minutes=30)


async def written_with(database, chat, release: str) -> None:
    """Pretend that the chat's schedule was reckoned with another release, an hour off."""
    async with database.transaction() as tx:
        (schedule,) = await schedules.of_chat(tx, chat.id)
        timing = schedules.Timing(
            schedule.local_time,
            schedule.zone,
            release,
            schedule.next_due_at + timedelta(hours=1),
        )
        await schedules.change(tx, schedule, timing, wanted=True, window_end=None)


async def test_new_zone_data_moves_what_is_not_yet_due(database, reader_in_tehran):
    await written_with(database, reader_in_tehran, "1999z")
    assert await hours.recompute(database, now=NOW) == 1
    assert (await seen(database, reader_in_tehran)).next.at == NOW + timedelta(minutes=30)
    assert await hours.recompute(database, now=NOW) == 0


async def test_new_zone_data_leaves_what_is_due_already_to_the_tick(database, reader_in_tehran):
    await written_with(database, reader_in_tehran, "1999z")
    overdue = NOW + timedelta(days=1)
    await hours.recompute(database, now=overdue)
    assert (await seen(database, reader_in_tehran)).next.at == NOW + timedelta(minutes=90)


async def test_new_zone_data_starts_nothing_that_was_stopped(database, reader_in_tehran):
    await subscriptions.stop(database, reader_in_tehran.id)
    async with database.transaction() as tx:
        (schedule,) = await schedules.of_chat(tx, reader_in_tehran.id)
        timing = schedules.Timing(schedule.local_time, schedule.zone, "1999z", None)
        await schedules.change(tx, schedule, timing, wanted=True, window_end=None)
    await hours.recompute(database, now=NOW)
    assert (await seen(database, reader_in_tehran)).next is None
