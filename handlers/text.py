"""Text without a command: a query, or for editors the beginning of a draft."""

from telegram import Message, MessageEntity

from bot.countries.query import understand
from handlers.context import Asked
from handlers.editor.post import on_editor_message
from handlers.latest import QUERY_LENGTH, answer
from storage.editors import Role


async def on_text(asked: Asked, username: str) -> None:
    """Answer free text in private; in groups only where the bot is named or answered."""
    message = asked.update.message
    if message is None:
        return
    text = message.text or ""
    if not asked.is_private:
        if not _is_addressed(message, username):
            return
        text = text.replace(f"@{username}", " ")
    elif await asked.role() in (Role.EDITOR, Role.OWNER):
        if not _is_service(message) or text:
            await on_editor_message(asked, message)
        return
    elif not text:
        if not _is_service(message):
            await asked.say("unknown.not_text")
        return
    await answer(asked, understand(text[:QUERY_LENGTH], today=asked.now.date()))


def _is_addressed(message: Message, username: str) -> bool:
    """Tell whether a group's message names the bot or answers one of its messages."""
    replied = message.reply_to_message
    author = replied.from_user if replied is not None else None
    if author is not None and (author.username or "").lower() == username:
        return bool(message.text)
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    return any(mention.lower() == f"@{username}" for mention in mentions)


def _is_service(message: Message) -> bool:
    """Tell whether Telegram itself wrote it (a join, a pin), so that nobody waits."""
    return message.effective_attachment is None
