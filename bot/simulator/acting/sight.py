"""What the bot sees of a chat: privacy mode, and who it is among."""

from bot.simulator.people import Chat, Json, Person
from bot.simulator.world import World

_PRESENT = frozenset({"member", "administrator", "creator", "restricted"})

# Messages about the chat itself: "all service messages" get through privacy mode.
_SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo",
        "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "pinned_message",
        "migrate_to_chat_id", "migrate_from_chat_id", "message_auto_delete_timer_changed",
        "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
        "video_chat_started", "video_chat_ended",
    }
)  # fmt: skip


def is_seen(world: World, chat: Chat, message: Json) -> bool:
    """Say whether Telegram would show the bot a person's message.

    The rules are those of core.telegram.org/bots/features#privacy-mode.
    """
    if chat.gone or chat.migrated_to is not None or chat.bot_status not in _PRESENT:
        return False
    if chat.kind in ("private", "channel") or chat.bot_status == "administrator":
        return True
    return not world.privacy or _is_meant(world.bot, message)


def _is_meant(bot: Person, message: Json) -> bool:
    if _SERVICE & message.keys():
        return True
    answered = message.get("reply_to_message", {}).get("from", {})
    if answered.get("id") == bot.id or message.get("via_bot", {}).get("id") == bot.id:
        return True
    text: str = message.get("text") or message.get("caption") or ""
    me = f"@{bot.username}".lower()
    units = text.encode("utf-16-le")
    for entity in message.get("entities") or message.get("caption_entities") or ():
        start = 2 * entity["offset"]
        word = units[start : start + 2 * entity["length"]].decode("utf-16-le").lower()
        if entity["type"] == "mention" and word == me:
            return True
        if entity["type"] == "bot_command" and ("@" not in word or word.endswith(me)):
            return True
    return False
