"""What the ledger goes through at the worst moments: each has its message, once."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from telegram.error import InvalidToken, NetworkError

from bot.delivery.claims import LEASE_S, Claims
from bot.delivery.ledger import LedgerWriter
from bot.delivery.outcomes import Sent
from bot.delivery.retry import after
from bot.delivery.worker import PERMITS
from bot.subscribing.privacy import forget
from handlers.transport import UnansweredError
from storage import deliveries, personal
from storage.database import Database
from storage.deliveries import State
from storage.engines import Patience
from storage.errors import Busy
from tests.bot.delivery import test_worker as scene
from tests.bot.delivery.test_worker import DUE, owe, row_of, rows_of, running, settle, worker_of

clock, telegram, timedeltas = scene.clock, scene.telegram, scene.timedeltas
PAST_LEASE = timedelta(seconds=LEASE_S + 5)


@pytest.fixture
async def claims_of(clock):
    """Make claims of a process of its own on a database."""
    writing = []

    def make(database) -> Claims:
        ledger = LedgerWriter(database, clock)
        writing.append(asyncio.create_task(ledger.run()))
        return Claims(ledger, clock, bot_id=7)

    yield make
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)


async def sent(claims, held, clock) -> bool:
    fate = after(held.row, Sent(held.row.id), now=clock.now(), jitter=0)
    return await claims.mark(held, fate)


async def test_two_processes_that_claim_at_the_same_moment_share_nothing(
    database, database_url, clock, claims_of
):
    await owe(database, *range(1001, 1041))
    other = await Database.open(database_url, migrate=False)
    taken = await asyncio.gather(claims_of(database).take(30), claims_of(other).take(30))
    assert sorted(len(rows) for rows in taken) == [0, 30]
    await other.close()


async def test_a_lease_that_lapsed_while_the_database_was_locked_doubles_nothing(
    sqlite_database_url, clock, claims_of
):
    patience = Patience(sqlite_s=0.05)
    database = await Database.open(sqlite_database_url, patience=patience)
    await owe(database, *range(1001, 1005))
    claims = claims_of(database)
    rows = await claims.take(4)
    path = sqlite_database_url.partition("///")[2]
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        # A claim that begins before the marks come must not take their rows for a dead worker's.
        claim = asyncio.create_task(claims.take(4))
        await asyncio.sleep(0)
        marks = [asyncio.create_task(sent(claims, held, clock)) for held in rows]
        with pytest.raises(Busy):
            await claim
        clock.move_by(PAST_LEASE)
        holder.execute("ROLLBACK")
    clock.move_by(timedelta(seconds=5))
    again = asyncio.create_task(claims.take(4))
    assert await asyncio.gather(*marks) == [True] * 4
    assert await again == []
    for person in range(1001, 1005):
        (row,) = await rows_of(database, person)
        assert (row.state, row.second_try) == (State.SENT, False)
    await database.close()


async def test_a_clock_that_is_set_back_keeps_no_dead_workers_rows(
    database, telegram, clock, monkeypatch
):
    await owe(database, 1001, 1002, not_before=DUE - timedelta(hours=3))
    await scene.killed_in_mid_send(database, telegram, clock, monkeypatch)
    clock.move_by(timedelta(hours=-2))
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    for person in (1001, 1002):
        assert (await row_of(database, person)).state is State.SENT


async def test_an_outage_of_telegrams_costs_no_more_than_what_met_it_first(
    database, telegram, clock
):
    people = range(1001, 1041)
    await owe(database, *people)
    is_down = True

    class Down:
        async def call(self, method, parameters):
            if is_down:
                self.tried += 1
                raise NetworkError("Bad Gateway") if self.tried % 2 else UnansweredError("502")
            return await telegram.call(method, parameters)

        tried = 0

    down = Down()
    async with running(worker_of(database, down, clock)) as worker:
        # A quarter of an hour of it.
        for _ in range(30):
            await settle_for_now(worker)
            clock.move_by(timedelta(seconds=30))
        assert down.tried < 3 * PERMITS + 60
        is_down = False
        clock.move_by(timedelta(minutes=20))
        await settle(worker)
    ends = [await row_of(database, person) for person in people]
    dead = [row for row in ends if row.state is not State.SENT]
    assert len(dead) <= 2
    assert {row.reason for row in dead} <= {"unanswered twice"}


async def settle_for_now(worker) -> None:
    """Let what can be tried now be tried; rows that wait are left waiting."""
    worker.wake()
    calm = 0
    while calm < 5:
        await asyncio.sleep(0.002)
        is_at_work = worker._in_hand or worker._claims._changing.locked()
        calm = 0 if is_at_work else calm + 1


async def test_a_token_that_was_taken_back_costs_no_row_a_try(database, telegram, clock):
    await owe(database, 1001)
    telegram.troubles[1001] = [InvalidToken("Unauthorized") for _ in range(10)]
    async with running(worker_of(database, telegram, clock)) as worker:
        for _ in range(11):
            await settle(worker)
            clock.move_by(timedelta(minutes=2))
        await settle(worker)
    row = await row_of(database, 1001)
    assert (row.state, row.attempts) == (State.SENT, 0)


async def test_who_asks_to_be_forgotten_gets_nothing_of_what_is_in_hand(database, telegram, clock):
    await owe(database, 1001, 1002)
    pacer_holds = scene.TellingPacer(clock)
    pacer_holds.count(1001)
    pacer_holds.count(1001)
    worker = scene.Worker(database, scene.Sender(telegram), pacer_holds, clock)
    async with running(worker):
        await telegram.has(1)
        async with database.reader() as reader:
            assert await deliveries.is_leased(reader)
        await forget(database, 1001)
        worker.drop(1001)
        await settle(worker)
        clock.move_by(timedelta(seconds=3))
        await settle(worker)
    assert telegram.chats == [1002]
    async with database.reader() as reader:
        assert not await personal.everything(reader, 1001)
