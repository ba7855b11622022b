import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from storage import chats, contents, deliveries, schedules, skips, taking, workers
from storage.claimable import PICKED
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from storage.marks import SentMark, mark_sent
from storage.schedules import Cadence, Timing
from storage.taking import Step

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WINDOW = (NOW - timedelta(days=1), NOW - MINUTE)


@pytest.fixture
async def ledger(database):
    """Three chats, one content; worker `one` is alive."""
    async with database.transaction() as tx:
        for telegram_id in (1001, 1002, 1003):
            await chats.ensure(
                tx, telegram_id, kind="private", language="en", today=date(2020, 3, 1)
            )
        await contents.add(tx, [NewContent("c", {"html": "hello"}, *WINDOW)])
        await workers.start(tx, "one", lease_until=NOW + MINUTE)
    return database


def owed(key: str, chat_id: int = 1, **changes: object) -> NewDelivery:
    values = {
        "chat_id": chat_id,
        "thread_id": None,
        "schedule_id": None,
        "content_id": 1,
        "priority": 2,
        "not_before": NOW,
        "expires_at": NOW + 6 * HOUR,
    }
    return NewDelivery(key=key, **values | changes)


async def add(database, *rows: NewDelivery) -> None:
    async with database.transaction() as tx:
        await deliveries.add(tx, rows)


async def claim(database, worker: str = "one", *, now: datetime = NOW, limit: int = 10):
    async with database.transaction() as tx:
        return await deliveries.claim(tx, worker, now=now, limit=limit)


async def mark(database, row, mark: Mark, worker: str = "one") -> bool:
    async with database.transaction() as tx:
        return await deliveries.mark(tx, row, mark, worker_id=worker)


async def rows_of(database, chat_id: int = 1):
    async with database.reader() as reader:
        return await deliveries.of_chat(reader, chat_id)


async def test_a_key_is_owed_once(ledger):
    await add(ledger, owed("a"))
    await add(ledger, owed("a"), owed("b", 2))
    assert [row.key for row in await rows_of(ledger)] == ["a"]
    assert [row.key for row in await rows_of(ledger, 2)] == ["b"]


async def test_a_claimed_row_brings_all_that_sending_takes(ledger):
    await add(ledger, owed("a", 2, thread_id=77))
    (row,) = await claim(ledger)
    assert (row.key, row.telegram_id, row.thread_id) == ("a", 1002, 77)
    assert json.loads(row.message) == {"html": "hello"}
    assert not row.second_try


async def test_no_row_is_claimed_twice(ledger):
    await add(ledger, owed("a"), owed("b", 2))
    assert len(await claim(ledger)) == 2
    assert await claim(ledger, "two") == []


async def test_the_more_urgent_goes_first(ledger):
    await add(ledger, owed("digest"), owed("alert", 2, priority=1))
    assert [row.key for row in await claim(ledger, limit=1)] == ["alert"]


async def test_a_chat_has_one_row_in_hand_at_a_time_and_in_order(ledger):
    await add(ledger, owed("part 1"), owed("part 2"))
    (first,) = await claim(ledger)
    assert first.key == "part 1"
    assert await claim(ledger) == []
    await mark(ledger, first, Mark(State.SENT, message_id=5, sent_at=NOW))
    assert [row.key for row in await claim(ledger)] == ["part 2"]


async def test_a_row_put_back_keeps_later_ones_of_its_chat_waiting(ledger):
    await add(ledger, owed("part 1"), owed("part 2"))
    (first,) = await claim(ledger)
    await mark(ledger, first, Mark(State.PLANNED, not_before=NOW + MINUTE))
    assert await claim(ledger) == []


async def test_a_row_is_not_claimed_before_its_time_nor_when_it_is_too_late(ledger):
    await add(
        ledger,
        owed("early", not_before=NOW + MINUTE),
        owed("late", 2, expires_at=NOW),
    )
    assert await claim(ledger) == []


async def test_a_mark_says_what_became_of_it(ledger):
    await add(ledger, owed("a"))
    (row,) = await claim(ledger)
    assert await mark(ledger, row, Mark(State.SENT, message_id=5, sent_at=NOW))
    (kept,) = await rows_of(ledger)
    assert (kept.state, kept.message_id, kept.sent_at) == (State.SENT, 5, NOW)
    assert not kept.second_try


async def test_a_second_mark_is_fenced_off(ledger):
    await add(ledger, owed("a"))
    (row,) = await claim(ledger)
    await mark(ledger, row, Mark(State.SENT, message_id=5, sent_at=NOW))
    assert not await mark(ledger, row, Mark(State.PLANNED))


