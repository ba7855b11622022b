"""Sending and editing texts."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import Person, Simulator
from tests.bot.simulator.conftest import START, Api

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)
BUTTONS = {"inline_keyboard": [[{"text": "More", "callback_data": "v1:more"}]]}


async def _sent(api: Api, chat_id: int, **more: Any) -> dict[str, Any]:
    answer = await api("sendMessage", **({"chat_id": chat_id, "text": "Hello"} | more))
    assert answer["ok"], answer
    message: dict[str, Any] = answer["result"]
    return message


async def test_message_comes_back_as_stored(ann: Person, api: Api) -> None:
    message = await _sent(api, ann.id, reply_markup=BUTTONS)
    assert message["from"]["username"] == "dragoman_bot"
    assert message["chat"] == {
        "id": ann.id, "type": "private", "first_name": "Ann", "username": "ann"
    }  # fmt: skip
    assert message["date"] == int(START.timestamp())
    assert message["reply_markup"] == BUTTONS


async def test_html_becomes_text_and_entities(ann: Person, api: Api) -> None:
    message = await _sent(api, ann.id, text="<b>Iran</b> &amp; co", parse_mode="HTML")
    assert message["text"] == "Iran & co"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_python_telegram_bot_reads_its_message_back(bot: Bot, ann: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="v1:more")]])
    message = await bot.send_message(ann.id, "<b>Iran</b>", "HTML", reply_markup=keyboard)
    assert message.text_html == "<b>Iran</b>"
    assert message.reply_markup == keyboard


@pytest.mark.parametrize(("length", "ok"), [(4096, True), (4097, False)])
async def test_length_is_counted_after_parsing(
    ann: Person, api: Api, length: int, ok: bool
) -> None:
    text = f"<b>{'x' * length}</b>"
    answer = await api("sendMessage", chat_id=ann.id, text=text, parse_mode="HTML")
    assert answer["ok"] is ok
    if not ok:
        assert answer["description"] == "Bad Request: message is too long"


async def test_refused_message_is_not_stored(sim: Simulator, ann: Person, api: Api) -> None:
    answer = await api("sendMessage", chat_id=ann.id, text="<b>Iran", parse_mode="HTML")
    assert answer["description"].startswith("Bad Request: can't parse entities: ")
    assert sim.messages(ann.id) == []


async def test_edit_changes_what_people_see(sim: Simulator, ann: Person, api: Api) -> None:
    message = await _sent(api, ann.id)
    sim.clock.move_by(timedelta(days=30))
    edited = await api(
        "editMessageText", chat_id=ann.id, message_id=message["message_id"], text="Bye"
    )
    assert edited["result"]["text"] == "Bye"
    assert edited["result"]["date"] == message["date"]
    assert edited["result"]["edit_date"] - message["date"] == 30 * 86_400
    assert [(each.text, each.edited) for each in sim.messages(ann.id)] == [("Bye", True)]


async def test_record_keeps_the_message_as_it_was_sent(
    sim: Simulator, ann: Person, api: Api
) -> None:
    message = await _sent(api, ann.id)
    await api("editMessageText", chat_id=ann.id, message_id=message["message_id"], text="Bye")
    assert [call.result["text"] for call in sim.calls] == ["Hello", "Bye"]


async def test_edit_without_markup_takes_the_buttons_away(
    sim: Simulator, ann: Person, api: Api
) -> None:
    message = await _sent(api, ann.id, reply_markup=BUTTONS)
    await api("editMessageText", chat_id=ann.id, message_id=message["message_id"], text="Bye")
    assert sim.newest_with_buttons(ann.id) is None


async def test_same_text_and_buttons_is_not_modified(ann: Person, api: Api) -> None:
    message = await _sent(api, ann.id, text="<b>Hello</b>", parse_mode="HTML", reply_markup=BUTTONS)
    same = {"chat_id": ann.id, "message_id": message["message_id"], "text": "<b>Hello</b>"}
    again = await api("editMessageText", **same, parse_mode="HTML", reply_markup=BUTTONS)
    assert again["description"] == NOT_MODIFIED


@pytest.mark.parametrize(
    "change",
    [{"text": "Hello!"}, {"text": "<i>Hello</i>"}, {"reply_markup": None}],
    ids=["text", "entities", "buttons"],
)
async def test_any_difference_is_a_modification(
    ann: Person, api: Api, change: dict[str, Any]
) -> None:
    message = await _sent(api, ann.id, reply_markup=BUTTONS)
    new = {"text": "Hello", "parse_mode": "HTML", "reply_markup": BUTTONS} | change
    answer = await api("editMessageText", chat_id=ann.id, message_id=message["message_id"], **new)
    assert answer["ok"]


async def test_buttons_alone_can_be_changed(sim: Simulator, ann: Person, api: Api) -> None:
    message = await _sent(api, ann.id)
    where = {"chat_id": ann.id, "message_id": message["message_id"]}
    assert (await api("editMessageReplyMarkup", **where, reply_markup=BUTTONS))["ok"]
    (stored,) = sim.messages(ann.id)
    assert (stored.text, stored.buttons) == ("Hello", BUTTONS["inline_keyboard"])
    again = await api("editMessageReplyMarkup", **where, reply_markup=BUTTONS)
    assert again["description"] == NOT_MODIFIED


async def test_message_that_is_not_there_cannot_be_edited(ann: Person, api: Api) -> None:
    answer = await api("editMessageText", chat_id=ann.id, message_id=99, text="x")
    assert answer["description"] == "Bad Request: message to edit not found"


async def test_peoples_messages_cannot_be_edited(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "mine")
    (message,) = sim.messages(ann.id)
    answer = await api(
        "editMessageText", chat_id=ann.id, message_id=message.message_id, text="yours"
    )
    assert answer["description"] == "Bad Request: message can't be edited"


async def test_reply_shows_what_it_answers(sim: Simulator, ann: Person, api: Api) -> None:
    sim.say(ann, "question")
    (question,) = sim.messages(ann.id)
    message = await _sent(api, ann.id, reply_parameters={"message_id": question.message_id})
    assert message["reply_to_message"]["text"] == "question"


async def test_reply_to_nothing_is_refused_or_sent_alone(ann: Person, api: Api) -> None:
    wanted = {"message_id": 99}
    refused = await api("sendMessage", chat_id=ann.id, text="x", reply_parameters=wanted)
    assert refused["description"] == "Bad Request: message to be replied not found"
    wanted_anyway = wanted | {"allow_sending_without_reply": True}
    message = await _sent(api, ann.id, reply_parameters=wanted_anyway)
    assert "reply_to_message" not in message


async def test_reply_keyboards_are_kept_aside(sim: Simulator, ann: Person, api: Api) -> None:
    keyboard = {"keyboard": [[{"text": "Yes"}]]}
    message = await _sent(api, ann.id, reply_markup=keyboard)
    assert "reply_markup" not in message
    assert sim.messages(ann.id)[0].reply_keyboard == keyboard


async def test_mention_of_a_known_person_names_them(sim: Simulator, ann: Person, api: Api) -> None:
    sim.person(2002, name="Bob")
    text = '<a href="tg://user?id=2002">Bob</a> and <a href="tg://user?id=9">who</a>'
    message = await _sent(api, ann.id, text=text, parse_mode="HTML")
    (entity,) = message["entities"]
    assert entity == {
        "type": "text_mention",
        "offset": 0,
        "length": 3,
        "user": {"id": 2002, "is_bot": False, "first_name": "Bob", "language_code": "en"},
    }


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ({}, "message identifier is not specified"),
        ({"inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
    ],
    ids=["none", "inline"],
)
async def test_edit_must_name_a_message(api: Api, where: dict[str, Any], why: str) -> None:
    answer = await api("editMessageText", text="x", **where)
    assert answer["description"] == f"Bad Request: {why}"


async def test_reply_stays_in_its_topic(sim: Simulator, ann: Person, api: Api) -> None:
    forum = sim.group(-1001000000001, forum=True)
    sim.say(ann, "/latest", forum, sim.topic(forum, 5))
    question = sim.messages(forum.id)[-1]
    message = await _sent(api, forum.id, reply_parameters={"message_id": question.message_id})
    assert message["message_thread_id"] == 5


async def test_reply_across_chats_is_an_external_one(sim: Simulator, ann: Person, api: Api) -> None:
    group = sim.group(-7)
    sim.say(ann, "/latest", group)
    asked = {"chat_id": -7, "message_id": sim.messages(-7)[0].message_id}
    message = await _sent(api, ann.id, reply_parameters=asked)
    assert message["external_reply"]["chat"]["id"] == -7


async def test_effects_are_for_private_chats(sim: Simulator, ann: Person, api: Api) -> None:
    sim.group(-7)
    assert (await _sent(api, ann.id, message_effect_id="5"))["effect_id"] == "5"
    answer = await api("sendMessage", chat_id=-7, text="x", message_effect_id="5")
    assert answer["error_code"] == 400
