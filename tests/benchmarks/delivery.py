"""What planning, ticking and sending cost, beside floors that are measured in the same run.

    python -m tests.benchmarks.delivery [--subscriptions 1000000] [--due 100000] [--pairs 8000]
        [--messages 2000] [--paced 240] [--postgresql] [--only plan,tick,unpaced,paced]

- plan: our planning of the due schedules, beside the same rows written by raw set-based SQL
- tick: a tick that finds nothing due
- unpaced: one worker without limits of its own against a bare sink, beside a bare aiohttp client
- paced: one worker at Telegram's pace against the simulator with its limits on
"""

import argparse
import asyncio
import contextlib
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import aiohttp
from sqlalchemy import event, insert, text
from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.delivery.pacing import FREE, Pace, Pacer
from bot.delivery.plan import plan
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from bot.simulator import Simulator
from bot.subscribing import time_rule
from handlers.transport import AiohttpRequest, Calls
from storage.database import Database
from storage.models import metadata
from tests import postgres
from tests.factories import keep_article
from tests.torture.arena import Arena

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
DAY = timedelta(days=1)
TOKEN = "4200000001:benchmark-of-nobody"
_CODES = [f"{a}{b}" for a in "ABCDEFGH" for b in "QRSTUVWXYZJKLMN"]
_CHUNK = 5_000
_WATCH_S = 0.005
# In flight at a thousand a second, as paid broadcast allows.
_MANY = 64

# The floor: one statement a table, nothing composed, nothing read back.
_RAW_DELIVERIES = text(
    """
    INSERT INTO deliveries (key, chat_id, schedule_id, content_id, priority, state, not_before,
        expires_at, attempts, claims, second_try, plain)
    SELECT 'raw:' || s.id, s.chat_id, s.id, NULL, 2, 'skipped', s.next_due_at, s.next_due_at,
        0, 0, :no, :no
    FROM schedules s WHERE s.next_due_at <= :now AND s.id > :low AND s.id <= :high
    """
)
_RAW_ADVANCE = text(
    "UPDATE schedules SET next_due_at = :next "
    "WHERE next_due_at <= :now AND id > :low AND id <= :high"
)


