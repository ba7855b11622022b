"""The card of a followed pair, and the short replies that narrow it by plain words.

What was asked stands in the question itself, as the address of its link, and comes back with the
reply: nothing is remembered, and a reply of next week still finds its pair.
"""

import re

from telegram import Message as TelegramMessage
from telegram import MessageEntity

from bot.errors import BadInput, Gone
from bot.render import items
from bot.render import words as page
from bot.subscribing import subscriptions
from bot.subscribing.words import read_words, set_words
from handlers.chat import kept_chat
from handlers.context import Asked
from handlers.latest import scope_of
from storage.dyad import Scope
from storage.narrowing import NO_WORDS, Words

#: Deep links that name a list and a pair: `words-only_AZ_IR`.
PAYLOADS = {f"words-{name}": name for name in page.LISTS}
_LINK = re.compile(r"https?://t\.me/\w+\?start=(words-(?:only|without))_([A-Z]{2}(?:_[A-Z]{2})?)/?")
_NONE = ("-", "–", "—", "0", "no", "none", "off")


async def on_words_button(asked: Asked, scope_text: str, what: str = "") -> None:
    """Open a pair's card, ask for the words of one of its lists, or clear both."""
    scope, _ = scope_of(scope_text)
    if what in page.LISTS:
        await _ask(asked, scope, what)
    elif what == "clear":
        await _set(asked, scope, only=(), without=())
    elif what == "":
        await show_card(asked, scope)
    else:
        raise Gone("error.button_old")


async def show_card(asked: Asked, scope: Scope) -> None:
    """Show what one pair is narrowed by."""
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, chat.id, thread_id=asked.thread_id)
    if scope not in seen.scopes:
        raise _not_followed(asked, scope)
    words = seen.words.get(scope, NO_WORDS)
    await asked.show(page.card(asked.catalogue, scope, words))


async def takes_words(asked: Asked, message: TelegramMessage) -> bool:
    """Take the reply to a question for words; False where the message is none."""
    found = _asked_for(message, asked.bot.id)
    if found is None:
        return False
    scope_text, which = found
    scope, _ = scope_of(scope_text)
    typed = (message.text or "").strip()
    words = () if typed.lower() in _NONE else read_words(typed)
    if not words and typed.lower() not in _NONE:
        raise BadInput("words.unreadable")
    if which == "only":
        await _set(asked, scope, only=words)
    else:
        await _set(asked, scope, without=words)
    return True


def _asked_for(message: TelegramMessage, bot_id: int) -> tuple[str, str] | None:
    """Read from the message that was replied to which words it asked for."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != bot_id:
        return None
    links = (each.url for each in replied.entities if each.type == MessageEntity.TEXT_LINK)
    found = next((match for link in links if (match := _LINK.fullmatch(link or ""))), None)
    return None if found is None else (found[2].replace("_", "-"), PAYLOADS[found[1]])


async def _ask(asked: Asked, scope: Scope, which: str) -> None:
    await kept_chat(asked)
    if asked.acting_for is not None:
        raise BadInput("words.not_here")
    payload = f"words-{which}_{'_'.join(scope.codes)}"
    link = f"https://t.me/{asked.bot.username}?start={payload}"
    await asked.acknowledge()
    await asked.ask(
        page.question(asked.catalogue, scope, which, link=link),
        hint=asked.catalogue.text("words.hint"),
    )


async def _set(
    asked: Asked,
    scope: Scope,
    *,
    only: tuple[str, ...] | None = None,
    without: tuple[str, ...] | None = None,
) -> None:
    chat = await kept_chat(asked)
    words: Words | None = await set_words(
        asked.services.database,
        chat.id,
        scope,
        only=only,
        without=without,
        thread_id=asked.thread_id,
    )
    if words is None:
        raise _not_followed(asked, scope)
    await asked.show(page.card(asked.catalogue, scope, words))


def _not_followed(asked: Asked, scope: Scope) -> Gone:
    return Gone("subscribe.not_followed", pair=items.scope_name(asked.catalogue, scope))
