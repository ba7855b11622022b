"""A simulator that is taken up where another was left."""

import json

import pytest

from bot.simulator import Person, Simulator
from tests.bot.simulator.conftest import Api


async def test_all_comes_back(sim: Simulator, ann: Person, api: Api) -> None:
    forum = sim.group(-1001000000001, "Desk", forum=True)
    sim.topic(forum, 5, "Iran")
    sim.send_file(ann, b"a,b", "data.csv", caption="Look")
    await api("sendMessage", chat_id=forum.id, text="Hello", message_thread_id=5)
    sim.set_member(forum, "administrator")

    state = json.loads(json.dumps(sim.state_as_json()))
    again = Simulator(clock=sim.clock, state=state)

    assert again.state_as_json() == sim.state_as_json()
    assert again.person(ann.id) == ann
    assert again.private(ann).started
    assert again.messages(forum.id)[-1].text == "Hello"
    assert again.messages(forum.id)[-1].from_bot
    assert again.pending_updates == sim.pending_updates
    assert again.group(forum.id).bot_status == "administrator"


def test_ids_go_on(sim: Simulator, ann: Person) -> None:
    first = sim.say(ann, "one")
    again = Simulator(state=json.loads(json.dumps(sim.state_as_json())))
    assert again.say(again.person(ann.id), "two") == first + 1  # type: ignore[operator]
    assert [each.message_id for each in again.messages(ann.id)] == [1, 2]


def test_foreign_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no state of version 1"):
        Simulator(state={})
