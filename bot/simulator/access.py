"""Where the bot may look and write, and the words that Telegram refuses with."""

from bot.simulator.errors import ApiError, BadRequest
from bot.simulator.people import GENERAL_TOPIC, Chat, Topic

_PLACES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


class Forbidden(ApiError):
    """The bot has no business there any more, or not yet."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, f"Forbidden: {reason}")


def check_readable(chat: Chat) -> None:
    """Raise what Telegram answers if the bot may not even look at the chat."""
    if chat.kind == "private":
        if not chat.started:
            raise BadRequest("chat not found")
        return
    if chat.migrated_to is not None:
        raise BadRequest(
            "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to}
        )
    if chat.gone:
        raise Forbidden(f"the {_PLACES[chat.kind]} was deleted")
    if chat.bot_status == "kicked":
        raise Forbidden(f"bot was kicked from the {_PLACES[chat.kind]}")
    if chat.bot_status == "left":
        raise Forbidden(f"bot is not a member of the {_PLACES[chat.kind]}")


def check_writable(chat: Chat) -> None:
    """Raise what Telegram answers if the bot may not send to the chat."""
    if chat.kind != "private":
        check_readable(chat)
        if chat.bot_status == "restricted":
            raise BadRequest("not enough rights to send text messages to the chat")
        if chat.kind == "channel" and chat.bot_status != "administrator":
            raise BadRequest("need administrator rights in the channel chat")
        return
    if chat.gone:
        raise Forbidden("user is deactivated")
    if chat.person is not None and chat.person.is_bot:
        raise Forbidden("bot can't send messages to bots")
    if not chat.started:
        raise Forbidden("bot can't initiate conversation with a user")
    if chat.bot_status == "kicked":
        raise Forbidden("bot was blocked by the user")


def topic_for_sending(chat: Chat, thread_id: int | None) -> Topic | None:
    """Return the topic to send to, None outside of topics and in "General"."""
    if not thread_id:
        general = chat.topics.get(GENERAL_TOPIC)
        if general is not None and general.closed and chat.bot_status != "administrator":
            raise BadRequest("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(thread_id) if chat.forum else None
    # "General" can't be named: the server knows no message 1 that would have opened it.
    if topic is None or topic.deleted or thread_id == GENERAL_TOPIC:
        raise BadRequest("message thread not found")
    if topic.closed and chat.bot_status != "administrator":
        raise BadRequest("TOPIC_CLOSED")
    return topic


def can_pin(chat: Chat) -> bool:
    """Say whether the bot may pin messages in the chat."""
    return chat.kind == "private" or chat.bot_status == "administrator"
