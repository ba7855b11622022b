"""SIGTERM in the middle of a broadcast: it ends soon, and nobody is left out or told twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import aiohttp
import pytest

from storage import deliveries
from tests.torture.arena import Arena

PEOPLE = 60
# What Docker waits before it kills.
PATIENCE_S = 10


@pytest.fixture
async def arena(tmp_path):
    async with Arena(f"sqlite+aiosqlite:///{tmp_path}/dragoman.sqlite3") as arena:
        yield arena


@pytest.fixture
def start(arena, tmp_path):
    """Start `dragoman run` on the arena's store and Telegram; kill what is left at the end."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    running = []

    def start():
        settings = {
            "TELEGRAM_API_URL": arena.telegram.url,
            "BOT_TOKEN": arena.telegram.token,
            "DATA_DIR": str(tmp_path),
        }
        command = [sys.executable, "-m", "handlers.cli.main", "run"]
        running.append(subprocess.Popen(command, cwd=tmp_path, env=told | settings))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


async def nothing_was_said(arena):
    """Take back what people said to be known, so that the bot has nothing to answer."""
    address = f"{arena.telegram.url}/bot{arena.telegram.token}/deleteWebhook"
    async with aiohttp.ClientSession() as http:
        await http.post(address, json={"drop_pending_updates": True})


async def pushed(arena, count):
    """Wait until so many messages have been asked for."""
    async with asyncio.timeout(60):
        while sum(call.method == "sendMessage" for call in arena.telegram.calls) < count:
            await arena.heard()


async def stopped(process) -> float:
    """Say SIGTERM; return how long it took to end well."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, 30) == 0
    return time.monotonic() - began


async def test_a_broadcast_that_is_stopped_is_finished_by_the_next_start(arena, start):
    async with arena.opened() as database:
        await arena.owe(database, PEOPLE)
        await nothing_was_said(arena)
        process = start()
        await pushed(arena, 10)
        # In flight when the signal comes; what is asked of Telegram now is answered a second later.
        arena.telegram.fault("slow", 3, method="sendMessage", delay_s=1)
        await pushed(arena, 14)
        assert await stopped(process) < PATIENCE_S
        async with database.reader() as reader:
            assert not await deliveries.is_leased(reader)
        verdict = await arena.verdict(database)
        assert verdict.states["sent"] == PEOPLE - len(verdict.lost) < PEOPLE
        last = start()
        async with asyncio.timeout(60):
            while (verdict := await arena.verdict(database)).states != {"sent": PEOPLE}:
                await arena.heard()
        assert await stopped(last) < PATIENCE_S
    assert (verdict.lost, verdict.extra) == ([], 0)


async def test_what_telegram_does_not_answer_in_time_is_cut_off(arena, start):
    async with arena.opened() as database:
        await arena.owe(database, 3)
        await nothing_was_said(arena)
        arena.telegram.fault("slow", 1, method="sendMessage", delay_s=9)
        process = start()
        await pushed(arena, 2)
        assert await stopped(process) < PATIENCE_S
        # It may have been taken, so it is not forgotten: its lease lapses, and it is tried again.
        assert (await arena.verdict(database)).states == {"sent": 2, "leased": 1}
