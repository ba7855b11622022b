"""The HTTP face: addresses, ways to pass parameters, envelopes."""

from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Person, Simulator
from tests.bot.simulator.conftest import Api


async def test_get_me_names_the_bot(api: Api) -> None:
    answer = await api("getMe")
    assert answer["ok"] is True
    assert answer["result"]["is_bot"] is True
    assert answer["result"]["username"] == "dragoman_bot"


async def test_python_telegram_bot_starts_against_it(bot: Bot) -> None:
    assert bot.username == "dragoman_bot"


async def test_unknown_token_is_unauthorized(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{sim.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        answer = await response.json()
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


@pytest.mark.parametrize("method", ["sendEverything", "sendDice"], ids=["invented", "not served"])
async def test_method_that_is_not_there_is_404(api: Api, method: str) -> None:
    answer = await api(method)
    assert answer["error_code"] == 404
    assert answer["description"] == "Not Found: method not found"


async def test_method_names_are_taken_in_any_case(api: Api) -> None:
    assert (await api("GETME"))["ok"] is True


async def test_path_that_is_no_call_is_404(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{sim.url}/") as response:
        assert response.status == 404


def _multipart(parameters: dict[str, str]) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in parameters.items():
        form.add_field(name, value)
    return form


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
async def test_parameters_are_taken_every_way(
    sim: Simulator, ann: Person, http: aiohttp.ClientSession, way: str
) -> None:
    parameters = {"chat_id": str(ann.id), "text": "Hi"}
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": parameters},
        "form": {"data": parameters},
        "multipart": {"data": _multipart(parameters)},
        "json": {"json": parameters},
    }
    carried = ways[way]
    async with http.post(f"{sim.url}/bot{sim.token}/sendMessage", **carried) as response:
        assert (await response.json())["ok"] is True
    assert [message.text for message in sim.messages(ann.id)] == ["Hi"]


async def test_body_that_is_no_json_is_refused(sim: Simulator, http: aiohttp.ClientSession) -> None:
    url = f"{sim.url}/bot{sim.token}/getMe"
    headers = {"Content-Type": "application/json"}
    async with http.post(url, data=b"{", headers=headers) as response:
        assert response.status == 400


async def test_calls_are_recorded_in_order(sim: Simulator, api: Api, ann: Person) -> None:
    await api("sendMessage", chat_id=ann.id, text="one")
    await api("sendMessage", chat_id=5, text="two")
    first, second = sim.calls
    assert (first.method, first.ok, first.result["text"]) == ("sendMessage", True, "one")
    assert (second.ok, second.error_code) == (False, 400)
    assert second.description == "Bad Request: chat not found"


async def test_listener_hears_each_call_as_it_comes(sim: Simulator, api: Api) -> None:
    heard: list[str] = []
    sim.on_call = lambda call: heard.append(call.method)
    await api("getMe")
    assert heard == ["getMe"]


async def test_server_can_be_started_again(sim: Simulator, api: Api) -> None:
    await sim.stop()
    await sim.start()
    assert (await api("getMe"))["ok"]


async def test_polls_are_not_in_the_record(sim: Simulator, api: Api) -> None:
    await api("getUpdates")
    assert sim.calls == []
