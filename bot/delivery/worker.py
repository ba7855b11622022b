"""Sends what the ledger owes: claim, wait for the pace, send, mark, one row at a time.

A row is held only while it is being sent: no more are claimed than there are permits, so that a
crash leaves no more than that in doubt. An error in any part ends `run`, and with it the process.
"""

import asyncio
import logging
import random
from datetime import timedelta
from functools import lru_cache, partial
from typing import Protocol

import orjson

from bot.clock import Clock
from bot.delivery import retry
from bot.delivery.claims import LEASE_S, Claims, Held
from bot.delivery.ledger import LedgerWriter
from bot.delivery.outage import Outage
from bot.delivery.outcomes import Outcome, Refused, Sent
from bot.delivery.pacing import FREE, Pace, Pacer, Priority
from bot.delivery.retry import Fate
from bot.delivery.sender import Parcel
from bot.render.message import Message
from storage import deliveries
from storage.database import Database
from storage.errors import Busy, Unreachable

log = logging.getLogger(__name__)

#: Rows in hand at once at the pace that costs nothing.
PERMITS = FREE.in_flight
_POLL_S = 1.0
# Longer waits for a chat's own limit or a halt are spent in the ledger, not in our hands.
_PATIENCE_S = 2.0
# What comes due within this is waited for before the worker calls itself idle.
_SOON = timedelta(seconds=5)
_FINISH_WITHIN_S = 5.0
_MESSAGES_KEPT = 128


