"""The whole state as one JSON object, so that a demo can be taken up where it was left.

Open queries, the webhook and the bot's profile are left out: a bot sets these anew.
"""

from base64 import b64decode, b64encode
from dataclasses import asdict

from bot.simulator.files import StoredFile
from bot.simulator.messages import StoredMessage
from bot.simulator.people import Chat, Json, Person, Topic
from bot.simulator.updates import Update
from bot.simulator.world import World

VERSION = 1


def as_json(world: World) -> Json:
    """Return the people, chats, messages, files and waiting updates."""
    return {
        "version": VERSION,
        "people": [asdict(person) for person in world.people.values() if not person.is_bot],
        "chats": [_chat_json(chat) for chat in world.chats.values()],
        "messages": [_message_json(message) for message in world.messages],
        "next_message_ids": [list(pair) for pair in world.messages.counters.items()],
        "files": [
            asdict(file) | {"content": b64encode(file.content).decode()} for file in world.files
        ],
        "updates": [asdict(update) for update in world.updates],
        "next_update_id": world.updates.next_id,
    }


def restore(world: World, state: Json) -> None:
    """Fill a fresh world with a state; ValueError for one of another version."""
    if state.get("version") != VERSION:
        raise ValueError(f"this is no state of version {VERSION}")
    for person in state["people"]:
        world.people[person["id"]] = Person(**person)
    for chat in state["chats"]:
        world.chats[chat["id"]] = _chat(world, chat)
    for message in state["messages"]:
        fields = {key: value for key, value in message.items() if key != "chat_id"}
        world.messages.put(StoredMessage(world.chats[message["chat_id"]], **fields))
    world.messages.counters.update(dict(state["next_message_ids"]))
    for file in state["files"]:
        world.files.put(StoredFile(**file | {"content": b64decode(file["content"])}))
    world.updates.restore(
        [Update(**update) for update in state["updates"]], state["next_update_id"]
    )


def _chat_json(chat: Chat) -> Json:
    fields: Json = asdict(chat)
    fields["person"] = chat.person.id if chat.person is not None else None
    fields["members"] = [list(pair) for pair in chat.members.items()]
    fields["topics"] = [asdict(topic) for topic in chat.topics.values()]
    return fields


def _chat(world: World, fields: Json) -> Chat:
    person_id = fields["person"]
    made: Json = {
        "person": world.people[person_id] if person_id is not None else None,
        "members": dict(fields["members"]),
        "topics": {topic["id"]: Topic(**topic) for topic in fields["topics"]},
    }
    return Chat(**fields | made)


def _message_json(message: StoredMessage) -> Json:
    return {
        "chat_id": message.chat.id,
        "json": message.json,
        "from_bot": message.from_bot,
        "inline_id": message.inline_id,
        "reply_keyboard": message.reply_keyboard,
        "reactions": message.reactions,
    }
