"""What people do, and what of it the bot gets to see."""

from typing import Any

import pytest
from telegram import Bot

from bot.simulator import Person, Simulator
from bot.simulator.acting.speech import split_text
from tests.bot.simulator.conftest import Api


def _last(sim: Simulator) -> dict[str, Any]:
    return sim.pending_updates[-1]


async def test_command_carries_its_entity(sim: Simulator, ann: Person) -> None:
    sim.say(ann, "/latest iran azerbaijan")
    message = _last(sim)["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]
    assert message["from"]["language_code"] == "en"


async def test_first_message_starts_the_chat(sim: Simulator, api: Api) -> None:
    bob = sim.person(2002, name="Bob")
    sim.say(bob, "/start")
    assert (await api("sendMessage", chat_id=bob.id, text="Welcome"))["ok"]


async def test_writing_again_unblocks(sim: Simulator, ann: Person) -> None:
    sim.set_member(ann, "kicked")
    update_id = sim.say(ann, "/start")
    _, unblocked, message = sim.pending_updates
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert message["update_id"] == update_id


def test_long_text_is_sent_in_parts(sim: Simulator, ann: Person) -> None:
    paragraph = "word " * 300
    text = "\n".join(paragraph.strip() for _ in range(5))
    last = sim.say(ann, text)
    parts = [update["message"]["text"] for update in sim.pending_updates]
    assert len(parts) == 3
    assert "\n".join(parts) == text
    assert last == _last(sim)["update_id"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("aaa bbb ccc", ["aaa bbb", "ccc"]),
        ("a b c\nd e f", ["a b c", "d e f"]),
        ("abcdefghijk", ["abcdefgh", "ijk"]),
    ],
    ids=["nothing", "short", "words", "lines", "one word"],
)
def test_text_is_cut_where_it_may_be(text: str, parts: list[str]) -> None:
    assert list(split_text(text, 8)) == parts


def test_nobody_can_send_nothing(sim: Simulator, ann: Person) -> None:
    with pytest.raises(ValueError, match="nobody can send this"):
        sim.say(ann, " ")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hello all", False),
        ("/latest iran", True),
        ("/latest@dragoman_bot iran", True),
        ("/latest@other_bot iran", False),
        ("@dragoman_bot iran", True),
        ("@somebody iran", False),
    ],
)
def test_privacy_mode_in_groups(sim: Simulator, ann: Person, text: str, seen: bool) -> None:
    group = sim.group(-7)
    assert (sim.say(ann, text, group) is not None) is seen


async def test_replies_to_the_bot_are_seen(sim: Simulator, ann: Person, api: Api) -> None:
    group = sim.group(-7)
    await api("sendMessage", chat_id=-7, text="Which Korea?")
    (question,) = sim.messages(-7)
    assert sim.say(ann, "the south", group, reply_to=question) is not None
    assert _last(sim)["message"]["reply_to_message"]["text"] == "Which Korea?"


def test_administrator_sees_everything(sim: Simulator, ann: Person) -> None:
    group = sim.group(-7, bot_status="administrator")
    assert sim.say(ann, "hello all", group) is not None


def test_privacy_mode_can_be_off(ann: Person) -> None:
    open_sim = Simulator(privacy=False)
    assert open_sim.say(open_sim.person(1), "hello all", open_sim.group(-7)) is not None


def test_unseen_messages_are_there_for_people(sim: Simulator, ann: Person) -> None:
    group = sim.group(-7)
    sim.say(ann, "hello all", group)
    assert [message.text for message in sim.messages(-7)] == ["hello all"]


def test_channel_posts_come_as_such(sim: Simulator, ann: Person) -> None:
    channel = sim.channel(-1002000000001, "News")
    sim.say(ann, "Breaking", channel)
    post = _last(sim)["channel_post"]
    assert post["sender_chat"]["title"] == "News"
    assert "from" not in post


