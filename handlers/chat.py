"""The chat that an update stands in, as the store knows it, and who may change its choices."""

from telegram.constants import ChatMemberStatus

from bot.errors import NotAllowed
from handlers.context import Asked
from storage import chats
from storage.chats import Chat

_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def kept_chat(asked: Asked) -> Chat:
    """Return the chat, remembered from now on; in groups for their admins only."""
    await _must_be_allowed(asked)
    async with asked.services.database.transaction() as tx:
        return await chats.ensure(
            tx,
            asked.chat_id,
            kind=asked.kind,
            language=asked.language,
            today=asked.now.date(),
        )


async def known_chat(asked: Asked, *, change: bool = True) -> Chat | None:
    """Return the chat if it ever chose anything; to `change` a group's choices takes an admin."""
    if change:
        await _must_be_allowed(asked)
    async with asked.services.database.reader() as reader:
        return await chats.get(reader, asked.chat_id)


async def _must_be_allowed(asked: Asked) -> None:
    if asked.is_private:
        return
    member = await asked.bot.get_chat_member(asked.chat_id, asked.person_id)
    if member.status not in _ADMINS:
        raise NotAllowed("error.group_admin")
