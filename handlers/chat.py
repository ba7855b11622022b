"""The chat that an update stands in, as the store knows it, and who may change its choices."""

from bot.errors import NotAllowed
from bot.subscribing.topics import reopen_topic
from handlers.context import Asked
from storage import chats
from storage.chats import Chat


async def kept_chat(asked: Asked) -> Chat:
    """Return the chat, remembered from now on; in groups for their admins only.

    Who orders something in a topic shows that it is open.
    """
    await _must_be_allowed(asked)
    database = asked.services.database
    if asked.acting_for is not None:
        async with database.transaction() as tx:
            return await chats.set_ordered_by(tx, asked.acting_for.id, asked.person_id)
    async with database.transaction() as tx:
        chat = await chats.ensure(
            tx,
            asked.chat_id,
            kind=asked.kind,
            language=asked.language,
            today=asked.now.date(),
        )
        if not asked.is_private and not asked.speaks_as_group:
            chat = await chats.set_ordered_by(tx, chat.id, asked.person_id)
    if not asked.is_private:
        await reopen_topic(database, asked.chat_id, asked.thread_id, now=asked.now)
    return chat


async def known_chat(asked: Asked, *, change: bool = True) -> Chat | None:
    """Return the chat if it ever chose anything; to `change` a group's choices takes an admin."""
    if change:
        await _must_be_allowed(asked)
    async with asked.services.database.reader() as reader:
        if asked.acting_for is not None:
            return await chats.by_id(reader, asked.acting_for.id)
        return await chats.get(reader, asked.chat_id)


async def _must_be_allowed(asked: Asked) -> None:
    # For a channel that was seen to when it was named; and only admins can speak as their group.
    if asked.is_private or asked.speaks_as_group:
        return
    if not await asked.admins.is_admin(asked.chat_id, asked.person_id):
        raise NotAllowed("error.group_admin")
