"""Groups and their topics: digests where they were ordered, and few words otherwise."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock
from bot.simulator.people import Chat
from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from tests.chats.talk import Talk

FIRST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku
TOPIC = 77


@pytest.fixture
def forum(reader: Talk, simulator: Simulator) -> Chat:
    """A forum whose admin is the reader."""
    chat = simulator.group(-1005000, "Desk", kind="supergroup", forum=True)
    simulator.set_member(chat, "administrator", person=reader.person)
    for thread_id in (TOPIC, TOPIC + 1):
        simulator.topic(chat, thread_id)
    return chat


async def test_a_digest_goes_to_the_topic_where_it_was_ordered(
    reader: Talk, forum: Chat, simulator: Simulator
) -> None:
    topic = reader.in_chat(forum, TOPIC)
    await topic.send(f"/subscribe@{simulator.bot.username} iran azerbaijan")
    await topic.tap("Baku")
    digest = await topic.until(FIRST)
    (sent,) = digest.new_messages
    assert sent.call.parameters["message_thread_id"] == TOPIC
    assert digest.has("broaden military")


async def test_each_topic_has_its_own_pairs_and_hour(
    reader: Talk, forum: Chat, simulator: Simulator
) -> None:
    name = simulator.bot.username
    first, second = reader.in_chat(forum, TOPIC), reader.in_chat(forum, TOPIC + 1)
    await first.send(f"/subscribe@{name} iran azerbaijan")
    await first.tap("Baku")
    assert (await second.send(f"/subscribe@{name} armenia azerbaijan")).has("08:00 Baku")
    assert (await second.send(f"/settings@{name} 10:00")).has("10:00 Baku")
    at_eight = await first.until(FIRST)
    assert [reply.call.parameters["message_thread_id"] for reply in at_eight.new_messages] == [77]
    at_ten = await second.until(FIRST.replace(hour=6))
    assert [reply.call.parameters["message_thread_id"] for reply in at_ten.new_messages] == [78]
    assert at_ten.has("Armenia – Azerbaijan")
    assert not at_ten.has("broaden military")


async def test_leaving_a_pair_in_one_topic_leaves_the_other_topics_alone(
    reader: Talk, forum: Chat, simulator: Simulator
) -> None:
    name = simulator.bot.username
    topic, general = reader.in_chat(forum, TOPIC), reader.in_chat(forum)
    await topic.send(f"/subscribe@{name} iran azerbaijan")
    await topic.tap("Baku")
    assert (await general.send(f"/unsubscribe@{name} iran azerbaijan")).has("don’t follow")
    assert len((await topic.until(FIRST)).new_messages) == 1


async def test_added_to_a_group_it_says_one_short_line(
    simulator: Simulator, dragoman: Dragoman, reader: Talk
) -> None:
    chat = simulator.group(-100600, "Desk", kind="supergroup")
    await dragoman.settle(simulator.set_member(chat, "kicked"))
    before = len(simulator.calls)
    await dragoman.settle(simulator.set_member(chat, "member"))
    said = [call for call in simulator.calls[before:] if call.method == "sendMessage"]
    assert len(said) == 1
    assert "when I am named" in said[0].parameters["text"]


async def test_a_closed_topic_is_suspended_its_admin_told_and_general_spared(
    reader: Talk, forum: Chat, simulator: Simulator, dragoman: Dragoman
) -> None:
    name = simulator.bot.username
    await reader.send("/start")
    topic = reader.in_chat(forum, TOPIC)
    await topic.send(f"/subscribe@{name} iran azerbaijan")
    await topic.tap("Baku")
    await dragoman.settle(simulator.set_topic(forum, TOPIC, closed=True))
    night = await topic.until(FIRST)
    (told,) = night.new_messages
    assert told.chat_id == reader.person.id
    assert told.has_text("topic is closed")
    assert f"t.me/c/5000/{TOPIC}" in told.html
    assert (await topic.until(FIRST + timedelta(days=1))).new_messages == []
    await dragoman.settle(simulator.set_topic(forum, TOPIC, closed=False))
    again = await topic.until(FIRST + timedelta(days=2))
    (digest,) = again.new_messages
    assert digest.call.parameters["message_thread_id"] == TOPIC
    assert again.has("broaden military")


async def test_a_deleted_topic_is_told_of_once(
    reader: Talk, forum: Chat, simulator: Simulator, dragoman: Dragoman
) -> None:
    name = simulator.bot.username
    await reader.send("/start")
    topic = reader.in_chat(forum, TOPIC)
    await topic.send(f"/subscribe@{name} iran azerbaijan")
    await topic.tap("Baku")
    await dragoman.settle(simulator.set_topic(forum, TOPIC, deleted=True))
    assert len((await topic.until(FIRST)).new_messages) == 1
    assert (await topic.until(FIRST + timedelta(days=3))).new_messages == []


async def test_an_admin_takes_up_again_what_was_stopped(
    reader: Talk, forum: Chat, simulator: Simulator
) -> None:
    name = simulator.bot.username
    topic = reader.in_chat(forum, TOPIC)
    await topic.send(f"/subscribe@{name} iran azerbaijan")
    await topic.tap("Baku")
    await topic.send(f"/stop@{name}")
    assert (await topic.send(f"/start@{name}")).has("Turn them on again")
    other = topic.as_person(9001).in_chat(forum, TOPIC)
    assert (await other.tap("resume")).has("Only the admins")
    assert (await topic.tap("resume")).has("on again.*3 March, 08:00 Baku")
    assert len((await topic.until(FIRST)).new_messages) == 1


async def test_who_is_an_admin_is_asked_of_telegram_once_a_minute(
    reader: Talk, forum: Chat, simulator: Simulator, clock: MovableClock
) -> None:
    name = simulator.bot.username
    topic = reader.in_chat(forum, TOPIC)

    def asked() -> int:
        return sum(call.method == "getChatMember" for call in simulator.calls)

    await topic.send(f"/settings@{name}")
    await topic.send(f"/settings@{name}")
    assert asked() == 1
    simulator.set_member(forum, "member", person=reader.person)
    clock.move_by(timedelta(minutes=2))
    assert (await topic.send(f"/settings@{name} 09:00")).has("Only the admins")
    assert asked() == 2


async def test_an_admin_who_speaks_as_the_group_may_order(
    reader: Talk, forum: Chat, simulator: Simulator
) -> None:
    simulator.set_member(forum, "member", person=reader.person)
    topic = reader.in_chat(forum, TOPIC)
    turn = await topic.send_as_group(f"/subscribe@{simulator.bot.username} iran azerbaijan")
    assert turn.has(r"\[Baku\]")


async def test_other_bots_commands_in_a_group_are_left_alone(reader: Talk, forum: Chat) -> None:
    topic = reader.in_chat(forum, TOPIC)
    assert (await topic.send("/weather baku")).new_messages == []
    assert (await topic.send("/queue")).new_messages == []
