"""Where the bot may write, who is there, topics and migration."""

from typing import Any

import pytest
from telegram import Bot
from telegram.error import ChatMigrated, Forbidden

from bot.simulator import Chat, Person, Simulator
from tests.bot.simulator.conftest import Api


async def _refusal(api: Api, chat_id: Any, **more: Any) -> str:
    answer = await api("sendMessage", chat_id=chat_id, text="Hello", **more)
    assert not answer["ok"]
    return str(answer["description"])


@pytest.mark.parametrize("chat_id", [12345, "12345", "@nowhere", "nonsense"])
async def test_unknown_chat_is_not_found(api: Api, chat_id: Any) -> None:
    assert await _refusal(api, chat_id) == "Bad Request: chat not found"


async def test_empty_chat_id_is_named(api: Api) -> None:
    assert await _refusal(api, "") == "Bad Request: chat_id is empty"


async def test_stranger_cannot_be_written_to(sim: Simulator, api: Api) -> None:
    sim.person(3003)
    assert await _refusal(api, 3003) == ("Forbidden: bot can't initiate conversation with a user")


async def test_blocked_bot_hears_so(sim: Simulator, ann: Person, bot: Bot) -> None:
    sim.set_member(ann, "kicked")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "Hello")
    sim.set_member(ann, "member")
    assert await bot.send_message(ann.id, "Hello")


async def test_blocking_is_an_update(sim: Simulator, ann: Person, bot: Bot) -> None:
    sim.set_member(ann, "kicked")
    (update,) = await bot.get_updates()
    change = update.my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    assert change.from_user.id == ann.id


async def test_deactivated_user_is_named(sim: Simulator, ann: Person, api: Api) -> None:
    sim.set_member(ann, "deactivated")
    assert await _refusal(api, ann.id) == "Forbidden: user is deactivated"


def _place(sim: Simulator, kind: str) -> Chat:
    if kind == "channel":
        return sim.channel(-1002000000001)
    return sim.group(-1001000000001, kind=kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("kicked", "bot was kicked from the {} chat"),
        ("left", "bot is not a member of the {} chat"),
        ("deleted", "the {} chat was deleted"),
    ],
)
async def test_bot_outside_hears_why(
    sim: Simulator, api: Api, kind: str, status: str, words: str
) -> None:
    place = _place(sim, kind)
    sim.set_member(place, status)
    assert await _refusal(api, place.id) == "Forbidden: " + words.format(kind)


async def test_restricted_bot_has_no_right(sim: Simulator, api: Api) -> None:
    sim.set_member(sim.group(-7), "restricted")
    assert await _refusal(api, -7) == (
        "Bad Request: not enough rights to send text messages to the chat"
    )


async def test_channel_needs_an_administrator(sim: Simulator, api: Api) -> None:
    sim.channel(-1002000000001, bot_status="member")
    assert await _refusal(api, -1002000000001) == (
        "Bad Request: need administrator rights in the channel chat"
    )


async def test_channel_is_found_by_its_name(sim: Simulator, api: Api) -> None:
    channel = sim.channel(-1002000000001, "News", username="news_of_nobody")
    answer = await api("sendMessage", chat_id="@News_of_nobody", text="Hello")
    assert answer["result"]["sender_chat"]["id"] == channel.id


async def test_topic_is_kept(sim: Simulator, api: Api) -> None:
    forum = sim.group(-1001000000001, forum=True)
    thread = sim.topic(forum, 5, "Iran")
    answer = await api("sendMessage", chat_id=forum.id, text="Hello", message_thread_id=thread)
    assert answer["result"]["message_thread_id"] == 5
    assert answer["result"]["is_topic_message"] is True


@pytest.mark.parametrize("thread", [1, 99], ids=["General", "unknown"])
async def test_topic_that_is_not_there(sim: Simulator, api: Api, thread: int) -> None:
    sim.group(-1001000000001, forum=True)
    words = await _refusal(api, -1001000000001, message_thread_id=thread)
    assert words == "Bad Request: message thread not found"


