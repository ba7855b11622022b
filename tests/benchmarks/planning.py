"""What planning a morning's digests costs, beside a floor that is measured in the same run.

    python -m tests.benchmarks.planning [--chats 1000000] [--due 100000] [--pairs 8000] [--each 1]
        [--scattered] [--rounds 3] [--archive FILE] [--postgresql]

- idle tick: a tick that finds nothing due
- plan: our planning of what is due; the floor does the same job set-wise on the bare driver

Both begin with equal databases in each round. `--archive FILE` keeps the filled SQLite database
for the next run.
"""

import argparse
import asyncio
import gc
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event, make_url

from bot.delivery.alerts import plan_alerts
from bot.delivery.edits import plan_edits
from bot.delivery.plan import plan
from bot.newsroom.publish import publish_scheduled
from bot.subscribing import time_rule
from handlers.cli.run import YOUNG_OBJECTS
from storage.database import Database
from tests import postgres
from tests.benchmarks import plan_floor
from tests.benchmarks.readership import DAY, NOW, Readership

_WATCH_S = 0.002


class LoopWatch:
    """Measures for how long the event loop was held at most, and how long it computed meanwhile.

    On a busy machine the first is mostly other processes' doing.
    """

    def __init__(self) -> None:
        self.longest_s = 0.0
        self.longest_cpu_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        while True:
            before, cpu = time.perf_counter(), time.thread_time()
            await asyncio.sleep(_WATCH_S)
            self.longest_s = max(self.longest_s, time.perf_counter() - before - _WATCH_S)
            self.longest_cpu_s = max(self.longest_cpu_s, time.thread_time() - cpu)

    async def __aenter__(self) -> "LoopWatch":
        self._task = asyncio.create_task(self._run())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._task is not None
        self._task.cancel()


class WriteWatch:
    """Measures the longest transaction, from its beginning to the end of its commit."""

    def __init__(self, database: Database) -> None:
        self.longest_s = 0.0
        self._began: dict[int, float] = {}
        engine = database._writer.sync_engine
        event.listen(engine, "begin", self._begin)
        # The commit itself is over once the connection is given back.
        event.listen(engine, "checkin", self._end)

    def _begin(self, connection: object) -> None:
        raw = connection.connection.dbapi_connection  # type: ignore[attr-defined]
        self._began[id(raw)] = time.perf_counter()

    def _end(self, raw: object, _record: object) -> None:
        if began := self._began.pop(id(raw), None):
            self.longest_s = max(self.longest_s, time.perf_counter() - began)


class MemoryWatch:
    """Samples the anonymous memory of this process, which has no peak of its own."""

    def __init__(self) -> None:
        gc.collect()
        self._before = self.most = anonymous_kb()

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            await asyncio.sleep(0.05)
            self.most = max(self.most, anonymous_kb())

    @property
    def grown_mb(self) -> float:
        """How much more there was at most than before."""
        return (self.most - self._before) / 1024


def anonymous_kb() -> int:
    """Read how much memory this process has that no file backs."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


@dataclass(frozen=True)
class Round:
    """One round's figures; times in seconds, memory in MB."""

    floor_s: float
    plan_s: float
    floor_cpu_s: float
    plan_cpu_s: float
    loop_s: float
    loop_cpu_s: float
    write_s: float
    grown_mb: float
    memory_mb: float


class Source:
    """Hands out equal databases."""

    def __init__(self, folder: Path, readership: Readership, archive: Path | None) -> None:
        self._folder = folder
        self._readership = readership
        self._archive = archive or folder / "archive.sqlite3"
        self._server: postgres.Server | None = None
        self._template: str | None = None
        self._made = 0

    def use(self, server: postgres.Server) -> None:
        """Make databases of PostgreSQL from now on."""
        self._server = server

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[str]:
        """Lend a database that is thrown away afterwards."""
        if self._server is None:
            path = await self._copy()
            try:
                yield f"sqlite+aiosqlite:///{path}"
            finally:
                for left in path.parent.glob(f"{path.name}*"):
                    left.unlink()
            return
        url = await self._cloned(self._server)
        try:
            yield url
        finally:
            await self._server.drop(url)

    async def _copy(self) -> Path:
        if not self._archive.exists():
            unfinished = self._archive.with_suffix(".unfinished")
            await self._fill(f"sqlite+aiosqlite:///{unfinished}")
            unfinished.rename(self._archive)
        self._made += 1
        return Path(shutil.copy(self._archive, self._folder / f"{self._made}.sqlite3"))

    async def _cloned(self, server: postgres.Server) -> str:
        if self._template is None:
            self._template = await server.empty_database()
            await self._fill(self._template)
        return await server.clone(self._template)

    async def _fill(self, url: str) -> None:
        began = time.perf_counter()
        database = await Database.open(url)
        await self._readership.fill(database)
        await database.close()
        print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)


