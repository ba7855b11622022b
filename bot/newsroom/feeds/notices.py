"""Telling whoever added a feed that it is broken, gone, or works again; once each."""

from datetime import datetime, timedelta

from bot.delivery.notices import owe
from bot.newsroom.feeds.decide import Tell
from bot.render.callback_data import encode
from bot.render.html import outside
from bot.render.i18n import catalogue
from bot.render.message import Button, Message
from storage import chats, editors
from storage.chats import Chat, ChatState
from storage.database import Reader, Transaction
from storage.editors import Role
from storage.feeds import Feed

TITLE_LENGTH = 80
# An editor may be away for a weekend; after that /feeds tells it anyhow.
_WORTH_TELLING = timedelta(days=3)


async def tell(tx: Transaction, feed: Feed, what: Tell, *, now: datetime) -> int:
    """Owe a message to the editor who added the feed, else to the owners; return how many."""
    told = await _whom(tx, feed)
    for chat in told:
        words = catalogue(chat.language)
        open_it = Button(words.text("feed.button.open_it"), data=encode("fd", "show", feed.id))
        message = Message(
            words.html(f"feed.tell.{what}", title=outside(feed.title, limit=TITLE_LENGTH)),
            ((open_it,),),
        )
        name = f"feed.{what}:{feed.id}:{now:%Y-%m-%dT%H:%M}"
        await owe(tx, chat, name, message, now=now, within=_WORTH_TELLING)
    return len(told)


async def _whom(reader: Reader, feed: Feed) -> list[Chat]:
    """Return the private chats that can be told: of who added it, else of the owners."""
    if await editors.role_of(reader, feed.added_by) in {Role.EDITOR, Role.OWNER}:
        chat = await chats.get(reader, feed.added_by)
        if chat is not None and chat.state is ChatState.ACTIVE:
            return [chat]
    owners = [await chats.get(reader, each.telegram_id) for each in await editors.owners(reader)]
    return [chat for chat in owners if chat is not None and chat.state is ChatState.ACTIVE]
