"""Channels: ordered for by an admin from the private chat, and by nobody else."""

from datetime import UTC, datetime

import pytest

from bot.simulator.people import Chat
from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from tests.chats.talk import Talk

FIRST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku


@pytest.fixture
def channel(reader: Talk, simulator: Simulator) -> Chat:
    """A channel that the bot may post in and whose admin is the reader."""
    chat = simulator.channel(-1006000, "Desk channel", username="desk_channel")
    simulator.set_member(chat, "administrator", person=reader.person)
    return chat


async def test_an_admin_orders_for_the_channel_in_private_and_it_gets_the_digest(
    reader: Talk, channel: Chat
) -> None:
    assert (await reader.send("/channel @desk_channel")).has(r"Desk channel.*/subscribe @desk")
    await reader.send("/subscribe @desk_channel iran azerbaijan")
    assert (await reader.tap("Baku")).has("08:00 Baku")
    due = await reader.until(FIRST)
    (post,) = due.new_messages
    assert post.chat_id == channel.id
    assert due.has("broaden military")
    # What only its admins could press is not shown to a channel's readers.
    assert not [button for button in post.buttons if "callback_data" in button]


async def test_its_settings_are_its_own(reader: Talk, channel: Chat) -> None:
    await reader.send("/subscribe @desk_channel iran azerbaijan")
    await reader.tap("Baku")
    assert (await reader.send("/settings @desk_channel 09:30")).has("09:30 Baku")
    assert not (await reader.send("/subscriptions")).has("Iran – Azerbaijan")
    assert (await reader.send("/channel")).has("Desk channel")
    assert (await reader.tap("Desk channel")).has("Iran – Azerbaijan.*09:30")
    await reader.send("/stop @desk_channel")
    assert (await reader.until(FIRST.replace(hour=9))).new_messages == []
    assert (await reader.send("/start @desk_channel")).has("Turn them on again")
    assert (await reader.tap("resume")).has("Wednesday 4 March, 09:30 Baku")
    assert (await reader.send("/start @desk_channel")).has("not stopped")


async def test_somebody_else_s_channel_looks_like_none(
    reader: Talk, channel: Chat, simulator: Simulator
) -> None:
    await reader.send("/subscribe @desk_channel iran azerbaijan")
    await reader.tap("Baku")
    await reader.send("/channel @desk_channel")
    own = reader.newest_with_buttons()
    stranger = reader.as_person(9001)
    turn = await stranger.send("/settings @desk_channel 09:30")
    assert turn.has("can’t find a channel")
    assert (await stranger.send("/channel @nowhere_at_all")).has("can’t find a channel")
    for row in own.buttons:
        for button in row:
            refused = await stranger.press(button["callback_data"], own)
            assert refused.has("Only the admins")


async def test_a_channel_that_it_may_not_post_in_is_said_so(
    reader: Talk, channel: Chat, simulator: Simulator
) -> None:
    channel.bot_status = "member"
    assert (await reader.send("/channel @desk_channel")).has("make me an admin")


async def test_who_makes_it_an_admin_of_a_channel_is_told_in_private(
    reader: Talk, channel: Chat, simulator: Simulator, dragoman: Dragoman
) -> None:
    await reader.send("/start")
    await dragoman.settle(simulator.set_member(channel, "kicked"))
    before = len(simulator.calls)
    await dragoman.settle(simulator.set_member(channel, "administrator"))
    (told,) = [call for call in simulator.calls[before:] if call.method == "sendMessage"]
    assert told.parameters["chat_id"] == reader.person.id
    assert (await reader.tap("Set up")).has("Desk channel.*/subscribe @desk_channel")
