"""`dragoman simulator` as a process of its own."""

import asyncio
import re
import signal
import sys

import aiohttp
import pytest


@pytest.fixture
async def started() -> "asyncio.subprocess.Process":
    """Start it on a free port; each test ends it."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handlers.cli.main", "simulator", "--port", "0",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_it_says_how_to_point_a_bot_at_it_and_answers(
    started: "asyncio.subprocess.Process",
) -> None:
    assert started.stdout is not None
    await started.stdout.readline()
    line = (await started.stdout.readline()).decode()
    found = re.search(r"TELEGRAM_API_URL=(\S+) BOT_TOKEN=(\S+) dragoman run", line)
    assert found is not None
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{found[1]}/bot{found[2]}/getMe") as response,
    ):
        assert (await response.json())["result"]["is_bot"] is True
    started.send_signal(signal.SIGTERM)
    shown = (await started.stdout.read()).decode()
    assert shown.startswith("getMe")
    assert await started.wait() == 0


async def test_token_without_a_number_is_refused() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handlers.cli.main", "simulator", "--token", "abc",
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, error = await process.communicate()
    assert process.returncode == 1
    assert error.decode().startswith("--token: a bot's token begins with its number")
