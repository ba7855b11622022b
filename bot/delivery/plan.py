"""The tick's planning: what is due becomes rows of the ledger, composed once for all who share it.

Reading and composing come first and hold nothing; then one short transaction a chunk takes the
schedules, moving them on from their due moments, and writes it all. Those that somebody else took
meanwhile are not ours any more, and nothing is written for them.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from bot.delivery.compose import Composer, Planned
from bot.delivery.turns import TimeRule, Turns
from storage import due, skips, taking
from storage.database import Database, Transaction
from storage.due import Due, Position
from storage.taking import Entry, Step

CHUNK = 1_000
_TEXTS = 100


async def plan(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Plan all that is due; return how many schedules had their turn.

    While a chunk is being written, the next one is composed and the one behind it read.
    """
    await _skip_late(database, now=now)
    turns, composer = Turns(now=now, rule=rule), Composer()
    planned = 0
    async with _Reading(database, now=now) as reading, _Writing(database) as writing:
        while True:
            found = await reading.following()
            async with database.reader() as reader:
                composed = await composer.compose(
                    reader, {turns.of(alike): wanted for alike, wanted in found.items()}
                )
            taken = await writing.over()
            # Where a whole chunk was somebody else's, they are at it; the next tick looks again.
            if not found or taken == 0:
                return planned + (taken or 0)
            planned += taken or 0
            writing.begin(composer, composed)
            if composer.is_full:
                planned += await writing.over() or 0
                composer = Composer()


class _Reading:
    """Reads what is due, one chunk ahead of whoever asks for it."""

    def __init__(self, database: Database, *, now: datetime) -> None:
        self._database = database
        self._now = now
        self._task: asyncio.Task[tuple[Due, Position]] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._read(due.START))
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def following(self) -> Due:
        """Return the next chunk, empty behind the last one."""
        if self._task is None:
            return {}
        found, position = await self._task
        self._task = asyncio.create_task(self._read(position)) if found else None
        return found

    async def _read(self, position: Position) -> tuple[Due, Position]:
        async with self._database.reader() as reader:
            return await due.due(reader, now=self._now, limit=CHUNK, after=position)


class _Writing:
    """Writes one chunk at a time in the background; at the end nothing is left under way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task: asyncio.Task[int] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._task is not None:
            await asyncio.wait([self._task])

    def begin(self, composer: Composer, composed: Sequence[Planned]) -> None:
        """Begin with a chunk."""
        self._task = asyncio.create_task(self._write(composer, composed))

    async def over(self) -> int | None:
        """Wait for the chunk under way and return how many were taken; None where there is none."""
        task, self._task = self._task, None
        return None if task is None else await task

    async def _write(self, composer: Composer, composed: Sequence[Planned]) -> int:
        # Digests first, in transactions of their own: nobody waits for one behind long texts. What
        # no row came to name, after a crash, goes with the other contents that nobody needs.
        unkept = composer.unkept(key for planned in composed for key in planned.keys.values())
        for start in range(0, len(unkept), _TEXTS):
            async with self._database.transaction() as tx:
                await composer.keep(tx, unkept[start : start + _TEXTS])
        async with self._database.transaction() as tx:
            return await _write(tx, composer, composed)


async def _skip_late(database: Database, *, now: datetime) -> None:
    """Give up what waited too long, before planning: the next digest then covers its news."""
    async with database.reader() as reader:
        is_any = await skips.has_late(reader, now=now)
    while is_any:
        async with database.transaction() as tx:
            is_any = await skips.skip_late(tx, now=now, limit=CHUNK) == CHUNK


async def _write(tx: Transaction, composer: Composer, composed: Sequence[Planned]) -> int:
    """Take what is still ours to plan and write it down; return how many schedules that were."""
    steps: dict[Step, list[int]] = {}
    entries: dict[Entry, dict[int, str | None]] = {}
    for planned in composed:
        steps.setdefault(planned.turn.step, []).extend(planned.keys)
        entries.setdefault(planned.turn.entry, {}).update(planned.keys)
    taken: set[int] = set()
    for step, ids in steps.items():
        taken |= await taking.take(tx, step, ids)
    for entry, keys in entries.items():
        ours = {schedule: key for schedule, key in keys.items() if schedule in taken}
        contents = {schedule: composer.id_of(key) for schedule, key in ours.items()}
        await taking.owe(tx, entry, contents)
    return len(taken)
