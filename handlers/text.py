"""Text without a command: a query, or for editors the beginning of a draft."""

from telegram import Message, MessageEntity

from handlers.context import Asked
from handlers.editor.add_feeds import takes_for_feeds
from handlers.editor.contribute import on_contribution
from handlers.editor.post import on_editor_message
from handlers.latest import answer, read_query
from handlers.times import takes_answer
from handlers.words import takes_words
from handlers.zones import on_location
from storage.editors import Role


async def on_text(asked: Asked, username: str) -> None:
    """Answer free text in private; in groups only where the bot is named or answered."""
    message = asked.update.message
    if message is None:
        return
    if await takes_words(asked, message):
        return
    if asked.is_private:
        await _in_private(asked, message)
    elif _is_addressed(message, username):
        await _query(asked, (message.text or "").replace(f"@{username}", " "))


async def _in_private(asked: Asked, message: Message) -> None:
    if not message.text and message.effective_attachment is None:
        return  # Telegram itself wrote it (a pin, a join): nobody waits
    if message.text and await takes_answer(asked, message.text):
        return
    if message.location is not None:
        await on_location(asked, message.location.latitude, message.location.longitude)
        return
    if await asked.is_editor():
        if not await takes_for_feeds(asked, message):
            await on_editor_message(asked, message)
    elif await asked.role() is Role.CONTRIBUTOR:
        await on_contribution(asked, message)
    elif message.text:
        await _query(asked, message.text)
    else:
        await asked.say("unknown.not_text")


async def _query(asked: Asked, text: str) -> None:
    await answer(asked, read_query(asked, text))


def _is_addressed(message: Message, username: str) -> bool:
    """Tell whether a group's message names the bot or answers one of its messages."""
    replied = message.reply_to_message
    author = replied.from_user if replied is not None else None
    if author is not None and (author.username or "").lower() == username:
        return bool(message.text)
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    return any(mention.lower() == f"@{username}" for mention in mentions)
