"""getUpdates: ids, confirmation, waiting, one poller."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.simulator import Person, Simulator
from tests.bot.simulator.conftest import Api, until


async def _holding(sim: Simulator, api: Api, **parameters: Any) -> "asyncio.Task[dict[str, Any]]":
    """Start a poll and return it once the server holds it."""
    before = sim.world.poller.held
    task = asyncio.create_task(api("getUpdates", **parameters))
    await until(lambda: sim.world.poller.held > before)
    return task


async def test_update_ids_ascend(sim: Simulator, ann: Person, api: Api) -> None:
    said = [sim.say(ann, text) for text in ("one", "two", "three")]
    got = [update["update_id"] for update in (await api("getUpdates"))["result"]]
    assert got == said == sorted(said, key=int)  # type: ignore[arg-type]


async def test_offset_confirms_everything_below_it(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "one")
    second = sim.say(ann, "two")
    got = await api("getUpdates", offset=second)
    assert [update["update_id"] for update in got["result"]] == [second]
    assert sim.confirmed_offset == second
    assert [update["update_id"] for update in sim.pending_updates] == [second]


async def test_unconfirmed_updates_come_again(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "one")
    first = await api("getUpdates")
    sim.clock.move_by(timedelta(seconds=5))
    assert await api("getUpdates") == first


async def test_negative_offset_keeps_only_the_newest(sim: Simulator, ann: Person, api: Api) -> None:
    for text in ("one", "two", "three"):
        sim.say(ann, text)
    got = await api("getUpdates", offset=-2)
    assert [update["message"]["text"] for update in got["result"]] == ["two", "three"]
    assert len(sim.pending_updates) == 2


async def test_limit_is_kept(sim: Simulator, ann: Person, api: Api) -> None:
    for text in ("one", "two", "three"):
        sim.say(ann, text)
    assert len((await api("getUpdates", limit=2))["result"]) == 2


async def test_updates_are_kept_for_a_day(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "old")
    sim.clock.move_by(timedelta(hours=23))
    sim.say(ann, "new")
    sim.clock.move_by(timedelta(hours=2))
    got = (await api("getUpdates"))["result"]
    assert [update["message"]["text"] for update in got] == ["new"]


async def test_waiting_poll_answers_when_something_comes(
    sim: Simulator, ann: Person, api: Api
) -> None:
    poll = await _holding(sim, api, timeout=50)
    update_id = sim.say(ann, "hello")
    assert [update["update_id"] for update in (await poll)["result"]] == [update_id]


async def test_waiting_poll_ends_empty_after_at_most_fifty_seconds(
    sim: Simulator, api: Api
) -> None:
    poll = await _holding(sim, api, timeout=3600)
    sim.clock.move_by(timedelta(seconds=51))
    assert await poll == {"ok": True, "result": []}


async def test_second_poller_ends_the_first(sim: Simulator, api: Api) -> None:
    first = await _holding(sim, api, timeout=50)
    second = await _holding(sim, api, timeout=50, offset=5)
    refused = await first
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running"
    )
    sim.clock.move_by(timedelta(seconds=51))
    assert (await second)["ok"]


async def test_repeated_conflict_is_held_for_three_seconds(sim: Simulator, api: Api) -> None:
    polls = [await _holding(sim, api, timeout=50, offset=number) for number in range(1, 4)]
    assert (await polls[0])["error_code"] == 409
    assert not polls[1].done()
    sim.clock.move_by(timedelta(seconds=3))
    assert (await polls[1])["error_code"] == 409
    sim.clock.move_by(timedelta(seconds=51))
    assert (await polls[2])["ok"]


async def test_webhook_excludes_polling(sim: Simulator, api: Api) -> None:
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    refused = await api("getUpdates")
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )


async def test_setting_a_webhook_ends_a_poll(sim: Simulator, api: Api) -> None:
    poll = await _holding(sim, api, timeout=50)
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"


async def test_same_offset_at_once_gets_one_update_only(
    sim: Simulator, ann: Person, api: Api
) -> None:
    sim.say(ann, "one")
    sim.say(ann, "two")
    assert len((await api("getUpdates"))["result"]) == 2
    assert len((await api("getUpdates"))["result"]) == 1


async def test_same_offset_within_three_seconds_waits_for_three(sim: Simulator, api: Api) -> None:
    await api("getUpdates")
    again = await _holding(sim, api)
    sim.clock.move_by(timedelta(seconds=3))
    assert await again == {"ok": True, "result": []}


@pytest.mark.parametrize(
    ("allowed", "kinds"),
    [
        (["message", "chat_member"], ["message", "chat_member"]),
        ([], ["message", "my_chat_member"]),
        (["callback_query"], []),
    ],
    ids=["named", "default", "another"],
)
async def test_only_allowed_updates_come(
    sim: Simulator, ann: Person, api: Api, allowed: list[str], kinds: list[str]
) -> None:
    await api("getUpdates", allowed_updates=allowed)
    group = sim.group(-5)
    sim.say(ann, "/start")
    sim.set_member(group, "administrator")
    sim.set_member(group, "member", person=ann)
    assert [
        kind for update in sim.pending_updates for kind in update if kind != "update_id"
    ] == kinds


async def test_acting_call_says_when_the_bot_will_not_see_it(
    sim: Simulator, ann: Person, api: Api
) -> None:
    await api("getUpdates", allowed_updates=["callback_query"])
    assert sim.say(ann, "hello") is None


async def test_stop_lets_waiting_polls_go(sim: Simulator, api: Api) -> None:
    poll = await _holding(sim, api, timeout=50)
    await sim.stop()
    assert await poll == {"ok": True, "result": []}
