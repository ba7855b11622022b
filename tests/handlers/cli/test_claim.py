"""The code on the console makes the first owner, once."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.simulator import Simulator


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def console(simulator: Simulator, tmp_path: Path) -> AsyncIterator[asyncio.StreamReader]:
    """Run `dragoman run` on an empty store and hand out what it prints."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {
        "TELEGRAM_API_URL": simulator.url,
        "BOT_TOKEN": simulator.token,
        "DATA_DIR": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handlers.cli.main", "run"),
        env=told | settings,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    yield process.stdout
    process.terminate()
    await process.wait()


async def said_to(simulator: Simulator, person_id: int, text: str) -> str:
    answered = asyncio.Event()
    simulator.on_call = lambda call: answered.set() if call.method == "sendMessage" else None
    simulator.say(simulator.person(person_id), text)
    await asyncio.wait_for(answered.wait(), 30)
    return simulator.messages(person_id)[-1].text


async def test_the_consoles_code_makes_one_owner(
    simulator: Simulator, console: asyncio.StreamReader
) -> None:
    line = (await asyncio.wait_for(console.readline(), 30)).decode()
    found = re.search(r"/claim (\S+) ", line)
    assert found, line
    assert "not the code" in await said_to(simulator, 9, "/claim WRONG-CODES")
    assert "yours" in await said_to(simulator, 7, f"/claim {found.group(1)}")
    assert "no code" in await said_to(simulator, 9, f"/claim {found.group(1)}")
    assert "/post" in await said_to(simulator, 7, "/help")
