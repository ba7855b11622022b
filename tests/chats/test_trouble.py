"""Telegram fails: what was not taken is sent again, what may have been taken is not."""

from datetime import timedelta

import pytest

from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from tests.chats.talk import Talk

FIVE_SECONDS = timedelta(seconds=5)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("fault", ["500", "503"])
async def test_an_answer_that_telegram_refused_comes_after_a_pause(
    reader: Talk, simulator: Simulator, fault: str
) -> None:
    simulator.fault(fault, 1, "sendMessage")
    turn = await reader.send("/latest iran azerbaijan")
    assert [reply.has_text("broaden military") for reply in turn.new_messages] == [True]


async def test_an_answer_held_by_a_flood_comes_when_it_may(
    reader: Talk, simulator: Simulator
) -> None:
    simulator.fault("429", 1, "sendMessage", retry_after=1)
    turn = await reader.send("/latest iran azerbaijan")
    assert [reply.has_text("broaden military") for reply in turn.new_messages] == [True]


async def test_an_answer_that_was_taken_is_not_sent_twice(
    reader: Talk, simulator: Simulator
) -> None:
    simulator.fault("timeout", 1, "sendMessage")
    await reader.send("/latest iran azerbaijan")
    bots = [message for message in simulator.messages(1003) if message.json["from"]["is_bot"]]
    assert len(bots) == 1


async def test_others_are_answered_while_one_is_held(reader: Talk, simulator: Simulator) -> None:
    simulator.fault("429", 1, "sendMessage", retry_after=5)
    held = simulator.say(reader.person, "/latest iran azerbaijan")
    other = reader.as_person(1004)
    before = len(simulator.calls)
    update_id = simulator.say(other.person, "/latest armenia azerbaijan")
    while not any(
        call.ok and call.parameters.get("chat_id") == 1004 for call in simulator.calls[before:]
    ):
        await simulator.world.clock.sleep(0.01)
    reader.clock.move_by(FIVE_SECONDS)
    await reader.dragoman.settle(update_id)
    assert held is not None


async def test_no_button_spins_however_often_it_is_pressed(
    reader: Talk, simulator: Simulator, dragoman: Dragoman
) -> None:
    await reader.send("/latest iran azerbaijan")
    shown = reader.newest_with_buttons()
    data = next(b["callback_data"] for row in shown.buttons for b in row if "callback_data" in b)
    before = len(simulator.calls)
    for _ in range(40):
        pressed = simulator.press(reader.person, shown, data)
    await dragoman.settle(pressed)
    calls = simulator.calls[before:]
    answers = [
        call.parameters.get("text") for call in calls if call.method == "answerCallbackQuery"
    ]
    assert len(answers) == 40
    assert sum("moment" in (text or "") or "slow" in (text or "").lower() for text in answers) == 1
