"""Deleting, pinning, reacting, forwarding and copying."""

from datetime import timedelta

import pytest

from bot.simulator import Person, Simulator
from tests.bot.simulator.conftest import Api


async def _sent(api: Api, chat_id: int, text: str = "Hello") -> int:
    answer = await api("sendMessage", chat_id=chat_id, text=text)
    return int(answer["result"]["message_id"])


async def test_deleted_message_is_gone(sim: Simulator, ann: Person, api: Api) -> None:
    message_id = await _sent(api, ann.id)
    assert (await api("deleteMessage", chat_id=ann.id, message_id=message_id))["result"] is True
    assert sim.messages(ann.id) == []
    again = await api("deleteMessage", chat_id=ann.id, message_id=message_id)
    assert again["description"] == "Bad Request: message to delete not found"


async def test_message_of_more_than_two_days_stays(sim: Simulator, ann: Person, api: Api) -> None:
    message_id = await _sent(api, ann.id)
    sim.clock.move_by(timedelta(hours=48, seconds=2))
    answer = await api("deleteMessage", chat_id=ann.id, message_id=message_id)
    assert answer["description"] == "Bad Request: message can't be deleted for everyone"


async def test_peoples_messages_in_groups_are_theirs(sim: Simulator, ann: Person, api: Api) -> None:
    group = sim.group(-7)
    sim.say(ann, "mine", group)
    (message,) = sim.messages(-7)
    wanted = {"chat_id": -7, "message_id": message.message_id}
    assert (await api("deleteMessage", **wanted))["description"] == (
        "Bad Request: message can't be deleted"
    )
    sim.set_member(group, "administrator")
    assert (await api("deleteMessage", **wanted))["ok"]


async def test_several_deletes_pass_over_what_is_gone(
    sim: Simulator, ann: Person, api: Api
) -> None:
    first, second = await _sent(api, ann.id), await _sent(api, ann.id, "stays")
    answer = await api("deleteMessages", chat_id=ann.id, message_ids=[first, 99])
    assert answer["ok"]
    assert [message.message_id for message in sim.messages(ann.id)] == [second]


async def test_pinned_message_shows_in_the_chat(sim: Simulator, ann: Person, api: Api) -> None:
    message_id = await _sent(api, ann.id)
    assert (await api("pinChatMessage", chat_id=ann.id, message_id=message_id))["ok"]
    chat = (await api("getChat", chat_id=ann.id))["result"]
    assert chat["pinned_message"]["message_id"] == message_id
    assert (await api("unpinChatMessage", chat_id=ann.id))["ok"]
    assert "pinned_message" not in (await api("getChat", chat_id=ann.id))["result"]


async def test_pinning_in_a_group_needs_a_right(sim: Simulator, api: Api) -> None:
    sim.group(-7)
    message_id = await _sent(api, -7)
    answer = await api("pinChatMessage", chat_id=-7, message_id=message_id)
    assert answer["error_code"] == 400


async def test_reaction_is_seen_on_the_message(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "news")
    (message,) = sim.messages(ann.id)
    reaction = [{"type": "emoji", "emoji": "👍"}]
    wanted = {"chat_id": ann.id, "message_id": message.message_id}
    assert (await api("setMessageReaction", **wanted, reaction=reaction))["ok"]
    assert message.reactions == reaction


async def test_forward_names_the_origin(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "news")
    (message,) = sim.messages(ann.id)
    bob = sim.person(2002, name="Bob")
    sim.private(bob).started = True
    wanted = {"chat_id": bob.id, "from_chat_id": ann.id, "message_id": message.message_id}
    forwarded = (await api("forwardMessage", **wanted))["result"]
    assert forwarded["text"] == "news"
    assert forwarded["forward_origin"]["sender_user"]["id"] == ann.id


async def test_copy_has_no_origin(sim: Simulator, ann: Person, api: Api) -> None:
    message_id = await _sent(api, ann.id)
    copied = await api("copyMessage", chat_id=ann.id, from_chat_id=ann.id, message_id=message_id)
    assert list(copied["result"]) == ["message_id"]
    copy = sim.messages(ann.id)[-1]
    assert copy.text == "Hello"
    assert "forward_origin" not in copy.json


@pytest.mark.parametrize("method", ["forwardMessage", "copyMessage"])
async def test_nothing_cannot_be_passed_on(ann: Person, api: Api, method: str) -> None:
    answer = await api(method, chat_id=ann.id, from_chat_id=ann.id, message_id=99)
    assert answer["error_code"] == 400
    assert answer["description"].endswith("not found")


async def test_copy_may_have_another_caption(sim: Simulator, ann: Person, api: Api) -> None:
    sim.send_file(ann, b"x", "a.txt", caption="old")
    (message,) = sim.messages(ann.id)
    wanted = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": message.message_id}
    assert (await api("copyMessage", **wanted, caption="new"))["ok"]
    assert [each.text for each in sim.messages(ann.id)] == ["old", "new"]


async def test_forward_of_a_channels_post_names_the_post(
    sim: Simulator, ann: Person, api: Api
) -> None:
    channel = sim.channel(-1002000000001, "News")
    message_id = await _sent(api, channel.id)
    wanted = {"chat_id": ann.id, "from_chat_id": channel.id, "message_id": message_id}
    origin = (await api("forwardMessage", **wanted))["result"]["forward_origin"]
    assert (origin["type"], origin["chat"]["title"], origin["message_id"]) == (
        "channel",
        "News",
        message_id,
    )
    own = sim.messages(ann.id)[-1].message_id
    answer = await api("editMessageText", chat_id=ann.id, message_id=own, text="x")
    assert answer["description"] == "Bad Request: message can't be edited"


async def test_protected_message_stays_where_it_is(sim: Simulator, ann: Person, api: Api) -> None:
    await api("sendMessage", chat_id=ann.id, text="x", protect_content=True)
    (message,) = sim.messages(ann.id)
    wanted = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": message.message_id}
    assert (await api("forwardMessage", **wanted))["description"] == (
        "Bad Request: message can't be forwarded"
    )


async def test_all_pins_can_be_taken_down(sim: Simulator, ann: Person, api: Api) -> None:
    for text in ("one", "two"):
        message_id = await _sent(api, ann.id, text)
        await api("pinChatMessage", chat_id=ann.id, message_id=message_id)
    assert (await api("unpinAllChatMessages", chat_id=ann.id))["ok"]
    answer = await api("unpinChatMessage", chat_id=ann.id)
    assert answer["description"] == "Bad Request: message to unpin not found"
