"""People write, send files, forward and edit."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.simulator.acting.membership import let_back_in
from bot.simulator.acting.sight import is_seen
from bot.simulator.errors import ApiError
from bot.simulator.files import FileKind, Upload, media_json
from bot.simulator.formatting import Formatted, format_text
from bot.simulator.messages import StoredMessage
from bot.simulator.outgoing import CAPTION_LENGTH, TEXT_LENGTH, known_entities, shallow
from bot.simulator.people import GENERAL_TOPIC, Chat, Json, Person
from bot.simulator.world import World


class Place(NamedTuple):
    """Where somebody writes, and in answer to what."""

    chat: Chat
    thread_id: int | None = None
    reply_to: StoredMessage | None = None


# The account behind which Telegram hides an admin who speaks as the group.
_ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def say(world: World, person: Person, text: str, place: Place) -> int | None:
    """Write a text; a long one goes as several messages, as Telegram's apps send it."""
    update_id = None
    for part in split_text(text):
        content = text_fields(world, part)
        update_id = arrive(world, person, content, place)
    return update_id


def say_as_group(world: World, person: Person, text: str, place: Place) -> int | None:
    """Write a text in a group's own name: of the person it then says nothing."""
    speaker: Json = {"from": _ANONYMOUS, "sender_chat": place.chat.json}
    return arrive(world, person, text_fields(world, text) | speaker, place)


def send_file(
    world: World, person: Person, place: Place, kind: FileKind, upload: Upload, extra: Json
) -> int | None:
    """Send a file; `extra` holds `caption` and `media_group_id` where there are any."""
    content = media_json(world.files.add(kind, upload))
    content |= {key: value for key, value in extra.items() if key != "caption" and value}
    if caption := extra.get("caption"):
        content |= caption_fields(world, caption)
    return arrive(world, person, content, place)


def forward(
    world: World, person: Person, origin: Person | Chat | str, text: str, place: Place
) -> int | None:
    """Forward somebody's text: of a user, of a chat, or of a hidden user by mere name."""
    fields = {"forward_origin": _origin(world, origin)} | text_fields(world, text)
    return arrive(world, person, fields, place)


def edit(world: World, message: StoredMessage, text: str) -> int | None:
    """Change the text of a person's message."""
    dropped = ("text", "entities")
    kept = {key: value for key, value in message.json.items() if key not in dropped}
    edited = {"edit_date": world.clock.seconds()} | text_fields(world, text)
    message.json = kept | edited
    kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
    if not is_seen(world, message.chat, message.json):
        return None
    return world.updates.add(kind, message.json, message.chat_id)


def arrive(world: World, person: Person, content: Json, place: Place) -> int | None:
    """Put a person's message into a chat and show it to the bot if it may see it."""
    chat = place.chat
    let_back_in(world, chat)
    fields = _thread_fields(world, place)
    if chat.kind in ("group", "supergroup"):
        chat.members.setdefault(person.id, "member")
    message = world.post(chat, person, fields | content)
    if not is_seen(world, chat, message.json):
        return None
    kind = "channel_post" if chat.kind == "channel" else "message"
    return world.updates.add(kind, message.json, chat.id)


def _thread_fields(world: World, place: Place) -> Json:
    """Return the reply and the thread of a message, with two traps that Telegram really sets.

    Apps send what is typed into a topic as a reply to the message that opened it; and a reply in
    a supergroup outside of topics carries the id of its thread, to which no bot can send.
    """
    thread_id, reply_to = place.thread_id, place.reply_to
    fields: Json = {}
    if thread_id and thread_id != GENERAL_TOPIC:
        fields = {"message_thread_id": thread_id, "is_topic_message": True}
        reply_to = reply_to or world.messages.get(place.chat.id, thread_id)
    elif reply_to is not None and place.chat.kind == "supergroup":
        root = reply_to.json.get("message_thread_id", reply_to.message_id)
        fields = {"message_thread_id": root}
    if reply_to is not None:
        fields["reply_to_message"] = shallow(reply_to.json)
    return fields


def text_fields(world: World, text: str) -> Json:
    """Return `text` and `entities` as the server makes them from what somebody typed."""
    formatted = _typed(text, "message")
    fields: Json = {"text": formatted.text}
    if entities := known_entities(world, formatted.entities):
        fields["entities"] = entities
    return fields


def caption_fields(world: World, caption: str) -> Json:
    """Return `caption` and `caption_entities` as the server makes them."""
    formatted = _typed(caption, "caption")
    fields: Json = {"caption": formatted.text}
    if entities := known_entities(world, formatted.entities):
        fields["caption_entities"] = entities
    return fields


def _typed(text: str, what: Literal["message", "caption"]) -> Formatted:
    limit = TEXT_LENGTH if what == "message" else CAPTION_LENGTH
    try:
        return format_text(text, None, limit=limit, what=what)
    except ApiError as error:
        raise ValueError(f"nobody can send this: {error.description}") from error


def split_text(text: str, limit: int = TEXT_LENGTH) -> Sequence[str]:
    """Cut a text into messages of at most `limit`, at a line's or a word's end if there is one."""
    parts = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 0, limit), text.rfind(" ", 0, limit) if "\n" not in text else -1)
        cut = cut if cut > 0 else limit
        parts.append(text[:cut])
        text = text[cut:].lstrip("\n ")
    return [*parts, text] if text or not parts else parts


def _origin(world: World, origin: Person | Chat | str) -> Json:
    when: Json = {"date": world.clock.seconds() - 60}
    if isinstance(origin, str):
        return when | {"type": "hidden_user", "sender_user_name": origin}
    if isinstance(origin, Person):
        return when | {"type": "user", "sender_user": origin.json}
    if origin.kind == "channel":
        return when | {
            "type": "channel",
            "chat": origin.json,
            "message_id": world.messages.next_id(origin),
        }
    return when | {"type": "chat", "sender_chat": origin.json}
