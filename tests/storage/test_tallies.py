from datetime import UTC, datetime, timedelta

import pytest

from storage import contents, deliveries, tallies
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from tests.factories import keep_chat

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def ledger(database):
    """Nine chats are owed a message each; the first eight are in hand."""
    async with database.transaction() as tx:
        ids = await contents.add(tx, [NewContent("c", {}, NOW - DAY, NOW)])
        for number in range(9):
            chat = await keep_chat(tx, 1001 + number)
            due = NOW - timedelta(minutes=30 if number == 8 else 40)
            row = NewDelivery(f"k{number}", chat.id, None, None, ids["c"], 2, due, NOW + DAY)
            await deliveries.add(tx, [row])
        await deliveries.claim(tx, "one", now=NOW, limit=8)
    return database


async def tally(database, since: datetime = NOW - DAY):
    async with database.reader() as reader:
        return await tallies.of_ledger(reader, since=since, now=NOW, late_before=NOW - 15 * MINUTE)


async def end_with(database, *marks: Mark) -> None:
    async with database.transaction() as tx:
        await deliveries.reclaim(tx, now=NOW)
        rows = await deliveries.claim(tx, "two", now=NOW, limit=len(marks))
        for row, mark in zip(rows, marks, strict=True):
            await deliveries.mark(tx, row, mark, worker_id="two")


async def test_what_waits_is_told_from_what_is_in_hand(ledger):
    counted = await tally(ledger)
    assert (counted.due, counted.waiting, counted.in_hand, counted.late) == (9, 1, 8, 1)
    assert counted.oldest_waiting == NOW - 30 * MINUTE


async def test_ends_are_counted_by_the_heads_of_their_reasons(ledger):
    await end_with(
        ledger,
        Mark(State.SENT, message_id=1, sent_at=NOW),
        Mark(State.SKIPPED, reason="left: Forbidden: bot was blocked by the user"),
        Mark(State.SKIPPED, reason="left: Bad Request: chat not found"),
        Mark(State.DEAD, reason="refused: too long"),
    )
    counted = await tally(ledger)
    assert (counted.sent, counted.second_tries, counted.uncertain) == (1, 1, 4)
    assert counted.skipped == {"left": 2}
    assert counted.failed == {"refused": 1}
    assert (counted.due, counted.tried) == (9, 2)


async def test_what_came_due_before_is_left_out(ledger):
    assert (await tally(ledger, since=NOW - 35 * MINUTE)).due == 1


async def test_an_empty_ledger_counts_nothing(database):
    counted = await tally(database)
    assert (counted.due, counted.oldest_waiting) == (0, None)
