"""The tick's planning: what is due becomes rows of the ledger, composed once for all who share it.

Reading and composing come first and hold nothing; then one short transaction a chunk takes the
schedules, moving them on from their due moments, and writes it all. Those that somebody else took
meanwhile are not ours any more, and nothing is written for them.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.delivery.compose import Composer, Planned
from bot.delivery.turns import TimeRule, Turns
from storage import due, skips, taking
from storage.database import Database, Transaction
from storage.taking import Entry, Step

CHUNK = 1_000


async def plan(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Plan all that is due; return how many schedules had their turn."""
    await _skip_late(database, now=now)
    turns, composer, planned = Turns(now=now, rule=rule), Composer(), 0
    while True:
        async with database.reader() as reader:
            found = await due.due(reader, now=now, limit=CHUNK)
            if not found:
                return planned
            composed = await composer.compose(
                reader, {turns.of(alike): wanted for alike, wanted in found.items()}
            )
        async with database.transaction() as tx:
            taken = await _write(tx, composer, composed)
        planned += taken
        # Where a whole chunk was somebody else's, they are at it; the next tick looks again.
        if not taken or sum(len(each.keys) for each in composed) < CHUNK:
            return planned


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
        kept = await composer.keep(tx, (key for key in ours.values() if key))
        contents = {schedule: kept[key] if key else None for schedule, key in ours.items()}
        await taking.owe(tx, entry, contents)
    return len(taken)
