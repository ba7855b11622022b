from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage import chats, deliveries, due, narrowing, schedules, subscriptions, taking
from storage.chats import ChatState
from storage.dyad import Scope
from storage.narrowing import Excluded, Exclusion, Narrowing, Words
from storage.schedules import EVERY_DAY, Cadence, Timing
from storage.taking import Entry, Step
from tests.factories import keep_chat

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MORNING = Timing(time(8), "Asia/Tehran", "2020a", NOW)
STEP = Step(NOW, NOW + DAY, date(2020, 3, 2), NOW)
ENTRY = Entry(NOW, 5, NOW + DAY, "nothing new")
PAIR, OTHER = Scope.parse("AZ-IR"), Scope.parse("AM-AZ")


@pytest.fixture
async def chat(database):
    async with database.transaction() as tx:
        return await keep_chat(tx)


async def add(database, chat, *scopes: Scope, thread_id: int | None = None):
    async with database.transaction() as tx:
        for scope in scopes:
            await subscriptions.add(tx, chat.id, scope, thread_id=thread_id)
        return await schedules.add(tx, chat.id, MORNING, cadence=Cadence.DAILY, thread_id=thread_id)


async def find(database, now: datetime = NOW):
    async with database.reader() as reader:
        found, _ = await due.due(reader, now=now, limit=10)
    return found


async def schedule_of(database, chat):
    async with database.reader() as reader:
        (schedule,) = await schedules.of_chat(reader, chat.id)
    return schedule


async def test_a_schedule_is_due_from_its_moment_on(database, chat):
    schedule = await add(database, chat, PAIR)
    assert await find(database, NOW - timedelta(seconds=1)) == {}
    ((alike, wanted),) = (await find(database)).items()
    assert (alike.due_at, alike.window_end, alike.language) == (NOW, None, "en")
    assert (alike.cadence, alike.local_time, alike.zone) == (Cadence.DAILY, time(8), "Asia/Tehran")
    assert (alike.days, alike.is_chat_active) == (EVERY_DAY, True)
    ((wants, places),) = wanted.items()
    assert (wants.scopes, wants.narrowing) == ((PAIR,), Narrowing())
    assert places == [(schedule.id, chat.id, 0)]


async def test_a_tick_reads_on_from_where_it_was(database, chat):
    async with database.transaction() as tx:
        second = await keep_chat(tx, 1002)
    added = [await add(database, second), await add(database, chat)]
    added += [await add(database, chat, thread_id=77)]
    seen, position = [], due.START
    async with database.reader() as reader:
        for _ in added:
            found, position = await due.due(reader, now=NOW, limit=1, after=position)
            seen += [place.schedule_id for wanted in found.values() for (place,) in wanted.values()]
        assert await due.due(reader, now=NOW, limit=1, after=position) == ({}, position)
    assert seen == [added[1].id, added[2].id, added[0].id]


async def test_what_one_chat_has_due_at_one_moment_is_read_at_once(database, chat):
    async with database.transaction() as tx:
        second = await keep_chat(tx, 1002)
        await schedules.add(tx, chat.id, MORNING, cadence=Cadence.DAILY)
        for cadence in (Cadence.DAILY, Cadence.WEEKLY):
            await schedules.add(tx, second.id, MORNING, cadence=cadence)
    read, position = [], due.START
    async with database.reader() as reader:
        for _ in range(2):
            found, position = await due.due(reader, now=NOW, limit=2, after=position)
            read.append(
                [p.chat_id for wanted in found.values() for ps in wanted.values() for p in ps]
            )
    assert read == [[chat.id], [second.id, second.id]]


async def test_those_that_are_alike_come_together_by_what_they_want(database, chat):
    async with database.transaction() as tx:
        second, third = await keep_chat(tx, 1002), await keep_chat(tx, 1003)
    await add(database, chat, PAIR, OTHER)
    await add(database, second, OTHER, PAIR)
    await add(database, third)
    (wanted,) = (await find(database)).values()
    chats_of = {
        wants.scopes: [place.chat_id for place in places] for wants, places in wanted.items()
    }
    assert chats_of == {(OTHER, PAIR): [chat.id, second.id], (): [third.id]}


