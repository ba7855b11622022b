"""How long an editor waits for a card: of a link on localhost, of a paste, and the first of each.

    python -m tests.benchmarks.cards [--rounds 20]

The real bot over HTTP against the simulator, in one process; the child in its own. Wall time from
sending to the card, with the machine's load beside it. Meanwhile a page that hangs every parser is
sent, and a reader asks: what others wait for then is the last line.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from bot.clock import MovableClock
from bot.simulator.simulator import Simulator
from config.settings import Settings
from handlers.app import Dragoman
from storage import editors
from storage.editors import Role
from tests.benchmarks.ingest import page, text
from tests.bot.ingest.servers import serve
from tests.chats.talk import Talk, Turn

NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Many sentences in one element: no rule refuses it, and no parser is done with it soon.
HARD = "<html><body><article>" + "<p>Ministers met on Monday to talk of trade.</p>" * 25_000


async def main(rounds: int) -> None:
    """Print a line for each kind of message."""
    async with serve(_answer) as port:
        simulator = Simulator()
        await simulator.start()
        dragoman = await _started(simulator, port)
        editor = Talk(simulator, dragoman, MovableClock(), simulator.person(2001, name="editor"))
        reader = editor.as_person(1001, name="reader")
        site = f"http://localhost:{port}"
        cold = await _timed(lambda: editor.send(text(0)))
        print(f"{'paste: right after the start':32} {cold:8.0f} ms")
        await dragoman.services.sources.warm()
        await _line("paste", rounds, lambda n: editor.send(text(n + 1)))
        await _line("link", rounds, lambda n: editor.send(f"{site}/{n}"))
        waiting = simulator.say(editor.person, f"{site}/hard")
        await _line(
            "reader, during a hard page", 5, lambda n: reader.send("/latest iran azerbaijan")
        )
        await dragoman.settle(waiting)
        await dragoman.stop()
        await simulator.stop()
    print("load", *(f"{load:.1f}" for load in os.getloadavg()))


async def _answer(request: web.Request) -> web.StreamResponse:
    if request.path == "/hard":
        return web.Response(text=HARD, content_type="text/html")
    return web.Response(body=page(int(request.path[1:])), content_type="text/html")


async def _started(simulator: Simulator, port: int) -> Dragoman:
    folder = tempfile.mkdtemp()
    settings = Settings(
        bot_token=simulator.token,
        telegram_api_url=simulator.url,
        database_url=f"sqlite:///{folder}/dragoman.sqlite3",
        data_dir=folder,
        fetch_allow=f"localhost:{port}",
        _env_file=None,
    )
    dragoman = Dragoman(settings)
    await dragoman.start()
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
    return dragoman


async def _timed(send: Callable[[], Awaitable[Turn]]) -> float:
    started = time.perf_counter()
    turn = await send()
    if not turn.replies:
        raise RuntimeError("no answer")
    return (time.perf_counter() - started) * 1000


async def _line(name: str, rounds: int, send: Callable[[int], Awaitable[Turn]]) -> None:
    times = []
    for number in range(rounds):
        times.append(await _timed(lambda number=number: send(number)))
        await asyncio.sleep(0.5)  # slower than the rule against floods
    middle, worst = statistics.median(times), max(times)
    print(f"{name:32} {middle:8.0f} ms median {worst:8.0f} ms worst of {rounds}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    asyncio.run(main(parser.parse_args().rounds))
