"""Ends what is pushed to a forum's topic that is closed or deleted, and tells who ordered it."""

import logging
from datetime import datetime, timedelta

from bot.delivery.notices import owe
from bot.render.i18n import catalogue
from bot.render.message import Message
from storage import chats, closed_topics, schedules, skips
from storage.chats import Chat, ChatState
from storage.database import Reader, Transaction

log = logging.getLogger(__name__)

# The number of a supergroup without this head is what links to its messages carry.
_SUPERGROUP = "-100"
_WORTH_TELLING = timedelta(days=2)


async def close_topic(
    tx: Transaction, chat_id: int, thread_id: int | None, *, now: datetime
) -> None:
    """Suspend a topic until it is open again; nothing of it lands in another one.

    The admin who ordered there is told in private, once for each time that it closes.
    """
    await skips.skip_of_topic(tx, chat_id, thread_id, reason="topic closed")
    await schedules.pause_topic(tx, chat_id, thread_id)
    if not await closed_topics.close(tx, chat_id, thread_id, at=now):
        return
    chat = await chats.by_id(tx, chat_id)
    admin = await _admin_of(tx, chat)
    if admin is None:
        log.warning("nobody to tell of a closed topic", extra={"action": "topic_closed"})
        return
    name = f"notice.topic_closed:{chat_id}:{thread_id or 0}:{now:%Y-%m-%dT%H:%MZ}"
    words = catalogue(admin.language)
    message = Message(words.html("notice.topic_closed", url=_link(chat, thread_id)))
    await owe(tx, admin, name, message, now=now, within=_WORTH_TELLING)


async def _admin_of(reader: Reader, chat: Chat) -> Chat | None:
    """Return the private chat of who ordered here, unless nothing may be pushed to it."""
    if chat.ordered_by is None:
        return None
    admin = await chats.get(reader, chat.ordered_by)
    return admin if admin is not None and admin.state is ChatState.ACTIVE else None


def _link(chat: Chat, thread_id: int | None) -> str:
    number = str(chat.telegram_id).removeprefix(_SUPERGROUP)
    return f"https://t.me/c/{number}/{thread_id or 1}"
