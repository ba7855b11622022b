"""What sending costs, beside floors that are measured in the same run.

    python -m tests.benchmarks.delivery [--messages 2000] [--rounds 3] [--paid 4000] [--paced 240]
        [--postgresql] [--only unpaced,paid,paced]

- unpaced: one worker without limits of its own against a bare sink, beside a bare aiohttp client
- paid: one worker at the pace of paid broadcast against the same sink
- paced: one worker at Telegram's pace against the simulator with its limits on
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.delivery.pacing import FREE, PAID, Pace, Pacer
from bot.delivery.sender import Parcel, Sender, _written
from bot.delivery.worker import Worker
from bot.render.message import Button, Html, Message
from bot.simulator import Simulator
from handlers.transport import AiohttpRequest, Calls
from storage.database import Database
from tests import postgres
from tests.torture.arena import FIRST_PERSON, Arena

TOKEN = "4200000001:benchmark-of-nobody"
UNPACED = Pace(1e6, 1e6, in_flight=PAID.in_flight)
# As long as a digest of seven items, with the buttons below it.
DIGEST = Message(
    Html("<b>Iran – Azerbaijan</b>\n" + "A line of a digest as it is sent every morning.\n" * 50),
    ((Button("Change", data="v1:set"), Button("Why this", data="v1:why")),),
)


@asynccontextmanager
async def worker_of(
    database: Database, api_url: str, token: str, pace: Pace
) -> AsyncIterator[Worker]:
    os.environ["PTB_TIMEDELTA"] = "1"
    request = AiohttpRequest(connections=pace.in_flight)
    await request.initialize()
    clock = SystemClock()
    bot = ExtBot(token, base_url=f"{api_url}/bot", request=request)
    worker = Worker(database, Sender(Calls(bot, request)), Pacer(clock, pace), clock)
    async with asyncio.TaskGroup() as group:  # a worker that dies ends the run
        group.create_task(worker.run())
        yield worker
        worker.stop()
    await request.shutdown()


@contextmanager
def sink() -> Iterator[str]:
    """Run the bare server in a process of its own; its first line is its port."""
    command = [sys.executable, "-m", "tests.benchmarks.sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


async def measure_unpaced(fresh: "Fresh", options: argparse.Namespace) -> None:
    """Send as fast as it goes to a sink that takes all, each time after a bare client did."""
    rounds = []
    for _ in range(options.rounds):
        with sink() as address:
            bare = await _bare(f"{address}/bot{TOKEN}/sendMessage", options.messages)
            rounds.append((*bare, *await _ours(fresh, address, options.messages)))
    bare_rate, bare_cpu, ours_rate, ours_cpu = (
        statistics.median(each) for each in zip(*rounds, strict=True)
    )
    ratio = statistics.median(ours / bare for bare, _, ours, _ in rounds)
    print(
        f"unpaced: {ours_rate:.0f} messages/s (asked: 1000), bare client {bare_rate:.0f}/s, ratio "
        f"{ratio:.2f} (asked: 0.35); {ours_cpu * 1000:.2f} ms CPU a message (asked: 0.8), bare "
        f"client {bare_cpu * 1000:.2f} ms; medians of {options.rounds}"
    )


async def _ours(
    fresh: "Fresh", address: str, count: int, pace: Pace = UNPACED
) -> tuple[float, float]:
    """Return messages a second and seconds of CPU a message of a worker, by default unpaced."""
    url = await fresh()
    database = await Database.open(url)
    arena = Arena(url)
    await arena.owe(database, count, DIGEST)
    cpu, began = time.process_time(), time.perf_counter()
    async with worker_of(database, address, TOKEN, pace) as worker:
        await worker.idle()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
    states = (await arena.verdict(database)).states
    assert states == {"sent": count}, states
    await database.close()
    return count / took, cpu / count


async def _bare(url: str, count: int) -> tuple[float, float]:
    """Return the same two of a client that only posts the same bodies."""
    left = iter(range(FIRST_PERSON, FIRST_PERSON + count))
    head = {"Content-Type": "application/json"}
    cpu, began = time.process_time(), time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=PAID.in_flight)) as http:

        async def post() -> None:
            for person in left:
                body = _written(Parcel(person, None, DIGEST))
                async with http.post(url, data=body, headers=head) as response:
                    await response.read()

        await asyncio.gather(*(post() for _ in range(PAID.in_flight)))
    return count / (time.perf_counter() - began), (time.process_time() - cpu) / count


async def measure_paid(fresh: "Fresh", options: argparse.Namespace) -> None:
    """Send at the pace of paid broadcast to a sink that takes all."""
    with sink() as address:
        rate, cpu = await _ours(fresh, address, options.paid, PAID)
    print(
        f"paid: {rate:.0f} messages/s, {rate / PAID.pushes_per_s:.1%} of {PAID.pushes_per_s}, "
        f"{cpu * 1000:.2f} ms CPU a message"
    )


async def measure_paced(fresh: "Fresh", options: argparse.Namespace) -> None:
    """Send at Telegram's pace to a simulator that keeps its limits."""
    url = await fresh()
    database = await Database.open(url)
    arena = Arena(url, telegram=Simulator(limits=True))
    async with arena:
        await arena.owe(database, options.paced)
        token = arena.telegram.token
        at: list[float] = []
        arena.telegram.on_call = lambda _call: at.append(time.perf_counter())
        async with worker_of(database, arena.telegram.url, token, FREE) as worker:
            await worker.idle()
        refused = sum(call.error_code == 429 for call in arena.telegram.calls)
    await database.close()
    rate = (len(at) - 1) / (at[-1] - at[0])
    most = max(sum(moment <= other < moment + 1 for other in at) for moment in at)
    print(
        f"paced: {rate:.2f} messages/s, {rate / FREE.pushes_per_s:.1%} of {FREE.pushes_per_s} "
        f"(asked: 95 %), at most {most} in any second (asked: 30), {refused} refused"
    )


PARTS = {"unpaced": measure_unpaced, "paid": measure_paid, "paced": measure_paced}


async def measure(options: argparse.Namespace, fresh: "Fresh") -> None:
    """Measure what was asked for, each on a database of its own."""
    for name in options.only.split(","):
        await PARTS[name](fresh, options)


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
    parser.add_argument("--rounds", type=int, default=3, help="of those without a pace")
    parser.add_argument("--paid", type=int, default=4_000, help="sent at the paid pace")
    parser.add_argument("--paced", type=int, default=240, help="sent at Telegram's pace")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", default=",".join(PARTS))
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
