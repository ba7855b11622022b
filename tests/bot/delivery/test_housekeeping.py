from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.delivery.housekeeping import CHUNK, tidy
from storage import chats, contents, deliveries
from storage.chats import ChatState
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from tests.factories import keep_chat

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_COPIES = text("SELECT chat_id, message_id, content_id FROM copies ORDER BY chat_id")
_CONTENTS = text("SELECT count(*) FROM contents")


async def deliver(database, telegram_id: int, mark: Mark | None, *, key: str = "k") -> None:
    """Owe a chat a message; with a mark, let it end like that."""
    async with database.transaction() as tx:
        ids = await contents.add(tx, [NewContent("c", {}, NOW - DAY, NOW)])
        chat = await keep_chat(tx, telegram_id)
        key = f"{key}:{telegram_id}"
        row = NewDelivery(key, chat.id, None, None, ids["c"], 2, NOW, NOW + 6 * HOUR)
        await deliveries.add(tx, [row])
        if mark is not None:
            (claimed,) = await deliveries.claim(tx, "one", now=NOW, limit=1)
            await deliveries.mark(tx, claimed, mark, worker_id="one")


def sent(message_id: int) -> Mark:
    return Mark(State.SENT, message_id=message_id, sent_at=NOW)


async def rows_of(database, statement):
    async with database.reader() as reader:
        return [tuple(row) for row in await reader.rows(statement)]


async def ledger_of(database, telegram_id: int):
    async with database.reader() as reader:
        chat = await chats.get(reader, telegram_id)
        return await deliveries.of_chat(reader, chat.id) if chat else None


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        (sent(7), [(1, 7, 1)]),
        (Mark(State.SKIPPED, reason="late"), []),
        (Mark(State.DEAD, reason="refused: no"), []),
    ],
    ids=["sent", "skipped", "dead"],
)
async def test_rows_that_are_over_leave_the_ledger_and_messages_are_remembered(
    database, mark, kept
):
    await deliver(database, 1001, mark)
    await tidy(database, now=NOW + 4 * DAY)
    assert await ledger_of(database, 1001) == []
    assert await rows_of(database, _COPIES) == kept


async def test_rows_of_the_last_days_stay(database):
    await deliver(database, 1001, sent(7))
    await tidy(database, now=NOW + 2 * DAY)
    assert len(await ledger_of(database, 1001)) == 1
    assert await rows_of(database, _COPIES) == []


async def test_what_is_owed_stays_however_old(database):
    await deliver(database, 1001, None)
    await tidy(database, now=NOW + 40 * DAY)
    assert len(await ledger_of(database, 1001)) == 1


async def test_copies_and_their_contents_are_forgotten_after_ninety_days(database):
    await deliver(database, 1001, sent(7))
    await tidy(database, now=NOW + 4 * DAY)
    assert await rows_of(database, _CONTENTS) == [(1,)]
    await tidy(database, now=NOW + 91 * DAY)
    assert await rows_of(database, _COPIES) == []
    assert await rows_of(database, _CONTENTS) == [(0,)]


async def test_more_than_a_chunk_is_moved(database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx, 1001)
        rows = [
            NewDelivery(f"k{n}", chat.id, None, None, None, 2, NOW, NOW + HOUR, reason="late")
            for n in range(CHUNK + 1)
        ]
        await deliveries.add(tx, rows)
    await tidy(database, now=NOW + 4 * DAY)
    assert await ledger_of(database, 1001) == []


@pytest.mark.parametrize("state", [ChatState.BLOCKED, ChatState.GONE])
async def test_chats_that_left_are_deleted_after_ninety_days(database, state):
    await deliver(database, 1001, sent(7))
    async with database.transaction() as tx:
        await chats.set_state(tx, 1, state)
    await tidy(database, now=NOW)
    await tidy(database, now=NOW + 89 * DAY)
    assert await ledger_of(database, 1001) is not None
    await tidy(database, now=NOW + 90 * DAY)
    assert await ledger_of(database, 1001) is None


@pytest.mark.parametrize("state", [ChatState.ACTIVE, ChatState.STOPPED])
async def test_chats_that_came_back_or_only_stopped_stay(database, state):
    await deliver(database, 1001, sent(7))
    async with database.transaction() as tx:
        await chats.set_state(tx, 1, ChatState.BLOCKED)
    await tidy(database, now=NOW)
    async with database.transaction() as tx:
        await chats.set_state(tx, 1, state)
    await tidy(database, now=NOW + 10 * DAY)
    await tidy(database, now=NOW + 200 * DAY)
    assert await ledger_of(database, 1001) is not None
