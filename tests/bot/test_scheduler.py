import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock import MovableClock
from bot.delivery.pacing import Pacer
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from bot.ingest.child import Child
from bot.ingest.fetch import Fetcher
from bot.ingest.sources import Sources
from bot.newsroom.feeds.poller import FeedPoller
from bot.scheduler import Scheduler
from bot.subscribing import schedules as hours
from bot.subscribing import subscriptions
from bot.subscribing.schedules import Change
from storage import deliveries
from storage.deliveries import State
from storage.dyad import Scope
from tests.factories import keep_article, keep_chat

DUE = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Telegram:
    """Takes every message."""

    def __init__(self) -> None:
        self.chats: list[int] = []
        self.came = asyncio.Event()

    async def call(self, _method, parameters):
        self.chats.append(json.loads(parameters)["chat_id"])
        self.came.set()
        return {"message_id": len(self.chats)}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(DUE - HOUR)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def worker(database, telegram, clock) -> AsyncIterator[Worker]:
    worker = Worker(database, Sender(telegram), Pacer(clock), clock)
    task = asyncio.create_task(worker.run())
    yield worker
    worker.stop()
    await task


@pytest.fixture
def scheduler(database, worker, clock) -> Scheduler:
    feeds = FeedPoller(database, Sources(Fetcher(), Child()), clock)
    return Scheduler(database, worker, clock, feeds)


@pytest.fixture
async def chat(database, clock):
    """Make a reader in Tehran with something new to read at eight."""
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await keep_article(tx, added_at=DUE - 2 * HOUR)
    await subscriptions.subscribe(database, chat.id, Scope.parse("AZ-IR"), now=clock.now())
    await hours.set_zone(database, chat.id, "Asia/Tehran", now=clock.now())
    return chat


async def test_what_is_due_after_a_move_of_the_clock_is_sent_by_one_tick(
    scheduler, worker, chat, telegram, clock
):
    await scheduler.tick()
    await worker.idle()
    assert telegram.chats == []
    clock.move_to(DUE)
    await scheduler.tick()
    await worker.idle()
    assert telegram.chats == [1001]


async def test_ticking_again_sends_nothing_more(scheduler, worker, chat, telegram, clock):
    clock.move_to(DUE)
    for _ in range(3):
        await scheduler.tick()
    await worker.idle()
    assert telegram.chats == [1001]


async def test_started_it_ticks_by_itself(scheduler, chat, telegram, clock, monkeypatch):
    monkeypatch.setattr("bot.scheduler.TICK_S", 0.05)
    await scheduler.start()
    clock.move_to(DUE)
    async with asyncio.timeout(20):
        await telegram.came.wait()
    await scheduler.stop()


async def test_a_week_across_a_change_of_clocks_brings_one_a_day(
    database, scheduler, worker, telegram, clock
):
    start = datetime(2020, 3, 27, 3, tzinfo=UTC)
    clock.move_to(start)
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
    await subscriptions.subscribe(database, chat.id, Scope.parse("AZ-IR"), now=start)
    await hours.set_zone(database, chat.id, "Europe/Berlin", now=start)
    await hours.change(database, chat.id, Change(local_time=time(2, 30)), now=start)
    for day in range(7):
        async with database.transaction() as tx:
            added = clock.now()
            await keep_article(tx, added_at=added, url=f"https://example.org/{day}")
        clock.move_by(timedelta(days=1))
        await scheduler.tick()
        await worker.idle()
    async with database.reader() as reader:
        rows = await deliveries.of_chat(reader, chat.id)
    assert [row.state for row in rows] == [State.SENT] * 7
    assert telegram.chats == [1001] * 7
