"""What happens to the bot in a chat: blocked, back, added, removed, moved."""

from telegram import ChatMemberUpdated
from telegram.constants import ChatMemberStatus, ChatType

from bot.delivery.suspension import suspend
from bot.subscribing import subscriptions
from bot.subscribing.topics import reopen_topic
from handlers.channels import greet_admin
from handlers.context import Asked
from storage import chats, moves
from storage.chats import ChatState

_OUT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


async def on_membership(asked: Asked, change: ChatMemberUpdated) -> None:
    """Suspend a chat that blocked or removed the bot; in private, coming back waits for /start."""
    private = change.chat.type == ChatType.PRIVATE
    now_admin = change.new_chat_member.status == ChatMemberStatus.ADMINISTRATOR
    if change.new_chat_member.status not in _OUT:
        if change.chat.type == ChatType.CHANNEL and now_admin:
            await greet_admin(asked, change)
        if not private and change.old_chat_member.status in _OUT:
            await _welcomed(asked, change)
        return
    async with asked.services.database.transaction() as tx:
        chat = await chats.get(tx, change.chat.id)
        if chat is not None:
            await suspend(tx, chat.id, ChatState.BLOCKED if private else ChatState.GONE)


async def _welcomed(asked: Asked, change: ChatMemberUpdated) -> None:
    """Say one short line to a group; one that had the bot before gets again what it had chosen."""
    database = asked.services.database
    async with database.reader() as reader:
        known = await chats.get(reader, change.chat.id)
    if known is not None:
        await subscriptions.resume(database, known.id, now=asked.now)
    if change.chat.type != ChatType.CHANNEL:
        await asked.say("group.hello", bot=asked.bot.username)


async def on_topic_open(asked: Asked) -> None:
    """Take up again what was ordered in a forum's topic that had been closed."""
    database = asked.services.database
    await reopen_topic(database, asked.chat_id, asked.thread_id, now=asked.now)


async def on_migration(asked: Asked, new_id: int) -> None:
    """Follow a group that became a supergroup: everything that it chose is kept."""
    async with asked.services.database.transaction() as tx:
        await moves.migrate(tx, asked.chat_id, new_id)
