"""A forum's topic that was closed and is open again gets what was ordered there."""

from datetime import datetime

from bot.subscribing.schedules import restart
from storage import chats, closed_topics
from storage.chats import ChatState
from storage.database import Database


async def reopen_topic(
    database: Database, telegram_id: int, thread_id: int | None, *, now: datetime
) -> bool:
    """Take up again what a closed topic had ordered; False where it was not closed.

    What was missed meanwhile is told as far back as a first digest looks.
    """
    async with database.reader() as reader:
        chat = await chats.get(reader, telegram_id)
        if chat is None or thread_id not in await closed_topics.closed(reader, chat.id):
            return False
    async with database.transaction() as tx:
        if not await closed_topics.reopen(tx, chat.id, thread_id):
            return False
        chat = await chats.by_id(tx, chat.id)
        if chat.state is ChatState.ACTIVE:
            await restart(tx, chat, now=now, topic=(thread_id,))
    return True