async def measure_round(source: Source) -> Round:
    """Measure the floor, then our planning."""
    async with source.lend() as url:
        address = make_url(url)
        floor_cpu = time.process_time()
        if address.get_backend_name() == "sqlite":
            floor = await asyncio.to_thread(plan_floor.on_sqlite, str(address.database))
        else:
            floor = await plan_floor.on_postgresql(url)
        floor_cpu = time.process_time() - floor_cpu
    async with source.lend() as url:
        database = await Database.open(url)
        writes, memory = WriteWatch(database), MemoryWatch()
        sampling = asyncio.create_task(memory.run())
        async with LoopWatch() as watch:
            began, cpu = time.perf_counter(), time.process_time()
            await plan(database, now=NOW, rule=time_rule)
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
        sampling.cancel()
        await database.close()
    return Round(
        floor_s=floor,
        plan_s=took,
        floor_cpu_s=floor_cpu,
        plan_cpu_s=cpu,
        loop_s=watch.longest_s,
        loop_cpu_s=watch.longest_cpu_s,
        write_s=writes.longest_s,
        grown_mb=memory.grown_mb,
        memory_mb=memory.most / 1024,
    )


async def measure_tick(source: Source) -> float:
    """Return the median of what the scheduler does at a tick with nothing due."""
    async with source.lend() as url:
        database = await Database.open(url)
        times = []
        before = NOW - DAY
        for _ in range(500):
            began = time.perf_counter()
            await publish_scheduled(database, now=before)
            await plan_alerts(database, now=before, rule=time_rule)
            await plan_edits(database, now=before, rule=time_rule)
            await plan(database, now=before, rule=time_rule)
            times.append(time.perf_counter() - began)
        await database.close()
    return statistics.median(times)


async def measure(name: str, source: Source, rounds: int) -> None:
    """Measure one kind of database and print the medians."""
    tick = await measure_tick(source)
    found = [await measure_round(source) for _ in range(rounds)]
    ratio = statistics.median(each.plan_s / each.floor_s for each in found)
    print(
        f"{name}: idle tick {tick * 1000:.3f} ms (asked: 0.5)\n"
        f"  plan {_median(found, 'plan_s'):.2f} s, floor {_median(found, 'floor_s'):.2f} s, "
        f"ratio {ratio:.2f} (asked: 2); "
        f"CPU here {_median(found, 'plan_cpu_s'):.2f} and {_median(found, 'floor_cpu_s'):.2f} s\n"
        f"  longest write {_median(found, 'write_s') * 1000:.0f} ms (asked: 50), "
        f"loop held {_median(found, 'loop_s') * 1000:.0f} ms (asked: 25), "
        f"computing for {_median(found, 'loop_cpu_s') * 1000:.0f} of them\n"
        f"  anonymous memory {_median(found, 'memory_mb'):.0f} MB (asked: 120), "
        f"{_median(found, 'grown_mb'):.0f} of it by planning",
        flush=True,
    )


def _median(found: Sequence[Round], name: str) -> float:
    return statistics.median(getattr(each, name) for each in found)


def main() -> None:
    """Measure SQLite, or PostgreSQL where it is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.planning")
    parser.add_argument("--chats", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=100_000, help="schedules that are due")
    parser.add_argument("--pairs", type=int, default=8_000, help="distinct pairs of countries")
    parser.add_argument("--each", type=int, default=1, help="pairs that a chat wants")
    parser.add_argument("--scattered", action="store_true", help="those due lie among the others")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args(sys.argv[1:])
    # As the bot itself runs.
    gc.set_threshold(YOUNG_OBJECTS)
    gc.freeze()
    readership = Readership(
        options.chats, options.due, options.pairs, options.each, options.scattered
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Source(Path(folder), readership, options.archive)
        if not options.postgresql:
            asyncio.run(measure("SQLite", source, options.rounds))
            return
        server = postgres.start()
        try:
            source.use(server)
            asyncio.run(measure("PostgreSQL", source, options.rounds))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
