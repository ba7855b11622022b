"""Groups and their topics: digests where they were ordered, and few words otherwise."""

from datetime import UTC, datetime

import pytest

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