class LoopWatch:
    """Measures for how long the event loop was held at most."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_WATCH_S)
            self.longest_s = max(self.longest_s, time.perf_counter() - before - _WATCH_S)

    async def __aenter__(self) -> "LoopWatch":
        self._task = asyncio.create_task(self._run())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._task is not None
        self._task.cancel()


async def fill(database: Database, options: argparse.Namespace) -> None:
    """Write chats with a schedule each, and their subscriptions, as the bot would keep them."""
    tables = metadata.tables
    pairs = [(a, b) for place, a in enumerate(sorted(_CODES)) for b in sorted(_CODES)[place + 1 :]][
        : options.pairs
    ]
    chats = options.subscriptions // 2
    due_chats = options.due
    for start in range(1, chats + 1, _CHUNK):
        numbers = range(start, min(start + _CHUNK, chats + 1))
        async with database.transaction() as tx:
            await tx.execute(
                insert(tables["chats"]),
                [
                    {
                        "id": number,
                        "telegram_id": 1_000_000 + number,
                        "kind": "private",
                        "language": "en",
                        "state": "active",
                        "first_seen": NOW.date(),
                    }
                    for number in numbers
                ],
            )
            await tx.execute(
                insert(tables["schedules"]),
                [
                    {
                        "id": number,
                        "chat_id": number,
                        "thread_id": 0,
                        "cadence": "daily",
                        "local_time": clock_time(8),
                        "zone": "Asia/Tehran",
                        "wanted": True,
                        "next_due_at": NOW if number <= due_chats else NOW + DAY / 2,
                        "tzdata": "x",
                        "window_end": NOW - DAY,
                    }
                    for number in numbers
                ],
            )
            await tx.execute(
                insert(tables["subscriptions"]),
                [
                    {"chat_id": number, "thread_id": 0, "a": a, "b": b, "alerts": False}
                    for number in numbers
                    for a, b in {pairs[number % len(pairs)], pairs[(number + 1) % len(pairs)]}
                ],
            )
    async with database.transaction() as tx:
        for number in range(0, len(pairs), 4):
            url = f"https://example.org/{number}"
            await keep_article(
                tx, *pairs[number], url=url, added_at=NOW - DAY / 2, published_at=NOW - DAY / 2
            )


async def measure_plan(database: Database, options: argparse.Namespace) -> None:
    """Plan what is due, after the floor did the same rows in a transaction that is undone."""
    floor = await _floor(database, options)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    longest = [0.0]
    _time_transactions(database, longest)
    began = time.perf_counter()
    async with LoopWatch() as watch:
        planned = await plan(database, now=NOW, rule=time_rule)
    took = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"plan: {planned} schedules in {took:.2f} s, raw floor {floor:.2f} s, ratio "
        f"{took / floor:.2f} (asked: 2); loop held {watch.longest_s * 1000:.0f} ms (asked: 25); "
        f"longest write {longest[0] * 1000:.0f} ms (asked: 50); peak memory +{grown:.0f} MB"
    )


async def _floor(database: Database, options: argparse.Namespace) -> float:
    """Time the raw statements, chunk by chunk, and undo them."""
    began = time.perf_counter()
    took = 0.0
    with contextlib.suppress(_UndoneError):
        async with database.transaction() as tx:
            for low in range(0, options.due, _CHUNK):
                moment = NOW.isoformat(timespec="microseconds")
                values = {"low": low, "high": low + _CHUNK}
                now = moment if database.dialect == "sqlite" else NOW
                later = (NOW + DAY).isoformat(timespec="microseconds")
                following = later if database.dialect == "sqlite" else NOW + DAY
                await tx.execute(_RAW_DELIVERIES, values | {"now": now, "no": False})
                await tx.execute(_RAW_ADVANCE, values | {"now": now, "next": following})
            took = time.perf_counter() - began
            raise _UndoneError
    return took


class _UndoneError(Exception):
    """Ends a transaction of which nothing shall stay."""


def _time_transactions(database: Database, longest: list[float]) -> None:
    engine = database._writer.sync_engine
    began: dict[int, float] = {}
    event.listen(engine, "begin", lambda c: began.__setitem__(id(c), time.perf_counter()))

    def over(connection: object) -> None:
        longest[0] = max(longest[0], time.perf_counter() - began[id(connection)])

    event.listen(engine, "commit", over)


async def measure_tick(database: Database) -> None:
    """Tick with nothing due."""
    times = []
    for _ in range(300):
        began = time.perf_counter()
        await plan(database, now=NOW - DAY, rule=time_rule)
        times.append(time.perf_counter() - began)
    print(f"idle tick: {statistics.median(times) * 1000:.3f} ms, median (asked: 0.5)")


@asynccontextmanager
async def worker_of(
    database: Database, api_url: str, token: str, pace: Pace
) -> AsyncIterator[Worker]:
    os.environ["PTB_TIMEDELTA"] = "1"
    request = AiohttpRequest()
    await request.initialize()
    clock = SystemClock()
    bot = ExtBot(token, base_url=f"{api_url}/bot", request=request)
    worker = Worker(database, Sender(Calls(bot, request)), Pacer(clock, pace), clock)
    task = asyncio.create_task(worker.run())
    yield worker
    worker.stop()
    await task
    await request.shutdown()


def start_sink() -> "subprocess.Popen[str]":
    """Start the bare server in a process of its own; its first line is its port."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.sink"], stdout=subprocess.PIPE, text=True
    )


