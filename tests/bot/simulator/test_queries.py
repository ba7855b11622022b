"""Pressed buttons and inline queries."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from bot.simulator import Person, Simulator
from bot.simulator.queries import ANSWER_WITHIN_S
from tests.bot.simulator.conftest import Api

BUTTONS = {"inline_keyboard": [[{"text": "More", "callback_data": "v1:more"}]]}
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def _pressed(sim: Simulator, ann: Person, api: Api) -> dict[str, Any]:
    await api("sendMessage", chat_id=ann.id, text="Page 1", reply_markup=BUTTONS)
    message = sim.newest_with_buttons(ann.id)
    assert message is not None
    sim.press(ann, message, "v1:more")
    query: dict[str, Any] = sim.pending_updates[-1]["callback_query"]
    return query


async def test_pressed_button_is_a_callback_query(sim: Simulator, ann: Person, api: Api) -> None:
    query = await _pressed(sim, ann, api)
    assert query["data"] == "v1:more"
    assert query["message"]["text"] == "Page 1"
    again = await _pressed(sim, ann, api)
    assert query["chat_instance"] == again["chat_instance"]
    assert query["id"] != again["id"]


async def test_query_is_answered_once(sim: Simulator, ann: Person, api: Api) -> None:
    query = await _pressed(sim, ann, api)
    assert (await api("answerCallbackQuery", callback_query_id=query["id"]))["result"] is True
    again = await api("answerCallbackQuery", callback_query_id=query["id"])
    assert again["description"] == TOO_OLD


async def test_late_answer_is_refused(sim: Simulator, ann: Person, api: Api) -> None:
    query = await _pressed(sim, ann, api)
    sim.clock.move_by(timedelta(seconds=ANSWER_WITHIN_S + 1))
    answer = await api("answerCallbackQuery", callback_query_id=query["id"])
    assert answer["description"] == TOO_OLD


async def test_invented_query_is_refused(api: Api) -> None:
    answer = await api("answerCallbackQuery", callback_query_id="1")
    assert answer["description"] == TOO_OLD


async def test_button_of_a_deleted_message(sim: Simulator, ann: Person, api: Api) -> None:
    await api("sendMessage", chat_id=ann.id, text="Page 1", reply_markup=BUTTONS)
    message = sim.newest_with_buttons(ann.id)
    assert message is not None
    await api("deleteMessage", chat_id=ann.id, message_id=message.message_id)
    sim.press(ann, message, "v1:more")
    shown = sim.pending_updates[-1]["callback_query"]["message"]
    assert (shown["message_id"], shown["date"]) == (message.message_id, 0)


async def test_data_is_as_short_as_a_buttons(sim: Simulator, ann: Person, api: Api) -> None:
    await api("sendMessage", chat_id=ann.id, text="Page 1", reply_markup=BUTTONS)
    with pytest.raises(ValueError, match="1-64 bytes"):
        sim.press(ann, sim.messages(ann.id)[0], "x" * 65)


@pytest.mark.parametrize(("size", "ok"), [(64, True), (65, False)])
async def test_button_data_is_at_most_64_bytes(ann: Person, api: Api, size: int, ok: bool) -> None:
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "x" * size}]]}
    answer = await api("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    assert answer["ok"] is ok


def _article(result_id: str) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(result_id, "Title", InputTextMessageContent("Text"))


async def test_inline_query_is_answered(sim: Simulator, ann: Person, bot: Bot) -> None:
    sim.inline(ann, "iran azerbaijan", offset="10")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.offset) == ("iran azerbaijan", "10")
    assert await update.inline_query.answer([_article("1")])
    assert sim.calls[-1].parameters["results"][0]["title"] == "Title"


async def test_inline_results_have_their_own_ids(sim: Simulator, ann: Person, api: Api) -> None:
    sim.inline(ann, "iran")
    query = sim.pending_updates[-1]["inline_query"]
    results = [_article("1").to_dict(), _article("1").to_dict()]
    answer = await api("answerInlineQuery", inline_query_id=query["id"], results=results)
    assert answer["description"] == "Bad Request: RESULT_ID_DUPLICATE"


async def test_inline_results_are_parsed_like_messages(
    sim: Simulator, ann: Person, bot: Bot
) -> None:
    sim.inline(ann, "iran")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    content = InputTextMessageContent("<b>Iran", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await update.inline_query.answer([InlineQueryResultArticle("1", "Title", content)])


async def test_chosen_result_is_sent_by_the_person(sim: Simulator, ann: Person, bot: Bot) -> None:
    group = sim.group(-7)
    sim.inline(ann, "iran")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    button = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="v1:more")]])
    content = InputTextMessageContent("Text")
    await update.inline_query.answer(
        [InlineQueryResultArticle("1", "Title", content, reply_markup=button)]
    )
    assert sim.choose(ann, "1", group) is not None
    (message,) = sim.messages(-7)
    assert (message.text, message.from_bot) == ("Text", False)
    sim.press(ann, message, "v1:more")
    query = sim.pending_updates[-1]["callback_query"]
    assert "message" not in query
    assert await bot.edit_message_text("New", inline_message_id=query["inline_message_id"])
    assert [each.text for each in sim.messages(-7)] == ["New"]


def test_result_that_was_not_offered_cannot_be_chosen(sim: Simulator, ann: Person) -> None:
    with pytest.raises(ValueError, match="the bot offers no result '1'"):
        sim.choose(ann, "1")


async def test_newest_buttons_are_those_of_the_topic(sim: Simulator, api: Api) -> None:
    forum = sim.group(-1001000000001, forum=True)
    sim.topic(forum, 5)
    await api("sendMessage", chat_id=forum.id, text="5", message_thread_id=5, reply_markup=BUTTONS)
    await api("sendMessage", chat_id=forum.id, text="General", reply_markup=BUTTONS)
    in_topic = sim.newest_with_buttons(forum.id, 5)
    in_general = sim.newest_with_buttons(forum.id)
    assert in_topic is not None
    assert in_general is not None
    assert (in_topic.text, in_general.text) == ("5", "General")
