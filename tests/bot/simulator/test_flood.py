"""Telegram's own limits on sending."""

from datetime import timedelta

from bot.simulator import Person, Simulator
from bot.simulator.flood import CHAT_BURST, GROUP_PER_MINUTE, OVERALL_PER_S, PAID_PER_S, Flood
from tests.bot.simulator.conftest import Api


def test_one_chat_has_a_short_burst_and_then_one_a_second() -> None:
    flood = Flood()
    burst = [flood.retry_after(1, 0.0, is_group=False) for _ in range(CHAT_BURST)]
    assert burst == [None] * CHAT_BURST
    assert flood.retry_after(1, 0.0, is_group=False) == 1
    assert flood.retry_after(1, 1.0, is_group=False) is None


def test_all_chats_together_have_thirty_a_second() -> None:
    flood = Flood()
    first = [flood.retry_after(chat, 0.0, is_group=False) for chat in range(OVERALL_PER_S)]
    assert first == [None] * OVERALL_PER_S
    assert flood.retry_after(99, 0.5, is_group=False) == 1
    assert flood.retry_after(99, 1.0, is_group=False) is None


def test_what_is_paid_for_has_a_thousand_a_second() -> None:
    flood = Flood()
    for chat in range(PAID_PER_S):
        assert flood.retry_after(chat, 0.0, is_group=False, is_paid=True) is None
    assert flood.retry_after(5000, 0.5, is_group=False, is_paid=True) == 1
    assert flood.retry_after(5000, 0.5, is_group=False) is None


def test_group_has_twenty_a_minute() -> None:
    flood = Flood()
    for second in range(GROUP_PER_MINUTE):
        assert flood.retry_after(-1, float(second), is_group=True) is None
    assert flood.retry_after(-1, 20.0, is_group=True) == 40
    assert flood.retry_after(-1, 60.0, is_group=True) is None


def test_refused_message_is_not_counted() -> None:
    flood = Flood()
    for _ in range(CHAT_BURST + 5):
        flood.retry_after(1, 0.0, is_group=False)
    assert flood.retry_after(1, 1.0, is_group=False) is None


async def test_server_refuses_with_retry_after(sim: Simulator, ann: Person, api: Api) -> None:
    sim.world.limits = True
    for number in range(CHAT_BURST):
        assert (await api("sendMessage", chat_id=ann.id, text=str(number)))["ok"]
    refused = await api("sendMessage", chat_id=ann.id, text="more")
    assert refused["error_code"] == 429
    assert refused["description"] == "Too Many Requests: retry after 1"
    assert refused["parameters"] == {"retry_after": 1}
    assert len(sim.messages(ann.id)) == CHAT_BURST
    sim.clock.move_by(timedelta(seconds=1))
    assert (await api("sendMessage", chat_id=ann.id, text="more"))["ok"]


async def test_limits_are_off_by_default(ann: Person, api: Api) -> None:
    answers = [await api("sendMessage", chat_id=ann.id, text="x") for _ in range(CHAT_BURST + 3)]
    assert all(answer["ok"] for answer in answers)


async def test_chat_action_is_not_held_to_the_limits(sim: Simulator, ann: Person, api: Api) -> None:
    sim.world.limits = True
    answers = [
        await api("sendChatAction", chat_id=ann.id, action="typing") for _ in range(CHAT_BURST + 3)
    ]
    assert all(answer["ok"] for answer in answers)
