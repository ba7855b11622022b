"""What all scenes share: a ledger full of debts, a simulated Telegram, processes, the verdict."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import text

from bot.clock import SystemClock
from bot.delivery.pacing import Priority
from bot.delivery.worker import PERMITS
from bot.render.message import Html, Message
from bot.simulator import Simulator
from storage import chats, contents, deliveries
from storage.contents import NewContent
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.errors import StorageError

FIRST_PERSON = 1001
HELLO = Message(Html("<b>Hello</b>"))
_BATCH = 500
_IMPORTED_ONCE = ["tests.torture.sender", "telegram.ext", "handlers.transport"]

_OPEN = text("SELECT count(*) FROM deliveries WHERE state IN ('planned', 'leased', 'uncertain')")
_HELD = text("SELECT id, claims FROM deliveries WHERE state = 'leased'")
_ROWS = text(
    "SELECT c.telegram_id, d.state, d.second_try, d.message_id "
    "FROM deliveries d JOIN chats c ON c.id = d.chat_id"
)


async def open_rows(database: Database) -> int:
    """Return how many rows are not over; while the database is away, that is at least one."""
    try:
        async with database.reader() as reader:
            return int(await reader.scalar(_OPEN))
    except StorageError:
        return 1


async def _held(database: Database) -> set[tuple[int, int]]:
    async with database.reader() as reader:
        return {(row.id, row.claims) for row in await reader.rows(_HELD)}


@dataclass(frozen=True)
class Verdict:
    """How it ended, as the chats and the ledger have it."""

    lost: list[int]
    extra: int
    unrecorded: list[int]  # chats with a double that no second try explains
    loud: list[int]  # chats with more than one message that made a sound
    states: dict[str, int]
    unknown: list[int]  # chats whose row names a message that they don't have


@dataclass
class Arena:
    """One scene: people, what they are owed, and the processes that are let loose."""

    database_url: str
    telegram: Simulator = field(default_factory=Simulator)
    people: int = 0
    _processes: list[BaseProcess] = field(default_factory=list)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _calls: int = 0

    async def __aenter__(self) -> "Arena":
        self.telegram.on_call = self._on_call
        await self.telegram.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        for process in self._processes:
            if process.is_alive():
                process.kill()
            await asyncio.to_thread(process.join)
        await self.telegram.stop()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Database]:
        """Open the scene's database."""
        database = await Database.open(self.database_url)
        try:
            yield database
        finally:
            await database.close()

    def _on_call(self, _call: object) -> None:
        self._calls += 1
        self._heard.set()

    async def meet(self, people: int) -> None:
        """Let so many people be there, known to Telegram and to the store."""
        self.people = people
        for person in range(FIRST_PERSON, FIRST_PERSON + people):
            self.telegram.say(self.telegram.person(person), "/start")

    async def owe(self, database: Database, people: int, message: Message = HELLO) -> None:
        """Owe each of so many people one message."""
        await self.meet(people)
        now = SystemClock().now()
        content = NewContent("c", message.as_json(), now - timedelta(days=1), now)
        for start in range(FIRST_PERSON, FIRST_PERSON + people, _BATCH):
            async with database.transaction() as tx:
                ids = await contents.add(tx, [content])
                rows = []
                for person in range(start, min(start + _BATCH, FIRST_PERSON + people)):
                    chat = await chats.ensure(
                        tx, person, kind="private", language="en", today=now.date()
                    )
                    rows.append(
                        NewDelivery(
                            key=f"k:{person}",
                            chat_id=chat.id,
                            thread_id=None,
                            schedule_id=None,
                            content_id=ids["c"],
                            priority=Priority.DIGEST,
                            not_before=now,
                            expires_at=now + timedelta(hours=6),
                        )
                    )
                await deliveries.add(tx, rows)

    def start(self, main: Callable[[Any], None], task: object) -> BaseProcess:
        """Start a process that has everything imported already."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_IMPORTED_ONCE)
        process = context.Process(target=main, args=(task,), daemon=True)
        process.start()
        self._processes.append(process)
        return process

    async def calls(self, more: int, process: BaseProcess) -> None:
        """Wait until Telegram was called so many more times, or the process has ended."""
        wanted = self._calls + more
        while self._calls < wanted and process.is_alive():
            await self.heard()

    @property
    def alive(self) -> list[BaseProcess]:
        """The processes that have not ended."""
        return [process for process in self._processes if process.is_alive()]

    async def heard(self) -> None:
        """Wait until Telegram is called again, or a moment has passed."""
        self._heard.clear()
        try:
            async with asyncio.timeout(0.2):
                await self._heard.wait()
        except TimeoutError:
            return

    async def kill(self, process: BaseProcess) -> bool:
        """Kill a process as a power cut would; False where it had ended by itself."""
        was_alive = process.is_alive()
        process.kill()
        await asyncio.to_thread(process.join)
        return was_alive and process.exitcode == -signal.SIGKILL

    async def taken_over(self, database: Database, *, within_s: float) -> None:
        """Wait until no row is held any more that is held now; at most so long."""
        held, now_held = await _held(database), True
        try:
            async with asyncio.timeout(within_s):
                while now_held:
                    await asyncio.sleep(0.05)
                    now_held = bool(held & await _held(database))
        except TimeoutError:
            # The sleeper keeps a SQLite file locked; whoever waits for that waits for it.
            return

    async def ended(self, *processes: BaseProcess, within_s: float) -> list[int | None]:
        """Wait for processes to end by themselves; return their exit codes."""
        async with asyncio.timeout(within_s):
            for process in processes:
                await asyncio.to_thread(process.join, within_s)
        return [process.exitcode for process in processes]

    async def verdict(self, database: Database) -> Verdict:
        """Compare the chats with the ledger."""
        people = range(FIRST_PERSON, FIRST_PERSON + self.people)
        async with database.reader() as reader:
            rows = {row.telegram_id: row for row in await reader.rows(_ROWS)}
        told = {
            person: [each for each in self.telegram.messages(person) if each.from_bot]
            for person in people
        }
        sounds: dict[int, int] = {}
        for call in self.telegram.calls:
            if call.method != "sendMessage" or not call.ok:
                continue
            if not call.parameters.get("disable_notification"):
                chat = int(call.parameters["chat_id"])
                sounds[chat] = sounds.get(chat, 0) + 1
        states: dict[str, int] = {}
        for row in rows.values():
            states[row.state] = states.get(row.state, 0) + 1
        return Verdict(
            lost=[person for person in people if not told[person]],
            extra=sum(len(messages) - 1 for messages in told.values() if messages),
            unrecorded=[
                person for person in people if len(told[person]) > 1 and not rows[person].second_try
            ],
            loud=[person for person, count in sounds.items() if count > 1],
            states=states,
            unknown=[
                person
                for person in people
                if rows[person].state == "sent"
                and rows[person].message_id not in {each.message_id for each in told[person]}
            ],
        )


def is_clean(verdict: Verdict, *, people: int, extra: int, loud: int = 0) -> bool:
    """Tell whether all have theirs, and no more is doubled than may be, each on record."""
    return (
        not verdict.lost
        and not verdict.unrecorded
        and not verdict.unknown
        and len(verdict.loud) <= loud
        and verdict.extra <= extra
        and verdict.states == {"sent": people}
    )


def in_flight(deaths: int) -> int:
    """Return how much may be doubled by so many deaths."""
    return deaths * PERMITS


def is_long() -> bool:
    """Tell whether the long form was asked for."""
    return os.environ.get("TORTURE") == "long"