async def test_a_worker_that_lost_its_row_cannot_mark_it(ledger):
    await add(ledger, owed("a"))
    (row,) = await claim(ledger)
    async with ledger.transaction() as tx:
        await deliveries.reclaim(tx, now=NOW + MINUTE)
        await workers.start(tx, "two", lease_until=NOW + HOUR)
    (again,) = await claim(ledger, "two")
    assert not await mark(ledger, row, Mark(State.PLANNED))
    assert await mark(ledger, again, Mark(State.SENT, message_id=6, sent_at=NOW), "two")


async def test_many_are_marked_as_sent_at_once_and_none_that_was_lost(ledger):
    await add(ledger, owed("a"), owed("b", 2), owed("c", 3, not_before=NOW + HOUR))
    first, second = await claim(ledger)
    async with ledger.transaction() as tx:
        marks = [
            SentMark(second.id, "two", second.claims, 7, NOW),
            SentMark(first.id, "one", first.claims, 8, NOW),
            SentMark(second.id, "one", second.claims + 1, 9, NOW),
        ]
        assert await mark_sent(tx, marks) == [False, True, False]
    (kept,) = await rows_of(ledger)
    assert (kept.state, kept.message_id, kept.sent_at) == (State.SENT, 8, NOW)
    assert [row.state for row in await rows_of(ledger, 2)] == [State.LEASED]
    assert [row.state for row in await rows_of(ledger, 3)] == [State.PLANNED]
    async with ledger.transaction() as tx:
        assert await mark_sent(tx, [SentMark(second.id, "one", second.claims, 9, NOW)]) == [True]
        assert await mark_sent(tx, [SentMark(second.id, "one", second.claims, 9, NOW)]) == [False]


async def test_the_same_worker_cannot_use_an_older_claim(ledger):
    await add(ledger, owed("a"))
    (first,) = await claim(ledger)
    await mark(ledger, first, Mark(State.PLANNED))
    await claim(ledger)
    assert not await mark(ledger, first, Mark(State.SENT, message_id=5, sent_at=NOW))


async def test_a_dead_workers_rows_become_uncertain(ledger):
    await add(ledger, owed("a"))
    await claim(ledger)
    async with ledger.transaction() as tx:
        assert await deliveries.reclaim(tx, now=NOW + MINUTE) == 1
    (row,) = await rows_of(ledger)
    assert (row.state, row.second_try) == (State.UNCERTAIN, True)


async def test_a_living_workers_rows_are_left_alone(ledger):
    await add(ledger, owed("a"))
    await claim(ledger)
    async with ledger.transaction() as tx:
        assert await deliveries.reclaim(tx, now=NOW) == 0


async def test_a_row_of_a_worker_that_is_missing_is_a_dead_workers(ledger):
    await add(ledger, owed("a"))
    await claim(ledger, "never entered")
    async with ledger.transaction() as tx:
        assert await deliveries.reclaim(tx, now=NOW) == 1


async def test_an_ended_lease_cannot_be_prolonged(ledger):
    async with ledger.transaction() as tx:
        assert await workers.renew(tx, "one", now=NOW, lease_until=NOW + 2 * MINUTE)
        late = NOW + 2 * MINUTE
        assert not await workers.renew(tx, "one", now=late, lease_until=NOW + HOUR)


async def test_a_worker_stays_while_a_row_points_to_it(ledger):
    await add(ledger, owed("a"))
    await claim(ledger)
    async with ledger.transaction() as tx:
        await workers.finish(tx, "one")
        await workers.bury(tx, now=NOW + HOUR)
        # Had it gone, the row would be a missing worker's.
        assert await deliveries.reclaim(tx, now=NOW) == 0


async def a_schedule(database, window_end: datetime) -> int:
    async with database.transaction() as tx:
        schedule = await schedules.add(
            tx, 1, Timing(time(8), "Asia/Tehran", "2020a", NOW), cadence=Cadence.DAILY
        )
        step = Step(NOW, NOW + 24 * HOUR, NOW.date(), window_end)
        await taking.take(tx, step, [schedule.id])
    return schedule.id


async def schedule_of(database, chat_id: int = 1):
    async with database.reader() as reader:
        return (await schedules.of_chat(reader, chat_id))[0]


