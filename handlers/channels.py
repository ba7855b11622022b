"""Channels, which nobody can write commands into: an admin orders for them from the private chat.

`/subscribe @channel iran azerbaijan` and its like act for the channel, and so do the buttons of
the answers, which carry its number.
"""

import logging
import re

from telegram import ChatFullInfo, ChatMemberAdministrator, ChatMemberUpdated
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.errors import BadInput, Gone, NotAllowed
from bot.render import dates, items
from bot.render.briefings import rows_of
from bot.render.callback_data import Pressed, encode, number, on_behalf
from bot.render.html import clean
from bot.render.keyboards import as_json
from bot.render.message import Button, Html, Message, escape
from bot.subscribing import subscriptions
from handlers.context import Asked
from storage import chats
from storage.chats import Chat
from storage.errors import Missing

log = logging.getLogger(__name__)

_NAME = re.compile(r"@[A-Za-z]\w{3,31}|-100\d{1,15}", re.ASCII)
_LISTED = 10
_WORD_LENGTH = 60


def named(words: str) -> str | None:
    """Return the channel that the words begin with, as @name or by its number."""
    first = words.split(maxsplit=1)[:1]
    return first[0] if first and _NAME.fullmatch(first[0]) else None


async def act_for(asked: Asked, name: str) -> ChatFullInfo:
    """Let what is asked concern the channel of that name, which the words begin with.

    BadInput where there is none, the person is no admin of it, or the bot may not post there; a
    channel that is not the person's looks like one that does not exist.
    """
    found = await _find(asked, name)
    asked.words = asked.words.strip().removeprefix(name).strip()
    async with asked.services.database.transaction() as tx:
        asked.acting_for = await chats.ensure(
            tx, found.id, kind="channel", language=asked.language, today=asked.now.date()
        )
    return found


async def _find(asked: Asked, name: str) -> ChatFullInfo:
    unknown = BadInput("channel.unknown", name=clean(name, limit=_WORD_LENGTH))
    try:
        found = await asked.bot.get_chat(int(name) if name.startswith("-") else name)
    except (BadRequest, Forbidden):
        raise unknown from None
    if found.type != ChatType.CHANNEL:
        raise unknown
    if not await asked.admins.is_admin(found.id, asked.person_id):
        raise unknown
    try:
        own = await asked.bot.get_chat_member(found.id, asked.bot.id)
    except (BadRequest, Forbidden):
        own = None
    # Of a right that it does not name, the send will tell.
    if not isinstance(own, ChatMemberAdministrator) or own.can_post_messages is False:
        raise BadInput("channel.may_not_post", name=clean(name, limit=_WORD_LENGTH))
    return found


async def unwrap(asked: Asked, pressed: Pressed) -> Pressed:
    """Return what a button does that acts for a channel; NotAllowed for who is no admin there."""
    if len(pressed.parts) < 2:
        raise Gone("error.button_old")
    channel_id, action, *parts = pressed.parts
    async with asked.services.database.reader() as reader:
        try:
            channel = await chats.by_id(reader, number(channel_id))
        except Missing:
            raise Gone("error.button_old") from None
    if not await asked.admins.is_admin(channel.telegram_id, asked.person_id):
        raise NotAllowed("error.channel_admin")
    asked.acting_for = channel
    return Pressed(action, tuple(parts))


async def on_channel(asked: Asked) -> None:
    """Show what a channel of the person's gets, or which channels they have set up."""
    if not asked.words:
        await _list(asked)
        return
    name = named(asked.words)
    if name is None:
        raise BadInput("channel.unknown", name=clean(asked.words, limit=_WORD_LENGTH))
    found = await act_for(asked, name)
    channel = asked.acting_for
    if channel is not None:
        async with asked.services.database.transaction() as tx:
            await chats.set_ordered_by(tx, channel.id, asked.person_id)
        await asked.show(await _card(asked, channel, found.title or name, name))


async def on_channel_button(asked: Asked) -> None:
    """Open the card of a channel."""
    channel = asked.acting_for
    if channel is None:
        raise Gone("error.button_old")
    title, name = await _title_of(asked, channel)
    await asked.show(await _card(asked, channel, title, name))


async def _card(asked: Asked, channel: Chat, title: str, name: str) -> Message:
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, channel.id)
    words = asked.html
    lines = [words("channel.heading", title=clean(title, limit=_WORD_LENGTH))]
    if seen.scopes:
        pairs = ", ".join(items.scope_name(asked.catalogue, scope) for scope in seen.scopes)
        lines.append(words("channel.pairs", pairs=pairs, count=len(seen.scopes)))
    if seen.next:
        at = dates.when(asked.catalogue, seen.next.at, seen.next.zone)
        lines.append(words("channel.next", when=at))
    lines += [Html(""), words("channel.how", name=escape(name))]
    row = [
        Button(asked.catalogue.text(f"channel.button.{what}"), data=encode("set", what))
        for what in ("pairs", "time", "al")
    ]
    return Message(Html("\n".join(lines)), rows_of(row) if seen.scopes else ())


async def _title_of(asked: Asked, channel: Chat) -> tuple[str, str]:
    """Ask Telegram how a channel is called; by its number where it does not say."""
    number_of = str(channel.telegram_id)
    try:
        found = await asked.bot.get_chat(channel.telegram_id)
    except (BadRequest, Forbidden):
        return number_of, number_of
    return found.title or number_of, f"@{found.username}" if found.username else number_of


async def _list(asked: Asked) -> None:
    async with asked.services.database.reader() as reader:
        own = await chats.channels_of(reader, asked.person_id, limit=_LISTED)
    rows = []
    for channel in own:
        title, _ = await _title_of(asked, channel)
        data = on_behalf(encode("channel"), channel.id)
        rows.append((Button(clean(title, limit=_WORD_LENGTH), data=data),))
    key = "channel.list" if own else "channel.usage"
    await asked.say(key, *rows, bot=asked.bot.username)


async def greet_admin(asked: Asked, change: ChatMemberUpdated) -> None:
    """Tell who made the bot an admin of a channel, in private, how to order for it."""
    person = change.from_user
    async with asked.services.database.transaction() as tx:
        channel = await chats.ensure(
            tx,
            change.chat.id,
            kind="channel",
            language=person.language_code,
            today=asked.now.date(),
        )
        await chats.set_ordered_by(tx, channel.id, person.id)
    title = clean(change.chat.title or "", limit=_WORD_LENGTH)
    button = Button(
        asked.catalogue.text("channel.button.open"), data=on_behalf(encode("channel"), channel.id)
    )
    try:
        await asked.bot.send_message(
            person.id,
            asked.html("channel.hello", title=title),
            parse_mode="HTML",
            api_kwargs={"reply_markup": as_json(((button,),))},
        )
    except TelegramError as error:
        # Most likely they never wrote to the bot; `/channel` is there when they do.
        log.info("an admin was not told: %s", error, extra={"action": "channel_hello"})
