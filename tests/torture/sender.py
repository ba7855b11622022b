"""A process that sends what the ledger owes, and ends once nothing is owed any more."""

import asyncio
import os
from dataclasses import dataclass

from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.delivery.pacing import Pace, Pacer
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from handlers.transport import AiohttpRequest, Calls
from storage.database import Database
from storage.engines import Patience
from tests.torture.arena import open_rows

# Long leases are for machines that stall; here they would only be waited for.
LEASE_S = 1.0


@dataclass(frozen=True)
class Task:
    """What a sender is told; it crosses to its process as it is."""

    database_url: str
    api_url: str
    token: str
    per_second: float
    patience_ms: int = 15_000
    lease_s: float = LEASE_S


def main(task: Task) -> None:
    os.environ["PTB_TIMEDELTA"] = "1"
    asyncio.run(_run(task))


async def _run(task: Task) -> None:
    patience = Patience(sqlite_s=task.patience_ms / 1000, postgresql_ms=task.patience_ms)
    database = await Database.open(task.database_url, migrate=False, patience=patience)
    request = AiohttpRequest()
    await request.initialize()
    bot = ExtBot(task.token, base_url=f"{task.api_url}/bot", request=request)
    clock = SystemClock()
    pacer = Pacer(clock, Pace(task.per_second * 1.25, task.per_second))
    worker = Worker(database, Sender(Calls(bot, request)), pacer, clock, lease_s=task.lease_s)
    running = asyncio.create_task(worker.run())
    while await open_rows(database):
        idle = asyncio.create_task(worker.idle())
        await asyncio.wait({running, idle}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        # A row that is due later than the worker calls soon.
        await asyncio.sleep(0.1)
    worker.stop()
    await running
    await request.shutdown()
    await database.close()
