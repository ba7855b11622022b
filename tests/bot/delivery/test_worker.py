import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TimedOut

from bot.clock import MovableClock
from bot.delivery.claims import LEASE_S
from bot.delivery.pacing import Pacer, Priority
from bot.delivery.sender import Sender
from bot.delivery.worker import PERMITS, Worker
from bot.render.message import Html, Message
from storage import chats, contents, deliveries
from storage.chats import ChatState
from storage.contents import NewContent
from storage.deliveries import NewDelivery, State
from tests.factories import keep_chat

DUE = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAST_LEASE = timedelta(seconds=LEASE_S + 1)


@dataclass
class Told:
    """A message as Telegram got it."""

    chat_id: int
    text: str
    silent: bool
    message_id: int


@dataclass
class Telegram:
    """Takes messages; what is planned for a chat goes wrong first, in order."""

    told: list[Told] = field(default_factory=list)
    troubles: dict[int, list[Exception]] = field(default_factory=dict)
    is_stuck: bool = False
    release: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def call(self, _method, parameters):
        sent = json.loads(parameters)
        chat_id = sent["chat_id"]
        if self.troubles.get(chat_id):
            raise self.troubles[chat_id].pop(0)
        silent = sent.get("disable_notification", False)
        told = Told(chat_id, sent["text"], silent, len(self.told) + 1)
        self.told.append(told)
        async with self._changed:
            self._changed.notify_all()
        if self.is_stuck:
            await self.release.wait()
        return {"message_id": told.message_id}

    async def has(self, count: int) -> None:
        """Wait until that many messages have come."""
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: len(self.told) >= count)

    @property
    def chats(self) -> list[int]:
        return [told.chat_id for told in self.told]


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch):
    # The library warns about its own retry_after otherwise.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(DUE)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


async def owe(database, *telegram_ids: int, keys: str = "k", content: str = "c", **changes) -> None:
    """Owe each of these chats a message."""
    message = Message(Html("<b>Hello</b>")).as_json()
    async with database.transaction() as tx:
        ids = await contents.add(tx, [NewContent(content, message, DUE - HOUR, DUE)])
        rows = []
        for telegram_id in telegram_ids:
            chat = await keep_chat(tx, telegram_id)
            values = {
                "thread_id": None,
                "schedule_id": None,
                "priority": Priority.DIGEST,
                "not_before": DUE,
                "expires_at": DUE + 6 * HOUR,
            }
            key = f"{keys}:{telegram_id}"
            rows.append(NewDelivery(key, chat.id, content_id=ids[content], **values | changes))
        await deliveries.add(tx, rows)


def worker_of(database, telegram, clock) -> Worker:
    return Worker(database, Sender(telegram), Pacer(clock), clock)


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[Worker]:
    task = asyncio.create_task(worker.run())
    yield worker
    worker.stop()
    async with asyncio.timeout(20):
        await task


async def settle(worker: Worker) -> None:
    async with asyncio.timeout(20):
        await worker.idle()


async def row_of(database, telegram_id: int):
    return (await rows_of(database, telegram_id))[-1]


async def rows_of(database, telegram_id: int):
    async with database.reader() as reader:
        chat = await chats.get(reader, telegram_id)
        return await deliveries.of_chat(reader, chat.id)


async def killed_in_mid_send(database, telegram, clock, monkeypatch) -> None:
    """Leave the ledger as a kill between Telegram's taking a message and the mark leaves it."""
    monkeypatch.setattr("bot.delivery.worker._FINISH_WITHIN_S", 0)
    telegram.is_stuck = True
    worker = worker_of(database, telegram, clock)
    async with running(worker):
        await telegram.has(1)
    telegram.is_stuck = False
    monkeypatch.undo()


async def test_what_is_owed_is_sent_and_marked_with_its_message_id(database, telegram, clock):
    await owe(database, 1001, 1002)
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert sorted(telegram.chats) == [1001, 1002]
    assert not any(told.silent for told in telegram.told)
    row = await row_of(database, 1001)
    assert row.state is State.SENT
    assert row.message_id in (1, 2)


async def test_a_restart_neither_loses_nor_doubles(database, telegram, clock):
    await owe(database, *range(1001, 1011))
    worker = worker_of(database, telegram, clock)
    task = asyncio.create_task(worker.run())
    await telegram.has(1)
    worker.stop()
    await task
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert sorted(telegram.chats) == list(range(1001, 1011))