class ParcelSender(Protocol):
    """What the worker needs of the sender."""

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once to send a parcel; every failure comes back as an outcome."""
        ...


class Worker:
    """The one sender of a process."""

    def __init__(
        self,
        database: Database,
        sender: ParcelSender,
        pacer: Pacer,
        clock: Clock,
        *,
        bot_id: int = 0,
        lease_s: float = LEASE_S,
    ) -> None:
        self._database = database
        self._sender = sender
        self._pacer = pacer
        self._clock = clock
        self._permits = pacer.pace.in_flight
        self._ledger = LedgerWriter(database, clock)
        self._claims = Claims(self._ledger, clock, bot_id=bot_id, lease_s=lease_s)
        self._in_hand: set[asyncio.Task[None]] = set()
        self._outage = Outage()
        self._sending_to: set[int] = set()
        self._dropped: set[int] = set()
        self._woken = asyncio.Event()
        self._asked_for_rest: list[asyncio.Future[None]] = []
        self._is_more = False
        self._is_stopping = False

    @property
    def pace(self) -> Pace:
        """How fast it sends."""
        return self._pacer.pace

    async def run(self) -> None:
        """Send what is owed until `stop`; raises whatever goes wrong beyond single rows."""
        async with asyncio.TaskGroup() as group:
            background = [
                group.create_task(self._ledger.run()),
                group.create_task(self._claims.keep()),
            ]
            while not self._is_stopping:
                self._woken.clear()
                asked = tuple(self._asked_for_rest)
                if not await self._claim(group):
                    await self._rest(asked)
            await self._finish()
            for task in background:
                task.cancel()

    def wake(self) -> None:
        """Look at once whether there is something to send."""
        self._woken.set()

    def drop(self, telegram_id: int) -> None:
        """Send nothing more to a chat of what is in hand, unless it is on its way already."""
        if telegram_id in self._sending_to:
            self._dropped.add(telegram_id)

    def stop(self) -> None:
        """Claim nothing more; `run` ends once what is in hand is sent and marked."""
        self._is_stopping = True
        self._woken.set()

    async def idle(self) -> None:
        """Wait until nothing is owed now or within seconds, and nothing is in hand."""
        at_rest: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked_for_rest.append(at_rest)
        self._woken.set()
        await at_rest

    async def _claim(self, group: asyncio.TaskGroup) -> int:
        """Take as many rows as there are permits and begin with them; return how many."""
        free = 1 if self._outage.is_suspected else self._permits - len(self._in_hand)
        if not self._is_worth_a_claim() or self._pacer.pushes_halted():
            return 0
        try:
            # Where there was more than could be taken, there still is.
            is_work = self._is_more or await self._is_work()
            rows = await self._claims.take(free) if is_work else []
        except (Busy, Unreachable) as error:
            # Locked or restarted; in a moment it is asked again.
            log.warning("nothing claimed", extra={"action": "claim_failed", "error": str(error)})
            rows = []
        self._is_more = len(rows) == free
        for held in rows:
            self._sending_to.add(held.row.telegram_id)
            task = group.create_task(self._deliver(held))
            self._in_hand.add(task)
            task.add_done_callback(partial(self._let_go, held.row.telegram_id))
        return len(rows)

    def _is_worth_a_claim(self) -> bool:
        """Whether half the permits are free: a claim costs as much for one row as for many."""
        return len(self._in_hand) < self._permits - self._permits // 2

    def _let_go(self, telegram_id: int, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self._sending_to.discard(telegram_id)
        self._dropped.discard(telegram_id)
        if self._is_worth_a_claim():
            self._woken.set()

    async def _is_work(self) -> bool:
        """Ask through a reader, so that an idle worker never takes the writer's place."""
        now = self._clock.now()
        async with self._database.reader() as reader:
            if not (
                await deliveries.is_owed(reader, now=now, by=now)
                or await deliveries.is_orphaned(reader, now=now)
            ):
                return False
            halted_s = await self._claims.may_claim(reader)
        if halted_s:
            self._pacer.halt(halted_s)
        return halted_s == 0

    async def _rest(self, asked: tuple["asyncio.Future[None]", ...]) -> None:
        """Wait for something to do; where there is nothing, tell those who `asked` before."""
        if asked and not self._in_hand and await self._is_settled():
            for at_rest in asked:
                self._asked_for_rest.remove(at_rest)
                if not at_rest.done():
                    at_rest.set_result(None)
        try:
            async with asyncio.timeout(_POLL_S):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _is_settled(self) -> bool:
        now = self._clock.now()
        try:
            async with self._database.reader() as reader:
                return not (
                    await deliveries.is_owed(reader, now=now, by=now + _SOON)
                    or await deliveries.is_leased(reader)
                )
        except (Busy, Unreachable):
            return False

    async def _deliver(self, held: Held) -> None:
        """Send one row and write down what became of it."""
        row = held.row
        priority = Priority(row.priority)
        to, is_edit = row.telegram_id, row.edits is not None
        if not await self._pacer.take(to, priority, is_edit=is_edit, patience_s=_PATIENCE_S):
            wait = timedelta(seconds=self._pacer.wait(to, priority, is_edit=is_edit))
            fate = Fate(retry.unsent(row, not_before=self._clock.now() + wait))
        elif not self._claims.is_ours(held):
            fate = Fate(retry.unsent(row, not_before=self._clock.now()))
        elif to in self._dropped:
            fate = Fate(retry.dropped(row))
        else:
            outcome = await self._send(held)
            self._pause_in_an_outage(outcome)
            fate = retry.after(
                row,
                outcome,
                now=self._clock.now(),
                jitter=random.random(),  # noqa: S311
                in_outage=self._outage.is_suspected,
            )
            _note(held, outcome)
        if fate.halt_s:
            self._pacer.halt(fate.halt_s)
        if not await self._claims.mark(held, fate):
            log.warning(
                "the row was taken from us", extra={"action": "row_lost", "delivery": row.key}
            )

    def _pause_in_an_outage(self, outcome: Outcome) -> None:
        pause_s = self._outage.note(outcome, is_halted=bool(self._pacer.pushes_halted()))
        if pause_s:
            log.warning("Telegram fails", extra={"action": "outage", "pause_s": pause_s})
            self._pacer.halt(pause_s)

    async def _send(self, held: Held) -> Outcome:
        row = held.row
        try:
            message = _read(row.message)
            return await self._sender.send(
                Parcel(
                    telegram_id=row.telegram_id,
                    in_channel=row.in_channel,
                    thread_id=row.thread_id,
                    message=message,
                    # Should it be there already, the double makes no sound.
                    silent=message.is_silent or row.second_try,
                    plain=row.plain,
                    edits=row.edits,
                    replies_to=row.replies_to,
                )
            )
        except Exception as error:  # one message that can't be built must not stop all others
            log.exception(
                "a delivery failed", extra={"action": "delivery_failed", "delivery": row.key}
            )
            return Refused(f"{type(error).__name__}: {error}")

    async def _finish(self) -> None:
        """Let what is in hand end; what does not stays leased, and is uncertain later."""
        if self._in_hand:
            _, left = await asyncio.wait(self._in_hand, timeout=_FINISH_WITHIN_S)
            for task in left:
                task.cancel()
        await self._claims.end()


@lru_cache(_MESSAGES_KEPT)
def _read(text: str) -> Message:
    """Read a message as the ledger has it; what many chats get is read once."""
    return Message.from_json(orjson.loads(text))


def _note(held: Held, outcome: Outcome) -> None:
    """Log what became of a send; all but a plain success is worth a line."""
    if isinstance(outcome, Sent) and not held.row.second_try:
        return
    action = "sent_again" if isinstance(outcome, Sent) else "not_sent"
    log.info(
        "a delivery did not simply go out",
        extra={"action": action, "delivery": held.row.key, "outcome": repr(outcome)},
    )
