"""Trouble on request, as a client sees it."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.simulator import Person, Simulator
from bot.simulator.faults import Fault, Faults
from tests.bot.simulator.conftest import Api, until


def test_fault_hits_as_often_as_asked() -> None:
    faults = Faults()
    faults.add(Fault("429"), 2)
    hits = [faults.next_for("sendMessage") is not None for _ in range(3)]
    assert hits == [True, True, False]


def test_named_fault_waits_for_its_method() -> None:
    faults = Faults()
    faults.add(Fault("500", "sendPhoto"))
    assert faults.next_for("sendMessage") is None
    assert faults.next_for("SENDPHOTO") is not None


def test_polling_is_never_hit_by_chance() -> None:
    faults = Faults()
    faults.add(Fault("500"))
    assert faults.next_for("getUpdates") is None
    assert faults.next_for("getMe") is not None


def test_unknown_fault_is_named() -> None:
    with pytest.raises(ValueError, match="unknown fault 'earthquake', known: 429"):
        Fault("earthquake")


async def test_429_names_the_pause_and_takes_nothing(
    sim: Simulator, ann: Person, api: Api, http: aiohttp.ClientSession
) -> None:
    sim.fault("429", retry_after=7, count=2)
    answer = await api("sendMessage", chat_id=ann.id, text="x")
    assert answer["parameters"] == {"retry_after": 7}
    async with http.get(f"{sim.url}/bot{sim.token}/getMe") as response:
        assert response.headers["Retry-After"] == "7"
    assert sim.messages(ann.id) == []
    assert (await api("sendMessage", chat_id=ann.id, text="x"))["ok"]


async def test_500_is_telegrams_own_json(sim: Simulator, ann: Person, api: Api) -> None:
    sim.fault("500")
    answer = await api("sendMessage", chat_id=ann.id, text="x")
    assert answer == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    assert sim.messages(ann.id) == []


@pytest.mark.parametrize(("taken", "messages"), [(False, 0), (True, 1)])
async def test_502_is_a_proxys_page(
    sim: Simulator, ann: Person, http: aiohttp.ClientSession, taken: bool, messages: int
) -> None:
    sim.fault("502", taken=taken)
    parameters = {"chat_id": str(ann.id), "text": "x"}
    async with http.post(f"{sim.url}/bot{sim.token}/sendMessage", data=parameters) as response:
        assert response.status == 502
        assert "<h1>502 Bad Gateway</h1>" in await response.text()
    assert len(sim.messages(ann.id)) == messages


async def test_reset_tears_the_connection_and_takes_nothing(
    sim: Simulator, ann: Person, api: Api
) -> None:
    sim.fault("reset")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=ann.id, text="x")
    assert sim.messages(ann.id) == []
    assert (sim.calls[-1].ok, sim.calls[-1].answered) == (False, False)


async def test_timeout_takes_the_message_and_never_answers(
    sim: Simulator, ann: Person, api: Api
) -> None:
    sim.fault("timeout")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api("sendMessage", chat_id=ann.id, text="x")
    assert [message.text for message in sim.messages(ann.id)] == ["x"]
    assert (sim.calls[-1].ok, sim.calls[-1].answered) == (True, False)


async def test_slow_answer_comes_after_its_delay(sim: Simulator, ann: Person, api: Api) -> None:
    sim.fault("slow", delay_s=3600)
    call = asyncio.create_task(api("sendMessage", chat_id=ann.id, text="x"))
    await until(lambda: sim.clock.sleepers == 1)
    assert sim.messages(ann.id) == []
    sim.clock.move_by(timedelta(hours=1))
    assert (await call)["ok"]


async def test_faults_can_be_cleared(sim: Simulator, api: Api) -> None:
    sim.fault("500", 5)
    sim.clear_faults()
    assert (await api("getMe"))["ok"]