def test_topic_messages_name_their_topic(sim: Simulator, ann: Person) -> None:
    forum = sim.group(-1001000000001, forum=True)
    thread = sim.topic(forum, 5)
    sim.say(ann, "/latest", forum, thread)
    assert _last(sim)["message"]["message_thread_id"] == 5
    sim.say(ann, "/latest", forum, 1)
    assert "message_thread_id" not in _last(sim)["message"]


def test_what_is_typed_into_a_topic_replies_to_its_opening(sim: Simulator, ann: Person) -> None:
    forum = sim.group(-1001000000001, forum=True)
    sim.say(ann, "/latest", forum, sim.topic(forum, 5, "Iran"))
    opening = _last(sim)["message"]["reply_to_message"]
    assert opening["message_id"] == 5
    assert opening["forum_topic_created"]["name"] == "Iran"


async def test_reply_in_a_supergroup_names_a_thread_that_takes_nothing(
    sim: Simulator, ann: Person, api: Api
) -> None:
    group = sim.group(-1001000000001, kind="supergroup")
    await api("sendMessage", chat_id=group.id, text="Which Korea?")
    (question,) = sim.messages(group.id)
    sim.say(ann, "the south", group, reply_to=question)
    message = _last(sim)["message"]
    thread = message["message_thread_id"]
    assert (thread, message.get("is_topic_message")) == (question.message_id, None)
    answer = await api("sendMessage", chat_id=group.id, text="x", message_thread_id=thread)
    assert answer["description"] == "Bad Request: message thread not found"


def test_groups_and_private_chats_share_message_ids(sim: Simulator, ann: Person) -> None:
    sim.say(ann, "one")
    sim.say(ann, "two", sim.group(-7))
    sim.say(ann, "three", sim.group(-1001000000001, kind="supergroup"))
    ids = [chat[0].message_id for chat in map(sim.messages, (ann.id, -7, -1001000000001))]
    assert ids == [1, 2, 1]


async def test_forwards_name_their_origin(sim: Simulator, ann: Person, bot: Bot) -> None:
    bob = sim.person(2002, name="Bob")
    channel = sim.channel(-1002000000001, "News", username="news")
    group = sim.group(-7, "Desk")
    for origin in (bob, "Carol", channel, group):
        sim.forward(ann, origin, "text")
    origins = [update.message.forward_origin for update in await bot.get_updates()]  # type: ignore[union-attr]
    assert [origin.type for origin in origins] == ["user", "hidden_user", "channel", "chat"]  # type: ignore[union-attr]
    assert origins[2].message_id == 1  # type: ignore[union-attr]


async def test_albums_come_as_messages_of_one_group(sim: Simulator, ann: Person, bot: Bot) -> None:
    for number in range(2):
        sim.send_file(ann, b"x", f"{number}.txt", media_group_id="77")
    groups = [update.message.media_group_id for update in await bot.get_updates()]  # type: ignore[union-attr]
    assert groups == ["77", "77"]


async def test_any_content_can_be_sent(sim: Simulator, ann: Person, bot: Bot) -> None:
    sim.send_raw(ann, {"location": {"latitude": 35.7, "longitude": 51.4}})
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.location is not None


def test_service_messages_are_seen_in_groups(sim: Simulator, ann: Person) -> None:
    group = sim.group(-7)
    assert sim.send_raw(ann, {"new_chat_title": "Desk"}, group) is not None
    assert sim.send_raw(ann, {"location": {"latitude": 0, "longitude": 0}}, group) is None


def test_persons_edit_is_an_update(sim: Simulator, ann: Person) -> None:
    sim.say(ann, "iran azerbajan")
    (message,) = sim.messages(ann.id)
    sim.edit(message, "iran azerbaijan")
    assert _last(sim)["edited_message"]["text"] == "iran azerbaijan"


def test_bot_added_to_a_group_hears_of_it(sim: Simulator) -> None:
    group = sim.group(-7, bot_status="left")
    sim.set_member(group, "member")
    change = _last(sim)["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "left",
        "member",
    )


def test_unknown_status_is_named(sim: Simulator, ann: Person) -> None:
    with pytest.raises(ValueError, match="unknown status 'gone'"):
        sim.set_member(ann, "gone")