async def test_each_topic_of_a_chat_has_its_own_scopes(database, chat):
    await add(database, chat, PAIR, OTHER)
    await add(database, chat, Scope.parse("GE"), thread_id=77)
    (wanted,) = (await find(database)).values()
    threads = {wants.scopes: places[0].thread_id for wants, places in wanted.items()}
    assert threads == {(OTHER, PAIR): 0, (Scope.parse("GE"),): 77}


async def test_what_somebody_leaves_out_parts_him_from_the_others(database, chat):
    async with database.transaction() as tx:
        second, third = await keep_chat(tx, 1002), await keep_chat(tx, 1003)
    for each in (chat, second, third):
        await add(database, each, PAIR, OTHER)
    words, energy = Words(only=("rail",)), Exclusion(Excluded.TOPIC, "energy")
    async with database.transaction() as tx:
        await subscriptions.set_words(tx, second.id, PAIR, words)
        await narrowing.exclude(tx, second.id, energy)
        await narrowing.exclude(tx, third.id, energy)
    (wanted,) = (await find(database)).values()
    found = {places[0].chat_id: wants.narrowing for wants, places in wanted.items()}
    assert found == {
        chat.id: Narrowing(),
        second.id: Narrowing(((PAIR, words),), (energy,)),
        third.id: Narrowing((), (energy,)),
    }


@pytest.mark.parametrize(("window_end", "seen"), [(None, True), (-DAY, True), (DAY, False)])
async def test_a_pause_counts_if_it_ended_since_the_last_digest(database, chat, window_end, seen):
    schedule = await add(database, chat)
    async with database.transaction() as tx:
        await chats.set_muted(tx, chat.id, NOW)
        await taking.take(
            tx, Step(NOW, NOW, STEP.day, window_end and NOW + window_end), [schedule.id]
        )
    (alike,) = await find(database)
    assert alike.muted_until == (NOW if seen else None)


async def test_a_chat_that_may_not_be_written_to_is_told_apart(database, chat):
    await add(database, chat)
    async with database.transaction() as tx:
        await chats.set_state(tx, chat.id, ChatState.BLOCKED)
    (alike,) = await find(database)
    assert not alike.is_chat_active


async def test_a_paused_chat_is_never_due(database, chat):
    await add(database, chat)
    async with database.transaction() as tx:
        await schedules.pause(tx, chat.id)
    assert await find(database) == {}


async def test_what_was_taken_is_not_there_to_be_taken_again(database, chat):
    schedule = await add(database, chat)
    async with database.transaction() as tx:
        assert await taking.take(tx, STEP, [schedule.id, schedule.id + 1]) == {schedule.id}
        assert await taking.take(tx, STEP, [schedule.id]) == set()
    moved = await schedule_of(database, chat)
    assert (moved.next_due_at, moved.last_day) == (NOW + DAY, STEP.day)
    assert moved.window_end == NOW


async def test_the_window_is_left_alone_where_nothing_was_told(database, chat):
    schedule = await add(database, chat)
    async with database.transaction() as tx:
        await taking.take(tx, Step(NOW, NOW + DAY, STEP.day, NOW - DAY), [schedule.id])
        await taking.take(tx, Step(NOW + DAY, None, STEP.day, None), [schedule.id])
    moved = await schedule_of(database, chat)
    assert (moved.next_due_at, moved.window_end) == (None, NOW - DAY)


async def test_however_often_a_digest_is_entered_it_is_owed_once(database, chat):
    schedule = await add(database, chat, thread_id=77)
    async with database.transaction() as tx:
        await taking.owe(tx, ENTRY, {schedule.id: None})
        await taking.owe(tx, ENTRY, {schedule.id: None})
        (row,) = await deliveries.of_chat(tx, chat.id)
    assert row.key == f"digest:{schedule.id}:2020-03-02T04:30Z:1"
    assert (row.state, row.reason, row.not_before) == ("skipped", "nothing new", NOW)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_another_planner_holds_is_left_to_it(database, chat):
    schedule = await add(database, chat)
    async with database.transaction() as one, database.transaction() as other:
        assert await taking.take(one, STEP, [schedule.id]) == {schedule.id}
        assert await taking.take(other, STEP, [schedule.id]) == set()