async def test_a_crash_between_send_and_mark_is_sent_once_more_silently(
    database, telegram, clock, monkeypatch
):
    await owe(database, 1001)
    await killed_in_mid_send(database, telegram, clock, monkeypatch)
    assert (await row_of(database, 1001)).state is State.LEASED
    clock.move_by(PAST_LEASE)
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert [told.silent for told in telegram.told] == [False, True]
    row = await row_of(database, 1001)
    assert (row.state, row.second_try) == (State.SENT, True)


async def test_rows_of_a_living_worker_are_not_taken(database, telegram, clock, monkeypatch):
    await owe(database, 1001)
    await killed_in_mid_send(database, telegram, clock, monkeypatch)
    async with running(worker_of(database, telegram, clock)) as worker:
        await owe(database, 1002, keys="later")
        worker.wake()
        await telegram.has(2)
    assert telegram.chats == [1001, 1002]


async def test_no_more_is_in_hand_than_there_are_permits(database, telegram, clock):
    await owe(database, *range(1001, 1021))
    telegram.is_stuck = True
    async with running(worker_of(database, telegram, clock)):
        await telegram.has(PERMITS)
        in_hand = [
            telegram_id
            for telegram_id in range(1001, 1021)
            if (await row_of(database, telegram_id)).state is State.LEASED
        ]
        assert len(in_hand) == PERMITS
        telegram.release.set()


async def test_a_flood_puts_the_row_back_unspent_and_halts_all_pushes(database, telegram, clock):
    await owe(database, 1001)
    telegram.troubles[1001] = [RetryAfter(30)]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
        row = await row_of(database, 1001)
        assert (row.state, row.attempts, row.reason) == (State.PLANNED, 0, "flood")
        await owe(database, 1002, keys="later", not_before=DUE + timedelta(seconds=20))
        clock.move_by(timedelta(seconds=25))
        worker.wake()
        assert (await row_of(database, 1002)).state is State.PLANNED
        assert telegram.chats == []
        clock.move_by(timedelta(seconds=6))
        await settle(worker)
    assert sorted(telegram.chats) == [1001, 1002]
    assert not any(told.silent for told in telegram.told)


async def test_silence_is_followed_by_one_silent_second_try(database, telegram, clock):
    await owe(database, 1001)
    telegram.troubles[1001] = [TimedOut()]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert [told.silent for told in telegram.told] == [True]
    row = await row_of(database, 1001)
    assert (row.state, row.second_try) == (State.SENT, True)


async def test_silence_twice_ends_it_for_the_operator_to_see(database, telegram, clock):
    await owe(database, 1001)
    telegram.troubles[1001] = [TimedOut(), TimedOut()]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    row = await row_of(database, 1001)
    assert (row.state, row.reason) == (State.DEAD, "unanswered twice")
    assert telegram.told == []


async def test_who_blocked_the_bot_is_suspended_with_all_that_is_owed(database, telegram, clock):
    await owe(database, 1001)
    await owe(database, 1001, keys="another")
    telegram.troubles[1001] = [Forbidden("Forbidden: bot was blocked by the user")]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert telegram.told == []
    assert {row.state for row in await rows_of(database, 1001)} == {State.SKIPPED}
    async with database.reader() as reader:
        assert (await chats.get(reader, 1001)).state is ChatState.BLOCKED


async def test_a_group_that_became_a_supergroup_gets_it_under_its_new_id(database, telegram, clock):
    await owe(database, -100)
    telegram.troubles[-100] = [ChatMigrated(-1005000)]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert telegram.chats == [-1005000]
    assert (await row_of(database, -1005000)).state is State.SENT


async def test_bad_markup_goes_out_as_plain_words(database, telegram, clock):
    await owe(database, 1001)
    telegram.troubles[1001] = [BadRequest("Can't parse entities: unexpected end tag")]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert [told.text for told in telegram.told] == ["Hello"]


async def test_a_content_that_three_chats_are_refused_is_suspended_alone(database, telegram, clock):
    people = range(1001, 1031)
    await owe(database, *people)
    await owe(database, 2001, keys="another", content="d")
    for person in people:
        telegram.troubles[person] = [BadRequest("Message is too long")]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert telegram.chats == [2001]
    ends = [await row_of(database, person) for person in people]
    refused = [row for row in ends if row.state is State.DEAD]
    # Those that were in hand when the third was refused are refused as well.
    assert 3 <= len(refused) <= 3 + PERMITS
    assert {row.reason for row in ends if row.state is State.SKIPPED} == {"suspended"}


