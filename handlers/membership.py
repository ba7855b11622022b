"""What happens to the bot in a chat: blocked, back, added, removed, moved."""

from telegram import ChatMemberUpdated
from telegram.constants import ChatMemberStatus, ChatType

from bot.delivery.suspension import suspend
from handlers.context import Asked
from storage import chats
from storage.chats import ChatState

_OUT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


async def on_membership(asked: Asked, change: ChatMemberUpdated) -> None:
    """Suspend a chat that blocked or removed the bot; coming back waits for /start."""
    if change.new_chat_member.status not in _OUT:
        return
    private = change.chat.type == ChatType.PRIVATE
    async with asked.services.database.transaction() as tx:
        chat = await chats.get(tx, change.chat.id)
        if chat is not None:
            await suspend(tx, chat.id, ChatState.BLOCKED if private else ChatState.GONE)


async def on_migration(asked: Asked, new_id: int) -> None:
    """Follow a group that became a supergroup: everything that it chose is kept."""
    async with asked.services.database.transaction() as tx:
        await chats.migrate(tx, asked.chat_id, new_id)
