"""A process that plans all that is due, and is killed at the statement that it was told."""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.delivery.plan import plan
from bot.subscribing import time_rule
from storage.database import Database, Reader


@dataclass(frozen=True)
class Task:
    """What a planner is told: the moment, and after how many boundaries it dies."""

    database_url: str
    now: datetime
    dies_at: int


class Fate:
    """Counts the boundaries: before and after each statement and each commit."""

    def __init__(self, dies_at: int) -> None:
        self._left = dies_at

    def pass_by(self, *_arguments: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hold_fetches(self) -> None:
        """Count statements that go past the engine's events too."""
        fetch = Reader.fetch

        async def counted(reader: Reader, text: str, arguments: Sequence[Any]) -> Any:
            self.pass_by()
            rows = await fetch(reader, text, arguments)
            self.pass_by()
            return rows

        Reader.fetch = counted  # type: ignore[method-assign]

    def hold(self, engine: AsyncEngine) -> None:
        for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
            event.listen(engine.sync_engine, name, self.pass_by)


def main(task: Task) -> None:
    asyncio.run(_run(task))


async def _run(task: Task) -> None:
    database = await Database.open(task.database_url, migrate=False)
    fate = Fate(task.dies_at)
    fate.hold_fetches()
    for engine in (database._writer, database._reader):
        fate.hold(engine)
    await plan(database, now=task.now, rule=time_rule)
    await database.close()
