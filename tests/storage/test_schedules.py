from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage import chats, schedules
from storage.schedules import Cadence, Timing

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MORNING = Timing(time(8), "Asia/Tehran", "2020a", NOW)


@pytest.fixture
async def chat(database):
    async with database.transaction() as tx:
        return await chats.ensure(tx, 1001, kind="private", language="en", today=date(2020, 3, 1))


async def add(database, chat, **place):
    async with database.transaction() as tx:
        return await schedules.add(tx, chat.id, MORNING, cadence=Cadence.DAILY, **place)


async def test_a_new_schedule_has_never_run(database, chat):
    schedule = await add(database, chat)
    assert (schedule.local_time, schedule.zone) == (time(8), "Asia/Tehran")
    assert schedule.wanted
    assert (schedule.last_day, schedule.window_end, schedule.thread_id) == (None, None, None)


async def test_a_chat_has_one_schedule_of_a_cadence_in_each_topic(database, chat):
    first = await add(database, chat)
    assert await add(database, chat) == first
    assert (await add(database, chat, thread_id=77)).id != first.id


async def test_a_paused_chat_does_not_run_and_keeps_what_it_wants(database, chat):
    await add(database, chat)
    async with database.transaction() as tx:
        await schedules.pause(tx, chat.id)
    async with database.reader() as reader:
        (schedule,) = await schedules.of_chat(reader, chat.id)
    assert schedule.wanted
    assert schedule.next_due_at is None


async def test_schedules_of_another_release_of_zone_data_are_found_page_by_page(database, chat):
    first = await add(database, chat)
    second = await add(database, chat, thread_id=77)
    async with database.reader() as reader:

        async def page(release: str, after_id: int) -> list[int]:
            found = await schedules.with_other_tzdata(reader, release, after_id=after_id, limit=1)
            return [schedule.id for schedule in found]

        assert await page("2020b", 0) == [first.id]
        assert await page("2020b", first.id) == [second.id]
        assert await page("2020a", 0) == []