async def test_one_message_that_cannot_be_built_stops_no_other(database, telegram, clock):
    async with database.transaction() as tx:
        await contents.add(tx, [NewContent("c", {"nonsense": 1}, DUE - HOUR, DUE)])
        chat = await keep_chat(tx, 1001)
        row = NewDelivery("bad", chat.id, None, None, 1, 0, DUE, DUE + HOUR)
        await deliveries.add(tx, [row])
        await contents.add(tx, [NewContent("d", Message(Html("good")).as_json(), DUE - HOUR, DUE)])
        other = await keep_chat(tx, 1002)
        row = NewDelivery("good", other.id, None, None, 2, 2, DUE, DUE + HOUR)
        await deliveries.add(tx, [row])
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    assert telegram.chats == [1002]
    assert (await row_of(database, 1001)).state is State.DEAD


async def test_a_send_that_outlasts_its_lease_is_marked_by_nobody_but_its_heir(
    database, telegram, clock
):
    await owe(database, 1001)
    telegram.is_stuck = True
    async with running(worker_of(database, telegram, clock)) as zombie:
        await telegram.has(1)
        clock.move_by(PAST_LEASE)
        telegram.is_stuck = False
        async with running(worker_of(database, telegram, clock)) as heir:
            heir.wake()
            await telegram.has(2)
            telegram.release.set()
            await settle(zombie)
    assert [told.silent for told in telegram.told] == [False, True]
    row = await row_of(database, 1001)
    assert (row.state, row.second_try, row.message_id) == (State.SENT, True, 2)


async def test_only_one_of_two_senders_sends_and_the_other_follows_it(database, telegram, clock):
    await owe(database, *range(1001, 1021))
    telegram.is_stuck = True
    async with running(worker_of(database, telegram, clock)):
        await telegram.has(PERMITS)
        other = worker_of(database, Telegram(), clock)
        async with running(other):
            assert not await other._is_work()
        telegram.is_stuck = False
        telegram.release.set()
        await telegram.has(20)
    await owe(database, 2001, keys="later")
    async with running(worker_of(database, telegram, clock)) as heir:
        await settle(heir)
    assert sorted(telegram.chats) == [*range(1001, 1021), 2001]


async def test_a_halt_holds_for_the_next_process_too(database, telegram, clock):
    await owe(database, 1001)
    telegram.troubles[1001] = [RetryAfter(30)]
    async with running(worker_of(database, telegram, clock)) as worker:
        await settle(worker)
    await owe(database, 1002, keys="later")
    async with running(worker_of(database, telegram, clock)) as heir:
        assert not await heir._is_work()
        clock.move_by(timedelta(seconds=31))
        await settle(heir)
    assert sorted(telegram.chats) == [1001, 1002]


class TellingPacer(Pacer):
    """A pacer that tells when somebody begins to wait."""

    def __init__(self, clock) -> None:
        super().__init__(clock)
        self.asked = asyncio.Event()

    async def take(self, *arguments, **options):
        self.asked.set()
        return await super().take(*arguments, **options)


async def test_a_row_whose_lease_ran_out_before_the_send_is_put_back(database, telegram, clock):
    await owe(database, 1001)
    pacer = TellingPacer(clock)
    # The chat's own limit holds the row for a second, in which the clock passes the lease.
    for _ in range(3):
        pacer.count(1001)
    async with running(Worker(database, Sender(telegram), pacer, clock)) as worker:
        async with asyncio.timeout(20):
            await pacer.asked.wait()
        clock.move_by(PAST_LEASE)
        await settle(worker)
    assert [told.silent for told in telegram.told] == [False]
    row = await row_of(database, 1001)
    assert (row.state, row.second_try) == (State.SENT, False)


async def test_a_dead_background_task_ends_the_run(database, telegram, clock, monkeypatch):
    worker = worker_of(database, telegram, clock)

    async def dies() -> None:
        raise RuntimeError("the ledger writer is dead")

    async def nothing() -> bool:
        return False

    monkeypatch.setattr(worker._ledger, "run", dies)
    monkeypatch.setattr(worker, "_is_work", nothing)
    with pytest.raises(ExceptionGroup):
        await worker.run()
