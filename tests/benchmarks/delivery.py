"""What sending costs, beside floors that are measured in the same run.

    python -m tests.benchmarks.delivery [--messages 2000] [--paced 240] [--postgresql]
        [--only unpaced,paced]

- unpaced: one worker without limits of its own against a bare sink, beside a bare aiohttp client
- paced: one worker at Telegram's pace against the simulator with its limits on
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.delivery.pacing import FREE, Pace, Pacer
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from bot.simulator import Simulator
from handlers.transport import AiohttpRequest, Calls
from storage.database import Database
from tests import postgres
from tests.torture.arena import Arena

TOKEN = "4200000001:benchmark-of-nobody"
# In flight at a thousand a second, as paid broadcast allows.
_MANY = 64


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
    async with asyncio.TaskGroup() as group:  # a worker that dies ends the run
        group.create_task(worker.run())
        yield worker
        worker.stop()
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
        states = (await Arena(url, people=options.messages).verdict(database)).states
        assert states == {"sent": options.messages}, states
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
    parser.add_argument("--messages", type=int, default=2_000, help="sent without a pace")
    parser.add_argument("--paced", type=int, default=240, help="sent at Telegram's pace")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", default="unpaced,paced")
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
