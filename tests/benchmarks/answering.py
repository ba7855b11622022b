"""What a morning's digests cost those who ask meanwhile: `/latest` beside planning and sending.

    python -m tests.benchmarks.answering [--chats 1000000] [--due 100000] [--seconds 20]
        [--archive FILE] [--postgresql]

Every 10 ms a question is due, whatever became of the last one, and its time runs from that moment:
a loop that is held shows. In turn it is the read of the store and the bot's whole answer, read and
worded. Another process asks the store likewise, as a receiver of webhooks beside a worker does.
Printed are medians and 99th percentiles: in quiet, while all that is due is planned, while it is
sent at Telegram's free pace, and while it goes out as fast as it can (what paid broadcast needs)
to a bare sink.
"""

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import update

from bot.briefing.latest import latest
from bot.clock import SystemClock
from bot.delivery.pacing import FREE, Pace
from bot.delivery.plan import plan
from bot.render.briefings import briefing
from bot.render.i18n import catalogue
from bot.subscribing import time_rule
from handlers.cli.run import YOUNG_OBJECTS
from storage import events
from storage.database import Database
from storage.dyad import Scope
from storage.models import metadata
from tests import postgres
from tests.benchmarks.delivery import TOKEN, sink, worker_of
from tests.benchmarks.planning import Source
from tests.benchmarks.readership import DAY, NOW, Readership, pairs, unhurried

_EVERY_S = 0.01
_PAGE = 6
_UNPACED = Pace(1e6, 1e6, in_flight=64)


class Asker:
    """Asks one question after the other, each when it is due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._scopes = cycle(Scope.of(*pair) for pair in pairs()[:200])
        self._words = catalogue("en")
        self.store: list[float] = []
        self.bot: list[float] = []

    async def run(self) -> None:
        """Ask until cancelled."""
        due = time.perf_counter()
        while True:
            for kept, ask in ((self.store, self._read), (self.bot, self._answer)):
                due += _EVERY_S
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await ask(next(self._scopes))
                kept.append(time.perf_counter() - due)

    async def _read(self, scope: Scope) -> None:
        async with self._database.reader() as reader:
            await events.page(reader, scope, limit=_PAGE)

    async def _answer(self, scope: Scope) -> None:
        async with self._database.reader() as reader:
            found = await latest(reader, scope)
        assert found is not None
        briefing(self._words, found, today=NOW.date())


def told(taken: list[float]) -> str:
    """Write median and 99th percentile in milliseconds."""
    ordered = sorted(taken)
    if not ordered:
        return "-"
    return f"{ordered[len(ordered) // 2] * 1e3:.2f} / {ordered[int(len(ordered) * 0.99)] * 1e3:.2f}"


@asynccontextmanager
async def asked(database: Database, url: str, name: str) -> AsyncIterator[None]:
    """Ask meanwhile, here and from another process, and print what it took."""
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.answering", "--ask", url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert other.stdout is not None
    await other.stdout.readline()
    asker = Asker(database)
    task = asyncio.create_task(asker.run())
    began = time.perf_counter()
    yield
    took = time.perf_counter() - began
    task.cancel()
    out, _ = await other.communicate(b"\n")
    elsewhere = json.loads(out)
    print(
        f"{name:22}{took:7.1f} s{told(asker.store):>16}{told(asker.bot):>16}{told(elsewhere):>16}",
        flush=True,
    )


async def ask_alone(url: str) -> None:
    """Ask the store until a line comes in, then print what each question took."""
    database = await Database.open(url, migrate=False)
    asker = Asker(database)
    task = asyncio.create_task(asker.run())
    print("asking", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    task.cancel()
    print(json.dumps(asker.store))
    await database.close()


async def _make_fresh(database: Database) -> None:
    """Let what is owed not be too late on today's clock."""
    later = SystemClock().now() + DAY
    async with database.transaction() as tx:
        await unhurried(tx)
        await tx.execute(update(metadata.tables["deliveries"]).values(expires_at=later))


async def measure(source: Source, seconds: float) -> None:
    """Measure all on one database."""
    print(f"{'p50 / p99 in ms':22}{'':9}{'store':>16}{'bot':>16}{'another process':>16}")
    with sink() as address:
        async with source.lend() as url:
            database = await Database.open(url)
            async with asked(database, url, "quiet"):
                await asyncio.sleep(seconds)
            async with asked(database, url, "planning"):
                await plan(database, now=NOW, rule=time_rule)
            await _make_fresh(database)
            for name, pace in (("sending, free pace", FREE), ("sending, unpaced", _UNPACED)):
                async with (
                    asked(database, url, name),
                    worker_of(database, address, TOKEN, pace),
                ):
                    await asyncio.sleep(seconds)
            await database.close()


def main() -> None:
    """Measure SQLite, or PostgreSQL where it is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answering")
    parser.add_argument("--chats", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    options = parser.parse_args()
    gc.set_threshold(YOUNG_OBJECTS)
    gc.freeze()
    if options.ask:
        asyncio.run(ask_alone(options.ask))
        return
    readership = Readership(options.chats, options.due)
    with tempfile.TemporaryDirectory() as folder:
        source = Source(Path(folder), readership, options.archive)
        if not options.postgresql:
            asyncio.run(measure(source, options.seconds))
            return
        server = postgres.start()
        try:
            source.use(server)
            asyncio.run(measure(source, options.seconds))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
