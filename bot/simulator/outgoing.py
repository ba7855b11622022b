"""What the bot sends: texts and captions parsed, replies, topics and keyboards looked up."""

from collections.abc import Iterable

from bot.simulator.access import topic_for_sending
from bot.simulator.errors import BadRequest
from bot.simulator.formatting import format_text
from bot.simulator.keyboards import inline_keyboard
from bot.simulator.messages import StoredMessage
from bot.simulator.people import Chat, Json
from bot.simulator.world import World

TEXT_LENGTH, CAPTION_LENGTH = 4096, 1024
_REPLY_KEYBOARDS = ("keyboard", "remove_keyboard", "force_reply")


def text_content(world: World, parameters: Json) -> Json:
    """Return `text`, `entities` and link preview options of a message to be."""
    formatted = format_text(
        parameters.get("text", ""),
        parameters.get("parse_mode"),
        parameters.get("entities"),
        limit=TEXT_LENGTH,
        what="message",
    )
    content: Json = {"text": formatted.text}
    if entities := known_entities(world, formatted.entities):
        content["entities"] = entities
    if options := parameters.get("link_preview_options"):
        content["link_preview_options"] = options
    return content


def caption_content(world: World, parameters: Json) -> Json:
    """Return `caption` and `caption_entities` of a message to be, nothing without a caption."""
    raw = parameters.get("caption") or ""
    if not raw:
        return {}
    formatted = format_text(
        raw,
        parameters.get("parse_mode"),
        parameters.get("caption_entities"),
        limit=CAPTION_LENGTH,
        what="caption",
    )
    if not formatted.text:
        return {}
    content: Json = {"caption": formatted.text}
    if entities := known_entities(world, formatted.entities):
        content["caption_entities"] = entities
    if parameters.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def known_entities(world: World, entities: Iterable[Json]) -> list[Json]:
    """Return the entities with mentioned users in full; those of unknown users are dropped."""
    kept = []
    for entity in entities:
        if entity["type"] != "text_mention":
            kept.append(entity)
            continue
        user_id = entity["user"]["id"] if "user" in entity else entity["user_id"]
        if person := world.user_known(int(user_id)):
            kept.append(
                {key: value for key, value in entity.items() if key != "user_id"}
                | {"user": person.json}
            )
    return kept


def send(world: World, chat: Chat, content: Json, parameters: Json) -> StoredMessage:
    """Put a message of the bot into a chat that it may write to."""
    markup = parameters.get("reply_markup")
    options = _reply(world, chat, parameters.get("reply_parameters"))
    options |= _thread(chat, parameters.get("message_thread_id"), options)
    if parameters.get("protect_content"):
        options["has_protected_content"] = True
    if effect := parameters.get("message_effect_id"):
        if chat.kind != "private":
            raise BadRequest("message effects can be used only in private chats")
        options["effect_id"] = effect
    if keyboard := inline_keyboard(markup):
        content = content | {"reply_markup": keyboard}
    message = world.post(chat, world.bot, options | content)
    if markup and any(name in markup for name in _REPLY_KEYBOARDS):
        message.reply_keyboard = markup
    return message


def own_message(world: World, parameters: Json) -> StoredMessage:
    """Return the bot's message that a call wants to edit; BadRequest if it can't be."""
    if "chat_id" not in parameters or "message_id" not in parameters:
        raise BadRequest("message identifier is not specified")
    chat = world.writable(parameters["chat_id"])
    message = world.messages.get(chat.id, parameters["message_id"])
    if message is None:
        raise BadRequest("message to edit not found")
    if not message.from_bot or "forward_origin" in message.json:
        raise BadRequest("message can't be edited")
    return message


def _thread(chat: Chat, thread_id: int | None, reply: Json) -> Json:
    """Return the fields of a message in a forum topic; a reply stays in its topic."""
    if not thread_id and chat.forum:
        thread_id = reply.get("reply_to_message", {}).get("message_thread_id")
    topic = topic_for_sending(chat, thread_id)
    return {"message_thread_id": topic.id, "is_topic_message": True} if topic else {}


def _reply(world: World, chat: Chat, wanted: Json | None) -> Json:
    """Return the fields of a reply, nothing if there is none to make."""
    if not wanted:
        return {}
    elsewhere = wanted.get("chat_id")
    place = world.readable(elsewhere) if elsewhere is not None else chat
    message = world.messages.get(place.id, int(wanted["message_id"]))
    if message is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise BadRequest("message to be replied not found")
    if place is not chat:
        return {
            "external_reply": {
                "origin": {
                    "type": "hidden_user",
                    "sender_user_name": "somebody",
                    "date": message.json["date"],
                },
                "chat": place.json,
                "message_id": message.message_id,
            }
        }
    return {"reply_to_message": shallow(message.json)}


def shallow(message: Json) -> Json:
    """Return a message without the one that it replies to: replies are one level deep."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
