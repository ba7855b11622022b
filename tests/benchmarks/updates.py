"""What an update costs: `/latest` of the real bot beside an echo bot, in the same run.

`python -m tests.benchmarks.updates [--updates N] [--articles N] [--rounds N]`; docs/benchmarks.md
says what the figures mean. Nothing here is timed by a test: it is run by hand.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp
import orjson

from storage.database import Database
from tests.benchmarks import archive

BOT_TOKEN = "4200000001:bench-of-the-bot"  # opens nothing
ECHO_TOKEN = "4200000002:bench-of-the-echo"
ASKED_RATIO, ASKED_MB, ASKED_START_S = 2.5, 150, 3.0
STARTS = 3
_SCHEDULED = 2
_HERE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Round:
    """What so many updates cost a process."""

    updates: int
    cpu_s: float
    seconds: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of the process for one update."""
        return self.cpu_s * 1000 / self.updates

    @property
    def per_second(self) -> float:
        """Updates handled in a second."""
        return self.updates / self.seconds


def cpu_seconds(pid: int) -> float:
    """Return what the process has used so far, all its threads together."""
    # Linux: the clock of another process, as clock_getcpuclockid(3) names it.
    return time.clock_gettime((~pid << 3) | _SCHEDULED)


def anonymous_mb(pid: int) -> float:
    """Return the memory that is the process's own, files mapped from the disk not counted."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell RssAnon")


@asynccontextmanager
async def running(*arguments: str, told: dict[str, str] | None = None) -> AsyncIterator[Process]:
    """Run a Python module as a process of its own until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", *arguments),
        stdin=DEVNULL,
        stdout=PIPE,
        cwd=_HERE,
        env=os.environ | (told or {}),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def sink() -> AsyncIterator[str]:
    """Run the sink and give its address."""
    async with running("tests.benchmarks.sink") as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"


async def play(url: str, token: str, pid: int, texts: list[str]) -> Round:
    """Let a bot answer these texts and tell what it took."""
    before = cpu_seconds(pid)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/round/{token}", data=orjson.dumps(texts)) as response,
    ):
        told = orjson.loads(await response.read())
    return Round(len(texts), cpu_seconds(pid) - before, told["seconds"])


async def time_to_first_answer(folder: Path) -> float:
    """Start the demo and return the seconds until it has answered its first message."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "handlers.cli.main", "demo", "--json"),
        stdin=PIPE,
        stdout=PIPE,
        cwd=_HERE,
        env=os.environ | {"TMPDIR": str(folder)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"/latest iran azerbaijan\n")
    process.stdin.close()
    line = await process.stdout.readline()
    seconds = time.perf_counter() - began
    await process.communicate()
    if not line or not orjson.loads(line).get("ok"):
        raise RuntimeError(f"the demo did not answer: {line!r}")
    return seconds


async def fill(url: str, articles: int) -> None:
    """Make a database with so many articles."""
    print(f"keeping {articles} articles ...", file=sys.stderr)
    database = await Database.open(url)
    await archive.fill(database, articles)
    await database.close()


async def measure(options: argparse.Namespace, folder: Path, url: str) -> None:
    """Measure everything on the database at this address and print it."""
    async with sink() as address:
        told = {
            "BOT_TOKEN": BOT_TOKEN,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "TELEGRAM_API_URL": address,
            "LOG_LEVEL": "warning",
        }
        async with (
            running("handlers.cli.main", "run", told=told) as bot,
            running("tests.benchmarks.echo_bot", address, ECHO_TOKEN) as echo,
        ):
            rounds = await alternate(options, address, bot.pid, echo.pid)
            memory = anonymous_mb(bot.pid)
    report(rounds, memory)
    starts = [await time_to_first_answer(folder) for _ in range(options.starts)]
    if starts:
        print(
            f"demo: {median(starts):.2f} s from its start to the first answer, median of "
            f"{len(starts)} (asked: {ASKED_START_S:.0f} s)"
        )


async def alternate(
    options: argparse.Namespace, address: str, bot: int, echo: int
) -> list[tuple[Round, Round]]:
    """Let the two answer the same questions in turn; the first round only warms them up."""
    rounds: list[tuple[Round, Round]] = []
    for number in range(options.rounds + 1):
        texts = archive.questions(options.updates, seed=number)
        ours = await play(address, BOT_TOKEN, bot, texts)
        theirs = await play(address, ECHO_TOKEN, echo, texts)
        if number:
            rounds.append((ours, theirs))
            print(
                f"round {number}: bot {ours.cpu_ms:.3f} ms, echo {theirs.cpu_ms:.3f} ms",
                file=sys.stderr,
            )
    return rounds


def report(rounds: list[tuple[Round, Round]], memory: float) -> None:
    """Print the medians."""
    for name, place in (("bot, /latest", 0), ("echo bot", 1)):
        cpu = median(pair[place].cpu_ms for pair in rounds)
        speed = median(pair[place].per_second for pair in rounds)
        print(f"{name:13} {cpu:6.3f} ms CPU an update {speed:7.0f} updates/s")
    ratio = median(ours.cpu_ms / theirs.cpu_ms for ours, theirs in rounds)
    print(f"ratio: {ratio:.2f}, median of {len(rounds)} rounds (asked: at most {ASKED_RATIO})")
    print(f"bot: {memory:.0f} MB anonymous memory (asked: below {ASKED_MB} MB)")


def options_of(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.updates")
    parser.add_argument("--updates", type=int, default=2000, help="updates of each round")
    parser.add_argument("--articles", type=int, default=10_000, help="articles in the archive")
    parser.add_argument(
        "--archive", type=Path, help="keep the archive in this file, or use it again"
    )
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds of each bot")
    parser.add_argument("--starts", type=int, default=STARTS, help="starts of the demo")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Measure with these options."""
    options = options_of(sys.argv[1:] if arguments is None else arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = (options.archive or Path(folder) / "dragoman.sqlite3").absolute()
        url = f"sqlite+aiosqlite:///{path}"
        if not path.exists():
            asyncio.run(fill(url, options.articles))
        asyncio.run(measure(options, Path(folder), url))


if __name__ == "__main__":
    main()
