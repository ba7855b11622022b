"""Messages as they now stand in the chats, with what people see of them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.simulator.people import Chat, Json

MEDIA = ("photo", "document", "voice", "sticker", "audio", "video", "animation")
DELETABLE_S = 48 * 3600  # "A message can only be deleted if it was sent less than 48 hours ago."


@dataclass(slots=True, eq=False)
class StoredMessage:
    """One message; `json` is the Bot API's `Message` and changes with each edit.

    `inline_id` is set where a person sent an inline result: all that the bot knows it by.
    """

    chat: Chat
    json: Json
    from_bot: bool = False
    inline_id: str | None = None
    reply_keyboard: Json | None = None
    reactions: list[Json] = field(default_factory=list)

    @property
    def chat_id(self) -> int:
        """Return the id of the chat that holds the message."""
        return self.chat.id

    @property
    def message_id(self) -> int:
        """Return the message's id in its chat."""
        return int(self.json["message_id"])

    @property
    def thread_id(self) -> int | None:
        """Return the forum topic, None outside of topics and in "General"."""
        return self.json.get("message_thread_id") if self.json.get("is_topic_message") else None

    @property
    def text(self) -> str:
        """Return what a person reads: the text, or the caption of a file, or nothing."""
        return str(self.json.get("text", self.json.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """Return the entities of `text`."""
        entities: list[Json] | None = self.json.get("entities")
        return entities or self.json.get("caption_entities") or []

    @property
    def buttons(self) -> list[list[Json]]:
        """Return the rows of inline buttons, none if there are none."""
        markup: Json = self.json.get("reply_markup") or {}
        rows: list[list[Json]] = markup.get("inline_keyboard", [])
        return rows

    @property
    def media(self) -> str | None:
        """Return which kind of file the message carries, None for a text."""
        return next((kind for kind in MEDIA if kind in self.json), None)

    @property
    def edited(self) -> bool:
        """Say whether people see "edited" at the message."""
        return "edit_date" in self.json


def same_json(one: object, other: object) -> bool:
    """Say whether two values would be written alike; missing and empty count as the same."""
    return (not one and not other) or json.dumps(one, sort_keys=True) == json.dumps(
        other, sort_keys=True
    )


class MessageBook:
    """All messages of all chats, by chat and id.

    Private chats and basic groups share one run of ids, as they do for a real bot;
    each supergroup and channel counts for itself.
    """

    def __init__(self) -> None:
        self._chats: dict[int, dict[int, StoredMessage]] = {}
        self.counters: dict[int, int] = {}

    def __iter__(self) -> Iterator[StoredMessage]:
        for chat in self._chats.values():
            yield from chat.values()

    def next_id(self, chat: Chat) -> int:
        """Take the next free message id of a chat."""
        run = chat.id if chat.kind in ("supergroup", "channel") else 0
        self.counters[run] = self.counters.get(run, 0) + 1
        return self.counters[run]

    def keep_free(self, chat: Chat, message_id: int) -> None:
        """Never give out an id up to this one in a supergroup or channel."""
        self.counters[chat.id] = max(self.counters.get(chat.id, 0), message_id)

    def put(self, message: StoredMessage) -> StoredMessage:
        """Keep a message and return it."""
        self._chats.setdefault(message.chat.id, {})[message.message_id] = message
        return message

    def get(self, chat_id: int, message_id: int) -> StoredMessage | None:
        """Return a message that is still there, else None."""
        return self._chats.get(chat_id, {}).get(message_id)

    def remove(self, chat_id: int, message_ids: Iterable[int]) -> None:
        """Delete messages; those that are not there are passed over."""
        chat = self._chats.get(chat_id, {})
        for message_id in message_ids:
            chat.pop(message_id, None)

    def by_inline_id(self, inline_id: str) -> StoredMessage | None:
        """Return a message that came of an inline result, None if there is none."""
        return next((message for message in self if message.inline_id == inline_id), None)

    def of_chat(self, chat_id: int) -> list[StoredMessage]:
        """Return the messages of a chat that are still visible, oldest first."""
        return list(self._chats.get(chat_id, {}).values())

    def newest_with_buttons(self, chat_id: int, thread_id: int | None) -> StoredMessage | None:
        """Return the bot's newest message with inline buttons in a chat (and topic)."""
        for message in reversed(self._chats.get(chat_id, {}).values()):
            if message.from_bot and message.buttons and message.thread_id == thread_id:
                return message
        return None