async def measure_unpaced(database: Database, url: str, options: argparse.Namespace) -> None:
    """Send as fast as it goes to a sink that takes all, after a bare client did."""
    sink = start_sink()
    try:
        assert sink.stdout is not None
        address = f"http://127.0.0.1:{int(sink.stdout.readline())}"
        bare = await _bare(f"{address}/bot{TOKEN}/sendMessage", options.messages)
        await Arena(url).owe(database, options.messages)
        pace = Pace(1e6, 1e6, in_flight=_MANY)
        cpu = time.process_time()
        began = time.perf_counter()
        async with worker_of(database, address, TOKEN, pace) as worker:
            await worker.idle()
            took = time.perf_counter() - began
        cpu = (time.process_time() - cpu) / options.messages
        ours = options.messages / took
        print(
            f"unpaced: {ours:.0f} messages/s (asked: 1000), bare client {bare:.0f}/s, ratio "
            f"{ours / bare:.2f} (asked: 0.35), {cpu * 1000:.2f} ms CPU a message (asked: 0.8)"
        )
    finally:
        sink.kill()
        sink.wait()


async def _bare(url: str, count: int) -> float:
    body = b'{"chat_id":1001,"text":"<b>Hello</b>","parse_mode":"HTML"}'
    left = iter(range(count))
    began = time.perf_counter()
    async with aiohttp.ClientSession() as session:

        async def post() -> None:
            for _ in left:
                head = {"Content-Type": "application/json"}
                async with session.post(url, data=body, headers=head) as response:
                    await response.read()

        await asyncio.gather(*(post() for _ in range(_MANY)))
    return count / (time.perf_counter() - began)


async def measure_paced(database: Database, url: str, options: argparse.Namespace) -> None:
    """Send at Telegram's pace to a simulator that keeps its limits."""
    arena = Arena(url, telegram=Simulator(limits=True))
    async with arena:
        await arena.owe(database, options.paced)
        token = arena.telegram.token
        at: list[float] = []
        arena.telegram.on_call = lambda _call: at.append(time.perf_counter())
        async with worker_of(database, arena.telegram.url, token, FREE) as worker:
            await worker.idle()
        refused = sum(call.error_code == 429 for call in arena.telegram.calls)
    rate = (len(at) - 1) / (at[-1] - at[0])
    most = max(sum(moment <= other < moment + 1 for other in at) for moment in at)
    print(
        f"paced: {rate:.2f} messages/s, {rate / FREE.pushes_per_s:.1%} of {FREE.pushes_per_s} "
        f"(asked: 95 %), at most {most} in any second (asked: 30), {refused} refused"
    )


async def measure(options: argparse.Namespace, fresh: "Fresh") -> None:
    """Measure what was asked for, each on a database of its own."""
    wanted = options.only.split(",")
    if {"plan", "tick"} & set(wanted):
        url = await fresh()
        database = await Database.open(url)
        await fill(database, options)
        if "tick" in wanted:
            await measure_tick(database)
        if "plan" in wanted:
            await measure_plan(database, options)
        await database.close()
    for name, part in (("unpaced", measure_unpaced), ("paced", measure_paced)):
        if name in wanted:
            url = await fresh()
            database = await Database.open(url)
            await part(database, url, options)
            await database.close()


class Fresh:
    """Makes databases, of the one kind or the other."""

    def __init__(self, folder: str, server: postgres.Server | None) -> None:
        self._folder = folder
        self._server = server
        self._made = 0

    async def __call__(self) -> str:
        self._made += 1
        if self._server is not None:
            return await self._server.fresh_database()
        return f"sqlite+aiosqlite:///{Path(self._folder) / f'{self._made}.sqlite3'}"


def options_of(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.delivery")
    parser.add_argument("--subscriptions", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=100_000, help="schedules that are due")
    parser.add_argument("--pairs", type=int, default=8_000, help="distinct pairs of countries")
    parser.add_argument("--messages", type=int, default=2_000, help="sent without a pace")
    parser.add_argument("--paced", type=int, default=240, help="sent at Telegram's pace")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", default="tick,plan,unpaced,paced")
    return parser.parse_args(arguments)


def main() -> None:
    """Measure with the command line's options."""
    options = options_of(sys.argv[1:])
    server = postgres.start() if options.postgresql else None
    try:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(options, Fresh(folder, server)))
    finally:
        if server is not None:
            server.stop()


if __name__ == "__main__":
    main()
