"""Keeps the ledger short: what is over moves to the copies, what is old is forgotten."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from config.limits import COPIES_KEPT, DEPARTED_KEPT, FINISHED_KEPT, SCHEMA_COPIES_KEPT
from storage import copies
from storage.database import Database, Transaction

# In short transactions, so that people's own changes get in between.
CHUNK = 500


async def tidy(database: Database, *, now: datetime) -> None:
    """Move, forget and delete all whose time has come."""

    async def keep_finished(tx: Transaction) -> int:
        return await copies.keep_finished(tx, before=now - FINISHED_KEPT, limit=CHUNK)

    async def forget_old(tx: Transaction) -> int:
        return await copies.forget_old(tx, before=now - COPIES_KEPT, limit=CHUNK)

    async def drop_long_gone(tx: Transaction) -> int:
        before = (now - DEPARTED_KEPT).date()
        return await copies.drop_long_gone(tx, before=before, limit=CHUNK)

    await _all_of(database, keep_finished)
    await _all_of(database, forget_old)
    async with database.transaction() as tx:
        await copies.note_departures(tx, today=now.date())
    await _all_of(database, drop_long_gone)
    await _drop_contents(database, now=now)
    await database.drop_old_copies(before=now - SCHEMA_COPIES_KEPT)


async def _all_of(database: Database, part: Callable[[Transaction], Awaitable[int]]) -> None:
    done = CHUNK
    while done == CHUNK:
        async with database.transaction() as tx:
            done = await part(tx)


async def _drop_contents(database: Database, *, now: datetime) -> None:
    ids = list(range(CHUNK))
    while len(ids) == CHUNK:
        async with database.reader() as reader:
            ids = await copies.unused_contents(reader, before=now - FINISHED_KEPT, limit=CHUNK)
        if ids:
            async with database.transaction() as tx:
                await copies.drop_contents(tx, ids)
