"""This process's hold on rows: one lease for all of them, a seat, and marks behind a fence.

The lease is on the worker's own row, so that keeping it up is one small write however many rows
are held, and none at all while there are none. A lease that lapsed is never taken up again; the
next one has a new id, and the rows of the old one go to whoever finds them. Of all processes only
the one that has the bot's seat claims: one process alone can keep to Telegram's limits.
"""

import asyncio
import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.delivery.ledger import LedgerWriter
from bot.delivery.retry import Fate
from bot.delivery.suspension import suspend
from bot.delivery.topics import close_topic
from storage import deliveries, moves, refusals, senders, skips, workers
from storage.database import Reader, Transaction
from storage.deliveries import Claimed
from storage.errors import Unreachable
from storage.marks import SentMark, mark_sent

log = logging.getLogger(__name__)

LEASE_S = 15.0
# Before the lease ends for others it ends for us, by more than a send may take to begin.
_MARGIN = 0.2
# Two chats can have faults of their own; three were refused for what the content says.
_REFUSALS = 3
# In short transactions, so that marks and people's own changes get in between.
_GIVE_UP_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A row in our hands, and the worker's id under which it was claimed."""

    row: Claimed
    worker_id: str


class Claims:
    """The lease of one process and the rows under it."""

    def __init__(
        self, ledger: LedgerWriter, clock: Clock, *, bot_id: int, lease_s: float = LEASE_S
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._bot_id = bot_id
        self._lease_s = lease_s
        self._worker_id: str | None = None
        self._deadline = 0.0
        self._changing = asyncio.Lock()
        self._held: set[int] = set()

    async def take(self, most: int) -> list[Held]:
        """Claim owed rows, dead workers' among them, and hold each until it is marked."""
        async with self._changing:
            deadline = self._clock.monotonic() + self._lease_s * (1 - _MARGIN)
            known = self._worker_id if self._clock.monotonic() < self._deadline else None
            fresh = uuid.uuid4().hex

            async def claim(tx: Transaction) -> tuple[str, list[Claimed]]:
                worker_id = await self._enter(tx, known, fresh)
                if not await self._sit(tx, worker_id):
                    return worker_id, []
                now = self._clock.now()
                await deliveries.reclaim(tx, now=now)
                return worker_id, await deliveries.claim(tx, worker_id, now=now, limit=most)

            try:
                worker_id, rows = await self._ledger.write(claim, repeatable=False)
            except Unreachable:
                # Rows may be leased to this id that we never heard of; they are left to lapse.
                self._worker_id = None
                raise
            self._worker_id, self._deadline = worker_id, deadline
            self._held.update(row.id for row in rows)
            return [Held(row, worker_id) for row in rows]

    async def _enter(self, tx: Transaction, known: str | None, fresh: str) -> str:
        now = self._clock.now()
        until = now + timedelta(seconds=self._lease_s)
        if known and await workers.renew(tx, known, now=now, lease_until=until):
            return known
        await workers.bury(tx, now=now)
        await workers.start(tx, fresh, lease_until=until)
        return fresh

    async def _sit(self, tx: Transaction, worker_id: str) -> bool:
        """Take or keep the bot's seat; False where another process has it."""
        if self._worker_id not in (None, worker_id):
            await senders.leave(tx, self._bot_id, self._worker_id)
        now = self._clock.now()
        until = now + timedelta(seconds=self._lease_s)
        return await senders.take(tx, self._bot_id, worker_id, now=now, until=until)

    async def may_claim(self, reader: Reader) -> float | None:
        """Return for how long all pushes are halted, 0 if they aren't, None while standing by."""
        now = self._clock.now()
        seat = await senders.get(reader, self._bot_id)
        if seat.halted_until is not None and seat.halted_until > now:
            return (seat.halted_until - now).total_seconds()
        return 0.0 if seat.is_free_for(self._worker_id, now=now) else None

    def is_ours(self, held: Held) -> bool:
        """Tell by our own clock whether a send of this row may still begin."""
        return held.worker_id == self._worker_id and self._clock.monotonic() < self._deadline

    async def mark(self, held: Held, fate: Fate) -> bool:
        """Write what became of a row, and what follows for its chat.

        False where the row was taken from us meanwhile; what follows for the chat holds anyway.
        """
        kept = await self._write(held, fate)
        self._held.discard(held.row.id)
        if fate.is_refusal:
            await self._stop_poison(held.row.content_id)
        return kept

    async def _write(self, held: Held, fate: Fate) -> bool:
        row, mark = held.row, fate.mark
        if mark.message_id is not None and mark.sent_at is not None:
            sent = SentMark(row.id, held.worker_id, row.claims, mark.message_id, mark.sent_at)
            return await self._ledger.write_with_others(mark_sent, sent)

        async def write(tx: Transaction) -> bool:
            kept = await deliveries.mark(tx, row, mark, worker_id=held.worker_id)
            if fate.halts_all:
                until = self._clock.now() + timedelta(seconds=fate.halt_s)
                await senders.halt(tx, self._bot_id, until=until)
            if kept and (fate.suspend is not None or fate.closes_topic):
                await skips.give_back(tx, [row.id])
            if fate.suspend is not None:
                await suspend(tx, row.chat_id, fate.suspend)
            if fate.closes_topic:
                await close_topic(tx, row.chat_id, row.thread_id, now=self._clock.now())
            if fate.moved_to is not None:
                await moves.migrate(tx, row.telegram_id, fate.moved_to)
            return kept

        return await self._ledger.write(write)

    async def _stop_poison(self, content_id: int) -> None:
        """Suspend a content that so many chats were refused that the fault is its own."""

        async def is_poison(tx: Transaction) -> bool:
            return await refusals.count(tx, content_id) >= _REFUSALS

        async def give_up(tx: Transaction) -> int:
            return await refusals.give_up(tx, content_id, limit=_GIVE_UP_AT_ONCE)

        if not await self._ledger.write(is_poison):
            return
        given_up = dropped = await self._ledger.write(give_up)
        while dropped == _GIVE_UP_AT_ONCE:
            dropped = await self._ledger.write(give_up)
            given_up += dropped
        if given_up:
            log.error(
                "a content is suspended",
                extra={"action": "poison", "content": content_id, "rows": given_up},
            )

    async def keep(self) -> None:
        """Keep the lease up while rows are held, until cancelled."""
        while True:
            await self._clock.sleep(self._lease_s / 3)
            if self._held:
                await self._renew()

    async def _renew(self) -> None:
        async with self._changing:
            worker_id, now = self._worker_id, self._clock.now()
            if worker_id is None:
                return
            deadline = self._clock.monotonic() + self._lease_s * (1 - _MARGIN)
            until = now + timedelta(seconds=self._lease_s)

            async def renew(tx: Transaction) -> bool:
                is_alive = await workers.renew(tx, worker_id, now=now, lease_until=until)
                if is_alive:
                    await senders.take(tx, self._bot_id, worker_id, now=now, until=until)
                else:
                    # Our next lease need not wait until this one's seat is free by itself.
                    await senders.leave(tx, self._bot_id, worker_id)
                return is_alive

            if await self._ledger.write(renew):
                self._deadline = deadline
            else:
                log.warning(
                    "the lease has lapsed", extra={"action": "lease_lapsed", "worker": worker_id}
                )
                self._worker_id = None

    async def end(self) -> None:
        """Give the lease up; rows that are still held stay a dead worker's."""
        worker_id = self._worker_id
        if worker_id is None:
            return
        self._worker_id = None

        async def finish(tx: Transaction) -> None:
            await workers.finish(tx, worker_id)
            await senders.leave(tx, self._bot_id, worker_id)

        await self._ledger.write(finish)