async def test_topic_in_a_private_chat_is_not_found(ann: Person, api: Api) -> None:
    words = await _refusal(api, ann.id, message_thread_id=5)
    assert words == "Bad Request: message thread not found"


async def test_closed_topic_takes_nothing(sim: Simulator, api: Api) -> None:
    forum = sim.group(-1001000000001, forum=True)
    sim.topic(forum, 5)
    sim.set_topic(forum, 5, closed=True)
    assert await _refusal(api, forum.id, message_thread_id=5) == "Bad Request: TOPIC_CLOSED"


async def test_deleted_topic_is_not_found(sim: Simulator, api: Api) -> None:
    forum = sim.group(-1001000000001, forum=True)
    sim.topic(forum, 5)
    sim.set_topic(forum, 5, deleted=True)
    words = await _refusal(api, forum.id, message_thread_id=5)
    assert words == "Bad Request: message thread not found"


async def test_group_that_became_a_supergroup_names_its_new_id(sim: Simulator, bot: Bot) -> None:
    group = sim.group(-7, "Desk")
    sim.migrate(group, -1001000000007)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(-7, "Hello")
    assert caught.value.new_chat_id == -1001000000007
    assert await bot.send_message(-1001000000007, "Hello")


async def test_migration_sends_two_service_messages(sim: Simulator, ann: Person, bot: Bot) -> None:
    group = sim.group(-7, "Desk")
    sim.say(ann, "/start", group)
    last = sim.migrate(group, -1001000000007)
    _, left, came = [update.message for update in await bot.get_updates()]
    assert left is not None
    assert came is not None
    assert (left.chat.id, left.migrate_to_chat_id) == (-7, -1001000000007)
    assert (came.chat.id, came.migrate_from_chat_id) == (-1001000000007, -7)
    assert last == sim.pending_updates[-1]["update_id"]


async def test_old_group_is_silent_after_migration(sim: Simulator, ann: Person) -> None:
    group = sim.group(-7)
    sim.migrate(group, -1001000000007)
    assert sim.say(ann, "/start", group) is None


async def test_chat_is_told_in_full(sim: Simulator, bot: Bot) -> None:
    sim.group(-7, "Desk")
    chat = await bot.get_chat(-7)
    assert (chat.title, chat.type) == ("Desk", "group")


async def test_members_are_told(sim: Simulator, ann: Person, bot: Bot) -> None:
    group = sim.group(-7)
    sim.set_member(group, "administrator", person=ann)
    assert (await bot.get_chat_member(-7, ann.id)).status == "administrator"
    assert (await bot.get_chat_member(-7, bot.id)).status == "member"
    assert [member.user.id for member in await bot.get_chat_administrators(-7)] == [ann.id]
    assert await bot.get_chat_member_count(-7) == 2


async def test_bot_leaves(sim: Simulator, ann: Person, bot: Bot) -> None:
    group = sim.group(-7)
    assert await bot.leave_chat(-7)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(-7, "Hello")
    assert sim.say(ann, "/start", group) is None


async def test_bots_do_not_talk_to_bots(sim: Simulator, api: Api) -> None:
    other = Person(4200000002, "Other", username="other_bot", is_bot=True)
    sim.world.people[other.id] = other
    sim.private(other).started = True
    assert await _refusal(api, other.id) == "Forbidden: bot can't send messages to bots"


async def test_private_chats_have_no_administrators(ann: Person, api: Api) -> None:
    answer = await api("getChatAdministrators", chat_id=ann.id)
    assert answer["description"] == ("Bad Request: there are no administrators in the private chat")


async def test_unknown_user_is_no_member(sim: Simulator, ann: Person, api: Api) -> None:
    sim.group(-7)
    answer = await api("getChatMember", chat_id=-7, user_id=9)
    assert answer["description"] == "Bad Request: user not found"
    answer = await api("getChatMember", chat_id=-7, user_id=ann.id)
    assert answer["result"]["status"] == "left"


async def test_only_forums_have_topics(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="only a forum has topics"):
        sim.topic(sim.group(-7), 5)


async def test_only_basic_groups_migrate(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="only a basic group"):
        sim.migrate(sim.group(-1001000000001, kind="supergroup"), -1001000000002)