async def test_what_is_too_late_is_skipped_and_its_window_given_back(ledger):
    schedule_id = await a_schedule(ledger, WINDOW[1])
    await add(ledger, owed("a", schedule_id=schedule_id), owed("in time", 2))
    async with ledger.transaction() as tx:
        assert await skips.skip_late(tx, now=NOW + 6 * HOUR, limit=100) == 2
        assert await skips.skip_late(tx, now=NOW + 6 * HOUR, limit=100) == 0
    (row,) = await rows_of(ledger)
    assert (row.state, row.reason) == (State.SKIPPED, "late")
    assert (await schedule_of(ledger)).window_end == WINDOW[0]


async def test_a_window_that_moved_on_is_not_given_back(ledger):
    later = WINDOW[1] + timedelta(days=1)
    schedule_id = await a_schedule(ledger, later)
    await add(ledger, owed("a", schedule_id=schedule_id))
    async with ledger.transaction() as tx:
        await skips.skip_late(tx, now=NOW + 6 * HOUR, limit=100)
    assert (await schedule_of(ledger)).window_end == later


async def test_what_may_have_been_sent_is_given_up_rather_than_skipped(ledger):
    await add(ledger, owed("a"))
    (row,) = await claim(ledger)
    await mark(ledger, row, Mark(State.UNCERTAIN))
    async with ledger.transaction() as tx:
        await skips.skip_late(tx, now=NOW + 6 * HOUR, limit=100)
    (row,) = await rows_of(ledger)
    assert (row.state, row.reason, row.second_try) == (State.DEAD, "late", True)


async def test_all_that_is_owed_to_a_chat_can_be_dropped(ledger):
    await add(ledger, owed("a"), owed("b"), owed("other", 2))
    async with ledger.transaction() as tx:
        await skips.skip_of_chat(tx, 1, reason="left")
    assert {row.state for row in await rows_of(ledger)} == {State.SKIPPED}
    assert [row.state for row in await rows_of(ledger, 2)] == [State.PLANNED]


async def test_it_can_be_told_whether_anything_is_owed(ledger):
    async def is_owed(by: datetime) -> bool:
        async with ledger.reader() as reader:
            return await deliveries.is_owed(reader, now=NOW, by=by)

    assert not await is_owed(NOW)
    await add(ledger, owed("a", not_before=NOW + MINUTE))
    assert not await is_owed(NOW)
    assert await is_owed(NOW + MINUTE)


async def test_it_can_be_told_whether_anything_is_in_hand(ledger):
    await add(ledger, owed("a"))
    async with ledger.reader() as reader:
        assert not await deliveries.is_leased(reader)
    await claim(ledger)
    async with ledger.reader() as reader:
        assert await deliveries.is_leased(reader)


async def test_equal_contents_are_kept_once(ledger):
    async with ledger.transaction() as tx:
        first = await contents.add(tx, [NewContent("k", {"html": "first"}, *WINDOW)])
        second = await contents.add(tx, [NewContent("k", {"html": "second"}, *WINDOW)])
    assert first == second


async def test_forgetting_a_chat_takes_its_schedules_and_its_ledger_along(ledger):
    await a_schedule(ledger, WINDOW[1])
    await add(ledger, owed("a"))
    async with ledger.transaction() as tx:
        await chats.forget(tx, 1)
    assert await rows_of(ledger) == []
    async with ledger.reader() as reader:
        assert await schedules.of_chat(reader, 1) == []


async def test_a_claim_walks_the_index_also_before_the_server_has_seen_the_rows(ledger):
    """What many rows cost must not depend on statistics: none are there when a run begins."""
    people = range(2001, 4001)
    async with ledger.transaction() as tx:
        for person in people:
            await chats.ensure(tx, person, kind="private", language="en", today=NOW.date())
    await add(ledger, *(owed(f"many:{person}", person - 1997) for person in people))
    async with ledger.transaction() as tx:
        if tx.dialect == "sqlite":
            plan = await tx.rows(text(f"EXPLAIN QUERY PLAN {sql_of(PICKED, sqlite.dialect())}"))
            assert "USING INDEX ix_deliveries_owed" in plan[0].detail
        else:
            plan = await tx.rows(text(f"EXPLAIN {sql_of(PICKED, postgresql.dialect())}"))
            steps = "\n".join(row[0] for row in plan)
            assert "Index Scan using ix_deliveries_owed" in steps
            assert "Sort" not in steps


def sql_of(subquery, dialect) -> str:
    values = {"by": NOW, "now": NOW, "most": 8}
    statement = subquery.element.params(values)
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
