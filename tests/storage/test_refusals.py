from datetime import UTC, datetime, time, timedelta

import pytest

from storage import contents, deliveries, refusals, schedules, taking
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from storage.schedules import Cadence, Timing
from storage.taking import Step
from tests.factories import keep_chat

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def ledger(database):
    """Four chats with a schedule each, all owed one content, and the first also another."""
    async with database.transaction() as tx:
        ids = await contents.add(tx, [NewContent(key, {}, NOW - DAY, NOW) for key in "cd"])
        for number in range(4):
            chat = await keep_chat(tx, 1001 + number)
            timing = Timing(time(8), "Asia/Tehran", "2020a", NOW)
            schedule = await schedules.add(tx, chat.id, timing, cadence=Cadence.DAILY)
            await taking.take(tx, Step(NOW, NOW + DAY, NOW.date(), NOW), [schedule.id])
            for key in "cd" if number == 0 else "c":
                row = NewDelivery(
                    f"{key}{number}", chat.id, None, schedule.id, ids[key], 2, NOW, NOW + DAY
                )
                await deliveries.add(tx, [row])
    return database


async def refuse(database, most: int) -> None:
    async with database.transaction() as tx:
        for row in await deliveries.claim(tx, "one", now=NOW, limit=most):
            mark = Mark(State.DEAD, reason="refused: too long")
            await deliveries.mark(tx, row, mark, worker_id="one")


async def test_refusals_are_counted_by_chats(ledger):
    await refuse(ledger, 2)
    async with ledger.reader() as reader:
        assert await refusals.count(reader, 1) == 2
        assert await refusals.count(reader, 2) == 0


async def test_what_is_owed_of_a_content_is_dropped_and_told_next_time(ledger):
    await refuse(ledger, 2)
    async with ledger.transaction() as tx:
        assert await refusals.give_up(tx, 1, limit=10) == 2
    async with ledger.reader() as reader:
        first = await deliveries.of_chat(reader, 1)
        last = await deliveries.of_chat(reader, 4)
        (schedule,) = await schedules.of_chat(reader, 4)
    assert [(row.state, row.reason) for row in first] == [
        (State.DEAD, "refused: too long"),
        (State.PLANNED, None),
    ]
    assert [(row.state, row.reason) for row in last] == [(State.SKIPPED, "suspended")]
    assert schedule.window_end == NOW - DAY


async def test_no_more_than_the_limit_is_dropped_at_once(ledger):
    async with ledger.transaction() as tx:
        assert await refusals.give_up(tx, 1, limit=3) == 3
        assert await refusals.give_up(tx, 1, limit=3) == 1
