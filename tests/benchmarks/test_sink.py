"""The benchmark's server says what a bot needs to hear and tells when a round is over."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.benchmarks import sink


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = await sink.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_a_round_ends_when_all_is_answered_and_confirmed(url: str):
    async with aiohttp.ClientSession(url) as session:

        async def ask(method: str, **parameters: object):
            async with session.post(f"/bot1:x/{method}", json=parameters) as response:
                return (await response.json())["result"]

        poll = asyncio.create_task(ask("getUpdates", timeout=20))
        asked = asyncio.create_task(session.post("/round/1:x", json=["/latest iran", "hello"]))
        first, second = await poll
        assert [entity["type"] for entity in first["message"]["entities"]] == ["bot_command"]
        assert first["message"]["from"]["id"] != second["message"]["from"]["id"]
        for update in (first, second):
            await ask("sendMessage", chat_id=update["message"]["chat"]["id"], text="x")
        assert not asked.done()
        assert await ask("getUpdates", offset=second["update_id"] + 1, timeout=0) == []
        async with await asked as response:
            assert (await response.json())["seconds"] > 0


async def test_it_says_who_the_bot_is_and_takes_everything_else(url: str):
    async with aiohttp.ClientSession(url) as session:
        async with session.post("/bot1:x/getMe") as response:
            assert (await response.json())["result"]["is_bot"]
        async with session.post("/bot1:x/setMyCommands", json={}) as response:
            assert await response.json() == {"ok": True, "result": True}
