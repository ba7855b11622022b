"""A running simulator, and ways to call it: plain HTTP and python-telegram-bot's own Bot."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Person, Simulator, SimulatorClock

Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def until(condition: Callable[[], bool]) -> None:
    """Let the server work until something is so; the test's own time limit ends it."""
    while not condition():  # noqa: ASYNC110 - only the server's state tells
        await asyncio.sleep(0)


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(clock=SimulatorClock(START))
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def ann(sim: Simulator) -> Person:
    """A person who has started the bot; the update is taken already."""
    person = sim.person(1001, name="Ann", username="ann")
    sim.private(person).started = True
    return person


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(sim: Simulator, http: aiohttp.ClientSession) -> Api:
    """Call a method with JSON parameters and return the envelope."""

    async def call(method: str, **parameters: Any) -> dict[str, Any]:
        url = f"{sim.url}/bot{sim.token}/{method}"
        async with http.post(url, json=parameters) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    return call


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    """python-telegram-bot's own client, unchanged."""
    client = Bot(sim.token, base_url=f"{sim.url}/bot", base_file_url=f"{sim.url}/file/bot")
    async with client:
        yield client
