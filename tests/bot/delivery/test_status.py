from datetime import UTC, datetime, timedelta

from bot.delivery.status import status
from storage import contents, deliveries
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from tests.factories import keep_chat

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
DAY = timedelta(days=1)


async def owe(database, count: int) -> None:
    async with database.transaction() as tx:
        ids = await contents.add(tx, [NewContent("c", {}, NOW - DAY, NOW)])
        for number in range(count):
            chat = await keep_chat(tx, 1001 + number)
            row = NewDelivery(f"k{number}", chat.id, None, None, ids["c"], 2, NOW, NOW + DAY)
            await deliveries.add(tx, [row])


async def test_the_end_of_a_run_is_predicted_from_the_pace_of_pushes(database):
    await owe(database, 48)
    async with database.reader() as reader:
        found = await status(reader, now=NOW)
    assert found.ends_at == NOW + timedelta(seconds=2)


async def test_the_share_of_failures_is_of_what_was_tried(database):
    await owe(database, 4)
    async with database.transaction() as tx:
        for row in await deliveries.claim(tx, "one", now=NOW, limit=4):
            mark = Mark(State.DEAD, reason="refused: no")
            if row.key != "k0":
                mark = Mark(State.SENT, message_id=1, sent_at=NOW)
            await deliveries.mark(tx, row, mark, worker_id="one")
    async with database.reader() as reader:
        found = await status(reader, now=NOW)
    assert found.failed_share == 0.25
    assert found.ends_at is None


async def test_nothing_tried_is_nothing_failed(database):
    async with database.reader() as reader:
        assert (await status(reader, now=NOW)).failed_share == 0.0
